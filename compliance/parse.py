"""Rule text → syntax tree.  The only module that knows lark.

A file is cut into items at the lines that begin, in column 1, with the head of one (項目, 定義, …), and each is parsed
by itself: an item that cannot be read is reported, and the others go on.  Names come from the vocabulary: the names of
the forms, and those that the files themselves declare, which `scan_names` collects first.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import lark
import lark.lexer

from compliance import mistakes, syntax
from compliance.problem import Problem, nearest
from compliance.resources import shipped
from compliance.source import Source, Span
from compliance.syntax_builder import MAX_NESTING, Builder, TooDeep
from compliance.vocabulary import Forms

MAX_FILE: Final = 10_000_000  # characters; the text of a file
MAX_ITEM: Final = 200_000  # characters; one item of it
MAX_PROBLEMS_OF_ITEM: Final = 5  # syntax problems reported for one item before it is given up
CACHED_PARSERS: Final = 8

# Names that mean something in every rule, declared or not.
BUILT_IN_NAMES: Final = ("基準日", "審査の日", "判断の日", "年齢", "該当する号")
# Words of the language itself are never names, whatever a form calls its fields.
RESERVED: Final = frozenset(
    (
        "者",
        "もの",
        "こと",
        "とき",
        "場合",
        "の",
        "が",
        "は",
        "を",
        "に",
        "で",
        "と",
        "も",
        "より",
        "から",
        "まで",
        "又は",
    )
    + ("及び", "若しくは", "並びに", "かつ", "ある", "ない", "以上", "以下", "未満", "以前", "以後", "以内", "前", "後")
)

HEADS: Final = ("項目", "定義", "基準値", "一覧", "委任", "推定", "準用", "手数料")
_BLANK: Final = "[ \t\u3000\u00a0]"
_HEAD_LINE: Final = re.compile(rf"^\ufeff?({'|'.join(HEADS)})(?={_BLANK}|\r?$)[^\n]*", re.MULTILINE)
_LIKE_A_HEAD: Final = re.compile(
    rf"^([一-龥々ァ-ヶー]{{2,4}}){_BLANK}+(?=[^\s\u3000：:「]|「[^」\n]*」\s*$)[^\n]*", re.MULTILINE
)
_ID_HEADS: Final = ("項目", "準用", "手数料")
_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_COMMENT: Final = re.compile(r"「[^「」\n]*」|([#＃][^\n\r]*)")

# What may follow a name or a number at once.  A name that goes on otherwise is another, unknown, name.
_NUMBER_AND_UNIT: Final = "[〇一二三四五六七八九十百千万億兆]+(?:人|円|歳|時間|分|年|か月|月|日|件|回)"
_BOUNDARY: Final = (
    r"[\s\u3000\ufeff0-9０-９、。，．｡､：；:;,（）()「」『』｛｝{}＋×#＃・]|$|の|が|は|を|に|で|と|も|から|まで|より|ごと|又は|若しくは|及び|並びに|かつ"
    r"|以上|以下|未満|以前|以後|以内|前|後|者|もの|こと|とき|場合|ある|ない|" + _NUMBER_AND_UNIT
)
# What ends an unknown name: an operator, or a word of the sentence.
_STOPS: Final = (
    r"以上|以下|未満|以前|以後|以内|又は|若しくは|及び|並びに|直ちに|速やかに|遅滞なく|[前後](?:で|に|の|、|直ちに|速やかに|遅滞なく|[0-9０-９]|"
    + _NUMBER_AND_UNIT
    + r"|\s|$)|から|まで|より|かつ|ある|あり|ない|なく|する|しない|され|もの|こと|とき|ごと|または|および|みなす|できる"
)


def parse_rules(source: Source, vocabulary: Collection[str] = ()) -> tuple[syntax.RuleFile, list[Problem]]:
    """The items of one file that could be read, and what is to be mended in it.

    vocabulary: the names of the forms and those that other files declare; the file's own are added.
    """
    names = frozenset(vocabulary) | frozenset(scan_names(source))
    return _parse(source, parser_for(names))


def parse_all(sources: Iterable[Source], forms: Forms) -> tuple[list[syntax.RuleFile], list[Problem]]:
    """All files of a rule set, read with the names that any of them declares."""
    sources = list(sources)
    names = frozenset(forms.terms()).union(*(scan_names(source) for source in sources))
    parser = parser_for(names)
    files: list[syntax.RuleFile] = []
    problems: list[Problem] = []
    for source in sources:
        file, found = _parse(source, parser)
        files.append(file)
        problems += found
    return files, problems


def scan_names(source: Source) -> list[str]:
    """The names that a file declares by 定義, 基準値, 一覧 and 委任, in order, whether or not the rest of it can be read."""
    return [head.name for head in _heads(source) if head.kind in ("定義", "基準値", "一覧", "委任") and head.name]


# --- items ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line of an item.  kind: its word, or empty for a line that only looks like a head."""

    kind: str
    name: str
    start: int
    end: int
    name_start: int


