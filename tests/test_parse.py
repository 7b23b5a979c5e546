"""Rule text → syntax: the rows of the law, every other form, the traps of the lexer, mistakes, and what is hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syntax_outline import outline

from compliance.documents.reader import plain, read_tree
from compliance.language import mistakes, syntax
from compliance.language.parse import parse_rules, scan_names
from compliance.language.syntax_builder import MAX_NESTING
from compliance.problem import Problem
from compliance.source import Source, Span
from compliance.struct import Struct, names

DATA = Path(__file__).parent / "data" / "grammar"
GRAMMAR = Path(__file__).parent.parent / "grammar"
NAMES = frozenset((DATA / "names.txt").read_text(encoding="utf-8").split())


def parse(text: str, *more: str) -> tuple[syntax.RuleFile, list[Problem]]:
    return parse_rules(Source("x.rule", text), NAMES.union(more))


def item(body: str, *more: str) -> syntax.Rule:
    """The one rule with this body; there must be nothing to mend in it."""
    file, problems = parse(f"項目 x\n  根拠：法第1条\n  {body}\n", *more)
    assert [problem.message for problem in problems if problem.is_error] == []
    (rule,) = file.items
    assert isinstance(rule, syntax.Rule)
    return rule


def says(body: str, *more: str) -> str:
    """What the requirement of a rule says, in one line."""
    return re.sub(r"\n *", " / ", outline(item(body, *more).bodies[0].content))


def nodes(part: object) -> Iterator[syntax.Node]:
    """A node and all nodes below it."""
    if isinstance(part, tuple):
        for each in part:
            yield from nodes(each)
    elif isinstance(part, syntax.Node):
        yield part
        for name in names(type(part)):
            yield from nodes(getattr(part, name))


# --- what is written, and what is made of it ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rows", "surface"])
def test_outlines(name: str) -> None:
    """Each item of the file is read as the outline beside it says, and nothing is to be mended."""
    text = (DATA / f"{name}.rule").read_text(encoding="utf-8")
    file, problems = parse(text)
    assert [(problem.span.line, problem.message) for problem in problems] == []
    wanted = (DATA / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    assert [outline(each) for each in file.items] == wanted


def both_files() -> list[syntax.RuleFile]:
    return [parse((DATA / f"{name}.rule").read_text(encoding="utf-8"))[0] for name in ("rows", "surface")]


def test_every_class_of_the_syntax_is_made() -> None:
    made = {type(node) for file in both_files() for node in nodes(file)}
    written = {
        each
        for each in vars(syntax).values()
        if isinstance(each, type) and issubclass(each, Struct) and each not in (Struct, syntax.Node, syntax.Head)
    }
    assert written - made == set()


def test_places_hold_what_they_stand_for() -> None:
    """Names, texts and labels are found again at their places; a part lies inside the whole."""
    for file in both_files():
        for node in nodes(file):
            match node:
                case syntax.Name(text=text):
                    assert node.span.text == text
                case syntax.Text(value=value):
                    assert node.span.text == f"「{value}」"
                case syntax.Entry(label=label):
                    assert node.label_span.text == label
                case syntax.Line(text=text):
                    assert node.span.text == text
                case syntax.Head():
                    assert node.name_span.text == node.name
                case syntax.Comment(text=text):
                    assert node.span.text == text
            for name in names(type(node)):
                for part in nodes(getattr(node, name)):
                    assert node.span.start <= part.span.start <= part.span.end <= node.span.end, (node, part)


def test_two_readings_are_equal_wherever_they_stand() -> None:
    text = "項目 x\n  要件：刑がないこと\n  満たさないとき：不適合\n"
    assert parse(text)[0].items == parse("# 前置き\n\n" + text)[0].items


# --- the traps of the lexer -----------------------------------------------------------------------------------------

TRAPS = {
    "a name may hold 及び": ("要件：氏名及び住所が記載されていること", "Stated subjects=(氏名及び住所) verb=記載"),
    "a name may hold 又は": ("要件：住所又は居所が記載されていること", "Stated subjects=(住所又は居所) verb=記載"),
    "a name goes on otherwise: another name": (
        "要件：本人の数量が、3件以上であること",
        "Compare subject=?本人.?数量 op=以上 object=3件",
    ),
    "前 after a name": (
        "要件：作成の日が、提案の日前六月以内であること",
        "Within subject=作成の日 anchor=提案の日 period=6月",
    ),
    "前 inside a name": ("要件：納付前の額が1円以上であること", "Compare subject=納付前の額 op=以上 object=1円"),
    "a unit inside a name": ("要件：十分な措置が記載されていること", "Stated subjects=(十分な措置) verb=記載"),
    "一 as text": ("要件：種別が一部事務組合であること", "Is subject=種別 objects=(一部事務組合)"),
    "二年 inside a name": (
        "要件：刑が、二年を経過しない刑に該当すること",
        "Isa subject=刑 definition=二年を経過しない刑",
    ),
    "漢数字": ("要件：本人の数が千人以上であること", "Compare subject=本人の数 op=以上 object=1000人"),
    "漢数字 of several units": (
        "要件：委託額が二万千円以上であること",
        "Compare subject=委託額 op=以上 object=21000円",
    ),
    "digits and 漢数字": ("要件：委託額が3万円以上であること", "Compare subject=委託額 op=以上 object=30000円"),
    "full-width digits": (
        "要件：本人の数が１，０００人以上であること",
        "Compare subject=本人の数 op=以上 object=1000人",
    ),
    "half-width colon": ("要件:本人の数が1,000人以上であること", "Compare subject=本人の数 op=以上 object=1000人"),
    "half-width brackets and commas": (
        "要件：(刑がなく,かつ,写しである)又は代理人があること",
        "Or / parts: Group / condition: And / parts: Exists subject=刑 negated=True / parts: IsTrue subject=写し"
        " / parts: Exists subject=代理人",
    ),
    "6月": ("要件：作成の日が、提案の日前6月以内であること", "Within subject=作成の日 anchor=提案の日 period=6月"),
    "6か月": (
        "要件：作成の日が、提案の日前6か月以内であること",
        "Within subject=作成の日 anchor=提案の日 period=6か月",
    ),
    "の末日 before 以前": (
        "要件：判断の日が年度の末日以前であること",
        "Compare subject=判断の日 op=以前 object=末日(年度)",
    ),
    "の数量 is not の数": (
        "要件：記録項目の数量が3件以上であること",
        "Compare subject=記録項目.数量 op=以上 object=3件",
    ),
    "のうちわけ is not のうちに": (
        "要件：提案者のうちわけが記載されていること",
        "Stated subjects=(提案者.うちわけ) verb=記載",
    ),
    "a name that begins with が": ("要件：がん登録が記載されていること", "Stated subjects=(がん登録) verb=記載"),
    "かつ inside 「」": (
        "要件：「甲であり、かつ、乙」と認められること",
        "Judged question=「甲であり、かつ、乙」",
    ),
    "okurigana belongs to an unknown name": ("要件：申込みがあること", "Exists subject=?申込み"),
    "an unknown name stops before 以上": (
        "要件：人数以上である代理人があること",
        None,
    ),
    "subject left out": (
        "要件：年齢が18歳以上であり、かつ、20歳未満であること",
        "And / parts: Compare subject=年齢 op=以上 object=18歳 / parts: Compare op=未満 object=20歳",
    ),
    "又は of values, then of conditions": (
        "要件：刑名が「死刑」又は「懲役」であり、又は年齢が20歳以上であること",
        "Or / parts: Is subject=刑名 objects=(「死刑」、「懲役」) / parts: Compare subject=年齢 op=以上 object=20歳",
    ),
    "かつ and 又は on one level stay visible": (
        "要件：刑がなく、かつ、写しであり、又は代理人があること",
        "Or / parts: And / parts: Exists subject=刑 negated=True / parts: IsTrue subject=写し"
        " / parts: Exists subject=代理人",
    ),
    "は for が": ("要件：本人の数は、千人以上であること", "Compare subject=本人の数 op=以上 object=1000人"),
    "前号 and 前": (
        "要件：次のいずれにも該当すること：\n一　刑がない\n二　前号に該当しない",
        "ListOf mode=も noun=こと / entries: Entry label=一 / condition: Exists subject=刑 negated=True"
        " / entries: Entry label=二 / condition: RefersTo references=(前号) mode=も negated=True",
    ),
    "a blank of any kind": ("要件：刑が\u00a0ない\u3000 \tこと", "Exists subject=刑 negated=True"),
    "a sentence over several lines": (
        "要件：刑が\n      ないこと",
        "Exists subject=刑 negated=True",
    ),
    "a comment at the end": ("要件：刑がないこと # めも", "Exists subject=刑 negated=True"),
    "a comment between": ("要件：刑がなく、\n  # めも\n  かつ、写しであること", "And / parts: Exists subject=刑 negated=True / parts: IsTrue subject=写し"),
    "a line may end after 、": ("要件：刑がなく、\n    かつ、写しが、\n    ないこと", "And / parts: Exists subject=刑 negated=True / parts: Exists subject=写し negated=True"),
}  # fmt: skip
MORE = ("数量", "うちわけ", "記録項目", "がん登録", "委託額", "申込", "二年を経過しない刑")


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap)
def test_traps(trap: str) -> None:
    body, wanted = TRAPS[trap]
    more = tuple(name for name in MORE if not trap.startswith("a name goes on"))
    if wanted is None:
        assert parse(f"項目 x\n  {body}\n", *more)[1] != []
    else:
        assert says(body, *more) == wanted


def test_labels_in_lines_are_text_and_labels_ascend_by_kind() -> None:
    text = "要件：次のいずれにも該当すること：\n一　次のいずれかに該当すること：\nイ　イベントがある\nロ　刑がある\n二　刑がない"
    assert says(text).count("Entry") == 4


def test_the_proviso_of_an_entry_and_of_an_item() -> None:
    """On the same line it is the entry's; at the start of a line it is the item's."""
    rule = item(
        "要件：次のいずれにも該当すること：\n"
        "    一　刑がない。ただし、年齢が20歳未満であるときは、この限りでない。\n"
        "    二　刑がない\n"
        "  ただし、写しであるときは、この限りでない。"
    )
    body = rule.bodies[0].content
    assert isinstance(body, syntax.ListOf)
    assert [entry.proviso is not None for entry in body.entries] == [True, False]
    assert rule.proviso is not None and outline(rule.proviso) == "IsTrue subject=写し"


def test_comments_are_kept_and_a_sign_in_a_text_is_none() -> None:
    file, problems = parse(
        "# 一つ目\n項目 x # 二つ目\n  理由：「番号#1を見よ」 ＃三つ目\n  要件：刑がないこと\n  満たさないとき：注意\n"
    )
    assert [comment.text for comment in file.comments] == ["# 一つ目", "# 二つ目", "＃三つ目"]
    assert problems == []


def test_line_ends_of_windows_and_a_byte_order_mark() -> None:
    text = (
        "項目 x\n  要件：次のいずれにも該当すること：\n    一　刑がない\n    二　写しである\n  満たさないとき：注意\n"
    )
    assert parse("\ufeff" + text.replace("\n", "\r\n"))[0].items == parse(text)[0].items
    assert parse("\ufeff" + text.replace("\n", "\r\n"))[1] == []


def test_tabs_and_ascii_blanks_indent_as_well() -> None:
    text = (
        "項目\tx\n\t要件：次のいずれにも該当すること：\n\t\t一 刑がない\n\t\t二\t写しである\n\t満たさないとき：注意\n"
    )
    assert parse(text)[1] == []


def test_names_are_collected_before_anything_is_read() -> None:
    text = "定義 甲 # 注\n  ≧\n一覧　乙\n基準値 丙\n委任 丁\n定義\n項目 x\n推定 「戊」\n  定義 字下げ\n"
    assert scan_names(Source("x", text)) == ["甲", "乙", "丙", "丁"]


def test_a_declared_name_is_known_in_its_own_file() -> None:
    file, _ = parse(
        "定義 妙な名前\n  根拠：法第1条\n  刑がある者\n\n項目 x\n  事由：妙な名前に該当すること\n  該当するとき：不適合\n"
    )
    rule = file.items[1]
    assert isinstance(rule, syntax.Rule)
    assert outline(rule.bodies[0].content) == "Isa definition=妙な名前"


# --- mistakes -------------------------------------------------------------------------------------------------------


def examples() -> list[Any]:
    source = Source("mistakes.yaml", (GRAMMAR / "mistakes.yaml").read_text(encoding="utf-8"))
    tree, problems = read_tree(source, "yaml")
    assert tree is not None and not problems
    data: Any = plain(tree)
    found = []
    for entry in data["mistakes"]:
        for number, example in enumerate(entry.get("examples", ()), 1):
            name = f"{entry['code']} {example['place']} {number}"
            found.append(pytest.param(example.get("code", entry["code"]), example, id=name))
    return found


@pytest.mark.parametrize(("code", "example"), examples())
def test_mistakes(code: str, example: dict[str, str]) -> None:
    """The first problem told is the author's mistake, at its place, in the sentence written beside it."""
    _, problems = parse(example["text"])
    assert problems, "nothing was reported"
    first = problems[0]
    assert (first.code, first.span.text) == (code, example["place"])
    if "says" in example:
        assert first.message == example["says"]


