"""Days as people in Japan write them ↔ `datetime.date`: 令和8年8月3日, R8.8.3, 2026-08-03, 二〇二六年八月三日; fiscal years.

Every refusal says why, and how the day is rightly written.  Counting with days is `periods`'.
"""

from __future__ import annotations

from datetime import date

from compliance.kinds.numerals import read_integer

# Era, its one-character forms, its first and last day, the year before its year 1.  A new era begins with its day
# (「…以後ヲ改メテ大正元年ト為ス」).  明治 is read from its year 6, when the solar calendar came in (明治5年太政官布告第337号).
_ERAS = (
    ("令和", "令R", date(2019, 5, 1), date.max, 2018),
    ("平成", "平H", date(1989, 1, 8), date(2019, 4, 30), 1988),
    ("昭和", "昭S", date(1926, 12, 25), date(1989, 1, 7), 1925),
    ("大正", "大T", date(1912, 7, 30), date(1926, 12, 24), 1911),
    ("明治", "明M", date(1873, 1, 1), date(1912, 7, 29), 1867),
)
_ERA_BY_PREFIX = {prefix: era for era in _ERAS for prefix in (era[0], *era[1])}

_WEEKDAYS = "月火水木金土日"
_BLANKS = " \u3000\u00a0\t"

# Full-width forms, hyphens and dots of every make, and eras in one character, as `read_date` wants them.
_SAME = str.maketrans(
    {
        **{chr(0xFF01 + at): chr(0x21 + at) for at in range(94)},
        **dict.fromkeys("‐‑‒–—―−ーｰ", "-"),
        **dict.fromkeys("・･", "."),
        "㋿": "令和",
        "㍻": "平成",
        "㍼": "昭和",
        "㍽": "大正",
        "㍾": "明治",
    }
)
# A spreadsheet keeps a day as the number of days since 30 December 1899; five digits reach from 1927 to 2173.
_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_SERIAL_FIRST, _SERIAL_LAST = 10_000, 99_999
_HOW = "「令和8年8月3日」「R8.8.3」「2026-08-03」のように書いてください。"
_DIGITS = frozenset("0123456789〇○一二三四五六七八九十")


class DateError(ValueError):
    """A text is not a day.  message: one Japanese sentence that says why; hint: what to write, or empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_date(text: str) -> date:
    """The day that a text names, by era or by the western year; a weekday in brackets may follow, and must be right.

    Raises DateError for a text of another form, a day that does not exist, and an era that does not reach the day.

    >>> read_date("令和8年8月3日（月）")
    datetime.date(2026, 8, 3)
    """
    if len(text) == 10 and text[4] == "-" == text[7] and text.isascii():
        parts = text[:4], text[5:7], text[8:]
        if all(part.isdigit() for part in parts):
            year, month, day = map(int, parts)
            if year >= 1000:
                return _existing(None, year, month, day, text)
    return _read_other(text)


def show_date(day: date) -> str:
    """The day by its era: 令和8年8月3日; by the western year before 1873-01-01, when Japan used another calendar."""
    return f"{_show_year(day)}{day.month}月{day.day}日"


def fiscal_year(day: date) -> int:
    """The western year in which the day's fiscal year begins, on 1 April (地方自治法第208条、財政法第11条)."""
    return day.year if day.month >= 4 else day.year - 1


def show_fiscal_year(year: int) -> str:
    """令和8年度.  The era is that of the end of the year (2019 is 令和元年度, as offices came to call it)."""
    return f"{_show_year(date(year, 12, 31))}度"


def read_fiscal_year(text: str) -> int:
    """The western year in which a fiscal year begins: 「令和8年度」「R8年度」「2026年度」「2026」.  Raises DateError.

    Either era is read for a year in which it changed (平成31年度 is 令和元年度).
    """
    how = "「令和8年度」「2026年度」のように書いてください。"
    plain = _plain(text)
    written = plain.removesuffix("度").removesuffix("年") if plain.endswith("年度") else plain
    if plain.endswith("年"):
        raise DateError(f"「{text}」は、年度でなく年です。", f"年度であれば、「{plain}度」と書いてください。")
    era, rest = _era_of(written.removeprefix("西暦"))
    number = _number(rest, era is not None)
    if number is None or (era is None and len(rest) != 4):
        raise DateError(f"「{text}」は、年度として読めません。", how)
    year = number + (era[4] if era else 0)
    if number < 1 or year > 9998:
        raise DateError(f"「{text}」という年度はありません。", how)
    if era and (date(year + 1, 3, 31) < era[2] or era[3] < date(year, 4, 1)):
        raise DateError(
            f"「{text}」は{show_fiscal_year(year)}です。", f"「{show_fiscal_year(year)}」と書いてください。"
        )
    return year


