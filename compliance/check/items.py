"""項目, 準用, 手数料, 基準値, 一覧, 委任 and 推定: syntax → model."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from compliance import finding, model
from compliance.check import conditions, values
from compliance.check.definitions import check_versions, read_cases, read_period
from compliance.check.scope import NO_SUBSTITUTION, Scope, State, Substitution
from compliance.language import syntax
from compliance.problem import nearest
from compliance.source import Span
from compliance.struct import Struct
from compliance.values import DATE, NUMBER_KINDS, TEXT, YEN
from compliance.vocabulary import Section

PRACTICE = "実務"  # the folder, and the layer, of what is practice rather than law


def layer_of(span: Span) -> str:
    """「実務」 for rules of practice, kept in a folder of that name; otherwise 「法令」."""
    return PRACTICE if PRACTICE in span.source.name.replace("\\", "/").split("/") else "法令"


def citations_of(head: syntax.Head) -> tuple[str, ...]:
    return tuple(line.text for line in head.citations)


def notes_of(head: syntax.Head) -> tuple[str, ...]:
    return tuple(line.text for line in head.notes)


# --- 基準値, 一覧, 委任 ---------------------------------------------------------------------------------------------


def read_dated_value(written: syntax.Value, state: State) -> model.DatedValue | None:
    """A 基準値 or 一覧 with its versions."""
    versions: list[tuple[date, date | None, str | int | date | tuple[str, ...]]] = []
    first_seen: model.Const | None = None
    for body in written.bodies:
        if not isinstance(body.content, tuple):
            continue
        first, last = read_period(body.period)
        read: list[model.Const] = []
        for operand in body.content:
            value = values.read_operand(operand, Scope(), state)
            if not isinstance(value, model.Const):
                if value is not None:
                    state.problem(
                        "not-a-constant",
                        f"「{written.name}」には、「1,000人」や「「運転免許証」」のような、決まった値だけを書けます。",
                        operand.span,
                    )
                return None
            if first_seen is not None and value.kind != first_seen.kind:
                values.kind_mismatch(first_seen, value, state)
                return None
            first_seen = first_seen or value
            read.append(value)
        if written.is_list:
            versions.append((first, last, tuple(str(value.value) for value in read)))
        elif len(read) == 1:
            versions.append((first, last, read[0].value))
        else:
            state.problem(
                "one-value",
                f"「{written.name}」には、一つの値だけを書けます。",
                body.span,
                "いくつも並べるときは「一覧」として定めてください。",
            )
            return None
    if first_seen is None:
        state.problem("no-value", f"「{written.name}」に値が書かれていません。", written.name_span)
        return None
    if written.is_list and first_seen.kind != TEXT:
        state.problem(
            "list-of-texts", f"「{written.name}」の一覧には、「」で囲んだ言葉を並べてください。", written.name_span
        )
        return None
    check_versions(written.name, written.bodies, state)
    kind = values.list_of(TEXT) if written.is_list else first_seen.kind
    return model.DatedValue(written.name, kind, tuple(versions), citations_of(written), written.span)


def read_delegated(written: syntax.Delegated, state: State) -> model.DelegatedTerm | None:
    """A 委任.  Its kind is that of the standard; without one it is an amount of yen."""
    standard: model.Const | None = None
    if written.standard is not None:
        read = values.read_operand(written.standard, Scope(), state)
        if read is None:
            return None
        if not isinstance(read, model.Const):
            state.problem(
                "not-a-constant",
                "「標準：」には、「21,000円」のような決まった値を書いてください。",
                written.standard.span,
            )
            return None
        standard = read
    return model.DelegatedTerm(
        name=written.name,
        authority=written.authority.value if written.authority else "",
        kind=standard.kind if standard else YEN,
        standard=standard.value if standard else None,
        standard_text=standard.text if standard else "",
        citations=citations_of(written),
        span=written.span,
    )


# --- 推定 -----------------------------------------------------------------------------------------------------------


def presumption_key(name: str, substitution: Substitution) -> str:
    return f"{name}〔{substitution.label}〕" if substitution.owner else name


def presumed_places(
    written: syntax.Presumption, substitution: Substitution, state: State
) -> tuple[tuple[str, ...], ...] | None:
    """The places in the forms of the facts that a 推定 lists."""
    papers = tuple(substitution.term(paper.text) for paper in written.papers)
    scope = Scope(papers=papers, substitution=substitution)
    found: list[tuple[str, ...]] = []
    for fact in written.facts:
        value = values.read_path(fact.path, scope, state)
        if value is None:
            return None
        if not isinstance(value, model.Fact):
            state.problem("not-in-papers", f"「{fact.path.span.text}」は、書類の項目ではありません。", fact.path.span)
            return None
        found.append(value.where)
    return tuple(found)


def read_presumption(written: syntax.Presumption, substitution: Substitution, state: State) -> None:
    """Register a 推定 for its facts, and read its premise."""
    key = presumption_key(written.name, substitution)
    if key in state.presumptions:
        return
    places = presumed_places(written, substitution, state)
    if places is None or written.premise is None:
        return
    papers = tuple(substitution.term(paper.text) for paper in written.papers)
    # the premise itself is read before its facts are presumed: a 推定 never rests on itself
    premise = conditions.read_condition(written.premise, Scope(papers=papers, substitution=substitution), state)
    if premise is None:
        return
    for place in places:
        other = state.presumed.get(place)
        if other is not None and other != key:
            state.problem(
                "presumed-twice",
                f"同じ事実が、「{other}」と「{key}」の二つの推定に並んでいます。",
                written.name_span,
            )
        state.presumed[place] = key
    state.presumptions[key] = model.Presumption(key, premise, places, citations_of(written), written.span)


# --- 項目 -----------------------------------------------------------------------------------------------------------


class Applied(Struct):
    """How a 準用 uses an item: the 準用 itself, and what it reads its narrower 適用 as."""

    written: syntax.Apply
    substitution: Substitution


def read_rule(written: syntax.Rule, state: State, applied: Applied | None = None) -> model.Item | None:
    """The item, under a 読替え where it is applied by one; None where it has a problem."""
    before = state.faults_before_item = state.faults
    substitution = applied.substitution if applied else NO_SUBSTITUTION
    papers = read_papers(written.papers, substitution, state)
    in_doubt = len(papers) < len(written.papers)
    outside = Scope(papers=papers, substitution=substitution, in_doubt=in_doubt)
    applies: list[model.Condition] = []
    if applied is not None and applied.written.applies is not None:
        own = tuple(paper.text for paper in applied.written.papers)
        narrower = conditions.read_condition(applied.written.applies, Scope(papers=(*own, *papers)), state)
        if narrower is not None:
            applies.append(narrower)
    if written.applies is not None:
        condition = conditions.read_condition(written.applies, outside, state)
        if condition is not None:
            applies.append(condition)
    each = None
    inside = outside
    if written.each is not None:
        members = conditions.members_of(written.each, outside, state)
        if members is not None:
            each = model.Each(members[0], members[1])
            inside = Scope(hands=members[2].hands, papers=papers, substitution=substitution, in_doubt=in_doubt)
    if applied is None and written.caption is None:
        state.problem(
            "no-caption",
            f"「{written.name}」に見出しがありません。",
            written.name_span,
            "審査の結果に出る短い題を、「見出し：本人の数の下限と上限」のように書いてください。",
            warning=True,
        )
    day = _day(written.day, papers, outside, written.name_span, state)
    versions: list[model.Version] = []
    for body in written.bodies:
        if isinstance(body.content, syntax.Cases | tuple):
            state.problem("value-as-requirement", "要件には、値ではなく条件を書いてください。", body.span)
            continue
        first, last = read_period(body.period)
        condition = conditions.read_condition(body.content, inside, state)
        proviso = conditions.read_subject_free(body.proviso, inside, state)
        if condition is not None:
            versions.append(model.Version(first, last, condition, proviso, body.span))
    if not written.bodies:
        state.problem(
            "no-requirement",
            f"「{written.name}」に「要件：」も「事由：」もありません。",
            written.name_span,
            "満たすべきことは「要件：…こと」、該当してはならないことは「事由：…こと」と書いてください。",
        )
    check_versions(written.name, written.bodies, state)
    judged = tuple(
        model.JudgedCase(case.label, condition, state.replaced_text(substitution, case.question.value))
        for case in written.judged
        if (condition := conditions.read_condition(case.condition, inside, state)) is not None
    )
    effects = _effects(written, inside, state)
    item = model.Item(
        id=f"{applied.written.name}/{written.name}" if applied else written.name,
        caption=state.replaced_text(substitution, written.caption.text) if written.caption else "",
        citations=_applied_citations(written, applied),
        papers=papers,
        kinds=kinds_of(papers, state),
        day=day,
        applies=tuple(applies),
        each=each,
        requirement=tuple(versions),
        ground=written.ground,
        proviso=conditions.read_subject_free(written.proviso, inside, state),
        judged=judged,
        views=tuple(state.replaced_text(substitution, view.text) for view in written.views),
        effects=effects,
        reason=read_reason(written.reason, inside, state),
        notes=(*notes_of(written), *(notes_of(applied.written) if applied else ())),
        layer=layer_of(applied.written.span if applied else written.span),
        applied_from=written.name if applied else "",
        replacements=tuple(model.Replacement(old, new) for old, new in substitution.terms),
        span=applied.written.span if applied else written.span,
    )
    if state.faults > before:
        return None
    # what cannot be read has been told; nothing of a rule is lost in silence
    assert len(item.requirement) == len(written.bodies), item.id
    assert len(item.judged) == len(written.judged), item.id
    assert (item.proviso is None) == (written.proviso is None), item.id
    return item


def _applied_citations(written: syntax.Rule, applied: Applied | None) -> tuple[str, ...]:
    own = citations_of(written)
    if applied is None:
        return own
    by = citations_of(applied.written)
    if not by:
        return own
    return tuple(f"{by[0]}において準用する{citation}" for citation in own)


def read_papers(names: tuple[syntax.Name, ...], substitution: Substitution, state: State) -> tuple[str, ...]:
    """The sections that 書類： names."""
    found: list[str] = []
    for name in names:
        paper = state.replaced_term(substitution, name.text)
        if paper in state.forms.sections:
            found.append(paper)
            continue
        near = nearest(paper, state.forms.sections)
        state.problem(
            "unknown-paper",
            f"「{paper}」という書類はありません。",
            name.span,
            f"「{'」「'.join(near)}」の書き間違いではありませんか。"
            if near
            else f"書類は「{'」「'.join(state.forms.sections)}」です。",
        )
    return tuple(found)


def kinds_of(papers: tuple[str, ...], state: State) -> tuple[str, ...]:
    """The kinds of dossier that all the papers belong to."""
    kinds = state.forms.kinds
    for paper in papers:
        own = state.forms.sections[paper].kinds
        if own:
            kinds = tuple(kind for kind in kinds if kind in own)
    return kinds


def _day(
    written: syntax.Path | None, papers: tuple[str, ...], scope: Scope, span: Span, state: State
) -> model.Expr | None:
    """The 基準日: as written, or the day that the first paper's form names; None: the day of the review."""
    if written is not None:
        return values.read_date(written, scope, state)
    section = state.forms.sections[papers[0]] if papers else None
    return _paper_day(section, span) if section is not None and section.day and not section.many else None