def _heads(source: Source) -> list[_Head]:
    text = source.text if len(source.text) <= MAX_FILE else ""
    found = [_read_head(match.group(1), match) for match in _HEAD_LINE.finditer(text)]
    known = {head.start for head in found}
    for match in _LIKE_A_HEAD.finditer(text):
        word = match.group(1)
        if match.start() not in known and not set(word) <= set("一二三四五六七八九十百の") and nearest(word, HEADS):
            found.append(_Head("", word, match.start(), match.end(), match.start()))
    return sorted(found, key=lambda head: head.start)


def _read_head(kind: str, match: re.Match[str]) -> _Head:
    line = match.group()
    end = len(line)
    comment = next((found.start(1) for found in _COMMENT.finditer(line) if found.group(1)), end)
    rest = line[match.end(1) - match.start() : comment]
    name = rest.strip(" \t\r\u3000\u00a0")
    at = match.end(1) + len(rest) - len(rest.lstrip(" \t\r\u3000\u00a0")) if name else match.end(1)
    if kind == "推定" and name.startswith("「") and name.endswith("」") and len(name) > 2:
        name, at = name[1:-1], at + 1
    return _Head(kind, name, match.start(1), match.start() + comment, at)


def _parse(source: Source, parser: _Parser) -> tuple[syntax.RuleFile, list[Problem]]:
    text = source.text
    if len(text) > MAX_FILE:
        problem = Problem(
            "too-large",
            f"この文書は大きすぎて読めません（{len(text):,}字。{MAX_FILE:,}字まで）。",
            Span(source, 0, 0),
            "いくつかのファイルに分けてください。",
        )
        return syntax.RuleFile(span=Span(source, 0, len(text)), items=()), [problem]
    heads = _heads(source)
    problems = _outside(source, heads[0].start if heads else len(text))
    items: list[syntax.Item] = []
    broken: list[str] = []
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        end = following.start if following else len(text)
        item, found = _parse_item(source, head, end, parser)
        problems += found
        if item is not None:
            items.append(item)
        elif head.kind:
            broken.append(head.name)
    comments = tuple(
        syntax.Comment(span=Span(source, match.start(1), match.end(1)), text=match.group(1))
        for match in _COMMENT.finditer(text)
        if match.group(1)
    )
    problems.sort(key=lambda problem: (problem.span.start, problem.code))
    file = syntax.RuleFile(span=Span(source, 0, len(text)), items=tuple(items), comments=comments, broken=tuple(broken))
    return file, problems


def _outside(source: Source, end: int) -> list[Problem]:
    """A problem where something other than comments stands before the first item."""
    without = _COMMENT.sub(
        lambda match: " " * len(match.group()) if match.group(1) else match.group(), source.text[:end]
    )
    found = re.search(r"[^\s\u3000\u00a0\ufeff][^\n\r]*", without)
    if found is None:
        return []
    return [mistakes.before_first_item(source, found.start(), found.start() + len(found.group().rstrip()))]


def _parse_item(source: Source, head: _Head, end: int, parser: _Parser) -> tuple[syntax.Item | None, list[Problem]]:
    if end - head.start > MAX_ITEM:
        return None, [
            Problem(
                "too-large",
                f"「{head.name}」は大きすぎて読めません（{end - head.start:,}字。{MAX_ITEM:,}字まで）。",
                Span(source, head.start, head.end),
                "いくつかの項目に分けてください。",
            )
        ]
    fault = _head_fault(source, head)
    if fault is None:
        return parser.parse(source, source.text[head.start : end], head.start)
    stand_in = {"推定": "推定 「x」", "": "項目 x"}.get(head.kind, f"{head.kind} x")
    _, problems = parser.parse(source, stand_in + source.text[head.end : end], head.end - len(stand_in))
    return None, [fault, *(problem for problem in problems if problem.code != "missing-field")]


def _head_fault(source: Source, head: _Head) -> Problem | None:
    """What is wrong with the first line of an item, if anything."""
    if not head.kind:
        return mistakes.unknown_head(source, head.start, head.name, HEADS)
    name_span = Span(source, head.name_start, head.name_start + len(head.name))
    if not head.name:
        return mistakes.nameless(Span(source, head.start, head.end), head.kind)
    if head.kind in _ID_HEADS:
        return None if _ID.fullmatch(head.name) else mistakes.bad_id(name_span, head.kind)
    if head.kind == "推定" and source.text[head.name_start - 1] != "「":
        return mistakes.unquoted(name_span)
    return None


# --- the parser -----------------------------------------------------------------------------------------------------