# --- the steps -------------------------------------------------------------------------------------------------------

_Era = tuple[str, str, date, date, int]


def _show_year(day: date) -> str:
    """令和8年, 平成元年; 1872年."""
    for name, _, first, _, before in _ERAS:
        if day >= first:
            return f"{name}{'元' if day.year - before == 1 else day.year - before}年"
    return f"{day.year}年"


def _plain(text: str) -> str:
    """The text with one form of each character and without blanks.

    A blank between two digits is not taken out: 「8月1 5日」 is 15日 or a slip.
    """
    if len(text) > 60:
        raise DateError("長すぎて、日付として読めません。", _HOW)
    characters = text.translate(_SAME)
    kept = ""
    blank = False
    for character in characters:
        if character in _BLANKS:
            blank = True
            continue
        if blank and kept[-1:] in _DIGITS and character in _DIGITS:
            raise DateError(f"「{text}」は、数字の間に空白があるため、読めません。", _HOW)
        kept += character
        blank = False
    return kept


def _read_other(text: str) -> date:
    plain, weekday = _split_weekday(_plain(text), text)
    era, rest = _era_of(plain.removeprefix("西暦"))
    if "年" in rest:
        year_text, _, rest = rest.partition("年")
        rest, also = _split_other_year(rest)
        month_text, _, rest = rest.partition("月")
        day_text, has_day, tail = rest.partition("日")
        if not has_day or tail:
            raise _incomplete(text, plain)
    else:
        mark = next((character for character in "-/." if character in rest), "")
        parts = rest.split(mark) if mark else []
        if len(parts) != 3:
            raise _incomplete(text, plain)
        also = ""
        year_text, month_text, day_text = parts
        if not (month_text + day_text).isascii():
            raise DateError(f"「{text}」は、日付として読めません。", _HOW)
    year, month = _number(year_text, era is not None), _number(month_text)
    last = day_text == "末"
    day = 1 if last else _number(day_text)
    if year is None and month is not None and day is not None and not year_text[:1].isascii():
        raise DateError(f"「{text}」の年は、読めません。", f"読める元号は、明治から令和までです。{_HOW}")
    if year is None or month is None or day is None:
        raise _incomplete(text, plain)
    if era is None and year < 1000:
        raise _no_year(text, day_text)
    found = _existing(era, year, month, day, text)
    if last:
        found = found.replace(day=_days_of(found.year, found.month))
    if also:
        _check_other_year(also, found, text)
    if weekday and _WEEKDAYS[found.weekday()] != weekday:
        raise DateError(
            f"「{text}」とありますが、{show_date(found)}は{_WEEKDAYS[found.weekday()]}曜日です。",
            "日付と曜日のどちらが正しいかを確かめて、直してください。",
        )
    return found


def _existing(era: _Era | None, year: int, month: int, day: int, text: str) -> date:
    """The day, if there is one and the era has it."""
    name = era[0] if era else ""
    if year == 0:
        raise DateError(f"{name}0年という年はありません。", f"{name}の最初の年は、{name}元年（1年）です。")
    if era and era[0] == "明治" and year < 6:
        raise DateError(
            "明治5年までの日付は、今と違う暦によるため、読めません。", "今の暦に直した西暦で書いてください。"
        )
    western = year + (era[4] if era else 0)
    if western > 9999:
        raise DateError(f"「{text}」の年は、読める範囲を超えています。", _HOW)
    if not 1 <= month <= 12:
        raise DateError(f"「{text}」の「{month}月」という月はありません。", "月は1から12までで書いてください。")
    length = _days_of(western, month)
    if not 1 <= day <= length:
        of_month = date(western, month, length)
        shown = f"{_show_year(of_month)}{month}月" if era else f"{western}年{month}月"
        raise DateError(f"「{text}」という日はなく、{shown}は{length}日までです。", "日付を確かめてください。")
    found = date(western, month, day)
    if era and not era[2] <= found <= era[3]:
        edge, word = (era[3], "まで") if found > era[3] else (era[2], "から")
        bounds = f"西暦{edge.year}年{edge.month}月{edge.day}日{word}"
        right = show_date(found)
        raise DateError(f"「{text}」は{right}です。", f"{name}は{bounds}です。「{right}」と書いてください。")
    return found


