"""Expressions of the model as code."""

from __future__ import annotations

from collections.abc import Iterable

from compliance import model
from compliance.plan.code.body import PARAMETERS, Body, Value, calls_of, made_of
from compliance.struct import replace


def value_of(expr: model.Expr, body: Body) -> Value:
    """The code of a value."""
    plan = body.plan
    match expr:
        case model.Fact():
            return body.fact(expr)
        case model.Const(value=value):
            return Value(plan.literal(value), name=True)
        case model.Dated(name=name):
            return _dated(plan.rules.values[name], body)
        case model.DelegatedValue(name=name):
            return Value(f"run.delegated.get({name!r})", missing=True)
        case model.Day(name="基準日"):
            return Value(body.day, name=True)
        case model.Day(name=name):
            return Value("run.review_day" if name == "審査の日" else "run.decision_day", name=True)
        case model.Age(born=born):
            return made_of([value_of(born, body)], body, lambda b: f"age_on({b}, {body.day})")
        case model.Call(key=key, subject=subject):
            return body.called(expr) or replace(plan.definition_value(key), code=call(key, subject, body))
        case model.Function(function=function, operand=operand):
            return _function(function, operand, body)
        case model.Length(first=first, last=last, counts_first=counts):
            ends = [value_of(first, body), value_of(last, body)]
            if counts:
                return made_of(ends, body, lambda a, b: f"({b}.toordinal() - {a}.toordinal() + 1)")
            return made_of(ends, body, lambda a, b: f"length({a}, {b})")


def amount_of(value: model.Expr | model.Amount, body: Body) -> Value:
    """The code of a value, or of an amount of yen: a rate for each started unit of a quantity (`words.charged`)."""
    if not isinstance(value, model.Amount):
        return value_of(value, body)
    if value.same_as is not None:
        return value_of(value.same_as, body)
    assert value.quantity is not None and value.rate is not None
    parts = [value_of(value.quantity, body), value_of(value.rate, body)]
    quantity, rate = parts
    if not any(part.none or part.missing or part.judge for part in parts):
        return Value(f"(-(-{quantity.code} // {value.unit}) * {rate.code})")
    if rate.code.isdigit() and rate.code != "0":
        return made_of([quantity], body, lambda q: f"-(-{q} // {value.unit}) * {rate.code}")
    return Value(
        f"charged({quantity.code}, {rate.code}, {value.unit})",
        missing=quantity.missing or rate.missing,
        none=quantity.none or rate.none,
        judge=quantity.judge or rate.judge,
    )


def call(key: str, subject: model.Fact | None, body: Body) -> str:
    """The call of the function of a definition."""
    plan = body.plan
    name = plan.definition(key)
    arguments: list[str] = []
    if plan.rules.definitions[key].subject is not None:
        assert subject is not None
        arguments.append(_subject(subject, body))
    return f"{name}({', '.join([*arguments, *handed(plan.definition_needs(key), body)])})"


def call_ahead(nodes: Iterable[object], body: Body) -> None:
    """Work out, once and here, the values by definitions that the nodes ask for more than once."""
    asked = list(calls_of(nodes))
    for each in dict.fromkeys(asked):
        if (
            asked.count(each) > 1
            and body.called(each) is None
            and (each.subject is None or body.within_reach(each.subject))
        ):
            value = value_of(each, body)
            body.calls[-1][body.day, each] = replace(value, code=body.named(value.code, each.name), name=True)


def handed(needs: frozenset[str], body: Body) -> list[str]:
    """What a function is handed by the one that calls it."""
    own = {"day": body.day, "about": body.about}
    return [own.get(parameter, parameter) for parameter in PARAMETERS if parameter in needs]


def _subject(subject: model.Fact, body: Body) -> str:
    if subject.kind.record is None or subject.kind.element is not None:
        return value_of(subject, body).code
    return body.record(subject.base, subject.steps)


def _dated(dated: model.DatedValue, body: Body) -> Value:
    """The version of a 基準値 or 一覧 for the day in hand; a constant where the day leaves only one."""
    plan, window = body.plan, body.window
    text, missing = "None", True
    for first, last, value in sorted(dated.versions, key=lambda version: version[0], reverse=True):
        if window.cut(first, last) is None:
            continue
        literal = plan.texts(value, dated.name) if isinstance(value, tuple) else plan.literal(value)
        tests = in_force(first, last, body)
        if tests:
            text = f"{literal} if {tests} else {text}"
        else:
            text, missing = literal, False
    return Value(f"({text})", missing=missing) if " if " in text or missing else Value(text, name=True)


def in_force(first: object, last: object, body: Body) -> str:
    """The test that the day in hand lies in a period; empty where it surely does."""
    tests: list[str] = []
    if first > body.window.first:  # type: ignore[operator]
        tests.append(f"{body.day} >= {body.plan.literal(first)}")
    if last is not None and last < body.window.last:  # type: ignore[operator]
        tests.append(f"{body.day} <= {body.plan.literal(last)}")
    return " and ".join(tests)


def _function(function: str, operand: model.Expr, body: Body) -> Value:
    inner = [value_of(operand, body)]
    match function:
        case "翌日":
            return _may_be_open(made_of(inner, body, lambda d: f"day_after({d}, 1)"))
        case "前日":
            return _may_be_open(made_of(inner, body, lambda d: f"day_after({d}, -1)"))
        case "末日" if operand.kind.name == "年度":
            return made_of(inner, body, lambda y: f"date({y} + 1, 3, 31)")
        case "末日":
            return _may_be_open(made_of(inner, body, lambda d: f"month_end({d})"))
        case "属する年度":
            return made_of(inner, body, lambda d: f"fiscal_year({d})")
        case "数":
            return made_of(inner, body, lambda m: f"len({m})", none="0")
        case "合計":
            return replace(made_of(inner, body, lambda m: f"total({m})", none="0"), missing=True)
        case _:
            raise ValueError(f"no such function: {function}")


def _may_be_open(value: Value) -> Value:
    """A day that may lie outside the calendar: not known though all it is made of is."""
    return replace(value, judge=True, parts=(), make=None)
