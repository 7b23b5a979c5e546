"""What machine formats call alerts: every finding that fails or is open, and every problem, one by one.

Made from the plain data of `data.py`.  All texts are safe to show: control and bidi characters are spelt out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from compliance.finding import DOSSIER_ORDER, Report
from compliance.messages import Lang, name, say
from compliance.report.data import as_data
from compliance.report.digest import cited, first_of, show_day
from compliance.safe_text import safe_text
from compliance.struct import Struct


class Alert(Struct):
    """One thing to do.

    word: the effect, 情報不足, 要判断 or 問題.  level: error, warning or note.  open: it may still turn out well.
    rank: 0 is the gravest.  sentence: what was found; advice: what to do; citations of the law.
    place: as in the data, or None; file: where it is, or, without a place, the paper or dossier it belongs to.
    fingerprint: the same as long as rule, dossier and element are, wherever the line has moved.
    waiver: as in the data, or None.
    """

    rule: str
    caption: str
    word: str
    level: str
    open: bool
    rank: int
    dossier: str
    element: str
    sentence: str
    advice: tuple[str, ...]
    citations: tuple[str, ...]
    file: str
    place: dict[str, Any] | None
    rule_place: dict[str, Any] | None
    related: tuple[tuple[str, dict[str, Any]], ...]
    fingerprint: str
    is_problem: bool = False
    waiver: dict[str, Any] | None = None

    @property
    def waived(self) -> bool:
        """Whether someone answers for it now."""
        return self.waiver is not None and not self.waiver["expired"]

    def message(self, lang: Lang) -> str:
        """Sentence, law and advice in a few lines."""
        about = f"（{self.element}）" if self.element and self.element not in self.sentence else ""
        word = name(self.word, lang)
        if self.waived:
            word = f"{name('免除', lang)}（{word}）" if lang == "ja" else f"{name('免除', lang)} ({word})"
        lines = [f"{word}: {self.sentence}{about}"]
        if self.waiver is not None:
            lines.append(f"{say('waiver', lang)}: {waiver_text(self.waiver, lang)}")
        if self.citations:
            lines.append(f"{say('citation', lang)}: {cited(self.citations, lang)}")
        lines += [f"{say('hint' if self.is_problem else 'remedy', lang)}: {advice}" for advice in self.advice]
        return "\n".join(lines)


def waiver_text(waiver: dict[str, Any], lang: Lang) -> str:
    """Why, who and until when; or that it has expired."""
    until = show_day(date.fromisoformat(waiver["until"]), lang)
    key = "waiver expired" if waiver["expired"] else "waiver line"
    return say(key, lang, reason=safe_text(waiver["reason"]), approver=safe_text(waiver["approver"]), until=until)


def alerts(reports: Sequence[Report], lang: Lang) -> list[Alert]:
    """The alerts of all reports, gravest first, then by dossier as given; the same order every time."""
    found = [alert for report in reports for alert in alerts_of(as_data(report, full=False), lang)]
    return sorted(found, key=lambda alert: (alert.waived, alert.rank))


def alerts_of(report: dict[str, Any], lang: Lang) -> Iterator[Alert]:
    """The alerts of one report, given as data."""
    dossier = report["dossier"]
    home = report["inputs"][0]["name"] if report["inputs"] else dossier
    for problem in report["problems"]:
        code, place = problem["code"], problem["place"]
        error = problem["severity"] == "問題"
        yield Alert(
            rule=code,
            caption="",
            word=problem["severity"],
            level="error" if error else "warning",
            open=False,
            rank=-1 if error else len(DOSSIER_ORDER),
            dossier=safe_text(dossier),
            element="",
            sentence=safe_text(problem["message"]),
            advice=(safe_text(problem["hint"]),) if problem["hint"] else (),
            citations=(),
            file=place["file"],
            place=place,
            rule_place=None,
            related=tuple((safe_text(other["text"]), other["place"]) for other in problem["related"]),
            fingerprint=fingerprint(code, dossier, place["file"], problem["message"]),
            is_problem=True,
        )
    for finding in report["findings"]:
        if finding["result"] not in ("不適合", "情報不足", "要判断"):
            continue
        violated = finding["result"] == "不適合"
        remark = finding["weight"] == "注意"
        place = finding["place"] or next((other["place"] for other in finding["places"]), None)
        if place is None:
            place = next((cause["place"] for cause in finding["causes"] if cause["place"]), None)
        yield Alert(
            rule=finding["rule"],
            caption=safe_text(_in(finding["caption"], lang)),
            word=finding["effect"] if violated else finding["result"],
            level="note" if remark else "error" if violated else "warning",
            open=not violated,
            rank=DOSSIER_ORDER.index(finding["weight"]) if finding["weight"] in DOSSIER_ORDER else 0,
            dossier=safe_text(dossier),
            element=safe_text(finding["element"]),
            sentence=safe_text(_sentence(finding, lang)),
            advice=tuple(safe_text(_in(advice, lang)) for advice in finding["remedy"]),
            citations=tuple(safe_text(citation) for citation in finding["citations"]),
            file=place["file"] if place else home,
            place=place,
            rule_place=finding["rule_place"],
            related=tuple(
                (safe_text(other["fact"]), other["place"]) for other in finding["places"] if other["place"] != place
            ),
            fingerprint=fingerprint(finding["rule"], dossier, finding["pointer"]),
            waiver=finding["waiver"],
        )


def fingerprint(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _in(both: dict[str, str], lang: Lang) -> str:
    return both[lang] or both["ja"]


def _sentence(finding: dict[str, Any], lang: Lang) -> str:
    """The sentence of a failing finding; of an open one, what is missing or to be judged."""
    if finding["result"] != "不適合" and finding["causes"]:
        return first_of([_in(cause["text"], lang) for cause in finding["causes"]], 3, lang)
    return _in(finding["reason"], lang) or _in(finding["caption"], lang)
