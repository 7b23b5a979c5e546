"""Lines for a terminal: wrapped by cells as Japanese is set, in columns, with a little colour.

Nothing is told by colour alone: every word that is coloured says the same without it.
"""

from __future__ import annotations

from collections.abc import Iterable

from compliance.safe_text import safe_text
from compliance.source import cells

# 行頭禁則・行末禁則: what may not begin and what may not end a line.
_NOT_FIRST = frozenset("、。，．・：；？！ー々ゝ゛゜）］｝〕〉》」』】,.:;?!)]}％%")
_NOT_LAST = frozenset("（［｛〔〈《「『【([{")

# 第114条第1項第2号, 令和8年9月2日: a number stays with the words around it.
_COUNTERS = frozenset("条項号年月日円人歳件回時分秒か箇％")
_BEFORE_NUMBERS = frozenset("第年月和成正治")

_WHOLE, _END = "\x02", "\x03"

_CODES = {"bold": "1", "faint": "2", "red": "1;31", "yellow": "33", "green": "32", "cyan": "36"}


def unheard(line: str) -> str:
    """The line as a CI system shows it and does not obey it: GitHub takes a line that begins with `::`, or `##[…]` in any
    line, for a command; Azure and TeamCity `##vso[` and `##teamcity[`."""
    if "##" in line and "[" in line:
        at = line.find("##")
        while at != -1:
            end = at + 2
            while end < len(line) and line[end].isalpha():
                end += 1
            if line[end : end + 1] == "[":
                line = f"{line[:at]}#＃{line[at + 2 :]}"
            at = line.find("##", at + 1)
    if line.lstrip().startswith("::"):
        at = line.index("::")
        line = f"{line[:at]}：{line[at + 1 :]}"
    return line


def paint(text: str, style: str, colour: bool) -> str:
    """The text in a style, or as it is where there is no colour."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colour and text and style else text


def pad(text: str, width: int) -> str:
    """The text filled up with blanks to a number of cells."""
    return text + " " * max(0, width - cells(text))


class Safe(str):
    """Text that is safe to show, in which `keep` may have marked what is not to be broken."""

    __slots__ = ()


def safe(text: str) -> Safe:
    """The text made safe to show, once."""
    return text if isinstance(text, Safe) else Safe(safe_text(text))


def keep(text: str) -> Safe:
    """The text marked so that `wrap` does not break it (a path, a citation), unless it alone is wider than a line.

    The marks are control characters, which no text that was made safe can hold.
    """
    return Safe(f"{_WHOLE}{safe_text(text)}{_END}") if text else Safe("")


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width` cells where that can be.

    A line may end between any two full-width characters, but not before a closing mark or after an opening one, nor
    between a number and what it counts; a run of half-width characters (an id, a path) and what `keep` marks stay whole
    unless they alone are wider than a line.
    """
    width = max(width, 8)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(paragraph, width))
    return lines


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for piece, size in _pieces(text, width):
        if used + size > width and line:
            lines.append(line.rstrip(" "))
            line, used = "", 0
            piece = piece.lstrip(" ")
            size = cells(piece)
        line += piece
        used += size
    lines.append(line.rstrip(" "))
    return lines


def _pieces(text: str, width: int) -> Iterable[tuple[str, int]]:
    """What a line may not be broken inside of, with its cells."""
    piece, size, whole = "", 0, False
    for character in text:
        if character in (_WHOLE, _END):
            whole = character == _WHOLE
            if whole and piece and piece[-1] not in _NOT_LAST:
                yield piece, size
                piece, size = "", 0
            continue
        cell = cells(character)
        if (piece and not whole and _may_break(piece[-1], character)) or size + cell > width:
            yield piece, size
            piece, size = "", 0
        piece += character
        size += cell
    if piece:
        yield piece, size


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or cells(after) == 0:
        return False
    if before == " ":
        return after != " "
    if (before.isdigit() and after in _COUNTERS) or (after.isdigit() and before in _BEFORE_NUMBERS):
        return False
    return cells(before) == 2 or cells(after) == 2


def field(label: str, lines: Iterable[str], indent: int, label_width: int) -> list[str]:
    """A label, and beside it lines that keep their column."""
    margin = " " * indent
    shown = [margin + " " * label_width + line if line else "" for line in lines]
    if shown:
        shown[0] = margin + pad(label, label_width) + shown[0][indent + label_width :]
    return shown
