"""What a finding says beside its result: effect, reason, what to do, what it rests on, its tree and its place."""

from __future__ import annotations

from typing import Any

import pytest
from evaluating import FORMS, ON, PRESUMPTION, dossier, finding, findings, item, judged, report, rules_of

from compliance.engine.evaluate import evaluate
from compliance.finding import Finding, Result, Step
from compliance.struct import replace

ENOUGH = "本人の数が、1,000人以上であること"
PERSON = "適用：提案者の種別が「個人」である場合"
UNLESS = "ただし、抽出をするときは、この限りでない。"
FEW: dict[str, Any] = {"提案書の本人の数": "1人"}


def tree(step: Step) -> list[tuple[str, str, bool | None]]:
    """Label, text and truth of a step and of the steps right below it."""
    return [(each.label, each.text, each.truth) for each in (step, *step.children)]


def line(found: Finding) -> str:
    """The text of the papers that a finding points at."""
    assert found.place is not None
    return found.place.text


# --- what was judged at all -----------------------------------------------------------------------------------------


def test_a_dossier_to_which_some_item_applies_is_reviewed() -> None:
    other = item("抽出をしないこと", id="test-2")
    found = report(item(ENOUGH, PERSON) + "\n" + other)
    assert [(each.rule, each.result.value) for each in found.findings] == [("test-1", "対象外"), ("test-2", "適合")]
    assert found.overall == "適合"
    nothing = report(item(ENOUGH, PERSON))
    assert [(each.rule, each.result.value) for each in nothing.findings] == [
        ("一件書類", "情報不足"),
        ("test-1", "対象外"),
    ]


def test_without_items_and_without_a_cover_there_is_nothing_to_say_so_of() -> None:
    fee = "手数料 fee-1\n  見出し：手数料\n  根拠：法第119条第1項\n  書類：積算\n  内訳：\n    一　「基本額」　1円\n    二　「額」　2円\n"
    assert report(fee).findings == ()
    sections = {name: section for name, section in FORMS.sections.items() if name != "一件書類"}
    told = evaluate(rules_of(item(ENOUGH, PERSON)), replace(FORMS, sections=sections), dossier(), ON, ON)
    assert [each.rule for each in told.findings] == ["test-1"]


# --- one result for an item -----------------------------------------------------------------------------------------

WHOLE = "\n" + item("項目 test-0 に適合すること")
BY_CASES = "満たさないとき：\n    一　抽出をするとき　注意\n    二　その他のとき　不適合"


@pytest.mark.parametrize(
    ("extraction", "expected"), [("はい", "情報不足"), ("いいえ", "不適合"), (None, "不適合")]
)  # fmt: skip
def test_a_remark_is_no_result_of_an_item(extraction: str | None, expected: str) -> None:
    text = item("本人の数が、2,000人以上であること", BY_CASES, id="test-0") + WHOLE
    found = finding(text, {"提案書の抽出": extraction})
    assert found.result.value == expected
    if extraction == "はい":
        assert found.causes[0].text == (
            "項目「test-0」は、結果が注意にとどまる項目のため、適合するかどうかが決まりません。"
        )


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["甲野", "乙山"], "不適合"), (["乙山", "甲野"], "不適合"), (["甲野", "甲野"], "適合"), (["乙山"], "不適合")],
)
def test_an_item_is_as_good_as_its_worst_element(names: list[str], expected: str) -> None:
    text = item("氏名が「甲野」であること", "対象：提案者の役員ごと", id="test-0") + WHOLE
    officers = [{"氏名": name, "生年月日": f"昭和50年4月{day}日"} for day, name in enumerate(names, 1)]
    assert finding(text, {"提案書の提案者の役員": officers}).result.value == expected


@pytest.mark.parametrize(
    ("effect", "shown", "is_open"),
    [
        (BY_CASES, "不適合", True),
        ("満たさないとき：要補正", "要補正", False),
        ("満たさないとき：不適合", "不適合", False),
    ],
)
def test_a_missing_paper_leaves_the_gravest_effect_open(effect: str, shown: str, is_open: bool) -> None:
    found = finding(item(ENOUGH, effect), {"提案書": None})
    assert (found.result, found.effect, found.effect_open) == (Result.MISSING, shown, is_open)
    assert finding(item(ENOUGH, effect)).effect_open is False


# --- 判断を要する場合 -------------------------------------------------------------------------------------------------

CASES = item(
    ENOUGH,
    "判断を要する場合：\n    一　目的が「研究」であるとき　「甲か。」\n    二　方法が「書面」であるとき　「乙か。」\n"
    "    三　抽出をするとき　「丙か。」",
)
FIRST, SECOND, THIRD = "甲か。", "乙か。", "丙か。"
YES, NO = "認められる", "認められない"


