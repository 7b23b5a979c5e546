"""Conditions of the model as code: an expression, and the lines that must come before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Final

from compliance import model
from compliance.finding import EFFECTS
from compliance.plan.code.body import (
    Body,
    Truth,
    Value,
    Window,
    closed,
    first_list,
    key_of,
    matching,
    negation,
    one_line,
    read_value,
    test_of,
)
from compliance.plan.code.values import call, value_of
from compliance.plan.words import question_key
from compliance.struct import replace

SIGNS: Final = {
    "以上": ">=",
    "以下": "<=",
    "未満": "<",
    "超える": ">",
    "以前": "<=",
    "以後": ">=",
    "前": "<",
    "後": ">",
}
OPPOSITE: Final = {">=": "<", "<": ">=", "<=": ">", ">": "<=", "==": "!=", "!=": "=="}
_MIRRORED: Final = {">=": "<=", "<=": ">=", "<": ">", ">": "<"}


def truth_of(node: model.Condition, body: Body) -> Truth:
    """The code of a condition."""
    plan, span = body.plan, node.span
    match node:
        case model.Compare():
            return _compare(node, body)
        case model.Equals():
            return _equals(node, body)
        case model.Truthy(fact=fact, negated=negated):
            return matching(value_of(fact, body), body, "{} is not True" if negated else "{} is True", negated)
        case model.Exists(fact=fact, negated=negated):
            return _exists(fact, negated, body)
        case model.Stated(facts=facts, negated=negated):
            parts = [_stated(fact, body) for fact in facts]
            truth = joined(parts, body)
            return negation(truth, body) if negated else truth
        case model.Among(value=value, container=container, negated=negated):
            return _among(value, container, negated, body)
        case model.Falls(day=day, first=first, last=last, negated=negated):
            bounds = (
                model.Compare(span=span, left=day, op="以後", right=first),
                model.Compare(span=span, left=day, op="以前", right=last),
            )
            return _maybe_negated(junction(bounds, body, decisive=False), negated, body)
        case model.FallsInYear(day=day, year=year, negated=negated):
            values = [value_of(day, body), value_of(year, body)]
            return test_of(values, body, lambda d, y: f"fiscal_year({d}) {'!=' if negated else '=='} {y}", negated)
        case model.AllAmong(members=members, container=container, negated=negated):
            return _all_among(members, container, negated, body)
        case model.Same():
            return _same(node, body)
        case model.Elapsed(anchor=anchor, inclusive=inclusive, period=period, negated=negated):
            table = plan.period_table(period, inclusive=inclusive)
            sign = ">" if negated else "<="
            return test_of([value_of(anchor, body)], body, lambda d: f"{d} {sign} {table}[{body.day}]", negated)
        case model.Within(day=day, anchor=anchor, period=period):
            table = plan.oldest_table(period)
            values = [value_of(day, body), value_of(anchor, body)]
            return _settled(node, values, lambda d, a: f"within({d}, {a}, {table})", body)
        case model.Soon(day=day, after=after):
            values = [value_of(day, body), value_of(after, body)]
            return _settled(node, values, lambda d, a: f"soon({d}, {a})", body)
        case model.Member(key=key, subject=subject, negated=negated):
            return _maybe_negated(_member(key, subject, body), negated, body)
        case model.Judged(question=question, negated=negated):
            truth = Truth(f"run.judgement({body.about}, {question_key(question)!r})", judge=True)
            return _maybe_negated(truth, negated, body)
        case model.Conforms():
            return _conforms(node, body)
        case model.At(day=day, condition=condition):
            return _at(day, condition, body)
        case model.Some(negated=negated):
            return _maybe_negated(_quantified(node, body, decisive=True), negated, body)
        case model.Every():
            return _quantified(node, body, decisive=False)
        case model.Count():
            return _count(node, body)
        case model.All(parts=parts):
            return junction(parts, body, decisive=False)
        case model.AnyOf(parts=parts):
            return junction(parts, body, decisive=True)
        case model.Not(part=part):
            return negation(truth_of(part, body), body)
        case model.Implies(condition=condition, consequence=consequence):
            return junction((model.Not(span=span, part=condition), consequence), body, decisive=True)
        case model.Entry(condition=condition, proviso=None):
            return truth_of(condition, body)
        case model.Entry(condition=condition, proviso=proviso, in_all=in_all):
            assert proviso is not None
            if in_all:
                return junction((proviso, condition), body, decisive=True)
            return junction((model.Not(span=span, part=proviso), condition), body, decisive=False)


def _maybe_negated(truth: Truth, negated: bool, body: Body) -> Truth:
    return negation(truth, body) if negated else truth


def _negate(code: str, negated: bool) -> str:
    return f"negate({code})" if negated else code


# --- comparisons ----------------------------------------------------------------------------------------------------


def _compare(node: model.Compare, body: Body) -> Truth:
    left, right, sign = node.left, node.right, SIGNS[node.op]
    if isinstance(right, model.Age) and isinstance(left, model.Const):
        left, right, sign = right, left, _MIRRORED[sign]
    if isinstance(left, model.Age) and isinstance(right, model.Const) and isinstance(right.value, int):
        return _compare_age(left, sign, right.value, node.negated, body)
    if body.plan.may_be_open(left) or body.plan.may_be_open(right):
        return _compare_lengths(node, left, sign, right, body)
    if node.negated:
        sign = OPPOSITE[sign]
    return test_of([value_of(left, body), value_of(right, body)], body, lambda a, b: f"{a} {sign} {b}", node.negated)


def _compare_age(age: model.Age, sign: str, years: int, negated: bool, body: Body) -> Truth:
    """An age against a number: the birthday against the latest birthday of that age, worked out once for each day."""
    if sign in (">", "<="):  # older than 17 is at least 18
        years += 1
    table = body.plan.constant(f"BORN_BY_{years}Y", f"BornBy({years})")
    own = "<=" if (sign in (">=", ">")) != negated else ">"
    return test_of([value_of(age.born, body)], body, lambda born: f"{born} {own} {table}[{body.day}]", negated)


def _compare_lengths(
    node: model.Compare | model.Equals, left: model.Expr, sign: str, right: model.Expr, body: Body
) -> Truth:
    """Numbers of days, of which the law may leave two readings."""
    question = body.plan.question(node)
    values = [value_of(left, body), value_of(right, body)]

    def make(a: str, b: str) -> str:
        call = f"settled(compare_lengths({a}, {sign!r}, {b}), run, {body.about}, {question})"
        return _negate(call, node.negated)

    return test_of(values, body, make, node.negated, judge=True)


def _equals(node: model.Equals, body: Body) -> Truth:
    left, rights, negated = node.left, node.rights, node.negated
    if len(rights) > 1 and all(isinstance(right, model.Const) for right in rights):
        listed = ", ".join(value_of(right, body).code for right in rights)
        return matching(value_of(left, body), body, f"{{}} {'not in' if negated else 'in'} ({_plain(listed)})", negated)
    if len(rights) > 1:
        return _one_of(node, body)
    if body.plan.may_be_open(left) or body.plan.may_be_open(rights[0]):
        return _compare_lengths(node, left, "==", rights[0], body)
    values = [value_of(left, body), value_of(rights[0], body)]
    if isinstance(rights[0], model.Const):
        return matching(values[0], body, f"{{}} {'!=' if negated else '=='} {_plain(values[1].code)}", negated)
    return test_of(values, body, lambda a, b: f"{a} {'!=' if negated else '=='} {b}", negated)


def _plain(text: str) -> str:
    """Text to stand in a format."""
    return text.replace("{", "{{").replace("}", "}}")


def _same(node: model.Same, body: Body) -> Truth:
    if len(node.rights) > 1:
        return _one_of(node, body)
    negated = node.negated
    values = [value_of(node.left, body), value_of(node.rights[0], body)]
    if node.left.kind.name != "文字":
        return test_of(values, body, lambda a, b: f"{a} {'!=' if negated else '=='} {b}", negated)
    return test_of(
        values, body, lambda a, b: _negate(f"same_text({a}, {b}, run, {body.about})", negated), negated, judge=True
    )


def _one_of(node: model.Equals | model.Same, body: Body) -> Truth:
    """Several alternatives as a Kleene or."""
    parts = tuple(replace(node, rights=(right,), negated=False) for right in node.rights)
    return _maybe_negated(junction(parts, body, decisive=True), node.negated, body)


def _settled(node: model.Within | model.Soon, values: list[Value], make: Callable[..., str], body: Body) -> Truth:
    """A test that may leave a question to a person, who may have answered it."""
    question = body.plan.question(node)

    def settled(*names: str) -> str:
        return _negate(f"settled({make(*names)}, run, {body.about}, {question})", node.negated)

    return test_of(values, body, settled, node.negated, judge=True)


def _among(value: model.Expr, container: model.Expr, negated: bool, body: Body) -> Truth:
    values = [value_of(value, body), value_of(container, body)]
    if isinstance(container, model.Dated):
        return test_of(values, body, lambda v, c: f"{v} {'not in' if negated else 'in'} {c}", negated)
    return Truth(_negate(f"among({values[0].code}, {values[1].code})", negated), True, values[0].judge)


def _all_among(members: model.Expr, container: model.Expr, negated: bool, body: Body) -> Truth:
    inner, outer = value_of(members, body), value_of(container, body)
    if isinstance(members, model.Dated) and inner.name and not isinstance(container, model.Dated):
        c = body.named(outer.code, "container")
        found = f"(True if type({c}) is list and {inner.code}.issubset({c}) else all_among({inner.code}, {c}))"
        return Truth(_negate(found, negated), True)
    return Truth(_negate(f"all_among({inner.code}, {outer.code})", negated), True)


# --- presence -------------------------------------------------------------------------------------------------------


def _exists(fact: model.Expr, negated: bool, body: Body) -> Truth:
    def there(value: str) -> str:
        if fact.kind.element is not None:
            return f"len({value}) == 0" if negated else f"len({value}) > 0"
        if fact.kind.name == "真偽":
            return f"not {value}" if negated else value
        return str(not negated)

    return test_of([value_of(fact, body)], body, there, negated)


def _stated(fact: model.Fact, body: Body) -> Truth:
    """About the paper: never unknown once it is there.  A whole paper is attached or not."""
    if fact.base is None and len(fact.steps) == 1:
        paper = fact.steps[0]
        if paper in body.present:
            return Truth("True")
        section = body.plan.forms.sections[paper]
        kinds = section.kinds or body.plan.forms.kinds
        stages = {kind: section.due.get(kind, section.stage) for kind in kinds}
        return Truth(f"attached(run, {paper!r}, {stages!r})", missing=True)
    text = _is_stated(fact, body)
    if fact.base is None:
        paper = fact.steps[0]
        if paper in body.present:
            return Truth(text)
        return Truth(f"({text} if {paper!r} in facts else None)", missing=True)
    if fact.base.id in body.subjects:
        x = body.look((fact.base.id, ()))
        assert x is not None
        return Truth(f"({text} if {x.code} is not NO_PAPER else None)", missing=True)
    return Truth(text)


def _is_stated(fact: model.Fact, body: Body) -> str:
    known = body.look(key_of(fact))
    if fact.presumption or known is None:
        gathers = first_list(fact) < len(fact.steps)
        known = read_value(body.gathered(fact, presumed=False) if gathers else body.raw(fact))
        if gathers:
            return f"stated({known.code})"
    if fact.kind.element is not None:
        return f"stated({known.code})"
    name = known.code if known.name else body.name("v")
    first = name if known.name else f"({name} := {known.code})"
    return f"({first} is not None and {name} is not UNKNOWN)" if known.unknown else f"({first} is not None)"


# --- definitions, other items, other days ----------------------------------------------------------------------------------------


def _member(key: str, subject: model.Fact | None, body: Body) -> Truth:
    """The call of a definition; a short one is written out, as a call would cost more than what it asks."""
    plan = body.plan
    short = plan.short_definition(key)
    if short is None or subject is None or subject.kind.record is None:
        return replace(plan.definition_truth(key), code=call(key, subject, body))
    var, whole = short
    x = body.record(subject.base, subject.steps)
    if _fails_of_nothing(whole, var):
        body.line(f"# {one_line(plan.rules.definitions[key].name)}")
        return _asked_of(x, var, whole, body)
    t = body.name("t")
    body.line(f"{t} = False")
    with body.block(f"if {x} is not NO_RECORD:  # {one_line(plan.rules.definitions[key].name)}"):
        truth = _asked_of(x, var, whole, body)
        body.line(f"{t} = {truth.code}")
    return replace(truth, code=t)


def _asked_of(record: str, var: model.Var, condition: model.Condition, body: Body) -> Truth:
    """The condition of a definition, asked of a record."""
    with body.scope():
        body.bind(var, record)
        body.subjects.add(var.id)
        body.read_ahead((condition,))
        return truth_of(condition, body)


def _fails_of_nothing(condition: model.Condition, var: model.Var) -> bool:
    """Whether a condition is false of a subject that is なし, whose properties are all なし, without that being asked."""
    match condition:
        case (
            model.Exists(fact=fact, negated=False)
            | model.Truthy(fact=fact, negated=False)
            | model.Equals(left=fact, negated=False)
            | model.Compare(left=fact, negated=False)
            | model.Elapsed(anchor=fact, negated=False)
        ):
            return isinstance(fact, model.Fact) and fact.base is not None and fact.base.id == var.id
        case model.Entry(condition=inner, proviso=None):
            return _fails_of_nothing(inner, var)
        case model.All(parts=parts):
            return any(_fails_of_nothing(part, var) for part in parts)
        case model.AnyOf(parts=parts):
            return all(_fails_of_nothing(part, var) for part in parts)
        case _:
            return False


def _conforms(node: model.Conforms, body: Body) -> Truth:
    plan = body.plan
    counted = [
        plan.positions.get(name, -1)
        for name in node.items
        if name not in plan.positions or not _only_remarks(plan.rules.items[plan.positions[name]])
    ]
    listed = "(" + "".join(f"{position}, " for position in counted) + ")"
    remark = EFFECTS.index("注意")
    return Truth(f"conforms(run, {listed}, {node.mode == 'も'}, {node.negated}, {remark})", missing=True, judge=True)


def _only_remarks(item: model.Item) -> bool:
    return bool(item.effects) and all(case.effect == "注意" for case in item.effects)


def _at(day: model.Expr, condition: model.Condition, body: Body) -> Truth:
    value = value_of(day, body)
    other = body.named(value.code, "other_day")
    t = body.name("t")
    outer = body.day
    tests = body.tests([replace(value, code=other, name=True)])
    answers = [(tests.none, "False"), (tests.missing, "None"), (tests.judge, "JUDGE")]
    word = "if"
    for test, answer in answers:
        if test:
            body.line(f"{word} {test}:")
            body.line(f"    {t} = {answer}")
            word = "elif"
    body.day = other
    with body.during("else:" if word == "elif" else "", Window()):
        body.read_ahead((condition,))
        truth = truth_of(condition, body)
        body.line(f"{t} = {truth.code}")
    body.day = outer
    return Truth(t, truth.missing or bool(tests.missing), truth.judge or bool(tests.judge))


# --- and, or --------------------------------------------------------------------------------------------------------


def junction(parts: tuple[model.Condition, ...], body: Body, *, decisive: bool) -> Truth:
    """Kleene's and (decisive False) or or (decisive True), in order; it stops at a part that decides."""
    if not parts:
        return Truth(str(not decisive))
    if all(_asks_the_paper(part) for part in parts):
        return joined([truth_of(part, body) for part in parts], body, decisive=decisive)
    if len(parts) == 1:
        return truth_of(parts[0], body)
    there = _existing(parts[0], body) if not decisive else None
    if there is not None:
        return _and_of_existing(there, parts[1:], body)
    first = truth_of(parts[0], body)
    t = body.name("t")
    body.line(f"{t} = {first.code}")
    return _join_further(replace(first, code=t), parts, body, decisive=decisive)


