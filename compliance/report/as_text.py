"""The report that a reviewer reads: the outcome first, what fails, what is open and whom to ask, then what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from compliance.finding import DOSSIER_ORDER, FeeFinding, FeeLine, Finding, Report, Result, Step, Waiver
from compliance.messages import Lang, name, say
from compliance.problem import Problem
from compliance.report import digest
from compliance.report.digest import Enquiry, show_day
from compliance.report.excerpt import excerpt, place
from compliance.report.layout import Safe, field, keep, pad, paint, safe, unheard, wrap
from compliance.report.options import Options
from compliance.report.problems import render_problem
from compliance.safe_text import safe_text
from compliance.source import Span, cells
from compliance.struct import replace

T = TypeVar("T")

_WIDEST = 100
_NARROWEST = 20  # cells that are left for words, however deep in a tree they stand
_HASH = 12  # digits of a SHA-256 that are shown; JSON has them all
_NOTHING = Report("", "", "", date.min, "", ())
_ORIGINS = {"--on": "--on による", "審査記録": "審査記録による"}
_STYLES = {"適合": "green", "免除": "cyan", "情報不足": "yellow", "要判断": "yellow", "注意": "yellow"}


def render(
    report: Report, *, width: int = _WIDEST, colour: bool = False, lang: Lang = "ja", verbose: bool = False
) -> str:
    """One dossier's report, no wider than `width` cells.  verbose: what is satisfied and not applicable is listed too."""
    lines = _Page(report, min(width, _WIDEST), colour, lang).lines(verbose)
    return "".join(unheard(line) + "\n" for line in lines)


def render_all(reports: Sequence[Report], options: Options) -> str:
    """The reports one after the other; for several dossiers, at the end one line for each."""
    width, colour, lang = options.width, options.colour, options.lang
    pages = [render(report, width=width, colour=colour, lang=lang, verbose=options.verbose) for report in reports]
    if len(reports) > 1:
        pages.append(_table(reports, min(width, _WIDEST), colour, lang))
    return ("\n" + "=" * min(width, _WIDEST) + "\n\n").join(pages)


def yen(amount: int, lang: Lang = "ja") -> str:
    return f"{amount:,}円" if lang == "ja" else f"JPY {amount:,}"


def style_of(word: str) -> str:
    return _STYLES.get(word, "red")


def summary(report: Report, lang: Lang) -> str:
    """The last line of a report: 12件を検査 ― 適合9（うち誓約による推定 3）・不適合2・情報不足1・要判断0・対象外0."""
    if digest.word(report) == "審査不能":
        return say("problem count", lang, n=len(report.problems))
    numbers = digest.counts(report)
    parts = []
    for result in Result:
        part = f"{name(result.value, lang)}{' ' if lang == 'en' else ''}{numbers[result.value]}"
        if result is Result.SATISFIED:
            notes = [
                say(key, lang, n=numbers[kind])
                for key, kind in (("pledged", "誓約"), ("judged", "判断"))
                if numbers[kind]
            ]
            if notes:
                part += f"（うち{'、'.join(notes)}）" if lang == "ja" else f" ({'; '.join(notes)} among them)"
        parts.append(part)
    joined = "・".join(parts) if lang == "ja" else ", ".join(parts)
    checked = say("checked", lang, n=len(report.findings))
    if numbers["免除"]:
        joined += ("・" if lang == "ja" else ", ") + say("waived count", lang, n=numbers["免除"])
    return f"{checked} ― {joined}" if lang == "ja" else f"{checked}: {joined}"


