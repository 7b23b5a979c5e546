"""Carets stand under the place, whatever the width of what comes before it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compliance.report.excerpt import excerpt, place
from compliance.report.layout import field, pad, wrap
from compliance.source import Source, Span, cells


def shown(line: str, marked: str, width: int = 100) -> list[str]:
    start = line.index(marked)
    return excerpt(Span(Source("a.yaml", line), start, start + len(marked)), width)


def test_full_width_before_the_place() -> None:
    assert shown("本人の数: 999人", "999人") == [
        "  |",
        "1 | 本人の数: 999人",
        "  |           ^^^^^",
    ]


def test_a_tab_reaches_the_next_column_of_four() -> None:
    assert shown("ab\t\t数: 1", "1")[1:] == ["1 | ab      数: 1", "  |             ^"]


def test_marks_that_combine_take_no_cell() -> None:
    decomposed = "か\u3099: 葛\U000e0100: 1"
    assert cells("か\u3099") == 2
    assert cells("葛\U000e0100") == 2
    assert shown(decomposed, "1")[2] == "  |" + " " * 9 + "^"


def test_half_width_katakana_is_one_cell() -> None:
    assert shown("ｶﾞｽ: 1", "1")[2] == "  |" + " " * 6 + "^"


def test_what_could_fool_a_terminal_is_spelt_out_and_counted() -> None:
    lines = shown("名称: a\u202eb\x1b[31m: X", "X")
    assert "\u202e" not in lines[1]
    assert "\x1b" not in lines[1]
    assert lines[1].index("X") + 4 == lines[2].index("^") + 2  # 名称 is two characters in four cells


def test_a_place_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    source = Source("a.yaml", "提案書:\n  名称: 甲\n  住所: 乙\n")
    assert excerpt(Span(source, 7, 20))[1:] == ["2 |   名称: 甲", "  |   ^^^^^^^^"]


def test_an_empty_place_gets_one_caret_even_at_the_end() -> None:
    assert excerpt(Span(Source("a", "あ"), 1, 1))[2] == "  |   ^"
    assert excerpt(Span(Source("a", ""), 0, 0)) == ["  |", "1 |", "  | ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "前" * 200 + "ここ" + "後" * 200
    lines = shown(line, "ここ", 60)
    assert max(cells(text) for text in lines) <= 60
    assert "...前" in lines[1]
    assert lines[1].endswith("後...")
    at = lines[1].index("ここ")
    assert cells(lines[1][:at]) == lines[2].index("^")
    assert lines[2].count("^") == 4


def test_a_long_place_is_cut_itself() -> None:
    lines = shown("x: " + "長" * 300, "長" * 300, 60)
    assert max(cells(text) for text in lines) <= 60
    assert lines[1].startswith("1 | x: 長")


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80), st.integers(20, 100))
def test_every_place_can_be_shown(text: str, a: int, b: int, width: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    lines = excerpt(Span(Source("a", text), start, end), width)
    assert len(lines) == 3
    assert max(cells(line) for line in lines) <= max(width, 20)
    assert set(lines[2].split("|", 1)[1].strip()) == {"^"}


@given(st.text("あア漢a1 、。「」（）-:", max_size=120), st.integers(8, 60))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.sampled_from(["漢", "字", "漢。", "（字）", "漢、", "「語」"]), min_size=1), st.integers(12, 60))
def test_no_line_begins_with_a_closing_mark_or_ends_in_an_opening_one(pieces: list[str], width: int) -> None:
    lines = wrap("".join(pieces), width)
    assert not [line for line in lines if line[0] in "、。）」" or line[-1] in "（「"]
    assert max(cells(line) for line in lines) <= width


def test_an_id_is_not_broken() -> None:
    assert wrap("これは appi-114-1-2 です。", 16) == ["これは", "appi-114-1-2 で", "す。"]


def test_columns_are_of_cells() -> None:
    assert pad("根拠", 6) == "根拠  "
    assert field("根拠", ["甲", "乙"], 2, 6) == ["  根拠  甲", "        乙"]


def test_a_place_is_told_as_editors_take_it() -> None:
    assert place(Span(Source("提案\x1b.yaml", "a\nb"), 2, 3)).endswith(":2:1")
    assert "\x1b" not in place(Span(Source("提案\x1b.yaml", "a\nb"), 2, 3))
