"""手数料: lines, rounding up, bounds while a part is unknown, and the standard apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from evaluating import report

from compliance.engine.settings import Settings, delegated_value, read_settings
from compliance.finding import FeeFinding, Result

HEAD = "手数料 fee-1\n  見出し：試しの手数料\n  根拠：法第119条第1項\n  書類：積算\n"
FEE = (
    HEAD
    + "  内訳：\n"
    + "    一　「基本額」　21,000円\n"
    + "    二　「時間」　時間1時間までごとに3,950円\n"
    + "    三　「支払」　委託額（委託がある場合に限る。）\n"
)


def fee(text: str, changes: dict[str, Any] | None = None, settings: Settings | None = None) -> FeeFinding:
    return report(text, changes, settings=settings).fees[0]


@pytest.mark.parametrize(
    ("hours", "total", "steps"),
    [
        ("0時間", 21_000, "0時間 × 3,950円 ＝ 0円"),
        ("1分", 24_950, "1分 → 1時間 × 3,950円 ＝ 3,950円"),
        ("1時間", 24_950, "1時間 × 3,950円 ＝ 3,950円"),
        ("3時間5分", 36_800, "3時間5分 → 4時間 × 3,950円 ＝ 15,800円"),
        ("なし", 21_000, "時間 なし → 0円"),
    ],
)
def test_a_started_hour_counts_in_full(hours: str, total: int, steps: str) -> None:
    found = fee(FEE, {"積算の時間": hours})
    assert (found.result, found.total, found.low, found.high) == (Result.SATISFIED, total, total, total)
    assert found.lines[1].steps == steps


def test_a_line_for_a_case_only() -> None:
    found = fee(FEE, {"積算の委託": "はい", "積算の委託額": "330,000円"})
    assert found.total == 366_800
    assert [line.low for line in found.lines] == [21_000, 15_800, 330_000]


@pytest.mark.parametrize(
    ("changes", "low", "high", "facts"),
    [
        ({"積算の時間": None}, 21_000, 416_000, ["時間"]),
        ({"積算の委託": None, "積算の委託額": "330,000円"}, 36_800, 366_800, ["委託"]),
        ({"積算の委託": None}, 36_800, None, ["委託", "委託額"]),
        ({"積算の委託": "はい"}, 36_800, None, ["委託額"]),
        ({"積算の時間": "不明", "積算の委託": None}, 21_000, None, ["時間", "委託", "委託額"]),
    ],
)
def test_bounds_of_what_is_not_known(changes: dict[str, Any], low: int, high: int | None, facts: list[str]) -> None:
    found = fee(FEE, changes)
    assert (found.result, found.total, found.low, found.high) == (Result.MISSING, None, low, high)
    assert [cause.fact for cause in found.causes] == facts


CASES = (
    HEAD
    + "  次の各号に掲げる場合の区分に応じ、当該各号に定める額：\n"
    + "    一　既契約がある場合　12,600円\n"
    + "    二　その他の場合　元の額と同額\n"
)


@pytest.mark.parametrize(
    ("changes", "total", "low", "high"),
    [
        ({"積算の既契約": "はい"}, 12_600, 12_600, 12_600),
        ({"積算の既契約": "いいえ", "積算の元の額": "30,000円"}, 30_000, 30_000, 30_000),
        ({"積算の元の額": "30,000円"}, None, 12_600, 30_000),
        ({"積算の元の額": "12,600円"}, 12_600, 12_600, 12_600),
        ({"積算の既契約": "いいえ"}, None, 0, None),
        ({"積算の既契約": "いいえ", "積算の元の額": "なし"}, None, 0, None),
        ({"積算の既契約": "はい", "積算の元の額": "なし"}, 12_600, 12_600, 12_600),
    ],
)
def test_an_amount_by_cases(changes: dict[str, Any], total: int | None, low: int, high: int | None) -> None:
    found = fee(CASES, changes)
    assert (found.total, found.low, found.high) == (total, low, high)


def test_an_amount_that_is_the_whole_fee_cannot_be_none() -> None:
    found = fee(CASES, {"積算の既契約": "いいえ", "積算の元の額": "なし"})
    assert found.result is Result.MISSING
    assert [cause.text for cause in found.causes] == ["元の額が「なし」とされているため、手数料の額が決まりません。"]


DELEGATED = "委任 条例の額\n  根拠：法第119条第3項\n  定める者：「地方公共団体」\n  標準：21,000円\n\n" + FEE.replace(
    "　21,000円", "　条例の額"
)


def test_the_standard_is_only_for_reference() -> None:
    found = fee(DELEGATED)
    assert (found.result, found.total, found.low, found.high) == (Result.MISSING, None, 15_800, None)
    assert [cause.kind for cause in found.causes] == ["委任"]
    assert (found.standard, [line.low for line in found.standard_lines]) == (36_800, [21_000, 15_800, 0])


def test_a_value_that_is_set_counts() -> None:
    found = fee(DELEGATED, settings=Settings("架空市", {"条例の額": delegated_value(25_000, "25,000円")}))
    assert (found.total, found.standard) == (40_800, None)


@pytest.mark.parametrize(
    ("changes", "applies", "result", "told"),
    [
        ({}, "委託がある場合", "対象外", "適用されません"),
        ({"積算の委託": None}, "委託がある場合", "情報不足", ""),
        ({"積算": None}, None, "情報不足", ""),
        ({"積算": None, "審査記録": None, "一件書類の段階": "提案"}, None, "対象外", "まだ要りません"),
        ({"一件書類の種類": "募集", "積算": None}, None, "対象外", "「募集」"),
    ],
)
def test_whether_a_fee_arises(changes: dict[str, Any], applies: str | None, result: str, told: str) -> None:
    text = FEE if applies is None else FEE.replace("  内訳", f"  適用：{applies}\n  内訳")
    found = fee(text, changes)
    assert found.result.value == result
    assert told in found.not_applicable


def test_a_fee_by_its_version() -> None:
    text = (
        HEAD
        + "  基準日：審査の日\n"
        + "  令和4年4月1日から令和8年9月1日まで：\n    内訳：\n      一　「基本額」　20,000円\n      二　「追加」　0円\n"
        + "  令和8年9月2日から：\n    内訳：\n      一　「基本額」　21,000円\n      二　「追加」　0円\n"
    )
    assert report(text, on=date(2026, 9, 1)).fees[0].total == 20_000
    assert report(text, on=date(2026, 9, 2)).fees[0].total == 21_000


# --- settings -------------------------------------------------------------------------------------------------------

GOOD = """機関の名称: 架空市
委任:
  条例の額:
    値: 25,000円
    出典: 架空市条例第7条
    確認の日: 令和8年4月1日
