"""Values of every scalar kind as people write them ↔ as `values` holds them: 1,000人, 3時間5分, 33万円, 2年, はい, 17:30.

Days and fiscal years are read by `dates`, numbers by `numerals`.  Every refusal says what was found and what to write.
"""

from __future__ import annotations

from datetime import date

from compliance.kinds.dates import DateError, read_date, read_fiscal_year, show_date, show_fiscal_year
from compliance.kinds.numerals import NUMBER_CHARACTERS, read_integer
from compliance.kinds.periods import show_span
from compliance.values import ABSENT, NONE, UNKNOWN, Kind, Mark


class ValueProblem(ValueError):  # noqa: N818 - what it carries becomes a Problem
    """A text is not a value of the kind.  message: one Japanese sentence; hint: what to write, or empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_value(text: str, kind: Kind) -> str | bool | int | date:
    """The value that a text gives for a scalar kind, in the form that `values` describes.  Raises ValueProblem.

    「なし」 and 「不明」 are states, not values: `state_of` is asked first.  Lists and records are not read here (TypeError).
    """
    name = kind.name
    if kind.element is not None or kind.record is not None:
        raise TypeError(f"{kind} is not a scalar kind")
    if name == "文字":
        return text.strip()
    if name in ("日付", "年度"):
        try:
            return read_date(text) if name == "日付" else read_fiscal_year(text)
        except DateError as error:
            raise ValueProblem(error.message, error.hint) from None
    if len(text) > 60:
        raise ValueProblem("長すぎて、値として読めません。", "値だけを、短く書いてください。")
    plain = _plain(text)
    if name == "真偽":
        return _read_boolean(plain, text)
    if name == "時刻":
        return _read_clock(plain, text)
    return _read_quantity(plain, text, name)


def state_of(text: str) -> Mark | None:
    """The state that a text states instead of a value: なし, 不明, or nothing written (blank, 〜, a lone dash); else None.

    For 真偽 「なし」 says いいえ; the caller, who knows the kind, sees to it.
    """
    plain = text.strip().strip("。（）()").strip()
    if plain in ("なし", "無し", "該当なし", "該当無し", "特になし", "特に無し"):
        return NONE
    if plain in ("不明", "不詳"):
        return UNKNOWN
    return ABSENT if plain in _NOTHING or _is_blank_form(plain) else None


def _is_blank_form(text: str) -> bool:
    """Whether a text is the date of a form that nobody filled in: 「令和　　年　　月　　日」."""
    return text.endswith("日") and "".join(text.split()) in (
        "年月日",
        *(f"{era}年月日" for era in ("令和", "平成", "昭和", "西暦")),
    )


def show_value(value: object, kind: Kind) -> str:
    """The value, or the state, as a reader is shown it: 1,000人, 3時間5分, 21,000円, 令和8年8月3日, はい, なし."""
    if isinstance(value, Mark):
        return {"NONE": "なし", "UNKNOWN": "不明"}.get(value.name, "記載なし")
    if isinstance(value, (list, tuple)):
        return "、".join(show_value(each, kind.element or kind) for each in value) or "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, int):
        return _show_number(value, kind.name)
    if isinstance(value, dict):
        return f"{kind}の記載"
    return str(value)


# --- numbers with units ----------------------------------------------------------------------------------------------

# The units of each kind, longest first, with how many of the kind's own they are; what the number is called; an example.
_MONTH_UNITS = tuple(
    (f"{one}月{more}", 1) for one in ("か", "ヶ", "ケ", "カ", "ヵ", "箇", "個", "") for more in ("間", "")
)
_UNITS: dict[str, tuple[tuple[tuple[str, int], ...], str, str]] = {
    "人": ((("人", 1), ("名", 1)), "人数", "1,000人"),
    "円": ((("円", 1),), "金額", "330,000円"),
    "歳": ((("歳", 1), ("才", 1)), "年齢", "42歳"),
    "件": ((("件", 1),), "件数", "3件"),
    "回": ((("回", 1),), "回数", "2回"),
    "時間": ((("時間", 60), ("分間", 1), ("分", 1)), "時間", "20時間」「3時間5分"),
    "日数": ((("日間", 1), ("日", 1)), "日数", "30日"),
    "月数": ((("年間", 12), ("年", 12), *_MONTH_UNITS), "期間", "2年」「6か月"),
    "数": ((), "数", "1,000"),
}
_BEFORE = ("約", "およそ", "おおよそ", "おおむね", "概ね", "ほぼ", "数", "最大", "最低", "延べ")
_AFTER = (
    "程度", "前後", "ほど", "くらい", "ぐらい", "以上", "以下", "未満", "以内", "超", "を超える", "余り", "弱", "強",
    "見込み", "予定",
)  # fmt: skip
_RANGES = "~〜～"


def _read_quantity(plain: str, text: str, name: str) -> int:
    """A number with one of the kind's units, or with several that descend (3時間5分); a bare number in the own unit."""
    units, called, example = _UNITS[name]
    how = f"「{example}」のように書いてください。"
    written = _without_yen_signs(plain) if name == "円" else plain
    if written.endswith("時間半"):
        written = written[:-1] + "30分"
    total = 0
    last = 0  # how many of the kind's own the unit before was
    rest = written
    while rest:
        number, rest = _split_number(rest)
        unit, times = next(((unit, times) for unit, times in units if rest.startswith(unit)), ("", 1))
        if not number or (not unit and rest) or (not unit and last) or (last and times >= last):
            raise _no_quantity(text, plain, name, how)
        if not unit and name == "時間":
            raise ValueProblem(
                f"「{text}」は、時間なのか分なのか分かりません。",
                f"「{number}時間」又は「{number}分」と書いてください。",
            )
        try:
            count = read_integer(number)
        except ValueError as error:
            raise ValueProblem(str(error), how) from None
        if last and count * times >= last:
            raise ValueProblem(f"「{text}」の「{number}{unit}」は、大きすぎます。", how)
        total += count * times
        last = times
        rest = rest.removeprefix(unit)
    if not written:
        raise ValueProblem(f"{called}が書かれていません。", how)
    return total


