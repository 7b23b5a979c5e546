"""The targets: every reader of foreign bytes or texts that the tool has, and what must hold of each."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from compliance import values
from compliance.check import check_rules
from compliance.documents.document import dossier_of
from compliance.documents.nodes import DocNode, Record, Scalar
from compliance.documents.reader import read_bytes, read_tree
from compliance.engine.evaluate import evaluate
from compliance.engine.settings import read_settings
from compliance.finding import Report
from compliance.kinds.dates import DateError, read_date, read_fiscal_year, show_date, show_fiscal_year
from compliance.kinds.identity import same
from compliance.kinds.numerals import read_integer, show_kanji
from compliance.kinds.quantities import ValueProblem, read_value, show_value, state_of
from compliance.language.format import format_rules
from compliance.language.parse import parse_rules
from compliance.language.rule_text import comments, heads, scan_names
from compliance.law.citation import parse_citations, show_citations
from compliance.law.egov import read_law
from compliance.plan.compile import RESULTS, compile_plan
from compliance.problem import Problem
from compliance.run import Prepared, prepare
from compliance.safe_text import safe_text
from compliance.source import Source
from compliance.waivers import read_waivers
from fuzz.mutate import DAYS, NUMBERS
from fuzz.target import Target, require, told_well

ROOT = Path(__file__).parent.parent
SEEDS = Path(__file__).parent / "seeds"
ON = date(2026, 9, 14)


@cache
def prepared() -> Prepared:
    return prepare()


@cache
def names() -> frozenset[str]:
    """The names of the forms and those that the shipped rules declare."""
    scanned = (scan_names(Source(path.name, path.read_text("utf-8"))) for path in (ROOT / "rules").rglob("*.rule"))
    return frozenset(prepared().forms.terms()).union(*scanned)


def texts(name: str) -> list[str]:
    """The seeds of one kind: a JSON list of texts, so that controls and half characters can be seen."""
    loaded: list[str] = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    return loaded


def _bytes(found: list[str]) -> list[bytes]:
    return [text.encode("utf-8", "surrogatepass") for text in found]


# --- documents ------------------------------------------------------------------------------------------------------


def documents() -> Target:
    forms = prepared().forms
    papers = list(forms.sections)
    fields = sorted({name for record in forms.record_types() for name in record.properties})

    def check(data: bytes) -> str:
        # the first byte chooses the file's name and format
        shape = data[0] if data else 0
        ending = ("yaml", "json", "yml")[shape % 3]
        paper = papers[shape % len(papers)] if shape & 1 else "一件"
        source = read_bytes(f"{paper}.{ending}", data)
        if isinstance(source, Problem):
            return told_well([source], 0)
        tree, problems = read_tree(source, "json" if ending == "json" else "yaml")
        told = told_well(problems, len(source.text))
        if tree is None:
            require(any(problem.is_error for problem in problems), "nothing read and nothing said")
            return f"{ending} {told}"
        _placed(tree, len(source.text))
        dossier, problems = dossier_of("一件", [(source.name, source.text)], forms)
        told = told_well(problems, len(source.text))
        if dossier is None or any(problem.is_error for problem in problems):
            require(bool(told), "no dossier and nothing said")
            return f"{ending} {told}"
        return f"{ending} {told} {dossier.kind} {dossier.stage}"

    examples = [path for path in sorted((ROOT / "examples").rglob("*")) if path.suffix in (".yaml", ".json")]
    seeds = [path.read_bytes() for path in examples] + _bytes(texts("documents"))
    return Target("documents", check, seeds, [*papers, *fields, *texts("document-words"), *NUMBERS, *DAYS])


def _placed(node: DocNode, length: int) -> None:
    """Every node has its place in the text."""
    queue = [node]
    while queue:
        at = queue.pop()
        require(0 <= at.span.start <= at.span.end <= length, "a node without a place")
        if isinstance(at, Record):
            queue += [each for entry in at.entries for each in entry]
        elif not isinstance(at, Scalar):
            queue += at.items


# --- rules ----------------------------------------------------------------------------------------------------------


@cache
def rule_seeds() -> tuple[bytes, ...]:
    """The items of the shipped rules one by one, those of the tests of the grammar, random ones, nasty ones."""
    sys.path.insert(0, str(ROOT / "tests"))
    from random_rules import random_rules
    from rule_texts import rule_file

    files = [*sorted((ROOT / "rules").rglob("*.rule")), *sorted((ROOT / "tests/data/grammar").glob("*.rule"))]
    found: list[str] = []
    for path in files:
        text = path.read_text("utf-8")
        starts = [head.start for head in heads(Source(path.name, text))]
        found += [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    found += [rule_file(Random(number)) for number in range(60)]
    found += [random_rules(Random(number), 2) for number in range(10)]
    return tuple(_bytes(found + texts("rules")))


@cache
def rule_words() -> tuple[str, ...]:
    """Names, and what the grammar's words look like (of an expression, what is plain text)."""
    import re

    grammar = (ROOT / "grammar" / "rule.lark").read_text("utf-8")
    plain = set(re.findall(r"[ぁ-んァ-ヶ一-龥々]{1,20}", grammar))
    return (*sorted(names()), *sorted(plain) * 3, *texts("rule-words"), *NUMBERS, *DAYS)


