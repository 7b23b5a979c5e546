"""Model → Python source specialised to one rule set: one function for each item, definition and 推定.

The code is meant to be read (`compliance explain --plan`): it names things as the papers do, asks in the order of the
rule, and stops where nothing can change any more.  Truth is True, False, None (a fact is missing) or JUDGE (only a
person can settle it); of two unknowns None outweighs JUDGE.  A fact is a value, NONE, or None and UNKNOWN (not known).
What the code calls is in `plan_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from keyword import iskeyword
from typing import Any
from unicodedata import normalize

from compliance import model
from compliance.finding import DOSSIER_ORDER, EFFECTS
from compliance.plan_words import JUDGEMENT, MISSING, NOT_APPLICABLE, SATISFIED, VIOLATED, question_key
from compliance.sentences_ja import sentence
from compliance.vocabulary import Forms, RecordType

_FIRST_DAY = date.min
_LAST_DAY = date.max

_ORDER = {"以上": ">=", "以下": "<=", "未満": "<", "超える": ">", "以前": "<=", "以後": ">=", "前": "<", "後": ">"}
_OPPOSITE = {">=": "<", "<": ">=", "<=": ">", ">": "<="}
_SWAPPED = {">=": "<=", "<=": ">=", "<": ">", ">": "<"}

# What a function may be handed, in this order.
_PARAMETERS = ("facts", "run", "day", "about")

# Names the generated code may not use for its own.
_TAKEN = frozenset(
    [
        "facts",
        "run",
        "day",
        "about",
        "date",
        "NONE",
        "UNKNOWN",
        "JUDGE",
        "EMPTY",
        "True",
        "False",
        "None",
        "frozenset",
        "len",
        "list",
        "tuple",
        "bool",
        "type",
        "as_record",
        "gather",
        "among",
        "all_among",
        "stated",
        "total",
        "number_of",
        "soon",
        "month_end",
        "in_year",
        "length_at_least",
        "settle",
        "within",
        "due",
        "conforms",
        "negate",
        "same_text",
        "element_label",
        "age_on",
        "Elapsed",
        "BornBy",
        "Oldest",
        "outcomes_of",
        "fiscal_year",
    ]
)


@dataclass(frozen=True, slots=True)
class Truth:
    """An expression for a truth, and which sorts of unknown it may have."""

    code: str
    missing: bool = False
    judge: bool = False

    @property
    def certain(self) -> bool:
        return not self.missing and not self.judge


@dataclass(frozen=True, slots=True)
class Value:
    """An expression for a value, and the states it may be in.

    name: the code is a name or a literal and may be written twice.  unknown: it may be UNKNOWN as well as None.
    """

    code: str
    name: bool = False
    missing: bool = False
    unknown: bool = False
    none: bool = False
    judge: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The days that the day in hand may be, both included."""

    first: date = _FIRST_DAY
    last: date = _LAST_DAY

    def within(self, first: date, last: date | None) -> bool:
        return first <= self.first and (last is None or self.last <= last)

    def cut(self, first: date, last: date | None) -> Window | None:
        low, high = max(first, self.first), self.last if last is None else min(last, self.last)
        return Window(low, high) if low <= high else None


Key = tuple[int | None, tuple[str, ...]]  # a variable (None: the dossier) and the steps from it


