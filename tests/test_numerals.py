"""Numbers in digits and in kanji."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.kinds.numerals import read_integer, show_kanji, to_ascii_digits

READ = {
    "0": 0,
    "010": 10,
    "1,000": 1000,
    "１，０００": 1000,
    "１０００": 1000,
    "1,234,567": 1_234_567,
    "千": 1000,
    "一千": 1000,
    "十": 10,
    "十一": 11,
    "二十": 20,
    "百一": 101,
    "千二百三十四": 1234,
    "三十三万": 330_000,
    "33万": 330_000,
    "３３万": 330_000,
    "1万2千": 12_000,
    "3千5百": 3500,
    "3千500": 3500,
    "2億3,000万": 230_000_000,
    "一億千万": 110_000_000,
    "12345万": 123_450_000,
    "二五万": 250_000,
    "二〇二六": 2026,
    "二○二六": 2026,
    "一〇": 10,
    "〇": 0,
    "零": 0,
    "参拾萬": 300_000,
    "壱億弐千万": 120_000_000,
    "九千九百九十九兆": 9999 * 10**12,
    "9" * 30: int("9" * 30),
}


@pytest.mark.parametrize(("text", "number"), READ.items(), ids=[*(text[:20] for text in READ)])
def test_reads(text: str, number: int) -> None:
    assert read_integer(text) == number


REFUSED = [
    "", " ", "1 000", "1,00", "1,0000", ",100", "1000,", "1,,000", "0001,000", "万", "億万", "万一", "1億10000万", "1万10000", "10百", "10十", "十十", "十百", "二十三百",
    "15百", "0千", "零十", "一万二万", "一万〇万", "一万一億", "1億12345万", "十〇", "千1000", "1.5", "１．５", "-5", "−5", "△5", "+5", "1_000",
    "0x10", "1e3", "١٢٣", "१२", "²", "①", "㈠", "Ⅳ", "½", "○", "○一", "1人", "約1", "二2", "2二", "9" * 31, "9" * 5000, "十" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=[*(f"{text[:8]}#{len(text)}" for text in REFUSED)])
def test_refuses_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"。$"):
        read_integer(text)


def test_says_what_is_wrong() -> None:
    def why(text: str) -> str:
        with pytest.raises(ValueError) as caught:
            read_integer(text)
        return str(caught.value)

    assert "「٣」は、数字として読めない文字" in why("1٣")
    assert "3桁ごと" in why("1,00")
    assert "負の数" in why("△5") and "負の数" in why("-5")
    assert "小数" in why("１．５") and "小数" in why("1.5")
    assert "数として読めません" in why("十" * 60) and "長すぎて" in why("十" * 61)
    assert "30桁まで" in why("1" * 31)


@pytest.mark.parametrize(
    ("number", "kanji"),
    [(0, "〇"), (8, "八"), (10, "十"), (11, "十一"), (100, "百"), (1000, "千"), (10_000, "一万"), (11_000, "一万千"), (20_304, "二万三百四"),
     (10_000_000, "千万"), (100_000_001, "一億一")],
)  # fmt: skip
def test_shows_as_statutes_do(number: int, kanji: str) -> None:
    assert show_kanji(number) == kanji


def test_shows_only_what_it_can() -> None:
    for number in (-1, 10**16):
        with pytest.raises(ValueError):
            show_kanji(number)


@given(st.integers(0, 10**16 - 1))
def test_kanji_both_ways(number: int) -> None:
    assert read_integer(show_kanji(number)) == number


def test_small_kanji_both_ways() -> None:
    assert all(read_integer(show_kanji(number)) == number for number in range(12_000))


@given(st.integers(0, 10**30 - 1), st.booleans(), st.booleans())
def test_digits_both_ways(number: int, commas: bool, full_width: bool) -> None:
    text = f"{number:,}" if commas else str(number)
    if full_width:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
    assert read_integer(text) == number


@given(st.text(alphabet="0１二〇十百千万億,.-○ a", max_size=12) | st.text(max_size=8))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_integer(text) >= 0
    except ValueError as error:
        assert str(error).endswith("。")


@given(st.text())
def test_ascii_digits_keep_their_places(text: str) -> None:
    shown = to_ascii_digits(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("０１２３４５６７８９")
    assert all(a == b or a in "０１２３４５６７８９" for a, b in zip(text, shown, strict=True))


def test_agrees_with_kanjize() -> None:
    kanjize = pytest.importorskip("kanjize", reason="the second opinion on kanji numbers is not installed")
    for number in (*range(1, 3000), *range(9_990, 1_000_000, 7_919), 10**8, 12_3456_7890, 10**15):
        assert read_integer(kanjize.number2kanji(number)) == number


def test_a_number_is_no_longer_with_its_unit_than_in_digits() -> None:
    assert read_integer("9" * 26 + "万") == int("9" * 26) * 10_000
    with pytest.raises(ValueError, match="数は30桁まで"):
        read_integer("9" * 27 + "万")
