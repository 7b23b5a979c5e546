"""Documents as they are read: nodes that keep their place and raw text, and the dossier that is made of them.

Making nodes from text is `reader`'s, giving them kinds is `schema`'s, reading a folder is `document`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias
from unicodedata import normalize

from compliance.finding import Input
from compliance.source import Span
from compliance.struct import Struct, field


class Scalar(Struct):
    """One scalar: its text after the quotes are taken off, and its place."""

    text: str
    span: Span
    quoted: bool = False


class Sequence(Struct):
    items: tuple[DocNode, ...]
    span: Span


class Record(Struct):
    """A mapping: keys in order, each with its own place."""

    entries: tuple[tuple[Scalar, DocNode], ...]
    span: Span


DocNode: TypeAlias = Scalar | Sequence | Record

Where: TypeAlias = tuple[str | int, ...]  # section, properties and indices: 提案書, 提案者, 役員, 0, 氏名


class Dossier(Struct):
    """One 一件書類, typed by the forms.

    facts: section → canonical value (`values`): plain dict, list, str, int, bool, date, NONE and UNKNOWN.
    Nothing written, or blank: the key is not there.  nodes: section → node, for places.
    kind: of `Forms.kinds`.  stage: index into `Forms.stages`, the furthest reached.
    """

    name: str
    facts: Mapping[str, Any]
    nodes: Mapping[str, DocNode] = field(default_factory=dict)
    kind: str = ""
    stage: int = 0
    inputs: tuple[Input, ...] = ()

    def node(self, where: Where) -> DocNode | None:
        """The node at a place of the forms, or None where nothing is written."""
        way = self._way(where)
        return way[-1] if way and len(way) == len(where) else None

    def place(self, where: Where) -> Span | None:
        """The place of a value, or of the nearest written parent it should stand in; None where the paper is missing."""
        way = self._way(where)
        return way[-1].span if way else None

    def _way(self, where: Where) -> list[DocNode]:
        """The nodes from a paper to a place, as far as something is written."""
        way: list[DocNode] = []
        found: DocNode | None = self.nodes.get(where[0]) if where and isinstance(where[0], str) else None
        for step in where[1:]:
            if found is None:
                return way
            way.append(found)
            match found:
                case Record(entries=entries) if isinstance(step, str):
                    found = next((value for key, value in entries if same_name(key.text, step)), None)
                case Sequence(items=items) if isinstance(step, int):
                    found = items[step] if step < len(items) else None
                case _:
                    found = None
        if found is not None:
            way.append(found)
        return way


def same_name(a: str, b: str) -> bool:
    """Whether two names are one: names are compared by their NFKC form, so that （ and ( do not matter."""
    return a == b or _plain(a) == _plain(b)


@lru_cache(4096)
def _plain(name: str) -> str:
    return normalize("NFKC", name)
