"""What would change a finding: the parts that stand in the way of 適合, turned into what would have to be so.

It says what the rule asks for, not that it can be brought about: a conviction does not go away.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance import model, sentences_ja
from compliance.finding import Cause
from compliance.sentences_en import English
from compliance.statements import opposite
from compliance.truth import Truth

_MOST = 4  # asks told one by one; beyond, the tree is the better reader


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that would have to be so, as a Japanese and an English conditional clause."""

    japanese: str
    english: str


def remedies(truth: Truth, wanted: bool, main: str, english: English) -> list[tuple[str, str]]:
    """What would make a condition come out as wanted: sentences in both languages, each needed.

    Empty where there is too much to tell, or nothing that can be told.
    """
    needed = _needed(truth, wanted, main, english, "", "")
    if not needed or len(needed) > _MOST:
        return []
    if len(needed) == 1:
        return [(f"{needed[0].japanese}、適合となります。", _sentence(f"it is satisfied {needed[0].english}"))]
    found = [
        (f"{ask.japanese}、この点は満たされます。", _sentence(f"this point is satisfied {ask.english}"))
        for ask in needed
    ]
    return list(dict.fromkeys(found))


def _needed(truth: Truth, wanted: bool, main: str, english: English, subject: str, english_subject: str) -> list[Ask]:
    """The asks that are all needed; alternatives are joined into one ask."""
    subject, english_subject = truth.subject or subject, truth.english_subject or english_subject
    if truth.value is wanted:
        return []
    if truth.flipped:
        wanted = not wanted
    node = truth.node
    inner_wanted = not wanted if getattr(node, "negated", False) or isinstance(node, model.Not) else wanted
    transparent = node is None or isinstance(
        node, model.Entry | model.All | model.AnyOf | model.Implies | model.Not | model.At
    )
    if transparent and truth.parts:
        op = truth.op or "all"
        lists = [_needed(part, inner_wanted, main, english, subject, english_subject) for part in truth.parts]
        if (op == "all") is inner_wanted:
            return list(dict.fromkeys(ask for asks in lists for ask in asks))
        ways = [_together(asks) for asks in lists if asks]
        return [_either(ways)] if ways and len(ways) <= _MOST else []
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
            names = sentences_ja.join_or([sentences_ja.fact(each, main) for each in facts], "及び")
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
        case model.Some(members=members, var=var, condition=condition) if positive and truth.value is False:
            if sentences_ja.is_list(condition):
                which = f"号のいずれ{'にも' if isinstance(condition, model.All) else 'かに'}該当する{sentences_ja.noun(var)}"
            else:
                which = f"{sentences_ja.sentence(condition, main)}{sentences_ja.noun(var)}"
            return Ask(f"{sentences_ja.fact(members, main)}に、{which}が加われば", plain)
        case model.Judged(question=question):
            found = "認められる" if positive else "認められない"
            return Ask(f"「{question}」と{found}と判断されれば", plain)
        case _:
            return Ask(f"{sentences_ja.sentence(said, main)}ことが確かめられれば", plain)


def _can_be_changed(expr: model.Expr) -> bool:
    """Whether a value is written by whoever hands in the paper, rather than reckoned from facts of the world."""
    return isinstance(expr, model.Fact | model.Call)


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
