"""A report as plain data: the one place where its shape for machines is fixed (`report.schema.json` describes it).

Every machine format is made from this.  Sentences come in both languages, so that the bytes do not depend on who asks.
A key that has nothing to say is there all the same: an empty text, list or null.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from compliance.finding import Basis, Cause, FeeFinding, FeeLine, Finding, Report, Result, Step, Waiver
from compliance.problem import Problem
from compliance.report import digest
from compliance.safe_text import safe_text
from compliance.source import Span
from compliance.struct import replace

# Raised in its first number when a key goes or changes its meaning, in its second when one is added.
SCHEMA_VERSION: Final = "1.3"

Data: TypeAlias = dict[str, Any]


def as_data(report: Report, full: bool = True) -> Data:
    """The report of one dossier: dicts, lists, texts, whole numbers, true, false and null only.

    full: with trace, places, views, notes and rule of findings that are satisfied or do not apply; most of it is theirs.
    """
    groups = digest.counts(report)
    return {
        "dossier": report.dossier,
        "kind": report.kind,
        "stage": report.stage,
        "review_day": {"date": report.on.isoformat(), "from": report.on_from},
        "overall": digest.word(report),
        "outcome": report.outcome,
        "breach_of_duty": report.duties,
        "ground_for_cancellation": report.cancellation,
        "counts": {
            "checked": len(report.findings),
            "satisfied": groups["適合"],
            "satisfied_on_pledge": groups["誓約"],
            "satisfied_on_judgement": groups["判断"],
            "violated": groups["不適合"],
            "missing": groups["情報不足"],
            "judgement": groups["要判断"],
            "not_applicable": groups["対象外"],
            "waived": groups["免除"],
            "problems": len(report.problems),
        },
        "full": full,
        "findings": [finding_data(report, finding, full) for finding in digest.heaviest_first(report.findings)],
        "problems": [_problem(problem) for problem in report.problems],
        "fees": [fee_data(fee) for fee in report.fees],
        "next_papers": list(report.next_papers),
        "inputs": [{"name": paper.name, "sha256": paper.sha256} for paper in report.inputs],
        "settings": _settings(report),
        "rules_sha256": report.rules_digest,
        "statute_sha256": report.statute_digest,
    }


def _settings(report: Report) -> Data | None:
    """The file with the values that the body fixed itself, and these values."""
    if report.settings is None:
        return None
    return {
        "name": report.settings.name,
        "sha256": report.settings.sha256,
        "values": [
            {
                "name": each.name,
                "text": each.text,
                "source": each.source,
                "confirmed": each.confirmed.isoformat() if each.confirmed else None,
            }
            for each in report.delegations
        ],
    }


def json_text(data: Any, indent: int | None = 2) -> str:
    """JSON in which every character that a terminal would obey or not show is escaped; what is read back is the same."""
    return _shown(json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)) + "\n"


def document_text(reports: Sequence[Report], full: bool) -> str:
    """The whole JSON document, laid out to be read and searched: a key a line, and each finding on a line of its own.

    Made report by report, so that a thousand of them need no more memory than their text.
    """
    tool = {"name": "compliance", "version": version(reports)}
    head = f'{{\n"schema_version": "{SCHEMA_VERSION}",\n"tool": {json_text(tool, None).rstrip()},\n"reports": ['
    return head + ",".join(_report_text(as_data(report, full)) for report in reports) + "\n]}\n"


def _report_text(data: Data) -> str:
    lines = []
    for key, value in data.items():
        entries = value if key in ("findings", "problems", "fees", "inputs") else None
        shown = (
            "[\n  " + ",\n  ".join(json_text(entry, None).rstrip("\n") for entry in entries) + "\n ]"
            if entries
            else json_text(value, None).rstrip("\n")
        )
        lines.append(f' "{key}": {shown}')
    return "\n{\n" + ",\n".join(lines) + "\n}"


def _shown(text: str) -> str:
    return "\n".join(line if safe_text(line) == line else _escaped(line) for line in text.split("\n"))


def _escaped(line: str) -> str:
    return "".join(
        character if safe_text(character) == character else json.dumps(character)[1:-1] for character in line
    )


def schema(name: str) -> Any:
    """The JSON Schema (2020-12) of a kind of output: report, fee or lint."""
    return json.loads(Path(__file__).with_name(f"{name}.schema.json").read_text(encoding="utf-8"))


def fee_document(reports: Sequence[Report]) -> Data:
    """What `compliance fee --format json` writes."""
    kept = ("dossier", "review_day", "fees", "problems", "inputs", "settings", "rules_sha256", "statute_sha256")
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "compliance", "version": version(reports)},
        "dossiers": [
            {key: value for key, value in as_data(replace(report, findings=())).items() if key in kept}
            for report in reports
        ],
    }


def lint_document(problems: Sequence[Problem]) -> Data:
    """What `compliance lint --format json` writes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "compliance", "version": version(())},
        "problems": problem_data(problems),
    }


