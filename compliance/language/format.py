"""A rule file in its canonical layout: the same words, and nothing about their meaning changed.

Widths of signs, blanks, indentation by nesting, the order of fields, one blank line between items.  Comments are kept
where they belong: one on its own line goes with the line after it, one at the end of a line stays there.  What cannot
be read, or would not read the same afterwards, is left byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from compliance.language import syntax
from compliance.language.parse import GAP, Word, head_fault, words_of_item
from compliance.language.rule_text import BLANKS, MAX_ITEM, Head, comments, heads, scan_names
from compliance.source import Source
from compliance.struct import Struct, field

# Which field a word of the start of a line begins, in the canonical order of fields.
FIELD_ORDER: Final = {
    kind: place
    for place, kinds in enumerate(
        (
            ("CAPTION",),
            ("CITATIONS",),
            ("PAPERS",),
            ("DAY",),
            ("AUTHORITY",),
            ("STANDARD",),
            ("PREMISE",),
            ("PRESUMED",),
            ("APPLIES",),
            ("APPLIED",),
            ("REPLACEMENTS",),
            ("EACH",),
            ("PERIOD_OF_FIELD", "REQUIREMENT", "GROUND", "BREAKDOWN", "PERIOD", "CASES", "BODY"),
            ("ITEM_PROVISO",),
            ("JUDGED",),
            ("VIEWS",),
            ("WHEN_NOT_MET", "WHEN_MET"),
            ("REASON",),
            ("NOTES",),
        )
    )
    for kind in kinds
}
_HEADS: Final = frozenset(
    (
        "RULE_HEAD",
        "DEFINITION_HEAD",
        "VALUE_HEAD",
        "LIST_HEAD",
        "DELEGATED_HEAD",
        "PRESUMPTION_HEAD",
        "APPLY_HEAD",
        "FEE_HEAD",
    )
)
_LABELS: Final = {"LABEL": 2, "KANA_LABEL": 4, "DIGIT_LABEL": 6}
_BODY_KINDS: Final = frozenset(("PERIOD_OF_FIELD", "REQUIREMENT", "GROUND", "BREAKDOWN", "PERIOD", "CASES", "BODY"))
_AS_WRITTEN: Final = frozenset(("TEXT", "NUMBER", "DATE", "TERM", "UNKNOWN", "ID"))
_OF_PIECES: Final = frozenset(("AND", "OR", "INNER_OR", "EXISTS", "STATED"))
_WIDE: Final = str.maketrans({",": "、", "，": "、", "､": "、", "｡": "。", ":": "：", "(": "（", ")": "）"})
_WIDE_DIGITS: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_VALUES: Final = frozenset(("TERM", "UNKNOWN", "NUMBER", "TEXT", "DATE", "EFFECT"))
_BEFORE_VALUES: Final = frozenset(("NOUN", "OTHERWISE", "OTHER_THAN", "TEXT"))
_CLOSE_TO_ID: Final = frozenset(("COMMA", "STOP", "OPEN", "CLOSE"))


def format_rules(source: Source, vocabulary: Collection[str] = ()) -> str:
    """The text of a rule file in canonical layout.  vocabulary: as for `parse_rules`."""
    text = source.text
    names = frozenset(vocabulary).union(scan_names(source))
    newline = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
    found = heads(source)
    out: list[str] = []
    between = _Between(text[: found[0].start] if found else text)
    raw_before = False
    for at, head in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(text)
        out.append(_written(between, first=not out, last=False, newline=newline))
        formatted = None if head_fault(source, head) else _format_item(text[head.start : end], head, names)
        raw_before = formatted is None
        if formatted is None:
            out.append(text[head.start : end])
            between = _Between("")
        else:
            lines, tail = formatted
            out.append(newline.join(lines) + newline)
            between = _Between(tail, after_item=True)
    out.append(_written(between, first=not out, last=True, newline=newline))
    written = "".join(out)
    if raw_before or between.is_unreadable or not written:
        return written
    return written.rstrip(BLANKS) + newline if written.strip(BLANKS) else ""


# --- between items --------------------------------------------------------------------------------------------------


class _Between(Struct):
    """What stands between two items: comments, or text that cannot be read.  after_item: blank lines may be put in."""

    text: str
    after_item: bool = False

    @property
    def lines(self) -> list[str]:
        return [line.strip(BLANKS) for line in self.text.split("\n")]

    @property
    def is_unreadable(self) -> bool:
        """Whether there are not only comments: a problem of the author's."""
        return any(line and line[0] not in "#＃" for line in self.lines)


