"""Periods of the law and ages: 民法第138条〜第143条, 年齢計算ニ関スル法律.  Whole days; a period ends with its last day.

A period is given by its months (years are 12 months) or by its days, not both; ValueError otherwise.  Holidays move
nothing (民法第142条 speaks of deadlines where no business is done).  A day before year 1 or after year 9999 is a matter
for OverflowError only where that day itself is asked for; the tests of elapse and of nearness do not need it.

Each `explain_…` gives the steps in one line, Japanese and English, and repeats no arithmetic of its own.
"""

from __future__ import annotations

from datetime import date, timedelta

from compliance.kinds.dates import show_date

_DAY = timedelta(days=1)


def last_day_inclusive(first_day: date, months: int = 0, days: int = 0) -> date:
    """The last day of a period whose first day counts (「…から起算して」, or 民法第140条ただし書).

    Months end on the day before the 応当日, the day of the same number; in a month without one they end with that
    month (第143条第2項).  A period that begins with a month so ends with one (第143条第1項).
    Raises OverflowError if it ends after year 9999.

    >>> last_day_inclusive(date(2024, 11, 23), months=24)
    datetime.date(2026, 11, 22)
    >>> last_day_inclusive(date(2024, 2, 29), months=24)
    datetime.date(2026, 2, 28)
    """
    if _in_days(months, days):
        return first_day + timedelta(days=days - 1)
    year, month = _month_away(first_day, months)
    if year > 9999:
        if (year, month, first_day.day) == (10_000, 1, 1):
            return date.max
        raise OverflowError("the period ends after year 9999")
    try:
        return date(year, month, first_day.day) - _DAY
    except ValueError:
        return _month_end(year, month)


def elapsed_inclusive(first_day: date, months: int, on: date, days: int = 0) -> bool:
    """Whether a period whose first day counts has passed on a day: the day is after the period's last.

    A day before the period began has not seen it pass.
    """
    try:
        return on > last_day_inclusive(first_day, months, days)
    except OverflowError:
        return False


def last_day_after(day: date, months: int = 0, days: int = 0) -> date:
    """The last day of a period counted after a day, which itself does not count (民法第140条).

    >>> last_day_after(date(2016, 11, 23), months=120)
    datetime.date(2026, 11, 23)
    """
    return last_day_inclusive(day + _DAY, months, days)


def elapsed_after(day: date, months: int, on: date, days: int = 0) -> bool:
    """Whether a period counted after a day has passed on another: the other is after the period's last day."""
    try:
        return on > last_day_after(day, months, days)
    except OverflowError:
        return False


def within_before(day: date, anchor: date, months: int = 0, days: int = 0) -> bool | None:
    """Whether a day is 「…前六月以内」: not older than a period before the anchor.  The anchor itself is not too old.

    None where the law leaves the day open: after the anchor (「前」 says otherwise), and the end of a month in which
    the anchor's day is missing (see `oldest_day_before`).
    """
    if day > anchor:
        return None
    try:
        oldest, open_day = oldest_day_before(anchor, months, days)
    except OverflowError:
        return True
    return None if day == open_day else day >= oldest


def oldest_day_before(anchor: date, months: int = 0, days: int = 0) -> tuple[date, date | None]:
    """The oldest day that is surely within a period before the anchor, and the one day before it that is open, or None.

    The anchor does not count (民法第140条 and 第143条, by analogy, backwards): the oldest is the same day so many months
    back.  Where that month lacks the day, the next month's first is sure and its own last is open.
    Raises OverflowError if it lies before year 1.

    >>> oldest_day_before(date(2026, 8, 31), months=6)
    (datetime.date(2026, 3, 1), datetime.date(2026, 2, 28))
    """
    if _in_days(months, days):
        return anchor - timedelta(days=days), None
    year, month = _month_away(anchor, -months)
    if year < 1:
        raise OverflowError("the period begins before year 1")
    try:
        return date(year, month, anchor.day), None
    except ValueError:
        end = _month_end(year, month)
        return end + _DAY, end