def _split_number(text: str) -> tuple[str, str]:
    """The number at the beginning of a text, and the rest."""
    end = 0
    while end < len(text) and text[end] in NUMBER_CHARACTERS:
        end += 1
    return text[:end], text[end:]


def _without_yen_signs(text: str) -> str:
    """￥330,000, ￥330,000-, 金三十三万円也 → the number and 円."""
    if text.startswith(("¥", "\\")):
        text = text[1:].removesuffix("-")
    return text.removeprefix("金").removesuffix("也")


def _no_quantity(text: str, plain: str, name: str, how: str) -> ValueProblem:
    """Why a text is not a quantity of the kind: words around the number, a sign, a point, another kind's unit."""
    called = _UNITS[name][1]
    about = next(
        (word for word in _BEFORE if plain.startswith(word)),
        next((word for word in _AFTER if plain.endswith(word)), ""),
    )
    if about:
        return ValueProblem(
            f"ここには{called}を書きますが、「{text}」の「{about}」は数として読めません。", f"一つの数を、{how}"
        )
    inner = plain.strip(_RANGES + "-")
    if any(mark in inner for mark in _RANGES) or "から" in inner:
        return ValueProblem(f"「{text}」は幅のある書き方で、一つの{called}として読めません。", f"一つの数を、{how}")
    number, rest = _split_number(plain)
    if rest[:1] == "." and _split_number(rest[1:])[0]:
        more = "端数は「1時間30分」のように書き、" if name == "時間" else ""
        return ValueProblem(f"「{text}」は小数で、ここには書けません。", f"{more}{how}")
    if plain[:1] in ("-", "△", "▲", "−", "‐") and _split_number(plain[1:])[0]:
        return ValueProblem(f"「{text}」は負の数で、ここには書けません。", how)
    if number and NUMBER_CHARACTERS.isdisjoint(rest):
        for units, other_called, _ in _UNITS.values():
            if any(rest == unit for unit, _ in units):
                return ValueProblem(f"ここには{called}を書きますが、「{text}」は{other_called}です。", how)
        return ValueProblem(f"「{text}」の「{rest}」は、{called}の単位として読めません。", how)
    strange = next((c for c in plain if c.isnumeric() and c not in NUMBER_CHARACTERS), "")
    if strange:
        return ValueProblem(f"「{text}」の「{strange}」は、数字として読めない文字です。", how)
    return ValueProblem(f"「{text}」は、{called}として読めません。", how)


