"""Problems of rule files and of papers, as their author sees them."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.messages import Lang, name, say
from compliance.problem import Problem
from compliance.report.excerpt import excerpt, place
from compliance.report.layout import keep, paint, unheard, wrap
from compliance.safe_text import safe_text


def render_problem(problem: Problem, *, width: int, colour: bool, lang: Lang) -> list[str]:
    """The lines of one problem: place, sentence, code; the author's own text with carets; what belongs to it; a hint."""
    style = "red" if problem.is_error else "yellow"
    severity = name(problem.severity, lang)
    head = f"{keep(place(problem.span))}: {severity}: {safe_text(problem.message)} {keep(f'[{problem.code}]')}"
    first, *rest = wrap(head, width)
    lines = [first.replace(f" {severity}: ", f" {paint(severity, style, colour)}: ", 1), *rest]
    lines += excerpt(problem.span, width)
    for text, span in problem.related:
        lines += wrap(f"  {keep(place(span))}: {safe_text(text)}", width)
        lines += excerpt(span, width)
    if problem.hint:
        lines += wrap(f"  {say('hint', lang)}: {safe_text(problem.hint)}", width)
    return lines


def render_problems(problems: Sequence[Problem], *, width: int, colour: bool, lang: Lang) -> str:
    """All problems in the order of their places, a blank line between them."""
    ordered = sorted(problems, key=lambda p: (p.span.source.name, p.span.start, p.span.end, p.code))
    shown = [
        "\n".join(unheard(line) for line in render_problem(problem, width=width, colour=colour, lang=lang))
        for problem in ordered
    ]
    return "\n\n".join(shown) + "\n" if shown else ""
