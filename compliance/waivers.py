"""Waivers (免除): findings that someone answers for, for a time.  A waived finding stays what it is and is always shown;
only the exit code no longer counts it.

    免除:
      - 項目: appi-114-1-2
        一件書類: 03-本人の数が足りない
        対象: 役員「岸 正道」        # for one element only; may be left out
        理由: 募集要項の訂正を待つ間の試行のため。
        承認者: 個人情報保護課長
        期限: 令和9年3月31日

A waiver without reason, approver or last day is a problem, and so is one that no finding answers to: it would otherwise
lie there until it covers what nobody meant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from compliance.atomic import read_file, why
from compliance.documents.nodes import DocNode, Record, Scalar
from compliance.documents.nodes import Sequence as List
from compliance.documents.reader import read_bytes, read_tree, whole
from compliance.finding import DOSSIER_ORDER, Report, Waiver
from compliance.kinds.dates import DateError, read_date
from compliance.problem import Problem, nearest
from compliance.struct import replace

LIST: Final = "免除"
_RULE, _DOSSIER, _ELEMENT, _REASON, _APPROVER, _UNTIL = "項目", "一件書類", "対象", "理由", "承認者", "期限"
_REQUIRED: Final = (_RULE, _DOSSIER, _REASON, _APPROVER, _UNTIL)
_FIELDS: Final = (_RULE, _DOSSIER, _ELEMENT, _REASON, _APPROVER, _UNTIL)


def read_waivers(path: Path, rules: Collection[str]) -> tuple[tuple[Waiver, ...], list[Problem]]:
    """The waivers in a YAML or JSON file, and what is wrong with it.  rules: the ids of the rule set."""
    try:
        data = read_file(path)
    except OSError as error:
        return (), [Problem("unreadable", f"「{path}」を開けません（{why(error)}）。", whole(str(path)))]
    source = read_bytes(str(path), data)
    if isinstance(source, Problem):
        return (), [source]
    tree, problems = read_tree(source, "json" if path.suffix.lower() == ".json" else "yaml")
    if tree is None:
        return (), problems
    entries = _entries(tree, problems)
    found = [_waiver(entry, rules, problems) for entry in entries]
    return tuple(waiver for waiver in found if waiver is not None), problems


def apply_waivers(
    reports: Sequence[Report], waivers: Sequence[Waiver], today: date
) -> tuple[list[Report], list[Problem]]:
    """The reports with the waivers that cover one of their findings, and a problem for each waiver that covers none.

    today: a waiver whose last day is before it has expired; it is shown, and covers nothing.
    Waivers of dossiers that were not checked are left alone, and so are those of a dossier that could not be.
    """
    if not waivers:
        return list(reports), []
    waivers = [replace(waiver, expired=waiver.until < today) for waiver in waivers]
    problems: list[Problem] = []
    for waiver in waivers:
        theirs = [report for report in reports if report.dossier == waiver.dossier]
        unread = any(problem.is_error for report in theirs for problem in report.problems)
        if theirs and not unread and not any(waiver.covers(f) for report in theirs for f in report.findings):
            problems.append(_unused(waiver, theirs))
    return [
        replace(
            report,
            waivers=tuple(
                waiver
                for waiver in waivers
                if waiver.dossier == report.dossier and any(waiver.covers(finding) for finding in report.findings)
            ),
        )
        for report in reports
    ], problems


def astray(reports: Sequence[Report], waivers: Sequence[Waiver]) -> list[Problem]:
    """A remark on each waiver of a dossier that was not checked, whose name is near that of one that was."""
    names = {report.dossier for report in reports}
    found: list[Problem] = []
    for waiver in waivers:
        near = [] if waiver.dossier in names else nearest(waiver.dossier, sorted(names))
        if near:
            found.append(
                Problem(
                    "unknown-dossier",
                    f"免除の一件書類「{waiver.dossier}」は、審査した中にありません。",
                    waiver.place or whole("免除"),
                    f"「{'」「'.join(near)}」の書き間違いではありませんか。書き間違いでなければ、この免除は使われていません。",
                    "注意",
                )
            )
    return found


def remaining(report: Report) -> str:
    """The word of DOSSIER_ORDER that is left when waived findings are not counted; that of the report without any."""
    if not report.waivers or report.overall not in DOSSIER_ORDER:
        return report.overall
    weights = [finding.weight for finding in report.findings if report.waived(finding) is None]
    return min((weight for weight in weights if weight in DOSSIER_ORDER), key=DOSSIER_ORDER.index, default="適合")


def expired(report: Report) -> list[Waiver]:
    return [waiver for waiver in report.waivers if waiver.expired]


def _entries(tree: DocNode, problems: list[Problem]) -> list[DocNode]:
    entries: list[DocNode] = []
    for key, node in tree.entries if isinstance(tree, Record) else ():
        if key.text != LIST:
            problems.append(_unknown(key, (LIST,), "免除のファイル"))
        elif isinstance(node, List):
            entries += node.items
    if not entries and not problems:
        problems.append(
            Problem(
                "wrong-shape",
                "免除が一つも書かれていません。",
                tree.span,
                "「免除:」の下に、「- 項目: appi-114-1-2」から始めて、一件書類、理由、承認者及び期限を書いてください。",
            )
        )
    return entries


def _waiver(node: DocNode, rules: Collection[str], problems: list[Problem]) -> Waiver | None:
    if not isinstance(node, Record):
        problems.append(
            Problem("wrong-shape", "免除には、項目、一件書類、理由、承認者及び期限を書いてください。", node.span)
        )
        return None
    written: dict[str, Scalar] = {}
    for key, each in node.entries:
        if key.text not in _FIELDS:
            problems.append(_unknown(key, _FIELDS, "免除"))
        elif isinstance(each, Scalar) and each.text.strip():
            written[key.text] = each
    missing = [name for name in _REQUIRED if name not in written]
    if missing:
        listed = "".join(f"「{name}」" for name in missing)
        problems.append(
            Problem(
                "incomplete-waiver",
                f"免除に、{listed}が書かれていません。",
                node.entries[0][0].span if node.entries else node.span,
                "誰が、なぜ、いつまで免除するのかが分からない免除は、使いません。",
            )
        )
        return None
    rule = written[_RULE]
    if rule.text.strip() not in rules:
        near = nearest(rule.text.strip(), rules)
        hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
        problems.append(Problem("unknown-rule", f"「{rule.text}」という項目は、規則にありません。", rule.span, hint))
        return None
    try:
        until = read_date(written[_UNTIL].text)
    except DateError as error:
        problems.append(Problem("unreadable-value", error.message, written[_UNTIL].span, error.hint))
        return None
    return Waiver(
        rule=rule.text.strip(),
        dossier=written[_DOSSIER].text.strip(),
        element=written[_ELEMENT].text.strip() if _ELEMENT in written else "",
        reason=written[_REASON].text.strip(),
        approver=written[_APPROVER].text.strip(),
        until=until,
        place=node.span,
    )


def _unknown(name: Scalar, known: Sequence[str], where: str) -> Problem:
    near = nearest(name.text, known)
    hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
    return Problem("unknown-key", f"「{name.text}」という項目は、{where}にありません。", name.span, hint)


def _unused(waiver: Waiver, reports: Sequence[Report]) -> Problem:
    """A waiver of a checked dossier that covers nothing: the rule is satisfied, or its element is named differently."""
    about = f"（{waiver.element}）" if waiver.element else ""
    elements = {f.element for report in reports for f in report.findings if f.rule == waiver.rule and f.element}
    near = nearest(waiver.element, sorted(elements)) if waiver.element else []
    place = waiver.place or whole("免除")
    return Problem(
        "unused-waiver",
        f"「{waiver.dossier}」の「{waiver.rule}」{about}には、免除するものがありません。",
        place,
        f"「{'」「'.join(near)}」の書き間違いではありませんか。"
        if near and waiver.element not in near
        else "満たされているのであれば、この免除を消してください。",
    )
