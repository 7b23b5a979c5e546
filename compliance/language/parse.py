"""Rule text → syntax tree.  The only module that knows lark, which makes the tables of the grammar and is then not needed.

A file is cut into items (`rule_text`) and each is parsed by itself: an item that cannot be read is reported, and the
others go on.  Names come from the vocabulary: those of the forms, and those that the files themselves declare, which
`scan_names` collects first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from compliance.language import mistakes, syntax
from compliance.language.lalr import Parser, Production, Recognise, StoppedError, Tables, Token
from compliance.language.nesting import LOOK_ALIKE
from compliance.language.rule_text import (
    BLANKS,
    HEADS,
    ID_HEADS,
    MAX_FILE,
    MAX_ITEM,
    MAX_ITEMS,
    MAX_SET,
    Head,
    comments,
    declared_names,
    heads,
    scan_names,
)
from compliance.language.syntax_builder import MAX_NESTING, Builder, TooDeepError
from compliance.problem import Problem, nearest
from compliance.resources import shipped
from compliance.source import Source, Span
from compliance.struct import Struct
from compliance.vocabulary import Forms

if TYPE_CHECKING:
    import lark

__all__ = ["Grammar", "Word", "parse_all", "parse_file", "parse_rules", "scan_names", "words_of_item"]

Read: TypeAlias = tuple[syntax.RuleFile, list[Problem]]  # the items of a file that could be read, what is to be mended

MAX_PROBLEMS_OF_ITEM: Final = 5  # syntax problems reported for one item before it is given up
CACHED_VOCABULARIES: Final = 8

# Names that mean something in every rule, declared or not.
BUILT_IN_NAMES: Final = ("基準日", "審査の日", "判断の日", "年齢", "該当する号")
# Words of the language itself are never names, whatever a form calls its fields.
RESERVED: Final = frozenset(
    ("者", "もの", "こと", "とき", "場合", "の", "が", "は", "を", "に", "で", "と", "も", "より", "から", "まで")
) | frozenset(
    (
        "又は",
        "及び",
        "若しくは",
        "並びに",
        "かつ",
        "ある",
        "ない",
        "以上",
        "以下",
        "未満",
        "以前",
        "以後",
        "以内",
        "前",
        "後",
    )
)

# What may follow a name or a number at once.  A name that goes on otherwise is another, unknown, name.
_NUMBER_AND_UNIT: Final = "[〇一二三四五六七八九十百千万億兆]+(?:人|円|歳|時間|分|年|か月|月|日|件|回)"
_BOUNDARY: Final = (
    r"[\s\u3000\ufeff0-9０-９、。，．｡､：；:;,（）()「」『』｛｝{}＋×#＃・]|$"
    r"|の|が|は|を|に|で|と|も|から|まで|より|ごと|又は|若しくは|及び|並びに|かつ|以上|以下|未満|以前|以後|以内|前|後"
    r"|者|もの|こと|とき|場合|ある|ない|" + _NUMBER_AND_UNIT
)
# What ends an unknown name: an operator, or a word of the sentence.
_STOPS: Final = (
    r"以上|以下|未満|以前|以後|以内|又は|若しくは|及び|並びに|直ちに|速やかに|遅滞なく|から|まで|より|かつ|ある|あり|ない|なく|する|しない"
    r"|され|もの|こと|とき|ごと|または|および|みなす|できる"
    r"|[前後](?:で|に|の?(?:者|もの|こと|とき|場合)|直ちに|速やかに|遅滞なく|かつ|又は|若しくは|[\s\u3000、,。｡）)#＃0-9０-９]|$|"
    + _NUMBER_AND_UNIT
    + ")"
)


def parse_rules(source: Source, vocabulary: Collection[str] = ()) -> Read:
    """One file of rules.  vocabulary: the names of the forms and those that other files declare; its own are added."""
    names, own = frozenset(vocabulary), scan_names(source)
    return parse_file(source, names if names.issuperset(own) else names.union(own))


def parse_all(
    sources: Iterable[Source], forms: Forms, read: Callable[[Source, frozenset[str]], Read] | None = None
) -> tuple[list[syntax.RuleFile], list[Problem]]:
    """All files of a rule set, read with the names that any of them declares.

    read: `parse_file`, or what knows some of the files from before.
    """
    sources = list(sources)
    read = read or parse_file
    files: list[syntax.RuleFile] = []
    problems: list[Problem] = []
    names = forms.terms()
    size = items = 0
    for number, source in enumerate(sources):
        found_heads = heads(source)
        size += len(source.text)
        items += len(found_heads)
        if not source.text.strip(f"{BLANKS}\n\ufeff"):
            problems.append(mistakes.nothing_written(Span(source, 0, 0)))
        if size > MAX_SET or items > MAX_ITEMS:
            problems.append(mistakes.too_many(Span(source, 0, 0), MAX_ITEMS, MAX_SET))
            sources = sources[:number]
            break
        names.update(declared_names(found_heads))
    known = frozenset(names)
    for source in sources:
        file, found = read(source, known)
        files.append(file)
        problems += found
    return files, problems


# --- files and items ------------------------------------------------------------------------------------------------


def parse_file(source: Source, names: frozenset[str], by: Grammar | None = None) -> Read:
    """One file, read with these names.  by: the grammar, where it need not be built."""
    reading = by or grammar()
    text = source.text
    if len(text) > MAX_FILE:
        problem = mistakes.too_large(Span(source, 0, 0), "この文書", len(text), MAX_FILE)
        return syntax.RuleFile(span=Span(source, 0, len(text)), items=()), [problem]
    found_heads = heads(source)
    unseen = mistakes.invisible_characters(source)
    problems = _outside(source, found_heads[0].start if found_heads else len(text))
    items: list[syntax.Item] = []
    broken: list[str] = []
    ends = [*(head.start for head in found_heads[1:]), len(text)]
    for head, end in zip(found_heads, ends, strict=False):
        item, found = _parse_item(source, head, end, names, reading)
        problems += found
        if item is not None:
            items.append(item)
        elif head.kind:
            broken.append(head.name)
    if unseen:
        lines = {problem.span.line for problem in unseen}
        problems = [*unseen, *(problem for problem in problems if problem.span.line not in lines)]
    problems.sort(key=lambda problem: (problem.span.start, problem.code))
    file = syntax.RuleFile(
        span=Span(source, 0, len(text)),
        items=tuple(items),
        comments=tuple(
            syntax.Comment(span=Span(source, match.start(1), match.end(1)), text=match.group(1))
            for match in comments(text)
        ),
        broken=tuple(broken),
    )
    return file, problems


def _outside(source: Source, end: int) -> list[Problem]:
    """A problem where something other than comments stands before the first item."""
    parts, last = [], 0
    for match in comments(source.text[:end]):
        parts += [source.text[last : match.start(1)], " " * len(match.group(1))]
        last = match.end(1)
    rest = "".join([*parts, source.text[last:end]])
    start = len(rest) - len(rest.lstrip(BLANKS))
    if start == len(rest):
        return []
    line = rest[start:].split("\n", 1)[0].rstrip(BLANKS)
    return [mistakes.before_first_item(Span(source, start, start + len(line)))]


def _parse_item(
    source: Source, head: Head, end: int, names: frozenset[str], reading: Grammar
) -> tuple[syntax.Item | None, list[Problem]]:
    if end - head.start > MAX_ITEM:
        span = Span(source, head.start, head.end)
        return None, [mistakes.too_large(span, f"「{head.name[:40]}」", end - head.start, MAX_ITEM)]
    fault = head_fault(source, head)
    if fault is None:
        return _read_item(source, source.text[head.start : end], head.start, names, reading)
    # The rest is read under a stand-in, so that its mistakes are told as well.
    kind = head.kind or nearest(head.name, HEADS)[0]
    stand_in = "推定 「x」" if kind == "推定" else f"{kind} x"
    text = stand_in + source.text[head.end : end]
    _, problems = _read_item(source, text, head.end - len(stand_in), names, reading)
    rest = [problem for problem in problems if problem.code != "missing-field" and problem.span.start >= head.start]
    return None, [fault, *rest]


def head_fault(source: Source, head: Head) -> Problem | None:
    """What is wrong with the first line of an item; None where nothing is."""
    name_span = Span(source, head.name_start, head.name_start + len(head.name))
    if not head.kind:
        return mistakes.unknown_head(name_span, HEADS)
    if head.is_joined and head.name:
        return mistakes.joined(Span(source, head.start, head.name_start + len(head.name)), head.kind, head.name)
    if not head.name:
        return mistakes.nameless(Span(source, head.start, head.start + len(head.kind)))
    if len(head.name) > mistakes.MAX_NAME:
        return mistakes.long_name(name_span, len(head.name))
    if head.kind in ID_HEADS and not re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", head.name):
        return mistakes.bad_id(name_span, head.kind)
    if head.kind == "推定" and source.text[head.name_start - 1] != "「":
        return mistakes.unquoted(name_span)
    return None


def _read_item(
    source: Source, text: str, offset: int, names: frozenset[str], reading: Grammar
) -> tuple[syntax.Item | None, list[Problem]]:
    """The item, or None where it cannot be read; and its problems.

    After a problem the field it stands in is blanked out and the rest is read again, so that the mistakes of the other
    fields are told as well.
    """
    problems: list[Problem] = []
    blanked: list[int] = []
    with reading.lock:
        for _ in range(MAX_PROBLEMS_OF_ITEM):
            try:
                item = reading.read(source, text, offset, names)
            except StoppedError as error:
                stop = _stop(error, source, text, offset)
                if any(stop.end <= start <= stop.at for start in blanked):
                    break  # what is missing here is only what was blanked out
                problems.append(_unknown_name_with_a_verb(stop, names) or mistakes.explain(stop))
            except TooDeepError as error:
                problems.append(mistakes.too_deep(error.span, MAX_NESTING))
            else:
                told = reading.builder.problems
                if not problems:
                    return (None if reading.builder.failed else item), told
                return None, [*problems, *(problem for problem in told if not problem.code.startswith("missing-"))]
            field = _field_around(text, problems[-1].span.start - offset)
            if field is None or problems[-1].code == "indented-head":
                break
            blanked.append(field[0])
            text = text[: field[0]] + re.sub(r"[^\n]", " ", text[field[0] : field[1]]) + text[field[1] :]
    return None, problems


def _stop(error: StoppedError, source: Source, text: str, offset: int) -> mistakes.Stop:
    """Where reading stopped, what could have stood there, and the word before."""
    at = error.at if error.at < len(text) else len(text.rstrip(BLANKS))
    before = error.before
    kind, start, end = (before.type, before.start_pos, before.end_pos) if before is not None else ("", 0, 0)
    return mistakes.Stop(source, offset, text, at, error.accepted, kind, start, end)


_WITH_A_VERB: Final = re.compile(r"(?:す|し|さ|でき)[ぁ-ん]{0,3}[一-龥々ァ-ヶー][一-龥々ァ-ヶーの]*")


def _unknown_name_with_a_verb(stop: mistakes.Stop, names: frozenset[str]) -> Problem | None:
    """The problem of a slip of a name that has a verb in it: 審査する本人の人数, where 審査する本人の数 is known."""
    if stop.kind not in ("UNKNOWN", "TERM") or stop.end != stop.at:
        return None
    found = _WITH_A_VERB.match(stop.text, stop.at)
    if found is None:
        return None
    name = stop.text[stop.start : found.end()]
    near = nearest(name, names) if len(name) <= mistakes.MAX_NAME else []
    if not near:
        return None
    return Problem(
        "unknown-term",
        f"「{name}」という用語は、どの書類にも定義にもありません。",
        stop.span(stop.start, found.end()),
        f"「{'」「'.join(near)}」の書き間違いではありませんか。",
    )


_FIELD_START: Final = re.compile(r"\n[ \t\u3000\u00a0\ufeff]*[^\s\u3000「」：:。、]{1,30}[ \t\u3000\u00a0]*[：:]")
_PERIOD_LINE: Final = re.compile(r"\n\s*\S+日(?:から|まで)[：:]\s*")


def _field_around(text: str, at: int) -> tuple[int, int] | None:
    """Where the field around a place begins (with the period it is dated by) and ends; None where there is none."""
    starts = [match.start() for match in _FIELD_START.finditer(text)]
    before = [start for start in starts if start < max(at, 1)]
    if not before or not text[before[-1] :].strip(BLANKS):
        return None
    dated = len(before) > 1 and _PERIOD_LINE.fullmatch(text[before[-2] : before[-1]]) is not None
    start = before[-2] if dated else before[-1]
    return start, next((start for start in starts if start >= max(at, before[-1] + 1)), len(text))


# --- the grammar ----------------------------------------------------------------------------------------------------


class Grammar:
    """The grammar, ready to parse by; and the builder it calls, which holds one item at a time."""

    def __init__(self, tables: Tables) -> None:
        self.lock = Lock()
        self.builder = Builder()
        self.words = lru_cache(maxsize=CACHED_VOCABULARIES)(lambda names: _Words(tables, names))
        self._parser = Parser(tables, self.builder)

    def read(
        self, source: Source, text: str, offset: int, names: frozenset[str], seen: list[Token] | None = None
    ) -> Any:
        """The item that a text of this source is, which begins at the offset.  The lock is the caller's.

        Raises StoppedError or TooDeepError where it cannot be read.
        """
        self.builder.begin(source, offset)
        return self._parser.parse(text, self.words(names), seen)


class _Words(dict[str, Recognise]):
    """How each kind of word is recognised with the names of a vocabulary; worked out when it is first asked for."""

    def __init__(self, tables: Tables, names: frozenset[str]) -> None:
        super().__init__()
        self._expressions = dict(tables.kinds)
        self._names = names

    def __missing__(self, kind: str) -> Recognise:
        expression = self._expressions[kind]
        found = re.compile(expression.replace(f"(?:{_TERMS})", "")).match
        self[kind] = found if _TERMS not in expression else _any_name(self._names, found)
        return self[kind]


def _any_name(names: Collection[str], follows: Recognise) -> Recognise:
    """The longest of the names that is followed by what may follow one; to compile an expression takes far longer."""
    begun_by: dict[str, list[str]] = {}
    for name in _usable(names):
        begun_by.setdefault(name[0], []).append(name)

    def recognise(text: str, at: int) -> re.Match[str] | None:
        for name in begun_by.get(text[at], ()):
            if text.startswith(name, at) and (found := follows(text, at + len(name))) is not None:
                return found
        return None

    return recognise


@cache
def grammar() -> Grammar:
    """The grammar, built once in a process; vocabularies only differ in how a name is recognised."""
    return Grammar(build_tables())


_TERMS: Final = "@TERMS@"
# Blanks, line ends and comments inside what is one word to the parser: 「…であり、 # 説明（行の終わり）かつ、…」.
GAP: Final = r"(?:[ \t\r\n\u3000\u00a0\ufeff]|[#＃][^\n]*(?![^\n]))*"
_FILLERS: Final = {"@BOUND@": _BOUNDARY, "@STOPS@": _STOPS, "@GAP@": GAP}


def _usable(names: Collection[str]) -> list[str]:
    """The names that rules may use, the longest first."""
    usable = {name for name in (*names, *BUILT_IN_NAMES) if name and name not in RESERVED}
    return sorted(usable, key=lambda name: (-len(name), name))


def build_lark(names: Collection[str] | None = None, **options: Any) -> lark.Lark:
    """Lark with our grammar.  Without names, the place for them is left open.

    Lark's comparison of all words with each other, which costs seconds as soon as interegular happens to be installed,
    is left out unless `strict` asks for it.
    """
    import lark
    import lark.lexer

    def fill(terminal: Any) -> None:
        pattern = terminal.pattern.value
        for mark, filler in _FILLERS.items():
            pattern = pattern.replace(mark, filler)
        if names is not None:
            pattern = pattern.replace(_TERMS, "|".join(map(re.escape, _usable(names))))
        if pattern != terminal.pattern.value:
            terminal.pattern = lark.lexer.PatternRE(pattern, terminal.pattern.flags)

    text = (shipped("grammar") / "rule.lark").read_text(encoding="utf-8")
    compares = lark.lexer.has_interegular
    lark.lexer.has_interegular = compares and bool(options.get("strict"))
    try:
        return lark.Lark(
            text, parser="lalr", keep_all_tokens=True, maybe_placeholders=False, edit_terminals=fill, **options
        )
    finally:
        lark.lexer.has_interegular = compares


def build_tables() -> Tables:
    """The tables that lark makes of the grammar."""
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        """Our own parser reads the words itself."""

        def __init__(self, conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            raise NotImplementedError

    made = build_lark(lexer=NoLexer)
    table: Any = made.parser.parser._parse_table
    numbers = {rule: number for number, rule in enumerate(made.rules)}
    return Tables(
        kinds=tuple((terminal.name, terminal.pattern.value) for terminal in _in_order_of_trial(made.terminals)),
        ignored=tuple(made.ignore_tokens),
        states=tuple(
            {symbol: to if action is Shift else ~numbers[to] for symbol, (action, to) in table.states[number].items()}
            for number in range(len(table.states))
        ),
        productions=tuple(map(_production, made.rules)),
        start=table.start_states["start"],
        end=table.end_states["start"],
    )


def _in_order_of_trial(terminals: Iterable[Any]) -> list[Any]:
    """Lark's own order: by priority, then by greatest possible width."""
    return sorted(terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))


