"""The steps of scenarios, their list, and the page that explains them are in step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_bdd import parsers

from compliance.bdd import _amount
from compliance.scenario import STEPS, ScenarioError

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "compliance" / "bdd.py").read_text(encoding="utf-8")
PATTERNS = re.findall(r"@(?:given|when|then)\(\s*(?:parsers\.re\(\s*)?(?:r)?(?:'([^'\n]*)'|\"([^\"\n]*)\")", SOURCE)
# What the author fills in.
FILLED = {"…円": "1,000円", '"…"': '"appi-1"', "…": "甲"}


def filled(step: str) -> str:
    for blank, text in FILLED.items():
        step = step.replace(blank, text)
    return step


def parsers_of_steps() -> list[parsers.StepParser]:
    return [parsers.re(one or other) for one, other in PATTERNS]


def test_every_step_is_listed_and_every_listed_step_is_one() -> None:
    steps = parsers_of_steps()
    assert len(steps) >= 35
    texts = [filled(step) for step in STEPS]
    for text in texts:
        assert any(step.is_matching(text) for step in steps), text
    for step in steps:
        assert any(step.is_matching(text) for text in texts), step.name


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_explained(step: str) -> None:
    page = (ROOT / "docs" / "scenarios.ja.md").read_text(encoding="utf-8")
    whole = step.replace("がない", "がある") if step not in page else step
    assert f"`{whole}`" in page or f"`{step}`" in page


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "rules/documents/README.md", "docs/scenarios.ja.md"])
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_an_amount_that_cannot_be_read_is_told_to_the_author() -> None:
    with pytest.raises(ScenarioError, match="「十一万万円」を読めません。"):
        _amount("十一万万円")