class _Page:
    """One report being laid out."""

    def __init__(self, report: Report, width: int, colour: bool, lang: Lang) -> None:
        self.report = report
        self.width = width
        self.colour = colour
        self.lang: Lang = lang
        self.narrow = width < 60
        self.label_width = 2 if self.narrow else 12 if lang == "ja" else 16

    def lines(self, verbose: bool) -> list[str]:
        report, groups = self.report, digest.group(self.report)
        lines = self._head()
        lines += self._part("problems", report.problems, self._problem, len(report.problems))
        lines += self._part("failing", groups.failing, self._finding)
        if report.findings and not (groups.failing or groups.duties or groups.cancellation or groups.remarks):
            lines += ["", *self._indented(say("none failing", self.lang), 2)]
        for addressee in ("提案者", "行政機関", *sorted(set(groups.asked) - {"提案者", "行政機関"})):
            key = f"ask {addressee}" if addressee in ("提案者", "行政機関") else "ask "
            enquiries = groups.asked.get(addressee, [])
            lines += self._part(key, enquiries, self._enquiry, sum(len(enquiry.causes) for enquiry in enquiries))
        judged = self._part("judge", groups.judged, self._enquiry, sum(len(e.findings) for e in groups.judged))
        if any(enquiry.cause.kind in digest.ASKED_OF_PEOPLE for enquiry in groups.judged):
            judged[2:2] = [*self._indented(say("record it", self.lang), 2), ""]
        also = sum(finding.result is Result.MISSING for enquiry in groups.judged for finding in enquiry.findings)
        if also:
            judged[2:2] = self._indented(say("judge also", self.lang, n=also), 2)
        lines += judged
        lines += self._part("duties", groups.duties, self._finding)
        lines += self._part("cancellation", groups.cancellation, self._finding)
        lines += self._part("remarks", groups.remarks, self._finding)
        lines += self._part("waived", groups.waived, lambda pair: self._waived(*pair))
        lines += self._fees(verbose)
        if report.next_papers:
            lines += self._heading("next papers", 0)
            lines += self._indented("、".join(report.next_papers), 2)
        if verbose:
            lines += self._part("satisfied", groups.satisfied, self._short, spaced=False)
            lines += self._part("not applicable", groups.not_applicable, self._short, spaced=False)
        if digest.word(report) == "審査不能" and not report.findings:
            return lines
        return [*lines, *self._record(), "", *self._summary()]

    def _fees(self, verbose: bool) -> list[str]:
        """The fees that apply, or one line where none does; all of them when verbose."""
        fees = self.report.fees if verbose else digest.applicable(self.report.fees)
        if self.report.fees and not fees:
            return [*self._heading("fees", 0), *self._indented(say("no fee", self.lang), 2)]
        return self._part("fees", fees, self._fee, 0)

    def fees(self) -> list[str]:
        report, lang = self.report, self.lang
        lines = [paint(line, "bold", self.colour) for line in wrap(safe_text(report.dossier), self.width)]
        lines += self._part("problems", report.problems, self._problem, len(report.problems))
        if digest.word(report) == "審査不能":
            return lines
        applicable = digest.applicable(report.fees)
        if not applicable:
            lines += self._indented(say("no fee", lang), 2)
        for fee in applicable or report.fees:
            lines += ["", *self._fee(fee)]
        if applicable and report.settings is not None:
            lines += ["", *self._settings()]
        return lines

    def _summary(self) -> list[str]:
        """The totals, broken only between them."""
        comma = "・" if self.lang == "ja" else ", "
        lines = [""]
        for index, part in enumerate(summary(self.report, self.lang).split(comma)):
            joined = lines[-1] + (comma if index else "") + part
            if cells(joined + comma.rstrip()) > self.width and index:
                lines[-1] += comma.rstrip()
                joined = "  " + part
                lines.append(joined)
            lines[-1] = joined
        return [part for line in lines for part in wrap(line, self.width)] if self.narrow else lines

    # --- parts ---

    def _head(self) -> list[str]:
        report, lang = self.report, self.lang
        word = digest.word(report)
        first, *rest = wrap(f"【{name(word, lang)}】 {safe_text(report.dossier)}", self.width)
        label = f"【{name(word, lang)}】"
        lines = [first.replace(label, paint(label, style_of(word), self.colour), 1), *rest]
        if word == "審査不能":
            return [*lines, *self._indented(say("not checked", lang), 2)]
        blank = say("not stated", lang)
        lines += self._field("kind", name(report.kind, lang) or blank, 2)
        lines += self._field("stage", name(report.stage, lang) or blank, 2)
        lines += self._field("review day", show_day(report.on, lang) + self._bracket(origin(report.on_from, lang)), 2)
        if report.outcome:
            lines += self._field("proposal outcome", name(report.outcome, lang), 2)
        apart = [
            name(word, lang)
            for word, there in zip(digest.APART, (report.duties, report.cancellation), strict=True)
            if there
        ]
        if apart:
            lines += self._field("apart", "、".join(apart) if lang == "ja" else ", ".join(apart), 2)
        return lines

    def _record(self) -> list[str]:
        report = self.report
        entries = [("rules digest", report.rules_digest), ("statute digest", report.statute_digest)]
        lines = self._heading("record", 0)
        for key, value in entries:
            if value:
                lines += self._field(key, value[:_HASH], 2)
        lines += self._settings()
        if report.inputs:
            folder = digest.folder_of(report)
            lines += self._field("inputs", keep(folder) or say("as follows", self.lang), 2)
            for paper in report.inputs:
                lines += self._indented(Safe(f"{paper.sha256[:_HASH]}  {keep(paper.name.removeprefix(folder))}"), 4)
        if report.version:
            lines += self._field("version", f"compliance {report.version}", 2)
        return lines

    def _settings(self) -> list[str]:
        """The file with the values that the body fixed itself, and where each of them comes from."""
        file = self.report.settings
        if file is None:
            return []
        lines = self._field("settings", Safe(f"{file.sha256[:_HASH]}  {keep(file.name)}"), 2)
        for each in digest.delegated(self.report, self.lang):
            lines += self._indented(each, 4)
        return lines

    def _part(
        self,
        key: str,
        entries: Iterable[T],
        show: Callable[[T], list[str]],
        count: int | None = None,
        spaced: bool = True,
    ) -> list[str]:
        shown = [show(entry) for entry in entries]
        if not shown:
            return []
        lines = self._heading(key, len(shown) if count is None else count)
        for index, block in enumerate(shown):
            lines += ["", *block] if index and spaced else block
        return lines

    def _heading(self, key: str, count: int) -> list[str]:
        title = say(key, self.lang)
        if count:
            title += f"（{count}件）" if self.lang == "ja" else f" ({count})"
        return ["", *(paint(line, "bold", self.colour) for line in wrap(f"■ {title}", self.width))]

    # --- one entry ---

    def _problem(self, problem: Problem) -> list[str]:
        shown = render_problem(problem, width=self.width - 2, colour=self.colour, lang=self.lang)
        return [f"  {line}" for line in shown]

    def _finding(self, finding: Finding) -> list[str]:
        """A failing finding: what follows, which rule, the sentence, the law, the paper, why, what then."""
        return [*self._title(finding), *self.body(finding)]

    def body(self, finding: Finding) -> list[str]:
        lines: list[str] = []
        sentence = self._choose(finding.reason, finding.reason_english)
        if sentence:
            lines += self._indented(sentence, 4)
        waiver = self.report.waiver_of(finding)
        if waiver is not None:
            lines += self._waiver(waiver)
        lines += self._law(finding)
        lines += self._papers(finding)
        lines += self._why(finding)
        for basis in finding.basis:
            lines += self._field("basis", self._choose(basis.text, basis.english), 4)
        lines += self._list("remedy", [self._choose(*pair) for pair in pairs(finding.remedy, finding.remedy_english)])
        lines += self._list("note", finding.notes)
        return lines

    def _waived(self, finding: Finding, waiver: Waiver) -> list[str]:
        """A finding that someone answers for: what it is, why it is waived, by whom and until when."""
        word = finding.effect if finding.result is Result.VIOLATED else finding.result.value
        lines = self._title(finding, "免除", self._bracket(name(word, self.lang)))
        sentence = self._choose(finding.reason, finding.reason_english)
        for text in [sentence] if sentence else [self._choose(one.text, one.english) for one in finding.causes]:
            lines += self._indented(text, 4)
        lines += self._waiver(waiver)
        lines += self._law(finding)
        return [*lines, *self._papers(finding)]

    def _waiver(self, waiver: Waiver) -> list[str]:
        return self._field("waiver", waiver_line(waiver, self.lang), 4)

    def _enquiry(self, enquiry: Enquiry) -> list[str]:
        """Something to ask or to judge: the sentence, where it stands, and the items that wait for it."""
        if enquiry.cause.is_judgement:
            return self._judgement(enquiry)
        cause = enquiry.cause
        lines = [line for one in enquiry.causes for line in self._bullet(self._choose(one.text, one.english))]
        if cause.place is not None:
            lines += self._excerpt("paper", "", cause.place)
        lines += self._expired(enquiry.findings)
        lines += self._remedies(enquiry.findings)
        lines += self._list("needed by", [self._brief(finding) for finding in enquiry.findings], bullet="")
        return lines

    def _judgement(self, enquiry: Enquiry) -> list[str]:
        """What a person must decide: the question, what it is asked of, what to consider."""
        cause, first = enquiry.cause, enquiry.findings[0]
        several = digest.asked_of_several(enquiry)
        lines = self._title(replace(first, element="", element_english="") if several else first, "要判断")
        if several:
            lines += self._indented(f"「{cause.question}」", 4)
            elements = [keep(self._choose(finding.element, finding.element_english)) for finding in enquiry.findings]
            lines += self._field("elements", Safe(("、" if self.lang == "ja" else ", ").join(elements)), 4)
        else:
            lines += self._indented(self._choose(cause.text, cause.english), 4)
            if cause.question and cause.question not in cause.text:
                lines += self._field("question", f"「{cause.question}」", 4)
        lines += self._list("views", first.views)
        lines += self._list("readings", cause.readings)
        lines += self._expired(enquiry.findings)
        lines += self._law(first)
        if cause.place is not None:
            lines += self._excerpt("paper", "", cause.place)
        if cause.kind not in digest.ASKED_OF_PEOPLE:
            lines += self._remedies(enquiry.findings)
        if not several:
            lines += self._list("needed by", [self._brief(finding) for finding in enquiry.findings[1:]], bullet="")
        return lines

    def _expired(self, findings: Sequence[Finding]) -> list[str]:
        """Waivers of open findings whose last day is past."""
        return [line for waiver in self.report.waivers_of(findings) for line in self._waiver(waiver)]

    def _remedies(self, findings: Sequence[Finding]) -> list[str]:
        """What would change these findings, each sentence once."""
        found = dict.fromkeys(pair for finding in findings for pair in pairs(finding.remedy, finding.remedy_english))
        told = [self._choose(*pair) for pair in found]
        # 「役員「甲」について、年齢が…」 says all that 「年齢が…」 does
        return self._list("remedy", [one for one in told if not any(o != one and o.endswith(one) for o in told)])

    def _short(self, finding: Finding) -> list[str]:
        """One line for what is satisfied or not applicable, and why it is so."""
        lines = self._indented(self._brief(finding), 2)
        for basis in finding.basis:
            lines += self._indented(self._choose(basis.text, basis.english), 6)
        if finding.not_applicable:
            lines += self._indented(self._choose(finding.not_applicable, finding.not_applicable_english), 6)
        return lines

    def _fee(self, fee: FeeFinding) -> list[str]:
        return fee_lines(fee, self.width, self.lang)

    # --- the pieces of an entry ---

    def _title(self, finding: Finding, word: str = "", more: str = "") -> list[str]:
        word = word or (finding.effect if finding.result is Result.VIOLATED else finding.result.value)
        label = f"【{name(word, self.lang)}】"
        title = f"{label} {self._name_of(finding)}{more}"
        if not more and finding.result is not Result.VIOLATED and finding.effect and finding.effect != word:
            title += self._bracket(f"{say('at most', self.lang)} {name(finding.effect, self.lang)}")
        elif not more and finding.effect_open:
            title += self._bracket(say("effect open", self.lang))
        first, *rest = self._indented(title, 2, hang=2)
        return [first.replace(label, paint(label, style_of(word), self.colour), 1), *rest]

    def _name_of(self, finding: Finding) -> str:
        """appi-113-6 役員に欠格者がいないこと ― 役員「山田太郎」."""
        shown = f"{finding.rule} {caption(finding, self.lang)}".strip()
        if finding.element:
            shown += f" ― {self._choose(finding.element, finding.element_english)}"
        if finding.layer != "法令":
            shown += self._bracket(say("practice", self.lang) if finding.layer == "実務" else finding.layer)
        return shown

    def _brief(self, finding: Finding) -> str:
        cited = cited_whole(finding.citations, self.lang)
        return Safe(safe(self._name_of(finding)) + (self._bracket(cited) if cited else ""))

    def _law(self, finding: Finding) -> list[str]:
        cited = cited_whole(finding.citations, self.lang)
        if finding.rule_place is not None:
            where = keep(f"{finding.rule_place.source.name}:{finding.rule_place.line}")
            cited = Safe(cited + self._bracket(where))
        return self._field("citation", cited, 4) if cited else []

    def _papers(self, finding: Finding) -> list[str]:
        """The places in the papers: two of them with the line itself, the rest by name and line number."""
        shown, _ = telling_places(finding)
        lines: list[str] = []
        for index, (fact, span) in enumerate(shown):
            lines += self._excerpt("" if index else "paper", fact, span)
        rest = other_places(finding, self.lang)
        if rest:
            lines += self._field("more places", Safe(digest.listed([keep(place) for place in rest], self.lang)), 4)
        return lines

    def _excerpt(self, key: str, fact: str, span: Span) -> list[str]:
        room = self.width - 4 - self.label_width
        head = wrap(Safe(keep(place(span)) + (self._bracket(safe(fact)) if fact else "")), room)
        return self._beside(say(key, self.lang) if key else "", [*head, *excerpt(span, room)], 4)

    def _why(self, finding: Finding) -> list[str]:
        if finding.trace is None:
            return []
        room = self.width - 4 - self.label_width
        return self._beside(say("why", self.lang), trace_lines(finding.trace, room, self.lang), 4)

    # --- lines ---

    def _beside(self, label: str, lines: Sequence[str], indent: int) -> list[str]:
        """A label and its lines, in a column to its right; below it where the page is too narrow for columns."""
        if not self.narrow:
            return field(label, lines, indent, self.label_width)
        head = [" " * indent + label] if label and lines else []
        return head + field("", lines, indent, self.label_width)

    def _field(self, key: str, text: str, indent: int) -> list[str]:
        room = self.width - indent - self.label_width
        return self._beside(say(key, self.lang), wrap(safe(text), room), indent)

    def _list(self, key: str, entries: Sequence[str], bullet: str = "・") -> list[str]:
        room = self.width - 4 - self.label_width
        if self.lang == "en" and bullet:
            bullet = "- "
        if len(entries) == 1:
            bullet = ""
        shown = [
            (" " * cells(bullet) if index else bullet) + line
            for entry in entries
            for index, line in enumerate(wrap(safe(entry), room - cells(bullet)))
        ]
        return self._beside(say(key, self.lang), shown, 4)

    def _bullet(self, text: str) -> list[str]:
        bullet = "・" if self.lang == "ja" else "- "
        lines = wrap(safe(text), self.width - 4)
        return [f"  {bullet}{lines[0]}", *("    " + line for line in lines[1:])]

    def _indented(self, text: str, indent: int, hang: int = 0) -> list[str]:
        lines = wrap(safe(text), self.width - indent - hang)
        return [" " * (indent + (hang if index else 0)) + line for index, line in enumerate(lines)]

    def _choose(self, japanese: str, english: str) -> str:
        return english if self.lang == "en" and english else japanese

    def _bracket(self, text: str) -> str:
        return f"（{text}）" if self.lang == "ja" else f" ({text})"


