"""Nodes → a dossier typed by the forms, and the JSON Schema library as a second opinion on it.

Typing is the whole check: what it accepts, JSON Schema accepts (a property test holds the two against each other), so
a run does not pay for the library.  `Validator` is for whoever wants both, and for that test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from compliance.documents.nodes import DocNode, Dossier, Record, Scalar, Sequence, Where
from compliance.documents.reader import short, whole
from compliance.finding import Input
from compliance.kinds.quantities import ValueProblem, read_value, show_value, state_of
from compliance.problem import Problem, nearest
from compliance.source import Span
from compliance.struct import replace
from compliance.values import ABSENT, NONE, Kind, Mark
from compliance.vocabulary import COVER, SUFFIX, Forms, Property, RecordType, Section

USUAL_KIND: Final = "提案"  # of a dossier that does not say its kind
EXISTING_KIND: Final = "作成済情報の提案"  # … but has the proposal on information made already (法第118条)
EXISTING_PAPER: Final = "作成済情報の提案書"
OF_THE_WORDS: Final = "についての記載"  # the field that takes what is written where the value of another should stand
MAX_HINTS: Final = 100  # names that are looked for elsewhere; a file full of unknown names is no slip of the pen


def type_dossier(
    nodes: Mapping[str, DocNode],
    forms: Forms,
    name: str,
    inputs: tuple[Input, ...] = (),
    names: Mapping[str, Span] | None = None,
) -> tuple[Dossier, list[Problem]]:
    """The dossier that the nodes say, by the forms, and whatever in them does not fit.

    nodes: name of a paper as it is written → its content.  names: the places where those names are written.
    What could not be read is left out of the facts and has a problem; a dossier with such problems is not judged.
    """
    typing = Typing(forms)
    facts: dict[str, Any] = {}
    kept: dict[str, DocNode] = {}
    for written, node in nodes.items():
        section = forms.sections.get(written) or _by_form(forms.sections, written)
        if section is None:
            typing.unknown_section(written, (names or {}).get(written, node.span))
            continue
        kept[section.name] = node
        value = typing.paper(section, node)
        if value is not ABSENT:
            facts[section.name] = value
    ordered = {name: facts[name] for name in forms.sections if name in facts}
    kind = kind_of(ordered, forms)
    typing.foreign_papers(ordered, kept, kind)
    dossier = Dossier(name, ordered, kept, kind, _stage(ordered, kind, forms), inputs)
    typing.stage_behind(dossier)
    return dossier, typing.problems


def clean_by_typing(problems: Iterable[Problem]) -> bool:
    """Whether typing accepted everything; the JSON Schema library then has nothing to object to."""
    return not any(problem.is_error for problem in problems)


def kind_of(facts: Mapping[str, Any], forms: Forms) -> str:
    """The kind of dossier: what the cover says, else what the proposal paper in it shows."""
    cover = facts.get(COVER)
    stated = cover.get("種類") if isinstance(cover, dict) else None
    if isinstance(stated, str):
        return stated
    kind = EXISTING_KIND if EXISTING_PAPER in facts else USUAL_KIND
    return kind if kind in forms.kinds else next(iter(forms.kinds), "")


def shows_stage(section: Section, kind: str) -> bool:
    """Whether a paper shows how far a dossier of this kind has come.

    One that is due in other kinds only shows nothing: the 審査記録 of a call holds judgements on the call.
    """
    return not section.due or kind in section.due


def _stage(facts: Mapping[str, Any], kind: str, forms: Forms) -> int:
    """The furthest of the stage that the cover states and those that the papers show."""
    stated = _stated_stage(facts, forms)
    shown = max((stage for _, stage in _shown_stages(facts, kind, forms)), default=0)
    return shown if stated is None else max(stated, shown)


def _stated_stage(facts: Mapping[str, Any], forms: Forms) -> int | None:
    cover = facts.get(COVER)
    stated = cover.get("段階") if isinstance(cover, dict) else None
    return forms.stages.index(stated) if isinstance(stated, str) else None


def _shown_stages(facts: Mapping[str, Any], kind: str, forms: Forms) -> list[tuple[str, int]]:
    """Each paper that shows a stage, and which; a list that is empty, or of which nothing is known, shows none."""
    return [
        (name, forms.sections[name].stage)
        for name, value in facts.items()
        if value != [] and not isinstance(value, Mark) and shows_stage(forms.sections[name], kind)
    ]


class Typing:
    """One walk over the nodes by the forms."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.problems: list[Problem] = []

    def stage_behind(self, dossier: Dossier) -> None:
        """A cover that is behind its papers contradicts them: taking the furthest away would go unnoticed."""
        stated = _stated_stage(dossier.facts, self.forms)
        place = dossier.place((COVER, "段階"))
        if stated is None or place is None or dossier.stage <= stated:
            return
        shown = _shown_stages(dossier.facts, dossier.kind, self.forms)
        paper = next(name for name, stage in shown if stage == dossier.stage)
        reached = self.forms.stages[dossier.stage]
        self.problem(
            "stage-behind",
            f"段階は「{self.forms.stages[stated]}」とされていますが、{paper}があるので、{reached}まで進んでいます。",
            place,
            f"段階を「{reached}」に改めてください。",
        )

    def problem(self, code: str, message: str, span: Span, hint: str = "", severity: str = "問題") -> None:
        self.problems.append(Problem(code, message, span, hint, severity))

    # --- papers ---

    def paper(self, section: Section, node: DocNode) -> Any:
        """The canonical value of a paper; ABSENT where it is not there, or says that it does not exist."""
        if isinstance(node, Scalar) and _state(node) is ABSENT:
            self.problem(
                "blank-paper",
                f"書類「{section.name}」に、何も書かれていません。",
                node.span,
                "書類がないときは、この名前の行も消してください。",
                "注意",
            )
            return ABSENT
        if section.many:
            return self.listed(Property(section.name, Kind("一覧", section.kind)), node)
        value = self.record(section.name, section.type, node)
        return ABSENT if isinstance(value, Mark) else value

    def unknown_section(self, name: str, span: Span) -> None:
        many = len(self.problems) > MAX_HINTS
        near = [] if many else nearest(name, self.forms.sections)
        owners = "" if near or many else self.owners(name)
        if near:
            hint = _perhaps(near)
        elif owners:
            hint = f"「{name}」は{owners}の項目です。その書類の中に書いてください。"
        else:
            hint = _one_of(self.forms.sections)
        self.problem("unknown-paper", f"「{_short(name)}」という書類はありません。", span, hint)

    def foreign_papers(self, facts: Mapping[str, Any], nodes: Mapping[str, DocNode], kind: str) -> None:
        """Tells of papers that the kind of dossier has no use for."""
        for name in facts:
            kinds = self.forms.sections[name].kinds
            if kinds and kind not in kinds:
                self.problem(
                    "other-kind",
                    f"書類「{name}」は、種類が「{kind}」の一件書類には使いません。",
                    _head(nodes[name].span),
                    f"一件書類の種類が「{'」又は「'.join(kinds)}」かどうかを確かめてください。",
                    "注意",
                )

    # --- values ---

    def value(self, item: Property, node: DocNode) -> Any:
        """The canonical value of a field; ABSENT where nothing is written or (with a problem) it cannot be read."""
        if item.kind.element is not None:
            return self.listed(item, node)
        if item.kind.record is not None:
            value = self.record(item.name, item.kind.record, node)
            return ABSENT if isinstance(value, dict) and _says_nothing(value, item.kind.record) else value
        return self.scalar(item, item.kind, node)

    def listed(self, item: Property, node: DocNode) -> Any:
        element = item.kind.element
        assert element is not None
        values: list[Any] = []
        if isinstance(node, Scalar):
            state = _state(node)
            if state is not NONE:
                if state is None:
                    from compliance.documents.yaml_mistakes import wide_mark

                    marked = wide_mark(node)
                    if marked is not None:
                        self.problems.append(marked)
                        return ABSENT
                    example = "「- 氏名: …」" if element.record else f"「- {_short(node.text)}」"
                    self.problem(
                        "wrong-shape",
                        f"「{item.name}」には一覧を書くところですが、「{_short(node.text)}」と書かれています。",
                        node.span,
                        f"一つだけでも、次の行に{example}のように「- 」を付けて書いてください。",
                    )
                    return ABSENT
                return state
        elif isinstance(node, Record):
            from compliance.documents.yaml_mistakes import wide_mark

            if not any(wide_mark(key) for key, _ in node.entries):  # told when it was read
                self.problem(
                    "wrong-shape",
                    f"「{item.name}」には一覧を書くところですが、項目が一組だけ書かれています。",
                    _head(node.span),
                    "一つだけでも、初めの項目に「- 」を付けて書いてください。",
                )
            return ABSENT
        else:
            for each in node.items:
                value = self.element(item, element, each)
                if value is not ABSENT:
                    values.append(value)
        if len(node.items if isinstance(node, Sequence) else ()) < item.min_items:
            self.problem("too-few", f"「{item.name}」には、{item.min_items}つ以上を書いてください。", _head(node.span))
        return values

    def element(self, item: Property, element: Kind, node: DocNode) -> Any:
        """The canonical value of an element; a blank record stays one of which nothing is known."""
        if isinstance(node, Scalar) and _state(node) is not None and node.text not in item.choices:
            said = node.text.strip()
            self.problem(
                "no-element",
                f"「{item.name}」の一覧の中に、"
                + (f"「{_short(said)}」と書かれています。" if said else "何も書かれていない行があります。"),
                node.span,
                f"一覧の全体について言うときは、「{item.name}: {said}」と書いてください。"
                if said
                else "その行を消してください。",
            )
            return ABSENT
        if element.record is not None:
            return self.record(item.name, element.record, node)
        return self.scalar(item, element, node)

    def record(self, name: str, form: RecordType, node: DocNode) -> Any:
        """The canonical record; a mark where a state is written instead, ABSENT where it cannot be read."""
        if isinstance(node, Scalar):
            state = _state(node)
            if state is None:
                from compliance.documents.yaml_mistakes import missing_colon, table_problem, wide_mark

                span = node.span
                self.problems.append(
                    missing_colon(node)
                    or wide_mark(node)
                    or (None if node.quoted else table_problem(f"「{name}」には", span.source, span.start, span.text))
                    or Problem(
                        "wrong-shape",
                        f"「{name}」には「項目の名前: 値」の組を書くところですが、「{_short(node.text)}」と書かれています。",
                        node.span,
                        _examples(form),
                    )
                )
                return ABSENT
            return state
        if isinstance(node, Sequence):
            self.problem(
                "wrong-shape",
                f"「{name}」には「項目の名前: 値」の組を書くところですが、一覧が書かれています。",
                _head(node.span),
                "行の初めの「- 」を消してください。",
            )
            return ABSENT
        values: dict[str, Any] = dict(form.fixed)
        written: dict[str, Scalar] = {}
        for key, value in node.entries:
            item = form.properties.get(key.text) or _by_form(form.properties, key.text)
            if item is None:
                self.unknown_key(name, form, key)
                continue
            if item.name in written:
                first = written[item.name]
                self.problems.append(
                    Problem(
                        "duplicate-key",
                        f"「{_short(key.text)}」と「{_short(first.text)}」は、同じ項目の名前です。",
                        key.span,
                        "一方を消してください。",
                        related=(("初めの記載", first.span),),
                    )
                )
                continue
            written[item.name] = key
            told = len(self.problems)
            found = self.value(item, value)
            if len(self.problems) > told and (words := f"{item.name}{OF_THE_WORDS}") in form.properties:
                more = f"ほかの書き方の記載は、「{words}」に、書類のとおりに書いてください。"
                self.problems[-1] = replace(self.problems[-1], hint=self.problems[-1].hint + more)
            if found is not ABSENT:
                values[item.name] = found
        return values

    def scalar(self, item: Property, kind: Kind, node: DocNode) -> Any:
        if not isinstance(node, Scalar):
            what = "一覧" if isinstance(node, Sequence) else "項目の組"
            self.problem(
                "wrong-shape",
                f"「{item.name}」には値を一つ書くところですが、{what}が書かれています。",
                _head(node.span),
            )
            return ABSENT
        text = node.text
        if item.choices:
            return self.choice(item, node)
        state = _state(node)
        if state is not None:
            return False if state is NONE and kind.name == "真偽" else state
        try:
            value = read_value(text, kind)
        except ValueProblem as error:
            message = error.message.replace(text, short(text, 40))
            self.problem("unreadable-value", message, node.span, error.hint.replace(text, short(text, 40)))
            return ABSENT
        if isinstance(value, int) and not isinstance(value, bool):
            for bound, word, wrong in (
                (item.minimum, "以上", item.minimum is not None and value < item.minimum),
                (item.maximum, "以下", item.maximum is not None and value > item.maximum),
            ):
                if wrong:
                    self.problem(
                        "out-of-range",
                        f"「{item.name}」は{show_value(bound, kind)}{word}で書くところですが、「{_short(text)}」と書かれています。",
                        node.span,
                    )
                    return ABSENT
        return value

    def choice(self, item: Property, node: Scalar) -> Any:
        """The choice that is written, in the spelling of the form."""
        wanted = normalize("NFKC", node.text).strip()
        for choice in item.choices:
            if choice == node.text or normalize("NFKC", choice) == wanted:
                return choice
        state = _state(node)
        if state is not None:
            return state
        near = nearest(wanted, item.choices)
        if len(item.choices) == 1:
            message = (
                f"「{item.name}」は「{item.choices[0]}」と決まっていますが、「{_short(node.text)}」と書かれています。"
            )
            self.problem("unknown-choice", message, node.span, "この行は、書かなくてもかまいません。")
        else:
            self.problem(
                "unknown-choice",
                f"「{item.name}」に「{_short(node.text)}」とは書けません。",
                node.span,
                _perhaps(near) if near else _one_of(item.choices),
            )
        return ABSENT

    def unknown_key(self, name: str, form: RecordType, key: Scalar) -> None:
        from compliance.documents.yaml_mistakes import wide_mark

        if key.text.strip() != key.text or wide_mark(key) is not None:
            return  # told when it was read
        many = len(self.problems) > MAX_HINTS
        near = [] if many else nearest(key.text, form.properties)
        owners = "" if near or many else self.owners(key.text)
        if near:
            hint = _perhaps(near)
        elif owners:
            hint = f"「{key.text}」は{owners}の項目です。"
        else:
            hint = _examples(form)
        self.problem("unknown-field", f"「{name}」に、「{_short(key.text)}」という項目はありません。", key.span, hint)

    def owners(self, name: str) -> str:
        """The papers and parts that have a field of this name, as text; empty when none has."""
        found: list[str] = []
        for section in self.forms.sections.values():
            for path, record in _records(section.type, section.name):
                if name in record.properties:
                    found.append(f"「{path}」")
        more = f"など{len(found)}か所" if len(found) > 3 else ""
        return "、".join(found[:3]) + more


