"""The words that generated code uses: what a plan cannot write as a plain comparison.

Truth in a plan: True, False, None (unknown: a fact is missing) and JUDGE (unknown: only a person can settle it).
A value in a plan: the value itself, NONE (なし), None or UNKNOWN (not known), JUDGE (hangs on a judgement).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias
from unicodedata import normalize

from compliance.finding import DOSSIER_ORDER, EFFECTS, Result
from compliance.kinds import periods
from compliance.kinds.dates import fiscal_year as fiscal_year
from compliance.kinds.identity import same
from compliance.values import KINDS, NONE, UNKNOWN, Mark

JUDGE: Final = Mark("JUDGE")

Truth: TypeAlias = bool | Mark | None
Facts: TypeAlias = Mapping[str, Any]

# Codes of results, in the order of `finding.Result`.
SATISFIED, VIOLATED, MISSING, JUDGEMENT, NOT_APPLICABLE = range(5)

# What a fee is where it is not an amount: nothing is to be paid; it is not known how much.
NO_FEE: Final = Result.NOT_APPLICABLE
FEE_OPEN: Final = Result.MISSING

# (item, element or None, code, effect or None, whether the effect is undecided); indices into RuleSet.items and EFFECTS.
Outcome: TypeAlias = tuple[int, int | None, int, int | None, bool]

# What a question is about: the item; the element of a list in hand, with what `element_label` needs to name it, or
# empty; the item's first paper.
About: TypeAlias = tuple[str, tuple[Any, ...], str]


class Run:
    """What one evaluation has in hand besides the facts."""

    presumes = True  # whether a 推定 may hold
    judgements: dict[tuple[str, str, str], Truth] | None = None  # read when the first is asked for
    asked = False  # whether one was asked for
    memo: dict[Any, Truth]  # what is worked out once; the plan's driver makes it
    results: dict[int, Outcome | list[Outcome]]  # of items that others refer to; likewise

    def __init__(
        self, facts: Facts, kind: str, stage: int, review_day: date, decision_day: date, delegated: Facts
    ) -> None:
        self.facts = facts
        self.kind = kind
        self.stage = stage
        self.review_day = review_day
        self.decision_day = decision_day
        self.delegated = delegated

    def judgement(self, about: About, question: str) -> Truth:
        """The recorded conclusion on a question; JUDGE where there is none or it was put off."""
        self.asked = True
        if self.judgements is None:
            self.judgements = recorded_judgements(self.facts)
        if not self.judgements:
            return JUDGE
        element = element_label(*about[1]) if about[1] else ""
        return self.judgements.get((about[0], element, question), JUDGE)


_CONCLUSIONS: Final[Mapping[str, Truth]] = {"認められる": True, "認められない": False}


def recorded_judgements(facts: Facts) -> dict[tuple[str, str, str], Truth]:
    """(item, element, question) → conclusion, from 審査記録.  Records on one question that differ decide nothing, nor
    do those without 理由, 判断者 or 判断の日."""
    section = facts.get("審査記録")
    entries = section.get("判断") if isinstance(section, dict) else None
    found: dict[tuple[str, str, str], Truth] = {}
    whole: set[tuple[str, str, str]] = set()
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            item, element, question, conclusion = (
                value if isinstance(value := entry.get(name), str) else "" for name in ("項目", "対象", "問い", "結論")
            )
            key = (item.strip(), question_key(element), question_key(question))
            truth = _CONCLUSIONS.get(conclusion, JUDGE)
            found[key] = truth if found.get(key, truth) is truth else JUDGE
            if _is_whole(entry):
                whole.add(key)
    return {key: truth if key in whole else JUDGE for key, truth in found.items()}


def _is_whole(entry: Facts) -> bool:
    """Whether a recorded judgement says why, by whom and when."""
    texts = (entry.get("理由"), entry.get("判断者"))
    return all(isinstance(text, str) and text.strip() for text in texts) and isinstance(entry.get("判断の日"), date)


def question_key(question: str) -> str:
    """How questions and labels are compared: NFKC, without blanks."""
    return "".join(normalize("NFKC", question).split())


def settled(truth: Truth, run: Run, about: About, question: str | Mapping[str, str]) -> Truth:
    """A truth that only a person can settle, settled by a judgement recorded on the question it raises.

    question: as `evaluate` puts it, or one for each first paper of an item, whose name is left out of the question.
    """
    if truth is not JUDGE:
        return truth
    return run.judgement(about, question if isinstance(question, str) else question[about[2]])


# --- records and lists ----------------------------------------------------------------------------------------------


class _Uniform(dict[str, Any]):
    """A record of which every property is in one state: one that is 不明, or なし, or of a paper that is missing."""

    def __init__(self, state: Mark) -> None:
        super().__init__()
        self._state = state

    def get(self, key: str, default: Any = None) -> Any:
        return self._state


EMPTY: Final[dict[str, Any]] = {}
NO_RECORD: Final = _Uniform(NONE)
NO_PAPER: Final = _Uniform(UNKNOWN)
_UNKNOWN_RECORD: Final = _Uniform(UNKNOWN)


def as_record(value: Any, parent: Facts = EMPTY) -> dict[str, Any]:
    """A record to read properties from: of what is not written nothing is written, of what is なし all is なし."""
    if isinstance(value, dict):
        return value
    if parent is NO_PAPER:
        return NO_PAPER
    if value is NONE:
        return NO_RECORD
    return _UNKNOWN_RECORD if value is UNKNOWN else EMPTY


def gather(members: Any, *steps: str, fixed: str | None = None, presumed: bool = False) -> Any:
    """The values that a path of properties has over a list, inner lists joined; those that are なし are left out, and
    None stands for one that is not known.  A list without any is なし.

    fixed: what the form fixes for the last property.  presumed: what is not written is presumed not to exist.
    """
    if members is None and presumed:
        return NONE
    if members is None or members is NONE or members is UNKNOWN:
        return members
    found: list[Any] = []
    for member in members:
        value: Any = member
        for position, step in enumerate(steps):
            if isinstance(value, list):
                value = gather(value, *steps[position:], fixed=fixed, presumed=presumed)
                break
            record = as_record(value)
            value = record.get(step)
            if value is None and record is not EMPTY and position == len(steps) - 1:
                value = fixed
        if value is None and presumed:
            continue
        if isinstance(value, list):
            found.extend(value)
        elif value is not NONE:
            found.append(None if value is UNKNOWN else value)
    return found or NONE


def element_label(element: Any, label: str, position: int, kind: str = "文字") -> str:
    """The name an element goes by in the record of judgements: its label, else 「2番目」."""
    found = element.get(label) if isinstance(element, dict) else element
    if found is None or isinstance(found, Mark | dict):
        return f"{position + 1}番目"
    if not isinstance(found, str) or kind != "文字":
        from compliance.kinds.quantities import show_value

        found = show_value(found, KINDS["日付" if isinstance(found, date) else kind])
    return question_key(found) or f"{position + 1}番目"


# --- conditions -----------------------------------------------------------------------------------------------------


def negate(truth: Truth) -> Truth:
    return not truth if truth is True or truth is False else truth


def same_text(a: str, b: str, run: Run, about: About) -> Truth:
    """Whether two texts are the same; where only their spellings may differ (旧字体 and the like), what was judged."""
    if a == b:
        return True
    found = same(a, b)
    if found is not None:
        return found
    question = f"「{a}」と「{b}」は同一であると認められるか。".replace("「「", "「").replace("」」", "」")
    return run.judgement(about, question_key(question))


def among(value: Any, container: Any) -> Truth:
    """Whether a value is in a list of the papers; in none that is empty, even if it is not known itself."""
    if value is NONE or container is NONE or container == []:
        return False
    if value is None or value is UNKNOWN or container is None or container is UNKNOWN:
        return None
    unknown = False
    for member in container:
        if member is None or member is UNKNOWN:
            unknown = True
        elif member is not NONE and member == value:
            return True
    return None if unknown else False


def all_among(members: Any, container: Any) -> Truth:
    """Whether every member of one list is in another."""
    if members is None or members is UNKNOWN:
        return None
    result: Truth = True
    for member in () if members is NONE else members:
        truth = None if member is None or member is UNKNOWN else among(member, container)
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def stated(value: Any) -> bool:
    """Whether something is written, if only 「なし」; 「不明」 states nothing."""
    if isinstance(value, list):
        return all(member is not None and member is not UNKNOWN for member in value)
    return value is not None and value is not UNKNOWN


def attached(run: Run, paper: str, stages: Mapping[str, int]) -> Truth:
    """Whether a paper is in the dossier; not known before the stage at which it is due, or else belongs to.

    stages: by the kind of dossier; of a kind that is not named, the paper is known not to be there.
    """
    if paper in run.facts:
        return True
    return False if stages.get(run.kind, 0) <= run.stage else None


def total(members: Iterable[Any]) -> int | None:
    """The sum of a list; None where a member is not known."""
    whole = 0
    for member in members:
        if member is None or member is UNKNOWN:
            return None
        if member is not NONE:
            whole += member
    return whole


def day_after(day: date, days: int) -> date | Mark:
    """The next day, or the one before; JUDGE outside the calendar."""
    try:
        return date.fromordinal(day.toordinal() + days)
    except (OverflowError, ValueError):
        return JUDGE


def soon(day: date, after: date) -> Truth:
    """直ちに・速やかに・遅滞なく: on the same day, yes; earlier, no; later, a person decides."""
    return True if day == after else JUDGE if day > after else False


def month_end(day: date) -> date | Mark:
    """The last day of a day's month."""
    if (day.year, day.month) == (9999, 12):
        return JUDGE
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


