"""The command line.  Which command is meant, in which language; and that nothing ever ends in a traceback.

Exit codes: 0 適合 · 1 something fails · 3 nothing fails but something is open · 2 bad use or unreadable input ·
70 our bug.  130 when interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import StringIO
from typing import TextIO

from compliance import __version__
from compliance.arguments import Command, UnusableError, UsageError, help_text, read_arguments
from compliance.atomic import why
from compliance.messages import Lang
from compliance.problem import nearest
from compliance.safe_text import safe_text

OK, FAILED, USAGE, OPEN, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130


# In the order a user meets them.  A command is loaded only when it is called.
COMMANDS = ("check", "fee", "explain", "rules", "lint", "fmt", "coverage", "statute", "completion")


def load(name: str) -> Command:
    command: Command = import_module(f"compliance.commands.{name}").COMMAND
    return command


def run(words: Sequence[str]) -> int:
    """Carry out a command line; the exit code."""
    if sys.stderr is None:  # closed by the caller (2>&-)
        sys.stderr = StringIO()
    for stream in (sys.stdout, sys.stderr):
        _make_safe(stream)
    lang = language(words, os.environ)
    try:
        return _carry_out(list(words), lang)
    except UsageError as error:
        at = 1 if lang == "en" else 0
        hint = f"  {('ヒント', 'hint')[at]}: {safe_text(error.hint[at])}\n" if error.hint[at] else ""
        tell(f"compliance: {safe_text(error.message[at])}\n{hint}")
        return USAGE
    except UnusableError as error:
        _show_problems(error, lang)
        return USAGE
    except KeyboardInterrupt:
        tell(("\ncompliance: 中断しました。\n", "\ncompliance: interrupted.\n")[lang == "en"])
        return INTERRUPTED
    except Exception as error:
        return _our_bug(error, lang)


def language(words: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language asked for by --lang, else English where the locale is English, else Japanese."""
    for at, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang=en" or (word == "--lang" and list(words[at + 1 : at + 2]) == ["en"]):
            return "en"
        if word.startswith("--lang"):
            return "ja"
    locale = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    return "en" if locale.startswith("en") else "ja"


def write_out(text: str) -> None:
    """Write to standard output.  A reader that has gone away (`| head`) is no failure: the exit code still tells.

    Raises UsageError where the output is closed or full: what was concluded did not reach its reader.
    """
    if sys.stdout is None:
        raise UsageError(
            "標準出力が閉じられているため、結果を書けません。", "Standard output is closed: nothing can be written."
        )
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        reason = error.strerror or type(error).__name__
        raise UsageError(
            f"標準出力に書けません（{why(error)}）。",
            f"Standard output cannot be written ({reason}).",
            ("出力先に空きがあるかを確かめてください。", "Is there room where the output goes?"),
        ) from error


def tell(text: str) -> None:
    """Write to standard error; where it cannot be written, the exit code alone tells."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Nothing more is written to a stream whose reader has gone."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def _carry_out(words: list[str], lang: Lang) -> int:
    if not words:
        tell(overview(lang))
        return USAGE
    if words[0] in ("--version", "-V"):
        write_out(f"compliance {__version__}\n")
        return OK
    if words[0] == "--lang" or words[0].startswith("--lang="):
        # `compliance --lang en check …`: the language may come first
        words = words[1:] if "=" in words[0] else words[2:]
        return _carry_out(words, lang) if words else USAGE
    if words[0] in ("--help", "-h", "help"):
        rest = [word for word in words[1:] if word in COMMANDS]
        write_out(help_text(load(rest[0]), lang) if rest else overview(lang))
        return OK
    if words[0] not in COMMANDS:
        raise _unknown_command(words[0])
    command = load(words[0])
    given = read_arguments(command, words[1:], lang)
    if given.has("help"):
        write_out(help_text(command, lang))
        return OK
    return command.run(given)


def _unknown_command(word: str) -> UsageError:
    near = nearest(word, COMMANDS, limit=1)
    what = ("オプション", "option") if word.startswith("-") else ("コマンド", "command")
    return UsageError(
        f"「{word}」という{what[0]}はありません。",
        f"There is no {what[1]} '{word}'.",
        (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?")
        if near
        else ("「compliance --help」で一覧を見られます。", "See `compliance --help`."),
    )


def overview(lang: Lang) -> str:
    """The help of the whole: every command with its one line."""
    from compliance.report.layout import pad

    at = 1 if lang == "en" else 0
    lines = [
        (
            "行政機関等匿名加工情報の提案の一件書類を、個人情報の保護に関する法律の規則で審査します。",
            "Checks proposals for anonymized personal information held by public bodies against the Act.",
        )[at],
        "",
        ("使い方: compliance コマンド …", "Usage: compliance COMMAND …")[at],
        "",
        ("コマンド", "Commands")[at],
    ]
    column = max(map(len, COMMANDS)) + 2
    lines += [f"  {pad(name, column)}{load(name).summary[at]}" for name in COMMANDS]
    lines += [
        "",
        (
            "終了コード: 0 適合 · 1 満たさないものがある · 3 情報不足か要判断が残る · 2 使い方か入力の誤り · 70 内部の誤り",
            "Exit codes: 0 conforms · 1 something fails · 3 something is open · 2 bad use or input · 70 internal error",
        )[at],
        (
            "各コマンドの説明と例: compliance コマンド --help",
            "Help and examples of a command: compliance COMMAND --help",
        )[at],
    ]
    return "\n".join(lines) + "\n"


def _make_safe(stream: TextIO | None) -> None:
    """Output is UTF-8 whatever the locale says; a terminal keeps its encoding, and what it cannot show is escaped."""
    reconfigure = getattr(stream, "reconfigure", None)
    if stream is None or reconfigure is None:
        return
    if stream.isatty():
        reconfigure(errors="backslashreplace")
    else:
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _show_problems(error: UnusableError, lang: Lang) -> None:
    from compliance.report.problems import render_problems

    count = len(error.problems)
    told = (f"compliance: 問題が{count}件あるため、{error.ending[0]}。",
            f"compliance: {error.ending[1]} because of {count} problem{'s' * (count != 1)}.")  # fmt: skip
    shown = render_problems(error.problems[:20], width=100, colour=False, lang=lang)
    tell(f"{shown}\n{told[lang == 'en']}\n")


def _our_bug(error: Exception, lang: Lang) -> int:
    """A fault of this program.  It is never a verdict, so nothing else may be read from the run."""
    if os.environ.get("COMPLIANCE_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    what = safe_text(f"{type(error).__name__}: {error}"[:200])
    told = (
        f"compliance: 内部の誤りが起き、審査は行われませんでした（{what}）。\n"
        "  お手数ですが、実行したコマンドと版（compliance --version）を添えて、配布元の Issues にお知らせください。\n"
        "  COMPLIANCE_DEBUG=1 を付けて実行すると、詳しい記録が表示されます。\n",
        f"compliance: an internal error; nothing was concluded ({what}).\n"
        "  Please report it to the project's issues, with the command you ran and `compliance --version`.\n"
        "  Run with COMPLIANCE_DEBUG=1 for the details.\n",
    )
    tell(told[lang == "en"])
    return BUG
