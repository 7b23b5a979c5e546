"""What the atomic conditions came to while a dossier was evaluated, and which of them decided.

An `Observer` is handed to the evaluation, which tells it of every condition that is judged.  It never changes a result.

A condition decided a whole independently (MC/DC, masking) if the whole would have come out the other way had this
condition alone been the opposite, all others being as they were.  A whole is what is written as one: a 要件, an 適用, a ただし
書, the body of a 定義.  A 定義 that another condition names is one atomic condition there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from compliance import model
from compliance.coverage.written import COMPOUND, Atlas, inside
from compliance.engine.conditions import counted
from compliance.engine.facts import Env
from compliance.engine.truth import Truth
from compliance.struct import Struct, field

TRUE, FALSE, UNKNOWN = "真", "偽", "不明"
DECIDED_TRUE, DECIDED_FALSE = "真で決定", "偽で決定"
_SEEN = {True: TRUE, False: FALSE, None: UNKNOWN}
_DECIDED = {True: DECIDED_TRUE, False: DECIDED_FALSE}

Seen: TypeAlias = dict[str, set[str]]  # the key of an atomic condition → what it was seen to be


class Tree(Struct, frozen=False):
    """One condition as it was judged, with those inside it; one for each element of a list."""

    node: model.Condition
    value: bool | None = None
    parts: list[Tree] = field(default_factory=list)


class Observer:
    """Collects, for each item and fee that was evaluated, what the conditions it reached came to."""

    def __init__(self, atlas: Atlas) -> None:
        self.seen: dict[str, Seen] = {}
        self._atlas = atlas
        self._open: list[Tree] = []

    def __call__(self, node: model.Condition, env: Env, judge: Callable[[], Truth]) -> Truth:
        """Judge a condition and note what it came to."""
        tree = Tree(node)
        above = self._open[-1] if self._open else None
        self._open.append(tree)
        try:
            truth = judge()
        finally:
            self._open.pop()
        tree.value = truth.value
        if above is not None and any(part is node for part in inside(above.node)):
            above.parts.append(tree)
        else:
            self._note(tree, self.seen.setdefault(env.item, {}))
        return truth

    def _note(self, whole: Tree, seen: Seen) -> None:
        for leaf in _leaves(whole):
            seen.setdefault(self._atlas.atom(leaf.node).key, set()).add(_SEEN[leaf.value])
        for leaf in deciding(whole):
            assert leaf.value is not None
            seen[self._atlas.atom(leaf.node).key].add(_DECIDED[leaf.value])


def _leaves(tree: Tree) -> Iterator[Tree]:
    if not isinstance(tree.node, COMPOUND):
        yield tree
    for part in tree.parts:
        yield from _leaves(part)


def deciding(tree: Tree) -> Iterator[Tree]:
    """The atomic conditions that decided a whole, each alone."""
    if tree.value is None:
        return
    if not isinstance(tree.node, COMPOUND):
        yield tree
        return
    for position, part in enumerate(tree.parts):
        if part.value is not None and _turns(tree, position):
            yield from deciding(part)


def _turns(tree: Tree, position: int) -> bool:
    """Whether a condition would come out the other way if the part at a position did, the others as they are."""
    values = [part.value for part in tree.parts]
    values[position] = not values[position]
    return _whole(tree.node, values) is (not _own(tree))


def _own(tree: Tree) -> bool | None:
    """The value of a condition before its own negation."""
    if tree.value is None or not getattr(tree.node, "negated", False):
        return tree.value
    return not tree.value


def _whole(node: model.Condition, values: list[bool | None]) -> bool | None:
    """Kleene's value of a condition, before its own negation, from those of its parts."""
    match node:
        case model.All() | model.Every():
            return _and(values)
        case model.AnyOf() | model.Some():
            return _or(values)
        case model.Not():
            return _not(values[0])
        case model.Implies():
            return _or([_not(values[0]), values[1]])
        case model.Entry(proviso=None) | model.At():
            return values[0]
        case model.Entry(in_all=True):
            return _or(values)
        case model.Entry():
            return _and([values[0], _not(values[1])])
        case model.Count():
            return counted(node, values)
        case _:
            raise AssertionError(node)


def _and(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def _or(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
