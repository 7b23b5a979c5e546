"""Rules + dossier → report, with the whole explanation: the reference for what every rule means (language reference §5).

It walks the model, clarity over speed; `plan` gives the same results fast and without reasons.  The order inside an
item is that of §5.5: papers and 基準日 → 施行 → 適用 → ただし書 → 判断を要する場合 → 要件 → effect.

Decisions:
- An item is 対象外 if one of its papers belongs to another kind of dossier, is not yet due, or is one that nobody must
  hand in and nobody has.  If one that is due is missing, the item is 情報不足, whatever the other papers say; but an item
  that itself asks whether that paper is attached is judged (`stages.papers_asked_for`).
- A 基準日 that is なし counts as unknown (情報不足).
- 適用 stands outside 対象; where it is false there is one finding, 対象外.
- 対象…ごと: an empty list is 対象外; a list that is not given is one finding, 情報不足, or 適合 where a 推定 covers it.
- ただし書 of the item and of the version in force: either of them suffices.
- 判断を要する場合 that is unknown, and 適用 or ただし書 that are: see `_decide`.
- Effect 要判断: a failing screen asks the caption as its question; 認められる → 適合, 認められない → 不適合 with 注意.
- An item over …ごと counts for `Conforms` as its worst element; findings that weigh no more than 注意 are not counted.
- A cover (一件書類) without 種類 or 段階 is a finding of its own, 情報不足: else the stage would follow the papers alone,
  and taking out the last of them would take its duties with it.  So is a dossier to which no item applies at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from compliance import __version__, model
from compliance.documents.nodes import Dossier
from compliance.engine import conditions, fees, sentences_ja
from compliance.engine.facts import Bound, Env, Run, Watch, absent, elements_of, head, missing_paper, read, read_fact
from compliance.engine.judgements import recorded
from compliance.engine.naming import paper_of
from compliance.engine.outcome import counts_of, gravest, has, overall_outcome, proposal_outcome
from compliance.engine.remedy import MATTER_OF_FACT, days_ahead, how_to_settle, remedies
from compliance.engine.settings import Settings
from compliance.engine.stages import next_papers, papers_asked_for, state_of_paper
from compliance.engine.statements import statements
from compliance.engine.steps import step_of
from compliance.engine.truth import Rest, Truth, all_of, any_of, merged, negated
from compliance.finding import Basis, Cause, Delegation, FeeFinding, Finding, Report, Result, Step
from compliance.kinds.dates import show_date
from compliance.kinds.numerals import read_integer
from compliance.source import Span
from compliance.struct import Struct, replace
from compliance.values import UNKNOWN
from compliance.vocabulary import Forms

COVER = "一件書類"
SCREEN = "要判断"  # the effect of an item that only screens: failing it asks a person
REMARK = "注意"
NOT_IN_FORCE = "この項目の定めが施行されていません。"


def evaluate(
    rules: model.RuleSet,
    forms: Forms,
    dossier: Dossier,
    on: date | None,
    today: date,
    settings: Settings | None = None,
    watch: Watch | None = None,
) -> Report:
    """Everything the rules conclude on a dossier.

    on: 審査の日 and 判断の日; None: 審査の日 from the 審査記録, else today, and 判断の日 today.
    settings: the body's own values (委任); None: none is set.
    watch: told of every condition that is judged; it changes nothing.
    """
    day, origin = review_day(dossier, on, today)
    run = start(rules, forms, dossier, day, on or today, settings)
    run.watch = watch
    findings = [*cover(run), *(finding for item in rules.items for finding in evaluate_item(item, run))]
    return report_of(
        run, origin, [*nothing_judged(findings, run), *findings], [fees.evaluate_fee(fee, run) for fee in rules.fees]
    )


def report_of(run: Run, origin: str, findings: Sequence[Finding], fees_due: Sequence[FeeFinding]) -> Report:
    """The report that findings and fees make.  origin: where 審査の日 comes from."""
    dossier, forms = run.dossier, run.forms
    return Report(
        dossier=dossier.name,
        kind=dossier.kind,
        stage=forms.stages[dossier.stage] if dossier.stage < len(forms.stages) else "",
        on=run.on,
        on_from=origin,
        findings=tuple(findings),
        fees=tuple(fees_due),
        outcome=proposal_outcome(findings),
        duties=has(findings, "義務違反"),
        cancellation=has(findings, "解除事由"),
        overall=overall_outcome(findings),
        next_papers=next_papers(forms, dossier),
        inputs=dossier.inputs,
        settings=run.settings.file,
        delegations=tuple(
            Delegation(name, value.text, value.source, value.confirmed) for name, value in run.settings.values.items()
        ),
        rules_digest=run.rules.digest,
        version=__version__,
        counts=counts_of(findings),
    )


def review_day(dossier: Dossier, on: date | None, today: date) -> tuple[date, str]:
    """審査の日, and where it comes from: 「--on」「審査記録」「今日」."""
    if on is not None:
        return on, "--on"
    record = dossier.facts.get("審査記録")
    written = record.get("審査の日") if isinstance(record, dict) else None
    return (written, "審査記録") if isinstance(written, date) else (today, "今日")


def start(
    rules: model.RuleSet, forms: Forms, dossier: Dossier, on: date, judged_on: date, settings: Settings | None
) -> Run:
    """An evaluation that has not begun."""
    return Run(rules, forms, dossier, on, judged_on, settings or Settings(), recorded(dossier), conditions.judge)


def cover(run: Run) -> list[Finding]:
    """The cover must say what the dossier is and how far it has come."""
    section = run.forms.sections.get(COVER)
    if section is None:
        return []
    written = run.dossier.facts.get(COVER)
    if written is None:
        causes = [missing_paper(COVER, run)]
    else:
        causes = [
            absent((COVER, name), "行政機関", run)
            for name in ("種類", "段階")
            if name in section.type.properties and not isinstance(written.get(name), str)
        ]
    if not causes:
        return []
    return [
        Finding(
            rule=COVER,
            caption="一件書類の種類と段階",
            caption_english="kind and stage of the dossier",
            citations=(),
            result=Result.MISSING,
            reason="一件書類の種類と段階が分からないため、どの書類が要るかが決まらない。",
            reason_english="Which papers are due is open: the cover does not state the kind and the stage of the dossier.",
            remedy=("一件書類に、種類と段階を記載してください。",),
            remedy_english=("State the kind and the stage on the cover.",),
            causes=tuple(causes),
            layer="実務",
            place=next((cause.place for cause in causes if cause.place), None),
        )
    ]


def nothing_judged(findings: Sequence[Finding], run: Run) -> list[Finding]:
    """A dossier to which no item applies was not reviewed at all, and is not 適合."""
    section = run.forms.sections.get(COVER)
    if section is None or not findings or any(each.result is not Result.NOT_APPLICABLE for each in findings):
        return []
    why = next((each for each in findings if each.not_applicable.endswith(NOT_IN_FORCE)), None)
    text = "どの項目も対象外で、審査できたものがありません。"
    english = "No item applies, so nothing was reviewed."
    return [
        Finding(
            rule=COVER,
            caption="審査できた項目",
            caption_english="items that could be reviewed",
            citations=(),
            result=Result.MISSING,
            reason=text + (f"多くは{why.not_applicable}" if why else ""),
            reason_english=english + (f" {why.not_applicable_english}" if why else ""),
            remedy=("提案の日などの日付と、一件書類の種類と段階を、確かめてください。",),
            remedy_english=("Check the dates, such as the day the proposal arrived, and the kind and the stage.",),
            causes=(Cause("対象外", "審査できた項目", text, "行政機関", run.dossier.place((COVER,)), english=english),),
            layer="実務",
            place=run.dossier.place((COVER,)),
        )
    ]


# --- one item -------------------------------------------------------------------------------------------------------


class Outcome(Struct):
    """A finding, and what its result rests on before that is put into sentences."""

    finding: Finding
    rests: tuple[Rest, ...] = ()


def evaluate_item(item: model.Item, run: Run) -> list[Finding]:
    """The findings of an item: one, or one for each element of …ごと.  Its result is kept for items that refer to it."""
    outcomes = _outcomes(item, run)
    run.results[item.id] = _as_one(item, outcomes)
    return [outcome.finding for outcome in outcomes]


def _as_one(item: model.Item, outcomes: list[Outcome]) -> tuple[Result | None, tuple[Cause, ...], tuple[Rest, ...]]:
    """The worst element; None where nothing is more than a remark."""
    if all(case.effect == REMARK for case in item.effects):
        return None, (), ()
    counted = [outcome for outcome in outcomes if outcome.finding.weight != REMARK]
    order = (Result.VIOLATED, Result.MISSING, Result.JUDGEMENT, Result.SATISFIED, Result.NOT_APPLICABLE)
    worst = next((r for r in order if any(outcome.finding.result is r for outcome in counted)), None)
    causes = merged(cause for outcome in counted for cause in outcome.finding.causes)
    return worst, causes, tuple(dict.fromkeys(rest for outcome in counted for rest in outcome.rests))


def _outcomes(item: model.Item, run: Run) -> list[Outcome]:
    main = item.papers[0] if item.papers else ""
    env = Env(run.on, item.id, main=main)
    blocked = _papers(item, run)
    if blocked is not None:
        return [blocked]
    if item.day is not None:
        day = read(item.day, env, run)
        if day.is_unknown:
            return [_missing(item, day.causes, run)]
        if day.is_none:
            name = sentences_ja.value(item.day, main)
            cause = Cause(
                "記載なし",
                name,
                f"{name}が「なし」とされているため、基準日が決まりません。",
                "行政機関",
                day.places[0][2] if day.places else None,
                english="The day the item looks at is said not to exist.",
            )
            return [_missing(item, (cause,), run)]
        env = replace(env, day=day.value)
    version = next((each for each in item.requirement if each.in_force(env.day)), None)
    if version is None:
        text = f"{show_date(env.day)}には、{NOT_IN_FORCE}"
        return [_not_applicable(item, env, text, f"This item is not in force on {env.day}.")]
    applies = all_of([conditions.judge(condition, env, run) for condition in item.applies])
    if applies.value is False:
        return [_does_not_apply(item, applies, env, run, proviso=False)]
    if item.each is None:
        return [_judge(item, version, applies, env, run)]
    members = read_fact(item.each.members, env, run)
    name = sentences_ja.fact(item.each.members, main)
    if members.is_unknown:
        return [_missing(item, merged((*applies.causes, *members.causes)), run, env)]
    if members.rests:
        why = f"{name}は、ないものと推定されるため、満たされる。"
        english = "Satisfied: there is presumed to be none."
        step = Step(f"{name}がある", False, "なし（推定）", english="there is one", english_detail="none (presumed)")
        return [_outcome(item, Result.SATISFIED, env, run, rests=members.rests, reason=(why, english), trace=step)]
    if members.is_none:
        text = f"{name}がないため、対象となるものがありません。"
        english = run.english(env).fact(item.each.members)
        place = members.places[0][2] if members.places else None
        return [_not_applicable(item, env, text, f"There is nothing it could apply to among {english}.", place=place)]
    return [
        _judge(item, version, applies, env.inside(item.each.var, each), run)
        for each in elements_of(members, item.each.members, run)
    ]


def _papers(item: model.Item, run: Run) -> Outcome | None:
    """The finding of an item that its papers keep from being judged, or None."""
    dossier = run.dossier
    sections = [run.forms.sections[name] for name in item.papers]
    states = [(section, state_of_paper(section, dossier)) for section in sections]
    if dossier.kind not in item.kinds:
        return _not_applicable(
            item,
            None,
            f"種類が「{dossier.kind}」の一件書類には、適用されません。",
            "It does not apply to this kind of dossier.",
        )
    for section, state in states:
        english = paper_of((section.name,), run.forms)[1]
        english = english[:1].upper() + english[1:]
        if state == "まだ要らない":
            stage = run.forms.stages[section.due[dossier.kind]]
            return _not_applicable(
                item,
                None,
                f"{section.name}は、まだ要りません（{stage}の段階から要る書類です）。",
                f"{english} is not due yet.",
            )
        if state == "任意":
            text = f"{section.name}が、一件書類にありません（必要なときに限り加える書類です）。"
            return _not_applicable(item, None, text, f"{english} is not in the dossier; it need not be.")
    missing = [section.name for section, state in states if state == "欠けている"]
    if missing:
        asked = papers_asked_for(item, run.rules.definitions)
        missing = [name for name in missing if name not in asked]
    return _missing(item, tuple(missing_paper(name, run) for name in missing), run) if missing else None


def _judge(item: model.Item, version: model.Version, applies: Truth, env: Env, run: Run) -> Outcome:
    """An item that is in force and may apply, on one element or on the dossier."""
    provisos = [each for each in (version.proviso, item.proviso) if each is not None]
    proviso = any_of([conditions.judge(condition, env, run) for condition in provisos])
    if proviso.value is True:
        return _does_not_apply(item, proviso, env, run, proviso=True)
    assert not isinstance(version.body, tuple)
    body = conditions.judge(version.body, env, run)
    requirement = negated(body) if item.ground else body
    decided = _decide(item, requirement, env, run)
    trace = _trace(item, applies, proviso, body, decided, env, run)
    guard = all_of([applies, negated(proviso)])
    causes = merged((*guard.causes, *decided.truth.causes))
    if decided.truth.value is True:
        rests = decided.truth.rests
        reason = ("", "")
        if guard.value is None:
            reason = ("適用されるかどうかにかかわらず、満たされる。", "Satisfied whether it applies or not.")
        return _outcome(item, Result.SATISFIED, env, run, rests=rests, reason=reason, trace=trace)
    effect, open_effect = _effect(item, env, run)
    if guard.value is None or decided.truth.value is None:
        return _open(item, causes, env, run, effect, open_effect, trace, requirement if guard.value else None)
    if effect == SCREEN:
        return _screen(item, requirement, env, run, trace)
    return _violated(item, requirement, decided, env, run, effect, open_effect, trace)


class Decided(Struct):
    """The requirement, after 判断を要する場合.  cases: those cases whose condition is not false, with their answers.
    answer: that of the case that surely holds; it stands for the requirement.
    """

    truth: Truth
    cases: tuple[tuple[model.JudgedCase, Truth, Truth], ...] = ()
    answer: Truth | None = None


def _decide(item: model.Item, requirement: Truth, env: Env, run: Run) -> Decided:
    """If-then-else over 判断を要する場合: in the first case that holds, the recorded judgement counts for the
    requirement.  A case that is unknown decides only if both of its branches agree."""
    taken: list[tuple[model.JudgedCase, Truth, Truth]] = []
    for case in item.judged:
        condition = conditions.judge(case.condition, env, run)
        if condition.value is False:
            continue
        taken.append((case, condition, conditions.ask(case.question, env, run)))
        if condition.value is True:
            break
    answer = taken[-1][2] if taken and taken[-1][1].value is True else None
    truth = requirement if answer is None else answer
    for _, condition, said in reversed(taken if answer is None else taken[:-1]):
        if said.value is not None and said.value is truth.value:
            truth = replace(truth, rests=tuple(dict.fromkeys((*truth.rests, *said.rests))))
        else:
            truth = Truth(None, causes=merged((*condition.causes, *said.causes, *truth.causes)))
    return Decided(truth, tuple(taken), answer)


def _effect(item: model.Item, env: Env, run: Run) -> tuple[str, bool]:
    """What follows from not being satisfied: the effect, or the gravest one still possible, and whether it is open.

    One of the cases always holds: the checker saw to it.
    """
    possible: list[str] = []
    for case in item.effects:  # pragma: no branch  (the last has no condition)
        truth = None if case.condition is None else conditions.judge(case.condition, env, run)
        if truth is not None and truth.value is False:
            continue
        possible.append(case.effect)
        if truth is None or truth.value is True:
            break
    return gravest(possible), len(set(possible)) > 1


# --- findings -------------------------------------------------------------------------------------------------------


def _outcome(
    item: model.Item,
    result: Result,
    env: Env | None,
    run: Run,
    *,
    effect: str = "",
    effect_open: bool = False,
    causes: tuple[Cause, ...] = (),
    rests: tuple[Rest, ...] = (),
    reason: tuple[str, str] = ("", ""),
    remedy: Iterable[tuple[str, str]] = (),
    trace: Step | None = None,
) -> Outcome:
    element = env.element if env is not None else None
    remedy = list(dict.fromkeys(remedy))
    finding = Finding(
        rule=item.id,
        caption=item.caption,
        citations=item.citations,
        result=result,
        effect=effect,
        effect_open=effect_open,
        element=element.name if element else "",
        element_english=element.english if element else "",
        key=_pointer(element) if element else "",
        day=env.day if env is not None else None,
        reason=reason[0],
        reason_english=reason[1],
        remedy=tuple(pair[0] for pair in remedy),
        remedy_english=tuple(pair[1] for pair in remedy),
        causes=causes,
        basis=tuple(_bases(rests, run)) if result in (Result.SATISFIED, Result.VIOLATED) else (),
        trace=trace,
        views=item.views,
        notes=item.notes,
        layer=item.layer,
        place=_place(trace, causes, element, item, run),
        rule_place=item.span,
    )
    return Outcome(finding, rests)


def _pointer(element: Bound) -> str:
    """The JSON Pointer of an element (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in element.value.where)


