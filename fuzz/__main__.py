"""`python -m fuzz`: see `--help`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from fuzz.loop import Tally, run


def main() -> int:
    if not sys.flags.utf8_mode and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    given = _arguments()
    if given.ci:
        return _ci(given.seed)
    match given.command:
        case "differential":
            from fuzz.differential import run_differential, run_schemas

            found = run_differential(given.pairs, given.seed, told=_told)
            return max(found, run_schemas(given.dossiers, given.seed, told=_told))
        case "metamorphic":
            from fuzz.metamorphic import run_metamorphic

            return run_metamorphic(given.dossiers, given.seed, told=_told)
        case "crash":
            from fuzz.crash import run_crash

            return run_crash(given.rounds, given.seed, told=_told)
        case name:
            return _fuzz(name, given)


def _arguments() -> argparse.Namespace:
    from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m fuzz", description=sys.modules["fuzz"].__doc__)
    parser.add_argument("--ci", action="store_true", help="a minute in all: every target and every command, in short")
    parser.add_argument("--seed", type=int, default=1)
    commands = parser.add_subparsers(dest="command")
    for name in TARGETS:
        one = commands.add_parser(name, help=f"fuzz {name}")
        one.add_argument("--runs", type=int, default=10**12, help="executions; by default as many as the seconds allow")
        one.add_argument("--seconds", type=float, default=300.0)
        one.add_argument("--seed", type=int, default=1)
        one.add_argument("--engine", choices=("own", "atheris", "both"), default="both")
        one.add_argument("--again", metavar="FILE", nargs="+", help="only execute what was found before")
    one = commands.add_parser(
        "differential", help="the plan, the evaluation, a naive reading; two JSON Schema libraries"
    )
    one.add_argument("--pairs", type=int, default=200_000, help="(rule, dossier) pairs")
    one.add_argument("--dossiers", type=int, default=20_000, help="papers for the two JSON Schema libraries")
    one.add_argument("--seed", type=int, default=1)
    one = commands.add_parser("metamorphic", help="changes to dossiers that must not change verdicts")
    one.add_argument("--dossiers", type=int, default=50_000)
    one.add_argument("--seed", type=int, default=1)
    one = commands.add_parser("crash", help="kill -9 while files are written")
    one.add_argument("--rounds", type=int, default=200)
    one.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not given.ci and given.command is None:
        parser.error("name a command, or --ci")
    return given


def _fuzz(name: str, given: argparse.Namespace) -> int:
    from fuzz.loop import execute
    from fuzz.targets import TARGETS

    if given.again:
        target = TARGETS[name]()
        wrong = 0
        for file in given.again:
            ending, error = execute(target, Path(file).read_bytes())
            wrong += error is not None
            _told(f"{file}: {error!r}" if error is not None else f"{file}: {ending or 'ok'}")
        return bool(wrong)
    guided = given.engine == "atheris" or (given.engine == "both" and find_spec("atheris") is not None)
    seconds = given.seconds / 2 if given.engine == "both" and guided else given.seconds
    found = 0
    if given.engine != "atheris":
        tally = run(TARGETS[name](), given.runs, seconds, given.seed, told=_told)
        _told(str(tally))
        found += len(tally.found)
        given.runs = max(given.runs - tally.executions, 0)
    if guided and given.runs:
        command = [
            sys.executable,
            "-m",
            "fuzz.guided",
            name,
            str(min(given.runs, 2**31 - 1)),
            str(seconds),
            str(given.seed),
        ]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        kept = [line for line in done.stderr.splitlines() if "stat::number_of_executed_units" in line]
        executed = kept[0].rpartition(":")[2].strip() if kept else "?"
        _told(f"{name} under atheris: {executed} executions in at most {seconds:.0f} s, exit code {done.returncode}")
        if done.returncode:
            found += 1
            _told("\n".join(line[:300] for line in (done.stdout + done.stderr).splitlines()[-40:]))
    return bool(found)


def _ci(seed: int) -> int:
    """About a minute: every target of our own loop for four seconds, and the other commands in short."""
    from fuzz.crash import run_crash
    from fuzz.differential import run_differential, run_schemas
    from fuzz.metamorphic import run_metamorphic
    from fuzz.targets import TARGETS

    tallies: list[Tally] = [run(make(), 10**12, 4, seed, told=_told) for make in TARGETS.values()]
    for tally in tallies:
        _told(str(tally))
    ends = (
        run_differential(5_000, seed, told=_told),
        run_schemas(200, seed, told=_told),
        run_metamorphic(300, seed, told=_told),
        run_crash(3, seed, told=_told),
    )
    return max(*ends, int(any(tally.found for tally in tallies)))


def _told(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
