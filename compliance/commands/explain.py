"""`compliance explain`: the law, the item, and why this result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compliance.arguments import COLOR, Command, Given, Option, UnusableError
from compliance.cli import OK, USAGE, write_out
from compliance.commands.common import (
    ON,
    RULES,
    SETTINGS,
    day_of,
    options_for,
    prepared_rules,
    settings_of,
)
from compliance.commands.common import today as today_in_japan
from compliance.commands.dossiers import dossier_paths
from compliance.commands.rules import find, listed

if TYPE_CHECKING:
    from compliance.finding import Report
    from compliance.law.official import Imported
    from compliance.report.explain import Item, LawUnit
    from compliance.run import Prepared


def run(given: Given) -> int:
    from compliance.report.explain import render

    prepared = prepared_rules(given)
    if given.has("plan"):
        write_out(plan_of(prepared, given.operands[0]))
        return OK
    item = explained(prepared, given.operands[0])
    report = _report(given, prepared) if len(given.operands) > 1 else None
    write_out(_as_json(item, report) if given.get("format") == "json" else render(item, report, options_for(given)))
    return USAGE if report is not None and not report.overall else OK


def _as_json(item: Item, report: Report | None) -> str:
    from compliance.report.data import json_text
    from compliance.report.explain import as_data

    return json_text(as_data(item, report))


def explained(prepared: Prepared, wanted: str) -> Item:
    """The item of an id, with its law.  Raises UsageError where there is none."""
    from compliance.report.explain import Item

    entry = find(listed(prepared.rules), wanted)
    item = next((item for item in prepared.rules.items if item.id == entry.id), None)
    fee = next((fee for fee in prepared.rules.fees if fee.id == entry.id), None)
    return Item(
        id=entry.id,
        caption=entry.caption,
        citations=entry.citations,
        where=entry.span,
        law=law_of(prepared, entry.citations),
        notes=item.notes if item is not None else fee.notes if fee is not None else (),
        replacements=tuple((one.old, one.new) for one in item.replacements) if item is not None else (),
        applied=next((other.span for other in prepared.rules.items if item and other.id == item.applied_from), None),
        english=english_of(prepared, entry.id),
    )


def plan_of(prepared: Prepared, wanted: str) -> str:
    """The Python code that an item or fee was made into.  Raises UsageError where there is none."""
    entry = find(listed(prepared.rules), wanted)
    items = [item.id for item in prepared.rules.items]
    if entry.id in items:
        return prepared.plan.of_item(items.index(entry.id))
    return prepared.plan.of_fee([fee.id for fee in prepared.rules.fees].index(entry.id))


def english_of(prepared: Prepared, wanted: str) -> tuple[str, ...]:
    """The item read in English; nothing for a fee, whose lines are figures."""
    from compliance.engine.reading import english_item

    item = next((item for item in prepared.rules.items if item.id == wanted), None)
    return tuple(english_item(item, prepared.forms)) if item is not None else ()


def law_of(prepared: Prepared, citations: tuple[str, ...]) -> tuple[LawUnit, ...]:
    """The units of law that an item cites, each once, with the official text of those that were imported."""
    from compliance.commands.common import statute_folder
    from compliance.law.citation import parse_citations
    from compliance.law.official import load_official
    from compliance.report.explain import LawUnit

    index = prepared.index
    cited, _ = parse_citations("、".join(citations))
    official, _ = load_official(statute_folder(), index)
    units: dict[str, LawUnit] = {}
    for citation in cited:
        applying = index.expand(citation.applied_by) if citation.applied_by is not None else ()
        for unit in (*index.expand(citation), *applying):
            key = index.key(unit)
            if key is not None:
                units.setdefault(key, _law_unit(prepared, key, official))
        if not citation.is_statute:
            units.setdefault(citation.show(), LawUnit(citation.show()))
    return tuple(units.values())


def _law_unit(prepared: Prepared, key: str, official: Mapping[str, Imported]) -> LawUnit:
    from compliance.report.explain import LawUnit

    unit = prepared.index.unit(key)
    if unit is None:
        return LawUnit(key)
    imported = official.get(unit.law.short)
    lines, note = [], ("", "")
    if imported is not None:
        lines = ["　" * depth + f"{label}　{text}".strip("　") for depth, label, text in imported.verbatim(key)]
        text = imported.unit(key)
        if text is None or (unit.sha256 and text.sha256 != unit.sha256):
            note = (
                "※ 取り込んだ条文は、規則が確かめた条文と異なります。",
                "Note: the imported text differs from the one the rules were confirmed against.",
            )
    return LawUnit(key, unit.heading, (unit.summary, unit.summary_english), "\n".join(lines), note)


def _report(given: Given, prepared: Prepared) -> Report:
    from compliance.run import check

    path = dossier_paths(given.operands[1:], prepared.forms.sections)[0]
    report, problems = check(
        prepared, path, on=day_of(given), today=today_in_japan(), settings=settings_of(given, prepared)
    )
    if report is None:
        raise UnusableError(problems)
    return report


COMMAND = Command(
    name="explain",
    summary=(
        "項目の根拠の条文と定め、一件書類での結果の理由を示します。",
        "Show the law and text of an item, and why it came out so.",
    ),
    details=("", ""),
    operands="ITEM [DOSSIER]",
    least=1,
    most=2,
    options=(
        ON,
        Option(("--format", "-f"), ("出力の形式。", "Output format."), "text|json", ("text", "json")),
        Option(
            ("--plan",),
            (
                "項目から作られた Python のプログラムを示します。審査の結果は、これが決めます（規則を改めた直後の一件を除きます）。",
                "Show the Python code made of the item; it decides, but for the first dossier after a change of the rules.",
            ),
        ),
        RULES,
        SETTINGS,
        COLOR,
    ),
    examples=(
        ("compliance explain appi-114-1-2", ("項目と、その根拠の条文を示します。", "The item and its law.")),
        (
            "compliance explain appi-114-1-2 提案/0142",
            ("この一件書類で、なぜそうなったかも示します。", "And why this dossier got its result."),
        ),
        (
            "compliance explain appi-114-1-2 --plan",
            ("項目が、どのようなプログラムになったかを示します。", "The code the item became."),
        ),
    ),
    run=run,
)
