"""The state of a check, and the place a name is read from."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import NoneType
from typing import Any, Final

from compliance import model
from compliance.check.declarations import Declarations
from compliance.language import syntax
from compliance.problem import Problem
from compliance.source import Span
from compliance.struct import Struct, field, names, replace
from compliance.values import Kind
from compliance.vocabulary import Forms


class Substitution(Struct):
    """A 読替え, as it reaches one item and everything the item uses.

    owner: the id of the 準用.  terms: whole terms, and texts, old → new, all at once.
    """

    owner: str = ""
    label: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str], ...] = ()

    def term(self, text: str) -> str:
        for old, new in self.terms:
            if old == text:
                return new
        return text

    def text(self, text: str) -> str:
        """A question or a reason with every old wording replaced, simultaneously, longest first."""
        if not self.terms:
            return text
        pairs = sorted(self.terms, key=lambda pair: -len(pair[0]))
        out: list[str] = []
        at = 0
        while at < len(text):
            for old, new in pairs:
                if text.startswith(old, at):
                    out.append(new)
                    at += len(old)
                    break
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    def item(self, name: str) -> str:
        """The id an item is known under here: that of its 準用 where there is one."""
        for old, new in self.items:
            if old == name:
                return new
        return name


NO_SUBSTITUTION = Substitution()


class Hand(Struct):
    """What is in hand: the element of a list or the subject of a definition, and its kind."""

    var: model.Var
    kind: Kind
    supplier: str = ""


class Scope(Struct):
    """Where names are looked for: what is in hand, innermost first, then the papers, in order.

    earlier: entries of the same list that come before, for 前号 and 第1号.  in_doubt: a name after 書類： is no paper's,
    so that whatever is not found may stand in the paper that was meant.
    """

    hands: tuple[Hand, ...] = ()
    papers: tuple[str, ...] = ()
    substitution: Substitution = NO_SUBSTITUTION
    earlier: tuple[model.Entry, ...] = ()
    quantified: bool = False
    in_doubt: bool = False

    def inside(self, hand: Hand) -> Scope:
        return replace(self, hands=(hand, *self.hands), earlier=(), quantified=True)

    def after(self, *entries: model.Entry) -> Scope:
        return replace(self, earlier=entries)


class State(Struct, frozen=False):
    """What a check gathers on its way.

    broken: names of items that could not be read; what refers to them is not reported again.
    used: names of 定義, 基準値, 一覧, 委任 that something refers to.  hits: (読替え, term) that had an effect.
    definitions: by key, None where one has a problem; everywhere: those that read no paper of the item that uses them,
    by name, subject and 読替え.  read_from: the papers each definition being read has taken a bare name from.
    presumed: place in the forms → 推定.  faults: how many things could not be read so far, told before or not.
    """

    forms: Forms
    declared: Declarations
    terms: frozenset[str]
    broken: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    hits: set[tuple[str, str]] = field(default_factory=set)
    definitions: dict[str, model.Definition | None] = field(default_factory=dict)
    open_definitions: list[str] = field(default_factory=list)
    everywhere: dict[tuple[str, tuple[str, ...], str], str] = field(default_factory=dict)
    read_from: list[set[str]] = field(default_factory=list)
    presumed: dict[tuple[str, ...], str] = field(default_factory=dict)
    presumptions: dict[str, model.Presumption] = field(default_factory=dict)
    value_kinds: dict[str, Kind] = field(default_factory=dict)
    next_var: int = 0
    faults: int = 0
    faults_before_item: int = 0
    reported: set[tuple[str, Span]] = field(default_factory=set)

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
        """Report a problem, once for each place (a definition is read once for each kind of subject)."""
        if not warning:
            self.faults += 1
        if (code, span) in self.reported:
            return
        self.reported.add((code, span))
        self.problems.append(Problem(code, message, span, hint, "注意" if warning else "問題", related))

    def replaced_term(self, substitution: Substitution, text: str) -> str:
        """A term under a 読替え, noting that the 読替え had an effect."""
        new = substitution.term(text)
        if new != text:
            self.hits.add((substitution.owner, text))
        return new

    def replaced_text(self, substitution: Substitution, text: str) -> str:
        """A question, caption or reason under a 読替え, noting which replacements had an effect."""
        for old, _ in substitution.terms:
            if old in text:
                self.hits.add((substitution.owner, old))
        return substitution.text(text)

    def new_var(self, where: tuple[str, ...], label: str = "") -> model.Var:
        self.next_var += 1
        return model.Var(self.next_var, where, label)


def unknown_names(node: object) -> list[tuple[str, Span, str]]:
    """The names in a syntax tree that the lexer did not know, each with the name before it in its path, or nothing.

    Neighbours in one path are told as one (本人の人数).
    """
    found: list[tuple[str, Span, str]] = []

    def visit(value: Any) -> None:
        cls = value.__class__
        if cls is tuple:
            for each in value:
                visit(each)
        elif cls is syntax.Path:
            run: list[syntax.Name] = []
            before = ""
            for name in (*value.names, None):
                if name is not None and not name.known:
                    run.append(name)
                    continue
                if run:
                    found.append(("の".join(each.text for each in run), run[0].span.to(run[-1].span), before))
                    run = []
                before = name.text if name is not None else ""
        elif cls is syntax.Name:
            if not value.known:
                found.append((value.text, value.span, ""))
        elif cls not in _PLAIN:
            for name_of_field in _fields(cls):
                visit(getattr(value, name_of_field))

    visit(node)
    return found


def names_in(node: object) -> set[str]:
    """Every name that a part of a syntax tree uses."""
    if isinstance(node, syntax.Name):
        return {node.text}
    parts = node if isinstance(node, tuple) else ()
    if isinstance(node, syntax.Node):
        parts = tuple(getattr(node, name) for name in _fields(type(node)))
    return set().union(*map(names_in, parts))


_PLAIN: Final = frozenset((str, int, bool, date, NoneType))


@cache
def _fields(cls: type[syntax.Node]) -> tuple[str, ...]:
    return tuple(name for name in names(cls) if name not in ("span", "name_span", "label_span"))
