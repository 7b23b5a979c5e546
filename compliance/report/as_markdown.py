"""Markdown, for a job summary or a comment: the same parts as the text report, with tables and the user's own lines."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.finding import Finding, Report, Result
from compliance.messages import name, say
from compliance.report import digest
from compliance.report.as_text import caption, pairs, summary, trace_lines, waiver_line, yen
from compliance.report.digest import Enquiry, show_day
from compliance.report.excerpt import excerpt, place
from compliance.report.options import Options
from compliance.safe_text import safe_text
from compliance.source import Span

_SPECIAL = frozenset("\\`*_{}[]()<>#+-.!|~&:@=")


def render_all(reports: Sequence[Report], options: Options) -> str:
    return "\n".join("\n".join(_Page(report, options).lines()) + "\n" for report in reports)


def escape(text: str) -> str:
    """Text in which nothing is markup; an @ is written full-width, because GitHub calls on people after Markdown is read."""
    # blanks around a text are layout to Markdown: an indented code block, a break of the line
    text = text.replace("@", "＠").strip(" ") or (text and "―")
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in safe_text(text))


def fence(lines: Sequence[str]) -> list[str]:
    """A code block that its own lines cannot close."""
    ticks = "```"
    while any(ticks in line for line in lines):
        ticks += "`"
    return [f"{ticks}text", *lines, ticks]


class _Page:
    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        self.lang = options.lang

    def lines(self) -> list[str]:
        report, lang = self.report, self.lang
        groups = digest.group(report)
        word = digest.word(report)
        lines = [f"## 【{name(word, lang)}】 {escape(report.dossier)}", ""]
        if word == "審査不能":
            lines += [say("not checked", lang), ""]
        else:
            lines += self._head()
        for problem in report.problems:
            severity = name(problem.severity, lang)
            lines += [
                f"- **{severity}** {escape(problem.message)} \\[{escape(problem.code)}\\] {self._place(problem.span)}"
            ]
            if problem.hint:
                lines.append(f"  {say('hint', lang)}\\: {escape(problem.hint)}")
            lines += ["", *fence(excerpt(problem.span)), ""]
        lines += self._findings("failing", groups.failing)
        for addressee, enquiries in sorted(groups.asked.items(), key=lambda pair: pair[0] != "提案者"):
            key = f"ask {addressee}" if addressee in ("提案者", "行政機関") else "ask "
            lines += self._enquiries(key, enquiries)
        lines += self._enquiries("judge", groups.judged)
        lines += self._findings("duties", groups.duties)
        lines += self._findings("cancellation", groups.cancellation)
        lines += self._findings("remarks", groups.remarks)
        if groups.waived:
            lines += [f"### {say('waived', lang)} ({len(groups.waived)})", ""]
            for finding, waiver in groups.waived:
                effect = finding.effect if finding.result is Result.VIOLATED else finding.result.value
                lines.append(f"- **{name('免除', lang)}** {self._brief(finding)} {escape(name(effect, lang))}")
                lines.append(f"  - {say('waiver', lang)}\\: {escape(waiver_line(waiver, lang))}")
            lines.append("")
        lines += self._fees()
        if report.next_papers:
            lines += [
                f"### {say('next papers', lang)}",
                "",
                "、".join(escape(paper) for paper in report.next_papers),
                "",
            ]
        if self.options.verbose:
            for key, found in (("satisfied", groups.satisfied), ("not applicable", groups.not_applicable)):
                if found:
                    lines += [f"### {say(key, lang)}", "", *(f"- {self._brief(finding)}" for finding in found), ""]
        return [*lines, escape(summary(report, lang))]

    def _head(self) -> list[str]:
        report, lang = self.report, self.lang
        rows = [
            ("kind", name(report.kind, lang)),
            ("stage", name(report.stage, lang)),
            ("review day", show_day(report.on, lang)),
            ("proposal outcome", name(report.outcome, lang)),
        ]
        apart = [w for w, there in zip(digest.APART, (report.duties, report.cancellation), strict=True) if there]
        if apart:
            rows.append(("apart", "、".join(name(w, lang) for w in apart)))
        return ["| | |", "|---|---|", *(f"| {say(key, lang)} | {escape(value)} |" for key, value in rows), ""]

    def _findings(self, key: str, findings: Sequence[Finding]) -> list[str]:
        if not findings:
            return []
        lines = [f"### {say(key, self.lang)} ({len(findings)})", ""]
        for finding in findings:
            lines += [f"#### 【{name(finding.effect, self.lang)}】 {self._title(finding)}", ""]
            lines += [escape(self._choose(finding.reason, finding.reason_english)), ""]
            expired = self.report.waiver_of(finding)
            if expired is not None:
                lines.append(f"- {say('waiver', self.lang)}\\: {escape(waiver_line(expired, self.lang))}")
            lines += self._law(finding)
            for remedy in pairs(finding.remedy, finding.remedy_english):
                lines.append(f"- {say('remedy', self.lang)}\\: {escape(self._choose(*remedy))}")
            shown: list[str] = []
            for _, span in digest.places(finding)[:2]:
                shown += [place(span), *excerpt(span)]
            if finding.trace is not None:
                shown += (
                    ["", *trace_lines(finding.trace, 96, self.lang)]
                    if shown
                    else trace_lines(finding.trace, 96, self.lang)
                )
            lines += ["", *fence(shown), ""] if shown else [""]
        return lines

    def _enquiries(self, key: str, enquiries: Sequence[Enquiry]) -> list[str]:
        if not enquiries:
            return []
        lines = [f"### {say(key, self.lang)} ({sum(len(enquiry.causes) for enquiry in enquiries)})", ""]
        for enquiry in enquiries:
            cause = enquiry.cause
            where = f" {self._place(cause.place)}" if cause.place else ""
            lines += [f"- [ ] {escape(self._choose(one.text, one.english))}{where}" for one in enquiry.causes]
            if cause.is_judgement:
                lines += [f"  - {say('views', self.lang)}\\: {escape(view)}" for view in enquiry.findings[0].views]
                lines += [f"  - {say('readings', self.lang)}\\: {escape(reading)}" for reading in cause.readings]
            for waiver in self.report.waivers_of(enquiry.findings):
                lines.append(f"  - {say('waiver', self.lang)}\\: {escape(waiver_line(waiver, self.lang))}")
            lines += [f"  - {self._brief(finding)}" for finding in enquiry.findings]
        return [*lines, ""]

    def _fees(self) -> list[str]:
        lines: list[str] = []
        for fee in self.report.fees:
            if fee.result is Result.NOT_APPLICABLE:
                continue
            title = say("fees", self.lang)
            lines += [f"### {title} {escape(fee.rule)}", "", "| | | |", "|---|---:|---|"]
            for line in fee.lines:
                amount = yen(line.low, self.lang) if line.low == line.high else "―"
                lines.append(f"| {escape(line.name)} | {escape(amount)} | {escape(line.steps)} |")
            total = yen(fee.total, self.lang) if fee.total is not None else name("情報不足", self.lang)
            lines += [
                f"| {say('fee total', self.lang)} | {escape(total)} | {escape(digest.cited(fee.citations, self.lang))} |",
                "",
            ]
        return lines

    def _law(self, finding: Finding) -> list[str]:
        return (
            [f"- {say('citation', self.lang)}\\: {escape(digest.cited(finding.citations, self.lang))}"]
            if finding.citations
            else []
        )

    def _title(self, finding: Finding) -> str:
        element = self._choose(finding.element, finding.element_english)
        shown = f" ― {escape(element)}" if element else ""
        return f"{escape(finding.rule)} {escape(caption(finding, self.lang))}{shown}"

    def _brief(self, finding: Finding) -> str:
        cited = f"（{escape(digest.cited(finding.citations, self.lang))}）" if finding.citations else ""
        return self._title(finding) + cited

    def _place(self, span: Span) -> str:
        return f"（{escape(place(span))}）"

    def _choose(self, japanese: str, english: str) -> str:
        return english if self.lang == "en" and english else japanese
