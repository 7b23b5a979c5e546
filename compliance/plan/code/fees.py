"""手数料 as code: the total alone.  The 計算書, with its lines and bounds, is made by `compliance.engine.fees`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from compliance import model
from compliance.plan.code.body import Body, Truth, Window, closed, one_line
from compliance.plan.code.conditions import junction, truth_of
from compliance.plan.code.items import Opening, cases_of
from compliance.plan.code.values import amount_of, in_force
from compliance.struct import replace

if TYPE_CHECKING:
    from compliance.plan.code.module import Writer


def fee_code(plan: Writer, position: int, fee: model.Fee) -> str:
    """The function of one fee: yen, or NO_FEE or FEE_OPEN; and, before it, of what it is while it cannot be opened."""
    withheld = "FEE_OPEN"
    before = ""
    if fee.applies:
        withheld = f"withheld_{position}(facts, run, run.review_day)"
        before = _withheld(plan, position, fee) + "\n\n"
    body = Body(plan, ("facts", "run", "day"))
    body.lines.append(f"def fee_{position}(facts, run):")
    body.line(f'"""{one_line(f"{fee.id} {fee.caption}")}（{one_line("、".join(fee.citations))}）"""')
    Opening(fee.papers, frozenset(), fee.day, fee_window(fee)).write(body, withheld, "NO_FEE")
    if "about" in plan.needs((fee.applies, fee.versions)):
        body.about = _about(plan, position, fee)
    if fee.applies:
        body.read_ahead(fee.applies)
        truth = junction(fee.applies, body, decisive=False)
        if truth.certain:
            body.line(f"if not {closed(truth.code)}:")
            body.line("    return NO_FEE")
        else:
            applies = body.named(truth.code, "applies")
            body.line(f"if {applies} is not True:")
            body.line(f"    return NO_FEE if {applies} is False else FEE_OPEN")
    for version in fee.versions:
        test = in_force(version.first, version.last, body)
        with body.during(f"if {test}:" if test else "", Window(version.first, version.last or date.max)):
            if version.cases:
                body.read_ahead((version.cases,))
                cases_of(version.cases, body, "yen({})")
            else:
                body.read_ahead((version.breakdown,))
                _sum(version.breakdown, body)
    if test:
        body.line("return NO_FEE")
    return before + "\n".join(body.lines) + "\n"


def _withheld(plan: Writer, position: int, fee: model.Fee) -> str:
    """The function of a fee of which a paper is missing or the 基準日 is not known: it may not apply all the same."""
    body = Body(plan, ("facts", "run", "day"))
    body.lines.append(f"def withheld_{position}(facts, run, day):")
    body.line(f'"""{one_line(fee.id)}：書類又は基準日が分からないとき"""')
    if "about" in plan.needs((fee.applies,)):
        body.about = _about(plan, position, fee)
    body.read_ahead(fee.applies)
    truth = junction(fee.applies, body, decisive=False)
    body.line(f"return NO_FEE if {closed(truth.code)} is False else FEE_OPEN")
    return "\n".join(body.lines) + "\n"


def _about(plan: Writer, position: int, fee: model.Fee) -> str:
    return plan.constant(f"FEE_ABOUT_{position}", repr((fee.id, (), fee.papers[0] if fee.papers else "")))


def fee_window(fee: model.Fee) -> Window:
    """The days on which some version of a fee is in force."""
    return Window(
        min(version.first for version in fee.versions), max(version.last or date.max for version in fee.versions)
    )


def _sum(breakdown: tuple[model.FeeEntry, ...], body: Body) -> None:
    """Write the sum of what is to be paid; it is left as soon as a part is not known."""
    total = ""
    for entry in breakdown:
        truth = Truth("True") if entry.only is None else truth_of(entry.only, body)
        if truth.code == "True":
            total = _add(entry.amount, total, body)
            continue
        if not total:
            total = body.name("amount")
            body.line(f"{total} = 0")
        only = truth.code if truth.certain else body.named(truth.code, "only")
        with body.block(f"if {only}:" if truth.certain else f"if {only} is True:"):
            _add(entry.amount, total, body)
        if not truth.certain:
            body.line(f"elif {only} is not False:")
            body.line("    return FEE_OPEN")
    body.line(f"return {total}")


def _add(amount: model.Expr | model.Amount, total: str, body: Body) -> str:
    """Write what adds an amount to the total; nothing is added for なし.  total: its name, or empty before the first.  The
    name of the total."""
    value = amount_of(amount, body)
    if not (value.missing or value.none or value.judge):
        if total:
            body.line(f"{total} += {value.code}")
            return total
        total = body.name("amount")
        body.line(f"{total} = {value.code}")
        return total
    if not total:
        total = body.name("amount")
        body.line(f"{total} = 0")
    make = value.make or "{}".format
    parts = [
        replace(part, code=body.named(part.code, "v"), name=True) for part in (value.parts if value.make else (value,))
    ]
    tests = body.tests(parts)
    head = f"if {tests.none.replace(' is ', ' is not ')}:" if len(parts) == 1 else f"if not ({tests.none}):"
    with body.block(head if tests.none else ""):
        not_known = " or ".join(test for test in (tests.missing, tests.judge) if test)
        if not_known:
            body.line(f"if {not_known}:")
            body.line("    return FEE_OPEN")
        body.line(f"{total} += {make(*tests.names)}")
    return total
