"""kill -9 at random moments while the tool writes: rule files laid out anew, the cache, reports.

After each round nothing may be half written: a rule file is the old one or the new one to the byte, with its comments;
a report is the old one or a whole new one; what lies about from the killed run does not disturb the next, and the next
brings everything to where an undisturbed run would have brought it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "03-本人の数が足りない"
FORMATS = ("json", "sarif", "html", "junit")


def untidy(text: str) -> str:
    """A rule file as somebody might have left it: read alike, laid out otherwise, so that `fmt` has to rewrite it."""
    return "\n".join(line + "  " if line and not line.startswith("#") else line for line in text.split("\n")) + "\n\n"


class Bench:
    """A folder with rules that are not in layout, and a cache of its own."""

    def __init__(self, folder: Path, rules: Path) -> None:
        self.folder = folder
        self.rules = folder / "rules"
        self.out = folder / "out"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COMPLIANCE")},
            "XDG_CACHE_HOME": str(folder / "cache"),
            "LC_ALL": "C.UTF-8",
        }
        shutil.copytree(rules, self.rules)
        self.tidy = {path: path.read_bytes() for path in self.rules.rglob("*.rule")}
        self.loose = {path: untidy(content.decode()).encode() for path, content in self.tidy.items()}
        self.out.mkdir()
        self.reports = {name: self.out / f"out.{name}" for name in FORMATS}
        # what undisturbed runs give
        for path, content in self.loose.items():
            path.write_bytes(content)
        self.took = {name: self.run(name) for name in ("fmt", "check")}
        self.laid_out = {path: path.read_bytes() for path in self.rules.rglob("*.rule")}
        assert self.laid_out == self.tidy, "the rules are in layout, and blanks at line ends change nothing"
        self.whole = {name: path.read_bytes() for name, path in self.reports.items()}

    def command(self, what: str) -> list[str]:
        python = [sys.executable, "-m", "compliance"]
        if what == "fmt":
            return [*python, "fmt", str(self.rules)]
        reports = [word for name, path in self.reports.items() for word in ("--format", f"{name}={path}")]
        return [*python, "check", str(EXAMPLE), "--rules", str(self.rules), "--on", "2026-09-14", *reports]

    def run(self, what: str) -> float:
        """Run undisturbed; gives the seconds it took."""
        begun = time.monotonic()
        done = subprocess.run(
            self.command(what), env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise AssertionError(f"{what}: exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return time.monotonic() - begun

    def kill(self, what: str, draw: Random) -> str:
        """Start, and kill somewhere on the way; half of the time as soon as something is written."""
        running = subprocess.Popen(
            self.command(what), env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        places = [self.out] if what == "check" else sorted({path.parent for path in self.loose})
        places.append(self.folder / "cache" / "compliance")
        if draw.random() < 0.6:
            _wait_for_a_change(running, places, self.took[what] * 3 + 2)
            time.sleep(draw.random() ** 3 * 0.05)
        else:
            time.sleep(draw.random() * self.took[what] * 1.1)
        ended = running.poll() is not None
        if not ended:
            running.send_signal(signal.SIGKILL)
        running.wait()
        return "ended before" if ended else "killed"

    # --- what must hold afterwards ---

    def after_fmt(self) -> tuple[str, list[str]]:
        """A word for how far it got, and what is wrong."""
        wrong, new = [], 0
        for path in self.loose:
            content = path.read_bytes()
            if content not in (self.loose[path], self.tidy[path]):
                wrong.append(f"{path.name} is neither the old nor the new file ({len(content)} bytes)")
            new += content == self.tidy[path]
        self.run("fmt")
        wrong += [
            f"{path.name} is not laid out by the next run"
            for path, content in self.tidy.items()
            if path.read_bytes() != content
        ]
        return ("none" if not new else "all" if new == len(self.loose) else "some") + " of the files new", wrong

    def after_check(self, old: bytes) -> tuple[str, list[str]]:
        wrong, new = [], 0
        for name, path in self.reports.items():
            content = path.read_bytes()
            if content not in (old, self.whole[name]):
                wrong.append(f"{path.name} is neither the old nor the new report ({len(content)} bytes)")
            new += content == self.whole[name]
        self.run("check")
        wrong += [
            f"{path.name} differs after the next run"
            for name, path in self.reports.items()
            if path.read_bytes() != self.whole[name]
        ]
        return f"{new} of {len(self.reports)} reports new", wrong

    def left(self) -> list[Path]:
        """Temporary files of killed runs.  The cache has its own way with them: it never holds more than 16 files."""
        return [path for folder in (self.rules, self.out) for path in folder.rglob(".*")]

    def left_after_an_hour(self) -> list[Path]:
        """Those that are still there when, an hour later, everything is written again."""
        for path in self.left():
            os.utime(path, (0, 0))
        for path, content in self.loose.items():
            path.write_bytes(content)
        self.run("fmt")
        self.run("check")
        return self.left()


def _wait_for_a_change(running: subprocess.Popen[bytes], places: list[Path], longest: float) -> None:
    def state() -> list[tuple[str, int]]:
        return [
            (entry.name, entry.stat(follow_symlinks=False).st_mtime_ns)
            for place in places
            if place.is_dir()
            for entry in _entries(place)
        ]

    before, until = _safely(state), time.monotonic() + longest
    while running.poll() is None and time.monotonic() < until:
        if _safely(state) != before:
            return
        time.sleep(0.001)


def _entries(place: Path) -> list[os.DirEntry[str]]:
    with os.scandir(place) as entries:
        return list(entries)


def _safely(state: Callable[[], list[tuple[str, int]]]) -> list[tuple[str, int]]:
    try:
        return state()
    except FileNotFoundError:  # renamed as we looked
        return [("", 0)]


def run_crash(rounds: int, seed: int, *, told: Callable[[str], None], rules: Path = ROOT / "rules") -> int:
    """Alternate between laying out and checking.  Gives 1 where something was half written or lost."""
    draw = Random(f"crash/{seed}")
    faults: list[str] = []
    how: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crash-") as name:
        bench = Bench(Path(name), rules)
        for number in range(rounds):
            if number % 2:
                for path, content in bench.loose.items():
                    path.write_bytes(content)
                ended = bench.kill("fmt", draw)
                state, wrong = bench.after_fmt()
            else:
                old = f"old {number}".encode()
                for path in bench.reports.values():
                    path.write_bytes(old)
                if draw.random() < 0.5:  # half of the time the cache is written as well
                    shutil.rmtree(bench.folder / "cache", ignore_errors=True)
                ended = bench.kill("check", draw)
                state, wrong = bench.after_check(old)
            how[f"{'fmt' if number % 2 else 'check'} {ended}, {state}"] += 1
            faults += [f"round {number}: {fault}" for fault in wrong]
        left = bench.left()
        faults += [f"{path.name} is never removed" for path in bench.left_after_an_hour()]
    for fault in faults:
        told(fault)
    told(
        f"crash: {rounds} rounds in {time.monotonic() - begun:.0f} s, {len(faults)} faults; "
        f"{len(left)} temporary files left, for a write after an hour to remove"
    )
    for what, number in sorted(how.items()):
        told(f"  {number:4} {what}")
    return int(bool(faults))
