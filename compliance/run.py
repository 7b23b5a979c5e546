"""The whole flow, on one page: rules are prepared once; then any number of dossiers may be checked.

rules/*.rule ─ parse → syntax ─ check → model ─ plan ─┐
                                                      ├─ evaluate → Report ─ report/ → text, JSON, …
一件書類 ─ read → nodes ─ type by the forms → facts ──┘
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.documents.document import Dossier, read_dossier
from compliance.documents.forms import load_forms
from compliance.documents.reader import read_bytes, whole
from compliance.engine.evaluate import evaluate
from compliance.engine.facts import Watch
from compliance.engine.settings import Settings, settings_for
from compliance.finding import Report
from compliance.law.statute import StatuteIndex, load_index
from compliance.model import RuleSet
from compliance.problem import Problem
from compliance.resources import shipped
from compliance.source import Source
from compliance.vocabulary import Forms

RULE_SUFFIX = ".rule"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is needed to check dossiers.  problems: of the rule files and forms, worst kept out of the rule set."""

    rules: RuleSet
    forms: Forms
    index: StatuteIndex
    directory: Path
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether nothing is wrong with the rules; a set with problems is not used for a verdict."""
        return not any(problem.is_error for problem in self.problems)


def read_sources(directory: Path) -> tuple[list[Source], list[Problem]]:
    """The rule files below a folder, in the order of their names.

    Links that lead out of the folder are refused; hidden files and folders are passed over.
    """
    root = directory.resolve()
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in sorted(directory.rglob(f"*{RULE_SUFFIX}")):
        name = path.relative_to(directory).as_posix()
        if any(part.startswith(".") for part in path.relative_to(directory).parts):
            continue
        if not path.resolve().is_relative_to(root):
            problems.append(Problem("outside", f"「{name}」は、規則のフォルダの外を指しています。", whole(name)))
            continue
        try:
            read = read_bytes(name, path.read_bytes())
        except OSError as error:
            problems.append(Problem("unreadable", f"「{name}」を読めません（{error.strerror}）。", whole(name)))
            continue
        if isinstance(read, Problem):
            problems.append(read)
        else:
            sources.append(read)
    return sources, problems


def prepare(directory: Path | None = None) -> Prepared:
    """Read the rules once: forms, statute index, rule files.

    A folder of rules that has no forms of its own (documents/) is read by those that come with this package; likewise one
    without an index of the law (statute/).
    """
    from compliance.check import check_rules
    from compliance.language.parse import parse_all

    directory = directory or shipped("rules")
    own = directory / "documents"
    forms, problems = load_forms(own if own.is_dir() else shipped("rules") / "documents")
    index = load_index(directory / "statute")
    sources, unread = read_sources(directory)
    files, found = parse_all(sources, forms)
    rules, wrong = check_rules(files, forms, index)
    return Prepared(rules, forms, index, directory, (*problems, *unread, *found, *wrong))


def check(
    prepared: Prepared, path: Path, *, on: date | None = None, today: date, settings: Settings | None = None
) -> tuple[Report | None, list[Problem]]:
    """Check one dossier; no report where it could not be read."""
    dossier, problems = read_dossier(path, prepared.forms)
    if dossier is None or any(problem.is_error for problem in problems):
        return None, problems
    return evaluate_dossier(prepared, dossier, on=on, today=today, settings=settings), problems


def evaluate_dossier(
    prepared: Prepared,
    dossier: Dossier,
    *,
    on: date | None = None,
    today: date,
    settings: Settings | None = None,
    watch: Watch | None = None,
) -> Report:
    """Evaluate a dossier that was read.  Without settings, those shipped for its 機関の名称 are used, if any."""
    settings = settings or settings_for(dossier, prepared.directory / "settings")
    return evaluate(prepared.rules, prepared.forms, dossier, on, today, settings, watch)