def _join_further(so_far: Truth, parts: tuple[model.Condition, ...], body: Body, *, decisive: bool) -> Truth:
    """Join the parts after the first into a truth, which holds that of the first."""
    t = so_far.code
    there: list[model.Fact] = []  # facts that are not なし where the parts so far do not decide
    for before, part in pairwise(parts):
        if isinstance(before, model.Exists) and isinstance(before.fact, model.Fact) and before.negated is decisive:
            there.append(before.fact)
        with body.block(f"if {t} is not {decisive}:"):
            body.exclude_none(there)
            truth = truth_of(part, body)
            _join(so_far, truth, body, decisive=decisive)
        so_far = Truth(t, so_far.missing or truth.missing, so_far.judge or truth.judge)
    return so_far


def _existing(part: model.Condition, body: Body) -> model.Fact | None:
    """The fact of which a part asks whether there is any; None for a list or a 真偽, of which more is asked."""
    if not isinstance(part, model.Exists) or part.negated or not isinstance(part.fact, model.Fact):
        return None
    fact = part.fact
    return (
        fact if fact.kind.element is None and fact.kind.name != "真偽" and first_list(fact) == len(fact.steps) else None
    )


def _and_of_existing(fact: model.Fact, parts: tuple[model.Condition, ...], body: Body) -> Truth:
    """「…があり、かつ、…」: what is asked of a fact is asked where it is not なし."""
    value = value_of(fact, body)
    x = body.named(value.code, fact.steps[-1])
    t = body.name("t")
    body.line(f"{t} = False")
    with body.block(f"if {x} is not NONE:"):
        body.known[-1][key_of(fact)] = replace(value, code=x, name=True, none=False)
        tests = body.tests([replace(value, code=x, name=True, none=False)])
        body.line(f"{t} = None if {tests.missing} else True")
        truth = truth_of(parts[0], body)
        _join(Truth(t, missing=True), truth, body, decisive=False)
        return _join_further(Truth(t, True, truth.judge), parts, body, decisive=False)


