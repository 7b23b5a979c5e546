"""What a target is, and what it may find.

A *target* takes any bytes and does with them what the tool does with a file from a stranger.  It gives a short word for
how that ended (the codes of the problems, or the kind of value), and raises `BrokenError` where an invariant fails.  Any
other exception that leaves it is a find as well: every input ends in a value or in a problem of ours, with a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from compliance.problem import Problem


class BrokenError(AssertionError):
    """An invariant that does not hold for an input; says which."""


@dataclass(frozen=True, slots=True)
class Target:
    """check: one execution.  seeds: inputs to begin with.  words: texts that mean something to what is fuzzed."""

    name: str
    check: Callable[[bytes], str]
    seeds: Sequence[bytes]
    words: Sequence[str]


def require(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenError(what)


def told_well(problems: Iterable[Problem], length: int) -> str:
    """The first two codes of problems, each of which must have a place in a text of this length and one whole sentence."""
    codes: list[str] = []
    for problem in problems:
        for span in (problem.span, *(span for _, span in problem.related)):
            require(0 <= span.start <= span.end <= max(length, len(span.source.text)), f"{problem.code}: no such place")
        require(problem.message.endswith("。") and "\n" not in problem.message, f"{problem.code}: {problem.message!r}")
        require(len(problem.message) + len(problem.hint) < 2000, f"{problem.code}: {len(problem.message)} characters")
        codes.append(problem.code)
    return " ".join(list(dict.fromkeys(codes))[:2])
