"""`compliance fmt`: rule files in their canonical layout."""

from __future__ import annotations

import difflib
from pathlib import Path

from compliance.arguments import Command, Given, Option, UnusableError, UsageError
from compliance.cli import FAILED, OK, write_out
from compliance.commands.common import RULES, write_to
from compliance.commands.lint import named_rules, rules_of
from compliance.safe_text import safe_text
from compliance.source import Source

_NOTHING_DONE = ("どのファイルも書き直していません", "no file was changed")


def run(given: Given) -> int:
    from compliance.language.format import format_rules
    from compliance.language.parse import parse_rules, scan_names

    if given.has("check") and given.has("diff"):
        raise UsageError(
            "「--check」と「--diff」は、どちらか一つだけ指定できます。", "Give either --check or --diff, not both."
        )
    folder, sources, vocabulary = _sources(given)
    names = vocabulary.union(*(scan_names(source) for source in sources))
    wanted = _wanted(given, sources)
    problems = [p for source in wanted for p in parse_rules(source, names)[1] if p.is_error]
    if problems:
        # an item that cannot be read cannot be laid out; nothing is touched
        raise UnusableError(problems, _NOTHING_DONE)
    changed = [(source, text) for source in wanted if (text := format_rules(source, names)) != _written(folder, source)]
    for source, text in changed:
        if given.has("diff"):
            write_out(_difference(source, text))
        elif given.has("check"):
            write_out(f"{safe_text(source.name)}\n")
        else:
            write_to(str(folder / source.name), text)
    write_out(_told(given, len(changed), len(wanted)))
    return FAILED if changed and (given.has("check") or given.has("diff")) else OK


def _sources(given: Given) -> tuple[Path, list[Source], frozenset[str]]:
    """The folder of rules, its files, and the names of its forms."""
    from compliance.documents.forms import load_forms
    from compliance.resources import shipped
    from compliance.run import read_sources

    folder = rules_of(named_rules(given))[0] or shipped("rules")
    own = folder / "documents"
    forms, problems = load_forms(own if own.is_dir() else shipped("rules") / "documents")
    sources, unread = read_sources(folder)
    wrong = [problem for problem in (*problems, *unread) if problem.is_error]
    if wrong:
        raise UnusableError(wrong, _NOTHING_DONE)
    return folder, sources, frozenset(forms.terms())


def _wanted(given: Given, sources: list[Source]) -> list[Source]:
    only = rules_of(named_rules(given))[1]
    if only is None:
        return sources
    return [source for source in sources if source.name == only or source.name.startswith(f"{only}/")]


def _written(folder: Path, source: Source) -> str:
    """The file as it stands, with its byte order mark and line ends."""
    return (folder / source.name).read_bytes().decode("utf-8")


def _difference(source: Source, text: str) -> str:
    lines = difflib.unified_diff(
        source.text.splitlines(keepends=True),
        text.splitlines(keepends=True),
        f"a/{source.name}",
        f"b/{source.name}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _told(given: Given, changed: int, total: int) -> str:
    if given.has("diff"):
        return ""
    if not changed:
        return (f"{total}件とも整っています。\n", f"All {total} are in order.\n")[given.lang == "en"]
    if given.has("check"):
        told = (f"{total}件のうち{changed}件が整っていません。\n", f"{changed} of {total} are not in order.\n")
    else:
        told = (f"{total}件のうち{changed}件を整えました。\n", f"{changed} of {total} were laid out anew.\n")
    return told[given.lang == "en"]


COMMAND = Command(
    name="fmt",
    summary=("規則の体裁を整えます。", "Lay out rule files."),
    details=(
        "空白、字下げ、記号の全角・半角、項目の順を整えます。意味と注釈は変えません。",
        "Blanks, indentation, full-width signs and the order of fields; never meaning or comments.",
    ),
    operands="[RULES]",
    least=0,
    most=1,
    options=(
        Option(
            ("--check",),
            ("書き直さず、整っていないファイルを挙げます（あれば終了コード 1）。", "Only name files (exit code 1)."),
        ),
        Option(("--diff",), ("書き直さず、違いを示します（あれば終了コード 1）。", "Only show what would change.")),
        RULES,
    ),
    examples=(
        ("compliance fmt rules", ("規則のフォルダを整えます。", "Lay out a folder of rules.")),
        (
            "compliance fmt --diff rules/法/第114条.rule",
            ("一つのファイルの違いを見ます。", "See the changes to one file."),
        ),
    ),
    run=run,
)
