"""Conditions of the model as Japanese sentences, in the words of 法制執務.

Each condition has four forms: it ends a sentence or stands before a noun (である, でない), or it goes on (であり, でなく).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from compliance import model
from compliance.kinds.quantities import show_value
from compliance.struct import replace
from compliance.values import TEXT

# (ends, ends denied, goes on, goes on denied)
_IS = ("である", "でない", "であり", "でなく")
_THERE_IS = ("がある", "がない", "があり", "がなく")
_DONE = ("されている", "されていない", "されており", "されておらず")
_FALLS_UNDER = ("に該当する", "に該当しない", "に該当し", "に該当せず")
_AMONG = ("に含まれる", "に含まれない", "に含まれ", "に含まれず")
_BELONGS = ("に属する", "に属しない", "に属し", "に属せず")
_EXCEEDS = ("を超える", "を超えない", "を超え", "を超えず")
_ELAPSED = ("を経過している", "を経過しない", "を経過しており", "を経過せず")
_FOUND = ("と認められる", "と認められない", "と認められ", "と認められず")
_CONFORMS = ("適合する", "適合しない", "適合し", "適合せず")

LISTS = ("次のいずれにも", "次のいずれかに", "次のいずれにも")


def _end(forms: tuple[str, str, str, str], denied: bool, going_on: bool) -> str:
    return forms[2 * going_on + denied]


def join_or(words: Sequence[str], last: str = "又は") -> str:
    """甲、乙又は丙."""
    return words[0] if len(words) == 1 else f"{'、'.join(words[:-1])}{last}{words[-1]}"


# --- values ---------------------------------------------------------------------------------------------------------


def value(expr: model.Expr, main: str = "") -> str:
    """An expression as a noun.  main: the paper whose fields are named without it."""
    match expr:
        case model.Fact():
            return fact(expr, main)
        case model.Const():
            return const(expr)
        case model.Dated(name=name) | model.DelegatedValue(name=name) | model.Day(name=name):
            return name
        case model.Age(born=born):
            return _owner(born, main) + "年齢"
        case model.Call(name=name, subject=subject):
            owner = "" if subject is None else fact(subject, main)
            plain = subject is None or not subject.steps or (subject.base is None and subject.steps == (main,))
            return name if plain else f"{owner}の{name}"
        case model.Function(function="末日", operand=operand):
            of_month = "の属する月" if operand.kind.name == "日付" else ""
            return f"{value(operand, main)}{of_month}の末日"
        case model.Function(function=function, operand=operand):
            return f"{value(operand, main)}の{function}"
        case model.Length(first=first, last=last, counts_first=counts_first):
            note = "（初日を算入する。）" if counts_first else ""
            return f"{value(first, main)}から{value(last, main)}までの期間{note}"
        case _:
            assert_never(expr)


def const(expr: model.Const) -> str:
    """A constant: a text in its brackets, anything else as it was written."""
    if expr.kind == TEXT:
        return f"「{expr.value}」"
    return expr.text.strip("「」") or show_value(expr.value, expr.kind)


def fact(expr: model.Fact, main: str = "") -> str:
    """提案者の役員, その役員 (what is in hand), 個人情報ファイル簿の本人の数."""
    if expr.base is not None:
        return "の".join(expr.steps) or f"その{in_hand(expr.base)}"
    if len(expr.steps) > 1 and expr.steps[0] == main:
        return "の".join(expr.steps[1:])
    return "の".join(expr.steps)


def in_hand(var: model.Var) -> str:
    """What a variable is called: the name of the list or the property it stands for."""
    names = [step for step in var.where if step != "*"]
    return names[-1] if names else "もの"


def noun(var: model.Var) -> str:
    """者 for persons, もの for everything else."""
    return "者" if var.label.startswith(("氏名", "名称")) else "もの"


def _owner(born: model.Expr, main: str) -> str:
    shown = value(born, main)
    return shown.removesuffix("生年月日")


# --- conditions -----------------------------------------------------------------------------------------------------


def is_list(condition: model.Condition) -> bool:
    """Whether it is written as a list with labels."""
    return (
        isinstance(condition, model.All | model.AnyOf)
        and bool(condition.parts)
        and all(isinstance(part, model.Entry) for part in condition.parts)
    )


def contrary(node: model.Condition) -> model.Condition | None:
    """The same condition denied, where one word denies it; else None.  (「いずれにも適合する」 is denied by
    「いずれかに適合しない」.)"""
    match node:
        case model.Conforms(mode=mode, negated=negated):
            return replace(node, mode="か" if mode == "も" else "も", negated=not negated)
        case model.All() | model.AnyOf() | model.Implies() | model.Every() | model.Not() | model.Entry() | model.At():
            return None
        case _:
            return replace(node, negated=not node.negated)


def sentence(node: model.Condition, main: str = "", *, going_on: bool = False) -> str:
    """The condition as one sentence.  A list with labels is named only (次のいずれにも該当する)."""
    denied = bool(getattr(node, "negated", False))
    match node:
        case model.Compare(left=left, op=op, right=right):
            return f"{value(left, main)}が、{value(right, main)}{_comparison(op, denied, going_on)}"
        case model.Equals(left=left, rights=rights):
            shown = join_or([value(right, main) for right in rights])
            neither = "のいずれ" if denied and len(rights) > 1 else ""
            ending = f"でも{'なく' if going_on else 'ない'}" if neither else _end(_IS, denied, going_on)
            return f"{value(left, main)}が{shown}{neither}{ending}"
        case model.Truthy(fact=operand):
            return f"{value(operand, main)}{_end(_IS, denied, going_on)}"
        case model.Exists(fact=operand):
            return f"{value(operand, main)}{_end(_there_is(node), denied, going_on)}"
        case model.Stated(facts=facts):
            names = [fact(each, main) for each in facts]
            papers = all(each.base is None and len(each.steps) == 1 for each in facts)
            verb = ("添付" if papers else "記載") + _end(_DONE, denied, going_on)
            return f"{names[0]}が{verb}" if len(names) == 1 else f"{join_or(names, '及び')}が、いずれも{verb}"
        case model.Among(value=member, container=container):
            return f"{value(member, main)}が、{value(container, main)}{_end(_AMONG, denied, going_on)}"
        case model.AllAmong(members=members, container=container):
            return f"{value(members, main)}のいずれもが、{value(container, main)}{_end(_AMONG, denied, going_on)}"
        case model.Falls(day=day, first=first, last=last):
            period = f"{value(first, main)}から{value(last, main)}までの間"
            return f"{value(day, main)}が、{period}{_end(_IS, denied, going_on)}"
        case model.FallsInYear(day=day, year=year):
            return f"{value(day, main)}が、{value(year, main)}{_end(_BELONGS, denied, going_on)}"
        case model.Same(left=left, rights=rights):
            shown = join_or([value(right, main) for right in rights])
            return f"{value(left, main)}が、{shown}と同一{_end(_IS, denied, going_on)}"
        case model.Elapsed(anchor=anchor, inclusive=inclusive, period=period):
            counted = f"から起算して{const(period)}" if inclusive else f"後{const(period)}"
            return f"{value(anchor, main)}{counted}{_end(_ELAPSED, denied, going_on)}"
        case model.Within(day=day, anchor=anchor, period=period):
            return f"{value(day, main)}が、{value(anchor, main)}前{const(period)}以内{_end(_IS, denied, going_on)}"
        case model.Soon(day=day, after=after, word=word):
            return f"{value(day, main)}が、{value(after, main)}の後{word}{_end(_DONE, denied, going_on)}"
        case model.Member(name=name, subject=subject):
            about = "" if subject is None or not subject.steps else f"{fact(subject, main)}が、"
            return f"{about}{name}{_end(_FALLS_UNDER, denied, going_on)}"
        case model.Judged(question=question):
            return f"「{question}」{_end(_FOUND, denied, going_on)}"
        case model.Conforms(items=items, mode=mode):
            which = "" if len(items) == 1 else f"のいずれ{'かに' if mode == 'か' else 'にも'}"
            return f"項目「{'」「'.join(items)}」{which or 'に'}{_end(_CONFORMS, denied, going_on)}"
        case model.At(day=day, condition=condition):
            return f"{value(day, main)}において、{sentence(condition, main, going_on=going_on)}"
        case model.Some(members=members, var=var, condition=condition):
            which = f"{sentence(condition, main)}{noun(var)}"
            return f"{fact(members, main)}のうちに、{which}{_end(_THERE_IS, denied, going_on)}"
        case model.Count(members=members, var=var, condition=condition, op=op, number=number):
            which = f"{sentence(condition, main)}{noun(var)}"
            unit = "人" if noun(var) == "者" else "件"
            return f"{fact(members, main)}のうちに、{which}が、{_counted(op, number, unit, denied, going_on)}"
        case model.Every(members=members, condition=condition):
            return f"{fact(members, main)}のいずれについても、{sentence(condition, main, going_on=going_on)}"
        case model.All(parts=parts) if is_list(node):
            return f"次のいずれにも{'該当し' if going_on else '該当する'}"
        case model.AnyOf(parts=parts) if is_list(node):
            return f"次のいずれかに{'該当し' if going_on else '該当する'}"
        case model.All(parts=parts):
            return _joined(parts, "、かつ、", main, going_on)
        case model.AnyOf(parts=parts):
            return _joined(parts, "、又は", main, going_on)
        case model.Not(part=part) if is_list(part):
            if isinstance(part, model.AnyOf):
                return f"次のいずれにも{'該当せず' if going_on else '該当しない'}"
            return f"次の全てに該当することは{'なく' if going_on else 'ない'}"
        case model.Not(part=part):
            inner = part.condition if isinstance(part, model.Entry) else part
            other = contrary(inner)
            if other is not None:
                return sentence(other, main, going_on=going_on)
            return f"（{sentence(inner, main)}）に当たら{'ず' if going_on else 'ない'}"
        case model.Implies(condition=condition, consequence=consequence):
            return f"{sentence(condition, main)}ときは、{sentence(consequence, main, going_on=going_on)}"
        case model.Entry(condition=condition):
            return sentence(condition, main, going_on=going_on)
        case _:
            assert_never(node)


def _there_is(node: model.Exists) -> tuple[str, str, str, str]:
    written = node.span.text if node.span is not None else ""
    if written.endswith(("をする", "をし", "をしない", "をせず")):
        return ("をする", "をしない", "をし", "をせず")
    return _THERE_IS


def _comparison(op: str, denied: bool, going_on: bool) -> str:
    if op == "超える":
        return _end(_EXCEEDS, denied, going_on)
    word = f"の{op}" if op in ("前", "後") else op
    return word + _end(_IS, denied, going_on)


def _counted(op: str, number: int, unit: str, denied: bool, going_on: bool) -> str:
    if op == "超える":
        return f"{number:,}{unit}{_end(_EXCEEDS, denied, going_on)}"
    ending = ("ある", "ない", "あり", "なく")[2 * going_on + denied]
    return f"{number:,}{unit}{op}{ending}"


def _joined(parts: Sequence[model.Condition], word: str, main: str, going_on: bool) -> str:
    shown: list[str] = []
    for position, part in enumerate(parts):
        on = going_on or position < len(parts) - 1
        inner = part.condition if isinstance(part, model.Entry) else part
        compound = isinstance(inner, model.All | model.AnyOf | model.Implies) and not is_list(inner)
        shown.append(
            f"（{sentence(part, main)}場合で{'あり' if on else 'ある'}）"
            if compound
            else sentence(part, main, going_on=on)
        )
    return word.join(shown)
