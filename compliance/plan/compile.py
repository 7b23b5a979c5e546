"""A plan: the rules of one rule set as generated Python code, which evaluates a dossier in microseconds.

It gives results only, as small tuples of numbers; what is shown to a reader is explained by `evaluate`, from the model.
The two must agree on every dossier (tests/test_plan.py).  Writing the code is `code`'s, keeping it between
processes `cache`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

from compliance.engine.outcome import APART
from compliance.finding import DOSSIER_ORDER, EFFECTS, Result
from compliance.model import RuleSet
from compliance.plan import words as plan_words
from compliance.plan.words import JUDGEMENT, MISSING, NOT_APPLICABLE, SATISFIED, VIOLATED, Facts, Outcome, Run
from compliance.struct import Struct
from compliance.vocabulary import Forms, interned

if TYPE_CHECKING:
    from compliance.engine.settings import Settings
    from compliance.plan.code.module import Writer

RESULTS: Final = tuple(Result)  # code → result


class Plan:
    """The compiled rules.  code: the generated code; writer: what writes it once more, to be read."""

    __slots__ = ("_drivers", "_fees", "_writer", "code", "items", "presuming", "using")

    def __init__(self, code: CodeType, writer: Callable[[], Writer]) -> None:
        self.code = code
        self._writer = writer
        space: dict[str, Any] = vars(plan_words).copy()
        space["__name__"] = "compliance.generated"
        exec(code, space)
        self._drivers: Mapping[str, Callable[[Facts, Run], list[Outcome]]] = space["DRIVERS"]
        self._fees: Mapping[str, Callable[[Facts, Run], list[int | Result]]] = space["FEES"]
        self.items: tuple[str, ...] = space["ITEMS"]  # their ids
        self.using: frozenset[int] = space["USING"]  # the items that use results of others
        self.presuming: frozenset[int] = space["PRESUMING"]  # those that read facts which a 推定 covers

    @property
    def source(self) -> str:
        """The generated code, to be read."""
        return self._writer().source()

    def run(
        self,
        facts: Facts,
        kind: str,
        stage: int,
        on: date | None,
        today: date,
        delegated: Mapping[str, Any] = plan_words.EMPTY,
    ) -> list[Outcome]:
        """The results of all items on a dossier; see `start` and `results`."""
        return self._drivers[kind](facts, self.start(facts, kind, stage, on, today, delegated))

    def start(
        self,
        facts: Facts,
        kind: str,
        stage: int,
        on: date | None,
        today: date,
        delegated: Mapping[str, Any] = plan_words.EMPTY,
    ) -> Run:
        """What an evaluation has in hand.

        kind, stage: of the dossier.  on: 審査の日 and 判断の日; None: 審査の日 from the 審査記録, else today, and 判断の日
        today.  delegated: values of 委任 by name (`delegated_values`).
        """
        if on is not None:
            return Run(facts, kind, stage, on, on, delegated)
        record = facts.get("審査記録")
        written = record.get("審査の日") if type(record) is dict else None
        return Run(facts, kind, stage, written if isinstance(written, date) else today, today, delegated)

    def satisfied(self, run: Run, *, presumptions: bool, judgements: bool) -> frozenset[tuple[int, int | None]]:
        """The (item, element) that are satisfied also where no 推定 holds, or no judgement was recorded."""
        strict = Run(run.facts, run.kind, run.stage, run.review_day, run.decision_day, run.delegated)
        strict.presumes = presumptions
        if not judgements:
            strict.judgements = {}
        return frozenset((item, element) for item, element, code, _, _ in self.results(strict) if code == SATISFIED)

    def results(self, run: Run) -> list[Outcome]:
        """(item, element or None, code, effect or None, effect undecided) for every item, or every element of one.

        item: index into `RuleSet.items`, or -1 for a cover (一件書類) that does not say what the dossier is, and for a
        dossier to which no item applies; element:
        index into the list that the item speaks of; code: index into `RESULTS`; effect: index into `finding.EFFECTS`.
        """
        return self._drivers[run.kind](run.facts, run)

    def fees(self, run: Run) -> list[int | Result]:
        """The total of each fee in yen; 情報不足 or 対象外 where there is none."""
        return self._fees[run.kind](run.facts, run)

    def of_item(self, position: int) -> str:
        """The generated code of one item: how it is opened, what it asks, and the definitions and constants it uses.

        It is what the plan holds, but that it stands alone: items of the same papers share what they read.
        """
        return self._writer().item_source(position)

    def of_fee(self, position: int) -> str:
        """The same of one fee."""
        return self._writer().fee_source(position)


def compile_plan(rules: RuleSet, forms: Forms) -> Plan:
    """Write and compile the code for a rule set."""
    writer = writer_of(rules, forms)
    return Plan(interned(compile(writer().source(), "<plan>", "exec", dont_inherit=True, optimize=2)), writer)


def writer_of(rules: RuleSet, forms: Forms) -> Callable[[], Writer]:
    """What writes the code of a rule set, loaded when it is asked for."""

    def writer() -> Writer:
        from compliance.plan.code.module import Writer

        return Writer(rules, forms)

    return writer


def delegated_values(rules: RuleSet, settings: Settings | None) -> dict[str, Any]:
    """The values that a body has fixed itself, by the name of the 委任; a value of another kind is none."""
    if settings is None:
        return {}
    return {
        name: found.value
        for name, found in settings.values.items()
        if name in rules.delegated and (found.kind is None or found.kind.name == rules.delegated[name].kind.name)
    }


class Conclusion(Struct):
    """What follows for the whole dossier; see `outcome`."""

    outcome: str
    duties: bool
    cancellation: bool
    overall: str


_RANK: Final = {word: rank for rank, word in enumerate(DOSSIER_ORDER)}
_REMARK: Final = EFFECTS.index("注意")
_APART: Final = tuple(EFFECTS.index(effect) for effect in APART)


def weight(outcome: Outcome) -> int:
    """The place in `DOSSIER_ORDER` that a result counts as; see `Finding.weight`."""
    _, _, code, effect, undecided = outcome
    if code == VIOLATED and effect is not None:
        return _RANK[EFFECTS[effect]]
    if code in (MISSING, JUDGEMENT):
        return _RANK["注意" if effect == _REMARK and not undecided else RESULTS[code].value]
    return _RANK["適合"]


def conclude(outcomes: Sequence[Outcome]) -> Conclusion:
    """The outcome of the proposal, the duties and the contract apart, and one word for all."""
    proposal = overall = _RANK["適合"]
    duties, cancellation = _APART
    violated: set[int | None] = set()
    for outcome in outcomes:
        if outcome[2] == SATISFIED or outcome[2] == NOT_APPLICABLE:
            continue
        rank = weight(outcome)
        overall = min(overall, rank)
        if outcome[3] not in _APART:
            proposal = min(proposal, rank)
        if outcome[2] == VIOLATED:
            violated.add(outcome[3])
    return Conclusion(DOSSIER_ORDER[proposal], duties in violated, cancellation in violated, DOSSIER_ORDER[overall])
