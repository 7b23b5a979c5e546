"""The atomic conditions of a rule set, each once, as it is written: what 条件の網羅 is counted over.

An atomic condition is one that combines no others: a comparison, whether a fact is stated, membership in a 定義, a
question to a person.  It is known by what it belongs to (item, 定義, 推定, 手数料), the part and the 号 it stands in, its
position there and its sentence: never by its line, so that a file may be laid out anew.

What is written once is counted once: a 定義 is read anew for each kind of subject, and 準用 reads an item again for another
paper, but the condition that was written is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from compliance import model
from compliance.engine import sentences_ja
from compliance.kinds.dates import show_date
from compliance.source import Span
from compliance.struct import Struct, field

COMPOUND = (
    model.All, model.AnyOf, model.Not, model.Implies, model.Entry, model.At, model.Some, model.Every, model.Count,
)  # fmt: skip
PROVISO = "ただし書"

Written: TypeAlias = tuple[str, int, int, str]  # where a node is written, and what it is: the same for every copy


class Atom(Struct):
    """One atomic condition.

    owner: the id of the item or fee, or 定義「…」, 推定「…」.  part: 要件, 適用, ただし書, ….  labels: of the 号 it stands in.
    position: among the conditions of that 号, from 1.
    """

    owner: str
    part: str
    labels: tuple[str, ...]
    position: int
    sentence: str
    span: Span = field(compare=False, repr=False)

    @property
    def where(self) -> str:
        """The part, the 号 and the position in it: 要件二イ（1）."""
        return f"{self.part}{''.join(self.labels)}（{self.position}）"

    @property
    def name(self) -> str:
        """What the condition is called within its owner."""
        return f"{self.where}{self.sentence}"

    @property
    def key(self) -> str:
        """What the condition is called in a rule set."""
        return f"{self.owner} {self.name}"


class Root(Struct):
    """A condition that decides something as a whole, and where it stands.  main: the paper named in it by 「の」 alone."""

    owner: str
    part: str
    labels: tuple[str, ...]
    condition: model.Condition
    main: str


class Atlas:
    """The atomic conditions of a rule set, in the order of the rules; any node of the set leads to its own."""

    def __init__(self, rules: model.RuleSet) -> None:
        found: dict[Written, Atom] = {}
        counts: dict[tuple[str, str, tuple[str, ...]], int] = {}
        for root in roots(rules):
            for labels, node in _atoms(root.condition, root.labels):
                if _written(node) in found:
                    continue
                place = (root.owner, root.part, labels)
                counts[place] = counts.get(place, 0) + 1
                sentence = sentences_ja.sentence(node, root.main)
                found[_written(node)] = Atom(root.owner, root.part, labels, counts[place], sentence, node.span)
        self._found = found
        self.atoms = tuple(found.values())

    def atom(self, node: model.Condition) -> Atom:
        """The atomic condition that a node of the rule set is a reading of."""
        return self._found[_written(node)]


def _written(node: model.Condition) -> Written:
    return node.span.source.name, node.span.start, node.span.end, type(node).__name__


def roots(rules: model.RuleSet) -> Iterator[Root]:
    """Every condition that decides something: items before those that apply them by 準用, plain 定義 before their copies."""
    for item in sorted(rules.items, key=lambda item: (bool(item.applied_from), item.span.source.name, item.span.start)):
        yield from _roots_of_item(item)
    for fee in rules.fees:
        yield from _roots_of_fee(fee)
    for definition in sorted(rules.definitions.values(), key=lambda each: (each.key.count("〔"), each.key)):
        yield from _roots_of_definition(definition)
    for presumption in rules.presumptions.values():
        yield Root(f"推定「{presumption.name}」", "前提", (), presumption.premise, "")


def _roots_of_item(item: model.Item) -> Iterator[Root]:
    owner = item.id.partition("/")[0] if item.applied_from else item.id
    main = item.papers[0] if item.papers else ""
    for condition in item.applies:
        yield Root(owner, "適用", (), condition, main)
    if item.proviso is not None:
        yield Root(owner, PROVISO, (), item.proviso, main)
    for case in item.judged:
        yield Root(owner, "判断を要する場合", (case.label,), case.condition, main)
    for version in item.requirement:
        part = ("事由" if item.ground else "要件") + _since(version.first, len(item.requirement))
        assert not isinstance(version.body, tuple)
        yield Root(owner, part, (), version.body, main)
        if version.proviso is not None:
            yield Root(owner, part, (PROVISO,), version.proviso, main)
    for effect in item.effects:
        if effect.condition is not None:
            part = "該当するとき" if item.ground else "満たさないとき"
            yield Root(owner, part, (effect.label,), effect.condition, main)


def _roots_of_fee(fee: model.Fee) -> Iterator[Root]:
    main = fee.papers[0] if fee.papers else ""
    for condition in fee.applies:
        yield Root(fee.id, "適用", (), condition, main)
    for version in fee.versions:
        since = _since(version.first, len(fee.versions))
        for entry in version.breakdown:
            if entry.only is not None:
                yield Root(fee.id, f"内訳{since}", (entry.label,), entry.only, main)
        yield from _roots_of_cases(fee.id, since, version.cases, main)


def _roots_of_definition(definition: model.Definition) -> Iterator[Root]:
    owner = f"定義「{definition.name}」"
    for version in definition.versions:
        since = _since(version.first, len(definition.versions))
        if isinstance(version.body, tuple):
            yield from _roots_of_cases(owner, since, version.body, "")
        else:
            yield Root(owner, f"本文{since}", (), version.body, "")
        if version.proviso is not None:
            yield Root(owner, f"{PROVISO}{since}", (), version.proviso, "")
    if definition.proviso is not None:
        yield Root(owner, PROVISO, (), definition.proviso, "")


def _roots_of_cases(owner: str, since: str, cases: tuple[model.ValueCase, ...], main: str) -> Iterator[Root]:
    for case in cases:
        if case.condition is not None:
            yield Root(owner, f"区分{since}", (case.label,), case.condition, main)


def _since(first: date, count: int) -> str:
    """Which version, where there are several."""
    return f"（{show_date(first)}から）" if count > 1 else ""


def inside(node: model.Condition) -> tuple[model.Condition, ...]:
    """The conditions that a condition combines; none for an atomic one."""
    match node:
        case model.All(parts=parts) | model.AnyOf(parts=parts):
            return parts
        case model.Not(part=part):
            return (part,)
        case model.Implies(condition=condition, consequence=consequence):
            return (condition, consequence)
        case model.Entry(condition=condition, proviso=proviso):
            return (condition,) if proviso is None else (condition, proviso)
        case model.At(condition=condition):
            return (condition,)
        case model.Some(condition=condition) | model.Every(condition=condition) | model.Count(condition=condition):
            return (condition,)
        case _:
            return ()


def _atoms(node: model.Condition, labels: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], model.Condition]]:
    """The atomic conditions of a condition, in order, each with the labels above it."""
    if not isinstance(node, COMPOUND):
        yield labels, node
        return
    if isinstance(node, model.Entry):
        yield from _atoms(node.condition, (*labels, node.label))
        if node.proviso is not None:
            yield from _atoms(node.proviso, (*labels, node.label, PROVISO))
        return
    for part in inside(node):
        yield from _atoms(part, labels)
