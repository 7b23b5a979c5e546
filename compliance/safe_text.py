r"""Text from documents, made safe to show: what a terminal would obey or not show is shown by its number, \u{202E}."""

from __future__ import annotations

# Letters and marks that show nothing though Unicode counts them as printable: Hangul fillers, the joiner of graphemes,
# the blank of Braille, vowels of Khmer that are not drawn.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANKS = frozenset("\u00a0\u3000")


class _Shown(dict[int, str]):
    """How each character is shown; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # Ideographs newer than this Python's tables are names of people: shown as they are.
        drawn = character.isprintable() or character in _BLANKS or _may_be_ideograph(code)
        shown = character if drawn and character not in _INVISIBLE else f"\\u{{{code:X}}}"
        self[code] = shown
        return shown


def _may_be_ideograph(code: int) -> bool:
    return 0x20000 <= code <= 0x3FFFD and code & 0xFFFE != 0xFFFE


_SHOWN = _Shown()


def safe_text(text: str) -> str:
    r"""The text with controls (line ends and tabs too), marks of direction, characters of no width, half characters,
    private and unassigned ones shown as \u{…}.  Variation selectors stay: they belong to names (葛󠄀).
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_SHOWN)
