"""Workflow commands of GitHub Actions: an annotation at the line of each failing or open finding.

GitHub shows the first ten of each level in a step; the gravest come first.
"""

from __future__ import annotations

from collections.abc import Sequence

from compliance.finding import Report
from compliance.messages import Lang, name
from compliance.problem import Problem
from compliance.report import digest
from compliance.report.alerts import Alert, alerts, alerts_of
from compliance.report.as_text import summary
from compliance.report.data import problem_data
from compliance.report.layout import unheard
from compliance.report.options import Options
from compliance.safe_text import safe_text
from compliance.struct import replace

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render_all(reports: Sequence[Report], options: Options) -> str:
    lines = [_command(alert, options.lang) for alert in alerts(reports, options.lang)]
    for report in reports:
        word = name(digest.word(report), options.lang)
        lines.append(unheard(f"【{word}】 {safe_text(report.dossier)} ― {summary(report, options.lang)}"))
    return "".join(line + "\n" for line in lines)


def problem_lines(problems: Sequence[Problem], lang: Lang, folder: str = "") -> str:
    """Annotations for problems alone, for `compliance lint`.  folder: that the files are in, as GitHub sees it."""
    data: dict[str, object] = {"dossier": "", "inputs": [], "findings": [], "problems": problem_data(problems)}
    found = (replace(alert, file=f"{folder}{alert.file}") for alert in alerts_of(data, lang))
    return "".join(_command(alert, lang) + "\n" for alert in found)


def _command(alert: Alert, lang: Lang) -> str:
    title = " ".join(part for part in (alert.rule, alert.caption) if part)
    properties = {"title": title, "file": safe_text(alert.file)}
    if alert.place is not None:
        properties["line"] = str(alert.place["line"])
        properties["endLine"] = str(alert.place["end_line"])
        if alert.place["line"] == alert.place["end_line"]:
            # columns of a place of several lines are not taken
            properties["col"] = str(alert.place["column"])
            properties["endColumn"] = str(alert.place["end_column"])
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{'notice' if alert.waived else _LEVELS[alert.level]} {shown}::{_data(alert.message(lang))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
