"""What a rule may say and none of the shipped ones does: the evaluation, and the plan that must give the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from evaluating import FORMS, ON, dossier, finding, findings, item, report, rules_of

from compliance.documents.nodes import Dossier
from compliance.engine.evaluate import evaluate, start
from compliance.engine.facts import addressee
from compliance.engine.judgements import astray
from compliance.engine.settings import read_settings
from compliance.finding import FeeFinding, Result
from compliance.plan.compile import RESULTS, compile_plan
from compliance.struct import replace


def by_plan(text: str, changes: dict[str, Any] | None = None) -> tuple[str, list[Any]]:
    """What the plan says of the last item, and of each fee."""
    papers = dossier(changes)
    plan = compile_plan(rules_of(text), FORMS)
    run = plan.start(papers.facts, papers.kind, papers.stage, ON, ON, {})
    return RESULTS[plan.results(run)[-1][2]].value, plan.fees(run)


# --- 「前二号のいずれにも該当しない」 -----------------------------------------------------------------------------------

TWO = "次のいずれにも該当すること：\n    一　次のいずれかに該当する：\n      イ　本人の数が1人以上である\n      ロ　抽出をする\n    二　"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        # イ holds, ロ does not
        ("第1号イに該当する", "適合"),
        ("第1号イに該当しない", "不適合"),
        ("第1号ロに該当しない", "適合"),
        ("第1号イ及び第1号ロのいずれにも該当する", "不適合"),
        ("第1号イ及び第1号ロに該当する", "不適合"),
        ("第1号イ及び第1号ロのいずれかに該当する", "適合"),
        ("第1号イ又は第1号ロに該当する", "適合"),
        # not one of them holds
        ("第1号イ及び第1号ロのいずれにも該当しない", "不適合"),
        ("第1号イ及び第1号ロに該当しない", "不適合"),
        ("第1号イ又は第1号ロに該当しない", "不適合"),
        # there is one that does not hold
        ("第1号イ及び第1号ロのいずれかに該当しない", "適合"),
    ],
)
def test_entries_are_referred_to(reference: str, expected: str) -> None:
    text = item(TWO + reference)
    assert finding(text).result.value == expected == by_plan(text)[0]


EARLIER = "次のいずれにも該当すること：\n    一　本人の数が1人以上である\n    二　抽出をしない\n    三　"


def test_a_reference_that_decided_is_told_as_what_it_refers_to() -> None:
    found = finding(item(EARLIER + "第1号に該当しない"))
    assert (found.reason, found.reason_english) == (
        "本人の数が、1人以上である。",
        "The number of persons is at least 1 person.",
    )
    found = finding(item(EARLIER + "前二号のいずれかに該当しない"))
    assert found.reason == "本人の数が、1人以上である（本人の数 1,000人 ＞ 1人）。抽出をしない（抽出 いいえ）。"
    assert found.trace is not None
    assert [step.text for step in found.trace.children] == ["次の全てに該当することはない"]
    assert [step.english for step in found.trace.children] == ["not all of the following hold"]


# --- definitions ----------------------------------------------------------------------------------------------------

NAMED = """
定義 名のある者
  根拠：法第113条第1号
  氏名が記載されている者

定義 大きい提案
  根拠：法第114条第1項第2号
  書類：提案書
  本人の数が、1,000人以上であるもの

