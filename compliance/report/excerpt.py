"""The user's own line, with carets under the place that is meant.

The carets stand right under full-width characters, after tabs and beside combining marks, and a line too long to show is
cut around the place.  What cannot be shown safely on a terminal is shown by its number (`safe_text`).
"""

from __future__ import annotations

from unicodedata import category

from compliance.safe_text import safe_text
from compliance.source import Span, cells

_TAB = 4
_CUT = "..."  # in half-width characters, whose width is the same on every terminal


def place(span: Span) -> str:
    """File, line and column, as editors take them: 提案書.yaml:7:11."""
    return f"{safe_text(span.source.name)}:{span.line}:{span.column}"


def excerpt(span: Span, width: int = 100) -> list[str]:
    """The line of a place with its carets, three lines of at most `width` cells.

    A place of several lines is marked to the end of its first; an empty one gets a single caret.
    """
    number = str(span.line)
    margin = " " * len(number)
    line = span.source.line(span.line)
    first = min(span.column - 1, len(line))
    last = span.end_column - 1 if span.end_line == span.line else len(line)
    shown, before, marked = _shown(line, first, max(first, last), max(width - len(number) - 3, 12))
    return [f"{margin} |", f"{number} | {shown}".rstrip(), f"{margin} | {' ' * before}{'^' * max(1, marked)}"]


def _shown(line: str, first: int, last: int, room: int) -> tuple[str, int, int]:
    """The line cut to `room` cells, the cells before the marked part, and those of the marked part."""
    before = _units(line[:first], 0)
    at = _size(before)
    marked = _units(line[first:last].rstrip(), at)
    after = _units(line[last:], at + _size(marked))
    if first == last or not marked:
        after = _units(line[first:], at)
        marked = []
        room -= 1  # for the caret, which may stand after the last character
    if at + _size(marked) + _size(after) <= room:
        return "".join(before + marked + after), at, _size(marked)
    # The place comes first; a third of the room at most goes to what stands before it, the rest to what follows.
    before = _last_units(before, max(room // 3, room - _size(marked) - _size(after)))
    at = _size(before)
    marked = _first_units(marked, room - at)
    after = _first_units(after, room - at - _size(marked))
    return "".join(before + marked + after), at, _size(marked)


def _units(text: str, at: int) -> list[str]:
    """What is shown for each character with the marks that combine with it; a tab reaches to the next column of four."""
    units: list[str] = []
    for character in text:
        if character == "\t":
            shown = " " * (_TAB - at % _TAB)
        elif units and category(character) in ("Mn", "Me"):
            shown = safe_text(character)
            units[-1] += shown
            at += cells(shown)
            continue
        else:
            shown = safe_text(character)
        units.append(shown)
        at += cells(shown)
    return units


def _size(units: list[str]) -> int:
    return sum(cells(unit) for unit in units)


def _first_units(units: list[str], room: int) -> list[str]:
    """As many of the first units as there is room for; `...` where some had to go."""
    if _size(units) <= room:
        return units
    kept: list[str] = []
    left = room - len(_CUT)
    for unit in units:
        left -= cells(unit)
        if left < 0:
            break
        kept.append(unit)
    return [*kept, _CUT[: max(0, room)]]


def _last_units(units: list[str], room: int) -> list[str]:
    if _size(units) <= room:
        return units
    kept: list[str] = []
    left = room - len(_CUT)
    for unit in reversed(units):
        left -= cells(unit)
        if left < 0:
            break
        kept.append(unit)
    return [_CUT, *reversed(kept)]