class Code:
    """The body of one function while it is written: its lines, and what is read into which name so far."""

    def __init__(self, plan: Writer, parameters: Iterable[str]) -> None:
        self.plan = plan
        self.lines: list[str] = []
        self.depth = 1
        self.used = set(parameters)
        self.day = "day"
        self.about = "about"
        self.window = Window()
        self.known: list[dict[Key, Value]] = [{}]  # by block, outermost first
        self.records: list[dict[Key, str]] = [{}]
        self.present: set[str] = set()  # papers known to be there
        self.subjects: set[int] = set()  # variables of definitions, whose record may be of a missing paper

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block; what is read in it is not known after it."""
        self.line(head)
        self.depth += 1
        self.known.append({})
        self.records.append({})
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.line("pass")
        self.known.pop()
        self.records.pop()
        self.depth -= 1

    def name(self, wish: str) -> str:
        """A name for a local that is not used yet, as near to the wish as Python allows."""
        plain = normalize("NFKC", wish)
        plain = "".join(c if f"a{c}".isidentifier() else "_" for c in plain) or "_"
        if not plain.isidentifier() or iskeyword(plain) or plain in _TAKEN:
            plain = f"{plain}_" if f"{plain}_".isidentifier() else f"_{plain}"
        found = plain
        number = 2
        while found in self.used or found in _TAKEN:
            found = f"{plain}_{number}"
            number += 1
        self.used.add(found)
        return found

    def look(self, key: Key) -> Value | None:
        return next((block[key] for block in reversed(self.known) if key in block), None)

    def look_record(self, key: Key) -> str | None:
        return next((block[key] for block in reversed(self.records) if key in block), None)

    # --- records and facts ------------------------------------------------------------------------------------------

    def record(self, base: model.Var | None, steps: tuple[str, ...]) -> str:
        """The name of a record to read properties from; it is read here if it was not before."""
        key = (base.id if base else None, steps)
        found = self.look_record(key)
        if found is not None:
            return found
        name = self.name(steps[-1])
        if base is None and len(steps) == 1:
            self.line(f"{name} = facts.get({steps[0]!r}, NO_PAPER)")
        else:
            parent = self.record(base, steps[:-1])
            self.line(f"{name} = {parent}.get({steps[-1]!r})")
            self.line(f"if {name}.__class__ is not dict:")
            self.line(f"    {name} = as_record({name}, {parent})")
        self.records[-1][key] = name
        return name

    def fact(self, fact: model.Fact) -> Value:
        """A fact as it stands: a plain read, or the name it was read into."""
        key = (fact.base.id if fact.base else None, fact.steps)
        found = self.look(key)
        if found is not None:
            return found
        cut = _list_at(fact)
        if cut < len(fact.steps):
            outer = self.plain(fact, cut)
            return Value(f"gather({outer}, {_arguments(fact.steps[cut:])})", missing=True, unknown=True, none=True)
        code = self.plain(fact)
        if not fact.presumption:
            return Value(code, missing=True, unknown=True, none=True)
        name = self.name(fact.steps[-1] if fact.steps else "x")
        self.line(f"{name} = {code}")
        self.presume(name, fact)
        value = Value(name, name=True, missing=True, unknown=True, none=True)
        self.known[-1][key] = value
        return value

    def presume(self, name: str, fact: model.Fact) -> None:
        self.line(f"if {name} is None and {self.plan.premise(fact.presumption, self)} is True:")
        self.line(f"    {name} = NONE  # 推定「{fact.presumption}」")

    def plain(self, fact: model.Fact, count: int | None = None) -> str:
        """The read of a fact, or of the first steps of one."""
        base, steps = fact.base, fact.steps
        where = fact.where
        if count is not None and count < len(steps):
            steps, where = steps[:count], ()
        if not steps:
            assert base is not None
            return self.look_record((base.id, ())) or self.element(base)
        if base is None and len(steps) == 1:
            return f"facts.get({steps[0]!r})"
        outer = self.record(base, steps[:-1])
        fixed = self.plan.fixed(where)
        if fixed is None:
            return f"{outer}.get({steps[-1]!r})"
        # what the form fixes need not be written
        return f"({outer}.get({steps[-1]!r}, {fixed!r}) if {outer} is not EMPTY else None)"

    def element(self, var: model.Var) -> str:
        found = self.look((var.id, ()))
        assert found is not None, var
        return found.code

    def prepare(self, nodes: Iterable[object]) -> None:
        """Read, once and here, the facts that the nodes ask for more than once and that can be read already."""
        counts: dict[Key, int] = {}
        examples: dict[Key, model.Fact] = {}
        for fact in _facts(nodes):
            key = (fact.base.id if fact.base else None, fact.steps)
            counts[key] = counts.get(key, 0) + 1
            examples[key] = fact
        for key, count in counts.items():
            fact = examples[key]
            reachable = fact.base is None or self.look_record((fact.base.id, ())) is not None
            if count < 2 or not fact.steps or not reachable or self.look(key) or _list_at(fact) < len(fact.steps):
                continue
            if fact.kind.record is not None and fact.kind.element is None:
                continue  # a record is read when a property of it is
            code = self.plain(fact)
            name = self.name(fact.steps[-1])
            self.line(f"{name} = {code}")
            if fact.presumption:
                self.presume(name, fact)
            self.line(f"if {name} is UNKNOWN:")
            self.line(f"    {name} = None")
            self.known[-1][key] = Value(name, name=True, missing=True, none=True)


def _arguments(steps: Iterable[str]) -> str:
    return ", ".join(repr(step) for step in steps)


def _list_at(fact: model.Fact) -> int:
    """How many steps lead to the first list that a later step runs over; all of them where none does."""
    places = fact.where[len(fact.where) - _written(fact) :]
    names = 0
    for name in places:
        if name == "*":
            return names
        names += 1  # noqa: SIM113 - the marks of lists are not counted
    return len(fact.steps)


def _written(fact: model.Fact) -> int:
    """How many places of `where` the steps take, the marks of lists among them included."""
    left = len(fact.steps)
    count = 0
    for name in reversed(fact.where):
        if left == 0:
            break
        count += 1
        if name != "*":
            left -= 1
    return count


def _children(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif is_dataclass(node) and not isinstance(node, type):
        for name in _field_names(type(node)):
            yield getattr(node, name)


@cache
def _field_names(cls: type[Any]) -> tuple[str, ...]:
    """The fields of a node that may hold other nodes."""
    names = (field.name for field in fields(cls))
    return tuple(name for name in names if name not in ("span", "kind", "property", "var", "where"))


def _walk(node: object) -> Iterator[object]:
    yield node
    for child in _children(node):
        if not isinstance(child, str | int | date | None):
            yield from _walk(child)


def _facts(nodes: Iterable[object]) -> Iterator[model.Fact]:
    """The facts whose values the nodes read, each as often as it is read (in a loop: twice)."""
    for node in nodes:
        match node:
            case model.Fact():
                yield node
            case model.Stated():
                pass
            case model.Member() | model.Call():
                pass
            case model.Some(members=members, condition=inner) | model.Every(members=members, condition=inner):
                yield members
                for _ in range(2):
                    yield from _facts((inner,))
            case model.Count(members=members, condition=inner):
                yield members
                for _ in range(2):
                    yield from _facts((inner,))
            case _:
                yield from _facts(_children(node))


class Writer:
    """The whole module while it is written; functions of definitions and 推定 are added as they are asked for."""

    def __init__(self, rules: model.RuleSet, forms: Forms) -> None:
        self.rules = rules
        self.forms = forms
        self.positions = {item.id: position for position, item in enumerate(rules.items)}
        self.referred = {
            name
            for item in rules.items
            for node in _walk(item)
            if isinstance(node, model.Conforms)
            for name in node.items
        } | {
            name
            for definition in rules.definitions.values()
            for node in _walk(definition)
            if isinstance(node, model.Conforms)
            for name in node.items
        }
        self.constants: dict[str, str] = {}  # code → name, in the order they are needed
        self.functions: dict[str, str] = {}  # name → source
        self.named: dict[tuple[str, str], str] = {}
        self.used: set[str] = set(_TAKEN)
        self._needs: dict[str, frozenset[str]] = {}
        self._truths: dict[str, Truth] = {}
        self._values: dict[str, Value] = {}
        self._windows: dict[str, Window] = {}
        self._lengths: dict[str, bool] = {}
        self._fixed: dict[tuple[str, ...], str | None] = {}

    def fixed(self, where: tuple[str, ...]) -> str | None:
        """The value that the form fixes for a property, or None."""
        if where not in self._fixed:
            record = self._record_at(where[:-1])
            self._fixed[where] = record.fixed.get(where[-1]) if record is not None else None
        return self._fixed[where]

    def _record_at(self, where: tuple[str, ...]) -> RecordType | None:
        """The form at a place of the forms; elements of lists are marked by `*`."""
        section = self.forms.sections.get(where[0]) if where else None
        record = section.type if section is not None else None
        for name in where[1:]:
            if name == "*":
                continue
            item = record.properties.get(name) if record is not None else None
            if item is None:
                return None
            record = (item.kind.element or item.kind).record
        return record

    def question(self, node: model.Compare | model.Equals | model.Within | model.Soon) -> str:
        """The question that an open day or delay raises, as `evaluate` puts it: a constant, or one for each first paper."""
        plain = replace(node, negated=False)
        papers = [item.papers for item in self.rules.items] + [fee.papers for fee in self.rules.fees]
        mains = sorted({own[0] if own else "" for own in papers})
        texts = {main: question_key(f"{sentence(plain, main)}と認められるか。") for main in mains}
        if len(set(texts.values())) <= 1:
            return repr(next(iter(texts.values()), ""))
        return self.constant("QUESTION", repr(texts))

    # --- constants --------------------------------------------------------------------------------------------------

    def constant(self, wish: str, code: str) -> str:
        """A name at the top of the module for a value that is made once."""
        if code not in self.constants:
            self.constants[code] = self._fresh(wish)
        return self.constants[code]

    def _fresh(self, wish: str) -> str:
        plain = "".join(c if f"a{c}".isidentifier() else "_" for c in normalize("NFKC", wish))
        if not plain.isidentifier():
            plain = f"_{plain}"
        found = plain
        number = 2
        while found in self.used or iskeyword(found):
            found = f"{plain}_{number}"
            number += 1
        self.used.add(found)
        return found

    def literal(self, value: object) -> str:
        """A constant of a rule as code."""
        if isinstance(value, date):
            return self.constant(f"D{value:%Y_%m_%d}", f"date({value.year}, {value.month}, {value.day})")
        return repr(value)

    def texts(self, values: Iterable[object], wish: str) -> str:
        listed = sorted({repr(value) for value in values})
        return self.constant(wish, f"frozenset(({', '.join(listed)},))" if listed else "frozenset()")

    def period(self, word: str, period: model.Const, *, inclusive: bool | None = None) -> str:
        assert isinstance(period.value, int)
        months, days = (0, period.value) if period.kind.name == "日数" else (period.value, 0)
        length = f"{days}D" if days else f"{months}M"
        if inclusive is None:
            return self.constant(f"{word}_{length}", f"Oldest({months}, {days})")
        sort = "FROM" if inclusive else "AFTER"
        return self.constant(f"{word}_{length}_{sort}", f"Elapsed({inclusive}, {months}, {days})")

    def stages(self) -> str:
        """The table of when papers are due."""
        due = {name: dict(section.due) for name, section in self.forms.sections.items()}
        return self.constant("STAGES", repr(due))

    def may_be_length(self, expr: object) -> bool:
        """Whether a value is a number of days of which the law may leave two readings."""
        match expr:
            case model.Length(counts_first=counts_first):
                return not counts_first
            case model.Call(key=key):
                if key not in self._lengths:
                    versions = self.rules.definitions[key].versions
                    values = [case.value for v in versions if isinstance(v.body, tuple) for case in v.body]
                    self._lengths[key] = any(self.may_be_length(value) for value in values)
                return self._lengths[key]
            case _:
                return False

    # --- what functions need ----------------------------------------------------------------------------------------

    def needs(self, node: object) -> frozenset[str]:
        """Which of `_PARAMETERS` the code of a node uses."""
        found: set[str] = set()
        for each in _walk(node):
            match each:
                case model.Fact(base=base, presumption=presumption):
                    if base is None:
                        found.add("facts")
                    if presumption:
                        found |= self.premise_needs(presumption) | {"facts", "run"}
                case model.Day(name=name):
                    found.add("day" if name == "基準日" else "run")
                case model.Age() | model.Elapsed():
                    found.add("day")
                case model.Dated():
                    found.add("day")
                case model.DelegatedValue() | model.Conforms():
                    found.add("run")
                case model.Judged() | model.Same() | model.Within() | model.Soon() | model.Length():
                    found |= {"run", "about"}
                case model.Stated():
                    found |= {"facts", "run"}
                case model.Member(key=key) | model.Call(key=key):
                    found |= self.definition_needs(key)
                case _:
                    pass
        return frozenset(found)

    def definition_needs(self, key: str) -> frozenset[str]:
        if key not in self._needs:
            definition = self.rules.definitions[key]
            found = set(self.needs((definition.versions, definition.proviso)))
            if len(definition.versions) > 1 or not self.always(definition):
                found.add("day")
            self._needs[key] = frozenset(found)
        return self._needs[key]

    def premise_needs(self, name: str) -> frozenset[str]:
        return self.needs(self.rules.presumptions[name].premise)

    def always(self, definition: model.Definition) -> bool:
        """Whether the only version is in force whenever the definition is asked for."""
        version = definition.versions[0]
        return len(definition.versions) == 1 and self.windows()[definition.key].within(version.first, version.last)

    def windows(self) -> dict[str, Window]:
        """For each definition the days it may be asked about, from where it is used."""
        if not self._windows:
            self._windows = _windows(self.rules)
        return self._windows

    # --- the module -------------------------------------------------------------------------------------------------

    def module(self) -> str:
        """The source of the whole plan."""
        items = [self.item(position, item) for position, item in enumerate(self.rules.items)]
        fees = [self.fee(position, fee) for position, fee in enumerate(self.rules.fees)]
        drivers = [self.driver(kind) for kind in self.forms.kinds]
        drivers.append(
            "DRIVERS = {" + ", ".join(f"{kind!r}: run_{n}" for n, kind in enumerate(self.forms.kinds)) + "}\n"
        )
        drivers.append("FEES = (" + "".join(f"fee_{position}, " for position in range(len(fees))) + ")\n")
        head = "".join(f"{name} = {code}\n" for code, name in self.constants.items())
        return "\n\n".join([head, *self.functions.values(), *items, *fees, *drivers])

    def driver(self, kind: str) -> str:
        """The function that evaluates all items on a dossier of one kind."""
        number = self.forms.kinds.index(kind)
        before: list[str] = []
        calls: list[str] = []
        for position, item in enumerate(self.rules.items):
            applicable = kind in item.kinds
            call = f"item_{position}(facts, run)" if applicable else self.outcome(position, NOT_APPLICABLE)
            if item.id in self.referred:
                before.append(f"    r_{position} = run.results[{position}] = {call}")
                call = f"r_{position}"
            calls.append(f"        {'*' if item.each is not None and applicable else ''}{call},")
        lines = [f"def run_{number}(facts, run):", f'    """All items, on a dossier of the kind 「{_safe(kind)}」."""']
        return "\n".join([*lines, *before, "    return [", *calls, "    ]", ""])

    def outcome(self, item: int, code: int, effect: int | None = None, undecided: bool = False) -> str:
        word = ("SATISFIED", "VIOLATED", "MISSING", "JUDGEMENT", "NOT_APPLICABLE")[code]
        if code in (SATISFIED, NOT_APPLICABLE):
            effect, undecided = None, False
        name = f"{word}_{item}" + ("" if effect is None else f"_{effect}") + ("_OPEN" if undecided else "")
        return self.constant(name, f"({item}, None, {code}, {effect}, {undecided})")

    # --- items ------------------------------------------------------------------------------------------------------

    def item(self, position: int, item: model.Item) -> str:
        """The source of the function for one item."""
        return _Item(self, position, item).source()

    def fee(self, position: int, fee: model.Fee) -> str:
        return _fee(self, position, fee)

    # --- definitions ------------------------------------------------------------------------------------------------

    def definition(self, key: str) -> str:
        """The name of the function for a 定義; it is written when first asked for."""
        definition = self.rules.definitions[key]
        known = self.named.get(("definition", key))
        if known is not None:
            return known
        name = self.named["definition", key] = self._fresh(definition.name)
        parameters = [p for p in _PARAMETERS if p in self.definition_needs(key)]
        code = Code(self, parameters)
        code.window = self.windows()[key]
        subject = definition.subject
        if subject is not None:
            x = code.name("x")
            parameters.insert(0, x)
            code.known[0][subject.id, ()] = Value(x, name=True, missing=True, unknown=True, none=True)
            code.records[0][subject.id, ()] = x
            code.subjects.add(subject.id)
        head = f"def {name}({', '.join(parameters)}):"
        code.lines.append(head)
        code.line(f'"""定義 {_safe(definition.name)}（{_safe("、".join(definition.citations))}）"""')
        if definition.is_value:
            self._value_body(definition, code)
        else:
            self._truths[key] = _predicate_body(definition, code)
        self.functions[name] = "\n".join(code.lines) + "\n"
        return name

    def definition_truth(self, key: str) -> Truth:
        self.definition(key)
        return self._truths[key]

    def definition_value(self, key: str) -> Value:
        self.definition(key)
        return self._values[key]

    def _value_body(self, definition: model.Definition, code: Code) -> None:
        judge = False
        for version, inside in _versions(definition.versions, code, "return None  # 施行されていない"):
            with inside:
                assert isinstance(version.body, tuple)
                _nothing(definition, code, "NONE")
                code.prepare((version.body,))
                judge = _cases(version.body, code) or judge
        self._values[definition.key] = Value("", missing=True, unknown=True, none=True, judge=judge)

    # --- 推定 -------------------------------------------------------------------------------------------------------

    def premise(self, name: str, caller: Code) -> str:
        """A call that tells whether a 推定 holds; where it does not hang on the day, it is worked out once for a run."""
        known = self.named.get(("premise", name))
        needed = self.premise_needs(name)
        once = not needed & {"day", "about"}
        parameters = [p for p in _PARAMETERS if p in needed | {"facts", "run"}]
        if known is None:
            known = self.named["premise", name] = self._fresh(f"推定_{name}")
            number = len(self.named)
            code = Code(self, parameters)
            code.lines.append(f"def {known}({', '.join(parameters)}):")
            code.line(f'"""推定「{_safe(name)}」の前提"""')
            if once:
                code.line(f"if {number} in run.memo:")
                code.line(f"    return run.memo[{number}]")
            truth = truth_of(self.rules.presumptions[name].premise, code)
            if once:
                code.line(f"run.memo[{number}] = t = {truth.code}")
                code.line("return t")
            else:
                code.line(f"return {truth.code}")
            self.functions[known] = "\n".join(code.lines) + "\n"
        return f"{known}({', '.join(_handed(parameters, caller))})"


def _handed(parameters: Iterable[str], code: Code) -> list[str]:
    own = {"day": code.day, "about": code.about}
    return [own.get(parameter, parameter) for parameter in parameters]


def _safe(text: str) -> str:
    """Text for a docstring of the generated code."""
    return text.replace("\\", "＼").replace('"', "＂").replace("\n", " ")


def _windows(rules: model.RuleSet) -> dict[str, Window]:
    found: dict[str, Window] = {}
    seen: set[tuple[str, Window]] = set()

    def visit(node: object, window: Window) -> None:
        match node:
            case model.At(day=day, condition=condition):
                visit(day, window)
                visit(condition, Window())
                return
            case model.Member(key=key) | model.Call(key=key):
                use(key, window)
            case model.Fact(presumption=presumption) if presumption:
                if ("推定 " + presumption, window) not in seen:
                    seen.add(("推定 " + presumption, window))
                    visit(rules.presumptions[presumption].premise, Window())
            case _:
                pass
        for child in _children(node):
            if not isinstance(child, str | int | date | None):
                visit(child, window)

    def use(key: str, window: Window) -> None:
        if (key, window) in seen:
            return
        seen.add((key, window))
        before = found.get(key, window)
        found[key] = Window(min(before.first, window.first), max(before.last, window.last))
        definition = rules.definitions[key]
        visit(definition.proviso, window)
        for version in definition.versions:
            inside = window.cut(version.first, version.last)
            if inside is not None:
                visit((version.body, version.proviso), inside)

    for item in rules.items:
        # 適用 and the rest are asked only on days on which a version of the item is in force
        if item.requirement:
            lasts = [version.last for version in item.requirement]
            whole = Window(
                min(version.first for version in item.requirement),
                _LAST_DAY if None in lasts else max(last for last in lasts if last is not None),
            )
            visit(item.day, Window())
            visit((item.applies, item.each, item.proviso, item.judged, item.effects), whole)
            for version in item.requirement:
                visit((version.body, version.proviso), Window(version.first, version.last or _LAST_DAY))
    for fee in rules.fees:
        visit((fee.day, fee.applies), Window())
        for fee_version in fee.versions:
            visit((fee_version.breakdown, fee_version.cases), Window(fee_version.first, fee_version.last or _LAST_DAY))
    for key in rules.definitions:
        if key not in found:  # nothing uses it
            use(key, Window())
    return found


def _versions(
    versions: tuple[model.Version, ...], code: Code, otherwise: str
) -> Iterator[tuple[model.Version, _Inside]]:
    """The versions that the day in hand may pick, each to be written in its block, which must return or assign."""
    outer = code.window
    open_ = [(v, w) for v in sorted(versions, key=lambda v: v.first) if (w := outer.cut(v.first, v.last)) is not None]
    if not open_:
        code.line(otherwise)
        return
    if len(open_) == 1 and outer.within(open_[0][0].first, open_[0][0].last):
        yield open_[0][0], _Inside(code, "", open_[0][1])
        return
    for position, (version, window) in enumerate(open_):
        tests = []
        if version.first > outer.first:
            tests.append(f"{code.day} >= {code.plan.literal(version.first)}")
        if version.last is not None and version.last < outer.last:
            tests.append(f"{code.day} <= {code.plan.literal(version.last)}")
        word = "if" if position == 0 else "elif"
        yield version, _Inside(code, f"{word} {' and '.join(tests)}:", window)
    with code.block("else:"):
        code.line(otherwise)


class _Inside:
    """The block of one version; without a head no block is needed."""

    def __init__(self, code: Code, head: str, window: Window) -> None:
        self.code = code
        self.window = window
        self.block = code.block(head) if head else None

    def __enter__(self) -> None:
        self.outer = self.code.window
        self.code.window = self.window
        if self.block is not None:
            self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        self.code.window = self.outer
        if self.block is not None:
            self.block.__exit__(None, None, None)


def _nothing(definition: model.Definition, code: Code, answer: str) -> None:
    """What is なし is no one's subject: it is a member of nothing and has no value."""
    if definition.subject is not None:
        x = code.element(definition.subject)
        code.line(f"if {x} is NO_RECORD or {x} is NONE:")
        code.line(f"    return {answer}")


