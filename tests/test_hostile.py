"""Nothing that stands in a paper is ever obeyed by what reads a report.

For each format it is said what would be active, and none of the corpus (`hostile.py`) is:

- text, compact: a character that a terminal obeys or does not show; a line that a CI system takes for a command.
- json, jsonl: the same characters; anything but the very text, when it is read back.
- sarif, gitlab: the same characters; another shape; a link in a message; an address outside the project.
- junit: XML that is not well-formed, or has other elements or attributes than that of a harmless paper.
- github: a line that is a command and not ours, or a property that a text has added to one of ours.
- html, markdown: other tags, attributes or tokens than those of a harmless paper.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hostile
import pytest
from junitparser import JUnitXml
from sample_report import DAY, fee, sample

from compliance.documents.document import dossier_of
from compliance.documents.reader import plain, read_tree
from compliance.finding import Basis, Cause, FeeLine, Finding, Input, Report, Result, Step, Waiver
from compliance.problem import Problem
from compliance.report import FORMATS, render
from compliance.report.options import Options
from compliance.run import evaluate_dossier, prepare
from compliance.safe_text import safe_text
from compliance.source import Source, Span
from compliance.struct import replace

ROOT = Path(__file__).parents[1]
HARMLESS = "甲"


def test_the_corpus_is_large() -> None:
    assert len(hostile.ALL) >= 200


def report_of(text: str) -> Report:
    """A report whose every text is the one given, with a finding of each kind."""
    source = Source(f"提案/{text}.yaml", f"名称: {text}\n")
    span = Span(source, 0, max(1, len(source.text) - 1))
    step = Step(text, False, text, text, text, text, text, span, ((text, text, span),), english_subject=text)
    step = replace(step, children=(step,))
    missing = Cause("記載なし", text, text, "提案者", span, text, (text,), text)
    asked = replace(missing, kind="記録なし")
    open_day = replace(missing, kind="期間の計算")
    failing = Finding(
        rule="x-1",
        caption=text,
        citations=(text,),
        result=Result.VIOLATED,
        effect="不適合",
        element=text,
        key=text,
        reason=text,
        reason_english=text,
        remedy=(text, text + "甲"),
        basis=(Basis("判断", text, text, span, text),),
        trace=step,
        views=(text,),
        notes=(text,),
        place=span,
        rule_place=span,
        caption_english=text,
        remedy_english=(text, text + "甲"),
        not_applicable_english=text,
        element_english=text,
    )
    findings = (
        failing,
        replace(failing, rule="x-2", effect="義務違反"),
        replace(failing, rule="x-3", effect="注意", layer=text),
        replace(failing, rule="x-4", result=Result.MISSING, causes=(missing, replace(missing, addressee=text))),
        replace(failing, rule="x-5", result=Result.JUDGEMENT, causes=(asked,)),
        replace(failing, rule="x-6", result=Result.JUDGEMENT, causes=(open_day,)),
        replace(failing, rule="x-7"),
        replace(failing, rule="x-8", result=Result.SATISFIED, effect=""),
        replace(failing, rule="x-9", result=Result.NOT_APPLICABLE, effect="", not_applicable=text),
    )
    line = FeeLine(text, text, 1, 2, text, (missing,))
    waivers = (
        Waiver("x-7", text, text, text, DAY, text, span),
        Waiver("x-1", text, text, text, DAY, "", span, expired=True),
    )
    return Report(
        dossier=text,
        kind=text,
        stage=text,
        on=DAY,
        on_from=text,
        findings=findings,
        problems=(Problem("x-form", text, span, text, "注意", ((text, span),)),),
        fees=(
            replace(
                fee(), caption=text, citations=(text,), lines=(line,), total=None, causes=(missing,), notes=(text,)
            ),
        ),
        outcome="不適合",
        overall="不適合",
        next_papers=(text,),
        inputs=(Input(text, "0" * 64),),
        waivers=waivers,
    )


@cache
def leaves() -> tuple[dict[str, Any], tuple[tuple[Any, ...], ...]]:
    """The papers of an example as plain data, and where in them any text may stand."""
    papers: dict[str, Any] = {}
    for path in sorted((ROOT / "examples" / "01-適合する提案").iterdir()):
        tree, problems = read_tree(Source(path.name, path.read_text(encoding="utf-8")), "yaml")
        assert tree is not None
        assert not problems
        papers[path.stem] = plain(tree)
    free = [where for where in _leaves(papers) if _reads(_with(papers, [where], HARMLESS))]
    assert len(free) > 30
    return papers, tuple(free)


def _leaves(data: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, str):
        yield where
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _leaves(value, (*where, key))


def _with(data: Any, places: list[tuple[Any, ...]], text: str) -> Any:
    copy = json.loads(json.dumps(data))
    for *way, last in places:
        part = copy
        for step in way:
            part = part[step]
        part[last] = text
    return copy


def _reads(papers: Any) -> bool:
    dossier, problems = dossier_of("甲", [("一件.json", json.dumps(papers))], rules().forms)
    return dossier is not None and not any(problem.is_error for problem in problems)


@cache
def rules() -> Any:
    return prepare()


def checked(text: str, places: list[tuple[Any, ...]]) -> Report:
    """What comes out when the text stands at some places of a real dossier."""
    written = json.dumps(_with(leaves()[0], places, text), indent=1)
    dossier, problems = dossier_of("甲", [("一件.json", written)], rules().forms)
    if dossier is None or any(problem.is_error for problem in problems):
        return replace(sample(), findings=(), problems=tuple(problems))
    return replace(evaluate_dossier(rules(), dossier, on=DAY, today=DAY), problems=tuple(problems))


@cache
def reports(kind: str) -> tuple[Report, ...]:
    if kind == "made up":
        return tuple(report_of(text) for text in hostile.ALL)
    # every free text of a real dossier; of the corpus, an even choice
    texts = hostile.ALL if EVERYTHING else hostile.ALL[::40]
    return tuple(checked(text, list(leaves()[1])) for text in texts)


@cache
def rendered(name: str, kind: str, lang: str) -> str:
    return render(name, reports(kind), Options(lang=lang, verbose=True))  # type: ignore[arg-type]


@cache
def harmless(name: str, lang: str) -> str:
    return render(name, [report_of(HARMLESS) for _ in hostile.ALL], Options(lang=lang, verbose=True))  # type: ignore[arg-type]


def first_difference(a: list[Any], b: list[Any]) -> object:
    return next(((at, x, y) for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), (len(a), len(b)))


def same(a: list[Any], b: list[Any]) -> None:
    if a != b:
        pytest.fail(str(first_difference(a, b))[:500])


# HOSTILE=all: in both languages, and the whole corpus in a real dossier
EVERYTHING = os.environ.get("HOSTILE") == "all"
KINDS = ("made up", "checked")
LANGS = ("ja", "en") if EVERYTHING else ("ja",)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_line_can_be_shown(name: str, kind: str) -> None:
    for lang in LANGS if name in ("text", "markdown", "html") else LANGS[:1]:
        text = rendered(name, kind, lang)
        text.encode("utf-8")
        for line in text.split("\n"):
            assert safe_text(line) == line, (name, line[:200])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["text", "compact", "github"])
def test_no_line_is_a_command_of_a_paper(name: str, kind: str, lang: str) -> None:
    ours = re.compile(r"::(error|warning|notice) title=[^,:]*,file=[^,:]*(,(line|endLine|col|endColumn)=[0-9]+)*::")
    for line in rendered(name, kind, lang).split("\n"):
        if name == "github" and ours.match(line):
            continue
        assert not line.lstrip().startswith("::"), line[:200]
        assert not re.search(r"##[A-Za-z]*\[", line), line[:200]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["github", "compact"])
def test_no_text_adds_a_line(name: str, lang: str) -> None:
    assert rendered(name, "made up", lang).count("\n") == harmless(name, lang).count("\n")


def test_lines_of_the_text_report_stay_short() -> None:
    from compliance.source import cells

    lines = rendered("text", "made up", "ja").split("\n")
    # but for a cell more where what would be a command is spelt with a full-width sign
    assert max(cells(line) for line in lines if "：:" not in line and "#＃" not in line) <= 100


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from strings(value)


def shape(data: Any) -> Any:
    """Keys and kinds of values, in order."""
    if isinstance(data, dict):
        return [(key, shape(value)) for key, value in data.items()]
    return [shape(value) for value in data] if isinstance(data, list) else type(data).__name__


def test_json_gives_back_the_very_text() -> None:
    document = json.loads(rendered("json", "made up", "ja"))
    lines = [json.loads(line) for line in rendered("jsonl", "made up", "ja").splitlines()]
    for text, report, line in zip(hostile.ALL, document["reports"], lines, strict=True):
        assert report["dossier"] == line["dossier"] == text
        assert report["findings"][0]["reason"]["ja"] == text
    same(
        [shape(one) for one in document["reports"]],
        [shape(one) for one in json.loads(harmless("json", "ja"))["reports"]],
    )


@pytest.mark.parametrize("lang", LANGS)
def test_sarif_holds_no_link_and_no_foreign_address(lang: str) -> None:
    log = json.loads(rendered("sarif", "made up", lang))
    results = log["runs"][0]["results"]
    same(
        [shape(one) for one in results],
        [shape(one) for one in json.loads(harmless("sarif", lang))["runs"][0]["results"]],
    )
    for result in results:
        assert not re.search(r"(?<!\\)\[", result["message"]["text"].replace("\\\\", ""))
        for place in [*result["locations"], *result.get("relatedLocations", ())]:
            address = place["physicalLocation"]["artifactLocation"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", address["uri"].removeprefix("file://")), address
            assert address["uri"].startswith("file://") or address["uriBaseId"] in ("%SRCROOT%", "%RULES%")


@pytest.mark.parametrize("lang", LANGS)
def test_gitlab_has_the_shape_of_any_other(lang: str) -> None:
    same(shape(json.loads(rendered("gitlab", "made up", lang))), shape(json.loads(harmless("gitlab", lang))))


@pytest.mark.parametrize("lang", LANGS)
def test_junit_has_the_elements_of_any_other(lang: str) -> None:
    def elements(text: str) -> list[Any]:
        return [(element.tag, sorted(element.attrib)) for element in ElementTree.fromstring(text).iter()]

    text = rendered("junit", "made up", lang)
    same(elements(text), elements(harmless("junit", lang)))
    assert len(list(JUnitXml.fromstring(text.encode()))) == len(hostile.ALL)


class Skeleton(HTMLParser):
    """Tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def unknown_decl(self, data: str) -> None:
        self.found.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("instruction")


