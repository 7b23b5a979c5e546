"""手数料: a fee on a dossier, line by line, with how each line was reckoned and what bounds it while a part is unknown.

Decisions:
- A line whose 「…場合に限る」 is false counts 0; unknown, it counts 0 below and its full amount above.
- An amount of which the quantity is unknown is bounded by the form's minimum and maximum (without a maximum there is no
  upper bound); one whose rate or amount is unknown counts 0 below and has no upper bound.
- なし counts 0 in a 内訳: an entry for a payment that does not exist adds nothing.  An amount by cases is the whole fee,
  which cannot be なし: it is unknown then, and the one who wrote it is asked.
- A fee whose 適用 is unknown may not be due at all: 0 below.
- A fee of which a paper that is due is missing, or the 基準日 is not known, is 情報不足, unless the 適用 is false on the day
  of the review: the fee of another kind of body (法第119条第1項・第3項・第5項・第8項) does not become due by a missing paper.
- With cases, the first that holds gives the amount; while several are possible, the least and the greatest bound it.
- The standard (標準) of a 委任 value that is not set is reckoned apart, for reference; it never enters the total.
"""

from __future__ import annotations

from compliance import model
from compliance.engine import conditions, sentences_ja
from compliance.engine.facts import Env, Run, addressee, missing_paper, read, started
from compliance.engine.stages import state_of_paper
from compliance.engine.truth import Value, all_of, merged
from compliance.finding import Cause, FeeFinding, FeeLine, Result
from compliance.kinds.dates import show_date
from compliance.kinds.quantities import show_value
from compliance.struct import Struct, replace
from compliance.values import YEN, Kind


class Reckoned(Struct):
    """An amount between two bounds (high None: none known), how it came about, and what keeps it open.

    said_none: of an amount that is 0 because something is なし, what would be told where it must not be.
    """

    low: int
    high: int | None
    steps: str
    causes: tuple[Cause, ...] = ()
    said_none: Cause | None = None


def evaluate_fee(fee: model.Fee, run: Run) -> FeeFinding:
    """What a fee comes to.  適合: the total is known; 情報不足: it is not; 対象外: the fee does not arise."""
    env = Env(run.on, fee.id, main=fee.papers[0] if fee.papers else "")
    stopped = _papers(fee, run)
    if stopped is not None:
        return stopped
    if fee.day is not None:
        day = read(fee.day, env, run)
        if not day.is_known:
            name = sentences_ja.value(fee.day, env.main)
            none = Cause("記載なし", name, f"{name}が「なし」とされているため、基準日が決まりません。", "行政機関")
            return _open(fee, day.causes or (none,), run)
        env = replace(env, day=day.value)
    version = next((each for each in fee.versions if each.in_force(env.day)), None)
    if version is None:
        return _none(fee, f"{show_date(env.day)}には、この定めが施行されていません。")
    applies = all_of([conditions.judge(condition, env, run) for condition in fee.applies])
    if applies.value is False:
        return _does_not_apply(fee, env)
    run.unset.clear()
    lines, low, high = _lines(version, env, run)
    needs_standard = bool(run.unset)
    causes = merged((*applies.causes, *(cause for line in lines for cause in line.causes)))
    known = not causes and low == high
    standard, standard_lines = _standard(version, env, run) if needs_standard else (None, ())
    return FeeFinding(
        rule=fee.id,
        caption=fee.caption,
        citations=fee.citations,
        result=Result.SATISFIED if known else Result.MISSING,
        day=env.day,
        total=low if known else None,
        low=0 if applies.value is None else low,
        high=high,
        lines=lines,
        causes=causes,
        standard=standard,
        standard_lines=standard_lines,
        notes=fee.notes,
        rule_place=fee.span,
    )


def _papers(fee: model.Fee, run: Run) -> FeeFinding | None:
    """The finding of a fee that its papers keep from being reckoned, or None."""
    dossier = run.dossier
    states = [(run.forms.sections[name], state_of_paper(run.forms.sections[name], dossier)) for name in fee.papers]
    if dossier.kind not in fee.kinds:
        return _none(fee, f"種類が「{dossier.kind}」の一件書類には、適用されません。")
    for section, state in states:
        if state == "まだ要らない":
            stage = run.forms.stages[section.due[dossier.kind]]
            return _none(fee, f"{section.name}は、まだ要りません（{stage}の段階から要る書類です）。")
        if state == "任意":
            return _none(fee, f"{section.name}が、一件書類にありません（必要なときに限り加える書類です）。")
    causes = tuple(missing_paper(section.name, run) for section, state in states if state == "欠けている")
    return _open(fee, causes, run) if causes else None