def _predicate_body(definition: model.Definition, code: Code) -> Truth:
    missing = judge = False
    for version, inside in _versions(definition.versions, code, "return None  # 施行されていない"):
        with inside:
            assert not isinstance(version.body, tuple)
            _nothing(definition, code, "False")
            whole: model.Condition = version.body
            for proviso in (version.proviso, definition.proviso):
                if proviso is not None:
                    whole = model.All(
                        span=definition.span, parts=(model.Not(span=definition.span, part=proviso), whole)
                    )
            code.prepare((whole,))
            truth = truth_of(whole, code)
            code.line(f"return {truth.code}")
            missing, judge = missing or truth.missing, judge or truth.judge
    return Truth("", missing or not code.plan.always(definition), judge)


def _cases(cases: tuple[model.ValueCase, ...], code: Code) -> bool:
    """Write a value chosen by cases, returning it.  Whether it may hang on a judgement."""
    judge = False
    possible = ""
    for case in cases:
        value: Value | None = None
        if case.condition is None:
            value = amount_of(case.value, code)
            code.line(f"return settle({possible}, {value.code})" if possible else f"return {value.code}")
            return judge or value.judge
        truth = truth_of(case.condition, code)
        if truth.certain:
            with code.block(f"if {truth.code}:"):
                value = amount_of(case.value, code)
                code.line(f"return settle({possible}, {value.code})" if possible else f"return {value.code}")
            judge = judge or value.judge
            continue
        u = code.name("u")
        code.line(f"{u} = {truth.code}")
        with code.block(f"if {u} is not False:"):
            value = amount_of(case.value, code)
            v = code.name("v")
            code.line(f"{v} = {value.code}")
            with code.block(f"if {u} is True:"):
                code.line(f"return settle({possible}, {v})" if possible else f"return {v}")
            fresh = possible or code.name("possible")
            code.line(f"{fresh} = (*{possible}, ({u}, {v}))" if possible else f"{fresh} = (({u}, {v}),)")
        if not possible:
            code.lines.insert(_before_block(code, u), "    " * code.depth + f"{fresh} = ()")
            possible = fresh
        judge = judge or truth.judge or value.judge
    code.line(f"return settle({possible}, complete=False) if {possible} else NONE" if possible else "return NONE")
    return judge


