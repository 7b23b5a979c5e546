"""One item explained: the law it rests on, the item as it is written, and, for a dossier, why it came out as it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.finding import Finding, Report, Result
from compliance.messages import name, say
from compliance.report import digest
from compliance.report.as_text import fee_lines, finding_lines, style_of
from compliance.report.excerpt import excerpt, place
from compliance.report.layout import paint, unheard, wrap
from compliance.report.options import Options
from compliance.safe_text import safe_text
from compliance.source import Span
from compliance.struct import Struct


class LawUnit(Struct):
    """One unit of the law an item cites.  summary: our own sentence; text: the official one, where it was
    imported; note: a remark on it.  Both languages."""

    citation: str
    heading: str = ""
    summary: tuple[str, str] = ("", "")
    text: str = ""
    note: tuple[str, str] = ("", "")


class Item(Struct):
    """What is explained.  notes: 解釈 and other remarks.  where: the place of the item, whose text is shown;
    applied: of the item that 準用 applies.  english: its reading, line by line."""

    id: str
    caption: str
    citations: tuple[str, ...]
    where: Span
    law: tuple[LawUnit, ...] = ()
    notes: tuple[str, ...] = ()
    replacements: tuple[tuple[str, str], ...] = ()
    applied: Span | None = None
    english: tuple[str, ...] = ()


def render(item: Item, report: Report | None, options: Options) -> str:
    lines = [paint(f"{item.id} {safe_text(item.caption)}", "bold", options.colour)]
    lines += _law(item, options)
    lines += _rule(item, options)
    if report is not None:
        lines += _result(item, report, options)
    return "".join(unheard(line) + "\n" for line in lines)


def as_data(item: Item, report: Report | None) -> dict[str, Any]:
    """What `compliance explain --format json` writes: `explain.schema.json`."""
    from compliance.report.data import SCHEMA_VERSION, both, fee_data, finding_data, place_data, version

    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "compliance", "version": version([report] if report is not None else [])},
        "id": item.id,
        "caption": item.caption,
        "citations": list(item.citations),
        "law": [
            {
                "citation": unit.citation,
                "heading": unit.heading,
                "summary": both(*unit.summary),
                "official_text": unit.text,
                "note": both(*unit.note),
            }
            for unit in item.law
        ],
        "rule": {"text": item.where.text, "place": place_data(item.where)},
        "applied": {"text": item.applied.text, "place": place_data(item.applied)} if item.applied is not None else None,
        "replacements": [{"old": old, "new": new} for old, new in item.replacements],
        "notes": list(item.notes),
        "english": list(item.english),
        "findings": None
        if report is None
        else [finding_data(report, finding) for finding in report.findings if finding.rule == item.id],
        "fees": None if report is None else [fee_data(fee) for fee in report.fees if fee.rule == item.id],
    }


def _heading(text: str, options: Options) -> list[str]:
    return ["", paint(f"■ {text}", "bold", options.colour)]


def _wrapped(text: str, indent: int, options: Options) -> list[str]:
    return [" " * indent + line for line in wrap(safe_text(text), options.width - indent)]


def _law(item: Item, options: Options) -> list[str]:
    lines = _heading(say("law", options.lang), options)
    if not item.law:
        return [*lines, *_wrapped(digest.cited(item.citations, options.lang), 2, options)]
    for unit in item.law:
        heading = f"（{unit.heading}）" if unit.heading and options.lang == "ja" else ""
        lines += _wrapped(f"{digest.cited([unit.citation], options.lang)}{heading}", 2, options)
        at = 1 if options.lang == "en" else 0
        lines += _wrapped(unit.summary[at] or unit.summary[0], 4, options) if unit.summary[0] else []
        for paragraph in unit.text.split("\n") if unit.text else ():
            lines += ["    ｜" + line for line in wrap(safe_text(paragraph), options.width - 6)]
        if unit.note[0]:
            lines += _wrapped(unit.note[at], 4, options)
    if not any(unit.text for unit in item.law):
        lines += _wrapped(say("no official text", options.lang), 2, options)
    return lines


def _rule(item: Item, options: Options) -> list[str]:
    lines: list[str] = []
    for span in (item.where, item.applied):
        if span is None:
            continue
        lines += _heading(f"{say('rule text', options.lang)}（{place(span)}）", options)
        # the author's own lines, unbroken
        lines += ["  " + safe_text(line.expandtabs(4).rstrip()) for line in span.text.rstrip().split("\n")]
    for old, new in item.replacements:
        lines += _wrapped(say("replaced", options.lang, old=old, new=new), 2, options)
    if options.lang == "en" and item.english:
        lines += _heading(say("english", options.lang), options)
        for text in item.english:
            lines += _wrapped(text.lstrip(" "), 2 + len(text) - len(text.lstrip(" ")), options)
    if item.notes:
        lines += _heading(say("note", options.lang), options)
        for note in item.notes:
            lines += _wrapped(f"・{note}", 2, options)
    return lines


def _result(item: Item, report: Report, options: Options) -> list[str]:
    lang = options.lang
    lines = _heading(say("result", lang, dossier=safe_text(report.dossier)), options)
    for problem in report.problems:
        lines += _wrapped(f"{place(problem.span)}: {problem.message}", 2, options)
    found = [finding for finding in report.findings if finding.rule == item.id]
    fees = [fee for fee in report.fees if fee.rule == item.id]
    if not found and not fees and not report.problems:
        lines += _wrapped(say("no result", lang), 2, options)
    for fee in fees:
        lines += fee_lines(fee, options.width, lang)
    for finding in digest.heaviest_first(found):
        lines += [*_word(finding, options), *finding_lines(finding, options)]
        if finding.result is Result.NOT_APPLICABLE:
            english = finding.not_applicable_english if lang == "en" else ""
            lines += _wrapped(english or finding.not_applicable, 4, options)
        for cause in finding.causes:
            lines += _cause(cause.english if lang == "en" and cause.english else cause.text, cause.place, options)
    return lines


def _word(finding: Finding, options: Options) -> Sequence[str]:
    word = finding.effect if finding.result is Result.VIOLATED else finding.result.value
    shown = f"【{name(word, options.lang)}】"
    element = f" {safe_text(finding.element)}" if finding.element else ""
    return [f"  {paint(shown, style_of(word), options.colour)}{element}"]


def _cause(text: str, where: Span | None, options: Options) -> list[str]:
    lines = _wrapped(f"・{text}", 4, options)
    if where is not None:
        lines += ["      " + line for line in (place(where), *excerpt(where, options.width - 6))]
    return lines
