"""A rule file as lines: where its items begin, what names they declare, where its comments are.

Nothing here parses sentences; the parser, the formatter and whoever needs the declared names first all cut a file the
same way: an item begins at a line that has its head word (項目, 定義, …) in column 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from compliance.problem import nearest
from compliance.source import Source
from compliance.struct import Struct

MAX_FILE: Final = 10_000_000  # characters; the text of a file
MAX_ITEM: Final = 200_000  # characters; one item of it
MAX_ITEMS: Final = 10_000  # of one rule set; the scheme has some two hundred
MAX_SET: Final = 20_000_000  # characters; all files of one rule set

BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff"
HEADS: Final = ("項目", "定義", "基準値", "一覧", "委任", "推定", "準用", "手数料")
ID_HEADS: Final = ("項目", "準用", "手数料")
DECLARING_HEADS: Final = ("定義", "基準値", "一覧", "委任")

_BLANK: Final = "[ \t\u3000\u00a0]"
_HEAD_LINE: Final = re.compile(rf"^\ufeff?({'|'.join(HEADS)})(?={_BLANK}|\r?$)[^\n]*", re.MULTILINE)
# 項目city-1 and 項目：city-1: the blank was forgotten.
_JOINED_HEAD: Final = re.compile(
    rf"^\ufeff?(?:({'|'.join(ID_HEADS)})(?=[A-Za-z0-9])|({'|'.join(HEADS)})(?={_BLANK}*[：:][^\n]*\S))[^\n]*",
    re.MULTILINE,
)
_LIKE_A_HEAD: Final = re.compile(rf"^\ufeff?([一-龥々ァ-ヶー]{{2,4}}){_BLANK}+[^\s\u3000：:][^\n：:]*$", re.MULTILINE)
_LABEL_LETTERS: Final = frozenset("一二三四五六七八九十百の")
COMMENT: Final = re.compile(r"「[^「」\n]*」|([#＃][^\n\r]*)")


class Head(Struct):
    """The first line of an item.

    kind: its head word, or empty for a line that only looks like a head; then `name` is that word.
    start, end: the line up to a comment.  name_start: where the name or ID begins.  Offsets into the file.
    is_joined: the blank between the two is missing, or a ： stands there.
    """

    kind: str
    name: str
    start: int
    end: int
    name_start: int
    is_joined: bool = False


def heads(source: Source) -> list[Head]:
    """The heads of a file's items in order; none for a file that is over the limit."""
    text = source.text if len(source.text) <= MAX_FILE else ""
    found = [_read_head(match) for match in _HEAD_LINE.finditer(text)]
    found += [_read_head(match, joined=True) for match in _JOINED_HEAD.finditer(text)]
    known = {head.start for head in found}
    for match in _LIKE_A_HEAD.finditer(text):
        word = match.group(1)
        if match.start(1) not in known and not _LABEL_LETTERS.issuperset(word) and _is_near_a_head(word):
            found.append(Head("", word, match.start(1), _without_comment(match), match.start(1)))
    return sorted(found, key=lambda head: head.start)


@lru_cache(maxsize=1024)
def _is_near_a_head(word: str) -> bool:
    return bool(nearest(word, HEADS))


def _without_comment(match: re.Match[str]) -> int:
    """Where the text of a line ends, before its comment."""
    comments = (found.start(1) for found in COMMENT.finditer(match.group()) if found.group(1))
    return match.start() + next(comments, len(match.group()))


def _read_head(match: re.Match[str], *, joined: bool = False) -> Head:
    at = next(group for group in (1, 2) if match.group(group)) if joined else 1
    kind = match.group(at)
    end = _without_comment(match)
    rest = match.string[match.end(at) : end]
    before = BLANKS + "：:" if joined else BLANKS
    name = rest.lstrip(before).rstrip(BLANKS)
    name_start = match.end(at) + (len(rest) - len(rest.lstrip(before)) if name else 0)
    if kind == "推定" and len(name) > 2 and name.startswith("「") and name.endswith("」"):
        name, name_start = name[1:-1], name_start + 1
    return Head(kind, name, match.start(at), end, name_start, joined)


def scan_names(source: Source) -> list[str]:
    """The names that a file declares by 定義, 基準値, 一覧 and 委任, in order, whether or not the rest of it can be read."""
    return declared_names(heads(source))


def declared_names(found: Iterable[Head]) -> list[str]:
    """The names that heads declare."""
    return [head.name for head in found if head.kind in DECLARING_HEADS and head.name]


def comments(text: str) -> Iterator[re.Match[str]]:
    """The comments of a text: matches whose group 1 is # and what follows it on its line.  A # inside 「」 is text."""
    return (match for match in COMMENT.finditer(text) if match.group(1))
