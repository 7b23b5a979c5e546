"""Expressions of the model → values, read from the papers, the rules and the settings.

The states of a field (language reference §5.1) meet here: 値あり, なし, and unknown with its cause (記載なし, 不明, 書類なし).

Decisions:
- A path through なし is なし; through 不明 or 記載なし it is unknown, and the cause names the first parent that is so.
- A step over a list gives the list of the elements' values; an element of which the value is なし gives none, one of
  which it is unknown leaves the list unknown in that place.
- A 推定 covers a listed fact that is not written, also where the record it belongs to is not written; never one of a
  paper that is missing.  Its premise is judged on the day in hand.
- A value without a version in force on the day in hand, and a 定義 likewise, is unknown (cause 「設定」).
- Whoever is asked for a fact of a public document (公的書類) is the one who hands in the paper it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias, assert_never

from compliance import model
from compliance.documents.nodes import Dossier, Scalar, Where
from compliance.engine import sentences_ja
from compliance.engine.judgements import Recorded
from compliance.engine.naming import element_names, label_of, name_of, paper_of, position_of, record_at
from compliance.engine.sentences_en import English, show
from compliance.engine.settings import Settings
from compliance.engine.stages import state_of_paper
from compliance.engine.truth import Place, Rest, Truth, Value, merged
from compliance.finding import Cause
from compliance.kinds.dates import fiscal_year, show_date
from compliance.kinds.periods import age_on, explain_age_on, explain_length_in_days, length_in_days
from compliance.kinds.quantities import show_value
from compliance.source import Span
from compliance.struct import Struct, field, replace
from compliance.values import ABSENT, NONE, UNKNOWN, Kind
from compliance.vocabulary import COVER, Forms


class Bound(Struct):
    """What a variable stands for: a value of the papers and its place.

    label: what the recorded judgements call it (対象).  name, english: what a reader is shown; empty for the subject of
    a definition, which is no element of a list.
    """

    value: Value
    label: str = ""
    name: str = ""
    english: str = ""


class Env(Struct):
    """Where a condition is read: the day in hand, the item, the innermost element, the variables.

    main: the item's first paper, whose fields are named without it.
    """

    day: date
    item: str = ""
    element: Bound | None = None
    variables: Mapping[int, Bound] = field(default_factory=dict)
    main: str = ""

    def bind(self, var: model.Var, bound: Bound) -> Env:
        return replace(self, variables={**self.variables, var.id: bound})

    def inside(self, var: model.Var, bound: Bound) -> Env:
        """The same for an element of a list, which questions are then about."""
        return replace(self.bind(var, bound), element=bound)


# Judges a condition by calling its last argument, and may note what that came to.
Watch: TypeAlias = Callable[[model.Condition, Env, Callable[[], Truth]], Truth]


class Run(Struct, frozen=False):
    """One evaluation: what is given, and what has been found so far.

    on: 審査の日.  judged_on: 判断の日.  holds: how a condition is judged (`conditions.judge`).
    results: of the items evaluated so far.  standards: whether a 委任 value that is unset counts as its standard.
    watch: told of every condition that is judged (`observe`); None: nobody watches.
    """

    rules: model.RuleSet
    forms: Forms
    dossier: Dossier
    on: date
    judged_on: date
    settings: Settings
    records: tuple[Recorded, ...]
    holds: Callable[[model.Condition, Env, Run], Truth]
    standards: bool = False
    results: dict[str, Any] = field(default_factory=dict)
    premises: dict[tuple[str, date, str, str], Truth] = field(default_factory=dict)
    unset: list[str] = field(default_factory=list)
    names: dict[Where, tuple[str, str]] = field(default_factory=dict)
    watch: Watch | None = None

    def name_of(self, where: Where) -> tuple[str, str]:
        """What a place is called, in both languages."""
        if where not in self.names:
            self.names[where] = name_of(where, self.dossier, self.forms)
        return self.names[where]

    def english(self, env: Env) -> English:
        return English(self.forms, env.main)


def known(value: Any, kind: Kind, *, note: str = "", english_note: str = "") -> Value:
    """A value that does not stand in the papers."""
    return Value(
        "値", value, shown=show_value(value, kind), english=show(value, kind), note=note, english_note=english_note
    )


def unknown(*causes: Cause) -> Value:
    return Value("未知", causes=merged(causes))


def read(expr: model.Expr, env: Env, run: Run) -> Value:
    """What an expression comes to."""
    match expr:
        case model.Fact():
            return read_fact(expr, env, run)
        case model.Const(value=value, kind=kind):
            shown = sentences_ja.const(expr)
            return Value("値", value, shown=shown, english=show(value, kind))
        case model.Dated():
            return _dated(expr, env, run)
        case model.DelegatedValue():
            return _delegated(expr, run)
        case model.Day(name=name, kind=kind):
            day = {"基準日": env.day, "審査の日": run.on, "判断の日": run.judged_on}[name]
            return known(day, kind)
        case model.Age(born=born, kind=kind):
            return _age(read(born, env, run), kind, env)
        case model.Call():
            return call(expr, env, run)
        case model.Function():
            return _function(expr, read(expr.operand, env, run), run)
        case model.Length(first=first, last=last):
            return _length(expr, read(first, env, run), read(last, env, run))
        case _:
            assert_never(expr)


# --- facts of the papers --------------------------------------------------------------------------------------------


def read_fact(fact: model.Fact, env: Env, run: Run) -> Value:
    """A value of the papers, by its path."""
    if fact.base is not None:
        bound = env.variables[fact.base.id].value
        if not fact.steps:
            return bound
        if bound.is_unknown and bound.value is not ABSENT:
            return bound
        return _follow(ABSENT if bound.is_unknown else _raw(bound), bound.where, fact.steps, fact, env, run)
    section = run.forms.sections[fact.steps[0]]
    if section.name not in run.dossier.facts:
        return unknown(missing_paper(section.name, run))
    return _follow(run.dossier.facts[section.name], (section.name,), fact.steps[1:], fact, env, run)


def _raw(value: Value) -> Any:
    return NONE if value.is_none else value.value


def _follow(current: Any, where: Where, steps: tuple[str, ...], fact: model.Fact, env: Env, run: Run) -> Value:
    """The value at the end of the steps, from a value that is there or not."""
    for position, step in enumerate(steps):
        if isinstance(current, list):
            rest = steps[position:]
            elements: list[Value] = []
            for index, each in enumerate(current):
                value = _follow(each, (*where, index), rest, fact, env, run)
                if not value.is_none:
                    elements.extend(value.elements if value.elements is not None else (value,))
            return _list(tuple(elements), where, fact.kind)
        if current is ABSENT or current is UNKNOWN or current is NONE:
            break
        found = current.get(step, ABSENT)
        if found is ABSENT:
            form = record_at(run.forms, where)
            found = (
                form.fixed.get(step, ABSENT) if form is not None else ABSENT
            )  # what a form fixes need not be written
        current, where = found, (*where, step)
    if current is ABSENT:
        return presumed(fact, where, env, run)
    if current is UNKNOWN:
        return replace(unknown(_said_unknown(where, fact, run)), where=where)
    return _found(current, where, fact.kind, run)


def _found(current: Any, where: Where, kind: Kind, run: Run) -> Value:
    """A value, or なし, that is written."""
    place = places_of(where, run)
    if current is NONE:
        return Value("なし", where=where, shown="なし", english="none", places=place)
    if isinstance(current, list):
        element = kind.element or kind
        elements = tuple(_found(each, (*where, index), element, run) for index, each in enumerate(current))
        return replace(_list(elements, where, kind), places=place)
    return Value("値", current, where=where, shown=show_value(current, kind), english=show(current, kind), places=place)


def _list(elements: tuple[Value, ...], where: Where, kind: Kind) -> Value:
    """A list; an empty one is as good as なし."""
    if not elements:
        return Value("なし", elements=(), where=where, shown="なし", english="none")
    shown = "、".join(each.shown or "？" for each in elements)
    english = ", ".join(each.english or "?" for each in elements)
    values = [each.value for each in elements]
    return Value("値", values, elements=elements, where=where, shown=shown, english=english)


def presumed(fact: model.Fact, where: Where, env: Env, run: Run) -> Value:
    """A fact that is not written: なし where a 推定 covers it and its premise holds; else unknown."""
    cause = absent(where, fact.supplier, run)
    nothing = Value("未知", ABSENT, causes=(cause,), where=where)
    if not fact.presumption:
        return nothing
    premise = premise_of(fact.presumption, env, run)
    if premise.value:
        name, english = run.name_of(where)
        rest = Rest("誓約", fact.presumption, name, english)
        return Value(
            "なし",
            where=where,
            rests=(rest, *premise.rests),
            shown="なし（推定）",
            english="none (presumed)",
        )
    return replace(nothing, causes=merged((cause, *_premise_causes(fact.presumption, premise, env, run))))


def premise_of(key: str, env: Env, run: Run) -> Truth:
    """Whether the premise of a 推定 holds on the day in hand."""
    element = env.element.label if env.element else ""
    known_as = (key, env.day, env.item, element)
    if known_as not in run.premises:
        # a premise never rests on facts that itself makes presumed (the checker reads it first), so this ends
        run.premises[known_as] = run.holds(run.rules.presumptions[key].premise, env, run)
    return run.premises[known_as]


def _premise_causes(key: str, premise: Truth, env: Env, run: Run) -> tuple[Cause, ...]:
    condition = run.rules.presumptions[key].premise
    if premise.value is None:
        return tuple(replace(cause, kind="推定の前提") for cause in premise.causes)
    text = sentences_ja.sentence(condition, env.main)
    english = run.english(env).sentence(condition)
    return (
        Cause(
            "推定の前提",
            f"推定「{key}」の前提",
            f"推定「{key}」は、その前提（{text}こと）を満たさないため、使えません。",
            "提案者",
            premise.places[0][2] if premise.places else None,
            english=f"The presumption “{key}” cannot be used: its premise ({english}) is not met.",
        ),
    )


# --- causes ---------------------------------------------------------------------------------------------------------


def head(span: Span | None) -> Span | None:
    """The first line of a place that may be long."""
    if span is None:
        return None
    stop = span.source.text.find("\n", span.start, span.end)
    return span if stop == -1 else Span(span.source, span.start, stop)


def places_of(where: Where, run: Run) -> tuple[Place, ...]:
    """The place of a written value with its raw text; nothing where only a parent is written."""
    node = run.dossier.node(where)
    if node is None:
        return ()
    name = run.name_of(where)[0]
    span = head(node.span)
    assert span is not None
    return ((name, node.text if isinstance(node, Scalar) else "", span),)


def path_name(where: Where) -> str:
    """A place as a path without its paper and its indices: 提案者の役員の生年月日."""
    steps = [str(step) for step in where if not isinstance(step, int)]
    return "の".join(steps[1:] or steps)


def absent(where: Where, supplier: str, run: Run) -> Cause:
    """Nothing is written at a place."""
    name, english = run.name_of(where)
    paper, english_paper = paper_of(where, run.forms)
    inside = "" if run.forms.sections[paper].many else f"{paper}に、"
    return Cause(
        "記載なし",
        path_name(where),
        f"{inside}{name}が記載されていません。",
        addressee(where, supplier, run),
        head(run.dossier.place(where)),
        english=_sentence(f"{english_paper if inside else 'the dossier'} does not state {english}"),
    )


def _said_unknown(where: Where, fact: model.Fact, run: Run) -> Cause:
    name, english = run.name_of(where)
    paper, english_paper = paper_of(where, run.forms)
    return Cause(
        "不明",
        path_name(where),
        f"{name}は、{paper}に「不明」と記載されています。",
        addressee(where, fact.supplier, run),
        head(run.dossier.place(where)),
        english=_sentence(f"{english_paper} gives {english} as not known"),
    )


def missing_paper(name: str, run: Run) -> Cause:
    """A paper that is not in the dossier."""
    section = run.forms.sections[name]
    english = paper_of((name,), run.forms)[1]
    if name == COVER:
        kinds, stages = "」「".join(run.forms.kinds), "」「".join(run.forms.stages)
        return Cause(
            "書類なし",
            name,
            f"表紙（{name}.yaml）がありません。表紙に、種類（「{kinds}」のどれか）と、"
            f"段階（「{stages}」のうち、いま進んでいるところ）を書いてください。",
            section.supplier,
            english=_sentence(f"{english} is not in the dossier; it states the kind of dossier and its stage"),
        )
    later = ""
    english_later = ""
    if state_of_paper(section, run.dossier) == "まだ要らない":
        stage = run.forms.stages[section.due[run.dossier.kind]]
        later, english_later = f"（{stage}の段階から要る書類です）", " (it is due at a later stage)"
    return Cause(
        "書類なし",
        name,
        f"{name}が、一件書類にありません{later}。",
        section.supplier if section.supplier in ("提案者", "行政機関") else "行政機関",
        english=_sentence(f"{english} is not in the dossier{english_later}"),
    )


def addressee(where: Where, supplier: str, run: Run) -> str:
    """Who is asked for a fact: its supplier, or for a fact of a public document, who hands in the paper."""
    own = run.forms.sections[str(where[0])].supplier
    for each in (supplier, own):
        if each in ("提案者", "行政機関"):
            return each
    return "提案者" if "公的書類" in (supplier, own) else "行政機関"


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:] + "."


# --- values of the rules --------------------------------------------------------------------------------------------


def _dated(expr: model.Dated, env: Env, run: Run) -> Value:
    found = run.rules.values[expr.name]
    value = found.on(env.day)
    if value is None:
        return unknown(not_in_force(expr.name, env.day))
    if isinstance(value, tuple):
        elements = tuple(Value("値", each, shown=each, english=f"“{each}”") for each in value)
        return replace(_list(elements, (), expr.kind), value=list(value))
    note = english_note = ""
    if len(found.versions) > 1:
        first = next(
            first for first, last, _ in found.versions if first <= env.day and (last is None or env.day <= last)
        )
        note, english_note = f"（{show_date(first)}から）", f" (from {first})"
    return known(value, expr.kind, note=note, english_note=english_note)


def not_in_force(name: str, day: date) -> Cause:
    """A value or definition that has no version on a day."""
    return Cause(
        "設定",
        name,
        f"「{name}」には、{show_date(day)}に効力を有する定めがありません。",
        "行政機関",
        english=f"“{name}” has no version in force on {day}.",
    )


def _delegated(expr: model.DelegatedValue, run: Run) -> Value:
    term = run.rules.delegated[expr.name]
    found = run.settings.values.get(expr.name)
    if found is not None and (found.kind is None or found.kind.name == expr.kind.name):
        place: tuple[Place, ...] = ((expr.name, found.text, found.place),) if found.place else ()
        return replace(known(found.value, expr.kind), places=place)
    if run.standards and term.standard is not None:
        return known(term.standard, expr.kind)
    run.unset.append(expr.name)
    if found is not None:
        text = f"「{expr.name}」の設定「{found.text}」は、{expr.kind}ではありません。"
        english = f"The setting of “{expr.name}” is not of the right kind."
    else:
        text = f"{expr.name}が設定されていません（{term.authority or '行政機関等'}が定めるものです）。"
        english = f"“{expr.name}” is not set (it is for the body itself to fix)."
    return unknown(Cause("委任", expr.name, text, "行政機関", found.place if found else None, english=english))


def _age(born: Value, kind: Kind, env: Env) -> Value:
    if not born.is_known:
        return born
    age = age_on(born.value, env.day)
    how, english_how = explain_age_on(born.value, env.day)
    return replace(
        known(age, kind),
        rests=born.rests,
        places=born.places,
        how=how.removesuffix("。"),
        english_how=english_how.removesuffix("."),
    )


def _length(expr: model.Length, first: Value, last: Value) -> Value:
    for end in (first, last):
        if end.is_none:
            return end
    if first.is_unknown or last.is_unknown:
        return unknown(*first.causes, *last.causes)
    without, including = length_in_days(first.value, last.value)
    how, english_how = explain_length_in_days(first.value, last.value)
    value = including if expr.counts_first else without
    return replace(
        known(value, expr.kind),
        how=how.removesuffix("。"),
        english_how=english_how.removesuffix("."),
        other=None if expr.counts_first else including,
        rests=(*first.rests, *last.rests),
        places=(*first.places, *last.places),
    )


def _function(expr: model.Function, operand: Value, run: Run) -> Value:
    if expr.function in ("数", "合計"):
        return _of_list(expr, operand)
    if not operand.is_known:
        return operand
    value: Any
    day = operand.value
    try:
        match expr.function:
            case "翌日":
                value = day + timedelta(days=1)
            case "前日":
                value = day - timedelta(days=1)
            case "属する年度":
                value = fiscal_year(day)
            case "末日" if isinstance(day, date):
                following = day.replace(day=28) + timedelta(days=4)
                value = following - timedelta(days=following.day)
            case _:  # 末日 of a fiscal year
                value = date(day + 1, 3, 31)
    except (OverflowError, ValueError):
        text = "西暦1年から9999年までの外の日になるため、決まりません。"
        return unknown(
            Cause("期間の計算", expr.function, text, "行政機関", english="The day lies outside the calendar.")
        )
    return replace(known(value, expr.kind), rests=operand.rests, places=operand.places)


def _of_list(expr: model.Function, operand: Value) -> Value:
    if operand.is_unknown:
        return operand
    elements = operand.elements or ()
    if expr.function == "数":
        return replace(known(len(elements), expr.kind), rests=operand.rests, places=operand.places)
    causes = [cause for each in elements for cause in each.causes]
    if causes:
        return unknown(*causes)
    total = sum(each.value for each in elements)
    return replace(known(total, expr.kind), rests=operand.rests, places=operand.places)


def call(expr: model.Call, env: Env, run: Run) -> Value:
    """A 定義 that is a value: the first case that holds counts; unknown unless all cases still possible give the same."""
    definition = run.rules.definitions[expr.key]
    version = next((each for each in definition.versions if each.in_force(env.day)), None)
    if version is None:
        return unknown(not_in_force(expr.name, env.day))
    inside = env
    if definition.subject is not None and expr.subject is not None:
        subject = read_fact(expr.subject, env, run)
        if subject.is_none:
            return subject
        inside = env.bind(definition.subject, Bound(subject))
    assert isinstance(version.body, tuple)
    return by_cases(version.body, inside, run, expr.kind)


def by_cases(cases: tuple[model.ValueCase, ...], env: Env, run: Run, kind: Kind) -> Value:
    """The value of the first case that holds; the checker saw to it that one does."""
    possible: list[tuple[Value, Truth | None]] = []
    open_conditions: list[Truth] = []
    for case in cases:
        truth = None if case.condition is None else run.holds(case.condition, env, run)
        if truth is not None and truth.value is False:
            continue
        value = amount(case.value, env, run, kind)
        possible.append((value, truth))
        if truth is None or truth.value is True:
            break
        open_conditions.append(truth)
    value = possible[0][0]
    rests = tuple(rest for _, truth in possible if truth is not None for rest in truth.rests)
    if not open_conditions:
        return replace(value, rests=tuple(dict.fromkeys((*value.rests, *rests))))
    same = all((each.state, each.value, each.other) == (value.state, value.value, value.other) for each, _ in possible)
    if same and not value.is_unknown:
        return value
    return unknown(
        *(cause for truth in open_conditions for cause in truth.causes),
        *(cause for each, _ in possible for cause in each.causes),
    )


def amount(expr: model.Expr | model.Amount, env: Env, run: Run, kind: Kind) -> Value:
    """An expression, or an amount of yen: a rate for each started unit of a quantity.  Of nothing it is 0, at any rate."""
    if not isinstance(expr, model.Amount):
        return read(expr, env, run)
    if expr.same_as is not None:
        return read(expr.same_as, env, run)
    assert expr.quantity is not None and expr.rate is not None
    quantity, rate = read(expr.quantity, env, run), read(expr.rate, env, run)
    if quantity.is_none or rate.is_none:
        return quantity if quantity.is_none else rate
    if any(each.is_known and each.value == 0 for each in (quantity, rate)):
        return known(0, kind)
    if quantity.is_unknown or rate.is_unknown:
        return unknown(*quantity.causes, *rate.causes)
    return known(started(quantity.value, expr.unit) * rate.value, kind)


def started(quantity: int, unit: int) -> int:
    """How many units a quantity has begun: 0 has begun none."""
    return -(-quantity // unit)


def elements_of(members: Value, fact: model.Fact, run: Run) -> list[Bound]:
    """The elements of a list, each with its names.  One without a label is called by its place in its list, or, where
    the lists of several elements are joined, by its place among them all.
    """
    found: list[Bound] = []
    name = sentences_ja.in_hand(model.Var(0, fact.where))
    for position, element in enumerate(members.elements or ()):
        where = element.where
        own = [step for step in where if isinstance(step, int)]
        index = own[-1] if len(own) == 1 and isinstance(where[-1], int) else position
        form = record_at(run.forms, where) if where else None
        label = label_of(_raw(element) if not element.is_unknown else None, form)
        gloss = form.gloss if form else ""
        if not gloss and fact.property is not None:
            gloss = fact.property.gloss
        japanese, english = element_names(name, gloss, label, index)
        found.append(Bound(element, label or position_of(index), japanese, english))
    return found
