"""Problems (問題): a rule file or a document is badly written; told to its author.

A *finding* (指摘, `finding.py`) is another thing: a well-written document does or does not satisfy a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

from compliance.source import Span
from compliance.struct import Struct

LONG: Final = 800  # characters; only a quotation makes a message longer


class Problem(Struct):
    """One thing to mend, at one place.

    code: a stable ASCII name, such as `unknown-term`.
    message: one polite Japanese sentence that ends with 「。」 and stands alone.
    hint: what to try, or empty.
    severity: 「問題」 stops the work; 「注意」 does not.
    related: other places that belong to it, each with a short word on why.
    """

    code: str
    message: str
    span: Span
    hint: str = ""
    severity: str = "問題"
    related: tuple[tuple[str, Span], ...] = ()

    def __post_init__(self) -> None:
        # What is quoted from a text may run over the end of a line, or over pages; a message does not.
        if len(self.message) + len(self.hint) > LONG:
            object.__setattr__(self, "message", _with_short_quotes(self.message))
            object.__setattr__(self, "hint", _with_short_quotes(self.hint))
        if "\n" in self.message or "\n" in self.hint:
            object.__setattr__(self, "message", _on_one_line(self.message))
            object.__setattr__(self, "hint", _on_one_line(self.hint))

    @property
    def is_error(self) -> bool:
        return self.severity == "問題"


def _with_short_quotes(text: str) -> str:
    """The text with … for the rest of every long quotation; one of very many quotations ends among them."""
    shorter = re.sub(f"[^「」]{{{LONG // 4},}}", lambda quoted: f"{quoted.group()[:40]}…", text)
    return shorter if len(shorter) <= LONG else f"{shorter[:LONG]}…。"


def _on_one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.split("\n"))


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names that `name` may be a slip of, nearest first; empty when none is near.

    One that goes on from what is written (法人 → 法人その他の団体) is near at any length, and comes first.

    Names are compared by their NFKC form.  Near means: at most a third of the longer name differs (at least one
    character may), or one is contained in the other and is at least half as long.
    """
    wanted = normalize("NFKC", name)
    scored: list[tuple[bool, float, str]] = []
    for candidate in known:
        other = normalize("NFKC", candidate)
        longer = max(len(wanted), len(other))
        begun = len(wanted) > 1 and other.startswith(wanted)
        contained = begun or ((wanted in other or other in wanted) and 2 * min(len(wanted), len(other)) >= longer)
        if abs(len(wanted) - len(other)) > max(1, longer // 3) and not contained:
            continue  # the distance is at least the difference in length; a name may be as long as a file
        if longer - sum(map(other.__contains__, wanted)) > max(1, longer // 3) and not contained:
            continue  # nor is it less than what the longer one has besides what both have
        distance = _edit_distance(wanted, other)
        if distance <= max(1, longer // 3) or contained:
            scored.append((not begun, distance / longer if longer else 0.0, candidate))
    scored.sort()
    return [candidate for _, _, candidate in scored[:limit]]


def _edit_distance(a: str, b: str) -> int:
    """The least number of insertions, deletions, replacements and swaps of neighbours (restricted Damerau-Levenshtein)."""
    previous: list[int] = []
    current = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, previous, current = previous, current, [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
    return current[-1]
