"""Syntax of values → model expressions: names resolved, kinds known.

A name is looked for in what is in hand (innermost first), then among the properties of the papers in order, then as
the name of a paper, then as a 定義, 基準値, 一覧 or 委任, and last as a property that only one paper has.  What cannot be
resolved is a problem, once, and gives None; callers then say nothing more about it.
"""

from __future__ import annotations

from compliance import model
from compliance.check import definitions
from compliance.check.declarations import AGE, BIRTHDAY, BUILT_IN_DAYS
from compliance.check.scope import Hand, Scope, State
from compliance.kinds import quantities
from compliance.language import syntax
from compliance.problem import nearest
from compliance.source import Span
from compliance.struct import replace
from compliance.values import (
    AGE as AGE_KIND,
)
from compliance.values import (
    BOOLEAN,
    CASES,
    CLOCK,
    DATE,
    DAYS,
    FISCAL_YEAR,
    NUMBER_KINDS,
    TEXT,
    UNITS,
    Kind,
)
from compliance.vocabulary import Property, RecordType, Section


def list_of(kind: Kind) -> Kind:
    return Kind("一覧", element=kind)


def read_operand(node: syntax.Operand, scope: Scope, state: State) -> model.Expr | None:
    """The expression an operand stands for; None where a problem was reported."""
    match node:
        case syntax.Path():
            return read_path(node, scope, state)
        case syntax.Function():
            return _read_function(node, scope, state)
        case syntax.Number():
            return read_number(node)
        case syntax.Text():
            text = state.replaced_term(scope.substitution, node.value)
            return model.Const(span=node.span, value=text, kind=TEXT, text=f"「{text}」")
        case syntax.DateLiteral():
            return model.Const(span=node.span, value=node.value, kind=DATE, text=node.span.text)
        case syntax.Interval():
            return read_length(node, scope, state)


def read_number(node: syntax.Number) -> model.Const:
    """A number in its kind's own unit (hours become minutes, years months); without a unit its kind is 件."""
    kind, factor = UNITS.get(node.unit, (Kind("数"), 1))
    return model.Const(span=node.span, value=node.value * factor, kind=kind, text=node.span.text)


def read_length(node: syntax.Interval, scope: Scope, state: State) -> model.Length | None:
    first = read_date(node.first, scope, state)
    last = read_date(node.last, scope, state)
    if first is None or last is None:
        return None
    return model.Length(span=node.span, first=first, last=last, counts_first=node.counts_first, kind=DAYS)


def read_date(node: syntax.Operand, scope: Scope, state: State) -> model.Expr | None:
    """An operand that must be a day."""
    value = read_operand(node, scope, state)
    if value is not None and value.kind != DATE:
        state.problem(
            "kind-mismatch",
            f"「{node.span.text}」は日付ではありません（{value.kind}です）。",
            node.span,
            "ここには、「提案の日」のような日付の項目か、「令和8年8月3日」のような日付を書いてください。",
        )
        return None
    return value


def _read_function(node: syntax.Function, scope: Scope, state: State) -> model.Expr | None:
    operand = read_operand(node.operand, scope, state)
    if operand is None:
        return None
    kind = operand.kind
    word = node.function
    result: Kind | None = None
    if word in ("翌日", "前日"):
        result = DATE if kind == DATE else None
    elif word in ("末日", "属する月の末日"):
        word = "末日"
        result = DATE if kind in (DATE, FISCAL_YEAR) else None
    elif word == "属する年度":
        result = FISCAL_YEAR if kind == DATE else None
    elif word == "数":
        result = CASES if kind.element is not None else None
    elif word == "合計":
        result = kind.element if kind.element is not None and kind.element.name in NUMBER_KINDS else None
    if result is None:
        state.problem(
            "kind-mismatch",
            f"「の{node.function}」は、{_shown(operand)}には使えません。",
            node.span,
            "「の翌日」「の前日」「の属する年度」は日付に、「の末日」は日付か年度に、「の数」は一覧に、"
            "「の合計」は数の一覧に使います。",
        )
        return None
    return model.Function(span=node.span, function=word, operand=operand, kind=result)


