"""Values of every kind as people write them, the states of a field, and what is said of what cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.kinds.quantities import ValueProblem, read_value, show_value, state_of
from compliance.values import ABSENT, BOOLEAN, CLOCK, DATE, HOURS, KINDS, NONE, PERSONS, TEXT, UNKNOWN, YEN, Kind

READ: dict[str, dict[str, object]] = {
    "人": {
        "1,000人": 1000,
        "１，０００人": 1000,
        "1000": 1000,
        "１０００": 1000,
        "千人": 1000,
        "1,000 人": 1000,
        "　1,000人　": 1000,
        "三千五百名": 3500,
        "12名": 12,
        "0人": 0,
        "33万人": 330_000,
    },
    "円": {
        "330,000円": 330_000,
        "33万円": 330_000,
        "三十三万円": 330_000,
        "３３万円": 330_000,
        "21000": 21_000,
        "￥21,000": 21_000,
        "¥21,000-": 21_000,
        "\\21,000": 21_000,
        "金21,000円": 21_000,
        "金弐萬千円也": 21_000,
        "2億3,000万円": 230_000_000,
    },
    "歳": {"42歳": 42, "42才": 42, "四十二歳": 42, "42": 42},
    "件": {"3件": 3, "３件": 3, "三件": 3, "3": 3},
    "回": {"2回": 2, "二回": 2, "2": 2},
    "時間": {
        "20時間": 1200,
        "3時間5分": 185,
        "３時間５分": 185,
        "三時間五分": 185,
        "3時間 5分": 185,
        "185分": 185,
        "185分間": 185,
        "3時間半": 210,
        "0分": 0,
        "0時間": 0,
        "1,000時間": 60_000,
    },
    "日数": {"30日": 30, "30日間": 30, "三十日": 30, "30": 30},
    "月数": {
        "2年": 24,
        "二年": 24,
        "24か月": 24,
        "24ヶ月": 24,
        "24ケ月": 24,
        "24カ月": 24,
        "24ヵ月": 24,
        "二十四箇月": 24,
        "6月": 6,
        "六月": 6,
        "6か月間": 6,
        "1年間": 12,
        "1年6か月": 18,
        "1年6月": 18,
        "一年六月": 18,
        "24": 24,
    },
    "年度": {"令和8年度": 2026, "2026年度": 2026, "2026": 2026, "R8年度": 2026, "平成31年度": 2019},
    "日付": {"令和8年8月3日": date(2026, 8, 3), "2026-08-03": date(2026, 8, 3), "R8.8.3": date(2026, 8, 3)},
    "時刻": {
        "午前零時": 0,
        "午前0時": 0,
        "0:00": 0,
        "00:00": 0,
        "午前9時": 540,
        "9:05": 545,
        "正午": 720,
        "午後零時": 720,
        "午後0時30分": 750,
        "12:30": 750,
        "12時30分": 750,
        "午後5時30分": 1050,
        "午後五時三十分": 1050,
        "午後5時半": 1050,
        "午後5:30": 1050,
        "17:30": 1050,
        "１７：３０": 1050,
        "17時30分": 1050,
        "17時": 1020,
        "5時30分": 330,
        "23:59": 1439,
        "24:00": 1440,
        "24時": 1440,
    },
    "真偽": {
        **dict.fromkeys(("はい", "有", "有り", "あり", "ある", "該当", "該当する", "する", "true", "True", "TRUE", "yes", "○", "　はい "), True),
        **dict.fromkeys(("いいえ", "無", "無し", "なし", "ない", "非該当", "該当しない", "しない", "false", "False", "no", "×"), False),
    },
    "文字": {"横浜市": "横浜市", " 横浜市　": "横浜市", "1,000": "1,000", "㈱みなと": "㈱みなと", "a　b": "a　b"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "value"), [(kind, text, value) for kind, texts in READ.items() for text, value in texts.items()]
)
def test_reads(kind: str, text: str, value: object) -> None:
    found = read_value(text, KINDS[kind])
    assert found == value
    assert type(found) is type(value)


WRONG = [
    # kind, text, what the message says, what the hint says
    ("人", "約1,000人", "「約」は数として読めません", "「1,000人」のように"),
    ("人", "およそ千人", "「およそ」は数として読めません", ""),
    ("人", "1,000人程度", "「程度」は数として読めません", ""),
    ("人", "1,000人以上", "「以上」は数として読めません", "一つの数を"),
    ("人", "数百人", "「数」は数として読めません", ""),
    ("人", "10〜20人", "幅のある書き方", "一つの数を"),
    ("人", "10人から20人", "幅のある書き方", ""),
    ("人", "1,000円", "人数を書きますが、「1,000円」は金額です", "「1,000人」"),
    ("人", "3時間", "人数を書きますが、「3時間」は時間です", ""),
    ("人", "千世帯", "「世帯」は、人数の単位として読めません", ""),
    ("人", "1.5人", "小数で", ""),
    ("人", "1.5", "小数で", ""),
    ("人", ".5人", "小数で", ""),
    ("人", "1.人", "「.人」は、人数の単位として読めません", ""),
    ("人", "-5人", "負の数で", ""),
    ("人", "△5", "負の数で", ""),
    ("人", "▲5人", "負の数で", ""),
    ("人", "−5人", "負の数で", ""),
    ("人", "‐5人", "負の数で", ""),
    ("人", "-人", "人数として読めません", ""),
    ("人", "1,00人", "3桁ごと", "「1,000人」"),
    ("人", "1 000人", "人数として読めません", ""),
    ("人", "人", "人数として読めません", ""),
    ("人", "", "人数が書かれていません", ""),
    ("人", "多数", "人数として読めません", ""),
    ("人", "٣人", "「٣」は、数字として読めない文字", ""),
    ("人", "②人", "「②」は、数字として読めない文字", ""),
    ("人", "9" * 31 + "人", "30桁まで", ""),
    ("人", "5人3人", "人数として読めません", ""),
    ("人", "5人（うち職員3人）", "人数として読めません", ""),
    ("人", "true", "人数として読めません", ""),
    ("円", "5名", "金額を書きますが、「5名」は人数です", "「330,000円」"),
    ("円", "$5", "金額として読めません", ""),
    ("円", "330千円", "数として読めません", ""),
    ("円", "3万5円6", "金額として読めません", ""),
    ("歳", "四十代", "「代」は、年齢の単位として読めません", ""),
    ("時間", "20", "時間なのか分なのか分かりません", "「20時間」又は「20分」"),
    ("時間", "1.5時間", "小数で", "「1時間30分」"),
    ("時間", "3:05", "時間として読めません", "「20時間」「3時間5分」"),
    ("時間", "3時間60分", "「60分」は、大きすぎます", ""),
    ("時間", "3時間65分", "「65分」は、大きすぎます", ""),
    ("時間", "5分3時間", "時間として読めません", ""),
    ("時間", "3時間5", "時間として読めません", ""),
    ("時間", "2日", "時間を書きますが、「2日」は日数です", ""),
    ("月数", "1年13か月", "「13か月」は、大きすぎます", "「2年」「6か月」"),
    ("月数", "6か月1年", "期間として読めません", ""),
    ("月数", "2年と6か月", "期間として読めません", ""),
    ("日数", "2週間", "「週間」は、日数の単位として読めません", "「30日」"),
    ("年度", "令和8年", "年度でなく年です", "「令和8年度」"),
    ("日付", "平成31年5月1日", "令和元年5月1日です", "「令和元年5月1日」と"),
    ("時刻", "午後12時", "昼とも夜とも", "正午"),
    ("時刻", "午前12時30分", "昼とも夜とも", "午後0時30分"),
    ("時刻", "午後13時", "という時刻はありません", ""),
    ("時刻", "25:00", "という時刻はありません", ""),
    ("時刻", "24:01", "という時刻はありません", ""),
    ("時刻", "17:60", "という時刻はありません", ""),
    ("時刻", "17", "時刻として読めません", "「17:30」"),
    ("時刻", "5:3", "時刻として読めません", ""),
    ("時刻", "17:30:00", "時刻として読めません", ""),
    ("時刻", "午前", "時刻として読めません", ""),
    ("時刻", "17時30", "時刻として読めません", ""),
    ("時刻", "5時分", "時刻として読めません", ""),
    ("時刻", "朝", "時刻として読めません", ""),
    ("時刻", "１７:３٠", "時刻として読めません", ""),
    ("真偽", "未定", "「はい」とも「いいえ」とも", "「はい」又は「いいえ」"),
    ("真偽", "1", "「はい」とも「いいえ」とも", ""),
    ("真偽", "", "「はい」とも「いいえ」とも", ""),
]


@pytest.mark.parametrize(
    ("kind", "text", "message", "hint"), WRONG, ids=[f"{kind}-{text[:12]}" for kind, text, _, _ in WRONG]
)
def test_says_why_not(kind: str, text: str, message: str, hint: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_value(text, KINDS[kind])
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message.endswith("。") and caught.value.message.count("。") == 1
    assert caught.value.hint.endswith("。")
    assert str(caught.value) == caught.value.message


def test_lists_and_records_are_not_read_here() -> None:
    with pytest.raises(TypeError):
        read_value("1人", Kind("一覧", element=PERSONS))
    with pytest.raises(TypeError):
        read_value("甲", Kind("記録", record={}))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *((text, NONE) for text in ("なし", "無し", "該当なし", "該当無し", "特になし", "特に無し", " なし　", "なし。", "（なし）")),
        *((text, UNKNOWN) for text in ("不明", "不詳", "不明。", "（不明）")),
        *((text, ABSENT) for text in ("", " ", "　", "〜", "～", "~", "－", "―", "-", "ー", "（　）")),
        *((text, ABSENT) for text in ("令和　　年　　月　　日", "令和 年 月 日", "年　月　日", "平成　年　月　日", "昭和　年　月　日", "西暦　年　月　日")),
        *((text, None) for text in ("無", "あり", "0", "0人", "不明瞭", "なしのつぶて", "該当", "未定", "いいえ", "令和8年 月 日", "梨", "n/a", "一")),
    ],
)  # fmt: skip
def test_states(text: str, state: object) -> None:
    assert state_of(text) is state


SHOWN = [
    ("人", 1000, "1,000人"),
    ("人", 0, "0人"),
    ("円", 21_000, "21,000円"),
    ("円", -5, "-5円"),
    ("歳", 18, "18歳"),
    ("件", 3, "3件"),
    ("回", 2, "2回"),
    ("時間", 185, "3時間5分"),
    ("時間", 1200, "20時間"),
    ("時間", 45, "45分"),
    ("時間", 0, "0分"),
    ("時間", 60_000, "1,000時間"),
    ("日数", 30, "30日"),
    ("月数", 24, "2年"),
    ("月数", 6, "6か月"),
    ("月数", 18, "18か月"),
    ("月数", 0, "0か月"),
    ("年度", 2026, "令和8年度"),
    ("日付", date(2026, 8, 3), "令和8年8月3日"),
    ("時刻", 0, "午前零時"),
    ("時刻", 720, "正午"),
    ("時刻", 1050, "午後5時30分"),
    ("時刻", 750, "午後0時30分"),
    ("時刻", 540, "午前9時"),
    ("時刻", 1440, "24時"),
    ("真偽", True, "はい"),
    ("真偽", False, "いいえ"),
    ("文字", "横浜市", "横浜市"),
    ("人", NONE, "なし"),
    ("人", UNKNOWN, "不明"),
    ("人", ABSENT, "記載なし"),
]


@pytest.mark.parametrize(("kind", "value", "shown"), SHOWN)
def test_shows(kind: str, value: object, shown: str) -> None:
    assert show_value(value, KINDS[kind]) == shown


def test_shows_lists_and_bare_numbers() -> None:
    assert show_value([1, 2000], Kind("一覧", element=PERSONS)) == "1人、2,000人"
    assert show_value(("甲", "乙"), Kind("一覧", element=TEXT)) == "甲、乙"
    assert show_value((1, 2), PERSONS) == "1人、2人"
    assert show_value([], Kind("一覧", element=TEXT)) == "なし"
    assert show_value(1234, Kind("数")) == "1,234"
    assert read_value("1,234", Kind("数")) == 1234
    assert show_value({"氏名": "甲"}, Kind("記録", record_name="役員")) == "役員の記載"


NUMBER = st.integers(0, 10**20)
VALUES = st.one_of(
    st.tuples(st.sampled_from(["人", "円", "歳", "件", "回", "時間", "日数", "月数"]), NUMBER),
    st.tuples(st.just("時刻"), st.integers(0, 1440)),
    st.tuples(st.just("年度"), st.integers(1873, 9000)),
    st.tuples(st.just("日付"), st.dates(date(1000, 1, 1))),
    st.tuples(st.just("真偽"), st.booleans()),
)


@given(VALUES)
def test_what_is_shown_is_read_back(value: tuple[str, object]) -> None:
    kind = KINDS[value[0]]
    shown = show_value(value[1], kind)
    assert read_value(shown, kind) == value[1]
    assert state_of(shown) is None
    full_width = shown.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
    assert read_value(full_width, kind) == value[1]


def test_every_minute_of_a_day_both_ways() -> None:
    for minute in range(1441):
        assert read_value(show_value(minute, CLOCK), CLOCK) == minute
        assert read_value(f"{minute // 60}:{minute % 60:02}", CLOCK) == minute


def test_every_length_of_time_both_ways() -> None:
    assert all(read_value(show_value(minutes, HOURS), HOURS) == minutes for minutes in range(2000))


@given(
    st.text(alphabet="０1２千万人円時間分年月か日約-,.～ 　￥金也半午後:正", max_size=12) | st.text(max_size=20),
    st.sampled_from(sorted(set(KINDS) - {"文字"})),
)
def test_any_text_is_a_value_or_a_problem(text: str, kind: str) -> None:
    try:
        value = read_value(text, KINDS[kind])
    except ValueProblem as problem:
        assert problem.message.endswith("。")
    else:
        assert isinstance(value, {"日付": date, "真偽": bool}.get(kind, int))
        assert read_value(show_value(value, KINDS[kind]), KINDS[kind]) == value


def test_sixty_characters_are_read() -> None:
    assert read_value("1人" + " " * 58, PERSONS) == 1
    with pytest.raises(ValueProblem, match="長すぎて"):
        read_value("1人" + " " * 59, PERSONS)


def test_long_texts_are_refused_quickly() -> None:
    for kind in (PERSONS, YEN, HOURS, DATE, BOOLEAN, CLOCK):
        for text in ("9" * 200_000, "千" * 200_000, "1人" * 100_000, " 1" * 100_000):
            with pytest.raises(ValueProblem):
                read_value(text, kind)
