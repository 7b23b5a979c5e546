"""One line for each thing to do, in the form editors and grep know: file:line:column: word: sentence [rule]."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.finding import Finding, Report, Result
from compliance.messages import Lang, name
from compliance.report import digest
from compliance.report.as_text import style_of, summary, waiver_line
from compliance.report.excerpt import place
from compliance.report.layout import paint, unheard
from compliance.report.options import Options
from compliance.safe_text import safe_text


def render_all(reports: Sequence[Report], options: Options) -> str:
    return "".join(unheard(line) + "\n" for report in reports for line in _lines(report, options))


def _lines(report: Report, options: Options) -> list[str]:
    lang = options.lang
    dossier = safe_text(report.dossier)
    lines = []
    for problem in report.problems:
        severity = paint(name(problem.severity, lang), "red" if problem.is_error else "yellow", options.colour)
        lines.append(f"{place(problem.span)}: {severity}: {_one_line(problem.message)} [{problem.code}]")
    for finding in digest.heaviest_first(report.findings):
        if finding.result in (Result.SATISFIED, Result.NOT_APPLICABLE) and not options.verbose:
            continue
        word = finding.effect if finding.result is Result.VIOLATED else finding.result.value
        where = place(finding.place) if finding.place else dossier
        shown = paint(name(word, lang), style_of(word), options.colour)
        waiver, told = report.waiver_of(finding), ""
        if waiver is not None:
            told = f"（{waiver_line(waiver, lang)}）" if lang == "ja" else f" ({waiver_line(waiver, lang)})"
            if not waiver.expired:
                shown = f"{paint(name('免除', lang), style_of('免除'), options.colour)}（{shown}）"
        lines.append(f"{where}: {shown}: {_one_line(_sentence(finding, lang) + told)} [{finding.rule}]")
    word = digest.word(report)
    return [*lines, f"{dossier}: {paint(name(word, lang), style_of(word), options.colour)} ― {summary(report, lang)}"]


def _sentence(finding: Finding, lang: Lang) -> str:
    if finding.result is Result.VIOLATED or not finding.causes:
        return (finding.reason_english if lang == "en" else "") or finding.reason or finding.caption
    return digest.first_of([(lang == "en" and cause.english) or cause.text for cause in finding.causes], 1, lang)


def _one_line(text: str) -> str:
    return safe_text(" ".join(text.split("\n")))
