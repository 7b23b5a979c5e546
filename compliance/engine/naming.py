"""What facts and elements are called before a reader: 提案者の役員「佐藤花子」の生年月日; in English by the forms' glosses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.documents.nodes import Dossier, Where
from compliance.kinds.quantities import show_value
from compliance.values import ABSENT, Kind, Mark
from compliance.vocabulary import Forms, RecordType

CLAUSES = ("whether ", "what ", "why ", "how ", "who ", "where ", "which ", "to whom")


def kinds_on(forms: Forms, where: Where) -> list[tuple[Kind, str]]:
    """The kind and the gloss of each step of a place; steps that are indices (or 「*」) give the element's."""
    section = forms.sections[str(where[0])]
    kind = Kind("一覧", section.kind) if section.many else section.kind
    found = [(kind, section.gloss)]
    for step in where[1:]:
        if isinstance(step, int) or step == "*":
            kind = kind.element or kind
            gloss = kind.record.gloss if kind.record else ""
        else:
            record = (kind.element or kind).record
            assert record is not None
            item = record.properties[step]
            kind, gloss = item.kind, item.gloss
        found.append((kind, gloss))
    return found


def record_at(forms: Forms, where: Where) -> RecordType | None:
    """The record type at a place, or None where there is none."""
    return kinds_on(forms, where)[-1][0].record


def the(gloss: str) -> str:
    """An English term with its article: the number of persons; a clause is quoted: “what it is for”."""
    if gloss.startswith("the "):
        return gloss
    return f"“{gloss}”" if gloss.startswith(CLAUSES) else f"the {gloss}"


def english_path(names: list[str]) -> str:
    """Outer to inner names → 「the date of birth of the officer of the proposer」."""
    return " of ".join(the(name) for name in reversed(names))


# --- places of a dossier --------------------------------------------------------------------------------------------


def label_of(value: Any, form: RecordType | None) -> str:
    """How an element is called: what its label property says, or the element itself if it is a text; else empty."""
    if isinstance(value, Mapping):
        found = value.get(form.label, ABSENT) if form is not None and form.label else ABSENT
        if isinstance(found, Mark) or found is None or form is None:
            return ""
        return show_value(found, form.properties[form.label].kind)
    if value is None:
        return ""
    return show_value(value, Kind("日付" if isinstance(value, date) else "文字"))


def position_of(index: int) -> str:
    return f"{index + 1}番目"


def element_names(name: str, gloss: str, label: str, index: int) -> tuple[str, str]:
    """An element in both languages: 役員「佐藤花子」, or 役員（2番目）."""
    if label:
        return f"{name}「{label}」", f"{gloss or name} “{label}”"
    return f"{name}（{position_of(index)}）", f"{gloss or name} no. {index + 1}"


def name_of(where: Where, dossier: Dossier, forms: Forms) -> tuple[str, str]:
    """The place in both languages, without its paper: 提案者の役員「佐藤花子」の生年月日.  Of a paper itself: the paper."""
    if len(where) == 1:
        section = forms.sections.get(str(where[0]))
        return str(where[0]), the(section.gloss if section and section.gloss else str(where[0]))
    kinds = kinds_on(forms, where)
    japanese: list[str] = []
    english: list[str] = []
    value: Any = dossier.facts
    for position, step in enumerate(where):
        kind, gloss = kinds[position]
        value = value[step] if isinstance(step, int) else value.get(step, ABSENT)
        if isinstance(step, int):
            own, own_english = element_names(str(where[position - 1]), gloss, label_of(value, kind.record), step)
            if japanese:
                japanese[-1], english[-1] = own, own_english
            else:
                japanese.append(own)
                english.append(own_english)
        elif position > 0:
            japanese.append(str(step))
            english.append(gloss or str(step))
    return "の".join(japanese), english_path(english)


def paper_of(where: Where, forms: Forms) -> tuple[str, str]:
    """The paper a place stands in, in both languages."""
    section = forms.sections.get(str(where[0]))
    return str(where[0]), the(section.gloss if section and section.gloss else str(where[0]))
