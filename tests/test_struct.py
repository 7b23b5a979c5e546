"""Structs keep what the standard frozen dataclass with slots promises."""

from __future__ import annotations

import copy
import pickle
from typing import Any, ClassVar

import pytest

from compliance.struct import Struct, field, made, names, replace, setters


class Point(Struct):
    """Two numbers."""

    dimensions: ClassVar[int] = 2
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)

    def moved(self, by: int) -> Point:
        return replace(self, x=self.x + by)


class Node(Struct, kw_only=True):
    place: int = field(compare=False, repr=False)


class Leaf(Node, kw_only=True):
    value: str
    note: str = ""


class Mixed(Node):
    value: str


class Checked(Struct):
    text: str

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("empty")


class Counter(Struct, frozen=False):
    count: int = 0


class Nothing(Struct):
    pass


def test_fields_defaults_and_what_is_not_a_field() -> None:
    point = Point(1)
    assert (point.x, point.y, point.tags, Point.dimensions) == (1, 0, [], 2)
    assert Point(1).tags is not Point(1).tags
    assert names(Point) == ("x", "y", "tags")
    assert names(Leaf) == ("place", "value", "note")
    assert not hasattr(point, "__dict__")
    assert point.moved(2) == Point(3)


@pytest.mark.parametrize(
    "given", [lambda: Point(), lambda: Point(1, z=2), lambda: Leaf(1, "a"), lambda: Point(1, 2, [], 3)]
)
def test_wrong_arguments(given: Any) -> None:
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        given()


def test_keyword_only_fields_come_after_the_others() -> None:
    assert Mixed("a", place=1) == Mixed(value="a", place=2)
    assert Mixed.__match_args__ == ("value",)
    assert Leaf.__match_args__ == ()


def test_equality_is_of_one_class_and_of_what_is_compared() -> None:
    assert Leaf(place=1, value="a") == Leaf(place=2, value="a")
    assert hash(Leaf(place=1, value="a")) == hash(Leaf(place=2, value="a"))
    assert Leaf(place=1, value="a") != Leaf(place=1, value="b")
    assert Leaf(place=1, value="a") != Mixed("a", place=1)
    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1


def test_repr() -> None:
    assert repr(Leaf(place=1, value="a")) == "Leaf(value='a', note='')"
    assert repr(Nothing()) == "Nothing()"


def test_frozen() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        point.z = 2  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        del point.x
    assert point == Point(1)


def test_not_frozen() -> None:
    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)
    with pytest.raises(TypeError):
        hash(counter)


def test_after_making() -> None:
    assert Checked("a").text == "a"
    with pytest.raises(ValueError, match="empty"):
        Checked("")
    with pytest.raises(ValueError, match="empty"):
        replace(Checked("a"), text="")


def test_one_default_for_all_must_not_change() -> None:
    with pytest.raises(TypeError, match="default_factory"):

        class Wrong(Struct):
            tags: list[str] = []  # noqa: RUF012


@pytest.mark.parametrize("struct", [Point(1, 2, ["a"]), Leaf(place=3, value="a"), Nothing(), Counter(4)])
def test_copies(struct: Struct) -> None:
    for again in (copy.copy(struct), copy.deepcopy(struct), pickle.loads(pickle.dumps(struct)), replace(struct)):
        assert again == struct
        assert again is not struct
    values = [getattr(struct, name) for name in names(type(struct))]
    assert made(type(struct), *values) == struct
    assert len(setters(type(struct))) == len(values)


def test_matching() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    match Leaf(place=1, value="a"):
        case Leaf(value="a", note=note):
            assert note == ""
        case _:
            pytest.fail("not matched")