def _shown(value: model.Expr) -> str:
    return f"「{value.span.text}」（{value.kind}）"


# --- paths ----------------------------------------------------------------------------------------------------------


def read_path(node: syntax.Path, scope: Scope, state: State) -> model.Expr | None:
    """The fact, value or definition a path names."""
    if any(not name.known for name in node.names):
        state.faults += 1  # told once for the whole file, as an unknown term
        return None
    names = [state.replaced_term(scope.substitution, name.text) for name in node.names]
    spans = [name.span for name in node.names]
    start = _first(names[0], spans[0], scope, state, alone=len(names) == 1)
    if start is None:
        return None
    value: model.Expr = start
    for name, span in zip(names[1:], spans[1:], strict=True):
        following = _step(value, name, span, scope, state)
        if following is None:
            return None
        value = following
    return replace(value, span=node.span) if len(names) > 1 else value


def _first(name: str, span: Span, scope: Scope, state: State, *, alone: bool) -> model.Expr | None:
    if alone and name in BUILT_IN_DAYS:
        return model.Day(span=span, name=name, kind=DATE)
    for hand in scope.hands:
        found = _of_hand(hand, name, span, state)
        if found is not None:
            return found
    for paper in scope.papers:
        section = state.forms.sections.get(paper)
        if section is not None and not section.many and name in section.type.properties:
            if state.read_from:
                state.read_from[-1].add(paper)
            return _property(None, (paper,), (paper,), section.type, name, span, state, section.supplier)
    section = state.forms.sections.get(name)
    if section is not None:
        return section_fact(section, span, state)
    there_is, named = _named(name, span, scope, state)
    if there_is:
        return named
    return _only_one_paper(name, span, scope, state)


def section_fact(section: Section, span: Span, state: State) -> model.Fact:
    """A whole paper as a fact."""
    kind = list_of(section.kind) if section.many else section.kind
    return model.Fact(
        span=span, base=None, steps=(section.name,), where=(section.name,), kind=kind, supplier=section.supplier
    )


def _of_hand(hand: Hand, name: str, span: Span, state: State) -> model.Expr | None:
    record = hand.kind.record
    if record is None:
        return None
    if name in record.properties:
        return _property(hand.var, (), hand.var.where, record, name, span, state, hand.supplier)
    if name == AGE and BIRTHDAY in record.properties:
        born = _property(hand.var, (), hand.var.where, record, BIRTHDAY, span, state, hand.supplier)
        return model.Age(span=span, born=born, kind=AGE_KIND)
    return None


def _property(
    base: model.Var | None,
    steps: tuple[str, ...],
    where: tuple[str, ...],
    record: RecordType,
    name: str,
    span: Span,
    state: State,
    supplier: str,
    in_list: bool = False,
) -> model.Fact:
    item: Property = record.properties[name]
    kind = list_of(item.kind) if in_list and item.kind.element is None else item.kind
    full = (*where, name)
    return model.Fact(
        span=span,
        base=base,
        steps=(*steps, name),
        where=full,
        kind=kind,
        property=item,
        supplier=item.supplier or record.supplier or supplier,
        presumption=state.presumed.get(full, ""),
    )


def _named(name: str, span: Span, scope: Scope, state: State) -> tuple[bool, model.Expr | None]:
    """Whether there is a 基準値, 一覧, 委任 or 定義 of this name, and its value (None: it has a problem)."""
    declared = state.declared
    if name in declared.values:
        state.used.add(name)
        kind = state.value_kinds.get(name)
        return True, model.Dated(span=span, name=name, kind=kind) if kind is not None else None
    if name in declared.delegated:
        state.used.add(name)
        kind = state.value_kinds.get(name)
        return True, model.DelegatedValue(span=span, name=name, kind=kind) if kind is not None else None
    if name in declared.definitions:
        state.used.add(name)
        if not definitions.is_value(declared.definitions[name]):
            state.problem(
                "predicate-as-value",
                f"「{name}」は値ではなく、当てはまるかどうかを定めた定義です。",
                span,
                f"「…が、{name}に該当する」のように書いてください。",
            )
            return True, None
        return True, _call(name, hand_fact(scope, span), scope, span, state)
    return False, None


