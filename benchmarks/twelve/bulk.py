"""Many documents, one JSON text in each line: streamed by one process, or by two that take half of the file each.

Called as a process of its own, so that its memory can be told: python -m benchmarks.twelve.bulk FILE WHO PROCESSES
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.twelve import ours, workload

try:
    from msgspec.json import decode
except ModuleNotFoundError:
    from json import loads as decode


def by_hand() -> Callable[[bytes], object]:
    return lambda line: workload.by_hand(decode(line))


def by_the_rules() -> Callable[[bytes], object]:
    findings = ours.findings(ours.rules())
    return lambda line: findings(workload.facts(decode(line)))


def pydantic() -> Callable[[bytes], object]:
    from benchmarks.twelve import peers

    from_text = peers.pydantic().from_text
    assert from_text is not None
    return from_text


WHO = {"by-hand": by_hand, "rules": by_the_rules, "pydantic": pydantic, "nothing": lambda: len}


def check_lines(path: Path, first: int, last: int, check: Callable[[bytes], object]) -> None:
    """Check the lines that begin in a range of bytes."""
    with path.open("rb") as file:
        if first:
            file.seek(first - 1)
            file.readline()
        while file.tell() < last and (line := file.readline()):
            check(line)


def main(path: Path, who: str, processes: int) -> int:
    check, size = WHO[who](), path.stat().st_size
    gc.collect()
    gc.freeze()
    cuts = [size * part // processes for part in range(processes + 1)]
    children = []
    for part in range(1, processes):
        child = os.fork()
        if not child:
            check_lines(path, cuts[part], cuts[part + 1], check)
            os._exit(0)
        children.append(child)
    check_lines(path, cuts[0], cuts[1], check)
    return max((os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children), default=0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