"""


def test_what_a_paper_says_is_open_while_the_paper_is_missing() -> None:
    """Not stated is what a paper that is there leaves blank: of one that is not, nothing is known."""
    text = NAMED + item("提案者が、名のある者に該当すること", papers="募集")
    found = finding(text, {"提案書": None})
    assert (found.result, [cause.kind for cause in found.causes]) == (Result.MISSING, ["書類なし"])
    blank = {"提案書の提案者の氏名": None}
    assert finding(text, blank).result is Result.VIOLATED
    assert (by_plan(text, {"提案書": None})[0], by_plan(text, blank)[0]) == ("情報不足", "不適合")


@pytest.mark.parametrize(("number", "expected"), [("1,000人", "適合"), ("999人", "不適合")])
def test_a_definition_of_the_paper_in_hand(number: str, expected: str) -> None:
    text = NAMED + item("大きい提案に該当すること")
    changes = {"提案書の本人の数": number}
    assert finding(text, changes).result.value == expected == by_plan(text, changes)[0]


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "expected"), [("令和8年3月31日", "不適合"), ("令和8年4月1日", "適合"), ("令和9年4月1日", "不適合")]
)
def test_the_fiscal_year_of_a_day(arrived: str, expected: str) -> None:
    text = item("提案の日の属する年度が、募集の年度であること")
    changes = {"提案書の提案の日": arrived}
    assert finding(text, changes).result.value == expected == by_plan(text, changes)[0]


@pytest.mark.parametrize(
    ("arrived", "start", "expected"),
    [
        ("令和8年8月1日", "令和8年8月31日", "適合"),
        ("令和8年8月31日", "令和8年9月1日", "不適合"),
        ("令和10年2月1日", "令和10年2月29日", "適合"),
        ("令和8年2月1日", "令和8年3月1日", "不適合"),
        ("令和8年12月31日", "令和8年12月31日", "適合"),
    ],
)
def test_the_last_day_of_the_month_of_a_day(arrived: str, start: str, expected: str) -> None:
    text = item("始期が、提案の日の属する月の末日以前であること")
    changes = {"提案書の提案の日": arrived, "提案書の始期": start}
    assert finding(text, changes).result.value == expected == by_plan(text, changes)[0]


def test_an_element_that_is_not_stated_is_called_by_its_place() -> None:
    text = item("「適切である」と認められること", "対象：添付書類の種類ごと", papers="提案書、添付書類")
    found = findings(text, {"添付書類": [{"用途": "甲"}, {"用途": "乙", "種類": "丙"}]})
    assert [each.element for each in found] == ["種類（1番目）", "種類「丙」"]
    assert ["対象「1番目」" in found[0].remedy[0], "対象「丙」" in found[1].remedy[0]] == [True, True]


def test_a_paper_of_another_kind_of_dossier_is_not_attached() -> None:
    attached = item("作成済情報の提案書が添付されていること")
    assert finding(attached).result is Result.VIOLATED
    assert by_plan(attached)[0] == "不適合"
    assert finding(item("作成済情報の提案書が添付されていないこと")).result is Result.SATISFIED


def test_forms_without_a_cover() -> None:
    sections = {name: section for name, section in FORMS.sections.items() if name != "一件書類"}
    told = evaluate(rules_of(item("抽出をしないこと")), replace(FORMS, sections=sections), dossier(), ON, ON)
    assert [(each.rule, each.result) for each in told.findings] == [("test-1", Result.SATISFIED)]


@pytest.mark.parametrize(
    ("fact", "paper", "asked"),
    [
        ("提案者", "行政機関", "提案者"),
        ("行政機関", "提案者", "行政機関"),
        ("公的書類", "提案者", "提案者"),
        ("公的書類", "行政機関", "行政機関"),
        ("公的書類", "", "提案者"),
        ("", "公的書類", "提案者"),
        ("", "", "行政機関"),
    ],
)
def test_who_is_asked_for_a_fact(fact: str, paper: str, asked: str) -> None:
    """A public document is handed in by the proposer; what nobody is named for is for the public body to find out."""
    section = replace(FORMS.sections["提案書"], supplier=paper)
    forms = replace(FORMS, sections={**FORMS.sections, "提案書": section})
    run = start(rules_of(item("抽出をしないこと")), forms, dossier(), ON, ON, None)
    assert addressee(("提案書", "目的"), fact, run) == asked


# --- versions -------------------------------------------------------------------------------------------------------

VERSIONS = """項目 test-1
  見出し：試しの項目
  根拠：法第114条第1項第2号
  書類：提案書
  基準日：提案の日
  要件：
    令和4年4月1日から令和8年8月9日まで：
      本人の数が2,000人以上であること{proviso}
    令和8年8月10日から令和8年8月19日まで：
      目的が「研究」であること
    令和8年8月20日から令和8年8月25日まで：
      目的が「営利」であること
{more}  満たさないとき：不適合
"""
DAYS = {
    "令和4年3月31日": "対象外",
    "令和4年4月1日": "不適合",
    "令和8年8月9日": "不適合",
    "令和8年8月10日": "適合",
    "令和8年8月19日": "適合",
    "令和8年8月20日": "不適合",
    "令和8年8月25日": "不適合",
    "令和8年8月26日": "対象外",
}


@pytest.mark.parametrize(("arrived", "expected"), DAYS.items())
def test_the_requirement_of_the_day(arrived: str, expected: str) -> None:
    text = VERSIONS.format(proviso="", more="")
    changes = {"提案書の提案の日": arrived}
    assert finding_of(text, changes) == expected == by_plan(text, changes)[0]


@pytest.mark.parametrize(("extraction", "first"), [("はい", "対象外"), ("いいえ", "不適合"), (None, "情報不足")])
def test_an_exception_belongs_to_its_version(extraction: str | None, first: str) -> None:
    text = VERSIONS.format(proviso="。ただし、抽出をするときは、この限りでない。", more="")
    for arrived, expected in {**DAYS, "令和4年4月1日": first, "令和8年8月9日": first}.items():
        changes = {"提案書の提案の日": arrived, "提案書の抽出": extraction}
        assert finding_of(text, changes) == expected == by_plan(text, changes)[0], arrived


@pytest.mark.parametrize(
    ("method", "extraction", "by_version"),
    [
        ("書面", "いいえ", ["対象外", "対象外", "対象外"]),
        ("電磁的記録", "はい", ["対象外", "適合", "不適合"]),
        ("電磁的記録", "いいえ", ["不適合", "適合", "不適合"]),
        (None, "はい", ["対象外", "適合", "情報不足"]),
        (None, "いいえ", ["情報不足", "適合", "情報不足"]),
    ],
)
def test_an_exception_of_the_item_joins_those_of_its_versions(
    method: str | None, extraction: str, by_version: list[str]
) -> None:
    """A ただし書 after the last version that has its own is the item's."""
    more = "  ただし、方法が「書面」であるときは、この限りでない。\n"
    text = VERSIONS.format(proviso="。ただし、抽出をするときは、この限りでない。", more=more)
    text = text.replace("「営利」であること", "「営利」であること。ただし、代理人があるときは、この限りでない。")
    for arrived, expected in zip(("令和8年8月9日", "令和8年8月10日", "令和8年8月20日"), by_version, strict=True):
        changes = {"提案書の提案の日": arrived, "提案書の抽出": extraction, "提案書の方法": method}
        assert finding_of(text, changes) == expected == by_plan(text, changes)[0], arrived


