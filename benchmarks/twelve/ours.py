"""The twelve requirements in the rule language, with terms and forms of their own (`documents/`, `十二の項目.rule`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.twelve import workload
from compliance.documents.lines import Reader
from compliance.finding import Result
from compliance.plan.compile import RESULTS, Plan
from compliance.plan.words import SATISFIED
from compliance.run import Prepared, check_lines, read_rules

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


Told = tuple[list[Any], list[Any]]


def line(d: workload.Document) -> bytes:
    """The document as a dossier, a line of JSON."""
    return json.dumps(workload.dossier(d), ensure_ascii=False).encode()


def facts(reader: Reader, d: workload.Document) -> dict[str, Any]:
    """The document as the reader of papers gives it."""
    read, problems = reader.read(line(d))
    assert read is not None and not problems
    return read[0]


def results(plan: Plan, facts: dict[str, Any]) -> Told:
    """All results and fees; results name their item, its effect and its element."""
    run = plan.start(facts, "提案", 1, None, TODAY)
    return plan.results(run), plan.fees(run)


def findings(prepared: Prepared) -> Callable[[dict[str, Any]], Told]:
    """The same, and what is said of each item that is not satisfied: what it asks, its law, the papers it looks at."""
    plan, said = prepared.plan, sentences(prepared)

    def check(facts: dict[str, Any]) -> Told:
        run = plan.start(facts, "提案", 1, None, TODAY)
        return [said[found[0]][found[2]] for found in plan.results(run) if found[2]], plan.fees(run)

    return check


def findings_of_lines(prepared: Prepared, lines: Iterable[bytes]) -> Iterator[Told]:
    """The same of dossiers that are lines of JSON, which are read and checked by the forms."""
    said = sentences(prepared)
    for results, fees, problems in check_lines(prepared, lines, today=TODAY):
        assert not problems
        yield [said[found[0]][found[2]] for found in results if found[2]], fees


def sentences(prepared: Prepared) -> list[tuple[Any, ...]]:
    """What is said of an item, by its place and the code of its result; of the first code, SATISFIED, nothing."""
    assert not SATISFIED
    return [
        tuple((item.caption, item.citations, item.papers, result) for result in RESULTS)
        for item in prepared.rules.items
    ]


def verdicts(plan: Plan, facts: dict[str, Any]) -> tuple[Any, ...]:
    """What the plan says, in the form of `workload.three_valued`."""
    found, (fee,) = results(plan, facts)
    return (*(TRUTHS[RESULTS[code]] for _, _, code, _, _ in found), fee if isinstance(fee, int) else None)


def disagreements(prepared: Prepared, documents: Sequence[workload.Document]) -> int:
    """On how many documents the plan and the plain functions differ."""
    reader, plan = Reader(prepared.forms), prepared.plan
    return sum(verdicts(plan, facts(reader, d)) != workload.three_valued(d) for d in documents)
