"""What a run of the scenarios left behind: which scenario asserted which rules, how it came out, and what the conditions
were seen to be.  The pytest plugin writes it (`--compliance-coverage FILE`); coverage and the living documentation are
made from it.

Only scenarios that passed count, and only for the rules that a ならば step names: that a rule was run says nothing about
whether anybody looked at its result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from compliance.struct import Struct, field

SCHEMA_VERSION: Final = "1.0"

Data: TypeAlias = dict[str, Any]
Counts: TypeAlias = Mapping[
    str, Mapping[str, int]
]  # key of a condition → what it was seen to be → by how many scenarios


class RecordError(Exception):
    """A file that is no record, as one Japanese and one English sentence."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(japanese)
        self.message = (japanese, english)


class Step(Struct):
    """A step as it is written.  table: its rows, the heading first."""

    keyword: str
    text: str
    table: tuple[tuple[str, ...], ...] = ()


class Played(Struct):
    """One run of a scenario.  example: the row of 例 it was run with.  asserted: the rules that ならば steps name.

    ran: the other rules that applied to the dossier.
    """

    passed: bool
    example: Mapping[str, str]
    asserted: tuple[str, ...]
    ran: tuple[str, ...]


class Scenario(Struct):
    """A シナリオ or シナリオアウトライン with its runs.  section: the ルール it stands under, or empty."""

    feature: str
    path: str
    line: int
    section: str
    name: str
    tags: tuple[str, ...]
    steps: tuple[Step, ...]
    rules: str
    plays: tuple[Played, ...]

    @property
    def title(self) -> str:
        """What a reader finds it by."""
        return f"{self.feature}：{self.name}"

    @property
    def passed(self) -> bool:
        return all(play.passed for play in self.plays)

    @property
    def asserted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule for play in self.plays for rule in play.asserted))

    @property
    def ran(self) -> tuple[str, ...]:
        asserted = set(self.asserted)
        return tuple(dict.fromkeys(rule for play in self.plays for rule in play.ran if rule not in asserted))


class Record(Struct):
    """One run.  day: when.  conditions: by the digest of the rule set they belong to."""

    day: str
    scenarios: tuple[Scenario, ...]
    conditions: Mapping[str, Counts] = field(default_factory=dict)

    def by_rule(self, digest: str) -> dict[str, list[str]]:
        """The titles of the scenarios that passed, by the rules they assert."""
        found: dict[str, list[str]] = {}
        for scenario in self.scenarios:
            if scenario.rules == digest and scenario.passed:
                for rule in scenario.asserted:
                    found.setdefault(rule, []).append(scenario.title)
        return found


def assembled(day: str, notes: Iterable[Data]) -> Record:
    """The record of a session, from what was noted of each test in whatever order."""
    groups: dict[tuple[str, int, str], list[Data]] = {}
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for note in sorted(notes, key=lambda note: (note["path"], note["line"], note["test"])):
        groups.setdefault((note["path"], note["line"], note["rules"]), []).append(note)
        conditions = counts.setdefault(note["rules"], {})
        for key, words in note["seen"].items() if note["passed"] else ():
            entry = conditions.setdefault(key, {})
            for word in words:
                entry[word] = entry.get(word, 0) + 1
    scenarios = tuple(_scenario({**group[0], "plays": group}) for group in groups.values())
    return Record(day, scenarios, {digest: dict(sorted(found.items())) for digest, found in sorted(counts.items())})


def write_record(record: Record) -> str:
    """The record as JSON."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "day": record.day,
        "scenarios": [
            {
                "feature": scenario.feature,
                "path": scenario.path,
                "line": scenario.line,
                "section": scenario.section,
                "name": scenario.name,
                "tags": list(scenario.tags),
                "rules": scenario.rules,
                "steps": [step_data(step) for step in scenario.steps],
                "plays": [
                    {
                        "passed": play.passed,
                        "example": dict(play.example),
                        "asserted": list(play.asserted),
                        "ran": list(play.ran),
                    }
                    for play in scenario.plays
                ],
            }
            for scenario in record.scenarios
        ],
        "conditions": record.conditions,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_record(text: str) -> Record:
    """The record that `write_record` wrote.  Raises RecordError."""
    try:
        data = json.loads(text)
        if data["schema_version"] != SCHEMA_VERSION:
            raise KeyError("schema_version")
        return Record(data["day"], tuple(_scenario(each) for each in data["scenarios"]), data["conditions"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(
            "シナリオの記録として読めません。「pytest features --compliance-coverage ファイル名」で作ってください。",
            "This is no record of scenarios; make one with `pytest features --compliance-coverage FILE`.",
        ) from error


def step_data(step: Step) -> Data:
    return {"keyword": step.keyword, "text": step.text, "table": [list(row) for row in step.table]}


def _scenario(data: Data) -> Scenario:
    return Scenario(
        feature=data["feature"],
        path=data["path"],
        line=data["line"],
        section=data["section"],
        name=data["name"],
        tags=tuple(data["tags"]),
        steps=tuple(
            Step(each["keyword"], each["text"], tuple(tuple(row) for row in each["table"])) for each in data["steps"]
        ),
        rules=data["rules"],
        plays=tuple(
            Played(each["passed"], each["example"], tuple(each["asserted"]), tuple(each["ran"]))
            for each in data["plays"]
        ),
    )
