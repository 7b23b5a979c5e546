"""The plan against Python written by hand: agreement on every verdict, then the time of one document.

    python benchmarks/plan.py [DOCUMENTS]

Times are of the processor, in turn in one process, the median of seven passes.  What counts is the ratio.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from twelve import workload

from compliance.check import check_rules
from compliance.documents.forms import load_forms
from compliance.finding import Result
from compliance.language.parse import parse_all
from compliance.plan.compile import RESULTS, Plan, compile_plan
from compliance.source import Source

HERE = Path(__file__).parent / "twelve"
TODAY = date(2026, 11, 23)
TRUTHS = {
    Result.SATISFIED: True,
    Result.NOT_APPLICABLE: True,
    Result.VIOLATED: False,
    Result.MISSING: None,
    Result.JUDGEMENT: None,
}


def twelve() -> Plan:
    """The plan of the twelve items."""
    forms, problems = load_forms(HERE / "documents")
    sources = [Source(path.name, path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.rule"))]
    files, unread = parse_all(sources, forms)
    rules, wrong = check_rules(files, forms)
    assert not [problem for problem in (*problems, *unread, *wrong) if problem.is_error]
    assert [item.id for item in rules.items] == [f"twelve-{number}" for number in range(1, 13)]
    return compile_plan(rules, forms)


def verdicts(plan: Plan, facts: dict[str, Any]) -> tuple[Any, ...]:
    """What the plan says, in the form of `workload.three_valued`."""
    run = plan.start(facts, "提案", 1, None, TODAY)
    results = [TRUTHS[RESULTS[code]] for _, _, code, _, _ in plan.results(run)]
    fee = plan.fees(run)[0]
    return (*results, fee if isinstance(fee, int) else None)


def disagreements(plan: Plan, documents: Sequence[workload.Document]) -> list[workload.Document]:
    """The documents on which the plan and the plain functions differ."""
    return [d for d in documents if verdicts(plan, workload.facts(d)) != workload.three_valued(d)]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    draw = Random(20261123)
    documents = [workload.document(draw) for _ in range(count)]
    plan = twelve()
    wrong = disagreements(plan, documents)
    print(f"{count - len(wrong):,} of {count:,} documents agree")
    complete = [d for d in documents if None not in workload.three_valued(d) and _is_whole(d)]
    facts = [workload.facts(d) for d in complete]

    def all_of_it(each: dict[str, Any]) -> None:
        run = plan.start(each, "提案", 1, None, TODAY)
        plan.results(run)
        plan.fees(run)

    by_hand, three, planned = _times(
        [(workload.by_hand, complete), (workload.three_valued, complete), (all_of_it, facts)]
    )
    for name, times in (("by hand", by_hand), ("by hand, three-valued", three), ("plan", planned)):
        ratio = statistics.median(a / b for a, b in zip(times, by_hand, strict=True))
        print(f"{name:24}{statistics.median(times) / len(complete) * 1e6:8.2f} µs a document{ratio:8.2f} × by hand")
    return 1 if wrong else 0


def _is_whole(d: workload.Document) -> bool:
    try:
        workload.by_hand(d)
    except (KeyError, TypeError):
        return False
    return True


def _times(subjects: Sequence[tuple[Callable[[Any], object], list[Any]]]) -> list[list[float]]:
    """Seconds of each pass of each subject over its documents, in turn."""
    found: list[list[float]] = [[] for _ in subjects]
    for _ in range(7):
        for (function, documents), times in zip(subjects, found, strict=True):
            begun = process_time()
            for each in documents:
                function(each)
            times.append(process_time() - begun)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
