"""The twelve requirements in the rule language, with terms and forms of their own (`documents/`, `十二の項目.rule`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.twelve import workload
from compliance.finding import Result
from compliance.plan.compile import RESULTS, Plan
from compliance.plan.words import SATISFIED
from compliance.run import Prepared, read_rules

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
TRUTHS = {
    Result.SATISFIED: True,
    Result.NOT_APPLICABLE: True,
    Result.VIOLATED: False,
    Result.MISSING: None,
    Result.JUDGEMENT: None,
}


def rules() -> Prepared:
    """The twelve, without the cache."""
    prepared = read_rules(HERE)
    assert prepared.usable, prepared.problems
    assert [item.id for item in prepared.rules.items] == [f"twelve-{number}" for number in range(1, 13)]
    return prepared


Check = Callable[[dict[str, Any]], tuple[list[Any], list[Any]]]


def results(plan: Plan, facts: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """All results and fees; results name their item, its effect and its element."""
    run = plan.start(facts, "提案", 1, None, TODAY)
    return plan.results(run), plan.fees(run)


def findings(prepared: Prepared) -> Check:
    """The same, and what is said of each item that is not satisfied: what it asks, its law, the papers it looks at."""
    plan = prepared.plan
    said = [
        tuple((item.caption, item.citations, item.papers, result) for result in RESULTS)
        for item in prepared.rules.items
    ]

    def check(facts: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        run = plan.start(facts, "提案", 1, None, TODAY)
        return [said[found[0]][found[2]] for found in plan.results(run) if found[2]], plan.fees(run)

    assert not SATISFIED
    return check


def verdicts(plan: Plan, facts: dict[str, Any]) -> tuple[Any, ...]:
    """What the plan says, in the form of `workload.three_valued`."""
    found, (fee,) = results(plan, facts)
    return (*(TRUTHS[RESULTS[code]] for _, _, code, _, _ in found), fee if isinstance(fee, int) else None)


def disagreements(plan: Plan, documents: Sequence[workload.Document]) -> int:
    """On how many documents the plan and the plain functions differ."""
    return sum(verdicts(plan, workload.facts(d)) != workload.three_valued(d) for d in documents)
