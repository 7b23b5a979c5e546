"""SARIF 2.1.0, as code scanning tools read it.

A failing finding is a result of kind `fail`; 情報不足 is `open` and 要判断 `review`, whose level the standard fixes to
`none` (§3.27.10).  A result keeps its fingerprint while its line moves.  GitHub keeps 5,000 results of a run, so the
gravest 5,000 are written and a notification says how many were left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from compliance.finding import Report
from compliance.report import digest
from compliance.report.alerts import Alert, alerts, waiver_text
from compliance.report.data import json_text, version
from compliance.report.options import Options

LIMIT = 5_000
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_all(reports: Sequence[Report], options: Options) -> str:
    found = alerts(reports, options.lang)
    kept = found[:LIMIT]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "compliance",
                "version": version(reports),
                "language": "ja-JP" if options.lang == "ja" else "en-US",
                "rules": _rules(kept),
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "Where the check was run."}},
            "%RULES%": {"description": {"text": "The folder of rules (--rules)."}},
        },
        "invocations": [
            {
                "executionSuccessful": all(digest.word(report) != "審査不能" for report in reports),
                "toolExecutionNotifications": _notifications(len(found), options),
            }
        ],
        "artifacts": [
            {"location": _artifact(name, "%SRCROOT%"), "hashes": {"sha-256": hashed}}
            for name, hashed in sorted({(paper.name, paper.sha256) for report in reports for paper in report.inputs})
        ],
        "results": _results(kept, options),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log, indent=2)


def _rules(found: Sequence[Alert]) -> list[dict[str, Any]]:
    first: dict[str, Alert] = {}
    for alert in found:
        first.setdefault(alert.rule, alert)
    rules = []
    for rule, alert in sorted(first.items()):
        law = "、".join(alert.citations)
        title = alert.caption or rule
        help_text = f"{title}\n{law}".strip()
        rules.append(
            {
                "id": rule,
                "shortDescription": {"text": _plain(title)},
                "help": {"text": _plain(f"{help_text}\ncompliance explain {rule}" if law else help_text)},
                "properties": {"tags": list(alert.citations[:10]) or ["form"]},
            }
        )
    return rules


def _results(found: Sequence[Alert], options: Options) -> list[dict[str, Any]]:
    index = {rule: at for at, rule in enumerate(sorted({alert.rule for alert in found}))}
    return [_result(alert, index[alert.rule], options) for alert in found]


def _result(alert: Alert, rule_index: int, options: Options) -> dict[str, Any]:
    kind = "fail" if not alert.open else "review" if alert.word == "要判断" else "open"
    related = [
        {"id": at, "message": {"text": _plain(text)}, "physicalLocation": _physical(place["file"], place, "%SRCROOT%")}
        for at, (text, place) in enumerate(alert.related[:100], 1)
    ]
    if alert.rule_place is not None:
        where = _physical(alert.rule_place["file"], alert.rule_place, "%RULES%")
        text = "規則の定め" if options.lang == "ja" else "The rule"
        related.append({"id": len(related) + 1, "message": {"text": text}, "physicalLocation": where})
    result: dict[str, Any] = {
        "ruleId": alert.rule,
        "ruleIndex": rule_index,
        "kind": kind,
        "level": alert.level if kind == "fail" else "none",
        "message": {"text": _plain(alert.message(options.lang))},
        "locations": [{"physicalLocation": _physical(alert.file, alert.place, "%SRCROOT%")}],
        "partialFingerprints": {"complianceFinding/v1": alert.fingerprint},
        "properties": {"dossier": alert.dossier, "element": alert.element, "result": alert.word},
    }
    if related:
        result["relatedLocations"] = related
    if alert.waiver is not None:
        # §3.35: one that has expired no longer suppresses anything
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "rejected" if alert.waiver["expired"] else "accepted",
                "justification": waiver_text(alert.waiver, options.lang),
            }
        ]
    return result


def _physical(file: str, place: dict[str, Any] | None, base: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(file, base)}
    if place is not None:
        location["region"] = {
            "startLine": place["line"],
            "startColumn": place["column"],
            "endLine": place["end_line"],
            "endColumn": place["end_column"],
        }
    return location


def _artifact(file: str, base: str) -> dict[str, Any]:
    """A file as a URI: below a base where it is relative, absolute where it is not."""
    path = file.replace("\\", "/")
    drive = len(path) > 2 and path[1] == ":" and path[2] == "/"
    uri = quote(path.removeprefix("./"), safe="/", errors="backslashreplace")
    if path.startswith("/") or drive:
        return {"uri": ("file://" if path.startswith("/") else "file:///") + uri}
    return {"uri": uri or ".", "uriBaseId": base}


def _notifications(number: int, options: Options) -> list[dict[str, Any]]:
    if number <= LIMIT:
        return []
    told = (
        f"{number}件のうち、重いものから{LIMIT}件だけを書き出しました。",
        f"Of {number} results only the gravest {LIMIT} were written.",
    )
    return [
        {
            "descriptor": {"id": "results-cut"},
            "level": "warning",
            "message": {"text": told[options.lang == "en"]},
        }
    ]


def _plain(text: str) -> str:
    """A message's plain text, in which `[…](…)` would be a link (§3.11.6)."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
