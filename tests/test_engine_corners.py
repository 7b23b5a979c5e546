"""Corners of the evaluation that no shipped rule reaches: each is a promise of the language all the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from evaluating import FORMS, ON, dossier, draft, finding, findings, item, judged, report, rules_of

from compliance.check import check_rules
from compliance.engine.evaluate import evaluate
from compliance.finding import Result
from compliance.language.parse import parse_all
from compliance.plan.compile import RESULTS, compile_plan
from compliance.source import Source

# --- ただし書 of a 号 -------------------------------------------------------------------------------------------------

EXCEPT = "ただし、抽出をするときは、この限りでない。"
ALL = item(f"次のいずれにも該当すること：\n    一　目的が「営利」である。{EXCEPT}\n    二　本人の数が1,000人以上である")
ANY = item(
    f"次のいずれかに該当すること：\n    一　目的が「研究」である。{EXCEPT}\n    二　本人の数が2,000人以上である",
    "理由：「｛該当する号｝に該当する。」",
    ground=True,
)


@pytest.mark.parametrize(
    ("text", "extraction", "expected"),
    [
        (ALL, "はい", "適合"),  # what is excepted is not asked for
        (ALL, "いいえ", "不適合"),
        (ALL, None, "情報不足"),
        (ANY, "はい", "適合"),  # what is excepted is no ground
        (ANY, "いいえ", "不適合"),
        (ANY, None, "情報不足"),
    ],
)
def test_an_exception_belongs_to_its_entry(text: str, extraction: str | None, expected: str) -> None:
    found = finding(text, {"提案書の抽出": extraction})
    assert found.result.value == expected
    assert [cause.fact for cause in found.causes] == (["抽出"] if extraction is None else [])


def test_an_exception_that_decided_is_told_under_its_entry() -> None:
    found = finding(ALL, {"提案書の抽出": "いいえ"})
    assert found.trace is not None
    (entry,) = found.trace.children
    assert (entry.label, entry.text, entry.truth) == ("一", "目的が「営利」である", False)
    assert [(step.label, step.text, step.truth) for step in entry.children] == [
        ("", "目的が「営利」である", False),
        ("ただし書", "抽出をする", False),
    ]


# --- 定義 -----------------------------------------------------------------------------------------------------------

DATED = """
定義 大きい数
  根拠：法第114条第1項第2号
  書類：提案書
  令和4年4月1日から令和8年8月19日まで：
    本人の数が、1,000人以上であるもの

定義 若い者
  根拠：法第113条第1号
  年齢が18歳未満の者

