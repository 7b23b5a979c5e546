"""The law's scenarios begin with the dossiers of `examples/`."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def compliance_dossiers() -> Path:
    return Path(__file__).parent.parent / "examples"
