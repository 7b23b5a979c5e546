"""When a rule file has changed only that one is read again, and nothing looks different for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.language import parse
from compliance.plan import parts as kept_parts
from compliance.plan.cache import read_entry, write_entry
from compliance.plan.parts import Parts, parts_of
from compliance.resources import shipped
from compliance.run import Prepared, read_rules
from compliance.source import Source, Span

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="there is no cache where files have no owner")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "compliance"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(shipped("rules") / "documents", folder / "documents")
    shutil.copytree(shipped("rules") / "statute", folder / "statute")
    for name in ("第110条", "第127条", "第2条"):
        shutil.copy(shipped("rules") / "法" / f"{name}.rule", folder)
    (folder / "第三.rule").write_text("項目 x-1\n要件：本人の人数が、千人以上であること。\n", encoding="utf-8")
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed."""
    names: list[str] = []
    real = parse.parse_file

    def parse_file(source: Source, known: frozenset[str], by: parse.Grammar | None = None) -> parse.Read:
        names.append(source.name)
        return real(source, known, by)

    monkeypatch.setattr(parse, "parse_file", parse_file)
    return names


def told(prepared: Prepared) -> list[object]:
    """All that a set of rules says, places and problems among it."""

    def place(span: Span) -> tuple[str, int, int]:
        return span.source.name, span.start, span.end

    problems = [(p.code, p.message, p.hint, p.severity, *place(p.span)) for p in prepared.problems]
    items = [(item, place(item.span)) for item in prepared.rules.items]
    return [problems, items, prepared.rules, prepared.forms.sections, prepared.forms.digest]


def unkept(rules: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The same without anything from before."""
    with monkeypatch.context() as patch:
        patch.setattr(kept_parts, "parts_of", lambda _: Parts())
        return told(read_rules(rules))


def test_only_what_changed_is_read_again(rules: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(read_rules(rules))
    assert len(parsed) == 4 and "unknown-term" in {problem[0] for problem in first[0]}  # type: ignore[attr-defined]
    parsed.clear()
    assert told(read_rules(rules)) == first and parsed == []
    for text in ("項目 x-1\n要件：本人の数が、千人以上であること。\n", "項目 x-1\n要件：本人の数が\n"):
        (rules / "第三.rule").write_text(text, encoding="utf-8")
        again = told(read_rules(rules))
        assert parsed == ["第三.rule"]
        assert again == unkept(rules, monkeypatch) != first
        parsed.clear()


def test_a_new_name_may_be_read_in_every_file(rules: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    read_rules(rules)
    parsed.clear()
    (rules / "第三.rule").write_text("定義 小さな者\n本人の数が、千人未満である者\n", encoding="utf-8")
    again = told(read_rules(rules))
    assert len(parsed) == 4
    assert again == unkept(rules, monkeypatch)


def test_changed_forms_are_read_again(rules: Path) -> None:
    before = read_rules(rules).forms
    path = rules / "documents" / "募集.schema.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    after = read_rules(rules).forms
    assert after.sections == before.sections and after.digest != before.digest
    assert after.schemas.keys() == before.schemas.keys() and after.schemas == before.schemas
    path.write_text("{", encoding="utf-8")
    for _ in range(2):
        assert any(problem.is_error and problem.span.source.name for problem in read_rules(rules).problems)


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-9], lambda _: b"", lambda _: b"N", lambda _: None])
def test_a_part_that_says_nonsense_is_made_anew(rules: Path, spoil: Callable[[bytes], object]) -> None:
    first = told(read_rules(rules))
    key = parts_of(rules)._key
    kept = read_entry(key, "parts")
    assert len(kept) == 10  # the grammar, the forms, four files and their citations
    spoilt = {digest: spoil(part) for digest, part in kept.items()}
    write_entry(key, "parts", spoilt)
    assert told(read_rules(rules)) == first
    again = read_entry(key, "parts")
    assert again.keys() == kept.keys() and all(again[digest] != spoilt[digest] for digest in kept)


def test_a_changed_file_is_read_without_lark(rules: Path) -> None:
    program = """
import sys
from pathlib import Path
from compliance.run import read_rules
found = read_rules(Path(sys.argv[1])).rules.items
print("lark" in sys.modules, len(found) > 0)
"""
    said = []
    for text in ("", "# もう一度\n"):
        with (rules / "第三.rule").open("a", encoding="utf-8") as file:
            file.write(text)
        command = [sys.executable, "-c", program, str(rules)]
        said.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    assert said == [["True", "True"], ["False", "True"]]
