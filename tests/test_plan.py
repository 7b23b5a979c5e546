"""The plan gives what evaluation gives, and both what the naive reading of the logic gives."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from naive import BeyondNaiveError, truth
from random_facts import BASE_DAY, random_dossier
from random_rules import QUESTIONS, TEXTS, random_rules, schemas

from compliance import model
from compliance.check import check_rules
from compliance.documents.document import read_dossier
from compliance.documents.forms import load_forms
from compliance.documents.nodes import Dossier
from compliance.engine.evaluate import evaluate
from compliance.engine.settings import Settings, delegated_value
from compliance.finding import EFFECTS, Result
from compliance.kinds import periods
from compliance.language.parse import parse_all
from compliance.plan import words as plan_words
from compliance.plan.compile import RESULTS, Plan, compile_plan, conclude, delegated_values
from compliance.resources import shipped
from compliance.source import Source
from compliance.struct import replace
from compliance.values import NONE, UNKNOWN
from compliance.vocabulary import Forms

TODAY = BASE_DAY + timedelta(days=9)
WHOLE = {"理由": "書類による。", "判断者": "審査 太郎", "判断の日": BASE_DAY}


@cache
def random_forms() -> Forms:
    with TemporaryDirectory() as folder:
        for name, text in schemas().items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        forms, problems = load_forms(Path(folder))
    assert not problems
    return forms


def ruled(text: str, forms: Forms) -> tuple[model.RuleSet, Plan]:
    files, unread = parse_all([Source("試し.rule", text)], forms)
    rules, wrong = check_rules(files, forms)
    assert [problem for problem in (*unread, *wrong) if problem.is_error] == []
    return rules, compile_plan(rules, forms)


def same_results(
    rules: model.RuleSet,
    plan: Plan,
    forms: Forms,
    facts: dict[str, Any],
    draw: Random,
    kind: str = "",
    stage: int | None = None,
) -> None:
    """Compare everything that a plan gives with the report; then once more with some questions answered."""
    kind = kind or draw.choice(forms.kinds)
    stage = draw.randrange(len(forms.stages)) if stage is None else stage
    on = draw.choice((None, BASE_DAY, TODAY))
    settings = Settings(values={n: delegated_value(1000, "1,000円") for n in rules.delegated if draw.random() < 0.5})
    for _ in range(2):
        dossier = Dossier("試し", facts, {}, kind, stage)
        report = evaluate(rules, forms, dossier, on, TODAY, settings)
        run = plan.start(facts, kind, stage, on, TODAY, delegated_values(rules, settings))
        outcomes = plan.results(run)
        told = [
            (
                finding.rule,
                finding.result,
                *((finding.effect, finding.effect_open) if _has_effect(finding.result) else ()),
            )
            for finding in report.findings
        ]
        mine = [
            (
                "一件書類" if item < 0 else rules.items[item].id,
                RESULTS[code],
                *(("" if effect is None else EFFECTS[effect], undecided) if _has_effect(RESULTS[code]) else ()),
            )
            for item, _, code, effect, undecided in outcomes
        ]
        assert mine == told, (kind, stage, on)
        concluded = conclude(outcomes)
        assert (concluded.outcome, concluded.overall) == (report.outcome, report.overall)
        assert (concluded.duties, concluded.cancellation) == (report.duties, report.cancellation)
        totals = [fee.total if fee.total is not None else fee.result for fee in report.fees]
        assert plan.fees(run) == totals
        asked = [
            (finding.rule, finding.element.partition("「")[2].rstrip("」"), cause.question)
            for finding in report.findings
            for cause in finding.causes
            if cause.question
        ]
        if not asked:
            return
        answers = [
            {
                "項目": item,
                "対象": element,
                "問い": question,
                "結論": draw.choice(("認められる", "認められない", "保留")),
                "理由": draw.choice(("書類による。", "書類による。", "書類による。", " ")),
                "判断者": draw.choice(("審査 太郎", "審査 太郎", "審査 太郎", NONE)),
                **({"判断の日": BASE_DAY} if draw.random() < 0.9 else {}),
            }
            for item, element, question in draw.sample(asked, min(len(asked), 8))
        ]
        record = facts.get("審査記録")
        facts = {**facts, "審査記録": {**(record if isinstance(record, dict) else {}), "判断": answers}}


def _has_effect(result: Result) -> bool:
    return result not in (Result.SATISFIED, Result.NOT_APPLICABLE)


@pytest.mark.parametrize("seed", range(6))
def test_random_rules_give_what_evaluation_gives(seed: int) -> None:
    draw = Random(seed)
    forms = random_forms()
    rules, plan = ruled(random_rules(draw, 40), forms)
    for _ in range(25):
        same_results(rules, plan, forms, random_dossier(forms, draw, TEXTS), draw)


@pytest.mark.parametrize("seed", range(4))
def test_random_conditions_give_what_the_naive_reading_gives(seed: int) -> None:
    draw = Random(100 + seed)
    forms = random_forms()
    rules, plan = ruled(random_rules(draw, 60, plain=True), forms)
    kinds = {True: Result.SATISFIED, False: Result.VIOLATED, frozenset({"判断"}): Result.JUDGEMENT}
    compared = 0
    for _ in range(100):
        facts = random_dossier(forms, draw, TEXTS)
        facts["申込書"] = {**facts.get("申込書", {}), "申込みの日": BASE_DAY}
        judged = {question: draw.choice(("認められる", "認められない", "保留", "")) for question in QUESTIONS}
        facts["審査記録"] = {
            "判断": [
                {"項目": item.id, "問い": question, "結論": conclusion, **WHOLE}
                for item in rules.items
                for question, conclusion in judged.items()
            ]
        }
        for outcome in plan.run(facts, "提案", 1, BASE_DAY, BASE_DAY):
            if outcome[0] < 0:
                continue
            body = rules.items[outcome[0]].requirement[0].body
            if _asks_of_elements(body):
                continue
            try:
                expected = truth(body, facts, judged, {})
            except BeyondNaiveError:
                continue
            assert RESULTS[outcome[2]] is kinds.get(expected, Result.MISSING), body
            compared += 1
    assert compared > 3000


def _asks_of_elements(node: object) -> bool:
    """A judgement inside a quantifier is about an element, of which the naive reading knows nothing."""
    from compliance.plan.code.body import walk

    return any(
        isinstance(each, model.Judged)
        for outer in walk(node)
        if isinstance(outer, model.Some | model.Every | model.Count)
        for each in walk(outer)
    )


@pytest.fixture(scope="module")
def shipped_plan() -> tuple[model.RuleSet, Plan, Forms]:
    root = shipped("rules")
    forms, _ = load_forms(root / "documents")
    sources = [
        Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.rule"))
    ]
    files, _ = parse_all(sources, forms)
    rules, _ = check_rules(files, forms)
    return rules, compile_plan(rules, forms), forms


def test_a_fee_without_its_day_in_a_review_before_its_definitions(
    shipped_plan: tuple[model.RuleSet, Plan, Forms],
) -> None:
    """What is asked on the day of the review is asked whatever the days of the fee are."""
    rules, plan, forms = shipped_plan
    facts = {"機関": {"機関の区分": "その他の市町村"}, "手数料の積算": {"積算の日": NONE}, "作成済情報の提案書": {}}
    stage, on = forms.stages.index("契約申込"), date(2016, 8, 31)
    report = evaluate(rules, forms, Dossier("試し", facts, {}, "作成済情報の提案", stage), on, TODAY)
    expected = [fee.result if fee.total is None else fee.total for fee in report.fees]
    assert Result.MISSING in expected
    run = plan.start(facts, "作成済情報の提案", stage, on, TODAY, {})
    plan.results(run)
    assert plan.fees(run) == expected


@pytest.mark.parametrize("seed", range(6))
def test_the_shipped_rules_give_what_evaluation_gives(
    seed: int, shipped_plan: tuple[model.RuleSet, Plan, Forms]
) -> None:
    rules, plan, forms = shipped_plan
    draw = Random(200 + seed)
    texts = sorted({str(value) for value in constants(rules) if isinstance(value, str)})
    for _ in range(5):
        same_results(rules, plan, forms, random_dossier(forms, draw, texts), draw)


EXAMPLES = sorted(path for path in (Path(__file__).parent.parent / "examples").iterdir() if path.is_dir())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_with_something_taken_out_give_what_evaluation_gives(
    path: Path, shipped_plan: tuple[model.RuleSet, Plan, Forms]
) -> None:
    rules, plan, forms = shipped_plan
    dossier, problems = read_dossier(path, forms)
    assert dossier is not None and not problems
    draw = Random(path.name)
    for removals in (0, 1, 1, 2, 4, 8):
        facts = deepcopy(dict(dossier.facts))
        for _ in range(removals):
            take_out(facts, draw)
        same_results(rules, plan, forms, facts, draw, kind=dossier.kind, stage=dossier.stage)


def take_out(facts: Any, draw: Random) -> None:
    """Take a field, a list or a paper out, or let it be 不明 or なし."""
    record = facts
    while True:
        if not record:
            return
        key = draw.choice(sorted(record) if isinstance(record, dict) else range(len(record)))
        inner = record[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.85:
            record = inner
        elif isinstance(record, list):
            return
        elif record is facts or draw.random() < 0.6:
            del record[key]
            return
        else:
            record[key] = draw.choice((NONE, UNKNOWN))
            return


def constants(rules: model.RuleSet) -> Iterator[object]:
    from compliance.plan.code.body import walk

    for owner in (*rules.items, *rules.definitions.values()):
        for node in walk(owner):
            if isinstance(node, model.Const):
                yield node.value


def test_the_code_of_an_item_stands_alone_and_reads_like_the_rule(
    shipped_plan: tuple[model.RuleSet, Plan, Forms],
) -> None:
    rules, plan, _ = shipped_plan
    position = next(n for n, item in enumerate(rules.items) if item.id == "appi-114-1-2")
    text = plan.of_item(position)
    assert "本人の数" in text and "appi-114-1-2" in text
    assert "def 審査する本人の数(" in text
    assert "def 項目(facts, run):" in text and "提案の日" in text
    compile(text, "<item>", "exec")
    assert len(text.splitlines()) < 90


def test_the_code_is_the_same_whatever_the_hash_seed(shipped_plan: tuple[model.RuleSet, Plan, Forms]) -> None:
    rules, plan, forms = shipped_plan
    assert compile_plan(replace(rules), forms).source == plan.source


# --- periods: one comparison with a day worked out beforehand -------------------------------------------------------

FIRST, DAYS = date(2019, 12, 25), 2300


@pytest.mark.parametrize(
    ("inclusive", "months", "days"), [(True, 24, 0), (True, 1, 0), (False, 120, 0), (False, 6, 0), (True, 0, 30)]
)
def test_elapsed_is_one_comparison(inclusive: bool, months: int, days: int) -> None:
    table = plan_words.Elapsed(inclusive, months, days)
    elapsed = periods.elapsed_inclusive if inclusive else periods.elapsed_after
    for ordinal in range(FIRST.toordinal(), FIRST.toordinal() + DAYS):
        on = date.fromordinal(ordinal)
        latest = table[on]
        # a period that begins later ends no earlier: the days beside the border speak for all
        for near in range(-4, 5):
            first = latest + timedelta(days=near)
            assert (first <= latest) is elapsed(first, months, on, days=days), (first, on)


def test_elapsed_agrees_far_from_the_border() -> None:
    table = plan_words.Elapsed(True, 24, 0)
    for on in (date(2026, 2, 28), date(2026, 3, 1), date(2024, 2, 29), date(2026, 11, 23)):
        for ordinal in range(on.toordinal() - 1500, on.toordinal() + 400):
            first = date.fromordinal(ordinal)
            assert (first <= table[on]) is periods.elapsed_inclusive(first, 24, on)


@pytest.mark.parametrize("years", [0, 1, 18, 20])
def test_an_age_is_one_comparison(years: int) -> None:
    table = plan_words.BornBy(years)
    for ordinal in range(FIRST.toordinal(), FIRST.toordinal() + DAYS):
        on = date.fromordinal(ordinal)
        for near in range(-3, 4):
            born = table[on] + timedelta(days=near) if table[on] < date.max else on + timedelta(days=near)
            if born <= on:
                assert (born <= table[on]) is (periods.age_on(born, on) >= years), (born, on)


def test_nearness_is_asked_of_a_table() -> None:
    table = plan_words.Oldest(6, 0)
    for ordinal in range(FIRST.toordinal(), FIRST.toordinal() + DAYS):
        anchor = date.fromordinal(ordinal)
        for near in (*range(-187, -178), -1, 0, 1):
            day = anchor + timedelta(days=near)
            found = plan_words.within(day, anchor, table)
            assert (None if found is plan_words.JUDGE else found) is periods.within_before(day, anchor, 6), (
                day,
                anchor,
            )
