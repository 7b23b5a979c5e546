"""Many dossiers: the same bytes by any number of processes; one that breaks costs the others nothing."""

from __future__ import annotations

import os
import pickle
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import compliance.run
from compliance import cli
from compliance.cli import COMMANDS, load
from compliance.commands import dossiers
from compliance.run import Prepared, prepare

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
ACT = ROOT.parent / "shared" / "law" / "xml" / "415AC0000000057_20250601.xml"

Run = Callable[..., tuple[int, str, str]]


@cache
def shipped_rules() -> Prepared:
    return prepare()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """A command line in an empty folder; the shipped rules are read once."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "COMPLIANCE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMPLIANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("compliance.run.prepare", lambda folder: shipped_rules() if folder is None else prepare(folder))
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = cli.run(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    """Three dossiers in a folder: one that conforms, one that fails, one with a slip in a paper."""
    folder = tmp_path / "提案"
    for number, example in (("0001", EXAMPLES[0]), ("0002", EXAMPLES[2]), ("0003", EXAMPLES[3])):
        shutil.copytree(example, folder / number)
    (folder / "0003" / "提案書.yaml").write_text("本人の人数: 1,000人\n", encoding="utf-8")
    return folder


def test_the_bytes_do_not_depend_on_the_number_of_processes(run: Run, proposals: Path) -> None:
    written = []
    for jobs in ("1", "2", "3"):
        formats = [word for name in ("jsonl", "html", "sarif") for word in ("-f", f"{name}={jobs}.{name}")]
        code, out, _ = run("check", "提案", "--on", "令和8年9月14日", "--jobs", jobs, "-f", "text", *formats)
        assert code == 2
        written.append((out, *(Path(f"{jobs}.{name}").read_bytes() for name in ("jsonl", "html", "sarif"))))
    assert written[0] == written[1] == written[2]
    assert written[0][0].rstrip().endswith("3件の一件書類 ― 不適合1・適合1・審査不能1")


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """Checking one dossier fails by a fault of ours."""
    real = compliance.run.check

    def check(prepared: Any, path: Path, **rest: Any) -> Any:
        if path.name == name:
            raise error
        return real(prepared, path, **rest)

    monkeypatch.setattr("compliance.run.check", check)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_that_breaks_costs_the_others_nothing(
    run: Run, proposals: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    if jobs != "1" and sys.platform != "linux":
        pytest.skip("a process that is not forked does not see the fault put in here")
    breaking(monkeypatch, "0002", RuntimeError("boom"))
    code, out, _ = run("check", "提案", "-f", "compact", "--on", "令和8年9月14日", "--jobs", jobs)
    assert code == 70
    assert "RuntimeError: boom" in out
    assert "0002: 審査不能" in out
    assert "0001: 適合" in out


def test_an_interruption_leaves_no_file(run: Run, proposals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, "0003", KeyboardInterrupt())
    code, out, _ = run("check", "提案", "-f", "json=a.json", "-f", "text")
    assert (code, out) == (130, "")
    assert sorted(path.name for path in Path().iterdir()) == ["提案"]


def test_two_folders_of_one_name_are_told_apart(run: Run) -> None:
    for year in ("令和7年度", "令和8年度"):
        shutil.copytree(EXAMPLES[0], Path(year) / "0001")
    out = run("check", "令和7年度", "令和8年度", "-f", "compact")[1]
    assert "令和7年度/0001: 適合" in out
    assert "令和8年度/0001: 適合" in out


@pytest.mark.parametrize("number", ["0", "-1", "多", "1.5", "999", ""])
def test_the_number_of_processes_is_a_number(run: Run, proposals: Path, number: str) -> None:
    code, out, err = run("check", "提案", f"--jobs={number}")
    assert (code, out) == (2, "")
    assert "1から256まで" in err


def test_a_report_goes_from_one_process_to_another_whole() -> None:
    """What is packed comes out equal, and the texts of rule files are not packed with every dossier."""
    work = dossiers.Work(shipped_rules(), None, dossiers.today(), None, verbose=False)
    report = dossiers._report(EXAMPLES[1], work)
    dossiers._begin(work)
    packed = dossiers._packed(EXAMPLES[1])
    assert dossiers._unpacked(packed, dossiers._rule_sources(work.prepared)) == report
    assert len(packed) < len(pickle.dumps(report))


def test_waivers_on_the_command_line(run: Run, proposals: Path) -> None:
    Path("免除.yaml").write_text(
        "免除:\n  - 項目: appi-114-1-2\n    一件書類: '0002'\n    理由: 試行のため。\n    承認者: 個人情報保護課長\n"
        "    期限: 令和8年12月31日\n",
        encoding="utf-8",
    )
    given = ("check", "提案/0002", "--waivers", "免除.yaml", "-f", "compact")
    code, out, err = run(*given, "--on", "令和8年9月14日")
    assert (code, err) == (0, "")
    assert "免除（不適合）" in out
    assert run(*given, "--on", "令和9年1月1日")[0] == 1
    # a waiver that nothing answers to is told, and is no success
    text = Path("免除.yaml").read_text(encoding="utf-8")
    Path("免除.yaml").write_text(text.replace("appi-114-1-2", "appi-114-1-3"), encoding="utf-8")
    code, out, err = run(*given, "--on", "令和8年9月14日")
    assert code == 2
    assert "[unused-waiver]" in err
    assert "0002: 不適合" in out


def test_a_waiver_of_a_dossier_that_is_not_there_is_told(run: Run, proposals: Path) -> None:
    shutil.rmtree(proposals / "0003")
    text = "免除:\n  - 項目: appi-114-1-2\n    一件書類: '{}'\n    理由: 試行。\n    承認者: 課長\n    期限: 令和8年12月31日\n"
    Path("免除.yaml").write_text(text.format("0O02"), encoding="utf-8")
    given = ("check", "--waivers", "免除.yaml", "-f", "compact", "--on", "令和8年9月14日")
    code, _, err = run(*given, "提案")
    assert code == 1
    assert "免除の一件書類「0O02」は、審査した中にありません。" in err
    assert "「0002」" in err
    # one by one, a neighbour may be meant
    assert run(*given, "提案/0002")[2] == ""
    Path("免除.yaml").write_text(text.format("令和七年度の七番"), encoding="utf-8")
    assert run(*given, "提案")[2] == ""


def test_rules_of_fees_alone_are_worked_out(run: Run, proposals: Path) -> None:
    """Where nothing is reviewed, rules need no item; where they have no fee either, that is told."""
    shutil.copytree(ROOT / "rules" / "documents", "own/documents")
    folder = Path("own")
    (folder / "a.rule").write_text("# 空の規則\n", encoding="utf-8")
    code, out, err = run("fee", "提案/0001", "--rules", "own")
    assert (code, out) == (2, "")
    assert "規則に「手数料」が一つもないため、計算できません。" in err
    (folder / "a.rule").write_text(
        "手数料 own-fee\n  見出し：基本の手数料\n  根拠：法第119条第1項\n  書類：提案書\n  内訳：\n    一　「基本額」　300円\n",
        encoding="utf-8",
    )
    code, out, err = run("fee", "提案/0001", "--rules", "own")
    assert (code, err) == (0, "")
    assert "300円" in out
    assert "項目」が一つもないため、審査できません" in run("check", "提案/0001", "--rules", "own")[2]


# --- what the help shows -------------------------------------------------------------------------------------------


def test_every_example_in_the_help_runs(run: Run) -> None:
    shutil.copytree(EXAMPLES[2], "提案/0142")
    shutil.copytree(ROOT / "rules", "rules")
    shutil.copytree(ROOT / "features", "features")
    Path("設定").mkdir()
    shutil.copy(ROOT / "rules" / "settings" / "横浜市.yaml", "設定")
    Path("免除.yaml").write_text(
        "免除:\n  - 項目: appi-114-1-2\n    一件書類: '0142'\n    理由: 試行。\n    承認者: 課長\n    期限: 令和99年1月1日\n",
        encoding="utf-8",
    )
    if ACT.exists():
        shutil.copy(ACT, "415AC0000000057.xml")
    needs = {"415AC0000000057.xml", "記録.json"}  # the official text, and a record of `pytest features`
    ran = 0
    for name in COMMANDS:
        for example, _ in load(name).examples:
            words = shlex.split(example)[1:]
            if any(word in needs and not Path(word).exists() for word in words):
                continue
            code, _, err = run(*words)
            assert code in (0, 1, 3), (example, err)
            assert "内部の誤り" not in err
            ran += 1
    assert ran > 15


SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish"}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_completion_knows_every_command_and_option(run: Run, shell: str, lang: str) -> None:
    code, script, _ = run("completion", shell, "--lang", lang)
    assert code == 0
    for name in COMMANDS:
        assert name in script
        for option in load(name).options:
            assert (option.name if shell == "fish" else option.flags[0]) in script
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script.encode(), capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_fish_and_zsh_offer_the_levels_of_fail_on(run: Run) -> None:
    (fish,) = [line for line in run("completion", "fish")[1].splitlines() if "-l fail-on" in line]
    assert " -x -a '不適合 violation" in fish
    (zsh,) = [line for line in run("completion", "zsh")[1].splitlines() if "--fail-on" in line]
    assert ":fail-on:(不適合 violation" in zsh


def test_bash_completes(run: Run) -> None:
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")
    script = run("completion", "bash")[1]
    Path("予定 表.yaml").write_text("", encoding="utf-8")
    assert "compgen -f" not in script, "its lines are taken apart at blanks"
    assert "complete -o default -F _compliance compliance" in script
    for words, expected in (
        ("compliance ch", "check"),
        ("compliance check -f sar", "sarif"),
        ("compliance fmt --d", "--diff"),
        ("compliance check --fail-on ju", "judgement"),
        ("compliance check --fail-on 不", "不適合"),
        ("compliance check 予", ""),  # left to the shell
        ("compliance check --settings 予", ""),
    ):
        listed = words.split()
        ask = f"COMP_WORDS=({words}); COMP_CWORD={len(listed) - 1}; _compliance; echo ${{COMPREPLY[@]}}"
        done = subprocess.run(["bash", "-c", script + ask], capture_output=True, check=True)
        assert done.stdout.decode().strip() == expected


def test_an_unknown_shell_is_told(run: Run) -> None:
    code, out, err = run("completion", "bsh")
    assert (code, out) == (2, "")
    assert "「bash」の書き間違いではありませんか。" in err


def test_a_process_that_is_killed_is_no_verdict(run: Run, proposals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when memory runs out: the run ends with the code of an internal error, and writes nothing."""
    if sys.platform != "linux":
        pytest.skip("a process that is not forked does not see the fault put in here")

    def killed(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("compliance.run.check", killed)
    code, out, err = run("check", "提案", "--jobs", "2", "-f", "json=a.json", "-f", "text")
    assert (code, out) == (70, "")
    assert "内部の誤り" in err
    assert not Path("a.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="where /proc tells which processes there are")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_one_it_works_for(proposals: Path, number: signal.Signals) -> None:
    """The output ends when the last process that holds it has ended: reading it to its end waits for them all."""
    program = """
import os, sys, time
import compliance.run
from compliance import cli
real = compliance.run.check
def check(prepared, path, **rest):
    os.write(2, f"{os.getpid()}\\n".encode())  # at once, so that no two lines mix
    time.sleep(600) if path.name == "0003" else None
    return real(prepared, path, **rest)
compliance.run.check = check
cli.run(["check", sys.argv[1], "--jobs", "3", "--on", "令和8年9月14日"])
"""
    command = [sys.executable, "-X", "utf8", "-c", program, str(proposals)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as parent:
        assert parent.stderr is not None
        workers = {int(parent.stderr.readline() or 0) for _ in range(3)}  # the last of them waits in its dossier
        parent.send_signal(number)
        try:
            parent.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            raise
    assert parent.returncode == -number
    assert workers and 0 not in workers and parent.pid not in workers
