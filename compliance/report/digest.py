"""What several reporters tell of a report: findings put in order and in groups, and counted.  Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from compliance.finding import DOSSIER_ORDER, Cause, FeeFinding, Finding, Report, Result, Step, Waiver
from compliance.kinds.dates import show_date
from compliance.messages import Lang, say
from compliance.source import Span
from compliance.struct import Struct, field, replace

ASKED_OF_PEOPLE = frozenset({"記録なし", "保留", "古い判断", "判断"})
APART = ("義務違反", "解除事由")
_TO_BE_SHOWN = (Result.VIOLATED, Result.MISSING, Result.JUDGEMENT)


def heaviest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by the weight of what follows, then by article, then by element."""
    found = list(findings)
    if len(found) > 1:
        found.sort(key=lambda one: (weight(one), citation_order(one.citations), one.rule, one.key))
    return found


def weight(finding: Finding) -> int:
    """0 is the heaviest."""
    return DOSSIER_ORDER.index(finding.weight) if finding.weight in DOSSIER_ORDER else len(DOSSIER_ORDER)


def citation_order(citations: Sequence[str]) -> tuple[object, ...]:
    """A key that sorts by the first citation, as the law is numbered; what cites nothing comes last."""
    return _order(citations[0] if citations else "")


@lru_cache(maxsize=4096)
def _order(citation: str) -> tuple[object, ...]:
    from compliance.law.citation import parse_citation

    found = parse_citation(citation) if citation else None
    return (found is None, found.sort_key() if found is not None else ())


def cited(citations: Sequence[str], lang: Lang) -> str:
    """法第114条第1項第2号、規則第56条; in English: Act, Art. 114(1)(ii); Rules, Art. 56."""
    return ("、" if lang == "ja" else "; ").join(citation_list(citations, lang))


def citation_list(citations: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """The citations one by one, in the language asked for; those that cannot be read stay as they are."""
    return tuple(citations) if lang == "ja" else _in_english("、".join(citations)) or tuple(citations)


@lru_cache(maxsize=4096)
def _in_english(citations: str) -> tuple[str, ...]:
    from compliance.law.citation import parse_citations

    found, faults = parse_citations(citations)
    return () if faults else tuple(citation.show_english() for citation in found)


class Enquiry(Struct):
    """One thing to be asked or judged once, with all the findings that wait for it.

    also: other facts missing at the same place, for which the very same findings wait; they are asked together.
    """

    cause: Cause
    findings: tuple[Finding, ...]
    also: tuple[Cause, ...] = ()

    @property
    def causes(self) -> tuple[Cause, ...]:
        return (self.cause, *self.also)


def listed(names: Sequence[str], lang: Lang) -> str:
    """Names one after the other."""
    return ("、" if lang == "ja" else "; ").join(names)


def asked_of_several(enquiry: Enquiry) -> bool:
    """Whether one question is put to a person for several elements, so that its own words are shown, and the elements."""
    cause = enquiry.cause
    return len(enquiry.findings) > 1 and cause.kind in ASKED_OF_PEOPLE and bool(cause.question)


class Groups(Struct):
    """The findings of a report as a reviewer takes them in hand.

    failing: about the proposal.  duties, cancellation: concluded apart.  remarks: 注意.
    asked: by addressee, what is missing.  judged: what a person must decide.
    waived: failing or open, but someone answers for it; in none of the groups above.
    others: what is satisfied or does not apply.
    """

    failing: list[Finding] = field(default_factory=list)
    duties: list[Finding] = field(default_factory=list)
    cancellation: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    asked: dict[str, list[Enquiry]] = field(default_factory=dict)
    judged: list[Enquiry] = field(default_factory=list)
    waived: list[tuple[Finding, Waiver]] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)

    @property
    def satisfied(self) -> list[Finding]:
        return heaviest_first(finding for finding in self.others if finding.result is Result.SATISFIED)

    @property
    def not_applicable(self) -> list[Finding]:
        return heaviest_first(finding for finding in self.others if finding.result is Result.NOT_APPLICABLE)


def group(report: Report) -> Groups:
    """The findings of a report in groups, each with the heaviest first."""
    others = [finding for finding in report.findings if finding.result in (Result.SATISFIED, Result.NOT_APPLICABLE)]
    groups = Groups(others=others)
    findings = []
    for finding in heaviest_first(one for one in report.findings if one.result in _TO_BE_SHOWN):
        waiver = report.waived(finding) if report.waivers else None
        if waiver is None:
            findings.append(finding)
        else:
            groups.waived.append((finding, waiver))
    for finding in findings:
        if finding.result is Result.VIOLATED:
            place = {"義務違反": groups.duties, "解除事由": groups.cancellation, "注意": groups.remarks}
            place.get(finding.effect, groups.failing).append(finding)
    waiting = [finding for finding in findings if finding.result in (Result.MISSING, Result.JUDGEMENT)]
    for enquiry in _enquiries(waiting):
        if enquiry.cause.is_judgement:
            groups.judged.append(enquiry)
        else:
            groups.asked.setdefault(enquiry.cause.addressee, []).append(enquiry)
    for addressee, enquiries in groups.asked.items():
        groups.asked[addressee] = _together(enquiries)
    return groups


