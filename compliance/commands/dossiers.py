"""The dossiers a command is given: which are meant, and a report for each, by one process or by several.

The reports are the same, and in the same order, however many processes made them.  `_report` is the one place where a
dossier is checked.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from compliance.arguments import Given, Option, UsageError
from compliance.atomic import why
from compliance.commands.common import day_of, existing, prepared_rules, settings_of, today
from compliance.finding import Report, Result
from compliance.messages import Lang
from compliance.problem import Problem
from compliance.safe_text import safe_text
from compliance.source import Source, Span
from compliance.struct import Struct, replace

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from compliance.engine.settings import Settings
    from compliance.run import Prepared

SUFFIXES = (".yaml", ".yml", ".json")
INTERNAL_ERROR = "internal-error"
JOBS = Option(
    ("--jobs", "-j"),
    (
        "同時に使うプロセスの数。結果は、いくつであっても同じです。既定は 1 です。",
        "How many processes to use; the result is the same for any number. By default 1.",
    ),
    "N",
)


class Work(Struct):
    """What every dossier of a run is checked with.

    everything: explain also what is satisfied.  verbose: keep the traces of that, too.
    """

    prepared: Prepared
    on: date | None
    today: date
    settings: Settings | None
    verbose: bool
    everything: bool = True


def begin(given: Given, everything: bool, fees_only: bool = False) -> Work:
    """The rules, the day and the settings a command line asks for; what is not there is told before rules are read.

    fees_only: nothing is reviewed, so that rules need not have an item.
    """
    on = day_of(given)
    _jobs(given)
    for text in given.operands:
        existing(text)
    prepared = prepared_rules(given)
    if fees_only and not prepared.rules.items and not prepared.rules.fees:
        raise UsageError(
            "規則に「手数料」が一つもないため、計算できません。", "The rules have no fees (手数料) to work out."
        )
    if not fees_only and not prepared.rules.items:  # nothing would be asked, and everything 適合
        raise UsageError(
            "規則に「項目」が一つもないため、審査できません。", "The rules have no items (項目) to check by."
        )
    return Work(prepared, on, today(), settings_of(given, prepared), given.has("verbose"), everything)


def check_all(given: Given, work: Work) -> list[Report]:
    """A report for each dossier; one that could not be read or checked is reported by its problems."""
    paths, jobs = dossier_paths(given.operands, work.prepared.forms.sections), _jobs(given)
    if len(paths) == 1:
        reports = [_report(paths[0], work)]
    elif jobs > 1:
        reports = _by_processes(paths, work, min(jobs, len(paths)), given.lang)
    else:
        reports = [_report_or_problem(path, work) for path in _followed(paths, len(paths), given.lang)]
    names = [report.dossier for report in reports]
    return [
        # two folders of one name are told apart by their paths
        replace(report, dossier=str(path)) if names.count(report.dossier) > 1 else report
        for path, report in zip(paths, reports, strict=True)
    ]


# --- which ----------------------------------------------------------------------------------------------------------


def dossier_paths(operands: Sequence[str], papers: Collection[str]) -> list[Path]:
    """The dossiers meant: a file is one; so is a folder with a file named after a paper (提案書.yaml).

    In any other folder, each folder and each YAML or JSON file directly in it is one.  Hidden ones are passed over.
    papers: the names of the papers there are.
    """
    names = {normalize("NFKC", paper) for paper in papers}
    found: list[Path] = []
    for text in operands:
        inside = _dossiers_in(existing(text), names)
        if not inside:
            raise UsageError(
                f"「{text}」に、一件書類（YAML か JSON のファイル）がありません。",
                f"There are no papers (YAML or JSON files) in '{text}'.",
            )
        found += inside
    return found


def _dossiers_in(path: Path, papers: Collection[str]) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(
            f"「{path}」を開けません（{why(error)}）。", f"'{path}' cannot be opened ({reason})."
        ) from error
    files = [entry for entry in entries if entry.suffix.lower() in SUFFIXES and not entry.is_dir()]
    if any(normalize("NFKC", file.stem) in papers for file in files):
        return [path]
    return [entry for entry in entries if entry in files or entry.is_dir()]


# --- checking -------------------------------------------------------------------------------------------------------


def _report(path: Path, work: Work) -> Report:
    """The report of one dossier."""
    from compliance.run import check

    report, problems = check(
        work.prepared, path, on=work.on, today=work.today, settings=work.settings, everything=work.everything
    )
    if report is None:
        return _not_checked(path, problems, work)
    statute = report.statute_digest or work.prepared.statute_digest
    report = replace(report, problems=(*report.problems, *problems), statute_digest=statute)
    return report if work.verbose else _without_traces(report)


def _report_or_problem(path: Path, work: Work) -> Report:
    """The same, where other dossiers wait: a fault of ours costs this dossier its result, not theirs."""
    try:
        return _report(path, work)
    except Exception as error:
        if os.environ.get("COMPLIANCE_DEBUG") == "1":
            import traceback

            traceback.print_exception(error)
        what = safe_text(f"{type(error).__name__}: {error}"[:200])
        problem = Problem(
            INTERNAL_ERROR,
            f"内部の誤りが起き、この一件書類は審査していません（{what}）。",
            Span(Source(str(path), ""), 0, 0),
            "この一件書類だけを審査すると、知らせる先が表示されます。",
        )
        return _not_checked(path, [problem], work)


def _not_checked(path: Path, problems: Sequence[Problem], work: Work) -> Report:
    return Report(
        path.name or path.resolve().name,
        "",
        "",
        work.on or work.today,
        "--on" if work.on else "今日",
        findings=(),
        problems=tuple(problems),
        rules_digest=work.prepared.rules.digest,
        statute_digest=work.prepared.statute_digest,
    )


def _without_traces(report: Report) -> Report:
    """The report without the traces that nobody asked to see; most of its size is theirs."""
    unseen = (Result.SATISFIED, Result.NOT_APPLICABLE)
    findings = tuple(replace(one, trace=None) if one.result in unseen else one for one in report.findings)
    return replace(report, findings=findings)


# --- by several processes -------------------------------------------------------------------------------------------

_work: Work | None = None  # of a process that checks for another


def _by_processes(paths: Sequence[Path], work: Work, jobs: int, lang: Lang) -> list[Report]:
    """The reports made by `jobs` processes.  An interruption ends them all; nothing has been written by then.

    However this process ends, they end with it (`_end_with_parent`).
    """
    from concurrent.futures import ProcessPoolExecutor

    executor = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,))
    try:
        # All processes are there before the progress bar starts its thread: a fork would copy it half alive.
        done = executor.map(_packed, paths, chunksize=max(1, min(8, len(paths) // (4 * jobs))))
        sources = _rule_sources(work.prepared)
        return [_unpacked(data, sources) for data in _followed(done, len(paths), lang)]
    finally:
        _end(executor)


def _end(executor: ProcessPoolExecutor) -> None:
    executor.shutdown(wait=False, cancel_futures=True)


def _begin(work: Work) -> None:
    """Before the first dossier of a process: what it works with.  Ctrl-C is for the process that waits for it."""
    import signal
    from threading import Thread

    global _work
    _work = work
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one it checks for is gone, also where that was killed and could tell nobody.

    A worker would wait for its next dossier for ever: it holds both ends of the pipe these come by.
    """
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _packed(path: Path) -> bytes:
    """A report as bytes, in which the texts of rule files are named only: the other side has them."""
    assert _work is not None
    report = _report_or_problem(path, _work)
    known = _rule_sources(_work.prepared)
    target = io.BytesIO()
    _Packer(target, known).dump(report)
    return target.getvalue()


