"""Nodes → typed facts: what each field may say, what is told of what does not fit, and that typing is enough."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance.documents.document import dossier_of
from compliance.documents.forms import load_forms
from compliance.documents.nodes import Dossier
from compliance.documents.schema import Validator, canonical, clean_by_typing, validate
from compliance.kinds.quantities import show_value
from compliance.problem import Problem
from compliance.values import NONE, UNKNOWN
from compliance.vocabulary import Forms, Property, RecordType

DATA = Path(__file__).parent / "data" / "forms"
SHIPPED = Path(__file__).parent.parent / "rules" / "documents"


@cache
def forms(folder: Path = DATA) -> Forms:
    loaded, problems = load_forms(folder)
    assert problems == []
    return loaded


@cache
def validator(folder: Path = DATA) -> Validator:
    return Validator(forms(folder))


def read(text: str, name: str = "提案書.yaml") -> tuple[Dossier, list[Problem]]:
    dossier, problems = dossier_of("一件", [(name, text)], forms())
    assert dossier is not None
    return dossier, problems


def facts(text: str, name: str = "提案書.yaml") -> Any:
    """The facts of one paper that has nothing wrong with it."""
    dossier, problems = read(text, name)
    assert problems == []
    assert validator().problems(dossier) == []
    return dossier.facts[name.partition(".")[0]]


def problem(text: str, name: str = "提案書.yaml") -> Problem:
    _, problems = read(text, name)
    assert len(problems) == 1, problems
    assert problems[0].message.endswith("。")
    return problems[0]


# --- what a field may say -----------------------------------------------------------------------------------------------


def test_values_of_every_kind() -> None:
    assert facts(
        "提案の日: 令和8年8月3日\n本人の数: １，０００人\n作成に要する時間: 20時間\n抽出をする: はい\n種別: 個人\n"
        "名称（商号）: 横浜商店\n提案者:\n  氏名: 山田\n希望する記録項目: [氏名, 住所]\n"
    ) == {
        "提案の日": date(2026, 8, 3), "本人の数": 1000, "作成に要する時間": 1200, "抽出をする": True, "種別": "個人",
        "名称（商号）": "横浜商店", "提案者": {"氏名": "山田"}, "希望する記録項目": ["氏名", "住所"],
    }  # fmt: skip


def test_json_values() -> None:
    text = '{"提案の日": "2026-08-03", "本人の数": 1000, "抽出をする": false, "種別": null}'
    assert facts(text, "提案書.json") == {"提案の日": date(2026, 8, 3), "本人の数": 1000, "抽出をする": False}


@pytest.mark.parametrize("field", ["提案の日", "本人の数", "種別", "名称（商号）", "提案者", "代理人"])
@pytest.mark.parametrize(("written", "state"), [("なし", NONE), ("該当なし", NONE), ("不明", UNKNOWN)])
def test_states(field: str, written: str, state: object) -> None:
    assert facts(f"{field}: {written}\n") == {field: state}


@pytest.mark.parametrize(
    "field", ["提案の日", "本人の数", "抽出をする", "種別", "提案者", "代理人", "希望する記録項目"]
)
@pytest.mark.parametrize("written", ["", '""', "' '", "null", "~"])
def test_a_blank_says_nothing(field: str, written: str) -> None:
    assert facts(f"{field}: {written}\n") == {}


def test_a_quoted_null_is_a_text() -> None:
    assert facts('名称（商号）: "null"\n') == {"名称（商号）": "null"}


@pytest.mark.parametrize("written", ["なし", "[]", "該当なし"])
def test_an_empty_list(written: str) -> None:
    assert facts(f"提案者: {{役員: {written}, 氏名: 山田}}\n") == {"提案者": {"役員": [], "氏名": "山田"}}
    assert facts(written, "添付書類.yaml") == []


def test_none_of_a_question_is_no() -> None:
    assert facts("抽出をする: なし\n") == {"抽出をする": False}
    assert facts("抽出をする: 該当なし\n") == {"抽出をする": False}
    assert facts("抽出をする: 不明\n") == {"抽出をする": UNKNOWN}


def test_what_the_form_fixes_is_filled_in() -> None:
    written = facts("提案者:\n  役員:\n    - 氏名: 山田\n    - 種別: 個人\n      氏名: 鈴木\n")
    assert written["提案者"]["役員"] == [{"種別": "個人", "氏名": "山田"}, {"種別": "個人", "氏名": "鈴木"}]


def test_a_blank_form_states_nothing() -> None:
    assert facts("代理人:\n  氏名:\n  住所: ''\n提案者: {}\n") == {}
    assert facts("代理人:\n  氏名: 不明\n") == {"代理人": {"種別": "個人", "氏名": UNKNOWN}}


def test_a_blank_element_is_one_of_whom_nothing_is_known() -> None:
    assert facts("提案者:\n  役員:\n    - 氏名:\n")["提案者"]["役員"] == [{"種別": "個人"}]


def test_choices_in_another_width() -> None:
    node = "種別: その他(外国の機関)\n"
    assert facts(node) == {"種別": "その他（外国の機関）"}


def test_names_in_another_width() -> None:
    dossier, problems = read("名称(商号): 横浜商店\n")
    assert problems == []
    assert dossier.facts["提案書"] == {"名称（商号）": "横浜商店"}
    place = dossier.place(("提案書", "名称（商号）"))
    assert place is not None and place.text == "横浜商店"


def test_a_missing_field_is_shown_at_its_parent() -> None:
    dossier, _ = read("提案者:\n  氏名: 山田\n")
    place = dossier.place(("提案書", "提案者", "役員", 0, "氏名"))
    assert place is not None and place.text == "氏名: 山田"
    assert dossier.place(("審査記録", "審査の日")) is None


# --- what does not fit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "marked", "words", "hint"),
    [
        ("本人の人数: 5人\n", "unknown-field", "本人の人数", "「提案書」に、「本人の人数」という", "「本人の数」の書き間違い"),
        ("審査の日: 2026-09-01\n", "unknown-field", "審査の日", "「審査の日」という項目はありません", "「審査記録」の項目です"),
        ("生年月日: 2000-01-01\n", "unknown-field", "生年月日", "", "「提案書の提案者の役員」、「提案書の代理人」の項目"),
        ("甲乙丙丁戊己庚: 1\n", "unknown-field", "甲乙丙丁戊己庚", "", "書ける項目は「提案の日」「本人の数」"),
        ("提案者:\n  役員:\n    - 氏名x: 甲\n", "unknown-field", "氏名x", "「役員」に", "「氏名」の書き間違い"),
        ("本人の数: 多数\n", "unreadable-value", "多数", "「多数」", ""),
        ("提案の日: 平成31年5月1日\n", "unreadable-value", "平成31年5月1日", "平成31年5月1日", ""),
        ("抽出をする: たぶん\n", "unreadable-value", "たぶん", "「たぶん」", ""),
        ("種別: 法人その他団体\n", "unknown-choice", "法人その他団体", "とは書けません", "「法人その他の団体」の書き間違い"),
        ("種別: 株式会社\n", "unknown-choice", "株式会社", "とは書けません", "「個人」「法人その他の団体」「その他（外国の機関）」のどれか"),
        ("代理人: {種別: 法人}\n", "unknown-choice", "法人", "「個人」と決まっています", "書かなくても"),
        ("作成に要する時間: 1001時間\n", "out-of-range", "1001時間", "1,000時間以下", ""),
        ("本人の数: [5人]\n", "wrong-shape", "[5人]", "値を一つ", ""),
        ("本人の数:\n  男: 1\n", "wrong-shape", "男: 1", "値を一つ", ""),
        ("提案者: 山田\n", "wrong-shape", "山田", "組を書くところ", "書ける項目は「氏名」「住所」「役員」"),
        ("提案者:\n  - 氏名: 山田\n", "wrong-shape", "- 氏名: 山田", "一覧が書かれて", "「- 」を消して"),
        ("提案者:\n  役員: 山田\n", "wrong-shape", "山田", "一覧を書くところ", "「- 氏名: …」"),
        ("提案者:\n  役員:\n    氏名: 山田\n", "wrong-shape", "氏名: 山田", "一組だけ", "「- 」を付けて"),
        ("希望する記録項目: 氏名\n", "wrong-shape", "氏名", "一覧を書くところ", "「- 氏名」"),
        ("希望する記録項目: []\n", "too-few", "[]", "1つ以上", ""),
        ("希望する記録項目: なし\n", "too-few", "なし", "1つ以上", ""),
        ("希望する記録項目:\n  - 氏名\n  -\n", "no-element", "", "何も書かれていない行", "その行を消して"),
        ("希望する記録項目: [氏名, 不明]\n", "no-element", "不明", "「不明」と書かれて", "「希望する記録項目: 不明」"),
        ("提案者:\n  役員: [なし]\n", "no-element", "なし", "「なし」と書かれて", "「役員: なし」"),
        ("提案者:\n  氏名:山田\n", "yaml-colon", "氏名:山田", "半角の空白がありません", "「氏名: 山田」"),
        ("提案者:\n  氏名：山田\n", "yaml-colon", "氏名：山田", "全角", "「氏名: 山田」"),
        ("名称（商号）: 甲\n名称(商号): 乙\n", "duplicate-key", "名称(商号)", "同じ項目の名前", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit(text: str, code: str, marked: str, words: str, hint: str) -> None:
    found = problem(text)
    assert (found.code, found.span.text) == (code, marked)
    assert words in found.message
    assert hint in found.hint
    assert found.is_error


@pytest.mark.parametrize("text", ["本人の数: \"多\n\n  数\"\n", "種別: \"甲\n\n  乙\"\n", "提案者: |\n  甲\n  乙\n", f"{'長' * 300}: 1\n",
                                  f"本人の数: {'長' * 300}\n", f"種別: {'長' * 300}\n", f"提案者: {'長' * 300}\n"])  # fmt: skip
def test_messages_are_one_short_line(text: str) -> None:
    found = problem(text)
    assert "\n" not in found.message + found.hint
    assert len(found.message + found.hint) < 200


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("提案者:\n  役員:\n    －氏名: 甲\n", "yaml-list", 3, "「- 氏名: 甲」のように"),
        ("提案者:\n  役員:\n    －　氏名: 甲\n", "yaml-list", 3, "「- 氏名: 甲」のように"),
        ("提案者:\n  役員:\n    ・甲\n    ・乙\n", "yaml-list", 3, "「- 甲」のように"),
        ("本人の数:　5,000人\n", "yaml-colon", 1, "「本人の数: 5,000人」のように、半角の空白を"),
        ("様式\t様式第七\n提案の日\t令和8年8月3日\n", "pasted-table", 1, "「様式: 様式第七」のように"),
        ("様式,様式第七\n提案の日,令和8年8月3日\n", "pasted-table", 1, "「様式: 様式第七」のように"),
        ("　本人の数: 5,000人\n", "blank-in-key", 1, "半角の空白"),
        ("提案者:\n　氏名又は名称: 甲\n", "blank-in-key", 2, "半角の空白"),
        ("提案の日: 46237\n", "unreadable-value", 1, "表計算ソフトでは令和8年8月3日に当たります"),
    ],
)
def test_a_slip_of_typing_is_told_once_with_what_to_write(text: str, code: str, place: int, words: str) -> None:
    _, (found,) = read(text)
    assert (found.code, found.span.line) == (code, place)
    assert words in found.hint


def test_an_ordinary_text_with_commas_is_no_table() -> None:
    _, (found,) = read("提案者: 甲、乙,丙\n")
    assert found.code == "wrong-shape"


@pytest.mark.parametrize("said", ["全員", "約5,000人"])
def test_words_in_the_place_of_a_number_are_shown_the_field_for_them(said: str) -> None:
    _, (found,) = dossier_of("一件", [("提案書.yaml", f"本人の数: {said}\n")], forms(SHIPPED))
    assert (found.code, found.span.text) == ("unreadable-value", said)
    assert found.hint.endswith("。ほかの書き方の記載は、「本人の数についての記載」に、書類のとおりに書いてください。")
    _, problems = dossier_of("一件", [("提案書.yaml", f"本人の数についての記載: {said}\n")], forms(SHIPPED))
    assert problems == []


def test_a_file_full_of_unknown_names_is_told_in_time() -> None:
    _, problems = read("".join(f"あいうえおかきくけこ{number}: 1\n" for number in range(20_000)))
    assert len(problems) == 20_000


def test_every_slip_is_told_and_the_rest_is_read() -> None:
    dossier, problems = read("本人の人数: 1\n本人の数: 多数\n種別: 甲\n提案の日: 2026-08-03\n")
    assert [each.code for each in problems] == ["unknown-field", "unreadable-value", "unknown-choice"]
    assert dossier.facts["提案書"] == {"提案の日": date(2026, 8, 3)}
    assert not clean_by_typing(problems)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("審査紀録: {審査の日: 2026-09-01}\n募集: {年度: 令和8年度}\n", "unknown-paper", "「審査記録」の書き間違い"),
        ("本人の数: 5人\n募集: {年度: 令和8年度}\n", "unknown-paper", "「本人の数」は「提案書」の項目です"),
        ("まったく別の物: 5人\n募集: {年度: 令和8年度}\n", "unknown-paper", "「一件書類」「"),
    ],
)
def test_unknown_papers(text: str, code: str, hint: str) -> None:
    found = problem(text, "ほか.yaml")
    assert found.code == code and hint in found.hint


def test_a_paper_that_is_named_but_blank() -> None:
    dossier, problems = read("提案書:\n募集: {年度: 令和8年度}\n", "ほか.yaml")
    assert [(each.code, each.severity) for each in problems] == [("blank-paper", "注意")]
    assert list(dossier.facts) == ["募集"]
    assert read("提案書: なし\n募集: {年度: 令和8年度}\n", "ほか.yaml")[1] == []


# --- kind and stage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "stage"),
    [
        ("一件書類: {種類: 提案, 段階: 提案}\n", "提案", "提案"),
        ("一件書類: {種類: 募集, 段階: 募集}\n", "募集", "募集"),
        ("提案書: {本人の数: 5人}\n", "提案", "提案"),
        ("募集: {年度: 令和8年度}\n", "提案", "募集"),
        ("作成済情報の提案書: {提案の日: 2026-08-03}\n", "作成済情報の提案", "提案"),
        ("一件書類: {段階: 契約}\n審査記録: {}\n", "提案", "契約"),
        ("一件書類: {段階: 審査}\n審査記録: {審査の日: 2026-09-01}\n", "提案", "審査"),
        ("一件書類: {種類: 不明, 段階: 不明}\n審査記録: {審査の日: 2026-09-01}\n", "提案", "審査"),
        ("一件書類: {段階: 審査}\n審査記録: なし\n", "提案", "審査"),
        ("一件書類: {段階: 募集}\n審査記録: なし\n", "提案", "募集"),
        ("一件書類: {段階: 募集}\n添付書類: なし\n", "提案", "募集"),
        ("一件書類: {段階: 募集}\n添付書類: 不明\n", "提案", "募集"),
        ("一件書類: {段階: 提案}\n添付書類: [{種類: 委任状}]\n", "提案", "提案"),
    ],
)
def test_kind_and_stage(text: str, kind: str, stage: str) -> None:
    dossier, problems = read(text, "ほか.yaml")
    assert problems == []
    assert (dossier.kind, forms().stages[dossier.stage]) == (kind, stage)


def test_a_cover_behind_its_papers_is_told_at_the_stage() -> None:
    dossier, problems = read("一件書類: {段階: 提案}\n審査記録: {審査の日: 2026-09-01}\n", "ほか.yaml")
    assert forms().stages[dossier.stage] == "審査"
    assert [(each.code, each.span.text) for each in problems] == [("stage-behind", "提案")]
    assert "審査記録" in problems[0].message


def test_a_paper_of_another_kind_of_dossier_is_told() -> None:
    dossier, problems = read("提案書: {本人の数: 5人}\n作成済情報の提案書: {提案の日: 2026-08-03}\n", "ほか.yaml")
    assert dossier.kind == "作成済情報の提案"
    assert [(each.code, each.severity) for each in problems] == [("other-kind", "注意")]
    assert "提案書" in dossier.facts


# --- typing is enough: it and JSON Schema agree ---------------------------------------------------------------------------

TEXTS = st.sampled_from(["山田太郎", "横浜市中区本町6丁目50番地の10", "A&B <横浜>", "㈱髙﨑", "法第113条"])
DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def scalars_of(item: Property) -> st.SearchStrategy[Any]:
    """Canonical values of a scalar field: days as dates, hours in minutes."""
    if item.choices:
        return st.sampled_from(item.choices)
    match item.kind.element or item.kind:
        case kind if kind.name == "文字":
            return TEXTS
        case kind if kind.name == "真偽":
            return st.booleans()
        case kind if kind.name == "日付":
            return DATES
        case kind if kind.name == "年度":
            return st.integers(2019, 2060)
        case kind if kind.name == "時刻":
            return st.integers(0, 1439)
        case kind:
            top = 10**6 if item.maximum is None else item.maximum
            return st.integers(max(item.minimum or 0, 0), top)


def records_of(form: RecordType) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: values_of(item) for name, item in form.properties.items()})


def values_of(item: Property) -> st.SearchStrategy[Any]:
    element = item.kind.element
    if element is not None:
        inner = records_of(element.record) if element.record is not None else scalars_of(item)
        return st.lists(inner, min_size=item.min_items, max_size=max(2, item.min_items))
    return records_of(item.kind.record) if item.kind.record is not None else scalars_of(item)


def shown(value: Any, item: Property | None, form: RecordType | None) -> Any:
    """A canonical value as a person would write it, for `read` to read."""
    if isinstance(value, dict) and form is not None:
        return {
            name: shown(each, form.properties.get(name), _form_of(form.properties.get(name)))
            for name, each in value.items()
        }
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return [shown(each, item, form) for each in value]
    if item is None or isinstance(value, str):
        return value
    return show_value(value, item.kind.element or item.kind)


def _form_of(item: Property | None) -> RecordType | None:
    return (item.kind.element or item.kind).record if item is not None else None


def verdicts(folder: Path, section: str, value: Any) -> tuple[bool, bool, bool]:
    """Whether typing, jsonschema and jsonschema-rs accept a paper."""
    paper = forms(folder).sections[section]
    written = json.dumps({section: shown(value, None, paper.type)}, ensure_ascii=False, default=str)
    dossier, problems = dossier_of("一件", [("一件.json", written)], forms(folder))
    assert dossier is not None
    clean = clean_by_typing(problems)
    if clean and section in dossier.facts:
        # what typing made of it is canonical, too
        assert validator(folder).accepts(section, canonical(dossier.facts[section]))
    instance = canonical(value)
    return clean, validator(folder).accepts(section, instance), fast(folder)[section].is_valid(instance)


@cache
def fast(folder: Path) -> dict[str, Any]:
    """The same schemas in the second library, as the oracle.  It takes references in ASCII only."""
    base = "https://forms.test/"

    def encoded(schema: Any) -> Any:
        if isinstance(schema, list):
            return [encoded(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        return {
            key: quote(each, safe="#/$") if key in ("$ref", "$id") else encoded(each) for key, each in schema.items()
        }

    schemas = {
        quote(name): {**encoded(schema), "$id": base + quote(name)} for name, schema in forms(folder).schemas.items()
    }
    registry = jsonschema_rs.Registry([(base + name, schema) for name, schema in schemas.items()])
    return {
        section: jsonschema_rs.Draft202012Validator(
            schemas[quote(f"{section}.schema.json")], registry=registry, validate_formats=True
        )
        for section in forms(folder).sections
    }


WRONG = st.sampled_from(["？？", "2026-02-30", "三月吉日", -1, 10**12, True, ["？？"], {"？？": "？？"}, [["？？"]]])


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """The value with one thing in it replaced by something else, or an unknown name added."""
    value = deepcopy(value)
    places: list[tuple[Any, Any]] = []

    def collect(at: Any) -> None:
        for key, each in at.items() if isinstance(at, dict) else enumerate(at):
            places.append((at, key))
            if isinstance(each, (dict, list)):
                collect(each)
        if isinstance(at, dict):
            places.append((at, "知らない項目"))

    collect(value)
    if places:
        container, key = draw(st.sampled_from(places))
        container[key] = draw(WRONG)
    return value


def cannot_be_written(value: Any, item: Property | None, form: RecordType | None) -> bool:
    """Whether a value is one that no text in a document gives: the two checks then look at different things.

    A number where a text is wanted is written like the text; a time of day before midnight, a year before Christ and
    (where the schema has no lower bound of its own) a negative number of people have no spelling at all.
    """
    if isinstance(value, dict):
        return form is not None and any(
            cannot_be_written(each, form.properties.get(name), _form_of(form.properties.get(name)))
            for name, each in value.items()
        )
    if isinstance(value, list):
        return any(cannot_be_written(each, item, form) for each in value)
    if item is None:
        return False
    kind = (item.kind.element or item.kind).name
    if isinstance(value, bool) or not isinstance(value, int):
        return (isinstance(value, bool) and kind != "真偽") or (kind == "文字" and not isinstance(value, str))
    lowest, highest = {"時刻": (0, 1439), "年度": (1, 9999)}.get(kind, (0 if item.minimum is None else -1, 10**15))
    return kind in ("文字", "真偽") or not lowest <= value <= highest


@st.composite
def papers(draw: st.DrawFn, folder: Path) -> tuple[str, Any]:
    section = draw(st.sampled_from(sorted(forms(folder).sections)))
    paper = forms(folder).sections[section]
    inner = records_of(paper.type)
    value = draw(st.lists(inner, max_size=2) if paper.many else inner)
    return section, draw(mutated(value)) if draw(st.booleans()) else value


@pytest.mark.parametrize("folder", [DATA, SHIPPED], ids=["small", "shipped"])
def test_typing_accepts_what_json_schema_accepts(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the forms of the scheme are not there")
    seen = {True: 0, False: 0}

    @given(papers(folder))
    def run(paper: tuple[str, Any]) -> None:
        section, value = paper
        form = forms(folder).sections[section].type
        assume(not cannot_be_written(value, None, form))
        typing, library, oracle = verdicts(folder, section, value)
        assert library == oracle
        assert typing == library
        seen[typing] += 1

    run()
    assert min(seen.values()) > 10, "both verdicts are really seen"


def block_yaml(value: Any, indent: str = "") -> str:
    """A canonical tree of texts as block YAML, plain where that is safe."""
    if isinstance(value, dict) and value:
        return "".join(f"\n{indent}{name}: {block_yaml(each, indent + '  ')}" for name, each in value.items())
    if isinstance(value, list) and value:
        return "".join(f"\n{indent}-   {block_yaml(each, indent + '    ').lstrip()}" for each in value)
    text = value if isinstance(value, str) else ""
    return text if text.isalnum() else json.dumps(value, ensure_ascii=False)


def widened(value: Any, item: Property | None, form: RecordType | None) -> Any:
    """The written tree with the digits of numbers and days in full width."""
    if isinstance(value, dict) and form is not None:
        return {
            name: widened(each, form.properties[name], _form_of(form.properties[name])) for name, each in value.items()
        }
    if isinstance(value, list):
        return [widened(each, item, form) for each in value]
    scalar = item is not None and (item.kind.element or item.kind).name != "文字"
    return value.translate({ord("0") + n: ord("０") + n for n in range(10)}) if scalar else value


@st.composite
def written_papers(draw: st.DrawFn) -> tuple[str, Any, Any]:
    section = draw(st.sampled_from(sorted(forms(SHIPPED).sections)))
    paper = forms(SHIPPED).sections[section]
    inner = records_of(paper.type)
    value = draw(st.lists(inner, min_size=1, max_size=2) if paper.many else inner)
    tree = shown(value, None, paper.type)
    return section, tree, draw(st.permutations(list(tree.items()))) if isinstance(tree, dict) else None


@given(written_papers())
def test_the_way_of_writing_does_not_matter(paper: tuple[str, Any, Any]) -> None:
    """YAML or JSON, the order of fields, full-width digits: the facts are the same."""
    section, tree, shuffled = paper
    form = forms(SHIPPED).sections[section].type

    def read_as(ending: str, text: str) -> Any:
        dossier, problems = dossier_of("一件", [(f"一件.{ending}", text)], forms(SHIPPED))
        assert dossier is not None
        assert [each for each in problems if each.is_error] == [], text
        return dossier.facts

    one = read_as("json", json.dumps({section: tree}, ensure_ascii=False))
    assert one == read_as("yaml", block_yaml({section: tree}).lstrip())
    assert one == read_as("json", json.dumps({section: widened(tree, None, form)}))
    if shuffled is not None:
        assert one == read_as("yml", json.dumps({section: dict(shuffled)}, ensure_ascii=False))


def test_the_library_finds_what_typing_would_have_missed() -> None:
    """The second opinion has a place and a Japanese sentence, and is silent where typing has spoken."""
    dossier, problems = read("本人の数: 5人\n提案者:\n  氏名: 山田\n")
    assert validate(dossier, forms(), problems) == []
    wrong = Dossier(
        "一件", {"提案書": {"本人の数": -5, "提案者": {"氏名": 3, "年": 1}}}, dossier.nodes, dossier.kind, dossier.stage
    )
    found = validate(wrong, forms())
    assert [(each.span.text, each.message) for each in found] == [
        ("5人", "「本人の数」の値が、様式の下限より小さくなっています。"),
        ("氏名: 山田", "「提案者」に、様式にない項目があります。"),
        ("山田", "「氏名」の値の種類が、様式と合いません。"),
    ]
    assert validate(wrong, forms(), found) == []