def _paper_day(section: Section, span: Span) -> model.Expr:
    item = section.type.properties[section.day]
    return model.Fact(
        span=span,
        base=None,
        steps=(section.name, section.day),
        where=(section.name, section.day),
        kind=DATE,
        property=item,
        supplier=item.supplier or section.supplier,
    )


def _effects(written: syntax.Rule, scope: Scope, state: State) -> tuple[model.EffectCase, ...]:
    found: list[model.EffectCase] = []
    for case in written.effects:
        if case.effect not in finding.EFFECTS:
            near = nearest(case.effect, finding.EFFECTS)
            state.problem(
                "unknown-effect",
                f"「{case.effect}」という結果はありません。",
                case.span,
                (f"「{near[0]}」の書き間違いではありませんか。" if near else "")
                + f"書けるのは「{'」「'.join(finding.EFFECTS)}」です。",
            )
            continue
        condition = conditions.read_subject_free(case.condition, scope, state)
        if case.condition is not None and condition is None:
            continue
        found.append(model.EffectCase(case.effect, case.label, condition))
    if not written.effects:
        head = "該当するとき：" if written.ground else "満たさないとき："
        state.problem(
            "no-effect",
            f"「{written.name}」に「{head}」がありません。",
            written.name_span,
            f"「{head}不適合」のように、満たさないときにどうなるかを書いてください。",
        )
    elif found and found[-1].condition is not None:
        state.problem(
            "effects-not-complete",
            "どの号にも当たらないときの結果が、定められていません。",
            written.effects[-1].span,
            "最後に「その他のとき」の号を加えてください。",
        )
    return tuple(found)


