"""A recorded judgement that decides nothing is told: on an item that is none or of another kind, or without a question."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from compliance.documents.document import read_dossier
from compliance.engine.judgements import asked_by, labels_in
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
        (PROPOSAL, "appi-114-1-4", "第4号について", "規則にない", "「appi-114-1-4」の書き間違いではありませんか。"),
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


ELEMENTS = "対象は、「生年月日」「性別」「住所」「空腹時血糖」です。"
ON_NO_ELEMENT = "対象に「{}」とありますが、項目「appi-114-1-4」は、そのうちの一つについて判断するものではないため、"


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "    対象: 性別\n",
            "    対象: 性別欄\n",
            "項目「appi-114-1-3」の対象「性別欄」は、一件書類の希望する記録項目にないため、",
            "「性別」の書き間違いではありませんか。",
        ),
        (
            "    対象: 性別\n",
            "    対象: 根岸 花子\n",
            "項目「appi-114-1-3」の対象「根岸 花子」は、一件書類の希望する記録項目にないため、",
            ELEMENTS,
        ),
        (
            "    対象: 性別\n",
            "",
            "項目「appi-114-1-3」は、希望する記録項目ごとに判断しますが、対象が書かれていないため、",
            ELEMENTS,
        ),
        (
            "  - 項目: appi-114-1-4\n",
            "  - 項目: appi-114-1-4\n    対象: 提案者\n",
            ON_NO_ELEMENT.format("提案者"),
            "「対象」の行を消してください。",
        ),
        (
            "  - 項目: appi-114-1-4\n",
            "  - 項目: appi-114-1-2\n",
            "項目「appi-114-1-2」は、人の判断を求める項目ではないため、",
            "判断した項目の番号を確かめてください。",
        ),
    ],
)
def test_a_judgement_on_what_the_item_is_not_about_is_told(
    shipped: Prepared, tmp_path: Path, old: str, new: str, message: str, hint: str
) -> None:
    report, (problem,) = check(shipped, with_record(tmp_path, PROPOSAL, old, new), today=TODAY)
    assert report is not None
    assert report.outcome == "要判断"
    assert problem.message == f"審査記録の判断の{message}この判断は使われません。"
    assert (problem.hint, problem.is_error, problem.span.text[:3]) == (hint, False, "項目:")


def test_a_refusal_on_no_item_is_not_passed_over(shipped: Prepared, tmp_path: Path) -> None:
    """The record is written under an id that is none; its question is the one of another item."""
    refused = ("appi-114-1-7\n", "appi-114-1-77\n")
    _, (problem,) = check(shipped, with_record(tmp_path, PROPOSAL, *refused), today=TODAY)
    assert problem.message.startswith("審査記録の判断の項目「appi-114-1-77」は、規則にないため、")
    assert problem.hint == "「appi-114-1-7」の書き間違いではありませんか。"


def test_with_other_rules_all_the_judgements_on_the_shipped_ones_are_one_remark(tmp_path: Path) -> None:
    (tmp_path / "own.rule").write_text(
        "項目 own-1\n  見出し：本人の数\n  根拠：法第112条第1項\n  書類：提案書\n"
        "  要件：本人の数が、1,000人以上であること\n  満たさないとき：不適合\n",
        encoding="utf-8",
    )
    own = prepare(tmp_path)
    assert own.problems == ()
    report, (problem,) = check(own, EXAMPLES / PROPOSAL, today=TODAY)
    assert report is not None
    names = "項目「appi-114-1-3」「appi-114-1-3e」「appi-114-1-4」など6個は、規則にないため、"
    assert problem.message == f"審査記録の判断の{names}この判断は使われません。"


def test_the_elements_of_lists_are_called_as_the_questions_call_them(shipped: Prepared) -> None:
    """Of every question that is open on an element, a judgement on that element is one that can be used."""
    told = 0
    for folder in sorted(path for path in EXAMPLES.iterdir() if path.is_dir()):
        dossier, _ = read_dossier(folder, shipped.forms)
        report, _ = check(shipped, folder, today=TODAY)
        assert dossier is not None and report is not None
        for finding in report.findings:
            for cause in finding.causes:
                element = re.match(r"[^「」]+「([^」]+)」について、|[^「」]+（(\d+番目)）について、", cause.text)
                if cause.kind != "記録なし" or element is None:
                    continue
                labels = [
                    label
                    for members in asked_by(shipped.rules, finding.rule).lists.values()
                    for label in labels_in(dossier, members)
                ]
                assert (element.group(1) or element.group(2)) in labels
                told += 1
    assert told


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_judgements_on_items_of_the_dossier_are_not_told(shipped: Prepared, name: str) -> None:
    report, problems = check(shipped, EXAMPLES / name, today=TODAY)
    assert report is not None
    assert not problems


def test_a_judgement_on_a_fee_is_one_on_an_item_that_there_is(shipped: Prepared, tmp_path: Path) -> None:
    fee = next(fee.id for fee in shipped.rules.fees if "提案" in fee.kinds)
    question = "    問い: 事業が新たな産業の創出又は活力ある経済社会若しくは豊かな国民生活の実現に資する\n"
    added = f"  - 項目: {fee}\n    問い: 額は相当であるか。\n    結論: 認められる\n"
    _, problems = check(
        shipped,
        with_record(
            tmp_path, PROPOSAL, f"  - 項目: appi-114-1-4\n{question}", f"{added}  - 項目: appi-114-1-4\n{question}"
        ),
        today=TODAY,
    )
    assert problems == []


def test_a_judgement_without_its_question_is_shown_as_such(shipped: Prepared, tmp_path: Path) -> None:
    question = "    問い: 事業が新たな産業の創出又は活力ある経済社会若しくは豊かな国民生活の実現に資する\n"
    folder = with_record(tmp_path, PROPOSAL, question, "")
    report, problems = check(shipped, folder, today=TODAY)
    assert report is not None
    assert not problems
    finding = next(finding for finding in report.findings if finding.rule == "appi-114-1-4")
    assert finding.result is Result.JUDGEMENT
    assert finding.causes[0].text.endswith(
        f"（「認められる」とした判断に、問いが書かれていません。「{question.strip()}」の行を加えてください）。"
    )
    assert "the judgement that is recorded (認められる) states no question" in finding.causes[0].english
    record = folder / "審査記録.yaml"
    item = "  - 項目: appi-114-1-4\n"
    record.write_text(record.read_text(encoding="utf-8").replace(item, item + question), encoding="utf-8")
    report, _ = check(shipped, folder, today=TODAY)
    assert report is not None
    assert report.outcome != "要判断"  # the line that is shown is the one to add
