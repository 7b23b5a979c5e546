"""条件の網羅: which atomic conditions the scenarios saw true, false and unknown, and which decided a result independently.

Every atomic condition should be seen true and seen false.  What is not reached is accepted only with its reason, in a
file that can only grow shorter: a gap that is not listed fails, and so does one that is listed and has been reached.  How
many conditions have not decided both ways by themselves (MC/DC) is held the same way, by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from compliance.coverage.observe import DECIDED_FALSE, DECIDED_TRUE, FALSE, TRUE, UNKNOWN
from compliance.coverage.record import Counts
from compliance.coverage.written import Atlas, Atom
from compliance.documents.nodes import DocNode, Record, Scalar, Sequence
from compliance.messages import Lang
from compliance.problem import Problem, nearest
from compliance.source import Source, Span
from compliance.struct import Struct

GAPS: Final = "到達しない条件"
DEPENDENT: Final = "独立して結果を決めていない条件の数"
_FIELDS: Final = ("規則", "条件", "値", "理由")
_ENGLISH: Final = {TRUE: "true", FALSE: "false", UNKNOWN: "unknown"}


class Gap(Struct):
    """A value that a condition need not be seen to have, and why."""

    key: str
    value: str
    reason: str
    span: Span


class Baseline(Struct):
    """What is accepted.  dependent: how many conditions have not decided both ways alone; None: not held."""

    gaps: tuple[Gap, ...] = ()
    dependent: int | None = None
    span: Span | None = None


class Row(Struct):
    """One condition.  seen: by how many scenarios it was seen to be what.  reasons: for the values accepted as a gap."""

    atom: Atom
    seen: Mapping[str, int]
    reasons: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The values it was not seen to have."""
        return tuple(value for value in (TRUE, FALSE) if not self.seen.get(value))

    @property
    def unexplained(self) -> tuple[str, ...]:
        return tuple(value for value in self.missing if value not in self.reasons)

    @property
    def is_independent(self) -> bool:
        """Whether it decided a result alone, both by being true and by being false."""
        return bool(self.seen.get(DECIDED_TRUE) and self.seen.get(DECIDED_FALSE))