def version(reports: Sequence[Report]) -> str:
    from compliance import __version__

    return next((report.version for report in reports if report.version), __version__)


def both(japanese: str, english: str = "") -> Data:
    return {"ja": japanese, "en": english}


def place_data(span: Span | None) -> Data | None:
    """Lines and columns from 1, in code points; the end is the first column after."""
    if span is None:
        return None
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def finding_data(report: Report, finding: Finding, full: bool = True) -> Data:
    told = full or finding.result not in (Result.SATISFIED, Result.NOT_APPLICABLE)
    english = (
        finding.remedy_english if len(finding.remedy_english) == len(finding.remedy) else ("",) * len(finding.remedy)
    )
    return {
        "rule": finding.rule,
        "caption": both(finding.caption, finding.caption_english),
        "citations": list(finding.citations),
        "layer": finding.layer,
        "element": finding.element,
        "pointer": finding.key,
        "day": finding.day.isoformat() if finding.day else None,
        "result": finding.result.value,
        "effect": finding.effect,
        "effect_open": finding.effect_open,
        "weight": finding.weight,
        "reason": both(finding.reason, finding.reason_english),
        "remedy": [both(*pair) for pair in zip(finding.remedy, english, strict=True)],
        "causes": [_cause(cause) for cause in finding.causes],
        "basis": [_basis(basis) for basis in finding.basis],
        "views": list(finding.views) if told else [],
        "notes": list(finding.notes) if told else [],
        "not_applicable": both(finding.not_applicable, finding.not_applicable_english),
        "place": place_data(finding.place),
        "places": [{"fact": fact, "place": place_data(span)} for fact, span in digest.places(finding)] if told else [],
        "rule_place": place_data(finding.rule_place) if told else None,
        "trace": _step(finding.trace) if finding.trace and told else None,
        "waiver": _waiver(report.waiver_of(finding)) if report.waivers else None,
    }


def _waiver(waiver: Waiver | None) -> Data | None:
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "approver": waiver.approver,
        "until": waiver.until.isoformat(),
        "expired": waiver.expired,
        "place": place_data(waiver.place),
    }


def _cause(cause: Cause) -> Data:
    return {
        "kind": cause.kind,
        "fact": cause.fact,
        "text": both(cause.text, cause.english),
        "addressee": cause.addressee,
        "judgement": cause.is_judgement,
        "question": cause.question,
        "readings": list(cause.readings),
        "place": place_data(cause.place),
    }


def _basis(basis: Basis) -> Data:
    return {
        "kind": basis.kind,
        "name": basis.name,
        "text": both(basis.text, basis.english),
        "place": place_data(basis.place),
    }


def _step(step: Step) -> Data:
    return {
        "text": both(step.text, step.english),
        "truth": step.truth,
        "detail": both(step.detail, step.english_detail),
        "label": step.label,
        "subject": step.subject,
        "values": [{"fact": fact, "raw": raw, "place": place_data(span)} for fact, raw, span in step.places],
        "rule_place": place_data(step.rule_place),
        "causes": [_cause(cause) for cause in step.causes],
        "steps": [_step(child) for child in step.children],
    }


def _problem(problem: Problem) -> Data:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        "place": place_data(problem.span),
        "related": [{"text": text, "place": place_data(span)} for text, span in problem.related],
    }


def fee_data(fee: FeeFinding) -> Data:
    """A fee on a dossier."""
    return {
        "rule": fee.rule,
        "caption": fee.caption,
        "citations": list(fee.citations),
        "result": fee.result.value,
        "day": fee.day.isoformat() if fee.day else None,
        "total": fee.total,
        "low": fee.low,
        "high": fee.high,
        "lines": [_line(line) for line in fee.lines],
        "causes": [_cause(cause) for cause in fee.causes],
        "standard": fee.standard,
        "standard_lines": [_line(line) for line in fee.standard_lines],
        "notes": list(fee.notes),
        "not_applicable": fee.not_applicable,
        "rule_place": place_data(fee.rule_place),
    }


def _line(line: FeeLine) -> Data:
    return {
        "label": line.label,
        "name": line.name,
        "low": line.low,
        "high": line.high,
        "steps": line.steps,
        "causes": [_cause(cause) for cause in line.causes],
    }


def problem_data(problems: Sequence[Problem]) -> list[Data]:
    """Problems alone, for `lint --format json`."""
    return [_problem(problem) for problem in problems]