def _state(node: Scalar) -> Mark | None:
    """What a scalar says instead of a value.  An unquoted null or ~ is YAML's own blank, not a text."""
    return ABSENT if not node.quoted and node.text in ("null", "Null", "NULL", "~") else state_of(node.text)


def _records(form: RecordType, path: str) -> Iterable[tuple[str, RecordType]]:
    """The records of a paper with their paths (提案書の提案者の役員), outer before inner."""
    yield path, form
    for item in form.properties.values():
        inner = (item.kind.element or item.kind).record
        if inner is not None:
            yield from _records(inner, f"{path}の{item.name}")


def _says_nothing(value: Mapping[str, Any], form: RecordType) -> bool:
    """Whether a record has nothing but what its form fixes: a blank form is not a statement that there is one."""
    return all(name in form.fixed for name in value)


def _by_form(known: Mapping[str, Any], name: str) -> Any:
    """What is known under a name that differs only in width (NFKC); None if nothing."""
    wanted = normalize("NFKC", name)
    return next((value for key, value in known.items() if normalize("NFKC", key) == wanted), None)


def _head(span: Span) -> Span:
    """The first line of a place that may be long."""
    stop = span.source.text.find("\n", span.start, span.end)
    return span if stop == -1 else Span(span.source, span.start, stop)