def _together(enquiries: Sequence[Enquiry]) -> list[Enquiry]:
    """Whole papers first; what is missing at one place for the same findings, in one enquiry."""
    found: dict[tuple[object, ...], Enquiry] = {}
    for enquiry in sorted(enquiries, key=lambda enquiry: enquiry.cause.place is not None):
        place = enquiry.cause.place
        key: tuple[object, ...] = (place, tuple((finding.rule, finding.key) for finding in enquiry.findings))
        if place is None:
            key = (enquiry.cause.text,)
        first = found.get(key)
        found[key] = enquiry if first is None else replace(first, also=(*first.also, enquiry.cause))
    return list(found.values())


def _enquiries(findings: list[Finding]) -> list[Enquiry]:
    """The causes of open findings, each once.  A question belongs to its item, for all elements it is asked of; a
    missing fact to all items."""
    found: dict[tuple[object, ...], tuple[Cause, list[Finding]]] = {}
    for finding in findings:
        for cause in finding.causes or (_no_cause(finding),):
            place = (cause.place.source.name, cause.place.start, cause.place.end) if cause.place else ()
            key: tuple[object, ...] = (cause.kind, cause.fact, cause.text, cause.question, place)
            if cause.kind in ASKED_OF_PEOPLE:
                # a recorded conclusion has its own place; one that is still to be made is the same for every element
                key = (
                    cause.kind,
                    finding.rule,
                    cause.question or cause.text,
                    place if cause.kind != "記録なし" else (),
                )
            waiting = found.setdefault(key, (cause, []))[1]
            if finding not in waiting:
                waiting.append(finding)
    return [Enquiry(cause, tuple(waiting)) for cause, waiting in found.values()]


def _no_cause(finding: Finding) -> Cause:
    """An open finding that names no cause is still listed: by its own sentence."""
    kind = "判断" if finding.result is Result.JUDGEMENT else "記載なし"
    text = finding.reason or finding.caption
    return Cause(kind, finding.caption, text, place=finding.place, english=finding.reason_english)


def applicable(fees: Sequence[FeeFinding]) -> list[FeeFinding]:
    return [fee for fee in fees if fee.result is not Result.NOT_APPLICABLE]


def folder_of(report: Report) -> str:
    """The folder that all papers are in, with its slash; empty where they have none in common."""
    folders = {paper.name.rpartition("/")[0] for paper in report.inputs}
    return f"{folders.pop()}/" if len(folders) == 1 and "" not in folders else ""


def delegated(report: Report, lang: Lang) -> list[str]:
    """The values that the body fixed itself, each with its source and the day it was confirmed."""
    return [
        say(
            "delegated value",
            lang,
            name=value.name,
            text=value.text,
            source=value.source,
            day=show_day(value.confirmed, lang) if value.confirmed else "",
        )
        for value in report.delegations
    ]


def counts(report: Report) -> dict[str, int]:
    """How many findings have each result, and how many of the 適合 rest on the pledge or on a recorded judgement."""
    numbers = {result.value: 0 for result in Result}
    numbers["誓約"] = numbers["判断"] = numbers["免除"] = 0
    for finding in report.findings:
        numbers[finding.result.value] += 1
        numbers["免除"] += report.waived(finding) is not None
        for kind in {basis.kind for basis in finding.basis} & {"誓約", "判断"}:
            numbers[kind] += finding.result is Result.SATISFIED
    return numbers


def places(finding: Finding) -> list[tuple[str, Span]]:
    """The places in the papers a finding speaks of, each once, with the name of the fact: what decided first.

    A day that a period was reckoned from tells most, then what was compared with a limit; then the finding's own place;
    then the rest in the order they were looked at.
    """
    found: dict[Span, str] = {}
    telling: dict[Span, int] = {}
    if finding.place is not None:
        found[finding.place] = ""
    for step in steps(finding.trace):
        for at, (fact, _, span) in enumerate(step.places):
            found[span] = found.get(span) or fact
            if at == 0 and not step.children:
                telling[span] = min(_telling(step.detail), telling.get(span, 2))
    told = [(fact, span) for span, fact in found.items()]
    return sorted(told, key=lambda place: telling.get(place[1], 2))


def _telling(detail: str) -> int:
    """0 where a period was reckoned, 1 where two values were set against each other, 2 for anything else."""
    if any(sign in detail for sign in ("以内", "起算", "満了")):
        return 0
    return 1 if any(sign in detail for sign in "＜＞＝") else 2


def steps(step: Step | None) -> Iterable[Step]:
    """A step and all below it, in reading order."""
    if step is not None:
        yield step
        for child in step.children:
            yield from steps(child)


def word(report: Report) -> str:
    """One word for a dossier: its overall outcome, or 審査不能 where a problem stood in the way."""
    if any(problem.is_error for problem in report.problems):
        return "審査不能"
    return report.overall or "審査不能"


def first_of(sentences: Sequence[str], number: int, lang: Lang) -> str:
    """The first sentences in one line, and how many more there are."""
    told = ("" if lang == "ja" else " ").join(sentences[:number])
    more = len(sentences) - number
    return told + (say("more", lang, n=more) if more > 0 else "")


def show_day(day: date, lang: Lang) -> str:
    """令和8年9月2日, or 2026-09-02 in English."""
    if lang == "en":
        return day.isoformat()
    return show_date(day)
