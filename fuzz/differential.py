"""One question, two answers: the plan against the explained evaluation and a naive reading, on random papers with holes;
typing and jsonschema against jsonschema-rs.

The evaluators and the random rules are those of the tests; here they run longer.  A pair is one rule on one dossier.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from compliance.documents.document import read_dossier
from compliance.finding import Result
from compliance.plan.compile import RESULTS, Plan
from compliance.run import prepare
from compliance.vocabulary import Forms

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))


class Counted:
    """A plan that counts the results it gives."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pairs = 0

    def results(self, run: Any) -> Any:
        found = self.plan.results(run)
        self.pairs += len(found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plan, name)


def run_differential(pairs: int, seed: int, *, told: Callable[[str], None]) -> int:
    """Compare until each of the three sources has had its third of the pairs.  Gives 1 where any differ."""
    share, wrong = pairs // 3, 0
    for what, comparisons in (
        ("shipped rules, plan against evaluation", shipped_rules(seed)),
        ("random rules, plan against evaluation", random_rules_and_papers(seed)),
        ("random rules, plan against the naive reading", naive_reading(seed)),
    ):
        begun, compared, dossiers, differences = time.monotonic(), 0, 0, 0
        for number, difference in comparisons:
            compared += number
            dossiers += 1
            if difference:
                differences += 1
                told(f"{what}: dossier {dossiers}: {difference[:2000]}")
            if compared >= share or differences >= 5:
                break
        wrong += differences
        took = time.monotonic() - begun
        told(f"{what}: {compared:,} pairs over {dossiers:,} dossiers in {took:.0f} s, {differences} differences")
    return bool(wrong)


Comparisons = Iterator[tuple[int, str]]  # how many pairs, and how they differ if they do


def shipped_rules(seed: int) -> Comparisons:
    """The shipped rules on random papers, and on the examples with facts taken out at random."""
    from random_facts import random_dossier
    from test_plan import compile_plan, constants, same_results

    draw = Random(f"shipped/{seed}")
    prepared = prepare()
    rules, forms = prepared.rules, prepared.forms
    plan = Counted(compile_plan(rules, forms))
    texts = sorted({str(value) for value in constants(rules) if isinstance(value, str)})
    examples = [
        dossier.facts
        for path in sorted((ROOT / "examples").iterdir())
        if path.is_dir() and (dossier := read_dossier(path, forms)[0]) is not None
    ]
    while True:
        holes = draw.random() < 0.5
        facts = with_holes(draw.choice(examples), draw) if holes else random_dossier(forms, draw, texts)
        before = plan.pairs
        difference = _difference(same_results, rules, plan, forms, facts, draw)
        yield plan.pairs - before, difference


def random_rules_and_papers(seed: int) -> Comparisons:
    from random_facts import random_dossier
    from random_rules import TEXTS, random_rules
    from test_plan import random_forms, ruled, same_results

    draw = Random(f"random/{seed}")
    forms = random_forms()
    while True:
        rules, compiled = ruled(random_rules(draw, 40), forms)
        plan = Counted(compiled)
        for _ in range(40):
            facts = random_dossier(forms, draw, TEXTS)
            before = plan.pairs
            difference = _difference(same_results, rules, plan, forms, facts, draw)
            yield plan.pairs - before, difference


def naive_reading(seed: int) -> Comparisons:
    """Conditions that the naive reading of the logic knows, outside quantifiers that ask for judgements."""
    from naive import BeyondNaiveError, truth
    from random_facts import BASE_DAY, random_dossier
    from random_rules import QUESTIONS, TEXTS, random_rules
    from test_plan import _asks_of_elements, random_forms, ruled

    draw = Random(f"naive/{seed}")
    forms: Forms = random_forms()
    kinds: Mapping[Any, Result] = {
        True: Result.SATISFIED, False: Result.VIOLATED, frozenset({"判断"}): Result.JUDGEMENT,
    }  # fmt: skip
    while True:
        rules, plan = ruled(random_rules(draw, 60, plain=True), forms)
        for _ in range(100):
            facts = random_dossier(forms, draw, TEXTS)
            facts["申込書"] = {**facts.get("申込書", {}), "申込みの日": BASE_DAY - timedelta(days=draw.randrange(3))}
            judged = {question: draw.choice(("認められる", "認められない", "保留", "")) for question in QUESTIONS}
            facts["審査記録"] = {
                "判断": [
                    {
                        "項目": item.id,
                        "問い": question,
                        "結論": conclusion,
                        "理由": "書類による。",
                        "判断者": "審査 太郎",
                        "判断の日": BASE_DAY,
                    }
                    for item in rules.items
                    for question, conclusion in judged.items()
                ]
            }
            compared, difference = 0, ""
            for at, _, code, _, _ in plan.run(facts, "提案", 1, BASE_DAY, BASE_DAY):
                if at < 0:
                    continue
                body = rules.items[at].requirement[0].body
                if _asks_of_elements(body):
                    continue
                try:
                    expected = kinds.get(truth(body, facts, judged, {}), Result.MISSING)
                except BeyondNaiveError:
                    continue
                compared += 1
                if RESULTS[code] is not expected:
                    difference = f"{RESULTS[code].value} where the naive reading says {expected.value}: {body}"
            yield compared, difference


def with_holes(facts: Any, draw: Random) -> Any:
    """The facts with some taken out, anywhere; or a whole paper."""
    share = draw.choice((0.01, 0.05, 0.2, 0.5))

    def thinned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: thinned(each) for key, each in value.items() if draw.random() > share}
        return [thinned(each) for each in value] if isinstance(value, list) else value

    return thinned(deepcopy(facts))


def _difference(compare: Callable[..., None], *given: Any) -> str:
    try:
        compare(*given)
    except AssertionError as error:
        return f"{error!s}" or "they differ"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def run_schemas(dossiers: int, seed: int, *, told: Callable[[str], None]) -> int:
    """Papers read by typing, jsonschema and jsonschema-rs: the property of tests/test_schema.py, as often as asked."""
    import hypothesis
    from test_schema import SHIPPED, cannot_be_written, forms, papers, verdicts

    seen: Counter[bool] = Counter()
    differences: list[str] = []
    begun = time.monotonic()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=dossiers,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(papers(SHIPPED))
    def compare(paper: tuple[str, Any]) -> None:
        section, value = paper
        hypothesis.assume(not cannot_be_written(value, None, forms(SHIPPED).sections[section].type))
        typing, library, oracle = verdicts(SHIPPED, section, value)
        seen[typing] += 1
        if not typing == library == oracle and len(differences) < 5:
            differences.append(f"{section}: typing {typing}, jsonschema {library}, jsonschema-rs {oracle}: {value}")

    compare()
    told(
        f"typing, jsonschema and jsonschema-rs: {sum(seen.values()):,} papers in {time.monotonic() - begun:.0f} s "
        f"({seen[True]:,} accepted, {seen[False]:,} refused), {len(differences)} differences"
    )
    for difference in differences:
        told(difference[:2000])
    return int(bool(differences))