def origin(word: str, lang: Lang) -> str:
    """Where the day of review came from."""
    return name(word, lang) if lang == "en" else _ORIGINS.get(word, word)


def waiver_line(waiver: Waiver, lang: Lang) -> str:
    """Why a finding is waived, by whom and until when; or that the waiver has expired."""
    key = "waiver expired" if waiver.expired else "waiver line"
    return say(key, lang, reason=waiver.reason, approver=waiver.approver, until=show_day(waiver.until, lang))


def caption(finding: Finding | FeeFinding, lang: Lang) -> str:
    """The caption; in English, where there is none, the Japanese one in brackets."""
    if lang == "ja" or not finding.caption:
        return finding.caption
    english = finding.caption_english if isinstance(finding, Finding) else ""
    return english or f"[{finding.caption}]"


def cited_whole(citations: Sequence[str], lang: Lang) -> Safe:
    """The citations, each of which a line keeps together."""
    separator = "、" if lang == "ja" else "; "
    return Safe(separator.join(keep(citation) for citation in digest.citation_list(citations, lang)))


def telling_places(finding: Finding) -> tuple[list[tuple[str, Span]], list[tuple[str, Span]]]:
    """The two places to show with their lines, and the others; a line that is shown is not named again.

    In the others' names, what they all begin with is left out, and so is the file where it is that of the first place.
    """
    found = digest.places(finding)
    shown: list[tuple[str, Span]] = []
    rest: list[tuple[str, Span]] = []
    lines: set[tuple[str, int]] = set()
    for fact, span in found:
        line = (span.source.name, span.line)
        if line in lines:
            continue
        lines.add(line)
        (shown if len(shown) < 2 else rest).append((fact, span))
    common = _beginning([fact for fact, _ in rest])
    home = shown[0][1].source.name if shown else ""
    return shown, [
        (
            fact[len(common) :]
            if span.source.name == home
            else f"{span.source.name.rpartition('/')[2]} {fact[len(common) :]}",
            span,
        )
        for fact, span in rest
    ]


