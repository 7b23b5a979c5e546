"""定義, read once for each kind of subject and each 読替え, when something first uses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from compliance import model
from compliance.check import conditions as conditions_
from compliance.check import items
from compliance.check import values as values_
from compliance.check.scope import Hand, Scope, State, names_in
from compliance.check.size import MAX_CHAIN
from compliance.kinds.dates import show_date
from compliance.language import syntax
from compliance.values import Kind

SCHEME_START = date(2022, 4, 1)  # 令和3年法律第37号第50条の施行の日。これより前は旧法の制度で、対象外


def is_value(definition: syntax.Definition) -> bool:
    """Whether a definition is a value chosen by cases, rather than a predicate."""
    return any(isinstance(body.content, syntax.Cases | tuple) for body in definition.bodies)


def open_definition(name: str, subject: model.Fact | None, scope: Scope, state: State) -> model.Definition | None:
    """The definition on this kind of subject; None where it has a problem (reported where it stands).

    Its names are read from the subject, then from its own 書類, then from those of the item that uses it.
    """
    written = state.declared.definitions[name]
    own = tuple(scope.substitution.term(paper.text) for paper in written.papers)
    papers = own + tuple(paper for paper in scope.papers if paper not in own)
    where = subject.where if subject is not None else ()
    if subject is not None and subject.kind.element is not None:
        where = (*where, "*")
    general = (name, where, scope.substitution.owner)
    if general in state.everywhere:
        return _opened(state.everywhere[general], state)
    key = "／".join((name, ".".join(where), "、".join(papers), scope.substitution.owner))
    if key in state.definitions:
        return _opened(key, state)
    if key in state.open_definitions:
        chain = [each.split("／")[0] for each in state.open_definitions[state.open_definitions.index(key) :]]
        state.problem(
            "cycle",
            f"「{'」→「'.join([*chain, name])}」と、定義が自分自身に戻っています。",
            written.name_span,
            "定義は、自分自身を使わずに書いてください。",
        )
        state.definitions[key] = None
        return None
    if len(state.open_definitions) >= 2 * MAX_CHAIN:  # far too many, and each is read inside the one before it
        state.problem(
            "definition-chain",
            f"「{name}」は、定義の中の定義が多すぎます（{MAX_CHAIN}まで）。",
            written.name_span,
            "定義を減らしてください。",
        )
        return None
    state.open_definitions.append(key)
    state.read_from.append(set())
    before = state.faults
    definition = _read(written, key, subject, papers, where, scope, state)
    state.open_definitions.pop()
    borrowed = state.read_from.pop() - set(own)
    if state.read_from:
        state.read_from[-1].update(borrowed)
    if not borrowed:
        state.everywhere[general] = key
    if state.faults > before:
        definition = None
    state.definitions.setdefault(key, definition)
    return state.definitions[key]


def _opened(key: str, state: State) -> model.Definition | None:
    """A definition that was opened before; what uses one with a problem cannot be read, either."""
    definition = state.definitions[key]
    if definition is None:
        state.faults += 1  # told where it stands
    return definition


def _read(
    written: syntax.Definition,
    key: str,
    subject: model.Fact | None,
    papers: tuple[str, ...],
    where: tuple[str, ...],
    scope: Scope,
    state: State,
) -> model.Definition | None:
    hands: tuple[Hand, ...] = ()
    var = None
    if subject is not None:
        kind = subject.kind.element or subject.kind
        var = state.new_var(where, kind.record.label if kind.record else "")
        hands = (Hand(var, kind, subject.supplier),)
    inside = Scope(hands=hands, papers=papers, substitution=scope.substitution, in_doubt=scope.in_doubt)
    versions: list[model.Version] = []
    value_kind: Kind | None = None
    for body in written.bodies:
        first, last = read_period(body.period)
        proviso = conditions_.read_subject_free(body.proviso, inside, state)
        content: model.Condition | tuple[model.ValueCase, ...] | None
        match body.content:
            case syntax.Cases() as cases:
                content, value_kind = read_cases(cases, inside, state, value_kind)
            case tuple() as operands:
                values = [values_.read_operand(operand, inside, state) for operand in operands]
                if len(values) != 1 or values[0] is None:
                    content = None
                else:
                    value_kind = values[0].kind
                    content = (model.ValueCase("", None, values[0]),)
            case condition:
                content = conditions_.read_condition(condition, inside, state)
        if content is not None:
            versions.append(model.Version(first, last, content, proviso, body.span))
    check_versions(written.name, written.bodies, state)
    if len(versions) != len(written.bodies):
        return None
    proviso = conditions_.read_subject_free(written.proviso, inside, state)
    return model.Definition(
        key=key,
        name=written.name,
        subject=var,
        versions=tuple(versions),
        citations=tuple(line.text for line in written.citations),
        is_value=is_value(written),
        kind=value_kind,
        proviso=proviso,
        span=written.span,
    )


def read_cases(
    cases: syntax.Cases, scope: Scope, state: State, kind: Kind | None = None
) -> tuple[tuple[model.ValueCase, ...] | None, Kind | None]:
    """The cases of a value and the kind they share.  「次号に掲げる場合以外の場合」 is the negation of that case."""
    conditions = [conditions_.read_subject_free(case.condition, scope, state) for case in cases.cases]
    found: list[model.ValueCase] = []
    failed = False
    first: model.Expr | None = None
    for position, case in enumerate(cases.cases):
        condition = conditions[position]
        if case.other_than:
            condition = _other_than(case, position, conditions, state)
            failed = failed or condition is None
        elif case.condition is not None and condition is None:
            failed = True
        value: model.Expr | model.Amount | None
        if isinstance(case.value, syntax.Amount):
            value = items.read_amount(case.value, scope, state)
        else:
            value = values_.read_operand(case.value, scope, state)
        if value is None:
            failed = True
            continue
        # an amount is of the kind of its rate, yen, or of what it is the same as
        told = (value.same_as or value.rate) if isinstance(value, model.Amount) else value
        if told is not None:
            if first is not None and not values_.same_kind(first, told):
                values_.kind_mismatch(first, told, state)
                failed = True
            first = first or told
            kind = kind or told.kind
        found.append(model.ValueCase(case.label, condition, value))
    if cases.cases and cases.cases[-1].condition is not None and not any(case.other_than for case in cases.cases):
        state.problem(
            "cases-not-complete",
            "どの場合にも当たらないときの値が、定められていません。",
            cases.cases[-1].span,
            "最後に「その他のとき」の号を加えてください。",
        )
        failed = True
    return (None if failed else tuple(found)), kind


def _other_than(
    case: syntax.Case, position: int, conditions: list[model.Condition | None], state: State
) -> model.Condition | None:
    counts = {"前号": 1, "前二号": 2, "前三号": 3, "前四号": 4, "前五号": 5}
    if case.other_than == "次号":
        chosen = conditions[position + 1 : position + 2]
    elif case.other_than == "前各号":
        chosen = conditions[:position]
    else:
        count = counts.get(case.other_than, 0)
        chosen = conditions[max(0, position - count) : position] if count <= position else []
    if not chosen or any(condition is None for condition in chosen):
        state.problem(
            "no-such-entry", f"「{case.other_than}」に当たる号がありません。", case.span, "号の並びを確かめてください。"
        )
        return None
    parts = tuple(condition for condition in chosen if condition is not None)
    whole = parts[0] if len(parts) == 1 else model.AnyOf(span=case.span, parts=parts)
    return model.Not(span=case.span, part=whole)


def read_period(period: syntax.Period | None) -> tuple[date, date | None]:
    """The first and last day of a version; without a header, the whole life of the scheme."""
    if period is None:
        return SCHEME_START, None
    return period.first, period.last


def check_versions(name: str, bodies: Sequence[syntax.Body | syntax.FeeVersion], state: State) -> None:
    """Report versions of one name that overlap or leave a gap, at the later one.  The reader told those that run backwards."""
    periods = [(*read_period(body.period), body.period.span if body.period else body.span) for body in bodies]
    if any(last is not None and last < first for first, last, _ in periods):
        state.faults += 1
        return
    ordered = sorted(periods, key=lambda period: period[:1])
    for (first, last, before), (following, _, span) in pairwise(ordered):
        related = (("先の定め", before),)
        if last is None or following <= last:
            state.problem(
                "version-overlap",
                f"「{name}」の定めが二つ重なっています（{show_date(first)}からのものと{show_date(following)}からのもの）。",
                span,
                f"先の定めの期間を「…から{show_date(_previous(following))}まで」としてください。",
                related=related,
            )
        elif (following - last).days > 1:
            missing, until = show_date(_next(last)), show_date(_previous(following))
            state.problem(
                "version-gap",
                f"「{name}」の定めが、{missing}{f'から{until}まで、' if missing != until else 'には'}ありません。",
                span,
                "期間を続けて定めてください。",
                related=related,
            )


def report_unread_circles(state: State) -> None:
    """Report circles among definitions that nothing uses; those that something uses are found as they are read."""
    declared = state.declared.definitions
    read = {key.split("／")[0] for key in state.definitions}
    uses = {
        name: names_in((written.bodies, written.proviso)) & declared.keys()
        for name, written in declared.items()
        if name not in read
    }
    done: set[str] = set()
    for start in uses:
        chain: list[str] = []
        waiting = [(start, 0)]
        while waiting:  # depth first; no recursion over what the user wrote
            name, depth = waiting.pop()
            del chain[depth:]
            if name in chain:
                state.problem(
                    "cycle",
                    f"「{'」→「'.join([*chain[chain.index(name) :], name])}」と、定義が自分自身に戻っています。",
                    declared[name].name_span,
                    "定義は、自分自身を使わずに書いてください。",
                )
                done.update(chain)
            if name in done or name not in uses:
                continue
            chain.append(name)
            waiting += [(each, depth + 1) for each in sorted(uses[name])]
        done.update(chain, [start])


def _previous(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
