"""What rules mean, row by row of the language reference (§5): a rule, a change of the papers, what comes out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from evaluating import FORMS, PRESUMPTION, dossier, finding, findings, item, judged, report

from compliance.engine.remedy import MATTER_OF_FACT
from compliance.engine.settings import Settings
from compliance.engine.stages import next_papers
from compliance.finding import Result
from compliance.struct import replace

ENOUGH = "本人の数が、1,000人以上であること"
GROUND = "提案者の刑のうちに、刑名が「拘禁刑」であるものがあること"

# requirement, changes, result, kinds of causes
ROWS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    # 5.1 states of a field
    (ENOUGH, {}, "適合", []),
    (ENOUGH, {"提案書の本人の数": "999人"}, "不適合", []),
    (ENOUGH, {"提案書の本人の数": None}, "情報不足", ["記載なし"]),
    (ENOUGH, {"提案書の本人の数": "不明"}, "情報不足", ["不明"]),
    (ENOUGH, {"提案書の本人の数": "なし"}, "不適合", []),
    ("本人の数が、1,000人を超えないこと", {"提案書の本人の数": "なし"}, "適合", []),
    ("目的が「営利」でないこと", {"提案書の目的": "なし"}, "適合", []),
    ("目的が「営利」でないこと", {"提案書の目的": None}, "情報不足", ["記載なし"]),
    ("提案者の氏名が「甲」であること", {"提案書の提案者": None}, "情報不足", ["記載なし"]),
    ("提案者の氏名が「甲」であること", {"提案書の提案者": "不明"}, "情報不足", ["不明"]),
    ("提案者の氏名が「甲」でないこと", {"提案書の提案者": "なし"}, "適合", []),
    # 5.2 two kinds of absence
    ("目的が記載されていること", {"提案書の目的": None}, "不適合", []),
    ("目的が記載されていること", {"提案書の目的": "不明"}, "不適合", []),
    ("代理人が記載されていること", {}, "適合", []),
    ("目的が記載されていないこと", {"提案書の目的": None}, "適合", []),
    ("代理人がないこと", {}, "適合", []),
    ("代理人がないこと", {"提案書の代理人": None}, "情報不足", ["記載なし"]),
    ("代理人がないこと", {"提案書の代理人": "不明"}, "情報不足", ["不明"]),
    ("抽出をすること", {}, "不適合", []),
    ("抽出をすること", {"提案書の抽出": None}, "情報不足", ["記載なし"]),
    ("提案者の役員があること", {"提案者の役員": []}, "不適合", []),
    ("提案者の役員があること", {"提案者の役員": None}, "情報不足", ["記載なし"]),
    ("目的及び方法が、いずれも記載されていること", {"提案書の方法": None}, "不適合", []),
    # 5.3 papers
    ("誓約書が添付されていること", {"誓約書": None}, "不適合", []),
    ("誓約書が添付されていないこと", {"誓約書": None}, "適合", []),
    ("誓約書の誓約者が記載されていること", {"誓約書": None}, "情報不足", ["書類なし"]),
    ("通知書が添付されていること", {}, "情報不足", ["書類なし"]),
    ("添付書類が添付されていること", {"添付書類": None}, "不適合", []),
    ("添付書類のうちに、用途が「本人確認」であるものがあること", {"添付書類": None}, "情報不足", ["書類なし"]),
    # 5.4 lists
    ("添付書類のうちに、用途が「本人確認」であるものがあること", {}, "適合", []),
    ("添付書類のうちに、用途が「印」であるものがあること", {}, "不適合", []),
    ("添付書類のうちに、写しであるものがあること", {}, "情報不足", ["記載なし", "記載なし"]),
    ("添付書類のうちに、用途が「印」であるものがないこと", {}, "適合", []),
    ("添付書類のうちに、用途が「本人確認」であるものが、1件以上あること", {}, "適合", []),
    ("添付書類のうちに、用途が「本人確認」であるものが、2件以上あること", {}, "不適合", []),
    (
        "添付書類のうちに、用途が「本人確認」であるものが、2件以上あること",
        {"添付書類「委任状」の用途": None},
        "情報不足",
        ["記載なし"],
    ),
    (
        "添付書類のうちに、用途が「本人確認」であるものが、3件未満あること",
        {"添付書類「委任状」の用途": None},
        "適合",
        [],
    ),
    ("提案者の役員のいずれについても、氏名が記載されていること", {}, "適合", []),
    ("提案者の役員のいずれについても、年齢が18歳以上であること", {}, "不適合", []),
    (
        "提案者の役員のいずれについても、年齢が18歳以上であること",
        {"提案者の役員「乙山」の生年月日": None},
        "情報不足",
        ["記載なし"],
    ),
    ("募集の求める書類のいずれもが、添付書類の種類に含まれること", {}, "適合", []),
    ("募集の求める書類のいずれもが、添付書類の種類に含まれること", {"募集の求める書類": []}, "適合", []),
    (
        "募集の求める書類のいずれもが、添付書類の種類に含まれること",
        {"募集の求める書類": ["委任状", "印鑑証明書"]},
        "不適合",
        [],
    ),
    (
        "募集の求める書類のいずれもが、添付書類の種類に含まれること",
        {"募集の求める書類": ["印鑑証明書"], "添付書類「委任状」の種類": None},
        "情報不足",
        ["記載なし"],
    ),
    ("提案者の役員の数が2件であること", {}, "適合", []),
    # Kleene
    (f"{ENOUGH[:-2]}又は、目的が「研究」であること".replace("ある又は", "あり、又は"), {"提案書の本人の数": None}, "適合", []),
    (
        "本人の数が、1,000人以上であり、かつ、目的が「営利」であること",
        {"提案書の本人の数": None},
        "不適合",
        [],
    ),
    # 5.8 time
    ("提案の日が、募集の開始の日から募集の終了の日までの間であること", {}, "適合", []),
    (
        "提案の日が、募集の開始の日から募集の終了の日までの間であること",
        {"募集の開始の日": None, "募集の終了の日": "令和8年8月19日"},
        "不適合",
        [],
    ),
    ("提案の日が、募集の年度に属すること", {}, "適合", []),
    ("提案の日が、募集の年度に属すること", {"提案書の提案の日": "令和9年4月1日"}, "不適合", []),
    ("募集の開始の日から募集の終了の日までの期間が、30日以上であること", {}, "適合", []),
    (
        "募集の開始の日から募集の終了の日までの期間が、30日以上であること",
        {"募集の終了の日": "令和8年9月1日"},
        "要判断",
        ["期間の計算"],
    ),
    (
        "募集の開始の日から募集の終了の日までの期間（初日を算入する。）が、30日以上であること",
        {"募集の終了の日": "令和8年9月1日"},
        "適合",
        [],
    ),
    (
        "募集の開始の日から募集の終了の日までの期間が、30日以上であること",
        {"募集の終了の日": "令和8年8月31日"},
        "不適合",
        [],
    ),
    ("修正の日が、提案の日の後直ちにされていること", {"提案書の修正の日": "令和8年8月20日"}, "適合", []),
    ("修正の日が、提案の日の後直ちにされていること", {"提案書の修正の日": "令和8年8月21日"}, "要判断", ["判断"]),
    ("修正の日が、提案の日の後直ちにされていること", {"提案書の修正の日": "令和8年8月19日"}, "不適合", []),
    ("修正の日が、提案の日の後直ちにされていること", {"提案書の修正の日": "なし"}, "不適合", []),
    # 5.9 sameness
    ("誓約書の誓約者が、提案者の氏名と同一であること", {"誓約書の誓約者": "架空（株）"}, "適合", []),
    ("誓約書の誓約者が、提案者の氏名と同一であること", {"誓約書の誓約者": "別の会社"}, "不適合", []),
    ("誓約書の誓約者が、提案者の氏名と同一であること", {"提案者の氏名": "高橋", "誓約書の誓約者": "髙橋"}, "要判断", ["判断"]),
    ("誓約書の誓約者が、提案者の氏名と同一であること", {"誓約書の誓約者": None}, "情報不足", ["記載なし"]),
    # 5.12 judgement
    ("「適切である」と認められること", {}, "要判断", ["記録なし"]),
    ("「適切である」と認められること", judged({"問い": "適切である", "結論": "認められる"}), "適合", []),
    ("「適切である」と認められること", judged({"問い": "適切 である", "結論": "認められない"}), "不適合", []),
    ("「適切である」と認められること", judged({"問い": "適切である", "結論": "保留"}), "要判断", ["保留"]),
    ("「適切である」と認められること", judged({"問い": "適当である", "結論": "認められる"}), "要判断", ["古い判断"]),
    (
        "「適切である」と認められること",
        judged({"問い": "適切である", "結論": "認められる"}, {"問い": "適切である", "結論": "認められない"}),
        "要判断",
        ["保留"],
    ),
    ("「適切である」と認められること", judged({"問い": "適切である", "結論": "認められる", "理由": ""}), "要判断", ["記録なし"]),
    ("「適切である」と認められること", judged({"問い": "適切である", "結論": "認められる", "判断者": ""}), "要判断", ["記録なし"]),
    ("「適切である」と認められること", judged({"問い": "適切である", "結論": "認められない", "判断の日": ""}), "要判断", ["記録なし"]),
    # the same judgement twice is one
    ("「適切である」と認められること", judged(*2 * [{"問い": "適切である", "結論": "認められる"}]), "適合", []),
    (
        "「適切である」と認められること",
        judged({"項目": "test-2", "問い": "適切である", "結論": "認められる"}),
        "要判断",
        ["記録なし"],
    ),
    (
        "「適切である」と認められ、かつ、目的が「研究」であること",
        {"提案書の目的": None},
        "情報不足",
        ["記録なし", "記載なし"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("requirement", "changes", "expected", "kinds"), ROWS)
def test_a_requirement(requirement: str, changes: dict[str, Any], expected: str, kinds: list[str]) -> None:
    found = finding(item(requirement), changes)
    assert found.result.value == expected, found
    assert [cause.kind for cause in found.causes] == kinds


# --- 5.5 the order inside an item -----------------------------------------------------------------------------------

WHERE = "適用：提案者の種別が「個人」である場合"
UNLESS = "ただし、抽出をするときは、この限りでない。"
HUMAN = "判断を要する場合：\n    一　目的が「研究」であるとき　「ふさわしいと認められるか。」"

ORDER: list[tuple[list[str], dict[str, Any], str, str]] = [
    ([WHERE], {}, "対象外", "種別"),
    ([WHERE], {"提案者の種別": None}, "適合", "適用されるかどうかにかかわらず"),
    ([WHERE], {"提案者の種別": None, "提案書の本人の数": "999人"}, "情報不足", ""),
    ([WHERE], {"提案者の種別": "個人", "提案書の本人の数": "999人"}, "不適合", "999人"),
    ([UNLESS], {"提案書の抽出": "はい"}, "対象外", "ただし書"),
    ([UNLESS], {"提案書の抽出": None}, "適合", ""),
    ([UNLESS], {"提案書の抽出": None, "提案書の本人の数": "999人"}, "情報不足", ""),
    ([HUMAN], {}, "要判断", ""),
    ([HUMAN], {"提案書の目的": "営利"}, "適合", ""),
    ([HUMAN], {"提案書の目的": "営利", "提案書の本人の数": "999人"}, "不適合", ""),
    ([HUMAN], judged({"問い": "ふさわしいと認められるか。", "結論": "認められる"}), "適合", ""),
    ([HUMAN], judged({"問い": "ふさわしいと認められるか。", "結論": "認められない"}), "不適合", "認められない"),
    (
        [HUMAN],
        {**judged({"問い": "ふさわしいと認められるか。", "結論": "認められる"}), "提案書の目的": None},
        "適合",
        "",
    ),
    (
        [HUMAN],
        {**judged({"問い": "ふさわしいと認められるか。", "結論": "認められない"}), "提案書の目的": None},
        "情報不足",
        "",
    ),
    (["適用：「適切である」と認められる場合"], {"提案書の本人の数": "999人"}, "要判断", ""),
    (["基準日：終期"], {}, "情報不足", "終期"),
    (["基準日：終期"], {"提案書の終期": "なし"}, "情報不足", "終期"),
    (["基準日：終期"], {"提案書の終期": "令和4年3月31日"}, "対象外", "施行されていません"),
]


@pytest.mark.parametrize(("lines", "changes", "expected", "told"), ORDER)
def test_the_order_inside_an_item(lines: list[str], changes: dict[str, Any], expected: str, told: str) -> None:
    found = finding(item(ENOUGH, *lines), changes)
    assert found.result.value == expected, found
    assert told in found.reason + found.not_applicable


def test_an_unknown_item_is_satisfied_or_open_but_never_violated_or_not_applicable() -> None:
    found = finding(item(ENOUGH, WHERE), {"提案者の種別": None, "提案書の本人の数": "999人"})
    assert [cause.fact for cause in found.causes] == ["提案者の種別"]
    assert found.effect == "不適合"


EFFECTS = "満たさないとき：\n    一　抽出をするとき　注意\n    二　その他のとき　義務違反"


@pytest.mark.parametrize(
    ("extraction", "effect", "is_open"),
    [("はい", "注意", False), ("いいえ", "義務違反", False), (None, "義務違反", True)],
)
def test_the_gravest_effect_still_possible(extraction: str | None, effect: str, is_open: bool) -> None:
    found = finding(item(ENOUGH, EFFECTS), {"提案書の本人の数": "999人", "提案書の抽出": extraction})
    assert (found.result, found.effect, found.effect_open) == (Result.VIOLATED, effect, is_open)


def test_a_requirement_by_the_version_in_force_on_its_day() -> None:
    text = item("", "基準日：提案の日").replace(
        "  要件：\n",
        "  要件：\n    令和4年4月1日から令和8年8月19日まで：\n      目的が「研究」であること\n"
        "    令和8年8月20日から：\n      目的が「営利」であること\n",
    )
    assert finding(text, {"提案書の提案の日": "令和8年8月19日"}).result is Result.SATISFIED
    assert finding(text, {"提案書の提案の日": "令和8年8月20日"}).result is Result.VIOLATED


def test_a_value_by_the_version_in_force() -> None:
    text = (
        "基準値 最低数\n  根拠：規則第56条\n  令和4年4月1日から令和8年8月19日まで：900人\n  令和8年8月20日から：1,000人\n\n"
        + item("本人の数が、最低数以上であること", "基準日：提案の日")
    )
    changes = {"提案書の本人の数": "950人"}
    assert finding(text, {**changes, "提案書の提案の日": "令和8年8月19日"}).result is Result.SATISFIED
    found = finding(text, changes)
    assert found.result is Result.VIOLATED
    assert "950人 ＜ 最低数 1,000人（令和8年8月20日から）" in found.reason


# --- elements -------------------------------------------------------------------------------------------------------

OFFICERS = item(
    "年齢が18歳以上であること", "対象：提案者の役員ごと", "基準日：提案の日", "理由：「役員｛氏名｝は、若い。」"
)


def test_one_finding_for_each_element() -> None:
    first, second = findings(OFFICERS)
    assert (first.element, first.result, first.key) == ("役員「甲野」", Result.SATISFIED, "/提案書/提案者/役員/0")
    assert (second.element, second.result, second.reason) == ("役員「乙山」", Result.VIOLATED, "役員乙山は、若い。")
    assert "平成20年8月21日" in second.trace.detail  # type: ignore[union-attr]


@pytest.mark.parametrize(("officers", "expected"), [([], "対象外"), (None, "情報不足")])
def test_no_elements(officers: object, expected: str) -> None:
    assert finding(OFFICERS, {"提案者の役員": officers}).result.value == expected


def test_an_element_without_its_label_is_known_by_its_position() -> None:
    text = item("「適切である」と認められること", "対象：提案者の役員ごと")
    changes = {"提案者の役員": [{"生年月日": "昭和50年4月1日"}], **judged({"対象": "1番目", "問い": "適切である", "結論": "認められる"})}  # fmt: skip
    assert finding(text, changes).element == "役員（1番目）"
    assert finding(text, changes).result is Result.SATISFIED


def test_a_judgement_is_of_one_element() -> None:
    text = item("「適切である」と認められること", "対象：提案者の役員ごと")
    record = {"対象": "甲野", "問い": "適切である", "結論": "認められる"}
    assert [each.result.value for each in findings(text, judged(record))] == ["適合", "要判断"]
    for_all = judged({"問い": "適切である", "結論": "認められる"})
    assert [each.result.value for each in findings(text, for_all)] == ["要判断", "要判断"]


# --- papers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("papers", "requirement", "changes", "expected", "told"),
    [
        ("提案書", ENOUGH, {"提案書": None}, "情報不足", "提案書"),
        ("提案書、誓約書", ENOUGH, {"誓約書": None}, "情報不足", "誓約書"),
        ("提案書、誓約書", "誓約書が添付されていること", {"誓約書": None}, "不適合", "誓約書"),
        ("通知書", "種別が「適合」であること", {}, "対象外", "通知の段階から要る書類です"),
        ("通知書", "種別が「適合」であること", {"一件書類の段階": "通知"}, "情報不足", "通知書"),
        ("作成済情報の提案書", "目的が「研究」であること", {}, "対象外", "「提案」の一件書類"),
        ("補正", "補正のうちに、回答の日が記載されているものがあること", {}, "対象外", "必要なときに限り"),
    ],
)
def test_papers(papers: str, requirement: str, changes: dict[str, Any], expected: str, told: str) -> None:
    found = finding(item(requirement, papers=papers), changes)
    assert found.result.value == expected
    assert told in found.reason + found.not_applicable + "".join(cause.text for cause in found.causes)


@pytest.mark.parametrize("blank", ["種類", "段階"])
def test_a_cover_must_say_kind_and_stage(blank: str) -> None:
    found = report(item(ENOUGH), {f"一件書類の{blank}": None})
    assert (found.findings[0].rule, found.overall) == ("一件書類", "情報不足")
    assert report(item(ENOUGH)).overall == "適合"


def test_what_the_next_step_needs() -> None:
    assert report(item(ENOUGH)).next_papers == ("通知書",)


def test_cancelling_is_not_what_comes_next() -> None:
    later = replace(FORMS, stages=tuple("解除" if stage == "通知" else stage for stage in FORMS.stages))
    assert next_papers(FORMS, dossier()) == ("通知書",)
    assert next_papers(later, dossier()) == ()


# --- 5.10 推定 ------------------------------------------------------------------------------------------------------


def test_a_presumption_is_the_basis_of_a_result() -> None:
    found = finding(PRESUMPTION + item(GROUND, ground=True))
    assert found.result is Result.SATISFIED
    assert [(basis.kind, basis.name) for basis in found.basis] == [("誓約", "誓約による推定")]
    assert "提案者の刑は、書類に記載がないため" in found.basis[0].text


@pytest.mark.parametrize(
    ("changes", "expected", "kinds"),
    [
        ({"誓約書の誓約の日": None}, "情報不足", ["記載なし", "推定の前提"]),
        ({"誓約書の誓約の日": "令和8年8月21日"}, "情報不足", ["記載なし", "推定の前提"]),
        ({"誓約書": None}, "情報不足", ["記載なし", "推定の前提"]),
        ({"提案者の刑": "不明"}, "情報不足", ["不明"]),
        ({"提案者の刑": [{"終わった日": "令和6年9月3日"}]}, "情報不足", ["記載なし"]),
        ({"提案者の刑": [{"刑名": "拘禁刑"}]}, "不適合", []),
        ({"提案者の刑": []}, "適合", []),
    ],
)
def test_a_presumption_falls(changes: dict[str, Any], expected: str, kinds: list[str]) -> None:
    found = finding(PRESUMPTION + item(GROUND, ground=True), changes)
    assert (found.result.value, [cause.kind for cause in found.causes]) == (expected, kinds)
    assert not found.basis


def test_a_list_that_is_presumed_empty_satisfies_on_the_pledge() -> None:
    text = PRESUMPTION + item("刑のうちに、刑名が「拘禁刑」であるものがあること", "対象：提案者の役員ごと", ground=True)
    found = finding(text, {"提案者の役員": None})
    assert (found.result, [basis.kind for basis in found.basis]) == (Result.SATISFIED, ["誓約"])
    assert finding(text, {"提案者の役員": []}).result is Result.NOT_APPLICABLE


def test_what_the_papers_alone_settle_does_not_rest_on_the_pledge() -> None:
    text = PRESUMPTION + item("提案者の刑がなく、又は目的が「研究」であること")
    assert finding(text).basis == ()
    assert finding(text, {"提案書の目的": "営利"}).basis != ()


# --- definitions, other items, other days ---------------------------------------------------------------------------

YOUNG = """
定義 若い者
  根拠：法第113条第1号から第2号まで
  次のいずれかに該当する者：
    一　年齢が18歳未満の者
    二　「幼い」と認められる者
  ただし、申告があるときは、この限りでない。
