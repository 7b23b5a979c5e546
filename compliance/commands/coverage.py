"""`compliance coverage`: 条文網羅表."""

from __future__ import annotations

from compliance.arguments import Command, Given, Option, UsageError
from compliance.commands.common import RULES


def run(given: Given) -> int:
    raise UsageError("まだ使えません。", "Not yet.")


COMMAND = Command(
    name="coverage",
    summary=("条文のそれぞれに、どの規則が当たるかを示します。", "Which rules cover which unit of the law."),
    details=("", ""),
    operands="",
    least=0,
    most=0,
    options=(
        Option(("--format", "-f"), ("出力の形式。", "Output format."), "text|html|json", ("text", "html", "json")),
        Option(("--output", "-o"), ("出力を書くファイル。", "The file to write to."), "FILE"),
        RULES,
    ),
    examples=(("compliance coverage", ("条文網羅表を表示します。", "Show the table.")),),
    run=run,
)