def _call(name: str, subject: model.Fact | None, scope: Scope, span: Span, state: State) -> model.Call | None:
    definition = definitions.open_definition(name, subject, scope, state)
    if definition is None or definition.kind is None:
        return None
    own = subject if definition.subject is not None else None
    return model.Call(span=span, key=definition.key, name=name, subject=own, kind=definition.kind)


def hand_fact(scope: Scope, span: Span) -> model.Fact | None:
    """What is in hand, as a fact; None where nothing is."""
    if not scope.hands:
        return None
    hand = scope.hands[0]
    return model.Fact(span=span, base=hand.var, steps=(), where=hand.var.where, kind=hand.kind, supplier=hand.supplier)


def _only_one_paper(name: str, span: Span, scope: Scope, state: State) -> model.Expr | None:
    holders = [
        section for section in state.forms.sections.values() if not section.many and name in section.type.properties
    ]
    if len(holders) == 1:
        section = holders[0]
        return _property(None, (section.name,), (section.name,), section.type, name, span, state, section.supplier)
    if scope.in_doubt and (holders or name in state.terms):
        state.faults += 1  # it may stand in the paper that was meant; that is told
        return None
    if holders:
        papers = "」「".join(section.name for section in holders)
        state.problem(
            "ambiguous-term",
            f"「{name}」は「{papers}」のどれにもあり、どの書類のものか決まりません。",
            span,
            f"「{holders[0].name}の{name}」のように書くか、「書類：」に書類の名前を加えてください。",
        )
        return None
    if name == AGE:
        state.problem(
            "no-birthday",
            "「年齢」をだれのものとして数えるのか決まりません（生年月日の項目がある者が前にありません）。",
            span,
            "「提案者の年齢」のように、だれの年齢かを書いてください。",
        )
        return None
    owners = [record.name for record in state.forms.record_types() if name in record.properties]
    if owners:
        state.problem(
            "term-out-of-place",
            f"「{name}」は「{'」「'.join(owners[:4])}」の項目ですが、ここからは届きません。",
            span,
            f"「{owners[0]}の{name}」のように、どれのものかを書いてください。",
        )
    else:
        unknown_term(name, span, state, owners=scope.papers)
    return None


def unknown_term(name: str, span: Span, state: State, owners: tuple[str, ...] = ()) -> None:
    """Report a name that nothing has, with the nearest known names; else with the names that its owner has.

    owners: the name before it in its path, or the papers it would be looked for in.
    """
    if name in state.broken:
        state.faults += 1
        return
    near = nearest(name, state.terms)
    hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
    if not hint:
        record = next((found for owner in owners if (found := _record_called(owner, state)) is not None), None)
        hint = properties_of(record) if record is not None else ""
    state.problem("unknown-term", f"「{name}」という用語は、どの書類にも定義にもありません。", span, hint)


def _record_called(name: str, state: State) -> RecordType | None:
    """The record that a paper, or a property of some paper, of this name is."""
    if name in state.forms.sections:
        return state.forms.sections[name].type
    for record in state.forms.record_types():
        if name in record.properties:
            kind = record.properties[name].kind
            found = (kind.element or kind).record
            if found is not None:
                return found
    return None


_SHOWN_PROPERTIES = 8


def properties_of(record: RecordType) -> str:
    """A hint that lists what a record has."""
    names = list(record.properties)
    shown = "」「".join(names[:_SHOWN_PROPERTIES])
    return f"「{record.name}」にあるのは、「{shown}」{'など' if len(names) > _SHOWN_PROPERTIES else ''}です。"