"""


def test_labels_of_a_definition_that_held() -> None:
    text = YOUNG + item(
        "若い者に該当すること",
        "対象：提案者の役員ごと",
        "基準日：提案の日",
        "理由：「｛氏名｝は、｛該当する号｝に該当する。」",
        ground=True,
    )
    changes = {"提案者の役員「乙山」の申告": "なし"}
    assert findings(text, changes)[1].reason == "乙山は、法第113条第1号に該当する。"


@pytest.mark.parametrize(("statement", "expected"), [("なし", "不適合"), ("有", "適合"), (None, "情報不足")])
def test_the_exception_of_a_definition(statement: str | None, expected: str) -> None:
    text = YOUNG + item("若い者に該当すること", "対象：提案者の役員ごと", "基準日：提案の日", ground=True)
    assert findings(text, {"提案者の役員「乙山」の申告": statement})[1].result.value == expected


COUNTED = """
定義 数える数
  根拠：法第114条第1項第2号
  書類：提案書
  次の各号に掲げる場合の区分に応じ、当該各号に定める数：
    一　抽出をする場合　抽出後の本人の数
    二　前号に掲げる場合以外の場合　本人の数
"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "適合"),
        ({"提案書の抽出": "はい"}, "情報不足"),
        ({"提案書の抽出": "はい", "提案書の抽出後の本人の数": "999人"}, "不適合"),
        ({"提案書の抽出": None, "提案書の抽出後の本人の数": "2,000人"}, "情報不足"),
        ({"提案書の抽出": None, "提案書の抽出後の本人の数": "1,000人"}, "適合"),  # whichever case it is
    ],
)
def test_a_value_by_cases(changes: dict[str, Any], expected: str) -> None:
    assert finding(COUNTED + item("数える数が、1,000人以上であること"), changes).result.value == expected