def _before_block(code: Code, u: str) -> int:
    """Where the line that opens the block on `u` stands."""
    head = "    " * code.depth + f"if {u} is not False:"
    return next(at for at in range(len(code.lines) - 1, -1, -1) if code.lines[at] == head)


# --- values ---------------------------------------------------------------------------------------------------------


def amount_of(value: model.Expr | model.Amount, code: Code) -> Value:
    """The code of a value, or of an amount reckoned from one."""
    if not isinstance(value, model.Amount):
        return value_of(value, code)
    if value.same_as is not None:
        return value_of(value.same_as, code)
    assert value.quantity is not None and value.rate is not None
    quantity, rate = value_of(value.quantity, code), value_of(value.rate, code)
    return _with([quantity, rate], code, lambda q, r: f"-(-{q} // {value.unit}) * {r}", none="0")


def _with(values: list[Value], code: Code, make: Callable[..., str], *, none: str = "NONE") -> Value:
    """A value made of others: not known where one is not, and なし (or `none`) where one is."""
    tests = _tests(values, code)
    inner = make(*tests.names)
    text = inner
    if tests.judge:
        text = f"JUDGE if {tests.judge} else {text}"
    if tests.missing:
        text = f"None if {tests.missing} else {text}"
    if tests.none:
        text = f"{none} if {tests.none} else {text}"
    return Value(
        f"({text})",
        missing=bool(tests.missing),
        none=bool(tests.none) and none == "NONE",
        judge=bool(tests.judge),
    )


@dataclass(frozen=True, slots=True)
class _Tests:
    """Tests of the states of some values, in the order they are to be made, and the names the values then have."""

    names: list[str]
    none: str
    missing: str
    judge: str


def _tests(values: list[Value], code: Code) -> _Tests:
    names: list[str] = []
    first: list[str] = []  # how each value is written where it stands first
    for value in values:
        if value.name or not (value.none or value.missing or value.judge):
            names.append(value.code)
            first.append(value.code)
        else:
            name = code.name("v")
            names.append(name)
            first.append(f"({name} := {value.code})")
    bound = [value.name for value in values]

    def written(position: int) -> str:
        if bound[position]:
            return names[position]
        bound[position] = True
        return first[position]

    none = " or ".join(f"{written(n)} is NONE" for n, value in enumerate(values) if value.none)
    missing: list[str] = []
    for n, value in enumerate(values):
        if value.missing:
            missing.append(f"{written(n)} is None")
            if value.unknown:
                missing.append(f"{names[n]} is UNKNOWN")
    judge = " or ".join(f"{written(n)} is JUDGE" for n, value in enumerate(values) if value.judge)
    return _Tests(names, none, " or ".join(missing), judge)


def value_of(expr: model.Expr, code: Code) -> Value:
    """The code of a value."""
    plan = code.plan
    match expr:
        case model.Fact():
            return code.fact(expr)
        case model.Const(value=value):
            return Value(plan.literal(value), name=True)
        case model.Dated(name=name):
            return _dated(plan.rules.values[name], code)
        case model.DelegatedValue(name=name):
            return Value(f"run.delegated.get({name!r})", missing=True)
        case model.Day(name="基準日"):
            return Value(code.day, name=True)
        case model.Day(name=name):
            return Value("run.review_day" if name == "審査の日" else "run.decision_day", name=True)
        case model.Age(born=born):
            return _with([value_of(born, code)], code, lambda b: f"age_on({b}, {code.day})")
        case model.Call(key=key, subject=subject):
            found = plan.definition_value(key)
            return replace(found, code=_call(key, subject, code))
        case model.Function(function=function, operand=operand):
            return _function(function, operand, code)
        case model.Length(first=first, last=last, counts_first=counts):
            ends = [value_of(first, code), value_of(last, code)]
            return _with(ends, code, lambda a, b: f"length({a}, {b}){'[1]' if counts else ''}")


def _dated(dated: model.DatedValue, code: Code) -> Value:
    """The version of a 基準値 or 一覧 for the day in hand; constant where the day leaves one."""
    open_ = [
        (first, last, value)
        for first, last, value in sorted(dated.versions, key=lambda version: version[0])
        if code.window.cut(first, last) is not None
    ]
    text = "None"
    missing = True
    for first, last, value in reversed(open_):
        literal = code.plan.texts(value, dated.name) if isinstance(value, tuple) else code.plan.literal(value)
        tests = []
        if first > code.window.first:
            tests.append(f"{code.day} >= {code.plan.literal(first)}")
        if last is not None and last < code.window.last:
            tests.append(f"{code.day} <= {code.plan.literal(last)}")
        if not tests:
            text, missing = literal, False
        else:
            text = f"{literal} if {' and '.join(tests)} else {text}"
    return Value(text, name=True) if not missing and " if " not in text else Value(f"({text})", missing=missing)


def _call(key: str, subject: model.Fact | None, code: Code) -> str:
    plan = code.plan
    name = plan.definition(key)
    arguments: list[str] = []
    if plan.rules.definitions[key].subject is not None:
        assert subject is not None
        arguments.append(_subject(subject, code))
    parameters = [p for p in _PARAMETERS if p in plan.definition_needs(key)]
    return f"{name}({', '.join([*arguments, *_handed(parameters, code)])})"


def _subject(subject: model.Fact, code: Code) -> str:
    if subject.kind.record is None or subject.kind.element is not None:
        return value_of(subject, code).code
    if not subject.steps:
        assert subject.base is not None
        return code.element(subject.base)
    return code.record(subject.base, subject.steps)


def _function(function: str, operand: model.Expr, code: Code) -> Value:
    inner = value_of(operand, code)
    match function:
        case "翌日":
            return replace(_with([inner], code, lambda d: f"day_after({d}, 1)"), judge=True)
        case "前日":
            return replace(_with([inner], code, lambda d: f"day_after({d}, -1)"), judge=True)
        case "末日" if operand.kind.name == "年度":
            return _with([inner], code, lambda y: f"date({y} + 1, 3, 31)")
        case "末日":
            return replace(_with([inner], code, lambda d: f"month_end({d})"), judge=True)
        case "属する年度":
            return _with([inner], code, lambda d: f"fiscal_year({d})")
        case "数":
            return _with([inner], code, lambda m: f"len({m})", none="0")
        case "合計":
            return replace(_with([inner], code, lambda m: f"total({m})", none="0"), missing=True)
        case _:
            raise ValueError(f"no such function: {function}")


# --- conditions -----------------------------------------------------------------------------------------------------


def truth_of(node: model.Condition, code: Code) -> Truth:
    """The code of a condition; lines that must come before it are written."""
    plan = code.plan
    span = node.span
    match node:
        case model.Compare(left=left, op=op, right=right, negated=negated):
            return _compare(node, left, _ORDER[op], right, negated, code)
        case model.Equals(left=left, rights=rights, negated=negated):
            return _equals(node, left, rights, negated, code)
        case model.Truthy(fact=fact, negated=negated):
            return _test([value_of(fact, code)], code, lambda v: f"not {v}" if negated else f"{v}", negated)
        case model.Exists(fact=fact, negated=negated):
            return _exists(fact, negated, code)
        case model.Stated(facts=facts, negated=negated):
            return _stated(facts, negated, code)
        case model.Among(value=value, container=container, negated=negated):
            return _among(value, container, negated, code)
        case model.Falls(day=day, first=first, last=last, negated=negated):
            both = model.All(
                span=span,
                parts=(
                    model.Compare(span=span, left=day, op="以後", right=first),
                    model.Compare(span=span, left=day, op="以前", right=last),
                ),
            )
            return truth_of(model.Not(span=span, part=both) if negated else both, code)
        case model.FallsInYear(day=day, year=year, negated=negated):
            values = [value_of(day, code), value_of(year, code)]
            return _test(values, code, lambda d, y: f"{'not ' if negated else ''}in_year({d}, {y})", negated)
        case model.AllAmong(members=members, container=container, negated=negated):
            values = [value_of(members, code), value_of(container, code)]
            return _all_among(values, negated)
        case model.Same(left=left, rights=rights, negated=negated):
            return _same(node, left, rights, negated, code)
        case model.Elapsed(anchor=anchor, inclusive=inclusive, period=period, negated=negated):
            table = plan.period("ELAPSED", period, inclusive=inclusive)
            sign = ">" if negated else "<="
            return _test([value_of(anchor, code)], code, lambda d: f"{d} {sign} {table}[{code.day}]", negated)
        case model.Within(day=day, anchor=anchor, period=period, negated=negated):
            table = plan.period("OLDEST", period)
            values = [value_of(day, code), value_of(anchor, code)]
            return _settled(node, values, lambda d, a: f"within({d}, {a}, {table})", negated, code)
        case model.Soon(day=day, after=after, negated=negated):
            values = [value_of(day, code), value_of(after, code)]
            return _settled(node, values, lambda d, a: f"soon({d}, {a})", negated, code)
        case model.Member(key=key, subject=subject, negated=negated):
            found = replace(plan.definition_truth(key), code=_call(key, subject, code))
            return _negated(found, code) if negated else found
        case model.Judged(question=question, negated=negated):
            found = Truth(f"run.judgement(*{code.about}, {question_key(question)!r})", judge=True)
            return _negated(found, code) if negated else found
        case model.Conforms(items=items, mode=mode, negated=negated):
            return _conforms(items, mode == "も", negated, code)
        case model.At(day=day, condition=condition):
            return _at(day, condition, code)
        case model.Some() | model.Every():
            return _quantified(node, code)
        case model.Count():
            return _count(node, code)
        case model.All(parts=parts):
            return _junction(parts, code, decisive=False)
        case model.AnyOf(parts=parts):
            return _junction(parts, code, decisive=True)
        case model.Not(part=part):
            return _negated(truth_of(part, code), code)
        case model.Implies(condition=condition, consequence=consequence):
            return _junction((model.Not(span=span, part=condition), consequence), code, decisive=True)
        case model.Entry(condition=condition, proviso=proviso, in_all=in_all):
            if proviso is None:
                return truth_of(condition, code)
            if in_all:
                return _junction((proviso, condition), code, decisive=True)
            return _junction((model.Not(span=span, part=proviso), condition), code, decisive=False)


