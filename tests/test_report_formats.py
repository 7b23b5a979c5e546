"""The formats for machines: valid by their own schemas, the same every time, and nothing in a paper becomes markup."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from sample_report import at, clean, sample, unreadable

from compliance.finding import Cause, Finding, Input, Report, Result
from compliance.report import FORMATS, as_sarif, render
from compliance.report.data import SCHEMA_VERSION, as_data, fee_document, lint_document, schema
from compliance.report.options import Options
from compliance.source import Source
from compliance.struct import replace

ROOT = Path(__file__).parents[1]
SARIF_SCHEMA = ROOT.parent / "shared" / "data" / "sarif-schema-2.1.0.json"
ALL = [sample(), clean(), unreadable()]


def made(name: str, reports: list[Report] = ALL, **options: object) -> str:
    return render(name, reports, Options(**options))  # type: ignore[arg-type]


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("report"))
    document = json.loads(made("json"))
    jsonschema.Draft202012Validator(schema("report")).validate(document)
    assert document["schema_version"] == SCHEMA_VERSION
    assert [report["overall"] for report in document["reports"]] == ["要補正", "適合", "審査不能"]


def test_the_schema_knows_every_key_and_allows_no_other() -> None:
    document = json.loads(made("json"))
    document["reports"][0]["findings"][0]["more"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema("report")).validate(document)
    del document["reports"][0]["findings"][0]["more"]
    del document["reports"][0]["findings"][0]["trace"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema("report")).validate(document)


def test_every_finding_is_there_with_its_place_and_what_decided() -> None:
    data = as_data(sample())
    assert data["counts"]["checked"] == len(data["findings"]) == len(sample().findings)
    assert data["counts"]["satisfied_on_pledge"] == 1
    finding = next(f for f in data["findings"] if f["rule"] == "appi-114-1-2")
    assert finding["place"] == {
        "file": "提案/0142/提案書.yaml",
        "line": 9,
        "column": 9,
        "end_line": 9,
        "end_column": 13,
    }
    assert finding["trace"]["steps"][0]["values"][0]["raw"] == "９９９人"
    assert finding["pointer"] == "/提案書/本人の数"


def test_the_data_is_the_same_for_every_reader() -> None:
    assert made("json", lang="ja") == made("json", lang="en")


def test_traces_of_what_is_satisfied_are_told_on_request() -> None:
    for full in (False, True):
        document = json.loads(made("json", [traced()], verbose=full))
        jsonschema.Draft202012Validator(schema("report")).validate(document)
        report = document["reports"][0]
        assert report["full"] is full
        for finding in report["findings"]:
            settled = finding["result"] in ("適合", "対象外")
            assert bool(finding["trace"]) is (full or not settled)
            assert settled or finding["places"]


def traced() -> Report:
    """A report in which every finding has the trace of one of them."""
    trace = next(finding.trace for finding in sample().findings if finding.trace)
    return replace(sample(), findings=tuple(replace(finding, trace=trace) for finding in sample().findings))


@pytest.mark.parametrize("name", ["fee", "lint"])
def test_fees_and_problems_fit_their_schemas(name: str) -> None:
    document = fee_document(ALL) if name == "fee" else lint_document(unreadable().problems)
    jsonschema.Draft202012Validator.check_schema(schema(name))
    jsonschema.Draft202012Validator(schema(name)).validate(json.loads(json.dumps(document)))
    shared = schema("report")["$defs"]
    assert all(shared[key] == value for key, value in schema(name)["$defs"].items())
    document["more"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema(name)).validate(document)


def test_a_line_of_jsonl_is_a_report_of_the_json() -> None:
    lines = [json.loads(line) for line in made("jsonl").splitlines()]
    version = {line.pop("schema_version") for line in lines}
    assert version == {SCHEMA_VERSION}
    assert lines == json.loads(made("json"))["reports"]


# --- SARIF ----------------------------------------------------------------------------------------------------------


def test_sarif_fits_the_standard() -> None:
    if not SARIF_SCHEMA.exists():
        if os.environ.get("CI") and SARIF_SCHEMA.parent.parent.exists():
            pytest.fail("the schema of SARIF 2.1.0 is not where it should be")
        pytest.skip("the schema of SARIF 2.1.0 is not beside this repository")
    standard = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(standard)(standard)
    for lang in ("ja", "en"):
        validator.validate(json.loads(made("sarif", lang=lang)))
    validator.validate(json.loads(made("sarif", [hostile()])))


def results(reports: list[Report]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(made("sarif", reports))["runs"][0]["results"]
    return found


def test_sarif_tells_failing_from_open() -> None:
    kinds = {result["ruleId"]: (result["kind"], result["level"]) for result in results([sample()])}
    assert kinds["appi-114-1-2"] == ("fail", "error")
    assert kinds["practice-period"] == ("fail", "note")
    assert kinds["appi-113-6"] == ("open", "none")
    assert kinds["appi-114-1-4"] == ("review", "none")
    assert "appi-112-2-3" not in kinds


def test_sarif_counts_in_code_points_and_points_to_the_rule() -> None:
    run = json.loads(made("sarif", [sample()]))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    result = next(r for r in run["results"] if r["ruleId"] == "appi-114-1-2")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "appi-114-1-2"
    assert "法第114条第1項第2号" in run["tool"]["driver"]["rules"][result["ruleIndex"]]["help"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 9, "startColumn": 9, "endLine": 9, "endColumn": 13}
    assert place["artifactLocation"]["uri"].isascii()
    assert result["relatedLocations"][-1]["physicalLocation"]["region"]["startLine"] == 4


def test_a_fingerprint_outlives_a_moved_line() -> None:
    before = results([sample()])
    report = sample()
    moved = tuple(
        replace(f, place=at(Source("提案/0142/提案書.yaml", "\n\n" + f.place.source.text), f.place.text))
        if f.place
        else f
        for f in report.findings
    )
    after = results([replace(report, findings=moved)])
    prints = [[result["partialFingerprints"] for result in found] for found in (before, after)]
    assert prints[0] == prints[1]
    assert [r["locations"] for r in before] != [r["locations"] for r in after]
    assert len({json.dumps(p) for p in prints[0]}) == len(before)


def test_sarif_keeps_the_gravest_and_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_sarif, "LIMIT", 2)
    run = json.loads(made("sarif", [sample()]))["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == ["rule-54-4-1", "appi-114-1-2"]
    assert "8件のうち" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_an_unreadable_dossier_is_an_execution_that_failed() -> None:
    run = json.loads(made("sarif", [unreadable()]))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["results"][0]["ruleId"] == "unknown-key"


# --- JUnit ----------------------------------------------------------------------------------------------------------


def test_junit_is_read_back() -> None:
    suites = list(JUnitXml.fromstring(made("junit").encode()))
    assert [suite.name for suite in suites] == ["提案/0142", "提案/0001", "提案/0200"]
    kinds = {case.name: [type(result) for result in case.result] for case in suites[0]}
    assert kinds["appi-114-1-2（提案/0142）"] == [Failure]
    assert kinds["appi-113-6 役員「佐藤花子」（提案/0142）"] == [Error]
    assert kinds["appi-120-2（提案/0142）"] == [Skipped]
    assert kinds["appi-112-2-3（提案/0142）"] == []
    assert kinds["practice-period（提案/0142）"] == []
    assert {case.classname for case in suites[0]} >= {"法.第114条", "規則.第54条"}
    assert (suites[0].tests, suites[0].failures, suites[0].errors, suites[0].skipped) == (11, 3, 4, 1)
    assert suites[2].errors == 1


# --- GitHub, GitLab -------------------------------------------------------------------------------------------------


def test_github_marks_the_line() -> None:
    lines = made("github", [sample()]).splitlines()
    assert lines[1].startswith(
        "::error title=appi-114-1-2 本人の数の下限と上限,file=提案/0142/提案書.yaml,line=9,endLine=9,col=9,endColumn=13::不適合: "
    )
    assert sum(line.startswith("::warning ") for line in lines) == 4
    assert lines[-1].startswith("【要補正】 提案/0142")


def test_gitlab_entries_have_what_gitlab_asks_for() -> None:
    entries = json.loads(made("gitlab", [sample()]))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 8
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith("./")


# --- HTML, Markdown -------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_html_is_one_file_without_script(lang: str) -> None:
    page = made("html", lang=lang, verbose=True)
    tags = Tags(page)
    assert not tags.open
    assert not {"script", "link", "img", "iframe", "object"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in ("style", "src")]
    policy = next(value for _, value in tags.attributes if value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    ids = [value for name, value in tags.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    for finding in sample().findings:
        assert finding.rule in page
    assert f'<html lang="{lang}">' in page


def test_the_style_is_the_one_the_policy_allows() -> None:
    from base64 import b64encode
    from hashlib import sha256

    page = made("html")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert b64encode(sha256(style[1].encode()).digest()).decode() in page


def test_markdown_has_every_part() -> None:
    text = made("markdown", [sample()])
    for expected in (
        "## 【要補正】",
        "### 満たしていないもの (2)",
        "### 提案者への補正・照会 (1)",
        "- [ ] ",
        "```text",
    ):
        assert expected in text


# --- what a paper may hold ------------------------------------------------------------------------------------------

EVIL = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) ]]> & \"'"
    " {{7*7}} {% raw %} ``` `code` ::error::x %0A ::set-output name=a::b \x1b[31m\x00\x08\u202e\ufffe"
    " <!-- | --> \\ ~~~ <a href='//evil.example'> $(id) =1+1"
)


def hostile() -> Report:
    source = Source(f"提案/{EVIL}.yaml", f"名称: {EVIL}\n")
    cause = Cause("記録なし", EVIL, EVIL, "提案者", at(source, "名称"), EVIL, (EVIL,), EVIL)
    failing = Finding(
        rule="x-1",
        caption=EVIL,
        citations=(EVIL,),
        result=Result.VIOLATED,
        effect="不適合",
        element=EVIL,
        key=EVIL,
        reason=EVIL,
        remedy=(EVIL,),
        notes=(EVIL,),
        place=at(source, "名称"),
        rule_place=at(source, "名称"),
    )
    asked = replace(failing, rule="x-2", result=Result.MISSING, causes=(replace(cause, kind="記載なし"),))
    judged = replace(failing, rule="x-3", result=Result.JUDGEMENT, causes=(cause,), views=(EVIL,))
    return replace(
        sample(EVIL), findings=(failing, asked, judged), fees=(), next_papers=(EVIL,), inputs=(Input(EVIL, "0" * 64),)
    )


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_in_a_paper_controls_the_output(name: str) -> None:
    text = made(name, [hostile()], verbose=True)
    if name in ("json", "jsonl"):
        # exact data, escaped as JSON demands
        assert json.loads(text.splitlines()[0] if name == "jsonl" else text)
        assert not set(text) & set("\x00\x08\x1b")
        return
    assert not set(text) & set("\x00\x08\x1b\u202e"), name


def test_html_of_a_hostile_paper_has_the_tags_of_any_other() -> None:
    tags = Tags(made("html", [hostile()]))
    assert not tags.open
    assert not {"script", "img"} & set(tags.tags)
    assert {value for name, value in tags.attributes if name == "href"} <= {"#d1"}


def test_markdown_of_a_hostile_paper_has_no_markup_outside_fences() -> None:
    fences = re.compile(r"^(`{3,})text\n.*?^\1$", re.DOTALL | re.MULTILINE)
    prose = re.sub(r"\\.", "", fences.sub("", made("markdown", [hostile()])))
    assert not set("<>`&") & set(prose)
    assert "](" not in prose


def test_github_commands_are_only_our_own() -> None:
    lines = made("github", [hostile()]).splitlines()
    assert len(lines) == 4
    for line in lines[:3]:
        command, _, _ = line[2:].partition("::")
        assert re.fullmatch(r"(error|warning) title=[^,:]*,file=[^,:]*,line=1,endLine=1,col=1,endColumn=3", command)
    assert not lines[3].startswith("::")


def test_junit_of_a_hostile_paper_is_read_back() -> None:
    text = made("junit", [hostile()])
    root = ElementTree.fromstring(text)
    assert len(root.findall(".//testcase")) == 3
    list(JUnitXml.fromstring(text.encode()))


def test_sarif_messages_hold_no_links() -> None:
    for result in results([hostile()]):
        message = result["message"]
        assert isinstance(message, dict)
        assert not re.search(r"(?<!\\)\[", message["text"].replace("\\\\", ""))


# --- the same bytes -------------------------------------------------------------------------------------------------

SCRIPT = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from sample_report import sample, clean, unreadable
from compliance.report import FORMATS, render
from compliance.report.options import Options
for name in FORMATS:
    sys.stdout.buffer.write(render(name, [sample(), clean(), unreadable()], Options()).encode())
"""


def test_the_bytes_depend_on_nothing_but_the_report() -> None:
    script = SCRIPT.format(root=str(ROOT), tests=str(ROOT / "tests"))
    written = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("7", "Asia/Tokyo", "en_US.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
        written.add(done.stdout)
    assert written == {"".join(made(name) for name in FORMATS).encode()}