def test_a_value_by_cases_that_all_agree() -> None:
    cases = COUNTED.replace("二　前号に掲げる場合以外の場合　本人の数", "二　その他のとき　本人の数")
    changes = {"提案書の抽出": None, "提案書の抽出後の本人の数": "1,000人"}
    assert finding(cases + item("数える数が、1,000人以上であること"), changes).result is Result.SATISFIED


def others(*results: str) -> str:
    """Items test-1, test-2, … that come out as asked."""
    texts = {
        "適合": "目的が「研究」であること",
        "不適合": "目的が「営利」であること",
        "情報不足": "提案者の刑がないこと",
        "要判断": "「適切である」と認められること",
    }
    return "\n".join(
        item("目的が「研究」であること", WHERE, id=f"test-{number}")
        if result == "対象外"
        else item("目的が「営利」であること", "満たさないとき：注意", id=f"test-{number}")
        if result == "注意"
        else item(texts[result], id=f"test-{number}")
        for number, result in enumerate(results, 1)
    )


@pytest.mark.parametrize(
    ("results", "sentence", "expected"),
    [
        (["適合", "対象外"], "いずれにも適合する", "適合"),
        (["適合", "不適合"], "いずれにも適合する", "不適合"),
        (["適合", "情報不足"], "いずれにも適合する", "情報不足"),
        (["適合", "要判断"], "いずれにも適合する", "要判断"),
        (["対象外", "対象外"], "いずれにも適合する", "情報不足"),
        (["適合", "注意"], "いずれにも適合する", "適合"),
        (["適合", "不適合"], "いずれかに適合しない", "適合"),
        (["適合", "適合"], "いずれかに適合しない", "不適合"),
        (["適合", "不適合"], "いずれにも適合しない", "不適合"),
        (["不適合", "情報不足"], "いずれかに適合しない", "適合"),
    ],
)
def test_results_of_other_items(results: list[str], sentence: str, expected: str) -> None:
    text = others(*results) + "\n" + item(f"項目 test-1 から test-{len(results)} までの{sentence}こと", id="whole-1")
    found = report(text).findings[-1]
    assert (found.rule, found.result.value) == ("whole-1", expected)


