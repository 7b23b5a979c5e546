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
from typing import Any, Final, get_args
from unicodedata import normalize

from compliance import model
from compliance.documents.nodes import Dossier
from compliance.engine.naming import label_of, position_of
from compliance.engine.stages import own_conditions
from compliance.kinds.dates import show_date
from compliance.problem import Problem, nearest
from compliance.source import Span
from compliance.struct import Struct, names
from compliance.values import Mark

RECORD = ("審査記録", "判断")
ACCEPTED, REFUSED, KEPT_OPEN = "認められる", "認められない", "保留"
RAISED: Final = ("か", "か。")  # how a question ends that arises from the facts: 「…と認められるか。」
NO_LIST: Final[tuple[str, ...]] = ()


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
    """A remark for each record that decides nothing because of what it is on: an item that is none, or that is not of
    this kind of dossier, or an element that the item is not about.

    A person wrote it to decide something, and would not notice.
    """
    kinds = _kinds(rules)
    problems: list[Problem] = []
    unknown: list[Recorded] = []
    asked: dict[str, Asked] = {}
    for record in recorded(dossier):
        wanted = record.item.strip()
        if not wanted or record.place is None:
            continue
        if wanted not in kinds:
            unknown.append(record)
        elif dossier.kind not in (*kinds[wanted], ""):
            near = [item.id for item in rules.items if item.applied_from == wanted and dossier.kind in item.kinds]
            said = f"は、種類が「{dossier.kind}」の一件書類には当たらないため、"
            problems.append(_astray(f"項目「{wanted}」{said}", record.place, _perhaps(near)))
        else:
            if wanted not in asked:
                asked[wanted] = asked_by(rules, wanted)
            problem = _not_asked(record, record.place, asked[wanted], dossier)
            if problem is not None:
                problems.append(problem)
    return [*problems, *_on_no_item(unknown, dossier, rules)]


def _kinds(rules: model.RuleSet) -> dict[str, tuple[str, ...]]:
    """Every item and every 手数料, with the kinds of dossier it is for."""
    return {each.id: each.kinds for each in rules.items} | {each.id: each.kinds for each in rules.fees}


def _on_no_item(records: list[Recorded], dossier: Dossier, rules: model.RuleSet) -> list[Problem]:
    """Those on an item that is none: one remark each where it can be told what was meant, else one for all of them."""
    if not records:
        return []
    fitting = [name for name, kinds in _kinds(rules).items() if dossier.kind in (*kinds, "")]
    asking = {name: found for name in fitting if (found := {squeezed(each) for each in questions_of(rules, name)})}
    problems: list[Problem] = []
    rest: list[Recorded] = []
    for record in records:
        question = squeezed(record.question)
        near = [name for name, questions in asking.items() if question in questions] or nearest(record.item, asking)
        if near and record.place is not None:
            said = f"項目「{record.item.strip()}」は、規則にないため、"
            problems.append(_astray(said, record.place, _perhaps(near[:3])))
        else:
            rest.append(record)
    if rest and rest[0].place is not None:
        names = list(dict.fromkeys(record.item.strip() for record in rest))
        more = f"など{len(names)}個" if len(names) > 3 else ""
        said = f"項目「{'」「'.join(names[:3])}」{more}は、規則にないため、"
        problems.append(_astray(said, rest[0].place, "項目の番号と、規則のフォルダを確かめてください。"))
    return problems


def _not_asked(record: Recorded, place: Span, asked: Asked, dossier: Dossier) -> Problem | None:
    """The remark on a record of an item that asks nothing, or whose 対象 is none of the elements that its question is
    about; None for all others.
    """
    known = {squeezed(question): lists for question, lists in asked.questions.items()}
    lists = known.get(squeezed(record.question))
    element = squeezed(record.element)
    if not known and not record.question.strip().endswith(RAISED):
        said = f"項目「{record.item.strip()}」は、人の判断を求める項目ではないため、"
        return _astray(said, place, "判断した項目の番号を確かめてください。")
    if not element and (lists is None or NO_LIST in lists):
        return None  # a question that the facts raise (two spellings of a name) may be about no element
    members = [each for where, each in asked.lists.items() if lists is None or where in lists]
    labels = dict.fromkeys(label for each in members for label in labels_in(dossier, each))
    if element and element in map(squeezed, labels):
        return None
    item = f"項目「{record.item.strip()}」"
    if not members:
        said = f"対象に「{record.element}」とありますが、{item}は、そのうちの一つについて判断するものではないため、"
        return _astray(said, place, "「対象」の行を消してください。")
    of = "、".join(dict.fromkeys(each.steps[-1] for each in members if each.steps))
    hint = (
        f"対象は、「{'」「'.join([*labels][:8])}」" + ("など" if len(labels) > 8 else "") + "です。" if labels else ""
    )
    if not element:
        return _astray(f"{item}は、{of}ごとに判断しますが、対象が書かれていないため、", place, hint)
    near = nearest(record.element, labels)
    return _astray(f"{item}の対象「{record.element}」は、一件書類の{of}にないため、", place, _perhaps(near) or hint)


