"""A short form of `python -m fuzz`, and every input that it ever found something with."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from fuzz.loop import execute, run
from fuzz.metamorphic import Bench, check_one
from fuzz.targets import TARGETS

RUNS = {"rules": 60, "format": 30, "documents": 600, "settings": 300}
NAMES = "項目 試し\n"


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_inputs(name: str) -> None:
    target = TARGETS[name]()
    seeds = target.seeds[:: max(1, len(target.seeds) // 40)]  # some, so that mutation has its turn
    short = type(target)(target.name, target.check, seeds, target.words)
    tally = run(short, RUNS.get(name, 1000), 600, seed=5)
    assert tally.found == {}, tally
    assert tally.executions == RUNS.get(name, 1000)
    assert len(tally.endings) > 3


FOUND = [
    ("rules", "定義\n\n拠：第"),  # a problem before the beginning of the file
    ("rules", f"項目 appi-115-{'9' * 5000}\n  根拠：法第1条\n"),  # messages of 5,000 characters
    ("rules", "項目 x\n  要件：人であって、別があり、\n   かつ"),  # a message of two lines
    ("rules", "項目\n要件：刑がないこと\nがないこと 満たさない時：不適合"),
    ("rules", f"項目 x\n  根拠：{'亜' * 3000}第1条\n"),
    ("rules", f"項目a{'9' * 5000}\n"),
    (
        "rules",
        f"項目 x\n  見出し：甲\n  根拠：法第1条\n  書類：通知書\n  要件：通知の様式が「{'9' * 5000}」であること\n  満たさないとき：注意\n",
    ),
    ("rules", f"項目{'9' * 400}「個人」\n1"),  # a quotation in a quotation was not cut
    ("rules", f"項目{'9「a」' * 400}\n1"),
    ("rules", "委任 「\n根拠：委任額"),  # a bracket was taken for a name in brackets
    ("rules", "推定 「」\n  根拠：法第113条"),
    ("format", "人その他の団体」又は「瀌甲」\n項目 x\n #要件："),  # a comment moved out of its item
    ("format", "項目 x\n#目\u2028x項目\n"),  # the rest of a comment became text
    ("format", "基準値\ufeff"),  # became a head, its blank cut off
    ("citations", f"法第{'9' * 3000}114条第1項第2号、規則第56条"),  # quadratic
    ("citations", "様式第二〇二六七"),  # shown as 二万…, which was not read
    ("citations", "様式1条第１項"),
    ("citations", "法第113条第1号から第1号まで"),
    ("citations", "別表第99999999999999999"),  # more than 漢数字 write
    ("documents", "提案書: {本人の数: 9" + "9" * 5000 + "}"),
    ("numbers", "-件\n〇"),
    ("dates", "正午\n2026-08-03"),
]


@pytest.mark.parametrize(("name", "text"), FOUND, ids=[f"{name}{number}" for number, (name, _) in enumerate(FOUND)])
def test_what_was_found_stays_mended(name: str, text: str) -> None:
    _, error = execute(TARGETS[name](), text.encode())
    assert error is None


def test_metamorphic_relations() -> None:
    bench, draw, count = Bench.made(), Random("test"), Counter[str]()
    while count.total() < 200:
        assert check_one(bench, draw, count) == []
    assert len(count) >= 6
