"""`compliance statute`: the official text of the law, and what in the rules it no longer bears out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.arguments import Command, Given, UnusableError, UsageError
from compliance.atomic import why
from compliance.cli import FAILED, OK, write_out
from compliance.commands.common import RULES, existing, prepared_rules, statute_folder
from compliance.problem import nearest
from compliance.report.layout import wrap
from compliance.safe_text import safe_text

if TYPE_CHECKING:
    from compliance.run import Prepared

_SHOWN = 20  # of what moved, after an import; `status` lists it all
_SOURCE = (
    "法令の全文は、e-Gov 法令検索（https://laws.e-gov.go.jp/）の「ダウンロード」で、XML 形式のファイルを得られます。",
    "The full text of a law can be had as XML from e-Gov Law Search (https://laws.e-gov.go.jp/).",
)
_WHAT = ("import", "status")
_ENGLISH = {"同じ": "same", "変更": "changed", "新設": "new", "なし": "gone", "照合できない": "cannot be compared"}


def run(given: Given) -> int:
    what, *files = given.operands
    if what not in _WHAT:
        near = nearest(what, _WHAT, limit=1)
        raise UsageError(
            f"「statute {what}」というコマンドはありません。「import」か「status」を書いてください。",
            f"There is no command 'statute {what}'; write import or status.",
            (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?") if near else ("", ""),
        )
    if what == "status":
        if files:
            raise UsageError(f"「{files[0]}」は余分です。", f"'{files[0]}' is too much.")
        return _status(prepared_rules(given), given)
    if not files:
        raise UsageError(
            "取り込む XML ファイルを書いてください。",
            "Name the XML file to import.",
            _SOURCE,
        )
    return _import([_there(file) for file in files], given)


def _there(file: str) -> Path:
    """The file to import.  One that is not there is not with the tool either: where the text comes from is told."""
    try:
        return existing(file)
    except UsageError as error:
        near, near_english = error.hint
        hint = (near + _SOURCE[0], f"{near_english} {_SOURCE[1]}".lstrip())
        raise UsageError(*error.message, hint) from error


def _import(paths: list[Path], given: Given) -> int:
    from compliance.law.official import drift, import_official, kept_at

    prepared = prepared_rules(given)
    folder = statute_folder()
    for path in paths:
        try:
            imported, problems = import_official(path, folder, prepared.index)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UsageError(
                f"「{path}」を取り込めません（{why(error)}）。", f"'{path}' cannot be imported ({reason})."
            ) from error
        if imported is None:
            raise UnusableError(
                problems,
                (f"「{safe_text(str(path))}」を取り込みませんでした", f"'{safe_text(str(path))}' was not imported"),
            )
        told = ("を取り込みました", "was imported")[given.lang == "en"]
        write_out(f"{safe_text(imported.text.title)}（{imported.law.number}）{told}: {path}\n")
        write_out(f"  {_counts(drift(prepared.index, [imported]).counts(), given)}\n")
        undo = ("取込みを取り消すには、次のファイルを消してください: ", "To undo the import, remove ")[
            given.lang == "en"
        ]
        write_out(f"  {undo}{safe_text(str(kept_at(imported, folder)))}\n")
    return _status(prepared, given, _SHOWN)


def _status(prepared: Prepared, given: Given, most: int | None = None) -> int:
    """Which laws were imported, which units moved, which rules cite them.  1 where a rule does, so that CI sees it.

    most: how many units, and how many rules, are listed; None: all.
    """
    from compliance.law.official import affected_rules, drift, load_official

    english = given.lang == "en"
    official, problems = load_official(statute_folder(), prepared.index)
    if problems:
        raise UnusableError(problems, ("規則と照合できませんでした", "nothing was compared"))
    lines = []
    for law in prepared.index.laws():
        state = ("取込み済み", "imported") if law.short in official else ("原文なし", "no official text")
        confirmed = (f"索引の確認日 {law.confirmed or 'なし'}", f"index confirmed {law.confirmed or 'never'}")
        lines.append(f"{law.short}（{law.number}） {state[english]}・{confirmed[english]}")
    found = drift(prepared.index, official.values())
    if official:
        lines += ["", _counts(found.counts(), given)]
    moved = []
    for unit in found.moved.values():
        word = _ENGLISH[unit.status] if english else unit.status
        moved.append(f"  {word}: {unit.key}" + (f"（{unit.note}）" if unit.note else ""))
    lines += _first(moved, most, english)
    affected = affected_rules(found, prepared.index, prepared.rules)
    if affected:
        heading = ("見直しを要する規則:", "Rules to look at again:")
        lines += ["", heading[english]]
        lines += _first(
            ["\n".join(wrap(f"  {name}: {'、'.join(keys)}", 100)) for name, keys in affected.items()], most, english
        )
    elif official:
        told = ("規則が引用する条文に、変わったものはありません。", "Nothing that a rule cites has changed.")
        lines += ["", told[english]]
    write_out("\n".join(lines) + "\n")
    return FAILED if affected else OK


def _first(lines: Sequence[str], most: int | None, english: bool) -> list[str]:
    """The first lines, and how many more there are."""
    more = 0 if most is None else max(0, len(lines) - most)
    told = (
        f"  ほか{more}件（すべては「compliance statute status」で見られます）",
        f"  and {more} more (see `compliance statute status`)",
    )
    return [*lines[: len(lines) - more], told[english]] if more else list(lines)


def _counts(counts: dict[str, int], given: Given) -> str:
    if given.lang == "en":
        return ", ".join(f"{_ENGLISH[status]} {number}" for status, number in counts.items())
    return "・".join(f"{status}{number}" for status, number in counts.items())


COMMAND = Command(
    name="statute",
    summary=(
        "条文の原文を取り込み、規則との食い違いを調べます。",
        "Import the official text of the law; compare it with the rules.",
    ),
    details=(
        "原文は利用者のデータのフォルダに置かれ、「compliance explain」で規則と並べて表示されます。"
        "規則が引用する条文が変わっていれば、終了コードは 1 です。",
        "The text is kept in the user's data folder and shown by `compliance explain`. "
        "Exit code 1 where a unit that a rule cites has changed.",
    ),
    operands="import FILE… | status",
    least=1,
    most=None,
    options=(RULES,),
    examples=(
        (
            "compliance statute import 415AC0000000057.xml",
            ("e-Gov 法令検索の XML を取り込みます。", "Import an XML file of e-Gov Law Search."),
        ),
        ("compliance statute status", ("取り込んだ条文と規則の食い違いを示します。", "What differs from the rules.")),
    ),
    run=run,
)