def _step(value: model.Expr, name: str, span: Span, scope: Scope, state: State) -> model.Expr | None:
    """`value`の`name`."""
    inner = value.kind.element or value.kind
    record = inner.record
    if record is None or not isinstance(value, model.Fact):
        state.problem(
            "no-such-property",
            f"{_shown(value)}には、「{name}」のような項目はありません。",
            span,
        )
        return None
    in_list = value.kind.element is not None
    where = (*value.where, "*") if in_list else value.where
    if name in record.properties:
        return _property(value.base, value.steps, where, record, name, span, state, value.supplier, in_list)
    if name == AGE and BIRTHDAY in record.properties and not in_list:
        born = _property(value.base, value.steps, where, record, BIRTHDAY, span, state, value.supplier)
        return model.Age(span=span, born=born, kind=AGE_KIND)
    if name in state.declared.definitions and not in_list:
        state.used.add(name)
        if definitions.is_value(state.declared.definitions[name]):
            return _call(name, value, scope, span, state)
    near = nearest(name, record.properties)
    holders = [other.name for other in state.forms.record_types() if name in other.properties]
    hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
    if not hint and holders:
        hint = f"「{name}」は「{'」「'.join(holders[:4])}」の項目です。"
    hint = hint or properties_of(record)
    state.problem(
        "no-such-property",
        f"「{value.span.text}」（{record.name}）には、「{name}」という項目はありません。",
        span,
        hint,
    )
    return None


# --- constants against kinds ----------------------------------------------------------------------------------------


def fit(constant: model.Expr, other: model.Expr, state: State) -> model.Expr | None:
    """A constant read as the kind of what it is compared with: a number without unit, a time of day, a choice.

    Everything else comes back as it is.  None where the text is not one of the choices (reported).
    """
    if not isinstance(constant, model.Const):
        return constant
    kind = other.kind.element or other.kind
    if constant.kind.name == "数" and kind.name in NUMBER_KINDS:
        return model.Const(span=constant.span, value=constant.value, kind=kind, text=constant.text)
    if constant.kind == TEXT and kind == CLOCK:
        try:
            value = quantities.read_value(str(constant.value), CLOCK)
        except quantities.ValueProblem as error:
            state.problem("bad-constant", str(error), constant.span)
            return None
        assert isinstance(value, int)
        return model.Const(span=constant.span, value=value, kind=CLOCK, text=constant.text)
    if constant.kind == TEXT and isinstance(other, model.Fact) and other.property is not None:
        choices = other.property.choices
        if choices and constant.value not in choices:
            near = nearest(str(constant.value), choices)
            state.problem(
                "unknown-choice",
                f"「{other.span.text}」に「{constant.value}」という値はありません。",
                constant.span,
                (f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else "")
                + f"書けるのは「{'」「'.join(choices)}」です。",
            )
            return None
    return constant


_COUNTS = frozenset({"人", "件", "回", "数"})


def same_kind(left: model.Expr, right: model.Expr) -> bool:
    """Whether two values can be compared."""
    a, b = left.kind, right.kind
    if a.name == b.name and a.element == b.element:
        return True
    for one, two in ((left, right), (right, left)):
        if isinstance(one, model.Function) and one.function == "数" and two.kind.name in _COUNTS:
            return True
    return False


def kind_mismatch(left: model.Expr, right: model.Expr, state: State) -> None:
    """Report two values of different kinds, with both places."""
    state.problem(
        "kind-mismatch",
        f"{_shown(left)}と{_shown(right)}は種類が違うため、比べられません。",
        right.span,
        "同じ種類（人と人、円と円、日付と日付など）のものを比べてください。",
        related=(("比べるもの", left.span),),
    )


def is_boolean(value: model.Expr) -> bool:
    return value.kind == BOOLEAN
