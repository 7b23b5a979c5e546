"""How much work a rule may ask for: definitions in definitions, and lists gone through inside lists, have their limits.

The language always ends; without these limits it could end in a thousand years.  A definition that uses another twice,
which uses another twice …, doubles the work at every step, and each list inside a list multiplies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from compliance import model
from compliance.check.scope import State
from compliance.source import Span
from compliance.struct import Struct, names

MAX_CHAIN: Final = 16  # definitions inside each other; those of a statute rarely go beyond four
MAX_LOOPS: Final = 6  # lists gone through inside each other, definitions included
MAX_PARTS: Final = 10_000  # of one item, where each use of a definition counts as if it were written out


class _Size(Struct):
    """chain, loops: the deepest.  parts: in all."""

    chain: int = 0
    loops: int = 0
    parts: int = 0


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


def _size_of(node: object, known: Mapping[str, _Size]) -> _Size:
    chain = loops = parts = 0
    for child in _children(node):
        below = _size_of(child, known)
        chain, loops, parts = max(chain, below.chain), max(loops, below.loops), parts + below.parts
    match node:
        case model.Member(key=key) | model.Call(key=key):
            used = known.get(key, _Size())
            chain, loops, parts = max(chain, used.chain), max(loops, used.loops), parts + used.parts
        case model.Some() | model.Every() | model.Count():
            loops += 1
        case _:
            pass
    return _Size(chain, loops, min(parts + isinstance(node, model.Node), 10**9))


def _children(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif isinstance(node, Struct):
        for name in _inner(type(node)):
            yield getattr(node, name)


@cache
def _inner(cls: type[Any]) -> tuple[str, ...]:
    """The fields that may hold other nodes."""
    plain = frozenset(("span", "kind", "property", "var", "where", "steps", "label", "question", "name", "key", "id"))
    return tuple(name for name in names(cls) if name not in plain)
