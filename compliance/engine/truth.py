"""Kleene's three values with causes: what a condition came to on a dossier, why, and on what it rests.

A truth keeps the whole tree below it, so that explanations and remedies are made from it afterwards; `deciding` tells
which parts of it decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from compliance import model
from compliance.documents.nodes import Where
from compliance.finding import Cause
from compliance.source import Span
from compliance.struct import Struct, replace

Place: TypeAlias = tuple[str, str, Span]  # the name of the fact, its raw text, where it stands


class Rest(Struct):
    """What a truth rests on besides the law and the papers.

    kind: 「誓約」 (a fact presumed absent) or 「判断」 (a recorded judgement).  name: of the 推定, or the question.
    fact, english_fact: the presumed fact.  text, english: of a judgement, who found what and when.
    """

    kind: str
    name: str
    fact: str = ""
    english_fact: str = ""
    text: str = ""
    english: str = ""
    place: Span | None = None


class Value(Struct):
    """What an expression came to.

    state: 「値」 (there is a value), 「なし」 (known not to exist) or 「未知」 (unknown, with causes).
    value: canonical, as in `values`; None unless there is one.  elements: of a list, each with its own state.
    other: a second value that the law leaves possible (the length of a period with its first day), else None.
    where: the place in the papers, with indices; empty for what does not stand in them.
    shown, english: the value for a reader.  note: what is said beside it (since when it is so); how: how it was reckoned,
    as a sentence of its own without its stop.
    """

    state: str
    value: Any = None
    elements: tuple[Value, ...] | None = None
    other: Any = None
    causes: tuple[Cause, ...] = ()
    rests: tuple[Rest, ...] = ()
    where: Where = ()
    shown: str = ""
    english: str = ""
    places: tuple[Place, ...] = ()
    note: str = ""
    english_note: str = ""
    how: str = ""
    english_how: str = ""

    @property
    def is_known(self) -> bool:
        return self.state == "値"

    @property
    def is_none(self) -> bool:
        return self.state == "なし"

    @property
    def is_unknown(self) -> bool:
        return self.state == "未知"


class Truth(Struct):
    """What a condition came to.

    op: 「all」 (Kleene's and of the parts), 「any」 (or) or empty; inner: the value before a negation of the node itself.
    subject: the element it speaks of, 役員「山田太郎」.  labels: of the entries that held, outermost first.
    operands: what was compared.  detail: how, for a reader.
    flipped: the value is the opposite of what the node says (the condition of an implication, a ただし書).
    """

    value: bool | None
    node: model.Condition | None = None
    op: str = ""
    inner: bool | None = None
    parts: tuple[Truth, ...] = ()
    causes: tuple[Cause, ...] = ()
    rests: tuple[Rest, ...] = ()
    subject: str = ""
    english_subject: str = ""
    labels: tuple[tuple[str, ...], ...] = ()
    operands: tuple[Value, ...] = ()
    detail: str = ""
    english_detail: str = ""
    places: tuple[Place, ...] = ()
    flipped: bool = False


def merged(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """The causes, each once, in order."""
    return tuple(dict.fromkeys(causes))


def all_of(parts: Sequence[Truth], node: model.Condition | None = None) -> Truth:
    """Kleene's and: false where a part is false, else unknown where one is unknown, else true."""
    values = [part.value for part in parts]
    value = False if False in values else None if None in values else True
    return _combined(value, "all", parts, node)


def any_of(parts: Sequence[Truth], node: model.Condition | None = None) -> Truth:
    """Kleene's or: true where a part is true, else unknown where one is unknown, else false."""
    values = [part.value for part in parts]
    value = True if True in values else None if None in values else False
    return _combined(value, "any", parts, node)


def _combined(value: bool | None, op: str, parts: Sequence[Truth], node: model.Condition | None) -> Truth:
    settled_by_one = (op, value) in _BY_ONE
    told = [part for part in parts if part.value is value] if value is None or settled_by_one else parts
    causes: tuple[Cause, ...] = ()
    rests: tuple[Rest, ...] = ()
    if value is None:
        causes = merged(cause for part in told for cause in part.causes)
    elif settled_by_one:
        # if one part settles it by the law and the papers alone, the whole rests on nothing else
        rests = min((part.rests for part in told), key=len)
    else:
        rests = tuple(dict.fromkeys(rest for part in told for rest in part.rests))
    return Truth(value=value, node=node, op=op, inner=value, parts=tuple(parts), causes=causes, rests=rests)


_BY_ONE = frozenset({("all", False), ("any", True)})


def one_is_enough(truth: Truth) -> bool:
    """Whether a single part settles a combination: a false part of an and, a true part of an or."""
    return (truth.op, truth.inner) in _BY_ONE


def deciding(truth: Truth) -> tuple[Truth, ...]:
    """The parts that decided: of a false and, the false ones; of a true or, the true ones; of an unknown one, the
    unknown ones; else all."""
    if truth.op == "":
        return truth.parts
    if truth.inner is None or one_is_enough(truth):
        return tuple(part for part in truth.parts if part.value is truth.inner)
    return truth.parts


def negated(truth: Truth) -> Truth:
    """The opposite, of the same parts; unknown stays unknown, with the same causes."""
    value = None if truth.value is None else not truth.value
    return replace(truth, value=value, flipped=not truth.flipped)
