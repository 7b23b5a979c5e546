"""One line of JSON for each dossier: the same data as a report in the JSON document, and the version of its shape."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.finding import Report
from compliance.report.data import SCHEMA_VERSION, as_data, json_text
from compliance.report.options import Options


def render_all(reports: Sequence[Report], options: Options) -> str:
    return "".join(
        json_text({"schema_version": SCHEMA_VERSION, **as_data(report, full=options.verbose)}, indent=None)
        for report in reports
    )
