"""What a user types, and what comes back: exit codes, messages, files.

The engine behind `compliance.run` is replaced by made-up reports, so that these tests are about the command line alone.
"""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from sample_report import at, clean, findings, sample, unreadable

from compliance import __main__ as start
from compliance import cli
from compliance.arguments import Given, help_text
from compliance.atomic import write_file
from compliance.cli import COMMANDS, load
from compliance.commands import check as check_command
from compliance.commands.common import options_for, wants_colour
from compliance.commands.dossiers import dossier_paths
from compliance.finding import DOSSIER_ORDER, Report
from compliance.problem import Problem
from compliance.source import Source, Span
from compliance.struct import replace

ROOT = Path(__file__).parents[1]


class FakeRun(ModuleType):
    """Stands in for `compliance.run`: reports by the name of the dossier; what it was asked is kept."""

    def __init__(self) -> None:
        super().__init__("compliance.run")
        self.reports: dict[str, Report] = {"0142": sample(), "0001": clean()}
        self.rule_problems: tuple[Problem, ...] = ()
        self.asked: list[tuple[str, date | None]] = []
        self.failure: Exception | None = None

    def prepare(self, directory: Path | None = None) -> SimpleNamespace:
        usable = not any(problem.is_error for problem in self.rule_problems)
        items = (SimpleNamespace(id="test-1", span=Span(Source("規則/試し.rule", ""), 0, 0)),)
        rules = SimpleNamespace(digest="ab" * 32, items=items, fees=(), delegated={})
        return SimpleNamespace(
            problems=self.rule_problems,
            usable=usable,
            rules=rules,
            statute_digest="cd" * 32,
            forms=SimpleNamespace(sections={"提案書": None}),
            directory=directory,
        )

    def check(
        self, prepared: object, path: Path, *, on: date | None, today: date, settings: object, everything: bool
    ) -> tuple[Report | None, list[Problem]]:
        if self.failure is not None:
            raise self.failure
        self.asked.append((path.name, on))
        found = self.reports.get(path.stem)
        return (found, []) if found else (None, list(unreadable().problems))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeRun:
    """Dossiers 0001 (good), 0142 (fails) and 0200 (unreadable) in a folder, which is the current one."""
    fake = FakeRun()
    monkeypatch.setitem(sys.modules, "compliance.run", fake)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "COMPLIANCE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("0001", "0142", "0200"):
        (tmp_path / "提案" / name).mkdir(parents=True)
        (tmp_path / "提案" / name / "提案書.yaml").write_text("提案書:\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return fake


Shown = tuple[int, str, str]


@pytest.fixture
def run(engine: FakeRun, capsys: pytest.CaptureFixture[str]) -> Callable[..., Shown]:
    def call(*words: str) -> Shown:
        code = cli.run(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


# --- check ----------------------------------------------------------------------------------------------------------


def test_exit_codes(run: Callable[..., Shown], engine: FakeRun) -> None:
    assert run("check", "提案/0001")[0] == 0
    assert run("check", "提案/0142")[0] == 1
    assert run("check", "提案/0200")[0] == 2
    engine.reports["0001"] = replace(clean(), overall="情報不足")
    assert run("check", "提案/0001")[0] == 3
    assert run("check", "提案/0001", "提案/0142")[0] == 1
    assert run("check", "提案/0001", "提案/0142", "提案/0200")[0] == 2


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        ("なし", {}),
        ("不適合", dict.fromkeys(("受付不可", "欠格による不適合", "要補正", "不適合"), 1)),
        (
            "要判断",
            {**dict.fromkeys(DOSSIER_ORDER[:6], 1), "情報不足": 3, "要判断": 3},
        ),
        ("remark", {**dict.fromkeys(DOSSIER_ORDER[:6], 1), "情報不足": 3, "要判断": 3, "注意": 1}),
    ],
)
def test_fail_on(run: Callable[..., Shown], engine: FakeRun, level: str, codes: dict[str, int]) -> None:
    for word in DOSSIER_ORDER:
        engine.reports["0001"] = replace(clean(), overall=word)
        assert run("check", "--fail-on", level, "提案/0001")[0] == codes.get(word, 0), word


def test_an_outcome_that_is_not_there_is_no_pass() -> None:
    assert check_command.exit_code([replace(clean(), overall="")]) == 2


