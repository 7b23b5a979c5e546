"""A rule set and its forms as plain values (text, numbers, tuples) and back, so that they can be kept in a file.

Only the classes given are ever made, and only from their own fields: unlike pickle, reading runs no code of the
file's choosing.  Values that several others share are kept once.  Spans keep offsets; the text they point into is given
by whoever thaws, or kept where it is not one of the rule files.

The entries of a rule set are made when somebody asks for them: few items of a dossier are explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import ModuleType, NoneType
from typing import Any, Final, TypeAlias

from compliance import model, values, vocabulary
from compliance.engine.settings import Delegated, Settings
from compliance.finding import Input
from compliance.problem import Problem
from compliance.source import Source, Span
from compliance.struct import Struct, setters

Plain: TypeAlias = Any  # what marshal can hold


class Classes:
    """The classes of which values are kept: those of some modules, and others."""

    def __init__(self, modules: Iterable[ModuleType], *others: type[Struct]) -> None:
        own: list[type[Struct]] = [
            found
            for module in modules
            for found in vars(module).values()
            if isinstance(found, type) and issubclass(found, Struct) and found.__module__ == module.__name__
        ]
        self.makers = [(cls, setters(cls)) for cls in (*own, *others)]
        self.codes: dict[type, int] = {cls: code for code, (cls, _) in enumerate(self.makers)}


RULES: Final = Classes((model, vocabulary), values.Kind, Problem, Settings, Delegated, Input)
_OMITTED: Final = "schemas"  # of the forms: they are read again when somebody asks for them
_AS_IT_IS: Final = frozenset((str, int, bool, NoneType))

# Tags of what is not kept as it is.
_SHARED, _TUPLE, _DICT, _DATE, _SPAN, _PLAIN, _LATER = range(7)


class UnfreezableError(TypeError):
    """A value of a class that is not kept."""


def freeze(value: object, sources: Sequence[Source], classes: Classes = RULES) -> Plain:
    """A value as plain ones.  sources: the rule files, whose texts are not kept.

    Raises UnfreezableError on values of other classes.
    """
    codes = classes.codes
    given = {id(source): number for number, source in enumerate(sources)}
    texts: list[tuple[str, str]] = []
    nodes: list[Plain] = []
    places: dict[int, Plain] = {}
    kept_alive: list[object] = []  # an id is good only while its object lives

    def plain(item: Any) -> Plain:
        cls = item.__class__
        if cls in _AS_IT_IS:
            return item
        if cls is Span:
            return _SPAN, source(item.source), item.start, item.end
        if cls is tuple:
            if _AS_IT_IS.issuperset(map(type, item)):
                return _PLAIN, item
            return (_TUPLE, *map(plain, item))
        if cls in codes:
            return shared(item)
        if cls is date:
            return _DATE, item.toordinal()
        if isinstance(item, Mapping):
            return _DICT, *((plain(key), plain(inner)) for key, inner in item.items())
        raise UnfreezableError(f"{cls.__name__} cannot be kept")

    def shared(item: Any) -> Plain:
        place = places.get(id(item))
        if place is None:
            code = codes[item.__class__]
            values = [getattr(item, name) if name != _OMITTED else {} for name in item.__struct_fields__]
            inner = [each if each.__class__ in _AS_IT_IS else plain(each) for each in values]
            if item.__class__ is model.RuleSet:
                inner = [(_LATER, *each) if each.__class__ is tuple else each for each in inner]
            place = places[id(item)] = _SHARED, len(nodes)
            nodes.append((code, *inner))
            kept_alive.append(item)
        return place

    def source(of: Source) -> int:
        if id(of) not in given:
            given[id(of)] = len(sources) + len(texts)
            texts.append((of.name, of.text))
        return given[id(of)]

    whole = plain(value)
    return tuple(nodes), tuple(texts), whole


def thaw(frozen: Plain, sources: Sequence[Source], classes: Classes = RULES) -> Any:
    """The value again.  sources: the same rule files, in the same order.

    Raises ValueError, TypeError, LookupError or AttributeError where it is nothing that was frozen.
    """
    nodes, texts, whole = frozen
    all_sources = [*sources, *(Source(name, text) for name, text in texts)]
    made: list[Any] = [None] * len(nodes)

    def shared(number: int) -> Any:
        """A node, made when it is first asked for; no node is None."""
        item = made[number]
        if item is None:
            code, *inner = nodes[number]
            cls, setters = classes.makers[code]
            item = made[number] = cls.__new__(cls)
            for setter, each in zip(setters, inner, strict=True):
                setter(item, value(each) if each.__class__ is tuple else each)
        return item

    def value(item: Plain) -> Any:
        """What a tagged tuple stands for."""
        tag = item[0]
        if tag == _SHARED:
            return shared(item[1])
        if tag == _SPAN:
            return Span(all_sources[item[1]], item[2], item[3])
        if tag == _PLAIN:
            return item[1]
        if tag == _TUPLE:
            return tuple([value(inner) if inner.__class__ is tuple else inner for inner in item[1:]])
        if tag == _DICT:
            return {
                value(key) if key.__class__ is tuple else key: value(inner) if inner.__class__ is tuple else inner
                for key, inner in item[1:]
            }
        if tag == _DATE:
            return date.fromordinal(item[1])
        if tag == _LATER:
            return _later(item[1:], value)
        raise ValueError(f"no such tag: {tag}")

    return value(whole) if whole.__class__ is tuple else whole


def _later(item: Plain, value: Callable[[Plain], Any]) -> Any:
    """A tuple or mapping of nodes whose entries are made one by one; anything else at once."""
    tag, *entries = item
    if tag == _TUPLE and all(each.__class__ is tuple and each[0] == _SHARED for each in entries):
        return LaterTuple(entries, value)
    if tag == _DICT and all(each.__class__ is tuple and each[0] == _SHARED for _, each in entries):
        return LaterDict(dict(entries), value)
    return value(tuple(item))


class LaterTuple(Sequence[Any]):
    """A tuple whose entries are made when they are asked for."""

    def __init__(self, entries: Sequence[Plain], value: Callable[[Plain], Any]) -> None:
        self._entries = tuple(entries)
        self._value = value

    def __getitem__(self, position: Any) -> Any:
        found = self._entries[position]
        return tuple(map(self._value, found)) if isinstance(position, slice) else self._value(found)

    def __len__(self) -> int:
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class LaterDict(Mapping[str, Any]):
    """A mapping whose values are made when they are asked for."""

    def __init__(self, entries: Mapping[str, Plain], value: Callable[[Plain], Any]) -> None:
        self._entries = entries
        self._value = value

    def __getitem__(self, key: str) -> Any:
        return self._value(self._entries[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
