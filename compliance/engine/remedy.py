"""What would change a finding: the parts that stand in the way of 適合, turned into what would have to be so.

It says what the rule asks for, not that it can be brought about: a conviction does not go away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.sentences_en import English
from compliance.engine.statements import opposite
from compliance.engine.truth import Truth, Value, deciding
from compliance.finding import Cause
from compliance.kinds.dates import show_date
from compliance.kinds.periods import last_day_after, last_day_inclusive, oldest_day_before

_MOST = 4  # asks told one by one; beyond, the tree is the better reader


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that would have to be so, as a Japanese and an English conditional clause."""

    japanese: str
    english: str


def remedies(truth: Truth, wanted: bool, main: str, english: English, *, open_: bool = False) -> list[tuple[str, str]]:
    """What would make a condition come out as wanted: sentences in both languages, each needed.

    Empty where there is too much to tell, or nothing that can be told.
    open_: the condition is unknown, and what is told is the single thing that is not known.
    """
    needed = _needed(truth, wanted, main, english, "", "", open_)
    if needed is None or (open_ and len(needed) > 1):
        return []
    if not needed or len(needed) > _MOST:
        return []
    if len(needed) == 1:
        return [(f"{needed[0].japanese}、適合となります。", _sentence(f"it is satisfied {needed[0].english}"))]
    found = [
        (f"{ask.japanese}、この点は満たされます。", _sentence(f"this point is satisfied {ask.english}"))
        for ask in needed
    ]
    return list(dict.fromkeys(found))


def _needed(
    truth: Truth, wanted: bool, main: str, english: English, subject: str, english_subject: str, open_: bool = False
) -> list[Ask] | None:
    """The asks that are all needed; alternatives are joined into one ask.  None where it cannot come out so: with
    `open_`, where something that is decided would have to be otherwise.

    A 定義 is told by its name, unless its entries say in few words what is missing from it.
    """
    subject, english_subject = truth.subject or subject, truth.english_subject or english_subject
    if truth.value is wanted:
        return []
    if open_ and truth.value is not None:
        return None
    if truth.flipped:
        wanted = not wanted
    node = truth.node
    inner_wanted = not wanted if getattr(node, "negated", False) or isinstance(node, model.Not) else wanted
    transparent = node is None or isinstance(
        node, model.Entry | model.All | model.AnyOf | model.Implies | model.Not | model.At
    )
    named = isinstance(node, model.Member) and (open_ or inner_wanted)
    listed = isinstance(node, model.Some | model.Every) and open_
    if (transparent or named or listed) and truth.parts:
        op = truth.op or "all"
        lists = [_needed(part, inner_wanted, main, english, subject, english_subject, open_) for part in truth.parts]
        if (op == "all") is inner_wanted:
            if None in lists:
                return None
            asks = list(dict.fromkeys(ask for asks in lists for ask in asks or ()))
        else:
            ways = sorted((asks for asks in lists if asks), key=len)
            # of many ways, those that take a single thing
            short = [asks for asks in ways if len(asks) == 1][:2] if len(ways) > 2 else ways
            asks = [_either([_together(way) for way in short])] if short else []
        if not named or open_ or len(asks) == 1:
            return asks
    ask = _ask(truth, wanted, main, english)
    if subject and ask is not None:
        ask = Ask(f"{subject}について、{ask.japanese}", f"{ask.english}, for {english_subject}")
    return [ask] if ask is not None else []


def _together(asks: list[Ask]) -> Ask:
    if len(asks) == 1:
        return asks[0]
    return Ask("、かつ、".join(ask.japanese for ask in asks), " and ".join(ask.english for ask in asks))


def _either(asks: list[Ask]) -> Ask:
    if len(asks) == 1:
        return asks[0]
    return Ask("、又は".join(ask.japanese for ask in asks), ", or ".join(ask.english for ask in asks))


