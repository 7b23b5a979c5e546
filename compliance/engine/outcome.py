"""What follows for the whole dossier from its findings: the outcome of the proposal, the duties and the contract apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compliance.finding import DOSSIER_ORDER, EFFECTS, PROPOSAL_ORDER, Finding, Result

APART = ("義務違反", "解除事由")
OPEN = (Result.MISSING, Result.JUDGEMENT)


def is_about_the_proposal(finding: Finding) -> bool:
    """Whether a finding bears on the proposal: those whose worst effect is 義務違反 or 解除事由 are concluded apart."""
    return finding.effect not in APART


def proposal_outcome(findings: Iterable[Finding]) -> str:
    """受付不可 > 欠格による不適合 > 要補正 > 不適合 > 情報不足 > 要判断 > 注意 > 適合, of what is about the proposal."""
    weights = {finding.weight for finding in findings if is_about_the_proposal(finding)}
    return next((word for word in PROPOSAL_ORDER if word in weights), "適合")


def overall_outcome(findings: Iterable[Finding]) -> str:
    """One word for the whole dossier: the heaviest of all findings."""
    weights = {finding.weight for finding in findings}
    return next((word for word in DOSSIER_ORDER if word in weights), "適合")


def has(findings: Iterable[Finding], effect: str) -> bool:
    """Whether a finding concludes 義務違反, or 解除事由."""
    return any(finding.result is Result.VIOLATED and finding.effect == effect for finding in findings)


def counts_of(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings have each result and each effect, and how many 適合 rest on a pledge or a judgement.

    適合（誓約） and 適合（判断） are counted among 適合 as well.
    """
    counts = {result.value: 0 for result in Result}
    for finding in findings:
        counts[finding.result.value] += 1
    for effect in EFFECTS:
        number = sum(f.result is Result.VIOLATED and f.effect == effect for f in findings)
        if effect != Result.VIOLATED.value:
            counts[effect] = counts.get(effect, 0) + number
    for kind in ("誓約", "判断"):
        counts[kind] = sum(f.result is Result.SATISFIED and any(b.kind == kind for b in f.basis) for f in findings)
    return counts


def gravest(effects: Iterable[str]) -> str:
    """The heaviest of several effects."""
    return min(effects, key=DOSSIER_ORDER.index)