def _negated(truth: Truth, code: Code) -> Truth:
    if truth.certain:
        return replace(
            truth,
            code=f"not {_closed(truth.code)}" if truth.code not in ("True", "False") else str(truth.code == "False"),
        )
    if truth.judge:
        return replace(truth, code=f"negate({truth.code})")
    if truth.code.isidentifier():
        return replace(truth, code=f"(None if {truth.code} is None else not {truth.code})")
    u = code.name("u")
    return replace(truth, code=f"(None if ({u} := {truth.code}) is None else not {u})")


def _maybe_not(code: str, negated: bool) -> str:
    return f"negate({code})" if negated else code


def _closed(text: str) -> str:
    """An expression that may stand beside an operator."""
    if text.isidentifier() or (text.startswith("(") and _matching(text) == len(text) - 1):
        return text
    return f"({text})"


def _matching(text: str) -> int:
    depth = 0
    for at, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return at
    return -1


def _test(
    values: list[Value],
    code: Code,
    make: Callable[..., str],
    negated: bool,
    *,
    judge: bool = False,
    missing: bool = False,
) -> Truth:
    """A test of values: with なし it is false (negated: true); otherwise not known where a value is not."""
    tests = _tests(values, code)
    text = make(*tests.names)
    if tests.judge:
        text = f"JUDGE if {tests.judge} else {text}"
    if tests.missing:
        text = f"None if {tests.missing} else {text}"
    if tests.none:
        text = f"{negated} if {tests.none} else {text}"
    if text == make(*tests.names):
        return Truth(_closed(text), missing, judge)
    return Truth(f"({text})", bool(tests.missing) or missing, bool(tests.judge) or judge)


def _settled(
    node: model.Within | model.Soon, values: list[Value], make: Callable[..., str], negated: bool, code: Code
) -> Truth:
    """A test that may leave a question to a person, who may have answered it."""
    question = code.plan.question(node)

    def make_settled(*names: str) -> str:
        return _maybe_not(f"settled({make(*names)}, run, {code.about}, {question})", negated)

    return _test(values, code, make_settled, negated, judge=True)


def _compare(node: model.Compare, left: model.Expr, sign: str, right: model.Expr, negated: bool, code: Code) -> Truth:
    if isinstance(right, model.Age) and isinstance(left, model.Const):
        left, sign, right = right, _SWAPPED[sign], left
    if isinstance(left, model.Age) and isinstance(right, model.Const) and isinstance(right.value, int):
        return _compare_age(left, sign, right.value, negated, code)
    if code.plan.may_be_length(left) or code.plan.may_be_length(right):
        return _compare_lengths(node, left, sign, right, negated, code)
    values = [value_of(left, code), value_of(right, code)]
    own = _OPPOSITE[sign] if negated else sign
    return _test(values, code, lambda a, b: f"{a} {own} {b}", negated)


def _compare_age(age: model.Age, sign: str, years: int, negated: bool, code: Code) -> Truth:
    """An age against a number: the birthday against the latest birthday of that age, worked out once for each day."""
    if sign in (">", "<="):  # older than 17 is at least 18
        years += 1
    table = code.plan.constant(f"BORN_BY_{years}Y", f"BornBy({years})")
    own = "<=" if (sign in (">=", ">")) != negated else ">"
    return _test([value_of(age.born, code)], code, lambda born: f"{born} {own} {table}[{code.day}]", negated)


def _compare_lengths(
    node: model.Compare | model.Equals, left: model.Expr, sign: str, right: model.Expr, negated: bool, code: Code
) -> Truth:
    """Numbers of days, of which the law may leave two readings."""
    question = code.plan.question(node)
    values = [value_of(left, code), value_of(right, code)]

    def make(a: str, b: str) -> str:
        call = f"settled(compare_lengths({a}, {sign!r}, {b}), run, {code.about}, {question})"
        return _maybe_not(call, negated)

    return _test(values, code, make, negated, judge=True)


def _equals(node: model.Equals, left: model.Expr, rights: tuple[model.Expr, ...], negated: bool, code: Code) -> Truth:
    constants = [right.value for right in rights if isinstance(right, model.Const)]
    if any(code.plan.may_be_length(each) for each in (left, *rights)):
        if len(rights) == 1:
            return _compare_lengths(node, left, "==", rights[0], negated, code)
    elif len(constants) == len(rights):
        if len(rights) == 1:
            sign = "!=" if negated else "=="
            literal = code.plan.literal(constants[0])
            return _test([value_of(left, code)], code, lambda v: f"{v} {sign} {literal}", negated)
        listed = "(" + ", ".join(code.plan.literal(value) for value in constants) + ")"
        word = "not in" if negated else "in"
        return _test([value_of(left, code)], code, lambda v: f"{v} {word} {listed}", negated)
    elif len(rights) == 1:
        values = [value_of(left, code), value_of(rights[0], code)]
        return _test(values, code, lambda a, b: f"{a} {'!=' if negated else '=='} {b}", negated)
    return _one_of(node, rights, negated, code)


def _one_of(node: model.Equals | model.Same, rights: tuple[model.Expr, ...], negated: bool, code: Code) -> Truth:
    """Several alternatives as a Kleene or."""
    parts: tuple[model.Condition, ...] = tuple(replace(node, rights=(right,), negated=False) for right in rights)
    truth = _junction(parts, code, decisive=True)
    return _negated(truth, code) if negated else truth


def _same(node: model.Same, left: model.Expr, rights: tuple[model.Expr, ...], negated: bool, code: Code) -> Truth:
    if len(rights) > 1:
        return _one_of(node, rights, negated, code)
    values = [value_of(left, code), value_of(rights[0], code)]
    if left.kind.name != "文字":
        return _test(values, code, lambda a, b: f"{a} {'!=' if negated else '=='} {b}", negated)
    return _test(
        values, code, lambda a, b: _maybe_not(f"same_text({a}, {b}, run, {code.about})", negated), negated, judge=True
    )


def _exists(fact: model.Expr, negated: bool, code: Code) -> Truth:
    value = value_of(fact, code)
    if fact.kind.element is not None:
        return _test([value], code, lambda v: f"not {v}" if negated else f"len({v}) > 0", negated)
    if fact.kind.name == "真偽":
        return _test([value], code, lambda v: f"not {v}" if negated else v, negated)
    return _test([value], code, lambda v: str(not negated), negated)


def _stated(facts: tuple[model.Fact, ...], negated: bool, code: Code) -> Truth:
    """About the paper: never unknown once it is there.  A whole paper is attached or not."""
    parts = [_one_stated(fact, code) for fact in facts]
    if all(part.certain for part in parts):
        text = " and ".join(part.code for part in parts)
        return Truth(f"(not ({text}))" if negated else _closed(text))
    t = code.name("t")
    code.line(f"{t} = {parts[0].code}")
    missing = parts[0].missing
    for part in parts[1:]:
        with code.block(f"if {t} is not False:"):
            _combine(t, Truth(t, missing), part, code, decisive=False)
        missing = missing or part.missing
    truth = Truth(t, missing)
    return _negated(truth, code) if negated else truth


