"""What the commands share: the rules they are given, the dossiers, the day, where the output goes."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.arguments import Given, Option, UnusableError, UsageError
from compliance.atomic import is_full, why
from compliance.messages import Lang
from compliance.problem import nearest
from compliance.report.options import Options

if TYPE_CHECKING:
    from compliance.engine.settings import Settings
    from compliance.run import Prepared

RULES = Option(
    ("--rules",),
    ("規則のフォルダ。既定は同梱の規則です。", "The folder of rules; by default those that come with this tool."),
    "DIR",
)
ON = Option(
    ("--on",),
    (
        "審査の日（令和8年9月2日、R8.9.2、2026-09-02 のどの書き方でも）。既定は審査記録の日、なければ今日です。",
        "Day of review (2026-09-02, R8.9.2 or 令和8年9月2日); by default that of the review record, else today.",
    ),
    "DAY",
)
SETTINGS = Option(
    ("--settings",),
    (
        "条例などで定める額を書いた設定ファイル。既定は、提案先の名前で規則のフォルダから選びます。",
        "The file with the values that the body itself fixes; by default chosen by the body's name.",
    ),
    "FILE",
)


def prepared_rules(given: Given) -> Prepared:
    """The rules asked for.  Raises UnusableError where they have problems: no verdict is made from such a set."""
    from compliance.run import prepare

    prepared = prepare(rules_folder(given.get("rules")))
    if not prepared.usable:
        raise UnusableError([problem for problem in prepared.problems if problem.is_error])
    return prepared


def rules_folder(text: str | None) -> Path | None:
    if text is None:
        return None
    folder = existing(text)
    if not folder.is_dir():
        raise UsageError(f"「{text}」はフォルダではありません。", f"'{text}' is not a folder.")
    return folder


def existing(text: str) -> Path:
    """A path that is there.  Raises UsageError with the nearest name beside it."""
    path = Path(text)
    if not text:
        raise UsageError("ファイルの名前が空です。", "The name of a file is empty.")
    try:
        if path.exists():
            return path
    except OSError as error:  # a name longer than any file may have
        reason = error.strerror or type(error).__name__
        raise UsageError(
            f"「{text[:40]}…」を開けません（{why(error)}）。", f"'{text[:40]}…' cannot be opened ({reason})."
        ) from error
    if path.is_symlink():
        raise UsageError(f"リンク「{text}」の先がありません。", f"The link '{text}' leads nowhere.")
    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        names = []
    near = nearest(path.name, names, limit=1)
    where = str(path.parent / near[0]) if near else ""
    raise UsageError(
        f"「{text}」というファイルもフォルダもありません。",
        f"There is no file or folder '{text}'.",
        (f"「{where}」の書き間違いではありませんか。", f"Did you mean {where}?") if near else ("", ""),
    )


def day_of(given: Given) -> date | None:
    """The day after --on, in any of the spellings papers may use."""
    text = given.get("on")
    if text is None:
        return None
    from compliance.kinds.dates import DateError, read_date

    try:
        return read_date(text)
    except DateError as error:
        raise UsageError(
            f"「--on」の日付を読めません。{error.message}",
            f"--on: '{text}' is not a day that can be read.",
            (error.hint, "Write 2026-09-02, R8.9.2 or 令和8年9月2日."),
        ) from error


def today() -> date:
    """Today in Japan, wherever the computer is: the law's days are Japan's (UTC+9 all year)."""
    return datetime.now(timezone(timedelta(hours=9))).date()


def settings_of(given: Given, prepared: Prepared) -> Settings | None:
    text = given.get("settings")
    if text is None:
        return None
    from compliance.engine.settings import read_settings

    settings, problems = read_settings(existing(text), prepared.rules.delegated)
    wrong = [problem for problem in problems if problem.is_error]
    if settings is None or wrong:
        raise UnusableError(wrong)
    return settings


def statute_folder() -> Path:
    """Where imported texts of law are kept."""
    from compliance.law.official import official_folder

    return official_folder(os.environ, Path.home())


# --- output ---------------------------------------------------------------------------------------------------------


def options_for(given: Given, stream_is_shown: bool = True) -> Options:
    """How to write to standard output, or to a file (no colour, full width)."""
    terminal = stream_is_shown and sys.stdout is not None and sys.stdout.isatty()
    width = 100
    if terminal:
        from shutil import get_terminal_size

        width = min(get_terminal_size((100, 24)).columns, 100)
    return Options(
        width=max(width, 20),
        colour=stream_is_shown and wants_colour(given.get("color") or "auto", terminal),
        lang=given.lang,
        verbose=given.has("verbose"),
    )


def wants_colour(choice: str, terminal: bool) -> bool:
    """--color decides; else a terminal has colour unless NO_COLOR is set (to anything but nothing) or it is dumb."""
    if choice != "auto":
        return choice == "always"
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def lasting_language(given: Given) -> Lang:
    """The language of what is kept or read by machines: only --lang changes it, so that a locale never does."""
    return given.lang if given.lang_given else "ja"


def write_to(name: str, text: str) -> None:
    """Write an output file in one step.  Raises UsageError where it cannot be written."""
    from compliance.atomic import write_file

    try:
        write_file(Path(name), text.encode("utf-8", "backslashreplace"))
    except BrokenPipeError:  # a reader that has gone away, as of standard output: no failure
        return
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(
            f"「{name}」に書けません（{why(error)}）。",
            f"'{name}' cannot be written ({reason}).",
            ("空きを作るか、別の場所を指定してください。", "Make room, or name another place.")
            if is_full(error)
            else (
                "フォルダがあるか、書込みが許されているかを確かめてください。",
                "Is the folder there, and may you write to it?",
            ),
        ) from error
