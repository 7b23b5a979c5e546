"""What a terminal would obey, or would not show, is shown by its number."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.safe_text import safe_text

HARMLESS = [
    "横浜市　市民局",
    "㈱ﾐﾅﾄ",
    "髙﨑𠮷田",
    "葛\U000e0100城",
    "が",
    "a\u00a0b",
    "①②",
    "🙂",
    "神",
    "\U0002ebf0",
    "C:\\u{41}",
]
SHOWN = {
    "\x1b[2J": "\\u{1B}[2J",
    "\x1b]0;pwn\x07": "\\u{1B}]0;pwn\\u{7}",
    "a\nb": "a\\u{A}b",
    "a\r\tb": "a\\u{D}\\u{9}b",
    "\x00": "\\u{0}",
    "\x7f": "\\u{7F}",
    "\x9b31m": "\\u{9B}31m",
    "\u202e": "\\u{202E}",
    "\u2066x\u2069": "\\u{2066}x\\u{2069}",
    "\u200b\u200d\u2060": "\\u{200B}\\u{200D}\\u{2060}",
    "\ufeff": "\\u{FEFF}",
    "\u00ad": "\\u{AD}",
    "\u3164\u115f\uffa0": "\\u{3164}\\u{115F}\\u{FFA0}",
    "\u2028\u2029\u0085": "\\u{2028}\\u{2029}\\u{85}",
    "\ud800": "\\u{D800}",
    "\ue000": "\\u{E000}",
    "\U000e0041": "\\u{E0041}",
    "\ufffe": "\\u{FFFE}",
    "\U0002ffff": "\\u{2FFFF}",
}


@pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
def test_leaves_what_can_be_seen(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(("text", "shown"), SHOWN.items(), ids=[ascii(text) for text in SHOWN])
def test_shows_the_number_of_the_rest(text: str, shown: str) -> None:
    assert safe_text(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_never_lets_a_control_through(text: str) -> None:
    shown = safe_text(text)
    assert not any(category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co") for c in shown)
    shown.encode("utf-8")
    assert safe_text(shown) == shown


def test_each_character_alone() -> None:
    """Nothing is lost and nothing is joined: each character is shown as itself or by its own number."""
    for code in (*range(0x3000), *range(0x3000, 0x110000, 97)):
        assert safe_text(chr(code)) in (chr(code), f"\\u{{{code:X}}}")