def _days_of(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _era_of(text: str) -> tuple[_Era | None, str]:
    """The era that a text begins with, in its full or its one-character form, and the rest of the text."""
    for length in (2, 1):
        era = _ERA_BY_PREFIX.get(text[:length].upper())
        if era is not None:
            return era, text[length:]
    return None, text


def _number(text: str, of_era: bool = False) -> int | None:
    """A number of up to four digits, all ASCII or all kanji; 元 is 1 for a year of an era."""
    if of_era and text == "元":
        return 1
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= 4 else None
    if any(character.isascii() for character in text):
        return None
    try:
        return read_integer(text)
    except ValueError:
        return None


def _split_weekday(plain: str, text: str) -> tuple[str, str]:
    """The day without 「（月）」「（月曜日）」「（月・祝）」「月曜日」 at its end, and the weekday or nothing."""
    if plain.endswith(")") and "(" in plain:
        body, _, inside = plain[:-1].rpartition("(")
        named = inside.removesuffix("祝日").removesuffix("祝").rstrip(".")
        named = named.removesuffix("曜日").removesuffix("曜")
        if len(named) == 1 and named in _WEEKDAYS:
            return body, named
        raise DateError(f"「{text}」の「（{inside}）」は、曜日として読めません。", "「（月）」のように書いてください。")
    for ending in ("曜日", "曜"):
        if plain.endswith(ending) and plain[: -len(ending)][-1:] in tuple(_WEEKDAYS):
            return plain[: -len(ending) - 1], plain[-len(ending) - 1]
    return plain, ""


def _split_other_year(rest: str) -> tuple[str, str]:
    """「（2026年）8月3日」 → 「8月3日」 and 「2026」: the same year, written the other way."""
    if rest.startswith("("):
        inside, bracket, after = rest[1:].partition(")")
        if bracket:
            return after, inside.removesuffix("年")
    return rest, ""


def _check_other_year(also: str, found: date, text: str) -> None:
    era, rest = _era_of(also.removeprefix("西暦"))
    number = _number(rest, era is not None)
    if number is None or number + (era[4] if era else 0) != found.year or (era and not era[2] <= found <= era[3]):
        raise DateError(f"「{text}」の二つの年が合いません。", f"{show_date(found)}は、西暦では{found.year}年です。")


def _incomplete(text: str, plain: str) -> DateError:
    """The error of a text that lacks a year, a month or a day, or has something besides."""
    if _era_of(plain)[1] in ("", "年月日"):
        return DateError("日付が書かれていません。", _HOW)
    if plain.endswith("年度"):
        return DateError(f"「{text}」は年度で、日付ではありません。", _HOW)
    if "年" not in plain and "月" in plain and plain.endswith("日"):
        return DateError(f"「{text}」には、年が書かれていません。", _HOW)
    if plain.endswith("年"):
        return DateError(f"「{text}」には、月と日が書かれていません。", _HOW)
    if plain.endswith("月"):
        return DateError(f"「{text}」には、日が書かれていません。", _HOW)
    if ":" in plain or plain[10:11] == "T" or plain.endswith(("時", "分")):
        return DateError(f"「{text}」には、日付のほかに時刻が書かれています。", f"日付だけを、{_HOW}")
    if len(plain) == 8 and plain.isascii() and plain.isdigit():
        shown = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
        return DateError(
            f"「{text}」は、区切りがないため、日付として読めません。", f"「{shown}」のように書いてください。"
        )
    if plain.isascii() and plain.isdigit() and _SERIAL_FIRST <= int(plain) <= _SERIAL_LAST:
        day = date.fromordinal(_SERIAL_ZERO + int(plain))
        return DateError(
            f"「{text}」は、表計算ソフトの中での日付の通し番号のようで、日付として読めません。",
            f"表計算ソフトでは{show_date(day)}に当たります。その日なら、「{show_date(day)}」と書いてください。",
        )
    return DateError(f"「{text}」は、日付として読めません。", _HOW)


def _no_year(text: str, day_text: str) -> DateError:
    """The error of a year without an era that is not one of four digits (0008 is a slip, too)."""
    if len(day_text) == 4:
        return DateError(f"「{text}」は、年、月、日の順に書かれていません。", _HOW)
    return DateError(f"「{text}」の年が、元号によるものか西暦によるものか分かりません。", _HOW)
