"""Dossiers that are lines of JSON are read as dossiers in folders are; what is not plain goes the long way."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compliance.documents import lines as fast
from compliance.documents.document import dossier_of, read_dossier
from compliance.documents.lines import NotPlainError, Reader, lines_of
from compliance.engine.settings import settings_for
from compliance.kinds.quantities import show_value
from compliance.plan.compile import delegated_values
from compliance.run import Prepared, check_lines, prepare
from compliance.values import Kind

TODAY = date(2026, 9, 14)
EXAMPLES = sorted(path for path in (Path(__file__).parents[1] / "examples").iterdir() if path.is_dir())


@cache
def rules() -> Prepared:
    return prepare()


@cache
def reader() -> Reader:
    return Reader(rules().forms)


needs_decoder = pytest.mark.skipif(fast.msgspec is None, reason="lines are read the long way where msgspec is missing")


def written(value: Any, kind: Kind) -> Any:
    """A value as a program would write it: numbers as numbers, 真偽 as true and false."""
    if isinstance(value, dict):
        assert kind.record is not None
        return {name: written(inner, kind.record.properties[name].kind) for name, inner in value.items()}
    if isinstance(value, list):
        return [written(inner, kind.element or kind) for inner in value]
    if isinstance(value, bool) or (
        isinstance(value, int) and kind.name in ("人", "円", "歳", "件", "回", "日数", "月数")
    ):
        return value
    return value.isoformat() if isinstance(value, date) else show_value(value, kind)


def tree_of(folder: Path) -> dict[str, Any]:
    dossier, _ = read_dossier(folder, rules().forms)
    assert dossier is not None
    return {name: written(value, rules().forms.sections[name].kind) for name, value in dossier.facts.items()}


def line_of(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_a_line_is_checked_as_a_folder_is(folder: Path) -> None:
    dossier, _ = read_dossier(folder, rules().forms)
    assert dossier is not None
    plan = rules().plan
    ((results, fees, problems),) = check_lines(rules(), [line_of(tree_of(folder))], today=TODAY)
    assert not any(problem.is_error for problem in problems)
    delegated = delegated_values(rules().rules, settings_for(dossier, rules().settings))
    run = plan.start(dossier.facts, dossier.kind, dossier.stage, None, TODAY, delegated)
    assert (results, fees) == (plan.results(run), plan.fees(run))


@needs_decoder
def test_what_is_read_at_once_is_what_is_read_the_long_way() -> None:
    """Examples with something taken out, twisted or put in: read to the same facts, or left to the long way."""
    draw = Random(1)
    read = 0
    for folder in EXAMPLES:
        tree = tree_of(folder)
        for _ in range(40):
            changed = deepcopy(tree)
            for _ in range(draw.randrange(3)):
                twist(changed, draw)
            line = line_of(changed)
            try:
                facts = reader().plain(line)
            except NotPlainError:
                continue
            dossier, problems = dossier_of("", [("一件.json", line.decode())], rules().forms)
            assert dossier is not None and not problems, [problem.message for problem in problems]
            assert facts == (dict(dossier.facts), dossier.kind, dossier.stage)
            read += 1
    assert read > 100


TWISTS = (
    "なし", "不明", "", " ", "令和8年9月1日", "2026-09-01", "2026-02-30", "あ", "い\u200bう", "\u0007", "10:30",
    0, -1, 10**13, 1.5, True, False, None, [], {}, ["なし"], [None], [{}], {"あ": 1},
)  # fmt: skip


def twist(tree: Any, draw: Random) -> None:
    """Change something, somewhere."""
    while True:
        if not tree:
            return
        key = draw.choice(sorted(tree) if isinstance(tree, dict) else range(len(tree)))
        inner = tree[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.8:
            tree = inner
            continue
        what = draw.randrange(3)
        if what == 0:
            del tree[key]
        elif what == 1 and isinstance(tree, dict):
            tree[draw.choice(("あ", "種別", "氏名又は名称", "ＡＢＣ"))] = draw.choice(TWISTS)
        else:
            tree[key] = draw.choice(TWISTS)
        return


@needs_decoder
def test_examples_are_plain() -> None:
    plain = 0
    for folder in EXAMPLES:
        try:
            reader().plain(line_of(tree_of(folder)))
        except NotPlainError:
            continue
        plain += 1
    assert plain >= len(EXAMPLES) - 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"一件書類": {"種類": "提案", "段階": "提案", "段階": "提案"}}', "duplicate-key"),
        ('{"一件書類": {"種類": "提案", "段階": "提案"}, "一件書類": {}}', "duplicate-key"),
        ('{"一件書類": {"種類": "提案", "段階": "提案", "あ": 1}}', "unknown-field"),
        ('{"一件書類": {"種類": "提案", "段階": "提案"}, "あ": {}}', "unknown-paper"),
        ('{"一件書類": {"種類": "提案", "段階": "ていあん"}}', "unknown-choice"),
        ('{"一件書類": {"種類": "提案", "段階": "提案"}, "提案書": {"本人の数": -1}}', "unreadable-value"),
        ('{"一件書類": {"種類": "提案", "段階": "提案"}, "提案書": {"提案の日": "2026-02-30"}}', "unreadable-value"),
        ("{", "json-syntax"),
        ("[]", "unknown-paper"),
        ('"あ', "json-syntax"),
    ],
)
def test_a_line_with_a_problem_is_told_and_gives_no_result(line: str, code: str) -> None:
    ((results, fees, problems),) = check_lines(rules(), [line.encode()], today=TODAY)
    assert (results, fees) == ([], [])
    assert problems[0].message
    assert code in [problem.code for problem in problems]


def test_a_line_that_is_no_text_is_a_problem() -> None:
    ((results, _, problems),) = check_lines(rules(), [b'{"\xff": 1}'], today=TODAY)
    assert not results and problems


@needs_decoder
def test_colons_in_texts_and_escaped_names_are_plain() -> None:
    tree = {"一件書類": {"種類": "提案", "段階": "提案"}, "提案書": {"個人情報ファイルの名称": "あ: い"}}
    assert reader().plain(line_of(tree))[0]["提案書"] == {"個人情報ファイルの名称": "あ: い"}
    assert reader().plain(json.dumps(tree).encode()) == reader().plain(line_of(tree))


def test_without_the_decoder_lines_are_read_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    line = line_of(tree_of(EXAMPLES[0]))
    read = reader().read(line)
    monkeypatch.setattr(fast, "msgspec", None)
    slow = Reader(rules().forms)
    with pytest.raises(NotPlainError):
        slow.plain(line)
    assert slow.read(line) == read


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 50])
def test_every_line_is_in_one_part(parts: int, tmp_path: Path) -> None:
    path = tmp_path / "一件書類.jsonl"
    path.write_bytes(b"a\n\nbcd\n" + "あいうえお\n".encode() + b"  \n" + b"x" * 40 + b"\nlast")
    whole = list(lines_of(path))
    assert [line.strip() for line in whole] == [b"a", b"bcd", "あいうえお".encode(), b"x" * 40, b"last"]
    assert [line for part in range(parts) for line in lines_of(path, part, parts)] == whole


def test_a_file_without_lines(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    assert list(lines_of(path)) == []


def test_what_is_remembered_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_MOST_TEXTS", 2)
    texts = fast._Texts(str.upper)
    assert [texts[each] for each in "abcabc"] == list("ABCABC")
    assert len(texts) <= 2
    words = fast._Words(str.lower)
    assert [words.read(each) for each in "abcA"] == list("abca")
    assert len(words) <= 2
