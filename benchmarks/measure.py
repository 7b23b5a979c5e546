"""How times are taken.  Subjects are timed in turn, so that whatever else the machine does meets all of them alike; what
counts is the median of the ratios, pass by pass, to the first of them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

PASSES = 7


@dataclass(frozen=True)
class Timed:
    """seconds: of the processor, for one thing.  ratio: to the first subject."""

    seconds: float
    ratio: float


def in_turn(subjects: Sequence[tuple[Callable[[Any], object], Sequence[Any]]], passes: int = PASSES) -> list[Timed]:
    """The time of each function for one of its things."""
    times: list[list[float]] = [[] for _ in subjects]
    gc.collect()
    gc.freeze()
    for _ in range(passes):
        for (function, things), found in zip(subjects, times, strict=True):
            begun = process_time()
            for each in things:
                function(each)
            found.append((process_time() - begun) / len(things))
    gc.unfreeze()
    return [Timed(median(own), median(a / b for a, b in zip(own, times[0], strict=True))) for own in times]


def once(function: Callable[[], object], passes: int = 3) -> float:
    """Seconds of the processor, the median of a few."""
    times = []
    for _ in range(passes):
        begun = process_time()
        function()
        times.append(process_time() - begun)
    return median(times)


@dataclass(frozen=True)
class Ran:
    """A process that ended.

    seconds: of the processor, its children's among them; wall: by the clock; kibibytes: at most in memory.
    """

    seconds: float
    wall: float
    kibibytes: int
    code: int


def run_process(words: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Run a command, its output thrown away.

    It is begun by a small process of its own: what a process counts as its most memory begins with its parent's.
    Python keeps its compiled modules, as it does for a user, also where the environment says not to write them.
    """
    starter = [sys.executable, "-S", "-E", "-c", _STARTER, *words]
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told = subprocess.run(starter, env={**usual, **(environment or {})}, capture_output=True, check=True)
    seconds, wall, kibibytes, status = told.stdout.split()
    return Ran(float(seconds), float(wall), int(kibibytes), os.waitstatus_to_exitcode(int(status)))


_STARTER = """
import os, sys, time
away = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
begun = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=away)
_, status, used = os.wait4(child, 0)
print(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss, status)
"""


def processes_in_turn(commands: Iterable[Callable[[], Ran]], passes: int = 11) -> list[tuple[Timed, Ran]]:
    """Whole processes, timed in turn; the ratio is to the first."""
    commands = list(commands)
    runs: list[list[Ran]] = [[] for _ in commands]
    for _ in range(passes):
        for command, found in zip(commands, runs, strict=True):
            found.append(command())
    return [
        (
            Timed(
                median(run.seconds for run in own),
                median(a.seconds / b.seconds for a, b in zip(own, runs[0], strict=True)),
            ),
            own[-1],
        )
        for own in runs
    ]


def python(*words: str) -> list[str]:
    return [sys.executable, *words]