def _asks_the_paper(node: model.Condition) -> bool:
    match node:
        case model.Stated():
            return True
        case model.Not(part=part) | model.Entry(condition=part, proviso=None):
            return _asks_the_paper(part)
        case _:
            return False


def joined(truths: list[Truth], body: Body, *, decisive: bool = False) -> Truth:
    """Truths that are plain expressions, joined: by Python's and / or where none of them may be unknown."""
    if len(truths) == 1:
        return truths[0]
    if all(truth.certain for truth in truths):
        return Truth("(" + (" or " if decisive else " and ").join(truth.code for truth in truths) + ")")
    t = body.name("t")
    body.line(f"{t} = {truths[0].code}")
    so_far = replace(truths[0], code=t)
    for truth in truths[1:]:
        with body.block(f"if {t} is not {decisive}:"):
            _join(so_far, truth, body, decisive=decisive)
        so_far = Truth(t, so_far.missing or truth.missing, so_far.judge or truth.judge)
    return so_far


def _join(so_far: Truth, truth: Truth, body: Body, *, decisive: bool) -> None:
    """Join a further part into a truth that does not decide: what decides does, and of two unknowns a missing fact
    outweighs a judgement."""
    t, neutral = so_far.code, not decisive
    if truth.certain:
        body.line(f"if {truth.code if decisive else f'not {closed(truth.code)}'}:")
        body.line(f"    {t} = {decisive}")
        return
    u = body.named(truth.code, "u")
    guard = f" and ({u} is not JUDGE or {t} is {neutral})" if truth.judge and so_far.missing else ""
    body.line(f"if {u} is not {neutral}{guard}:")
    body.line(f"    {t} = {u}")


