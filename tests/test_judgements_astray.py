"""A recorded judgement that decides nothing is told: on an item that is none or of another kind, or without a question."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from compliance.finding import Result
from compliance.run import Prepared, check, prepare

EXAMPLES = Path(__file__).parent.parent / "examples"
PROPOSAL, CREATED = "01-適合する提案", "07-作成済みの情報の提案"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def shipped() -> Prepared:
    return prepare()


def with_record(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of an example in which something of the records is written otherwise."""
    folder = tmp_path / name
    copytree(EXAMPLES / name, folder)
    file = folder / "審査記録.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "why", "hint"),
    [
        (PROPOSAL, "appi-114-1-4", "114-1-4", "規則にない", "「appi-114-1-4」の書き間違いではありませんか。"),
        (PROPOSAL, "appi-114-1-4", "第4号について", "規則にない", ""),
        (
            CREATED,
            "appi-118-2/appi-114-1-4",
            "appi-114-1-4",
            "種類が「作成済情報の提案」の一件書類には当たらない",
            "「appi-118-2/appi-114-1-4」の書き間違いではありませんか。",
        ),
    ],
)
def test_a_judgement_on_no_item_of_the_dossier_is_told_at_its_place(
    shipped: Prepared, tmp_path: Path, name: str, old: str, new: str, why: str, hint: str
) -> None:
    report, (problem,) = check(shipped, with_record(tmp_path, name, old, new), today=TODAY)
    assert report is not None
    assert report.outcome == "要判断"
    assert problem.message == f"審査記録の判断の項目「{new}」は、{why}ため、この判断は使われません。"
    assert (problem.hint, problem.is_error, problem.span.text.split("\n")[0]) == (hint, False, f"項目: {new}")


@pytest.mark.parametrize("name", [PROPOSAL, CREATED])
def test_judgements_on_items_of_the_dossier_are_not_told(shipped: Prepared, name: str) -> None:
    report, problems = check(shipped, EXAMPLES / name, today=TODAY)
    assert report is not None
    assert not problems


def test_a_judgement_without_its_question_is_shown_as_such(shipped: Prepared, tmp_path: Path) -> None:
    question = "    問い: 事業が新たな産業の創出又は活力ある経済社会若しくは豊かな国民生活の実現に資する\n"
    report, problems = check(shipped, with_record(tmp_path, PROPOSAL, question, ""), today=TODAY)
    assert report is not None
    assert not problems
    finding = next(finding for finding in report.findings if finding.rule == "appi-114-1-4")
    assert finding.result is Result.JUDGEMENT
    assert "（問いを書かずに「認められる」とした判断は、使えません）" in finding.causes[0].text
    assert "that states no question is recorded (“appi-114-1-4”: 認められる)" in finding.causes[0].english
