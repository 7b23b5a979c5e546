"""Many documents, one JSON text in each line: streamed by one process, or by two that take half of the file each.

Called as a process of its own, so that its memory can be told: python -m benchmarks.twelve.bulk FILE WHO PROCESSES
"""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.twelve import ours, workload
from compliance.documents.lines import lines_of

try:
    from msgspec.json import decode
except ModuleNotFoundError:
    from json import loads as decode


Lines = Iterable[bytes]


def by_hand() -> Callable[[Lines], Iterable[object]]:
    return lambda lines: (workload.by_hand(decode(line)) for line in lines)


def by_the_rules() -> Callable[[Lines], Iterable[object]]:
    prepared = ours.rules()
    _ = prepared.plan
    return lambda lines: ours.findings_of_lines(prepared, lines)


def pydantic() -> Callable[[Lines], Iterable[object]]:
    from benchmarks.twelve import peers

    from_text = peers.pydantic().from_text
    assert from_text is not None
    return lambda lines: map(from_text, lines)


WHO = {"by-hand": by_hand, "rules": by_the_rules, "pydantic": pydantic}


def main(path: Path, who: str, processes: int) -> int:
    check = WHO[who]()
    gc.collect()
    gc.freeze()
    children = []
    for part in range(1, processes):
        child = os.fork()
        if not child:
            deque(check(lines_of(path, part, processes)), maxlen=0)
            os._exit(0)
        children.append(child)
    deque(check(lines_of(path, 0, processes)), maxlen=0)
    return max((os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children), default=0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
