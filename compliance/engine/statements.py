"""Truths → statements of what is the case: for reasons, and for why an item does not apply."""

from __future__ import annotations

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.sentences_en import English
from compliance.engine.truth import Truth, deciding
from compliance.struct import replace

_MOST = 3  # statements in one sentence


def statements(truth: Truth, main: str, english: English) -> list[tuple[str, str]]:
    """What decided a truth, as statements that are true, in both languages; the first few."""
    told = (statement(leaf, main, english) for leaf in leaves(truth))
    return list(dict.fromkeys(pair for pair in told if pair is not None))[:_MOST]


def leaves(truth: Truth) -> list[Truth]:
    """The parts that decided, down to what can be told in one sentence."""
    node = truth.node
    opened = (
        node is None
        or isinstance(node, model.Entry)
        or (isinstance(node, model.All | model.AnyOf) and (sentences_ja.is_list(node) or len(deciding(truth)) <= 2))
        or isinstance(node, model.Implies)
        or (isinstance(node, model.Not) and sentences_ja.is_list(node.part))
    )
    if opened and truth.parts:
        return [leaf for part in deciding(truth) for leaf in leaves(part)]
    return [truth]


def statement(truth: Truth, main: str, english: English) -> tuple[str, str] | None:
    """A decided truth as a sentence that is true, with the values it rests on; None for an unknown one."""
    node = truth.node
    if node is None or truth.value is None:
        return None
    holds = truth.value is not truth.flipped
    said = node if holds else opposite(node)
    japanese, plain = sentences_ja.sentence(said, main), english.sentence(said)
    if truth.detail and not isinstance(node, model.Member | model.At | model.Some | model.Every | model.Count):
        japanese += f"（{truth.detail}）"
    if truth.english_detail and not isinstance(node, model.Member | model.At | model.Some | model.Every | model.Count):
        plain += f" ({truth.english_detail})"
    return japanese, plain


def opposite(node: model.Condition) -> model.Condition:
    """The condition that says the contrary, in the shortest words there are for it."""
    match node:
        case model.Not(part=part):
            return part
        case model.At(condition=condition):
            return replace(node, condition=opposite(condition))
        case _:
            return sentences_ja.contrary(node) or model.Not(span=node.span, part=node)