def _not_applicable(
    item: model.Item, env: Env | None, text: str, english: str, trace: Step | None = None, place: Span | None = None
) -> Outcome:
    element = env.element if env is not None else None
    finding = Finding(
        rule=item.id,
        caption=item.caption,
        citations=item.citations,
        result=Result.NOT_APPLICABLE,
        element=element.name if element else "",
        element_english=element.english if element else "",
        key=_pointer(element) if element else "",
        day=env.day if env is not None else None,
        not_applicable=text,
        not_applicable_english=english,
        trace=trace,
        notes=item.notes,
        layer=item.layer,
        place=place,
        rule_place=item.span,
    )
    return Outcome(finding)


def _missing(item: model.Item, causes: tuple[Cause, ...], run: Run, env: Env | None = None) -> Outcome:
    """情報不足 before anything could be judged."""
    effects = [case.effect for case in item.effects]
    effect, open_effect = gravest(effects), len(set(effects)) > 1
    return _open(item, causes, env, run, effect, open_effect, None, None)


def _open(
    item: model.Item,
    causes: tuple[Cause, ...],
    env: Env | None,
    run: Run,
    effect: str,
    effect_open: bool,
    trace: Step | None,
    requirement: Truth | None,
) -> Outcome:
    """情報不足, or 要判断 where a person alone can settle it."""
    judgement = bool(causes) and all(cause.is_judgement for cause in causes)
    result = Result.JUDGEMENT if judgement else Result.MISSING
    settle = []
    label = env.element.label if env is not None and env.element else ""
    if judgement:
        settle = how_to_settle(item.id, label)
    elif requirement is not None and env is not None and len(causes) == 1:
        # where several things are missing, the list of what is asked for says more than what each would change
        settle = remedies(requirement, True, env.main, run.english(env), open_=True)
    reason = ("人の判断を要する。", "A person must judge.") if judgement else _what_is_missing(causes)
    return _outcome(
        item,
        result,
        env,
        run,
        effect=effect,
        effect_open=effect_open,
        causes=causes,
        reason=reason,
        remedy=settle,
        trace=trace,
    )