def _one_stated(fact: model.Fact, code: Code) -> Truth:
    if fact.base is None and len(fact.steps) == 1:
        paper = fact.steps[0]
        if paper in code.present:
            return Truth("True")
        section = code.plan.forms.sections[paper]
        # a paper of another kind of dossier is known not to be in this one
        own = f"{section.stage} if run.kind in {tuple(section.kinds)!r} else 0" if section.kinds else str(section.stage)
        return Truth(f"attached(run, {paper!r}, {code.plan.stages()}, {own})", missing=True)
    known = code.look((fact.base.id if fact.base else None, fact.steps))
    cut = _list_at(fact)
    if known is not None and not fact.presumption:
        read = known.code
    elif cut < len(fact.steps):
        read = f"gather({code.plain(fact, cut)}, {_arguments(fact.steps[cut:])})"
    else:
        read = code.plain(fact)
    text = f"stated({read})"
    if fact.base is None:
        paper = fact.steps[0]
        if paper in code.present:
            return Truth(text)
        return Truth(f"({text} if {paper!r} in facts else None)", missing=True)
    if fact.base.id in code.subjects:
        return Truth(f"({text} if {code.element(fact.base)} is not NO_PAPER else None)", missing=True)
    return Truth(text)


def _among(value: model.Expr, container: model.Expr, negated: bool, code: Code) -> Truth:
    values = [value_of(value, code), value_of(container, code)]
    if isinstance(container, model.Dated):
        return _test(values, code, lambda v, c: f"{v} {'not in' if negated else 'in'} {c}", negated)
    return Truth(_maybe_not(f"among({values[0].code}, {values[1].code})", negated), True, values[0].judge)


def _all_among(values: list[Value], negated: bool) -> Truth:
    return Truth(_maybe_not(f"all_among({values[0].code}, {values[1].code})", negated), True)


def _conforms(items: tuple[str, ...], every: bool, negated: bool, code: Code) -> Truth:
    plan = code.plan
    counted = [
        plan.positions.get(name, -1)
        for name in items
        if not (name in plan.positions and _only_remarks(plan.rules.items[plan.positions[name]]))
    ]
    listed = "(" + "".join(f"{position}, " for position in counted) + ")"
    remark = EFFECTS.index("注意")
    return Truth(f"conforms(run, {listed}, {every}, {negated}, {remark})", missing=True, judge=True)


def _only_remarks(item: model.Item) -> bool:
    return bool(item.effects) and all(case.effect == "注意" for case in item.effects)


def _at(day: model.Expr, condition: model.Condition, code: Code) -> Truth:
    value = value_of(day, code)
    t = code.name("t")
    other = code.name("other_day")
    code.line(f"{other} = {value.code}")
    outer_day, outer_window = code.day, code.window
    code.day, code.window = other, Window()
    tests = _tests([replace(value, code=other, name=True)], code)
    word = "if"
    for test, answer in ((tests.none, "False"), (tests.missing, "None"), (tests.judge, "JUDGE")):
        if test:
            code.line(f"{word} {test}:")
            code.line(f"    {t} = {answer}")
            word = "elif"
    if word == "if":
        truth = truth_of(condition, code)
        code.line(f"{t} = {truth.code}")
    else:
        with code.block("else:"):
            truth = truth_of(condition, code)
            code.line(f"{t} = {truth.code}")
    code.day, code.window = outer_day, outer_window
    return Truth(t, truth.missing or bool(tests.missing), truth.judge or bool(tests.judge))


# --- and, or, for all, for some -------------------------------------------------------------------------------------


def _junction(parts: tuple[model.Condition, ...], code: Code, *, decisive: bool) -> Truth:
    """Kleene's and (decisive False) or or (decisive True), in order; it stops at a part that decides."""
    if not parts:
        return Truth(str(not decisive))
    plain = _plain_junction(parts, code, decisive=decisive)
    if plain is not None:
        return plain
    t = code.name("t")
    first = truth_of(parts[0], code)
    code.line(f"{t} = {first.code}")
    missing, judge = first.missing, first.judge
    for part in parts[1:]:
        with code.block(f"if {t} is not {decisive}:"):
            truth = truth_of(part, code)
            _combine(t, Truth(t, missing, judge), truth, code, decisive=decisive)
        missing, judge = missing or truth.missing, judge or truth.judge
    return Truth(t, missing, judge)


def _plain_junction(parts: tuple[model.Condition, ...], code: Code, *, decisive: bool) -> Truth | None:
    """Parts that are never unknown, as those that ask what the paper states, joined by Python's and / or."""
    if not all(_asks_the_paper(part) for part in parts):
        return None
    lines, used = len(code.lines), set(code.used)
    known, records = dict(code.known[-1]), dict(code.records[-1])
    truths = [truth_of(part, code) for part in parts]
    if len(code.lines) == lines and all(truth.certain for truth in truths):
        word = " or " if decisive else " and "
        return Truth(f"({word.join(truth.code for truth in truths)})")
    del code.lines[lines:]
    code.used, code.known[-1], code.records[-1] = used, known, records
    return None


def _asks_the_paper(node: model.Condition) -> bool:
    match node:
        case model.Stated():
            return True
        case model.Not(part=part):
            return _asks_the_paper(part)
        case model.Entry(condition=condition, proviso=None):
            return _asks_the_paper(condition)
        case _:
            return False


def _combine(t: str, before: Truth, truth: Truth, code: Code, *, decisive: bool) -> None:
    """Join a further part into `t`: what decides does; of two unknowns a missing fact outweighs a judgement."""
    neutral = not decisive
    if truth.certain and before.certain:
        code.line(f"{t} = {truth.code}")
        return
    if truth.certain:
        text = truth.code if decisive else f"not {_closed(truth.code)}"
        code.line(f"if {text}:")
        code.line(f"    {t} = {decisive}")
        return
    u = truth.code
    if not u.isidentifier():
        u = code.name("u")
        code.line(f"{u} = {truth.code}")
    if truth.judge and before.missing:
        code.line(f"if {u} is not {neutral} and ({u} is not JUDGE or {t} is {neutral}):")
    else:
        code.line(f"if {u} is not {neutral}:")
    code.line(f"    {t} = {u}")


def members_of(members: model.Fact, wish: str, code: Code) -> tuple[str, str]:
    """The name of a list that is read here, and the test that it is not known."""
    value = value_of(members, code)
    name = value.code
    if not value.name:
        name = code.name(wish)
        code.line(f"{name} = {value.code}")
    return name, f"{name} is None or {name} is UNKNOWN" if value.unknown else f"{name} is None"


@contextmanager
def over(
    members: str, fact: model.Fact, var: model.Var, nodes: Iterable[object], code: Code, position: str = ""
) -> Iterator[None]:
    """The loop over a list, with its element in hand.  position: a name for the place of the element, if it is asked."""
    x = code.name("x")
    outer = code.about
    nodes = list(nodes)
    asks = "about" in code.plan.needs(tuple(nodes))
    if asks and not position:
        position = code.name("n")
    head = f"for {position}, {x} in enumerate({members}):" if position else f"for {x} in {members}:"
    with code.block(head):
        code.known[-1][var.id, ()] = Value(x, name=True, missing=True, unknown=True, none=True)
        record = fact.kind.element.record if fact.kind.element is not None else None
        if record is not None:
            code.line(f"if {x}.__class__ is not dict:")
            code.line(f"    {x} = as_record({x})")
        code.records[-1][var.id, ()] = x
        if asks:
            code.about = code.name("about")
            kind = record.properties[record.label].kind.name if record is not None and record.label else "文字"
            more = "" if kind == "文字" else f", {kind!r}"
            label = f"element_label({x}, {var.label!r}, {position}{more})"
            code.line(f"{code.about} = ({outer}[0], {label}, {outer}[2])")
        code.prepare(nodes)
        yield
    code.about = outer


def _quantified(node: model.Some | model.Every, code: Code) -> Truth:
    decisive = isinstance(node, model.Some)
    members, unknown = members_of(node.members, node.members.steps[-1] if node.members.steps else "members", code)
    t = code.name("t")
    code.line(f"{t} = {not decisive}")
    code.line(f"if {unknown}:")
    code.line(f"    {t} = None")
    with (
        code.block(f"elif {members} is not NONE:"),
        over(members, node.members, node.var, (node.condition,), code),
    ):
        truth = truth_of(node.condition, code)
        if truth.certain:
            text = truth.code if decisive else f"not {_closed(truth.code)}"
            code.line(f"if {text}:")
            code.line(f"    {t} = {decisive}")
            code.line("    break")
        else:
            u = truth.code
            if not u.isidentifier():
                u = code.name("u")
                code.line(f"{u} = {truth.code}")
            guard = f" and ({u} is not JUDGE or {t} is {not decisive})" if truth.judge and truth.missing else ""
            with code.block(f"if {u} is not {not decisive}{guard}:"):
                code.line(f"{t} = {u}")
                code.line(f"if {u} is {decisive}:")
                code.line("    break")
    found = Truth(t, True, truth.judge)
    return _negated(found, code) if isinstance(node, model.Some) and node.negated else found


def _count(node: model.Count, code: Code) -> Truth:
    members, unknown = members_of(node.members, node.members.steps[-1] if node.members.steps else "members", code)
    sign = _ORDER[node.op]
    if node.negated:
        sign = _OPPOSITE[sign]
    t, sure, unsure, sort = code.name("t"), code.name("sure"), code.name("unsure"), code.name("sort")
    code.line(f"{sure} = {unsure} = 0")
    code.line(f"{sort} = JUDGE")
    loop = over(members, node.members, node.var, (node.condition,), code)
    with code.block(f"if not ({unknown} or {members} is NONE):"), loop:
        truth = truth_of(node.condition, code)
        u = code.name("u")
        code.line(f"{u} = {truth.code}")
        code.line(f"if {u} is True:")
        code.line(f"    {sure} += 1")
        if not truth.certain:
            code.line(f"elif {u} is not False:")
            code.line(f"    {unsure} += 1")
            code.line(f"    if {u} is None:")
            code.line(f"        {sort} = None")
    code.line(f"if {unknown}:")
    code.line(f"    {t} = None")
    with code.block(f"elif ({sure} {sign} {node.number}) is ({sure} + {unsure} {sign} {node.number}):"):
        code.line(f"{t} = {sure} {sign} {node.number}")
    code.line("else:")
    code.line(f"    {t} = {sort}")
    return Truth(t, True, truth.judge)


