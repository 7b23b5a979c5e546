"""Reports as one JSON document, described by `report.schema.json`."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.finding import Report
from compliance.report.data import document_text
from compliance.report.options import Options


def render_all(reports: Sequence[Report], options: Options) -> str:
    return document_text(reports, full=options.verbose)