def _what_is_missing(causes: tuple[Cause, ...]) -> tuple[str, str]:
    """The reason of 情報不足; that nothing can be presumed is told as such, not as one more fact."""
    facts = [cause.fact for cause in causes if not cause.is_judgement and cause.kind != "推定の前提"]
    names = list(dict.fromkeys(facts))
    shown = "、".join(names[:3]) + (f"など{len(names)}件" if len(names) > 3 else "")
    if all(cause.kind != "推定の前提" for cause in causes):
        return f"{shown}が分からないため、決まらない。", "Open: information is missing."
    unknown = f"{shown}が分からず、" if shown else ""
    return (
        f"{unknown}有効な誓約書が確かめられないため、推定もできない。",
        "Open: information is missing, and without a valid pledge nothing can be presumed.",
    )


def _does_not_apply(item: model.Item, truth: Truth, env: Env, run: Run, *, proviso: bool) -> Outcome:
    english = run.english(env)
    said = statements(truth, env.main, english)
    why = "、また、".join(japanese for japanese, _ in said)
    plain = "; ".join(each for _, each in said)
    step = _labelled(truth, "ただし書" if proviso else "適用", env, run)
    text = f"ただし書に当たるため、適用されません（{why}）。" if proviso else f"{why}ため、適用されません。"
    english_text = f"The proviso holds: {plain}." if proviso else f"It does not apply: {plain}."
    places = [place for each in _steps(step) for place in each.places]
    return _not_applicable(item, env, text, english_text, step, places[0][2] if places else None)