"""


@pytest.mark.parametrize(
    ("arrived", "expected", "kinds"), [("令和8年8月19日", "適合", []), ("令和8年8月20日", "情報不足", ["設定"])]
)
def test_a_definition_out_of_force_leaves_open_what_it_defines(arrived: str, expected: str, kinds: list[str]) -> None:
    text = DATED + item("提案書が、大きい数に該当すること", "基準日：提案の日")
    found = finding(text, {"提案書の提案の日": arrived})
    assert (found.result.value, [cause.kind for cause in found.causes]) == (expected, kinds)


def test_nobody_falls_under_a_definition() -> None:
    text = DATED + item("提案者が、若い者に該当しないこと", "基準日：提案の日")
    assert finding(text, {"提案書の提案者": "なし"}).result is Result.SATISFIED
    assert finding(text, {"提案書の提案者": "不明"}).result is Result.MISSING


# --- results of other items -----------------------------------------------------------------------------------------


def test_an_item_that_is_left_out_leaves_open_what_asks_for_its_result() -> None:
    text = item("本人の数が、1,000円以上であること") + item("項目 test-1 に適合すること", id="whole-1")
    files, _ = parse_all([Source("試し.rule", text)], FORMS)
    rules, problems = check_rules(files, FORMS, None)
    assert any(problem.is_error for problem in problems)
    found = evaluate(rules, FORMS, dossier(), ON, ON).findings
    assert all(each.result is Result.MISSING for each in found)


# --- what the form and the papers leave open ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected", "kind"), [("令和8年8月20日", "適合", ""), ("9999-12-31", "要判断", "期間の計算")]
)
def test_the_day_after_the_last_day_of_the_calendar(day: str, expected: str, kind: str) -> None:
    text = item("修正の日が、提案の日の翌日の前であること")
    found = finding(text, {"提案書の提案の日": day, "提案書の修正の日": "令和8年8月20日"})
    assert found.result.value == expected
    assert [cause.kind for cause in found.causes] == ([kind] if kind else [])


# --- the cover ------------------------------------------------------------------------------------------------------


def test_without_a_cover_nothing_is_satisfied() -> None:
    papers = draft()
    papers.leave_blank("一件書類")
    found, _ = papers.dossier()
    assert found is not None
    told = evaluate(rules_of(item("目的が「研究」であること")), FORMS, found, ON, ON)
    assert (told.findings[0].rule, told.findings[0].result) == ("一件書類", Result.MISSING)
    assert [cause.kind for cause in told.findings[0].causes] == ["書類なし"]


# --- effects and counts ---------------------------------------------------------------------------------------------

TWO = "満たさないとき：\n    一　抽出をするとき　注意\n    二　目的が「研究」であるとき　要補正"


@pytest.mark.parametrize(
    ("changes", "effect", "is_open"),
    [
        ({"提案書の抽出": "はい"}, "注意", False),
        ({}, "要補正", False),
        ({"提案書の抽出": None}, "要補正", True),
    ],
)
def test_effects_by_cases(changes: dict[str, Any], effect: str, is_open: bool) -> None:
    text = item("本人の数が、2,000人以上であること", TWO + "\n    三　その他のとき　不適合")
    found = finding(text, changes)
    assert (found.result, found.effect, found.effect_open) == (Result.VIOLATED, effect, is_open)


def test_counts() -> None:
    text = "\n".join(
        (
            item("目的が「研究」であること", id="test-1"),
            item("目的が「営利」であること", "満たさないとき：要補正", id="test-2"),
            item("目的が「営利」であること", "満たさないとき：要補正", id="test-3"),
            item("目的が「営利」であること", "満たさないとき：注意", id="test-4"),
            item("目的が「営利」であること", id="test-5"),
            item("提案者の刑がないこと", "満たさないとき：要補正", id="test-6"),
            item("「適切である」と認められること", id="test-7"),
            item("「適切である」と認められること", id="test-8"),
        )
    )
    records = (
        {"問い": "適切である", "結論": "認められる", "項目": "test-7"},
        {
            "問い": "適切である",
            "結論": "認められない",
            "項目": "test-8",
        },
    )
    counts = report(text, judged(*records)).counts
    expected = {"適合": 2, "不適合": 5, "情報不足": 1, "要判断": 0, "対象外": 0, "要補正": 2, "注意": 1, "義務違反": 0}
    assert {name: counts[name] for name in expected} == expected
    assert (counts["判断"], counts["誓約"]) == (1, 0)


# --- 該当する号 -----------------------------------------------------------------------------------------------------

LABELS = """
定義 広い者
  根拠：{citation}
  次のいずれかに該当する者：
    一　年齢が18歳未満の者
    二　年齢が20歳未満の者
    二の二　氏名が「乙山」である者
    三　次のいずれにも該当する者：
      イ　年齢が20歳未満の者
      ロ　氏名が「乙山」である者
