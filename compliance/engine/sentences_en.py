"""Conditions of the model as English sentences.  Terms are the forms' glosses; what has none keeps its Japanese name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from compliance import model
from compliance.engine.naming import english_path, kinds_on
from compliance.engine.sentences_ja import contrary
from compliance.struct import Struct
from compliance.values import DATE, Kind
from compliance.vocabulary import Forms

_UNITS = {
    "人": ("person", "persons"),
    "件": ("case", "cases"),
    "回": ("time", "times"),
    "日数": ("day", "days"),
    "月数": ("month", "months"),
    "歳": ("year of age", "years of age"),
}
_OPS = {
    "以上": ("is at least", "is less than"),
    "以下": ("is at most", "is more than"),
    "未満": ("is less than", "is not less than"),
    "超える": ("exceeds", "does not exceed"),
    "以前": ("is on or before", "is after"),
    "以後": ("is on or after", "is before"),
    "前": ("is before", "is not before"),
    "後": ("is after", "is not after"),
}
_COUNTS = {"以上": "at least", "以下": "at most", "未満": "fewer than", "超える": "more than"}
_FUNCTIONS = {
    "翌日": "the day after {}",
    "前日": "the day before {}",
    "属する年度": "the fiscal year of {}",
    "数": "the number of entries in {}",
    "合計": "the sum of {}",
}
_DAYS = {"基準日": "the day in question", "審査の日": "the day of the review", "判断の日": "the day of the judgement"}
_SOON = {"直ちに": "immediately", "速やかに": "promptly", "遅滞なく": "without delay"}


class English(Struct):
    """Who is reading: the forms whose glosses name the facts, and the paper whose fields are named without it."""

    forms: Forms
    main: str = ""

    # --- values ---

    def value(self, expr: model.Expr) -> str:
        match expr:
            case model.Fact():
                return self.fact(expr)
            case model.Const():
                return const(expr)
            case model.Dated(name=name) | model.DelegatedValue(name=name):
                return f"“{name}”"
            case model.Day(name=name):
                return _DAYS[name]
            case model.Age(born=born):
                owner = self._owner(born)
                return f"the age of {owner}" if owner else "the age"
            case model.Call(name=name, subject=subject):
                plain = subject is None or not subject.steps or (subject.base is None and subject.steps == (self.main,))
                return f"“{name}”" if plain or subject is None else f"“{name}” of {self.fact(subject)}"
            case model.Function(function="末日", operand=operand):
                of_month = "the month of " if operand.kind == DATE else ""
                return f"the last day of {of_month}{self.value(operand)}"
            case model.Function(function=function, operand=operand):
                return _FUNCTIONS[function].format(self.value(operand))
            case model.Length(first=first, last=last, counts_first=counts_first):
                note = " (counting the first day)" if counts_first else ""
                return f"the time from {self.value(first)} to {self.value(last)}{note}"
            case _:
                assert_never(expr)

    def fact(self, expr: model.Fact) -> str:
        """the date of birth of the proposer; what is in hand: it."""
        names = self._names(expr)
        return english_path(names) if names else "it"

    def _names(self, expr: model.Fact) -> list[str]:
        """The English names of the steps, outer to inner."""
        steps = expr.steps
        kinds = kinds_on(self.forms, expr.where)
        glosses = [gloss for (_, gloss), step in zip(kinds, expr.where, strict=True) if step != "*"]
        shown = [gloss or step for gloss, step in zip(glosses[len(glosses) - len(steps) :], steps, strict=True)]
        if expr.base is None and len(shown) > 1 and steps[0] == self.main:
            return shown[1:]
        return shown

    def _owner(self, born: model.Fact) -> str:
        return english_path(self._names(born)[:-1])

    # --- conditions ---

    def sentence(self, node: model.Condition) -> str:
        """The condition as one clause.  A list with labels is named only (all of the following hold)."""
        denied = bool(getattr(node, "negated", False))
        is_ = "is not" if denied else "is"
        match node:
            case model.Compare(left=left, op=op, right=right):
                return f"{self.value(left)} {_OPS[op][denied]} {self.value(right)}"
            case model.Equals(left=left, rights=rights):
                either = "neither" if denied and len(rights) > 1 else ""
                shown = _or([self.value(right) for right in rights], "nor" if either else "or")
                return f"{self.value(left)} is {either} {shown}" if either else f"{self.value(left)} {is_} {shown}"
            case model.Truthy(fact=operand):
                return self._yes(operand, denied)
            case model.Exists(fact=operand):
                if isinstance(operand, model.Fact) and operand.kind.name == "真偽":
                    return self._yes(operand, denied)
                return _there_is(self.value(operand), denied, many=operand.kind.element is not None)
            case model.Stated(facts=facts):
                names = [self.fact(each) for each in facts]
                papers = all(each.base is None and len(each.steps) == 1 for each in facts)
                verb = "attached" if papers else "stated"
                if len(names) == 1:
                    return f"{names[0]} {is_} {verb}"
                return f"{_or(names, 'and')} are {'not ' if denied else ''}all {verb}"
            case model.Among(value=member, container=container):
                return f"{self.value(member)} {is_} among {self.value(container)}"
            case model.AllAmong(members=members, container=container):
                every = "not every one" if denied else "every one"
                return f"{every} of {self.value(members)} is among {self.value(container)}"
            case model.Falls(day=day, first=first, last=last):
                return f"{self.value(day)} {is_} within the time from {self.value(first)} to {self.value(last)}"
            case model.FallsInYear(day=day, year=year):
                return f"{self.value(day)} {'does not fall' if denied else 'falls'} in {self.value(year)}"
            case model.Same(left=left, rights=rights):
                return f"{self.value(left)} {is_} the same as {_or([self.value(right) for right in rights])}"
            case model.Elapsed(anchor=anchor, inclusive=inclusive, period=period):
                have = "have not passed" if denied else "have passed"
                since = f"counted from {self.value(anchor)} as day 1" if inclusive else f"after {self.value(anchor)}"
                return f"{const(period)} {have}, {since}"
            case model.Within(day=day, anchor=anchor, period=period):
                return f"{self.value(day)} {is_} within {const(period)} before {self.value(anchor)}"
            case model.Soon(day=day, after=after, word=word):
                follows = "does not follow" if denied else "follows"
                return f"{self.value(day)} {follows} {_SOON.get(word, 'soon')} after {self.value(after)}"
            case model.Member(name=name, subject=subject):
                about = "it" if subject is None else self.fact(subject)
                return f"{about} {'does not fall' if denied else 'falls'} under “{name}”"
            case model.Judged(question=question):
                return f"it is {'not ' if denied else ''}found that “{question}”"
            case model.Conforms(items=items, mode=mode):
                verb = "is not satisfied" if denied else "is satisfied"
                if len(items) == 1:
                    return f"item {items[0]} {verb}"
                return f"{'any one' if mode == 'か' else 'each'} of the items {', '.join(items)} {verb}"
            case model.At(day=day, condition=condition):
                return f"on {self.value(day)}, {self.sentence(condition)}"
            case model.Some(members=members, condition=condition):
                one = "none" if denied else "one"
                return f"among {self.fact(members)} there is {one} for which {self.sentence(condition)}"
            case model.Count(members=members, condition=condition, op=op, number=number):
                how_many = f"{_COUNTS.get(op, 'exactly')} {number:,}"
                return (
                    f"among {self.fact(members)} there are {'not ' if denied else ''}{how_many} "
                    f"for which {self.sentence(condition)}"
                )
            case model.Every(members=members, condition=condition):
                return f"for every one of {self.fact(members)}, {self.sentence(condition)}"
            case model.All(parts=parts):
                return "all of the following hold" if _is_list(node) else self._joined(parts, "and")
            case model.AnyOf(parts=parts):
                return "at least one of the following holds" if _is_list(node) else self._joined(parts, "or")
            case model.Not(part=part):
                if _is_list(part):
                    return (
                        "none of the following holds"
                        if isinstance(part, model.AnyOf)
                        else "not all of the following hold"
                    )
                inner = part.condition if isinstance(part, model.Entry) else part
                other = contrary(inner)
                if other is not None:
                    return self.sentence(other)
                return f"it is not the case that {self.sentence(inner)}"
            case model.Implies(condition=condition, consequence=consequence):
                return f"if {self.sentence(condition)}, then {self.sentence(consequence)}"
            case model.Entry(condition=condition):
                return self.sentence(condition)
            case _:
                assert_never(node)

    def _joined(self, parts: Sequence[model.Condition], word: str) -> str:
        shown = [
            f"({self.sentence(part)})"
            if isinstance(part, model.All | model.AnyOf | model.Implies) and not _is_list(part)
            else self.sentence(part)
            for part in parts
        ]
        if len(shown) == 2:
            return f" {word} ".join(shown)
        return f"{', '.join(shown[:-1])}, {word} {shown[-1]}"

    def _yes(self, operand: model.Expr, denied: bool) -> str:
        gloss = operand.property.gloss if isinstance(operand, model.Fact) and operand.property else ""
        if gloss.startswith("whether "):
            clause = gloss.removeprefix("whether ")
            return f"it is not the case that {clause}" if denied else clause
        return f"{_quoted(self.value(operand))} is answered “{'no' if denied else 'yes'}”"


def _quoted(term: str) -> str:
    return term if term.startswith("“") else f"“{term.removeprefix('the ')}”"


def _there_is(term: str, denied: bool, many: bool) -> str:
    bare = term.removeprefix("the ")
    if many:
        return f"there are {'no ' if denied else ''}{bare}"
    article = "no" if denied else "an" if bare[:1] in "aeiou" else "a"
    return f"there is {article} {bare}"


def _or(words: Sequence[str], last: str = "or") -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _is_list(node: model.Condition) -> bool:
    return (
        isinstance(node, model.All | model.AnyOf)
        and bool(node.parts)
        and all(isinstance(part, model.Entry) for part in node.parts)
    )


def const(expr: model.Const) -> str:
    """A constant: a text as it is, in quotes; a number with its English unit; a day as 2026-08-03."""
    return show(expr.value, expr.kind)


def show(value: object, kind: Kind) -> str:
    """A value in English: 1,000 persons, JPY 21,000, 3 h 5 min, 2026-08-03, yes; a text in quotes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, int):
        return f"“{value}”"
    if kind.name == "円":
        return f"JPY {value:,}"
    if kind.name == "時間":
        hours, minutes = divmod(value, 60)
        parts = [f"{hours:,} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0 or hours == 0)
        return " ".join(parts)
    if kind.name == "時刻":
        return f"{value // 60}:{value % 60:02}"
    if kind.name == "年度":
        return f"fiscal year {value}"
    if kind.name == "月数" and value % 12 == 0 and value:
        years = value // 12
        return f"{years:,} year{'' if years == 1 else 's'}"
    one, many = _UNITS.get(kind.name, ("", ""))
    return f"{value:,} {one if value == 1 else many}".strip()