def _screen(item: model.Item, requirement: Truth, env: Env, run: Run, trace: Step) -> Outcome:
    """A screen that failed: a person decides, with the caption as the question."""
    answer = conditions.ask(item.caption, env, run)
    reason = _reason(item, requirement, env, run)
    if answer.value is True:
        return _outcome(item, Result.SATISFIED, env, run, rests=answer.rests, reason=reason, trace=trace)
    if answer.value is False:
        return _outcome(item, Result.VIOLATED, env, run, effect=REMARK, rests=answer.rests, reason=reason, trace=trace)
    settle = how_to_settle(item.id, env.element.label if env.element else "")
    causes = tuple(
        replace(
            cause, kind="判断", text=f"{reason[0].removesuffix('。')}。「{item.caption}」といえるかの判断を要します。"
        )
        if cause.kind == "記録なし"
        else cause
        for cause in answer.causes
    )
    return _outcome(
        item,
        Result.JUDGEMENT,
        env,
        run,
        effect=SCREEN,
        causes=causes,
        reason=reason,
        remedy=settle,
        trace=trace,
    )


def _violated(
    item: model.Item,
    requirement: Truth,
    decided: Decided,
    env: Env,
    run: Run,
    effect: str,
    effect_open: bool,
    trace: Step,
) -> Outcome:
    english = run.english(env)
    remedy = [] if decided.answer is not None else remedies(requirement, True, env.main, english)
    if ahead := days_ahead(requirement, env.main, english):
        remedy = [*(each for each in remedy if each != MATTER_OF_FACT), *ahead]
    return _outcome(
        item,
        Result.VIOLATED,
        env,
        run,
        effect=effect,
        effect_open=effect_open,
        rests=decided.truth.rests,
        reason=_reason(item, requirement, env, run, decided),
        remedy=remedy,
        trace=trace,
    )