def _none(fee: model.Fee, why: str) -> FeeFinding:
    return FeeFinding(
        fee.id, fee.caption, fee.citations, Result.NOT_APPLICABLE, None, None, 0, 0, (),
        not_applicable=why, notes=fee.notes, rule_place=fee.span,
    )  # fmt: skip


def _does_not_apply(fee: model.Fee, env: Env) -> FeeFinding:
    told = "".join(sentences_ja.sentence(condition, env.main) for condition in fee.applies)
    return _none(fee, f"{told}場合に当たらないため、適用されません。")


def _open(fee: model.Fee, causes: tuple[Cause, ...], run: Run) -> FeeFinding:
    """A fee of which a paper is missing or the 基準日 is not known, if it may apply."""
    env = Env(run.on, fee.id, main=fee.papers[0] if fee.papers else "")
    if all_of([conditions.judge(condition, env, run) for condition in fee.applies]).value is False:
        return _does_not_apply(fee, env)
    return FeeFinding(
        fee.id, fee.caption, fee.citations, Result.MISSING, None, None, 0, None, (),
        causes=causes, notes=fee.notes, rule_place=fee.span,
    )  # fmt: skip


def _standard(version: model.FeeVersion, env: Env, run: Run) -> tuple[int | None, tuple[FeeLine, ...]]:
    """The fee by the Cabinet Order's standard, if that can be told in full."""
    by_standard = replace(run, standards=True, premises=dict(run.premises), unset=[])
    lines, low, _ = _lines(version, env, by_standard)
    return (None, ()) if any(line.causes for line in lines) else (low, lines)


def _lines(version: model.FeeVersion, env: Env, run: Run) -> tuple[tuple[FeeLine, ...], int, int | None]:
    """The lines and the bounds of their sum."""
    if version.cases:
        line = _by_cases(version.cases, env, run)
        return (line,), line.low, line.high
    lines = tuple(_entry(entry, env, run) for entry in version.breakdown)
    high: int | None = 0
    for line in lines:
        high = None if high is None or line.high is None else high + line.high
    return lines, sum(line.low for line in lines), high


def _entry(entry: model.FeeEntry, env: Env, run: Run) -> FeeLine:
    reckoned = reckon(entry.amount, env, run)
    if entry.only is not None:
        only = conditions.judge(entry.only, env, run)
        said = sentences_ja.sentence(entry.only, env.main)
        if only.value is False:
            reckoned = Reckoned(0, 0, f"{said}場合に限る → 0円")
        elif only.value is None:
            reckoned = Reckoned(
                0, reckoned.high, f"{reckoned.steps}（{said}場合に限る）", merged((*only.causes, *reckoned.causes))
            )
    return FeeLine(entry.label, entry.name, reckoned.low, reckoned.high, reckoned.steps, reckoned.causes)


def _by_cases(cases: tuple[model.ValueCase, ...], env: Env, run: Run) -> FeeLine:
    """The first case that holds; the checker saw to it that one does (「その他の場合」, 「前号に掲げる場合以外の場合」)."""
    possible: list[tuple[model.ValueCase, Reckoned]] = []
    causes: list[Cause] = []
    for case in cases:
        truth = None if case.condition is None else conditions.judge(case.condition, env, run)
        if truth is not None and truth.value is False:
            continue
        possible.append((case, _whole(case.value, env, run)))
        if truth is None or truth.value is True:
            break
        causes += truth.causes
    if len(possible) == 1:
        case, reckoned = possible[0]
        return FeeLine(case.label, _case_name(case, env), reckoned.low, reckoned.high, reckoned.steps, reckoned.causes)
    low = min(reckoned.low for _, reckoned in possible)
    highs = [reckoned.high for _, reckoned in possible]
    high = None if None in highs else max(each for each in highs if each is not None)
    alike = low == high and not any(reckoned.causes for _, reckoned in possible)
    open_causes = merged((*causes, *(cause for _, reckoned in possible for cause in reckoned.causes)))
    steps = "、又は".join(f"{case.label}　{reckoned.steps}" for case, reckoned in possible)
    return FeeLine("", "区分による額", low, high, steps, () if alike else open_causes)


def _whole(expr: model.Expr | model.Amount, env: Env, run: Run) -> Reckoned:
    """An amount that is the whole fee: known not to be なし."""
    reckoned = reckon(expr, env, run)
    if reckoned.said_none is None:
        return reckoned
    return Reckoned(0, None, reckoned.steps.removesuffix(" → 0円"), (reckoned.said_none,))