# --- items ----------------------------------------------------------------------------------------------------------

_GRAVITY = {effect: DOSSIER_ORDER.index(effect) for effect in EFFECTS}


class _Item:
    """The function of one item while it is written: 施行 → 適用 → ただし書 → 判断を要する場合 → 要件 → effect."""

    def __init__(self, plan: Writer, position: int, item: model.Item) -> None:
        self.plan = plan
        self.position = position
        self.item = item
        self.code = Code(plan, ("facts", "run"))
        self.effects = [EFFECTS.index(case.effect) for case in item.effects] or [EFFECTS.index("不適合")]
        self.gravest = min(self.effects, key=lambda effect: _GRAVITY[EFFECTS[effect]])
        self.undecided = len(set(self.effects)) > 1

    def constant(self, code: int) -> str:
        return self.plan.outcome(self.position, code, self.gravest, self.undecided)

    def leave(self, code: int) -> str:
        """Return a result for the whole item before its elements are looked at."""
        found = self.constant(code)
        return f"return [{found}]" if self.item.each is not None else f"return {found}"

    def source(self) -> str:
        item, code = self.item, self.code
        code.lines.append(f"def item_{self.position}(facts, run):")
        caption = f" {item.caption}" if item.caption else ""
        code.line(f'"""{_safe(item.id)}{_safe(caption)}（{_safe("、".join(item.citations))}）"""')
        self._papers()
        code.about = self.plan.constant(
            f"ABOUT_{self.position}", repr((item.id, "", item.papers[0] if item.papers else ""))
        )
        self._day()
        gate = self._gate()
        if item.each is None:
            self._requirement(gate, None)
        else:
            self._elements(gate)
        return "\n".join(code.lines) + "\n"

    def _papers(self) -> None:
        code = self.code
        names: list[str] = []
        for paper in self.item.papers:
            if paper in code.present:
                continue
            name = code.name(paper)
            code.line(f"{name} = facts.get({paper!r})")
            section = self.plan.forms.sections[paper]
            value = Value(name, name=True, none=True, missing=True, unknown=True)
            code.known[0][None, (paper,)] = value
            if not section.many:
                code.records[0][None, (paper,)] = name
            code.present.add(paper)
            names.append(name)
        if not names:
            return
        listed = ", ".join(repr(paper) for paper in self.item.papers)
        table = self.plan.stages()
        with code.block(f"if {' or '.join(f'{name} is None' for name in names)}:"):
            code.line(f"if due(run, ({listed},), {table}):")
            code.line(f"    {self.leave(MISSING)}")
            code.line(self.leave(NOT_APPLICABLE))

    def _day(self) -> None:
        """基準日, and whether a version is in force on it."""
        item, code = self.item, self.code
        if item.day is None:
            code.line("day = run.review_day")
        else:
            value = value_of(item.day, code)
            code.line(f"day = {value.code}")
            tests = _tests([replace(value, code="day", name=True)], code)
            unknown = " or ".join(test for test in (tests.missing, tests.none, tests.judge) if test)
            if unknown:
                code.line(f"if {unknown}:")
                code.line(f"    {self.leave(MISSING)}")
        first = min(version.first for version in item.requirement)
        last = max((version.last or _LAST_DAY for version in item.requirement), default=_LAST_DAY)
        outside = [f"day < {self.plan.literal(first)}"] if first > _FIRST_DAY else []
        if last < _LAST_DAY:
            outside.append(f"day > {self.plan.literal(last)}")
        if outside:
            code.line(f"if {' or '.join(outside)}:")
            code.line(f"    {self.leave(NOT_APPLICABLE)}  # 施行されていない")
        code.window = Window(first, last)

    def _gate(self) -> Truth:
        """適用: true, or unknown; where it is false the item is left."""
        item, code = self.item, self.code
        if not item.applies:
            return Truth("True")
        code.prepare(item.applies)
        truth = (
            _junction(item.applies, code, decisive=False) if len(item.applies) > 1 else truth_of(item.applies[0], code)
        )
        if truth.certain:
            code.line(f"if not {_closed(truth.code)}:")
            code.line(f"    {self.leave(NOT_APPLICABLE)}")
            return Truth("True")
        gate = code.name("applies")
        code.line(f"{gate} = {truth.code}")
        code.line(f"if {gate} is False:")
        code.line(f"    {self.leave(NOT_APPLICABLE)}")
        return replace(truth, code=gate)

    def _elements(self, gate: Truth) -> None:
        item, code = self.item, self.code
        assert item.each is not None
        members, unknown = members_of(item.each.members, "members", code)
        code.line(f"if {unknown}:")
        code.line(f"    {self.leave(MISSING)}")
        if item.each.members.presumption:
            pass
        code.line(f"if {members} is NONE or not {members}:")
        code.line(f"    {self.leave(NOT_APPLICABLE)}")
        found = code.name("found")
        code.line(f"{found} = []")
        element = code.name("n")
        with over(members, item.each.members, item.each.var, self._nodes(), code, element):
            self._requirement(gate, (found, element))
        code.line(f"return {found}")

    def _nodes(self) -> list[object]:
        item = self.item
        nodes: list[object] = [version.body for version in item.requirement]
        nodes += [version.proviso for version in item.requirement]
        return [*nodes, item.proviso, *(case.condition for case in item.judged)]

    def _requirement(self, gate: Truth, element: tuple[str, str] | None) -> None:
        """ただし書, 判断を要する場合 and 要件, and the result."""
        item, code = self.item, self.code
        if element is None:
            code.prepare(self._nodes())
        versions = sorted(item.requirement, key=lambda version: version.first)
        provisos = [*(() if item.proviso is None else (item.proviso,))]
        dated_proviso = any(version.proviso is not None for version in versions)
        if provisos and not dated_proviso:
            gate = self._proviso(provisos[0], gate, element)
        t = code.name("fulfilled")
        missing = judge = False
        if len(versions) == 1 and not dated_proviso:
            truth = self._body(versions[0])
            code.line(f"{t} = {truth.code}")
            missing, judge = truth.missing, truth.judge
        elif not dated_proviso:
            for position, version in enumerate(versions):
                outer = code.window
                window = outer.cut(version.first, version.last)
                assert window is not None
                last = position == len(versions) - 1
                head = (
                    "else:"
                    if last
                    else f"{'if' if position == 0 else 'elif'} day <= {self.plan.literal(version.last)}:"
                )
                with code.block(head):
                    code.window = window
                    truth = self._body(version)
                    code.line(f"{t} = {truth.code}")
                    code.window = outer
                missing, judge = missing or truth.missing, judge or truth.judge
        else:
            gate_name = code.name("gate")
            code.line(f"{gate_name} = {gate.code}")
            for position, version in enumerate(versions):
                outer = code.window
                window = outer.cut(version.first, version.last)
                assert window is not None
                last = position == len(versions) - 1
                if len(versions) == 1:
                    head = "if True:"
                else:
                    head = (
                        "else:"
                        if last
                        else f"{'if' if position == 0 else 'elif'} day <= {self.plan.literal(version.last)}:"
                    )
                with code.block(head):
                    code.window = window
                    all_ = [p for p in (*provisos, version.proviso) if p is not None]
                    if all_:
                        whole = all_[0] if len(all_) == 1 else model.AnyOf(span=item.span, parts=tuple(all_))
                        inner = self._proviso(whole, Truth(gate_name, gate.missing, gate.judge), element)
                        code.line(f"{gate_name} = {inner.code}")
                    truth = self._body(version)
                    code.line(f"{t} = {truth.code}")
                    code.window = outer
                missing, judge = missing or truth.missing, judge or truth.judge
            gate = Truth(gate_name, True, True)
        found = self._judged(Truth(t, missing, judge))
        if not gate.certain:
            # unknown 適用 or ただし書: true anyway is 適合; false is not 不適合
            code.line(f"if {gate.code} is not True and {t} is not True and {t} is not None:")
            code.line(f"    {t} = {gate.code}")
            found = Truth(t, found.missing or gate.missing, found.judge or gate.judge)
        self._result(found, element)

    def _body(self, version: model.Version) -> Truth:
        assert not isinstance(version.body, tuple)
        truth = truth_of(version.body, self.code)
        return _negated(truth, self.code) if self.item.ground else truth

    def _proviso(self, proviso: model.Condition, gate: Truth, element: tuple[str, str] | None) -> Truth:
        """ただし書: true leaves the item; unknown joins the gate."""
        code = self.code
        truth = truth_of(proviso, code)
        p = truth.code
        if not p.isidentifier() and not truth.certain:
            p = code.name("proviso")
            code.line(f"{p} = {truth.code}")
        test = p if truth.certain else f"{p} is True"
        if not gate.certain:
            test = f"{gate.code} is True and {_closed(test)}"
        code.line(f"if {test}:")
        if element is None:
            code.line(f"    {self.leave(NOT_APPLICABLE)}")
        else:
            code.line(f"    {element[0]}.append(({self.position}, {element[1]}, {NOT_APPLICABLE}, None, False))")
            code.line("    continue")
        if truth.certain:
            return gate
        joined = code.name("gate")
        code.line(f"{joined} = {gate.code}")
        code.line(f"if {p} is not True and {p} is not False and {joined} is not None:")
        code.line(f"    {joined} = {p}")
        return Truth(joined, gate.missing or truth.missing, gate.judge or truth.judge)

    def _judged(self, fulfilled: Truth) -> Truth:
        """判断を要する場合: the recorded answer stands in for the requirement; where it is not known whether the case
        is there, both must agree."""
        code, t = self.code, fulfilled.code
        for case in self.item.judged:
            truth = truth_of(case.condition, code)
            answer = f"run.judgement(*{code.about}, {question_key(case.question)!r})"
            if truth.certain:
                code.line(f"if {truth.code}:")
                code.line(f"    {t} = {answer}")
                fulfilled = Truth(t, fulfilled.missing, True)
                continue
            c = code.name("case")
            code.line(f"{c} = {truth.code}")
            code.line(f"if {c} is True:")
            code.line(f"    {t} = {answer}")
            code.line(f"elif {c} is not False and ({t} is None or {t} is JUDGE or {t} is not {answer}):")
            code.line(f"    {t} = None if {c} is None or {t} is None else JUDGE")
            fulfilled = Truth(t, fulfilled.missing or truth.missing, True)
        return fulfilled

    # --- result and effect ------------------------------------------------------------------------------------------

    def _result(self, fulfilled: Truth, element: tuple[str, str] | None) -> None:
        item, code, t = self.item, self.code, fulfilled.code
        if any(case.condition is not None for case in item.effects):
            if element is None:
                code.line(f"if {t} is True:")
                code.line(f"    return {self.plan.outcome(self.position, SATISFIED)}")
            else:
                code.line(f"if {t} is True:")
                code.line(f"    {element[0]}.append(({self.position}, {element[1]}, {SATISFIED}, None, False))")
                code.line("    continue")
            possible = self._possible()
            place = "None" if element is None else element[1]
            text = f"outcome_of({self.position}, {place}, {t}, {possible})"
            code.line(f"return {text}" if element is None else f"{element[0]}.append({text})")
            return
        effect = self.gravest
        failed = JUDGEMENT if EFFECTS[effect] == "要判断" else VIOLATED
        if element is not None:
            # a name for the code of the result; the effect belongs only to what is not satisfied
            sorts = f"{failed} if {t} is False else {MISSING}"
            if fulfilled.judge:
                sorts = f"{failed} if {t} is False else {MISSING} if {t} is None else {JUDGEMENT}"
            if fulfilled.certain:
                sorts = str(failed)
            yes = f"({self.position}, {element[1]}, {SATISFIED}, None, False)"
            no = f"({self.position}, {element[1]}, {sorts}, {effect}, False)"
            code.line(f"{element[0]}.append({yes} if {t} is True else {no})")
            return
        if code.lines[-1].strip() == f"{t} = {t}":
            code.lines.pop()
        satisfied = self.plan.outcome(self.position, SATISFIED)
        violated = self.plan.outcome(self.position, failed, effect)
        if fulfilled.certain:
            code.line(f"return {satisfied} if {t} else {violated}")
            return
        code.line(f"if {t} is True:")
        code.line(f"    return {satisfied}")
        code.line(f"if {t} is False:")
        code.line(f"    return {violated}")
        missing = self.plan.outcome(self.position, MISSING, effect)
        judgement = self.plan.outcome(self.position, JUDGEMENT, effect)
        if fulfilled.missing and fulfilled.judge:
            code.line(f"return {missing} if {t} is None else {judgement}")
        else:
            code.line(f"return {missing if fulfilled.missing else judgement}")

    def _possible(self) -> str:
        """Write which effects are possible: the first whose case holds, and those before it that are undecided."""
        code = self.code
        possible = code.name("possible")
        code.line(f"{possible} = []")
        decided = code.name("decided")
        code.line(f"{decided} = False")
        for case in self.item.effects:
            effect = EFFECTS.index(case.effect)
            with code.block(f"if {decided} is not True:"):
                if case.condition is None:
                    code.line(f"{possible}.append({effect})")
                    code.line(f"{decided} = True")
                    continue
                truth = truth_of(case.condition, code)
                code.line(f"{decided} = {truth.code}")
                code.line(f"if {decided} is not False:")
                code.line(f"    {possible}.append({effect})")
        return possible


