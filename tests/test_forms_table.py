"""The page on how to write a dossier: its table is that of the schemas, and the spellings it shows can be read."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from compliance.kinds.dates import read_date
from compliance.kinds.quantities import read_value
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
