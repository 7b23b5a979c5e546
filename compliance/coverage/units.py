"""条文網羅表: every unit of the scheme, and what the rules make of it.

A unit is covered by what cites it: items, fees and presumptions (rules), 定義 (definitions), 基準値・一覧・委任
(parameters).  A unit that nothing cites needs one of five reasons with a sentence, in `rules/条文網羅.yaml`; one that has
neither is a gap.  What counts as citing a unit:

- the unit itself, the units of a range, and the 号 of 「各号」;
- a 号 also covers its イロハ: they are how it is put, and are judged with it;
- a whole 条 covers its 項 only where it has no 号 at all (法第121条); else 項 and 号 are cited one by one, for a rule that
  cites 法第113条 shows nothing about its fourth 号;
- the opening words (柱書) of a list are covered when each of its 号 is covered by a rule, a definition or a parameter;
- 「Aにおいて準用するB」 covers A: B was covered where it was first applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from compliance.documents.nodes import Record, Scalar, Sequence
from compliance.law.citation import Citation, parse_citation, parse_citations
from compliance.law.statute import StatuteIndex
from compliance.messages import Lang
from compliance.problem import Problem, nearest
from compliance.source import Source, Span
from compliance.struct import Struct, replace

if TYPE_CHECKING:
    from compliance.model import RuleSet

TABLE_FILE: Final = "条文網羅.yaml"
_SCOPE: Final = "対象"

REASONS: Final = {
    "定義": "definition",
    "内部義務で書類に現れない": "internal duty that no paper shows",
    "委任": "delegation",
    "手続のみ": "procedure only",
    "範囲外": "out of scope",
}
RULE, DEFINED, REASON, GAP = "規則", "定義・値", "理由", "漏れ"
_STATUS_ENGLISH: Final = {RULE: "rule", DEFINED: "definition or value", REASON: "reason", GAP: "GAP"}


class Excuse(Struct):
    """Why a unit needs no rule: one of REASONS, and a sentence."""

    reason: str
    sentence: str
    span: Span


class Table(Struct):
    """The file: scope, the units that the table must account for, and the excuses by unit."""

    scope: tuple[Citation, ...]
    excuses: Mapping[str, Excuse]


class Covered(Struct):
    """One row.  rules: ids of items, fees, presumptions.  scenarios: names, by any of the rules.

    by_items: these are opening words, covered by the 号 below.
    """

    key: str
    english_key: str
    heading: str
    summary: str
    summary_english: str
    rules: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    by_items: bool = False
    reason: str = ""
    sentence: str = ""

    @property
    def status(self) -> str:
        if self.rules or self.by_items:
            return RULE
        if self.definitions or self.parameters:
            return DEFINED
        return REASON if self.reason else GAP


class Coverage(Struct):
    """The table.  problems: of the file: unknown units and reasons; and reasons that are no longer needed (注意)."""

    rows: tuple[Covered, ...]
    problems: tuple[Problem, ...] = ()
    scenarios_known: bool = False

    @property
    def gaps(self) -> tuple[str, ...]:
        """The units that have neither a rule nor a reason."""
        return tuple(row.key for row in self.rows if row.status == GAP)

    @property
    def untested(self) -> tuple[str, ...]:
        """The units whose rules no scenario exercises; empty where scenarios are not known."""
        return tuple(row.key for row in self.rows if self.scenarios_known and row.rules and not row.scenarios)

    def counts(self) -> dict[str, int]:
        return {status: sum(row.status == status for row in self.rows) for status in (RULE, DEFINED, REASON, GAP)}


def read_table(source: Source, index: StatuteIndex) -> tuple[Table, list[Problem]]:
    """The scope and the excuses of a 条文網羅.yaml; what is wrong in it is reported and left out."""
    from compliance.documents.reader import read_tree

    root, problems = read_tree(source, "yaml")
    scope: list[Citation] = []
    excuses: dict[str, Excuse] = {}
    for key, value in root.entries if isinstance(root, Record) else ():
        if key.text == _SCOPE and isinstance(value, Sequence):
            for entry in value.items:
                if isinstance(entry, Scalar):
                    scope += _citations(entry, index, problems)
            continue
        excuse = _excuse(key, value, problems)
        if excuse is not None:
            for citation in _citations(key, index, problems):
                for unit in index.expand(citation):
                    excuses[unit.show()] = excuse
    return Table(tuple(scope), excuses), problems


def cover(index: StatuteIndex, rules: RuleSet, scenarios: Mapping[str, Iterable[str]] | None, table: Table) -> Coverage:
    """The table for a rule set.  scenarios: the names of the scenarios that exercise an item, by its id."""
    cited = _cited(index, rules)
    rows: list[Covered] = []
    for key in scope_units(index, table.scope):
        unit = index.unit(key)
        citation = parse_citation(key)
        if unit is None or citation is None:
            continue
        names = cited.get(key, _Names())
        excuse = table.excuses.get(key)
        rows.append(
            Covered(
                key,
                citation.show_english(),
                _heading(index, citation),
                unit.summary,
                unit.summary_english,
                tuple(names.rules),
                tuple(names.definitions),
                tuple(names.parameters),
                tuple(dict.fromkeys(name for rule in names.rules for name in (scenarios or {}).get(rule, ()))),
                reason=excuse.reason if excuse else "",
                sentence=excuse.sentence if excuse else "",
            )
        )
    rows = _with_opening_words(index, rows)
    return Coverage(tuple(rows), tuple(_not_needed(rows, table)), scenarios is not None)


def scope_units(index: StatuteIndex, scope: Iterable[Citation]) -> list[str]:
    """The units of the scope, in order, each article with all below it; an article of several 項 is no row of its own."""
    found: dict[str, None] = {}
    for citation in scope:
        for unit in index.expand(citation):
            key = unit.show()
            below = index.below(key)
            if not any(
                parse is not None and parse.paragraph and not parse.item for parse in map(parse_citation, below)
            ):
                found[key] = None
            found.update(dict.fromkeys(below))
    return list(found)


def _heading(index: StatuteIndex, citation: Citation) -> str:
    """The caption of the article that a unit stands in."""
    article = index.unit(replace(citation.unit, paragraph=0, item=(), subitem=()))
    return article.heading if article is not None else ""


class _Names:
    """What cites a unit."""

    __slots__ = ("definitions", "parameters", "rules")

    def __init__(self) -> None:
        self.rules: dict[str, None] = {}
        self.definitions: dict[str, None] = {}
        self.parameters: dict[str, None] = {}


def _cited(index: StatuteIndex, rules: RuleSet) -> dict[str, _Names]:
    found: dict[str, _Names] = {}

    def note(kind: str, name: str, lines: tuple[str, ...]) -> None:
        citations, _ = parse_citations("、".join(lines))
        for citation in citations:
            for key in _covered_keys(index, citation.applied_by or citation):
                names: dict[str, None] = getattr(found.setdefault(key, _Names()), kind)
                names[name] = None

    for item in rules.items:
        note("rules", item.id, item.citations)
    for fee in rules.fees:
        note("rules", fee.id, fee.citations)
    for presumption in rules.presumptions.values():
        note("rules", presumption.name, presumption.citations)
    for definition in rules.definitions.values():
        note("definitions", definition.name, definition.citations)
    for value in rules.values.values():
        note("parameters", value.name, value.citations)
    for term in rules.delegated.values():
        note("parameters", term.name, term.citations)
    return found


def _covered_keys(index: StatuteIndex, citation: Citation) -> list[str]:
    """The units that a citation covers, as the head of this file says."""
    found: list[str] = []
    for unit in index.expand(citation):
        key = unit.unit.show()
        below = index.below(key)
        levels = [parsed for parsed in map(parse_citation, below) if parsed is not None]
        found.append(key)
        if unit.item or (unit.article and not any(level.item for level in levels)):
            found += below
    return found


def _with_opening_words(index: StatuteIndex, rows: list[Covered]) -> list[Covered]:
    rule_keys = {row.key for row in rows if row.status in (RULE, DEFINED)}
    return [
        replace(row, by_items=True)
        if row.status in (GAP, REASON) and index.children(row.key) and rule_keys.issuperset(index.children(row.key))
        else row
        for row in rows
    ]


def _not_needed(rows: list[Covered], table: Table) -> Iterable[Problem]:
    keys = {row.key for row in rows}
    covered = {row.key: row for row in rows if row.status != GAP}
    for key, excuse in table.excuses.items():
        row = covered.get(key)
        if key not in keys:
            yield Problem("coverage-table", f"「{key}」は、この表の対象ではありません。", excuse.span, severity="注意")
        elif row is not None and row.status == RULE and not row.by_items:
            yield Problem(
                "coverage-table",
                f"「{key}」には規則（{'、'.join(row.rules[:3])}）があるので、理由は要りません。",
                excuse.span,
                "この項目を消してください。",
                "注意",
            )


def _citations(node: Scalar, index: StatuteIndex, problems: list[Problem]) -> list[Citation]:
    citations, faults = parse_citations(node.text)
    for message, start, end in faults:
        at = node.span.start
        problems.append(Problem("coverage-table", message, Span(node.span.source, at + start, at + end)))
    good = []
    for citation in citations:
        fault = index.fault(citation)
        if fault is None:
            good.append(citation)
        else:
            problems.append(Problem("coverage-table", fault[0], node.span, fault[1]))
    return good


def _excuse(key: Scalar, value: Any, problems: list[Problem]) -> Excuse | None:
    fields: dict[str, str] = {}
    for name, node in value.entries if isinstance(value, Record) else ():
        if isinstance(node, Scalar):
            fields[name.text] = node.text
    reason, sentence = fields.get("理由", ""), fields.get("説明", "")
    if reason not in REASONS:
        near = nearest(reason, REASONS, limit=1)
        hint = f"「{near[0]}」の書き間違いではありませんか。" if near else f"書けるのは、{'、'.join(REASONS)}です。"
        problems.append(
            Problem(
                "coverage-table", f"「{key.text}」の理由「{reason}」は、決められた理由ではありません。", key.span, hint
            )
        )
        return None
    if not sentence:
        problems.append(
            Problem(
                "coverage-table", f"「{key.text}」に「説明」がありません。", key.span, "理由を一文で書いてください。"
            )
        )
        return None
    return Excuse(reason, sentence, key.span)


# --- the table as text, data and HTML -------------------------------------------------------------------------------


def as_text(coverage: Coverage, lang: Lang = "ja") -> str:
    """The table for a terminal: a line for each unit with its scenarios below, gaps marked, totals at the end."""
    lines: list[str] = []
    heading = ""
    for row in coverage.rows:
        if row.heading and row.heading != heading and lang == "ja":
            heading = row.heading
            lines.append(f"（{heading}）")
        mark = "×" if row.status == GAP else "　" if row.status == REASON else "○"
        lines.append(f"  {mark} {row.english_key if lang == 'en' else row.key}　{_what(row, lang)}")
        lines += [f"        ・{title}" for title in row.scenarios]
    return "\n".join(lines) + "\n" + summary(coverage, lang)


def summary(coverage: Coverage, lang: Lang = "ja") -> str:
    """The totals, and the units that lack something."""
    lines: list[str] = []
    counts = coverage.counts()
    if lang == "en":
        total = ", ".join(f"{counts[status]} {_STATUS_ENGLISH[status]}" for status in counts)
        lines.append(f"{len(coverage.rows)} units: {total}")
        if coverage.gaps:
            lines.append(f"no rule and no reason: {', '.join(coverage.gaps)}")
        if coverage.untested:
            lines.append(f"rules that no scenario exercises: {', '.join(coverage.untested)}")
    else:
        total = "、".join(f"{status}{counts[status]}" for status in counts)
        lines.append(f"{len(coverage.rows)}単位（{total}）")
        if coverage.gaps:
            lines.append(f"規則も理由もない条文：{'、'.join(coverage.gaps)}")
        if coverage.untested:
            lines.append(f"シナリオのない規則だけの条文：{'、'.join(coverage.untested)}")
    return "\n".join(lines) + "\n"


def as_data(coverage: Coverage) -> dict[str, Any]:
    """The table as plain data, for JSON: the same keys whatever the language."""
    return {
        "units": [
            {
                "unit": row.key,
                "english_unit": row.english_key,
                "heading": row.heading,
                "summary": row.summary,
                "summary_english": row.summary_english,
                "status": row.status,
                "rules": list(row.rules),
                "definitions": list(row.definitions),
                "parameters": list(row.parameters),
                "scenarios": list(row.scenarios),
                "by_items": row.by_items,
                "reason": row.reason if row.status == REASON else "",
                "sentence": row.sentence if row.status == REASON else "",
            }
            for row in coverage.rows
        ],
        "counts": coverage.counts(),
        "gaps": list(coverage.gaps),
        "untested": list(coverage.untested),
    }


def as_html(coverage: Coverage, lang: Lang = "ja") -> str:
    """The table as an HTML fragment, for a page that has its own style."""
    from html import escape

    english = lang == "en"
    words = ("Unit", "What it says", "Status", "Covered by") if english else ("条文", "要旨", "区分", "規則・理由")
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    body = []
    for row in coverage.rows:
        status = _STATUS_ENGLISH[row.status] if english else row.status
        cells = (
            row.english_key if english else row.key,
            row.summary_english if english else row.summary,
            status,
            _what(row, lang),
        )
        kind = {RULE: "rule", DEFINED: "defined", REASON: "reason", GAP: "gap"}[row.status]
        shown = [escape(cell) for cell in cells]
        if row.scenarios:
            titles = "".join(f"<li>{escape(title)}</li>" for title in row.scenarios)
            shown[-1] = f"<details><summary>{shown[-1]}</summary><ul>{titles}</ul></details>"
        body.append(f'<tr class="{kind}">' + "".join(f"<td>{cell}</td>" for cell in shown) + "</tr>")
    return (
        f'<table class="coverage" lang="{lang}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(body)
        + "\n</tbody>\n</table>\n"
    )


def _what(row: Covered, lang: Lang) -> str:
    """What covers a unit, in one line."""
    english = lang == "en"
    comma = ", " if english else "、"
    if row.status == GAP:
        return "no rule and no reason" if english else "規則も理由もない"
    if row.status == REASON:
        return f"{REASONS[row.reason]}: {row.sentence}" if english else f"{row.reason}：{row.sentence}"
    if row.by_items and not row.rules:
        return "by its items" if english else "各号による"
    labels = ("rules", "definitions", "values", "scenarios") if english else ("規則", "定義", "値", "シナリオ")
    groups = (row.rules, row.definitions, row.parameters)
    said = [f"{label} {comma.join(names)}" for label, names in zip(labels, groups, strict=False) if names]
    if row.scenarios:
        said.append(f"{len(row.scenarios)} scenarios" if english else f"シナリオ{len(row.scenarios)}")
    return ("; " if english else "　").join(said)
