"""Conditions of the model → truths: Kleene's logic over the values of `facts`.

Decisions, beyond the language reference §5:
- A comparison with なし is false on either side, whatever the other side; a negated form is its opposite, so true.
- With several alternatives (Equals, Same), one that is known to agree decides; else one that is unknown leaves it open.
- Falls is Kleene's and of its two bounds.  Among an empty list is false even for an unknown value; every member of an
  empty list is among anything.
- A whole paper that is not in the dossier is 「not attached」 (false) once its stage is reached, and unknown before
  (`stages.absence_is_known`); a field of a paper that is missing is unknown.
- A list is stated if it is written and every value in it is.
- に該当する on a subject that is なし is false; on one that is not written, the definition is read with nothing known.
- At on a day that is なし is false.
- Soon, Same and an open day (Within, Length) that only a person can settle are settled by a judgement recorded under
  the question that the cause carries, as 「…と認められる」 is.
- Conforms: the sentence is put together per item and then combined: 「いずれかに適合しない」 is 「one of them is not
  satisfied」, 「いずれにも適合しない」 is 「none is satisfied」.  対象外 counts as satisfied, unless all of them are 対象外.
- A judgement inside a quantifier is about its element: 対象 is the innermost list element in hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, assert_never

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.facts import (
    Bound,
    Env,
    Run,
    elements_of,
    head,
    missing_paper,
    not_in_force,
    places_of,
    read,
    read_fact,
)
from compliance.engine.judgements import ACCEPTED, KEPT_OPEN, REFUSED, find, no_longer_asked
from compliance.engine.naming import paper_of
from compliance.engine.remedy import months_and_days
from compliance.engine.stages import absence_is_known
from compliance.engine.truth import Rest, Truth, Value, all_of, any_of, deciding, merged, negated
from compliance.finding import Cause, Result
from compliance.kinds.dates import fiscal_year, show_date
from compliance.kinds.identity import same
from compliance.kinds.periods import (
    elapsed_after,
    elapsed_inclusive,
    explain_elapsed_after,
    explain_elapsed_inclusive,
    explain_within_before,
    within_before,
)
from compliance.kinds.quantities import show_value
from compliance.struct import replace

# what is decided by values that can be shown
Compared: TypeAlias = (
    model.Compare
    | model.Equals
    | model.Same
    | model.Falls
    | model.FallsInYear
    | model.Among
    | model.AllAmong
    | model.Elapsed
    | model.Within
    | model.Soon
    | model.Truthy
    | model.Exists
)

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "以上": lambda a, b: bool(a >= b),
    "以下": lambda a, b: bool(a <= b),
    "未満": lambda a, b: bool(a < b),
    "超える": lambda a, b: bool(a > b),
    "以前": lambda a, b: bool(a <= b),
    "以後": lambda a, b: bool(a >= b),
    "前": lambda a, b: bool(a < b),
    "後": lambda a, b: bool(a > b),
}


def judge(node: model.Condition, env: Env, run: Run) -> Truth:
    """What a condition comes to."""
    if run.watch is None:
        return _judge(node, env, run)
    return run.watch(node, env, lambda: _judge(node, env, run))


def _judge(node: model.Condition, env: Env, run: Run) -> Truth:
    match node:
        case model.All(parts=parts):
            return _labelled(all_of([judge(part, env, run) for part in parts], node))
        case model.AnyOf(parts=parts):
            return _labelled(any_of([judge(part, env, run) for part in parts], node))
        case model.Not(part=part):
            inner = judge(part, env, run)
            return replace(
                all_of([inner]), value=negated(inner).value, node=node, op="", inner=inner.value, rests=inner.rests
            )
        case model.Implies():
            return _implies(node, env, run)
        case model.Entry():
            return _entry(node, env, run)
        case model.Compare() | model.Equals() | model.Falls() | model.FallsInYear() | model.Among() | model.AllAmong():
            return _finish(_comparison(node, env, run), node, env, run)
        case model.Truthy() | model.Exists() | model.Stated():
            return _finish(_presence(node, env, run), node, env, run)
        case model.Same():
            return _finish(_same(node, env, run), node, env, run)
        case model.Elapsed() | model.Within() | model.Soon():
            return _finish(_time(node, env, run), node, env, run)
        case model.Member():
            return _finish(_member(node, env, run), node, env, run)
        case model.Judged(question=question):
            return _finish(ask(question, env, run), node, env, run)
        case model.Conforms():
            return replace(_conforms(node, run), node=node)
        case model.At(day=day, condition=condition):
            return _at(node, read(day, env, run), condition, env, run)
        case model.Some() | model.Every() | model.Count():
            return _finish(_quantified(node, env, run), node, env, run)
        case _:
            assert_never(node)


def _finish(truth: Truth, node: model.Condition, env: Env, run: Run) -> Truth:
    """The truth of a node with its own negation, its places, and how it came about."""
    value = truth.value
    if getattr(node, "negated", False) and value is not None:
        value = not value
    places = truth.places or tuple(place for operand in truth.operands for place in operand.places)
    truth = replace(truth, value=value, inner=truth.value, node=node, places=places)
    if getattr(node, "negated", False):
        truth = replace(truth, labels=())
    return truth


def _unknown(*causes: Cause, operands: Sequence[Value] = ()) -> Truth:
    return Truth(None, causes=merged(causes), operands=tuple(operands))


def _of(value: bool, *operands: Value) -> Truth:
    rests = tuple(dict.fromkeys(rest for operand in operands for rest in operand.rests))
    return Truth(value, rests=rests, operands=operands)


# --- connectives ----------------------------------------------------------------------------------------------------


def _labelled(truth: Truth) -> Truth:
    """With the labels of the entries that held (｛該当する号｝): of an or, those of the true ones."""
    if truth.value is not True:
        return truth
    entries = sentences_ja.is_list(truth.node) if truth.node is not None else False
    if truth.op == "all" and entries:
        return truth
    return replace(truth, labels=tuple(dict.fromkeys(label for part in deciding(truth) for label in part.labels)))


def _entry(node: model.Entry, env: Env, run: Run) -> Truth:
    """An entry with its own ただし書: in an all-list it is then satisfied, else it is out."""
    truth = judge(node.condition, env, run)
    inner = truth.labels if sentences_ja.is_list(node.condition) else ()
    if node.proviso is not None:
        exception = judge(node.proviso, env, run)
        truth = any_of([truth, exception], node) if node.in_all else all_of([truth, negated(exception)], node)
    else:
        truth = all_of([truth], node)
    labels = tuple((node.label, *path) for path in inner) or ((node.label,),)
    return replace(truth, labels=labels if truth.value is True else ())


def _implies(node: model.Implies, env: Env, run: Run) -> Truth:
    condition = judge(node.condition, env, run)
    return any_of([negated(condition), judge(node.consequence, env, run)], node)


def _at(node: model.At, day: Value, condition: model.Condition, env: Env, run: Run) -> Truth:
    if day.is_unknown:
        return replace(_unknown(*day.causes, operands=[day]), node=node)
    if day.is_none:
        return replace(_of(False, day), node=node)
    inner = judge(condition, replace(env, day=day.value), run)
    return replace(all_of([inner], node), detail=f"{day.shown}において", english_detail=f"on {day.english}")


# --- comparisons ----------------------------------------------------------------------------------------------------


def _comparison(
    node: model.Compare | model.Equals | model.Falls | model.FallsInYear | model.Among | model.AllAmong,
    env: Env,
    run: Run,
) -> Truth:
    match node:
        case model.Compare(left=left, op=op, right=right):
            return _compare(node, read(left, env, run), op, read(right, env, run), env, run)
        case model.Equals(left=left, rights=rights):
            return _alternatives(read(left, env, run), [read(right, env, run) for right in rights], node, env, run)
        case model.Falls(day=day, first=first, last=last):
            value, start, end = (read(each, env, run) for each in (day, first, last))
            both = all_of([_ordered(start, value), _ordered(value, end)])
            return _with_detail(replace(both, op="", parts=(), operands=(value, start, end)), node, env, run)
        case model.FallsInYear(day=day, year=year):
            value, of = read(day, env, run), read(year, env, run)
            if value.is_none or of.is_none:
                return _with_detail(_of(False, value, of), node, env, run)
            if value.is_unknown or of.is_unknown:
                return _unknown(*value.causes, *of.causes, operands=[value, of])
            return _with_detail(_of(fiscal_year(value.value) == of.value, value, of), node, env, run)
        case model.Among(value=member, container=container):
            return _with_detail(_among(read(member, env, run), read(container, env, run)), node, env, run)
        case model.AllAmong(members=members, container=container):
            return _all_among(node, read(members, env, run), read(container, env, run), env, run)
        case _:
            assert_never(node)


def _ordered(first: Value, last: Value) -> Truth:
    if first.is_none or last.is_none:
        return _of(False, first, last)
    if first.is_unknown or last.is_unknown:
        return _unknown(*first.causes, *last.causes)
    return _of(bool(first.value <= last.value), first, last)


def _compare(node: model.Compare, left: Value, op: str, right: Value, env: Env, run: Run) -> Truth:
    if left.is_none or right.is_none:
        missing = left if left.is_none else right
        return _with_detail(replace(_of(False, missing), operands=(left, right)), node, env, run)
    if left.is_unknown or right.is_unknown:
        return _unknown(*left.causes, *right.causes, operands=[left, right])
    return _both_readings(node, left, right, _COMPARE[op], env, run)


def _both_readings(
    node: model.Compare | model.Equals, left: Value, right: Value, test: Callable[[Any, Any], bool], env: Env, run: Run
) -> Truth:
    """The test of two values, each of which the law may leave two readings of (a period with its first day)."""
    results = {
        test(a, b)
        for a in (left.value, *([left.other] if left.other is not None else []))
        for b in (right.value, *([right.other] if right.other is not None else []))
    }
    if len(results) == 1:
        return _with_detail(_of(results.pop(), left, right), node, env, run)
    plain = replace(node, negated=False)
    sentence = sentences_ja.sentence(plain, env.main)
    english = run.english(env).sentence(plain)
    without, including = (left.value, left.other) if left.other is not None else (right.value, right.other)
    kind = node.left.kind
    return _open_day(
        f"{sentence}かどうかは、初日を算入するかどうかで決まります。",
        f"Whether {english} depends on whether the first day counts.",
        (
            f"初日を算入しないと、{show_value(without, kind)}です（民法第140条本文）。",
            f"午前零時から始まるとして初日を算入すると、{show_value(including, kind)}です（同条ただし書）。",
        ),
        f"{sentence}と認められるか。",
        (left, right),
        env,
        run,
    )


def _alternatives(left: Value, rights: list[Value], node: model.Equals, env: Env, run: Run) -> Truth:
    operands = (left, *rights)
    if left.is_none:
        return _with_detail(replace(_of(False, left), operands=operands), node, env, run)
    tests = [
        _of(False, right)
        if right.is_none
        else _unknown(*left.causes, *right.causes)
        if left.is_unknown or right.is_unknown
        else _both_readings(node, left, right, lambda a, b: bool(a == b), env, run)
        for right in rights
    ]
    whole = any_of(tests)
    rests = (*left.rests, *whole.rests) if whole.value is not None else ()
    return _with_detail(
        replace(whole, op="", parts=(), rests=tuple(dict.fromkeys(rests)), operands=operands), node, env, run
    )


def _among(member: Value, container: Value) -> Truth:
    if member.is_none:
        return replace(_of(False, member), operands=(member, container))
    if container.is_none:
        return replace(_of(False, container), operands=(member, container))
    if member.is_unknown or container.is_unknown:
        return _unknown(*member.causes, *container.causes, operands=[member, container])
    elements = container.elements or ()
    if any(each.is_known and each.value == member.value for each in elements):
        return _of(True, member, container)
    causes = [cause for each in elements for cause in each.causes]
    return _unknown(*causes, operands=[member, container]) if causes else _of(False, member, container)


def _all_among(node: model.AllAmong, members: Value, container: Value, env: Env, run: Run) -> Truth:
    if members.is_none:
        return _with_detail(replace(_of(True, members), operands=(members, container)), node, env, run)
    if members.is_unknown:
        return _unknown(*members.causes, operands=[members, container])
    tests = [_unknown(*each.causes) if each.is_unknown else _among(each, container) for each in members.elements or ()]
    whole = all_of(tests)
    outside = [each for each, test in zip(members.elements or (), tests, strict=True) if test.value is False]
    return replace(
        whole,
        op="",
        parts=(),
        operands=(members, container),
        detail=f"含まれないもの：{'、'.join(each.shown for each in outside)}" if outside else "",
        english_detail=f"not among them: {', '.join(each.english for each in outside)}" if outside else "",
    )


def _with_detail(truth: Truth, node: Compared, env: Env, run: Run) -> Truth:
    """With the values compared: 本人の数 999人 ＜ 最低本人数 1,000人."""
    if truth.value is None or truth.detail:
        return truth
    detail, english = details(node, truth.operands, env, run)
    return replace(truth, detail=detail, english_detail=english)


def details(node: Compared, operands: Sequence[Value], env: Env, run: Run) -> tuple[str, str]:
    """The values of a comparison as one line in both languages."""
    expressions = operands_of(node)
    shown: list[str] = []
    english: list[str] = []
    for expression, value in zip(expressions, operands, strict=False):
        if isinstance(expression, model.Const):
            shown.append(value.shown)
            english.append(value.english)
            continue
        shown.append(f"{sentences_ja.value(expression, env.main)} {value.shown or '？'}{value.note}")
        english.append(f"{run.english(env).value(expression)}: {value.english or '?'}{value.english_note}")
    if isinstance(node, model.Compare) and len(operands) == 2 and all(each.is_known for each in operands):
        left, right = operands
        sign = "＜" if left.value < right.value else "＞" if left.value > right.value else "＝"
        how = "".join(f"。{each.how}" for each in operands if each.how)
        english_how = "".join(f". {each.english_how}" for each in operands if each.english_how)
        return f"{shown[0]} {sign} {shown[1]}{how}", f"{english[0]} {sign} {english[1]}{english_how}"
    if isinstance(node, model.Equals):
        return shown[0] if not isinstance(expressions[0], model.Const) else "", english[0]
    return "、".join(dict.fromkeys(shown)), "; ".join(dict.fromkeys(english))


def operands_of(node: Compared) -> tuple[model.Expr, ...]:
    """The expressions a condition compares, in order."""
    match node:
        case model.Compare(left=left, right=right):
            return (left, right)
        case model.Equals(left=left, rights=rights) | model.Same(left=left, rights=rights):
            return (left, *rights)
        case model.Falls(day=day, first=first, last=last):
            return (day, first, last)
        case model.FallsInYear(day=day, year=year):
            return (day, year)
        case model.Among(value=value, container=container):
            return (value, container)
        case model.AllAmong(members=members, container=container):
            return (members, container)
        case model.Elapsed(anchor=anchor):
            return (anchor,)
        case model.Within(day=day, anchor=anchor):
            return (day, anchor)
        case model.Soon(day=day, after=after):
            return (day, after)
        case model.Truthy(fact=fact) | model.Exists(fact=fact):
            return (fact,)
        case _:
            assert_never(node)


# --- presence -------------------------------------------------------------------------------------------------------


def _presence(node: model.Truthy | model.Exists | model.Stated, env: Env, run: Run) -> Truth:
    match node:
        case model.Truthy(fact=fact):
            value = read(fact, env, run)
            if value.is_unknown:
                return _unknown(*value.causes, operands=[value])
            return _with_detail(_of(value.value is True, value), node, env, run)
        case model.Exists(fact=fact):
            value = read(fact, env, run)
            if value.is_unknown:
                return _unknown(*value.causes, operands=[value])
            there = value.is_known and value.value is not False
            return _with_detail(_of(there, value), node, env, run)
        case model.Stated(facts=facts):
            tests = [_stated(fact, env, run) for fact in facts]
            whole = all_of(tests)
            blank = [test.detail for test in tests if test.detail]
            english = [test.english_detail for test in tests if test.english_detail]
            return replace(
                whole,
                op="",
                parts=(),
                operands=tuple(operand for test in tests for operand in test.operands),
                places=tuple(place for test in tests for place in test.places),
                detail="、".join(blank),
                english_detail="; ".join(english),
            )
        case _:
            assert_never(node)


def _stated(fact: model.Fact, env: Env, run: Run) -> Truth:
    """Whether the paper says it: a value or なし is stated, 不明 and a blank are not.  Never rests on a presumption."""
    if fact.base is None:
        name = fact.steps[0]
        if name not in run.dossier.facts:
            nothing = Value("未知")
            if len(fact.steps) > 1 or not absence_is_known(run.forms.sections[name], run.dossier):
                return _unknown(missing_paper(name, run), operands=[nothing])
            english = paper_of((name,), run.forms)[1]
            detail, english_detail = f"{name}が一件書類にない", f"{english} is not in the dossier"
            return Truth(False, operands=(nothing,), detail=detail, english_detail=english_detail)
        if len(fact.steps) == 1:
            return Truth(True, operands=(Value("値"),), places=places_of((name,), run))
    value = read_fact(replace(fact, presumption=""), env, run)
    if value.is_unknown and any(cause.kind == "書類なし" for cause in value.causes):
        return _unknown(*value.causes, operands=[value])
    blanks = value.causes if value.is_unknown else [cause for each in value.elements or () for cause in each.causes]
    if not blanks:
        return _of(True, value)
    said = {cause.text.removesuffix("。"): cause.english.removesuffix(".") for cause in blanks}
    places = tuple((cause.fact, "", cause.place) for cause in blanks if cause.place is not None)
    return Truth(
        False, operands=(value,), detail="、".join(said), english_detail="; ".join(said.values()), places=places
    )


# --- sameness, time, judgement --------------------------------------------------------------------------------------


def _same(node: model.Same, env: Env, run: Run) -> Truth:
    left = read(node.left, env, run)
    rights = [read(right, env, run) for right in node.rights]
    operands = (left, *rights)
    if left.is_none:
        return _with_detail(replace(_of(False, left), operands=operands), node, env, run)
    tests: list[Truth] = []
    for right in rights:
        if right.is_none:
            tests.append(_of(False, right))
        elif left.is_unknown or right.is_unknown:
            tests.append(_unknown(*left.causes, *right.causes))
        elif isinstance(left.value, str):  # and so is the other: the checker lets no two kinds be compared
            agrees = same(left.value, right.value)
            tests.append(_spelling(left, right, env, run) if agrees is None else _of(agrees, right))
        else:
            tests.append(_of(left.value == right.value, right))
    whole = any_of(tests)
    rests = tuple(dict.fromkeys((*left.rests, *whole.rests))) if whole.value is not None else ()
    return _with_detail(replace(whole, op="", parts=(), rests=rests, operands=operands), node, env, run)


def _spelling(left: Value, right: Value, env: Env, run: Run) -> Truth:
    question = f"「{left.value}」と「{right.value}」は同一であると認められるか。".replace("「「", "「").replace(
        "」」", "」"
    )
    cause = Cause(
        "判断",
        question,
        f"「{left.value}」と「{right.value}」は、表記が違うため、同一かどうかの判断を要します。",
        "行政機関",
        left.places[0][2] if left.places else None,
        question,
        english=f"“{left.value}” and “{right.value}” are spelt differently; a person must decide whether they are the same.",
    )
    return _settled(question, cause, env, run)


def _time(node: model.Elapsed | model.Within | model.Soon, env: Env, run: Run) -> Truth:
    operands = [read(operand, env, run) for operand in operands_of(node)]
    for operand in operands:
        if operand.is_none:
            return _with_detail(replace(_of(False, operand), operands=tuple(operands)), node, env, run)
    if any(operand.is_unknown for operand in operands):
        return _unknown(*(cause for operand in operands for cause in operand.causes), operands=operands)
    match node:
        case model.Elapsed(inclusive=inclusive, period=period):
            months, days = months_and_days(period)
            anchor = operands[0].value
            test, explain = (
                (elapsed_inclusive, explain_elapsed_inclusive) if inclusive else (elapsed_after, explain_elapsed_after)
            )
            steps, english = explain(anchor, months, env.day, days)
            truth = _of(test(anchor, months, env.day, days), *operands)
            return replace(truth, detail=steps.removesuffix("。"), english_detail=english.removesuffix("."))
        case model.Within(period=period):
            months, days = months_and_days(period)
            day, anchor = operands[0].value, operands[1].value
            within = within_before(day, anchor, months, days)
            steps, english = explain_within_before(day, anchor, months, days)
            if within is None:
                return _open_within(node, operands, steps, english, env, run)
            truth = _of(within, *operands)
            return replace(truth, detail=steps.removesuffix("。"), english_detail=english.removesuffix("."))
        case model.Soon():
            return _soon(node, operands, env, run)
        case _:
            assert_never(node)


def _open_within(node: model.Within, operands: list[Value], steps: str, english: str, env: Env, run: Run) -> Truth:
    sentence = sentences_ja.sentence(replace(node, negated=False), env.main)
    after = operands[0].value > operands[1].value
    inside = (
        "その日の後であっても、差し替えたものとして「前」に含まれると読めば、期間内です。"
        if after
        else "応当日のない月の末日を含むと読めば、期間内です。"
    )
    outside = (
        "「前」の文言どおりに読めば、期間内ではありません。"
        if after
        else "応当日のない月の末日を含まないと読めば、期間内ではありません。"
    )
    return _open_day(
        f"{show_date(operands[0].value)}については、{sentence}かどうかが、法令の文言からは一つに決まりません（{steps.removesuffix('。')}）。",
        english,
        (inside, outside),
        f"{sentence}と認められるか。",
        tuple(operands),
        env,
        run,
    )


def _open_day(
    text: str,
    english: str,
    readings: tuple[str, ...],
    question: str,
    operands: tuple[Value, ...],
    env: Env,
    run: Run,
) -> Truth:
    places = [place for operand in operands for place in operand.places]
    cause = Cause(
        "期間の計算",
        places[0][0] if places else question,
        text,
        "行政機関",
        places[0][2] if places else None,
        question,
        readings,
        english,
    )
    return replace(_settled(question, cause, env, run), operands=operands)


def _soon(node: model.Soon, operands: list[Value], env: Env, run: Run) -> Truth:
    day, after = operands
    if day.value <= after.value:
        return _with_detail(_of(day.value == after.value, day, after), node, env, run)
    plain = replace(node, negated=False)
    sentence = sentences_ja.sentence(plain, env.main)
    length = (day.value - after.value).days
    question = f"{sentence}と認められるか。"
    cause = Cause(
        "判断",
        question,
        f"{show_date(after.value)}から{show_date(day.value)}まで{length:,}日あり、{sentence}かどうかの判断を要します。",
        "行政機関",
        day.places[0][2] if day.places else None,
        question,
        english=f"{day.value} is {length:,} days after {after.value}; a person must decide whether "
        f"{run.english(env).sentence(plain)}.",
    )
    return replace(_settled(question, cause, env, run), operands=(day, after))


def _settled(question: str, cause: Cause, env: Env, run: Run) -> Truth:
    """A question that the facts raise: decided where a judgement is recorded under it, else open with its cause."""
    answer = ask(question, env, run)
    if answer.value is not None:
        return answer
    if any(each.kind == KEPT_OPEN for each in answer.causes):
        return answer
    return replace(answer, causes=(cause,))


def ask(question: str, env: Env, run: Run) -> Truth:
    """A recorded human judgement, for the item and the element in hand."""
    label = env.element.label if env.element else ""
    answers, others = find(run.records, env.item, label, question)
    about = f"{env.element.name}について、" if env.element else ""
    about_english = f" for {env.element.english}" if env.element else ""
    said = f"「{question}」" if question.endswith(("か。", "か")) else f"「{question}」と認められるか"
    conclusions = {record.conclusion for record in answers}
    agreed = conclusions == {ACCEPTED} or conclusions == {REFUSED}
    whole = [record for record in answers if not record.lacks]
    if agreed and whole:
        record = whole[-1]
        by = f"（{record.by}）" if record.by else ""
        reason = f"理由：{record.reason.removesuffix('。')}。" if record.reason else ""
        rest = Rest(
            "判断",
            question,
            text=f"{about}{said}について、{record.conclusion}と判断されています{by}。{reason}",
            english=f"“{question}”{about_english} was judged {'to hold' if ACCEPTED in conclusions else 'not to hold'}"
            + (f" ({record.judge or 'judge not named'}{f', {record.day}' if record.day else ''})" if record.by else "")
            + ".",
            place=head(record.place),
        )
        place = ((question, record.conclusion, rest.place),) if rest.place is not None else ()
        return Truth(ACCEPTED in conclusions, rests=(rest,), places=place)
    kind, text, english, at = "記録なし", "の判断が、審査記録にありません。", "no judgement is recorded", None
    if agreed:
        at, lacks = head(answers[-1].place), answers[-1].lacks
        names = sentences_ja.join_or(lacks, "及び")
        text = f"の判断に、{names}が記載されていません（理由、判断者及び判断の日のない判断は、使えません）。"
        english = f"the recorded judgement lacks its {' and '.join(_LACKING[name] for name in lacks)}"
    elif answers:
        kind, at = KEPT_OPEN, head(answers[-1].place)
        if conclusions == {KEPT_OPEN}:
            text, english = "は、保留とされています。", "the judgement is kept open"
        elif "" in conclusions:
            text, english = "の判断に、結論が記載されていません。", "the recorded judgement has no conclusion"
        else:
            text, english = "の判断が、食い違っています。", "the recorded judgements disagree"
    elif stale := no_longer_asked(others, run.rules, env.item):
        old = stale[-1]
        kind, at = "古い判断", head(old.place)
        concluded = f"「{old.conclusion or '結論なし'}」とした判断"
        unused = f"別の問い「{old.question}」について{concluded}は、使えません"
        english = f"only a judgement on another question is recorded (“{old.question}”: {old.conclusion})"
        if not old.question.strip():
            unused = f"{concluded}に、問いが書かれていません。「問い: {question}」の行を加えてください"
            english = f"the judgement that is recorded ({old.conclusion}) states no question"
        text = f"の判断が、審査記録にありません（{unused}）。"
    cause = Cause(
        kind,
        question,
        f"{about}{said}どうか{text}" if not said.endswith("」") else f"{about}{said}{text}",
        "行政機関",
        at,
        question,
        english=f"“{question}”{about_english}: {english}.",
    )
    return Truth(None, causes=(cause,))


_LACKING = {"理由": "reason", "判断者": "judge", "判断の日": "day"}


# --- definitions and other items ------------------------------------------------------------------------------------


def _member(node: model.Member, env: Env, run: Run) -> Truth:
    definition = run.rules.definitions[node.key]
    version = next((each for each in definition.versions if each.in_force(env.day)), None)
    if version is None:
        return _unknown(not_in_force(node.name, env.day))
    inside = env
    subject = None
    if definition.subject is not None and node.subject is not None:
        subject = read_fact(node.subject, env, run)
        if subject.is_none:
            return _of(False, subject)
        inside = env.bind(definition.subject, Bound(subject))
    assert not isinstance(version.body, tuple)
    body = judge(version.body, inside, run)
    provisos = [each for each in (version.proviso, definition.proviso) if each is not None]
    whole = all_of([body, *(negated(judge(each, inside, run)) for each in provisos)])
    rests = whole.rests if subject is None else tuple(dict.fromkeys((*subject.rests, *whole.rests)))
    return replace(whole, rests=rests if whole.value is not None else (), labels=body.labels)


def _conforms(node: model.Conforms, run: Run) -> Truth:
    """The results of other items, each at its own 基準日."""
    tests: list[Truth] = []
    counted = applicable = False
    for name in node.items:
        outcome = run.results.get(name)
        if outcome is None:
            text = f"項目「{name}」を使えないため、決まりません。"
            cause = Cause("設定", name, text, "行政機関", english=f"Item {name} cannot be used.")
            tests.append(Truth(None, causes=(cause,), detail=name))
            counted = applicable = True
            continue
        result, causes, rests = outcome
        if result is None:  # only remarks
            continue
        counted = True
        applicable = applicable or result is not Result.NOT_APPLICABLE
        value = {Result.SATISFIED: True, Result.NOT_APPLICABLE: True, Result.VIOLATED: False}.get(result)
        if value is not None and node.negated:
            value = not value
        shown = f"項目「{name}」は、{result.value}"
        note = "（適合するものとして扱う。）" if result is Result.NOT_APPLICABLE else ""
        tests.append(
            Truth(
                value,
                causes=causes if value is None else (),
                rests=rests if value is not None else (),
                detail=shown + note,
                english_detail=f"item {name}: {_RESULTS[result]}",
            )
        )
    if not applicable:
        names = "」「".join(node.items)
        why = "いずれも対象外のため" if counted else "結果が注意にとどまる項目のため"
        cause = Cause(
            "対象外",
            "、".join(node.items),
            f"項目「{names}」は、{why}、適合するかどうかが決まりません。",
            "行政機関",
            english=f"The items {', '.join(node.items)} do not apply, so whether they are satisfied is open.",
        )
        return replace(_unknown(cause), op="")
    whole = any_of(tests) if node.mode == "か" else all_of(tests)
    told = deciding(whole)
    return replace(
        whole,
        op="",
        parts=(),
        inner=whole.value,
        detail="、".join(test.detail for test in told),
        english_detail="; ".join(test.english_detail for test in told),
    )


_RESULTS = {
    Result.SATISFIED: "satisfied",
    Result.VIOLATED: "not satisfied",
    Result.MISSING: "information missing",
    Result.JUDGEMENT: "judgement needed",
    Result.NOT_APPLICABLE: "not applicable (counted as satisfied)",
}


# --- lists ----------------------------------------------------------------------------------------------------------


def _quantified(node: model.Some | model.Every | model.Count, env: Env, run: Run) -> Truth:
    members = read_fact(node.members, env, run)
    if members.is_unknown:
        return _unknown(*members.causes, operands=[members])
    bound = elements_of(members, node.members, run)
    tests = [
        replace(
            all_of([judge(node.condition, env.inside(node.var, each), run)]),
            subject=each.name,
            english_subject=each.english,
        )
        for each in bound
    ]
    detail, english = _complete(members, node.members, len(bound), run)
    if isinstance(node, model.Count):
        whole = _counted(node, tests)
    else:
        whole = any_of(tests) if isinstance(node, model.Some) else all_of(tests)
        if isinstance(node, model.Some) and whole.value is True:
            detail = english = ""
    rests = whole.rests if whole.value is None else tuple(dict.fromkeys((*members.rests, *whole.rests)))
    return replace(
        whole,
        rests=rests if whole.value is not None else (),
        operands=(members,),
        places=() if deciding(whole) else members.places,
        detail=whole.detail or detail,
        english_detail=whole.english_detail or english,
        labels=(),
    )


def _complete(members: Value, fact: model.Fact, count: int, run: Run) -> tuple[str, str]:
    """A list is complete as its paper states it, and the finding says so: 提案書に記載された役員2人による."""
    paper, english = paper_of(members.where, run.forms)
    name = sentences_ja.in_hand(model.Var(0, fact.where))
    if members.rests:
        return f"{name}は、なし（推定）", "none (presumed)"
    if not count:
        said = "一つもない" if paper == name else f"{paper}に、{name}はないと記載されている"
        return said, f"{english} says that there are none"
    inside = f"{name}" if paper == name else f"{paper}に記載された{name}"
    return f"{inside}{count:,}件による", f"by the {count:,} listed in {english}"


def counted(node: model.Count, values: Sequence[bool | None]) -> bool | None:
    """Whether the number of members that satisfy the condition is as demanded; None where it may or may not be."""
    sure = sum(value is True for value in values)
    possible = sure + sum(value is None for value in values)
    compare = _COMPARE.get(node.op, lambda a, b: bool(a == b))
    results = {compare(count, node.number) for count in range(sure, possible + 1)}
    return results.pop() if len(results) == 1 else None


def _counted(node: model.Count, tests: list[Truth]) -> Truth:
    sure = sum(test.value is True for test in tests)
    possible = sure + sum(test.value is None for test in tests)
    shown = f"当たるものは{sure:,}件" if sure == possible else f"当たるものは{sure:,}件から{possible:,}件まで"
    english = f"{sure:,} of them" if sure == possible else f"between {sure:,} and {possible:,} of them"
    value = counted(node, [test.value for test in tests])
    if value is not None:
        parts = tuple(test for test in tests if test.value is not None)
        rests = tuple(dict.fromkeys(rest for test in parts for rest in test.rests))
        return Truth(value, parts=parts, rests=rests, detail=shown, english_detail=english)
    parts = tuple(test for test in tests if test.value is None)
    causes = merged(cause for test in parts for cause in test.causes)
    return Truth(None, parts=parts, causes=causes, detail=shown, english_detail=english)
