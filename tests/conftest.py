"""Options of the tests, and how many generated cases the properties try.

By default a hundred, the same in every run, so that a change is never blamed for what it did not cause.  With
COMPLIANCE_EXAMPLES as many as it says, and other ones each time: that is how new ones are looked for.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "compliance",
    max_examples=int(os.environ.get("COMPLIANCE_EXAMPLES", "100")),
    derandomize="COMPLIANCE_EXAMPLES" not in os.environ,
    deadline=None,  # a busy machine is no failure
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "compliance"))


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started are as they are without coverage, which would load modules of its own into them."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the expected texts of tests/golden anew")
