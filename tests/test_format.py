"""The formatter: the same words in canonical layout, comments where they belong, and nothing it cannot read touched."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_texts import COMMENTS, rule_files

from compliance.language.format import format_rules
from compliance.language.parse import parse_rules
from compliance.language.rule_text import comments, heads
from compliance.source import Source

DATA = Path(__file__).parent / "data" / "grammar"
NAMES = frozenset((DATA / "names.txt").read_text(encoding="utf-8").split())
# RULE_TEXTS=10000 tries as many random files as is done before a release.


def formatted(text: str) -> str:
    return format_rules(Source("x.rule", text), NAMES)


@pytest.mark.parametrize("name", ["rows", "surface"])
def test_the_files_of_the_language_are_in_layout(name: str) -> None:
    text = (DATA / f"{name}.rule").read_text(encoding="utf-8")
    assert formatted(text) == text


CASES = {
    "widths, blanks and indentation": (
        "項目　x\n 要件:次のいずれにも該当すること:\n 一 刑がなく,かつ,写しである\n"
        "      二　次のいずれかに該当する：\n  イ 刑がある\n（1）\n".replace("（1）\n", "")
        + "  ロ\t(写しでなく,かつ,刑がない)又は代理人がある\n 満たさないとき ： 不適合｡\n",
        "項目 x\n  要件：次のいずれにも該当すること：\n    一　刑がなく、かつ、写しである\n"
        "    二　次のいずれかに該当する：\n      イ　刑がある\n"
        "      ロ　（写しでなく、かつ、刑がない）又は代理人がある\n  満たさないとき：不適合。\n",
    ),
    "fields in order, with the comments that lead them": (
        "項目 x\n  # 効果\n  満たさないとき：不適合 # 重い\n  # 要件\n  # その二\n  要件：刑がないこと\n"
        "  理由：「刑がある。」\n  根拠：法第1条\n  見出し：刑\n",
        "項目 x\n  見出し：刑\n  根拠：法第1条\n  # 要件\n  # その二\n  要件：刑がないこと\n"
        "  # 効果\n  満たさないとき：不適合  # 重い\n  理由：「刑がある。」\n",
    ),
    "one blank line between items, and comments with the item they lead": (
        "# 前置き\n\n\n# 甲\n項目 a\n  要件：刑がないこと\n  満たさないとき：注意\n  # 甲の終わり\n# 乙\n項目 b\n\n"
        "  要件：写しであること\n\n  満たさないとき：注意\n\n\n\n# おわり\n",
        "# 前置き\n\n# 甲\n項目 a\n  要件：刑がないこと\n  満たさないとき：注意\n  # 甲の終わり\n\n# 乙\n項目 b\n"
        "  要件：写しであること\n  満たさないとき：注意\n\n# おわり\n",
    ),
    "a comment in the middle of a sentence ends its line": (
        "項目 x\n  要件：刑がなく、 # 甲\n  かつ、\n  # 乙\n  写しであること\n  満たさないとき：注意\n",
        "項目 x\n  要件：刑がなく、  # 甲\n      かつ、\n      # 乙\n      写しであること\n  満たさないとき：注意\n",
    ),
    "line ends of the author's after 、 stay": (
        "一覧 様式\n  根拠：法第1条\n  「様式第七」、\n    「様式第八」、「様式第九」\n  又は「様式第十」\n",
        "一覧 様式\n  根拠：法第1条\n  「様式第七」、\n      「様式第八」、「様式第九」又は「様式第十」\n",
    ),
    "a blank that keeps two names apart stays": (
        "項目 x\n  要件：本人 の数が、3人以上であること\n  満たさないとき：注意\n",
        "項目 x\n  要件：本人 の数が、3人以上であること\n  満たさないとき：注意\n",
    ),
    "what cannot be read stays as it is": (
        "項目 a\n 要件:刑がないこと\n 満たさないとき:注意\n項目 b\n 要件：≧  刑\n\n\n 満たさないとき:注意\n\n\n項目 c\n 要件:写しであること\n 満たさないとき:注意\n",
        "項目 a\n  要件：刑がないこと\n  満たさないとき：注意\n\n項目 b\n 要件：≧  刑\n\n\n 満たさないとき:注意\n\n\n項目 c\n  要件：写しであること\n  満たさないとき：注意\n",
    ),
    "text before the first item that is no comment": (
        "こんにちは\n項目 a\n 要件：刑がないこと\n 満たさないとき：注意\n",
        "こんにちは\n項目 a\n  要件：刑がないこと\n  満たさないとき：注意\n",
    ),
    "a dated requirement keeps its ただし書": (
        "項目 x\n 満たさないとき：注意\n 令和4年4月1日から令和5年3月31日まで：\n 要件：刑がないこと\n 令和5年4月1日から：\n 要件：写しであること\n"
        " ただし、代理人があるときは、この限りでない。\n",
        "項目 x\n  令和4年4月1日から令和5年3月31日まで：\n    要件：刑がないこと\n  令和5年4月1日から：\n    要件：写しであること\n"
        "    ただし、代理人があるときは、この限りでない。\n  満たさないとき：注意\n",
    ),
    "a comment below a head that has nothing else stays in the item": (
        "項目 x\n #要件：\n項目 y\n",
        "項目 x\n  #要件：\n\n項目 y\n",
    ),
    "empty": ("\n \n", ""),
    "only comments": ("\n# 甲\n\n\n  # 乙", "# 甲\n\n# 乙\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case)
def test_layout(case: str) -> None:
    before, after = CASES[case]
    assert formatted(before) == after
    assert formatted(after) == after


def test_line_ends_of_windows_stay() -> None:
    text = (DATA / "rows.rule").read_text(encoding="utf-8").replace("\n", "\r\n")
    assert formatted(text) == text


def comment_texts(text: str) -> Counter[str]:
    return Counter(match.group(1).rstrip() for match in comments(text))


@given(rule_files())
def test_formatting_changes_nothing_but_the_layout(text: str) -> None:
    before, problems = parse_rules(Source("x", text), NAMES)
    assert [(p.code, p.message, p.span.text) for p in problems if p.is_error] == []
    written = formatted(text)
    after, problems = parse_rules(Source("x", written), NAMES)
    assert after.items == before.items
    assert formatted(written) == written
    assert comment_texts(written) == comment_texts(text)
    assert [p.message for p in problems if p.code == "indentation"] == []


@given(rule_files(), st.data())
def test_torn_files_lose_nothing(text: str, data: st.DataObject) -> None:
    """With characters taken out or put in anywhere: what was read stays the same, what was not stays as it is."""
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(["", "「", "、", "\n", "の", "#", *COMMENTS])) + text[at + 1 :]
    before, _ = parse_rules(Source("x", text), NAMES)
    written = formatted(text)
    after, _ = parse_rules(Source("x", written), NAMES)
    assert after.items == before.items
    assert after.broken == before.broken
    assert formatted(written) == written
    assert comment_texts(written) == comment_texts(text)
    found = heads(Source("x", text))
    for head, end in zip(found, [*(each.start for each in found[1:]), len(text)], strict=False):
        if head.name in before.broken:
            assert text[head.start : end] in written


def test_a_field_that_was_commented_out_stays_last() -> None:
    text = (
        "項目 x\n  要件：刑がないこと\n  満たさないとき：不適合\n  観点：\n    ・記載が具体的か。\n    #理由：「甲」\n"
    )
    written = formatted(text)
    assert written.splitlines()[-1].strip() == "#理由：「甲」"
    assert formatted(written) == written


def test_an_item_with_a_name_that_is_none_stays_as_it_is() -> None:
    text = "項目 x-\n  満たさないとき:不適合\n  要件:刑がないこと\n"
    assert formatted(text) == text
