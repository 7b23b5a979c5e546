"""What is shown of a dossier is the same whether everything was explained or only that, and the plan decides alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from compliance import cli
from compliance.documents.document import dossier_of
from compliance.documents.nodes import Dossier
from compliance.engine.settings import settings_for
from compliance.finding import Report
from compliance.plan import brief
from compliance.plan.brief import brief_report
from compliance.report import FORMATS, THOROUGH, render
from compliance.report.options import Options
from compliance.run import SHORT, Prepared, check, evaluate_dossier, prepare
from compliance.struct import replace

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
ON = date(2026, 9, 2)

Texts = list[tuple[str, str]]


@cache
def rules() -> Prepared:
    return prepare()


def texts_of(folder: Path) -> Texts:
    return [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]


def brief_of(dossier: Dossier, on: date | None, everything: bool = False) -> Report:
    ready = rules()
    settings = settings_for(dossier, ready.settings)
    return brief_report(ready.rules, ready.forms, ready.plan, dossier, on, ON, settings, everything=everything)


def same(dossier: Dossier, on: date | None, formats: tuple[str, ...], everything: bool = False) -> Report:
    """The pages made of a brief report are those made of a full one; the brief one."""
    whole, part = evaluate_dossier(rules(), dossier, on=on, today=ON), brief_of(dossier, on, everything)
    assert part.counts == whole.counts
    assert replace(part, findings=()) == replace(whole, findings=())
    for name in formats:
        options = Options(lang="en" if everything else "ja", verbose=everything)
        assert render(name, [part], options) == render(name, [whole], options), name
    return part


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_examples_look_the_same_in_every_format(folder: Path) -> None:
    dossier, _ = dossier_of(folder.name, texts_of(folder), rules().forms)
    assert dossier is not None
    shown = tuple(name for name in FORMATS if name not in THOROUGH)
    assert len(shown) == 6
    same(dossier, ON, shown)
    same(dossier, None, (*shown, "json", "junit"), everything=True)


def changed(texts: Texts, draw: Random) -> Texts:
    """The papers with a few lines taken out, answered by 「不明」 or 「なし」 or by another answer, or a paper missing."""
    found = dict(texts)
    if draw.random() < 0.2:
        del found[draw.choice(sorted(found))]
    for _ in range(draw.randrange(1, 4)):
        name = draw.choice(sorted(found))
        lines = found[name].split("\n")
        answered = [at for at, line in enumerate(lines) if ": " in line and not line.lstrip().startswith(("#", "- "))]
        if not answered:
            continue
        at = draw.choice(answered)
        key, _, _ = lines[at].partition(": ")
        other = lines[draw.choice(answered)].partition(": ")[2]
        lines[at] = draw.choice((f"{key}: 不明", f"{key}: なし", f"{key}: {other}", f"{key}:"))
        found[name] = "\n".join(lines)
    return sorted(found.items())


def mutants(seed: int, number: int) -> Iterator[tuple[Dossier, date | None]]:
    draw = Random(seed)
    while number:
        folder = draw.choice(EXAMPLES)
        dossier, _ = dossier_of(folder.name, changed(texts_of(folder), draw), rules().forms)
        if dossier is not None:
            number -= 1
            yield dossier, draw.choice((ON, None, date(2027, 4, 1)))


@pytest.mark.parametrize("seed", range(4))
def test_changed_dossiers_look_the_same(seed: int) -> None:
    words = set()
    for dossier, on in mutants(seed, 25):
        words.add(same(dossier, on, ("text", "sarif")).overall)
    assert len(words) > 1


def test_a_disagreement_is_our_fault_and_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare()
    prepare()  # rules that were just read are not compiled for one dossier
    meant = brief._meant
    monkeypatch.setattr(brief, "_meant", lambda outcome: (*meant(outcome)[:2], True))
    assert cli.run(["check", str(ROOT / "examples" / "03-本人の数が足りない"), "--on", "2026-09-02"]) == cli.BUG
    out, err = capsys.readouterr()
    assert out == "" and "appi-114-1-2" in err


def kept_in(cache: Path) -> set[str]:
    return {path.suffix for path in (cache / "compliance").iterdir()}


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there is no cache where files have no owner")
def test_nothing_is_made_for_later_of_rules_that_are_read_for_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = ROOT / "examples" / "03-本人の数が足りない"
    fresh = prepare()
    first, _ = check(fresh, folder, on=ON, today=ON)
    assert "plan" not in vars(fresh) and kept_in(tmp_path) == {".parts"}
    second, _ = check(fresh, folder, on=ON, today=ON)  # a second dossier is worth one
    assert "plan" in vars(fresh) and kept_in(tmp_path) == {".parts"}
    third, _ = check(prepare(), folder, on=ON, today=ON)  # and so are rules that are used again
    assert kept_in(tmp_path) == {".rules", ".parts", ".plan"}
    assert first == second == third is not None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there is no cache where files have no owner")
def test_a_long_dossier_has_its_plan_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To evaluate thousands of officers takes far longer than making the plan."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "長い"
    shutil.copytree(ROOT / "examples" / "03-本人の数が足りない", folder)
    with (folder / "提案書.yaml").open("a", encoding="utf-8") as file:
        file.write("#" * SHORT + "\n")
    fresh = prepare()
    report, _ = check(fresh, folder, on=ON, today=ON)
    assert report is not None and "plan" in vars(fresh)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there is no cache where files have no owner")
@pytest.mark.usefixtures("unmeasured")
def test_a_check_with_kept_rules_needs_no_parser(tmp_path: Path) -> None:
    code = """
import sys
from compliance.cli import run
assert run(["check", *sys.argv[1:]]) == 1
unwanted = {"lark", "jsonschema", "rich", "jinja2", "argparse", "json", "compliance.language.parse",
            "compliance.check", "compliance.plan.code", "compliance.law.statute"} & set(sys.modules)
if unwanted:
    print(*sorted(unwanted), file=sys.stderr)
"""
    folder = str(ROOT / "examples" / "03-本人の数が足りない")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    told = [
        subprocess.run(
            [sys.executable, "-c", code, folder, "--on", "2026-09-02"], env=environment, capture_output=True, check=True
        )
        for _ in range(3)
    ]
    assert told[0].stdout == told[1].stdout == told[2].stdout != b""
    assert b"lark" in told[0].stderr  # the first time, they have to be read
    assert b"lark" not in told[1].stderr and b"compliance.plan.code" in told[1].stderr  # the second, their plan is made
    assert told[2].stderr == b""
