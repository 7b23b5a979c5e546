"""Mutation testing: changes one small thing of a module at a time, and looks whether a test notices.

    python tools/mutate.py                     # every module of MODULES
    python tools/mutate.py kinds.dates --every 5
    python tools/mutate.py kinds.dates --only 17 --show

--every N    only every Nth mutant, from --from on (1 by default).
--only N     that mutant alone.
--show       the tests that are run on each mutant.
--results    where the results are kept (.venv/mutants by default).  A mutant that was killed is not run again while its
             module stays as it is; one that survived is.

The tests are loaded and run once, noting the lines each one reaches.  Then every mutant is a fork: the changed function's
code is put in the place of the old, and the tests that reach its line are run, quickest first, until one fails.  A mutant
outside of functions (a table, a default) needs a new process, in which the changed module is imported.  No file of the
source is written.  Tests that start the command line in a process of its own do not count, and generated cases are few
and always the same: what survives here may still be caught by the whole suite, never the other way round.

What is changed: comparisons (both the boundary and the opposite), and/or, not, conditions, numbers, True/False, words
that are compared or looked up, arithmetic, min/max, any/all, returned values, break/continue, statements that only call.
Sentences for a reader, annotations, assertions and decorators are left alone.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

EVALUATING = (
    "test_truth",
    "test_evaluate",
    "test_engine_corners",
    "test_engine_rest",
    "test_findings",
    "test_comparisons",
    "test_condition_coverage",
    "test_fees",
    "test_sentences",
    "test_plan",
    "test_law_examples",
    "test_golden",
    "../features/test_features",
)
MODULES: dict[str, Sequence[str]] = {
    "kinds.numerals": ("test_numerals", "test_quantities", "test_dates"),
    "kinds.dates": ("test_dates", "test_quantities"),
    "kinds.periods": ("test_periods",),
    "kinds.quantities": ("test_quantities", "test_schema"),
    "engine.truth": EVALUATING,
    "engine.outcome": EVALUATING,
    "engine.fees": EVALUATING,
    "engine.facts": EVALUATING,
    "engine.conditions": EVALUATING,
    "engine.evaluate": EVALUATING,
}
SECONDS = 20.0  # of tests on one mutant, as long as they took on the unchanged module


# --- mutants --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """One change.  owner: the qualified name of the outermost function it lies in, or nothing."""

    number: int
    line: int
    column: int
    what: str
    owner: str


_OPPOSITE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutator(ast.NodeTransformer):
    """Walks a module, counts what may be changed, and changes the one of the number `target`."""

    def __init__(self, target: int = 0) -> None:
        self.target = target
        self.found: list[Mutant] = []
        self.names: list[str] = []  # of the classes and the outermost function around
        self.inside = False  # of a function
        self.words = False  # whether texts are compared here, rather than told

    def chosen(self, node: ast.AST, what: str) -> bool:
        number = len(self.found) + 1
        owner = ".".join(self.names) if self.inside else ""
        self.found.append(Mutant(number, node.lineno, node.col_offset + 1, what, owner))  # type: ignore[attr-defined]
        return number == self.target

    @contextmanager
    def comparing(self, words: bool) -> Iterator[None]:
        before, self.words = self.words, words
        yield
        self.words = before

    # what is left alone

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = self.visit(part.value)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.names.append(node.name)
        node.body = self.block(node.body)
        self.names.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.args.defaults = [self.visit(each) for each in node.args.defaults]
        node.args.kw_defaults = [each and self.visit(each) for each in node.args.kw_defaults]
        outermost = not self.inside
        if outermost:
            self.names.append(node.name)
        self.inside = True
        node.body = self.block(node.body)
        if outermost:
            self.names.pop()
            self.inside = False
        return node

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [self.visit(each) for each in body]

    # statements

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        if isinstance(node.value, ast.Call):
            if getattr(node.value.func, "id", "") == "assert_never":
                return node
            if self.chosen(node, "the call is left out"):
                return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        value = node.value
        if value is None or (isinstance(value, ast.Constant) and value.value is None):
            return node
        if self.chosen(node, "returns None"):
            node.value = ast.copy_location(ast.Constant(None), value)
            return node
        return self.generic_visit(node)

    def visit_Break(self, node: ast.Break) -> ast.AST:
        return ast.copy_location(ast.Continue(), node) if self.chosen(node, "break → continue") else node

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return ast.copy_location(ast.Break(), node) if self.chosen(node, "continue → break") else node

    def visit_If(self, node: ast.If) -> ast.AST:
        return self.condition(node, "if")

    def visit_While(self, node: ast.While) -> ast.AST:
        return self.condition(node, "while")

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self.condition(node, "if")

    def condition(self, node: ast.If | ast.While | ast.IfExp, word: str) -> ast.AST:
        if not isinstance(node.test, (ast.Compare, ast.UnaryOp)) and self.chosen(node.test, f"{word} → {word} not"):
            node.test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
            return node
        return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        for position, test in enumerate(node.ifs):
            if self.chosen(test, "the filter is left out"):
                node.ifs = [*node.ifs[:position], *node.ifs[position + 1 :]]
                return node
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        other = _ARITHMETIC.get(type(node.op))
        if other is not None and self.chosen(node, f"{type(node.op).__name__}= → {other.__name__}="):
            node.op = other()
            return node
        return self.generic_visit(node)

    # expressions

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        for position, op in enumerate(node.ops):
            for other in _OPPOSITE[type(op)]:
                if self.chosen(node, f"{type(op).__name__} → {other.__name__}"):
                    node.ops[position] = other()
                    return node
        with self.comparing(True):
            return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        if self.chosen(node, f"{word} → {other}"):
            node.op = ast.Or() if word == "and" else ast.And()
            return node
        for position in range(len(node.values)):
            if self.chosen(node.values[position], f"part {position + 1} of the {word} is left out"):
                rest = [*node.values[:position], *node.values[position + 1 :]]
                return rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(node.op, rest), node)
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, (ast.Not, ast.USub)) and self.chosen(node, f"{type(node.op).__name__} is left out"):
            return node.operand
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        other = _ARITHMETIC.get(type(node.op))
        if other is not None and self.chosen(node, f"{type(node.op).__name__} → {other.__name__}"):
            node.op = other()
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in _TWINS:
            other = _TWINS[node.func.id]
            if self.chosen(node, f"{node.func.id} → {other}"):
                node.func.id = other
                return node
        with self.comparing(_looks_at(node.func)):
            return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        with self.comparing(True):
            node.slice = self.visit(node.slice)
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        with self.comparing(True):
            return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        changed: Any = None
        if isinstance(value, bool):
            changed = not value
        elif isinstance(value, int):
            changed = value + 1
        elif isinstance(value, str) and value and self.words:
            changed = value + "†"
        if changed is not None and self.chosen(node, f"{value!r} → {changed!r}"):
            return ast.copy_location(ast.Constant(changed), node)
        return node


def _looks_at(function: ast.expr) -> bool:
    """Whether a text given to a function is looked for in another: text.startswith("西暦")."""
    looking = ("startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "get")
    return isinstance(function, ast.Attribute) and function.attr in looking


def mutants_of(tree: ast.Module) -> list[Mutant]:
    mutator = Mutator()
    mutator.visit(copy.deepcopy(tree))
    return mutator.found


def changed_code(path: Path, number: int) -> CodeType:
    tree = Mutator(number).visit(ast.parse(path.read_text("utf-8")))
    return compile(ast.fix_missing_locations(tree), str(path), "exec")


def path_of(name: str) -> Path:
    return ROOT / "compliance" / Path(*name.split(".")).with_suffix(".py")


# --- putting one in place -------------------------------------------------------------------------------------------


def put_in_place(module: ModuleType, owner: str, code: CodeType) -> None:
    """Gives the function `owner` of a loaded module its code in a changed compilation of the module."""
    found: Any = module
    for part in owner.split("."):
        found = vars(found)[part]
    while not isinstance(found, FunctionType):
        if hasattr(found, "cache_clear"):
            found.cache_clear()
        inner = [getattr(found, name, None) for name in ("fget", "func", "__func__", "__wrapped__")]
        found = next(each for each in inner if each is not None)
    found.__code__ = _code_named(code, owner)


def _code_named(code: CodeType, name: str) -> CodeType:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if each.co_qualname == name:
                return each
            if name.startswith(f"{each.co_qualname}."):
                return _code_named(each, name)
    raise LookupError(name)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of the package in its changed form."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name = f"compliance.{name}"
        self.code = code

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=self.code.co_filename)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self.code.co_filename
        exec(self.code, vars(module))


# --- running --------------------------------------------------------------------------------------------------------


def few_examples() -> None:
    """Generated cases: always the same, not made smaller when one fails."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutants",
        max_examples=30,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutants")
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"  # for tests/conftest.py


