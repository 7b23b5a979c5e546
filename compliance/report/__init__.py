"""Reports for people and for machines.  Each format is one file that only renders, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.finding import Report
    from compliance.report.options import Options

# For people: these may change between versions.  TERMINAL may be coloured and follows the reader's language.
TERMINAL = ("text", "compact")
# Those that tell of each finding why, also of what is satisfied or does not apply.
THOROUGH = ("json", "jsonl", "junit", "html")
FORMATS = ("text", "compact", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html")


def render(name: str, reports: Sequence[Report], options: Options) -> str:
    """The reports in a format, one of FORMATS.

    Raises ModuleNotFoundError where the library a format needs is not installed (html: jinja2).
    """
    if name not in FORMATS:
        raise ValueError(name)
    text: str = import_module(f"compliance.report.as_{name}").render_all(reports, options)
    return text