def test_there_is_an_example_for_every_sentence() -> None:
    source = Source("mistakes.yaml", (GRAMMAR / "mistakes.yaml").read_text(encoding="utf-8"))
    data: Any = plain(read_tree(source, "yaml")[0])  # type: ignore[arg-type]
    assert [entry["code"] for entry in data["mistakes"] if not entry.get("examples")] == ["syntax"]
    assert len(examples()) >= 100


def test_the_rest_of_the_file_is_read() -> None:
    """A broken item is named, all mistakes of its fields are told, and the items around it are there with their places."""
    text = (
        "項目 a\n  要件：刑がないこと\n  満たさないとき：不適合\n\n"
        "項目 b\n  適用：年齢 ≧ 18歳の場合\n  要件：当該刑がないこと\n  満たさない時：不適合\n\n"
        "項目 c\n  要件：写しであること\n  満たさないとき：注意\n"
    )
    file, problems = parse(text)
    assert [each.name for each in file.items] == ["a", "c"]
    assert file.broken == ("b",)
    assert [(problem.code, problem.span.text) for problem in problems] == [
        ("sign-for-word", "≧"),
        ("no-one-meaning", "当該"),
        ("unknown-field", "満たさない時"),
    ]
    assert file.items[1].name_span.line == 10


def test_unsound_but_readable_items_are_kept() -> None:
    """A wrong noun or the order of labels is told, and the item is still there for those who refer to it."""
    file, problems = parse("項目 a\n  要件：刑がないもの\n  満たさないとき：不適合\n")
    assert [problem.code for problem in problems] == ["wrong-noun"]
    assert [each.name for each in file.items] == ["a"] and file.broken == ()


