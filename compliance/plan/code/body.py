"""The body of one function of a plan while it is written: its lines, its names, and what is read into which name."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import islice
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import normalize

from compliance import model
from compliance.plan import words as plan_words
from compliance.struct import Struct, names, replace

if TYPE_CHECKING:
    from compliance.plan.code.module import Writer

# What a function may be handed, in this order: the papers, the run, the day in hand, what questions are about.
PARAMETERS: Final = ("facts", "run", "day", "about")
TAKEN: Final = frozenset((*vars(plan_words), *vars(builtins), *PARAMETERS))


class Truth(Struct):
    """An expression for a truth, and which sorts of unknown it may come to."""

    code: str
    missing: bool = False
    judge: bool = False

    @property
    def certain(self) -> bool:
        return not self.missing and not self.judge


class Value(Struct):
    """An expression for a value, and the states it may be in.

    name: the code is a name or a literal and may be written twice.  unknown: it may be UNKNOWN as well as None.
    parts, make: what it is made of, where it is known exactly when they are (`made_of`).
    """

    code: str
    name: bool = False
    missing: bool = False
    unknown: bool = False
    none: bool = False
    judge: bool = False
    parts: tuple[Value, ...] = ()
    make: Callable[..., str] | None = None


def read_value(code: str, *, name: bool = False) -> Value:
    """A value as it stands in the papers."""
    return Value(code, name=name, missing=True, unknown=True, none=True)


class Window(Struct):
    """The days that the day in hand may be, both included."""

    first: date = date.min
    last: date = date.max

    def is_within(self, first: date, last: date | None) -> bool:
        return first <= self.first and (last is None or self.last <= last)

    def cut(self, first: date, last: date | None) -> Window | None:
        low, high = max(first, self.first), self.last if last is None else min(last, self.last)
        return Window(low, high) if low <= high else None


Short: TypeAlias = Callable[[str], tuple[model.Var, model.Condition] | None]
Key: TypeAlias = tuple[int | None, tuple[str, ...]]  # a variable (None: the dossier) and the steps from it


def key_of(fact: model.Fact) -> Key:
    return fact.base.id if fact.base else None, fact.steps


class Body:
    """Lines at some depth; names are unique in the function, reads are known to the end of the block they stand in."""

    def __init__(self, plan: Writer, parameters: Iterable[str] = ()) -> None:
        self.plan = plan
        self.lines: list[str] = []
        self.depth = 1
        self.used = set(parameters)
        self.day = "day"
        self.about = "about"
        self.window = Window()
        self.known: list[dict[Key, Value]] = [{}]  # by block, outermost first
        self.records: list[dict[Key, str]] = [{}]
        self.calls: list[dict[tuple[str, model.Call], Value]] = [{}]  # by the day in hand
        self.present: set[str] = set()  # papers known to be there
        self.subjects: set[int] = set()  # variables of definitions: their record may be of a missing paper

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Lines after which what is read in them is not known."""
        self.known.append({})
        self.records.append({})
        self.calls.append({})
        yield
        self.known.pop()
        self.records.pop()
        self.calls.pop()

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block, a scope of its own.  Without a head nothing is indented."""
        if not head:
            yield
            return
        self.line(head)
        self.depth += 1
        before = len(self.lines)
        with self.scope():
            yield
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A scope that nothing after it refers to: its names are free again."""
        used = set(self.used)
        with self.scope():
            yield
        self.used = used

    @contextmanager
    def during(self, head: str, window: Window) -> Iterator[None]:
        """A block in which the day in hand is known to lie in a window."""
        outer = self.window
        with self.block(head):
            self.window = window
            yield
        self.window = outer

    def name(self, wish: str) -> str:
        """A name for a local that is not used yet, as near to the wish as Python allows."""
        plain = free_name(wish, ())
        if plain in self.plan.reserved or plain.isupper():
            plain = f"{plain}_"  # the module may have it
        found = free_name(plain, self.used | TAKEN)
        self.used.add(found)
        return found

    def named(self, code: str, wish: str) -> str:
        """A name for an expression; written as a line unless it is one."""
        if code.isidentifier():
            return code
        name = self.name(wish)
        self.line(f"{name} = {code}")
        return name

    def look(self, key: Key) -> Value | None:
        return next((block[key] for block in reversed(self.known) if key in block), None)

    def called(self, call: model.Call) -> Value | None:
        """A value by a definition that was worked out before, on the day in hand."""
        return next((block[self.day, call] for block in reversed(self.calls) if (self.day, call) in block), None)

    def exclude_none(self, facts: Iterable[model.Fact]) -> None:
        """In this block these facts are not なし."""
        for fact in facts:
            found = self.look(key_of(fact))
            if found is not None:
                self.known[-1][key_of(fact)] = replace(found, none=False)

    def bind(self, var: model.Var, name: str) -> None:
        """A variable of the model is this local."""
        self.known[-1][var.id, ()] = read_value(name, name=True)
        self.records[-1][var.id, ()] = name

    # --- reading ----------------------------------------------------------------------------------------------------

    def record(self, base: model.Var | None, steps: tuple[str, ...]) -> str:
        """The name of a record to read properties from; it is read here if it was not before."""
        key = (base.id if base else None, steps)
        for block in reversed(self.records):
            if key in block:
                return block[key]
        if base is None and len(steps) == 1:
            name = self.name(steps[0])
            self.line(f"{name} = facts.get({steps[0]!r}, NO_PAPER)")
        else:
            parent = self.record(base, steps[:-1])
            raw = self.look(key)
            name = self.name(steps[-1])
            if raw is not None:
                self.line(f"{name} = {raw.code} if type({raw.code}) is dict else as_record({raw.code}, {parent})")
            else:
                self.line(f"{name} = {parent}.get({steps[-1]!r})")
                self.line(f"if type({name}) is not dict:")
                self.line(f"    {name} = as_record({name}, {parent})")
        self.records[-1][key] = name
        return name

    def fact(self, fact: model.Fact) -> Value:
        """A fact, from the name it was read into or from the papers."""
        found = self.look(key_of(fact))
        if found is not None:
            return found
        if first_list(fact) < len(fact.steps):
            return read_value(self.gathered(fact))
        code = self.raw(fact)
        if not fact.presumption:
            return read_value(code)
        name = self.name(fact.steps[-1] if fact.steps else "x")
        self.line(f"{name} = {code}")
        self._presume(name, fact)
        value = self.known[-1][key_of(fact)] = read_value(name, name=True)
        return value

    def _presume(self, name: str, fact: model.Fact) -> None:
        self.line(f"if {name} is None and {self.plan.premise(fact.presumption, self)} is True:")
        self.line(f"    {name} = NONE  # 推定「{fact.presumption}」")

    def raw(self, fact: model.Fact) -> str:
        """The read of a fact of which no step runs over a list, without any presumption."""
        if not fact.steps:
            assert fact.base is not None
            found = self.look((fact.base.id, ()))
            assert found is not None
            return found.code
        if fact.base is None and len(fact.steps) == 1:
            return f"facts.get({fact.steps[0]!r})"
        outer = self.record(fact.base, fact.steps[:-1])
        fixed = self.plan.fixed(fact.where)
        if fixed is None:
            return f"{outer}.get({fact.steps[-1]!r})"
        # what the form fixes need not be written
        return f"({outer}.get({fact.steps[-1]!r}, {fixed!r}) if {outer} is not EMPTY else None)"

    def gathered(self, fact: model.Fact, *, presumed: bool = True) -> str:
        """The read of a fact of which a step runs over a list."""
        cut = first_list(fact)
        members = self.look((fact.base.id if fact.base else None, fact.steps[:cut]))
        if members is not None:
            outer = members.code
        elif fact.base is None and cut == 1:
            outer = f"facts.get({fact.steps[0]!r}, UNKNOWN)"
        else:
            outer = f"{self.record(fact.base, fact.steps[: cut - 1])}.get({fact.steps[cut - 1]!r})"
        more = ", ".join(repr(step) for step in fact.steps[cut:])
        fixed = self.plan.fixed(fact.where)
        if fixed is not None:
            more += f", fixed={fixed!r}"
        if presumed and fact.presumption:
            more += f", presumed={self.plan.premise(fact.presumption, self)} is True"
        return f"gather({outer}, {more})"

    def read_ahead(self, nodes: Iterable[object]) -> None:
        """Read, once and here, the facts that the nodes ask for more than once and that can be read already."""
        facts = list(self._facts_of(nodes))
        counts = Counter(key_of(fact) for fact in facts)
        for key, fact in {key_of(fact): fact for fact in facts}.items():
            if not fact.steps or not self.within_reach(fact) or self.look(key) or first_list(fact) < len(fact.steps):
                continue
            if _is_record(fact):
                # a record that is itself asked for, and properties of it as well
                if fact.presumption or not any(
                    key[0] == k[0] and key[1] == k[1][: len(key[1])] != k[1] for k in counts
                ):
                    continue
            elif counts[key] < 2:
                continue
            self._read(fact, often=counts[key] > 2)

    def read_together(self, parts: Iterable[list[object]]) -> None:
        """Read, once and here, the facts and records of the dossier that several of the parts ask for."""
        asked: Counter[Key] = Counter()
        records: Counter[tuple[str, ...]] = Counter()
        facts: dict[Key, model.Fact] = {}
        for nodes in parts:
            own = {key_of(fact): fact for fact in self._facts_of(nodes) if _stands_alone(fact)}
            facts.update(own)
            asked.update(own.keys())
            steps = [*(fact.steps[:-1] for fact in own.values()), *(fact.steps for fact in subjects_of(nodes))]
            records.update(dict.fromkeys(each[:n] for each in steps for n in range(2, len(each) + 1)).keys())
        for key, fact in facts.items():
            if asked[key] > 1 and not fact.presumption and not self.look(key):
                self._read(fact, often=True)
        for each, count in records.items():
            if count > 1:
                self.record(None, each)

    def _facts_of(self, nodes: Iterable[object]) -> Iterator[model.Fact]:
        return facts_of(nodes, self.plan.short_definition)

    def _read(self, fact: model.Fact, *, often: bool) -> None:
        """Read a fact into a name; where it is often asked for, 不明 is put on one footing with what is not written."""
        code = self.raw(fact)
        name = self.name(fact.steps[-1])
        self.line(f"{name} = {code}")
        if fact.presumption:
            self._presume(name, fact)
        if _is_record(fact) or not often:
            self.known[-1][key_of(fact)] = read_value(name, name=True)
            return
        self.line(f"if {name} is UNKNOWN:")
        self.line(f"    {name} = None")
        self.known[-1][key_of(fact)] = Value(name, name=True, missing=True, none=True)

    def within_reach(self, fact: model.Fact) -> bool:
        return fact.base is None or any((fact.base.id, ()) in block for block in self.records)

    # --- tests of values --------------------------------------------------------------------------------------------

    def tests(self, values: list[Value]) -> Tests:
        """Tests of the states of values: なし first, then not known, then undecided."""
        names: list[str] = []
        first: list[str] = []  # how each is written where it stands first
        for value in values:
            if value.name or not (value.none or value.missing or value.judge):
                names.append(value.code)
                first.append(value.code)
            else:
                names.append(self.name("v"))
                first.append(f"({names[-1]} := {value.code})")

        def written(position: int) -> str:
            text, first[position] = first[position], names[position]
            return text

        none = [f"{written(n)} is NONE" for n, value in enumerate(values) if value.none]
        missing: list[str] = []
        for n, value in enumerate(values):
            if value.missing:
                missing.append(f"{written(n)} is None")
            if value.unknown:
                missing.append(f"{written(n)} is UNKNOWN")
        judge = [f"{written(n)} is JUDGE" for n, value in enumerate(values) if value.judge]
        return Tests(names, " or ".join(none), " or ".join(missing), " or ".join(judge))


