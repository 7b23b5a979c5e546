"""Recorded human judgements (審査記録の判断): which conclusion stands for an item, an element and a question.

Decisions:
- A record is found by the item's id, the element and the question, compared by NFKC with blanks taken out.  A question
  about no element is answered only by a record without 対象; one about an element only by a record whose 対象 is the
  element's label (山田太郎), or, for an element without a label, its position 「2番目」.
- Records that answer the same question must agree; if they differ, or one of them has no 結論, nothing is decided.
- A record decides only with 理由, 判断者 and 判断の日: nobody could answer for one without them.
- A record of the same item and element on a question that the item does not ask (any more) is stale: it is shown, and
  decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from unicodedata import normalize

from compliance import model
from compliance.documents.nodes import Dossier
from compliance.engine.stages import nodes_of, own_conditions
from compliance.kinds.dates import show_date
from compliance.problem import Problem, nearest
from compliance.source import Span
from compliance.struct import Struct, names

RECORD = ("審査記録", "判断")
ACCEPTED, REFUSED, KEPT_OPEN = "認められる", "認められない", "保留"


class Recorded(Struct):
    """One entry of 審査記録の判断, as it is written; empty where nothing is."""

    item: str
    element: str
    question: str
    conclusion: str
    reason: str = ""
    judge: str = ""
    day: date | None = None
    place: Span | None = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a record must have to decide anything, and this one has not."""
        stated = {"理由": self.reason.strip(), "判断者": self.judge.strip(), "判断の日": self.day}
        return tuple(name for name, value in stated.items() if not value)

    @property
    def by(self) -> str:
        """Who judged and when: 審査 太郎、令和8年9月2日."""
        return "、".join(part for part in (self.judge, show_date(self.day) if self.day else "") if part)


def recorded(dossier: Dossier) -> tuple[Recorded, ...]:
    """All judgements of a dossier, in order."""
    section = dossier.facts.get(RECORD[0])
    entries = section.get(RECORD[1]) if isinstance(section, Mapping) else None
    if not isinstance(entries, list):
        return ()
    return tuple(
        Recorded(
            item=_text(entry, "項目"),
            element=_text(entry, "対象"),
            question=_text(entry, "問い"),
            conclusion=_text(entry, "結論"),
            reason=_text(entry, "理由"),
            judge=_text(entry, "判断者"),
            day=day if isinstance(day := entry.get("判断の日"), date) else None,
            place=dossier.place((*RECORD, index)),
        )
        for index, entry in enumerate(entries)
        if isinstance(entry, Mapping)
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def find(records: Iterable[Recorded], item: str, element: str, question: str) -> tuple[list[Recorded], list[Recorded]]:
    """The records that answer a question, and those of the same item and element on other questions.

    element: the label of the element, or empty.
    """
    own = [record for record in records if record.item.strip() == item and same_question(record.element, element)]
    answers = [record for record in own if same_question(record.question, question)]
    return answers, [record for record in own if record not in answers]


def no_longer_asked(others: list[Recorded], rules: model.RuleSet, item: str) -> list[Recorded]:
    """Those of an item's records whose question is none that it asks now."""
    if not others:
        return []
    current = {squeezed(question) for question in questions_of(rules, item)}
    return [record for record in others if squeezed(record.question) not in current]


def astray(dossier: Dossier, rules: model.RuleSet) -> list[Problem]:
    """A remark for each record on an item that is none, or that is not of this kind of dossier: it decides nothing.

    A person wrote it to decide something, and would not notice.
    """
    records = recorded(dossier)
    if not records:
        return []
    items = {item.id: item for item in rules.items}
    fitting = [name for name, item in items.items() if dossier.kind in (*item.kinds, "")]
    problems: list[Problem] = []
    for record in records:
        wanted = record.item.strip()
        item = items.get(wanted)
        if not wanted or record.place is None or (item is not None and dossier.kind in (*item.kinds, "")):
            continue
        if item is None:
            said, near = "規則にないため", nearest(wanted, fitting)
        else:
            said = f"種類が「{dossier.kind}」の一件書類には当たらないため"
            near = [name for name in fitting if items[name].applied_from == wanted]
        problems.append(
            Problem(
                "judgement-astray",
                f"審査記録の判断の項目「{wanted}」は、{said}、この判断は使われません。",
                record.place,
                f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else "",
                "注意",
            )
        )
    return problems


def squeezed(text: str) -> str:
    """A text as questions are compared: NFKC, without blanks."""
    return "".join(normalize("NFKC", text).split())


def same_question(a: str, b: str) -> bool:
    return a == b or squeezed(a) == squeezed(b)


def questions_of(rules: model.RuleSet, item_id: str) -> tuple[str, ...]:
    """Every question that an item or a 手数料 may put to a person, in order: its own, and those of the definitions it
    uses; nothing of an id that is none.

    Not among them are questions that arise only from the facts (two spellings of one address, an open day).
    """
    found: dict[str, None] = {}
    opened: set[str] = set()

    def definition(key: str) -> None:
        if key in opened:
            return
        opened.add(key)
        body = rules.definitions[key]
        conditions(body.proviso)
        for version in body.versions:
            conditions(version.proviso)
            if isinstance(version.body, tuple):
                for case in version.body:
                    conditions(case.condition)
                    value(case.value)
            else:
                conditions(version.body)

    def conditions(condition: model.Condition | None) -> None:
        for node in nodes_of(condition):
            if isinstance(node, model.Judged):
                found.setdefault(node.question)
            elif isinstance(node, model.Member):
                definition(node.key)
            else:
                for name in names(type(node)):
                    value(getattr(node, name))

    def value(expr: object) -> None:
        if isinstance(expr, tuple):
            for each in expr:
                value(each)
        elif isinstance(expr, model.Call):
            definition(expr.key)
        elif isinstance(expr, model.Function):
            value(expr.operand)
        elif isinstance(expr, model.Amount):
            value((expr.quantity, expr.rate, expr.same_as))

    for item in rules.items:
        if item.id == item_id:
            for condition in own_conditions(item):
                conditions(condition)
            for case in item.judged:
                found.setdefault(case.question)
            if any(case.effect == "要判断" for case in item.effects):
                found.setdefault(item.caption)
    for fee in rules.fees:
        if fee.id == item_id:
            for condition in fee.applies:
                conditions(condition)
            for version in fee.versions:
                for entry in version.breakdown:
                    conditions(entry.only)
                    value(entry.amount)
                for amount in version.cases:
                    conditions(amount.condition)
                    value(amount.value)
    return tuple(found)