def finding_of(text: str, changes: dict[str, Any]) -> str:
    """The result of the item, whatever else the dossier lacks."""
    return report(text, changes).findings[-1].result.value


# --- 手数料 ----------------------------------------------------------------------------------------------------------

HEAD = "手数料 fee-1\n  見出し：試しの手数料\n  根拠：法第119条第1項\n  書類：積算\n"
LATE = "審査の日が、令和8年9月1日以後である"
HEAVY = """
定義 目安の額
  根拠：法第119条第1項
  書類：積算
  次の各号に掲げる場合の区分に応じ、当該各号に定める額：
    一　「重い」と認められる場合　元の額と同額
    二　その他の場合　1,000円

"""
RATE = "基準値 一時間の額\n  根拠：法第119条第1項\n  令和8年9月1日から：100円\n\n"


def fees(text: str, changes: dict[str, Any] | None = None, on: date = ON) -> tuple[FeeFinding, Any]:
    """What the evaluation says of a fee, and what the plan does."""
    papers = dossier(changes)
    plan = compile_plan(rules_of(text), FORMS)
    run = plan.start(papers.facts, papers.kind, papers.stage, on, ON, {})
    plan.results(run)
    return report(text, changes, on=on).fees[0], plan.fees(run)[0]


@pytest.mark.parametrize(("on", "total"), [(date(2026, 8, 31), None), (date(2026, 9, 1), 21_010)])
def test_a_fee_that_arises_from_a_day_on(on: date, total: int | None) -> None:
    text = HEAD + f"  適用：{LATE}とき\n  内訳：\n    一　「基本額」　21,000円\n    二　「額」　10円\n"
    found, planned = fees(text, on=on)
    assert (found.total, planned) == (total, total if total is not None else Result.NOT_APPLICABLE)


