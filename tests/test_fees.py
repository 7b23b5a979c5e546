"""手数料: lines, rounding up, bounds while a part is unknown, and the standard apart."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from evaluating import ON, dossier, report, rules_of

from compliance.check import check_rules
from compliance.documents.forms import load_forms
from compliance.engine.evaluate import evaluate
from compliance.engine.settings import Settings, delegated_value, read_settings
from compliance.finding import FeeFinding, Result
from compliance.language.parse import parse_all
from compliance.source import Source
from compliance.vocabulary import Forms

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
        ({"積算": None}, "委託がある場合", "情報不足", ""),
        ({"積算": None}, "提案書の本人の数が、1人である場合", "対象外", "適用されません"),
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
    _, problems = read_settings(path, rules_of(DELEGATED).delegated)
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("unknown-setting", "「条例の額」の書き間違いではありませんか。")
    ]


# --- what a reader is told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ("補正", "補正が、一件書類にありません（必要なときに限り加える書類です）。"),
        ("作成済情報の提案書", "種類が「提案」の一件書類には、適用されません。"),
        ("通知書", "通知書は、まだ要りません（通知の段階から要る書類です）。"),
    ],
)
def test_a_fee_without_its_papers(papers: str, told: str) -> None:
    found = fee(HEAD.replace("積算", papers) + "  内訳：\n    一　「基本額」　21,000円\n")
    assert (found.result, found.not_applicable) == (Result.NOT_APPLICABLE, told)
    assert (found.total, found.low, found.high, found.lines) == (None, 0, 0, ())


def test_a_paper_that_is_due_and_missing_leaves_the_fee_without_bounds() -> None:
    found = fee(FEE, {"積算": None})
    assert (found.result, found.total, found.low, found.high) == (Result.MISSING, None, 0, None)
    assert [(cause.kind, cause.fact) for cause in found.causes] == [("書類なし", "積算")]


@pytest.mark.parametrize(
    ("written", "kind", "told"),
    [
        ("なし", "記載なし", "募集の終了の日が「なし」とされているため、基準日が決まりません。"),
        (None, "記載なし", "募集に、終了の日が記載されていません。"),
        ("不明", "不明", "終了の日は、募集に「不明」と記載されています。"),
    ],
)
def test_the_day_of_a_fee_must_be_known(written: str | None, kind: str, told: str) -> None:
    found = fee(
        HEAD + "  基準日：募集の終了の日\n  内訳：\n    一　「基本額」　21,000円\n", {"募集の終了の日": written}
    )
    assert (found.result, found.total, found.low, found.high) == (Result.MISSING, None, 0, None)
    assert [(cause.kind, cause.text) for cause in found.causes] == [(kind, told)]


def test_a_fee_before_it_was_in_force() -> None:
    text = (
        HEAD
        + "  基準日：審査の日\n  令和8年9月2日から：\n    内訳：\n      一　「基本額」　21,000円\n      二　「追加」　0円\n"
    )
    found = report(text, on=date(2026, 9, 1)).fees[0]
    assert found.not_applicable == "令和8年9月1日には、この定めが施行されていません。"
    assert (found.result, found.low, found.high) == (Result.NOT_APPLICABLE, 0, 0)


def test_a_fee_that_may_not_be_due_has_nothing_as_its_least() -> None:
    found = fee(FEE.replace("  内訳", "  適用：既契約がある場合\n  内訳"))
    assert (found.result, found.total, found.low, found.high) == (Result.MISSING, None, 0, 36_800)
    assert [cause.fact for cause in found.causes] == ["既契約"]


def test_the_standard_is_that_of_the_fee_in_hand() -> None:
    """A fee that needs no value of the body has no standard, whatever the fee before it needed."""
    second = FEE.replace("fee-1", "fee-2")
    fees = report(DELEGATED + "\n" + second).fees
    assert [(each.rule, each.standard) for each in fees] == [("fee-1", 36_800), ("fee-2", None)]


RATED = HEAD + "  内訳：\n    一　「時間」　時間1時間までごとに元の額\n    二　「基本額」　10円\n"


@pytest.mark.parametrize(
    ("changes", "total", "low", "high", "steps"),
    [
        ({"積算の元の額": "100円"}, 410, 410, 410, "3時間5分 → 4時間 × 100円 ＝ 400円"),
        ({"積算の元の額": "なし"}, 10, 10, 10, "元の額 なし → 0円"),
        ({"積算の元の額": "なし", "積算の時間": None}, 10, 10, 10, "元の額 なし → 0円"),
        ({"積算の元の額": "0円", "積算の時間": None}, 10, 10, 10, "時間 × 1時間までごとに0円"),
        ({"積算の元の額": None}, None, 10, None, "3時間5分 → 4時間 × 元の額"),
        ({"積算の元の額": None, "積算の時間": "0時間"}, 10, 10, 10, "0時間 × 元の額"),
        ({"積算の元の額": None, "積算の時間": None}, None, 10, None, "時間 × 1時間までごとに元の額"),
    ],
)
def test_a_rate_that_stands_in_the_papers(
    changes: dict[str, Any], total: int | None, low: int, high: int | None, steps: str
) -> None:
    found = fee(RATED, changes)
    assert (found.total, found.low, found.high) == (total, low, high)
    assert found.lines[0].steps == steps


def test_at_a_rate_of_nothing_any_quantity_costs_nothing() -> None:
    text = RATED.replace("　時間1時間", "　長い時間1時間")  # of which the form knows no maximum
    assert fee(text, {"積算の元の額": "0円"}).total == 10
    found = fee(text, {"積算の元の額": "1円"})
    assert (found.total, found.low, found.high) == (None, 10, None)


def test_a_fee_that_does_not_apply_does_not_wait_for_its_papers() -> None:
    text = FEE.replace("  内訳", "  適用：本人の数が、2,000人以上である場合\n  内訳").replace(
        "書類：積算", "書類：提案書、積算"
    )
    assert fee(text, {"積算": None}).result is Result.NOT_APPLICABLE
    assert fee(text, {"積算": None, "提案書の本人の数": "2,000人"}).result is Result.MISSING


def with_form(folder: Path, **properties: dict[str, Any]) -> Forms:
    """The forms with other limits or another supplier of some properties of 積算."""
    for path in (Path(__file__).parent / "data" / "evaluate").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    path = folder / "積算.schema.json"
    form = json.loads(path.read_text(encoding="utf-8"))
    for name, fields in properties.items():
        form["properties"][name] |= fields
    path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    forms, problems = load_forms(folder)
    assert not problems
    return forms


def fee_by(forms: Forms, text: str, changes: dict[str, Any]) -> FeeFinding:
    files, _ = parse_all([Source("試し.rule", text)], forms)
    rules, problems = check_rules(files, forms, None)
    assert not [problem.message for problem in problems if problem.is_error]
    return evaluate(rules, forms, dossier(changes), ON, ON).fees[0]


def test_a_form_bounds_what_is_not_known_from_below(tmp_path: Path) -> None:
    found = fee_by(with_form(tmp_path, 時間={"minimum": 61}), FEE, {"積算の時間": None})
    assert (found.total, found.low, found.high) == (None, 21_000 + 2 * 3_950, 21_000 + 100 * 3_950)


def test_an_amount_that_the_form_fixes_is_still_to_be_stated(tmp_path: Path) -> None:
    forms = with_form(tmp_path, 元の額={"minimum": 12_600, "maximum": 12_600})
    found = fee_by(forms, CASES, {})
    assert (found.result, found.total, found.low, found.high) == (Result.MISSING, None, 12_600, 12_600)


def test_the_supplier_of_an_amount_that_is_none_is_asked(tmp_path: Path) -> None:
    forms = with_form(tmp_path, 元の額={"x-supplier": "提案者"})
    (cause,) = fee_by(forms, CASES, {"積算の既契約": "いいえ", "積算の元の額": "なし"}).causes
    assert cause.addressee == "提案者"


def test_all_conditions_of_a_fee_are_told() -> None:
    text = FEE.replace("  内訳", "  適用：既契約があり、かつ、委託がある場合\n  内訳")
    assert fee(text, {"積算の既契約": "はい"}).not_applicable == (
        "既契約があり、かつ、委託がある場合に当たらないため、適用されません。"
    )


def test_no_standard_while_something_else_is_open() -> None:
    assert fee(DELEGATED, {"積算の時間": None}).standard is None
    found = fee(DELEGATED, {"積算の委託": None, "積算の委託額": "0円"})
    assert (found.standard, found.standard_lines) == (None, ())


OTHERS = CASES.replace("二　その他の場合", "二　委託がある場合　15,000円\n    三　前各号に掲げる場合以外の場合")


@pytest.mark.parametrize(
    ("changes", "total", "low", "high", "name", "facts"),
    [
        ({"積算の既契約": "はい"}, 12_600, 12_600, 12_600, "既契約がある場合", []),
        ({"積算の既契約": "いいえ", "積算の委託": "はい"}, 15_000, 15_000, 15_000, "委託がある場合", []),
        ({}, None, 12_600, 30_000, "区分による額", ["既契約"]),
        ({"積算の委託": "はい"}, None, 12_600, 15_000, "区分による額", ["既契約"]),
        ({"積算の委託": None, "積算の元の額": None}, None, 0, None, "区分による額", ["既契約", "委託", "元の額"]),
    ],
)
def test_the_bounds_are_those_of_the_cases_still_possible(
    changes: dict[str, Any], total: int | None, low: int, high: int | None, name: str, facts: list[str]
) -> None:
    found = fee(OTHERS, {"積算の元の額": "30,000円", **changes})
    assert (found.total, found.low, found.high) == (total, low, high)
    assert [line.name for line in found.lines] == [name]
    assert [cause.fact for cause in found.causes] == facts


def test_the_opposite_of_a_case_leaves_nothing_out() -> None:
    text = CASES.replace("二　その他の場合", "二　前号に掲げる場合以外の場合")
    found = fee(text, {"積算の元の額": "30,000円"})
    assert (found.low, found.high, [cause.fact for cause in found.causes]) == (12_600, 30_000, ["既契約"])


@pytest.mark.parametrize(
    ("changes", "name", "steps"),
    [
        ({"積算の既契約": "いいえ", "積算の元の額": "30,000円"}, "その他の場合", "元の額と同額 → 30,000円"),
        ({"積算の既契約": "いいえ"}, "その他の場合", "元の額と同額 → 0円以上"),
        ({"積算の既契約": "いいえ", "積算の元の額": "なし"}, "その他の場合", "元の額と同額"),
        ({"積算の元の額": "30,000円"}, "区分による額", "一　12,600円、又は二　元の額と同額 → 30,000円"),
    ],
)
def test_the_steps_of_an_amount_by_cases(changes: dict[str, Any], name: str, steps: str) -> None:
    (line,) = fee(CASES, changes).lines
    assert (line.name, line.steps) == (name, steps)


PERSONS = "手数料 fee-1\n  見出し：試しの手数料\n  根拠：法第119条第1項\n  書類：提案書\n"


@pytest.mark.parametrize(
    ("number", "total", "steps"),
    [
        ("0人", 0, "0人 × 10円 ＝ 0円"),
        ("1人", 10, "1人 × 10円 ＝ 10円"),
        ("1,000人", 10_000, "1,000人 × 10円 ＝ 10,000円"),
        ("なし", 0, "本人の数 なし → 0円"),
    ],
)
def test_an_amount_for_each_person(number: str, total: int, steps: str) -> None:
    found = fee(PERSONS + "  内訳：\n    一　「人数」　本人の数1人までごとに10円\n", {"提案書の本人の数": number})
    assert (found.total, found.lines[0].steps) == (total, steps)


def test_the_one_who_wrote_none_is_asked() -> None:
    text = PERSONS + (
        "  次の各号に掲げる場合の区分に応じ、当該各号に定める額：\n"
        "    一　抽出をする場合　1円\n    二　その他の場合　本人の数1人までごとに10円\n"
    )
    (cause,) = fee(text, {"提案書の本人の数": "なし"}).causes
    assert (cause.addressee, cause.fact) == ("提案者", "本人の数")
    assert cause.place is not None and "なし" in cause.place.text


@pytest.mark.parametrize(
    ("hours", "steps"),
    [
        ("3時間", "3時間 → 4時間 ÷ 2時間 × 100円 ＝ 200円"),
        ("4時間", "4時間 ÷ 2時間 × 100円 ＝ 200円"),
        (None, "時間 × 2時間までごとに100円"),
    ],
)
def test_a_unit_of_several_hours_is_shown(hours: str | None, steps: str) -> None:
    text = HEAD + "  内訳：\n    一　「時間」　時間2時間までごとに100円\n"
    assert fee(text, {"積算の時間": hours}).lines[0].steps == steps


def test_an_amount_that_is_not_known_is_said_to_be_open() -> None:
    found = fee(HEAD + "  内訳：\n    一　「支払」　委託額\n")
    assert (found.lines[0].steps, found.lines[0].low, found.lines[0].high) == ("委託額（未定）", 0, None)


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, "委託がある場合に限る → 0円"),
        ({"積算の委託": None, "積算の委託額": "5円"}, "委託額 5円（委託がある場合に限る）"),
    ],
)
def test_the_steps_of_a_line_for_a_case_only(changes: dict[str, Any], steps: str) -> None:
    assert fee(FEE, changes).lines[2].steps == steps


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 甲\n", "機関の設定は、「機関の名称」と「委任」からなります。"),
        ("機関の名称: [甲]\n", "「機関の名称」の書き方が違います。"),
        ("機関の名称: 架空市\n委任: なし\n", "「委任」の書き方が違います。"),
        ("委任:\n  条例の額: 25,000円\n", "「条例の額」には、値、出典及び確認の日を書いてください。"),
        (GOOD.replace("25,000円", "9" * 31 + "円"), "数は30桁まで読めます。"),
        ("甲: [\n", ""),
    ],
)
def test_settings_of_another_shape(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(text, encoding="utf-8")
    settings, problems = read_settings(path)
    assert problems and told in problems[0].message
    assert settings is None or not settings.values


@pytest.mark.parametrize(
    ("written", "kind"),
    [("25,000円", "円"), ("25,000", "円"), ("三人", "人"), ("令和8年8月3日", "日付"), ("8月3日", "文字"), ("郵送", "文字"), ("30日", "日数")],
)  # fmt: skip
def test_the_kind_of_a_setting(tmp_path: Path, written: str, kind: str) -> None:
    path = tmp_path / "架空市.yaml"
    path.write_text(GOOD.replace("25,000円", written), encoding="utf-8")
    settings, problems = read_settings(path)
    if written == "8月3日":  # a day without its year is told
        assert problems and "年が書かれていません" in problems[0].message
        return
    assert settings is not None and settings.values["条例の額"].kind.name == kind


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    settings, problems = read_settings(tmp_path / "ない.yaml")
    assert settings is None and [problem.code for problem in problems] == ["unreadable"]
    path = tmp_path / "架空市.yaml"
    path.write_bytes(GOOD.encode("utf-16"))
    settings, problems = read_settings(path)
    assert settings is None and len(problems) == 1
