"""The grammar as such: no conflicts and no colliding words, our lexer chooses as lark's does, nothing unused."""

from __future__ import annotations

import inspect
import re
from hashlib import sha256
from pathlib import Path

import pytest

from compliance.language import parse as parsing
from compliance.language.lalr import Parser, StoppedError
from compliance.language.parse import Grammar, build_lark, build_tables, words_of_item
from compliance.language.rule_text import heads, scan_names
from compliance.language.syntax_builder import Builder
from compliance.source import Source

DATA = Path(__file__).parent / "data" / "grammar"
GRAMMAR = Path(__file__).parent.parent / "grammar" / "rule.lark"
NAMES = frozenset((DATA / "names.txt").read_text(encoding="utf-8").split())
TEXTS = [(DATA / f"{name}.rule").read_text(encoding="utf-8") for name in ("rows", "surface")]
LINES = GRAMMAR.read_text(encoding="utf-8").split("\n")
STRICT = DATA / "strict.sha256"


def digest() -> str:
    """What the grammar is made of: the file, and the expressions the program puts into it."""
    fillers = "".join(parsing._FILLERS.values())
    return sha256((GRAMMAR.read_text(encoding="utf-8") + fillers).encode()).hexdigest()


def test_strict_build_when_the_grammar_changed() -> None:
    """Lark finds no conflict and no two words that match the same text where both may follow.

    It takes ten seconds and more, so it runs only when the grammar differs from the one it last ran for, with three
    names.  When it has passed, the new digest is written: commit it with the grammar.
    """
    if STRICT.exists() and STRICT.read_text(encoding="utf-8").strip() == digest():
        return
    pytest.importorskip("interegular", reason="lark's strict mode compares words with interegular")
    build_lark(("本人の数", "提案者", "欠格者"), strict=True, lexer="contextual")
    STRICT.write_text(digest() + "\n", encoding="utf-8")


def test_the_strict_build_refuses_a_collision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The test above could fail: a second word for 「以内」 where the first may stand is refused."""
    pytest.importorskip("interegular", reason="lark's strict mode compares words with interegular")
    small = "start: (A | B)+\nA: /以内|以上/\nB: /以[内下]/\n"
    (tmp_path / "rule.lark").write_text(small, encoding="utf-8")
    monkeypatch.setattr(parsing, "shipped", lambda _: tmp_path)
    with pytest.raises(Exception, match="Collision"):
        build_lark(("甲",), strict=True, lexer="contextual")


def items_of(text: str) -> list[str]:
    found = heads(Source("x", text))
    ends = [*(head.start for head in found[1:]), len(text)]
    return [text[head.start : end] for head, end in zip(found, ends, strict=True)]


def test_words_are_those_of_larks_contextual_lexer() -> None:
    """Our lexer, which compiles each kind of word once, reads the words that lark's own would read."""
    names = NAMES.union(*(scan_names(Source("x", text)) for text in TEXTS))
    larks = build_lark(names, lexer="contextual")
    for text in TEXTS:
        for item in items_of(text):
            reading = larks.parse_interactive(item)
            wanted = [(token.type, str(token), token.start_pos) for token in reading.iter_parse()]
            read = words_of_item(item, names)
            assert read is not None
            assert [(word.kind, word.text, word.start) for word in read[1]] == wanted


def test_our_parser_stops_where_larks_does() -> None:
    """After each word, where nothing can be read on: with the same kinds of word that could stand there."""
    names = NAMES.union(*(scan_names(Source("x", text)) for text in TEXTS))
    larks, tables, builder = build_lark(names, lexer="contextual"), build_tables(), Builder()
    words = Grammar(tables).words(names)
    for item in items_of(TEXTS[0])[::5]:
        theirs = larks.parse_interactive(item)
        for token in theirs.lexer_thread.lex(theirs.parser_state):
            theirs.feed_token(token)
            end = token.end_pos
            assert end is not None
            until = {
                kind: lambda text, at, kind=kind, end=end: words[kind](text, at) if at < end else None
                for kind, _ in tables.kinds
            }
            builder.begin(Source("x", item), 0)
            with pytest.raises(StoppedError) as stopped:
                Parser(tables, builder).parse(item, until)
            assert (stopped.value.at, stopped.value.before) == (end, token)
            assert stopped.value.accepted == theirs.accepts()


PRODUCTION = re.compile(r"\??([a-z_]+)(?=:)")


def productions() -> list[str]:
    named = [match.group(1) for line in LINES if (match := PRODUCTION.match(line))]
    return [name for name in named if not name.startswith("_")]


def test_every_production_has_its_method_and_every_method_its_production() -> None:
    aliases = [
        alias for line in LINES if not line.lstrip().startswith("//") for alias in re.findall(r"-> ([a-z_]+)", line)
    ]
    only_passed_on = {"start", "condition", "unit", "predicate"}
    wanted = {*productions(), *aliases} - only_passed_on
    helpers = {"begin", "place", "start", "end", "over", "problem", "deeper", "as_deep", "finished", "noun"} | {
        "read_day",
        "label_of",
        "levels",
    }
    methods = {
        name for name, _ in inspect.getmembers(Builder, inspect.isfunction) if not name.startswith("_")
    } - helpers
    assert methods == wanted


def test_an_example_stands_above_every_production() -> None:
    bare = []
    for number, line in enumerate(LINES):
        match = PRODUCTION.match(line)
        if match is None or match.group(1) == "start":
            continue
        block = number
        while block and LINES[block - 1].strip():  # a group of productions shares its example
            block -= 1
        if not any(above.startswith("//") for above in LINES[block:number]):
            bare.append(match.group(1))
    assert [name for name in bare if not name.startswith("_") and name not in ("number", "text", "date_literal")] == []


def test_every_word_is_used() -> None:
    words = {match.group(1) for line in LINES if (match := re.match(r"([A-Z_]+)(?:\.-?\d+)?: ", line))}
    text = "\n".join(LINES)
    assert {word for word in words if len(re.findall(rf"\b{word}\b", text)) < 2} == set()