@pytest.mark.parametrize(
    ("end", "expected"),
    [("令和8年8月20日", "不適合"), ("令和8年8月21日", "適合"), (None, "情報不足"), ("なし", "適合")],
)
def test_another_day(end: str | None, expected: str) -> None:
    text = item("終期において、年齢が18歳未満であること", "対象：提案者の役員ごと", "基準日：審査の日", ground=True)
    assert findings(text, {"提案書の終期": end})[1].result.value == expected


# --- 要判断 as an effect, settings, outcome -------------------------------------------------------------------------

SCREEN = item(ENOUGH, "満たさないとき：要判断")


@pytest.mark.parametrize(
    ("changes", "result", "weight"),
    [
        ({}, "適合", "適合"),
        ({"提案書の本人の数": "999人"}, "要判断", "要判断"),
        ({"提案書の本人の数": None}, "情報不足", "情報不足"),
        ({"提案書の本人の数": "999人", **judged({"問い": "試しの項目", "結論": "認められる"})}, "適合", "適合"),
        ({"提案書の本人の数": "999人", **judged({"問い": "試しの項目", "結論": "認められない"})}, "不適合", "注意"),
        ({"提案書の本人の数": "999人", **judged({"問い": "試しの項目", "結論": "保留"})}, "要判断", "要判断"),
    ],
)
def test_a_screen_asks_a_person(changes: dict[str, Any], result: str, weight: str) -> None:
    found = finding(SCREEN, changes)
    assert (found.result.value, found.weight) == (result, weight)


