"""A report of which only what is shown is explained: results come from the plan, reasons from `engine.evaluate`.

The two must agree on every item that is explained; where they do not, nothing is concluded (`DisagreementError`).

What is satisfied and not explained still tells whether it rests on a pledge or on a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from compliance import model
from compliance.documents.nodes import Dossier
from compliance.engine import evaluate
from compliance.engine.facts import Run
from compliance.engine.fees import evaluate_fee
from compliance.engine.settings import Settings
from compliance.engine.stages import items_used
from compliance.finding import EFFECTS, Basis, Finding, Report, Result
from compliance.plan import words
from compliance.plan.compile import RESULTS, Plan, delegated_values
from compliance.plan.words import JUDGEMENT, MISSING, SATISFIED, VIOLATED, Outcome, recorded_judgements
from compliance.vocabulary import Forms

_SHOWN = frozenset({VIOLATED, MISSING, JUDGEMENT})
_PLEDGED = (Basis("誓約", "", ""),)
_JUDGED = (Basis("判断", "", ""),)


class DisagreementError(Exception):
    """The plan and the evaluation differ on an item or fee: a fault of ours, and no verdict."""


def brief_report(
    rules: model.RuleSet,
    forms: Forms,
    plan: Plan,
    dossier: Dossier,
    on: date | None,
    today: date,
    settings: Settings | None = None,
    *,
    everything: bool = False,
) -> Report:
    """The report of `evaluate`, in which findings that are satisfied or do not apply say no more than that.

    everything: explain those, too.
    """
    begun = plan.start(dossier.facts, dossier.kind, dossier.stage, on, today, delegated_values(rules, settings))
    outcomes = plan.results(begun)
    day, origin = evaluate.review_day(dossier, on, today)
    explained = _Explained(rules, plan, evaluate.start(rules, forms, dossier, day, on or today, settings), outcomes)
    basis = None if everything or -1 in explained.outcomes else _Basis(plan, begun)
    findings = evaluate.cover(explained.run)
    for position, item in enumerate(plan.items):
        found = explained.outcomes[position]
        told = [finding for outcome in found if basis and (finding := _brief(item, outcome, basis))]
        findings += told if len(told) == len(found) else explained.item(position)
    findings = [*evaluate.nothing_judged(findings, explained.run), *findings]
    if (-1 in explained.outcomes) != (bool(findings) and findings[0].rule == evaluate.COVER):
        raise DisagreementError(evaluate.COVER)
    fees = [evaluate_fee(fee, explained.run) for fee in rules.fees]
    totals = [fee.total if fee.total is not None else fee.result for fee in fees]
    for fee, mine, total in zip(fees, totals, plan.fees(begun), strict=True):
        if mine != total:
            raise DisagreementError(f"{fee.rule}: {total} / {mine}")
    return evaluate.report_of(explained.run, origin, findings, fees)


class _Basis:
    """What satisfied items rest on besides the law and the papers, as far as the plan tells.

    On something, if they would not be satisfied without 推定 and recorded judgements; on both, if either would not do.
    """

    def __init__(self, plan: Plan, run: words.Run) -> None:
        self._plan = plan
        self._judged = {item for item, _, _ in recorded_judgements(run.facts)}
        self._on_papers = plan.satisfied(run, presumptions=False, judgements=False)
        if self._judged:
            self._on_pledge = plan.satisfied(run, presumptions=True, judgements=False)
            self._on_judgement = plan.satisfied(run, presumptions=False, judgements=True)

    def of(self, item: str, outcome: Outcome) -> tuple[Basis, ...] | None:
        """The kinds alone; None where an explanation is needed to tell them, or is to be shown."""
        position, element, code, _, _ = outcome
        known = position, element
        if code in _SHOWN:
            return None
        if code != SATISFIED or known in self._on_papers:
            return ()
        using = position in self._plan.using
        if not self._judged or (item not in self._judged and not using):
            return _PLEDGED
        if known not in self._on_pledge and known not in self._on_judgement:
            return _PLEDGED + _JUDGED
        return None if using or position in self._plan.presuming else _JUDGED


class _Explained:
    """The findings of items, explained when they are asked for, after the items whose results they use."""

    def __init__(self, rules: model.RuleSet, plan: Plan, run: Run, outcomes: Sequence[Outcome]) -> None:
        self.run = run
        self.outcomes: dict[int, list[Outcome]] = {
            position: list(group) for position, group in groupby(outcomes, key=itemgetter(0))
        }
        self._items = rules.items
        self._positions = {item: position for position, item in enumerate(plan.items)}
        self._done: dict[int, list[Finding]] = {}

    def item(self, position: int) -> list[Finding]:
        if position not in self._done:
            item = self._items[position]
            for name in items_used(item):
                if name in self._positions:
                    self.item(self._positions[name])
            found = evaluate.evaluate_item(item, self.run)
            if [_told(finding) for finding in found] != [_meant(outcome) for outcome in self.outcomes[position]]:
                raise DisagreementError(item.id)
            self._done[position] = found
        return self._done[position]


def _told(finding: Finding) -> tuple[Result, str, bool]:
    """What the plan says of a finding, too."""
    return finding.result, finding.effect, finding.effect_open


def _meant(outcome: Outcome) -> tuple[Result, str, bool]:
    _, _, code, effect, undecided = outcome
    shown = code in _SHOWN and effect is not None
    return RESULTS[code], EFFECTS[effect] if shown and effect is not None else "", undecided and shown


def _brief(item: str, outcome: Outcome, basis: _Basis) -> Finding | None:
    """A finding that nobody asks more of; None where there is more to tell."""
    rests = basis.of(item, outcome)
    if rests is None:
        return None
    return Finding(rule=item, caption="", citations=(), result=RESULTS[outcome[2]], basis=rests)