@pytest.mark.parametrize(("on", "total"), [(date(2026, 8, 31), 10), (date(2026, 9, 1), 21_010)])
def test_a_line_that_counts_from_a_day_on(on: date, total: int) -> None:
    text = HEAD + f"  内訳：\n    一　「基本額」　21,000円（{LATE}場合に限る。）\n    二　「額」　10円\n"
    found, planned = fees(text, on=on)
    assert (found.total, planned) == (total, total)


@pytest.mark.parametrize(("on", "total"), [(date(2026, 8, 31), 10), (date(2026, 9, 1), 21_000)])
def test_a_case_that_holds_from_a_day_on(on: date, total: int) -> None:
    text = (
        HEAD
        + "  次の各号に掲げる場合の区分に応じ、当該各号に定める額：\n"
        + f"    一　{LATE}場合　21,000円\n    二　その他の場合　10円\n"
    )
    found, planned = fees(text, on=on)
    assert (found.total, planned) == (total, total)


@pytest.mark.parametrize(("on", "total"), [(date(2026, 9, 2), 20_000), (date(2026, 9, 3), None)])
def test_a_fee_that_is_no_longer_in_force(on: date, total: int | None) -> None:
    text = (
        HEAD
        + "  基準日：審査の日\n  令和4年4月1日から令和8年9月2日まで：\n"
        + "    内訳：\n      一　「基本額」　20,000円\n      二　「追加」　0円\n"
    )
    found, planned = fees(text, on=on)
    assert (found.total, planned) == (total, total if total is not None else Result.NOT_APPLICABLE)


def answer(question: str, conclusion: str) -> dict[str, str]:
    return {"項目": "fee-1", "問い": question, "結論": conclusion, "理由": "書類による。", "判断者": "審査 太郎",
            "判断の日": "令和8年9月1日"}  # fmt: skip


@pytest.mark.parametrize(
    ("conclusion", "original", "total"),
    [
        ("認められる", "500円", 700),
        ("認められない", "500円", 1_200),
        ("認められない", None, 1_200),
        ("認められる", None, None),
        ("認められる", "なし", 200),
        ("", "500円", None),
        ("", "1,000円", 1_200),
    ],
)
def test_an_amount_that_a_person_decides(conclusion: str, original: str | None, total: int | None) -> None:
    text = HEAVY + HEAD + "  内訳：\n    一　「基本額」　200円\n    二　「額」　目安の額\n"
    records = [answer("重い", conclusion)] if conclusion else []
    found, planned = fees(text, {"審査記録の判断": records, "積算の元の額": original})
    assert (found.total, planned) == (total, total if total is not None else Result.MISSING)


def test_an_amount_that_hangs_on_a_judgement_alone() -> None:
    text = (
        HEAVY.replace("元の額と同額", "2,000円")
        + HEAD
        + "  内訳：\n    一　「基本額」　200円\n    二　「額」　目安の額\n"
    )
    found, planned = fees(text)
    assert (found.total, planned) == (None, Result.MISSING)
    records = {"審査記録の判断": [answer("重い", "認められる")]}
    assert [fees(text, records)[0].total, fees(text, records)[1]] == [2_200, 2_200]


def test_a_fee_knows_its_questions() -> None:
    """A record on another question of the same fee is no stale one; one on a question that it never asks is."""
    text = (
        HEAVY
        + HEAD
        + "  適用：「特別である」と認められるとき\n  内訳：\n"
        + "    一　「基本額」　200円（「遠い」と認められる場合に限る。）\n    二　「額」　目安の額と同額\n"
    )
    for question, kind in (("遠い", "記録なし"), ("重い", "記録なし"), ("古い問い", "古い判断")):
        found = report(text, {"審査記録の判断": [answer(question, "認められる")]}).fees[0]
        assert {cause.question: cause.kind for cause in found.causes}["特別である"] == kind
    by_cases = (
        HEAVY
        + HEAD
        + "  次の各号に掲げる場合の区分に応じ、当該各号に定める額：\n"
        + "    一　「近い」と認められる場合　目安の額\n    二　その他の場合　10円\n"
    )
    found = report(by_cases, {"審査記録の判断": [answer("重い", "認められない")]}).fees[0]
    assert {cause.question: cause.kind for cause in found.causes}["近い"] == "記録なし"


# --- what follows for the whole ---------------------------------------------------------------------------------------

DUTY, CANCEL = "満たさないとき：義務違反", "満たさないとき：解除事由"


