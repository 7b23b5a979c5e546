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
from compliance.values import NONE
from compliance.vocabulary import Forms

if TYPE_CHECKING:
    from compliance.engine.settings import Settings

RESULTS: Final = tuple(Result)  # code → result


class Plan:
    """The compiled rules.  code: the generated code; written: gives its source, to be read."""

    __slots__ = ("_drivers", "_fees", "_written", "code", "items", "presuming", "using")

    def __init__(self, code: CodeType, written: Callable[[], str]) -> None:
        self.code = code
        self._written = written
        space: dict[str, Any] = vars(plan_words).copy()
        space["__name__"] = "compliance.generated"
        exec(code, space)
        self._drivers: Mapping[str, Callable[[Facts, Run], list[Outcome]]] = space["DRIVERS"]
        self._fees: Mapping[str, Callable[[Facts, Run], list[Any]]] = space["FEES"]
        self.items: tuple[str, ...] = space["ITEMS"]  # their ids
        self.using: frozenset[int] = space["USING"]  # the items that use results of others
        self.presuming: frozenset[int] = space["PRESUMING"]  # those that read facts which a 推定 covers

    @property
    def source(self) -> str:
        """The generated code, to be read."""
        return self._written()

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
        written = record.get("審査の日") if record.__class__ is dict else None
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
        return [
            total if total.__class__ is int else Result.NOT_APPLICABLE if total is NONE else Result.MISSING
            for total in self._fees[run.kind](run.facts, run)
        ]

    def of_item(self, position: int) -> str:
        """The generated code of one item: how it is opened, what it asks, and the definitions and constants it uses."""
        functions = [f"item_{position}"]
        source = self.source
        before, _, after = source.partition(f"item_{position}(facts, run, day_")
        if after:  # in the driver of a kind of dossier, which opens the item by a line of its own
            day = f"    day_{after.partition(')')[0]} = "
            functions.insert(0, before.rpartition(day)[2].partition("(")[0])
        return _with_what_it_uses(source, functions)

    def of_fee(self, position: int) -> str:
        """The same of one fee."""
        return _with_what_it_uses(self.source, [f"fee_{position}"])


def compile_plan(rules: RuleSet, forms: Forms) -> Plan:
    """Write and compile the code for a rule set."""
    source = plan_source(rules, forms)
    return Plan(compile(source, "<plan>", "exec", dont_inherit=True, optimize=2), lambda: source)


def plan_source(rules: RuleSet, forms: Forms) -> str:
    """The code for a rule set."""
    from compliance.plan import code

    return code.plan_source(rules, forms)


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


def _with_what_it_uses(source: str, wanted: list[str]) -> str:
    """Functions of the generated module and everything of it that they refer to, in the order it stands."""
    parts: dict[str, str] = {}
    for part in source.rstrip("\n").split("\n\n\n"):
        if part.startswith("def "):
            parts[part[4 : part.index("(")]] = part
        else:
            parts.update((line.partition(" = ")[0], line) for line in part.splitlines())
    used, queue = set(wanted), list(wanted)
    while queue:
        found = (_names(parts[queue.pop()]) & parts.keys()) - used
        used |= found
        queue += found
    texts = [text for name, text in parts.items() if name in used]
    constants = [text for text in texts if not text.startswith("def ")]
    return (
        "\n\n\n".join(["\n".join(constants), *(text for text in texts if text.startswith("def "))]).lstrip("\n") + "\n"
    )


def _names(text: str) -> set[str]:
    """Every word of a text that could be a Python name."""
    found: set[str] = set()
    word = ""
    for c in text + " ":
        if f"a{c}".isidentifier():
            word += c
        elif word:
            found.add(word)
            word = ""
    return found