# --- 理由 -----------------------------------------------------------------------------------------------------------


def read_reason(written: syntax.Text | None, scope: Scope, state: State) -> tuple[str | model.Expr | model.Labels, ...]:
    """The pieces of a 理由: texts, and the values of ｛…｝."""
    if written is None:
        return ()
    text = written.value
    start = written.span.start + 1
    pieces: list[str | model.Expr | model.Labels] = []
    at = 0
    while at < len(text):
        opening = next((i for i in range(at, len(text)) if text[i] in "｛{"), -1)
        if opening < 0:
            break
        closing = next((i for i in range(opening, len(text)) if text[i] in "｝}"), -1)
        if closing < 0:
            state.problem(
                "unclosed-brace",
                "「｛」に対する「｝」がありません。",
                Span(written.span.source, start + opening, start + opening + 1),
            )
            return ()
        if opening > at:
            pieces.append(state.replaced_text(scope.substitution, text[at:opening]))
        inner = text[opening + 1 : closing].strip()
        span = Span(written.span.source, start + opening + 1, start + closing)
        if inner == "該当する号":
            pieces.append(model.Labels())
        else:
            value = _placeholder(inner, span, scope, state)
            if value is not None:
                pieces.append(value)
        at = closing + 1
    if at < len(text):
        pieces.append(state.replaced_text(scope.substitution, text[at:]))
    return tuple(pieces)


