"""Kept rules are the rules that were kept; whatever else lies in the cache counts as absent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance import model
from compliance.check import check_rules
from compliance.documents.forms import load_forms
from compliance.language.parse import parse_all
from compliance.plan import cache as plan_cache
from compliance.plan import frozen
from compliance.plan.compile import compile_plan
from compliance.problem import Problem
from compliance.resources import shipped
from compliance.source import Source, Span
from compliance.vocabulary import Forms

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="there is no cache where files have no owner")

KEY = "k" * 64


@pytest.fixture(scope="module")
def made() -> tuple[list[Source], model.RuleSet, Forms]:
    root = shipped("rules")
    forms, _ = load_forms(root / "documents")
    sources = [
        Source(path.name, path.read_text(encoding="utf-8")) for path in sorted((root / "法").glob("第11[14]条.rule"))
    ]
    sources += [Source(path.name, path.read_text(encoding="utf-8")) for path in sorted((root / "定義").glob("*.rule"))]
    files, _ = parse_all(sources, forms)
    rules, _ = check_rules(files, forms)
    assert rules.items and rules.definitions
    return sources, rules, forms


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "compliance"


def test_what_was_frozen_comes_back(made: tuple[list[Source], model.RuleSet, Forms]) -> None:
    sources, rules, forms = made
    thawed_rules, thawed_forms = frozen.thaw(frozen.freeze((rules, forms), sources), sources)
    assert thawed_rules == rules
    assert thawed_forms.sections == forms.sections
    item, again = rules.items[-1], thawed_rules.items[-1]
    assert again.span.text == item.span.text and again.span.source is sources[sources.index(item.span.source)]
    assert compile_plan(thawed_rules, thawed_forms).source == compile_plan(rules, forms).source


def test_values_that_are_shared_stay_shared(made: tuple[list[Source], model.RuleSet, Forms]) -> None:
    sources, _, forms = made
    thawed = frozen.thaw(frozen.freeze((forms, forms), sources), sources)
    assert thawed[0] is thawed[1]


def test_a_place_in_another_text_keeps_its_text() -> None:
    problem = Problem("試し", "試しです。", Span(Source("書式.json", "あいう"), 1, 2))
    assert frozen.thaw(frozen.freeze(problem, []), []).span.text == "い"


def test_only_known_classes_are_kept() -> None:
    with pytest.raises(frozen.UnfreezableError):
        frozen.freeze((object(),), [])


def test_rules_and_plan_are_kept(made: tuple[list[Source], model.RuleSet, Forms], cache: Path) -> None:
    sources, rules, forms = made
    assert plan_cache.load_rules(KEY, sources, {}) is None
    warning = Problem("試し", "試しです。", rules.items[0].span, severity="注意")
    plan_cache.save_rules(KEY, sources, rules, forms, [warning], "abc")
    found = plan_cache.load_rules(KEY, sources, forms.schemas)
    assert found is not None
    assert found[0] == rules and found[1].sections == forms.sections and found[2:] == ((warning,), "abc", ())
    plan = plan_cache.plan_for(KEY, rules, forms)
    nothing = model.RuleSet((), (), {}, {}, {}, {})
    assert plan_cache.plan_for(KEY, nothing, forms).code == plan.code  # it was not compiled again
    assert {path.suffix for path in cache.iterdir()} == {".rules", ".plan"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in cache.iterdir())


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def of_another_key(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(KEY.encode(), b"j" * 64))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def writable_by_others(path: Path) -> None:
    path.chmod(0o622)


def in_a_folder_of_others(path: Path) -> None:
    path.parent.chmod(0o777)


def a_link(path: Path) -> None:
    moved = path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(moved)


@pytest.mark.parametrize(
    "spoil", [cut_short, one_bit, of_another_key, empty, writable_by_others, in_a_folder_of_others, a_link]
)
def test_a_bad_entry_counts_as_absent(
    spoil: Callable[[Path], None], made: tuple[list[Source], model.RuleSet, Forms], cache: Path
) -> None:
    sources, rules, forms = made
    plan_cache.save_rules(KEY, sources, rules, forms, [], "")
    plan = plan_cache.plan_for(KEY, rules, forms)
    assert plan_cache.load_rules(KEY, sources, {}) is not None
    for path in list(cache.iterdir()):
        spoil(path)
    assert plan_cache.load_rules(KEY, sources, {}) is None
    assert plan_cache.plan_for(KEY, rules, forms).source == plan.source


def test_a_well_kept_entry_that_says_nonsense_counts_as_absent(made: tuple[list[Source], model.RuleSet, Forms]) -> None:
    sources, rules, forms = made
    for nonsense in (None, 1, (), ((), (), (0, 5)), (((99, "a"),), (), (0, 0)), ("a", "b")):
        plan_cache.write_entry(KEY, "rules", nonsense)
        assert plan_cache.load_rules(KEY, sources, {}) is None
        plan_cache.write_entry(KEY, "plan", nonsense)
        assert plan_cache.plan_for(KEY, rules, forms).source


def test_a_cache_that_cannot_be_kept_is_no_fault(
    made: tuple[list[Source], model.RuleSet, Forms], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources, rules, forms = made
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    plan_cache.save_rules(KEY, sources, rules, forms, [], "")
    assert plan_cache.plan_for(KEY, rules, forms).source


def test_old_entries_are_forgotten(made: tuple[list[Source], model.RuleSet, Forms], cache: Path) -> None:
    for number in range(40):
        plan_cache.write_entry(f"{number:064}", "plan", number)
    assert len(list(cache.iterdir())) <= 16
    assert plan_cache.read_entry(f"{39:064}", "plan") == 39


def test_the_key_follows_every_file(tmp_path: Path) -> None:
    rules, grammar = tmp_path / "rules", tmp_path / "grammar"
    (rules / "documents").mkdir(parents=True)
    grammar.mkdir()
    (rules / "a.rule").write_text("甲", encoding="utf-8")
    (grammar / "rule.lark").write_text("start:", encoding="utf-8")
    seen = {plan_cache.key_of(rules, grammar)}
    assert plan_cache.key_of(rules, grammar) in seen
    changes: list[Callable[[], object]] = [
        lambda: (rules / "a.rule").write_text("乙", encoding="utf-8"),
        lambda: (rules / "a.rule").rename(rules / "b.rule"),
        lambda: (rules / "documents" / "提案書.schema.json").write_text("{}"),
        lambda: (grammar / "rule.lark").write_text("start: x"),
        lambda: (rules / "documents" / "提案書.schema.json").unlink(),
    ]
    for change in changes:
        change()
        seen.add(plan_cache.key_of(rules, grammar))
    assert len(seen) == len(changes) + 1


def test_the_schemas_are_read_when_they_are_asked_for(made: tuple[list[Source], model.RuleSet, Forms]) -> None:
    later = plan_cache.LaterSchemas(shipped("rules") / "documents")
    assert set(later) == set(made[2].schemas) and len(later) == len(made[2].schemas)
    name = next(iter(later))
    assert later[name] == made[2].schemas[name]


@pytest.mark.usefixtures("unmeasured")
def test_a_hit_needs_neither_the_parser_nor_the_checker(
    made: tuple[list[Source], model.RuleSet, Forms], tmp_path: Path
) -> None:
    sources, rules, forms = made
    plan_cache.save_rules(KEY, sources, rules, forms, [], "")
    plan_cache.plan_for(KEY, rules, forms)
    program = """
import sys
from compliance.plan import cache as plan_cache
from compliance.source import Source
rules, forms, *_ = plan_cache.load_rules("k" * 64, [Source("", "")] * 50, {})
plan = plan_cache.plan_for("k" * 64, rules, forms)
assert rules.items and plan.code
unwanted = {"dataclasses", "inspect", "lark", "yaml", "jsonschema", "compliance.language.parse", "compliance.check", "compliance.plan.code"} & set(sys.modules)
assert not unwanted, unwanted
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parent.parent)