DELEGATED = "委任 条例の数\n  根拠：法第119条第3項\n  定める者：「地方公共団体」\n  標準：1,000人\n\n"


def test_a_delegated_value_counts_only_where_it_is_set() -> None:
    from compliance.engine.settings import delegated_value

    text = DELEGATED + item("本人の数が、条例の数以上であること")
    found = finding(text)
    assert (found.result, [cause.kind for cause in found.causes]) == (Result.MISSING, ["委任"])
    settings = Settings("架空市", {"条例の数": delegated_value(1001, "1,001人")})
    assert report(text, settings=settings).findings[-1].result is Result.VIOLATED


def test_the_outcome_keeps_duties_and_the_contract_apart() -> None:
    duty = item("目的が「営利」であること", "満たさないとき：義務違反", id="test-1")
    cancelled = item("目的が「研究」であること", "該当するとき：解除事由", ground=True, id="test-2")
    failing = item("目的が「営利」であること", "満たさないとき：要補正", id="test-3")
    found = report(duty + "\n" + cancelled)
    assert (found.outcome, found.overall, found.duties, found.cancellation) == ("適合", "義務違反", True, True)
    found = report(duty + "\n" + failing)
    assert (found.outcome, found.overall) == ("要補正", "要補正")
    assert found.counts["適合"] == 0 and found.counts["不適合"] == 2


