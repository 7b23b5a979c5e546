"""`compliance lint`: problems of rule files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compliance.arguments import COLOR, Command, Given, Option, UsageError
from compliance.cli import FAILED, OK, write_out
from compliance.commands.common import RULES, existing, options_for
from compliance.problem import Problem


def run(given: Given) -> int:
    from compliance.run import read_rules

    folder, only = rules_of(named_rules(given))
    prepared = read_rules(folder)
    found = (*prepared.problems, *prepared.index.problems())
    problems = [problem for problem in found if only is None or problem.span.source.name == only]
    write_out(_rendered(problems, given, folder))
    return FAILED if any(problem.is_error for problem in problems) else OK


def named_rules(given: Given) -> str | None:
    """The folder or file named as operand or, as in the other commands, by --rules."""
    by_option = given.get("rules")
    if given.operands and by_option is not None:
        raise UsageError(
            f"規則の場所が、「{given.operands[0]}」と「--rules {by_option}」の二通りに書かれています。",
            f"The rules are named twice: '{given.operands[0]}' and '--rules {by_option}'.",
            ("どちらか一つだけを書いてください。", "Write only one of them."),
        )
    return given.operands[0] if given.operands else by_option


def rules_of(text: str | None) -> tuple[Path | None, str | None]:
    """The folder of rules meant, and the one file in it, if a file was named.

    A rule file belongs to the nearest folder above it that holds the forms (`documents`).
    """
    if text is None:
        return None, None
    path = existing(text)
    if path.is_dir() and (path / "documents").is_dir():
        return path, None
    for folder in path.resolve().parents:
        if (folder / "documents").is_dir():
            return folder, path.resolve().relative_to(folder).as_posix()
    return (path, None) if path.is_dir() else (path.parent, path.name)


def _rendered(problems: Sequence[Problem], given: Given, folder: Path | None) -> str:
    if given.get("format") == "json":
        from compliance.report.data import json_text, lint_document

        return json_text(lint_document(problems), indent=2)
    if given.get("format") == "github":
        from compliance.report.as_github import problem_lines

        return problem_lines(problems, given.lang, _seen_from_here(folder))
    from compliance.report.problems import render_problems

    options = options_for(given)
    shown_problems = render_problems(problems, width=options.width, colour=options.colour, lang=given.lang)
    return shown_problems + ("\n" if problems else "") + _total(problems, given) + "\n"


def _seen_from_here(folder: Path | None) -> str:
    """The folder with its slash, relative to the current one where it is inside it: paths GitHub can follow."""
    if folder is None:
        return ""
    whole, here = folder.resolve(), Path.cwd().resolve()
    shown = whole.relative_to(here).as_posix() if whole.is_relative_to(here) else folder.as_posix()
    return "" if shown == "." else f"{shown}/"


def _total(problems: Sequence[Problem], given: Given) -> str:
    errors = sum(problem.is_error for problem in problems)
    if not problems:
        return ("問題はありません。", "No problems.")[given.lang == "en"]
    told = (f"問題{errors}件・注意{len(problems) - errors}件", f"{errors} problems, {len(problems) - errors} remarks")
    return told[given.lang == "en"]


COMMAND = Command(
    name="lint",
    summary=("規則の書き方を調べます。", "Find problems in rule files."),
    details=(
        "用語、単位、引用する条文、施行の期間、文の形を調べます。問題があれば終了コードは 1 です（注意だけなら 0）。",
        "Terms, units, citations, dates of force, the form of sentences. Exit code 1 where there is a problem.",
    ),
    operands="[RULES]",
    least=0,
    most=1,
    options=(
        Option(("--format", "-f"), ("出力の形式。", "Output format."), "text|json|github", ("text", "json", "github")),
        RULES,
        COLOR,
    ),
    examples=(
        ("compliance lint", ("同梱の規則を調べます。", "The rules that come with this tool.")),
        ("compliance lint rules/法/第114条.rule", ("一つの規則ファイルを調べます。", "One rule file.")),
    ),
    run=run,
)