def _unpacked(data: bytes, known: dict[str, Source]) -> Report:
    report: Report = _Unpacker(io.BytesIO(data), known).load()
    return report


def _rule_sources(prepared: Prepared) -> dict[str, Source]:
    entries: Iterable[Any] = (*prepared.rules.items, *prepared.rules.fees)
    return {entry.span.source.name: entry.span.source for entry in entries}


class _Packer(pickle.Pickler):
    def __init__(self, target: io.BytesIO, known: dict[str, Source]) -> None:
        super().__init__(target, protocol=pickle.HIGHEST_PROTOCOL)
        self.known = known

    def persistent_id(self, thing: Any) -> str | None:
        same = isinstance(thing, Source) and self.known.get(thing.name) is thing
        return thing.name if same else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, known: dict[str, Source]) -> None:
        super().__init__(data)
        self.known = known

    def persistent_load(self, name: Any) -> Source:
        return self.known[name]


def _jobs(given: Given) -> int:
    text = given.get("jobs")
    if text is None:
        return 1
    shown = normalize("NFKC", text)
    if not (shown.isascii() and shown.isdigit() and 1 <= int(shown[:4]) <= 256):
        raise UsageError(
            f"「--jobs」の「{text}」を読めません。1から256までの数を書いてください。",
            f"--jobs {text}: write a number from 1 to 256.",
        )
    return int(shown)


def _followed(things: Iterable[Any], number: int, lang: Lang) -> Iterator[Any]:
    """The things, with a progress bar on a terminal where there are many and the library for it is installed."""
    if number < 10 or not sys.stderr.isatty():
        return iter(things)
    try:
        from rich.console import Console
        from rich.progress import track
    except ModuleNotFoundError:
        return iter(things)
    told = ("審査中", "Checking")[lang == "en"]
    return iter(track(things, description=told, total=number, console=Console(stderr=True), transient=True))
