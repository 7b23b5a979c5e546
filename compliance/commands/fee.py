"""`compliance fee`: 手数料の計算書."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.arguments import COLOR, Command, Given, Option
from compliance.cli import BUG, OK, OPEN, USAGE, write_out
from compliance.commands.common import ON, RULES, SETTINGS, options_for, write_to
from compliance.commands.dossiers import INTERNAL_ERROR, begin, check_all
from compliance.finding import Report, Result
from compliance.report import digest


def run(given: Given) -> int:
    reports = check_all(given, begin(given, everything=False, fees_only=True))
    text = _as_json(reports) if given.get("format") == "json" else _as_text(reports, given)
    target = given.get("output")
    if target is None:
        write_out(text)
    else:
        write_to(target, text)
    return exit_code(reports)


def exit_code(reports: Sequence[Report]) -> int:
    """70 for a fault of ours, 2 where a dossier cannot be read, 3 where an amount is open, else 0."""
    if any(problem.code == INTERNAL_ERROR for report in reports for problem in report.problems):
        return BUG
    if any(digest.word(report) not in _known() for report in reports):
        return USAGE
    fees = [fee for report in reports for fee in report.fees if fee.result is not Result.NOT_APPLICABLE]
    return OPEN if any(fee.total is None for fee in fees) else OK


def _known() -> tuple[str, ...]:
    from compliance.finding import DOSSIER_ORDER

    return DOSSIER_ORDER


def _as_text(reports: Sequence[Report], given: Given) -> str:
    from compliance.report.as_text import fee_page

    options = options_for(given, stream_is_shown=given.get("output") is None)
    return "\n".join(fee_page(report, options) for report in reports)


def _as_json(reports: Sequence[Report]) -> str:
    from compliance.report.data import fee_document, json_text

    return json_text(fee_document(reports), indent=2)


COMMAND = Command(
    name="fee",
    summary=("手数料を計算します。", "Work out the fees."),
    details=(
        "内訳の一つ一つに、計算の順序を示します。額が決まらないときは、決まる範囲と足りないものを示し、終了コードは 3 です。",
        "Each line shows how it is reckoned. Where the amount is open, its bounds and what is missing; exit code 3.",
    ),
    operands="DOSSIER…",
    least=1,
    most=None,
    options=(
        ON,
        Option(("--format", "-f"), ("出力の形式。", "Output format."), "text|json", ("text", "json")),
        Option(("--output", "-o"), ("出力を書くファイル。", "The file to write to."), "FILE"),
        RULES,
        SETTINGS,
        COLOR,
    ),
    examples=(
        ("compliance fee 提案/0142", ("手数料の計算書を表示します。", "Show the calculation.")),
        (
            "compliance fee --settings 設定/横浜市.yaml 提案/0142",
            ("条例で定める額を、設定ファイルから読みます。", "With the amounts fixed by the body's ordinance."),
        ),
    ),
    run=run,
)