def answers(**conclusions: str) -> dict[str, Any]:
    return judged(*({"問い": f"{name}か。", "結論": conclusion} for name, conclusion in conclusions.items()))


@pytest.mark.parametrize(
    ("changes", "expected", "questions"),
    [
        # the first case that holds decides, and the others are not asked
        ({}, "要判断", [FIRST]),
        (answers(乙=YES), "要判断", [FIRST]),
        (answers(甲=YES, 乙=NO), "適合", []),
        (answers(甲=NO, 乙=YES), "不適合", []),
        ({"提案書の目的": "営利", **answers(甲=NO, 乙=YES)}, "適合", []),
        ({"提案書の目的": "営利", **answers(甲=YES, 乙=NO)}, "不適合", []),
        (
            {"提案書の目的": "営利", "提案書の方法": "電磁的記録", "提案書の抽出": "はい", **answers(丙=NO)},
            "不適合",
            [],
        ),
        ({"提案書の目的": "営利", "提案書の方法": "電磁的記録"}, "適合", []),
        # a case that is unknown decides only where both ways agree
        ({"提案書の目的": None, **answers(甲=NO, 乙=NO)}, "不適合", []),
        ({"提案書の目的": None, **answers(甲=YES, 乙=YES)}, "適合", []),
        ({"提案書の目的": None, **answers(甲=YES, 乙=NO)}, "情報不足", [""]),
        ({"提案書の目的": None, **answers(乙=NO)}, "情報不足", ["", FIRST]),
        ({"提案書の目的": None, **answers(甲=YES)}, "情報不足", ["", SECOND]),
        (
            {"提案書の目的": None, "提案書の方法": None, "提案書の抽出": "はい", "提案書の本人の数": None},
            "情報不足",
            ["", FIRST, "", SECOND, THIRD],
        ),
        (
            {"提案書の目的": None, "提案書の方法": None, "提案書の抽出": "はい", **answers(甲=YES, 乙=NO, 丙=YES)},
            "情報不足",
            ["", ""],
        ),
        ({"提案書の目的": "営利", "提案書の方法": "電磁的記録", "提案書の抽出": None, **FEW}, "情報不足", ["", THIRD]),
        # where a case and its answer are unknown, an unknown requirement does not hide what is to be asked
        (
            {"提案書の目的": "営利", "提案書の方法": "電磁的記録", "提案書の抽出": None, "提案書の本人の数": None},
            "情報不足",
            ["", THIRD, ""],
        ),
    ],
)
def test_the_case_that_a_person_decides(changes: dict[str, Any], expected: str, questions: list[str]) -> None:
    found = finding(CASES, changes)
    assert found.result.value == expected
    assert [cause.question for cause in found.causes] == questions


def test_what_was_judged_is_the_reason_and_no_change_of_the_papers_is_advised() -> None:
    """Also where an earlier case is not known and was judged alike."""
    for changes in ({"提案書の目的": "営利"}, {"提案書の目的": None}):
        found = finding(CASES, {**changes, **answers(甲=NO, 乙=NO)})
        told = "「乙か。」について、認められないと判断されています（審査 太郎、令和8年9月1日）。理由：書類による。"
        assert (found.reason, found.remedy) == (told, ())
        assert found.reason_english == "“乙か。” was judged not to hold (審査 太郎, 2026-09-01)."
    found = finding(CASES, {"提案書の目的": "営利", "提案書の方法": "電磁的記録", **FEW})
    assert found.reason == "本人の数が、1,000人以上でない（本人の数 1人 ＜ 1,000人）。"
    assert found.remedy == ("本人の数を1,000人以上とすれば、適合となります。",)
    found = finding(CASES, {"提案書の目的": None, "提案書の方法": "電磁的記録", **FEW, **answers(甲=NO)})
    assert (found.result, found.reason) == (
        Result.VIOLATED,
        "本人の数が、1,000人以上でない（本人の数 1人 ＜ 1,000人）。",
    )


def test_the_tree_of_what_a_person_decides() -> None:
    found = finding(CASES, {"提案書の目的": None, **answers(甲=NO, 乙=NO)})
    assert found.trace is not None
    assert tree(found.trace) == [
        ("", "試しの項目", False),
        ("判断を要する場合　一", "目的が「研究」である", None),
        ("", "「甲か。」", False),
        ("判断を要する場合　二", "方法が「書面」である", True),
        ("", "「乙か。」", False),
        ("要件", "本人の数が、1,000人以上である", True),
    ]


