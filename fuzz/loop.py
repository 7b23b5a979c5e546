"""The loop: inputs of our own mutator against one target, each within one second of processor time.

What is found is put away under fuzz/found/, made as small as a few hundred tries can.  The input at hand always stands
in fuzz/found/<target>-<process>.now, so that it is still there when the process itself dies.
"""

from __future__ import annotations

import mmap
import os
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from fuzz.mutate import Mutator
from fuzz.target import Target

FOUND = Path(__file__).parent / "found"
LIMIT = 1.0  # seconds of processor time for one input of ordinary size
ORDINARY = 10_000  # bytes; a larger input may take longer in proportion
MEMORY = 6_000_000_000  # bytes of address space


class TooSlowError(BaseException):
    """An input took longer than the limit.  Not an Exception: nothing under test may swallow it."""


@dataclass(slots=True)
class Tally:
    """What a run came to.  endings: how inputs ended → how many; found: a word for the find → file."""

    target: str
    executions: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    kept: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    found: dict[str, Path] = field(default_factory=dict)

    def __str__(self) -> str:
        rate = self.executions / self.seconds if self.seconds else 0
        lines = [
            f"{self.target}: {self.executions:,} executions in {self.seconds:.0f} s ({rate:,.0f}/s), "
            f"{len(self.endings):,} endings, slowest {self.slowest * 1000:.0f} ms, {len(self.found)} found"
        ]
        lines += [f"  {what}\n    {file}" for what, file in self.found.items()]
        return "\n".join(lines)


def run(target: Target, runs: int, seconds: float, seed: int, *, told: Callable[[str], None] = lambda _: None) -> Tally:
    """Execute until `runs` inputs or `seconds` are over, whichever is first; the seeds themselves go first."""
    draw = Random(f"{target.name}/{seed}")
    mutator = Mutator(target.seeds, target.words)
    tally = Tally(target.name)
    begun = last = time.monotonic()
    first = iter(target.seeds)
    with _guarded(target.name) as now:
        while tally.executions < runs:
            data = next(first, None) or mutator.next(draw)
            now(data)
            before = time.process_time()
            ending, error = execute(target, data)
            took = time.process_time() - before
            tally.executions += 1
            tally.slowest = max(tally.slowest, took)
            if error is None and took > limit(data):
                error = TooSlowError(f"{took:.1f} s")
            if error is not None:
                _put_away(target, data, error, tally, told)
            elif ending not in tally.endings:
                mutator.keep(data)
                tally.kept += 1
            tally.endings[ending] += 1
            if not tally.executions % 64:
                at = time.monotonic()
                if at - begun > seconds:
                    break
                if at - last > 60:
                    last, tally.seconds = at, at - begun
                    told(str(tally).splitlines()[0])
    tally.seconds = time.monotonic() - begun
    return tally


def limit(data: bytes) -> float:
    return LIMIT * max(1.0, len(data) / ORDINARY)


def execute(target: Target, data: bytes) -> tuple[str, BaseException | None]:
    """How one input ended, or what it raised."""
    if callable(signal.getsignal(signal.SIGVTALRM)):  # else the alarm would end the process
        signal.setitimer(signal.ITIMER_VIRTUAL, limit(data))
    try:
        return target.check(data), None
    except (Exception, TooSlowError, RecursionError, MemoryError) as error:
        return "", error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextmanager
def _guarded(name: str) -> Iterator[Callable[[bytes], None]]:
    """With a limit on memory, an alarm for what is slow, and a file that holds the input at hand."""

    def too_slow(_: int, __: Any) -> None:
        raise TooSlowError(f"more than {LIMIT:.0f} s for {ORDINARY:,} bytes")

    FOUND.mkdir(exist_ok=True)
    place = FOUND / f"{name}-{os.getpid()}.now"
    size = 4_000_000
    with place.open("wb") as file:
        file.truncate(size)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGVTALRM, too_slow)
    with place.open("r+b") as file, mmap.mmap(file.fileno(), size) as memory:

        def now(data: bytes) -> None:
            memory[:8] = min(len(data), size - 8).to_bytes(8, "little")
            memory[8 : 8 + min(len(data), size - 8)] = data[: size - 8]

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
        try:
            yield now
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            signal.signal(signal.SIGVTALRM, before)
    place.unlink()


def what(error: BaseException) -> str:
    """A word for a find: the exception and where it was raised, so that one fault is put away once."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/compliance/" in frame.filename] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    if isinstance(error, TooSlowError):
        return f"slow {where}"
    text = str(error).split(":")[0][:60] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {text} {where}".replace("\n", " ")


def _put_away(target: Target, data: bytes, error: BaseException, tally: Tally, told: Callable[[str], None]) -> None:
    name = what(error)
    if name in tally.found:
        return
    small = smaller(target, data, name)
    place = FOUND / f"{target.name}-{sha256(small).hexdigest()[:12]}"
    place.write_bytes(small)
    tally.found[name] = place
    told(f"{target.name}: {name}: {error!s:.300}\n  {place}\n  {small[:300]!r}")


def smaller(target: Target, data: bytes, name: str, tries: int = 400) -> bytes:
    """The input with as much taken out as can be, while it is the same find."""
    part = max(len(data) // 2, 1)
    until = time.monotonic() + 15
    while part and tries > 0:
        at = 0
        while at < len(data) and tries > 0 and time.monotonic() < until:
            shorter = data[:at] + data[at + part :]
            tries -= 1
            _, error = execute(target, shorter)
            if error is not None and what(error) == name:
                data = shorter
            else:
                at += part
        part //= 2
    return data