SMALL = "項目 x\n  要件：{}こと\n  満たさないとき：不適合\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(SMALL.format("（" * 20_000 + "刑がない" + "）" * 20_000), "too-deep", id="brackets"),
        pytest.param(SMALL.format("契約の日において、" * 5_000 + "刑がない"), "too-deep", id="days"),
        pytest.param(SMALL.format("開始の日" + "の翌日" * 5_000 + "が基準日以後である"), "too-deep", id="functions"),
        pytest.param(SMALL.format("の".join(["刑"] * 50_000) + "がない"), "too-deep", id="path"),
        pytest.param(SMALL.format("亜" * 100_000 + "がない"), "long-name", id="name"),
        pytest.param(SMALL.format("本人の数が" + "1" * 100_000 + "人以上である"), "bad-number", id="number"),
        pytest.param(SMALL.format("「" * 50_000), "nested-quote", id="quotes"),
        pytest.param("項目 x\n" + "  要件：あ\n" * 15_000, "syntax", id="fields"),
        pytest.param("項目\n" * 5_000, "no-name", id="heads"),
        pytest.param("項目 x\n" + "#\n" * 150_000, "too-large", id="item"),
        pytest.param("#" * 10_000_001, "too-large", id="file"),
    ],
)
def test_limits(text: str, code: str) -> None:
    assert parse(text)[1][0].code == code


