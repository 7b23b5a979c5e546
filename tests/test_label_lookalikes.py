"""Labels that look like those of another list (八 and ハ): where the list they stand in is not sure, the author decides."""

from __future__ import annotations

import pytest

from compliance.language.format import format_rules
from compliance.language.parse import parse_rules
from compliance.problem import Problem
from compliance.source import Source

NAMES = frozenset(["提案書", "代理人"])
HEAD = "項目 x-1\n  見出し：甲\n  根拠：法第112条第1項\n  書類：提案書\n  要件：次のいずれにも該当すること：\n"


def source(*labels: str) -> Source:
    """An item with these labels, indented as they are given; 「：」 after one opens a list."""
    entries = "".join(
        f"{label.rstrip('：')}　{'次のいずれかに該当する：' if label.endswith('：') else '代理人がある'}\n"
        for label in labels
    )
    return Source("x.rule", f"{HEAD}{entries}  満たさないとき：不適合\n")


def found(text: Source) -> list[Problem]:
    return [problem for problem in parse_rules(text, NAMES)[1] if problem.code == "look-alike-label"]


@pytest.mark.parametrize(
    ("labels", "line", "meant"),
    [
        (("    一", "    二：", "      イ", "      八"), 9, "ハ"),
        (("    一", "    二：", "      イ", "      ロ", "      八"), 10, "ハ"),
        (("    一：", "      イ", "      ロ", "      ハ", "      二"), 10, "ニ"),  # which is next in both lists
        (("    一", "    二：", "      イ：", "        （１）", "        （２）", "      八"), 11, "ハ"),
        (("    一", "    二：", "    イ", "    ロ", "    八"), 10, "ハ"),  # the indentation says nothing
    ],
)
def test_a_label_that_may_belong_to_the_inner_list_stops_the_work(
    labels: tuple[str, ...], line: int, meant: str
) -> None:
    text = source(*labels)
    (problem,) = found(text)
    assert (problem.span.line, problem.is_error) == (line, True)
    assert f"片仮名の「{meant}」の書き間違い" in problem.hint
    assert not any("fmt" in each.hint for each in parse_rules(text, NAMES)[1] if each.span.line == line)
    assert format_rules(text, NAMES) == text.text


@pytest.mark.parametrize(
    "labels",
    [
        ("    一：", "      イ", "      ロ", "      ハ", "    二"),
        ("    一", "    二：", "      イ", "      ロ", "    三"),
        ("    一", "    七：", "      イ", "      ロ", "    八"),
    ],
)
def test_a_label_that_stands_where_it_belongs_is_not_told(labels: tuple[str, ...]) -> None:
    assert found(source(*labels)) == []


def test_a_gap_of_the_law_may_stand_if_the_indentation_shows_it() -> None:
    (problem,) = found(source("    一", "    二：", "      イ", "      ロ", "    八"))
    assert not problem.is_error
