"""The kinds of value a document or a rule can hold.  Reading them from text is `reading`'s, dates are `dates`'.

What a value is in Python, once read (this is the *canonical* form; see `document.Dossier.facts`):

    文字 str · 真偽 bool · 日付 datetime.date · 時刻 int (minutes from 0:00) · 人 円 歳 件 回 int · 時間 int (minutes)
    日数 int (days) · 月数 int (months) · 年度 int (the year it begins in, Anno Domini) · 記録 dict · 一覧 list
    「なし」 NONE · 「不明」 UNKNOWN · nothing written: the key is absent (読み出すと ABSENT)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from compliance.struct import Struct, field

if TYPE_CHECKING:
    from compliance.vocabulary import RecordType


class Mark:
    """A state of a field that is not a value.  Compared by identity; there are exactly three."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return self.name


NONE: Final = Mark("NONE")  # 「なし」「該当なし」: known not to exist
UNKNOWN: Final = Mark("UNKNOWN")  # 「不明」: the paper itself says that it is not known
ABSENT: Final = Mark("ABSENT")  # nothing is written


class Kind(Struct):
    """A kind of value: its name, and for lists what they are lists of, for records their form."""

    name: str
    element: Kind | None = None
    record: RecordType | None = field(default=None, compare=False)
    record_name: str = ""

    def __str__(self) -> str:
        if self.element is not None:
            return f"{self.element}の一覧"
        return self.record_name or self.name


TEXT: Final = Kind("文字")
BOOLEAN: Final = Kind("真偽")
DATE: Final = Kind("日付")
CLOCK: Final = Kind("時刻")
PERSONS: Final = Kind("人")
YEN: Final = Kind("円")
AGE: Final = Kind("歳")
CASES: Final = Kind("件")
TIMES: Final = Kind("回")
HOURS: Final = Kind("時間")  # held in minutes
DAYS: Final = Kind("日数")
MONTHS: Final = Kind("月数")
FISCAL_YEAR: Final = Kind("年度")

KINDS: Final = {
    kind.name: kind
    for kind in (TEXT, BOOLEAN, DATE, CLOCK, PERSONS, YEN, AGE, CASES, TIMES, HOURS, DAYS, MONTHS, FISCAL_YEAR)
}
NUMBER_KINDS: Final = frozenset({"人", "円", "歳", "件", "回", "時間", "日数", "月数"})

# A unit written after a number → the kind, and how many of the kind's own unit it is.
UNITS: Final[dict[str, tuple[Kind, int]]] = {
    "人": (PERSONS, 1),
    "円": (YEN, 1),
    "歳": (AGE, 1),
    "件": (CASES, 1),
    "回": (TIMES, 1),
    "時間": (HOURS, 60),
    "分": (HOURS, 1),
    "日": (DAYS, 1),
    "か月": (MONTHS, 1),
    "月": (MONTHS, 1),
    "年": (MONTHS, 12),
}
