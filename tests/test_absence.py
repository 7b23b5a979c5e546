"""Absent data never gives 適合: taking any field, list or paper out of a dossier never turns it 適合.

Taken out is what is written: every field, every whole list, every paper, one at a time, of every example that is not
適合, and of every example made not 適合 by one change.  (Elements of lists are other statements of fact, and outside.)
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.documents.document import read_dossier
from compliance.finding import Report
from compliance.run import evaluate_dossier, prepare
from compliance.scenario import Draft, tree_of

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
PREPARED = prepare()
ON = date(2026, 9, 14)


def papers(example: Path) -> dict[str, Any]:
    dossier, _ = read_dossier(example, PREPARED.forms)
    assert dossier is not None
    return {name: tree_of(node) for name, node in dossier.nodes.items()}


def review(tree: dict[str, Any]) -> Report | None:
    """The report, or None where the papers can no longer be read."""
    dossier, problems = Draft(PREPARED.forms, tree).dossier()
    if dossier is None or any(problem.is_error for problem in problems):
        return None
    return evaluate_dossier(PREPARED, dossier, on=ON, today=ON)


def presumed(report: Report, before: Report) -> bool:
    """Whether all that was open or failing before now rests on a presumption that the finding names."""
    was = {(finding.rule, finding.key) for finding in before.findings if finding.weight != "適合"}
    now = [finding for finding in report.findings if (finding.rule, finding.key) in was]
    fallen = {rule for rule, _ in was} - {finding.rule for finding in now}
    now += [finding for finding in report.findings if finding.rule in fallen]
    return all(any(basis.kind == "誓約" for basis in finding.basis) for finding in now)


def places(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key of every record, deepest last."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield (*at, key)
            yield from places(value, (*at, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from places(value, (*at, index))


def without(tree: dict[str, Any], place: tuple[Any, ...]) -> dict[str, Any]:
    copy = deepcopy(tree)
    at: Any = copy
    for step in place[:-1]:
        at = at[step]
    del at[place[-1]]
    return copy


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_taking_out_never_helps(example: Path) -> None:
    tree = papers(example)
    before = review(tree)
    assert before is not None
    if before.overall == "適合":
        pytest.skip("適合の一件書類は、初めから適合です")
    helped = []
    for place in places(tree):
        after = review(without(tree, place))
        if after is not None and after.overall == "適合" and not presumed(after, before):
            helped.append(place)
    assert helped == []
