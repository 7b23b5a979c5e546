"""Items of the model as code, in the order of language reference §5.5: 施行 → 適用 → ただし書 → 判断を要する場合 → 要件 →
effect.  Items that look at the same papers on the same 基準日 stand in one function, which asks once whether the papers are
there, which day counts and whether the rules are in force, and reads once what several of them look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from typing import TYPE_CHECKING

from compliance import model
from compliance.engine.outcome import gravest
from compliance.finding import EFFECTS
from compliance.plan.code.body import Body, Truth, Window, closed, first_list, negation, one_line, read_value
from compliance.plan.code.conditions import junction, members_of, over, truth_of
from compliance.plan.code.values import amount_of, call_ahead, value_of
from compliance.plan.words import JUDGEMENT, MISSING, NOT_APPLICABLE, SATISFIED, VIOLATED, question_key
from compliance.struct import Struct

if TYPE_CHECKING:
    from compliance.plan.code.module import Writer

SCREEN = "要判断"  # an effect: failing the item asks a person, with its caption as the question


class Opening(Struct):
    """What items have in common that are opened together.

    asked: papers of which the items themselves ask whether they are there.  day: how the 基準日 is found.  window: when
    they are in force.
    """

    papers: tuple[str, ...]
    asked: frozenset[str]
    day: model.Expr | None
    window: Window

    def write(self, body: Body, missing: str, not_applicable: str) -> None:
        """Write the lines that find the 基準日, or leave: with 情報不足 (`missing`) or with 対象外."""
        plan = body.plan
        locals_ = {paper: body.name(paper) for paper in dict.fromkeys(self.papers)}
        for paper, local in locals_.items():
            body.line(f"{local} = facts.get({paper!r})")
            body.known[0][None, (paper,)] = read_value(local, name=True)
            if not plan.forms.sections[paper].many:
                body.records[0][None, (paper,)] = local
        absent = " or ".join(f"{local} is None" for paper, local in locals_.items() if paper not in self.asked)
        if absent:  # 対象外 where a paper that is not there is not due, else 情報不足
            body.line(f"if {absent}:")
            body.line(f"    return {missing} if all_due(run, {plan.stages(self.papers)}) else {not_applicable}")
        for paper, local in locals_.items():
            if paper in self.asked:
                body.line(f"if {local} is None and not all_due(run, {plan.stages((paper,))}):")
                body.line(f"    return {not_applicable}")
                body.known[0].pop((None, (paper,)), None)
                body.records[0].pop((None, (paper,)), None)
            else:
                body.present.add(paper)
        self._find_day(body, missing)
        outside = [f"day < {plan.literal(self.window.first)}"] if self.window.first > date.min else []
        outside += [f"day > {plan.literal(self.window.last)}"] if self.window.last < date.max else []
        if outside:
            body.line(f"if {' or '.join(outside)}:")
            body.line(f"    return {not_applicable}  # 施行されていない")
        body.window = self.window

    def _find_day(self, body: Body, missing: str) -> None:
        if self.day is None:
            body.line("day = run.review_day")
            return
        value = value_of(self.day, body)
        body.line(f"day = {value.code}")
        tests = body.tests([read_value("day", name=True)])
        judge = " or day is JUDGE" if value.judge else ""
        if value.missing or value.none or value.judge:
            body.line(f"if {tests.missing} or {tests.none}{judge}:")
            body.line(f"    return {missing}")


def items_code(plan: Writer, name: str, opening: Opening, items: Sequence[tuple[int, model.Item]]) -> str:
    """The function of items that are opened together: their results, in their order; of a single one, its result."""
    body = Body(plan, ("facts", "run", "day"))
    codes = [ItemCode(plan, position, item, body) for position, item in items]
    body.used.update(code.result for code in codes)
    body.lines.append(f"def {name}(facts, run):")
    body.line(f'"""書類：{one_line("、".join(opening.papers))}"""')
    opening.write(body, stopped(codes, MISSING), stopped(codes, NOT_APPLICABLE))
    if len(codes) > 1:
        body.read_together([code.asked_at_once() for code in codes])
    for code in codes:
        code.write()
    body.lines.append("")
    body.line(f"return {', '.join(code.result for code in codes)}")
    return "\n".join(body.lines) + "\n"


def stopped(codes: Sequence[ItemCode], code: int) -> str:
    """The results of items that their opening stops: a constant."""
    results = [each.stopped(code) for each in codes]
    if len(results) == 1:
        return results[0]
    name = "MISSING" if code == MISSING else "NOT_APPLICABLE"
    return codes[0].plan.constant(f"ALL_{name}", f"({', '.join(results)})")


class ItemCode:
    """The lines of one item in the function of those that are opened with it."""

    def __init__(self, plan: Writer, position: int, item: model.Item, body: Body) -> None:
        self.plan = plan
        self.position = position
        self.item = item
        self.body = body
        self.result = f"r_{position}"  # a local of the function; of an item over a list, the results so far
        effects = [case.effect for case in item.effects] or ["不適合"]
        self.gravest = EFFECTS.index(gravest(effects))
        self.undecided = len(set(effects)) > 1
        self.element = ""  # the place of the element in hand

    def stopped(self, code: int) -> str:
        """The result of an item that does not come to its requirement."""
        found = self.plan.outcome(self.position, code, self.gravest, self.undecided)
        return f"[{found}]" if self.item.each is not None else found

    def outcome(self, code: int) -> str:
        """A result of the item, or of the element in hand."""
        effect = None if code in (SATISFIED, NOT_APPLICABLE) else self.gravest
        if self.element:
            return f"({self.position}, {self.element}, {code}, {effect}, False)"
        return self.plan.outcome(self.position, code, effect)

    def give(self, outcome: str) -> None:
        """Write the line that concludes: on the item, or on the element in hand."""
        self.body.line(f"{self.result}.append({outcome})" if self.element else f"{self.result} = {outcome}")

    # --- the lines --------------------------------------------------------------------------------------------------

    def asked_at_once(self) -> list[object]:
        """What is looked at whenever the item is."""
        return [self.item.applies] if self.item.applies or self.item.each is not None else self._nodes()

    def write(self) -> None:
        item, body = self.item, self.body
        body.lines.append("")
        body.line(f"# {one_line(f'{item.id} {item.caption}')}（{one_line('、'.join(item.citations))}）")
        body.about = "about"
        if self._asks():
            main = item.papers[0] if item.papers else ""
            body.about = self.plan.constant(f"ABOUT_{self.position}", repr((item.id, (), main)))
        with body.apart(), ExitStack() as nest:
            guard = self._applies(nest)
            if item.each is None:
                body.read_ahead(self._nodes())
                if len(item.requirement) == 1:
                    call_ahead(self._nodes(), body)
                self._judge(guard, nest)
            else:
                self._elements(guard, nest)

    def _asks(self) -> bool:
        """Whether the item may ask a question."""
        item = self.item
        nodes = (item.applies, item.each, item.effects, *self._nodes())
        return bool(item.judged) or self._screens() or "about" in self.plan.needs(nodes)

    def _applies(self, nest: ExitStack) -> Truth:
        """適用; where it is false the item is left."""
        item, body = self.item, self.body
        if not item.applies:
            return Truth("True")
        body.read_ahead(item.applies)
        truth = junction(item.applies, body, decisive=False)
        if truth.code == "True":
            return truth
        guard = truth.code if truth.certain else body.named(truth.code, "applies")
        body.line(f"if not {closed(guard)}:" if truth.certain else f"if {guard} is False:")
        body.line(f"    {self.result} = {self.stopped(NOT_APPLICABLE)}")
        nest.enter_context(body.block("else:"))
        return Truth("True") if truth.certain else Truth(guard, truth.missing, truth.judge)

    def _elements(self, guard: Truth, nest: ExitStack) -> None:
        item, body = self.item, self.body
        assert item.each is not None
        fact = item.each.members
        if fact.presumption and first_list(fact) == len(fact.steps):
            raw = body.named(body.raw(fact), fact.steps[-1])
            body.line(f"if {raw} is None and {self.plan.premise(fact.presumption, body)} is True:")
            body.line(f"    {self.result} = [{self.outcome(SATISFIED)}]  # 推定「{fact.presumption}」")
            nest.enter_context(body.block("else:"))
            body.known[-1][fact.base.id if fact.base else None, fact.steps] = read_value(raw, name=True)
        members, unknown = members_of(fact, body)
        body.line(f"if {unknown}:")
        body.line(f"    {self.result} = {self.stopped(MISSING)}")
        body.line(f"elif {members} is NONE or not {members}:")
        body.line(f"    {self.result} = {self.stopped(NOT_APPLICABLE)}")
        nest.enter_context(body.block("else:"))
        body.line(f"{self.result} = []")
        self.element = body.name("n")
        asks = bool(item.judged) or "about" in self.plan.needs(item.effects) or self._screens()
        with over(members, fact, item.each.var, self._nodes(), body, self.element, asks), ExitStack() as inner:
            self._judge(guard, inner)

    def _nodes(self) -> list[object]:
        item = self.item
        versions = [part for version in item.requirement for part in (version.body, version.proviso)]
        return [*versions, item.proviso, *(case.condition for case in item.judged)]

    def _judge(self, guard: Truth, nest: ExitStack) -> None:
        """ただし書, 判断を要する場合, 要件 and the result, on the item or on the element in hand."""
        item, body = self.item, self.body
        versions = sorted(item.requirement, key=lambda version: version.first)
        dated = any(version.proviso is not None for version in versions)
        if item.proviso is not None and not dated:
            guard = self._proviso(item.proviso, guard, nest)
        for version, block in _by_version(versions, body):
            with block, ExitStack() as inner:
                own = guard
                parts = tuple(part for part in (version.proviso, item.proviso) if part is not None) if dated else ()
                if parts:
                    whole = parts[0] if len(parts) == 1 else model.AnyOf(span=item.span, parts=parts)
                    own = self._proviso(whole, guard, inner)
                assert not isinstance(version.body, tuple)
                self._conclude(truth_of(version.body, body), own)

    def _proviso(self, proviso: model.Condition, guard: Truth, nest: ExitStack) -> Truth:
        """ただし書: true leaves the item; unknown joins the guard."""
        body = self.body
        truth = truth_of(proviso, body)
        p = truth.code if truth.certain else body.named(truth.code, "proviso")
        with body.block(f"if {p}:" if truth.certain else f"if {p} is True:"):
            self.give(self.outcome(NOT_APPLICABLE))
        nest.enter_context(body.block("else:"))
        if truth.certain:
            return guard
        joint = body.name("guard")
        body.line(f"{joint} = {guard.code}")
        body.line(f"if {p} is not False and {joint} is not None:")
        body.line(f"    {joint} = {p}")
        return Truth(joint, guard.missing or truth.missing, guard.judge or truth.judge)

    def _conclude(self, truth: Truth, guard: Truth) -> None:
        """The result: of the requirement, the recorded answers, the guard, and the effect of what is not satisfied."""
        item, body = self.item, self.body
        holds, fails = "True", "False"
        t = truth.code
        if item.judged or not guard.certain:
            t = body.name("fulfilled")
            body.line(f"{t} = {(negation(truth, body) if item.ground else truth).code}")
            truth = self._decide(Truth(t, truth.missing, truth.judge))
        elif item.ground:
            holds, fails = fails, holds
        if not guard.certain:
            # where 適用 or ただし書 is not known, what is true anyway is 適合, and nothing is 不適合
            body.line(f"if {guard.code} is not True and {t} is not True and {t} is not None:")
            body.line(f"    {t} = {guard.code}")
            truth = Truth(t, truth.missing or guard.missing, truth.judge or guard.judge)
        if self._screens() or any(case.condition is not None for case in item.effects):
            t = body.named(t, "fulfilled")
            with body.block(f"if {t} is {holds}:"):
                self.give(self.outcome(SATISFIED))
            with body.block("else:"):
                self._weigh(t)
            return
        satisfied, violated = self.outcome(SATISFIED), self.outcome(VIOLATED)
        if truth.certain:
            yes, no = (satisfied, violated) if holds == "True" else (violated, satisfied)
            self.give(f"{yes} if {t} else {no}")
            return
        t = body.named(t, "fulfilled")
        unknown = self.outcome(MISSING if truth.missing else JUDGEMENT)
        if truth.missing and truth.judge:
            unknown = f"{self.outcome(JUDGEMENT)} if {t} is JUDGE else {unknown}"
        self.give(f"{satisfied} if {t} is {holds} else {violated} if {t} is {fails} else {unknown}")

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

    def _weigh(self, t: str) -> None:
        """The result of what is not satisfied, where the effect hangs on more."""
        body = self.body
        possible = self._possible()
        question = f", run, {body.about}, {question_key(self.item.caption)!r}" if self._screens() else ""
        self.give(f"outcome_of({self.position}, {self.element or 'None'}, {t}, {possible}{question})")

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


def cases_of(cases: tuple[model.ValueCase, ...], body: Body, told: str = "{}") -> bool:
    """Write the return of a value chosen by cases.  Whether it may hang on a judgement.

    told: how the value is returned.  One of the cases always holds: the checker saw to it.
    """
    judge = False
    possible = ""  # the cases so far that are not known, with their values
    for case in cases:
        if case.condition is None:
            value = amount_of(case.value, body)
            _return_settled(value.code, possible, body, told)
            return judge or value.judge
        truth = truth_of(case.condition, body)
        judge = judge or truth.judge
        if truth.certain:
            with body.block(f"if {truth.code}:"):
                value = amount_of(case.value, body)
                _return_settled(value.code, possible, body, told)
            judge = judge or value.judge
            continue
        u = body.named(truth.code, "u")
        before = possible
        if not possible:
            possible = body.name("possible")
            body.line(f"{possible} = ()")
        with body.block(f"if {u} is not False:"):
            value = amount_of(case.value, body)
            v = body.named(value.code, "v")
            with body.block(f"if {u} is True:"):
                _return_settled(v, before, body, told)
            body.line(f"{possible} += (({u}, {v}),)")
        judge = judge or value.judge
    if possible:
        body.line(f"return {told.format(f'settle({possible}[:-1], {possible}[-1][1])')}")
    return judge


def _return_settled(value: str, possible: str, body: Body, told: str) -> None:
    if possible:
        body.line(f"if {possible}:")
        body.line(f"    return {told.format(f'settle({possible}, {value})')}")
    body.line(f"return {told.format(value)}")
