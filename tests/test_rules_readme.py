"""The examples of `rules/README.md` run: each block is read, checked, and has the problems it says it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.check import check_rules
from compliance.documents.forms import load_forms
from compliance.language.parse import parse_all
from compliance.law.statute import load_index
from compliance.source import Source

ROOT = Path(__file__).parent.parent
FORMS, _ = load_forms(ROOT / "rules" / "documents")
INDEX = load_index(ROOT / "rules" / "statute")


def _blocks() -> list[tuple[str, str, str]]:
    """(name of the first item, the code expected or empty, text) of every example."""
    found = []
    head = None
    lines: list[str] = []
    for line in (ROOT / "rules" / "README.md").read_text(encoding="utf-8").split("\n"):
        if head is None and line.startswith("```規則"):
            head, lines = line, []
        elif head is not None and line.startswith("```"):
            text = "\n".join(lines) + "\n"
            found.append((lines[0], head.partition("誤り=")[2], text))
            head = None
        elif head is not None:
            lines.append(line)
    return found


BLOCKS = _blocks()


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 12


@pytest.mark.parametrize(("expected", "text"), [block[1:] for block in BLOCKS], ids=[block[0] for block in BLOCKS])
def test_example(expected: str, text: str) -> None:
    files, problems = parse_all([Source("例.rule", text)], FORMS)
    _, found = check_rules(files, FORMS, INDEX)
    errors = [problem for problem in (*problems, *found) if problem.is_error]
    if expected:
        assert expected in {problem.code for problem in errors}
    else:
        assert not errors, [(problem.span, problem.message) for problem in errors]