"""


@pytest.mark.parametrize(
    ("citation", "reason", "shown"),
    [
        ("法第113条第1号から第3号まで", "｛該当する号｝に", "法第113条第1号、第2号、第2号の2及び第3号"),
        ("法第113条", "｛該当する号｝に", "「広い者」の第1号"),
        ("法第113条", "法第113条｛該当する号｝に", "法第113条第1号"),
    ],
)
def test_labels_with_their_article(citation: str, reason: str, shown: str) -> None:
    text = LABELS.format(citation=citation) + item(
        "広い者に該当すること",
        "対象：提案者の役員ごと",
        "基準日：提案の日",
        f"理由：「{reason}該当する。」",
        ground=True,
    )
    assert shown in findings(text)[1].reason


def test_labels_of_an_item_of_its_own() -> None:
    found = finding(ANY, {"提案書の抽出": "いいえ"})
    assert found.reason == "第1号に該当する。"
    nothing = item("目的が「研究」であること", "理由：「｛該当する号｝に該当する。」", ground=True)
    assert finding(nothing).reason == "いずれかの号に該当する。"


def test_a_reason_says_what_is_not_known() -> None:
    text = item("本人の数が、2,000人以上であること", "理由：「目的は｛目的｝、方法は｛方法｝、代理人は｛代理人｝。」")
    found = finding(text, {"提案書の目的": "不明", "提案書の方法": None})
    assert found.reason == "目的は（不明）、方法は（記載なし）、代理人はなし。"


def test_a_requirement_before_it_was_in_force() -> None:
    text = item("", "基準日：提案の日").replace(
        "  要件：\n", "  要件：\n    令和8年8月21日から：\n      目的が「営利」であること\n"
    )
    found = finding(text)
    assert found.not_applicable == "令和8年8月20日には、この項目の定めが施行されていません。"
    assert found.day == date(2026, 8, 20)


# --- the values that decided ----------------------------------------------------------------------------------------

LISTED = "募集の求める書類"
TOLD: list[tuple[str, dict[str, Any], str, str]] = [
    ("本人の数が、2,000人以上であること", {}, "本人の数 1,000人 ＜ 2,000人", "the number of persons: 1,000 persons ＜ 2,000 persons"),
    ("本人の数が、1,000人を超えること", {}, "本人の数 1,000人 ＝ 1,000人", "the number of persons: 1,000 persons ＝ 1,000 persons"),
    ("本人の数が、900人未満であること", {}, "本人の数 1,000人 ＞ 900人", "the number of persons: 1,000 persons ＞ 900 persons"),
    ("本人の数が、900人未満であること", {"提案書の本人の数": "なし"}, "本人の数 なし、900人", "the number of persons: none; 900 persons"),
    ("目的が「営利」又は「教育」であること", {}, "目的 研究", "the purpose: “研究”"),
    ("目的が「営利」であること", {"提案書の目的": "なし"}, "目的 なし", "the purpose: none"),
    ("提案の日が、募集の年度に属すること", {"募集の年度": "令和7年度"}, "提案の日 令和8年8月20日、募集の年度 令和7年度",
     "the day the proposal arrived: 2026-08-20; the fiscal year of the call: fiscal year 2025"),
    ("提案の日が、募集の年度に属すること", {"募集の年度": "なし"}, "提案の日 令和8年8月20日、募集の年度 なし",
     "the day the proposal arrived: 2026-08-20; the fiscal year of the call: none"),
    (f"目的が、{LISTED}に含まれること", {}, "目的 研究、募集の求める書類 委任状",
     "the purpose: “研究”; the documents required of the call: “委任状”"),
    (f"目的が、{LISTED}に含まれること", {LISTED: "なし"}, "目的 研究、募集の求める書類 なし",
     "the purpose: “研究”; the documents required of the call: none"),
    (f"{LISTED}のいずれもが、添付書類の種類に含まれること", {LISTED: ["委任状", "印鑑証明書", "図面"]},
     "含まれないもの：印鑑証明書、図面", "not among them: “印鑑証明書”, “図面”"),
    ("目的及び方法が、いずれも記載されていること", {"提案書の方法": None}, "提案書に、方法が記載されていません", "The proposal does not state the method"),
    ("抽出をすること", {}, "抽出 いいえ", "“whether a part is extracted”: no"),
    ("代理人があること", {}, "代理人 なし", "the agent: none"),
    ("提案者の役員の数が3件であること", {}, "提案者の役員の数 2件", "the number of entries in the officers of the proposer: 2 cases"),
    ("添付書類のうちに、用途が「本人確認」であるものが、2件以上あること", {}, "当たるものは1件", "1 of them"),
    ("添付書類のうちに、用途が「印」であるものがあること", {}, "添付書類2件による", "by the 2 listed in the attached documents"),
]  # fmt: skip


@pytest.mark.parametrize(("requirement", "changes", "detail", "english"), TOLD)
def test_the_values_that_decided_are_told(requirement: str, changes: dict[str, Any], detail: str, english: str) -> None:
    found = finding(item(requirement), changes)
    assert found.result is Result.VIOLATED
    assert found.trace is not None
    assert (found.trace.detail, found.trace.english_detail) == (detail, english)


OPEN: list[tuple[str, dict[str, Any], list[str]]] = [
    ("提案の日が、募集の年度に属すること", {"募集の年度": None}, ["年度"]),
    (f"目的が、{LISTED}に含まれること", {"提案書の目的": None}, ["目的"]),
    (f"目的が、{LISTED}に含まれること", {LISTED: None}, ["求める書類"]),
    (f"目的が、{LISTED}に含まれること", {"提案書の目的": None, LISTED: None}, ["目的", "求める書類"]),
    ("本人の数が、抽出後の本人の数以上であること", {}, ["抽出後の本人の数"]),
    ("本人の数が、抽出後の本人の数以上であること", {"提案書の本人の数": None}, ["本人の数", "抽出後の本人の数"]),
    ("抽出後の本人の数が、1人以上であり、かつ、目的が「研究」であること", {}, ["抽出後の本人の数"]),
    ("抽出をすること", {"提案書の抽出": "不明"}, ["抽出"]),
]


@pytest.mark.parametrize(("requirement", "changes", "facts"), OPEN)
def test_what_is_open_names_each_fact_it_waits_for(requirement: str, changes: dict[str, Any], facts: list[str]) -> None:
    found = finding(item(requirement), changes)
    assert found.result is Result.MISSING
    assert [cause.fact for cause in found.causes] == facts
    told = facts if len(facts) == 1 else ["、".join(facts)]
    assert found.reason == f"{told[0]}が分からないため、決まらない。"


# --- values ---------------------------------------------------------------------------------------------------------

AMOUNT = """
定義 目安の額
  根拠：法第119条第1項
  書類：積算
  次の各号に掲げる場合の区分に応じ、当該各号に定める額：
    一　委託がある場合　元の額と同額
    二　その他の場合　時間1時間までごとに3,950円

