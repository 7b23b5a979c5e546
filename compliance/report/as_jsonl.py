"""One line of JSON for each dossier: the same data as a report in the JSON document, and the version of its shape."""

from __future__ import annotations

import json
from collections.abc import Sequence

from compliance.finding import Report
from compliance.report.data import SCHEMA_VERSION, as_data
from compliance.report.options import Options


def render_all(reports: Sequence[Report], options: Options) -> str:
    return "".join(
        json.dumps({"schema_version": SCHEMA_VERSION, **as_data(report)}, ensure_ascii=False, allow_nan=False) + "\n"
        for report in reports
    )
