"""`compliance statute`: the official text of the law, and drift against the rules."""

from __future__ import annotations

from compliance.arguments import Command, Given, UsageError


def run(given: Given) -> int:
    what = given.operands[0]
    if what not in ("import", "status"):
        raise UsageError(
            f"「{what}」はできません。「import」か「status」を書いてください。",
            f"'{what}' is neither import nor status.",
        )
    raise UsageError("まだ使えません。", "Not yet.")


COMMAND = Command(
    name="statute",
    summary=(
        "条文の原文を取り込み、規則との食い違いを調べます。",
        "Import the official text; compare it with the rules.",
    ),
    details=("", ""),
    operands="import FILE… | status",
    least=1,
    most=None,
    options=(),
    examples=(
        (
            "compliance statute import 415AC0000000057.xml",
            ("e-Gov 法令検索の XML を取り込みます。", "Import an XML file of e-Gov."),
        ),
        ("compliance statute status", ("取り込んだ条文と規則の食い違いを示します。", "What differs from the rules.")),
    ),
    run=run,
)