@pytest.mark.parametrize(
    ("effect", "extraction", "outcome", "overall", "duties", "cancellation"),
    [
        (DUTY, "はい", "適合", "義務違反", True, False),
        (DUTY, "いいえ", "適合", "適合", False, False),
        (DUTY, None, "適合", "情報不足", False, False),
        (CANCEL, "はい", "適合", "解除事由", False, True),
        (CANCEL, None, "適合", "情報不足", False, False),
        ("満たさないとき：要補正", "はい", "要補正", "要補正", False, False),
        ("満たさないとき：要補正", None, "情報不足", "情報不足", False, False),
    ],
)
def test_duties_and_the_contract_are_concluded_apart(
    effect: str, extraction: str | None, outcome: str, overall: str, duties: bool, cancellation: bool
) -> None:
    """An open question about a duty of the public body leaves the outcome of the proposal as it is."""
    found = report(item("抽出をしないこと", effect), {"提案書の抽出": extraction})
    assert (found.outcome, found.overall) == (outcome, overall)
    assert (found.duties, found.cancellation) == (duties, cancellation)


# --- the settings of a body -----------------------------------------------------------------------------------------

SETTINGS = """機関の名称: 架空市
委任:
  条例の額:
    値: {value}
    出典: {source}
    確認の日: 令和8年4月1日
"""


@pytest.mark.parametrize("source", ["''", "' '", "[]", "{}"])
def test_a_setting_without_its_source_is_told(tmp_path: Path, source: str) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(SETTINGS.format(value="25,000円", source=source), encoding="utf-8")
    settings, problems = read_settings(path)
    assert settings is not None and settings.values == {}
    assert [(each.code, each.message) for each in problems] == [
        ("incomplete-setting", "「条例の額」に、「出典」が書かれていません。")
    ]


def test_a_setting_that_begins_with_a_number_may_be_a_text(tmp_path: Path) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(SETTINGS.format(value="3階建て", source="条例"), encoding="utf-8")
    settings, problems = read_settings(path)
    assert settings is not None and not problems
    assert (settings.values["条例の額"].value, str(settings.values["条例の額"].kind)) == ("3階建て", "文字")


def test_the_place_of_what_cannot_be_there_is_that_of_what_is() -> None:
    papers = dossier()
    place = papers.place(("提案書", "目的", "内訳"))
    assert place is not None and place.text == '"研究"'
    assert papers.node(("提案書", "目的", "内訳")) is None


@pytest.mark.parametrize(
    ("on", "total"), [(date(2026, 9, 2), 20_000), (date(2026, 9, 3), 21_000), (date(2022, 3, 31), None)]
)
def test_a_fee_with_two_versions(on: date, total: int | None) -> None:
    text = (
        HEAD
        + "  基準日：審査の日\n"
        + "  令和4年4月1日から令和8年9月2日まで：\n    内訳：\n      一　「基本額」　20,000円\n      二　「追加」　0円\n"
        + "  令和8年9月3日から：\n    内訳：\n      一　「基本額」　21,000円\n      二　「追加」　0円\n"
    )
    found, planned = fees(text, on=on)
    assert (found.total, planned) == (total, total if total is not None else Result.NOT_APPLICABLE)


def test_a_fee_whose_paper_is_missing_may_still_wait_for_a_judgement() -> None:
    text = HEAD + "  適用：「特別である」と認められるとき\n  内訳：\n    一　「基本額」　200円\n    二　「追加」　0円\n"
    open_, planned = fees(text, {"積算": None})
    assert (open_.total, planned) == (None, open_.result)
    denied = {"積算": None, "審査記録の判断": [answer("特別である", "認められない")]}
    found, planned = fees(text, denied)
    assert (found.result, planned) == (Result.NOT_APPLICABLE, Result.NOT_APPLICABLE)


def test_a_dossier_made_in_memory_has_no_place_for_a_remark_on_its_judgements() -> None:
    record = {"審査記録": {"判断": [{"項目": "ない項目", "結論": "認められる"}]}}
    assert (
        astray(
            Dossier("試し", record),
            rules_of(HEAVY + HEAD + "  内訳：\n    一　「基本額」　1円\n    二　「追加」　0円\n"),
        )
        == []
    )
