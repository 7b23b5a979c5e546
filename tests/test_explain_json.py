"""`compliance explain --format json` fits its schema, with and without a dossier."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from compliance.cli import run
from compliance.report.data import schema

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize("item", ["appi-114-1-2", "appi-118-2/appi-114-1-4", "appi-119-1"])
def test_an_item_alone(item: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", item, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(schema("explain")).iter_errors(document)) == []
    assert (document["id"], document["findings"]) == (item, None)
    assert all(unit["summary"]["ja"] for unit in document["law"])


def test_an_item_on_a_dossier(capsys: pytest.CaptureFixture[str]) -> None:
    path = next(EXAMPLES.glob("02-*"))
    assert run(["explain", "appi-113-6", str(path), "--on", "R8.9.14", "-f", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(schema("explain")).iter_errors(document)) == []
    assert {finding["result"] for finding in document["findings"]} == {"適合", "不適合"}
    assert document["fees"] == []


def test_a_fee_on_a_dossier(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(next(EXAMPLES.glob("11-*")))
    assert run(["explain", "appi-119-3", path, "-f", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(schema("explain")).iter_errors(document)) == []
    of_a_fee = {"$defs": schema("fee")["$defs"], "$ref": "#/$defs/fee"}
    assert list(Draft202012Validator(of_a_fee).iter_errors(document["fees"][0])) == []
    assert (document["findings"], [fee["total"] for fee in document["fees"]]) == ([], [115_000])
    assert run(["explain", "appi-119-3", path]) == 0
    assert "4,500円 ＝ 90,000円" in capsys.readouterr().out
    assert run(["explain", "appi-119-1", path]) == 0
    told = capsys.readouterr().out
    assert "当たらないため、適用されません。" in told
    assert "この項目の結果はありません" not in told