class _Parser:
    """A grammar built for one vocabulary.  One item at a time: the nodes are made while the words are read."""

    def __init__(self, names: frozenset[str]) -> None:
        self._builder = Builder()
        self._lark = build_lark(names, self._builder)
        self._lock = Lock()

    def parse(self, source: Source, text: str, offset: int) -> tuple[syntax.Item | None, list[Problem]]:
        """The item, or None where it cannot be read; and its problems.

        After a problem the field it stands in is blanked out and the rest is read again, so that the mistakes of the
        other fields are told as well.
        """
        problems: list[Problem] = []
        with self._lock:
            for _ in range(MAX_PROBLEMS_OF_ITEM):
                self._builder.begin(source, offset)
                try:
                    item = self._lark.parse(text)
                except lark.UnexpectedInput as error:
                    found = self._unexpected(error, source, text, offset)
                except TooDeep as error:
                    found = Problem(
                        "too-deep",
                        f"文の入れ子が深すぎます（{MAX_NESTING}段まで）。",
                        error.span,
                        "一部を「定義」に分けて書いてください。",
                    )
                else:
                    if not problems:
                        return (None if self._builder.failed else item), self._builder.problems
                    told = [problem for problem in self._builder.problems if not problem.code.startswith("missing-")]
                    return None, [*problems, *told]
                problems.append(found)
                rest = _without_field(text, found.span.start - offset)
                if rest is None:
                    break
                text = rest
        return None, problems

    def _unexpected(self, error: lark.UnexpectedInput, source: Source, text: str, offset: int) -> Problem:
        accepted: frozenset[str] = frozenset()
        if isinstance(error, lark.UnexpectedToken):
            token = error.token
            at, length, kind = token.start_pos or 0, len(token), token.type
            accepted = frozenset(error.accepts or error.expected)
            if kind == "$END":
                at, length = len(text.rstrip()), 0
        else:
            at, length, kind = error.pos_in_stream or 0, 1, ""
            accepted = frozenset(getattr(error, "allowed", ()))
            interactive = getattr(error, "interactive_parser", None)
            if interactive is not None:
                accepted = frozenset(interactive.accepts())
        return mistakes.explain(source, offset, text, at, length, kind, accepted)


_FIELD_START: Final = re.compile(
    r"\n[ \t\u3000\u00a0\ufeff]*(?:見出し|根拠|書類|解釈|基準日|適用|対象|要件|事由|判断を要する場合|観点|満たさないとき|該当するとき|理由|定める者|標準"
    r"|前提|次の事実は|準用する項目|読替え|内訳|[^\s「」：:。、]{1,12})[ \t\u3000\u00a0]*[：:](?!\S*から)"
)


def _without_field(text: str, at: int) -> str | None:
    """The text with the field around a place blanked out; None where there is no field to leave out."""
    starts = [match.start() for match in _FIELD_START.finditer(text)]
    before = [start for start in starts if start < max(at, 1)]
    if not before or text[before[-1] :].strip() == "":
        return None
    end = next((start for start in starts if start >= max(at, before[-1] + 1)), len(text))
    blanked = re.sub(r"[^\n]", " ", text[before[-1] : end])
    rest = text[: before[-1]] + blanked + text[end:]
    return rest if rest != text else None


_parsers: OrderedDict[frozenset[str], _Parser] = OrderedDict()
_parsers_lock = Lock()


def parser_for(names: frozenset[str]) -> _Parser:
    """The parser for a vocabulary; the last few are kept."""
    with _parsers_lock:
        parser = _parsers.get(names)
        if parser is None:
            parser = _parsers[names] = _Parser(names)
            while len(_parsers) > CACHED_PARSERS:
                _parsers.popitem(last=False)
        _parsers.move_to_end(names)
        return parser


def build_lark(names: Collection[str], builder: Any = None, *, strict: bool = False) -> lark.Lark:
    """Lark with our grammar, its names those of the vocabulary.

    strict: refuse colliding words and conflicts (slow, needs interegular; for a test).  Otherwise lark's comparison of
    words, which costs seconds as soon as interegular happens to be installed, is left out.
    """
    usable = sorted(
        (name for name in {*names, *BUILT_IN_NAMES} - RESERVED if name), key=lambda name: (-len(name), name)
    )
    fillers = {
        "@TERMS@": "|".join(map(re.escape, usable)),
        "@BOUND@": _BOUNDARY,
        "@STOPS@": _STOPS,
    }

    def fill(terminal: Any) -> None:
        pattern = terminal.pattern.value
        for mark, filler in fillers.items():
            if mark in pattern:
                pattern = pattern.replace(mark, filler)
        if pattern != terminal.pattern.value:
            terminal.pattern = lark.lexer.PatternRE(pattern, terminal.pattern.flags)

    grammar = (shipped("grammar") / "rule.lark").read_text(encoding="utf-8")
    compares = lark.lexer.has_interegular
    lark.lexer.has_interegular = strict and compares
    try:
        return lark.Lark(
            grammar,
            parser="lalr",
            lexer="contextual",
            transformer=builder,
            strict=strict,
            keep_all_tokens=True,
            maybe_placeholders=False,
            edit_terminals=fill,
        )
    finally:
        lark.lexer.has_interegular = compares
