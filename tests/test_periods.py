"""Periods of the Civil Code: the worked boundary days, and every day of fourteen years against counting on fingers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.kinds import periods
from compliance.kinds.periods import (
    age_on,
    elapsed_after,
    elapsed_inclusive,
    last_day_after,
    last_day_inclusive,
    length_in_days,
    oldest_day_before,
    show_span,
    show_span_english,
    within_before,
)

D = date.fromisoformat
DAY = timedelta(days=1)


# --- the worked days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2024-11-23", "2026-11-22"),
        ("2024-11-24", "2026-11-23"),
        ("2024-02-29", "2026-02-28"),
        ("2022-02-28", "2024-02-27"),
    ],
)
def test_two_years_counted_from_a_day(start: str, last: str) -> None:
    """Dから起算して二年を経過しない (法第113条第4号、第5号): D is day 1."""
    assert last_day_inclusive(D(start), 24) == D(last)
    assert not elapsed_inclusive(D(start), 24, D(last))
    assert elapsed_inclusive(D(start), 24, D(last) + DAY)


@pytest.mark.parametrize(
    ("start", "difference"), [("2024-11-23", 1), ("2024-02-29", 0), ("2022-02-28", 2), ("2024-11-24", 1)]
)
def test_the_reading_that_is_not_taken_differs_by_days(start: str, difference: int) -> None:
    assert last_day_after(D(start), 24) - last_day_inclusive(D(start), 24) == difference * DAY


@pytest.mark.parametrize(
    ("start", "last"),
    [("2016-11-23", "2026-11-23"), ("2020-02-28", "2030-02-28"), ("2020-02-29", "2030-02-28")],
)
def test_ten_years_after_a_day(start: str, last: str) -> None:
    """十年を経過したとき (破産法第255条第1項第4号): the day of the decision does not count."""
    assert last_day_after(D(start), 120) == D(last)
    assert not elapsed_after(D(start), 120, D(last))
    assert elapsed_after(D(start), 120, D(last) + DAY)


@pytest.mark.parametrize(
    ("made", "proposed", "within"),
    [
        ("2026-05-23", "2026-11-23", True),
        ("2026-05-22", "2026-11-23", False),
        ("2025-09-01", "2026-03-01", True),
        ("2025-08-31", "2026-03-01", False),
        ("2026-03-01", "2026-08-31", True),
        ("2026-02-28", "2026-08-31", None),
        ("2026-02-27", "2026-08-31", False),
        ("2026-07-01", "2026-12-31", True),
        ("2026-06-30", "2026-12-31", None),
        ("2026-06-29", "2026-12-31", False),
        ("2025-12-01", "2026-05-31", True),
        ("2025-11-30", "2026-05-31", None),
        ("2025-11-29", "2026-05-31", False),
        ("2026-05-01", "2026-10-31", True),
        ("2026-04-30", "2026-10-31", None),
        ("2025-10-01", "2026-03-31", True),
        ("2025-09-30", "2026-03-31", None),
        ("2024-02-29", "2024-08-29", True),
        ("2024-02-29", "2024-08-30", None),
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-24", "2026-11-23", None),
    ],
)
def test_six_months_before_a_proposal(made: str, proposed: str, within: bool | None) -> None:
    """提案の日前六月以内に作成された (規則第54条第4項第2号)."""
    assert within_before(D(made), D(proposed), 6) is within


@pytest.mark.parametrize(
    ("last", "days"), [("2026-09-02", (30, 31)), ("2026-09-01", (29, 30)), ("2026-08-31", (28, 29)), ("2026-08-03", (0, 1))]
)  # fmt: skip
def test_thirty_days_of_a_call(last: str, days: tuple[int, int]) -> None:
    """募集の開始の日から三十日以上の期間 (規則第53条第1項), begun on 2026-08-03."""
    assert length_in_days(D("2026-08-03"), D(last)) == days


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2008-11-23", "2026-11-23", 18),
        ("2008-11-24", "2026-11-23", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-24", "2026-11-23", -1),
    ],
)
def test_age(birth: str, on: str, age: int) -> None:
    """年齢計算ニ関スル法律, 民法第4条."""
    assert age_on(D(birth), D(on)) == age


def test_a_last_day_on_a_sunday_stays() -> None:
    """民法第142条 does not reach these periods: 2026-11-22 is a Sunday."""
    assert last_day_inclusive(D("2024-11-23"), 24).weekday() == 6


def test_periods_in_days() -> None:
    assert last_day_inclusive(D("2026-08-03"), days=30) == D("2026-09-01")
    assert last_day_after(D("2026-08-03"), days=30) == D("2026-09-02")
    assert last_day_inclusive(D("2026-08-03"), days=1) == D("2026-08-03")
    assert not elapsed_inclusive(D("2026-08-03"), 0, D("2026-08-04"), days=2)
    assert elapsed_inclusive(D("2026-08-03"), 0, D("2026-08-05"), days=2)
    assert not elapsed_after(D("2026-08-03"), 0, D("2026-08-05"), days=2)
    assert elapsed_after(D("2026-08-03"), 0, D("2026-08-06"), days=2)
    assert oldest_day_before(D("2026-08-31"), days=30) == (D("2026-08-01"), None)
    assert within_before(D("2026-08-01"), D("2026-08-31"), days=30) is True
    assert within_before(D("2026-07-31"), D("2026-08-31"), days=30) is False
    assert within_before(D("2026-09-01"), D("2026-08-31"), days=30) is None


# --- against slow counting -------------------------------------------------------------------------------------------

FOURTEEN_YEARS = [D("2019-01-01") + at * DAY for at in range((D("2032-12-31") - D("2019-01-01")).days + 1)]


def walked_to_the_end(first: date, months: int) -> date:
    """The last day of a period, by going through the days one by one and counting the months that are entered."""
    day, entered = first, 0
    while True:
        tomorrow = day + DAY
        if tomorrow.day == 1:
            if entered == months:
                return day  # the month of the 応当日 is over, and there was none
            entered += 1
        if entered == months and tomorrow.day == first.day:
            return day
        day = tomorrow


def walked_back(anchor: date, months: int) -> tuple[date, date | None]:
    """The oldest sure day and the open one, by going back through the days one by one."""
    day, left = anchor, 0
    while True:
        if day.day == 1:
            left += 1
        day -= DAY
        if left == months and day.day == anchor.day:
            return day, None
        if left == months and day.day < anchor.day and (day + DAY).day == 1:
            return day + DAY, day


@pytest.mark.parametrize("months", [1, 2, 6, 12, 24])
def test_every_day_of_fourteen_years(months: int) -> None:
    for day in FOURTEEN_YEARS:
        assert last_day_inclusive(day, months) == walked_to_the_end(day, months)
        assert last_day_after(day, months) == walked_to_the_end(day + DAY, months)


@pytest.mark.parametrize("months", [36, 60, 120])
def test_long_periods_from_days_near_the_ends_of_months(months: int) -> None:
    days = [day for day in FOURTEEN_YEARS if day.day in (1, 28, 29, 30, 31)]
    for day in days[:: months // 6]:
        assert last_day_inclusive(day, months) == walked_to_the_end(day, months)


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_every_day_backwards(months: int) -> None:
    for anchor in FOURTEEN_YEARS:
        assert oldest_day_before(anchor, months) == walked_back(anchor, months)


def test_six_months_before_by_the_other_reading() -> None:
    """Six months counted from the day after the paper was made: the readings part on the open day only."""
    for anchor in FOURTEEN_YEARS:
        oldest, open_day = oldest_day_before(anchor, 6)
        for at in range(-4, 5):
            made = oldest + at * DAY
            other = anchor <= last_day_after(made, 6)
            answer = within_before(made, anchor, 6)
            assert (answer is None) == (made == open_day)
            assert other if answer is None else other == answer


def test_every_age_day_by_day() -> None:
    """From birth on, the age grows by one on the day after each period of whole years."""
    for birth in (D("2008-02-28"), D("2008-02-29"), D("2008-03-01"), D("2008-12-31"), D("2009-01-01")):
        age, next_birthday = 0, walked_to_the_end(birth, 12) + DAY
        day = birth
        while day < D("2032-12-31"):
            if day == next_birthday:
                age += 1
                next_birthday = walked_to_the_end(birth, 12 * (age + 1)) + DAY
            assert age_on(birth, day) == age
            day += DAY


# --- laws ------------------------------------------------------------------------------------------------------------

ANY_DAY = st.dates()
MONTHS = st.integers(1, 1200)


@given(ANY_DAY, MONTHS, ANY_DAY)
def test_elapsed_means_after_the_last_day(start: date, months: int, on: date) -> None:
    for elapsed, last_day in ((elapsed_inclusive, last_day_inclusive), (elapsed_after, last_day_after)):
        try:
            last = last_day(start, months)
        except OverflowError:
            assert not elapsed(start, months, on)
        else:
            assert elapsed(start, months, on) == (on > last)


@given(st.dates(max_value=D("9000-01-01")), MONTHS)
def test_the_day_after_makes_a_period_longer_or_as_long(start: date, months: int) -> None:
    assert 0 <= (last_day_after(start, months) - last_day_inclusive(start, months)).days <= 3
    assert last_day_inclusive(start, months) < last_day_inclusive(start, months + 1)


@given(st.dates(max_value=D("9000-01-01")), st.dates(max_value=D("9000-01-01")), MONTHS)
def test_a_later_start_never_ends_sooner(a: date, b: date, months: int) -> None:
    earlier, later = sorted((a, b))
    assert last_day_inclusive(earlier, months) <= last_day_inclusive(later, months)


@given(ANY_DAY, ANY_DAY, MONTHS)
def test_within_is_decided_once_from_old_to_new(day: date, anchor: date, months: int) -> None:
    """False, then at most one open day, then true to the anchor, then open."""
    rank = {False: 0, None: 1, True: 2}
    answer = within_before(day, anchor, months)
    if day > anchor:
        assert answer is None
    elif day < anchor:
        assert rank[answer] <= rank[within_before(day + DAY, anchor, months)]


@given(ANY_DAY, ANY_DAY)
def test_age_is_the_number_of_years_that_have_passed(birth: date, on: date) -> None:
    age = age_on(birth, on)
    assert (age < 0) == (on < birth)
    if age > 0:
        assert elapsed_inclusive(birth, 12 * age, on)
    if age >= 0:
        assert not elapsed_inclusive(birth, 12 * (age + 1), on)


@pytest.mark.parametrize(("months", "days"), [(0, 0), (6, 30), (-1, 0), (0, -1), (-1, 30), (6, -1)])
def test_a_period_has_months_or_days(months: int, days: int) -> None:
    for function in (last_day_inclusive, last_day_after, oldest_day_before):
        with pytest.raises(ValueError):
            function(D("2026-08-03"), months, days)


def test_the_ends_of_the_calendar() -> None:
    assert last_day_inclusive(D("9999-12-01"), 1) == date.max
    assert last_day_inclusive(date.max, days=1) == date.max
    assert last_day_inclusive(D("9999-01-01"), 12) == date.max
    assert last_day_inclusive(D("9998-06-01"), 12) == D("9999-05-31")
    for start, months, days in (
        (date.max, 1, 0),
        (date.max, 0, 2),
        (D("9999-12-02"), 1, 0),
        (D("9990-01-01"), 10**9, 0),
    ):
        with pytest.raises(OverflowError):
            last_day_inclusive(start, months, days)
        assert elapsed_inclusive(start, months, date.max, days) is False
    assert elapsed_after(date.max, 1, date.max) is False
    assert oldest_day_before(D("0002-06-01"), 12) == (D("0001-06-01"), None)
    assert within_before(date.min, D("0001-03-01"), 6) is True
    assert within_before(date.min, D("0001-03-01"), days=600) is True
    with pytest.raises(OverflowError):
        oldest_day_before(D("0001-03-01"), 6)


# --- in words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "days", "japanese", "english"),
    [(24, 0, "2年", "2 years"), (12, 0, "1年", "1 year"), (6, 0, "6か月", "6 months"), (18, 0, "18か月", "18 months"), (1, 0, "1か月", "1 month"),
     (0, 30, "30日", "30 days"), (0, 1, "1日", "1 day"), (0, 1000, "1,000日", "1,000 days"), (0, 0, "0か月", "0 months")],
)  # fmt: skip
def test_spans_in_words(months: int, days: int, japanese: str, english: str) -> None:
    assert show_span(months, days) == japanese
    assert show_span_english(months, days) == english


@pytest.mark.parametrize(
    ("steps", "japanese", "english"),
    [
        (
            lambda: periods.explain_elapsed_inclusive(D("2024-11-23"), 24, D("2026-11-23")),
            "令和6年11月23日を1日目として起算すると、2年の期間は令和8年11月22日、すなわち応当日の前日に満了する（民法第143条）。"
            "令和8年11月23日には、経過している。",
            "Counting 2024-11-23 as day 1, 2 years end on 2026-11-22 (the day before the corresponding day: "
            "Civil Code art. 143). On 2026-11-23, they have passed.",
        ),
        (
            lambda: periods.explain_elapsed_inclusive(D("2024-02-29"), 24, D("2026-02-28")),
            "令和6年2月29日を1日目として起算すると、2年の期間は令和8年2月28日、すなわち応当日（29日）のない月の末日に満了する"
            "（民法第143条第2項ただし書）。令和8年2月28日には、経過していない。",
            "Counting 2024-02-29 as day 1, 2 years end on 2026-02-28 (the end of a month without a day 29: "
            "Civil Code art. 143 (2), proviso). On 2026-02-28, they have not passed.",
        ),
        (
            lambda: periods.explain_elapsed_after(D("2016-11-23"), 120, D("2026-11-23")),
            "平成28年11月23日は算入せず、翌日の平成28年11月24日から起算すると（民法第140条）、10年の期間は令和8年11月23日、"
            "すなわち応当日の前日に満了する（民法第143条）。令和8年11月23日には、経過していない。",
            "Not counting 2016-11-23, from 2016-11-24 (Civil Code art. 140), 10 years end on 2026-11-23 (the day before "
            "the corresponding day: Civil Code art. 143). On 2026-11-23, they have not passed.",
        ),
        (
            lambda: periods.explain_elapsed_after(D("2026-08-03"), 0, D("2026-08-06"), days=2),
            "令和8年8月3日は算入せず、翌日の令和8年8月4日から起算すると（民法第140条）、2日の期間は令和8年8月5日に満了する"
            "（民法第141条）。令和8年8月6日には、経過している。",
            "Not counting 2026-08-03, from 2026-08-04 (Civil Code art. 140), 2 days end on 2026-08-05 "
            "(Civil Code art. 141). On 2026-08-06, they have passed.",
        ),
        (
            lambda: periods.explain_within_before(D("2026-05-22"), D("2026-11-23"), 6),
            "令和8年11月23日の前6か月以内で最も古い日は令和8年5月23日である。令和8年5月22日は、6か月以内でない。",
            "The oldest day within 6 months before 2026-11-23 is 2026-05-23. 2026-05-22 is not within 6 months.",
        ),
        (
            lambda: periods.explain_within_before(D("2026-02-28"), D("2026-08-31"), 6),
            "令和8年8月31日の6か月前の月には31日がないため、令和8年3月1日以後は6か月以内、令和8年2月28日は解釈が分かれ、"
            "それより前は6か月より古い。令和8年2月28日は、どちらとも定まらない。",
            "The month 6 months before 2026-08-31 has no day 31: 2026-03-01 and later are within 6 months, 2026-02-28 can "
            "be read both ways, earlier days are too old. 2026-02-28 is open.",
        ),
        (
            lambda: periods.explain_within_before(D("2026-11-24"), D("2026-11-23"), 6),
            "令和8年11月24日は令和8年11月23日より後であり、「前」に当たるかは解釈による。",
            "2026-11-24 is after 2026-11-23; whether it counts as before it is open.",
        ),
        (
            lambda: periods.explain_within_before(D("2026-11-23"), D("2026-11-23"), 6),
            "令和8年11月23日の前6か月以内で最も古い日は令和8年5月23日である。令和8年11月23日は、6か月以内である。",
            "The oldest day within 6 months before 2026-11-23 is 2026-05-23. 2026-11-23 is within 6 months.",
        ),
        (
            lambda: periods.explain_length_in_days(D("2026-08-03"), D("2026-08-03")),
            "令和8年8月3日から令和8年8月3日までは、初日を算入しないで0日（民法第140条本文）、算入して1日（同条ただし書）。",
            "From 2026-08-03 to 2026-08-03: days without the first 0 (Civil Code art. 140), with it 1 (its proviso).",
        ),
        (
            lambda: periods.explain_length_in_days(D("2026-08-03"), D("2026-09-01")),
            "令和8年8月3日から令和8年9月1日までは、初日を算入しないで29日（民法第140条本文）、算入して30日（同条ただし書）。",
            "From 2026-08-03 to 2026-09-01: days without the first 29 (Civil Code art. 140), with it 30 (its proviso).",
        ),
        (
            lambda: periods.explain_length_in_days(D("2026-09-01"), D("2026-08-03")),
            "令和8年8月3日は令和8年9月1日より前である。",
            "2026-08-03 is before 2026-09-01.",
        ),
        (
            lambda: periods.explain_age_on(D("2008-02-29"), D("2026-03-01")),
            "平成20年2月29日生まれは、令和8年2月28日の終了により18歳に達し、令和8年3月1日に18歳である（年齢計算ニ関スル法律）。",
            "Born on 2008-02-29: 18 from the end of 2026-02-28, so 18 on 2026-03-01 (Act on Calculation of Ages).",
        ),
        (
            lambda: periods.explain_last_day_inclusive(D("9999-01-01"), 12),
            "令和7981年1月1日を1日目として起算すると、1年の期間は令和7981年12月31日、すなわち応当日の前日に満了する（民法第143条）。",
            "Counting 9999-01-01 as day 1, 1 year end on 9999-12-31 (the day before the corresponding day: Civil Code art. 143).",
        ),
        (
            lambda: periods.explain_elapsed_inclusive(D("9999-01-01"), 24, D("9999-12-31")),
            "2年の期間は、西暦9999年までに満了しない。令和7981年12月31日には、経過していない。",
            "2 years do not end before year 10000. On 9999-12-31, they have not passed.",
        ),
        (
            lambda: periods.explain_elapsed_after(date.max, 0, date.max, days=30),
            "30日の期間は、西暦9999年までに満了しない。令和7981年12月31日には、経過していない。",
            "30 days do not end before year 10000. On 9999-12-31, they have not passed.",
        ),
        (
            lambda: periods.explain_within_before(date.min, D("0001-03-01"), 6),
            "1年3月1日の前6か月は、西暦1年より前に及ぶ。1年1月1日は、6か月以内である。",
            "6 months before 0001-03-01 reach before year 1. 0001-01-01 is within 6 months.",
        ),
        (
            lambda: periods.explain_age_on(D("2026-03-02"), D("2026-03-01")),
            "令和8年3月1日は、出生の日令和8年3月2日より前である。",
            "2026-03-01 is before the birth on 2026-03-02.",
        ),
        (
            lambda: periods.explain_age_on(D("2026-01-01"), D("2026-03-01")),
            "令和8年1月1日生まれは、令和8年3月1日に0歳である（年齢計算ニ関スル法律）。",
            "Born on 2026-01-01: age 0 on 2026-03-01.",
        ),
    ],
)  # fmt: skip
def test_steps_in_words(steps: Callable[[], tuple[str, str]], japanese: str, english: str) -> None:
    assert steps() == (japanese, english)


@given(ANY_DAY, ANY_DAY, MONTHS)
def test_steps_are_given_for_all_days(a: date, b: date, months: int) -> None:
    """Also at the ends of the calendar; each is one line."""
    pairs = (
        periods.explain_elapsed_inclusive(a, months, b),
        periods.explain_elapsed_inclusive(a, 0, b, days=months),
        periods.explain_elapsed_after(a, months, b),
        periods.explain_within_before(a, b, months),
        periods.explain_within_before(a, b, days=months),
        periods.explain_length_in_days(a, b),
        periods.explain_age_on(a, b),
    )
    for japanese, english in pairs:
        assert japanese.endswith("。") and english.endswith(".")
        assert "\n" not in japanese + english