QUIET = (
    "-q",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-p",
    "no:randomly",
    "--tb=no",
    "--disable-warnings",
)


class Target:
    """A module, which of its mutants are to be run, and what is known of it."""

    def __init__(self, name: str, options: argparse.Namespace) -> None:
        self.name = name
        self.path = path_of(name)
        text = self.path.read_bytes()
        tree = ast.parse(text)
        self.mutants = {each.number: each for each in mutants_of(tree)}
        self.statements = _statements(tree)
        self.reached: dict[int, set[str]] = {}  # line → tests
        self.kept = options.results / f"{name}.{hashlib.sha256(text).hexdigest()[:12]}.jsonl"
        self.wanted = [options.only] if options.only else list(self.mutants)[options.start - 1 :: options.every]
        done = self.results()
        self.todo = [each for each in self.wanted if each not in done or done[each]["verdict"] in ALIVE]

    def results(self) -> dict[int, dict[str, Any]]:
        try:
            lines = self.kept.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        return {record["number"]: record for record in map(json.loads, lines)}

    def told(self) -> int:
        """Tells what survived; 1 where that is more than a tenth."""
        done = self.results()
        results = [done[number] for number in self.wanted if number in done]
        alive = [each for each in results if each["verdict"] in ALIVE]
        for each in alive:
            print(f"{self.name}:{each['line']}:{each['column']}: {each['number']}: {each['what']}: {each['verdict']}")
        killed = len(results) - len(alive)
        share = f"{100 * killed / len(results):.1f} %" if results else "nothing run"
        print(f"{self.name}: {killed} of {len(results)} killed, {share}")
        return 1 if len(alive) * 10 > len(results) else 0