# --- lists ----------------------------------------------------------------------------------------------------------


def members_of(members: model.Fact, body: Body) -> tuple[str, str]:
    """The name of a list that is read here, and the test that it is not known."""
    value = value_of(members, body)
    name = body.named(value.code, members.steps[-1] if members.steps else "members")
    return name, f"{name} is None or {name} is UNKNOWN" if value.unknown else f"{name} is None"


@contextmanager
def over(
    members: str,
    fact: model.Fact,
    var: model.Var,
    nodes: Iterable[object],
    body: Body,
    position: str = "",
    asks: bool = False,
) -> Iterator[None]:
    """The loop over a list, with its element in hand.

    position: a name for the place of the element, if that is wanted.  asks: a question may be put about the element,
    besides those of the nodes.
    """
    x = body.name("x")
    outer = body.about
    nodes = list(nodes)
    asks = asks or "about" in body.plan.needs(tuple(nodes))
    if asks and not position:
        position = body.name("n")
    head = f"for {position}, {x} in enumerate({members}):" if position else f"for {x} in {members}:"
    with body.block(head):
        record = fact.kind.element.record if fact.kind.element is not None else None
        if record is not None:
            body.line(f"if type({x}) is not dict:")
            body.line(f"    {x} = as_record({x})")
        body.bind(var, x)
        if asks:
            body.about = body.name("about")
            kind = record.properties[record.label].kind.name if record is not None and record.label else "文字"
            more = "" if kind == "文字" else f", {kind!r}"
            body.line(f"{body.about} = ({outer}[0], ({x}, {var.label!r}, {position}{more}), {outer}[2])")
        body.read_ahead(nodes)
        yield
    body.about = outer


