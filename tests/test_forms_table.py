"""The page on how to write a dossier: its table is that of the schemas, and the spellings it shows can be read."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from compliance.documents.document import dossier_of
from compliance.engine.evaluate import evaluate
from compliance.engine.judgements import ACCEPTED, astray, questions_of, recorded
from compliance.finding import Result
from compliance.kinds.dates import read_date
from compliance.kinds.quantities import read_value
from compliance.run import prepare
from compliance.values import Kind

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "rules" / "documents" / "README.md").read_text(encoding="utf-8")
KINDS = {"円": "円", "時間": "時間", "時刻": "時刻", "年度": "年度", "はい・いいえ": "真偽", "数": "人"}


def test_the_table_is_in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    sys.modules.pop("forms_table", None)
    from forms_table import with_table  # type: ignore[import-not-found]

    assert with_table(PAGE) == PAGE, "run python -m tools.forms_table"


def test_the_spellings_shown_can_be_read() -> None:
    rows = dict(
        re.findall(r"^\| (\S+) \| (`.*) \|$", PAGE.partition("## 値の書き方")[2].partition("##")[0], re.MULTILINE)
    )
    for text in re.findall("`([^`]+)`", rows["日付"]):
        assert read_date(text).isoformat() == "2026-08-03"
    for heading, kind in KINDS.items():
        values = [read_value(text, Kind(kind)) for text in re.findall("`([^`]+)`", rows[heading])]
        assert values
        if kind == "人":
            assert set(values) == {1000}


def test_the_judgement_that_is_shown_is_read_and_decides() -> None:
    """The page's entry, put in the place of the one an example has on the same question."""
    sample = PAGE.partition("# 審査記録.yaml\n")[2].partition("```")[0]
    prepared = prepare()
    folder = ROOT / "examples" / "01-適合する提案"
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]
    papers = [(name, sample if name == "審査記録.yaml" else text) for name, text in texts]
    dossier, problems = dossier_of("一件", papers, prepared.forms)
    assert dossier is not None and problems == []
    assert astray(dossier, prepared.rules) == []
    (record,) = recorded(dossier)
    assert record.lacks == () and record.conclusion == ACCEPTED
    assert record.question in questions_of(prepared.rules, record.item)
    report = evaluate(prepared.rules, prepared.forms, dossier, None, date(2026, 11, 24))
    finding = next(finding for finding in report.findings if finding.rule == record.item)
    assert finding.result is Result.SATISFIED
