"""Findings (指摘): what each rule concludes on a dossier, and why.  A reporter only renders them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from unicodedata import normalize

from compliance.problem import Problem
from compliance.source import Span
from compliance.struct import Struct, field


class Result(Enum):
    """What a rule gives on a dossier; exactly one of these."""

    SATISFIED = "適合"
    VIOLATED = "不適合"
    MISSING = "情報不足"
    JUDGEMENT = "要判断"
    NOT_APPLICABLE = "対象外"


EFFECTS = ("受付不可", "欠格による不適合", "要補正", "不適合", "義務違反", "解除事由", "注意", "要判断")

# About the proposal, heaviest first.  義務違反 and 解除事由 are concluded apart.
PROPOSAL_ORDER = ("受付不可", "欠格による不適合", "要補正", "不適合", "情報不足", "要判断", "注意", "適合")
# One word for the whole dossier (exit code, tables).
DOSSIER_ORDER = (
    "受付不可", "欠格による不適合", "要補正", "不適合", "義務違反", "解除事由", "情報不足", "要判断", "注意", "適合",
)  # fmt: skip


class Cause(Struct):
    """Why something is unknown.

    kind: 「記載なし」「不明」「書類なし」「記録なし」(a judgement not recorded)「保留」「古い判断」「期間の計算」(an open
    day)「判断」(Soon, an item's own question)「委任」「推定の前提」「設定」.
    fact: the name of what is missing, as a path (提案者の役員の生年月日), or the question.
    addressee: 「提案者」 or 「行政機関」: who is asked.
    place: where it is, or, for what is missing, the parent it should stand in; None where even the paper is missing.
    text: one Japanese sentence.  english: the same.
    readings: for an open day, the two readings.
    """

    kind: str
    fact: str
    text: str
    addressee: str = ""
    place: Span | None = None
    question: str = ""
    readings: tuple[str, ...] = ()
    english: str = ""

    @property
    def is_judgement(self) -> bool:
        """Whether only a person can settle it (otherwise a fact is missing)."""
        return self.kind in JUDGEMENT_CAUSES


JUDGEMENT_CAUSES = frozenset({"記録なし", "保留", "古い判断", "期間の計算", "判断"})


class Step(Struct):
    """One line of the explanation tree: what was asked, what came out, from what.

    text, english: the condition as a sentence.  truth: True, False or None (unknown).
    detail: the values compared, the steps of a period (「2024年9月3日から起算して2年 → 2026年9月2日まで」), or empty.
    rule_place: where it is written in the rule file.  places: (fact, raw text, place in the documents) it rests on.
    label: of a list entry (一, イ).  subject: the element it speaks of (役員 山田太郎).
    """

    text: str
    truth: bool | None
    detail: str = ""
    english: str = ""
    english_detail: str = ""
    label: str = ""
    subject: str = ""
    rule_place: Span | None = None
    places: tuple[tuple[str, str, Span], ...] = ()
    causes: tuple[Cause, ...] = ()
    children: tuple[Step, ...] = ()
    english_subject: str = ""


class Basis(Struct):
    """What a result rests on besides the law and the papers: 「誓約」 (a presumption) or 「判断」 (a recorded judgement).

    name: of the 推定, or the question.  text: one sentence, with who judged and when.
    """

    kind: str
    name: str
    text: str
    place: Span | None = None
    english: str = ""


class Finding(Struct):
    """The result of one rule on one dossier, or on one element of it (対象…ごと).

    effect: what follows from 不適合 (one of EFFECTS); for open results, the gravest effect still possible.
    effect_open: the effect itself is undecided.  element: what the finding is about (役員「山田太郎」), or empty.
    key: a stable name of the element within the dossier: its JSON Pointer, or empty.
    reason: the sentence of 理由 with values put in, or one made from the tree.
    remedy: what would change it.  not_applicable: why 対象外.
    """

    rule: str
    caption: str
    citations: tuple[str, ...]
    result: Result
    effect: str = ""
    effect_open: bool = False
    element: str = ""
    key: str = ""
    day: date | None = None
    reason: str = ""
    reason_english: str = ""
    remedy: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    basis: tuple[Basis, ...] = ()
    trace: Step | None = None
    views: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    not_applicable: str = ""
    layer: str = "法令"
    place: Span | None = None
    rule_place: Span | None = None
    caption_english: str = ""
    remedy_english: tuple[str, ...] = ()
    not_applicable_english: str = ""
    element_english: str = ""

    @property
    def weight(self) -> str:
        """The word of DOSSIER_ORDER this finding counts as."""
        match self.result:
            case Result.VIOLATED:
                return self.effect
            case Result.MISSING | Result.JUDGEMENT:
                # what could at most be a remark never holds up a dossier
                return "注意" if self.effect == "注意" and not self.effect_open else self.result.value
            case _:
                return "適合"


class FeeLine(Struct):
    """One line of a 計算書.  low, high: yen; high None: no upper bound known.  steps: how it was reckoned."""

    label: str
    name: str
    low: int
    high: int | None
    steps: str
    causes: tuple[Cause, ...] = ()


class FeeFinding(Struct):
    """A fee on a dossier.  total: yen, or None where a part is unknown (then low and high bound it).

    standard: the amount by the Cabinet Order's standard, for reference only (参考), where a 委任 value is not set.
    """

    rule: str
    caption: str
    citations: tuple[str, ...]
    result: Result
    day: date | None
    total: int | None
    low: int
    high: int | None
    lines: tuple[FeeLine, ...]
    causes: tuple[Cause, ...] = ()
    standard: int | None = None
    standard_lines: tuple[FeeLine, ...] = ()
    notes: tuple[str, ...] = ()
    not_applicable: str = ""
    rule_place: Span | None = None


class Input(Struct):
    """One file that was read: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


class Delegation(Struct):
    """A value that the body fixed itself (委任): as written, by which ordinance or rule, and when someone last looked."""

    name: str
    text: str
    source: str
    confirmed: date | None


class Waiver(Struct):
    """A finding that someone answers for (免除; `waivers.py`): still shown as it is, not counted by the exit code.

    element: the finding is about (its label, or the name in it), or empty for all of them.  until: its last day.
    expired: that day is past, so that it covers nothing any more.
    """

    rule: str
    dossier: str
    reason: str
    approver: str
    until: date
    element: str = ""
    place: Span | None = None
    expired: bool = False

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this failing or open finding; whether it still may is another matter."""
        if finding.rule != self.rule or finding.result in (Result.SATISFIED, Result.NOT_APPLICABLE):
            return False
        return not self.element or _plain(self.element) in (_plain(finding.element), _inner(finding.element))


def _plain(text: str) -> str:
    """Names are compared by their NFKC form without blanks."""
    return "".join(normalize("NFKC", text).split())


def _inner(element: str) -> str:
    """岸正道 of 役員「岸 正道」."""
    return _plain(element.partition("「")[2].rpartition("」")[0]) or _plain(element)


class Report(Struct):
    """Everything concluded on one dossier.

    outcome: of the proposal (PROPOSAL_ORDER).  duties, cancellation: 義務違反 and 解除事由, concluded apart (True where
    there is one).  overall: one word for the whole (DOSSIER_ORDER).  next_papers: 次に要る書類.
    on: 審査の日, and on_from: where it came from (「--on」「審査記録」「今日」).
    waivers: of this dossier, those that speak of one of its findings.
    settings, delegations: the file with the values the body fixed itself, where there is one, and these values.
    """

    dossier: str
    kind: str
    stage: str
    on: date
    on_from: str
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    fees: tuple[FeeFinding, ...] = ()
    outcome: str = ""
    duties: bool = False
    cancellation: bool = False
    overall: str = ""
    next_papers: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    rules_digest: str = ""
    statute_digest: str = ""
    version: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    settings: Input | None = None
    delegations: tuple[Delegation, ...] = ()

    def waiver_of(self, finding: Finding) -> Waiver | None:
        """The waiver that speaks of a finding: one in force before one that has expired."""
        found = [waiver for waiver in self.waivers if waiver.covers(finding)]
        return min(found, key=lambda waiver: waiver.expired, default=None)

    def waivers_of(self, findings: Iterable[Finding]) -> list[Waiver]:
        """The waivers that speak of some findings, each once."""
        found = (self.waiver_of(finding) for finding in findings) if self.waivers else ()
        return list(dict.fromkeys(waiver for waiver in found if waiver is not None))

    def waived(self, finding: Finding) -> Waiver | None:
        """The waiver in force that covers a finding."""
        waiver = self.waiver_of(finding)
        return None if waiver is None or waiver.expired else waiver