# --- fees -----------------------------------------------------------------------------------------------------------


def _fee(plan: Writer, position: int, fee: model.Fee) -> str:
    """The function of one 手数料: its total in yen, None or JUDGE where a part is not known, NONE where it does not
    apply.  The 計算書 with its lines and bounds is `fees`'s."""
    code = Code(plan, ("facts", "run"))
    code.lines.append(f"def fee_{position}(facts, run):")
    code.line(f'"""{_safe(fee.id)} {_safe(fee.caption)}"""')
    code.about = plan.constant(f"FEE_ABOUT_{position}", repr((fee.id, "", fee.papers[0] if fee.papers else "")))
    kinds = plan.constant("KINDS", repr(tuple(fee.kinds)))
    code.line(f"if run.kind not in {kinds}:")
    code.line("    return NONE")
    names: list[str] = []
    for paper in dict.fromkeys(fee.papers):
        name = code.name(paper)
        code.line(f"{name} = facts.get({paper!r})")
        if not plan.forms.sections[paper].many:
            code.records[0][None, (paper,)] = name
        code.known[0][None, (paper,)] = Value(name, name=True, none=True, missing=True, unknown=True)
        code.present.add(paper)
        names.append(name)
    if names:
        table = plan.stages()
        listed = ", ".join(repr(paper) for paper in fee.papers)
        with code.block(f"if {' or '.join(f'{name} is None' for name in names)}:"):
            code.line(f"return None if due(run, ({listed},), {table}) else NONE")
    if fee.day is None:
        code.line("day = run.review_day")
    else:
        value = value_of(fee.day, code)
        code.line(f"day = {value.code}")
        tests = _tests([replace(value, code="day", name=True)], code)
        unknown = " or ".join(test for test in (tests.missing, tests.none, tests.judge) if test)
        if unknown:
            code.line(f"if {unknown}:")
            code.line("    return None")
    gate = Truth("True")
    if fee.applies:
        code.prepare(fee.applies)
        gate = _junction(fee.applies, code, decisive=False) if len(fee.applies) > 1 else truth_of(fee.applies[0], code)
        if gate.certain:
            code.line(f"if not {_closed(gate.code)}:")
            code.line("    return NONE")
        else:
            applies = code.name("applies")
            code.line(f"{applies} = {gate.code}")
            code.line(f"if {applies} is not True:")
            code.line(f"    return NONE if {applies} is False else {applies}")
    for version in fee.versions:
        tests_ = [f"day >= {plan.literal(version.first)}"]
        if version.last is not None:
            tests_.append(f"day <= {plan.literal(version.last)}")
        with code.block(f"if {' and '.join(tests_)}:"):
            code.window = Window(version.first, version.last or _LAST_DAY)
            if version.cases:
                code.prepare((version.cases,))
                _cases(version.cases, code)
            else:
                code.prepare((version.breakdown,))
                _sum(version.breakdown, code)
            code.window = Window()
    code.line("return NONE")
    return "\n".join(code.lines) + "\n"


def _sum(breakdown: tuple[model.FeeEntry, ...], code: Code) -> None:
    whole, unknown = code.name("total"), code.name("unknown")
    code.line(f"{whole} = 0")
    code.line(f"{unknown} = True")
    for entry in breakdown:
        if entry.only is None:
            _add(entry.amount, whole, unknown, code)
            continue
        truth = truth_of(entry.only, code)
        if truth.certain:
            with code.block(f"if {truth.code}:"):
                _add(entry.amount, whole, unknown, code)
            continue
        only = code.name("only")
        code.line(f"{only} = {truth.code}")
        with code.block(f"if {only} is True:"):
            _add(entry.amount, whole, unknown, code)
        with code.block(f"elif {only} is not False and {unknown} is not None:"):
            code.line(f"{unknown} = {only}")
    code.line(f"return {whole} if {unknown} is True else {unknown}")


def _add(amount: model.Expr | model.Amount, whole: str, unknown: str, code: Code) -> None:
    value = amount_of(amount, code)
    if not (value.missing or value.none or value.judge):
        code.line(f"{whole} += {value.code}")
        return
    v = code.name("v")
    code.line(f"{v} = {value.code}")
    tests = _tests([replace(value, code=v, name=True)], code)
    started = False
    if tests.missing:
        code.line(f"if {tests.missing}:")
        code.line(f"    {unknown} = None")
        started = True
    if tests.judge:
        code.line(f"{'elif' if started else 'if'} {tests.judge}:")
        code.line(f"    {unknown} = {unknown} and JUDGE")
        started = True
    if tests.none:
        code.line(f"{'elif' if started else 'if'} {v} is not NONE:")
    elif started:
        code.line("else:")
    code.line(f"    {whole} += {v}" if started or tests.none else f"{whole} += {v}")
