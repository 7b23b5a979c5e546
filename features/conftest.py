"""The law's scenarios begin with the dossiers of `examples/` and of `一件書類/` beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def compliance_dossiers() -> tuple[Path, ...]:
    return (HERE.parent / "examples", HERE / "一件書類")
