"""One HTML file that needs nothing else: no script, no font, no picture; it prints on A4.

The page's own Content-Security-Policy allows its one style sheet by its hash and nothing besides.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from compliance.finding import Report
from compliance.messages import name, say
from compliance.report import digest
from compliance.report.as_text import pairs, show_day, summary, yen
from compliance.report.data import version
from compliance.report.excerpt import excerpt, place
from compliance.report.options import Options
from compliance.safe_text import safe_text

_HERE = Path(__file__).parent


def render_all(reports: Sequence[Report], options: Options) -> str:
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize
    )
    template = environment.from_string((_HERE / "report.html.jinja").read_text(encoding="utf-8"))
    lang = options.lang
    return template.render(
        reports=reports,
        style=Markup(style),  # our own file
        style_hash=b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii"),
        lang=lang,
        verbose=options.verbose,
        version=version(reports),
        say=partial(say, lang=lang),
        name=partial(name, lang=lang),
        day=partial(show_day, lang=lang),
        yen=partial(yen, lang=lang),
        summary=partial(summary, lang=lang),
        choose=lambda japanese, english: english if lang == "en" and english else japanese,
        pairs=pairs,
        group=digest.group,
        word=digest.word,
        places=digest.places,
        place=place,
        excerpt=lambda span: "\n".join(excerpt(span, 90)),
    )


def _finalize(value: object) -> object:
    """What comes from papers and rules is shown with its control characters spelt out, line by line."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return "\n".join(safe_text(line) for line in value.split("\n"))
    return value
