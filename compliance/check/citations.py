"""根拠: every item cites, and every citation names a unit of the statute that exists."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from compliance.language import syntax
from compliance.law.citation import Citation, parse_citations
from compliance.problem import Problem
from compliance.source import Span

if TYPE_CHECKING:
    from compliance.law.statute import StatuteIndex


def citation_faults(file: syntax.RuleFile, index: StatuteIndex) -> list[Problem]:
    """The items of a file without a citation, and citations that are malformed or name nothing, once for each place."""
    found: dict[tuple[str, Span], Problem] = {}

    def problem(code: str, message: str, span: Span, hint: str) -> None:
        found.setdefault((code, span), Problem(code, message, span, hint))

    for item in file.items:
        if not item.citations:
            problem(
                "no-citation",
                f"「{item.name}」に根拠がありません。",
                item.name_span,
                "「根拠：法第114条第1項第2号」のように、根拠となる条文を書いてください。",
            )
        before: Citation | None = None
        for line in item.citations:
            citations, faults = _parsed(line.text, before)
            for message, start, end in faults:
                problem(
                    "bad-citation",
                    message,
                    _within(line, start, end),
                    "「法第113条第1号から第5号まで」のように書いてください。",
                )
            for citation in citations:
                before = citation
                fault = index.fault(citation)
                if fault is not None:
                    message, hint = fault
                    problem("unknown-citation", message, _within(line, citation.start, citation.end), hint)
    return list(found.values())


_parsed = lru_cache(1024)(parse_citations)  # many items cite the same


def _within(line: syntax.Line, start: int, end: int) -> Span:
    return Span(line.span.source, line.span.start + start, line.span.start + end)