ALIVE = ("survived", "unreached")


class Runner:
    """A pytest plugin that runs all tests once, then those that reach a mutant on it."""

    def __init__(self, targets: list[Target], show: bool) -> None:
        self.targets, self.show = targets, show
        self.seconds: dict[str, float] = {}
        self.sound: set[str] = set()  # modules whose tests pass in a process of their own

    def pytest_runtestloop(self, session: Any) -> bool:
        items = {item.nodeid: item for item in session.items}
        self.baseline(session.items)
        for target in self.targets:
            for number in target.todo:
                self.try_one(target, target.mutants[number], items)
        return True

    def try_one(self, target: Target, mutant: Mutant, items: dict[str, Any]) -> None:
        ids = self.tests_for(target, mutant)
        began = time.time()
        if mutant.owner:
            verdict = self.forked(target, mutant, [items[each] for each in ids])
        else:
            verdict = self.apart(target, mutant, ids)
        record = {**vars(mutant), "verdict": verdict, "seconds": round(time.time() - began, 2), "tests": len(ids)}
        with target.kept.open("a", encoding="utf-8") as file:
            print(json.dumps(record, ensure_ascii=False), file=file)
        if self.show:
            say("\n".join(ids))
        said = verdict if verdict in ALIVE else f"killed by {verdict}"
        say(f"{target.name}:{mutant.line}:{mutant.column}: {mutant.number}: {mutant.what}: {said}")

    def baseline(self, items: list[Any]) -> None:
        from _pytest.runner import runtestprotocol
        from coverage import Coverage

        coverage = Coverage(include=[str(target.path) for target in self.targets], data_file=None, config_file=False)
        coverage.start()
        for position, item in enumerate(items):
            coverage.switch_context(item.nodeid)
            after = items[position + 1] if position + 1 < len(items) else None
            began = time.process_time()
            reports = runtestprotocol(item, log=False, nextitem=after)
            if all(report.passed for report in reports):
                self.seconds[item.nodeid] = time.process_time() - began
            elif any(report.failed for report in reports):
                say(f"fails without a mutant: {item.nodeid}")
        coverage.stop()
        for target in self.targets:
            for line, contexts in coverage.get_data().contexts_by_lineno(str(target.path)).items():
                target.reached[line] = {context for context in contexts if context in self.seconds}

    def tests_for(self, target: Target, mutant: Mutant) -> list[str]:
        """The tests that reach it, quickest first, as many as fit into the time."""
        if mutant.owner:
            first, last = target.statements[mutant.line]
            ids = {each for line in range(first, last + 1) for each in target.reached.get(line, ())}
        else:
            ids = set().union(*target.reached.values())
        chosen, total = [], 0.0
        for each in sorted(ids, key=lambda each: (self.seconds[each], each)):
            total += self.seconds[each]
            if chosen and total > SECONDS:
                break
            chosen.append(each)
        return chosen

    def forked(self, target: Target, mutant: Mutant, items: list[Any]) -> str:
        if not items:
            return "unreached"
        code = changed_code(target.path, mutant.number)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self.in_child(writing, target, mutant, code, items)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            killer = pipe.read().decode()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return f"time (signal {os.WTERMSIG(status)})"
        return killer if os.WEXITSTATUS(status) else "survived"

    def in_child(self, pipe: int, target: Target, mutant: Mutant, code: CodeType, items: list[Any]) -> None:
        from _pytest.runner import runtestprotocol

        seconds = sum(self.seconds[item.nodeid] for item in items)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, 5 * seconds + 10)
        status = 0
        name = ""
        try:
            put_in_place(sys.modules[f"compliance.{target.name}"], mutant.owner, code)
            for position, item in enumerate(items):
                after = items[position + 1] if position + 1 < len(items) else None
                if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                    status, name = 1, item.nodeid
                    break
        except BaseException as error:
            status, name = 1, f"{type(error).__name__}: {error}"
        os.write(pipe, name.encode()[:4000])
        os._exit(status)

    def apart(self, target: Target, mutant: Mutant, ids: list[str]) -> str:
        """Runs the tests of their files in a process of its own: a changed table is read while modules are imported."""
        files = sorted({each.partition("::")[0] for each in ids})
        if not files:
            return "unreached"
        if target.name not in self.sound:  # what fails without a mutant kills none
            if self.process(target.name, 0, files) != "survived":
                raise SystemExit(f"fails without a mutant: {target.name} in a process of its own")
            self.sound.add(target.name)
        return self.process(target.name, mutant.number, files)

    def process(self, name: str, number: int, files: list[str]) -> str:
        child = os.fork()
        if child == 0:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            os.execv(sys.executable, [sys.executable, __file__, "--alone", str(number), name, *files])
        limit = time.time() + 20 * sum(self.seconds.values()) + 120
        while time.time() < limit:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return "survived" if os.WEXITSTATUS(status) == 0 else ", ".join(files)
            time.sleep(0.1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "time"


def say(text: str) -> None:
    """Prints past pytest."""
    print(text, file=sys.__stdout__, flush=True)


def _statements(tree: ast.Module) -> dict[int, tuple[int, int]]:
    """Of each line the lines of the smallest part of a statement it lies in: a condition without what it guards."""
    lines: dict[int, tuple[int, int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            part: tuple[int, int] = (node.lineno, node.end_lineno or node.lineno)
        elif isinstance(node, (ast.stmt, ast.match_case)) and hasattr(node, "body"):
            head = getattr(node, "lineno", None) or node.pattern.lineno  # type: ignore[union-attr]
            part = (head, max(head, node.body[0].lineno - 1))
        elif isinstance(node, ast.Match):
            part = (node.lineno, node.subject.end_lineno or node.lineno)
        else:
            continue
        for line in range(part[0], part[1] + 1):
            old = lines.get(line)
            if old is None or old[1] - old[0] >= part[1] - part[0]:
                lines[line] = part
    return lines


def alone(name: str, number: int, files: list[str]) -> int:
    import pytest

    sys.meta_path.insert(0, Changed(name, changed_code(path_of(name), number)))
    importlib.import_module(f"compliance.{name}")  # now: pytest sets a finder of its own before ours
    few_examples()
    return pytest.main([*QUIET, "-x", *files])


def run(names: list[str], options: argparse.Namespace) -> int:
    """Runs the mutants of modules that have the same tests."""
    import pytest

    options.results.mkdir(parents=True, exist_ok=True)
    targets = [Target(name, options) for name in names]
    if any(target.todo for target in targets):
        few_examples()
        files = [str(ROOT / "tests" / f"{each}.py") for each in MODULES[names[0]]]
        pytest.main([*QUIET, *files], plugins=[Runner(targets, options.show)])
    return max(target.told() for target in targets)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help="kinds.dates … (all of them by default)")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--from", type=int, default=1, metavar="N", dest="start")
    parser.add_argument("--only", type=int, metavar="N")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--results", type=Path, default=ROOT / ".venv" / "mutants")
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.chdir(ROOT)
    if options.alone is not None:
        return alone(options.modules[0], options.alone, options.modules[1:])
    groups: dict[Sequence[str], list[str]] = {}
    for name in options.modules or MODULES:
        groups.setdefault(MODULES[name], []).append(name)
    if len(groups) == 1:
        return run(*groups.values(), options)
    more = [each for each in sys.argv[1:] if each not in MODULES]
    commands = ([sys.executable, __file__, *names, *more] for names in groups.values())
    return max([os.spawnv(os.P_WAIT, sys.executable, command) for command in commands])


if __name__ == "__main__":
    raise SystemExit(main())
