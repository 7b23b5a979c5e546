"""What several reporters tell of a report: findings put in order and in groups, and counted.  Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from compliance.citation import parse_citation, parse_citations
from compliance.finding import DOSSIER_ORDER, Cause, FeeFinding, Finding, Report, Result, Step
from compliance.messages import Lang
from compliance.source import Span

ASKED_OF_PEOPLE = frozenset({"記録なし", "保留", "古い判断", "判断"})
APART = ("義務違反", "解除事由")


def heaviest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by the weight of what follows, then by article, then by element."""
    return sorted(
        findings, key=lambda finding: (weight(finding), citation_order(finding.citations), finding.rule, finding.key)
    )


def weight(finding: Finding) -> int:
    """0 is the heaviest."""
    return DOSSIER_ORDER.index(finding.weight) if finding.weight in DOSSIER_ORDER else len(DOSSIER_ORDER)


def citation_order(citations: Sequence[str]) -> tuple[object, ...]:
    """A key that sorts by the first citation, as the law is numbered; what cites nothing comes last."""
    found = parse_citation(citations[0]) if citations else None
    return (found is None, found.sort_key() if found is not None else ())


def cited(citations: Sequence[str], lang: Lang) -> str:
    """法第114条第1項第2号、規則第56条; in English: Act, Art. 114(1)(ii); Rules, Art. 56."""
    if lang == "ja":
        return "、".join(citations)
    found, faults = parse_citations("、".join(citations))
    return "、".join(citations) if faults else "; ".join(citation.show_english() for citation in found)


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One thing to be asked or judged once, with all the findings that wait for it."""

    cause: Cause
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The findings of a report as a reviewer takes them in hand.

    failing: about the proposal.  duties, cancellation: concluded apart.  remarks: 注意.
    asked: by addressee, what is missing.  judged: what a person must decide.
    """

    failing: list[Finding] = field(default_factory=list)
    duties: list[Finding] = field(default_factory=list)
    cancellation: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    asked: dict[str, list[Enquiry]] = field(default_factory=dict)
    judged: list[Enquiry] = field(default_factory=list)
    satisfied: list[Finding] = field(default_factory=list)
    not_applicable: list[Finding] = field(default_factory=list)


def group(findings: Sequence[Finding]) -> Groups:
    groups = Groups()
    for finding in heaviest_first(findings):
        match finding.result:
            case Result.VIOLATED:
                place = {"義務違反": groups.duties, "解除事由": groups.cancellation, "注意": groups.remarks}
                place.get(finding.effect, groups.failing).append(finding)
            case Result.SATISFIED:
                groups.satisfied.append(finding)
            case Result.NOT_APPLICABLE:
                groups.not_applicable.append(finding)
            case Result.MISSING | Result.JUDGEMENT:
                pass
    waiting = heaviest_first(f for f in findings if f.result in (Result.MISSING, Result.JUDGEMENT))
    for enquiry in _enquiries(waiting):
        if enquiry.cause.is_judgement:
            groups.judged.append(enquiry)
        else:
            groups.asked.setdefault(enquiry.cause.addressee, []).append(enquiry)
    return groups


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


def counts(report: Report) -> dict[str, int]:
    """How many findings have each result, and how many of the 適合 rest on the pledge or on a recorded judgement."""
    numbers = {result.value: 0 for result in Result}
    numbers["誓約"] = numbers["判断"] = 0
    for finding in report.findings:
        numbers[finding.result.value] += 1
        for kind in {basis.kind for basis in finding.basis} & {"誓約", "判断"}:
            numbers[kind] += finding.result is Result.SATISFIED
    return numbers


def places(finding: Finding) -> list[tuple[str, Span]]:
    """The places in the papers a finding speaks of, each once, with the name of the fact: its own first."""
    found: dict[Span, str] = {}
    if finding.place is not None:
        found[finding.place] = ""
    for step in steps(finding.trace):
        for fact, _, span in step.places:
            found[span] = found.get(span) or fact
    return [(fact, span) for span, fact in found.items()]


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
