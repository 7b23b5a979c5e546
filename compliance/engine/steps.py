"""Truths → the explanation tree of a finding: only what decided, each line with its values and places."""

from __future__ import annotations

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.sentences_en import English
from compliance.engine.truth import Truth, deciding
from compliance.finding import Step
from compliance.struct import replace


def step_of(truth: Truth, main: str, english: English) -> Step:
    """The tree of a truth.

    Left out are lines that say nothing of their own: a part that alone decided a sentence stands for the sentence, and
    a 定義 shows the entries of its list at once.
    """
    node = truth.node
    value = truth.value if not truth.flipped or truth.value is None else not truth.value
    told = deciding(truth)
    if node is None:
        # the test of one element of a list: the condition, spoken of the element
        if len(truth.parts) == 1:
            inner = step_of(truth.parts[0], main, english)
            return replace(inner, subject=truth.subject, english_subject=truth.english_subject)
        return Step("", value, children=tuple(step_of(part, main, english) for part in told))
    if isinstance(node, model.Entry):
        return _entry(truth, node, main, english)
    if isinstance(node, model.All | model.AnyOf) and not sentences_ja.is_list(node) and len(told) == 1:
        return step_of(told[0], main, english)
    children: list[Step] = []
    for part in told:
        child = step_of(part, main, english)
        # the list of a 定義, or under a negation, is told by its entries
        told_by_entries = isinstance(node, model.Member | model.Not | model.At) and part.node is not None
        if told_by_entries and sentences_ja.is_list(part.node) and child.children:  # type: ignore[arg-type]
            children.extend(child.children)
        else:
            children.append(child)
    leaf = not children
    return Step(
        text=sentences_ja.sentence(node, main),
        truth=value,
        detail=truth.detail,
        english=english.sentence(node),
        english_detail=truth.english_detail,
        subject=truth.subject,
        english_subject=truth.english_subject,
        rule_place=node.span,
        places=truth.places,
        causes=truth.causes if leaf else (),
        children=tuple(children),
    )


def _entry(truth: Truth, node: model.Entry, main: str, english: English) -> Step:
    body = step_of(truth.parts[0], main, english)
    if len(truth.parts) == 1:
        return replace(body, label=node.label)
    told = deciding(truth)
    children = [
        replace(step_of(part, main, english), label="ただし書" if part is truth.parts[1] else "") for part in told
    ]
    return Step(
        text=sentences_ja.sentence(node.condition, main),
        truth=truth.value,
        english=english.sentence(node.condition),
        label=node.label,
        rule_place=node.span,
        children=tuple(children),
    )