def rules() -> Target:
    ready = prepared()
    known = names()
    ids = frozenset(item.id for item in ready.rules.items)
    words = [word for word in rule_words() if word]
    count = 0

    def check(data: bytes) -> str:
        nonlocal count
        source = read_bytes("試し.rule", data)
        if isinstance(source, Problem):
            return told_well([source], 0)
        file, problems = parse_rules(source, known)
        told = told_well(problems, len(source.text))
        if not file.items:
            require(bool(told) or not heads(source), "nothing read and nothing said")
            return told
        found, wrong = check_rules([file], ready.forms, ready.index)
        told = f"{told} / {told_well(wrong, len(source.text))}"
        count += 1
        if count % 8 or any(problem.is_error for problem in (*problems, *wrong)):
            return told
        # what checks must run as well: the plan and the explained evaluation, to the same results
        dossier = _example()
        report: Report = evaluate(found, ready.forms, dossier, ON, ON)
        outcomes = compile_plan(found, ready.forms).run(dossier.facts, dossier.kind, dossier.stage, ON, ON)
        mine = [("一件書類" if at < 0 else found.items[at].id, RESULTS[code]) for at, _, code, _, _ in outcomes]
        require(mine == [(one.rule, one.result) for one in report.findings], "plan and evaluation differ")
        return told

    del ids
    return Target("rules", check, rule_seeds(), words)


@cache
def _example() -> Any:
    from compliance.documents.document import read_dossier

    dossier, _ = read_dossier(ROOT / "examples" / "02-役員の欠格", prepared().forms)
    assert dossier is not None
    return dossier


def format_() -> Target:
    known = names()

    def check(data: bytes) -> str:
        source = read_bytes("試し.rule", data)
        if isinstance(source, Problem):
            return told_well([source], 0)
        text = source.text
        before, _ = parse_rules(source, known)
        written = format_rules(source, known)
        after, _ = parse_rules(Source("試し.rule", written), known)
        require(after.items == before.items, "reads otherwise after formatting")
        require(after.broken == before.broken, "other items are broken after formatting")
        require(format_rules(Source("試し.rule", written), known) == written, "formatting twice is not formatting once")
        require(_comments(written) == _comments(text), "comments are lost")
        kinds = sorted({type(item).__name__ for item in before.items})
        return f"{' '.join(kinds)} {len(before.items)} {len(before.broken)} {written == text}"

    return Target("format", check, rule_seeds(), [word for word in rule_words() if word])


def _comments(text: str) -> Counter[str]:
    return Counter(match.group(1).rstrip() for match in comments(text))


# --- values ---------------------------------------------------------------------------------------------------------


def dates() -> Target:
    def check(data: bytes) -> str:
        text = data.decode("utf-8", "replace")
        ends = [
            _read(lambda: read_date(text), lambda day: read_date(show_date(day)) == day if day.year >= 1000 else True),
            _read(
                lambda: read_fiscal_year(text),
                lambda year: read_fiscal_year(show_fiscal_year(year)) == year if year >= 1000 else True,
            ),
            _read(lambda: read_value(text, values.DATE)),
            _read(lambda: read_value(text, values.CLOCK)),
            _read(lambda: read_value(text, values.FISCAL_YEAR)),
        ]
        return " ".join(ends)

    words = [
        *DAYS,
        *texts("date-words"),
        *"0123456789０１２〇一二三十元年月日度令和平成昭和大正明治RHSTM.-/（）月火水木金土日",
    ]
    return Target("dates", check, _bytes(texts("dates") + list(DAYS)), words)


