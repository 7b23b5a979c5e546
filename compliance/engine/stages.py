"""Which papers are due: the kind of dossier and the furthest stage reached decide (`Section.due`, `Dossier.stage`).

An item whose paper is due and missing is 情報不足; one whose paper is not yet due, is not demanded at all and was not
handed in, or belongs to another kind of dossier, is 対象外.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from compliance import model
from compliance.documents.nodes import Dossier
from compliance.vocabulary import Forms, Section

CANCELLED = "解除"

PaperState: TypeAlias = Literal["ある", "欠けている", "まだ要らない", "任意", "別の種類"]


def state_of_paper(section: Section, dossier: Dossier) -> PaperState:
    """How a paper stands in a dossier.

    任意: not there, and no stage of this kind of dossier ever demands it (補正の求め, 変更の届出).
    """
    if section.name in dossier.facts:
        return "ある"
    if section.kinds and dossier.kind not in section.kinds:
        return "別の種類"
    due = section.due.get(dossier.kind)
    if due is None:
        return "任意"
    return "欠けている" if due <= dossier.stage else "まだ要らない"


def absence_is_known(section: Section, dossier: Dossier) -> bool:
    """Whether a paper that is not in the dossier can be said not to have been attached.

    True once the stage is reached at which it is due; for a paper that is never due, the stage it belongs to.
    """
    if section.kinds and dossier.kind not in section.kinds:
        return True
    return section.due.get(dossier.kind, section.stage) <= dossier.stage


def next_papers(forms: Forms, dossier: Dossier) -> tuple[str, ...]:
    """次に要る書類: those not there yet that the next stage at which anything is due will need.

    Those of 解除 are never next: a contract that goes well does not come to it.
    """
    later = {
        name: section.due[dossier.kind]
        for name, section in forms.sections.items()
        if state_of_paper(section, dossier) == "まだ要らない" and forms.stages[section.due[dossier.kind]] != CANCELLED
    }
    nearest = min(later.values(), default=0)
    return tuple(name for name, stage in later.items() if stage == nearest)


def papers_asked_for(item: model.Item, definitions: Mapping[str, model.Definition]) -> frozenset[str]:
    """The papers of which an item, or a definition it uses, asks whether they are attached (誓約書が添付されている).

    Such an item is judged although the paper is missing: the answer is 「no」, not 情報不足.
    """
    found: set[str] = set()
    opened: set[str] = set()

    def visit(conditions: Iterable[model.Condition | None]) -> None:
        for condition in conditions:
            for node in nodes_of(condition):
                if isinstance(node, model.Stated):
                    found.update(fact.steps[0] for fact in node.facts if fact.base is None and len(fact.steps) == 1)
                elif isinstance(node, model.Member) and node.key not in opened:
                    opened.add(node.key)
                    definition = definitions[node.key]
                    visit([definition.proviso])
                    for version in definition.versions:
                        assert not isinstance(version.body, tuple)  # 「に該当する」 is said of conditions alone
                        visit([version.body, version.proviso])

    visit(own_conditions(item))
    return frozenset(found)


def own_conditions(item: model.Item) -> list[model.Condition]:
    """Every condition written in an item itself."""
    found: list[model.Condition | None] = [*item.applies, item.proviso]
    for version in item.requirement:
        assert not isinstance(version.body, tuple)  # an item's own body is always a condition
        found += [version.body, version.proviso]
    found += [case.condition for case in item.judged]
    found += [case.condition for case in item.effects]
    return [condition for condition in found if condition is not None]


def items_used(item: model.Item) -> list[str]:
    """The ids of the items whose results an item uses."""
    return [
        name
        for condition in own_conditions(item)
        for node in nodes_of(condition)
        if isinstance(node, model.Conforms)
        for name in node.items
    ]


def nodes_of(condition: model.Condition | None) -> Iterator[model.Condition]:
    """A condition and all conditions inside it, outer before inner; definitions are not entered."""
    if condition is None:
        return
    yield condition
    match condition:
        case model.All(parts=parts) | model.AnyOf(parts=parts):
            for part in parts:
                yield from nodes_of(part)
        case model.Not(part=part):
            yield from nodes_of(part)
        case model.Implies(condition=first, consequence=second):
            yield from nodes_of(first)
            yield from nodes_of(second)
        case model.Entry(condition=inner, proviso=proviso):
            yield from nodes_of(inner)
            yield from nodes_of(proviso)
        case model.At(condition=inner) | model.Some(condition=inner) | model.Every(condition=inner):
            yield from nodes_of(inner)
        case model.Count(condition=inner):
            yield from nodes_of(inner)
        case _:
            pass