# --- 適用 and ただし書 ----------------------------------------------------------------------------------------------


def test_why_an_item_does_not_apply() -> None:
    found = finding(item(ENOUGH, PERSON))
    assert found.not_applicable == (
        "提案者の種別が「個人」でない（提案者の種別 法人その他の団体）ため、適用されません。"
    )
    assert found.not_applicable_english.startswith("It does not apply: the kind of person of the proposer is not")
    assert found.trace is not None
    assert tree(found.trace) == [("適用", "提案者の種別が「個人」である", False)]
    assert line(found) == '"法人その他の団体"'
    found = finding(item(ENOUGH, UNLESS), {"提案書の抽出": "はい"})
    assert found.not_applicable == "ただし書に当たるため、適用されません（抽出をする（抽出 はい））。"
    assert found.not_applicable_english.startswith("The proviso holds: a part is extracted")
    assert found.trace is not None
    assert tree(found.trace) == [("ただし書", "抽出をする", True)]
    assert line(found) == '"はい"'


def test_an_item_for_nobody_says_of_whom() -> None:
    (found,) = findings(item("氏名が「甲野」であること", "対象：提案者の役員ごと"), {"提案書の提案者の役員": []})
    assert found.not_applicable == "提案者の役員がないため、対象となるものがありません。"
    assert found.not_applicable_english == "There is nothing it could apply to among the officers of the proposer."
    assert line(found) == "[]"


@pytest.mark.parametrize(
    ("more", "open_", "above"),
    [("適用：抽出をする場合", "適用", "要件"), (UNLESS, "ただし書", "要件")],
)
def test_the_tree_of_an_item_that_may_not_apply(more: str, open_: str, above: str) -> None:
    found = finding(item(ENOUGH, more), {"提案書の抽出": None, **FEW})
    assert found.trace is not None
    assert tree(found.trace) == [
        ("", "試しの項目", False),
        (open_, "抽出をする", None),
        (above, "本人の数が、1,000人以上である", False),
    ]
    ground = item("本人の数が1人以上であること", more, ground=True)
    found = finding(ground, {"提案書の抽出": None})
    assert found.trace is not None
    assert [label for label, _, _ in tree(found.trace)] == ["", open_, "事由"]


def test_the_tree_of_an_item_that_applies_is_its_requirement() -> None:
    for more in ("適用：抽出をしない場合", UNLESS):
        found = finding(item(ENOUGH, more), FEW)
        assert found.trace is not None
        assert tree(found.trace) == [("", "本人の数が、1,000人以上である", False)]


# --- what is missing ------------------------------------------------------------------------------------------------

FOUR = "目的が「研究」であり、かつ、方法が「書面」であり、かつ、始期が提案の日以後であり、かつ、抽出をしないこと"


@pytest.mark.parametrize(
    ("blank", "named"),
    [
        (["目的"], "目的"),
        (["目的", "方法"], "目的、方法"),
        (["目的", "方法", "始期"], "目的、方法、始期"),
        (["目的", "方法", "始期", "抽出"], "目的、方法、始期など4件"),
    ],
)
def test_the_facts_that_are_missing_are_named(blank: list[str], named: str) -> None:
    found = finding(item(FOUR), {f"提案書の{name}": None for name in blank})
    assert found.reason == f"{named}が分からないため、決まらない。"
    # of one fact it is said what it would have to be; of several, the list says more
    assert found.remedy == (
        ("目的が「研究」であることが確かめられれば、適合となります。",) if len(blank) == 1 else ()
    )  # fmt: skip


def test_a_judgement_is_no_missing_fact() -> None:
    text = item("「適切である」と認められ、かつ、目的が「研究」であること")
    found = finding(text, {"提案書の目的": None})
    assert (found.result, found.reason) == (Result.MISSING, "目的が分からないため、決まらない。")
    assert finding(text).reason == "人の判断を要する。"


# --- a screen -------------------------------------------------------------------------------------------------------

SCREEN = item(ENOUGH, "満たさないとき：要判断")


@pytest.mark.parametrize(
    ("records", "kind", "told"),
    [
        (
            {},
            "判断",
            "本人の数が、1,000人以上でない（本人の数 1人 ＜ 1,000人）。「試しの項目」といえるかの判断を要します。",
        ),
        (
            judged({"問い": "試しの項目", "結論": "保留"}),
            "保留",
            "「試しの項目」と認められるかどうかは、保留とされています。",
        ),
    ],
)
def test_a_screen_that_failed_asks_its_caption(records: dict[str, Any], kind: str, told: str) -> None:
    found = finding(SCREEN, {**FEW, **records})
    assert (found.result, found.effect) == (Result.JUDGEMENT, "要判断")
    assert [(cause.kind, cause.text) for cause in found.causes] == [(kind, told)]


