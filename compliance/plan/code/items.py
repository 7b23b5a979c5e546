"""Items of the model as code, in the order of language reference §5.5: 施行 → 適用 → ただし書 → 判断を要する場合 → 要件 →
effect.  Papers, 基準日 and 施行 are asked once for all items that look at the same (`opening`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from typing import TYPE_CHECKING

from compliance import model
from compliance.engine.outcome import gravest
from compliance.finding import EFFECTS
from compliance.plan.code.body import Body, Truth, Value, Window, closed, first_list, negation, one_line, read_value
from compliance.plan.code.conditions import junction, members_of, over, truth_of
from compliance.plan.code.values import amount_of, call_ahead, value_of
from compliance.plan.words import JUDGEMENT, MISSING, NOT_APPLICABLE, SATISFIED, VIOLATED, question_key
from compliance.struct import replace

if TYPE_CHECKING:
    from compliance.plan.code.module import Writer

SCREEN = "要判断"  # an effect: failing the item asks a person, with its caption as the question


def opening(
    plan: Writer, name: str, papers: tuple[str, ...], asked: frozenset[str], day: model.Expr | None, window: Window
) -> str:
    """The function that opens some items: their 基準日, or None (情報不足), or False (対象外).

    asked: papers of which the items themselves ask whether they are there.
    """
    body = Body(plan, ("facts", "run"))
    body.lines.append(f"def {name}(facts, run):")
    body.line(f'"""書類：{one_line("、".join(papers))}　基準日の決め方と、施行"""')
    locals_ = _read_papers(papers, body)
    absent = " or ".join(f"{local} is None" for paper, local in locals_.items() if paper not in asked)
    if absent:  # 対象外 where a paper that is not there is not due, else 情報不足
        body.line(f"if {absent}:")
        body.line(f"    return None if all_due(run, {plan.stages(papers)}) else False")
    for paper, local in locals_.items():
        if paper in asked:
            body.line(f"if {local} is None and not all_due(run, {plan.stages((paper,))}):")
            body.line("    return False")
    for paper in locals_:
        if paper in asked:
            body.records[0].pop((None, (paper,)), None)
        else:
            body.present.add(paper)
    if day is None:
        body.line("day = run.review_day")
    else:
        value = value_of(day, body)
        body.line(f"day = {value.code}")
        tests = body.tests([read_value("day", name=True)])
        judge = " or day is JUDGE" if value.judge else ""
        if value.missing or value.none or value.judge:
            body.line(f"if {tests.missing} or {tests.none}{judge}:")
            body.line("    return None")
    outside = [f"day < {plan.literal(window.first)}"] if window.first > date.min else []
    outside += [f"day > {plan.literal(window.last)}"] if window.last < date.max else []
    if outside:
        body.line(f"if {' or '.join(outside)}:")
        body.line("    return False  # 施行されていない")
    body.line("return day")
    return "\n".join(body.lines) + "\n"


def _read_papers(papers: tuple[str, ...], body: Body) -> dict[str, str]:
    found: dict[str, str] = {}
    for paper in dict.fromkeys(papers):
        local = found[paper] = body.name(paper)
        body.line(f"{local} = facts.get({paper!r})")
        body.known[0][None, (paper,)] = read_value(local, name=True)
        if not body.plan.forms.sections[paper].many:
            body.records[0][None, (paper,)] = local
    return found


class ItemCode:
    """The function of one item while it is written; it is handed the 基準日 that its opening found."""

    def __init__(self, plan: Writer, position: int, item: model.Item, asked: frozenset[str], window: Window) -> None:
        self.plan = plan
        self.position = position
        self.item = item
        self.asked = asked
        self.body = Body(plan, ("facts", "run", "day"))
        self.body.window = window
        effects = [case.effect for case in item.effects] or ["不適合"]
        self.gravest = EFFECTS.index(gravest(effects))
        self.undecided = len(set(effects)) > 1
        self.found = ""  # of an item over a list: the results so far, and the place of the element
        self.element = ""

    def constant(self, code: int, effect: int | None = None, undecided: bool = False) -> str:
        return self.plan.outcome(self.position, code, effect, undecided)

    def stopped(self, code: int) -> str:
        """The result, as it is returned, of an item that its opening stops."""
        found = self.constant(code, self.gravest, self.undecided)
        return f"[{found}]" if self.item.each is not None else found

    def give(self, code: int | str, effect: int | None = None) -> None:
        """Write the lines that conclude: on the item, or on the element in hand.  A str is an expression for a code."""
        body = self.body
        if not self.element:
            if isinstance(code, int):
                body.line(f"return {self.constant(code, effect)}")
            else:
                body.line(f"return ({self.position}, None, {code}, {effect}, False)")
            return
        body.line(f"{self.found}.append(({self.position}, {self.element}, {code}, {effect}, False))")
        body.line("continue")

    def leave(self, code: int) -> str:
        found = self.constant(code, self.gravest, self.undecided)
        return f"return [{found}]" if self.item.each is not None else f"return {found}"

    # --- the function -----------------------------------------------------------------------------------------------

    def source(self) -> str:
        item, body = self.item, self.body
        body.lines.append(f"def item_{self.position}(facts, run, day):")
        body.line(f'"""{one_line(f"{item.id} {item.caption}")}（{one_line("、".join(item.citations))}）"""')
        for paper in dict.fromkeys(item.papers):
            if paper not in self.asked:
                body.present.add(paper)
        self._papers_in_use()
        body.about = self.plan.constant(
            f"ABOUT_{self.position}", repr((item.id, (), item.papers[0] if item.papers else ""))
        )
        guard = self._applies()
        if item.each is None:
            body.read_ahead(self._nodes())
            if len(item.requirement) == 1:
                call_ahead(self._nodes(), body)
            self._judge(guard)
        else:
            self._elements(guard)
        return "\n".join(body.lines) + "\n"

    def _papers_in_use(self) -> None:
        """Papers that are surely there are read without asking."""
        item, body = self.item, self.body
        nodes = (item.applies, item.each, item.requirement, item.proviso, item.judged, item.effects)
        used = self.plan.papers_read(nodes)
        for paper in dict.fromkeys(item.papers):
            if paper in used and paper in body.present and not self.plan.forms.sections[paper].many:
                local = body.name(paper)
                body.line(f"{local} = facts[{paper!r}]")
                body.records[0][None, (paper,)] = local
                body.known[0][None, (paper,)] = read_value(local, name=True)

    def _applies(self) -> Truth:
        """適用; where it is false the item is left."""
        item, body = self.item, self.body
        if not item.applies:
            return Truth("True")
        body.read_ahead(item.applies)
        truth = junction(item.applies, body, decisive=False)
        if truth.certain:
            if truth.code != "True":
                body.line(f"if not {closed(truth.code)}:")
                body.line(f"    {self.leave(NOT_APPLICABLE)}")
            return Truth("True")
        guard = body.named(truth.code, "applies")
        body.line(f"if {guard} is False:")
        body.line(f"    {self.leave(NOT_APPLICABLE)}")
        return Truth(guard, truth.missing, truth.judge)

    def _elements(self, guard: Truth) -> None:
        item, body = self.item, self.body
        assert item.each is not None
        fact = item.each.members
        if fact.presumption and first_list(fact) == len(fact.steps):
            raw = body.named(body.raw(fact), fact.steps[-1])
            body.line(f"if {raw} is None and {self.plan.premise(fact.presumption, body)} is True:")
            body.line(f"    return [{self.constant(SATISFIED)}]  # 推定「{fact.presumption}」")
            body.known[-1][fact.base.id if fact.base else None, fact.steps] = read_value(raw, name=True)
        members, unknown = members_of(fact, body)
        body.line(f"if {unknown}:")
        body.line(f"    {self.leave(MISSING)}")
        body.line(f"if {members} is NONE or not {members}:")
        body.line(f"    {self.leave(NOT_APPLICABLE)}")
        self.found = body.name("found")
        body.line(f"{self.found} = []")
        self.element = body.name("n")
        asks = bool(item.judged) or "about" in self.plan.needs(item.effects) or self._screens()
        with over(members, fact, item.each.var, self._nodes(), body, self.element, asks):
            self._judge(guard)
        body.line(f"return {self.found}")

    def _nodes(self) -> list[object]:
        item = self.item
        versions = [part for version in item.requirement for part in (version.body, version.proviso)]
        return [*versions, item.proviso, *(case.condition for case in item.judged)]

    def _judge(self, guard: Truth) -> None:
        """ただし書, 判断を要する場合, 要件 and the result, on the item or on the element in hand."""
        item, body = self.item, self.body
        versions = sorted(item.requirement, key=lambda version: version.first)
        dated = any(version.proviso is not None for version in versions)
        if item.proviso is not None and not dated:
            guard = self._proviso(item.proviso, guard)
        t = body.name("fulfilled")
        missing = judge = False
        if dated:
            joint = body.name("guard")
            body.line(f"{joint} = {guard.code}")
            guard = Truth(joint, guard.missing, guard.judge)
        after = guard
        for version, block in _by_version(versions, body):
            with block:
                inner = guard
                if dated:
                    parts = tuple(part for part in (version.proviso, item.proviso) if part is not None)
                    if parts:
                        whole = parts[0] if len(parts) == 1 else model.AnyOf(span=item.span, parts=parts)
                        inner = self._proviso(whole, guard)
                        body.line(f"{guard.code} = {inner.code}")
                assert not isinstance(version.body, tuple)
                truth = truth_of(version.body, body)
                if item.ground:
                    truth = negation(truth, body)
                body.line(f"{t} = {truth.code}")
                missing, judge = missing or truth.missing, judge or truth.judge
                after = Truth(guard.code, after.missing or inner.missing, after.judge or inner.judge)
        fulfilled = self._decide(Truth(t, missing, judge))
        if not after.certain:
            # where 適用 or ただし書 is not known, what is true anyway is 適合, and nothing is 不適合
            body.line(f"if {after.code} is not True and {t} is not True and {t} is not None:")
            body.line(f"    {t} = {after.code}")
            fulfilled = Truth(t, fulfilled.missing or after.missing, fulfilled.judge or after.judge)
        self._conclude(fulfilled)

    def _proviso(self, proviso: model.Condition, guard: Truth) -> Truth:
        """ただし書: true leaves the item; unknown joins the guard."""
        body = self.body
        truth = truth_of(proviso, body)
        p = truth.code if truth.certain else body.named(truth.code, "proviso")
        with body.block(f"if {p}:" if truth.certain else f"if {p} is True:"):
            self.give(NOT_APPLICABLE)
        if truth.certain:
            return guard
        joint = body.name("guard")
        body.line(f"{joint} = {guard.code}")
        body.line(f"if {p} is not False and {joint} is not None:")
        body.line(f"    {joint} = {p}")
        return Truth(joint, guard.missing or truth.missing, guard.judge or truth.judge)

    def _decide(self, fulfilled: Truth) -> Truth:
        """判断を要する場合: in the first case that holds the recorded answer stands for the requirement."""
        body, t = self.body, fulfilled.code
        if not self.item.judged:
            return fulfilled
        taken = body.name("taken")
        body.line(f"{taken} = ()")
        with ExitStack() as nest:
            for case in self.item.judged:
                truth = truth_of(case.condition, body)
                c = body.named(truth.code, "case")
                answer = f"run.judgement({body.about}, {question_key(case.question)!r})"
                body.line(f"if {c} is not False:")
                body.line(f"    {taken} += (({c}, {answer}),)")
                fulfilled = Truth(t, fulfilled.missing or truth.missing, True)
                if case is not self.item.judged[-1]:
                    nest.enter_context(body.block(f"if {c} is not True:"))
        body.line(f"if {taken}:")
        body.line(f"    {t} = decide({t}, {taken})")
        return fulfilled

    def _conclude(self, fulfilled: Truth) -> None:
        """The result, and the effect of what is not satisfied."""
        item, body, t = self.item, self.body, fulfilled.code
        screens = self._screens()
        if screens or any(case.condition is not None for case in item.effects):
            with body.block(f"if {t} is True:"):
                self.give(SATISFIED)
            possible = self._possible()
            place = self.element or "None"
            question = f", run, {body.about}, {question_key(item.caption)!r}" if screens else ""
            text = f"outcome_of({self.position}, {place}, {t}, {possible}{question})"
            body.line(f"{self.found}.append({text})" if self.element else f"return {text}")
            return
        effect = self.gravest
        if fulfilled.certain:
            with body.block(f"if {t}:"):
                self.give(SATISFIED)
            self.give(VIOLATED, effect)
            return
        with body.block(f"if {t} is True:"):
            self.give(SATISFIED)
        with body.block(f"if {t} is False:"):
            self.give(VIOLATED, effect)
        if fulfilled.missing and fulfilled.judge:
            with body.block(f"if {t} is JUDGE:"):
                self.give(JUDGEMENT, effect)
        self.give(MISSING if fulfilled.missing else JUDGEMENT, effect)

    def _screens(self) -> bool:
        return any(case.effect == SCREEN for case in self.item.effects)

    def _possible(self) -> str:
        """Write which effects are possible: the first whose case holds, and those before it that are not known."""
        body, effects = self.body, self.item.effects
        if len(effects) == 1 and effects[0].condition is None:
            return f"({EFFECTS.index(effects[0].effect)},)"
        possible = body.name("possible")
        body.line(f"{possible} = []")
        with ExitStack() as nest:
            for case in effects:
                effect = EFFECTS.index(case.effect)
                if case.condition is None:
                    body.line(f"{possible}.append({effect})")
                    break
                u = body.named(truth_of(case.condition, body).code, "case")
                body.line(f"if {u} is not False:")
                body.line(f"    {possible}.append({effect})")
                if case is not effects[-1]:
                    nest.enter_context(body.block(f"if {u} is not True:"))
        every = ", ".join(str(EFFECTS.index(case.effect)) for case in effects)
        return f"{possible} or ({every},)"


def _by_version(
    versions: list[model.Version], body: Body
) -> Iterator[tuple[model.Version, AbstractContextManager[None]]]:
    """The versions of a requirement, one of which is in force on the day in hand."""
    for position, version in enumerate(versions):
        window = body.window.cut(version.first, version.last)
        assert window is not None
        head = ""
        if len(versions) > 1:
            last = position == len(versions) - 1
            test = f"day <= {body.plan.literal(version.last)}"
            head = "else:" if last else f"if {test}:" if position == 0 else f"elif {test}:"
        yield version, body.during(head, window)


# --- values by cases ------------------------------------------------------------------------------------------------


def cases_of(cases: tuple[model.ValueCase, ...], body: Body, *, fee: bool = False) -> bool:
    """Write the return of a value chosen by cases.  Whether it may hang on a judgement.

    fee: the value is a whole fee, which cannot be なし.  One of the cases always holds: the checker saw to it.
    """

    def amount(value: model.Expr | model.Amount) -> Value:
        found = amount_of(value, body)
        return replace(found, code=f"not_none({found.code})", name=False) if fee and found.none else found

    judge = False
    possible = ""  # the cases so far that are not known, with their values
    for case in cases:
        if case.condition is None:
            value = amount(case.value)
            _return_settled(value.code, possible, body)
            return judge or value.judge
        truth = truth_of(case.condition, body)
        judge = judge or truth.judge
        if truth.certain:
            with body.block(f"if {truth.code}:"):
                value = amount(case.value)
                _return_settled(value.code, possible, body)
            judge = judge or value.judge
            continue
        u = body.named(truth.code, "u")
        before = possible
        if not possible:
            possible = body.name("possible")
            body.line(f"{possible} = ()")
        with body.block(f"if {u} is not False:"):
            value = amount(case.value)
            v = body.named(value.code, "v")
            with body.block(f"if {u} is True:"):
                _return_settled(v, before, body)
            body.line(f"{possible} += (({u}, {v}),)")
        judge = judge or value.judge
    if possible:
        body.line(f"return settle({possible}[:-1], {possible}[-1][1])")
    return judge


def _return_settled(value: str, possible: str, body: Body) -> None:
    if possible:
        body.line(f"if {possible}:")
        body.line(f"    return settle({possible}, {value})")
    body.line(f"return {value}")
