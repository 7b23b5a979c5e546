"""The twelve requirements and the fee as other libraries' rules.

Each function returns a `Peer`.  `prepare` puts a document into the form the library likes best, outside the clock of
"warm" and inside that of "from text"; what a library cannot express (calendar days, sets) is worked out there too, which
flatters it.  Every verdict is compared with `workload.by_hand` before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from math import ceil
from typing import Any

from benchmarks.twelve.workload import MEASURES, NEEDED, Document

Verdicts = Sequence[Any]


@dataclass(frozen=True)
class Peer:
    """name: with its version.  verdicts: of one prepared document, in the order of `workload.by_hand`.

    which: positions of the verdicts it gives.  from_text: JSON text to verdicts, where there is a way of its own.
    many: all verdicts of several documents at once.
    """

    name: str
    verdicts: Callable[[Any], Verdicts]
    prepare: Callable[[Document], Any] = lambda d: d
    which: Sequence[int] = range(13)
    from_text: Callable[[bytes], Verdicts] | None = None
    many: Callable[[Sequence[Document]], Sequence[Verdicts]] | None = None
    note: str = ""


def _limit(d: Document) -> str:
    received = d["received"]
    return f"{int(received[:4]) - 2}{received[4:]}"


def _named(package: str) -> str:
    return f"{package} {version(package)}"


def pydantic() -> Peer:
    """Typed decoding; the rules are Python on its models."""
    from pydantic import BaseModel

    class Bankruptcy(BaseModel):
        restored: bool

    class Person(BaseModel):
        bankruptcy: Bankruptcy | None
        sentence: date | None
        cancelled: date | None

    class Officer(Person):
        minor: bool

    class Proposer(Person):
        kind: str
        age: int | None = None
        officers: list[Officer]

    class File(BaseModel):
        count: int
        listed: bool

    class Call(BaseModel):
        start: date
        end: date

    class Proposal(BaseModel):
        received: date
        proposer: Proposer
        count: int
        file: File
        months: int
        papers: set[str]
        call: Call
        measures: set[str]
        minutes: int
        outsourced: int

    needed, measures = frozenset(NEEDED), frozenset(MEASURES)

    def solvent(p: Person) -> bool:
        return p.bankruptcy is None or p.bankruptcy.restored

    def rules(d: Proposal) -> Verdicts:
        p, limit = d.proposer, d.received.replace(year=d.received.year - 2)

        def over(day: date | None) -> bool:
            return day is None or day <= limit

        return (
            p.kind == "corporation" or (p.age is not None and p.age >= 18),
            solvent(p),
            over(p.sentence),
            over(p.cancelled),
            p.kind != "corporation"
            or all(not o.minor and solvent(o) and over(o.sentence) and over(o.cancelled) for o in p.officers),
            1000 <= d.count <= d.file.count,
            d.file.listed,
            d.months <= 60,
            needed <= d.papers,
            d.call.start <= d.received <= d.call.end,
            (d.call.end - d.call.start).days >= 30,
            measures <= d.measures,
            21_000 + 3950 * ceil(d.minutes / 60) + d.outsourced,
        )

    return Peer(
        _named("pydantic"),
        lambda d: rules(Proposal.model_validate(d)),
        from_text=lambda text: rules(Proposal.model_validate_json(text)),
        note="decodes and checks types; the rules are Python",
    )


def zen() -> Peer:
    """GoRules ZEN: one decision of thirteen expressions."""
    import json

    import zen as library

    def over(day: str) -> str:
        return f"({day} == null or d({day}).isSameOrBefore(d($root.received).sub(2, 'y')))"

    def solvent(person: str) -> str:
        return f"({person}.bankruptcy == null or {person}.bankruptcy.restored)"

    expressions = [
        "proposer.kind == 'corporation' or proposer.age >= 18",
        solvent("proposer"),
        over("proposer.sentence"),
        over("proposer.cancelled"),
        "proposer.kind != 'corporation' or all(proposer.officers, not #.minor and "
        f"{solvent('#')} and {over('#.sentence')} and {over('#.cancelled')})",
        "count >= 1000 and count <= file.count",
        "file.listed",
        "months <= 60",
        f"all({list(NEEDED)}, # in $root.papers)",
        "d(received).isSameOrAfter(d(call.start)) and d(received).isSameOrBefore(d(call.end))",
        "d(call.end).diff(d(call.start), 'd') >= 30",
        f"all({list(MEASURES)}, # in $root.measures)",
        "21000 + 3950 * ceil(minutes / 60) + outsourced",
    ]
    keys = [f"v{n}" for n in range(13)]
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {
            "id": "all",
            "type": "expressionNode",
            "name": "all",
            "position": place,
            "content": {
                "expressions": [
                    {"id": key, "key": key, "value": each} for key, each in zip(keys, expressions, strict=True)
                ]
            },
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "all", "type": "edge"},
        {"id": "2", "sourceId": "all", "targetId": "out", "type": "edge"},
    ]
    content = library.ZenDecisionContent(json.dumps({"nodes": nodes, "edges": edges}))
    decision = library.ZenEngine().create_decision(content)

    def verdicts(d: Any) -> Verdicts:
        found = decision.evaluate(d)["result"]
        return [found[key] for key in keys]

    return Peer(_named("zen-engine"), verdicts, from_text=lambda text: verdicts(text.decode()))


def cel() -> Peer:
    """CEL in Rust: one program that gives a list; it knows no calendar, so the day two years before is given to it."""
    import cel as library

    def over(day: str) -> str:
        return f"({day} == null || {day} <= d.limit)"

    def solvent(person: str) -> str:
        return f"({person}.bankruptcy == null || {person}.bankruptcy.restored)"

    def every(names: Sequence[str], among: str) -> str:
        return f"[{', '.join(map(repr, names))}].all(x, x in {among})"

    expressions = [
        "d.proposer.kind == 'corporation' || d.proposer.age >= 18",
        solvent("d.proposer"),
        over("d.proposer.sentence"),
        over("d.proposer.cancelled"),
        "d.proposer.kind != 'corporation' || d.proposer.officers.all(o, !o.minor && "
        f"{solvent('o')} && {over('o.sentence')} && {over('o.cancelled')})",
        "d.count >= 1000 && d.count <= d.file.count",
        "d.file.listed",
        "d.months <= 60",
        every(NEEDED, "d.papers"),
        "d.call.start <= d.received && d.received <= d.call.end",
        "timestamp(d.call.end + 'T00:00:00Z') - timestamp(d.call.start + 'T00:00:00Z') >= duration('720h')",
        every(MEASURES, "d.measures"),
        "21000 + 3950 * ((d.minutes + 59) / 60) + d.outsourced",
    ]
    program = library.compile("[" + ", ".join(f"({each})" for each in expressions) + "]")
    return Peer(
        _named("common-expression-language"),
        lambda d: program.execute({"d": d}),
        prepare=lambda d: {**d, "limit": _limit(d)},
        note="the day two years before is prepared",
    )


def business_rules() -> Peer:
    """Conditions as data over variables written in Python (the quantifier, the days and the sets among them)."""
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_NUMERIC
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
        string_rule_variable,
    )

    needed, measures = frozenset(NEEDED), frozenset(MEASURES)

    class Variables(BaseVariables):
        def __init__(self, d: Document) -> None:
            self.d, self.p, self.limit = d, d["proposer"], _limit(d)

        def unfit(self, person: Document) -> bool:
            return self.insolvent_person(person) or any(
                (person[k] or "") > self.limit for k in ("sentence", "cancelled")
            )

        def insolvent_person(self, person: Document) -> bool:
            return person["bankruptcy"] is not None and not person["bankruptcy"]["restored"]

        @string_rule_variable
        def kind(self) -> str:
            return self.p["kind"]

        @numeric_rule_variable
        def age(self) -> int:
            return self.p["age"] or 0

        @boolean_rule_variable
        def insolvent(self) -> bool:
            return self.insolvent_person(self.p)

        @boolean_rule_variable
        def sentenced(self) -> bool:
            return (self.p["sentence"] or "") > self.limit

        @boolean_rule_variable
        def cancelled(self) -> bool:
            return (self.p["cancelled"] or "") > self.limit

        @boolean_rule_variable
        def unfit_officer(self) -> bool:
            return any(o["minor"] or self.unfit(o) for o in self.p["officers"])

        @numeric_rule_variable
        def count(self) -> int:
            return self.d["count"]

        @numeric_rule_variable
        def room(self) -> int:
            return self.d["file"]["count"] - self.d["count"]

        @boolean_rule_variable
        def listed(self) -> bool:
            return self.d["file"]["listed"]

        @numeric_rule_variable
        def months(self) -> int:
            return self.d["months"]

        @boolean_rule_variable
        def papers(self) -> bool:
            return needed.issubset(self.d["papers"])

        @boolean_rule_variable
        def within_call(self) -> bool:
            return self.d["call"]["start"] <= self.d["received"] <= self.d["call"]["end"]

        @numeric_rule_variable
        def days(self) -> int:
            call = self.d["call"]
            return (date.fromisoformat(call["end"]) - date.fromisoformat(call["start"])).days

        @boolean_rule_variable
        def measures(self) -> bool:
            return measures.issubset(self.d["measures"])

    class Actions(BaseActions):
        def __init__(self) -> None:
            self.verdicts = [True] * 12

        @rule_action(params={"number": FIELD_NUMERIC})
        def violated(self, number: int) -> None:
            self.verdicts[number] = False

    def test(name: str, operator: str, value: Any = True) -> Any:
        return {"name": name, "operator": operator, "value": value}

    conditions = [
        {"all": [test("kind", "equal_to", "individual"), test("age", "less_than", 18)]},
        {"all": [test("insolvent", "is_true")]},
        {"all": [test("sentenced", "is_true")]},
        {"all": [test("cancelled", "is_true")]},
        {"all": [test("kind", "equal_to", "corporation"), test("unfit_officer", "is_true")]},
        {"any": [test("count", "less_than", 1000), test("room", "less_than", 0)]},
        {"all": [test("listed", "is_false")]},
        {"all": [test("months", "greater_than", 60)]},
        {"all": [test("papers", "is_false")]},
        {"all": [test("within_call", "is_false")]},
        {"all": [test("days", "less_than", 30)]},
        {"all": [test("measures", "is_false")]},
    ]
    rules = [
        {"conditions": each, "actions": [{"name": "violated", "params": {"number": number}}]}
        for number, each in enumerate(conditions)
    ]

    def verdicts(d: Document) -> Verdicts:
        actions = Actions()
        run_all(rule_list=rules, defined_variables=Variables(d), defined_actions=actions)
        return actions.verdicts

    return Peer(_named("business-rules"), verdicts, which=range(12), note="dates, sets and the quantifier are Python")


def jsonschema_rs() -> Peer:
    """JSON Schema: the requirements that need neither days nor two fields compared."""
    import jsonschema_rs as library

    def has_all(names: Sequence[str]) -> Any:
        return {"allOf": [{"contains": {"const": name}} for name in names]}

    solvent = {
        "properties": {"bankruptcy": {"anyOf": [{"type": "null"}, {"properties": {"restored": {"const": True}}}]}}
    }
    grown = {
        "if": {"properties": {"kind": {"const": "individual"}}},
        "then": {"properties": {"age": {"minimum": 18}}},
    }
    schemas: dict[int, Any] = {
        0: {"properties": {"proposer": grown}},
        1: {"properties": {"proposer": solvent}},
        6: {"properties": {"file": {"properties": {"listed": {"const": True}}}}},
        7: {"properties": {"months": {"maximum": 60}}},
        8: {"properties": {"papers": has_all(NEEDED)}},
        11: {"properties": {"measures": has_all(MEASURES)}},
    }
    tests = [library.validator_for(schema).is_valid for schema in schemas.values()]
    return Peer(
        _named("jsonschema-rs"),
        lambda d: [test(d) for test in tests],
        which=tuple(schemas),
        note="six of the twelve",
    )


def openfisca() -> Peer:
    """Vectorised formulas over persons and proposals; made for many documents at once."""
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="person", is_person=True)
    proposal = build_entity(
        key="proposal",
        plural="proposals",
        label="proposal",
        roles=[
            {"key": "proposer", "plural": "proposers", "label": "proposer", "max": 1},
            {"key": "officer", "plural": "officers", "label": "officer"},
        ],
    )
    system = TaxBenefitSystem([person, proposal])
    never = date(1900, 1, 1)
    columns: dict[str, tuple[Any, Callable[[Any], Any]]] = {}

    def variable(name: str, kind: type, entity: Any, formula: Any = None) -> None:
        known: dict[str, Any] = {
            "value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name,
        }  # fmt: skip
        if formula is not None:
            known["formula"] = formula
        if kind is date:
            known["default_value"] = never
        system.add_variable(type(name, (Variable,), known))

    def given(name: str, kind: type, entity: Any, value: Callable[[Any], Any]) -> None:
        columns[name] = entity, value
        variable(name, kind, entity)

    def bankrupt(p: Document) -> bool:
        return p["bankruptcy"] is not None and not p["bankruptcy"]["restored"]

    given("minor", bool, person, lambda p: p.get("minor", False))
    given("insolvent", bool, person, bankrupt)
    given("sentence", date, person, lambda p: p["sentence"] or "1900-01-01")
    given("cancelled", date, person, lambda p: p["cancelled"] or "1900-01-01")
    given("age", int, person, lambda p: p.get("age") or 0)
    given("corporation", bool, proposal, lambda d: d["proposer"]["kind"] == "corporation")
    given("received", date, proposal, lambda d: d["received"])
    given("two_years_before", date, proposal, _limit)
    given("start", date, proposal, lambda d: d["call"]["start"])
    given("end", date, proposal, lambda d: d["call"]["end"])
    given("count", int, proposal, lambda d: d["count"])
    given("file_count", int, proposal, lambda d: d["file"]["count"])
    given("listed", bool, proposal, lambda d: d["file"]["listed"])
    given("months", int, proposal, lambda d: d["months"])
    given("minutes", int, proposal, lambda d: d["minutes"])
    given("outsourced", int, proposal, lambda d: d["outsourced"])
    for key, names in (("papers", NEEDED), ("measures", MEASURES)):
        for name in names:
            given(f"{key}_{name}", bool, proposal, lambda d, key=key, name=name: name in d[key])

    def recent(key: str) -> Any:
        return lambda p, period: p(key, period) > p.proposal("two_years_before", period)

    variable("recent_sentence", bool, person, recent("sentence"))
    variable("recent_cancelled", bool, person, recent("cancelled"))
    unfit = ("minor", "insolvent", "recent_sentence", "recent_cancelled")
    variable("unfit", bool, person, lambda p, period: sum(p(name, period) for name in unfit) > 0)

    def of_proposer(name: str) -> Any:
        return lambda p, t: ~p.any(p.members(name, t), role=proposal.PROPOSER)

    def all_of(key: str, names: Sequence[str]) -> Any:
        return lambda p, t: np.logical_and.reduce([p(f"{key}_{name}", t) for name in names])

    formulas = [
        lambda p, t: p("corporation", t) | (p.sum(p.members("age", t), role=proposal.PROPOSER) >= 18),
        of_proposer("insolvent"),
        of_proposer("recent_sentence"),
        of_proposer("recent_cancelled"),
        lambda p, t: ~(p("corporation", t) & p.any(p.members("unfit", t), role=proposal.OFFICER)),
        lambda p, t: (p("count", t) >= 1000) & (p("count", t) <= p("file_count", t)),
        lambda p, t: p("listed", t),
        lambda p, t: p("months", t) <= 60,
        all_of("papers", NEEDED),
        lambda p, t: (p("start", t) <= p("received", t)) & (p("received", t) <= p("end", t)),
        lambda p, t: (p("end", t) - p("start", t)) >= np.timedelta64(30, "D"),
        all_of("measures", MEASURES),
        lambda p, t: 21_000 + 3950 * -(-p("minutes", t) // 60) + p("outsourced", t),
    ]
    for number, formula in enumerate(formulas):
        variable(f"verdict_{number}", int if number == 12 else bool, proposal, formula)

    def many(documents: Sequence[Document]) -> Sequence[Verdicts]:
        persons: list[Document] = []
        places: list[int] = []
        roles: list[str] = []
        for number, d in enumerate(documents):
            for position, each in enumerate((d["proposer"], *d["proposer"]["officers"])):
                persons.append(each)
                places.append(number)
                roles.append("officer" if position else "proposer")
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", np.arange(len(persons)))
        group = builder.declare_entity("proposal", np.arange(len(documents)))
        builder.join_with_persons(group, np.array(places), np.array(roles))
        simulation = builder.build(system)
        for name, (entity, value) in columns.items():
            values = [value(each) for each in (persons if entity is person else documents)]
            kind = system.get_variable(name).value_type
            array = np.array(values, dtype="datetime64[D]") if kind is date else np.array(values)
            simulation.set_input(name, "2026", array)
        found = [simulation.calculate(f"verdict_{number}", "2026").tolist() for number in range(13)]
        return list(zip(*found, strict=True))

    return Peer(_named("openfisca-core"), lambda d: many([d])[0], many=many, note="in batches of 1,000")


PEERS: Sequence[Callable[[], Peer]] = (pydantic, zen, cel, business_rules, openfisca, jsonschema_rs)
