"""生きた文書: the law article by article, the rules that apply it, their scenarios, and how these came out last.

Made from the record of a run of the scenarios, so that it never says more than was tried.  A scenario stands under every
unit whose rules it asserts: in full the first time, then by a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.atomic import read_file
from compliance.coverage.record import Record, Scenario
from compliance.coverage.units import GAP, REASON, TABLE_FILE, Coverage, Covered, cover, read_table
from compliance.kinds.dates import show_date
from compliance.law.citation import parse_citation
from compliance.safe_text import safe_text
from compliance.source import Source
from compliance.struct import Struct, field, replace

if TYPE_CHECKING:
    from compliance.law.official import Imported
    from compliance.run import Prepared


class Shown(Struct):
    """A scenario on the page.  examples: the heads of its 例, and a row with its result for each run."""

    id: str
    scenario: Scenario
    examples: tuple[tuple[str, ...], ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(self.scenario.plays[0].example)


class Rule(Struct):
    """A rule under a unit, with the scenarios that assert it; `first` are those shown here in full."""

    id: str
    caption: str
    place: str
    scenarios: tuple[Shown, ...] = ()
    first: frozenset[str] = frozenset()


class Unit(Struct):
    """A 項 or 号.  text: the official text as lines, once it was imported.  note: what stands for a rule."""

    key: str
    summary: str
    text: tuple[str, ...]
    rules: tuple[Rule, ...]
    note: str = ""

    @property
    def is_tried(self) -> bool:
        return any(rule.scenarios for rule in self.rules)


class Article(Struct):
    id: str
    key: str
    heading: str
    units: list[Unit] = field(default_factory=list)

    @property
    def is_tried(self) -> bool:
        return any(unit.is_tried for unit in self.units)

    @property
    def why_not(self) -> str:
        """Why an article has no scenario: the reasons of its units, or that one is wanting."""
        notes = dict.fromkeys(unit.note for unit in self.units if unit.note and not unit.rules)
        return "、".join(notes) if notes and not any(unit.rules for unit in self.units) else "シナリオがない。"


class _Pages(Struct, frozen=False):
    """What is put together on the way."""

    shown: dict[tuple[str, int], Shown]
    by_rule: Mapping[str, list[Shown]]
    captions: Mapping[str, tuple[str, str]]
    official: Mapping[str, Imported]
    placed: set[str] = field(default_factory=set)


def living_page(prepared: Prepared, record: Record, official: Mapping[str, Imported] | None = None) -> str:
    """The page as HTML that needs nothing else.  official: the laws whose text was imported."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from compliance.report.page import policy, style

    pages = _Pages(*_scenarios(prepared, record), _captions(prepared), official or {})
    articles = _articles(prepared, _coverage(prepared, record), pages)
    others = [shown for shown in pages.shown.values() if shown.id not in pages.placed]
    plays = [play for scenario in record.scenarios for play in scenario.plays]
    css = style()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize
    )
    template = environment.from_string(Path(__file__).with_name("living.html.jinja").read_text(encoding="utf-8"))
    return template.render(
        style=Markup(css),  # our own file
        policy=Markup(policy(css)),
        day=show_date(date.fromisoformat(record.day)),
        articles=articles,
        others=others,
        scenarios=len(record.scenarios),
        plays=len(plays),
        failed=sum(not play.passed for play in plays),
        rules=prepared.rules.digest,
    )


def _finalize(value: object) -> object:
    """What comes from features and rules is shown with its control characters spelt out."""
    return safe_text(value) if type(value) is str else value


def _coverage(prepared: Prepared, record: Record) -> Coverage:
    """The units of the scheme; for rules without a 条文網羅.yaml, those that their rules cite."""
    path = prepared.directory / TABLE_FILE
    if path.is_file():
        table, _ = read_table(Source(TABLE_FILE, read_file(path).decode("utf-8-sig")), prepared.index)
    else:
        cited = dict.fromkeys(line for item in prepared.rules.items for line in item.citations)
        text = "対象:\n" + "".join(f"  - {line}\n" for line in cited)
        table, _ = read_table(Source(TABLE_FILE, text), prepared.index)
    return cover(prepared.index, prepared.rules, record.by_rule(prepared.rules.digest), table)


def _scenarios(prepared: Prepared, record: Record) -> tuple[dict[tuple[str, int], Shown], dict[str, list[Shown]]]:
    """The scenarios of these rules as they are shown, and by the rules they assert."""
    shown: dict[tuple[str, int], Shown] = {}
    by_rule: dict[str, list[Shown]] = {}
    mine = [scenario for scenario in record.scenarios if scenario.rules == prepared.rules.digest]
    for number, scenario in enumerate(mine, 1):
        rows = tuple(
            (*play.example.values(), "成功" if play.passed else "失敗") for play in scenario.plays if play.example
        )
        each = Shown(f"s{number}", scenario, rows)
        shown[scenario.path, scenario.line] = each
        for rule in scenario.asserted:
            by_rule.setdefault(rule, []).append(each)
    return shown, by_rule


def _captions(prepared: Prepared) -> dict[str, tuple[str, str]]:
    """The caption and the place of every rule."""
    rules = prepared.rules
    named = [(each.id, each.caption, each.span) for each in rules.items]
    named += [(each.id, each.caption, each.span) for each in rules.fees]
    named += [(each.name, "推定", each.span) for each in rules.presumptions.values()]
    return {name: (caption, f"{span.source.name}:{span.line}") for name, caption, span in named}


def _articles(prepared: Prepared, coverage: Coverage, pages: _Pages) -> list[Article]:
    articles: dict[str, Article] = {}
    for row in coverage.rows:
        citation = parse_citation(row.key)
        if citation is None:
            continue
        key = replace(citation.unit, paragraph=0, item=(), subitem=()).show() if citation.article else row.key
        article = articles.setdefault(key, Article(f"a{len(articles) + 1}", key, row.heading))
        article.units.append(_unit(row, pages))
    return list(articles.values())


def _unit(row: Covered, pages: _Pages) -> Unit:
    note = ""
    if row.status == REASON:
        note = f"{row.reason}：{row.sentence}"
    elif row.status == GAP:
        note = "規則も理由もない。"
    elif not row.rules:
        names = "」「".join((*row.definitions, *row.parameters))
        note = f"「{names}」が定める。" if names else "各号による。"
    return Unit(
        row.key,
        row.summary,
        tuple(_official(row.key, pages.official)),
        tuple(_rule(rule, pages) for rule in row.rules),
        note,
    )


def _rule(rule: str, pages: _Pages) -> Rule:
    caption, place = pages.captions.get(rule, ("", ""))
    scenarios = tuple(pages.by_rule.get(rule, ()))
    first = frozenset(shown.id for shown in scenarios if shown.id not in pages.placed)
    pages.placed |= first
    return Rule(rule, caption, place, scenarios, first)


def _official(key: str, official: Mapping[str, Imported]) -> Iterable[str]:
    citation = parse_citation(key)
    imported = official.get(citation.law) if citation is not None else None
    if imported is None:
        return
    lines = imported.verbatim(key)
    # the 号 below have their own place
    for depth, label, text in lines[:1]:
        yield "　" * depth + f"{label}　{text}".strip("　")