class Tests(Struct):
    """Tests of the states of some values, to be made in this order, and the names the values then have."""

    names: list[str]
    none: str
    missing: str
    judge: str

    def around(self, text: str, none: str) -> str:
        """The expression for known values, with what it comes to for others.  none: where one is なし."""
        for test, answer in ((self.judge, "JUDGE"), (self.missing, "None"), (self.none, none)):
            if test:
                text = f"{answer} if {test} else {text}"
        return text


def made_of(values: list[Value], body: Body, make: Callable[..., str], *, none: str = "NONE") -> Value:
    """A value made of others: not known where one is not, and なし (or `none`) where one is."""
    parts, whole = _opened(values, make)
    tests = body.tests(parts)
    plain = none == "NONE"
    return Value(
        f"({tests.around(whole(*tests.names), none)})",
        missing=bool(tests.missing),
        none=bool(tests.none) and plain,
        judge=bool(tests.judge),
        parts=tuple(parts) if plain else (),
        make=whole if plain else None,
    )


def test_of(
    values: list[Value], body: Body, make: Callable[..., str], negated: bool = False, *, judge: bool = False
) -> Truth:
    """A test of values: with なし it is false (negated: true), and not known where one of them is not."""
    parts, whole = _opened(values, make)
    tests = body.tests(parts)
    text = tests.around(whole(*tests.names), str(negated))
    return Truth(closed(text), bool(tests.missing), bool(tests.judge) or judge)