def _bases(rests: tuple[Rest, ...], run: Run) -> Iterable[Basis]:
    """What a result rests on, one sentence for each presumption and each judgement."""
    facts: dict[str, list[Rest]] = {}
    for rest in rests:
        if rest.kind == "判断":
            yield Basis("判断", rest.name, rest.text, rest.place, rest.english)
        else:
            facts.setdefault(rest.name, []).append(rest)
    for name, presumed in facts.items():
        names = list(dict.fromkeys(rest.fact for rest in presumed))
        english = list(dict.fromkeys(rest.english_fact for rest in presumed))
        cited = "、".join(run.rules.presumptions[name].citations)
        shown = (
            sentences_ja.join_or(names, "及び") if len(names) <= 4 else f"{'、'.join(names[:3])}その他{len(names)}件"
        )
        plain = ", ".join(english[:4]) + (f" and {len(english) - 4} more" if len(english) > 4 else "")
        yield Basis(
            "誓約",
            name,
            f"{shown}は、書類に記載がないため、ないものと推定しました（推定「{name}」{f'、{cited}' if cited else ''}）。",
            english=f"Nothing is written of {plain}; it is presumed that there is none (presumption “{name}”).",
        )


# --- reasons and trees ----------------------------------------------------------------------------------------------


def _reason(
    item: model.Item, requirement: Truth, env: Env, run: Run, decided: Decided | None = None
) -> tuple[str, str]:
    """The sentence of 理由 with its values, or one made from the tree; in English always from the tree."""
    if decided is not None and decided.answer is not None:
        judgement = decided.answer.rests[0]
        return judgement.text, judgement.english
    told = statements(requirement, env.main, run.english(env))
    japanese = "".join(f"{text}。" for text, _ in told)
    english = " ".join(f"{text[:1].upper()}{text[1:]}." for _, text in told)
    if item.reason:
        japanese = "".join(
            _piece(piece, requirement, position, item, env, run) for position, piece in enumerate(item.reason)
        )
    return japanese, english


