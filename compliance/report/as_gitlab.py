"""GitLab Code Quality: a JSON list, one entry for each failing or open finding and each problem."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.finding import Report
from compliance.report.alerts import Alert, alerts
from compliance.report.data import json_text
from compliance.report.options import Options
from compliance.safe_text import safe_text

_SEVERITIES = {
    "問題": "blocker",
    "受付不可": "blocker",
    "欠格による不適合": "blocker",
    "不適合": "critical",
    "要補正": "critical",
    "義務違反": "major",
    "解除事由": "major",
    "情報不足": "minor",
    "要判断": "minor",
}


def render_all(reports: Sequence[Report], options: Options) -> str:
    entries = [_entry(alert, options) for alert in alerts(reports, options.lang)]
    return json_text(entries, indent=2)


def _entry(alert: Alert, options: Options) -> dict[str, object]:
    return {
        "description": alert.message(options.lang),
        "check_name": f"compliance/{alert.rule}",
        "fingerprint": alert.fingerprint,
        "severity": "info" if alert.level == "note" or alert.waived else _SEVERITIES.get(alert.word, "info"),
        "location": {
            "path": safe_text(alert.file).replace("\\", "/").removeprefix("./"),
            "lines": {"begin": alert.place["line"] if alert.place else 1},
        },
    }