def _production(rule: Any) -> Production:
    """A production.  One whose name begins with an underscore has no method: its parts go to the one around it."""
    symbol = str(rule.origin.name)
    name = str(rule.alias or symbol)
    return Production(
        symbol,
        size=len(rule.expansion),
        method="" if name.startswith("_") else name,
        inlined=tuple(
            place for place, part in enumerate(rule.expansion) if not part.is_term and part.name.startswith("_")
        ),
        passes=bool(rule.options.expand1 and not rule.alias),
    )


# --- for the formatter ----------------------------------------------------------------------------------------------


class Word(Struct):
    """One word of an item as the parser reads it: its kind, its text with what the kind carries, where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def words_of_item(text: str, names: frozenset[str]) -> tuple[syntax.Item, list[Word]] | None:
    """One item and its words in order, blanks and comments left out; None where the item cannot be read, or where it
    is not sure in which list an entry stands.
    """
    reading = grammar()
    with reading.lock:
        seen: list[Token] = []
        try:
            item: syntax.Item = reading.read(Source("", text), text, 0, names, seen)
        except (StoppedError, TooDeepError):
            return None
        words = [Word(token.type, str(token), token.start_pos) for token in seen]
        unsure = any(problem.code == LOOK_ALIKE and problem.is_error for problem in reading.builder.problems)
        return None if reading.builder.failed or unsure else (item, words)