def _quantified(node: model.Some | model.Every, body: Body, *, decisive: bool) -> Truth:
    """For some (decisive True), for every (decisive False): a Kleene junction over the elements."""
    members, unknown = members_of(node.members, body)
    t = body.name("t")
    body.line(f"{t} = {not decisive}")
    body.line(f"if {unknown}:")
    body.line(f"    {t} = None")
    loop = over(members, node.members, node.var, (node.condition,), body)
    judge = False
    with body.block(f"elif {members} is not NONE:"), loop:
        for part in _alternatives(node.condition, decisive=decisive):
            truth = truth_of(part, body)
            _join(Truth(t, missing=True), truth, body, decisive=decisive)
            if truth.certain:
                body.line("    break")
            else:
                body.line(f"    if {t} is {decisive}:")
                body.line("        break")
            judge = judge or truth.judge
    return Truth(t, True, judge)


def _alternatives(condition: model.Condition, *, decisive: bool) -> tuple[model.Condition, ...]:
    """The parts of what is asked of each element, of which any decides of the whole list."""
    match condition:
        case model.AnyOf(parts=parts) if decisive:
            return parts
        case model.All(parts=parts) if not decisive:
            return parts
        case _:
            return (condition,)


def _count(node: model.Count, body: Body) -> Truth:
    """How many surely are, and how many may be; unknown where that leaves the comparison open."""
    members, unknown = members_of(node.members, body)
    sign = SIGNS.get(node.op, "==")
    if node.negated:
        sign = OPPOSITE[sign]
    t, sure, unsure, sort = body.name("t"), body.name("sure"), body.name("unsure"), body.name("sort")
    body.line(f"{sure} = {unsure} = 0")
    body.line(f"{sort} = JUDGE")
    loop = over(members, node.members, node.var, (node.condition,), body)
    with body.block(f"if not ({unknown} or {members} is NONE):"), loop:
        truth = truth_of(node.condition, body)
        u = body.named(truth.code, "u")
        body.line(f"if {u} is True:")
        body.line(f"    {sure} += 1")
        if not truth.certain:
            body.line(f"elif {u} is not False:")
            body.line(f"    {unsure} += 1")
            body.line(f"    if {u} is None:")
            body.line(f"        {sort} = None")
    body.line(f"if {unknown}:")
    body.line(f"    {t} = None")
    body.line(f"elif ({sure} {sign} {node.number}) is ({sure} + {unsure} {sign} {node.number}):")
    body.line(f"    {t} = {sure} {sign} {node.number}")
    body.line("else:")
    body.line(f"    {t} = {sort}")
    return Truth(t, True, truth.judge)