@pytest.mark.parametrize(
    ("on", "changes", "expected"),
    [
        (date(2026, 9, 2), {"審査記録の審査の日": "令和8年8月31日"}, (date(2026, 9, 2), "--on")),
        (None, {"審査記録の審査の日": "令和8年8月31日"}, (date(2026, 8, 31), "審査記録")),
        (None, {"審査記録の審査の日": None}, (date(2026, 9, 2), "今日")),
    ],
)
def test_the_day_of_the_review(on: date | None, changes: dict[str, Any], expected: tuple[date, str]) -> None:
    found = report(item(ENOUGH), changes, on=on)
    assert (found.on, found.on_from) == expected


# --- what is shown --------------------------------------------------------------------------------------------------


def test_the_tree_shows_only_what_decided() -> None:
    found = finding(item("本人の数が、2,000人以上であり、かつ、目的が「研究」であること"))
    assert found.trace is not None
    assert found.trace.text == "本人の数が、2,000人以上である"
    assert found.trace.detail == "本人の数 1,000人 ＜ 2,000人"
    assert [(fact, raw) for fact, raw, _ in found.trace.places] == [("本人の数", "1,000人")]
    assert found.trace.rule_place is not None and found.trace.rule_place.text == "本人の数が、2,000人以上であり"


@pytest.mark.parametrize(
    ("requirement", "changes", "remedy"),
    [
        (ENOUGH, {"提案書の本人の数": "999人"}, "本人の数を1,000人以上とすれば、適合となります。"),
        ("目的及び方法が、いずれも記載されていること", {"提案書の方法": None}, "方法を記載すれば、適合となります。"),
        ("方法が「電磁的記録」であること", {}, "方法を「電磁的記録」とすれば、適合となります。"),
        ("誓約書が添付されていること", {"誓約書": None}, "誓約書を添付すれば、適合となります。"),
        (ENOUGH, {"提案書の本人の数": None}, "本人の数が、1,000人以上であることが確かめられれば、適合となります。"),
        (
            "添付書類のうちに、用途が「代理権の証明」であるものがあること",
            {},
            "添付書類に、用途が「代理権の証明」であるものを加えれば、適合となります。",
        ),
    ],
)
def test_what_would_change_it(requirement: str, changes: dict[str, Any], remedy: str) -> None:
    found = finding(item(requirement), changes)
    assert found.remedy == (remedy,)
    assert len(found.remedy_english) == 1 and found.remedy_english[0].isprintable()


