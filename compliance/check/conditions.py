"""Syntax of conditions → model conditions.

A subject left out is that of the preceding conjunct, or else what is in hand (その者); never anything else.
"""

from __future__ import annotations

from typing import TypeAlias

from compliance import model
from compliance.check import definitions, values
from compliance.check.scope import Hand, Scope, State
from compliance.kinds.numerals import read_integer
from compliance.language import syntax
from compliance.problem import nearest
from compliance.source import Span
from compliance.values import BOOLEAN, DATE, FISCAL_YEAR, NUMBER_KINDS

# A condition, and the subject the next conjunct may leave out.
Read: TypeAlias = tuple[model.Condition | None, model.Expr | None]

_DATE_OPS = frozenset({"以前", "以後", "前", "後"})


def read_condition(
    node: syntax.Condition, scope: Scope, state: State, previous: model.Expr | None = None
) -> model.Condition | None:
    """The condition, or None where a problem was reported."""
    return _read(node, scope, state, previous)[0]


def read_subject_free(node: syntax.Condition | None, scope: Scope, state: State) -> model.Condition | None:
    """The condition of a ただし書, a case or an effect, which starts a sentence of its own; None for none."""
    return None if node is None else read_condition(node, scope, state)


def _read(node: syntax.Condition, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    match node:
        case syntax.Compare():
            return _compare(node, scope, state, previous)
        case syntax.Is():
            return _is(node, scope, state, previous)
        case syntax.IsTrue():
            return _is_true(node, scope, state, previous)
        case syntax.Exists():
            fact = values.read_path(node.subject, scope, state)
            if fact is None:
                return None, None
            return model.Exists(span=node.span, fact=fact, negated=node.negated), fact
        case syntax.Stated():
            return _stated(node, scope, state), None
        case syntax.Belongs():
            return _belongs(node, scope, state, previous)
        case syntax.AllAmong():
            return _all_among(node, scope, state), None
        case syntax.Same():
            return _same(node, scope, state, previous)
        case syntax.Elapsed():
            anchor = values.read_date(node.anchor, scope, state)
            if anchor is None:
                return None, None
            period = values.read_number(node.period)
            return (
                model.Elapsed(
                    span=node.span, anchor=anchor, inclusive=node.inclusive, period=period, negated=node.negated
                ),
                anchor,
            )
        case syntax.Within():
            day = _subject(node.subject, scope, state, previous, node.span, date=True)
            anchor = values.read_date(node.anchor, scope, state)
            if day is None or anchor is None:
                return None, day
            period = values.read_number(node.period)
            return (
                model.Within(span=node.span, day=day, anchor=anchor, period=period, negated=node.negated),
                day,
            )
        case syntax.Soon():
            day = _subject(node.subject, scope, state, previous, node.span, date=True)
            after = values.read_date(node.after, scope, state)
            if day is None or after is None:
                return None, day
            return model.Soon(span=node.span, day=day, after=after, word=node.word, negated=node.negated), day
        case syntax.Isa():
            return _isa(node, scope, state, previous)
        case syntax.RefersTo():
            return _refers_to(node, scope, state), None
        case syntax.Judged():
            question = state.replaced_text(scope.substitution, node.question.value)
            return model.Judged(span=node.span, question=question, negated=node.negated), previous
        case syntax.Conforms():
            return _conforms(node, scope, state), None
        case syntax.At():
            return _at(node, scope, state)
        case syntax.Some():
            return _some(node, scope, state), None
        case syntax.Every():
            return _every(node, scope, state), None
        case syntax.And():
            return _and(node, scope, state, previous)
        case syntax.Or():
            return _or(node, scope, state, previous)
        case syntax.Group():
            return _read(node.condition, scope, state, previous)
        case syntax.Restricted():
            guard, _ = _read(node.guard, scope, state, previous)
            condition, subject = _read(node.condition, scope, state, None)
            if guard is None or condition is None:
                return None, subject
            return model.All(span=node.span, parts=(guard, condition)), subject
        case syntax.Implies():
            condition, subject = _read(node.condition, scope, state, previous)
            consequence, _ = _read(node.consequence, scope, state, subject)
            if condition is None or consequence is None:
                return None, subject
            return model.Implies(span=node.span, condition=condition, consequence=consequence), subject
        case syntax.ListOf():
            return _list(node, scope, state), previous


# --- subjects -------------------------------------------------------------------------------------------------------


def _subject(
    node: syntax.Operand | None,
    scope: Scope,
    state: State,
    previous: model.Expr | None,
    span: Span,
    *,
    date: bool = False,
) -> model.Expr | None:
    if node is not None:
        return values.read_date(node, scope, state) if date else values.read_operand(node, scope, state)
    if previous is not None and (not date or previous.kind == DATE):
        return previous
    hand = values.hand_fact(scope, span)
    if hand is not None and hand.kind.record is None:
        return hand
    if state.faults == state.faults_before_item:  # else the subject may be the very thing that could not be read
        state.problem(
            "no-subject",
            "何についての条件なのか、主語が決まりません。",
            span,
            "「本人の数が、…」のように、主語を書いてください。",
        )
    return None


def _compare(node: syntax.Compare, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    left = _subject(node.subject, scope, state, previous, node.span)
    right = values.read_operand(node.object, scope, state)
    if left is None or right is None:
        return None, left
    fitted = values.fit(right, left, state)
    left_fitted = values.fit(left, right, state)
    if fitted is None or left_fitted is None:
        return None, left
    right, left = fitted, left_fitted
    if not values.same_kind(left, right):
        values.kind_mismatch(left, right, state)
        return None, left
    if node.op in _DATE_OPS:
        if left.kind.name not in ("日付", "時刻", "年度"):
            state.problem(
                "kind-mismatch",
                f"「{node.op}」は日付や時刻の比べ方です。「{left.span.text}」は{left.kind}です。",
                node.span,
                "数を比べるときは「以上」「以下」「未満」「を超える」を使ってください。",
            )
            return None, left
    elif left.kind.name not in NUMBER_KINDS and left.kind.name not in ("年度", "数"):
        hint = "日付を比べるときは「以前」「以後」「前」「後」を使ってください。" if left.kind == DATE else ""
        state.problem(
            "kind-mismatch",
            f"「{node.op}」は数の比べ方です。「{left.span.text}」は{left.kind}です。",
            node.span,
            hint,
        )
        return None, left
    return model.Compare(span=node.span, left=left, op=node.op, right=right, negated=node.negated), left


def _is(node: syntax.Is, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    left = _subject(node.subject, scope, state, previous, node.span)
    rights: list[model.Expr] = []
    failed = False
    for each in node.objects:
        right = values.read_operand(each, scope, state)
        right = None if right is None or left is None else values.fit(right, left, state)
        if right is None or left is None:
            failed = True
        elif not values.same_kind(left, right):
            values.kind_mismatch(left, right, state)
            failed = True
        else:
            rights.append(right)
    if node.negated and len(node.objects) > 1 and not node.neither:
        state.problem(
            "ambiguous-negation",
            "「甲又は乙でない」は、二通りに読めます（どちらでもない、少なくとも一方でない）。",
            node.span,
            "どちらでもないという意味なら「甲又は乙のいずれでもない」と書いてください。",
        )
        failed = True
    if failed or left is None:
        return None, left
    return model.Equals(span=node.span, left=left, rights=tuple(rights), negated=node.negated), left


def _is_true(node: syntax.IsTrue, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    name = node.subject.names[-1].text
    if len(node.subject.names) == 1 and scope.substitution.term(name) in state.declared.definitions:
        definition = state.declared.definitions[scope.substitution.term(name)]
        if not definitions.is_value(definition):
            isa = syntax.Isa(span=node.span, subject=None, definition=node.subject.names[0], negated=node.negated)
            return _isa(isa, scope, state, previous)
    fact = values.read_path(node.subject, scope, state)
    if fact is None:
        return None, None
    if fact.kind != BOOLEAN:
        state.problem(
            "kind-mismatch",
            f"「{node.subject.span.text}」は「はい」「いいえ」で答える項目ではありません（{fact.kind}です）。",
            node.span,
            "「…が「…」である」のように、何であるかを書いてください。",
        )
        return None, None
    return model.Truthy(span=node.span, fact=fact, negated=node.negated), fact


def _stated(node: syntax.Stated, scope: Scope, state: State) -> model.Condition | None:
    facts: list[model.Fact] = []
    failed = False
    for path in node.subjects:
        fact = values.read_path(path, scope, state)
        if fact is None:
            failed = True
        elif not isinstance(fact, model.Fact):
            state.problem(
                "not-in-papers",
                f"「{path.span.text}」は書類の項目ではないため、{node.verb}されているかを調べられません。",
                path.span,
            )
            failed = True
        else:
            facts.append(fact)
    return None if failed else model.Stated(span=node.span, facts=tuple(facts), negated=node.negated)


_ENDS = (("始期", "終期"), ("開始の日", "終了の日"))


def _belongs(node: syntax.Belongs, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    subject = _subject(node.subject, scope, state, previous, node.span)
    container = node.container
    if isinstance(container, syntax.Interval):
        first = values.read_date(container.first, scope, state)
        last = values.read_date(container.last, scope, state)
        if subject is None or first is None or last is None:
            return None, subject
        return _falls(node, subject, first, last, state), subject
    box = values.read_operand(container, scope, state)
    if subject is None or box is None:
        return None, subject
    if box.kind == FISCAL_YEAR and subject.kind == DATE:
        return model.FallsInYear(span=node.span, day=subject, year=box, negated=node.negated), subject
    record = box.kind.record
    if record is not None and isinstance(box, model.Fact) and subject.kind == DATE:
        for first_name, last_name in _ENDS:
            if first_name in record.properties and last_name in record.properties:
                start, end = (
                    model.Fact(
                        span=node.span,
                        base=box.base,
                        steps=(*box.steps, name),
                        where=(*box.where, name),
                        kind=record.properties[name].kind,
                        property=record.properties[name],
                        supplier=record.properties[name].supplier or record.supplier or box.supplier,
                    )
                    for name in (first_name, last_name)
                )
                return _falls(node, subject, start, end, state), subject
    if box.kind.element is None:
        state.problem(
            "kind-mismatch",
            f"「{box.span.text}」は一覧でも期間でも年度でもないため、「{node.verb}」とは書けません（{box.kind}です）。",
            node.span,
        )
        return None, subject
    member = values.fit(subject, box, state)
    if member is None:
        return None, subject
    if member.kind.name != box.kind.element.name:
        values.kind_mismatch(member, box, state)
        return None, subject
    return model.Among(span=node.span, value=member, container=box, negated=node.negated), subject


def _falls(
    node: syntax.Belongs, subject: model.Expr, first: model.Expr, last: model.Expr, state: State
) -> model.Condition | None:
    for each in (subject, first, last):
        if each.kind != DATE:
            values.kind_mismatch(subject, each, state)
            return None
    return model.Falls(span=node.span, day=subject, first=first, last=last, negated=node.negated)


def _all_among(node: syntax.AllAmong, scope: Scope, state: State) -> model.Condition | None:
    members = values.read_path(node.members, scope, state)
    container = values.read_path(node.container, scope, state)
    if members is None or container is None:
        return None
    for each in (members, container):
        if each.kind.element is None:
            state.problem("kind-mismatch", f"「{each.span.text}」は一覧ではありません（{each.kind}です）。", each.span)
            return None
    if members.kind != container.kind:
        values.kind_mismatch(members, container, state)
        return None
    return model.AllAmong(span=node.span, members=members, container=container, negated=node.negated)


def _same(node: syntax.Same, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    left = _subject(node.subject, scope, state, previous, node.span)
    rights = [values.read_operand(each, scope, state) for each in node.objects]
    if left is None or any(right is None for right in rights):
        return None, left
    found = tuple(right for right in rights if right is not None)
    for right in found:
        if not values.same_kind(left, right):
            values.kind_mismatch(left, right, state)
            return None, left
        if left.kind.record is not None or left.kind.element is not None:
            state.problem(
                "kind-mismatch",
                f"「{left.span.text}」（{left.kind}）は、まとめて同一かどうかを比べられません。",
                node.span,
                "「…の氏名が、…の氏名と同一である」のように、比べる項目を書いてください。",
            )
            return None, left
    return model.Same(span=node.span, left=left, rights=found, negated=node.negated), left


# --- definitions, references, other items ---------------------------------------------------------------------------


def _isa(node: syntax.Isa, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    subject: model.Expr | None
    if node.subject is not None:
        subject = values.read_path(node.subject, scope, state)
        if subject is None:
            return None, None
        if not isinstance(subject, model.Fact) or subject.kind.element is not None:
            state.problem(
                "kind-mismatch",
                f"「{node.subject.span.text}」（{subject.kind}）は、一つのものではないため、"
                "定義に当てはまるかを調べられません。",
                node.subject.span,
                "「…のうちに、…に該当する者がある」のように書いてください。",
            )
            return None, None
    elif isinstance(previous, model.Fact) and previous.kind.record is not None:
        subject = previous
    else:
        subject = values.hand_fact(scope, node.span)
    if not node.definition.known:
        state.faults += 1
        return None, subject
    name = state.replaced_term(scope.substitution, node.definition.text)
    definition = state.declared.definitions.get(name)
    if definition is None:
        if name in state.terms and name not in state.broken:
            state.problem(
                "not-a-definition",
                f"「{name}」は定義ではないため、「に該当する」とは書けません。",
                node.definition.span,
                "当てはまるかどうかを「定義」として定めるか、「…である」「…がある」のように書いてください。",
            )
        else:
            values.unknown_term(name, node.definition.span, state)
        return None, subject
    state.used.add(name)
    if definitions.is_value(definition):
        state.problem(
            "value-as-predicate",
            f"「{name}」は値を定めた定義のため、「に該当する」とは書けません。",
            node.definition.span,
        )
        return None, subject
    assert subject is None or isinstance(subject, model.Fact)
    opened = definitions.open_definition(name, subject, scope, state)
    if opened is None:
        return None, subject
    return model.Member(span=node.span, key=opened.key, name=name, subject=subject, negated=node.negated), subject


def normal_label(label: str) -> str:
    """一の二 → 1の2, １ → 1, （１） → （1）: how a label is compared."""
    inner = label.strip("（）()")
    parts: list[str] = []
    for part in inner.split("の"):
        try:
            parts.append(str(read_integer(part)))
        except ValueError:
            digits = "".join(c for c in part if c not in "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマ")
            rest = part[len(digits) :]
            try:
                parts.append(f"{read_integer(digits)}{rest}" if digits else rest)
            except ValueError:
                parts.append(part)
    normal = "の".join(parts)
    return f"（{normal}）" if inner != label else normal


def _refers_to(node: syntax.RefersTo, scope: Scope, state: State) -> model.Condition | None:
    chosen: list[model.Entry] = []
    for reference in node.references:
        entries = _referred(reference, scope.earlier)
        if not entries:
            state.problem(
                "no-such-entry",
                f"「{reference.span.text}」に当たる号が、この並びの前の方にありません。",
                reference.span,
                "指せるのは、同じ並びの、前にある号だけです。",
            )
            return None
        chosen.extend(entries)
    parts: tuple[model.Condition, ...] = tuple(chosen)
    whole: model.Condition
    if len(parts) == 1:
        whole = parts[0]
    elif (node.mode == "も") is not node.negated:
        whole = model.All(span=node.span, parts=parts)
    else:  # 「いずれにも該当しない」: not one of them holds
        whole = model.AnyOf(span=node.span, parts=parts)
    return model.Not(span=node.span, part=whole) if node.negated else whole


def _referred(reference: syntax.LabelRef, earlier: tuple[model.Entry, ...]) -> list[model.Entry]:
    counts = {"前号": 1, "前二号": 2, "前三号": 3, "前四号": 4, "前五号": 5, "前六号": 6, "前七号": 7, "前八号": 8}
    if reference.kind == "前各号":
        return list(earlier)
    if reference.kind:
        count = counts.get(reference.kind, 0)
        return list(earlier[-count:]) if 0 < count <= len(earlier) else []
    labels = [normal_label(entry.label) for entry in earlier]
    first = _position(normal_label(reference.first), labels, earlier)
    if first is None:
        return []
    if reference.last is None:
        return [first[1]]
    last = _position(normal_label(reference.last), labels, earlier)
    if last is None or first[0] is None or last[0] is None or last[0] < first[0]:
        return []
    return list(earlier[first[0] : last[0] + 1])


def _position(label: str, labels: list[str], earlier: tuple[model.Entry, ...]) -> tuple[int | None, model.Entry] | None:
    if label in labels:
        at = labels.index(label)
        return at, earlier[at]
    for at, outer in enumerate(labels):
        if label.startswith(outer) and isinstance(earlier[at].condition, model.All | model.AnyOf):
            for inner in earlier[at].condition.parts:  # type: ignore[union-attr]
                if isinstance(inner, model.Entry) and outer + normal_label(inner.label) == label:
                    return None, inner
    return None


def expand_items(ranges: tuple[syntax.IdRange, ...], state: State) -> list[str] | None:
    """The ids a list of 項目 names, ranges filled in by the numbers at the end of the ids; None where one is missing."""
    known = [*state.declared.rules, *state.declared.applications]
    found: list[str] = []
    for each in ranges:
        if each.first not in known:
            unknown_item(each.first, each.span, state)
            return None
        if each.last is None:
            found.append(each.first)
            continue
        if each.last not in known:
            unknown_item(each.last, each.span, state)
            return None
        prefix = each.first.rpartition("-")[0]
        low, high = id_key(each.first), id_key(each.last)
        inside = [
            name for name in known if name.rpartition("-")[0] == prefix and low <= id_key(name) <= high
            and id_key(name)[0] >= 0
        ]  # fmt: skip
        if each.last.rpartition("-")[0] != prefix or high < low or low[0] < 0:
            state.problem(
                "bad-range",
                f"「{each.first} から {each.last} まで」の範囲が決まりません。",
                each.span,
                "末尾の番号だけが違う項目を、小さい方から書いてください。",
            )
            return None
        found.extend(sorted(inside, key=id_key))
    return found


def applied_items(application: syntax.Apply, state: State) -> list[str]:
    """The ids of the items a 準用 applies."""
    names = expand_items(application.items, state) or []
    excluded = expand_items(application.excluded, state) or []
    return [name for name in names if name not in excluded]


def id_key(name: str) -> tuple[int, str]:
    """The number and letters at the end of an id: 4a → (4, "a"); without a number (-1, …)."""
    last = name.rpartition("-")[2]
    digits = len(last) - len(last.lstrip("0123456789"))
    return (int(last[:digits]) if digits else -1, last[digits:])


def unknown_item(name: str, span: Span, state: State) -> None:
    if name in state.broken:
        state.faults += 1
        return
    near = nearest(name, state.declared.ids())
    hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
    state.problem("unknown-item", f"「{name}」という項目はありません。", span, hint)


def _conforms(node: syntax.Conforms, scope: Scope, state: State) -> model.Condition | None:
    items = expand_items(node.items, state)
    if items is None:
        return None
    names: list[str] = []
    for name in items:
        application = state.declared.applications.get(name)
        if application is None:
            names.append(scope.substitution.item(name))
        else:
            names += [f"{name}/{each}" for each in applied_items(application, state)]
    return model.Conforms(span=node.span, items=tuple(dict.fromkeys(names)), mode=node.mode, negated=node.negated)


def _at(node: syntax.At, scope: Scope, state: State) -> Read:
    day = values.read_date(node.day, scope, state)
    condition, subject = _read(node.condition, scope, state, None)
    if day is None or condition is None:
        return None, subject
    return model.At(span=node.span, day=day, condition=condition), subject


# --- quantifiers ----------------------------------------------------------------------------------------------------


def members_of(path: syntax.Path, scope: Scope, state: State) -> tuple[model.Fact, model.Var, Scope] | None:
    """The list a quantifier or 対象 runs over, a variable for its element, and the scope inside."""
    fact = values.read_path(path, scope, state)
    if fact is None:
        return None
    if not isinstance(fact, model.Fact) or fact.kind.element is None:
        state.problem(
            "not-a-list",
            f"「{path.span.text}」は一覧ではないため、一つずつ調べることができません（{fact.kind}です）。",
            path.span,
        )
        return None
    element = fact.kind.element
    var = state.new_var((*fact.where, "*"), element.record.label if element.record else "")
    return fact, var, scope.inside(Hand(var, element, fact.supplier))


def _some(node: syntax.Some, scope: Scope, state: State) -> model.Condition | None:
    members = members_of(node.members, scope, state)
    if members is None:
        return None
    fact, var, inside = members
    condition = read_condition(node.condition, inside, state)
    if condition is None:
        return None
    if node.count is None:
        return model.Some(span=node.span, members=fact, var=var, condition=condition, negated=node.negated)
    return model.Count(
        span=node.span,
        members=fact,
        var=var,
        condition=condition,
        op=node.op or "以上",
        number=node.count.value,
        negated=node.negated,
    )


def _every(node: syntax.Every, scope: Scope, state: State) -> model.Condition | None:
    members = members_of(node.members, scope, state)
    if members is None:
        return None
    fact, var, inside = members
    if fact.property is None or fact.property.min_items == 0:
        state.problem(
            "vacuous-every",
            f"「{node.members.span.text}」が一つもないときも、この条件は満たされることになります。",
            node.span,
            "一つもないときにどうするかを、別の条件（「…がある」など）で定めてください。",
            warning=True,
        )
    condition = read_condition(node.condition, inside, state)
    if condition is None:
        return None
    return model.Every(span=node.span, members=fact, var=var, condition=condition)


# --- connectives ----------------------------------------------------------------------------------------------------


def _mixed(outer: syntax.Condition, inner: syntax.Condition, state: State) -> None:
    state.problem(
        "mixed-and-or",
        "「かつ」と「又は」が同じ段に並んでいて、どこまでがまとまりか決まりません。",
        outer.span,
        "号に分けて書くか、先にまとめる方を（　）で囲んでください。",
        related=(("もう一方", inner.span),),
    )


def _and(node: syntax.And, scope: Scope, state: State, previous: model.Expr | None) -> Read:
    parts: list[model.Condition] = []
    failed = False
    for part in node.parts:
        if isinstance(part, syntax.Or):
            _mixed(node, part, state)
        condition, subject = _read(part, scope, state, previous)
        previous = subject if subject is not None else previous
        if condition is None:
            failed = True
        else:
            parts.append(condition)
    return (None if failed else model.All(span=node.span, parts=tuple(parts))), previous


def _or(node: syntax.Or, scope: Scope, state: State, previous: model.Expr | None, outer: bool = False) -> Read:
    if node.inner and not outer:
        state.problem(
            "inner-or-alone",
            "「若しくは」は、「又は」の中の小さなまとまりに使う言葉です。",
            node.span,
            "一段だけなら「又は」を使ってください。",
            warning=True,
        )
    parts: list[model.Condition] = []
    failed = False
    for part in node.parts:
        if isinstance(part, syntax.And):
            _mixed(node, part, state)
        if isinstance(part, syntax.Or):
            condition, subject = _or(part, scope, state, previous, outer=True)
        else:
            condition, subject = _read(part, scope, state, previous)
        previous = subject if subject is not None else previous
        if condition is None:
            failed = True
        else:
            parts.append(condition)
    if len(parts) > 1 and scope.quantified:
        _bare_judgement(parts, state)
    return (None if failed else model.AnyOf(span=node.span, parts=tuple(parts))), previous


def _bare_judgement(parts: list[model.Condition], state: State) -> None:
    """Warn of a judgement that stands alone beside mechanical alternatives: it swallows their failures."""
    inner = [part.condition if isinstance(part, model.Entry) else part for part in parts]
    bare = [part for part in inner if isinstance(part, model.Judged)]
    if bare and len(bare) < len(inner):
        state.problem(
            "bare-judgement",
            "「…と認められる」が、機械的に決まる条件と単独で並んでいるため、"
            "その条件を満たさないものがすべて判断待ちになります。",
            bare[0].span,
            "判断の対象になるものを、「種類が「…」のいずれでもなく、かつ、「…」と認められる」のように絞ってください。",
            warning=True,
        )


def _list(node: syntax.ListOf, scope: Scope, state: State) -> model.Condition | None:
    entries: list[model.Entry] = []
    failed = False
    in_all = node.mode == "も"
    for entry in node.entries:
        inside = scope.after(*entries)
        condition = read_condition(entry.condition, inside, state)
        proviso = read_subject_free(entry.proviso, inside, state)
        if condition is None or (entry.proviso is not None and proviso is None):
            failed = True
            continue
        entries.append(
            model.Entry(span=entry.span, label=entry.label, condition=condition, proviso=proviso, in_all=in_all)
        )
    if len(node.entries) == 1:
        state.problem(
            "one-entry-list",
            "号が一つしかありません。",
            node.span,
            "号に分けずに、そのまま文に書いてください。",
            warning=True,
        )
    if not node.entries:
        state.faults += 1  # told when the file was read
    if failed or not entries:
        return None
    parts: tuple[model.Condition, ...] = tuple(entries)
    if node.mode == "も":
        return model.All(span=node.span, parts=parts)
    if node.mode == "か" and scope.quantified:
        _bare_judgement(list(parts), state)
    any_of = model.AnyOf(span=node.span, parts=parts)
    return any_of if node.mode == "か" else model.Not(span=node.span, part=any_of)
