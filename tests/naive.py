"""The core of the logic once more, as naively as possible, straight from design §4 and language reference §5.

A truth is True, False, or the set of the sorts of what is not known: 「事実」 (a fact) or 「判断」 (a judgement).
Nothing here is shared with `compliance.engine.evaluate` or the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compliance import model
from compliance.values import ABSENT, NONE, UNKNOWN

FACT = frozenset({"事実"})
JUDGEMENT = frozenset({"判断"})
TESTS = {
    "以上": lambda a, b: a >= b,
    "以下": lambda a, b: a <= b,
    "未満": lambda a, b: a < b,
    "超える": lambda a, b: a > b,
    "以前": lambda a, b: a <= b,
    "以後": lambda a, b: a >= b,
    "前": lambda a, b: a < b,
    "後": lambda a, b: a > b,
}


class BeyondNaiveError(Exception):
    """A condition of which this knows nothing."""


def truth(node: Any, facts: Mapping[str, Any], judged: Mapping[str, str], bound: Mapping[int, Any]) -> Any:
    """What a condition comes to.  judged: question → conclusion, for the dossier as a whole."""

    def again(inner: Any, **more: Any) -> Any:
        return truth(inner, facts, judged, more.get("bound", bound))

    match node:
        case model.All(parts=parts):
            return conjunction([again(part) for part in parts])
        case model.AnyOf(parts=parts):
            return opposite(conjunction([opposite(again(part)) for part in parts]))
        case model.Not(part=part):
            return opposite(again(part))
        case model.Implies(condition=condition, consequence=consequence):
            return opposite(conjunction([again(condition), opposite(again(consequence))]))
        case model.Entry(condition=condition, proviso=None):
            return again(condition)
        case model.Compare(left=left, op=op, right=right, negated=negated):
            return compared([value(left, facts, bound), value(right, facts, bound)], TESTS[op], negated)
        case model.Equals(left=left, rights=rights, negated=negated):
            values = [value(each, facts, bound) for each in (left, *rights)]
            return compared(values, lambda first, *others: first in others, negated)
        case model.Truthy(fact=fact, negated=negated):
            return compared([value(fact, facts, bound)], lambda v: v, negated)
        case model.Exists(fact=fact, negated=negated):
            return compared([value(fact, facts, bound)], lambda v: v is not False and v != [], negated)
        case model.Stated(facts=stated, negated=negated):
            return all(value(fact, facts, bound) not in (ABSENT, UNKNOWN) for fact in stated) is not negated
        case model.Judged(question=question, negated=negated):
            answer = {"認められる": True, "認められない": False}.get(judged.get(question, ""), JUDGEMENT)
            return opposite(answer) if negated else answer
        case model.Some(members=members, var=var, condition=condition, negated=negated):
            elements = value(members, facts, bound)
            if elements in (ABSENT, UNKNOWN):
                return FACT
            each = [again(condition, bound={**bound, var.id: e}) for e in ([] if elements is NONE else elements)]
            none_of_them = conjunction([opposite(t) for t in each])
            return none_of_them if negated else opposite(none_of_them)
        case model.Every(members=members, var=var, condition=condition):
            elements = value(members, facts, bound)
            if elements in (ABSENT, UNKNOWN):
                return FACT
            return conjunction(
                [again(condition, bound={**bound, var.id: e}) for e in ([] if elements is NONE else elements)]
            )
        case model.Count(members=members, var=var, condition=condition, op=op, number=number, negated=negated):
            elements = value(members, facts, bound)
            if elements in (ABSENT, UNKNOWN):
                return FACT
            each = [again(condition, bound={**bound, var.id: e}) for e in ([] if elements is NONE else elements)]
            sure, unknown = each.count(True), [t for t in each if isinstance(t, frozenset)]
            results = {TESTS[op](count, number) for count in range(sure, sure + len(unknown) + 1)}
            if len(results) == 1:
                return results.pop() is not negated
            return frozenset().union(*unknown)
        case _:
            raise BeyondNaiveError(type(node).__name__)


def conjunction(parts: list[Any]) -> Any:
    """False if a part is; else the causes of all that are not known; else true."""
    if False in parts:
        return False
    unknown = [part for part in parts if isinstance(part, frozenset)]
    return frozenset().union(*unknown) if unknown else True


def opposite(part: Any) -> Any:
    return part if isinstance(part, frozenset) else not part


def compared(values: list[Any], test: Any, negated: bool) -> Any:
    """A comparison with なし is false, its negated form true; with what is not known it is not known."""
    if any(v is NONE for v in values):
        return negated
    if any(v is ABSENT or v is UNKNOWN for v in values):
        return FACT
    return bool(test(*values)) is not negated


def value(expr: Any, facts: Mapping[str, Any], bound: Mapping[int, Any]) -> Any:
    match expr:
        case model.Const(value=constant):
            return constant
        case model.Fact(base=base, steps=steps, where=where) if "*" not in where[len(where) - len(steps) :]:
            found: Any = facts if base is None else bound[base.id]
            for step in steps:
                found = found.get(step, ABSENT) if isinstance(found, Mapping) else found
            return found
        case _:
            raise BeyondNaiveError(type(expr).__name__)
