"""An item in English, read off the model: for a maintainer or an applicant who does not read Japanese.

Japanese is the only source; this says the same from the same tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance import model
from compliance.engine.sentences_en import English
from compliance.vocabulary import Forms

_EFFECTS = {
    "受付不可": "the proposal cannot be received",
    "欠格による不適合": "the proposer is disqualified",
    "要補正": "a correction is to be asked for",
    "不適合": "the proposal does not conform",
    "義務違反": "the public body is in breach of its duty",
    "解除事由": "there is a ground to cancel the contract",
    "注意": "a remark is made",
    "要判断": "a person must judge",
}


def english_item(item: model.Item, forms: Forms) -> list[str]:
    """The item, line by line; what stands below another line is indented by two blanks."""
    reader = English(forms, item.papers[0] if item.papers else "")
    lines: list[str] = []
    if item.day is not None:
        lines.append(f"Looked at on {reader.value(item.day)}.")
    for condition in item.applies:
        lines += _told("Applies if ", condition, reader)
    if item.each is not None:
        lines.append(f"For each of {reader.fact(item.each.members)}:")
    for version in item.requirement:
        assert not isinstance(version.body, tuple)  # an item's own body is always a condition
        head = _in_force(version.first, version.last, len(item.requirement))
        # a ground is held as its own condition, which must not be true
        lines += _told(f"{head}{'Ground: ' if item.ground else 'Requires that '}", version.body, reader)
        if version.proviso is not None:
            lines += _told("  unless ", version.proviso, reader)
    if item.proviso is not None:
        lines += _told("Does not apply where ", item.proviso, reader)
    for case in item.judged:
        lines += _told("A person judges where ", case.condition, reader)
        lines.append(f"  the question: “{case.question}”")
    when = "Where the ground is met" if item.ground else "Where it is not met"
    for effect in item.effects:
        told = _EFFECTS.get(effect.effect, effect.effect)
        if effect.condition is not None:
            lines += _told(f"{when}, {told} if ", effect.condition, reader)
        else:
            lines.append(f"{when}{', otherwise' if len(item.effects) > 1 else ''}, {told}.")
    return lines


def _told(head: str, condition: model.Condition, reader: English) -> list[str]:
    below = list(_below(condition))
    margin = " " * (len(head) - len(head.lstrip()))
    lines = [f"{head}{reader.sentence(condition)}{':' if below else '.'}"]
    for entry in below:
        lines += [f"{margin}  {line}" for line in _entry(entry, reader)]
    return lines


def _entry(entry: model.Entry, reader: English) -> Iterator[str]:
    below = list(_below(entry.condition))
    unless = f" (unless {reader.sentence(entry.proviso)})" if entry.proviso is not None else ""
    yield f"{entry.label} {reader.sentence(entry.condition)}{unless}{':' if below else ';'}"
    for inner in below:
        for line in _entry(inner, reader):
            yield f"  {line}"


def _below(node: model.Condition) -> Iterator[model.Entry]:
    """The labelled entries that a sentence only announces (「all of the following hold」)."""
    match node:
        case model.All(parts=parts) | model.AnyOf(parts=parts):
            for part in parts:
                if isinstance(part, model.Entry):
                    yield part
                else:
                    yield from _below(part)
        case model.Not(part=part):
            yield from _below(part)
        case model.Implies(condition=condition, consequence=consequence):
            yield from _below(condition)
            yield from _below(consequence)
        case model.At() | model.Some() | model.Count() | model.Every():
            yield from _below(node.condition)
        case _:
            return


def _in_force(first: date, last: date | None, versions: int) -> str:
    if versions == 1:
        return ""
    return f"From {first}{f' to {last}' if last is not None else ''}: "