def test_the_day_may_be_written_as_in_the_papers(run: Callable[..., Shown], engine: FakeRun) -> None:
    for text in ("2026-09-02", "令和8年9月2日", "R8.9.2", "２０２６年９月２日"):
        run("check", "--on", text, "提案/0001")
    assert {on for _, on in engine.asked} == {date(2026, 9, 2)}
    code, out, err = run("check", "--on=平成31年5月1日", "提案/0001")
    assert (code, out) == (2, "")
    assert "令和元年5月1日" in err


def test_a_folder_of_dossiers(run: Callable[..., Shown], engine: FakeRun) -> None:
    code, out, _ = run("check", "提案")
    assert [name for name, _ in engine.asked] == ["0001", "0142", "0200"]
    assert code == 2
    assert "■ 一件書類ごとの結論（3件）" in out


def test_several_formats_at_once(run: Callable[..., Shown], tmp_path: Path) -> None:
    code, out, _ = run("check", "提案/0142", "--format", "text", "--format", "json=out.json", "-f", "sarif=結果.sarif")
    assert code == 1
    assert out.startswith("【要補正】")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["reports"][0]["overall"] == "要補正"
    assert json.loads((tmp_path / "結果.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "提案", "結果.sarif"]


def test_two_formats_do_not_go_into_one_file(run: Callable[..., Shown], engine: FakeRun, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("x.json")
    for words in (
        ["-f", "json=x.json", "-f", "sarif=x.json"],
        ["-f", "json=x.json", "-f", "sarif", "--output", "提案/../x.json"],
        ["-f", "json=x.json", "-f", "sarif=link.json"],
    ):
        code, out, err = run("check", "提案/0001", *words)
        assert (code, out) == (2, "")
        assert "は、同じファイルです。" in err
        assert not engine.asked
        assert not (tmp_path / "x.json").exists()
    (tmp_path / "x.json").write_text("", encoding="utf-8")
    os.link(tmp_path / "x.json", tmp_path / "y.json")
    assert (
        "'x.json' and 'y.json' are the same"
        in run("check", "提案/0001", "-f", "json=x.json", "-f", "sarif=y.json", "--lang", "en")[2]
    )
    os.mkfifo("pipe")
    check_command._told_apart(["pipe", "pipe"])  # takes one after the other


def test_output_goes_to_the_file(run: Callable[..., Shown], tmp_path: Path) -> None:
    code, out, err = run("check", "提案/0142", "-o", "結果.txt", "--color", "always")
    assert (code, out, err) == (1, "", "")
    text = (tmp_path / "結果.txt").read_text(encoding="utf-8")
    assert text.startswith("【要補正】")
    assert "\x1b" not in text


def test_a_verdict_is_not_lost_silently_when_the_file_cannot_be_written(run: Callable[..., Shown]) -> None:
    code, _, err = run("check", "提案/0001", "-o", "ない/結果.txt")
    assert code == 2
    assert "「ない/結果.txt」に書けません" in err


def test_only_the_language_asked_for_changes_what_machines_read(
    run: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    japanese = run("check", "提案/0142", "-f", "sarif")[1]
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert run("check", "提案/0142", "-f", "sarif")[1] == japanese
    assert run("check", "提案/0142", "-f", "sarif", "--lang", "en")[1] != japanese
    assert run("check", "提案/0142")[1].startswith("【CORRECTION NEEDED】")
    assert run("check", "提案/0142", "--lang", "ja")[1].startswith("【要補正】")


def test_verbose_lists_all(run: Callable[..., Shown]) -> None:
    assert "■ 満たしているもの" not in run("check", "提案/0142")[1]
    assert "■ 満たしているもの（2件）" in run("check", "提案/0142", "-v")[1]


def test_no_verdict_from_broken_rules(run: Callable[..., Shown], engine: FakeRun) -> None:
    source = Source("法/第114条.rule", "要件：本人の人数が千人以上")
    engine.rule_problems = (
        Problem("unknown-term", "「本人の人数」という用語はありません。", at(source, "本人の人数")),
    )
    code, out, err = run("check", "提案/0001")
    assert (code, out) == (2, "")
    assert "法/第114条.rule:1:4: 問題: 「本人の人数」という用語はありません。 [unknown-term]" in err
    assert not engine.asked
    engine.rule_problems = (replace(engine.rule_problems[0], severity="注意"),)
    assert run("check", "提案/0001")[0] == 0


# --- bad use --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["chek", "提案"], "「chek」というコマンドはありません。", "「check」の書き間違い"),
        (["完全"], "「完全」というコマンドはありません。", "compliance --help"),
        (["--verison"], "「--verison」というオプションはありません。", ""),
        (["check"], "対象を書いてください", "compliance check --help"),
        (["check", "--fromat", "json", "提案/0001"], "「--fromat」というオプションは", "「--format」の書き間違い"),
        (["check", "-z", "提案/0001"], "「-z」というオプションは", "--help"),
        (["check", "提案/0001", "--on"], "「--on」の後に値（DAY）が要ります。", ""),
        (["check", "--on", "--verbose", "提案/0001"], "「--on」の後に値（DAY）が要ります。", ""),
        (["check", "--verbose=1", "提案/0001"], "「--verbose」には値を付けられません。", ""),
        (["check", "--on", "2026-09-02", "--on", "2026-09-03", "提案/0001"], "「--on」が2回以上", ""),
        (["check", "--format", "jsn", "提案/0001"], "「jsn」という形式はありません。", "「json」の書き間違い"),
        (["check", "--format", "json=", "提案/0001"], "ファイルの名前が要ります", ""),
        (["check", "-f", "text", "-f", "json", "提案/0001"], "画面に出せる形式は一つです", "--format json=ファイル"),
        (["check", "-f", "text=a", "-o", "b", "提案/0001"], "「--output」を使うときは", ""),
        (["check", "--fail-on", "不適当", "提案/0001"], "「--fail-on」に「不適当」は指定できません。", "「不適合」"),
        (["check", "提案/0143"], "「提案/0143」というファイルもフォルダもありません。", "「提案/0142」の書き間違い"),
        (["check", "--rules", "提案/0142/提案書.yaml", "提案/0142"], "フォルダではありません", ""),
        (["check", "--lang", "fr", "提案/0001"], "「--lang」に「fr」は指定できません。", ""),
        (["rules", "a", "b"], "「b」は余分です", ""),
        (["fee", "--format", "xml", "提案/0001"], "「--format」に「xml」は指定できません。「text」、「json」", ""),
    ],
)
def test_bad_use_is_told_in_one_sentence(
    run: Callable[..., Shown], engine: FakeRun, words: list[str], message: str, hint: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    lines = err.rstrip("\n").split("\n")
    assert lines[0].startswith("compliance: ")
    assert message in lines[0]
    assert hint in (lines[1] if len(lines) > 1 else "")
    assert not engine.asked


def test_a_value_may_be_attached_to_a_short_option(run: Callable[..., Shown], tmp_path: Path) -> None:
    expected = run("check", "提案/0142", "-f", "compact")
    assert run("check", "提案/0142", "-fcompact") == expected
    assert run("check", "提案/0142", "-f=compact") == expected
    assert run("check", "-j1", "提案/0142", "-fcompact", "-fjson=結果.json") == expected
    assert (tmp_path / "結果.json").exists()
    assert "「-vx」というオプションは" in run("check", "提案/0142", "-vx")[2]


def test_bad_use_in_english(run: Callable[..., Shown]) -> None:
    code, _, err = run("chek", "--lang", "en")
    assert code == 2
    assert err == "compliance: There is no command 'chek'.\n  hint: Did you mean check?\n"


def test_an_empty_folder_is_not_a_pass(run: Callable[..., Shown], tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    code, _, err = run("check", "空")
    assert code == 2
    assert "一件書類" in err


def test_two_dashes_end_the_options(run: Callable[..., Shown], tmp_path: Path, engine: FakeRun) -> None:
    (tmp_path / "-x").mkdir()
    (tmp_path / "-x" / "提案書.yaml").write_text("", encoding="utf-8")
    run("check", "--", "-x")
    assert engine.asked == [("-x", None)]


# --- our own faults and the world's ---------------------------------------------------------------------------------


def test_a_bug_is_70_and_never_a_verdict(
    run: Callable[..., Shown], engine: FakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.failure = RuntimeError("boom \x1b[2J")
    code, out, err = run("check", "提案/0001")
    assert (code, out) == (70, "")
    assert "内部の誤り" in err
    assert "RuntimeError: boom" in err
    assert "Traceback" not in err
    assert "\x1b" not in err
    monkeypatch.setenv("COMPLIANCE_DEBUG", "1")
    assert "Traceback" in run("check", "提案/0001")[2]


@pytest.mark.parametrize("failure", [RecursionError(), MemoryError(), KeyError("x"), AssertionError()])
def test_no_failure_ends_in_a_traceback(run: Callable[..., Shown], engine: FakeRun, failure: Exception) -> None:
    engine.failure = failure
    code, _, err = run("check", "提案/0001")
    assert code == 70
    assert "Traceback" not in err


def test_an_interruption_is_not_a_verdict(run: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["compliance.run"], "check", interrupted)
    code, out, err = run("check", "提案/0001")
    assert (code, out) == (130, "")
    assert "中断しました。" in err


def test_an_interruption_of_the_start_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "compliance.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "compliance.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])
    assert start.main() == 130
    assert capsys.readouterr().err == "\ncompliance: 中断しました（interrupted）。\n"


def test_a_reader_that_has_gone_away_changes_no_exit_code(
    run: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Gone())
    assert cli.run(["check", "提案/0142"]) == 1
    assert cli.run(["check", "提案/0001"]) == 0


# --- fee ------------------------------------------------------------------------------------------------------------


def test_fee(run: Callable[..., Shown], engine: FakeRun) -> None:
    code, out, _ = run("fee", "提案/0142")
    assert code == 0
    assert "3時間5分 → 4時間 × 3,950円 ＝ 15,800円" in out
    assert out.rstrip("\n").endswith("36,800円")
    fee = replace(sample().fees[0], total=None, high=None, causes=(findings()[2].causes[0],))
    engine.reports["0142"] = replace(sample(), fees=(fee,))
    code, out, _ = run("fee", "提案/0142")
    assert code == 3
    assert "36,800円以上（未定）" in out
    assert run("fee", "提案/0200")[0] == 2
    assert "手数料は、まだありません" in run("fee", "提案/0001")[1]


def test_fee_as_json(run: Callable[..., Shown]) -> None:
    _, out, _ = run("fee", "-f", "json", "提案/0142")
    assert json.loads(out)["dossiers"][0]["fees"][0]["total"] == 36800


# --- help -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_command_has_help_with_examples(run: Callable[..., Shown], name: str, lang: str) -> None:
    code, out, _ = run(name, "--help", "--lang", lang)
    assert code == 0
    command = load(name)
    assert out == help_text(command, lang)  # type: ignore[arg-type]
    for option in command.options:
        assert option.flags[0] in out
        assert all(option.text)
    assert f"$ compliance {name}" in out
    assert command.name == name


def test_the_overview_sets_commands_in_a_column(run: Callable[..., Shown]) -> None:
    lines = run("--help")[1].split("\n")
    starts = {
        next(line for line in lines if line.startswith(f"  {name} ")).index(load(name).summary[0]) for name in COMMANDS
    }
    assert len(starts) == 1


def test_the_overview_names_every_command_and_exit_code(run: Callable[..., Shown]) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name in COMMANDS:
        assert f"  {name}" in out
    assert "終了コード: 0 適合 · 1" in out
    assert run()[0] == 2
    assert run("help", "check")[1] == help_text(load("check"), "ja")


def test_examples_in_help_can_be_read() -> None:
    """Every example is a command line that the command accepts."""
    from compliance.arguments import read_arguments

    for name in COMMANDS:
        command = load(name)
        for example, _ in command.examples:
            words = example.split()
            assert words[:2] == ["compliance", name]
            given = read_arguments(command, words[2:], "ja")
            assert isinstance(given, Given)


def test_a_terminal_is_laid_out_for_as_wide_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    for columns, width in (("40", 40), ("72", 72), ("300", 100), ("3", 20)):
        monkeypatch.setenv("COLUMNS", columns)
        assert options_for(Given(())).width == width


def test_version(run: Callable[..., Shown]) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("compliance ")


# --- colour, language, encoding -------------------------------------------------------------------------------------


def test_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour("auto", terminal=True)
    assert not wants_colour("auto", terminal=False)
    assert wants_colour("always", terminal=False)
    assert not wants_colour("never", terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour("auto", terminal=True)
    monkeypatch.setenv("NO_COLOR", "")
    assert wants_colour("auto", terminal=True)


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ([], {}, "ja"),
        ([], {"LANG": "C.UTF-8"}, "ja"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        (["check", "--lang", "en"], {"LANG": "ja_JP.UTF-8"}, "en"),
        (["check", "--lang=ja"], {"LANG": "en_US"}, "ja"),
        (["check", "--", "--lang=en"], {}, "ja"),
    ],
)
def test_language(words: list[str], environment: dict[str, str], expected: str) -> None:
    assert cli.language(words, environment) == expected


def started(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean_environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))
    }
    return subprocess.run(
        [sys.executable, "-m", "compliance", *words],
        cwd=ROOT,
        env={**clean_environment, **environment},
        capture_output=True,
        check=False,
    )


def test_output_is_utf8_whatever_the_locale() -> None:
    done = started("--help", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "コマンド" in done.stdout.decode("utf-8")


def test_papers_are_found_by_their_names_in_a_c_locale() -> None:
    done = started("lint", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (done.returncode, done.stdout.decode("utf-8")) == (0, "問題はありません。\n")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_output_that_cannot_be_written_is_told(lang: str) -> None:
    """A verdict that did not reach its reader is neither a pass nor a bug."""
    said = {"ja": "標準出力", "en": "Standard output"}[lang]
    for redirection in ("> /dev/full", ">&-"):
        command = f'"{sys.executable}" -m compliance lint --lang {lang} {redirection}'
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr.startswith(f"compliance: {said}"), redirection
        assert "Exception" not in done.stderr and done.stderr.count("\n") <= 2


def test_messages_that_cannot_be_written_change_no_exit_code() -> None:
    for redirection in ("2> /dev/full", "2>&-"):
        command = f'"{sys.executable}" -m compliance chek {redirection}'
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.usefixtures("unmeasured")
def test_starting_needs_little() -> None:
    """What is slow to load is not loaded to show a version or a mistake in the command line."""
    code = (
        "import sys; from compliance.cli import run; run(['--version']); run(['chek']);"
        "print(*sorted({'argparse', 'dataclasses', 'lark', 'yaml', 'json', 'jsonschema', 'jinja2', 're'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}]; {code}"],
        capture_output=True,
        check=True,
    )
    loaded = set(done.stdout.decode().split("\n")[-2].split())
    assert not loaded & {"argparse", "lark", "yaml", "json", "jsonschema", "jinja2"}


# --- files ----------------------------------------------------------------------------------------------------------


def test_what_is_a_dossier(tmp_path: Path) -> None:
    for name in ("b/提案書.yaml", "b/参考/x.json", "a/x.json", ".git/x.yaml", "c/読んで.txt", "d.yaml", "README.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    papers = ("提案書", "誓約書")

    def found(*names: str) -> list[str]:
        paths = dossier_paths([str(tmp_path / name) for name in names], papers)
        return [path.relative_to(tmp_path).as_posix() for path in paths]

    # one level down, each folder and each file; c has no paper that can be read, and is told of rather than passed over
    assert found("") == ["a", "b", "c", "d.yaml"]
    assert found("b", "d.yaml") == ["b", "d.yaml"]
    assert found("a") == ["a/x.json"]


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.json"
    write_file(target, b"old")
    target.chmod(0o640)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_file(target, b"new, but the disk is full")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_full_disk_is_told_as_that(run: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, out, err = run("check", "提案/0001", "-f", "json=a.json")
    assert (code, out) == (2, "")
    assert "「a.json」に書けません（空きがありません）。" in err
    assert "空きを作るか、別の場所を" in err
    assert "書込みが許されて" not in err


def test_why_a_file_cannot_be_written_is_in_japanese(run: Callable[..., Shown], tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for name in ("提案", "ない/a.json", "提案/0001/提案書.yaml/a.json", "あ" * 200 + ".json", "/dev/fd/9999", "loop/a"):
        code, _, err = run("check", "提案/0001", "-f", f"json={name}")
        reason = err.partition("に書けません（")[2].partition("）")[0]
        assert code == 2
        assert reason and not any(letter.isascii() and letter.isalpha() for letter in reason), err


@pytest.mark.skipif(os.name != "posix", reason="where open files have names")
def test_what_is_no_ordinary_file_is_written_to_directly(tmp_path: Path) -> None:
    for name in ("/dev/fd/{}", "/proc/self/fd/{}"):
        if name.startswith("/proc") and not Path("/proc/self/fd").exists():
            continue
        reader, writer = os.pipe()
        try:
            write_file(Path(name.format(writer)), b"through a pipe")
            assert os.read(reader, 100) == b"through a pipe"
        finally:
            os.close(reader)
            os.close(writer)
    program = (
        "import sys; from pathlib import Path; from compliance.atomic import write_file;"
        "write_file(Path('/dev/stdout'), b'out\\n'); write_file(Path('/dev/stderr'), b'err\\n')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"out\n", b"err\n")
    with (tmp_path / "log").open("ab") as log:  # >> log
        log.write(b"before\n")
        log.flush()
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=log, stderr=subprocess.PIPE, check=True)
    assert (tmp_path / "log").read_bytes() == b"before\nout\n"


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
