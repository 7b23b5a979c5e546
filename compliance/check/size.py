"""How much work a rule may ask for: definitions in definitions, and lists gone through inside lists, have their limits.

The language always ends; without these limits it could end in a thousand years.  A definition that uses another twice,
which uses another twice …, doubles the work at every step, and each list inside a list multiplies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import NoneType
from typing import Any, Final, NamedTuple

from compliance import model
from compliance.check.scope import State
from compliance.source import Span
from compliance.struct import Struct, names

MAX_CHAIN: Final = 16  # definitions inside each other; those of a statute rarely go beyond four
MAX_LOOPS: Final = 6  # lists gone through inside each other, definitions included
MAX_PARTS: Final = 10_000  # of one item, where each use of a definition counts as if it were written out


class _Size(NamedTuple):
    """chain, loops: the deepest.  parts: in all."""

    chain: int = 0
    loops: int = 0
    parts: int = 0


_NOTHING: Final = _Size()
_USES: Final = frozenset((model.Member, model.Call))
_LOOPS: Final = frozenset((model.Some, model.Every, model.Count))
_LEAVES: Final = frozenset((str, int, bool, date, NoneType))


def check_sizes(items: Iterable[model.Item], fees: Iterable[model.Fee], state: State) -> None:
    """Report the definitions, items and fees that are over a limit."""
    known: dict[str, _Size] = {}
    for key, definition in state.definitions.items():  # a definition stands after those that it uses
        if definition is not None:
            found = _size_of((definition.versions, definition.proviso), known)
            known[key] = _Size(found.chain + 1, found.loops, found.parts + 1)
            _report(known[key], definition.name, definition.span, state)
    owners: list[model.Item | model.Fee] = [*items, *fees]
    for owner in owners:
        _report(_size_of(owner, known), owner.id, owner.span, state)


def _report(size: _Size, name: str, span: Span, state: State) -> None:
    for code, what, found, most in (
        ("definition-chain", "定義の中の定義", size.chain, MAX_CHAIN),
        ("nested-lists", "一覧の中の一覧", size.loops, MAX_LOOPS),
        ("too-large-rule", "定義を開いた文の部分", size.parts, MAX_PARTS),
    ):
        if found > most:
            shown = f"{found:,}" if found < 10**9 else "10億以上"
            state.problem(
                code,
                f"「{name}」は、{what}が多すぎます（{shown}。{most:,}まで）。",
                span,
                "定義を減らすか、いくつかの項目に分けてください。",
            )


def _size_of(node: Any, known: Mapping[str, _Size]) -> _Size:
    """The size of a node, or of the nodes of a tuple."""
    cls = node.__class__
    chain = loops = 0
    parts = int(isinstance(node, model.Node))
    for child in node if cls is tuple else [getattr(node, name) for name in _inner(cls)]:
        if child.__class__ not in _LEAVES:
            below = _size_of(child, known)
            chain, loops, parts = max(chain, below.chain), max(loops, below.loops), parts + below.parts
    if cls in _USES:
        used = known.get(node.key, _NOTHING)
        chain, loops, parts = max(chain, used.chain), max(loops, used.loops), parts + used.parts
    elif cls in _LOOPS:
        loops += 1
    return _Size(chain, loops, min(parts, 10**9))


@cache
def _inner(cls: type[Struct]) -> tuple[str, ...]:
    """The fields that may hold other nodes."""
    plain = frozenset(("span", "kind", "property", "var", "base", "where", "steps", "replacements"))
    texts = frozenset(("citations", "papers", "kinds", "views", "notes"))
    return tuple(name for name in names(cls) if name not in plain | texts)
