"""A pytest plugin: the steps of Japanese scenarios over rules and dossiers.

Another repository installs this package with its extra `bdd`, writes its own features and rules, and calls
`pytest_bdd.scenarios(...)`; the steps below are there.  The fixture `compliance_rules` names the rule folder
(default: the shipped rules), `compliance_dossiers` the folder of the 一件書類 that scenarios begin with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from compliance import quantities
from compliance.dates import DateError, read_date
from compliance.document import read_dossier
from compliance.finding import Finding, Report, Result
from compliance.run import Prepared, evaluate_dossier, prepare
from compliance.scenario import Draft, ScenarioError, tree_of
from compliance.settings import Settings, delegated_value
from compliance.values import YEN


@dataclass(slots=True)
class Case:
    """One scenario: the papers so far, and the report once they are reviewed."""

    prepared: Prepared
    dossiers: Path
    draft: Draft
    settings: Settings | None = None
    report: Report | None = None
    problems: list[str] = field(default_factory=list)

    def reviewed(self) -> Report:
        if self.report is None:
            raise ScenarioError("まだ審査していません。「もし 令和8年9月2日に審査する」のように書いてください。")
        return self.report


@lru_cache(maxsize=8)
def _prepared(directory: Path | None) -> Prepared:
    return prepare(directory)


@pytest.fixture(scope="session")
def compliance_rules() -> Path | None:
    """The folder of the rules under test; None: the rules shipped with this package."""
    return None


@pytest.fixture
def compliance_dossiers(request: pytest.FixtureRequest) -> Path:
    """The folder of the dossiers that scenarios begin with: 「一件書類」 beside the test module."""
    return request.path.parent / "一件書類"


@pytest.fixture
def case(compliance_rules: Path | None, compliance_dossiers: Path) -> Case:
    prepared = _prepared(compliance_rules)
    if not prepared.usable:
        first = next(problem for problem in prepared.problems if problem.is_error)
        raise ScenarioError(f"規則に問題があるため、試せません。{first.span!r}: {first.message}")
    return Case(prepared, compliance_dossiers, Draft(prepared.forms))


# --- 前提 -----------------------------------------------------------------------------------------------------------


@given(parsers.re(r"一件書類「(?P<name>[^」]+)」がある"))
def _begin(case: Case, name: str) -> None:
    """Begin with a dossier of the folder 一件書類: a file or a folder of that name (a number before it may be left out)."""
    for path in sorted(case.dossiers.glob("*")):
        if name in (path.stem, path.name, path.stem.partition("-")[2]):
            break
    else:
        there = "」「".join(sorted(entry.stem for entry in case.dossiers.glob("*")))
        raise ScenarioError(f"一件書類「{name}」がありません。あるのは「{there}」です。")
    dossier, problems = read_dossier(path, case.prepared.forms)
    if dossier is None:
        raise ScenarioError(f"一件書類「{name}」を読めません。{problems[0].message}")
    case.draft = Draft(case.prepared.forms, {key: tree_of(node) for key, node in dossier.nodes.items()}, name)


@given(parsers.re(r"(?P<place>.+?)が「(?P<value>[^「」]*)」である"))
@given(parsers.re(r"(?P<place>[^「」]+?(?:「[^」]*」[^「」]*?)*)が(?P<value>[^「」、が]+)である"))
def _put(case: Case, place: str, value: str) -> None:
    if value == "不明":
        case.draft.put(place, "不明")
        return
    case.draft.put(place, value)


@given(parsers.re(r"(?P<place>.+?)が(?P<value>「[^」]*」(?:、「[^」]*」)+)である"))
def _put_list(case: Case, place: str, value: str) -> None:
    case.draft.put(place, value)


@given(parsers.re(r"(?P<place>.+)がない"))
def _put_none(case: Case, place: str) -> None:
    case.draft.put_none(place)


@given(parsers.re(r"(?P<place>.+)が(?:記載|添付)されていない"))
def _leave_blank(case: Case, place: str) -> None:
    case.draft.leave_blank(place)


@given(parsers.re(r"(?P<place>.+)に(?P<record>[^に]+)が加わる"))
def _add_text(case: Case, place: str, record: str) -> None:
    case.draft.add(place, [record.strip("「」")])  # type: ignore[list-item]


@given(parsers.re(r"(?P<place>.+)に次のものがある[:：]?"))
def _add(case: Case, place: str, datatable: list[list[str]]) -> None:
    case.draft.add(place, _records(datatable))


@given(parsers.re(r"(?P<place>.+)が次のとおりである[:：]?"))
def _replace(case: Case, place: str, datatable: list[list[str]]) -> None:
    """A list from a table with a heading, or a record from a table of two columns without (項目, 内容)."""
    if datatable and datatable[0] == ["項目", "内容"]:
        for name, value in datatable[1:]:
            case.draft.put(f"{place}の{name}", value)
        return
    case.draft.put(place, _records(datatable))


def _records(table: list[list[str]]) -> list[dict[str, Any]]:
    heads, *rows = table
    return [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in rows]


@given(parsers.re(r'項目"(?P<item>[^"]+)"は、?「(?P<conclusion>認められる|認められない|保留)」と判断されている'))
def _judge(case: Case, item: str, conclusion: str) -> None:
    _record_judgements(case, item, "", conclusion)


@given(
    parsers.re(
        r'項目"(?P<item>[^"]+)"の「(?P<element>[^」]+)」は、?「(?P<conclusion>認められる|認められない|保留)」と判断されている'
    )
)
def _judge_element(case: Case, item: str, element: str, conclusion: str) -> None:
    _record_judgements(case, item, element, conclusion)


def _record_judgements(case: Case, item: str, element: str, conclusion: str) -> None:
    """Record a conclusion on every question of an item, in place of those recorded before."""
    from compliance.judgements import questions_of

    questions = questions_of(case.prepared.rules, item)
    if not questions:
        raise ScenarioError(f"項目「{item}」には、判断を要する問いがありません。")
    record = case.draft.papers.setdefault("審査記録", {})
    kept = [
        entry
        for entry in record.get("判断", [])
        if entry.get("項目") != item or (element and entry.get("対象", "") != element)
    ]
    for question in questions:
        entry = {"項目": item, "問い": question, "結論": conclusion, "理由": "書類の記載による。", "判断者": "審査 太郎",
                 "判断の日": "令和8年9月2日"}  # fmt: skip
        if element:
            entry["対象"] = element
        kept.append(entry)
    record["判断"] = kept


@given(parsers.re(r"機関の定める「(?P<name>[^」]+)」が(?P<value>[^「」]+)である"))
def _delegate(case: Case, name: str, value: str) -> None:
    current = case.settings.values if case.settings else {}
    term = case.prepared.rules.delegated.get(name)
    kind = term.kind if term is not None else YEN
    case.settings = Settings(
        body=case.settings.body if case.settings else "架空市",
        values={**current, name: delegated_value(quantities.read_value(value, kind), value)},
    )


# --- もし -----------------------------------------------------------------------------------------------------------


@when(parsers.re(r"(?P<day>.+)に(?:審査する|計算する|判断する)"))
def _review_on(case: Case, day: str) -> None:
    try:
        _review(case, read_date(day))
    except DateError as error:
        raise ScenarioError(str(error)) from error


@when("審査する")
def _review_now(case: Case) -> None:
    _review(case, None)


def _review(case: Case, on: date | None) -> None:
    dossier, problems = case.draft.dossier()
    errors = [problem for problem in problems if problem.is_error]
    case.problems = [problem.message for problem in errors]
    if dossier is None or errors:
        case.report = None
        return
    case.report = evaluate_dossier(case.prepared, dossier, on=on, today=on or date(2026, 9, 2), settings=case.settings)


# --- ならば ---------------------------------------------------------------------------------------------------------


def word(finding: Finding) -> str:
    """What a scenario calls a result: the effect of what is not satisfied, else the result."""
    return finding.effect if finding.result is Result.VIOLATED else finding.result.value


_WORST = (
    "受付不可",
    "欠格による不適合",
    "要補正",
    "不適合",
    "義務違反",
    "解除事由",
    "情報不足",
    "要判断",
    "注意",
    "適合",
    "対象外",
)


def _findings(case: Case, rule: str) -> list[Finding]:
    report = case.reviewed() if not case.problems else None
    if report is None:
        raise ScenarioError(f"書類を読めませんでした。{case.problems[0]}")
    found = [finding for finding in report.findings if finding.rule == rule]
    if not found:
        from compliance.problem import nearest

        near = nearest(rule, {finding.rule for finding in report.findings})
        raise ScenarioError(f"規則「{rule}」の結果がありません。近い名前は「{'」「'.join(near)}」です。")
    return found


def _agrees(actual: str, expected: str) -> bool:
    return actual == expected or (actual == "欠格による不適合" and expected == "不適合")


def _assert_result(finding: Finding, expected: str) -> None:
    actual = word(finding)
    if not _agrees(actual, expected):
        causes = "".join(f"\n    {cause.text}" for cause in finding.causes)
        raise AssertionError(
            f"規則「{finding.rule}」{finding.element}の結果は「{actual}」で、「{expected}」ではありません。"
            f"\n  {finding.reason}{finding.not_applicable}{causes}"
        )


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の結果は"(?P<expected>[^"]+)"である'))
def _result(case: Case, rule: str, expected: str) -> None:
    worst = min(_findings(case, rule), key=lambda finding: _WORST.index(word(finding)))
    _assert_result(worst, expected)


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の「(?P<element>[^」]+)」の結果は"(?P<expected>[^"]+)"である'))
def _result_of_element(case: Case, rule: str, element: str, expected: str) -> None:
    found = [finding for finding in _findings(case, rule) if element in finding.element]
    if not found:
        there = "」「".join(finding.element for finding in _findings(case, rule))
        raise ScenarioError(f"規則「{rule}」に「{element}」の結果がありません。あるのは「{there}」です。")
    _assert_result(found[0], expected)


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の理由に「(?P<text>[^」]+)」とある'))
def _reason(case: Case, rule: str, text: str) -> None:
    reasons = [finding.reason for finding in _findings(case, rule)]
    assert any(text in reason for reason in reasons), f"理由は {reasons} です。"


@then(parsers.re(r'規則"(?P<rule>[^"]+)"は、?「(?P<fact>[^」]+)」が足りない'))
def _missing(case: Case, rule: str, fact: str) -> None:
    causes = [cause for finding in _findings(case, rule) for cause in finding.causes]
    assert any(fact in cause.fact or fact in cause.text for cause in causes), [cause.text for cause in causes]


@then(parsers.re(r'規則"(?P<rule>[^"]+)"は、?(?P<kind>誓約|判断)に基づいて適合である'))
def _on_basis(case: Case, rule: str, kind: str) -> None:
    for finding in _findings(case, rule):
        _assert_result(finding, "適合")
    assert any(basis.kind == kind for finding in _findings(case, rule) for basis in finding.basis)


@then(parsers.re(r'(?:一件書類|提案)の結果は"(?P<expected>[^"]+)"である'))
def _outcome(case: Case, expected: str) -> None:
    outcome = case.reviewed().outcome
    heavy = [f"{finding.rule}={word(finding)}" for finding in case.reviewed().findings if finding.weight == outcome]
    assert _agrees(outcome, expected), f"提案の結果は「{outcome}」で、「{expected}」ではありません。{heavy}"


@then(parsers.re(r"行政機関等の義務違反が(?P<there>ある|ない)"))
def _duties(case: Case, there: str) -> None:
    violated = [finding.rule for finding in case.reviewed().findings if finding.weight == "義務違反"]
    assert bool(violated) == (there == "ある"), violated


@then(parsers.re(r"解除事由が(?P<there>ある|ない)"))
def _cancellation(case: Case, there: str) -> None:
    found = [finding.rule for finding in case.reviewed().findings if finding.weight == "解除事由"]
    assert bool(found) == (there == "ある"), found


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"は(?P<amount>[^「」]+円)である'))
def _fee(case: Case, fee: str, amount: str) -> None:
    expected = quantities.read_value(amount, YEN)
    found = [each for each in case.reviewed().fees if each.rule == fee]
    assert found, f"手数料「{fee}」の計算がありません。"
    assert found[0].total == expected, f"手数料は{found[0].total}円です。{found[0].lines}"


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"の結果は"(?P<expected>[^"]+)"である'))
def _fee_result(case: Case, fee: str, expected: str) -> None:
    found = [each for each in case.reviewed().fees if each.rule == fee]
    assert found, f"手数料「{fee}」の計算がありません。"
    assert found[0].result.value == expected, found[0]


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"は(?P<low>[^「」]+円)以上で、「(?P<fact>[^」]+)」が足りない'))
def _fee_open(case: Case, fee: str, low: str, fact: str) -> None:
    found = [each for each in case.reviewed().fees if each.rule == fee]
    assert found and found[0].total is None and found[0].low == quantities.read_value(low, YEN), found
    assert any(fact in cause.text or fact in cause.fact for cause in found[0].causes), found[0].causes


@then(parsers.re(r"「(?P<text>[^」]+)」という問題が示される"))
def _problem(case: Case, text: str) -> None:
    assert any(text in message for message in case.problems), case.problems


@pytest.hookimpl(hookwrapper=True)
def pytest_bdd_apply_tag(tag: str, function: Any) -> Iterator[None]:
    """Tags of features are notes for people (article numbers); they are not pytest marks."""
    yield
