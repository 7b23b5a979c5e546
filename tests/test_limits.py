"""Rule files from strangers: whatever their size and shape, an end in bounded time, and a word on which limit was met."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from compliance.check import check_rules
from compliance.check.size import MAX_CHAIN, MAX_LOOPS
from compliance.documents.document import read_dossier
from compliance.documents.forms import load_forms
from compliance.engine.evaluate import evaluate
from compliance.language.parse import parse_all
from compliance.language.rule_text import MAX_FILE, MAX_ITEM, MAX_ITEMS, heads
from compliance.model import RuleSet
from compliance.plan.compile import compile_plan
from compliance.source import Source

ROOT = Path(__file__).parent.parent
FORMS, _ = load_forms(ROOT / "rules" / "documents")
HEAD = "項目 test-1\n  見出し：甲\n  根拠：法第113条\n  書類：提案書\n"
TAIL = "  満たさないとき：不適合\n"
# Seconds of processor time: some twenty times what is measured; what is exponential takes far longer.
ENOUGH = 20.0


def told(text: str) -> tuple[set[str], RuleSet]:
    begun = time.process_time()
    files, unread = parse_all([Source("試し.rule", text)], FORMS)
    rules, wrong = check_rules(files, FORMS)
    codes = {problem.code for problem in (*unread, *wrong) if problem.is_error}
    assert all(len(problem.message) < 2000 for problem in (*unread, *wrong))
    if not codes:
        dossier, _ = read_dossier(ROOT / "examples" / "02-役員の欠格", FORMS)
        assert dossier is not None
        day = date(2026, 9, 14)
        compile_plan(rules, FORMS).run(dossier.facts, dossier.kind, dossier.stage, day, day)
        evaluate(rules, FORMS, dossier, day, day)
    assert time.process_time() - begun < ENOUGH
    return codes, rules


def chain(count: int, uses: int = 1) -> str:
    """Definitions each of which uses the one before, `uses` times."""
    labels = "一二三四五六七八九"[:uses]
    return "".join(
        f"定義 者あ{number}\n  根拠：法第113条\n"
        + (
            "  次のいずれにも該当する者：\n" + "".join(f"    {label}　者あ{number - 1}に該当する\n" for label in labels)
            if number
            else "  種別が「個人」である者\n"
        )
        + "\n"
        for number in range(count)
    ) + HEAD + f"  対象：提案者の役員ごと\n  要件：者あ{count - 1}に該当しないこと\n" + TAIL  # fmt: skip


def brackets(depth: int) -> str:
    inner = "本人の数が10人以上であり、かつ、本人の数が20人以下である"
    return HEAD + f"  要件：{'（' * depth}{inner}{'）' * depth}こと\n" + TAIL


def loops(depth: int) -> str:
    inner = "刑のうちに、" * (depth - 1) + "刑名が「懲役」であるものがある" + "ものがある" * (depth - 1)
    return HEAD + f"  要件：提案者の役員のうちに、{inner}こと\n" + TAIL


def labels(depth: int) -> str:
    """Labels below labels; no label comes after （１）, so that deeper ones are refused."""
    lines = [
        f"{'  ' * (level + 2)}{label}　次のいずれかに該当する："
        for level, label in enumerate(("一", "イ", "（１）") * depth)
    ]
    return HEAD + "  要件：次のいずれかに該当すること：\n" + "\n".join(lines) + "\n" + TAIL


@pytest.mark.parametrize(
    ("make", "size", "code"),
    [
        (brackets, 10, ""), (brackets, 60, "too-deep"), (brackets, 30_000, "too-deep"),
        (chain, MAX_CHAIN, ""), (chain, MAX_CHAIN + 1, "definition-chain"), (chain, 2000, "definition-chain"),
        (lambda n: chain(n, 2), 10, ""), (lambda n: chain(n, 2), 15, "too-large-rule"), (lambda n: chain(n, 9), 12, "too-large-rule"),
        (loops, 4, ""), (loops, MAX_LOOPS + 2, "nested-lists"), (loops, 400, "too-deep"),
    ],
)  # fmt: skip
def test_depth(make: Callable[[int], str], size: int, code: str) -> None:
    found, _ = told(make(size))
    assert found == ({code} if code else set())


def test_labels_below_labels() -> None:
    assert told(labels(1))[0] != set()
    assert told(labels(200))[0] != set()


def test_a_long_line_of_items_that_ask_for_each_other() -> None:
    count = 1100
    items = [
        f"{HEAD.replace('test-1', f'test-{number}')}  要件：項目 test-{number + 1} に適合すること\n{TAIL}\n"
        for number in range(count)
    ]
    found, rules = told(
        "".join(items) + HEAD.replace("test-1", f"test-{count}") + "  要件：提案書が添付されていること\n" + TAIL
    )
    assert found == set()
    assert [item.id for item in rules.items][:2] == [f"test-{count}", f"test-{count - 1}"]
    circle, _ = told(
        "".join(items) + HEAD.replace("test-1", f"test-{count}") + "  要件：項目 test-0 に適合すること\n" + TAIL
    )
    assert circle == {"cycle"}


def test_sizes() -> None:
    assert told(HEAD + "# " + "あ" * MAX_FILE)[0] == {"too-large"}
    assert "too-large" in told(HEAD + f"  要件：「{'あ' * MAX_ITEM}」と認められること\n" + TAIL)[0]


@pytest.mark.parametrize("head", ["項目", "定義", "基準値", "一覧", "委任", "準用", "手数料"])
def test_long_names(head: str) -> None:
    assert "long-name" in told(f"{head} {'a' * 50_000}\n  根拠：法第113条\n")[0]


@pytest.mark.parametrize(
    "text",
    [
        '"""\n',
        'x""" + stolen.append(1) + """',
        "\\",
        '"""\\',
        "'+stolen.append(1)+'",
        "{stolen.append(1)}",
        "\\N{DIGIT ONE}",
        "class",
    ],
)
def test_no_text_of_a_rule_is_code(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan is code; what a rule says stands in it as text only."""
    stolen: list[int] = []
    monkeypatch.setattr(builtins, "stolen", stolen, raising=False)
    told(
        f"項目 test-1\n  見出し：{text}\n  根拠：法第113条\n  書類：提案書\n  要件：「{text}」と認められること\n"
        f"  満たさないとき：不適合\n  理由：「{text}」\n"
    )
    told(
        f"一覧 札{text}\n  根拠：法第114条\n  「{text}」、「甲」\n\n"
        + HEAD
        + f"  要件：利用の目的が、札{text}に含まれること\n"
        + TAIL
    )
    told(
        f"定義 甲{text}\n  根拠：法第113条\n  種別が「個人」である者\n\n"
        + HEAD
        + f"  対象：提案者の役員ごと\n  要件：甲{text}に該当しないこと\n"
        + TAIL
    )
    assert stolen == []


HOSTILE = (
    "\u202e",
    "\u200b",
    "\u2066",
    "\u00ad",
    "\u3164",
    "\ufe0f",
    "\U000e0041",
    "\x1b[2J",
    "\0",
    "\u0301" * 50,
    "\ud800"[:0] or "\ufffe",
)


@pytest.mark.parametrize("sign", HOSTILE, ids=lambda sign: f"U+{ord(sign[0]):04X}")
def test_hostile_characters_anywhere(sign: str) -> None:
    """In every place of every construct of the language: never an exception, and never read as if it were not there."""
    text = (ROOT / "tests" / "data" / "grammar" / "surface.rule").read_text(encoding="utf-8")
    starts = [head.start for head in heads(Source("", text))]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        lines = text[start:end].split("\n")
        at = (start * 7) % len(lines)  # another line in every item
        middle = len(lines[at]) // 2
        changed = "\n".join([*lines[:at], lines[at][:middle] + sign + lines[at][middle:], *lines[at + 1 :]])
        files, problems = parse_all([Source("試し.rule", changed)], FORMS)
        check_rules(files, FORMS)
        for problem in problems:
            assert problem.message.endswith("。") and 0 <= problem.span.start <= problem.span.end <= len(changed)


def test_a_rule_set_has_a_limit() -> None:
    found, rules = told("".join(HEAD.replace("test-1", f"test-{number}") for number in range(MAX_ITEMS + 1)))
    assert found == {"too-large"} and not rules.items


@pytest.mark.parametrize(
    "text",
    ["# 注釈\n" * 200_000, "項目 a\n" * 9_000, "項日 a\n" * 9_000, "「" * 500_000, "\n" * 1_000_000, f"項目 a\n  根拠：{'法第113条、' * 20_000}法第1条\n"],
    ids=["comments", "heads", "almost heads", "quotes", "lines", "citations"],
)  # fmt: skip
def test_much_of_one_thing(text: str) -> None:
    """What was quadratic once took hours."""
    told(text)
