"""Structs: classes that are their fields, frozen and with slots, as `dataclass(frozen=True, slots=True)` makes them.

    class Var(Struct):
        id: int
        label: str = ""

    class Fact(Node, kw_only=True):
        steps: tuple[str, ...]

A command that checks one dossier is over in a tenth of a second, and the standard decorator would take a third of it: it
writes and compiles six methods for each of more than a hundred classes, and loads `inspect` to do so.  Here `__init__`
is compiled when the first one of a class is made that way, and the other methods are common to all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Final, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T", bound="Struct")

_MISSING: Final[Any] = object()


class Field:
    """One field.  compare, repr: whether it counts for ==, and is shown."""

    __slots__ = ("compare", "default", "factory", "kw_only", "repr")

    def __init__(self, default: Any, factory: Callable[[], Any] | None, compare: bool, repr: bool) -> None:
        self.default = default
        self.factory = factory
        self.compare = compare
        self.repr = repr
        self.kw_only = False


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    compare: bool = True,
    repr: bool = True,
) -> Any:
    """A field that is not compared, not shown, or whose default is made anew each time."""
    return Field(default, default_factory, compare, repr)


def _written_at_first(self: Struct, *given: Any, **named: Any) -> None:
    """`__init__` of a class of which none was made yet."""
    cls = type(self)
    cls.__init__ = _init(cls)  # type: ignore[method-assign]
    cls.__init__(self, *given, **named)


def _init(cls: type[Struct]) -> Callable[..., None]:
    fields = cls.__struct_fields__
    known: dict[str, Any] = {"_MISSING": _MISSING}
    positional = ["self"]
    named: list[str] = []
    body: list[str] = []
    for (name, each), setter in zip(fields.items(), setters(cls), strict=True):
        known[f"_set_{name}"] = setter
        value = parameter = name
        if each.factory is not None:
            known[f"_new_{name}"] = each.factory
            parameter = f"{name}=_MISSING"
            value = f"_new_{name}() if {name} is _MISSING else {name}"
        elif each.default is not _MISSING:
            known[f"_default_{name}"] = each.default
            parameter = f"{name}=_default_{name}"
        (named if each.kw_only else positional).append(parameter)
        body.append(f"    _set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("    self.__post_init__()")
    star = ["*"] if named else []
    exec("\n".join([f"def __init__({', '.join([*positional, *star, *named])}):", *(body or ["    pass"])]), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class StructType(type):
    """The class of struct classes."""

    __struct_fields__: dict[str, Field]

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        kw_only: bool = False,
        frozen: bool = True,
    ) -> StructType:
        fields: dict[str, Field] = {}
        for base in reversed(bases):
            fields |= getattr(base, "__struct_fields__", {})
        inherited = set(fields)
        for each, annotation in namespace.get("__annotations__", {}).items():
            if annotation.startswith("ClassVar"):
                continue
            given = namespace.pop(each, _MISSING)
            if given.__class__ in (list, dict, set):
                raise TypeError(f"{name}.{each}: one default for all structs; say default_factory")
            fields[each] = own = given if isinstance(given, Field) else Field(given, None, True, True)
            own.kw_only = kw_only
        compared = tuple(each for each, one in fields.items() if one.compare)
        namespace["__slots__"] = tuple(each for each in fields if each not in inherited)
        namespace["__match_args__"] = tuple(each for each, one in fields.items() if not one.kw_only)
        namespace["__struct_fields__"] = fields
        namespace["__init__"] = _written_at_first
        namespace["_compared"] = attrgetter(*compared) if compared else bool  # `bool`: alike for all of a class
        if not frozen:
            namespace |= {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__, "__hash__": None}
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: bool) -> None:
        super().__init__(name, bases, namespace)


class Struct(metaclass=StructType):
    """What all structs have in common.  Two are equal when they are of one class and what is compared is equal."""

    _compared: ClassVar[Callable[[Any], Any]]

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared = type(self)._compared
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        return hash((self.__class__, type(self)._compared(self)))

    def __repr__(self) -> str:
        shown = (name for name, each in type(self).__struct_fields__.items() if each.repr)
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies, and what goes to another process, are made field by field."""
        return made, (type(self), *_values(type(self))(self))


def names(cls: type[Struct]) -> tuple[str, ...]:
    """The fields of a class, in the order they are written."""
    return tuple(cls.__struct_fields__)


@cache
def _values(cls: type[Struct]) -> Callable[[Struct], tuple[Any, ...]]:
    """What gives the values of all fields, in their order."""
    every = names(cls)
    if len(every) > 1:
        return attrgetter(*every)
    return lambda struct: tuple(getattr(struct, name) for name in every)


def replace(struct: T, /, **changes: Any) -> T:
    """The struct with some fields changed."""
    cls = type(struct)
    fields = cls.__struct_fields__
    return cls(**dict(zip(fields, _values(cls)(struct), strict=True)) | changes)


@cache
def setters(cls: type[Struct]) -> tuple[Callable[[Any, Any], None], ...]:
    """What sets each field of a struct, frozen or not, in the order of the fields."""
    return tuple(getattr(cls, name).__set__ for name in names(cls))


def made(cls: type[T], *values: Any) -> T:
    """A struct of exactly these values, in the order of the fields."""
    struct = cls.__new__(cls)
    for setter, value in zip(setters(cls), values, strict=True):
        setter(struct, value)
    return struct
