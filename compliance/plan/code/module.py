"""The module of a plan: constants, definitions and 推定 as they are asked for, items, fees, and a driver for each kind of
dossier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date

from compliance import model
from compliance.engine.sentences_ja import sentence
from compliance.engine.stages import items_used, papers_asked_for
from compliance.plan.code.body import PARAMETERS, TAKEN, Body, Truth, Value, Window, children, free_name, one_line, walk
from compliance.plan.code.conditions import truth_of
from compliance.plan.code.fees import fee_code
from compliance.plan.code.items import ItemCode, Opening, cases_of, items_code
from compliance.plan.code.values import call_ahead, handed, in_force
from compliance.plan.words import NOT_APPLICABLE, SATISFIED, question_key
from compliance.struct import Struct, replace
from compliance.vocabulary import Forms, RecordType

_CODES = ("SATISFIED", "VIOLATED", "MISSING", "JUDGEMENT", "NOT_APPLICABLE")
_COVER = "一件書類"
_SHORT = 10  # nodes of a condition


class Group(Struct):
    """Items that are opened together, with their positions in the rule set; name: of their function."""

    name: str
    opening: Opening
    kinds: tuple[str, ...]
    items: list[tuple[int, model.Item]]

    def codes(self, plan: Writer) -> list[ItemCode]:
        return [ItemCode(plan, position, item, Body(plan)) for position, item in self.items]


class Writer:
    """The whole module while it is written."""

    def __init__(self, rules: model.RuleSet, forms: Forms) -> None:
        self.rules = rules
        self.forms = forms
        self.positions = {item.id: position for position, item in enumerate(rules.items)}
        # names that the module itself may have: no local is called so
        self.reserved = {
            free_name(name, ())
            for name in (*(d.name for d in rules.definitions.values()), *rules.values, *rules.presumptions)
        }
        self._constants: dict[str, str] = {}  # code → name, in the order they are needed
        self._functions: dict[str, str] = {}  # source of a function but for its name → name
        self._sources: list[str] = []
        self._used: set[str] = {*TAKEN, *(f"fee_{n}" for n in range(len(rules.fees)))}
        self._used |= {f"{name}_{n}" for name in ("run", "fees") for n in range(len(forms.kinds))}
        self._definitions: dict[str, str] = {}
        self._truths: dict[str, Truth] = {}
        self._values: dict[str, Value] = {}
        self._premises: dict[str, str] = {}
        self._needs: dict[str, frozenset[str]] = {}
        self._open: dict[str, bool] = {}
        self._presuming: dict[str, bool] = {}  # definitions
        self._fixed: dict[tuple[str, ...], str | None] = {}
        self._questions: dict[str, str] = {}
        self._windows, self._referred = _uses(rules)

    # --- the module -------------------------------------------------------------------------------------------------

    def source(self) -> str:
        """The source of the whole plan."""
        groups = self._groups()
        functions = [self._items(group) for group in groups]
        fees = [fee_code(self, position, fee) for position, fee in enumerate(self.rules.fees)]
        kinds = list(enumerate(self.forms.kinds))
        drivers = [self._driver(number, kind, groups) for number, kind in kinds]
        drivers += [self._fee_driver(number, kind) for number, kind in kinds]
        tables = [
            f"{table} = {{{', '.join(f'{kind!r}: {name}_{number}' for number, kind in kinds)}}}"
            for table, name in (("DRIVERS", "run"), ("FEES", "fees"))
        ]
        numbered = list(enumerate(self.rules.items))
        using = [position for position, item in numbered if items_used(item)]
        presuming = [position for position, item in numbered if self.may_presume(item)]
        tables.append(f"ITEMS = {tuple(item.id for item in self.rules.items)!r}")
        tables.append(f"USING, PRESUMING = frozenset({using!r}), frozenset({presuming!r})")
        return self._module([*functions, *fees, *drivers, "\n".join(tables)])

    def item_source(self, position: int) -> str:
        """The code of one item as if none were opened with it, and what it uses: a module of its own."""
        item = self.rules.items[position]
        return self._module([self._items(Group("項目", self._opening(item), item.kinds, [(position, item)]))])

    def fee_source(self, position: int) -> str:
        """The same of one fee."""
        return self._module([fee_code(self, position, self.rules.fees[position])])

    def _module(self, functions: list[str]) -> str:
        head = "\n".join(f"{name} = {code}" for code, name in self._constants.items())
        parts = [part.strip("\n") for part in (head, *self._sources, *functions)]
        return "\n\n\n".join(part for part in parts if part) + "\n"

    # --- items that are opened together -----------------------------------------------------------------------------

    def _groups(self) -> list[Group]:
        """The items by what they are opened with, in the order of the first of each; after them, each for itself, those
        that use results of others."""
        groups: dict[tuple[object, ...], Group] = {}
        for position, item in enumerate(self.rules.items):
            opening = self._opening(item)
            kinds = tuple(item.kinds)
            key = (opening, kinds, position if items_used(item) else -1)
            if key not in groups:
                name = self.fresh("と".join(dict.fromkeys(item.papers)) + "の項目")
                groups[key] = Group(name, opening, kinds, [])
            groups[key].items.append((position, item))
        return sorted(groups.values(), key=lambda group: bool(items_used(group.items[0][1])))

    def _opening(self, item: model.Item) -> Opening:
        asked = papers_asked_for(item, self.rules.definitions) & frozenset(item.papers)
        return Opening(item.papers, asked, item.day, _window_of(item))

    def _items(self, group: Group) -> str:
        return items_code(self, group.name, group.opening, group.items)

    # --- the drivers ------------------------------------------------------------------------------------------------

    def _fee_driver(self, number: int, kind: str) -> str:
        """The function that reckons all fees on a dossier of one kind."""
        return "\n".join(
            [
                f"def fees_{number}(facts, run):",
                f'    """All fees, on a dossier of the kind 「{one_line(kind)}」: yen, NO_FEE or FEE_OPEN."""',
                *(["    run.memo = {}"] if self._premises else []),
                "    return [",
                *(
                    f"        fee_{position}(facts, run)," if kind in fee.kinds else "        NO_FEE,"
                    for position, fee in enumerate(self.rules.fees)
                ),
                "    ]",
            ]
        )

    def _driver(self, number: int, kind: str, groups: list[Group]) -> str:
        """The function that evaluates all items on a dossier of one kind."""
        lines = [
            f"def run_{number}(facts, run):",
            f'    """All items, on a dossier of the kind 「{one_line(kind)}」."""',
        ]
        lines += ["    run.memo = {}"] if self._premises else []
        lines += ["    run.results = {}"] if self._referred else []
        results: dict[int, str] = {}
        for group in groups:
            codes = group.codes(self)
            if kind not in group.kinds:
                results.update((code.position, code.stopped(NOT_APPLICABLE)) for code in codes)
            else:
                results.update((code.position, code.result) for code in codes)
                lines.append(f"    {', '.join(code.result for code in codes)} = {group.name}(facts, run)")
            lines += [
                f"    run.results[{code.position}] = {results[code.position]}"
                for code in codes
                if code.item.id in self._referred
            ]
        lines.append("    results = [")
        for position, item in enumerate(self.rules.items):
            lines.append(f"        {'*' if item.each is not None else ''}{results[position]},")
        lines.append("    ]")
        cover = self.forms.sections.get(_COVER)
        if cover is not None:
            asked = [name for name in ("種類", "段階") if name in cover.type.properties]
            tests = " or ".join(f"type(cover.get({name!r})) is not str" for name in asked)
            lines.append(f"    cover = facts.get({_COVER!r}, EMPTY)")
            tests += " or results[0][2] == NOT_APPLICABLE and none_applies(results)" if results else ""
            lines.append(f"    if {tests}:")
            lines.append("        results.insert(0, COVER)")
        return "\n".join([*lines, "    return results"])

    # --- names and constants ----------------------------------------------------------------------------------------

    def fresh(self, wish: str) -> str:
        """A name of the module that is not used yet."""
        found = free_name(wish, self._used)
        self._used.add(found)
        return found

    def constant(self, wish: str, code: str) -> str:
        """A name for a value that is made once."""
        if code not in self._constants:
            self._constants[code] = self.fresh(wish)
        return self._constants[code]

    def literal(self, value: object) -> str:
        """A constant of a rule as code."""
        if isinstance(value, date):
            return self.constant(f"D{value:%Y_%m_%d}", f"date({value.year}, {value.month}, {value.day})")
        return repr(value)

    def texts(self, values: Iterable[object], wish: str) -> str:
        listed = sorted({repr(value) for value in values})
        return self.constant(wish, f"frozenset(({', '.join(listed)},))" if listed else "frozenset()")

    def period_table(self, period: model.Const, *, inclusive: bool) -> str:
        """The table of the latest days from which a period has elapsed."""
        months, days, name = _period(period)
        return self.constant(
            f"ELAPSED_{name}_{'FROM' if inclusive else 'AFTER'}", f"Elapsed({inclusive}, {months}, {days})"
        )

    def oldest_table(self, period: model.Const) -> str:
        """The table of the oldest days within a period before."""
        months, days, name = _period(period)
        return self.constant(f"OLDEST_{name}", f"Oldest({months}, {days})")

    def stages(self, papers: Iterable[str]) -> str:
        """The table of when papers are due: paper → kind of dossier → stage."""
        due = {paper: dict(self.forms.sections[paper].due) for paper in dict.fromkeys(papers)}
        return self.constant("STAGES", repr(due))

    def outcome(self, item: int, code: int, effect: int | None = None, undecided: bool = False) -> str:
        """A result as a constant; there is no effect where nothing fails or is open."""
        if code in (SATISFIED, NOT_APPLICABLE):
            effect, undecided = None, False
        name = f"{_CODES[code]}_{item}" + ("" if effect is None else f"_{effect}") + ("_OPEN" if undecided else "")
        return self.constant(name, f"({item}, None, {code}, {effect}, {undecided})")

    def question(self, node: model.Compare | model.Equals | model.Within | model.Soon) -> str:
        """The question that an open day or a delay raises, as `evaluate` puts it: a constant, or one for each first
        paper of an item, whose name is left out of it."""
        plain = replace(node, negated=False)
        papers = [item.papers for item in self.rules.items] + [fee.papers for fee in self.rules.fees]
        texts = {
            main: question_key(f"{sentence(plain, main)}と認められるか。")
            for main in sorted({own[0] if own else "" for own in papers})
        }
        if len(set(texts.values())) <= 1:
            return repr(next(iter(texts.values()), ""))
        return self.constant("QUESTION", repr(texts))

    # --- the forms --------------------------------------------------------------------------------------------------

    def fixed(self, where: tuple[str, ...]) -> str | None:
        """The value that the form fixes for a property, or None."""
        if where not in self._fixed:
            record = self._record_at(where[:-1])
            self._fixed[where] = record.fixed.get(where[-1]) if record is not None else None
        return self._fixed[where]

    def _record_at(self, where: tuple[str, ...]) -> RecordType | None:
        section = self.forms.sections.get(where[0]) if where else None
        record = section.type if section is not None else None
        for name in where[1:]:
            if name == "*":
                continue
            item = record.properties.get(name) if record is not None else None
            record = (item.kind.element or item.kind).record if item is not None else None
        return record

    def papers_read(self, nodes: object) -> set[str]:
        """The papers of which nodes read a property."""
        return {
            node.steps[0]
            for node in walk(nodes)
            if isinstance(node, model.Fact) and node.base is None and len(node.steps) > 1
        }

    # --- what functions need ----------------------------------------------------------------------------------------

    def needs(self, node: object) -> frozenset[str]:
        """Which of `PARAMETERS` the code of a node uses."""
        found: set[str] = set()
        for each in walk(node):
            match each:
                case model.Fact(base=base, presumption=presumption):
                    if base is None:
                        found.add("facts")
                    if presumption:
                        found |= self.premise_needs(presumption)
                case model.Stated(facts=facts):
                    if any(fact.base is None and len(fact.steps) == 1 for fact in facts):
                        found.add("run")
                case model.Day(name=name):
                    found.add("day" if name == "基準日" else "run")
                case model.Age() | model.Elapsed() | model.Dated():
                    found.add("day")
                case model.DelegatedValue() | model.Conforms():
                    found.add("run")
                case model.Judged() | model.Same() | model.Within() | model.Soon():
                    found |= {"run", "about"}
                case model.Compare(left=left, right=right):
                    if self.may_be_open(left) or self.may_be_open(right):
                        found |= {"run", "about"}
                case model.Equals(left=left, rights=rights):
                    if any(self.may_be_open(value) for value in (left, *rights)):
                        found |= {"run", "about"}
                case model.Member(key=key) | model.Call(key=key):
                    found |= self.definition_needs(key)
                case _:
                    pass
        return frozenset(found)

    def definition_needs(self, key: str) -> frozenset[str]:
        if key not in self._needs:
            definition = self.rules.definitions[key]
            found = self.needs((definition.versions, definition.proviso))
            if not self._always(definition):
                found |= {"day"}
            self._needs[key] = found
        return self._needs[key]

    def premise_needs(self, name: str) -> frozenset[str]:
        key = f"推定 {name}"
        if key not in self._needs:
            self._needs[key] = self.needs(self.rules.presumptions[name].premise) | {"facts", "run"}
        return self._needs[key]

    def may_be_open(self, expr: object) -> bool:
        """Whether a value is a number of days of which the law may leave two readings."""
        match expr:
            case model.Length(counts_first=counts_first):
                return not counts_first
            case model.Call(key=key):
                if key not in self._open:
                    versions = self.rules.definitions[key].versions
                    values = [case.value for v in versions if isinstance(v.body, tuple) for case in v.body]
                    self._open[key] = any(self.may_be_open(value) for value in values)
                return self._open[key]
            case _:
                return False

    def may_presume(self, node: object) -> bool:
        """Whether a node reads a fact that a 推定 covers, itself or by a definition."""
        for each in walk(node):
            match each:
                case model.Fact(presumption=presumption) if presumption:
                    return True
                case model.Member(key=key) | model.Call(key=key):
                    if key not in self._presuming:
                        self._presuming[key] = False  # while it is looked at
                        definition = self.rules.definitions[key]
                        self._presuming[key] = self.may_presume((definition.versions, definition.proviso))
                    if self._presuming[key]:
                        return True
                case _:
                    pass
        return False

    def _always(self, definition: model.Definition) -> bool:
        """Whether the only version is in force whenever the definition is asked for."""
        version = definition.versions[0]
        return len(definition.versions) == 1 and self._windows[definition.key].is_within(version.first, version.last)

    # --- definitions and 推定 ----------------------------------------------------------------------------------------

    def definition(self, key: str) -> str:
        """The name of the function for a 定義; it is written when first asked for.  Definitions that come to the same
        code, as on several kinds of subject, share it."""
        if key not in self._definitions:
            definition = self.rules.definitions[key]
            parameters: list[str] = [p for p in PARAMETERS if p in self.definition_needs(key)]
            body = Body(self, parameters)
            body.window = self._windows[key]
            if definition.subject is not None:
                x = body.name("x")
                parameters.insert(0, x)
                body.bind(definition.subject, x)
                body.subjects.add(definition.subject.id)
            body.line(f'"""定義 {one_line(definition.name)}（{one_line("、".join(definition.citations))}）"""')
            if definition.is_value:
                self._values[key] = self._value_body(definition, body)
            else:
                self._truths[key] = self._predicate_body(definition, body)
            self._definitions[key] = self._function(definition.name, parameters, body)
        return self._definitions[key]

    def _function(self, wish: str, parameters: list[str], body: Body) -> str:
        text = "\n".join([f"({', '.join(parameters)}):", *body.lines])
        if text not in self._functions:
            name = self._functions[text] = self.fresh(wish)
            self._sources.append(f"def {name}{text}")
        return self._functions[text]

    def definition_truth(self, key: str) -> Truth:
        self.definition(key)
        return self._truths[key]

    def definition_value(self, key: str) -> Value:
        self.definition(key)
        return self._values[key]

    def short_definition(self, key: str) -> tuple[model.Var, model.Condition] | None:
        """The subject and the condition of a predicate that may as well be written out where it is asked; else None."""
        definition = self.rules.definitions[key]
        version = definition.versions[0]
        plain = definition.proviso is None and version.proviso is None and self._always(definition)
        if definition.subject is None or not plain or isinstance(version.body, tuple):
            return None
        short = sum(1 for node in walk(version.body) if isinstance(node, model.Node)) <= _SHORT
        return (definition.subject, version.body) if short else None

    def _predicate_body(self, definition: model.Definition, body: Body) -> Truth:
        missing = judge = False
        for version, block in self._versions(definition, body):
            with block:
                _nothing(definition, body, "False")
                assert not isinstance(version.body, tuple)
                provisos = [each for each in (version.proviso, definition.proviso) if each is not None]
                parts = [version.body, *(model.Not(span=definition.span, part=each) for each in provisos)]
                whole = parts[0] if len(parts) == 1 else model.All(span=definition.span, parts=tuple(parts))
                body.read_ahead((whole,))
                call_ahead((whole,), body)
                truth = truth_of(whole, body)
                body.line(f"return {truth.code}")
                missing, judge = missing or truth.missing, judge or truth.judge
        return Truth("", missing or not self._always(definition), judge)

    def _value_body(self, definition: model.Definition, body: Body) -> Value:
        judge = False
        for version, block in self._versions(definition, body):
            with block:
                _nothing(definition, body, "NONE")
                assert isinstance(version.body, tuple)
                body.read_ahead((version.body,))
                judge = cases_of(version.body, body) or judge
        return Value("", missing=True, unknown=True, none=True, judge=judge)

    def _versions(
        self, definition: model.Definition, body: Body
    ) -> Iterator[tuple[model.Version, AbstractContextManager[None]]]:
        """The versions that the day in hand may pick, each to be written in a block that returns."""
        outer = body.window
        for version in sorted(definition.versions, key=lambda version: version.first):
            window = outer.cut(version.first, version.last)
            if window is not None:
                test = in_force(version.first, version.last, body)
                yield version, body.during(f"if {test}:" if test else "", window)
        if not self._always(definition):
            body.line("return None  # 施行されていない")

    def premise(self, name: str, caller: Body) -> str:
        """The call that tells whether a 推定 holds; that is worked out once for a run and a day, unless a person was asked."""
        needed = self.premise_needs(name)
        if name not in self._premises:
            premise = self.rules.presumptions[name].premise
            parameters: list[str] = [p for p in PARAMETERS if p in needed]
            body = Body(self, parameters)
            body.line(f'"""推定「{one_line(name)}」の前提"""')
            body.line("if not run.presumes:")
            body.line("    return None")
            key = f"({name!r}, day)" if "day" in needed else repr(name)
            body.line(f"if {key} in run.memo:")
            body.line(f"    return run.memo[{key}]")
            if "about" not in needed:
                body.line(f"run.memo[{key}] = holds = {truth_of(premise, body).code}")
            else:  # what was judged of one element says nothing of another
                body.line("before, run.asked = run.asked, False")
                body.line(f"holds = {truth_of(premise, body).code}")
                body.line("if run.asked:")
                body.line("    return holds")
                body.line("run.asked = before")
                body.line(f"run.memo[{key}] = holds")
            body.line("return holds")
            self._premises[name] = self._function(f"推定_{name}", parameters, body)
        return f"{self._premises[name]}({', '.join(handed(needed, caller))})"


def _nothing(definition: model.Definition, body: Body, answer: str) -> None:
    """What is なし is a member of nothing and has no value."""
    if definition.subject is not None:
        x = body.look((definition.subject.id, ()))
        assert x is not None
        body.line(f"if {x.code} is NO_RECORD or {x.code} is NONE:")
        body.line(f"    return {answer}")


def _period(period: model.Const) -> tuple[int, int, str]:
    assert isinstance(period.value, int)
    if period.kind.name == "日数":
        return 0, period.value, f"{period.value}D"
    return period.value, 0, f"{period.value}M"


def _window_of(item: model.Item) -> Window:
    """The days on which some version of an item is in force."""
    return Window(
        min(version.first for version in item.requirement),
        max(version.last or date.max for version in item.requirement),
    )


def _uses(rules: model.RuleSet) -> tuple[dict[str, Window], set[str]]:
    """For each definition the days it may be asked about; and the items whose results others ask for."""
    windows: dict[str, Window] = {}
    referred: set[str] = set()
    seen: set[tuple[str, Window]] = set()

    def visit(node: object, window: Window) -> None:
        match node:
            case model.At(day=day, condition=condition):
                visit(day, window)
                visit(condition, Window())
                return
            case model.Member(key=key) | model.Call(key=key):
                use(key, window)
            case model.Conforms(items=items):
                referred.update(items)
            case model.Fact(presumption=presumption):
                if presumption and (f"推定 {presumption}", window) not in seen:
                    seen.add((f"推定 {presumption}", window))
                    visit(rules.presumptions[presumption].premise, window)
                return
            case _:
                pass
        for child in children(node):
            if not isinstance(child, str | int | date | None):
                visit(child, window)

    def use(key: str, window: Window) -> None:
        if (key, window) in seen:
            return
        seen.add((key, window))
        before = windows.get(key, window)
        windows[key] = Window(min(before.first, window.first), max(before.last, window.last))
        definition = rules.definitions[key]
        visit(definition.proviso, window)
        for version in definition.versions:
            inside = window.cut(version.first, version.last)
            if inside is not None:
                visit((version.body, version.proviso), inside)

    for item in rules.items:
        visit(item.day, Window())
        visit((item.applies, item.each, item.proviso, item.judged, item.effects), _window_of(item))
        for version in item.requirement:
            visit((version.body, version.proviso), Window(version.first, version.last or date.max))
    for fee in rules.fees:
        visit(fee.day, Window())
        visit(fee.applies, Window())  # of a fee whose 基準日 is not known, it is asked on the day of the review
        for fee_version in fee.versions:
            visit((fee_version.breakdown, fee_version.cases), Window(fee_version.first, fee_version.last or date.max))
    return windows, referred
