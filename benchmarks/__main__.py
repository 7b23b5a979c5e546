"""Measure everything and write the table of benchmarks/README.md: python -m benchmarks [DOCUMENTS] [--only PART]

DOCUMENTS: for the agreement and the bulk; 100,000 by default.  PART: twelve or shipped; the README is then left alone.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import shipped
from benchmarks.measure import Ran, Timed, in_turn, python, run_process
from benchmarks.shipped import Row, temporary
from benchmarks.twelve import bulk, ours, peers, workload
from compliance.documents.lines import Reader

README = Path(__file__).with_name("README.md")
MARK = "<!-- measured -->\n"
SAMPLE = 2000  # documents that are timed


def main(words: Sequence[str]) -> int:
    count = int(words[0]) if words and words[0].isdigit() else 100_000
    only = words[-1] if "--only" in words else ""
    parts: list[tuple[str, Callable[[], Iterator[Row]]]] = []
    if only != "shipped":
        parts.append(("Twelve requirements and a fee", lambda: twelve(count)))
    if only != "twelve":
        parts.append(("The shipped rules on the examples", shipped.rows))
    tables = []
    for title, rows in parts:
        print(f"\n{title}", flush=True)
        lines = [f"### {title}", "", "| | | |", "|---|---|---|"]
        for row in rows():
            print("  " + " · ".join(row), flush=True)
            lines.append(f"| {' | '.join(row)} |")
        tables.append("\n".join(lines) + "\n")
    if not only:
        before, _, rest = README.read_text(encoding="utf-8").partition(MARK)
        _, _, after = rest.partition(MARK)
        written = before + MARK + machine() + "\n" + "\n".join(tables) + MARK + after
        README.write_text(written, encoding="utf-8")
    return 0


def machine() -> str:
    """Where and when."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = f"{len(models)} × {models[0].partition(': ')[2]}" if models else cpu
    today = date.today().isoformat()
    return f"{today}; {cpu}; {platform.system()}; CPython {platform.python_version()}.  Times are of the processor.\n"


# --- twelve ---------------------------------------------------------------------------------------------------------


def twelve(count: int) -> Iterator[Row]:
    prepared = ours.rules()
    draw = Random(20261123)
    documents = [workload.document(draw) for _ in range(count)]
    wrong = ours.disagreements(prepared, documents)
    partial = sum(None in workload.three_valued(d) for d in documents)
    told = f"{count - wrong:,} of {count:,}"
    yield "documents on which every verdict is that of the plain functions", told, f"{partial:,} lack a field"
    assert not wrong
    with temporary() as place:
        complete = [d for d in documents if workload.is_complete(d)]
        plain, own = place / "documents.jsonl", place / "一件書類.jsonl"
        with plain.open("w", encoding="utf-8") as file, own.open("wb") as dossiers:
            for number in range(count):
                d = complete[number % len(complete)]
                file.write(json.dumps(d) + "\n")
                dossiers.write(ours.line(d) + b"\n")
        sample = complete[:SAMPLE]
        del documents, complete
        yield from single(sample, prepared)
        yield from many(plain, own, count)


def single(sample: Sequence[workload.Document], prepared: Any) -> Iterator[Row]:
    """One document after the other, warm and from text, beside what pip installs."""
    plan, findings = prepared.plan, ours.findings(prepared)
    reader = Reader(prepared.forms)
    facts = [ours.facts(reader, d) for d in sample]
    texts = [json.dumps(d).encode() for d in sample]
    decode = bulk.decode
    found = [make() for make in peers.PEERS]
    for peer in found:
        yield f"{peer.name}: verdicts that are those of the plain functions", *agreement(peer, sample)
    warm: list[tuple[str, Callable[[Any], object], Sequence[Any]]] = [
        ("Python by hand", workload.by_hand, sample),
        ("Python by hand, three-valued", workload.three_valued, sample),
        ("**these rules: three-valued results**", lambda f: ours.results(plan, f), facts),
        ("**these rules: with findings**", findings, facts),
    ]
    text: list[tuple[str, Callable[[Any], object], Sequence[Any]]] = [
        ("Python by hand, from text", lambda t: workload.by_hand(decode(t)), texts),
        (
            "**these rules: with findings, from text**",
            lambda line: findings(reader.plain(line)[0]),
            [ours.line(d) for d in sample],
        ),
    ]
    for peer in found:
        if peer.many is not None:
            batches = [sample[at : at + 1000] for at in range(0, len(sample), 1000)]
            warm.append((peer.name, peer.many, batches))
            continue
        slow = sample[:500]
        warm.append((peer.name, peer.verdicts, [peer.prepare(d) for d in slow]))
        from_text = peer.from_text or (lambda t, peer=peer: peer.verdicts(peer.prepare(decode(t))))
        text.append((f"{peer.name}, from text", from_text, texts[:500]))
    notes = {peer.name: (peer.note, 1000 if peer.many else 1) for peer in found}
    for subjects in (warm, text):
        for (name, _, _), timed in zip(subjects, in_turn([each[1:] for each in subjects]), strict=True):
            note, size = notes.get(name, ("", 1))
            yield name + (f" ({note})" if note else ""), *shown(timed, size)


def shown(timed: Timed, size: int) -> tuple[str, str]:
    return f"{timed.seconds / size * 1e6:.2f} µs", f"{timed.ratio / size:.2f} ×"


def agreement(peer: peers.Peer, sample: Sequence[workload.Document]) -> tuple[str, str]:
    """How many of the verdicts agree, of the documents of the sample."""
    many = peer.many(sample) if peer.many is not None else [peer.verdicts(peer.prepare(d)) for d in sample]
    good = 0
    for d, verdicts in zip(sample, many, strict=True):
        expected = workload.by_hand(d)
        good += [int(v) for v in verdicts] == [int(expected[at]) for at in peer.which]
    return f"{good:,} of {len(sample):,} documents", f"{len(peer.which)} of 13 rules"


def many(plain: Path, own: Path, count: int) -> Iterator[Row]:
    """A file of JSON lines, by one process and by two; own: the same as dossiers."""

    def run(who: str, processes: int) -> Ran:
        lines = own if who == "rules" else plain
        ran = run_process(python("-m", "benchmarks.twelve.bulk", str(lines), who, str(processes)))
        assert ran.code == 0, who
        return ran

    nothing = {who: run_process(python("-m", "benchmarks.twelve.bulk", "/dev/null", who, "1")) for who in bulk.WHO}
    reference = 0.0
    for who, name in (
        ("by-hand", "Python by hand"),
        ("rules", "**these rules, with findings**"),
        ("pydantic", "pydantic"),
    ):
        one, two = run(who, 1), run(who, 2)
        seconds = one.seconds - nothing[who].seconds
        reference = reference or seconds
        speedup = (one.wall - nothing[who].wall) / (two.wall - nothing[who].wall)
        yield (
            f"{count:,} JSON lines: {name}",
            f"{count / seconds:,.0f} documents a second",
            f"{reference / seconds:.2f} × by hand; two processes × {speedup:.2f}; {one.kibibytes / 1024:.0f} MiB",
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
