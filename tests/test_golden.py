"""The examples end as they did: the compact report of each is kept in `golden`, and a change of it is read and committed.

`pytest tests/test_golden.py --update` writes them anew.
"""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from compliance.report import render
from compliance.report.options import Options
from compliance.run import Prepared, check, prepare

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
DAY = date(2026, 9, 14)


@cache
def rules() -> Prepared:
    return prepare()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_ends_as_it_did(name: str, request: pytest.FixtureRequest) -> None:
    here = Path.cwd()
    os.chdir(ROOT)  # places are shown as the user would see them
    try:
        report, problems = check(rules(), Path("examples") / name, today=DAY)
    finally:
        os.chdir(here)
    assert report is not None, problems
    shown = render("compact", [report], Options()) + render("compact", [report], Options(lang="en"))
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert path.exists(), "run pytest tests/test_golden.py --update, and read what it wrote"
    assert shown == path.read_text(encoding="utf-8")


def test_no_golden_text_is_left_over() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == EXAMPLES
