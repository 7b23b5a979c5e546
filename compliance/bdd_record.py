"""The part of the pytest plugin that keeps a record of a run of scenarios, when it is asked for one.

--compliance-coverage FILE: the record, for `compliance coverage --conditions FILE` and `--scenarios FILE`.
--compliance-living-doc FILE: the law, its rules and its scenarios with their last result, as one HTML page.

What is noted of a test travels with pytest's own report of it, so that it also arrives from the workers of pytest-xdist.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest

from compliance.coverage.observe import Observer
from compliance.coverage.record import Data, Record, Step, assembled, step_data, write_record
from compliance.coverage.written import Atlas
from compliance.finding import Report, Result
from compliance.struct import Struct, field


class Notes(Struct, frozen=False):
    """What one scenario does: the rules it asserts, the rules that ran, the conditions that were judged."""

    rules: str = ""
    folder: str = ""
    asserted: dict[str, None] = field(default_factory=dict)
    ran: dict[str, None] = field(default_factory=dict)
    observer: Observer | None = None
    scenario: Data = field(default_factory=dict)

    def watching(self, atlas: Atlas) -> Observer:
        if self.observer is None:
            self.observer = Observer(atlas)
        return self.observer

    def note_report(self, report: Report) -> None:
        for finding in report.findings:
            if finding.result is not Result.NOT_APPLICABLE:
                self.ran[finding.rule] = None
        for fee in report.fees:
            if fee.result is not Result.NOT_APPLICABLE:
                self.ran[fee.rule] = None

    def as_data(self, test: str, passed: bool) -> Data:
        seen: dict[str, set[str]] = {}
        for item, found in self.observer.seen.items() if self.observer else ():
            if item in self.asserted:
                for key, words in found.items():
                    seen.setdefault(key, set()).update(words)
        return {
            **self.scenario,
            "test": test,
            "passed": passed,
            "rules": self.rules,
            "folder": self.folder,
            "asserted": list(self.asserted),
            "ran": [rule for rule in self.ran if rule not in self.asserted],
            "seen": {key: sorted(words) for key, words in sorted(seen.items())},
        }


NOTES: Final = pytest.StashKey[Notes]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("compliance", "規則のシナリオ（compliance）")
    group.addoption(
        "--compliance-coverage",
        metavar="FILE",
        help="シナリオの記録（どの規則を確かめ、どの条件が真・偽・不明になったか）を書くファイル",
    )
    group.addoption(
        "--compliance-living-doc",
        metavar="FILE",
        help="条ごとに、規則とシナリオと直近の結果を示す HTML を書くファイル",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("compliance_living_doc") and find_spec("jinja2") is None:
        raise pytest.UsageError(
            "--compliance-living-doc には、追加の部品が要ります（pip install 'compliance[html]'）。"
        )
    if _is_recording(config):
        config.pluginmanager.register(Recorder(config), "compliance-recorder")


def _is_recording(config: pytest.Config) -> bool:
    return bool(config.getoption("compliance_coverage") or config.getoption("compliance_living_doc"))


def notes_of(request: pytest.FixtureRequest) -> Notes | None:
    """The notes of the test at hand; None where nobody asked for a record."""
    item: pytest.Item = request.node
    return item.stash.get(NOTES, None)


class Recorder:
    """Gathers the notes of a session and writes what was asked for at its end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._notes: list[Data] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        item.stash[NOTES] = Notes()

    def pytest_bdd_before_scenario(self, request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:
        template = next(
            (each for each in feature.scenarios.values() if each.line_number == scenario.line_number), scenario
        )
        request.node.stash[NOTES].scenario = {
            "feature": feature.name,
            "path": _relative(Path(feature.filename), self._config.rootpath),
            "line": scenario.line_number,
            "section": scenario.rule.name if scenario.rule is not None else "",
            "name": template.name,
            "tags": sorted(scenario.tags),
            "steps": [step_data(_step(step)) for step in template.steps],
            "example": dict(request.getfixturevalue("_pytest_bdd_example")),
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        notes = item.stash.get(NOTES, None)
        if report.when == "call" and notes is not None and notes.scenario and notes.rules:
            report.compliance_scenario = notes.as_data(item.nodeid, report.passed)  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        note = getattr(report, "compliance_scenario", None)
        if note is not None:
            self._notes.append(note)

    def pytest_sessionfinish(self) -> None:
        if hasattr(self._config, "workerinput"):  # a worker of pytest-xdist: the controller writes
            return
        day = datetime.now(timezone(timedelta(hours=9))).date().isoformat()
        record = assembled(day, self._notes)
        coverage = self._config.getoption("compliance_coverage")
        if coverage:
            _write(Path(coverage), write_record(record))
        page = self._config.getoption("compliance_living_doc")
        if page and self._notes:
            _write(Path(page), _living(record, self._notes[0]["folder"]))


def _living(record: Record, folder: str) -> str:
    """The living documentation, with the official texts that this user has imported."""
    import os

    from compliance.coverage.living import living_page
    from compliance.law.official import load_official, official_folder
    from compliance.run import prepare

    prepared = prepare(Path(folder) if folder else None)
    official, _ = load_official(official_folder(os.environ, Path.home()), prepared.index)
    return living_page(prepared, record, official)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _step(step: Any) -> Step:
    rows = step.datatable.rows if step.datatable is not None else ()
    return Step(step.keyword, step.name, tuple(tuple(str(cell.value) for cell in row.cells) for row in rows))