def test_as_deep_as_the_limit() -> None:
    text = "（" * MAX_NESTING + "刑がない" + "）" * MAX_NESTING
    assert parse(SMALL.format(text))[1] == []
    assert [p.code for p in parse(SMALL.format(f"（{text}）"))[1]] == ["too-deep"]


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\x00", "\x1b", "\u2066", "\u00ad"])
@pytest.mark.parametrize("text", ["項目 x\n  要件：刑{}がないこと\n", "# {}\n項目 x\n", "項目 x\n  理由：「甲{}乙」\n"])
def test_what_cannot_be_seen_is_told(character: str, text: str) -> None:
    _, problems = parse(text.format(character))
    assert [(p.code, p.span.text) for p in problems if p.code == "invisible-character"] == [
        ("invisible-character", character)
    ]
    assert f"U+{ord(character):04X}" in problems[0].message


ROWS = (DATA / "rows.rule").read_text(encoding="utf-8").split("\n")
SURFACE = (DATA / "surface.rule").read_text(encoding="utf-8").split("\n")
PIECES = st.sampled_from(
    [
        "、",
        "の",
        "が",
        "「",
        "」",
        "：",
        "\n",
        "一　",
        "イ　",
        "又は",
        "ただし、",
        "（",
        "）",
        "≧",
        "項目 ",
        "こと",
        "#",
        "千人",
        "ない",
        "１",
        "",
    ]
)


