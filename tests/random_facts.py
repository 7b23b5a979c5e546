"""Facts drawn at random for any forms: values, なし, 不明, and much that is not written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from compliance.values import NONE, UNKNOWN, Kind
from compliance.vocabulary import Forms, Property, RecordType

BASE_DAY = date(2026, 8, 3)


def random_dossier(forms: Forms, draw: Random, texts: Sequence[str] = ()) -> dict[str, Any]:
    """The facts of a dossier; `texts` are those that rules compare with, so that comparisons may come true."""
    holes = draw.choice((0.0, 0.05, 0.3, 0.7))
    facts: dict[str, Any] = {}
    for section in forms.sections.values():
        if draw.random() < holes:
            continue
        if section.many:
            facts[section.name] = [random_record(section.type, draw, holes, texts) for _ in range(draw.randrange(4))]
        else:
            facts[section.name] = random_record(section.type, draw, holes, texts)
    return facts


def random_record(record: RecordType, draw: Random, holes: float, texts: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = dict(record.fixed)
    for name, item in record.properties.items():
        if name in found:
            continue
        chance = draw.random()
        if chance < holes:
            continue
        if chance > 0.97:
            found[name] = UNKNOWN
        elif chance > 0.93:
            found[name] = NONE
        else:
            found[name] = random_value(item.kind, item, draw, holes, texts)
    return found


def random_value(kind: Kind, item: Property, draw: Random, holes: float, texts: Sequence[str]) -> Any:
    if kind.element is not None:
        element = kind.element
        return [random_value(element, item, draw, holes, texts) for _ in range(draw.randrange(4))]
    if kind.record is not None:
        return random_record(kind.record, draw, holes, texts)
    match kind.name:
        case "真偽":
            return draw.random() < 0.5
        case "日付":
            return random_day(draw)
        case "年度":
            return draw.choice((2025, 2026))
        case "時刻":
            return draw.choice((0, 540))
        case "文字":
            if item.choices and draw.random() < 0.95:
                return draw.choice(item.choices)
            return draw.choice(("甲", "乙", *texts))
        case _:
            return draw.choice((0, 1, 2, 17, 18, 29, 30, 60, 61, 999, 1000, 1001, 21000))


def random_day(draw: Random) -> date:
    """A day near the others, or just two years, six months or ten years away from them."""
    around = BASE_DAY + timedelta(days=draw.randrange(-3, 40))
    away = draw.choice((0, 0, 0, -181, -182, -184, -730, -731, -3652, -6574, 30, 29))
    return around + timedelta(days=away)
