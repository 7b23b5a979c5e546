"""The shipped rules on the examples: start-up, each step, a folder of a thousand dossiers, and how it grows."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measure import Ran, in_turn, once, processes_in_turn, python, run_process
from benchmarks.twelve import ours, workload
from compliance.check import check_rules
from compliance.documents.document import read_dossier
from compliance.documents.forms import load_forms
from compliance.documents.lines import Reader
from compliance.documents.nodes import DocNode, Record, Scalar
from compliance.documents.reader import read_tree
from compliance.engine.settings import settings_for
from compliance.language.parse import parse_all
from compliance.plan.brief import brief_report
from compliance.plan.compile import Plan, compile_plan
from compliance.report import render
from compliance.report.options import Options
from compliance.run import prepare, read_rules
from compliance.source import Source

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
CONFORMING, LONGEST = EXAMPLES[0], EXAMPLES[7]
ON = date(2026, 9, 2)
MANY = 1000

Row = tuple[str, str, str]  # what, how long, how that compares


def rows() -> Iterator[Row]:
    yield from start_up()
    yield from steps()
    yield from folder()
    yield from growth()


# --- start-up -------------------------------------------------------------------------------------------------------


def start_up() -> Iterator[Row]:
    """Whole processes: the interpreter alone, a check with kept rules, and those after a rule file has changed."""
    with temporary() as kept, temporary() as other, temporary() as empty:
        rules = other / "rules"
        shutil.copytree(ROOT / "rules", rules)

        def check(cache: Path, rules: Path = ROOT / "rules") -> Ran:
            words = ("-m", "compliance", "check", str(CONFORMING), "--on", ON.isoformat(), "--rules", str(rules))
            ran = run_process(python(*words), {"XDG_CACHE_HOME": str(cache)})
            assert ran.code == 0
            return ran

        def changed() -> Ran:
            with (rules / "法" / "第114条.rule").open("a", encoding="utf-8") as file:
                file.write("#")
            return check(other, rules)

        def anew() -> Ran:
            shutil.rmtree(empty / "compliance", ignore_errors=True)
            return check(empty)

        for _ in range(2):  # the first reads the rules, the second makes their plan
            check(kept)
        check(other, rules)
        floor, whole, first, second, none = processes_in_turn(
            [
                lambda: run_process(python("-c", "pass")),
                lambda: check(kept),
                changed,
                lambda: check(other, rules),
                anew,
            ]
        )
        yield "`python -c pass`", milliseconds(floor[0].seconds), f"{floor[1].kibibytes / 1024:.0f} MiB"
        for what, (timed, ran) in (
            ("`compliance check` of one YAML dossier, text report, rules kept", whole),
            ("the same after one byte of a rule file has changed", first),
            ("the same once more: their plan is made", second),
            ("the same with nothing kept", none),
        ):
            ratio = f"{timed.ratio:.1f} × `pass`, {ran.kibibytes / 1024:.0f} MiB"
            yield what, milliseconds(timed.seconds), ratio


def steps() -> Iterator[Row]:
    """What a process does once, and for each dossier."""
    with temporary() as folder:
        os.environ["XDG_CACHE_HOME"] = str(folder)
        prepared = read_rules()
        number = len(prepared.rules.items) + len(prepared.rules.fees)
        yield f"read and check {number} rules", milliseconds(once(read_rules)), "no cache"
        making = once(lambda: compile_plan(prepared.rules, prepared.forms))
        yield "write and compile their plan", milliseconds(making), f"{making / number * 1e6:.0f} µs a rule"
        _ = prepare().plan
        yield "both from the cache", milliseconds(once(lambda: prepare().plan, 7)), ""
    plan = prepared.plan
    for path in (CONFORMING, LONGEST):
        dossier, _ = read_dossier(path, prepared.forms)
        assert dossier is not None
        settings = settings_for(dossier, prepared.settings)

        def decide(_: Any, dossier: Any = dossier) -> None:
            run = plan.start(dossier.facts, dossier.kind, dossier.stage, ON, ON)
            plan.results(run)
            plan.fees(run)

        def report(everything: bool, dossier: Any = dossier, settings: Any = settings) -> Any:
            return brief_report(
                prepared.rules, prepared.forms, plan, dossier, ON, ON, settings, everything=bool(everything)
            )

        as_json = folder_as_json(path)
        decided, brief, full, shown, yaml, from_json = in_turn(
            [
                (decide, range(200)),
                (report, [False] * 10),
                (report, [True] * 2),
                (lambda one: render("text", [one], Options()), [report(False)] * 10),
                (lambda each: read_dossier(each, prepared.forms), [path] * 5),
                (lambda each: read_dossier(each, prepared.forms), [as_json] * 5),
            ]
        )
        yield (
            f"{path.name}: results of all items and fees",
            f"{decided.seconds * 1e6:.0f} µs",
            f"{decided.seconds / number * 1e6:.2f} µs a rule",
        )
        yield f"{path.name}: report, what is shown explained", milliseconds(brief.seconds), f"{brief.ratio:.0f} ×"
        yield f"{path.name}: report, everything explained", milliseconds(full.seconds), f"{full.ratio:.0f} ×"
        yield f"{path.name}: text of the first", milliseconds(shown.seconds), f"{shown.ratio:.0f} ×"
        yield f"{path.name}: read from YAML, with places", milliseconds(yaml.seconds), f"{yaml.ratio:.0f} ×"
        yield f"{path.name}: read from JSON, with places", milliseconds(from_json.seconds), f"{from_json.ratio:.0f} ×"
        as_json.unlink()


def folder() -> Iterator[Row]:
    """A folder of dossiers, copies of the examples, by one process and by two."""
    with temporary() as place:
        for number in range(MANY):
            shutil.copytree(EXAMPLES[number % len(EXAMPLES)], place / f"{number:04}")
        few = place / "few"
        few.mkdir()
        for number in range(MANY // 10):
            (place / f"{number:04}").rename(few / f"{number:04}")
        rest = place / "rest"
        rest.mkdir()
        for path in sorted(place.glob("[0-9]*")):
            path.rename(rest / path.name)

        def check(folder: Path, jobs: int) -> Ran:
            words = ("-m", "compliance", "check", str(folder), "-f", "compact", "--on", ON.isoformat())
            return run_process(python(*words, "--jobs", str(jobs)))

        small, large, two = check(few, 1), check(rest, 1), check(rest, 2)
        apart = MANY - 2 * (MANY // 10)
        each = (large.seconds - small.seconds) / apart
        yield (
            f"{MANY - MANY // 10} dossiers in a folder, one process",
            f"{large.seconds:.1f} s",
            f"{each * 1000:.1f} ms a dossier, {large.kibibytes / 1024:.0f} MiB",
        )
        yield "the same by two processes (by the clock)", f"{two.wall:.1f} s", f"× {large.wall / two.wall:.2f} as fast"
        per = small.seconds / (MANY // 10), large.seconds / (MANY - MANY // 10)
        yield "a dossier among 900 against one among 100", milliseconds(per[1]), f"{per[1] / per[0]:.2f} ×"


def growth() -> Iterator[Row]:
    """Ten times the rules, a thousand times the officers: nothing may grow faster than that."""
    one, ten = several(1), several(10)
    facts = ours.facts(Reader(ours.rules().forms), corporation())
    _, large = in_turn(
        [(lambda f: ours.results(one[0], f), [facts] * 500), (lambda f: ours.results(ten[0], f), [facts] * 100)]
    )
    yield "12 rules → 120: time to decide", f"{large.seconds * 1e6:.0f} µs", f"{large.ratio:.1f} × for 10 ×"
    yield "12 rules → 120: time to read, check and compile", milliseconds(ten[1]), f"{ten[1] / one[1]:.1f} × for 10 ×"
    many = deepcopy(facts)
    many["提案書"]["提案者"]["役員"] *= 1000
    _, large = in_turn(
        [(lambda f: ours.results(one[0], f), [facts] * 500), (lambda f: ours.results(one[0], f), [many])]
    )
    yield "5 officers → 5,000: time to decide", milliseconds(large.seconds), f"{large.ratio:.0f} × for 1,000 ×"


# --- material -------------------------------------------------------------------------------------------------------


@contextmanager
def temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def folder_as_json(folder: Path) -> Path:
    """The papers of a folder as one JSON file."""
    papers: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        tree, _ = read_tree(Source(path.name, path.read_text(encoding="utf-8")), "yaml")
        assert tree is not None
        papers[path.stem] = plain(tree)
    handle, name = tempfile.mkstemp(suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(papers, file, ensure_ascii=False)
    return Path(name)


def plain(node: DocNode) -> Any:
    if isinstance(node, Record):
        return {key.text: plain(inner) for key, inner in node.entries}
    return node.text if isinstance(node, Scalar) else [plain(inner) for inner in node.items]


def several(times: int) -> tuple[Plan, float]:
    """The plan of the twelve, so many times over under other names, and how long it took to make."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ours.HERE.glob("*.rule"))]
    head, mark, items = texts[0].partition("項目 twelve-1\n")
    copies = ["", *(items_of(mark + items, number) for number in range(1, times))]
    source = Source("十二の項目.rule", head + mark + items + "".join(copies))
    forms, _ = load_forms(ours.HERE / "documents")

    def make() -> Plan:
        files, unread = parse_all([source], forms)
        rules, wrong = check_rules(files, forms)
        assert not [each for each in (*unread, *wrong) if each.is_error]
        assert len(rules.items) == 12 * times
        return compile_plan(rules, forms)

    return make(), once(make)


def items_of(text: str, number: int) -> str:
    """The items once more, under other names."""
    return "\n" + text.replace("twelve-", f"copy-{number}-").replace("見出し：", f"見出し：{number}　")


def corporation() -> workload.Document:
    """A complete document of a corporation with five officers."""
    draw = Random(1)
    while True:
        d = workload.document(draw)
        if d["proposer"]["kind"] == "corporation" and None not in workload.three_valued(d):
            return d


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
