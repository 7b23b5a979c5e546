"""The same name, another one, or one that a person must compare (language.md §5.9)."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.kinds import identity
from compliance.kinds.identity import same

SAME = [
    ("高橋花子", "高橋花子"),
    ("高橋 花子", "高橋花子"),
    ("高橋　花子", "高橋 花子"),
    ("ﾐﾅﾄﾃﾞｰﾀ", "ミナトデータ"),
    ("ＡＢＣ１２３", "ABC123"),
    ("株式会社みなと", "㈱みなと"),
    ("株式会社みなと", "(株)みなと"),
    ("株式会社みなと", "（株）みなと"),
    ("株式会社 みなと", "㈱みなと"),
    ("㍿みなと", "株式会社みなと"),
    ("みなと㈱", "みなと株式会社"),
    ("㈲みなと", "有限会社みなと"),
    ("（同）みなと", "合同会社みなと"),
    ("（一社）みなと", "一般社団法人みなと"),
    ("(公財)みなと", "公益財団法人みなと"),
    ("NPO法人みなと", "特定非営利活動法人みなと"),
    ("ＮＰＯ法人みなと", "特定非営利活動法人みなと"),
    ("\ufa19奈川", "神奈川"),  # the same character to Unicode
    ("横浜市中区本町６－５０－１０", "横浜市中区本町6-50-10"),
    # an addressee
    ("横浜市長様", "横浜市長"),
    ("横浜市長　殿", "横浜市長"),
    ("横浜市長あて", "横浜市長"),
    ("（宛先）横浜市長", "横浜市長"),
    ("（宛先）　横浜市長　様", "横浜市長殿"),
    ("㈱みなと御中", "株式会社みなと"),
    # the title of a representative
    ("代表取締役 港 花子", "港 花子"),
    ("代表取締役社長　港　花子", "港花子"),
    ("代表取締役社長　港　花子", "代表取締役 港花子"),
    ("理事長　港　花子　様", "港 花子"),
    ("", ""),
    ("", "　"),
]
OPEN = [
    # 旧字体 and 異体字
    ("髙橋花子", "高橋花子"),
    ("山﨑", "山崎"),
    ("渡邊", "渡辺"),
    ("渡邉", "渡邊"),
    ("斎藤", "斉藤"),
    ("齋藤", "齊藤"),
    ("濵田", "浜田"),
    ("濱田", "濵田"),
    ("澤田", "沢田"),
    ("嶋田", "島田"),
    ("國分", "国分"),
    ("𠮷田", "吉田"),
    ("廣瀨", "広瀬"),
    ("冨田", "富田"),
    ("葛\U000e0100城", "葛城"),
    ("㈱渡邊", "株式会社渡辺"),
    # ヶ and の between ideographs
    ("霞ヶ関", "霞が関"),
    ("霞ケ関", "霞ヶ関"),
    ("保土ケ谷区", "保土ヶ谷区"),
    ("山ノ内", "山の内"),
    ("山之内", "山ノ内"),
    # addresses
    ("横浜市中区本町6丁目50番地の10", "横浜市中区本町6-50-10"),
    ("横浜市中区本町六丁目50番地の10", "横浜市中区本町６－５０－１０"),
    ("本町六丁目五十番地の十", "本町6-50-10"),
    ("本町1丁目2番3号", "本町1-2-3"),
    ("本町1丁目2番地3", "本町１ー２ー３"),
    ("本町1−2−3", "本町1‐2‐3"),
    ("本町1の2", "本町1-2"),
    ("本町1-2-3-405", "本町1丁目2番3号405号室"),
    ("本町2番地", "本町2"),
    ("十十番地1", "十十-1"),
    # hyphens, long vowels, dots, letters
    ("みなとデータ", "みなとデ－タ"),
    ("みなとデータ", "みなとデ一タ"),
    ("ジョン・スミス", "ジョンスミス"),
    ("キャノン", "キヤノン"),
    ("ABC", "abc"),
    ("高橋\u200b花子", "高橋花子"),
    # an addressee with more beside the name; a 行 that may be part of it
    ("横浜市長（健康福祉局健康推進課）", "横浜市長"),
    ("横浜市長（健康福祉局）様", "横浜市長"),
    ("横浜市長行", "横浜市長"),
    ("みなと銀行", "みなと銀"),
    # 都道府県
    ("神奈川県横浜市中区本町6-50-10", "横浜市中区本町６－５０－１０"),
    ("横浜市中区本町6丁目50番地の10", "神奈川県横浜市中区本町6-50-10"),
    # the body and the title of its representative
    ("株式会社みなと　代表取締役　港　花子", "港 花子"),
    ("㈱みなと 代表取締役社長 髙橋 花子", "高橋 花子"),
    ("代表理事 髙橋 花子", "高橋 花子"),
    ("港 花子（代表取締役）", "港 花子"),
    # the kind of corporation lacks, or stands at the other end
    ("みなと", "株式会社みなと"),
    ("みなと株式会社", "株式会社みなと"),
    ("みなと㈱", "㈱みなと"),
]
OTHER = [
    ("神奈川県横浜市中区本町1", "東京都横浜市中区本町1"),
    ("神奈川県", "千葉県"),
    ("横浜市長様", "川崎市長様"),
    ("横浜市長（健康福祉局）", "横浜市長（環境局）"),
    ("様", "殿"),
    ("横浜市（仮称）", "川崎市"),
    ("高橋花子", "高橋花江"),
    ("山田", "山本"),
    ("株式会社みなと", "有限会社みなと"),
    ("株式会社みなと", "株式会社みなとデータ"),
    ("一般社団法人みなと", "一般財団法人みなと"),
    ("本町1-2", "本町12"),
    ("本町1-23", "本町12-3"),
    ("本町1丁目2番3号", "本町1丁目2番4号"),
    ("本町一丁目", "本町二丁目"),
    ("一橋", "二橋"),
    ("一宮", "1宮"),
    ("ニコニコ", "二コニコ"),
    ("タケダ", "タガダ"),
    ("ながい", "なけい"),
    ("かの", "かノ"),
    ("株式会社みなと　代表取締役　港　花子", "港 葉子"),
    ("株式会社みなと　代表取締役　港　花子", "株式会社かもめ　代表取締役　港　花子"),
    ("株式会社みなと　代表取締役", "株式会社みなと"),
    ("代表取締役 港 花子", "取締役 港 花子"),
    ("理事長", "代表理事"),
    ("株式会社", ""),
    ("みなと", ""),
    ("法第113条", "法第118条"),
]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [*((a, b, True) for a, b in SAME), *((a, b, None) for a, b in OPEN), *((a, b, False) for a, b in OTHER)],
)
def test_pairs(a: str, b: str, expected: bool | None) -> None:
    assert same(a, b) is expected
    assert same(b, a) is expected


NAMES = st.text(
    alphabet="株式会社㈱()（）有みなと髙高橋澤沢一二三1２3丁目番地の号ヶケが関-ー－デタ \u3000", max_size=10
)


@given(NAMES, NAMES)
def test_order_does_not_matter(a: str, b: str) -> None:
    assert same(a, b) is same(b, a)


@given(st.text(max_size=20))
def test_a_text_is_the_same_as_itself_in_any_width(text: str) -> None:
    assert same(text, text) is True
    assert same(text, normalize("NFKC", text)) is True
    assert same(text, f" {text}　") is True


@given(NAMES, NAMES, NAMES)
def test_true_is_carried_on(a: str, b: str, c: str) -> None:
    """What is the same as the same is the same, and what is open or other to one is so to the other."""
    if same(a, b):
        assert same(a, c) is same(b, c)


def test_the_table_of_characters() -> None:
    """A character stands in one group, as itself (NFKC would have made it another), and groups have two or more."""
    seen: set[str] = set()
    for group in identity._VARIANTS.split():
        assert len(group) >= 2
        assert len(set(group)) == len(group), group
        assert normalize("NFKC", group) == group
        assert not seen & set(group), group
        seen |= set(group)


def test_long_texts_are_compared_quickly() -> None:
    assert same("一1の" * 30_000, "一1の" * 29_999) is False