def length_in_days(first: date, last: date) -> tuple[int, int]:
    """How long from one day to another, both ends of days: without the first day (民法第140条), and with it.

    Below 1 where the last day lies before the first.
    """
    between = (last - first).days
    return between, between + 1


def age_on(birth: date, on: date) -> int:
    """The age on a day: years whose last day, counted from the day of birth, lies before it (年齢計算ニ関スル法律).

    One born on 29 February is a year older from 1 March of a common year.  Negative on a day before the birth.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


# --- in words --------------------------------------------------------------------------------------------------------


def show_span(months: int = 0, days: int = 0) -> str:
    """2年, 18か月, 30日."""
    if days:
        return f"{days:,}日"
    return f"{months // 12:,}年" if months and months % 12 == 0 else f"{months:,}か月"


def show_span_english(months: int = 0, days: int = 0) -> str:
    """2 years, 18 months, 1 day."""
    if days:
        number, unit = days, "day"
    elif months and months % 12 == 0:
        number, unit = months // 12, "year"
    else:
        number, unit = months, "month"
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def explain_last_day_inclusive(first_day: date, months: int = 0, days: int = 0) -> tuple[str, str]:
    """How a period whose first day counts comes to its last day, in Japanese and in English."""
    start = f"{show_date(first_day)}を1日目として起算すると、"
    return _explain_end((start, f"Counting {first_day} as day 1,"), first_day, months, days)


def explain_last_day_after(day: date, months: int = 0, days: int = 0) -> tuple[str, str]:
    """How a period counted after a day comes to its last day, in Japanese and in English."""
    if day == date.max:
        return _endless(months, days)
    first = day + _DAY
    start = f"{show_date(day)}は算入せず、翌日の{show_date(first)}から起算すると（民法第140条）、"
    start_english = f"Not counting {day}, from {first} (Civil Code art. 140),"
    return _explain_end((start, start_english), first, months, days)


def explain_elapsed_inclusive(first_day: date, months: int, on: date, days: int = 0) -> tuple[str, str]:
    """Why a period whose first day counts has passed on a day or has not, in Japanese and in English."""
    steps = explain_last_day_inclusive(first_day, months, days)
    return _with_result(steps, elapsed_inclusive(first_day, months, on, days), on)


def explain_elapsed_after(day: date, months: int, on: date, days: int = 0) -> tuple[str, str]:
    """Why a period counted after a day has passed on another or has not, in Japanese and in English."""
    steps = explain_last_day_after(day, months, days)
    return _with_result(steps, elapsed_after(day, months, on, days), on)


def explain_oldest_day_before(anchor: date, months: int = 0, days: int = 0) -> tuple[str, str]:
    """How far back a period before a day reaches, in Japanese and in English."""
    span, english = show_span(months, days), show_span_english(months, days)
    try:
        oldest, open_day = oldest_day_before(anchor, months, days)
    except OverflowError:
        return (
            f"{show_date(anchor)}の前{span}は、西暦1年より前に及ぶ。",
            f"{english} before {anchor} reach before year 1.",
        )
    if open_day is None:
        return (
            f"{show_date(anchor)}の前{span}以内で最も古い日は{show_date(oldest)}である。",
            f"The oldest day within {english} before {anchor} is {oldest}.",
        )
    return (
        f"{show_date(anchor)}の{span}前の月には{anchor.day}日がないため、{show_date(oldest)}以後は{span}以内、"
        f"{show_date(open_day)}は解釈が分かれ、それより前は{span}より古い。",
        f"The month {english} before {anchor} has no day {anchor.day}: {oldest} and later are within {english}, "
        f"{open_day} can be read both ways, earlier days are too old.",
    )


def explain_within_before(day: date, anchor: date, months: int = 0, days: int = 0) -> tuple[str, str]:
    """Why a day is, is not, or may be within a period before another, in Japanese and in English."""
    if day > anchor:
        return (
            f"{show_date(day)}は{show_date(anchor)}より後であり、「前」に当たるかは解釈による。",
            f"{day} is after {anchor}; whether it counts as before it is open.",
        )
    steps, steps_english = explain_oldest_day_before(anchor, months, days)
    span, english = show_span(months, days), show_span_english(months, days)
    result, result_english = {
        True: (f"{span}以内である", f"is within {english}"),
        False: (f"{span}以内でない", f"is not within {english}"),
        None: ("どちらとも定まらない", "is open"),
    }[within_before(day, anchor, months, days)]
    return f"{steps}{show_date(day)}は、{result}。", f"{steps_english} {day} {result_english}."


def explain_length_in_days(first: date, last: date) -> tuple[str, str]:
    """How long from one day to another, by both ways of counting, in Japanese and in English."""
    without, including = length_in_days(first, last)
    if without < 0:
        return (
            f"{show_date(last)}は{show_date(first)}より前である。",
            f"{last} is before {first}.",
        )
    return (
        f"{show_date(first)}から{show_date(last)}までは、初日を算入しないで{without:,}日（民法第140条本文）、"
        f"算入して{including:,}日（同条ただし書）。",
        f"From {first} to {last}: days without the first {without:,} (Civil Code art. 140), "
        f"with it {including:,} (its proviso).",
    )


def explain_age_on(birth: date, on: date) -> tuple[str, str]:
    """How the age on a day comes about, in Japanese and in English."""
    age = age_on(birth, on)
    if age < 0:
        return f"{show_date(on)}は、出生の日{show_date(birth)}より前である。", f"{on} is before the birth on {birth}."
    start, start_english = f"{show_date(birth)}生まれは", f"Born on {birth}: "
    if age == 0:
        return f"{start}、{show_date(on)}に0歳である（年齢計算ニ関スル法律）。", f"{start_english}age 0 on {on}."
    since = last_day_inclusive(birth, 12 * age)
    return (
        f"{start}、{show_date(since)}の終了により{age}歳に達し、{show_date(on)}に{age}歳である（年齢計算ニ関スル法律）。",
        f"{start_english}{age} from the end of {since}, so {age} on {on} (Act on Calculation of Ages).",
    )


# --- the calendar ----------------------------------------------------------------------------------------------------


def _in_days(months: int, days: int) -> bool:
    """Whether the period is one of days; refuses one of neither and one of both."""
    if (months > 0) == (days > 0) or months < 0 or days < 0:
        raise ValueError(f"a period has months or days, 1 or more: {months=}, {days=}")
    return days > 0


def _month_away(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _month_end(year: int, month: int) -> date:
    """The last day of a month that lacks the day asked for, so never of December."""
    return date(year, month + 1, 1) - _DAY


def _explain_end(start: tuple[str, str], first: date, months: int, days: int) -> tuple[str, str]:
    span, english = show_span(months, days), show_span_english(months, days)
    try:
        last = last_day_inclusive(first, months, days)
    except OverflowError:
        return _endless(months, days)
    if days:
        why, why_english = "に満了する（民法第141条）", "(Civil Code art. 141)"
    elif last != date.max and (last + _DAY).day != first.day:
        why = f"、すなわち応当日（{first.day}日）のない月の末日に満了する（民法第143条第2項ただし書）"
        why_english = f"(the end of a month without a day {first.day}: Civil Code art. 143 (2), proviso)"
    else:
        why = "、すなわち応当日の前日に満了する（民法第143条）"
        why_english = "(the day before the corresponding day: Civil Code art. 143)"
    return f"{start[0]}{span}の期間は{show_date(last)}{why}。", f"{start[1]} {english} end on {last} {why_english}."


def _endless(months: int, days: int) -> tuple[str, str]:
    span, english = show_span(months, days), show_span_english(months, days)
    return f"{span}の期間は、西暦9999年までに満了しない。", f"{english} do not end before year 10000."


def _with_result(steps: tuple[str, str], elapsed: bool, on: date) -> tuple[str, str]:
    result, english = ("経過している", "passed") if elapsed else ("経過していない", "not passed")
    return f"{steps[0]}{show_date(on)}には、{result}。", f"{steps[1]} On {on}, they have {english}."
