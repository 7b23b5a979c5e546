"""What every part of the builder needs: places, problems, depth, and how a sentence ends.

`sentence_builder` makes sentences with it, `syntax_builder` the items around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from compliance.kinds.dates import DateError, read_date
from compliance.language import syntax
from compliance.language.rule_text import BLANKS
from compliance.problem import Problem
from compliance.source import Source, Span

MAX_NESTING: Final = 32


class TooDeepError(Exception):
    """A sentence is nested more deeply than anyone can read; carries the place."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


Children: TypeAlias = list[Any]

_NEGATED: Final = ("ない", "なく", "ず")
# How a predicate ends where more of the sentence is to follow (連用形).
_GOES_ON: Final = re.compile(
    r"(?:[でが]あり|[でが]なく|は[あな][りく]|を超え|おり|おらず|を経過し|経過せず|該当し|該当せず|適合し|適合せず|認められ|認められず"
    r"|をし|をせず|に属し|に属せず|に含まれ|に含まれず)$"
)
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")


def is_token(part: object) -> bool:
    """Whether a part is a word of the text (and not a node made of words)."""
    return isinstance(part, str)


def negated(token: Any) -> bool:
    """Whether a predicate is written in a negative form."""
    return str(token).endswith(_NEGATED)


def quoted(text: str) -> str:
    """The user's words in 「」, which they may have already."""
    return text if text.startswith("「") else f"「{text}」"


def word_of(parts: Children, kind: str) -> Any | None:
    """The first word of a kind among the parts, if there is one."""
    return next((part for part in parts if is_token(part) and part.type == kind), None)


class Building:
    """Makes the nodes of one item.  `begin` sets where the item stands; problems are gathered in `problems`."""

    def __init__(self) -> None:
        self.source = Source("", "")
        self.offset = 0
        self.problems: list[Problem] = []
        self.failed = False
        self._depth: dict[int, tuple[int, object]] = {}

    def begin(self, source: Source, offset: int) -> None:
        """Ready for an item whose text begins `offset` characters into the source."""
        self.source = source
        self.offset = offset
        self.problems = []
        self.failed = False
        self._depth = {}

    # --- places ------------------------------------------------------------------------------------------------------

    def place(self, token: Any) -> Span:
        """The place of a word, without the line ends and blanks that words of the start of a line carry."""
        lead = len(token) - len(token.lstrip(BLANKS))
        return Span(self.source, self.offset + token.start_pos + lead, self.offset + token.end_pos)

    def start(self, part: Any) -> int:
        return self.place(part).start if is_token(part) else int(part.span.start)

    def end(self, part: Any) -> int:
        return self.offset + int(part.end_pos) if is_token(part) else int(part.span.end)

    def over(self, parts: Sequence[Any]) -> Span:
        """The place from the first part to the end of the last."""
        return Span(self.source, self.start(parts[0]), self.end(parts[-1]))

    def problem(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str = "",
        *,
        warning: bool = False,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        self.problems.append(Problem(code, message, span, hint, "注意" if warning else "問題", related))

    def deeper(self, node: Any, *inside: object) -> Any:
        """The node, counted as one level around its parts; raises TooDeepError past the limit."""
        depth = 1 + max((self._depth[id(part)][0] for part in inside if id(part) in self._depth), default=0)
        if depth > MAX_NESTING:
            raise TooDeepError(node.span)
        self._depth[id(node)] = (depth, node)
        return node

    def as_deep(self, node: Any, *parts: object) -> Any:
        """The node, counted as deep as the deepest of its parts."""
        depth = max((self._depth[id(part)][0] for part in parts if id(part) in self._depth), default=0)
        if depth:
            self._depth[id(node)] = (depth, node)
        return node

    # --- what a sentence ends in -------------------------------------------------------------------------------------

    def finished(self, condition: syntax.Condition) -> None:
        """Report a sentence that stops at a form which announces more (…であり)."""
        found = _GOES_ON.search(self.source.text, condition.span.start, condition.span.end)
        if found:
            self.problem(
                "unfinished-sentence",
                f"「{found.group()}」は、後に文が続く形ですが、ここで終わっています。",
                Span(self.source, found.start(), found.end()),
                "続きを書くか、「である」「がない」のように言い切る形にしてください。",
            )

    def noun(
        self, token: Any | None, condition: Any, wanted: tuple[str, ...], where: str, *, tolerated: tuple[str, ...] = ()
    ) -> str:
        """The noun a sentence ends in (empty where none is written), reported where it is not one of those wanted."""
        words = "」か「".join(wanted)
        if token is None:
            end = condition.span.end
            self.problem(
                "missing-noun",
                f"「{where}」の文が「{words}」で終わっていません。",
                Span(self.source, max(condition.span.start, end - 1), end),
                f"文の終わりに「{wanted[0]}」を付けてください。",
            )
            return ""
        word = str(token).lstrip("の")
        if word not in wanted:
            mild = word in tolerated
            self.problem(
                "wrong-noun",
                f"「{where}」の文は、「{word}」ではなく「{words}」で結びます。",
                self.place(token),
                warning=mild,
            )
        return word

    def read_day(self, text: str, span: Span) -> date:
        try:
            return read_date(text)
        except DateError as error:
            self.problem("bad-date", error.message, span, error.hint)
            self.failed = True
            return date.min

    def label_of(self, token: Any) -> str:
        label = str(token).strip(BLANKS)
        return f"（{label[1:-1].translate(_FULL_WIDTH)}）" if token.type == "DIGIT_LABEL" else label