def _show_number(value: int, name: str) -> str:
    if name == "時間":
        hours, minutes = divmod(value, 60)
        return f"{hours:,}時間" * bool(hours) + f"{minutes}分" * bool(minutes or not hours)
    if name == "月数":
        return show_span(months=value)
    if name == "日数":
        return f"{value:,}日"
    if name == "年度":
        return show_fiscal_year(value)
    if name == "時刻":
        return _show_clock(value)
    return f"{value:,}{'' if name == '数' else name}"


# --- times of day ----------------------------------------------------------------------------------------------------

_CLOCK_HOW = "「午後5時30分」「17:30」のように書いてください。"


def _read_clock(plain: str, text: str) -> int:
    """Minutes from 0:00, up to 24:00: 午前零時, 正午, 午後5時30分, 17時, 17:30, 24:00."""
    if plain == "正午":
        return 720
    half = next((word for word in ("午前", "午後") if plain.startswith(word)), "")
    rest = plain.removeprefix(half)
    if ":" in rest:
        hour_text, _, minute_text = rest.partition(":")
        if len(minute_text) != 2:
            raise _no_clock(text)
    else:
        hour_text, has_hour, minute_text = rest.partition("時")
        if minute_text == "半":
            minute_text = "30分"
        if not has_hour or (minute_text and not minute_text.endswith("分")) or minute_text == "分":
            raise _no_clock(text)
        minute_text = minute_text.removesuffix("分") or "0"
    try:
        hour, minute = read_integer(hour_text), read_integer(minute_text)
    except ValueError:
        raise _no_clock(text) from None
    if half and hour == 12:
        raise ValueProblem(
            f"「{text}」は、昼とも夜とも読めます。",
            "昼であれば「正午」「午後0時30分」、夜であれば「午前0時30分」「24時」のように書いてください。",
        )
    if minute > 59 or hour > (12 if half else 24) or (hour == 24 and minute):
        raise ValueProblem(f"「{text}」という時刻はありません。", _CLOCK_HOW)
    return (hour + (12 if half == "午後" else 0)) * 60 + minute


def _no_clock(text: str) -> ValueProblem:
    return ValueProblem(f"「{text}」は、時刻として読めません。", _CLOCK_HOW)


def _show_clock(value: int) -> str:
    named = {0: "午前零時", 720: "正午", 1440: "24時"}.get(value)
    if named:
        return named
    hour, minute = divmod(value, 60)
    return f"午{'前' if hour < 12 else '後'}{hour % 12}時" + (f"{minute}分" if minute else "")


# --- yes and no ------------------------------------------------------------------------------------------------------

_BOOLEANS = dict.fromkeys(
    ("はい", "有", "有り", "あり", "ある", "該当", "該当する", "する", "true", "yes", "○", "◯", "〇"), True
) | dict.fromkeys(
    ("いいえ", "無", "無し", "なし", "ない", "非該当", "該当しない", "しない", "false", "no", "×"), False
)  # fmt: skip
_NOTHING = frozenset(("", *_RANGES, "-", "－", "‐", "―", "—", "–", "−", "ー"))


def _read_boolean(plain: str, text: str) -> bool:
    found = _BOOLEANS.get(plain.lower())
    if found is None:
        raise ValueProblem(
            f"「{text}」は、「はい」とも「いいえ」とも読めません。", "「はい」又は「いいえ」と書いてください。"
        )
    return found


# --- characters ------------------------------------------------------------------------------------------------------

_SAME = str.maketrans({chr(0xFF01 + at): chr(0x21 + at) for at in range(94)} | {"￥": "¥"})
_BLANKS = " \u3000\u00a0\t"


def _plain(text: str) -> str:
    """The text with half-width signs and without blanks, but for those between two digits, which are a slip."""
    plain = text.translate(_SAME).strip(_BLANKS)
    if not any(blank in plain for blank in _BLANKS):
        return plain
    kept = ""
    for at, character in enumerate(plain):
        if character not in _BLANKS:
            kept += character
        elif kept[-1] in NUMBER_CHARACTERS and plain[at:].lstrip(_BLANKS)[0] in NUMBER_CHARACTERS:
            return plain
    return kept