""" + item("目安の額が、10,000円以下であること", papers="提案書、積算")


@pytest.mark.parametrize(
    ("changes", "expected", "told"),
    [
        ({}, "不適合", "目安の額 15,800円 ＞ 10,000円"),
        ({"積算の時間": "0時間"}, "適合", "目安の額 0円 ＜ 10,000円"),
        ({"積算の時間": "なし"}, "不適合", "目安の額 なし、10,000円"),
        ({"積算の時間": None}, "情報不足", ""),
        ({"積算の委託": "はい", "積算の元の額": "9円"}, "適合", "目安の額 9円 ＜ 10,000円"),
        # the same, whichever case it is
        ({"積算の委託": None, "積算の元の額": "15,800円"}, "不適合", "目安の額 15,800円 ＞ 10,000円"),
        ({"積算の委託": None, "積算の元の額": "15,801円"}, "情報不足", ""),
    ],
)
def test_a_value_of_amounts_alone(changes: dict[str, Any], expected: str, told: str) -> None:
    found = finding(AMOUNT, changes)
    assert found.result.value == expected
    assert found.trace is not None and found.trace.detail == told


def test_an_amount_and_a_number_of_persons_are_not_one_value() -> None:
    files, _ = parse_all([Source("試し.rule", AMOUNT.replace("元の額と同額", "本人の数"))], FORMS)
    _, problems = check_rules(files, FORMS, None)
    assert [problem.code for problem in problems if problem.is_error] != []


@pytest.mark.parametrize(
    ("requirement", "changes", "told"),
    [
        ("始期が、提案の日の前日の前であること", {}, "始期 令和8年10月1日 ＞ 提案の日の前日 令和8年8月19日"),
        (
            "始期が、募集の年度の末日以前であること",
            {"提案書の始期": "令和9年4月1日"},
            "始期 令和9年4月1日 ＞ 募集の年度の末日 令和9年3月31日",
        ),
    ],
)
def test_days_reckoned_from_others(requirement: str, changes: dict[str, Any], told: str) -> None:
    found = finding(item(requirement), changes)
    assert found.trace is not None
    assert (found.result, found.trace.detail) == (Result.VIOLATED, told)


LATER = """
基準値 最低数
  根拠：規則第56条
  令和8年8月21日から：1,000人

