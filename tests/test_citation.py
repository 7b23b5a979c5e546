"""Citations: what a lawyer writes, and what is read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.kinds.numerals import show_kanji
from compliance.law.citation import (
    IROHA,
    LAWS,
    PARTS,
    Citation,
    parse_citation,
    parse_citations,
    show_citations,
)
from compliance.struct import replace


@pytest.mark.parametrize(
    ("written", "shown", "english"),
    [
        ("法第114条第1項第2号", "法第114条第1項第2号", "Act, Art. 114(1)(ii)"),
        ("法第百十四条第一項第二号", "法第114条第1項第2号", "Act, Art. 114(1)(ii)"),
        ("法第１１４条第１項第２号", "法第114条第1項第2号", "Act, Art. 114(1)(ii)"),
        ("法114条1項2号", "法第114条第1項第2号", "Act, Art. 114(1)(ii)"),
        ("個人情報の保護に関する法律第113条", "法第113条", "Act, Art. 113"),
        ("個人情報の保護に関する法律（平成十五年法律第五十七号）第113条", "法第113条", "Act, Art. 113"),
        ("平成15年法律第57号第113条", "法第113条", "Act, Art. 113"),
        ("令第31条第1項第1号", "令第31条第1項第1号", "Cabinet Order, Art. 31(1)(i)"),
        ("規則第54条第4項第1号", "規則第54条第4項第1号", "Commission Rules, Art. 54(4)(i)"),
        ("規則別記様式第十二", "規則様式第十二", "Commission Rules, Form 12"),
        ("法別表第二", "法別表第二", "Act, Appended Table 2"),
        ("附則第7条", "附則第7条", "Act, Suppl. Prov. Art. 7"),
        ("法附則第7条", "附則第7条", "Act, Suppl. Prov. Art. 7"),
        ("令附則第2条第1項", "令附則第2条第1項", "Cabinet Order, Suppl. Prov. Art. 2(1)"),
        ("令和4年法律第68号第443条第1項", "令和4年法律第68号第443条第1項", "Act No. 68 of 2022, Art. 443(1)"),
        ("令和四年法律第六十八号第四百四十三条", "令和4年法律第68号第443条", "Act No. 68 of 2022, Art. 443"),
        ("令和元年法律第16号第2条", "令和1年法律第16号第2条", "令和1年法律第16号, Art. 2"),
        ("刑法第27条の7", "刑法第27条の7", "Penal Code, Art. 27-7"),
        ("地方自治法第4条の2第2項第3号", "地方自治法第4条の2第2項第3号", "Local Autonomy Act, Art. 4-2(2)(iii)"),
        ("年齢計算ニ関スル法律第1項", "年齢計算ニ関スル法律第1項", "Act on Calculation of Ages, para. (1)"),
        ("法第60条第3項第2号イ", "法第60条第3項第2号イ", "Act, Art. 60(3)(ii)(a)"),
        ("令第20条第3項第1号イ（１）", "令第20条第3項第1号イ（１）", "Cabinet Order, Art. 20(3)(i)(a)(1)"),
        ("法第2条第1項第1号の2", "法第2条第1項第1号の2", "Act, Art. 2(1)(i-2)"),
        ("法第74条第1項後段", "法第74条第1項後段", "Act, Art. 74(1), second sentence"),
        ("法第60条第1項但書", "法第60条第1項ただし書", "Act, Art. 60(1), proviso"),
        ("法第114条第1項各号列記以外の部分", "法第114条第1項柱書", "Act, Art. 114(1), opening words"),
        ("法第114条第1項各号", "法第114条第1項各号", "Act, Art. 114(1), each item"),
        ("法第111条括弧書", "法第111条かっこ書", "Act, Art. 111, parenthesis"),
        ("法第113条第1号から第5号まで", "法第113条第1号から第5号まで", "Act, Art. 113(i) to (v)"),
        ("法第114条第1項から第3項まで", "法第114条第1項から第3項まで", "Act, Art. 114(1) to (3)"),
        ("規則第53条から第67条まで", "規則第53条から第67条まで", "Commission Rules, Art. 53 to Art. 67"),
        (
            "法第118条第2項において準用する法第114条第1項第4号",
            "法第118条第2項において準用する法第114条第1項第4号",
            "Act, Art. 114(1)(iv) as applied mutatis mutandis by Art. 118(2)",
        ),
        ("規則第54条（第6項を除く。）", "規則第54条", "Commission Rules, Art. 54"),
    ],
)
def test_one_citation(written: str, shown: str, english: str) -> None:
    citation = parse_citation(written)
    assert citation is not None
    assert citation.show() == shown
    assert citation.show_english() == english
    assert parse_citation(shown) == replace(citation, remark="")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("法第113条第1号から第5号まで、規則第54条第4項第1号", "法第113条第1号から第5号まで、規則第54条第4項第1号"),
        ("法第113条第4号、第5号及び第6号", "法第113条第4号、法第113条第5号、法第113条第6号"),
        ("法第119条第5項・第6項", "法第119条第5項、法第119条第6項"),
        ("法第60条第3項第2号イ又はロ", "法第60条第3項第2号イ、法第60条第3項第2号ロ"),
        ("法第112条第2項第5号，同条第3項第1号", "法第112条第2項第5号、法第112条第3項第1号"),
        ("刑法第9条、同法第10条第1項", "刑法第9条、刑法第10条第1項"),
        ("法第113条、第114条第1項", "法第113条、法第114条第1項"),
        ("規則様式第七、様式第八", "規則様式第七、規則様式第八"),
        (
            "法第115条（法第118条第2項において準用する場合を含む。）",
            "法第115条、法第118条第2項において準用する法第115条",
        ),
        (
            "法第113条（第118条第2項において準用する場合を含む。）、民法第4条",
            "法第113条、法第118条第2項において準用する法第113条、民法第4条",
        ),
        (
            "法第118条第2項において準用する法第113条第1号から第5号まで",
            "法第118条第2項において準用する法第113条第1号から第5号まで",
        ),
        ("　法第113条 、 法第114条　", "法第113条、法第114条"),
    ],
)
def test_several_citations(written: str, shown: str) -> None:
    citations, faults = parse_citations(written)
    assert faults == []
    assert show_citations(citations) == shown


@pytest.mark.parametrize(
    "label", ["個人情報保護委員会Q&A6-1-5", "Ｑ＆Ａ６－１－５", "Q6-1-5", "募集要項", "福岡県の募集要綱"]
)
def test_what_is_no_statute_is_a_source(label: str) -> None:
    citation = parse_citation(label)
    assert citation is not None
    assert not citation.is_statute
    assert citation.show() == citation.show_english() == label


def test_an_ordinance_is_a_source_with_an_article() -> None:
    citation = parse_citation("横浜市個人情報の保護に関する条例第3条第2項")
    assert citation is not None
    assert not citation.is_statute
    assert (citation.law, citation.article, citation.paragraph) == ("横浜市個人情報の保護に関する条例", (3,), 2)


@pytest.mark.parametrize(
    ("written", "at", "said"),
    [
        ("", "", "書かれていません"),
        ("第113条", "第113条", "どの法令の条文か"),
        ("ほげほげ", "ほげほげ", "「ほげほげ」を、条文として読めません"),
        ("法第113条の規定", "の規定", "「の規定」の部分"),
        ("民法第4条、法第113条第1号から第5号", "法第113条第1号から第5号", "「まで」がありません"),
        ("法第113条第1号から令第5条まで", "法第113条第1号から令第5条まで", "別の法令"),
        ("前条第1項", "前条", "番号で書いてください"),
        ("同項第2号", "同項", "どの条文を指すか"),
        ("法第113条（第2号", "（第2号", "「）」がありません"),
        ("令和法律第68号第443条", "令和法律第68号第443条", "令和4年法律第68号"),
        ("規則様式第の", "規則様式第の", "様式第七"),
        ("法第5", "法第5", "読めません"),
    ],
)
def test_faults_stand_at_their_place(written: str, at: str, said: str) -> None:
    _, faults = parse_citations(written)
    assert len(faults) == 1
    message, start, end = faults[0]
    assert said in message
    assert message.endswith("。")
    if at:
        assert at.endswith(written[start:end]) and written[start:end]


def test_one_bad_citation_does_not_hide_the_others() -> None:
    citations, faults = parse_citations("法第113条、ほげ、令第31条")
    assert show_citations(citations) == "法第113条、令第31条"
    assert [start for _, start, _ in faults] == [7]


def test_a_line_that_was_split_goes_on_from_the_citation_before() -> None:
    before = parse_citation("法第113条第4号")
    citations, faults = parse_citations("第5号", after=before)
    assert (show_citations(citations), faults) == ("法第113条第5号", [])


def test_citations_know_where_they_were_written() -> None:
    text = "法第113条第4号、 刑法第27条・第31条"
    citations, _ = parse_citations(text)
    assert [text[citation.start : citation.end] for citation in citations] == ["法第113条第4号", "刑法第27条", "第31条"]


def test_order_is_that_of_the_law() -> None:
    written = "民法第4条、規則第54条、募集要項、令第31条、附則第7条、法第114条第1項第10号、法第114条第1項第2号、法第9条の2、法第9条"
    citations, _ = parse_citations(written)
    assert show_citations(sorted(citations, key=Citation.sort_key)) == (
        "法第9条、法第9条の2、法第114条第1項第2号、法第114条第1項第10号、附則第7条、令第31条、規則第54条、民法第4条、募集要項"
    )


@pytest.mark.parametrize(
    ("unit", "parent"),
    [
        ("令第20条第3項第1号イ（１）", "令第20条第3項第1号イ"),
        ("法第60条第3項第2号イ", "法第60条第3項第2号"),
        ("法第114条第1項第2号", "法第114条第1項"),
        ("法第113条第2号", "法第113条"),
        ("法第114条第1項", "法第114条"),
        ("法第114条", None),
        ("規則様式第七", None),
    ],
)
def test_the_unit_above(unit: str, parent: str | None) -> None:
    citation = parse_citation(unit)
    assert citation is not None
    assert (citation.parent.show() if citation.parent else None) == parent


def test_each_law_has_one_name() -> None:
    names = [name for law in LAWS for name in {law.short, law.title, law.number, *law.aliases}]
    assert len(names) == len(set(names))


_numbers = st.integers(1, 999)
_branched = st.lists(_numbers, min_size=1, max_size=2).map(tuple)
_units = st.builds(
    Citation,
    law=st.sampled_from([law.short for law in LAWS]),
    article=_branched,
    paragraph=st.integers(0, 30),
    item=st.one_of(st.just(()), _branched),
    supplementary=st.booleans(),
    part=st.sampled_from(["", *PARTS]),
)


@given(_units, st.lists(st.integers(1, len(IROHA)), max_size=1), st.one_of(st.none(), _units))
def test_what_is_shown_is_read_back(unit: Citation, subitem: list[int], applying: Citation | None) -> None:
    if unit.item:
        unit = replace(unit, subitem=tuple(subitem))
    citation = replace(unit, applied_by=applying)
    assert parse_citation(citation.show()) == citation


@given(_units)
def test_kanji_and_full_width_figures_say_the_same(unit: Citation) -> None:
    shown = unit.show()
    full_width = shown.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert parse_citation(full_width) == unit
    if not unit.law.startswith("令和"):
        pieces = "".join(c if c.isdigit() else f" {c} " for c in shown).split()
        kanji = "".join(show_kanji(int(piece)) if piece.isdigit() else piece for piece in pieces)
        assert parse_citation(kanji) == unit


@given(
    st.text(
        alphabet="法令規則附第条項号の百十一２3イロ（）から、まで・において準用する前同様式場合を含む「」 Q&A年律",
        max_size=40,
    )
)
def test_any_text_gives_citations_or_faults_inside_it(text: str) -> None:
    citations, faults = parse_citations(text)
    assert citations or faults
    for citation in citations:
        assert 0 <= citation.start <= citation.end <= len(text)
        assert isinstance(citation.show(), str) and isinstance(citation.show_english(), str)
    for message, start, end in faults:
        assert message.endswith("。")
        assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("text", ["{後段", "{\ufeff後段", "―第1条"])
def test_no_law_is_called_by_marks_alone(text: str) -> None:
    found, faults = parse_citations(text)
    assert found == ()
    assert "条文として読めません" in faults[0][0]
