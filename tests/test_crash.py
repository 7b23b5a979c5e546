"""A process that dies while it writes leaves the old file or the new one, and nothing that disturbs the next.

First at each point of a write, deterministically; then the tool itself, killed at random moments (`python -m fuzz crash`
does that for hundreds of rounds with the shipped rules).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.atomic import write_file
from fuzz.crash import run_crash

ROOT = Path(__file__).parent.parent
# Every step of a write that leaves a trace, as the child counts them.
CHILD = """
import os, signal, sys, tempfile
from pathlib import Path
steps = 0
def counted(step):
    def dying(*given, **named):
        global steps
        steps += 1
        if steps == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*given, **named)
    return dying
for place, name in ((tempfile, 'mkstemp'), (os, 'fdopen'), (os, 'fsync'), (os, 'open'), (os, 'chmod'), (os, 'replace'), (os, 'rename')):
    setattr(place, name, counted(getattr(place, name)))
%s
print(steps)
"""
WRITE = "from compliance.atomic import write_file; write_file(Path(sys.argv[2]) / 'file', b'new' * 100_000)"
KEEP = """
from compliance.plan import cache
os.environ['XDG_CACHE_HOME'] = sys.argv[2]
cache.write_entry('key', 'rules', ['new'] * 100_000)
"""


def child(program: str, step: int, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD % program, str(step), str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL があるところだけ")
def test_a_file_is_the_old_or_the_new(tmp_path: Path) -> None:
    target, died = tmp_path / "file", 0
    for step in range(1, 20):
        target.write_bytes(b"old")
        done = child(WRITE, step, tmp_path)
        assert target.read_bytes() in (b"old", b"new" * 100_000)
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            assert target.read_bytes() == b"new" * 100_000
            break
        died += 1
    assert died >= 4
    left = [path for path in tmp_path.iterdir() if path != target]
    assert left and all(path.name.startswith(".") for path in left), "what a killed process leaves is hidden"
    young, *old = left
    assert old
    for path in old:
        os.utime(path, (0, 0))
    write_file(target, b"newer")
    assert set(tmp_path.iterdir()) == {target, young}, "and goes with a later write, when it can be nobody's"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL があるところだけ")
def test_the_cache_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from compliance.plan import cache

    died = 0
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for step in range(1, 20):
        done = child(KEEP, step, tmp_path)
        assert cache.read_entry("key", "rules") in (None, ["new"] * 100_000)
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            break
        died += 1
    assert died >= 3
    assert cache.read_entry("key", "rules") == ["new"] * 100_000, "what killed processes left was not in the way"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL があるところだけ")
def test_the_tool_killed_at_random_moments(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    (rules / "法").mkdir(parents=True)
    shutil.copytree(ROOT / "rules" / "documents", rules / "documents")
    for number in range(30):
        (rules / "法" / f"第{number}条.rule").write_text(
            f"# 注釈{number}\n項目 test-{number}\n  見出し：本人の数\n  根拠：法第114条第1項第2号\n  書類：提案書\n"
            f"  # 下限\n  要件：本人の数が{number},000人以上であること  # 以上\n  満たさないとき：不適合\n",
            encoding="utf-8",
        )
    told: list[str] = []
    assert run_crash(4, 7, told=told.append, rules=rules) == 0, told
    assert any("killed" in line for line in told), told