def _placeholder(text: str, span: Span, scope: Scope, state: State) -> model.Expr | None:
    names = split_path(text, state.terms)
    if names is None:
        near = nearest(text, state.terms)
        state.problem(
            "unknown-placeholder",
            f"理由の「｛{text}｝」が指すものがありません。",
            span,
            f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else "",
        )
        return None
    at = span.start
    parts: list[syntax.Name] = []
    for name in names:
        parts.append(syntax.Name(span=Span(span.source, at, at + len(name)), text=name))
        at += len(name) + 1
    return values.read_path(syntax.Path(span=span, names=tuple(parts)), scope, state)


def split_path(text: str, terms: frozenset[str]) -> list[str] | None:
    """A path cut into terms at の, the longest terms first; None where it cannot be."""
    if text in terms:
        return [text]
    at = text.rfind("の")
    while at > 0:
        if text[:at] in terms:
            rest = split_path(text[at + 1 :], terms)
            if rest is not None:
                return [text[:at], *rest]
        at = text.rfind("の", 0, at)
    return None


# --- 準用 -----------------------------------------------------------------------------------------------------------


def read_application(written: syntax.Apply, readable: Collection[str], state: State) -> list[model.Item]:
    """The items a 準用 makes, each under its 読替え.

    readable: the items that can be read as they stand; the 読替え is to blame for no other.
    """
    chosen = conditions.applied_items(written, state)
    by = citations_of(written)
    scoped: list[tuple[syntax.Replacement, frozenset[str] | None]] = []
    for replacement in written.replacements:
        scope = None
        if replacement.scope is not None:
            ids = conditions.expand_items((replacement.scope,), state)
            if ids is None:
                return []
            scope = frozenset(ids)
        scoped.append((replacement, scope))
    items: list[model.Item] = []
    moved = tuple((name, f"{written.name}/{name}") for name in chosen)
    for position, name in enumerate(chosen):
        terms = tuple(
            (replacement.old.value, replacement.new.value)
            for replacement, scope in scoped
            if scope is None or name in scope
        )
        # items under the same replacements share the definitions they use
        owner = f"{written.name}〔{'、'.join(f'{old}→{new}' for old, new in terms)}〕" if terms else ""
        substitution = Substitution(owner, by[0] if by else written.name, terms, moved)
        if terms:
            for presumption in list(state.declared.presumptions.values()):
                if any(substitution.term(paper.text) != paper.text for paper in presumption.papers):
                    read_presumption(presumption, substitution, state)
        rule = state.declared.rules.get(name)
        if rule is None:
            state.problem(
                "apply-of-apply",
                f"「{name}」は項目ではないため、準用できません。",
                written.items[min(position, len(written.items) - 1)].span,
            )
            continue
        item = read_rule(rule, state, Applied(written, substitution))
        if item is not None:
            items.append(item)
        elif name in readable:
            state.problem(
                "bad-application",
                f"「{name}」を準用しましたが、読み替えた後の語が通じないところがあります。",
                written.name_span,
                "読替えの語を確かめてください。",
            )
    if len(items) == len(chosen) and not state.broken:  # else the term may stand in what could not be read
        _unused_replacements(written, state)
    return items


