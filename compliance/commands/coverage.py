"""`compliance coverage`: 条文網羅表, what the rules make of every unit of the scheme; with a record of the scenarios also
which of them exercise it, and 条件の網羅."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.arguments import Command, Given, Option, UnusableError, UsageError
from compliance.atomic import read_file
from compliance.cli import FAILED, OK, tell, write_out
from compliance.commands.common import RULES, existing, lasting_language, prepared_rules, write_to

if TYPE_CHECKING:
    from compliance.coverage.conditions import ConditionCoverage
    from compliance.coverage.record import Record
    from compliance.coverage.units import Coverage
    from compliance.run import Prepared
    from compliance.source import Source


def run(given: Given) -> int:
    prepared = prepared_rules(given)
    units: Coverage | None = None
    conditions: ConditionCoverage | None = None
    if given.has("conditions"):
        conditions = condition_coverage(prepared, _record(str(given.get("conditions")), prepared), given)
    elif given.has("baseline"):
        raise UsageError(
            "「--baseline」は、「--conditions」とともに使います。", "--baseline goes together with --conditions."
        )
    if given.has("scenarios"):
        units = coverage(prepared, _record(str(given.get("scenarios")), prepared))
    elif conditions is None:
        units = coverage(prepared)
    text = _rendered(units, conditions, given)
    target = given.get("output")
    if target is None:
        write_out(text)
    else:
        write_to(target, text)
        write_out(_summary(units, conditions, given))
    if conditions is not None:
        _show_problems(conditions, given)
    failed = (units is not None and (units.gaps or units.untested)) or (conditions is not None and not conditions.holds)
    return FAILED if failed else OK


def coverage(prepared: Prepared, record: Record | None = None) -> Coverage:
    """The table of a rule set.  Raises UnusableError where its file has problems."""
    from compliance.coverage.units import TABLE_FILE, cover, read_table
    from compliance.source import Source

    path = prepared.directory / TABLE_FILE
    try:
        source = Source(TABLE_FILE, read_file(path).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"規則のフォルダに、読める「{TABLE_FILE}」がありません。",
            f"The folder of rules has no readable {TABLE_FILE}.",
        ) from error
    table, problems = read_table(source, prepared.index)
    scenarios = record.by_rule(prepared.rules.digest) if record is not None else None
    found = cover(prepared.index, prepared.rules, scenarios, table)
    wrong = [problem for problem in (*problems, *found.problems) if problem.is_error]
    if wrong:
        raise UnusableError(wrong)
    return found


def condition_coverage(prepared: Prepared, record: Record, given: Given) -> ConditionCoverage:
    """条件の網羅, against what is accepted.  Raises UnusableError where the file of accepted gaps has problems."""
    from compliance.coverage.conditions import Baseline, cover_conditions, read_baseline
    from compliance.coverage.written import Atlas

    baseline = Baseline()
    if given.has("baseline"):
        baseline, problems = read_baseline(_source(str(given.get("baseline"))))
        if problems:
            raise UnusableError(problems)
    return cover_conditions(Atlas(prepared.rules), record.conditions[prepared.rules.digest], baseline)


def _record(name: str, prepared: Prepared) -> Record:
    """The record of a run of the scenarios over these very rules."""
    from compliance.coverage.record import RecordError, read_record

    try:
        record = read_record(_source(name).text)
    except RecordError as error:
        raise UsageError(*error.message) from error
    if prepared.rules.digest not in record.conditions:
        raise UsageError(
            f"「{name}」は、今の規則についての記録ではありません。",
            f"'{name}' is no record of these rules.",
            (
                f"「pytest features --compliance-coverage {name}」をやり直してください。",
                f"Run `pytest features --compliance-coverage {name}` again.",
            ),
        )
    return record


def _source(name: str) -> Source:
    from compliance.source import Source

    path: Path = existing(name)
    try:
        return Source(name, read_file(path).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"「{name}」を読めません。", f"'{name}' cannot be read.") from error


def _show_problems(covered: ConditionCoverage, given: Given) -> None:

    from compliance.report.problems import render_problems

    if covered.problems:
        tell(render_problems(covered.problems, width=100, colour=False, lang=given.lang))


def _summary(units: Coverage | None, conditions: ConditionCoverage | None, given: Given) -> str:
    """What is still told where the whole goes to a file."""
    from compliance.coverage import conditions as of_conditions
    from compliance.coverage import units as coverage_table

    text = coverage_table.summary(units, given.lang) if units is not None else ""
    return text + (of_conditions.summary(conditions, given.lang) if conditions is not None else "")


def _rendered(units: Coverage | None, conditions: ConditionCoverage | None, given: Given) -> str:
    from compliance.coverage import conditions as of_conditions
    from compliance.coverage import units as coverage_table

    match given.get("format"):
        case "json":
            data = {
                **(coverage_table.as_data(units) if units is not None else {}),
                **({"condition_coverage": of_conditions.as_data(conditions)} if conditions is not None else {}),
            }
            return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        case "html":
            from compliance.report.page import page

            lang = lasting_language(given)
            body = coverage_table.as_html(units, lang) if units is not None else ""
            if conditions is not None:
                head = ("条件の網羅", "Coverage of conditions")[lang == "en"]
                body += f"<h2>{head}</h2>\n" + of_conditions.as_html(conditions, lang)
            title = ("条文網羅表", "Coverage of the law")[lang == "en"]
            return page(title, body, lang)
        case _:
            text = coverage_table.as_text(units, given.lang) if units is not None else ""
            return text + (of_conditions.as_text(conditions, given.lang) if conditions is not None else "")


COMMAND = Command(
    name="coverage",
    summary=("条文のそれぞれに、どの規則が当たるかを示します。", "Show which rules cover which unit of the law."),
    details=(
        "規則も、規則を要しない理由もない条文があれば、終了コードは 1 です。シナリオの記録（pytest features "
        "--compliance-coverage ファイル名）を渡すと、シナリオのない条文、真か偽にならない条件で理由の記載のないものも、"
        "終了コード 1 になります。",
        "Exit code 1 where a unit has neither a rule nor a reason for having none; with a record of the scenarios (pytest "
        "features --compliance-coverage FILE) also where a unit has no scenario, or a condition is never true or never "
        "false without a reason.",
    ),
    operands="",
    least=0,
    most=0,
    options=(
        Option(
            ("--scenarios",),
            (
                "シナリオの記録。条文ごとに、規則とシナリオを示します。",
                "A record: also show the scenarios of each unit.",
            ),
            "FILE",
        ),
        Option(
            ("--conditions",),
            (
                "シナリオの記録。条件ごとに、真・偽・不明になったか、独立して結果を決めたかを示します。",
                "A record: show which conditions were true, false, unknown, and which decided alone (MC/DC).",
            ),
            "FILE",
        ),
        Option(
            ("--baseline",),
            (
                "到達しない条件とその理由の一覧。一覧にない漏れも、到達したのに一覧に残る条件も、終了コード 1 になります。",
                "Accepted gaps with their reasons: one that is not listed fails, and so does a listed one that is reached.",
            ),
            "FILE",
        ),
        Option(("--format", "-f"), ("出力の形式。", "Output format."), "text|html|json", ("text", "html", "json")),
        Option(("--output", "-o"), ("出力を書くファイル。", "The file to write to."), "FILE"),
        RULES,
    ),
    examples=(
        ("compliance coverage", ("条文網羅表を表示します。", "Show the table.")),
        ("compliance coverage -f html -o 条文網羅表.html", ("印刷できる表を書きます。", "Write a table to print.")),
        (
            "compliance coverage --conditions 記録.json --baseline features/網羅.yaml",
            ("シナリオが到達しない条件を示します。", "Show the conditions that no scenario reaches."),
        ),
    ),
    run=run,
)
