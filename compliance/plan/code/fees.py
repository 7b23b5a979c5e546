"""手数料 as code: the total alone.  The 計算書, with its lines and bounds, is made by `compliance.engine.fees`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from compliance import model
from compliance.plan.code.body import Body, Truth, Window, closed, one_line
from compliance.plan.code.conditions import junction, truth_of
from compliance.plan.code.items import cases_of
from compliance.plan.code.values import amount_of, in_force
from compliance.struct import replace

if TYPE_CHECKING:
    from compliance.plan.code.module import Writer


def fee_code(plan: Writer, position: int, fee: model.Fee) -> str:
    """The function of one fee: yen, None or JUDGE where a part is not known, NONE where no version is in force."""
    body = Body(plan, ("facts", "run", "day"))
    body.lines.append(f"def fee_{position}(facts, run, day):")
    body.line(f'"""{one_line(f"{fee.id} {fee.caption}")}（{one_line("、".join(fee.citations))}）"""')
    body.about = plan.constant(f"FEE_ABOUT_{position}", repr((fee.id, (), fee.papers[0] if fee.papers else "")))
    body.present.update(fee.papers)
    body.window = fee_window(fee)
    if fee.applies:
        body.read_ahead(fee.applies)
        truth = junction(fee.applies, body, decisive=False)
        if truth.certain:
            body.line(f"if not {closed(truth.code)}:")
            body.line("    return NONE")
        else:
            applies = body.named(truth.code, "applies")
            body.line(f"if {applies} is not True:")
            body.line(f"    return NONE if {applies} is False else {applies}")
    for version in fee.versions:
        test = in_force(version.first, version.last, body)
        with body.during(f"if {test}:" if test else "", Window(version.first, version.last or date.max)):
            if version.cases:
                body.read_ahead((version.cases,))
                cases_of(version.cases, body, fee=True)
            else:
                body.read_ahead((version.breakdown,))
                _sum(version.breakdown, body)
    if test:
        body.line("return NONE")
    return "\n".join(body.lines) + "\n"


def fee_window(fee: model.Fee) -> Window:
    """The days on which some version of a fee is in force."""
    return Window(
        min(version.first for version in fee.versions), max(version.last or date.max for version in fee.versions)
    )


def _sum(breakdown: tuple[model.FeeEntry, ...], body: Body) -> None:
    total = body.name("amount")
    state = body.name("state")  # True, or why the total is not known
    body.line(f"{total} = 0")
    body.line(f"{state} = True")
    for entry in breakdown:
        truth = Truth("True") if entry.only is None else truth_of(entry.only, body)
        if truth.code == "True":
            _add(entry.amount, total, state, body)
            continue
        if truth.certain:
            with body.block(f"if {truth.code}:"):
                _add(entry.amount, total, state, body)
            continue
        only = body.named(truth.code, "only")
        with body.block(f"if {only} is True:"):
            _add(entry.amount, total, state, body)
        with body.block(f"elif {only} is not False and {state} is not None:"):
            body.line(f"{state} = {only}")
    body.line(f"return {total} if {state} is True else {state}")


def _add(amount: model.Expr | model.Amount, total: str, state: str, body: Body) -> None:
    value = amount_of(amount, body)
    if not (value.missing or value.none or value.judge):
        body.line(f"{total} += {value.code}")
        return
    v = body.named(value.code, "v")
    tests = body.tests([replace(value, code=v, name=True)])
    word = "if"
    if tests.missing:
        body.line(f"if {tests.missing}:")
        body.line(f"    {state} = None")
        word = "elif"
    if tests.judge:
        body.line(f"{word} {tests.judge}:")
        body.line(f"    {state} = {state} and JUDGE")
        word = "elif"
    if tests.none:
        body.line(f"{word} {v} is not NONE:")
    else:
        body.line("else:")
    body.line(f"    {total} += {v}")
