"""What a set of rule files declares: every item by its name, and the problems of the names themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.language import syntax
from compliance.problem import Problem
from compliance.struct import Struct, field
from compliance.vocabulary import Forms

# Words every rule may use without declaring them.
BUILT_IN_DAYS = ("基準日", "審査の日", "判断の日")
AGE = "年齢"
BIRTHDAY = "生年月日"


class Declarations(Struct, frozen=False):
    """Items by kind and name, in the order they are written."""

    rules: dict[str, syntax.Rule] = field(default_factory=dict)
    definitions: dict[str, syntax.Definition] = field(default_factory=dict)
    values: dict[str, syntax.Value] = field(default_factory=dict)
    delegated: dict[str, syntax.Delegated] = field(default_factory=dict)
    presumptions: dict[str, syntax.Presumption] = field(default_factory=dict)
    applications: dict[str, syntax.Apply] = field(default_factory=dict)
    fees: dict[str, syntax.Fee] = field(default_factory=dict)

    def terms(self) -> set[str]:
        """The names that conditions may use."""
        return {*self.definitions, *self.values, *self.delegated, *BUILT_IN_DAYS, AGE}

    def ids(self) -> set[str]:
        return {*self.rules, *self.applications, *self.fees}


def declare(files: Iterable[syntax.RuleFile]) -> tuple[Declarations, list[Problem]]:
    """Every item under its name; a name declared twice is a problem that shows both places."""
    found = Declarations()
    problems: list[Problem] = []
    terms: dict[str, syntax.Item] = {}
    ids: dict[str, syntax.Item] = {}
    presumed: dict[str, syntax.Item] = {}
    for file in files:
        for item in file.items:
            match item:
                case syntax.Rule():
                    table, space = found.rules, ids
                case syntax.Apply():
                    table, space = found.applications, ids  # type: ignore[assignment]
                case syntax.Fee():
                    table, space = found.fees, ids  # type: ignore[assignment]
                case syntax.Definition():
                    table, space = found.definitions, terms  # type: ignore[assignment]
                case syntax.Value():
                    table, space = found.values, terms  # type: ignore[assignment]
                case syntax.Delegated():
                    table, space = found.delegated, terms  # type: ignore[assignment]
                case syntax.Presumption():
                    table, space = found.presumptions, presumed  # type: ignore[assignment]
            earlier = space.get(item.name)
            if earlier is not None:
                problems.append(
                    Problem(
                        "duplicate-name",
                        f"「{item.name}」が、{_where(earlier)}と{_where(item)}の二か所で定められています。",
                        item.name_span,
                        "どちらかの名前を改めてください。期間で内容を分けるときは、一つの項目の中に"
                        "「令和7年6月1日から：」のように並べて書きます。",
                        related=(("もう一方", earlier.name_span),),
                    )
                )
                continue
            space[item.name] = item
            table[item.name] = item  # type: ignore[assignment]
    return found, problems


def _where(item: syntax.Item) -> str:
    return f"{item.name_span.source.name}の{item.name_span.line}行目"


def check_names(declared: Declarations, forms: Forms) -> list[Problem]:
    """Problems of declared names: those that hide a name of the forms, eat operators, or can be read two ways.

    language: names end neither in an operator (…以上, …前) nor in a predicate (…である), and are not a lone particle or
    head noun; a name that reads as other names joined by の, 及び or 又は is a problem where that reading resolves too.
    """
    problems: list[Problem] = []
    form_terms = forms.terms()
    for item in (*declared.definitions.values(), *declared.values.values(), *declared.delegated.values()):
        if item.name in form_terms:
            problems.append(
                Problem(
                    "hidden-term",
                    f"「{item.name}」は書類の項目の名前でもあるため、定めると二つの意味になります。",
                    item.name_span,
                    "別の名前にしてください。",
                )
            )
        elif item.name in BUILT_IN_DAYS or item.name == AGE:
            problems.append(
                Problem(
                    "hidden-term",
                    f"「{item.name}」は初めから意味の決まっている語のため、定めることができません。",
                    item.name_span,
                    "別の名前にしてください。",
                )
            )
        fault = name_fault(item.name)
        if fault:
            problems.append(Problem("bad-name", f"「{item.name}」は名前にできません。{fault}", item.name_span))
    return problems


_OPERATORS = ("以上", "以下", "未満", "以前", "以後", "以内", "前", "後", "を超える")
_PREDICATES = ("である", "でない", "がある", "がない", "に該当する", "している", "されている", "と認められる")
_HEADS = ("者", "もの", "こと", "とき", "場合")
_PARTICLES = ("の", "が", "は", "を", "に", "で", "と", "も", "より", "から", "まで")
_LONE = frozenset((*_HEADS, *_PARTICLES, "又は", "及び", "若しくは", "並びに", "かつ", "ある", "ない"))
_NOT_OPERATORS = ("午前", "午後")


def name_fault(name: str) -> str:
    """Why a name may not be a term, as a sentence; empty when it may."""
    if name in _LONE:
        return "助詞や「者」「もの」「こと」などの語だけの名前は、文の中で見分けられません。"
    for ending in _OPERATORS:
        if name.endswith(ending) and not name.endswith(_NOT_OPERATORS):
            return f"「{ending}」で終わる名前は、後に続く比べ方の言葉と見分けられません。"
    for ending in _PREDICATES:
        if name.endswith(ending):
            return f"「{ending}」で終わる名前は、述語と見分けられません。"
    return ""


def form_faults(forms: Forms) -> Iterator[tuple[str, str]]:
    """(name, fault as a sentence) for every name of the forms that may not be a term, or reads two ways."""
    for section in forms.sections.values():
        fault = name_fault(section.name)
        if fault:
            yield section.name, fault
    for record in forms.record_types():
        for name in record.properties:
            fault = name_fault(name)
            if fault:
                yield name, fault
            for joint in ("及び", "又は"):
                parts = name.split(joint)
                if len(parts) > 1 and all(part in record.properties for part in parts):
                    yield name, f"「{'」と「'.join(parts)}」を「{joint}」でつないだものとも読めます。"
            at = name.find("の")
            while at != -1:
                first, rest = name[:at], name[at + 1 :]
                outer = record.properties.get(first)
                inner = outer and (outer.kind.element or outer.kind).record
                if inner and rest in inner.properties:
                    yield name, f"「{first}」の「{rest}」とも読めます。"
                at = name.find("の", at + 1)