def other_places(finding: Finding, lang: Lang) -> list[str]:
    """The places that are not shown with their lines, by name and line number: 刑の根拠 27行, 執行猶予 30行."""
    _, rest = telling_places(finding)
    return [f"{fact} {say('line', lang, n=span.line)}".strip() for fact, span in rest]


def _beginning(names: Sequence[str]) -> str:
    """What several names begin with, up to a 「…」の: 提案者の役員「岸 正道」の刑「懲役」の."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    common = first[: next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]
    return common[: common.rfind("」の") + 2] if "」の" in common else ""


def pairs(japanese: Sequence[str], english: Sequence[str]) -> list[tuple[str, str]]:
    """Each sentence with its English, where all of them have one."""
    if len(japanese) != len(english):
        return [(text, "") for text in japanese]
    return list(zip(japanese, english, strict=True))


def trace_lines(step: Step, width: int, lang: Lang, depth: int = 0) -> list[str]:
    """The tree of conditions: はい, いいえ or 不明 before each, the values below it.

    Each level is indented while that leaves room for the text; below that, its number is written before it.
    """
    answer = {True: "yes", False: "no", None: "unknown"}[step.truth]
    answer_width = 7 if lang == "ja" else 8
    deepest = max((width - answer_width - _NARROWEST) // 2, 2)
    margin = "  " * min(depth, deepest)
    text = step.english if lang == "en" and step.english else step.text
    detail = step.english_detail if lang == "en" and step.english_detail else step.detail
    if step.label:
        text = f"{step.label}　{text}"
    if step.subject:
        text = f"{step.subject}：{text}" if lang == "ja" else f"{step.subject}: {text}"
    if depth > deepest:
        text = say("level", lang, n=depth + 1) + text
    room = max(width - len(margin) - answer_width, 8)
    lines = [margin + line for line in field(say(answer, lang), wrap(safe_text(text), room), 0, answer_width)]
    below = margin + " " * answer_width
    if detail:
        lines += [below + line for line in wrap(safe_text(detail), room)]
    for cause in step.causes if not step.children else ():
        lines += [
            below + line
            for line in wrap(safe_text(cause.english if lang == "en" and cause.english else cause.text), room)
        ]
    for child in step.children:
        lines += trace_lines(child, width, lang, depth + 1)
    return lines


def fee_lines(fee: FeeFinding, width: int, lang: Lang) -> list[str]:
    """A calculation: each line with its steps and yen, the total, and what is still open."""
    cited = cited_whole(fee.citations, lang)
    head = safe(f"{fee.rule} {caption(fee, lang)}") + (
        (f"（{cited}）" if lang == "ja" else f" ({cited})") if cited else ""
    )
    lines = ["  " + line for line in wrap(head, width - 2)]
    if fee.result is Result.NOT_APPLICABLE:
        reason = f"{name('対象外', lang)}: {fee.not_applicable}"
        return [*lines, *("    " + line for line in wrap(safe_text(reason), width - 4))]
    lines += _amounts(fee.lines, width, lang)
    lines += _row(say("fee total", lang), _range(fee.total, fee.low, fee.high, lang), "", width)
    for cause in fee.causes:
        text = cause.english if lang == "en" and cause.english else cause.text
        lines += ["    " + line for line in wrap(f"{name('情報不足', lang)}: {safe_text(text)}", width - 4)]
    if fee.standard is not None:
        lines += ["    " + line for line in wrap(say("fee standard", lang), width - 4)]
        lines += _amounts(fee.standard_lines, width, lang)
        lines += _row(say("fee total", lang), yen(fee.standard, lang), "", width)
    for note in fee.notes:
        lines += ["    " + line for line in wrap(f"{say('note', lang)}: {safe_text(note)}", width - 4)]
    return lines


def finding_lines(finding: Finding, options: Options) -> list[str]:
    """A finding without its title, for `compliance explain`."""
    return _Page(_NOTHING, min(options.width, _WIDEST), options.colour, options.lang).body(finding)


def fee_page(report: Report, options: Options) -> str:
    """The fees of a dossier alone, for `compliance fee`."""
    page = _Page(report, min(options.width, _WIDEST), options.colour, options.lang)
    return "".join(unheard(line) + "\n" for line in page.fees())


def _amounts(entries: Sequence[FeeLine], width: int, lang: Lang) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        title = f"{entry.label}　{entry.name}" if entry.label else entry.name
        total = entry.low if entry.low == entry.high else None
        lines += _row(title, _range(total, entry.low, entry.high, lang), entry.steps, width)
    return lines


def _row(title: str, amount: str, steps: str, width: int) -> list[str]:
    """A name to the left, an amount set to the right edge of its column, the steps below where they say more."""
    column = min(width, 72) - 4
    title = safe_text(title)
    gap = column - cells(title) - cells(amount)
    lines = (
        [f"    {title}{' ' * gap}{amount}"]
        if gap >= 2
        else [
            *("    " + line for line in wrap(title, width - 4)),
            f"    {' ' * max(0, column - cells(amount))}{amount}",
        ]
    )
    if steps and steps.rstrip("円") != amount.removeprefix("JPY ").rstrip("円"):
        lines += ["      " + line for line in wrap(safe_text(steps), width - 6)]
    return lines


def _range(total: int | None, low: int, high: int | None, lang: Lang) -> str:
    if total is not None:
        return yen(total, lang)
    if high is None:
        return say("fee from", lang, low=yen(low, lang))
    return say("fee range", lang, low=yen(low, lang), high=yen(high, lang))


def _table(reports: Sequence[Report], width: int, colour: bool, lang: Lang) -> str:
    """One line for each dossier: its word, its name, and how many findings fail or are open; then the totals."""
    words = [name(digest.word(report), lang) for report in reports]
    column = max(cells(word) for word in words) + 2
    names = [safe_text(report.dossier) for report in reports]
    name_column = min(max(cells(shown) for shown in names), 60) + 2
    title = say("dossiers", lang) + (f"（{len(reports)}件）" if lang == "ja" else f" ({len(reports)})")
    lines = [paint(f"■ {title}", "bold", colour)]
    for report, word, shown in zip(reports, words, names, strict=True):
        label = paint(word, style_of(digest.word(report)), colour) + " " * (column - cells(word))
        counts = _open_counts(report, lang)
        line = f"  {label}{pad(shown, name_column)}"
        if 2 + column + max(cells(shown), name_column) + cells(counts) <= width:
            lines.append((line + counts).rstrip())
        else:
            first, *rest = wrap(shown, width - column - 2)
            lines.append(f"  {label}{first}")
            lines += [" " * (column + 2) + part for part in (*rest, *wrap(counts, width - column - 2)) if part]
    totals = [(word, sum(digest.word(report) == word for report in reports)) for word in (*DOSSIER_ORDER, "審査不能")]
    told = [f"{name(word, lang)}{' ' if lang == 'en' else ''}{number}" for word, number in totals if number]
    lines += [
        "",
        *wrap(say("dossier count", lang, n=len(reports)) + ("・" if lang == "ja" else ", ").join(told), width),
    ]
    return "".join(unheard(line) + "\n" for line in lines)


def _open_counts(report: Report, lang: Lang) -> str:
    """不適合2・情報不足1・要判断9: what is to be done about a dossier, in numbers."""
    if digest.word(report) not in DOSSIER_ORDER:
        return say("problem count", lang, n=len(report.problems))
    numbers = digest.counts(report)
    results = [word for word in ("不適合", "情報不足", "要判断", "免除") if numbers[word]]
    return ("・" if lang == "ja" else ", ").join(
        f"{name(word, lang)}{' ' if lang == 'en' else ''}{numbers[word]}" for word in results
    )
