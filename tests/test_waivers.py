"""Waivers: a finding that someone answers for is shown by every format, and only the exit code forgets it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sample_report import clean, sample, unreadable

from compliance.commands.check import exit_code
from compliance.finding import Report, Result, Waiver
from compliance.report import FORMATS, digest, render
from compliance.report.data import as_data
from compliance.report.options import Options
from compliance.struct import replace
from compliance.waivers import apply_waivers, read_waivers, remaining

RULES = {finding.rule for finding in sample().findings}
TODAY = date(2026, 9, 2)
ALL_OPEN = ("appi-112", "appi-113-6", "appi-114-1-1", "rule-54-4-2", "appi-114-1-4", "appi-114-1-2", "rule-54-4-1")
TEXT = """\
免除:
  - 項目: appi-114-1-2
    一件書類: 提案/0142
    理由: 募集要項の訂正を待つ間の試行のため。
    承認者: 個人情報保護課長
    期限: 令和8年12月31日
"""


def read(tmp_path: Path, text: str) -> tuple[tuple[Waiver, ...], list[str]]:
    path = tmp_path / "免除.yaml"
    path.write_text(text, encoding="utf-8")
    waivers, problems = read_waivers(path, RULES)
    return waivers, [problem.code for problem in problems]


def waiver(rule: str = "appi-114-1-2", **changes: object) -> Waiver:
    made = Waiver(rule, "提案/0142", "試行のため。", "個人情報保護課長", date(2026, 12, 31))
    return replace(made, **changes)  # type: ignore[arg-type]


def waived(*waivers: Waiver, report: Report | None = None) -> Report:
    reports, problems = apply_waivers([report or sample()], waivers, TODAY)
    assert not problems
    return reports[0]


def test_a_waiver_is_read(tmp_path: Path) -> None:
    waivers, problems = read(tmp_path, TEXT)
    assert not problems
    assert waivers[0].until == date(2026, 12, 31)
    assert (waivers[0].rule, waivers[0].approver) == ("appi-114-1-2", "個人情報保護課長")


@pytest.mark.parametrize("field", ["項目", "一件書類", "理由", "承認者", "期限"])
def test_a_waiver_without_its_fields_is_a_problem(tmp_path: Path, field: str) -> None:
    lines = TEXT.splitlines()
    blank = [f"{line.partition(':')[0]}:" if f"{field}:" in line else line for line in lines]
    assert read(tmp_path, "\n".join(blank)) == ((), ["incomplete-waiver"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("appi-114-1-2", "appi-114-1-9", "unknown-rule"),
        ("承認者", "承認", "unknown-key"),
        ("免除:", "免じる:", "unknown-key"),
        ("令和8年12月31日", "そのうち", "unreadable-value"),
        (TEXT, "免除:\n", "wrong-shape"),
        (TEXT, "免除:\n  - appi-114-1-2\n", "wrong-shape"),
        (TEXT, "- 項目: appi-114-1-2\n", "wrong-shape"),
    ],
)
def test_what_is_badly_written_is_told(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code in read(tmp_path, TEXT.replace(old, new))[1]


def test_the_finding_stays_what_it_is() -> None:
    before, after = sample(), waived(waiver())
    assert after.findings == before.findings
    assert (after.overall, after.outcome) == (before.overall, before.outcome)
    assert digest.counts(after)["不適合"] == digest.counts(before)["不適合"]
    assert digest.counts(after)["免除"] == 1


def test_only_the_exit_code_forgets_it() -> None:
    assert exit_code([sample()]) == 1
    rules = {f.rule for f in sample().findings if f.result not in (Result.SATISFIED, Result.NOT_APPLICABLE)}
    assert exit_code([waived(*(waiver(rule) for rule in rules))]) == 0
    open_ones = {"appi-113-6", "appi-114-1-1"}
    assert exit_code([waived(*(waiver(rule) for rule in rules - open_ones))]) == 3
    assert remaining(waived(waiver("rule-54-4-1"))) == "不適合"
    assert remaining(clean()) == "適合"


def test_an_expired_waiver_covers_nothing_and_fails() -> None:
    rules = {f.rule for f in sample().findings if f.result not in (Result.SATISFIED, Result.NOT_APPLICABLE)}
    late = {"appi-113-6"}
    report = waived(*(waiver(rule) for rule in rules - late), *(waiver(rule, until=date(2026, 9, 1)) for rule in late))
    assert remaining(report) == "情報不足"
    assert exit_code([report]) == 1
    assert "期限（令和8年9月1日）が過ぎた免除です" in render("text", [report], Options())
    assert digest.counts(report)["免除"] == len(rules - late)
    # the last day itself still counts
    assert digest.counts(waived(waiver(until=TODAY)))["免除"] == 1


def test_a_waiver_of_one_element_covers_no_other() -> None:
    for element, number in (("役員「佐藤花子」", 1), ("佐藤 花子", 1), ("", 1)):
        assert digest.counts(waived(waiver("appi-113-6", element=element)))["免除"] == number
    reports, problems = apply_waivers([sample()], [waiver("appi-113-6", element="役員「佐藤花江」")], TODAY)
    assert [problem.code for problem in problems] == ["unused-waiver"]
    assert "役員「佐藤花子」" in problems[0].hint
    assert not reports[0].waivers


def test_a_waiver_that_covers_nothing_is_a_problem() -> None:
    satisfied = waiver("appi-112-2-3")
    _, problems = apply_waivers([sample()], [satisfied], TODAY)
    assert [problem.code for problem in problems] == ["unused-waiver"]
    # not when its dossier was not checked, or could not be
    assert not apply_waivers([clean()], [satisfied], TODAY)[1]
    assert not apply_waivers([unreadable("提案/0142")], [satisfied], TODAY)[1]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_format_tells_who_and_why(name: str, lang: str) -> None:
    report = waived(waiver(), waiver("appi-114-1-4"))
    text = render(name, [report], Options(lang=lang))  # type: ignore[arg-type]
    assert text.count("試行のため。") >= 2
    assert text.count("個人情報保護課長") >= 2
    if name not in ("json", "jsonl", "sarif"):
        assert ("免除", "WAIVED")[lang == "en"] in text
    assert "試行のため。" not in render(name, [sample()], Options())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("rule", ["appi-114-1-2", "appi-113-6", "appi-114-1-4"])
def test_every_format_tells_of_an_expired_one(name: str, rule: str) -> None:
    text = render(name, [waived(waiver(rule, until=date(2026, 9, 1)))], Options())
    if name in ("json", "jsonl"):
        assert '"expired": true' in text
    else:
        assert "試行のため。" in text
        assert "過ぎた免除です" in text


def test_machines_see_it_as_suppressed() -> None:
    report = waived(waiver())
    finding = next(one for one in as_data(report)["findings"] if one["rule"] == "appi-114-1-2")
    assert finding["waiver"]["until"] == "2026-12-31"
    assert finding["result"] == "不適合"
    results = json.loads(render("sarif", [report], Options()))["runs"][0]["results"]
    suppressed = [one for one in results if "suppressions" in one]
    assert [one["ruleId"] for one in suppressed] == ["appi-114-1-2"]
    assert suppressed[0]["suppressions"][0]["status"] == "accepted"
    assert "::notice title=appi-114-1-2" in render("github", [report], Options())
    entries = json.loads(render("gitlab", [report], Options()))
    assert next(one for one in entries if one["check_name"].endswith("appi-114-1-2"))["severity"] == "info"
    assert '<skipped message="免除' in render("junit", [report], Options())
