"""Changes to a dossier that must not change what is concluded from it, and changes that may only make it worse.

An example is first made another dossier by a few random changes; then it is written otherwise (order of keys, YAML or
JSON, one file or several, widths of digits, eras), and every result of every rule and every fee must be the same;
something is taken out of it, and it must not become 適合; a paper is added that a rule does not read, and that rule's
results must be the same.  The plan gives the results; where taking out made a dossier 適合, the explained evaluation
says whether a presumption that it names did.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from compliance.documents.document import Dossier, dossier_of, read_dossier
from compliance.finding import Report
from compliance.kinds.dates import DateError, read_date, show_date
from compliance.kinds.numerals import show_kanji
from compliance.plan.compile import Plan, compile_plan, conclude
from compliance.run import Prepared, evaluate_dossier, prepare
from compliance.scenario import tree_of
from compliance.values import Kind
from compliance.vocabulary import RecordType

ROOT = Path(__file__).parent.parent
ON = date(2026, 9, 14)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

Tree = Any  # str | list[Tree] | dict[str, Tree]
Place = tuple[Any, ...]


@dataclass
class Bench:
    """The shipped rules, the examples as trees, and what is asked of a tree."""

    prepared: Prepared
    plan: Plan
    examples: dict[str, dict[str, Tree]]

    @classmethod
    def made(cls) -> Bench:
        prepared = prepare()
        examples = {}
        for path in sorted((ROOT / "examples").iterdir()):
            dossier = read_dossier(path, prepared.forms)[0] if path.is_dir() else None
            if dossier is not None:
                examples[path.name] = {name: tree_of(node) for name, node in dossier.nodes.items()}
        return cls(prepared, compile_plan(prepared.rules, prepared.forms), examples)

    def read(self, texts: list[tuple[str, str]]) -> Dossier | None:
        """The dossier of some files; None where they cannot be read without a problem."""
        dossier, problems = dossier_of("一件", texts, self.prepared.forms)
        return None if any(problem.is_error for problem in problems) else dossier

    def of_tree(self, tree: dict[str, Tree]) -> Dossier | None:
        return self.read([("一件.json", json.dumps(tree, ensure_ascii=False))])

    def results(self, dossier: Dossier) -> tuple[Any, Any]:
        """Everything the plan concludes."""
        run = self.plan.start(dossier.facts, dossier.kind, dossier.stage, None, ON)
        return self.plan.results(run), self.plan.fees(run)

    def overall(self, dossier: Dossier) -> str:
        return conclude(self.results(dossier)[0]).overall

    def explained(self, dossier: Dossier) -> Report:
        return evaluate_dossier(self.prepared, dossier, today=ON)

    @cached_property
    def reads(self) -> list[str]:
        """For each item the code that looks at papers: its own, and that of the definitions it uses."""
        codes = (self.plan.of_item(position) for position in range(len(self.prepared.rules.items)))
        # how a question is put names papers and reads none
        return ["\n".join(line for line in code.split("\n") if not line.startswith("QUESTION_")) for code in codes]


# --- the same, written otherwise ------------------------------------------------------------------------------------


def shuffled(tree: Tree, draw: Random) -> Tree:
    """The keys of every record in another order."""
    if isinstance(tree, dict):
        keys = list(tree)
        draw.shuffle(keys)
        return {key: shuffled(tree[key], draw) for key in keys}
    return [shuffled(each, draw) for each in tree] if isinstance(tree, list) else tree


def typed(bench: Bench, tree: dict[str, Tree], change: Callable[[str, Kind], str]) -> dict[str, Tree]:
    """The tree with every scalar changed that is not a text; `change` knows its kind."""

    def record(at: Tree, form: RecordType) -> Tree:
        if not isinstance(at, dict):
            return at
        return {
            name: value(each, form.properties[name].kind) if name in form.properties else each
            for name, each in at.items()
        }

    def value(at: Tree, kind: Kind) -> Tree:
        if isinstance(at, list):
            return [value(each, kind.element or kind) for each in at]
        if kind.record is not None:
            return record(at, kind.record)
        return change(at, kind) if isinstance(at, str) and kind.name != "文字" and kind.element is None else at

    sections = bench.prepared.forms.sections
    return {
        name: [record(each, sections[name].type) for each in at]
        if isinstance(at, list)
        else record(at, sections[name].type)
        for name, at in tree.items()
    }


def wide_digits(text: str, kind: Kind) -> str:
    return text.translate(WIDE)


def other_era(text: str, kind: Kind, draw: Random) -> str:
    """A day in another spelling of the same day."""
    if kind.name != "日付":
        return text
    try:
        day = read_date(text)
    except DateError:
        return text
    era = show_date(day)
    spellings = [
        era, day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", era.translate(WIDE),
        f"西暦{show_kanji(day.year)}年{show_kanji(day.month)}月{show_kanji(day.day)}日",
    ]  # fmt: skip
    if era.startswith("令和") and "元" not in era:
        spellings.append(f"R{day.year - 2018}.{day.month}.{day.day}")
    return draw.choice(spellings)


def as_files(tree: dict[str, Tree], draw: Random) -> list[tuple[str, str]]:
    """One file or several, YAML or JSON, in any order."""
    if draw.random() < 0.3:
        return [_file("一件", tree, draw)]
    files = [_file(name, at, draw) for name, at in tree.items()]
    draw.shuffle(files)
    return files


def _file(name: str, tree: Tree, draw: Random) -> tuple[str, str]:
    if draw.random() < 0.5:
        return f"{name}.json", json.dumps(tree, ensure_ascii=draw.random() < 0.5, indent=draw.choice((None, 1, 2)))
    return f"{name}.yaml", block_yaml(tree).lstrip("\n") + "\n"


def block_yaml(tree: Tree, indent: str = "") -> str:
    """Block YAML; a text is plain where nothing in it could mean anything."""
    if isinstance(tree, dict) and tree:
        return "".join(f"\n{indent}{_scalar(name)}: {block_yaml(each, indent + '  ')}" for name, each in tree.items())
    if isinstance(tree, list) and tree:
        return "".join(f"\n{indent}- {block_yaml(each, indent + '  ').lstrip()}" for each in tree)
    return _scalar(tree) if isinstance(tree, str) else json.dumps(tree)


def _scalar(text: str) -> str:
    return text if text.isalnum() else json.dumps(text, ensure_ascii=False)


# --- something taken out, something added ---------------------------------------------------------------------------


def places(tree: Tree, at: Place = ()) -> Iterator[Place]:
    """Every key of every record, deepest last."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield (*at, key)
            yield from places(value, (*at, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from places(value, (*at, index))


def without(tree: dict[str, Tree], place: Place) -> dict[str, Tree]:
    """The tree without what stands at a place; what is not on the way to it is shared."""
    copy: Any = dict(tree)
    at = copy
    for step in place[:-1]:
        at[step] = dict(at[step]) if isinstance(at[step], dict) else list(at[step])
        at = at[step]
    del at[place[-1]]
    return dict(copy)


def presumed(after: Report, before: Report) -> bool:
    """Whether all that was open or failing before now rests on a presumption that the finding names."""
    was = {(finding.rule, finding.key) for finding in before.findings if finding.weight != "適合"}
    now = [finding for finding in after.findings if (finding.rule, finding.key) in was]
    fallen = {rule for rule, _ in was} - {finding.rule for finding in now}
    now += [finding for finding in after.findings if finding.rule in fallen]
    return all(any(basis.kind == "誓約" for basis in finding.basis) for finding in now)


def changed(tree: dict[str, Tree], draw: Random, others: list[dict[str, Tree]]) -> dict[str, Tree]:
    """Another dossier: a few values put from elsewhere, elements doubled or taken out, facts left out."""
    tree = deepcopy(tree)
    for _ in range(draw.choice((0, 0, 1, 1, 2, 4))):
        found = [place for place in places(tree) if len(place) > 1]
        if not found:
            break
        place = draw.choice(found)
        at: Any = tree
        for step in place[:-1]:
            at = at[step]
        key = place[-1]
        match draw.randrange(5):
            case 0:
                del at[key]
            case 1:
                at[key] = draw.choice(("なし", "不明", ""))
            case 2 if isinstance(at[key], list) and at[key]:
                at[key].append(deepcopy(draw.choice(at[key])))
            case 3 if isinstance(at[key], list) and at[key]:
                del at[key][draw.randrange(len(at[key]))]
            case _:
                other: Any = draw.choice(others)
                try:
                    for step in place:
                        other = other[step]
                except (KeyError, IndexError, TypeError):
                    continue
                at[key] = deepcopy(other)
    return tree


# --- the run --------------------------------------------------------------------------------------------------------


def check_one(bench: Bench, draw: Random, count: Counter[str]) -> list[str]:
    """One dossier and its relations; what does not hold.  count: how many dossiers were compared, by relation."""
    name = draw.choice(list(bench.examples))
    tree = changed(bench.examples[name], draw, list(bench.examples.values()))
    dossier = bench.of_tree(tree)
    if dossier is None:
        count["unreadable, passed over"] += 1
        return []
    before = bench.results(dossier)
    wrong: list[str] = []

    def compare(what: str, other: Dossier | None, text: object) -> None:
        count[what] += 1
        if other is None or bench.results(other) != before:
            told = "cannot be read" if other is None else "gives other results"
            wrong.append(f"{name}: {what}: {told}\n{json.dumps(tree, ensure_ascii=False)}\n{text}")

    for what, other in (
        ("order of keys", shuffled(tree, draw)),
        ("full-width digits", typed(bench, tree, wide_digits)),
        ("spelling of days", typed(bench, tree, lambda text, kind: other_era(text, kind, draw))),
    ):
        compare(what, bench.of_tree(other), json.dumps(other, ensure_ascii=False))
    files = as_files(tree, draw)
    compare("YAML, JSON, files", bench.read(files), files)

    overall = conclude(before[0]).overall
    if overall != "適合":
        for place in draw.sample(found := list(places(tree)), min(4, len(found))):
            less = bench.of_tree(without(tree, place))
            if less is None:
                continue
            count["something taken out"] += 1
            if bench.overall(less) == "適合" and not presumed(bench.explained(less), bench.explained(dossier)):
                told = json.dumps(tree, ensure_ascii=False)
                wrong.append(f"{name}: {overall}, and 適合 without {place}\n{told}")
    wrong += [f"{name}: {fault}" for fault in _with_another_paper(bench, dossier, before[0], draw, count)]
    return wrong


def _with_another_paper(bench: Bench, dossier: Dossier, before: Any, draw: Random, count: Counter[str]) -> list[str]:
    """A paper that is not there yet, that moves neither kind nor stage: rules that do not read it say what they said."""
    from random_facts import random_record

    forms = bench.prepared.forms
    free = [
        section
        for section in forms.sections.values()
        if section.name not in dossier.facts
        and section.stage <= dossier.stage
        and not section.many
        and section.name != "一件書類"
        and (section.name != "作成済情報の提案書" or dossier.kind == "作成済情報の提案")
    ]
    if not free:
        return []
    added = draw.choice(free)
    facts = {**dossier.facts, added.name: random_record(added.type, draw, 0.3, ())}
    count["another paper"] += 1
    after = bench.plan.run(facts, dossier.kind, dossier.stage, None, ON)

    def of_others(outcomes: Any) -> list[Any]:
        return [one for one in outcomes if one[0] < 0 or f"'{added.name}'" not in bench.reads[one[0]]]

    if of_others(after) == of_others(before):
        return []
    differing = [
        bench.prepared.rules.items[a[0]].id
        for a, b in zip(of_others(before), of_others(after), strict=False)
        if a != b
    ]  # fmt: skip
    return [f"adding {added.name} changes {differing}\n{facts[added.name]}"]


def run_metamorphic(dossiers: int, seed: int, *, told: Callable[[str], None]) -> int:
    """Go on until so many dossiers were compared.  Gives 1 where a relation did not hold."""
    sys.path.insert(0, str(ROOT / "tests"))
    bench = Bench.made()
    draw = Random(f"metamorphic/{seed}")
    count: Counter[str] = Counter()
    begun = last = time.monotonic()
    wrong = 0
    while count.total() - count["unreadable, passed over"] < dossiers and wrong < 10:
        for fault in check_one(bench, draw, count):
            wrong += 1
            told(fault[:6000])
        if time.monotonic() - last > 60:
            last = time.monotonic()
            told(f"{count.total():,} so far")
    told(
        f"metamorphic: {count.total() - count['unreadable, passed over']:,} dossiers in {time.monotonic() - begun:.0f} s, "
        f"{wrong} faults; " + ", ".join(f"{what} {number:,}" for what, number in sorted(count.items()))
    )
    return int(wrong > 0)
