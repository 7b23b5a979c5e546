"""The same bytes whatever the hash seed, the time zone, the locale and the number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
FORMATS = ("json", "sarif", "html", "text", "junit")
# Each differs from the first in all that must not matter; together every value of each is tried.
MACHINES = (
    {"PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "jobs": "1"},
    {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "C", "jobs": "2"},
    {"PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Kiritimati", "LC_ALL": "ja_JP.UTF-8", "LANG": "ja_JP.UTF-8", "jobs": "3"},
    {"PYTHONHASHSEED": "random", "TZ": "UTC", "LC_ALL": "POSIX", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0", "jobs": "1"},
    {"PYTHONHASHSEED": "7", "TZ": "nowhere/at-all", "LC_ALL": "", "LANG": "de_DE.ISO-8859-1", "COLUMNS": "40", "TERM": "dumb", "jobs": "2"},
)  # fmt: skip
MATTERS_NOT = (
    "PYTHONHASHSEED",
    "TZ",
    "LC_ALL",
    "LANG",
    "LANGUAGE",
    "COLUMNS",
    "TERM",
    "PYTHONUTF8",
    "NO_COLOR",
    "FORCE_COLOR",
)


def outputs(machine: dict[str, str], folder: Path, dossiers: list[str]) -> dict[str, bytes]:
    """What is written to files and to standard output."""
    kept = {name: value for name, value in os.environ.items() if name not in MATTERS_NOT}
    environment = {**kept, **{name: value for name, value in machine.items() if name != "jobs"}}
    environment["XDG_CACHE_HOME"] = str(folder / "cache")  # the first machine fills it, and the others find it full
    files = {name: folder / f"out-{machine['PYTHONHASHSEED']}.{name}" for name in FORMATS}
    words = [word for name, file in files.items() for word in ("--format", f"{name}={file}")]
    command = [
        sys.executable,
        "-m",
        "compliance",
        "check",
        *dossiers,
        "--lang",
        "ja",
        "--jobs",
        machine["jobs"],
        *words,
    ]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in (1, 3), done.stderr.decode("utf-8", "replace")
    return {**{name: file.read_bytes() for name, file in files.items()}, "standard output": done.stdout}


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    dossiers = [f"examples/{path.name}" for path in sorted((ROOT / "examples").iterdir()) if path.is_dir()][:6]
    first = outputs(MACHINES[0], tmp_path, dossiers)
    assert all(len(first[name]) > 1000 for name in FORMATS)
    with ThreadPoolExecutor(2) as threads:
        for machine, found in zip(
            MACHINES[1:], threads.map(lambda one: outputs(one, tmp_path, dossiers), MACHINES[1:]), strict=True
        ):
            assert [name for name in first if found[name] != first[name]] == [], machine


def test_standard_output_is_the_same_text(tmp_path: Path) -> None:
    """Also without --format, and also through a pipe in a locale that has no Japanese."""
    shown = set()
    for machine in (MACHINES[0], MACHINES[1], MACHINES[4]):
        environment = {**os.environ, **machine, "XDG_CACHE_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "compliance", "check", "examples/02-役員の欠格", "--lang", "ja"]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        shown.add(done.stdout)
    assert len(shown) == 1