@given(st.data())
def test_any_text_ends_in_problems_with_places(data: st.DataObject) -> None:
    """Rules torn and patched at random: never an exception; every sentence is whole and every place in the text."""
    lines = data.draw(st.sampled_from([ROWS, SURFACE]))
    first = data.draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + data.draw(st.integers(1, 25))])
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(PIECES) + text[at + data.draw(st.integers(0, 3)) :]
    file, problems = parse(text)
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
        assert problem.message.endswith("。") and "\n" not in problem.message
        assert not re.search(r"[{}]|トークン|None", problem.message + problem.hint)
        assert problem.hint == "" or problem.hint.endswith(("。", "か。"))
    for node in nodes(file):
        assert 0 <= node.span.start <= node.span.end <= len(text)


@given(st.text(max_size=60))
def test_any_characters_at_all(text: str) -> None:
    for whole in (text, "項目 x\n  要件：" + text):
        for problem in parse(whole)[1]:
            assert 0 <= problem.span.start <= problem.span.end <= len(whole)
            assert problem.message.endswith("。")


def test_a_place_is_explained_even_where_nothing_fits() -> None:
    span = Span(Source("x", "あ" * 200), 0, 200)
    assert mistakes.in_unknown_name("あ" * 200, span) is not None
    assert mistakes.in_unknown_name("ただの名前", span) is None