def _opened(values: list[Value], make: Callable[..., str]) -> tuple[list[Value], Callable[..., str]]:
    """What values are made of in the end, and how the expression is made of that: each state is then asked once."""
    if not any(value.make for value in values):
        return values, make

    def whole(*names: str) -> str:
        left = iter(names)
        return make(*(v.make(*islice(left, len(v.parts))) if v.make else next(left) for v in values))

    return [part for value in values for part in (value.parts if value.make else (value,))], whole


def matching(value: Value, body: Body, test: str, negated: bool) -> Truth:
    """A test of one value that is false of everything that is no value: it is asked first, the states after it.

    test: with {} for the value; negated: what holds where the value does not match.
    """
    if value.judge or value.make or not value.missing:
        return test_of([value], body, lambda v: test.format(v), negated)
    name = value.code if value.name else body.name("v")
    first = test.format(name if value.name else f"({name} := {value.code})")
    unknown = f"{name} is None or {name} is UNKNOWN" if value.unknown else f"{name} is None"
    word, otherwise = ("and", "True") if negated else ("or", "False")
    return Truth(f"({first} {word} (None if {unknown} else {otherwise}))", missing=True)


def negation(truth: Truth, body: Body) -> Truth:
    if truth.certain:
        known = {"True": "False", "False": "True"}.get(truth.code)
        return Truth(known or f"(not {closed(truth.code)})")
    if truth.judge:
        return Truth(f"negate({truth.code})", truth.missing, truth.judge)
    if truth.code.isidentifier():
        return Truth(f"(None if {truth.code} is None else not {truth.code})", missing=True)
    u = body.name("u")
    return Truth(f"(None if ({u} := {truth.code}) is None else not {u})", missing=True)