@pytest.mark.parametrize("lang", LANGS)
def test_html_has_the_tags_of_any_other(lang: str) -> None:
    same(Skeleton(rendered("html", "made up", lang)).found, Skeleton(harmless("html", lang)).found)


@pytest.mark.parametrize("lang", LANGS)
def test_markdown_has_the_tokens_of_any_other(lang: str) -> None:
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py (it comes with rich) reads the Markdown back")
    reader = markdown.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    plain_text = ("text", "text_special", "softbreak")

    def tokens(text: str) -> list[Any]:
        return [
            (token.type, [child.type for child in token.children or () if child.type not in plain_text])
            for token in reader.parse(text)
        ]

    texts = [text for text in hostile.ALL if len(text) < 1000]
    ours = [tokens(render("markdown", [report_of(text)], Options(lang=lang, verbose=True))) for text in texts]  # type: ignore[arg-type]
    same(ours, [tokens(render("markdown", [report_of(HARMLESS)], Options(lang=lang, verbose=True)))] * len(texts))  # type: ignore[arg-type]
    # what GitHub does to the text after that: people are called on, addresses become links
    for line in _outside_fences(rendered("markdown", "made up", lang)):
        assert not re.search(r"@|https?://|www\.", line), line[:200]


def _outside_fences(text: str) -> list[str]:
    lines, fence = [], ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        else:
            lines.append(line)
    return lines