@pytest.mark.parametrize(
    ("requirement", "changes"),
    [
        # never: to take in an officer who is not of age, to be somebody else, to have come earlier
        ("提案者の役員のうちに、氏名が「丙川」であるものがあること", {}),
        ("提案者の種別が「個人」であること", {}),
        ("提案の日が、令和8年8月1日以前であること", {}),
        ("審査の日が、令和8年8月1日以前であること", {}),
        ("募集の終了の日が、令和8年10月1日以後であること", {}),
    ],
)
def test_facts_are_not_to_be_made_up(requirement: str, changes: dict[str, Any]) -> None:
    found = finding(item(requirement), changes)
    assert found.result is Result.VIOLATED
    assert (found.remedy, found.remedy_english) == tuple((text,) for text in MATTER_OF_FACT)


def test_a_judgement_says_what_it_lacks() -> None:
    record = {"問い": "適切である", "結論": "認められる", "理由": "", "判断の日": ""}
    assert finding(item("「適切である」と認められること"), judged(record)).causes[0].text == (
        "「適切である」と認められるかどうかの判断に、理由及び判断の日が記載されていません"
        "（理由、判断者及び判断の日のない判断は、使えません）。"
    )


def test_a_dossier_to_which_no_item_applies_is_not_satisfied() -> None:
    found = report(item(ENOUGH, WHERE))
    assert [each.result for each in found.findings] == [Result.MISSING, Result.NOT_APPLICABLE]
    assert found.overall == found.outcome == "情報不足"
    assert found.findings[0].reason == "どの項目も対象外で、審査できたものがありません。"
    assert found.findings[0].reason_english.isascii()


