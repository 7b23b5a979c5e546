"""The whole flow, on one page: rules are prepared once; then any number of dossiers may be checked.

rules/*.rule ─ parse → syntax ─ check → model ─ plan ─┐ (kept between processes)
                                                      ├─ results ─ explain what is shown → Report ─ report/ → text, …
一件書類 ─ read → nodes ─ type by the forms → facts ──┘
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from compliance.atomic import is_folder, leads_out, read_file, why
from compliance.documents.document import Dossier, read_dossier
from compliance.documents.reader import read_bytes, whole
from compliance.engine.evaluate import evaluate
from compliance.engine.facts import Watch
from compliance.engine.judgements import astray
from compliance.engine.settings import BODY, Settings, misgivings, settings_for, settings_in
from compliance.finding import Report, Result
from compliance.model import RuleSet
from compliance.plan.brief import brief_report
from compliance.plan.cache import LaterSchemas, key_of, load_rules, plan_for, save_rules
from compliance.plan.compile import Plan, delegated_values
from compliance.plan.words import Outcome
from compliance.problem import Problem
from compliance.resources import shipped
from compliance.source import Source
from compliance.vocabulary import Forms

if TYPE_CHECKING:
    from compliance.law.statute import StatuteIndex

RULE_SUFFIX = ".rule"
SHORT = 10_000  # characters of a dossier; the longest of the examples has 8,500


class Prepared:
    """What is needed to check dossiers.  problems: of the rule files and forms, worst kept out of the rule set.

    statute_digest: of the index of the law.  settings: of the bodies whose files are in the folder.
    key: under which the plan is kept; empty: it is not.
    fresh: these rules were not read before, and no dossier was checked with them yet.
    """

    def __init__(
        self,
        rules: RuleSet,
        forms: Forms,
        directory: Path,
        problems: tuple[Problem, ...],
        statute_digest: str,
        settings: tuple[Settings, ...] = (),
        *,
        key: str = "",
        fresh: bool = False,
    ) -> None:
        self.rules = rules
        self.forms = forms
        self.directory = directory
        self.problems = problems
        self.statute_digest = statute_digest
        self.settings = settings
        self.key = key
        self.fresh = fresh

    @property
    def usable(self) -> bool:
        """Whether nothing is wrong with the rules; a set with problems is not used for a verdict."""
        return not any(problem.is_error for problem in self.problems)

    @cached_property
    def index(self) -> StatuteIndex:
        """The index of the law; a folder of rules without one (statute/) is read by that of this package."""
        from compliance.law.statute import load_index

        return load_index(self.directory / "statute")

    @cached_property
    def plan(self) -> Plan:
        """The rules as code."""
        return plan_for(self.key, self.rules, self.forms)

    def __reduce__(self) -> tuple[Callable[[Path], Prepared], tuple[Path]]:
        """Another process prepares the rules itself: code is not sent."""
        return prepare, (self.directory,)


def read_sources(directory: Path) -> tuple[list[Source], list[Problem]]:
    """The rule files below a folder, in the order of their names.

    Links that lead out of the folder, and links to folders, are refused; hidden files and folders are passed over.
    A folder without any rule is a problem: whatever is checked with no rules would be 適合.
    """
    sources: list[Source] = []
    paths, problems = _rule_files(directory)
    for path in paths:
        name = _below(directory, path)
        if leads_out(path, directory):
            problems.append(Problem("outside", f"「{name}」は、規則のフォルダの外を指しています。", whole(name)))
            continue
        try:
            read = read_bytes(name, read_file(path))
        except OSError as error:
            problems.append(Problem("unreadable", f"「{name}」を読めません（{why(error)}）。", whole(name)))
            continue
        if isinstance(read, Problem):
            problems.append(read)
        else:
            sources.append(read)
    if not sources and not problems:
        problems.append(
            Problem(
                "no-rules",
                f"「{directory}」には、規則のファイル（{RULE_SUFFIX}）が一つもありません。",
                whole(str(directory)),
                "規則のフォルダの場所を確かめてください。",
            )
        )
    return sources, problems


def _rule_files(directory: Path) -> tuple[list[Path], list[Problem]]:
    """The rule files below a folder, and a problem for each folder whose rules would be passed over in silence."""
    paths: list[Path] = []
    problems: list[Problem] = []

    def unread(error: OSError) -> None:
        folder = error.filename if error.filename == str(directory) else _below(directory, error.filename)
        problems.append(Problem("unreadable", f"フォルダ「{folder}」を読めません（{why(error)}）。", whole(folder)))

    for at, folders, files in os.walk(directory, onerror=unread):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for link in (Path(at, name) for name in folders if Path(at, name).is_symlink()):
            name = _below(directory, link)
            problems.append(
                Problem(
                    "linked-folder",
                    f"「{name}」は、フォルダへのリンクであるため、その中の規則を読めません。",
                    whole(name),
                    "フォルダそのものを、規則のフォルダに入れてください。",
                )
            )
        names = (*folders, *files)  # a folder that is named like a file is told when it is read
        paths += [Path(at, name) for name in names if name.endswith(RULE_SUFFIX) and not name.startswith(".")]
    return sorted(paths), problems


def _below(directory: Path, path: str | Path) -> str:
    return Path(path).relative_to(directory).as_posix()


def prepare(directory: Path | None = None) -> Prepared:
    """The rules of a folder, by default the shipped ones: as they were kept from before, or read.

    They are kept when they are read for the second time: rules that were just changed may well be changed again.
    """
    directory = directory or shipped("rules")
    forms_from = _forms_of(directory)
    sources, unread = read_sources(directory)
    key = _key(directory)
    kept = load_rules(key, sources, LaterSchemas(forms_from)) if key and not unread else None
    if kept is not None:
        rules, forms, problems, statute, settings = kept
        return Prepared(rules, forms, directory, problems, statute, settings, key=key)
    prepared = _read(directory, sources, unread, key)
    if not prepared.fresh and prepared.usable and _key(directory) == key:  # else a file was changed meanwhile
        save_rules(
            key, sources, prepared.rules, prepared.forms, prepared.problems, prepared.statute_digest, prepared.settings
        )
        prepared.key = key
    return prepared


def _key(directory: Path) -> str:
    """What the rules of a folder are kept under; empty where something cannot be read."""
    try:
        outside = () if is_folder(directory / "documents") else (_forms_of(directory),)
        return key_of(directory, *outside, shipped("grammar"))
    except OSError:
        return ""


def _forms_of(directory: Path) -> Path:
    """Where the forms are: a folder of rules without its own (documents/) is read by those of this package."""
    own = directory / "documents"
    return own if is_folder(own) else shipped("rules") / "documents"


def read_rules(directory: Path | None = None) -> Prepared:
    """Read and check the rules of a folder: forms, statute index, rule files."""
    directory = directory or shipped("rules")
    return _read(directory, *read_sources(directory))


def _read(directory: Path, sources: Sequence[Source], unread: Sequence[Problem], key: str = "") -> Prepared:
    from compliance.check import check_rules
    from compliance.check.citations import citation_faults
    from compliance.law.statute import load_index
    from compliance.plan.parts import parts_of

    parts = parts_of(directory)
    forms, problems = parts.forms(_forms_of(directory))
    index = load_index(directory / "statute")
    files, found = parts.files(sources, forms)
    rules, wrong = check_rules(files, forms, index, parts.cited(citation_faults))
    fresh = not parts.again(key)
    parts.save()
    settings, unset = settings_in(directory / "settings", rules.delegated)
    told = (*problems, *index.unread, *unread, *found, *wrong, *unset)
    return Prepared(rules, forms, directory, told, index.digest, settings, fresh=fresh)


def check(
    prepared: Prepared,
    path: Path,
    *,
    on: date | None = None,
    today: date,
    settings: Settings | None = None,
    everything: bool = True,
) -> tuple[Report | None, list[Problem]]:
    """Check one dossier; no report where it could not be read.

    everything: explain also what is satisfied and what does not apply; without it, a good deal faster.
    """
    dossier, problems = read_dossier(path, prepared.forms)
    if dossier is None or any(problem.is_error for problem in problems):
        return None, problems
    problems += astray(dossier, prepared.rules)
    settings = settings or settings_for(dossier, prepared.settings)
    problems += misgivings(settings, dossier, today) if settings else []
    if any(problem.is_error for problem in problems):
        return None, problems
    fresh, prepared.fresh = prepared.fresh, False
    if fresh and _length(dossier) < SHORT:
        # changed rules may well be changed again: to evaluate one dossier takes a fifth of the time of making a plan
        return evaluate(prepared.rules, prepared.forms, dossier, on, today, settings), problems
    rules, forms, plan = prepared.rules, prepared.forms, prepared.plan
    return brief_report(rules, forms, plan, dossier, on, today, settings, everything=everything), problems


def _length(dossier: Dossier) -> int:
    """How many characters the papers of a dossier have."""
    texts = {id(node.span.source): node.span.source.text for node in dossier.nodes.values()}
    return sum(map(len, texts.values()))


Checked: TypeAlias = tuple[list[Outcome], list[int | Result], list[Problem]]


def check_lines(
    prepared: Prepared, lines: Iterable[bytes], *, on: date | None = None, today: date
) -> Iterator[Checked]:
    """Check many dossiers, each a JSON text with all its papers; for each what `Plan.results` and `Plan.fees` give.

    A line with a problem that is an error gives no results.  Two processes check a file twice as fast if each takes a part
    of it (`documents.lines.lines_of`).  With msgspec installed, a plain line takes a tenth of the time.  Nothing is said of
    recorded judgements that decide nothing (`astray`).
    """
    from compliance.documents.lines import Reader

    plan, reader = prepared.plan, Reader(prepared.forms)
    known: dict[object, tuple[Mapping[str, Any], list[Problem]]] = {None: ({}, [])}  # settings, by the name of the body
    for line in lines:
        read, problems = reader.read(line)
        if read is None:
            yield [], [], problems
            continue
        facts, kind, stage = read
        paper = facts.get("機関")
        body = paper.get(BODY) if paper else None
        if body not in known:
            dossier = Dossier("", facts)
            settings = settings_for(dossier, prepared.settings)
            against = misgivings(settings, dossier, today) if settings else []
            known[body] = delegated_values(prepared.rules, settings), against
        delegated, against = known[body]
        run = plan.start(facts, kind, stage, on, today, delegated)
        yield plan.results(run), plan.fees(run), [*problems, *against] if against else problems


def evaluate_dossier(
    prepared: Prepared,
    dossier: Dossier,
    *,
    on: date | None = None,
    today: date,
    settings: Settings | None = None,
    watch: Watch | None = None,
) -> Report:
    """Evaluate a dossier that was read, without the plan and with everything explained.

    settings: None: those shipped for its 機関の名称, if any.
    """
    settings = settings or settings_for(dossier, prepared.settings)
    return evaluate(prepared.rules, prepared.forms, dossier, on, today, settings, watch)
