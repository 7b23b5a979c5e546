"""JUnit XML: a suite for each dossier, a test case for each finding.

不適合 is a failure; 情報不足 and 要判断 are errors (not decided: never green); 対象外 and what is waived are skipped, with
the reason; 注意 passes, with its sentence in system-out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from compliance.finding import Report
from compliance.messages import name
from compliance.report.alerts import Alert, alerts
from compliance.report.data import as_data
from compliance.report.options import Options
from compliance.safe_text import safe_text


def render_all(reports: Sequence[Report], options: Options) -> str:
    root = ET.Element("testsuites", name="compliance")
    for report in reports:
        root.append(_suite(report, options))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, options: Options) -> ET.Element:
    data = as_data(report, full=False)
    suite = ET.Element("testsuite", name=_legal(safe_text(report.dossier)))
    by_print = {alert.fingerprint: alert for alert in alerts([report], options.lang)}
    for alert in by_print.values():
        if alert.is_problem:
            case = _case(suite, "form", f"{alert.rule}（{alert.dossier}）")
            _outcome(case, "error" if alert.level == "error" else "system-out", alert, options)
    for finding in data["findings"]:
        citations = finding["citations"]
        title = " ".join(part for part in (finding["rule"], finding["element"]) if part)
        case = _case(suite, _class(citations), f"{title}（{report.dossier}）")
        if finding["result"] == "対象外":
            why = finding["not_applicable"]
            ET.SubElement(case, "skipped", message=_legal(safe_text(why[options.lang] or why["ja"])))
        elif finding["result"] != "適合":
            alert = _alert(by_print, report.dossier, finding["rule"], finding["pointer"])
            kind = "system-out" if alert.level == "note" else "error" if alert.open else "failure"
            if alert.waived:
                ET.SubElement(case, "skipped", message=_legal(alert.message(options.lang)))
            else:
                _outcome(case, kind, alert, options)
    suite.set("tests", str(len(suite)))
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(sum(1 for _ in suite.iter(tag))))
    return suite


def _alert(found: dict[str, Alert], dossier: str, rule: str, pointer: str) -> Alert:
    from compliance.report.alerts import fingerprint

    return found[fingerprint(rule, dossier, pointer)]


def _case(suite: ET.Element, classname: str, title: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_legal(classname), name=_legal(safe_text(title)), time="0")


def _outcome(case: ET.Element, tag: str, alert: Alert, options: Options) -> None:
    where = f"{alert.file}:{alert.place['line']}:{alert.place['column']}" if alert.place else alert.file
    text = _legal(f"{safe_text(where)}\n{alert.message(options.lang)}")
    if tag == "system-out":
        ET.SubElement(case, tag).text = text
        return
    element = ET.SubElement(case, tag, type=_legal(name(alert.word, options.lang)), message=_legal(alert.sentence))
    element.text = text


def _class(citations: Sequence[str]) -> str:
    """法.第114条 of 法第114条第1項第2号."""
    if not citations:
        return "rules"
    found = re.match(r"([^0-9第]+)(第[0-9]+条(?:の[0-9]+)*)", citations[0])
    return f"{found[1]}.{found[2]}" if found else safe_text(citations[0])


def _legal(text: str) -> str:
    """The text without the characters that XML 1.0 has no way to hold."""
    return "".join(
        character
        for character in text
        if character in "\t\n"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )
