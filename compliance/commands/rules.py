"""`compliance rules`: the items there are, and one of them in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from compliance.arguments import Command, Given, UsageError
from compliance.cli import OK, write_out
from compliance.commands.common import RULES, prepared_rules
from compliance.messages import say
from compliance.problem import nearest
from compliance.report.digest import citation_order, cited
from compliance.report.layout import pad, wrap
from compliance.safe_text import safe_text
from compliance.source import Span, cells
from compliance.struct import Struct

if TYPE_CHECKING:
    from compliance.model import RuleSet


class Listed(Struct):
    """An item or a fee, as the list shows it."""

    id: str
    caption: str
    citations: tuple[str, ...]
    effect: str
    span: Span


def listed(rules: RuleSet) -> list[Listed]:
    """Every item and fee, by article."""
    found = [
        Listed(
            item.id, item.caption, item.citations, "・".join(dict.fromkeys(c.effect for c in item.effects)), item.span
        )
        for item in rules.items
    ]
    found += [Listed(fee.id, fee.caption, fee.citations, "手数料", fee.span) for fee in rules.fees]
    return sorted(found, key=lambda entry: (citation_order(entry.citations), entry.id))


def find(entries: Iterable[Listed], wanted: str) -> Listed:
    """The item of an id.  Raises UsageError with what is near."""
    known = {entry.id: entry for entry in entries}
    if wanted in known:
        return known[wanted]
    near = nearest(wanted, known, limit=3)
    shown = "」「".join(near)
    raise UsageError(
        f"「{wanted}」という項目はありません。",
        f"There is no item '{wanted}'.",
        (f"「{shown}」の書き間違いではありませんか。", f"Did you mean {', '.join(near)}?")
        if near
        else ("「compliance rules」で一覧を見られます。", "See `compliance rules`."),
    )


def run(given: Given) -> int:
    from compliance.commands.explain import english_of

    prepared = prepared_rules(given)
    entries = listed(prepared.rules)
    if given.operands:
        entry = find(entries, given.operands[0])
        english = english_of(prepared, entry.id) if given.lang == "en" else ()
        write_out("\n".join(rule_lines(entry, english, given)) + "\n")
        return OK
    column = max((cells(entry.id) for entry in entries), default=0) + 2
    lines = []
    for entry in entries:
        told = f"{entry.caption}（{cited(entry.citations, given.lang)}）〔{entry.effect}〕"
        for index, line in enumerate(wrap(safe_text(told), max(100 - column, 40))):
            lines.append((pad(entry.id, column) if index == 0 else " " * column) + line)
    total = (f"{len(entries)}件", f"{len(entries)} items")[given.lang == "en"]
    write_out("\n".join([*lines, "", total]) + "\n")
    return OK


def rule_lines(entry: Listed, english: Sequence[str], given: Given) -> list[str]:
    """The item as it is written, where it stands, and its reading in English where that was asked for."""
    where = f"{entry.span.source.name}:{entry.span.line}"
    lines = [
        f"{entry.id} {safe_text(entry.caption)}",
        f"  {say('citation', given.lang)}: {cited(entry.citations, given.lang)}",
    ]
    lines.append(f"  {safe_text(where)}")
    lines.append("")
    lines += ["  " + safe_text(line) for line in entry.span.text.rstrip().split("\n")]
    if english:
        lines += ["", *("  " + safe_text(line) for line in english)]
    return lines


COMMAND = Command(
    name="rules",
    summary=("規則の一覧、又は一つの規則の全文を示します。", "List the rules, or show one."),
    details=("", ""),
    operands="[ITEM]",
    least=0,
    most=1,
    options=(RULES,),
    examples=(
        ("compliance rules", ("すべての項目を、条文の順に並べます。", "Every item, in the order of the articles.")),
        ("compliance rules appi-114-1-2", ("一つの項目の全文を示します。", "One item in full.")),
        ("compliance rules appi-114-1-2 --lang en", ("英語での読みも示します。", "With its reading in English.")),
    ),
    run=run,
)