"""


def test_settings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(GOOD, encoding="utf-8")
    settings, problems = read_settings(path)
    assert not problems and settings is not None
    value = settings.values["条例の額"]
    assert (settings.body, value.value, value.source) == ("架空市", 25_000, "架空市条例第7条")
    assert value.confirmed == date(2026, 4, 1)
    assert fee(DELEGATED, settings=settings).total == 40_800


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("    出典: 架空市条例第7条\n", "", "incomplete-setting", "「出典」が書かれていません"),
        ("    確認の日: 令和8年4月1日\n", "", "incomplete-setting", "「確認の日」が書かれていません"),
        ("令和8年4月1日", "令和8年4月31日", "unreadable-value", "4月は30日まで"),
        ("値: 25,000円", "値: 約25,000円", "", ""),
        ("委任:", "委認:", "unknown-setting", "「委認」"),
        ("出典:", "出展:", "unknown-setting", "「出展」"),
    ],
)
def test_settings_with_a_problem(tmp_path: Path, old: str, new: str, code: str, told: str) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    settings, problems = read_settings(path)
    if code:
        assert code in [problem.code for problem in problems]
        assert any(told in problem.message for problem in problems)
    elif settings is not None and settings.values:
        # a value of another kind than the 委任 is said to be so, and never counted
        found = fee(DELEGATED, settings=settings)
        assert found.total is None and "ではありません" in found.causes[0].text


def test_a_name_that_no_rule_knows(tmp_path: Path) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(GOOD.replace("条例の額", "条令の額"), encoding="utf-8")
    _, problems = read_settings(path, ["条例の額"])
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("unknown-setting", "「条例の額」の書き間違いではありませんか。")
    ]
