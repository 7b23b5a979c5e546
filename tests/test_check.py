"""The checker: each slip in a rule file is told with its code, at its place, in a Japanese sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance import model
from compliance.check import check_rules
from compliance.check.declarations import form_faults, name_fault
from compliance.check.items import split_path
from compliance.documents.forms import load_forms
from compliance.language.parse import parse_all
from compliance.law.statute import load_index
from compliance.problem import Problem, nearest
from compliance.source import Source

ROOT = Path(__file__).parent.parent
FORMS, _ = load_forms(ROOT / "rules" / "documents")
INDEX = load_index(ROOT / "rules" / "statute")

HEAD = "項目 test-1\n  見出し：試し\n  根拠：法第114条第1項第2号\n  書類：提案書、個人情報ファイル簿\n"
TAIL = "  満たさないとき：不適合\n"


def read(text: str, name: str = "試し.rule") -> tuple[model.RuleSet, list[Problem]]:
    files, problems = parse_all([Source(name, text)], FORMS)
    rules, found = check_rules(files, FORMS, INDEX)
    return rules, [*problems, *found]


def rule(requirement: str) -> str:
    return f"{HEAD}  要件：{requirement}\n{TAIL}"


SLIPS = [
    ("知らない語", rule("本人の人数が、1,000人以上であること"), "unknown-term", "本人の人数"),
    ("届かない語", rule("刑名が「懲役」であること"), "term-out-of-place", "刑名"),
    ("ない項目", rule("提案者の本人の数が、1,000人以上であること"), "no-such-property", "本人の数"),
    ("人と円", rule("本人の数が、1,000円以上であること"), "kind-mismatch", "1,000円"),
    ("日付に以上", rule("提案の日が、令和8年8月3日以上であること"), "kind-mismatch", None),
    ("数に以前", rule("本人の数が、1,000人以前であること"), "kind-mismatch", None),
    ("かつと又は", rule("本人の数が1人以上であり、かつ、抽出があり、又は代理人がないこと"), "mixed-and-or", None),
    ("二通りの打消し", rule("様式が「様式第七」又は「その他」でないこと"), "ambiguous-negation", None),
    ("ない選択肢", rule("様式が「様式第８」であること"), "unknown-choice", "「様式第８」"),
    ("一つの号", rule("次のいずれにも該当すること：\n    一　代理人がある"), "one-entry-list", None),
    ("前にない号", rule("次のいずれにも該当すること：\n    一　第2号に該当する\n    二　代理人がある"), "no-such-entry", "第2号"),
    ("ない項目への言及", rule("項目 test-9 に適合すること"), "unknown-item", None),
    ("自分への言及", rule("項目 test-1 に適合すること"), "cycle", None),
    ("空の一覧", rule("希望する記録項目のいずれについても、詳しさが記載されていること"), "vacuous-every", None),
    ("一覧でない", rule("提案者のうちに、代表者の氏名が記載されているものがあること"), "not-a-list", "提案者"),
    ("主語がない", rule("1,000人以上であること"), "no-subject", None),
    ("定義でない語", rule("提案者が、代理人に該当すること"), "not-a-definition", "代理人"),
    ("若しくはだけ", rule("代理人があり、若しくは抽出があること"), "inner-or-alone", None),
    ("ない書類", HEAD.replace("、個人情報ファイル簿", "、個人情報ファイル台帳") + "  要件：代理人があること\n" + TAIL, "unknown-paper", None),
    ("ない条文", HEAD.replace("第114条第1項第2号", "第114条第1項第20号") + "  要件：代理人があること\n" + TAIL, "unknown-citation", None),
    ("根拠なし", "項目 test-1\n  書類：提案書\n  要件：代理人があること\n" + TAIL, "no-citation", "test-1"),
    ("ない結果", f"{HEAD}  要件：代理人があること\n  満たさないとき：不適格\n", None, None),
    ("結果なし", f"{HEAD}  要件：代理人があること\n", "no-effect", "test-1"),
    ("その他のときなし", f"{HEAD}  要件：代理人があること\n  満たさないとき：\n    一　抽出があるとき　不適合\n    二　代理人があるとき　注意\n", "effects-not-complete", None),
    ("理由の語", f"{HEAD}  要件：代理人があること\n{TAIL}  理由：「｛本人の人数｝が足りない。」\n", "unknown-placeholder", "本人の人数"),
    ("理由の括弧", f"{HEAD}  要件：代理人があること\n{TAIL}  理由：「｛本人の数が足りない。」\n", "unclosed-brace", "｛"),
    ("同じ名前", rule("代理人があること") + "\n" + rule("抽出があること"), "duplicate-name", "test-1"),
    ("使われない定義", "定義 余りの者\n  根拠：法第113条\n  書類：提案書\n  代理人がある者\n", "unused", "余りの者"),
    ("書類の語を隠す", "定義 代理人\n  根拠：法第113条\n  抽出がある者\n", "hidden-term", "代理人"),
    ("以上で終わる名", "基準値 千人以上\n  根拠：規則第56条\n  1,000人\n", "bad-name", "千人以上"),
    ("重なる期間", "基準値 下限数\n  根拠：規則第56条\n  令和4年4月1日から：1,000人\n  令和5年4月1日から：2,000人\n", "version-overlap", None),
    ("空く期間", "基準値 下限数\n  根拠：規則第56条\n  令和4年4月1日から令和5年3月31日まで：1,000人\n  令和5年5月1日から：2,000人\n", "version-gap", None),
    ("逆の期間", "基準値 下限数\n  根拠：規則第56条\n  令和5年4月1日から令和4年3月31日まで：1,000人\n", "period-backwards", None),
    (
        "輪になった定義",
        "定義 甲の者\n  根拠：法第113条\n  書類：提案書\n  乙の者に該当する者\n\n"
        "定義 乙の者\n  根拠：法第113条\n  書類：提案書\n  甲の者に該当する者\n\n" + rule("提案者が、甲の者に該当すること"),
        "cycle",
        "甲の者",
    ),
    (
        "値を条件に",
        "定義 数える数\n  根拠：法第114条\n  書類：提案書\n  次の各号に掲げる場合の区分に応じ、当該各号に定める数：\n"
        "    一　抽出をする場合　抽出後の本人の数\n    二　その他の場合　本人の数\n\n" + rule("提案者が、数える数に該当すること"),
        "value-as-predicate",
        "数える数",
    ),
    (
        "当たらない読替え",
        rule("代理人があること") + "\n準用 test-2\n  根拠：法第118条第2項\n  準用する項目：test-1\n  読替え：\n"
        "    一　「誓約書」とあるのは「提案書」と読み替える\n    二　「提案書」とあるのは「作成済情報の提案書」と読み替える\n",
        "replacement-without-effect",
        "「誓約書」",
    ),
    (
        "ない項目の準用",
        "準用 test-2\n  根拠：法第118条第2項\n  準用する項目：test-7\n",
        "unknown-item",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "place"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_slip(text: str, code: str | None, place: str | None) -> None:
    _, problems = read(text)
    if code is None:
        assert any(problem.is_error for problem in problems)
        return
    found = [problem for problem in problems if problem.code == code]
    assert found, [(problem.code, problem.message) for problem in problems]
    if place is not None:
        assert place in {problem.span.text for problem in found}
    for problem in found:
        assert problem.message.endswith("。"), problem.message
        assert problem.span.source.name == "試し.rule"


def test_both_places_of_a_mismatch() -> None:
    _, problems = read(rule("本人の数が、1,000円以上であること"))
    problem = next(problem for problem in problems if problem.code == "kind-mismatch")
    assert [place.text for _, place in problem.related] == ["本人の数"]


def test_nearest_name() -> None:
    _, problems = read(rule("本人の人数が、1,000人以上であること"))
    assert "「本人の数」" in next(problem.hint for problem in problems if problem.code == "unknown-term")


def test_a_name_that_goes_on_from_what_is_written_comes_first() -> None:
    assert nearest("法人", ["個人", "法人その他の団体"]) == ["法人その他の団体", "個人"]


def test_where_no_name_is_near_the_owners_names_are_shown() -> None:
    assert "「種別」" in read(rule("提案者の身長が、1,000人以上であること"))[1][0].hint
    assert "「様式」" in read(rule("身長が、1,000人以上であること"))[1][0].hint


def test_a_wrong_paper_is_one_problem() -> None:
    head = HEAD.replace("提案書、個人情報ファイル簿", "提案状")
    _, problems = read(f"{head}  要件：本人の数が、1,000人以上であり、かつ、氏名が記載されていること\n{TAIL}")
    assert [(problem.code, problem.span.text) for problem in problems] == [("unknown-paper", "提案状")]


def test_an_item_without_a_caption_is_a_remark() -> None:
    _, problems = read(rule("代理人があること").replace("  見出し：試し\n", ""))
    assert [(problem.code, problem.severity) for problem in problems] == [("no-caption", "注意")]


def dated(*periods: str) -> str:
    versions = "".join(f"  {period}：{number},000人\n" for number, period in enumerate(periods, 1))
    return f"基準値 試しの数\n  根拠：法第114条第1項第2号\n{versions}\n" + rule("本人の数が、試しの数以上であること")


@pytest.mark.parametrize(
    ("periods", "code", "place", "said"),
    [
        (("令和5年4月1日から令和6年3月31日まで", "令和6年4月2日から"), "version-gap", "令和6年4月2日から：", "令和6年4月1日にはありません"),
        (("令和5年4月1日から令和6年3月31日まで", "令和6年5月1日から"), "version-gap", "令和6年5月1日から：", "令和6年4月1日から令和6年4月30日まで、"),
        (("令和5年4月1日から", "令和6年4月2日から"), "version-overlap", "令和6年4月2日から：", "重なっています"),
        (("令和6年4月1日から令和5年3月31日まで",), "period-backwards", "令和6年4月1日から令和5年3月31日まで：", "前です"),
    ],
)  # fmt: skip
def test_periods_are_told_once_and_where_they_stand(periods: tuple[str, ...], code: str, place: str, said: str) -> None:
    _, problems = read(dated(*periods))
    assert [(problem.code, problem.span.text) for problem in problems] == [(code, place)]
    assert said in problems[0].message


def test_a_circle_is_told_once_whether_or_not_it_is_used() -> None:
    circle = "".join(
        f"定義 {name}\n  根拠：法第113条\n  {other}に該当する者\n\n"
        for name, other in (("甲者", "乙者"), ("乙者", "丙者"), ("丙者", "乙者"))
    )
    for requirement in ("代理人があること", "提案者が、甲者に該当すること"):
        _, problems = read(circle + rule(requirement))
        told = [problem for problem in problems if problem.is_error]
        assert [problem.code for problem in told] == ["cycle"]
        assert "「乙者」→「丙者」→「乙者」" in told[0].message


def test_a_name_given_twice_shows_both_places() -> None:
    _, problems = read(rule("代理人があること") + "\n" + rule("代理人があること"))
    problem = next(problem for problem in problems if problem.code == "duplicate-name")
    assert "試し.ruleの1行目と試し.ruleの8行目" in problem.message


def test_a_slip_of_a_name_with_a_verb_in_it() -> None:
    text = "基準値 審査する本人の数\n  根拠：規則第56条\n  1,000人\n\n" + rule(
        "審査する本人の人数が、1,000人以上であること"
    )
    problem = next(problem for problem in read(text)[1] if problem.is_error)
    assert (problem.code, problem.span.text) == ("unknown-term", "審査する本人の人数")
    assert problem.hint == "「審査する本人の数」の書き間違いではありませんか。"


def test_all_problems_of_a_file_are_told() -> None:
    text = (
        rule("本人の人数が、1,000人以上であること")
        + "\n"
        + rule("様式が「様式第８」であること").replace("test-1", "test-2")
    )
    _, problems = read(text)
    assert {"unknown-term", "unknown-choice"} <= {problem.code for problem in problems}


def test_an_item_with_a_problem_is_left_out() -> None:
    rules, _ = read(
        rule("本人の人数が、1,000人以上であること") + "\n" + rule("代理人があること").replace("test-1", "test-2")
    )
    assert [item.id for item in rules.items] == ["test-2"]


def test_what_refers_to_a_broken_item_is_not_told_again() -> None:
    text = "定義 壊れた者\n  根拠：法第113条\n  代理人がが者\n\n" + rule("提案者が、壊れた者に該当すること")
    rules, problems = read(text)
    assert {problem.span.line for problem in problems} == {3}
    assert rules.items == ()


def test_what_uses_a_definition_with_a_problem_is_not_told_again_however_often_and_in_whatever_way() -> None:
    text = "定義 年長の者\n  根拠：法第113条\n  本国法の成年年齢が20円以上である者\n\n" + rule(
        "提案者が、年長の者に該当すること"
    )
    text += "\n" + rule("提案者が、年長の者に該当しないこと").replace("test-1", "test-2")
    text += (
        "\n準用 test-3\n  根拠：法第118条第2項\n  準用する項目：test-1、test-2\n"
        "  読替え：\n    一　「提案書」とあるのは「作成済情報の提案書」と読み替える\n"
    )
    rules, problems = read(text)
    assert [(problem.code, problem.span.line) for problem in problems] == [("kind-mismatch", 3)]
    assert rules.items == ()


def test_subject_left_out_is_that_before() -> None:
    rules, problems = read(rule("本人の数が、1,000人以上であり、かつ、個人情報ファイルの本人の数以下であること"))
    assert not problems
    body = rules.items[0].requirement[0].body
    assert isinstance(body, model.All)
    left = [part.left for part in body.parts if isinstance(part, model.Compare)]
    assert [value.steps for value in left if isinstance(value, model.Fact)] == [("提案書", "本人の数")] * 2


def test_items_come_after_those_they_ask_for() -> None:
    first = rule("項目 test-2 に適合すること")
    rules, problems = read(first + "\n" + rule("代理人があること").replace("test-1", "test-2"))
    assert not [problem for problem in problems if problem.is_error]
    assert [item.id for item in rules.items] == ["test-2", "test-1"]


def test_a_replacement_reaches_definitions_but_not_parts_of_terms() -> None:
    text = (
        "定義 名のある者\n  根拠：法第113条\n  書類：提案書\n  提案者の氏名又は名称が記載されており、かつ、共同提案者がないもの\n\n"
        + rule("提案者が、名のある者に該当すること")
        + "\n準用 test-2\n  根拠：法第118条第2項\n  準用する項目：test-1\n  読替え：\n"
        "    一　「提案書」とあるのは「作成済情報の提案書」と読み替える\n"
    )
    rules, problems = read(text)
    assert not [problem for problem in problems if problem.is_error]
    applied = next(item for item in rules.items if item.id == "test-2/test-1")
    assert applied.papers == ("作成済情報の提案書", "個人情報ファイル簿")
    assert applied.citations == ("法第118条第2項において準用する法第114条第1項第2号",)
    member = applied.requirement[0].body
    assert isinstance(member, model.Member)
    body = rules.definitions[member.key].versions[0].body
    assert isinstance(body, model.All)
    stated, exists = body.parts
    assert isinstance(stated, model.Stated) and stated.facts[0].where[0] == "作成済情報の提案書"
    assert isinstance(exists, model.Exists) and isinstance(exists.fact, model.Fact)
    assert exists.fact.where == ("作成済情報の提案書", "共同提案者")


def test_names_that_eat_operators() -> None:
    assert name_fault("提案の日前")
    assert name_fault("千人以上")
    assert name_fault("写しである")
    assert name_fault("もの")
    assert not name_fault("本人の数")
    assert not name_fault("午前")


def test_shipped_forms_have_no_faulty_names() -> None:
    assert list(form_faults(FORMS)) == []


def test_a_path_is_cut_at_the_longest_terms() -> None:
    terms = frozenset({"個人情報ファイルの本人の数", "個人情報ファイル", "本人の数", "提案者", "氏名"})
    assert split_path("個人情報ファイルの本人の数", terms) == ["個人情報ファイルの本人の数"]
    assert split_path("提案者の氏名", terms) == ["提案者", "氏名"]
    assert split_path("提案者の電話", terms) is None


def test_shipped_rules_have_no_problems() -> None:
    sources = [
        Source(path.relative_to(ROOT / "rules").as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "rules").rglob("*.rule"))
    ]
    files, problems = parse_all(sources, FORMS)
    rules, found = check_rules(files, FORMS, INDEX)
    assert [(problem.span, problem.message) for problem in (*problems, *found)] == []
    assert len(rules.items) > 100
