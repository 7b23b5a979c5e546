"""One HTML file that needs nothing else: no script, no font, no picture; it prints on A4.

The page's own Content-Security-Policy allows its one style sheet by its hash and nothing besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from compliance.finding import Report
from compliance.messages import name, say
from compliance.report import digest
from compliance.report.as_text import caption, origin, other_places, pairs, summary, telling_places, waiver_line, yen
from compliance.report.data import version
from compliance.report.excerpt import excerpt, place
from compliance.report.options import Options
from compliance.report.page import policy, style
from compliance.safe_text import safe_text


def render_all(reports: Sequence[Report], options: Options) -> str:
    css = style()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize
    )
    template = environment.from_string(Path(__file__).with_name("report.html.jinja").read_text(encoding="utf-8"))
    lang = options.lang
    return template.render(
        reports=reports,
        style=Markup(css),  # our own file
        policy=Markup(policy(css)),
        lang=lang,
        verbose=options.verbose,
        level=1 if len(reports) == 1 else 2,  # of a dossier's heading
        version=version(reports),
        say=partial(say, lang=lang),
        name=partial(name, lang=lang),
        day=partial(digest.show_day, lang=lang),
        waiver_line=partial(waiver_line, lang=lang),
        yen=partial(yen, lang=lang),
        summary=partial(summary, lang=lang),
        choose=lambda japanese, english: english if lang == "en" and english else japanese,
        cited=partial(digest.cited, lang=lang),
        pairs=pairs,
        bracket=lambda text: f"（{text}）" if lang == "ja" else f" ({text})",
        origin=partial(origin, lang=lang),
        count=_count,
        delegated=partial(digest.delegated, lang=lang),
        asked_of_several=digest.asked_of_several,
        other_places=lambda finding: digest.listed(other_places(finding, lang), lang),
        caption=partial(caption, lang=lang),
        group=digest.group,
        word=digest.word,
        places=lambda finding: telling_places(finding)[0],
        place=place,
        excerpt=lambda span: "\n".join(excerpt(span, 90)),
    )


def _count(key: str, enquiries: Sequence[digest.Enquiry]) -> int:
    """How many judgements are to be made, or facts to be asked for."""
    return sum(len(one.findings if key == "judge" else one.causes) for one in enquiries)


def _finalize(value: object) -> object:
    """What comes from papers and rules is shown with its control characters spelt out, line by line."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return "\n".join(safe_text(line) for line in value.split("\n"))
    return value
