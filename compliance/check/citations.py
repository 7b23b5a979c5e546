"""根拠: every item cites, and every citation names a unit of the statute that exists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from compliance.check.scope import State
from compliance.language import syntax
from compliance.law.citation import Citation, parse_citations
from compliance.source import Span

if TYPE_CHECKING:
    from compliance.law.statute import StatuteIndex


def check_citations(files: Iterable[syntax.RuleFile], index: StatuteIndex, state: State) -> None:
    """Report items without a citation, and citations that are malformed or name nothing."""
    read = cache(parse_citations)  # many items cite the same
    for file in files:
        for item in file.items:
            if not item.citations:
                state.problem(
                    "no-citation",
                    f"「{item.name}」に根拠がありません。",
                    item.name_span,
                    "「根拠：法第114条第1項第2号」のように、根拠となる条文を書いてください。",
                )
            before: Citation | None = None
            for line in item.citations:
                citations, faults = read(line.text, before)
                for message, start, end in faults:
                    state.problem(
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
                        state.problem("unknown-citation", message, _within(line, citation.start, citation.end), hint)


def _within(line: syntax.Line, start: int, end: int) -> Span:
    return Span(line.span.source, line.span.start + start, line.span.start + end)