class ConditionCoverage(Struct):
    """The conditions of a rule set, and where they differ from what is accepted (problems)."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def unexplained(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.unexplained)

    @property
    def dependent(self) -> int:
        return sum(not row.is_independent for row in self.rows)

    @property
    def holds(self) -> bool:
        return not self.unexplained and not self.problems

    def counts(self) -> dict[str, int]:
        """conditions, those seen true, false, both, unknown; those that decided alone; values accepted as gaps."""
        return {
            "conditions": len(self.rows),
            "true": sum(bool(row.seen.get(TRUE)) for row in self.rows),
            "false": sum(bool(row.seen.get(FALSE)) for row in self.rows),
            "both": sum(not row.missing for row in self.rows),
            "unknown": sum(bool(row.seen.get(UNKNOWN)) for row in self.rows),
            "independent": sum(row.is_independent for row in self.rows),
            "accepted_gaps": sum(len(set(row.missing) & set(row.reasons)) for row in self.rows),
            "unexplained_gaps": sum(len(row.unexplained) for row in self.rows),
        }


def read_baseline(source: Source) -> tuple[Baseline, list[Problem]]:
    """What is accepted, from a 網羅.yaml; what is wrong in it is reported and left out."""
    from compliance.documents.reader import read_tree

    root, problems = read_tree(source, "yaml")
    gaps: list[Gap] = []
    dependent = None
    span = None
    for key, value in root.entries if isinstance(root, Record) else ():
        if key.text == GAPS and isinstance(value, Sequence):
            gaps += _gaps(value.items, problems)
        elif key.text == DEPENDENT and isinstance(value, Scalar) and value.text.isdecimal():
            dependent, span = int(value.text), value.span
        else:
            hint = f"書けるのは、「{GAPS}」の一覧と、「{DEPENDENT}」の数です。"
            problems.append(Problem("coverage-baseline", f"「{key.text}」を読めません。", key.span, hint))
    return Baseline(tuple(gaps), dependent, span), problems


def _gaps(nodes: tuple[DocNode, ...], problems: list[Problem]) -> Iterator[Gap]:
    for node in nodes:
        fields = {
            name.text: each.text
            for name, each in (node.entries if isinstance(node, Record) else ())
            if isinstance(each, Scalar)
        }
        lacking = [name for name in _FIELDS if not fields.get(name)]
        if lacking or fields["値"] not in (TRUE, FALSE):
            told = f"「{'」「'.join(lacking)}」がありません。" if lacking else "値は「真」か「偽」です。"
            hint = "規則・条件・値（真・偽）・理由を書いてください。"
            problems.append(Problem("coverage-baseline", told, node.span, hint))
            continue
        yield Gap(f"{fields['規則']} {fields['条件']}", fields["値"], fields["理由"], node.span)


def cover_conditions(atlas: Atlas, counts: Counts, baseline: Baseline) -> ConditionCoverage:
    """The coverage of a rule set.  counts: what the scenarios saw, by the key of a condition."""
    reasons: dict[str, dict[str, str]] = {}
    for gap in baseline.gaps:
        reasons.setdefault(gap.key, {})[gap.value] = gap.reason
    rows = tuple(Row(atom, counts.get(atom.key, {}), reasons.get(atom.key, {})) for atom in atlas.atoms)
    covered = ConditionCoverage(rows)
    return ConditionCoverage(rows, tuple(_problems(covered, baseline)))


def _problems(covered: ConditionCoverage, baseline: Baseline) -> Iterator[Problem]:
    rows = {row.atom.key: row for row in covered.rows}
    for gap in baseline.gaps:
        row = rows.get(gap.key)
        if row is None:
            near = nearest(gap.key, rows, limit=1)
            hint = f"「{near[0]}」の書き間違いではありませんか。" if near else ""
            yield Problem("coverage-baseline", f"「{gap.key}」という条件はありません。", gap.span, hint)
        elif gap.value not in row.missing:
            text = f"「{gap.key}」は、{gap.value}になるシナリオがあります。"
            yield Problem("coverage-baseline", text, gap.span, "この項目を一覧から消してください。")
    allowed, now = baseline.dependent, covered.dependent
    if allowed is None or baseline.span is None or now == allowed:
        return
    if now > allowed:
        text = f"独立して結果を決めていない条件が、{allowed:,}件から{now:,}件に増えています。"
        hint = "条件の一つだけが違うシナリオを、真と偽のそれぞれに加えてください。"
    else:
        text = f"独立して結果を決めていない条件が、{allowed:,}件から{now:,}件に減っています。"
        hint = f"「{DEPENDENT}」を{now}に書き直してください。"
    yield Problem("coverage-baseline", text, baseline.span, hint)


# --- as text, data and HTML -----------------------------------------------------------------------------------------


def as_text(covered: ConditionCoverage, lang: Lang = "ja") -> str:
    """A line for each condition under its rule; then what is not reached, and the totals."""
    english = lang == "en"
    lines: list[str] = []
    owner = ""
    for row in covered.rows:
        if row.atom.owner != owner:
            owner = row.atom.owner
            lines.append(owner)
        mark = "×" if row.unexplained else "△" if row.missing else "○"
        lines.append(f"  {mark} {row.atom.name}　{_seen(row, english)}")
        lines += [
            f"      {_ENGLISH[value] if english else value}: {row.reasons[value]}"
            for value in row.missing
            if value in row.reasons
        ]
    return "\n".join(lines) + "\n" + summary(covered, lang)


def summary(covered: ConditionCoverage, lang: Lang = "ja") -> str:
    """What is not reached and has no reason, and the totals."""
    english = lang == "en"
    lines: list[str] = []
    if covered.unexplained:
        lines.append("not reached, without a reason:" if english else "到達していない条件（理由の記載なし）")
        lines += [
            f"  {row.atom.key}: {', '.join(_ENGLISH[value] for value in row.unexplained)}"
            if english
            else f"  {row.atom.key}　{'・'.join(row.unexplained)}にならない"
            for row in covered.unexplained
        ]
    return "\n".join([*lines, _total(covered, english)]) + "\n"


def _total(covered: ConditionCoverage, english: bool) -> str:
    counts = covered.counts()
    total = counts["conditions"]
    if english:
        return (
            f"{total:,} conditions: {counts['both']:,} seen true and false, {counts['unknown']:,} seen unknown, "
            f"{counts['independent']:,} decided alone both ways (MC/DC); "
            f"{counts['accepted_gaps']:,} gaps with a reason, {counts['unexplained_gaps']:,} without"
        )
    return (
        f"条件{total:,}件：真と偽の両方{counts['both']:,}件、不明{counts['unknown']:,}件、"
        f"独立して結果を決めたもの（真と偽のそれぞれで）{counts['independent']:,}件。"
        f"到達しない値は、理由のあるもの{counts['accepted_gaps']:,}件、ないもの{counts['unexplained_gaps']:,}件"
    )


def _seen(row: Row, english: bool) -> str:
    shown = [f"{_ENGLISH[value] if english else value}{row.seen.get(value, 0)}" for value in (TRUE, FALSE, UNKNOWN)]
    decided = _decided(row)
    alone = "・".join(decided) or "―"
    if english:
        return f"{' '.join(shown)}, decided alone: {', '.join(_ENGLISH[value] for value in decided) or 'no'}"
    return f"{' '.join(shown)} 独立に決定：{alone}"


def _decided(row: Row) -> list[str]:
    return [value for value, word in ((TRUE, DECIDED_TRUE), (FALSE, DECIDED_FALSE)) if row.seen.get(word)]


def as_data(covered: ConditionCoverage) -> dict[str, Any]:
    """The coverage as plain data, for JSON."""
    return {
        "conditions": [
            {
                "rule": row.atom.owner,
                "part": row.atom.part,
                "labels": list(row.atom.labels),
                "position": row.atom.position,
                "sentence": row.atom.sentence,
                "place": {"file": row.atom.span.source.name, "line": row.atom.span.line},
                "true": row.seen.get(TRUE, 0),
                "false": row.seen.get(FALSE, 0),
                "unknown": row.seen.get(UNKNOWN, 0),
                "decided_true": row.seen.get(DECIDED_TRUE, 0),
                "decided_false": row.seen.get(DECIDED_FALSE, 0),
                "gaps": [{"value": _ENGLISH[value], "reason": row.reasons.get(value, "")} for value in row.missing],
            }
            for row in covered.rows
        ],
        "counts": covered.counts(),
        "problems": [problem.message for problem in covered.problems],
    }


def as_html(covered: ConditionCoverage, lang: Lang = "ja") -> str:
    """The coverage as an HTML fragment: a table for each rule."""
    english = lang == "en"
    heads = (
        ("Condition", "True", "False", "Unknown", "Decided alone", "Why not reached")
        if english
        else ("条件", TRUE, FALSE, UNKNOWN, "独立に決定", "到達しない理由")
    )
    head = "".join(f'<th scope="col">{word}</th>' for word in heads)
    lines = [f'<p class="summary">{escape(_total(covered, english))}</p>']
    owner = ""
    for row in covered.rows:
        if row.atom.owner != owner:
            if owner:
                lines.append("</tbody></table>")
            owner = row.atom.owner
            lines.append(f'<h3>{escape(owner)}</h3>\n<table class="coverage"><thead><tr>{head}</tr></thead><tbody>')
        decided = [_ENGLISH[value] if english else value for value in _decided(row)]
        why = "".join(
            f"<p>{_ENGLISH[value] if english else value}: {escape(row.reasons.get(value, '×'))}</p>"
            for value in row.missing
        )
        cells = [
            escape(row.atom.name),
            *(str(row.seen.get(value, 0)) for value in (TRUE, FALSE, UNKNOWN)),
            ("・", ", ")[english].join(decided),
            why,
        ]
        kind = ' class="gap"' if row.unexplained else ""
        lines.append(f"<tr{kind}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    if owner:
        lines.append("</tbody></table>")
    return "\n".join(lines) + "\n"
