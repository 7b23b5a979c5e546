"""An LALR(1) parser over tables of plain values, which can be kept between processes.

The tables are worked out by lark from `grammar/rule.lark`, in `parse`; running them needs no lark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from re import Match
from typing import Any, Final, NamedTuple, TypeAlias

END: Final = "$END"  # the kind of the word that stands after the last one

Recognise: TypeAlias = Callable[[str, int], "Match[str] | None"]  # a word of one kind, at a place of a text: its end


class Production(NamedTuple):
    """One way to make a symbol of others.

    size: of how many.  method: what is called with them; empty: they go to the production around.  inlined: which of
    them went that way.  passes: a single one is handed on as it is.
    """

    symbol: str
    size: int
    method: str
    inlined: tuple[int, ...]
    passes: bool


class Tables(NamedTuple):
    """A grammar, ready to be parsed by.

    kinds: each kind of word and its expression, in the order they are tried.  ignored: kinds that mean nothing.
    states: for each state and symbol the state that follows, or -1 - n: production n is complete.
    """

    kinds: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    states: tuple[Mapping[str, int], ...]
    productions: tuple[Production, ...]
    start: int
    end: int


class Token(str):
    """A word of the text."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int

    def __new__(cls, kind: str, text: str, start: int, end: int) -> Token:
        made = super().__new__(cls, text)
        made.type, made.start_pos, made.end_pos = kind, start, end
        return made


class StoppedError(Exception):
    """The text cannot be read on: where, the kinds of word that could stand there, and the word before."""

    def __init__(self, at: int, accepted: frozenset[str], before: Token | None) -> None:
        super().__init__(at)
        self.at = at
        self.accepted = accepted
        self.before = before


class Parser:
    """Parses by tables; `methods` has a method for each production that makes something.

    Only the kinds of word that may follow are tried, by priority, then by greatest width: the choices lark's contextual
    lexer makes.  That one compiles the kinds that may follow into one expression for each of some 140 contexts, 30 of
    them with every name of the vocabulary: half a second before the first word.  Here every kind is compiled once.
    """

    def __init__(self, tables: Tables, methods: object) -> None:
        self._tables = tables
        self._calls = [getattr(methods, each.method, None) for each in tables.productions]
        self._starts_line = frozenset(kind for kind, expression in tables.kinds if expression.startswith("(?:\r?\n"))
        self._contexts: dict[int, tuple[list[str], list[str]]] = {}

    def _context(self, state: int) -> tuple[list[str], list[str]]:
        """The kinds to try in a state: inside a line, and at the end of one."""
        may_follow = {*self._tables.states[state], *self._tables.ignored}
        kinds = [kind for kind, _ in self._tables.kinds if kind in may_follow]
        found = self._contexts[state] = ([kind for kind in kinds if kind not in self._starts_line], kinds)
        return found

    def parse(self, text: str, words: Mapping[str, Recognise], seen: list[Token] | None = None) -> Any:
        """What the text is made into.  words: how each kind is recognised.  seen: takes the words as they are read.

        Raises StoppedError where the text is none of the grammar's.
        """
        states = [self._tables.start]
        values: list[Any] = []
        before: Token | None = None
        at = 0
        while at < len(text):
            context = self._contexts.get(states[-1]) or self._context(states[-1])
            for kind in context[text[at] in "\r\n"]:
                found = words[kind](text, at)
                if found is not None:
                    break
            else:
                raise self._stopped(at, states, before)
            end = found.end()
            if kind not in self._tables.ignored:
                token = Token(kind, text[at:end], at, end)
                if seen is not None:
                    seen.append(token)
                if not self._take(kind, states, values):
                    raise self._stopped(at, states, before)
                values.append(token)
                before = token
            at = end
        if not self._take(END, states, values):
            raise self._stopped(len(text), states, before)
        return values[-1]

    def _take(self, kind: str, states: list[int], values: list[Any]) -> bool:
        """Complete what a word of this kind completes, and go on after it; False where it cannot follow."""
        table, productions, calls, end = self._tables.states, self._tables.productions, self._calls, self._tables.end
        while (step := table[states[-1]].get(kind)) is not None and step < 0:
            symbol, size, _, inlined, passes = productions[~step]
            call = calls[~step]
            parts: list[Any] = []
            if size:
                parts = values[-size:]
                del states[-size:], values[-size:]
            if inlined:
                parts = _inlined(parts, inlined)
            values.append(parts[0] if passes and len(parts) == 1 else call(parts) if call else parts)
            states.append(table[states[-1]][symbol])
            if kind == END and states[-1] == end:
                return True
        if step is None:
            return False
        states.append(step)
        return True

    def _stopped(self, at: int, states: list[int], before: Token | None) -> StoppedError:
        kinds = [kind for kind in self._tables.states[states[-1]] if kind.isupper()]
        return StoppedError(at, frozenset(kind for kind in kinds if self._follows(kind, states)), before)

    def _follows(self, kind: str, states: list[int]) -> bool:
        """Whether a word of this kind can follow, whatever it completes."""
        table, productions = self._tables.states, self._tables.productions
        states = states.copy()
        while (step := table[states[-1]].get(kind)) is not None and step < 0:
            symbol, size, *_ = productions[~step]
            del states[len(states) - size :]
            states.append(table[states[-1]][symbol])
            if kind == END and states[-1] == self._tables.end:
                return True
        return step is not None


def _inlined(parts: list[Any], places: tuple[int, ...]) -> list[Any]:
    """The parts, with those of the lists at these places among them; a first list is taken as it is, and grows."""
    found: list[Any] = []
    for place, part in enumerate(parts):
        if place not in places:
            found.append(part)
        elif found:
            found += part
        else:
            found = part
    return found
