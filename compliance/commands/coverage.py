"""`compliance coverage`: 条文網羅表, what the rules make of every unit of the scheme."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from compliance.arguments import Command, Given, Option, UnusableError, UsageError
from compliance.cli import FAILED, OK, write_out
from compliance.commands.common import RULES, lasting_language, prepared_rules, write_to

if TYPE_CHECKING:
    from compliance.coverage_table import Coverage
    from compliance.run import Prepared


def run(given: Given) -> int:
    found = coverage(prepared_rules(given))
    text = _rendered(found, given)
    target = given.get("output")
    if target is None:
        write_out(text)
    else:
        write_to(target, text)
    return FAILED if found.gaps else OK


def coverage(prepared: Prepared) -> Coverage:
    """The table of a rule set.  Raises UnusableError where its file has problems."""
    from compliance.coverage_table import TABLE_FILE, cover, read_table
    from compliance.source import Source

    path = prepared.directory / TABLE_FILE
    try:
        source = Source(TABLE_FILE, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"規則のフォルダに、読める「{TABLE_FILE}」がありません。",
            f"The folder of rules has no readable {TABLE_FILE}.",
        ) from error
    table, problems = read_table(source, prepared.index)
    found = cover(prepared.index, prepared.rules, None, table)
    wrong = [problem for problem in (*problems, *found.problems) if problem.is_error]
    if wrong:
        raise UnusableError(wrong)
    return found


def _rendered(found: Coverage, given: Given) -> str:
    from compliance import coverage_table

    match given.get("format"):
        case "json":
            return json.dumps(coverage_table.as_data(found), ensure_ascii=False, indent=2) + "\n"
        case "html":
            from compliance.report.page import page

            lang = lasting_language(given)
            title = ("条文網羅表", "Coverage of the law")[lang == "en"]
            return page(title, coverage_table.as_html(found, lang), lang)
        case _:
            return coverage_table.as_text(found, given.lang)


COMMAND = Command(
    name="coverage",
    summary=("条文のそれぞれに、どの規則が当たるかを示します。", "Show which rules cover which unit of the law."),
    details=(
        "規則も、規則を要しない理由もない条文があれば、終了コードは 1 です。",
        "Exit code 1 where a unit has neither a rule nor a reason for having none.",
    ),
    operands="",
    least=0,
    most=0,
    options=(
        Option(("--format", "-f"), ("出力の形式。", "Output format."), "text|html|json", ("text", "html", "json")),
        Option(("--output", "-o"), ("出力を書くファイル。", "The file to write to."), "FILE"),
        RULES,
    ),
    examples=(
        ("compliance coverage", ("条文網羅表を表示します。", "Show the table.")),
        ("compliance coverage -f html -o 条文網羅表.html", ("印刷できる表を書きます。", "Write a table to print.")),
    ),
    run=run,
)