Length: TypeAlias = int | tuple[int, int]  # a number of days, or both readings of one


def length(first: date, last: date) -> tuple[int, int]:
    """The length of a period: without its first day, and with it."""
    return periods.length_in_days(first, last)


def compare_lengths(a: Length, sign: str, b: Length) -> Truth:
    """A comparison of numbers of days of which the law may leave two readings; JUDGE where they differ."""
    found = {
        _SIGNS[sign](x, y) for x in (a if isinstance(a, tuple) else (a,)) for y in (b if isinstance(b, tuple) else (b,))
    }
    return found.pop() if len(found) == 1 else JUDGE


_SIGNS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
}


def settle(possible: tuple[tuple[Truth, Any], ...], last: Any) -> Any:
    """A value by cases where some cases are undecided: known only if all that are possible agree.

    last: the value of the case that holds otherwise.
    """
    values = [*(value for _, value in possible), last]
    first = values[0]
    known = not any(value is None or value is UNKNOWN or value is JUDGE for value in values)
    if known and all(value is first or value == first for value in values):
        return first
    if any(truth is None for truth, _ in possible) or any(value is None or value is UNKNOWN for value in values):
        return None
    return JUDGE


def charged(quantity: Any, rate: Any, unit: int) -> Any:
    """Yen: the rate for each started unit of a quantity.  Of nothing, or at no rate, it is 0 whatever the other is."""
    if quantity is NONE or rate is NONE:
        return NONE
    if quantity == 0 or rate == 0:
        return 0
    if any(each is None or each is UNKNOWN for each in (quantity, rate)):
        return None
    if quantity is JUDGE or rate is JUDGE:
        return JUDGE
    return -(-quantity // unit) * rate


def yen(amount: Any) -> int | Result:
    """An amount that alone makes a fee: not known where it is なし."""
    return amount if type(amount) is int else FEE_OPEN


# --- periods, once for each day -------------------------------------------------------------------------------------

_MOST_DAYS: Final = 20_000  # what a table may hold; a day looked up again is only slower


class _Table(dict[Any, Any]):
    """Answers by the day, worked out when first asked for."""

    def __missing__(self, day: date) -> Any:
        if len(self) >= _MOST_DAYS:
            self.clear()
        found = self[day] = self._answer(day)
        return found

    def _answer(self, day: date) -> Any:
        raise NotImplementedError


class Elapsed(_Table):
    """Day → the latest first day from which the period has elapsed on it.

    A period that began later ends no earlier, so that one comparison with this day answers `periods.elapsed_…`.
    """

    def __init__(self, inclusive: bool, months: int, days: int) -> None:
        super().__init__()
        self._elapsed = periods.elapsed_inclusive if inclusive else periods.elapsed_after
        self._months = months
        self._days = days

    def _answer(self, day: date) -> date:
        return _latest(lambda first: self._elapsed(first, self._months, day, days=self._days), day)


class BornBy(_Table):
    """Day → the latest birthday of someone who is at least so many years old on it."""

    def __init__(self, years: int) -> None:
        super().__init__()
        self._years = years

    def _answer(self, day: date) -> date:
        if self._years <= 0:
            return date.max
        return _latest(lambda born: born <= day and periods.age_on(born, day) >= self._years, day)


class Oldest(_Table):
    """Anchor → (the oldest day that is surely within a period before it, the oldest that may be)."""

    def __init__(self, months: int, days: int) -> None:
        super().__init__()
        self._months = months
        self._days = days

    def _answer(self, day: date) -> tuple[date, date]:
        try:
            oldest, open_day = periods.oldest_day_before(day, self._months, days=self._days)
        except OverflowError:
            return date.min, date.min
        return oldest, oldest if open_day is None else open_day


def within(day: date, anchor: date, oldest: Oldest) -> Truth:
    """…前六月以内: JUDGE on a day the law leaves open, and after the anchor."""
    if day > anchor:
        return JUDGE
    sure, possible = oldest[anchor]
    return True if day >= sure else JUDGE if day >= possible else False


def _latest(holds: Any, day: date) -> date:
    """The latest day, up to `day` and a bit, for which `holds`, which is true up to some day and false after it."""
    low, high = 0, day.toordinal() + 2  # ordinal 0 stands for: for no day
    while high - low > 1:
        middle = (low + high) // 2
        if holds(date.fromordinal(middle)):
            low = middle
        else:
            high = middle
    return date.fromordinal(low) if low else date.min


# --- items ----------------------------------------------------------------------------------------------------------


_NEVER: Final = 1_000_000


def all_due(run: Run, stages: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether all those papers that are not there are due at the stage reached.

    stages: paper → kind of dossier → the stage from which it must be there; a kind not named never needs it.
    """
    for paper, due in stages.items():  # noqa: SIM110 - a generator would take longer than the question
        if paper not in run.facts and run.stage < due.get(run.kind, _NEVER):
            return False
    return True


# 情報不足 of a cover (一件書類) that does not say what the dossier is and how far it has come; and of a dossier to which
# no item applies.
COVER: Final[Outcome] = (-1, None, MISSING, None, False)


def none_applies(results: Sequence[Outcome]) -> bool:
    """Whether none of the items applies."""
    for result in results:  # noqa: SIM110 - a generator would take longer than the question
        if result[2] != NOT_APPLICABLE:
            return False
    return True


def decide(fulfilled: Truth, taken: tuple[tuple[Truth, Truth], ...]) -> Truth:
    """A requirement after 判断を要する場合.

    taken: the cases that are not false, up to the first that is true, each with the recorded answer, which then counts
    for the requirement.  A case that is not known decides only where both of its branches agree.
    """
    truth = taken[-1][1] if taken[-1][0] is True else fulfilled
    for case, answer in reversed(taken):
        if case is not True and (answer is JUDGE or answer is not truth):
            truth = None if case is None or truth is None else JUDGE
    return truth


_HEAVIEST_FIRST: Final = (VIOLATED, MISSING, JUDGEMENT, SATISFIED, NOT_APPLICABLE)


def conforms(run: Run, items: tuple[int, ...], every: bool, negated: bool, remark: int) -> Truth:
    """Results of other items as a condition; those whose effect is 注意 (`remark`) are not counted.

    適合 true, 対象外 true but unknown where all are so, 不適合 false.  An item over a list counts as its worst element.
    """
    truths: list[Truth] = []
    applicable = False
    for item in items:
        result = run.results.get(item)
        if result is None:  # an item that is not in the rule set
            truths.append(None)
            applicable = True
            continue
        outcomes = [
            outcome
            for outcome in ([result] if isinstance(result, tuple) else result)
            if outcome[3] != remark or (outcome[4] and outcome[2] != VIOLATED)
        ]
        if not outcomes:
            continue
        worst = min(outcomes, key=lambda outcome: _HEAVIEST_FIRST.index(outcome[2]))[2]
        applicable = applicable or worst != NOT_APPLICABLE
        truth: Truth = (True, False, None, JUDGE, True)[worst]
        truths.append(negate(truth) if negated else truth)
    if not applicable:
        return None
    decisive = not every
    result_: Truth = every
    for truth in truths:
        if truth is decisive:
            return decisive
        if truth is not every and result_ is not None:
            result_ = truth
    return result_


def outcome_of(
    item: int,
    element: int | None,
    truth: Truth,
    possible: Sequence[int],
    run: Run | None = None,
    about: About = ("", (), ""),
    question: str = "",
) -> Outcome:
    """The result of an item that is not satisfied, of whose effects only some are possible: the gravest counts.

    run, about, question: given where the item may only screen (要判断); failing it asks a person.
    """
    gravest = min(possible, key=_GRAVITY.__getitem__)
    undecided = len(set(possible)) > 1
    if truth is None:
        return item, element, MISSING, gravest, undecided
    if truth is JUDGE:
        return item, element, JUDGEMENT, gravest, undecided
    if EFFECTS[gravest] != "要判断" or run is None:
        return item, element, VIOLATED, gravest, undecided
    answer = run.judgement(about, question)
    if answer is True:
        return item, element, SATISFIED, None, False
    if answer is False:
        return item, element, VIOLATED, EFFECTS.index("注意"), False
    return item, element, JUDGEMENT, gravest, False


_GRAVITY: Final = tuple(DOSSIER_ORDER.index(effect) for effect in EFFECTS)

age_on = periods.age_on