def _piece(
    piece: str | model.Expr | model.Labels, requirement: Truth, position: int, item: model.Item, env: Env, run: Run
) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, model.Labels):
        before = item.reason[position - 1] if position else ""
        return shown_labels(
            requirement, run, with_article=not (isinstance(before, str) and before.endswith(("条", "項")))
        )
    value = read(piece, env, run)
    if value.is_unknown:
        said = value.causes and value.causes[0].kind == "不明"
        return "（不明）" if said or value.value is UNKNOWN else "（記載なし）"
    return value.shown


def shown_labels(truth: Truth, run: Run, *, with_article: bool) -> str:
    """｛該当する号｝: the entries that held, of the first 定義 (or list) that did: 法第113条第1号及び第4号."""
    found = _first_labels(truth)
    if found is None:
        return "いずれかの号"
    labels, definition = found
    shown = sentences_ja.join_or([_label(path) for path in labels], "及び")
    if not with_article:
        return shown
    article = _article(definition, labels, run) if definition else ""
    return f"{article}{shown}" if article else f"「{definition.name}」の{shown}" if definition else shown


def _first_labels(truth: Truth) -> tuple[tuple[tuple[str, ...], ...], model.Member | None] | None:
    """The labels of the first part, in reading order, that held by entries."""
    node = truth.node
    if truth.labels and isinstance(node, model.Member):
        return truth.labels, node
    for part in truth.parts:
        found = _first_labels(part)
        if found is not None:
            return found
    return (truth.labels, None) if truth.labels and _is_list(node) else None