def closed(text: str) -> str:
    """An expression that may stand beside an operator."""
    if text.isidentifier():
        return text
    depth = 0
    for at, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0 and (at > 0 or c != "("):
            wrapped = at == len(text) - 1
            return text if wrapped and text[0] == "(" else f"({text})"
    return f"({text})"


def free_name(wish: str, used: Iterable[str]) -> str:
    """A Python name as near to the wish as possible."""
    plain = "".join(c if f"a{c}".isidentifier() else "_" for c in normalize("NFKC", wish)) or "_"
    if not plain.isidentifier():
        plain = f"_{plain}"
    found, number = plain, 1
    while found in used or iskeyword(found):
        number += 1
        found = f"{plain}_{number}"
    return found


def one_line(text: str) -> str:
    """Text for a docstring or a comment of the generated code."""
    return " ".join(text.replace("\\", "＼").replace('"', "＂").split())


# --- the model as a tree --------------------------------------------------------------------------------------------


def first_list(fact: model.Fact) -> int:
    """How many steps lead to the first list that a later step runs over; all of them where none does."""
    left = len(fact.steps)
    begin = len(fact.where)
    while left:
        begin -= 1
        left -= fact.where[begin] != "*"
    count = 0
    for name in fact.where[begin:]:
        if name == "*":
            return count
        count += 1  # noqa: SIM113 - the marks of lists are not counted
    return len(fact.steps)