def _perhaps(near: Iterable[str]) -> str:
    return f"{_quoted(near)}の書き間違いではありませんか。"


def _one_of(names: Iterable[str]) -> str:
    return f"{_quoted(names)}のどれかを書いてください。"


def _examples(form: RecordType) -> str:
    return f"書ける項目は{_quoted(form.properties)}です。"


def _quoted(names: Iterable[str], limit: int = 8) -> str:
    listed = list(names)
    return f"「{'」「'.join(listed[:limit])}」" + ("など" if len(listed) > limit else "")


def _short(text: str) -> str:
    return short(text.strip())


# --- the second opinion -----------------------------------------------------------------------------------------------


def canonical(value: Any) -> Any:
    """The value as JSON has it: days as ISO texts, fields of unknown state left out."""
    if isinstance(value, dict):
        return {name: canonical(each) for name, each in value.items() if not isinstance(each, Mark)}
    if isinstance(value, list):
        return [canonical(each) for each in value if not isinstance(each, Mark)]
    return value.isoformat() if isinstance(value, date) else value


class Validator:
    """The schema files, ready to validate dossiers.  `jsonschema` is imported here and nowhere else."""

    def __init__(self, forms: Forms) -> None:
        from jsonschema import Draft202012Validator
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        schemas = {name: forms.schemas[name] for name in forms.schemas}
        resources = [(name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()]
        registry: Any = Registry().with_resources(resources)
        self._validators = {
            section: Draft202012Validator(
                schemas[section + SUFFIX], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
            )
            for section in forms.sections
        }

    def accepts(self, section: str, instance: object) -> bool:
        """Whether a paper's canonical instance is valid."""
        return bool(self._validators[section].is_valid(instance))

    def problems(self, dossier: Dossier, reported: Iterable[Problem] = ()) -> list[Problem]:
        """What JSON Schema objects to, but for places where `reported` already has a problem."""
        told = {(problem.span.source.name, problem.span.start) for problem in reported}
        found: list[Problem] = []
        for section, value in dossier.facts.items():
            for error in self._validators[section].iter_errors(canonical(value)):
                where: Where = (section, *error.absolute_path)
                span = dossier.place(where)
                span = _head(span) if span is not None else whole(dossier.name)
                if (span.source.name, span.start) not in told:
                    found.append(Problem("bad-form", _objection(str(error.validator), where), span))
        return sorted(found, key=lambda problem: (problem.span.source.name, problem.span.start, problem.message))


def validate(dossier: Dossier, forms: Forms, reported: Iterable[Problem] = ()) -> list[Problem]:
    """What JSON Schema objects to in one dossier beyond what typing has `reported`.  For many, keep a `Validator`."""
    return Validator(forms).problems(dossier, reported)


def _objection(keyword: str, where: Where) -> str:
    name = next((step for step in reversed(where) if isinstance(step, str)), "")
    words = {
        "type": "の値の種類が、様式と合いません",
        "enum": "の値は、様式の選べる語にありません",
        "const": "の値は、様式で決まっているものと違います",
        "minimum": "の値が、様式の下限より小さくなっています",
        "maximum": "の値が、様式の上限を超えています",
        "minItems": "の数が、様式の下限より少なくなっています",
        "additionalProperties": "に、様式にない項目があります",
        "format": "の日付が、暦にありません",
    }
    return f"「{name}」{words.get(keyword, 'が、様式と合いません')}。"
