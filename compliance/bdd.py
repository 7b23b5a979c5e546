"""A pytest plugin: the steps of Japanese scenarios over rules and dossiers.

Another repository installs this package with its extra `bdd`, writes its own features and rules, and calls
`pytest_bdd.scenarios(...)`; the steps below are there.  The fixture `compliance_rules` names the rule folder
(default: the shipped rules), `compliance_dossiers` the folders of the 一件書類 that scenarios begin with.

A step that speaks of one rule evaluates that rule and those it refers to; only a step about the whole proposal
evaluates them all.  Rules and dossiers are read once in a session.

What the scenarios exercise is recorded by `bdd_record`, when pytest is asked to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ReprExceptionInfo, ReprFileLocation, ReprTracebackNative
from pytest_bdd import given, parsers, then, when

from compliance import model
from compliance.bdd_record import Notes, notes_of
from compliance.coverage.written import Atlas
from compliance.documents.document import Dossier, read_dossier
from compliance.engine.judgements import questions_of
from compliance.engine.settings import Settings, delegated_value
from compliance.engine.stages import nodes_of, own_conditions
from compliance.finding import Cause, FeeFinding, Finding, Report, Result
from compliance.kinds import quantities
from compliance.kinds.dates import DateError, read_date
from compliance.problem import nearest
from compliance.run import Prepared, evaluate_dossier, prepare
from compliance.scenario import STEPS, Draft, ScenarioError, tree_of
from compliance.struct import Struct, field, replace
from compliance.values import YEN, Kind

pytest_plugins = ("compliance.bdd_record",)


class Case(Struct, frozen=False):
    """One scenario: the papers so far, and what is concluded on them once they are reviewed."""

    prepared: Prepared
    rules: Path | None
    dossiers: tuple[Path, ...]
    draft: Draft
    settings: Settings | None = None
    dossier: Dossier | None = None
    on: date | None = None
    problems: list[str] = field(default_factory=list)
    whole: Report | None = None
    parts: dict[str, Report] = field(default_factory=dict)
    notes: Notes | None = None

    def review(self, on: date | None) -> None:
        """Read the papers as they stand; they are evaluated when a step asks for a result."""
        dossier, problems = self.draft.dossier()
        self.problems = [problem.message for problem in problems if problem.is_error]
        self.dossier, self.on, self.whole = dossier, on, None
        self.parts.clear()

    def reviewed(self) -> Report:
        """Everything concluded on the papers."""
        if self.whole is None:
            self.whole = self._evaluated(self.prepared)
        return self.whole

    def findings_of(self, rule: str) -> list[Finding]:
        """What one rule concludes."""
        self.claim_known("規則", rule, [item.id for item in self.prepared.rules.items])
        report = self._asserted(rule)
        found = [finding for finding in report.findings if finding.rule == rule]
        if not found:
            raise ScenarioError(f"規則「{rule}」の結果がありません。この種類の一件書類では使わない項目です。")
        return found

    def fee_of(self, fee: str) -> FeeFinding:
        """What one fee comes to."""
        self.claim_known("手数料", fee, [each.id for each in self.prepared.rules.fees])
        report = self._asserted(fee)
        found = next((each for each in report.fees if each.rule == fee), None)
        if found is None:
            raise ScenarioError(f"手数料「{fee}」の計算がありません。")
        return found

    def claim_known(self, what: str, name: str, known: Sequence[str]) -> None:
        """Raises ScenarioError where the rules have nothing of this name, with the nearest that they have."""
        if name not in known:
            near = nearest(name, known)
            hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
            raise ScenarioError(f"「{name}」という{what}は、規則のファイルにありません。{hint}")

    def _asserted(self, rule: str) -> Report:
        """What is concluded of a rule or fee that a step speaks of."""
        if self.notes is not None:
            self.notes.asserted[rule] = None
        if self.whole is not None:
            return self.whole
        if rule not in self.parts:
            self.parts[rule] = self._evaluated(_parts(self.rules, rule))
        return self.parts[rule]

    def _evaluated(self, prepared: Prepared) -> Report:
        if self.problems:
            raise ScenarioError(f"書類を読めませんでした。{self.problems[0]}")
        if self.dossier is None:
            raise ScenarioError("まだ審査していません。「もし 令和8年9月2日に審査する」のように書いてください。")
        today = self.on or date(2026, 9, 2)
        watch = self.notes.watching(_atlas(self.rules)) if self.notes is not None else None
        report = evaluate_dossier(prepared, self.dossier, on=self.on, today=today, settings=self.settings, watch=watch)
        if self.notes is not None:
            self.notes.note_report(report)
        return report


@lru_cache(maxsize=512)
def _parts(directory: Path | None, rule: str) -> Prepared:
    """The prepared rules, cut down to one rule or fee and those whose results it uses."""
    prepared = _prepared(directory)
    needed = {rule}
    kept: list[model.Item] = []
    for item in reversed(prepared.rules.items):  # an item comes after those it refers to
        if item.id in needed:
            kept.append(item)
            for condition in own_conditions(item):
                needed.update(
                    name for node in nodes_of(condition) if isinstance(node, model.Conforms) for name in node.items
                )
    fees = tuple(fee for fee in prepared.rules.fees if fee.id == rule)
    rules = replace(prepared.rules, items=tuple(reversed(kept)), fees=fees)
    return Prepared(
        rules, prepared.forms, prepared.directory, prepared.problems, prepared.statute_digest, prepared.settings
    )


@lru_cache(maxsize=8)
def _prepared(directory: Path | None) -> Prepared:
    if directory is not None and not directory.is_dir():
        raise ScenarioError(f"規則のフォルダ「{directory}」がありません。compliance_rules の値を確かめてください。")
    return prepare(directory)


@lru_cache(maxsize=8)
def _atlas(directory: Path | None) -> Atlas:
    return Atlas(_prepared(directory).rules)


@pytest.fixture(scope="session")
def compliance_rules() -> Path | None:
    """The folder of the rules under test; None: the rules shipped with this package."""
    return None


@pytest.fixture
def compliance_dossiers(request: pytest.FixtureRequest) -> tuple[Path, ...]:
    """The folders of the dossiers that scenarios begin with: 「一件書類」 beside the test module."""
    return (request.path.parent / "一件書類",)


@pytest.fixture
def case(request: pytest.FixtureRequest, compliance_rules: Path | None, compliance_dossiers: tuple[Path, ...]) -> Case:
    prepared = _prepared(compliance_rules)
    if not prepared.usable:
        first = next(problem for problem in prepared.problems if problem.is_error)
        raise ScenarioError(f"規則に問題があるため、試せません。{first.span!r}: {first.message}")
    notes = notes_of(request)
    if notes is not None:
        notes.rules, notes.folder = prepared.rules.digest, str(compliance_rules or "")
    return Case(prepared, compliance_rules, compliance_dossiers, Draft(prepared.forms), notes=notes)


# --- 前提 -----------------------------------------------------------------------------------------------------------


@given(parsers.re(r"一件書類「(?P<name>[^」]+)」がある"))
def _begin(case: Case, name: str) -> None:
    """Begin with a dossier of the folders: a file or a folder of that name (a number before it may be left out)."""
    there = {path.stem: path for folder in case.dossiers for path in sorted(folder.glob("*"))}
    path = there.get(name) or next((each for stem, each in there.items() if stem.partition("-")[2] == name), None)
    if path is None:
        raise ScenarioError(f"一件書類「{name}」がありません。あるのは「{'」「'.join(there)}」です。")
    case.draft = Draft(case.prepared.forms, deepcopy(_papers(path, case.rules)), name)


@lru_cache(maxsize=64)
def _papers(path: Path, rules: Path | None) -> dict[str, Any]:
    dossier, problems = read_dossier(path, _prepared(rules).forms)
    if dossier is None:
        raise ScenarioError(f"一件書類「{path.stem}」を読めません。{problems[0].message}")
    return {key: tree_of(node) for key, node in dossier.nodes.items()}


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
    questions = questions_of(case.prepared.rules, item)
    if not questions and any(entry.id == item for entry in case.prepared.rules.items):
        raise ScenarioError(f"項目「{item}」には、判断を要する問いがありません。")
    _record(case, item, element, questions, conclusion)


def _record(case: Case, item: str, element: str, questions: Iterable[str], conclusion: str) -> None:
    rules = case.prepared.rules
    case.claim_known("項目", item, [*(each.id for each in rules.items), *(each.id for each in rules.fees)])
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
    case.draft.come_to("審査記録")


@given(
    parsers.re(
        r'項目"(?P<item>[^"]+)"の問い「(?P<question>[^」]+)」は、?「(?P<conclusion>認められる|認められない|保留)」と判断されている'
    )
)
def _judge_question(case: Case, item: str, question: str, conclusion: str) -> None:
    """Record a conclusion on a question that arises from the facts: an open day, two spellings of one name."""
    _record(case, item, "", [question], conclusion)


@given(parsers.re(r"機関の定める「(?P<name>[^」]+)」が(?P<value>[^「」]+)である"))
@given(parsers.re(r"機関の定める「(?P<name>[^」]+)」が「(?P<value>[^「」]+)」である"))
def _delegate(case: Case, name: str, value: str) -> None:
    term = case.prepared.rules.delegated.get(name)
    if term is None:
        near = nearest(name, dict.fromkeys(case.prepared.rules.delegated))
        hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
        raise ScenarioError(f"機関の定める「{name}」は、どの規則の委任にもありません。{hint}")
    values = case.settings.values if case.settings else {}
    fixed = delegated_value(_value(value, term.kind), value)
    case.settings = Settings(body="架空市", values={**values, name: fixed})


# --- もし -----------------------------------------------------------------------------------------------------------


@when(parsers.re(r"(?P<day>.+)に(?:審査する|計算する|判断する)"))
def _review_on(case: Case, day: str) -> None:
    try:
        case.review(read_date(day))
    except DateError as error:
        raise ScenarioError(f"{error.message}{error.hint}") from error


@when("審査する")
def _review_now(case: Case) -> None:
    case.review(None)


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


def _agrees(actual: str, expected: str) -> bool:
    return actual == expected or (actual == "欠格による不適合" and expected == "不適合")


def _assert_result(finding: Finding, expected: str) -> None:
    actual = word(finding)
    if not _agrees(actual, expected):
        causes = "".join(f"\n    {cause.text}" for cause in finding.causes)
        raise ScenarioError(
            f"規則「{finding.rule}」{finding.element}の結果は「{actual}」で、「{expected}」ではありません。"
            f"\n  {finding.reason}{finding.not_applicable}{causes}"
        )


def _claim(true: bool, otherwise: str) -> None:
    if not true:
        raise ScenarioError(otherwise)


def _value(text: str, kind: Kind) -> Any:
    try:
        return quantities.read_value(text, kind)
    except quantities.ValueProblem as error:
        raise ScenarioError(f"「{text}」を読めません。{error.message}{error.hint}") from error


def _amount(text: str) -> Any:
    return _value(text, YEN)


def _listed(texts: Iterable[str]) -> str:
    return "".join(f"\n  {text}" for text in texts) or "\n  （ありません。）"


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の結果は"(?P<expected>[^"]+)"である'))
def _result(case: Case, rule: str, expected: str) -> None:
    worst = min(case.findings_of(rule), key=lambda finding: _WORST.index(word(finding)))
    _assert_result(worst, expected)


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の「(?P<element>[^」]+)」の結果は"(?P<expected>[^"]+)"である'))
def _result_of_element(case: Case, rule: str, element: str, expected: str) -> None:
    findings = case.findings_of(rule)
    found = [finding for finding in findings if f"「{element}」" in finding.element]
    if not found:
        there = "、".join(finding.element for finding in findings)
        raise ScenarioError(f"規則「{rule}」に「{element}」の結果がありません。あるのは{there}です。")
    _assert_result(found[0], expected)


@then(parsers.re(r"結果は次のとおりである[:：]?"))
def _results(case: Case, datatable: list[list[str]]) -> None:
    """Several rules at once, from a table with the heading 規則, 結果."""
    for record in _records(datatable):
        _result(case, record["規則"], record["結果"])


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の理由に「(?P<text>[^」]+)」とある'))
def _reason(case: Case, rule: str, text: str) -> None:
    reasons = [finding.reason for finding in case.findings_of(rule)]
    _claim(
        any(text in reason for reason in reasons),
        f"理由に「{text}」とありません。理由は次のとおりです。{_listed(reasons)}",
    )


@then(parsers.re(r'規則"(?P<rule>[^"]+)"の解釈に「(?P<text>[^」]+)」とある'))
def _note(case: Case, rule: str, text: str) -> None:
    notes = list(dict.fromkeys(note for finding in case.findings_of(rule) for note in finding.notes))
    _claim(any(text in note for note in notes), f"解釈に「{text}」とありません。解釈は次のとおりです。{_listed(notes)}")


@then(parsers.re(r'規則"(?P<rule>[^"]+)"は、?「(?P<fact>[^」]+)」が足りない'))
def _missing(case: Case, rule: str, fact: str) -> None:
    _claim_missing([cause for finding in case.findings_of(rule) for cause in finding.causes], fact)


def _claim_missing(causes: Iterable[Cause], fact: str) -> None:
    """That a fact (提案書の提案の日, or only 提案の日) is among what is missing."""
    told = [cause.text for cause in causes]
    _claim(
        any(fact in text or fact in text.replace("に、", "の") for text in told),
        f"「{fact}」は足りています。足りないのは、次のものです。{_listed(told)}",
    )


@then(parsers.re(r'規則"(?P<rule>[^"]+)"は、?「(?P<question>[^」]+)」の判断を待つ'))
def _asks(case: Case, rule: str, question: str) -> None:
    causes = [cause for finding in case.findings_of(rule) for cause in finding.causes if cause.is_judgement]
    told = _listed(cause.question or cause.text for cause in causes)
    _claim(any(question in cause.question for cause in causes), f"判断を待つのは、次の問いです。{told}")


@then(parsers.re(r'規則"(?P<rule>[^"]+)"は、?(?P<kind>誓約|判断)に基づいて適合である'))
def _on_basis(case: Case, rule: str, kind: str) -> None:
    findings = case.findings_of(rule)
    for finding in findings:
        _assert_result(finding, "適合")
    bases = [basis for finding in findings for basis in finding.basis]
    _claim(
        any(basis.kind == kind for basis in bases),
        (
            f"規則「{rule}」は{kind}に基づいていません。基づくのは、次のものです。{_listed(basis.text for basis in bases)}"
        ),
    )


@then(parsers.re(r'規則"(?P<rule>[^"]+)"は、?(?P<kind>誓約|判断)に基づかない'))
def _not_on_basis(case: Case, rule: str, kind: str) -> None:
    bases = [basis for finding in case.findings_of(rule) for basis in finding.basis if basis.kind == kind]
    _claim(not bases, f"規則「{rule}」は{kind}に基づいています。{_listed(basis.text for basis in bases)}")


@then(parsers.re(r'(?P<which>一件書類|提案)の結果は"(?P<expected>[^"]+)"である'))
def _outcome(case: Case, which: str, expected: str) -> None:
    """提案: what the findings about the proposal come to.  一件書類: the duties of the body and the contract as well."""
    report = case.reviewed()
    outcome = report.outcome if which == "提案" else report.overall
    heavy = [f"{finding.rule}: {word(finding)}" for finding in report.findings if finding.weight == outcome]
    _claim(
        _agrees(outcome, expected),
        f"{which}の結果は「{outcome}」で、「{expected}」ではありません。そうするのは次の規則です。{_listed(heavy)}",
    )


@then(parsers.re(r"次に要る書類に「(?P<paper>[^」]+)」がある"))
def _next_paper(case: Case, paper: str) -> None:
    papers = case.reviewed().next_papers
    _claim(paper in papers, f"次に要る書類は、次のものです。{_listed(papers)}")


@then(parsers.re(r"行政機関等の義務違反が(?P<there>ある|ない)"))
def _duties(case: Case, there: str) -> None:
    _stands_apart(case, "義務違反", there)


@then(parsers.re(r"解除事由が(?P<there>ある|ない)"))
def _cancellation(case: Case, there: str) -> None:
    _stands_apart(case, "解除事由", there)


def _stands_apart(case: Case, effect: str, there: str) -> None:
    found = [finding.rule for finding in case.reviewed().findings if finding.weight == effect]
    _claim(bool(found) == (there == "ある"), f"{effect}とする規則は、次のとおりです。{_listed(found)}")


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"は(?P<amount>[^「」]+円)である'))
def _fee(case: Case, fee: str, amount: str) -> None:
    found = case.fee_of(fee)
    lines = _listed(f"{line.name} {line.steps}" for line in found.lines)
    _claim(found.total == _amount(amount), f"手数料は{found.total}円です。{lines}")


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"の結果は"(?P<expected>[^"]+)"である'))
def _fee_result(case: Case, fee: str, expected: str) -> None:
    found = case.fee_of(fee)
    told = found.not_applicable or _listed(cause.text for cause in found.causes)
    _claim(found.result.value == expected, f"手数料「{fee}」の結果は「{found.result.value}」です。{told}")


@then(
    parsers.re(
        r'手数料"(?P<fee>[^"]+)"は(?P<low>[^「」]+?円)以上(?:(?P<high>[^「」]+円)以下)?で、「(?P<fact>[^」]+)」が足りない'
    )
)
def _fee_open(case: Case, fee: str, low: str, high: str | None, fact: str) -> None:
    """The bounds of a fee that is not known yet (without 以下: none above), and what keeps it open."""
    found = case.fee_of(fee)
    bounds = _amount(low), _amount(high) if high else None
    shown = f"{found.low}円以上" + ("" if found.high is None else f"{found.high}円以下")
    _claim(found.total is None, f"手数料は{found.total}円に決まっています。")
    _claim((found.low, found.high) == bounds, f"手数料は{shown}です。")
    told = _listed(cause.text for cause in found.causes)
    _claim(
        any(fact in cause.text or fact in cause.fact for cause in found.causes), f"足りないのは、次のものです。{told}"
    )


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"の参考の額は(?P<amount>[^「」]+円|ない)(?:である)?'))
def _fee_standard(case: Case, fee: str, amount: str) -> None:
    """The amount by the Cabinet Order's standard, shown while the body's own is not set; 「ない」: none is shown."""
    found = case.fee_of(fee).standard
    expected = None if amount == "ない" else _amount(amount)
    _claim(found == expected, f"参考の額は{'ありません' if found is None else f'{found}円です'}。")


@then(parsers.re(r'手数料"(?P<fee>[^"]+)"の内訳「(?P<name>[^」]+)」は(?P<amount>[^「」]+円)である'))
def _fee_line(case: Case, fee: str, name: str, amount: str) -> None:
    lines = case.fee_of(fee).lines
    line = next((each for each in lines if each.name == name), None)
    if line is None:
        raise ScenarioError(f"手数料「{fee}」の内訳に「{name}」がありません。{_listed(each.name for each in lines)}")
    _claim(line.low == line.high == _amount(amount), f"「{name}」は{line.steps}です。")


@then(parsers.re(r"「(?P<text>[^」]+)」という問題が示される"))
def _problem(case: Case, text: str) -> None:
    _claim(any(text in message for message in case.problems), f"問題は次のとおりです。{_listed(case.problems)}")


# --- what a failure looks like --------------------------------------------------------------------------------------


def pytest_bdd_step_error(feature: Any, step: Any, exception: Exception) -> None:
    if isinstance(exception, ScenarioError):
        exception.step = f"{feature.rel_filename}:{step.line_number}: {step.keyword} {step.name}"


def pytest_bdd_step_func_lookup_error(feature: Any, step: Any) -> None:
    """A step in words that no step has: told with the nearest there are."""
    near = get_close_matches(step.name, STEPS, n=3, cutoff=0.3)
    error = ScenarioError(
        f"「{step.name}」という書き方のステップはありません。"
        + ("近いのは、次のものです。" if near else "書けるステップは、次のものです。")
        + _listed(near or STEPS)
    )
    error.step = f"{feature.rel_filename}:{step.line_number}: {step.keyword} {step.name}"
    raise error


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The report of a step that does not hold is its place and its sentence: nobody has to read Python to mend a scenario."""
    report = yield
    error = call.excinfo.value if call.excinfo is not None else None
    if isinstance(error, ScenarioError):
        place = ReprFileLocation(str(report.nodeid), 0, str(error))
        shown = f"{error.step}\n\n{error}" if error.step else str(error)
        report.longrepr = ReprExceptionInfo(ReprTracebackNative([shown + "\n"]), place)
    return report


@pytest.hookimpl(hookwrapper=True)
def pytest_bdd_apply_tag(tag: str, function: Any) -> Iterator[None]:
    """Tags of features are notes for people (article numbers); they are not pytest marks."""
    yield


def pytest_bdd_before_scenario(feature: Any) -> None:
    """Scenarios of one name in one feature are refused: pytest-bdd would run only the last of them, and say nothing."""
    twice = names_given_twice(Path(feature.filename))
    if twice:
        raise ScenarioError(
            f"「{feature.name}」に、シナリオ「{'」「'.join(twice)}」が二つ以上あります。"
            "前のものは実行されないので、名前を変えてください。"
        )


@lru_cache(maxsize=512)
def names_given_twice(path: Path) -> tuple[str, ...]:
    """The names that more than one scenario of a feature file has."""
    from gherkin.parser import Parser

    names: list[str] = []
    document: Any = Parser().parse(path.read_text(encoding="utf-8"))
    waiting: list[Any] = list(document["feature"]["children"])
    for child in waiting:
        if "scenario" in child:
            names.append(child["scenario"]["name"])
        elif "rule" in child:
            waiting += child["rule"]["children"]  # the loop goes on over what is added
    return tuple(name for name, count in Counter(names).items() if count > 1)
