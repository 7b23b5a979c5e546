"""The example dossiers conclude what their README says, and the shipped rules, forms and settings hold together."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_law_boundaries import law

from compliance.documents.document import read_dossier
from compliance.engine.evaluate import evaluate
from compliance.engine.settings import settings_for, settings_in
from compliance.finding import Report, Result
from compliance.law.citation import parse_citations
from compliance.law.statute import load_index

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"

# example → the proposal's outcome, the whole dossier's, and the items that decide it
EXPECTED = {
    "01-適合する提案": ("適合", "適合", set()),
    "02-役員の欠格": ("欠格による不適合", "欠格による不適合", {"appi-113-6", "appi-114-1-1"}),
    "03-本人の数が足りない": ("不適合", "不適合", {"appi-114-1-2"}),
    "04-誓約書がなく証明書が古い": ("要補正", "要補正", {"appi-112-3-1", "rule-54-4-2"}),
    "05-委任状のない代理人": ("要補正", "要補正", {"rule-54-2"}),
    "06-判断待ちと情報不足": ("要補正", "要補正", {"appi-112-2-3", "appi-112-2-4"}),
    "07-作成済みの情報の提案": ("適合", "適合", set()),
    "08-提供までの手続": ("適合", "義務違反", {"rule-59-2"}),
    "09-三十日に一日足りない募集": ("適合", "要判断", set()),
    "10-契約の後の欠格": ("適合", "解除事由", {"appi-120-2"}),
    "11-条例の額が標準と違う市": ("適合", "適合", set()),
}


def report(name: str) -> Report:
    forms, rules = law()
    dossier, problems = read_dossier(EXAMPLES / name, forms)
    assert dossier is not None
    assert not problems
    settings = settings_for(dossier, settings_in(ROOT / "rules" / "settings", rules.delegated)[0])
    return evaluate(rules, forms, dossier, None, date(2026, 11, 24), settings)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_example_concludes_what_its_readme_says(name: str) -> None:
    outcome, overall, failing = EXPECTED[name]
    found = report(name)
    assert {finding.rule for finding in found.findings if finding.result is Result.VIOLATED} == failing
    assert (found.outcome, found.overall) == (outcome, overall)


def test_every_example_has_a_row_in_the_readme() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders == set(EXPECTED)
    assert all(f"]({name}/)" in text for name in folders)


def test_the_fee_of_a_city_is_that_of_its_settings() -> None:
    fees = {fee.rule: fee.total for fee in report("11-条例の額が標準と違う市").fees if fee.result is Result.SATISFIED}
    assert fees == {"appi-119-3": 115_000}


def test_the_fee_of_yokohama_waits_for_its_ordinance() -> None:
    fee = next(fee for fee in report("08-提供までの手続").fees if fee.rule == "appi-119-3")
    assert (fee.result, fee.total, fee.standard) == (Result.MISSING, None, 430_000)


def test_the_forms_are_json_schemas_with_a_gloss_and_an_explanation_for_every_field() -> None:
    def fields(schema: Any) -> list[tuple[str, Any]]:
        if isinstance(schema, list):
            return [each for part in schema for each in fields(part)]
        if not isinstance(schema, dict):
            return []
        own = list(schema.get("properties", {}).items())
        return own + [each for part in schema.values() for each in fields(part)]

    for path in sorted((ROOT / "rules" / "documents").glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        for name, field in fields(schema):
            assert field.get("title"), (path.name, name)
            assert field.get("description"), (path.name, name)


def test_every_citation_of_the_rules_stands_in_the_index_of_the_statute() -> None:
    index = load_index(ROOT / "rules" / "statute")
    cited = [(item.id, item.citations) for item in law().rules.items]
    cited += [(fee.id, fee.citations) for fee in law().rules.fees]
    for name, texts in cited:
        for text in texts:
            citations, faults = parse_citations(text)
            assert not faults, (name, text)
            for citation in citations:
                assert all(index.exists(unit) for unit in index.expand(citation)), (name, text)


def test_every_item_can_be_read() -> None:
    """A caption, a citation and a consequence; every reading that the text does not give has its confidence."""
    for item in law().rules.items:
        assert item.caption
        assert item.citations
        assert item.effects
        assert all("（確度：" in note for note in item.notes), item.id
        assert (item.layer == "実務") == item.id.startswith(("con-", "prac-")), item.id


# A paper of a kind of dossier that is due only where another paper tells of it, and the item that then asks for it: a
# body that made no call for proposals has no paper of one (附則第7条).
ASKED_FOR_BY = {("募集", "募集"): "rule-53-1d"}


def test_a_paper_that_items_read_is_due_from_the_stage_that_its_presence_shows() -> None:
    """Otherwise a paper that counts against a dossier could be taken out, and nothing would ask for it."""
    forms, rules = law()
    read = {paper for item in rules.items for paper in item.papers}
    for name in sorted(read):
        section = forms.sections[name]
        for kind in section.kinds or forms.kinds:
            if (name, kind) not in ASKED_FOR_BY:
                assert section.due.get(kind, len(forms.stages)) <= section.stage, (name, kind)
    assert set(ASKED_FOR_BY.values()) <= {item.id for item in rules.items}