def _ask(truth: Truth, wanted: bool, main: str, english: English) -> Ask | None:
    """What a single condition would need, as 「…すれば」."""
    node = truth.node
    if node is None:
        return None
    denied = bool(getattr(node, "negated", False))
    positive = wanted is not denied
    said = node if wanted else opposite(node)
    plain = f"if {english.sentence(said)}"
    match node:
        case model.Stated(facts=facts) if positive:
            papers = all(each.base is None and len(each.steps) == 1 for each in facts)
            blank = [fact for fact, value in zip(facts, truth.operands, strict=False) if not _is_stated(value)] or facts
            names = sentences_ja.join_or([sentences_ja.fact(each, main) for each in blank], "及び")
            plain = f"if {english.sentence(replace(node, facts=tuple(blank), negated=False))}"
            return Ask(f"{names}を{'添付' if papers else '記載'}すれば", plain)
        case model.Compare(left=left, op=op) if positive and truth.value is False and _can_be_changed(left):
            right = truth.operands[1]
            if not right.is_known:
                return Ask(f"{sentences_ja.sentence(said, main)}こととなれば", plain)
            bound = f"{right.shown}{'より多く' if op == '超える' else 'より' + op if op in ('前', '後') else op}"
            to = "と" if op != "超える" else ""
            return Ask(f"{sentences_ja.value(left, main)}を{bound}{to}すれば", plain)
        case model.Equals(left=left, rights=rights) if positive and truth.value is False and _can_be_changed(left):
            shown = sentences_ja.join_or([sentences_ja.value(each, main) for each in rights])
            return Ask(f"{sentences_ja.value(left, main)}を{shown}とすれば", plain)
        case model.Same(left=left, rights=rights) if positive and truth.value is False:
            shown = sentences_ja.join_or([sentences_ja.value(each, main) for each in rights])
            return Ask(f"{sentences_ja.value(left, main)}を{shown}と一致させれば", plain)
        case model.Some() if positive and truth.value is False:
            return _one_more(node, truth, main, english)
        case model.Within(day=day, period=period) if positive and truth.value is False and truth.operands[1].is_known:
            months, days = months_and_days(period)
            try:
                oldest = oldest_day_before(truth.operands[1].value, months, days)[0]
            except OverflowError:
                return Ask(f"{sentences_ja.sentence(said, main)}こととなれば", plain)
            return Ask(f"{sentences_ja.value(day, main)}が{show_date(oldest)}以後のものであれば", plain)
        case model.Judged(question=question):
            found = "認められる" if positive else "認められない"
            return Ask(f"「{question}」と{found}と判断されれば", plain)
        case _:
            return Ask(f"{sentences_ja.sentence(said, main)}ことが確かめられれば", plain)


def _one_more(node: model.Some, truth: Truth, main: str, english: English) -> Ask:
    """An element as asked for: one that nearly is, put right, or one that is added."""
    nearly: list[Ask] = []
    for test in truth.parts:
        body = test.parts[0] if test.parts else test
        if body.op != "all" or not any(part.value is True for part in body.parts):
            continue
        asks = _needed(test, True, main, english, "", "")
        if asks is not None and len(asks) == 1:
            nearly += asks
    condition = node.condition
    if isinstance(condition, model.All) and sentences_ja.is_list(condition) and len(condition.parts) <= _MOST:
        flat = replace(condition, parts=tuple(_plain_entry(part) for part in condition.parts))
        which = sentences_ja.sentence(flat, main)
    else:
        which = sentences_ja.sentence(condition, main)
    added = Ask(
        f"{sentences_ja.fact(node.members, main)}に、{which}{sentences_ja.noun(node.var)}を加えれば",
        f"if {english.sentence(replace(node, negated=False))}",
    )
    return nearly[0] if len(nearly) == 1 else added


def _plain_entry(part: model.Condition) -> model.Condition:
    return part.condition if isinstance(part, model.Entry) else part


def _is_stated(value: Value) -> bool:
    return not value.is_unknown and not any(each.is_unknown for each in value.elements or ())


def _can_be_changed(expr: model.Expr) -> bool:
    """Whether a value is written by whoever hands in the paper, rather than reckoned from facts of the world."""
    return isinstance(expr, model.Fact | model.Call)


def days_ahead(truth: Truth, main: str, english: English) -> list[tuple[str, str]]:
    """From which day the periods have passed that decided a truth by not having passed."""
    found: dict[tuple[str, str], None] = {}
    waiting = [truth]
    while waiting:
        part = waiting.pop(0)
        waiting += deciding(part)
        node = part.node
        if not isinstance(node, model.Elapsed) or part.inner is not False or not part.operands[0].is_known:
            continue
        months, days = months_and_days(node.period)
        last = last_day_inclusive if node.inclusive else last_day_after
        try:
            until = last(part.operands[0].value, months, days)
            following = until + timedelta(days=1)
        except OverflowError:
            continue
        counted = f"{sentences_ja.value(node.anchor, main)}{'から起算して' if node.inclusive else '後'}"
        passed = english.sentence(replace(node, negated=False))
        found[
            f"{counted}{sentences_ja.const(node.period)}の期間は{show_date(until)}に満了し、"
            f"{show_date(following)}から、経過したものとなります。",
            _sentence(f"{passed}, from {following} on"),
        ] = None
    return list(found)


def months_and_days(period: model.Const) -> tuple[int, int]:
    """A period as months and days, one of which is 0."""
    assert isinstance(period.value, int)
    return (0, period.value) if period.kind.name == "日数" else (period.value, 0)


def how_to_settle(causes: tuple[Cause, ...], item: str, element: str) -> list[tuple[str, str]]:
    """How a question that only a person can answer is answered."""
    if not any(cause.is_judgement for cause in causes):
        return []
    about = f"、対象「{element}」" if element else ""
    return [
        (
            f"判断をしたら、審査記録の「判断」に、項目「{item}」{about}、問い、結論、理由、判断者及び判断の日を記録してください。",
            f"Once it is judged, record it in the review record under item {item}"
            + (f" and element “{element}”" if element else "")
            + ", with question, conclusion, reason, judge and day.",
        )
    ]


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:] + "."
