"""条文網羅表: what covers a unit, what excuses it, what is a gap."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from compliance.check import check_rules
from compliance.coverage.units import (
    DEFINED,
    GAP,
    REASON,
    REASONS,
    RULE,
    TABLE_FILE,
    Coverage,
    as_data,
    as_html,
    as_text,
    cover,
    read_table,
    scope_units,
)
from compliance.documents.forms import load_forms
from compliance.language.parse import parse_all
from compliance.law.statute import StatuteIndex, load_index
from compliance.model import RuleSet
from compliance.resources import shipped
from compliance.source import Source
from compliance.struct import replace

TABLE = """\
対象:
  - 法第113条
  - 法第121条
  - 法第60条第3項
法第121条第2項:
  理由: 内部義務で書類に現れない
  説明: 管理の実際は書類に現れない。
"""
RULES = """\
基準値 最低数
  根拠：法第113条第2号
  1,000人

項目 x-1
  見出し：人数
  根拠：法第113条第1号
  書類：提案書
  要件：本人の数が最低数以上であること
  満たさないとき：不適合
"""


@pytest.fixture(scope="module")
def index() -> StatuteIndex:
    return load_index(shipped("rules") / "statute")


@pytest.fixture(scope="module")
def ruled() -> RuleSet:
    """A set with one item that cites 法第113条第1号; others are made from it."""
    forms, _ = load_forms(shipped("rules") / "documents")
    files, _ = parse_all([Source("x.rule", RULES)], forms)
    rules, problems = check_rules(files, forms, None)
    assert problems == []
    return rules


def citing(ruled: RuleSet, *citations: str) -> RuleSet:
    """The set, with its item citing other articles."""
    return replace(ruled, items=(replace(ruled.items[0], citations=citations),))


def covered(
    index: StatuteIndex, rules: RuleSet, text: str = TABLE, scenarios: dict[str, list[str]] | None = None
) -> Coverage:
    table, problems = read_table(Source(TABLE_FILE, text), index)
    assert problems == []
    return cover(index, rules, scenarios, table)


def status(coverage: Coverage) -> dict[str, str]:
    return {row.key: row.status for row in coverage.rows}


def test_rows_are_the_units_of_the_scope(index: StatuteIndex, ruled: RuleSet) -> None:
    rows = status(covered(index, ruled))
    assert list(rows) == [
        "法第113条",
        *(f"法第113条第{n}号" for n in range(1, 7)),
        *(f"法第121条第{n}項" for n in range(1, 4)),  # the article is no row: it has no text of its own
        "法第60条第3項",
        "法第60条第3項第1号",
        "法第60条第3項第2号",
        "法第60条第3項第2号イ",
        "法第60条第3項第2号ロ",
        "法第60条第3項第3号",
    ]


def test_rule_value_reason_and_gap(index: StatuteIndex, ruled: RuleSet) -> None:
    coverage = covered(index, ruled)
    rows = status(coverage)
    assert rows["法第113条第1号"] == RULE
    assert rows["法第113条第2号"] == DEFINED
    assert rows["法第121条第2項"] == REASON
    assert rows["法第113条第3号"] == GAP
    assert "法第113条第3号" in coverage.gaps
    assert "法第113条第1号" not in coverage.gaps
    assert coverage.counts() == {RULE: 1, DEFINED: 1, REASON: 1, GAP: 13}


@pytest.mark.parametrize(
    ("citation", "keys"),
    [
        ("法第113条", {"法第113条"}),  # its 号 are cited one by one
        ("法第113条第1項", {"法第113条"}),
        ("法第113条各号", {f"法第113条第{n}号" for n in range(1, 7)} | {"法第113条"}),
        ("法第113条第3号から第5号まで", {"法第113条第3号", "法第113条第4号", "法第113条第5号"}),
        ("法第121条", {"法第121条第1項", "法第121条第2項", "法第121条第3項"}),  # no 号 in it
        ("法第60条第3項第2号", {"法第60条第3項第2号", "法第60条第3項第2号イ", "法第60条第3項第2号ロ"}),
        ("法第60条", set()),
        ("法第121条第1項において準用する法第113条第1号", {"法第121条第1項"}),
        ("募集要項", set()),
    ],
)
def test_what_a_citation_covers(index: StatuteIndex, ruled: RuleSet, citation: str, keys: set[str]) -> None:
    rows = status(covered(index, citing(ruled, citation), TABLE.split("法第121条第2項")[0]))
    assert {key for key, state in rows.items() if state == RULE} == keys


def test_opening_words_are_covered_by_all_of_their_items(index: StatuteIndex, ruled: RuleSet) -> None:
    five = covered(index, citing(ruled, "法第113条第1号から第5号まで"))
    assert status(five)["法第113条"] == GAP
    six = covered(index, citing(ruled, "法第113条第1号から第6号まで"))
    assert next(row for row in six.rows if row.key == "法第113条").by_items


def test_scenarios_of_the_rules(index: StatuteIndex, ruled: RuleSet) -> None:
    with_one = covered(index, ruled, scenarios={"x-1": ["境目", "未成年"]})
    assert next(row for row in with_one.rows if row.key == "法第113条第1号").scenarios == ("境目", "未成年")
    assert with_one.untested == ()
    assert covered(index, ruled, scenarios={}).untested == ("法第113条第1号",)
    assert covered(index, ruled).untested == ()


def test_a_reason_that_is_no_longer_needed_is_told(index: StatuteIndex, ruled: RuleSet) -> None:
    problems = covered(index, citing(ruled, "法第121条第2項")).problems
    assert [problem.severity for problem in problems] == ["注意"]
    assert "理由は要りません" in problems[0].message
    assert problems[0].span.line == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("法第113条第9号:\n  理由: 定義\n  説明: 甲。\n", "という条文はありません"),
        ("法第113条:\n  理由: 定儀\n  説明: 甲。\n", "決められた理由ではありません"),
        ("法第113条:\n  理由: 定義\n", "「説明」がありません"),
        ("ほげ:\n  理由: 定義\n  説明: 甲。\n", "条文として読めません"),
        ("対象:\n  - 法第999条\n", "条文索引にありません"),
    ],
)
def test_slips_in_the_table_have_a_place(index: StatuteIndex, text: str, said: str) -> None:
    _, problems = read_table(Source(TABLE_FILE, text), index)
    assert any(said in problem.message for problem in problems)
    assert all(problem.span.source.name == TABLE_FILE for problem in problems)


def test_text_data_and_html_say_the_same(index: StatuteIndex, ruled: RuleSet) -> None:
    coverage = covered(index, ruled)
    text, data, html = as_text(coverage), as_data(coverage), as_html(coverage)
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    assert len(data["units"]) == len(coverage.rows) == html.count("<tr class=")
    assert data["gaps"] == list(coverage.gaps)
    assert text.count("×") == len(coverage.gaps) == html.count('class="gap"')
    assert "法第113条第1号　規則 x-1" in text
    assert "Act, Art. 113(i)　rules x-1" in as_text(coverage, "en")
    HTMLParser().feed(html)


def test_names_are_escaped_in_html(index: StatuteIndex, ruled: RuleSet) -> None:
    item = replace(ruled.items[0], id="<script>")
    assert "<script>" not in as_html(covered(index, replace(ruled, items=(item,))))


def test_the_shipped_table_is_well_written(index: StatuteIndex) -> None:
    path = shipped("rules") / TABLE_FILE
    table, problems = read_table(Source(TABLE_FILE, path.read_text(encoding="utf-8")), index)
    assert problems == []
    units = scope_units(index, table.scope)
    assert set(table.excuses) <= set(units)
    assert {"法第109条第1項", "法第123条第4項", "附則第7条", "令第31条第5項", "規則第67条第3号"} <= set(units)
    assert {excuse.reason for excuse in table.excuses.values()} <= set(REASONS)
    assert all(excuse.sentence.endswith("。") for excuse in table.excuses.values())
