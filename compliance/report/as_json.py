"""Reports as one JSON document, described by `report.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from compliance.finding import Report
from compliance.report.data import document
from compliance.report.options import Options


def render_all(reports: Sequence[Report], options: Options) -> str:
    return json.dumps(document(reports), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def schema() -> Any:
    """The JSON Schema (2020-12) of what `render_all` writes."""
    return json.loads(Path(__file__).with_name("report.schema.json").read_text(encoding="utf-8"))