def test_without_a_valid_pledge_nothing_is_presumed_and_the_reason_says_so() -> None:
    found = finding(PRESUMPTION + item(GROUND, ground=True), {"誓約書の誓約の日": "令和8年8月21日"})
    assert found.reason == "提案者の刑が分からず、有効な誓約書が確かめられないため、推定もできない。"


def test_a_judgement_is_not_to_be_turned() -> None:
    assert (
        finding(item("「適切である」と認められること"), judged({"問い": "適切である", "結論": "認められない"})).remedy
        == ()
    )


def test_what_is_free_to_choose_is_told_beside_what_is_given() -> None:
    found = finding(item("提案者の種別が「個人」であり、かつ、方法が「電磁的記録」であること"))
    assert found.remedy == ("方法を「電磁的記録」とすれば、この点は満たされます。", MATTER_OF_FACT[0])


def test_a_paper_to_attach_covers_what_it_must_say() -> None:
    text = "誓約書が添付されており、かつ、誓約書の誓約者が「架空株式会社」であること"
    assert finding(item(text), {"誓約書": None}).remedy == ("誓約書を添付すれば、適合となります。",)
    assert finding(item(text), {"誓約書の誓約者": "別の会社"}).remedy == (
        "誓約書の誓約者が「架空株式会社」であるものに差し替えれば、適合となります。",
    )


def test_causes_name_fact_addressee_and_place() -> None:
    cause = finding(
        OFFICERS.replace("対象：提案者の役員ごと", "対象：提案者の役員ごと"), {"提案者の役員": None}
    ).causes[0]
    assert (cause.fact, cause.addressee) == ("提案者の役員", "提案者")
    assert cause.text == "提案書に、提案者の役員が記載されていません。"
    assert cause.english == "The proposal does not state the officers of the proposer."
    assert cause.place is not None


def test_same_input_same_report() -> None:
    text = PRESUMPTION + YOUNG + OFFICERS
    assert report(text) == report(text)
