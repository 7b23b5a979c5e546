"""Absent data never gives 適合: taking any field, list or paper out of a dossier never turns it 適合.

Taken out is what is written: every field, every whole list, every paper, one at a time, of every example that is not
適合, also where the example is short of one of its papers already.  (Elements of lists are other statements of fact, and outside.)
`python -m fuzz metamorphic` does the same to examples changed at random.
"""

from __future__ import annotations

from functools import cache

import pytest

from fuzz.metamorphic import ROOT, Bench, places, presumed, without

EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())


@cache
def bench() -> Bench:
    return Bench.made()


@pytest.mark.parametrize("example", EXAMPLES)
def test_taking_out_never_helps(example: str) -> None:
    tree = bench().examples[example]
    before = bench().of_tree(tree)
    assert before is not None
    if bench().overall(before) == "適合":
        pytest.skip("適合の一件書類は、初めから適合です")
    helped = []
    for place in places(tree):
        after = bench().of_tree(without(tree, place))
        if after is None or bench().overall(after) != "適合":
            continue
        if not presumed(bench().explained(after), bench().explained(before)):
            helped.append(place)
    assert helped == []


def test_nor_of_a_dossier_short_of_a_paper() -> None:
    """適合 examples without one paper, and then without one more field of the papers that decide first."""
    looked = 0
    for tree in (bench().examples[name] for name in EXAMPLES if name.startswith(("01", "07"))):
        for paper in tree:
            short = without(tree, (paper,))
            before = bench().of_tree(short)
            if before is None or bench().overall(before) == "適合":
                continue
            for place in places({name: short[name] for name in ("提案書", "誓約書", "一件書類") if name in short}):
                if len(place) > 2:
                    continue
                looked += 1
                after = bench().of_tree(without(short, place))
                if after is not None and bench().overall(after) == "適合":
                    assert presumed(bench().explained(after), bench().explained(before)), (paper, place)
    assert looked > 200


def test_a_presumption_that_is_not_named_would_be_seen() -> None:
    """The rule looks at what it says it looks at: a finding without a basis does not count as presumed."""
    tree = bench().examples["02-役員の欠格"]
    before = bench().of_tree(tree)
    sound = bench().of_tree(bench().examples["01-適合する提案"])
    assert before is not None and sound is not None
    assert not presumed(bench().explained(before), bench().explained(before))