def _written(between: _Between, *, first: bool, last: bool, newline: str) -> str:
    """The text between two items: comments flush left, their groups apart by one blank line."""
    lines = between.lines
    if between.is_unreadable:
        return between.text
    if not any(lines):
        return newline if between.after_item and not last else ""
    groups = [part.replace("\n", newline) for part in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    apart = last or lines[-2:] == ["", ""]
    lead = "" if first or not between.after_item else newline
    return lead + (newline * 2).join(groups) + newline + (newline if apart and not last else "")


# --- one item -------------------------------------------------------------------------------------------------------


class _Remark(Struct):
    """A comment.  own_line: nothing but blanks stands before it on its line."""

    text: str
    start: int
    own_line: bool


class _Block(Struct, frozen=False):
    """A field, or the head line: its words and comments in order.  kind: that of its first word."""

    kind: str
    parts: list[Word | _Remark] = field(default_factory=list)


def _format_item(text: str, head: Head, names: frozenset[str]) -> tuple[list[str], str] | None:
    """The lines of an item, and the text after it that belongs to the next one; None where it stays as it is."""
    read = words_of_item(text, names) if len(text) <= MAX_ITEM else None
    if read is None:
        return None
    item, words = read[0], [piece for word in read[1] for piece in _pieces(word)]
    remarks = list(_remarks(text))
    tail = _tail(text, words[-1].end, remarks)
    remarks = [remark for remark in remarks if remark.start < tail]
    blocks, trailing = _blocks(item, words, remarks)
    blocks = _ordered(blocks, item)
    blocks[-1].parts += trailing
    for keep_blanks in (False, True):
        lines = _Writer(text, item, keep_blanks).write(blocks)
        again = words_of_item("\n".join(lines) + "\n", names)
        if again is not None and again[0] == item:
            return lines, text[tail:]
    return None


_GAP_IN_WORD: Final = re.compile(r"(?<=[^\s\u3000])[ \t\r\u3000\u00a0]*(?:[#＃][^\n]*)?\n" + GAP)


def _pieces(word: Word) -> Iterator[Word]:
    """A word that the author broke over lines (「…であり、」「かつ、…」) as the words it looks like."""
    gap = _GAP_IN_WORD.search(word.text) if word.kind in _OF_PIECES else None
    if gap is None:
        yield word
    else:
        yield Word(word.kind, word.text[: gap.start()], word.start)
        yield Word(word.kind, word.text[gap.end() :], word.start + gap.end())


def _remarks(text: str) -> Iterator[_Remark]:
    for match in comments(text):
        line_start = text.rfind("\n", 0, match.start(1)) + 1
        yield _Remark(
            match.group(1).rstrip(BLANKS), match.start(1), not text[line_start : match.start(1)].strip(BLANKS)
        )


def _tail(text: str, end: int, remarks: list[_Remark]) -> int:
    """Where what follows an item begins: at the first comment that is flush left or comes after a blank line."""
    last = end
    for remark in remarks:
        if remark.start < end:
            continue
        line_start = text.rfind("\n", 0, remark.start) + 1
        apart = text[last:line_start].count("\n") > 1
        if remark.own_line and (apart or line_start == remark.start):
            return line_start
        last = remark.start + len(remark.text)
    line_end = text.find("\n", last)
    return line_end + 1 if line_end != -1 else len(text)


def _blocks(item: syntax.Item, words: list[Word], remarks: list[_Remark]) -> tuple[list[_Block], list[_Remark]]:
    """The head line and the fields, each with the comments that lead it; and the comments that no word follows."""
    body_start = _body_start(item)
    blocks: list[_Block] = []
    leading: list[_Remark] = []
    parts: list[Word | _Remark] = [*words, *remarks]
    parts.sort(key=lambda part: part.start + _lead(part))
    for part in parts:
        if isinstance(part, _Remark):
            if part.own_line:
                leading.append(part)
            else:
                blocks[-1].parts.append(part)
            continue
        kind = _begins(part, blocks, item, body_start)
        if kind:
            blocks.append(_Block(kind))
        blocks[-1].parts += [*leading, part]
        leading = []
    return blocks, leading


def _lead(part: Word | _Remark) -> int:
    return len(part.text) - len(part.text.lstrip(BLANKS)) if isinstance(part, Word) else 0


def _body_start(item: syntax.Item) -> int:
    """Where the body of a definition or of a value begins; -1 for other items, whose bodies have heads."""
    if isinstance(item, syntax.Definition | syntax.Value) and item.bodies:
        return item.bodies[0].span.start
    return -1


def _begins(word: Word, blocks: list[_Block], item: syntax.Item, body_start: int) -> str:
    """The kind of block a word begins, or nothing."""
    if not blocks:
        return word.kind
    current = blocks[-1]
    if word.start + _lead(word) == body_start:
        return "BODY"
    if word.kind == "ITEM_PROVISO":
        return "" if current.kind == "BODY" or current.kind in _BODY_KINDS else word.kind
    if word.kind in ("PERIOD", "CASES"):
        if not isinstance(item, syntax.Fee):
            return ""
        opened = word.kind == "CASES" and _last_word(current) == "PERIOD"
        return "" if opened else word.kind
    if word.kind in FIELD_ORDER:
        return "" if _last_word(current) == "PERIOD_OF_FIELD" else word.kind
    return ""


def _last_word(block: _Block) -> str:
    return next((part.kind for part in reversed(block.parts) if isinstance(part, Word)), "")


def _ordered(blocks: list[_Block], item: syntax.Item) -> list[_Block]:
    """The fields in canonical order.  A ただし書 written before a dated 要件 would change sides, so nothing is moved."""
    dated = isinstance(item, syntax.Rule) and any(body.period is not None for body in item.bodies)
    if dated and any(block.kind == "ITEM_PROVISO" for block in blocks):
        return blocks
    last = len(FIELD_ORDER)  # a body without a head of its own ends the item
    return [blocks[0], *sorted(blocks[1:], key=lambda block: last if block.kind == "BODY" else FIELD_ORDER[block.kind])]


class _Writer:
    """Writes the lines of one item.

    keep_blanks: a blank between two words stays where, without it, they would read as another word.
    """

    def __init__(self, text: str, item: syntax.Item, keep_blanks: bool) -> None:
        self._text = text
        self._item = item
        self._keep_blanks = keep_blanks
        self._lines: list[str] = []
        self._line: str | None = None
        self._indent = 0
        self._closed = False  # a comment ends the line, so that the sentence goes on in the next
        self._field = 2  # indentation of the field in hand
        self._body = 2  # indentation of the sentence whose entries follow
        self._before: Word | None = None

    def write(self, blocks: list[_Block]) -> list[str]:
        for block in blocks:
            waiting: list[_Remark] = []
            first = True
            for part in block.parts:
                if isinstance(part, Word):
                    self._word(part, block, first, waiting)
                    waiting, first = [], False
                elif part.own_line:
                    waiting.append(part)
                else:
                    self._line = f"{self._line or ''}  {part.text}"
                    self._closed = True
            self._comment_lines(waiting, self._indent or 2)  # flush left it would be outside the item
        self._finish()
        return self._lines

    # --- lines -------------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        if self._line is not None:
            self._lines.append(self._line.rstrip(BLANKS))
        self._line = None
        self._closed = False

    def _comment_lines(self, remarks: list[_Remark], indent: int) -> None:
        if remarks:
            self._finish()
            self._lines += [" " * indent + remark.text for remark in remarks]
            self._closed = True

    def _start(self, indent: int, remarks: list[_Remark]) -> None:
        self._comment_lines(remarks, indent)
        self._finish()
        self._indent = indent
        self._line = " " * indent

    # --- words -------------------------------------------------------------------------------------------------------

    def _word(self, word: Word, block: _Block, first: bool, waiting: list[_Remark]) -> None:
        indent = self._indent_of(word, block, first)
        if indent is not None:
            self._start(indent, waiting)
            self._line = " " * indent + _canonical(word)
        elif waiting or self._closed or self._author_broke(word):
            own = self._indent
            self._start(own + 4, waiting)
            self._indent = own
            self._line = " " * (own + 4) + _canonical(word)
        else:
            self._line = f"{self._line or ''}{self._gap(word)}{_canonical(word)}"
        self._before = word

    def _indent_of(self, word: Word, block: _Block, first: bool) -> int | None:
        """How far a word that begins a line is indented; None for one that goes on in its line."""
        before = self._before.kind if self._before is not None else ""
        kind = word.kind
        if kind in _HEADS:
            return 0
        if kind == "PERIOD_OF_FIELD":
            return 2
        if kind == "PERIOD":
            inside = block.kind in ("REQUIREMENT", "GROUND")
            indent = self._field + 2 if inside else 2
            self._body = indent + 2
            return indent
        if kind == "ITEM_PROVISO":
            return self._body if block.kind in _BODY_KINDS else 2
        if kind in _LABELS:
            return self._body + _LABELS[kind]
        if kind == "BULLET":
            return self._field + 2
        if kind == "CASES":
            self._body = 4 if before in ("PERIOD", "PERIOD_OF_FIELD") else 2
            return self._body
        if kind in FIELD_ORDER:
            self._field = self._body = 4 if before == "PERIOD_OF_FIELD" else 2
            return self._field
        if first and block.kind == "BODY":
            self._body = 2
            return 2
        if before == "PERIOD" and not isinstance(self._item, syntax.Value):
            return self._body
        return None

    def _author_broke(self, word: Word) -> bool:
        """Whether the author ended a line here, after a 「、」: such a break is kept."""
        before = self._before
        assert before is not None
        return (
            before.text.rstrip(BLANKS).endswith(("、", "､", ",", "，")) and "\n" in self._text[before.end : word.start]
        )

    def _gap(self, word: Word) -> str:
        """What stands between a word and the one before it on the same line."""
        before = self._before
        assert before is not None
        if before.kind in _LABELS:
            return "\u3000"
        if before.kind in _BEFORE_VALUES and word.kind in _VALUES:
            return "\u3000"
        if word.kind == "ID" and before.kind in ("FROM", "OR", "BOTH"):
            return " "
        if before.kind == "ID" and word.kind not in _CLOSE_TO_ID:
            return " "
        if self._keep_blanks and word.start > before.end:
            return " "
        return ""


def _canonical(word: Word) -> str:
    """A word with the widths and without the blanks it is written in another form for."""
    text = word.text.strip(BLANKS)
    kind = word.kind
    if kind in _AS_WRITTEN:
        return text
    if kind in _HEADS:
        return re.sub(r"[ \t\u3000\u00a0]+", " ", text, count=1)
    if kind in ("CAPTION", "CITATIONS"):
        name, rest = re.split(r"[ \t\u3000\u00a0]*[：:]", text, maxsplit=1)
        return f"{name}：{rest.strip(BLANKS)}"
    if kind == "BULLET":
        return f"・{text[1:].strip(BLANKS)}"
    if kind == "ITEM":
        return "項目 "
    text = re.sub(rf"[{BLANKS}]+", "", text).translate(_WIDE)
    return text.translate(_WIDE_DIGITS) if kind == "DIGIT_LABEL" else text