定義 数える数
  根拠：法第114条第1項第2号
  書類：提案書
  令和8年8月21日から：
    次の各号に掲げる場合の区分に応じ、当該各号に定める数：
      一　抽出をする場合　抽出後の本人の数
      二　その他の場合　本人の数

"""


@pytest.mark.parametrize("requirement", ["本人の数が、最低数以上であること", "数える数が、1人以上であること"])
def test_a_value_before_it_was_in_force(requirement: str) -> None:
    text = LATER + item(requirement, "基準日：提案の日")
    found = finding(text)
    assert (found.result, [cause.kind for cause in found.causes]) == (Result.MISSING, ["設定"])
    assert finding(text, {"提案書の提案の日": "令和8年8月21日"}).result is Result.SATISFIED


def test_elements_that_are_texts_are_called_by_their_text() -> None:
    (found,) = findings(item("「適切である」と認められること", "対象：募集の求める書類ごと", papers="提案書、募集"))
    assert (found.element, found.element_english) == ("求める書類「委任状」", "documents required “委任状”")
    assert "対象「委任状」" in found.remedy[0]


def test_labels_inside_other_words_and_out_of_the_article() -> None:
    young = LABELS.format(citation="法第百十三条第一号から第三号まで")
    reason = "理由：「｛該当する号｝に該当する。」"
    text = item(
        "広い者に該当し、かつ、氏名が「乙山」であること",
        "対象：提案者の役員ごと",
        "基準日：提案の日",
        reason,
        ground=True,
    )
    assert findings(young + text)[1].reason.startswith("法第百十三条第1号、")
    outside = young.replace("第一号から", "第二号から")
    assert findings(outside + text)[1].reason.startswith("「広い者」の第1号、")


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("令和8年10月1日", "始期から起算して2年の期間は令和10年9月30日に満了し、令和10年10月1日から、経過したものとなります。"),
        ("9998-12-31", "この結果は、書類に記載された事実によるものです。事実が違うときは、書類を訂正してください。"),
    ],
)  # fmt: skip
def test_when_a_period_will_have_passed(start: str, told: str) -> None:
    assert finding(item("始期から起算して2年を経過していること"), {"提案書の始期": start}).remedy == (told,)


@pytest.mark.parametrize(
    ("requirement", "reason"),
    [
        (
            "次のいずれにも該当しないこと：\n    一　目的が「営利」である\n    二　本人の数が1人以上である",
            "本人の数が、1人以上である（本人の数 1,000人 ＞ 1人）。",
        ),
        (
            "目的が「研究」であるときは、方法が「電磁的記録」であること",
            "目的が「研究」である（目的 研究）。方法が「電磁的記録」でない（方法 書面）。",
        ),
        (
            "添付書類のうちに、用途が「本人確認」であるものが、1件を超えること",
            "添付書類のうちに、用途が「本人確認」であるものが、1件を超えない。",
        ),
    ],
)
def test_the_reason_says_what_is_the_case(requirement: str, reason: str) -> None:
    assert finding(item(requirement)).reason == reason


def test_unlabelled_elements_of_joined_lists_are_told_apart() -> None:
    """Two officers with a sentence each: a judgement on the second sentence is not one on the first."""
    text = item("「軽い」と認められること", "対象：提案者の役員の刑ごと")
    sentence = {"終わった日": "令和2年1月1日"}
    changes = {
        "提案書の提案者の役員": [{"氏名": name, "刑": [sentence]} for name in ("甲", "乙")],
        **judged({"対象": "2番目", "問い": "軽い", "結論": "認められる"}),
    }
    found = findings(text, changes)
    assert [each.result.value for each in found] == ["要判断", "適合"], [each.element for each in found]
    assert ["1番目" in found[0].element, "2番目" in found[1].element] == [True, True]
    papers = dossier(changes)
    plan = compile_plan(rules_of(text), FORMS)
    told = [RESULTS[code].value for _, _, code, _, _ in plan.run(papers.facts, papers.kind, papers.stage, ON, ON)]
    assert told[-2:] == ["要判断", "適合"]