def children(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif isinstance(node, Struct):
        for name in _inner_fields(type(node)):
            yield getattr(node, name)


@cache
def _inner_fields(cls: type[Any]) -> tuple[str, ...]:
    """The fields of a node that may hold other nodes."""
    plain = frozenset(("span", "kind", "property", "var", "where", "base", "steps", "label", "question", "name", "key"))
    return tuple(name for name in names(cls) if name not in plain)


def walk(node: object) -> Iterator[object]:
    """A node and all nodes below it; definitions are not entered."""
    yield node
    for child in children(node):
        if not isinstance(child, str | int | date | None):
            yield from walk(child)


def calls_of(nodes: Iterable[object]) -> Iterator[model.Call]:
    """The values by definitions that the nodes ask for on the day in hand."""
    for node in nodes:
        match node:
            case model.Call():
                yield node
            case model.At() | str() | int() | date() | None:
                pass
            case _:
                yield from calls_of(children(node))


def facts_of(nodes: Iterable[object], short: Short, in_loop: bool = False) -> Iterator[model.Fact]:
    """The facts whose values the nodes read, each as often as it is read; in a loop that is more than once, told as twice.

    short: the definitions that are written out where they are asked for; of those, the facts of the dossier.  in_loop: that
    is so already (in loops within loops, twice at each would be many times).
    """
    for node in nodes:
        match node:
            case model.Fact():
                yield node
            case model.Stated(facts=facts):
                yield from (fact for fact in facts if not fact.presumption and fact.kind.element is None)
            case model.Member(key=key):
                found = short(key)
                if found is not None:
                    yield from (fact for fact in facts_of((found[1],), short, in_loop) if fact.base is None)
            case model.Call():
                pass
            case model.Falls(day=day, first=first, last=last):
                yield from facts_of((day, first, day, last), short, in_loop)
            case (
                model.Some(members=members, condition=inner)
                | model.Every(members=members, condition=inner)
                | model.Count(members=members, condition=inner)
            ):
                yield members
                yield from facts_of((inner,) if in_loop else (inner, inner), short, True)
            case str() | int() | date() | None:
                pass
            case _:
                yield from facts_of(children(node), short, in_loop)


def subjects_of(nodes: Iterable[object]) -> Iterator[model.Fact]:
    """The records of the dossier that definitions are asked about."""
    for node in walk(tuple(nodes)):
        if isinstance(node, model.Member | model.Call) and node.subject is not None:
            subject = node.subject
            if _stands_alone(subject) and _is_record(subject):
                yield subject


def _is_record(fact: model.Fact) -> bool:
    return fact.kind.record is not None and fact.kind.element is None


def _stands_alone(fact: model.Fact) -> bool:
    """Whether a fact is read from the dossier by names alone."""
    return fact.base is None and len(fact.steps) > 1 and first_list(fact) == len(fact.steps)