def _astray(said: str, place: Span, hint: str) -> Problem:
    return Problem("judgement-astray", f"審査記録の判断の{said}この判断は使われません。", place, hint, "注意")


def _perhaps(names: list[str]) -> str:
    return f"「{'」「'.join(names)}」の書き間違いではありませんか。" if names else ""


def labels_in(dossier: Dossier, members: model.Fact) -> list[str]:
    """What the elements of a list are called in 対象, as far as it can be read in the dossier."""
    found: list[object] = [dossier.facts]
    for step in members.where:
        inside = [each for value in found for each in (value if isinstance(value, list) else [value])]
        found = inside if step == "*" else [each.get(step) for each in inside if isinstance(each, Mapping)]
    form = members.kind.element.record if members.kind.element else None
    labels: list[str] = []
    for value in found:
        for index, each in enumerate(value if isinstance(value, list) else []):
            position = position_of(index if len(found) == 1 else len(labels))
            labels.append((not isinstance(each, Mark) and label_of(each, form)) or position)
    return labels


def squeezed(text: str) -> str:
    """A text as questions are compared: NFKC, without blanks."""
    return "".join(normalize("NFKC", text).split())


def same_question(a: str, b: str) -> bool:
    return a == b or squeezed(a) == squeezed(b)


class Asked(Struct):
    """What an item asks a person.

    questions: each with the places of the lists whose elements it is about; `NO_LIST` among them: it is about none.
    lists: all that the item goes through, by place; of their elements the facts may raise questions, too.
    """

    questions: dict[str, set[tuple[str, ...]]]
    lists: dict[tuple[str, ...], model.Fact]


def questions_of(rules: model.RuleSet, item_id: str) -> tuple[str, ...]:
    """Every question that an item or a 手数料 may put to a person, in order: its own, and those of the definitions it
    uses; nothing of an id that is none.

    Not among them are questions that arise only from the facts (two spellings of one address, an open day).
    """
    return tuple(asked_by(rules, item_id).questions)


def asked_by(rules: model.RuleSet, item_id: str) -> Asked:
    """What an item or a 手数料 asks a person; a question inside 「…のいずれか」 is about the element in hand."""
    found = Asked({}, {})
    opened: set[tuple[str, tuple[str, ...]]] = set()

    def ask(question: str, about: tuple[str, ...]) -> None:
        found.questions.setdefault(question, set()).add(about)

    def elements_of(members: model.Fact) -> tuple[str, ...]:
        found.lists[members.where] = members
        return members.where

    def definition(key: str, about: tuple[str, ...]) -> None:
        if (key, about) in opened:
            return
        opened.add((key, about))
        body = rules.definitions[key]
        visit(body.proviso, about)
        for version in body.versions:
            visit(version.proviso, about)
            visit(version.body, about)

    def visit(node: object, about: tuple[str, ...]) -> None:
        if isinstance(node, tuple):
            for each in node:
                visit(each, about)
        elif isinstance(node, model.Judged):
            ask(node.question, about)
        elif isinstance(node, model.Member | model.Call):
            definition(node.key, about)
        elif isinstance(node, model.Some | model.Count | model.Every):
            visit(node.condition, elements_of(node.members))
        elif isinstance(node, _WITH_PARTS):
            for name in names(type(node)):
                visit(getattr(node, name), about)

    for item in rules.items:
        if item.id == item_id:
            about = elements_of(item.each.members) if item.each else NO_LIST
            for condition in own_conditions(item):
                visit(condition, about)
            for case in item.judged:
                ask(case.question, about)
            if any(case.effect == "要判断" for case in item.effects):
                ask(item.caption, about)
    for fee in rules.fees:
        if fee.id == item_id:
            visit((fee.applies, fee.versions), NO_LIST)
    return found


# What may hold a question, or lead to one.  A fact leads to none, and is large.
_WITH_PARTS: Final = (*get_args(model.Condition), model.Function, model.Length, model.ValueCase, model.Amount,
                      model.FeeEntry, model.FeeVersion)  # fmt: skip