def _unused_replacements(written: syntax.Apply, state: State) -> None:
    hit = {old for owner, old in state.hits if owner.startswith(f"{written.name}〔")}
    for replacement in written.replacements:
        if replacement.old.value not in hit:
            state.problem(
                "replacement-without-effect",
                f"「{replacement.old.value}」は、準用する項目のどこにもありません。",
                replacement.old.span,
                "読み替える語の全体（「提案者の氏名」なら「提案者」か「氏名」）を書いてください。",
            )


# --- 手数料 ---------------------------------------------------------------------------------------------------------


def read_amount(written: syntax.Amount, scope: Scope, state: State) -> model.Amount | None:
    """〜までごとに or と同額."""
    if written.same_as is not None:
        same = values.read_path(written.same_as, scope, state)
        if same is None:
            return None
        if same.kind != YEN:
            _not_yen(same, state)
            return None
        return model.Amount(None, 1, None, same, written.span)
    assert written.quantity is not None and written.unit is not None and written.rate is not None
    quantity = values.read_path(written.quantity, scope, state)
    rate = values.read_operand(written.rate, scope, state)
    unit = values.read_number(written.unit)
    if quantity is None or rate is None:
        return None
    if quantity.kind != unit.kind or quantity.kind.name not in NUMBER_KINDS:
        values.kind_mismatch(quantity, unit, state)
        return None
    if rate.kind != YEN:
        _not_yen(rate, state)
        return None
    assert isinstance(unit.value, int)
    if unit.value == 0:
        state.problem("zero-unit", "「0までごとに」では数えられません。", written.unit.span)
        return None
    return model.Amount(quantity, unit.value, rate, None, written.span)


def _not_yen(value: model.Expr, state: State) -> None:
    state.problem(
        "kind-mismatch",
        f"「{value.span.text}」は金額ではありません（{value.kind}です）。",
        value.span,
        "手数料の額は「21,000円」のように円で書くか、円の項目を書いてください。",
    )


def read_fee(written: syntax.Fee, state: State) -> model.Fee | None:
    """A 手数料."""
    before = state.faults_before_item = state.faults
    papers = read_papers(written.papers, NO_SUBSTITUTION, state)
    scope = Scope(papers=papers, in_doubt=len(papers) < len(written.papers))
    applies = conditions.read_subject_free(written.applies, scope, state)
    versions: list[model.FeeVersion] = []
    for version in written.versions:
        first, last = read_period(version.period)
        cases: tuple[model.ValueCase, ...] = ()
        if version.cases is not None:
            read, _ = read_cases(version.cases, scope, state)
            cases = read or ()
            for case in cases:
                if not isinstance(case.value, model.Amount) and case.value.kind != YEN:
                    _not_yen(case.value, state)
        entries: list[model.FeeEntry] = []
        for entry in version.breakdown:
            amount: model.Expr | model.Amount | None
            if isinstance(entry.amount, syntax.Amount):
                amount = read_amount(entry.amount, scope, state)
            else:
                amount = values.read_operand(entry.amount, scope, state)
                if amount is not None and amount.kind != YEN:
                    _not_yen(amount, state)
            only = conditions.read_subject_free(entry.only, scope, state)
            if amount is not None:
                entries.append(model.FeeEntry(entry.label, entry.name.value, amount, only, entry.span))
        versions.append(model.FeeVersion(first, last, tuple(entries), cases))
    check_versions(written.name, written.versions, state)
    day = _day(written.day, papers, scope, written.name_span, state)
    if state.faults > before:
        return None
    return model.Fee(
        id=written.name,
        caption=written.caption.text if written.caption else "",
        citations=citations_of(written),
        papers=papers,
        kinds=kinds_of(papers, state),
        day=day,
        applies=() if applies is None else (applies,),
        versions=tuple(versions),
        notes=notes_of(written),
        layer=layer_of(written.span),
        span=written.span,
    )
