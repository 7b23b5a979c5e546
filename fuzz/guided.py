"""The same targets under atheris, which sees which lines an input reaches: `python -m fuzz.guided TARGET RUNS SECONDS SEED`.

A process of its own: atheris has to see our modules as they are imported, and never comes back.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

import atheris


def main() -> None:
    name, runs, seconds, seed = sys.argv[1], int(sys.argv[2]), int(float(sys.argv[3])), int(sys.argv[4])
    with atheris.instrument_imports(include=["compliance"], enable_loader_override=False):
        from fuzz.targets import TARGETS
    from fuzz.loop import FOUND
    from fuzz.mutate import Mutator

    target = TARGETS[name]()
    mutator = Mutator(target.seeds, target.words)

    def mutated(data: bytes, most: int, number: int) -> bytes:
        draw = Random(number)
        if draw.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return mutator.change(data.decode("utf-8", "replace"), draw)[:most]

    def once(data: bytes) -> None:
        target.check(data)

    FOUND.mkdir(exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for number, seed_data in enumerate(target.seeds):
        (corpus / f"{number}").write_bytes(seed_data)
    atheris.Setup(
        [
            "fuzz", f"-runs={runs}", f"-max_total_time={seconds}", f"-seed={seed % 2**31 or 1}", "-max_len=8000", "-timeout=20",
            "-rss_limit_mb=4000", "-print_final_stats=1", f"-artifact_prefix={FOUND}/{name}-guided-", str(corpus),
        ],
        once,
        custom_mutator=mutated,
    )  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main()