def _is_list(node: model.Condition | None) -> bool:
    return node is not None and sentences_ja.is_list(node)


def _label(path: tuple[str, ...]) -> str:
    """一 → 第1号, 四・ハ → 第4号ハ, 二の二 → 第2号の2."""
    first, *rest = path
    number, _, branch = first.partition("の")
    return f"第{read_integer(number)}号" + (f"の{read_integer(branch)}" if branch else "") + "".join(rest)


def _article(node: model.Member, labels: tuple[tuple[str, ...], ...], run: Run) -> str:
    """法第113条, where the 定義 cites 法第113条第1号から第5号まで and every label is one of these."""
    for citation in run.rules.definitions[node.key].citations:
        first, until, last = citation.partition("号から第")
        if not until or not last.endswith("号まで"):
            continue
        article, _, low = first.rpartition("第")
        bounds = read_integer(low), read_integer(last.removesuffix("号まで"))
        numbers = [read_integer(path[0].partition("の")[0]) for path in labels]
        if all(bounds[0] <= number <= bounds[1] for number in numbers):
            return article
    return ""


def _labelled(truth: Truth, label: str, env: Env, run: Run) -> Step:
    """The tree of a whole part of an item, under its name."""
    if len(truth.parts) == 1:
        truth = truth.parts[0]
    step = step_of(truth, env.main, run.english(env))
    return replace(step, label=label)


def _trace(item: model.Item, applies: Truth, proviso: Truth, body: Truth, decided: Decided, env: Env, run: Run) -> Step:
    """The tree of an item: the requirement alone, or with whatever else was open or decided it."""
    main = _labelled(all_of([body]), "", env, run)
    others: list[Step] = []
    if applies.value is None:
        others.append(_labelled(applies, "適用", env, run))
    if proviso.value is None and proviso.parts:
        others.append(_labelled(proviso, "ただし書", env, run))
    for case, condition, answer in decided.cases:
        asked = Step(
            text=f"「{case.question}」",
            truth=answer.value,
            english=f"“{case.question}”",
            places=answer.places,
            causes=answer.causes,
            rule_place=case.condition.span,
        )
        others.append(
            replace(
                _labelled(condition, f"判断を要する場合　{case.label}".rstrip("　"), env, run),
                causes=condition.causes,
            )
        )
        others.append(asked)
    if not others:
        return main
    label = "事由" if item.ground else "要件"
    return Step(
        text=item.caption or item.id,
        truth=decided.truth.value,
        english=f"item {item.id}",
        rule_place=item.span,
        children=(*others, replace(main, label=label)),
    )


def _steps(step: Step) -> Iterable[Step]:
    yield step
    for child in step.children:
        yield from _steps(child)


def _place(
    trace: Step | None, causes: tuple[Cause, ...], element: Bound | None, item: model.Item, run: Run
) -> Span | None:
    """Where a finding points in the papers: what decided it, else what it waits for, else its element or first paper."""
    if causes:
        for cause in causes:
            if cause.place is not None:
                return cause.place
    if trace is not None:
        for step in _steps(trace):
            if step.places:
                return step.places[0][2]
    if element is not None and element.value.where:
        return head(run.dossier.place(element.value.where))
    for paper in item.papers:
        place = run.dossier.place((paper,))
        if place is not None:
            return head(place)
    return None