def _said_none(expr: model.Expr, value: Value, env: Env, run: Run) -> Cause:
    """An amount is written as なし."""
    name = sentences_ja.value(expr, env.main)
    supplier = expr.supplier if isinstance(expr, model.Fact) else ""
    return Cause(
        "記載なし",
        name,
        f"{name}が「なし」とされているため、手数料の額が決まりません。",
        addressee(value.where, supplier, run) if value.where else "行政機関",
        value.places[0][2] if value.places else None,
        english=f"The fee is open: {run.english(env).value(expr)} is said not to exist.",
    )


def _case_name(case: model.ValueCase, env: Env) -> str:
    if case.condition is None:
        return "その他の場合"
    return f"{sentences_ja.sentence(case.condition, env.main)}場合"


def reckon(expr: model.Expr | model.Amount, env: Env, run: Run) -> Reckoned:
    """An amount of yen, with its steps and bounds."""
    if not isinstance(expr, model.Amount):
        return _plain(expr, env, run)
    if expr.same_as is not None:
        reckoned = _plain(expr.same_as, env, run)
        name = sentences_ja.value(expr.same_as, env.main)
        return replace(reckoned, steps=f"{name}と同額 → {_bounds(reckoned.low, reckoned.high)}")
    assert expr.quantity is not None and expr.rate is not None
    quantity, rate = read(expr.quantity, env, run), read(expr.rate, env, run)
    kind = expr.quantity.kind
    causes = merged((*quantity.causes, *rate.causes))
    if quantity.is_none or rate.is_none:
        none, value = (expr.quantity, quantity) if quantity.is_none else (expr.rate, rate)
        steps = f"{sentences_ja.value(none, env.main)} なし → 0円"
        return Reckoned(0, 0, steps, said_none=_said_none(none, value, env, run))
    least, most = _quantity_bounds(expr.quantity, quantity.value if quantity.is_known else None)
    if rate.value == 0:  # however much of it there is
        most = least
    low = started(least, expr.unit) * rate.value if rate.is_known else 0
    high = None
    if most is not None:
        high = started(most, expr.unit) * rate.value if rate.is_known else 0 if started(most, expr.unit) == 0 else None
    if low == high:
        causes = ()
    steps = _steps(
        expr, quantity.value if quantity.is_known else None, rate.value if rate.is_known else None, kind, env
    )
    return Reckoned(low, high, steps, causes)


def _quantity_bounds(expr: model.Expr, value: int | None) -> tuple[int, int | None]:
    """The least and the most a quantity can be: its value, else what its form allows."""
    if value is not None:
        return value, value
    item = expr.property if isinstance(expr, model.Fact) else None
    if item is None:
        return 0, None
    return item.minimum or 0, item.maximum


def _steps(expr: model.Amount, quantity: int | None, rate: int | None, kind: Kind, env: Env) -> str:
    """3時間5分 → 4時間 × 3,950円 ＝ 15,800円."""
    assert expr.quantity is not None and expr.rate is not None
    name = sentences_ja.value(expr.quantity, env.main)
    rate_shown = show_value(rate, YEN) if rate is not None else sentences_ja.value(expr.rate, env.main)
    if quantity is None:
        return f"{name} × {show_value(expr.unit, kind)}までごとに{rate_shown}"
    units = started(quantity, expr.unit)
    rounded = show_value(units * expr.unit, kind)
    counted = show_value(quantity, kind) if quantity or kind.name != "時間" else "0時間"
    if quantity and rounded != counted:
        counted = f"{counted} → {rounded}"
    per = "" if expr.unit in (1, 60) else f" ÷ {show_value(expr.unit, kind)}"
    result = f" ＝ {show_value(units * rate, YEN)}" if rate is not None else ""
    return f"{counted}{per} × {rate_shown}{result}"


def _plain(expr: model.Expr, env: Env, run: Run) -> Reckoned:
    value = read(expr, env, run)
    if value.is_none:
        steps = f"{sentences_ja.value(expr, env.main)} なし → 0円"
        return Reckoned(0, 0, steps, said_none=_said_none(expr, value, env, run))
    if value.is_known:
        shown = show_value(value.value, YEN)
        name = sentences_ja.value(expr, env.main)
        return Reckoned(value.value, value.value, shown if isinstance(expr, model.Const) else f"{name} {shown}")
    least, most = _quantity_bounds(expr, None)
    return Reckoned(least, most, f"{sentences_ja.value(expr, env.main)}（未定）", value.causes)


def _bounds(low: int, high: int | None) -> str:
    if low == high:
        return show_value(low, YEN)
    return f"{show_value(low, YEN)}以上" + (f"{show_value(high, YEN)}以下" if high is not None else "")
