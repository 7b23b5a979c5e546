"""Days and fiscal years as people write them, and what is said of those that do not exist."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.kinds.dates import DateError, fiscal_year, read_date, read_fiscal_year, show_date, show_fiscal_year
from compliance.kinds.numerals import show_kanji

SPELLINGS = [
    "令和8年8月3日", "令和８年８月３日", "令和08年08月03日", "令和八年八月三日", "令和 8 年 8 月 3 日", "令和　８年　８月　３日",
    "R8.8.3", "R8/8/3", "R8-8-3", "r8.8.3", "R08.08.03", "R8. 8. 3", "Ｒ８．８．３", "Ｒ８／８／３", "R8・8・3", "R8年8月3日",
    "令8.8.3", "令８・８・３", "令和8.8.3", "令和8/8/3", "㋿8年8月3日", "令和〇八年〇八月〇三日",
    "2026-08-03", "2026-8-3", "2026/8/3", "2026/08/03", "2026.8.3", "2026年8月3日", "２０２６年８月３日", "２０２６－０８－０３",
    "2026‐08‐03", "2026−08−03", "2026ー8ー3", "二〇二六年八月三日", "二○二六年八月三日", "西暦2026年8月3日", " 2026-08-03 ", "　令和8年8月3日",
    "令和8年8月3日（月）", "令和8年8月3日(月)", "令和8年8月3日（月曜日）", "令和8年8月3日（月曜）", "令和8年8月3日月曜日", "令和8年8月3日 （月）",
    "令和8年8月3日（月・祝）", "2026-08-03（月）", "2026/8/3(月)", "令和8年（2026年）8月3日", "令和8年(2026)8月3日", "2026年（令和8年）8月3日",
    "2026年（R8）8月3日（月）", "令和8年（西暦2026年）8月3日", "令和8年8月3日（月・祝日）", "令和8年8月3日" + "　" * 52,
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_reads_one_day_in_every_spelling(text: str) -> None:
    assert read_date(text) == date(2026, 8, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("令和一年五月一日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("㍻元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("M6.1.1", date(1873, 1, 1)),
        ("S64.1.7", date(1989, 1, 7)),
        ("昭和三十九年十月十日", date(1964, 10, 10)),
        ("令和6年2月29日", date(2024, 2, 29)),
        ("令和9年3月末日", date(2027, 3, 31)),
        ("令和8年8月2日日曜日", date(2026, 8, 2)),
        ("令和8年8月2日（日）", date(2026, 8, 2)),
        ("令和十年二月末日", date(2028, 2, 29)),
        ("平成二十九年十二月三十一日", date(2017, 12, 31)),
        ("二千二十六年一月一日", date(2026, 1, 1)),
        ("2019年（令和元年）5月1日", date(2019, 5, 1)),
        ("2019年（平成31年）4月30日", date(2019, 4, 30)),
        ("1872-12-31", date(1872, 12, 31)),
        ("1000/1/1", date(1000, 1, 1)),
        ("1000-01-01", date(1000, 1, 1)),
        ("9999-12-31", date.max),
        ("令和7981年12月31日", date.max),
    ],
)
def test_reads_other_days(text: str, day: date) -> None:
    assert read_date(text) == day


WRONG = [
    # text, what the message says, what the hint says
    ("平成31年5月1日", "「平成31年5月1日」は令和元年5月1日です。", "「令和元年5月1日」と書いてください"),
    ("平成32年1月1日", "令和2年1月1日です", "平成は西暦2019年4月30日まで"),
    ("H32.1.1", "「H32.1.1」は令和2年1月1日です。", ""),
    ("昭和64年1月8日", "平成元年1月8日です", "昭和は西暦1989年1月7日まで"),
    ("昭和101年8月3日", "令和8年8月3日です", ""),
    ("大正15年12月25日", "昭和元年12月25日です", ""),
    ("明治45年7月30日", "大正元年7月30日です", ""),
    ("令和元年4月30日", "平成31年4月30日です", "令和は西暦2019年5月1日から"),
    ("令和元年1月1日", "平成31年1月1日です", ""),
    ("平成元年1月7日", "昭和64年1月7日です", ""),
    ("昭和元年12月24日", "大正15年12月24日です", ""),
    ("大正元年7月29日", "明治45年7月29日です", ""),
    ("令和0年1月1日", "令和0年という年はありません", "令和元年"),
    ("令和〇年一月一日", "令和0年という年はありません", "令和元年"),
    ("明治5年12月2日", "明治5年までの日付は", "西暦"),
    ("令和8年2月30日", "令和8年2月は28日までです", ""),
    ("令和8年2月29日", "令和8年2月は28日までです", ""),
    ("R8.2.29", "令和8年2月は28日までです", ""),
    ("2026-02-29", "2026年2月は28日までです", ""),
    ("1900-02-29", "1900年2月は28日までです", ""),
    ("2026/4/31", "2026年4月は30日までです", ""),
    ("令和8年8月0日", "令和8年8月は31日までです", ""),
    ("平成32年2月30日", "令和2年2月は29日までです", ""),
    ("2026-13-01", "「13月」という月はありません", "1から12"),
    ("令和8年0月1日", "「0月」という月はありません", ""),
    ("令和8年8月3日（火）", "令和8年8月3日は月曜日です", "どちらが正しいか"),
    ("2026-08-03(日)", "令和8年8月3日は月曜日です", ""),
    ("令和8年8月3日火曜日", "令和8年8月3日は月曜日です", ""),
    ("令和8年8月3日（仮）", "「（仮）」は、曜日として読めません", "（月）"),
    ("令和8年（2025年）8月3日", "二つの年が合いません", "2026年"),
    ("2026年（平成8年）8月3日", "二つの年が合いません", ""),
    ("2026年（平成38年）8月3日", "二つの年が合いません", "令和8年8月3日は、西暦では2026年です"),
    ("令和8年（2026年8月3日", "「令和8年（2026年8月3日」は、日付として読めません。", ""),
    ("令和8年（あ年）8月3日", "二つの年が合いません", "2026年"),
    ("令和8年8月3日）", "「令和8年8月3日）」は、日付として読めません。", ""),
    ("令和8年8月3日（）", "「（）」は、曜日として読めません", "（月）"),
    ("令和8年8月3日（月火）", "「（月火）」は、曜日として読めません", "（月）"),
    ("令和8年8月3日休曜日", "「令和8年8月3日休曜日」は、日付として読めません。", ""),
    ("8月3日", "年が書かれていません", "令和8年8月3日"),
    ("8月3日頃", "「8月3日頃」は、日付として読めません。", ""),
    ("3日", "「3日」は、日付として読めません。", ""),
    ("8月", "日が書かれていません", ""),
    ("令和8年8月3", "「令和8年8月3」は、日付として読めません。", ""),
    ("令和8年8月", "日が書かれていません", ""),
    ("令和8年", "月と日が書かれていません", ""),
    ("令和8年度", "年度で、日付ではありません", ""),
    ("26/8/3", "元号によるものか西暦によるものか", "R8.8.3"),
    ("8.8.3", "元号によるものか西暦によるものか", ""),
    ("0026-08-03", "元号によるものか西暦によるものか", ""),
    ("03/08/2026", "年、月、日の順に", ""),
    ("20260803", "区切りがない", "2026-08-03"),
    ("202608031", "「202608031」は、日付として読めません。", ""),
    ("abcdefgh", "「abcdefgh」は、日付として読めません。", ""),
    ("٢٠٢٦٠٨٠٣", "「٢٠٢٦٠٨٠٣」は、日付として読めません。", ""),
    ("2026-08-03T10:00", "時刻が書かれています", ""),
    ("2026-08-03T10", "時刻が書かれています", ""),
    ("令和8年8月3日 10:00", "時刻が書かれています", ""),
    ("令和8年8月3日 午前10時", "時刻が書かれています", ""),
    ("令和8年8月3日 午前10時30分", "時刻が書かれています", ""),
    ("慶応3年1月1日", "年は、読めません", "明治から令和まで"),
    ("慶応3年あ月1日", "「慶応3年あ月1日」は、日付として読めません。", ""),
    ("慶応3年1月あ日", "「慶応3年1月あ日」は、日付として読めません。", ""),
    ("20x6年8月3日", "「20x6年8月3日」は、日付として読めません。", ""),
    ("02026年8月3日", "「02026年8月3日」は、日付として読めません。", ""),
    ("2千26年8月3日", "「2千26年8月3日」は、日付として読めません。", ""),
    ("令和8年8月1 5日", "数字の間に空白", ""),
    ("令和7982年1月1日", "読める範囲を超えています", ""),
    ("令和8年8月3日頃", "日付として読めません", ""),
    ("٢٠٢٦-٠٨-٠٣", "日付として読めません", ""),
    ("2026-०8-03", "日付として読めません", ""),
    ("2026年③月3日", "日付として読めません", ""),
    ("2026-8/3", "日付として読めません", ""),
    ("2026-08/03", "日付として読めません", ""),
    ("2026/08-03", "日付として読めません", ""),
    ("2026x08x03", "日付として読めません", ""),
    ("2026-08-03-01", "日付として読めません", ""),
    ("2026--08-03", "日付として読めません", ""),
    ("2026-ab-03", "日付として読めません", ""),
    ("令和八.八.三", "日付として読めません", ""),
    ("令和", "日付が書かれていません", ""),
    ("", "日付が書かれていません", ""),
    ("　", "日付が書かれていません", ""),
    ("年月日", "日付が書かれていません", ""),
    ("令和  年  月  日", "日付が書かれていません", ""),
    ("元年1月1日", "年は、読めません", ""),
    ("令和8年8月3日" + "　" * 53, "長すぎて", ""),
    ("9" * 10_000, "長すぎて", ""),
]


@pytest.mark.parametrize(("text", "message", "hint"), WRONG, ids=[text[:20] or "nothing" for text, _, _ in WRONG])
def test_says_why_not(text: str, message: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        read_date(text)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message.endswith("。") and caught.value.message.count("。") == 1
    assert caught.value.hint.endswith("。") or not caught.value.hint
    assert str(caught.value) == caught.value.message


def _calendar() -> Iterator[tuple[date, str]]:
    """Every day from 1873 to 2056 with its name, counted on from day to day: nothing of `dates` is used."""
    changes = {(1912, 7, 30): "大正", (1926, 12, 25): "昭和", (1989, 1, 8): "平成", (2019, 5, 1): "令和"}
    era, number = "明治", 6
    day = date(1873, 1, 1)
    while day.year <= 2056:
        if (day.month, day.day) == (1, 1) and day.year > 1873:
            number += 1
        if (day.year, day.month, day.day) in changes:
            era, number = changes[day.year, day.month, day.day], 1
        yield day, f"{era}{'元' if number == 1 else number}年{day.month}月{day.day}日"
        day += timedelta(days=1)


def test_every_day_of_the_solar_calendar_both_ways() -> None:
    count = 0
    for day, name in _calendar():
        assert show_date(day) == name
        assert read_date(name) == day
        count += 1
    assert count == 67_205


def test_days_before_the_solar_calendar_are_shown_by_the_western_year() -> None:
    assert show_date(date(1872, 12, 31)) == "1872年12月31日"
    assert show_date(date(645, 7, 17)) == "645年7月17日"


@given(st.dates(date(1873, 1, 1)))
def test_every_spelling_of_any_day(day: date) -> None:
    era = show_date(day)
    name, year = era[:2], era[2 : era.index("年")]
    number = 1 if year == "元" else int(year)
    letter = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}[name]
    weekday = "月火水木金土日"[day.weekday()]
    for text in (
        f"{letter}{year}.{day.month}.{day.day}",
        f"{name[0]}{number}/{day.month:02}/{day.day:02}",
        f"{name}{show_kanji(number)}年{show_kanji(day.month)}月{show_kanji(day.day)}日",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{era}（{weekday}）",
        era.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}),
    ):
        assert read_date(text) == day, text
    for other in set("月火水木金土日") - {weekday}:
        with pytest.raises(DateError, match=f"{weekday}曜日です"):
            read_date(f"{era}（{other}）")


@given(st.dates(date(1873, 1, 1), date(2100, 12, 31)), st.sampled_from([("明治", 1867), ("大正", 1911), ("昭和", 1925), ("平成", 1988), ("令和", 2018)]))  # fmt: skip
def test_an_era_out_of_range_is_put_right(day: date, era: tuple[str, int]) -> None:
    """A day written with any era is read, or the message gives the spelling that is read."""
    name, before = era
    if day.year - before < (6 if name == "明治" else 1):
        return
    text = f"{name}{day.year - before}年{day.month}月{day.day}日"
    right = show_date(day)
    if right.replace("元年", "1年") == text:
        assert read_date(text) == day
    else:
        with pytest.raises(DateError) as caught:
            read_date(text)
        assert caught.value.message == f"「{text}」は{right}です。"
        assert read_date(right) == day


@given(st.text(alphabet="令和平成昭R8２０二十元年月日末度-/.（）火 1:", max_size=14) | st.text(max_size=20))
def test_any_text_is_a_day_or_an_error(text: str) -> None:
    try:
        day = read_date(text)
    except DateError as error:
        assert error.message.endswith("。")
    else:
        assert read_date(show_date(day)) == day


def test_agrees_with_japanera() -> None:
    japanera = pytest.importorskip("japanera", reason="the second opinion on eras is not installed")
    chosen = random.Random(143)
    first = date(1873, 1, 1).toordinal()
    for _ in range(1500):
        day = date.fromordinal(first + chosen.randrange(67_205))
        era = japanera.EraDate.from_date(day)
        assert show_date(day).startswith(era.era.kanji)
        number = day.year - era.era.since.year + 1
        assert read_date(f"{era.era.kanji}{number}年{day.month}月{day.day}日") == day


# --- fiscal years ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "year", "shown"),
    [
        (date(2026, 3, 31), 2025, "令和7年度"),
        (date(2026, 4, 1), 2026, "令和8年度"),
        (date(2027, 3, 31), 2026, "令和8年度"),
        (date(2027, 4, 1), 2027, "令和9年度"),
        (date(2019, 4, 1), 2019, "令和元年度"),
        (date(2019, 3, 31), 2018, "平成30年度"),
        (date(1989, 1, 10), 1988, "昭和63年度"),
        (date(1989, 4, 1), 1989, "平成元年度"),
    ],
)
def test_fiscal_year(day: date, year: int, shown: str) -> None:
    assert fiscal_year(day) == year
    assert show_fiscal_year(year) == shown
    assert read_fiscal_year(shown) == year


@pytest.mark.parametrize(
    "text",
    ["令和8年度", "令和８年度", "令和八年度", "R8年度", "Ｒ８年度", "R8", "令和8", "2026年度", "２０２６年度", "2026", "西暦2026年度", "二〇二六年度"],
)  # fmt: skip
def test_reads_one_fiscal_year(text: str) -> None:
    assert read_fiscal_year(text) == 2026


def test_a_year_of_two_eras_has_both_names() -> None:
    assert read_fiscal_year("平成31年度") == read_fiscal_year("令和元年度") == 2019


def test_the_first_and_the_last_fiscal_year() -> None:
    assert read_fiscal_year("明治5年度") == 1872  # ends in 明治6年, from which days are read
    assert read_fiscal_year("0001") == 1
    assert read_fiscal_year("9998年度") == 9998


@pytest.mark.parametrize("year", range(1873, 2100))
def test_fiscal_years_both_ways(year: int) -> None:
    assert read_fiscal_year(show_fiscal_year(year)) == year


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("平成32年度", "令和2年度です", "「令和2年度」"),
        ("昭和64年度", "平成元年度です", ""),
        ("令和8年", "年度でなく年です", "「令和8年度」"),
        ("2026年", "年度でなく年です", "「2026年度」"),
        ("8", "年度として読めません", "令和8年度"),
        ("26年度", "年度として読めません", ""),
        ("令和0年度", "という年度はありません", ""),
        ("令和8年8月3日", "年度として読めません", ""),
        ("٢٠٢٦", "年度として読めません", ""),
        ("明治4年度", "「明治4年度」は1871年度です", ""),
        ("令和7981年度", "という年度はありません", ""),
        ("9999", "という年度はありません", ""),
        ("0000", "という年度はありません", ""),
        ("", "年度として読めません", ""),
    ],
)
def test_says_why_not_a_fiscal_year(text: str, message: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        read_fiscal_year(text)
    assert message in caught.value.message
    assert hint in caught.value.hint


@given(st.dates())
def test_a_fiscal_year_runs_from_april_to_march(day: date) -> None:
    year = fiscal_year(day)
    assert (year, 4, 1) <= (day.year, day.month, day.day) <= (year + 1, 3, 31)


@given(st.text(alphabet="令和平成R8２０二元年度 ", max_size=10) | st.text(max_size=10))
def test_any_text_is_a_fiscal_year_or_an_error(text: str) -> None:
    try:
        read_fiscal_year(text)
    except DateError as error:
        assert error.message.endswith("。")
