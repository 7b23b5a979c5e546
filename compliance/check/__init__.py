"""Syntax → model: names, kinds, citations and dates of force are checked; all problems are reported, none hides another.

`declarations` what there is · `values` and `conditions` what a name or a sentence means · `definitions` 定義, once for
each kind of subject · `items` the items themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from compliance import model
from compliance.check import items
from compliance.check.citations import citation_faults
from compliance.check.declarations import Declarations, check_names, declare
from compliance.check.definitions import report_unread_circles
from compliance.check.order import in_order
from compliance.check.scope import NO_SUBSTITUTION, State, unknown_names
from compliance.check.size import check_sizes
from compliance.check.values import unknown_term
from compliance.language import syntax
from compliance.problem import Problem
from compliance.vocabulary import Forms

if TYPE_CHECKING:
    from compliance.law.statute import StatuteIndex

__all__ = ["check_rules"]


def check_rules(
    files: Iterable[syntax.RuleFile],
    forms: Forms,
    index: StatuteIndex | None = None,
    cited: Callable[[syntax.RuleFile, StatuteIndex], list[Problem]] = citation_faults,
) -> tuple[model.RuleSet, list[Problem]]:
    """The rule set the files make, and everything that is to be mended in them.

    An item with a problem is left out of the set; the caller decides whether a set with problems may be used.
    index: the statute's units; without it citations are not looked up.  cited: looks up those of a file, or knows some
    from before.
    """
    files = list(files)
    declared, problems = declare(files)
    problems += check_names(declared, forms)
    broken = frozenset(name for file in files for name in file.broken)
    terms = frozenset(forms.terms() | declared.terms() | broken)
    state = State(forms=forms, declared=declared, terms=terms, broken=broken, problems=problems)
    for file in files:
        for each in file.items:
            papers = {paper.span: paper.text for paper in each.papers}
            for name, span, owner in unknown_names(each):
                if span not in papers:  # an unknown paper is told as that
                    unknown_term(name, span, state, owners=(owner,) if owner else tuple(papers.values()))
    if index is not None:
        for file in files:
            state.problems += cited(file, index)
    values: dict[str, model.DatedValue] = {}
    for written in declared.values.values():
        value = items.read_dated_value(written, state)
        if value is not None:
            values[value.name] = value
            state.value_kinds[value.name] = value.kind
    delegated: dict[str, model.DelegatedTerm] = {}
    for term in declared.delegated.values():
        found = items.read_delegated(term, state)
        if found is not None:
            delegated[found.name] = found
            state.value_kinds[found.name] = found.kind
    for presumption in declared.presumptions.values():
        items.read_presumption(presumption, NO_SUBSTITUTION, state)
    read = [item for rule in declared.rules.values() if (item := items.read_rule(rule, state)) is not None]
    readable = {item.id for item in read}
    for application in declared.applications.values():
        read += items.read_application(application, readable, state)
    fees = tuple(made for fee in declared.fees.values() if (made := items.read_fee(fee, state)) is not None)
    report_unread_circles(state)
    if not state.broken:  # else what could not be read may use them
        _report_unused(declared, state)
    check_sizes(read, fees, state)
    ordered = in_order(read, state)
    rules = model.RuleSet(
        items=ordered,
        fees=fees,
        definitions={key: found for key, found in state.definitions.items() if found is not None},
        values=values,
        delegated=delegated,
        presumptions=state.presumptions,
        digest=_digest(files, forms),
    )
    state.problems.sort(key=lambda problem: (problem.span.source.name, problem.span.start, problem.code))
    return rules, state.problems


def _report_unused(declared: Declarations, state: State) -> None:
    for item in (*declared.definitions.values(), *declared.values.values(), *declared.delegated.values()):
        if item.name not in state.used:
            state.problem(
                "unused",
                f"「{item.name}」は、どこからも使われていません。",
                item.name_span,
                "使うはずの項目で名前を書き違えていないか、確かめてください。",
                warning=True,
            )


def _digest(files: list[syntax.RuleFile], forms: Forms) -> str:
    whole = sha256()
    for file in sorted(files, key=lambda file: file.span.source.name):
        for text in (file.span.source.name, file.span.source.text):
            data = text.encode("utf-8", "surrogatepass")
            whole.update(len(data).to_bytes(8, "big") + data)
    whole.update(forms.digest.encode())
    return whole.hexdigest()