def numbers() -> Target:
    kinds = [kind for kind in values.KINDS.values() if kind.name in values.NUMBER_KINDS]

    def check(data: bytes) -> str:
        text = data.decode("utf-8", "replace")
        ends = [_read(lambda: read_integer(text), lambda n: n >= 10**16 or read_integer(show_kanji(n)) == n)]
        ends += [
            _read(lambda k=kind: read_value(text, k), lambda v, k=kind: read_value(show_value(v, k), k) == v)
            for kind in kinds
        ]
        ends.append(_read(lambda: read_value(text, values.BOOLEAN)))
        ends.append(str(state_of(text)))
        safe_text(text)
        half = len(text) // 2
        require(same(text[:half], text[half:]) == same(text[half:], text[:half]), "sameness is not symmetric")
        require(same(text, text) is not False, "not the same as itself")
        return " ".join(ends)

    words = [*NUMBERS, *values.UNITS, *texts("number-words")]
    return Target("numbers", check, _bytes(texts("numbers") + list(NUMBERS)), words)


def _read(read: Callable[[], Any], again: Callable[[Any], bool] = lambda _: True) -> str:
    """A word for what was read; a refusal must be one of ours, in a whole sentence."""
    try:
        value = read()
    except (DateError, ValueProblem) as error:
        require(error.message.endswith("。"), f"refused badly: {error.message!r}")
        return error.message[-12:-1]
    except ValueError as error:
        require(type(error) is ValueError and str(error).endswith("。"), f"foreign: {error!r}")
        return str(error)[-12:-1]
    require(again(value), f"does not read back: {value!r}")
    return type(value).__name__


def citations() -> Target:
    def check(data: bytes) -> str:
        text = data.decode("utf-8", "replace")
        found, faults = parse_citations(text)
        for message, start, end in faults:
            require(0 <= start <= end <= len(text) and message.endswith("。"), f"{message} {start} {end}")
        for citation in found:
            prepared().index.exists(citation)
        if found and not faults:
            shown = show_citations(found)
            require(show_citations(parse_citations(shown)[0]) == shown, f"does not read back: {shown}")
        return " ".join(sorted({message[-12:-1] for message, _, _ in faults})) or f"{len(found)}"

    return Target("citations", check, _bytes(texts("citations")), [*texts("citation-words"), *NUMBERS])


# --- other files ----------------------------------------------------------------------------------------------------


def settings() -> Target:
    """Settings files and waivers."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    known = prepared().rules.delegated
    ids = frozenset(item.id for item in prepared().rules.items)

    def check(data: bytes) -> str:
        path = folder / ("設定.json" if data[:1] in (b"{", b"[") else "設定.yaml")
        path.write_bytes(data)
        found, problems = read_settings(path, known)
        require(found is not None or bool(problems), "nothing read and nothing said")
        waivers, wrong = read_waivers(path, ids)
        return f"{told_well(problems, len(data))} / {told_well(wrong, len(data))} {len(waivers)}"

    files = sorted((ROOT / "rules" / "settings").glob("*.yaml"))
    seeds = [path.read_bytes() for path in files] + _bytes(texts("settings"))
    return Target("settings", check, seeds, [*known, *sorted(ids)[:20], *texts("setting-words"), *NUMBERS, *DAYS])


def statute() -> Target:
    def check(data: bytes) -> str:
        law, problems = read_law("法.xml", data)
        require(law is not None or any(problem.is_error for problem in problems), "nothing read and nothing said")
        return told_well(problems, len(data)) or f"{len(law.units) if law else 0}"

    path = ROOT / "tests" / "data" / "statute" / "届出法.xml"
    return Target("statute", check, [path.read_bytes(), *_bytes(texts("statute"))], texts("statute-words"))


TARGETS: dict[str, Callable[[], Target]] = {
    "rules": rules,
    "documents": documents,
    "format": format_,
    "dates": dates,
    "numbers": numbers,
    "citations": citations,
    "settings": settings,
    "statute": statute,
}