# --- what it rests on -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_the_facts_that_are_presumed_are_named(count: int) -> None:
    names = [f"役{number}" for number in range(1, count + 1)]
    officers = [{"氏名": name, "生年月日": f"昭和50年4月{day}日"} for day, name in enumerate(names, 1)]
    text = PRESUMPTION + "\n" + item("提案者の役員のいずれについても、刑がないこと", papers="提案書、誓約書")
    found = finding(text, {"提案書の提案者の役員": officers})
    shown = [f"提案者の役員「{name}」の刑" for name in names]
    listed = (
        shown[0]
        if count == 1
        else f"{'、'.join(shown[:-1])}及び{shown[-1]}"
        if count <= 4
        else f"{'、'.join(shown[:3])}その他{count}件"
    )
    assert [basis.text for basis in found.basis] == [
        f"{listed}は、書類に記載がないため、ないものと推定しました（推定「誓約による推定」、法第112条第3項第1号）。"
    ]
    (english,) = [basis.english for basis in found.basis]
    assert [f"“{name}”" in english for name in names] == [True] * min(count, 4) + [False] * max(count - 4, 0)
    assert (f"and {count - 4} more;" in english) is (count > 4)
    assert (" more;" in english) is (count > 4)


# --- the reason of a rule -------------------------------------------------------------------------------------------

GROUNDS = "次のいずれかに該当すること：\n    一　目的が「研究」である\n    二　方法が「書面」である"


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("｛該当する号｝", "第1号及び第2号"),
        ("目的は｛目的｝、｛該当する号｝", "目的は研究、第1号及び第2号"),
        ("｛目的｝｛該当する号｝", "研究第1号及び第2号"),
    ],
)
def test_the_entries_that_hold_stand_in_a_reason(reason: str, shown: str) -> None:
    assert finding(item(GROUNDS, f"理由：「{reason}」", ground=True)).reason == shown


def test_the_entries_of_the_first_list_that_holds_stand_in_a_reason() -> None:
    definition = "定義 大きい提案\n  根拠：{}\n  書類：提案書\n  次のいずれかに該当するもの：\n    一　目的が「研究」である\n    二　本人の数が、1,000人以上である\n\n"
    held = item("大きい提案に該当し、かつ、抽出をしないこと", "理由：「{}｛該当する号｝に該当する。」", ground=True)
    for citations, before, shown in (
        ("法第114条第1項第1号から第3号まで", "", "法第114条第1項第1号及び第2号に該当する。"),
        ("法第114条第1項第1号から第3号まで", "法第114条第1項", "法第114条第1項第1号及び第2号に該当する。"),
        ("法第114条第1項第1号から第3号まで", "法第114条", "法第114条第1号及び第2号に該当する。"),
        ("法第114条第1項第2号から第3号まで", "", "「大きい提案」の第1号及び第2号に該当する。"),
        ("法第114条第1項第1号", "", "「大きい提案」の第1号及び第2号に該当する。"),
        ("法第112条第1項、法第114条第1項第1号から第2号まで", "", "法第114条第1項第1号及び第2号に該当する。"),
    ):
        assert finding(definition.format(citations) + held.replace("{}", before)).reason == shown


# --- where it points ------------------------------------------------------------------------------------------------


def test_a_finding_points_at_what_decided_it_else_at_what_it_waits_for_else_at_its_paper() -> None:
    assert line(finding(item(ENOUGH), FEW)) == '"1人"'
    assert line(finding(item(ENOUGH))) == '"1,000人"'
    assert (
        line(finding(item("方法が「書面」であり、かつ、目的が「研究」であること"), {"提案書の目的": "不明"}))
        == '"不明"'
    )
    # what is not written is asked for where it should stand: at its paper
    blank = finding(item(ENOUGH), {"提案書の本人の数": None})
    assert line(blank) == "{"
    assert blank.place is not None and blank.place.line == 17
    # a paper that is not there has no place
    assert finding(item(ENOUGH), {"提案書": None}).place is None
    # nothing of the papers decided it: its element, else its first paper
    late = "審査の日が、令和8年9月1日以後であること"
    assert finding(item(late)).place == blank.place
    places = [each.place for each in findings(item(late, "対象：提案者の役員ごと"))]
    assert [place is not None and place.line for place in places] == [24, 28]
