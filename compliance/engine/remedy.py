"""What would change a finding: the parts that stand in the way of 適合, turned into what would have to be so.

A change is advised only where it mends something without making a fact up: what is to be stated or attached, what the
proposer chooses, a document to be replaced by another; and what is unknown may be found out.  Whatever else decided
(who someone is, what happened, when) is a matter of fact, and is said to be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.sentences_en import English
from compliance.engine.statements import opposite
from compliance.engine.truth import Truth, Value, deciding
from compliance.kinds.dates import show_date
from compliance.kinds.periods import last_day_after, last_day_inclusive, oldest_day_before
from compliance.struct import Struct, names, replace

_MOST = 4  # asks told one by one; beyond, the tree is the better reader

_CHOSEN = ("提案書", "作成済情報の提案書")  # what stands in these is for the proposer to choose, but for:
_PERSONS = ("提案者", "共同提案者", "代理人")
_REPLACED = ("添付書類", "誓約書")  # another one may be handed in

MATTER_OF_FACT = (
    "この結果は、書類に記載された事実によるものです。事実が違うときは、書類を訂正してください。",
    "This follows from the facts stated in the papers. If a fact is wrong, correct the papers.",
)


class Ask(Struct):
    """One thing that would have to be so, as a Japanese and an English conditional clause.

    about: the facts it speaks of, as paths.  states: it is these that are to be stated or attached.
    given: 「事実」 or 「判断」 where such a matter decided, and there is nothing to advise; the clauses are then empty.
    """

    japanese: str
    english: str
    about: tuple[tuple[str, ...], ...] = ()
    states: bool = False
    given: str = ""


def remedies(truth: Truth, wanted: bool, main: str, english: English, *, open_: bool = False) -> list[tuple[str, str]]:
    """What would make a condition come out as wanted: sentences in both languages, each needed.

    Empty where there is too much to tell, or nothing that can be told.  MATTER_OF_FACT stands for what no advice mends.
    open_: the condition is unknown, and what is told is the single thing that is not known.
    """
    needed = _needed(truth, wanted, main, english, "", "", open_)
    if open_ and len(needed) > 1:
        return []
    needed = _without_covered(needed)
    given = [MATTER_OF_FACT] if any(ask.given == "事実" for ask in needed) else []
    advised = [ask for ask in needed if not ask.given]
    if not advised or len(advised) > _MOST:
        return given if not advised else []
    if len(needed) == 1:
        return [(f"{needed[0].japanese}、適合となります。", _sentence(f"it is satisfied {needed[0].english}"))]
    found = [
        (f"{ask.japanese}、この点は満たされます。", _sentence(f"this point is satisfied {ask.english}"))
        for ask in advised
    ]
    return [*dict.fromkeys(found), *given]


def _without_covered(asks: list[Ask]) -> list[Ask]:
    """Without what speaks only of facts that another ask wants stated, or of a paper that it wants attached."""
    stated = {path for ask in asks if ask.states for path in ask.about}
    papers = {path for path in stated if len(path) == 1}

    def covered(ask: Ask) -> bool:
        if ask.states:
            return all(path[:1] in papers and len(path) > 1 for path in ask.about)
        own = [path for path in ask.about if path not in stated and path[:1] not in papers]
        return bool(ask.about) and (not own or any(path in papers for path in ask.about))

    return [ask for ask in asks if not covered(ask)]


def _needed(
    truth: Truth, wanted: bool, main: str, english: English, subject: str, english_subject: str, open_: bool = False
) -> list[Ask]:
    """The asks that are all needed; alternatives are joined into one ask.  Nothing where it is so already, or cannot
    come out so: with `open_`, where something that is decided would have to be otherwise.

    A 定義 is told by its name, unless its entries say in few words what is missing from it.
    """
    subject, english_subject = truth.subject or subject, truth.english_subject or english_subject
    if truth.value is wanted or (open_ and truth.value is not None):
        return []
    if truth.flipped:
        wanted = not wanted
    node = truth.node
    inner_wanted = not wanted if getattr(node, "negated", False) or isinstance(node, model.Not) else wanted
    transparent = node is None or isinstance(
        node, model.Entry | model.All | model.AnyOf | model.Implies | model.Not | model.At
    )
    named = isinstance(node, model.Member) and (open_ or inner_wanted)
    listed = isinstance(node, model.Some | model.Every) and (open_ or isinstance(node, model.Every) is inner_wanted)
    if (transparent or named or listed) and truth.parts:
        op = truth.op or "all"
        lists = [_needed(part, inner_wanted, main, english, subject, english_subject, open_) for part in truth.parts]
        if (op == "all") is inner_wanted:
            asks = list(dict.fromkeys(ask for asks in lists for ask in asks))
        else:
            ways = sorted((asks for asks in lists if asks and not any(ask.given for ask in asks)), key=len)
            if not ways and any(lists):
                return [_given(truth)]
            # of many ways, those that take a single thing
            short = [asks for asks in ways if len(asks) == 1][:2] if len(ways) > 2 else ways
            asks = [_either([_together(way) for way in short])] if short else []
        if not named or open_ or len(asks) == 1:
            return asks
    ask = _ask(truth, wanted, main, english)
    if not ask.given:
        ask = replace(ask, about=tuple(dict.fromkeys(fact.where for fact in _facts(node))))
        if subject:
            japanese, plain = f"{subject}について、{ask.japanese}", f"{ask.english}, for {english_subject}"
            ask = replace(ask, japanese=japanese, english=plain)
    return [ask]


def _together(asks: list[Ask]) -> Ask:
    asks = _without_covered(asks)
    if len(asks) == 1:
        return asks[0]
    return Ask("、かつ、".join(ask.japanese for ask in asks), " and ".join(ask.english for ask in asks))


def _either(asks: list[Ask]) -> Ask:
    if len(asks) == 1:
        return asks[0]
    return Ask("、又は".join(ask.japanese for ask in asks), ", or ".join(ask.english for ask in asks))


def _ask(truth: Truth, wanted: bool, main: str, english: English) -> Ask:
    """What a single condition would need, as 「…すれば」."""
    node = truth.node
    assert node is not None  # what is put together without one has parts
    positive = wanted is not bool(getattr(node, "negated", False))
    said = node if wanted else opposite(node)
    sentence, plain = sentences_ja.sentence(said, main), f"if {english.sentence(said)}"
    match node:
        case model.Stated(facts=facts) if positive:
            papers = all(each.base is None and len(each.steps) == 1 for each in facts)
            blank = [fact for fact, value in zip(facts, truth.operands, strict=False) if not _is_stated(value)] or facts
            names = sentences_ja.join_or([sentences_ja.fact(each, main) for each in blank], "及び")
            plain = f"if {english.sentence(replace(node, facts=tuple(blank), negated=False))}"
            return Ask(f"{names}を{'添付' if papers else '記載'}すれば", plain, states=True)
        case model.Judged(question=question) if truth.value is None:
            found = "認められる" if positive else "認められない"
            return Ask(f"「{question}」と{found}と判断されれば", plain)
        case _ if truth.value is None:
            return Ask(f"{sentence}ことが確かめられれば", plain)
        case model.Conforms() if positive and not node.negated:
            return Ask(f"{sentence}こととなれば", plain)
        case model.Some() if positive:
            return _one_more(node, truth, main, english)
        case model.Within(day=day, period=period) if positive and truth.operands[1].is_known and _replaced(node):
            months, days = months_and_days(period)
            oldest = oldest_day_before(truth.operands[1].value, months, days)[0]  # there is one: a day was before it
            return Ask(f"{sentences_ja.value(day, main)}が{show_date(oldest)}以後のものであれば", plain)
        case model.Compare(left=left, op=op) if positive and _is_chosen(left, truth):
            right = truth.operands[1]
            if not right.is_known:
                return Ask(f"{sentence}こととなれば", plain)
            bound = f"{right.shown}{'より多く' if op == '超える' else 'より' + op if op in ('前', '後') else op}"
            to = "と" if op != "超える" else ""
            return Ask(f"{sentences_ja.value(left, main)}を{bound}{to}すれば", plain)
        case model.Equals(left=left, rights=rights) if positive and _is_chosen(left, truth):
            shown = sentences_ja.join_or([sentences_ja.value(each, main) for each in rights])
            return Ask(f"{sentences_ja.value(left, main)}を{shown}とすれば", plain)
        case model.Exists() | model.Truthy() | model.Same() | model.Falls() | model.Among() | model.AllAmong() if any(
            _is_chosen(fact, truth) for fact in _facts(node)
        ):
            return Ask(f"{sentence}ように改めれば", plain)
        case model.Equals() | model.Same() | model.Among() | model.Truthy() | model.Member() if _replaced(node):
            return Ask(f"{sentence}ものに差し替えれば", plain)
        case _:
            return _given(truth)


def _given(truth: Truth) -> Ask:
    about = tuple(dict.fromkeys(fact.where for fact in _facts(truth.node)))
    return Ask("", "", about, given="判断" if isinstance(truth.node, model.Judged) else "事実")


def _facts(node: object) -> Iterator[model.Fact]:
    """Every fact that is named in a condition."""
    if isinstance(node, model.Fact):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _facts(each)
    elif isinstance(node, Struct):
        for name in names(type(node)):
            yield from _facts(getattr(node, name))


def _is_chosen(expr: model.Expr, truth: Truth) -> bool:
    """Whether the proposer chooses a value: what the proposal asks for, not who proposes, nor the days it was made."""
    where: tuple[object, ...]
    if isinstance(expr, model.Fact):
        where, supplier, kind = expr.where, expr.supplier, expr.kind.name
    elif isinstance(expr, model.Call) and truth.operands:
        where, supplier, kind = truth.operands[0].where, "", expr.kind.name
    else:
        return False
    if supplier in ("行政機関", "公的書類") or len(where) < 2 or where[0] not in _CHOSEN:
        return False
    return where[1] not in _PERSONS and not (len(where) == 2 and kind == "日付")


def _replaced(node: model.Condition) -> bool:
    """Whether a condition speaks of a document in whose place another may be handed in."""
    return any(
        fact.where and fact.where[0] in _REPLACED and fact.kind.name != "一覧" for fact in _facts(node)
    ) and not (
        # a pledge of another day is not a thing to advise
        any(fact.kind.name == "日付" for fact in _facts(node)) and not isinstance(node, model.Within)
    )


def _one_more(node: model.Some, truth: Truth, main: str, english: English) -> Ask:
    """An element as asked for: one that nearly is, put right, or one that is added."""
    where = node.members.where
    attached = bool(where) and where[0] in _REPLACED
    if not attached and not _is_chosen(node.members, truth):
        return _given(truth)
    nearly: list[Ask] = []
    for test in truth.parts:
        body = test.parts[0] if test.parts else test
        if body.op != "all" or not any(part.value is True for part in body.parts):
            continue
        asks = _needed(test, True, main, english, "", "")
        if len(asks) == 1 and not asks[0].given:
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


def how_to_settle(item: str, element: str) -> list[tuple[str, str]]:
    """How a question that only a person can answer is answered."""
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
