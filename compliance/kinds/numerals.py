"""Whole numbers as people write them: 1,000 １，０００ 千 三十三万 33万 二〇二六 ↔ int.  Units are `quantities`'.

Digits of other scripts are refused (`int` would read them), as are signs, points and groups that cannot be meant.
"""

from __future__ import annotations

MAX_DIGITS = 30  # more are a slip, and long runs of digits are slow to read
_TOO_LONG = f"数は{MAX_DIGITS}桁まで読めます。"

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_COMMAS = str.maketrans("，", ",")

_KANJI_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
_CIRCLES = "○◯"  # typed for 〇; read as zero only after another digit
_SMALL_UNITS = {"千": 1000, "百": 100, "十": 10, "拾": 10}
_LARGE_UNITS = {"兆": 10**12, "億": 10**8, "万": 10**4, "萬": 10**4}

NUMBER_CHARACTERS = frozenset("0123456789０１２３４５６７８９,，" + _CIRCLES).union(
    _KANJI_DIGITS, _SMALL_UNITS, _LARGE_UNITS
)


def to_ascii_digits(text: str) -> str:
    """The text with full-width digits as ASCII ones.  Nothing else changes, and every character keeps its place."""
    return text.translate(_FULL_WIDTH)


def read_integer(text: str) -> int:
    """The number that a text writes in digits, in 漢数字, or in both (33万, 2億3,000万).

    Commas stand at every third digit or nowhere.  漢数字 are read with 千百十 and 万億兆 or by position (二〇二六).
    Raises ValueError, with a Japanese sentence, for anything else; blanks and units are anything else.
    """
    ascii_text = text.translate(_FULL_WIDTH).translate(_COMMAS)
    if ascii_text.isascii() and ascii_text.isdigit():
        return _plain(ascii_text, text)
    if len(text) > 2 * MAX_DIGITS:
        raise ValueError("数が長すぎて読めません。")
    if not NUMBER_CHARACTERS.issuperset(text):
        raise ValueError(_why_not(text))
    number = _grouped(ascii_text, text)
    if number >= 10**MAX_DIGITS:
        raise ValueError(_TOO_LONG)
    return number


def show_kanji(number: int) -> str:
    """The number as statutes write it: 千二百三十四, 一万千, 〇.  From 0 to 9999兆; ValueError outside."""
    if not 0 <= number < 10**16:
        raise ValueError("漢数字で書けるのは、0から9999兆までの数です。")
    if number == 0:
        return "〇"
    parts: list[str] = []
    for unit, value in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1)):
        group = number // value % 10_000
        if group:
            parts.append(_show_group(group) + unit)
    return "".join(parts)


def _show_group(number: int) -> str:
    """A number below 10000; the 一 before 千, 百 and 十 is not written."""
    shown = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            shown += ("" if digit == 1 and unit else "一二三四五六七八九"[digit - 1]) + unit
    return shown


def _grouped(text: str, raw: str) -> int:
    """A number whose 兆, 億 and 万 come in this order, each with a number before it."""
    total = 0
    above = 0  # the last of 兆, 億, 万 that was read; what follows must be smaller
    start = 0
    for at, character in enumerate(text):
        unit = _LARGE_UNITS.get(character)
        if unit is None:
            continue
        if above and above <= unit:
            raise ValueError(_not_a_number(raw))
        total += _group(text[start:at], above // unit, raw) * unit
        above, start = unit, at + 1
    if start < len(text) or not above:
        total += _group(text[start:], above, raw)
    return total


def _group(text: str, below: int, raw: str) -> int:
    """A number without 万億兆: digits, 漢数字 by position, or 千百十 in this order with one digit before each.

    below: what the number must not reach, or 0 for no limit.
    """
    total = 0
    last = 0  # the last of 千, 百, 十 that was read
    start = 0
    for at, character in enumerate(text):
        unit = _SMALL_UNITS.get(character)
        if unit is None:
            continue
        times = _plain(text[start:at], raw) if at > start else 1
        if not 1 <= times <= 9 or (last and last <= unit):
            raise ValueError(_not_a_number(raw))
        total += times * unit
        last, start = unit, at + 1
    if start < len(text) or not last:
        ones = _plain(text[start:], raw)
        if last and not 0 < ones < last:
            raise ValueError(_not_a_number(raw))
        total += ones
    if below and total >= below:
        raise ValueError(_not_a_number(raw))
    return total


def _plain(text: str, raw: str) -> int:
    """Digits alone, all ASCII (with or without commas) or all kanji."""
    if "," in text:
        head, *rest = text.split(",")
        if not 1 <= len(head) <= 3 or any(len(part) != 3 for part in rest):
            raise ValueError(f"「{raw}」の「,」の位置が、3桁ごとになっていません。")
        text = head + "".join(rest)
    if len(text) > MAX_DIGITS:
        raise ValueError(_TOO_LONG)
    if text.isdigit():  # ASCII ones: nothing else of NUMBER_CHARACTERS is a digit to Python
        return int(text)
    number = 0
    for at, character in enumerate(text):
        digit = 0 if at and character in _CIRCLES else _KANJI_DIGITS.get(character)
        if digit is None:
            raise ValueError(_not_a_number(raw))
        number = number * 10 + digit
    if not text:
        raise ValueError(_not_a_number(raw))
    return number


def _not_a_number(raw: str) -> str:
    return f"「{raw}」は、数として読めません。"


def _why_not(text: str) -> str:
    for character in text:
        if character not in NUMBER_CHARACTERS and character.isnumeric():
            return f"「{character}」は、数字として読めない文字です。"
    if text.startswith(tuple("-－−‐△▲")):
        return f"「{text}」は負の数で、ここには書けません。"
    if "." in text or "．" in text:
        return f"「{text}」は小数で、ここには書けません。"
    return _not_a_number(text)
