"""The checked model: rules whose names are resolved and whose kinds fit.  `check` makes it; `plan` compiles it;
`evaluate` explains with it.  Nothing here knows how rules are written.

Truth is Kleene's: true, false, unknown with causes.  Every node is pure; the day it looks at is a parameter of the
evaluation (基準日), changed only by `At`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from compliance.source import Span
from compliance.struct import Struct, field
from compliance.values import Kind
from compliance.vocabulary import Property


class Node(Struct, kw_only=True):
    span: Span = field(compare=False, repr=False)


class Var(Struct):
    """A variable bound to a record: the element of a list (対象…ごと, のうちに) or the subject of a definition.

    id is unique in a rule set.  where: the place in the forms it ranges over, such as 提案書, 提案者, 役員, *.
    label: the property that names an element to a reader, or empty.
    """

    id: int
    where: tuple[str, ...]
    label: str = ""


# --- values ---------------------------------------------------------------------------------------------------------


class Fact(Node, kw_only=True):
    """A value read from the papers.

    base: the variable it starts from; None for the dossier, and then steps[0] is a section.
    steps: property names; empty with a base means the element itself.  A step over a list takes every element's value
    (the kind is then a list).
    where: the place in the forms (section, properties, `*` for an element of a list).
    presumption: the 推定 that covers this fact, or empty.
    """

    base: Var | None
    steps: tuple[str, ...]
    where: tuple[str, ...]
    kind: Kind
    property: Property | None = field(default=None, compare=False)
    supplier: str = ""
    presumption: str = ""


class Const(Node, kw_only=True):
    """A value written in the rule: str, int (in the kind's own unit) or date."""

    value: str | int | date
    kind: Kind
    text: str


class Dated(Node, kw_only=True):
    """A 基準値 or 一覧, by name: the version in force on the day in hand."""

    name: str
    kind: Kind


class DelegatedValue(Node, kw_only=True):
    """A 委任 value, by name, from the body's own settings."""

    name: str
    kind: Kind


class Day(Node, kw_only=True):
    """A day of the evaluation: 基準日 (the one in hand), 審査の日 or 判断の日."""

    name: str
    kind: Kind


class Age(Node, kw_only=True):
    """年齢 on the day in hand, from 生年月日 (年齢計算ニ関スル法律)."""

    born: Fact
    kind: Kind


class Call(Node, kw_only=True):
    """A 定義 that is a value, on a subject.  key: in `RuleSet.definitions`."""

    key: str
    name: str
    subject: Fact | None
    kind: Kind


class Function(Node, kw_only=True):
    """function: 翌日 前日 末日 (of a 年度, or of the month of a day) 属する年度 数 (of a list) 合計."""

    function: str
    operand: Expr
    kind: Kind


class Length(Node, kw_only=True):
    """The length of AからBまでの期間 in days: n without the first day, n+1 with it; open between unless counts_first."""

    first: Expr
    last: Expr
    counts_first: bool
    kind: Kind


Expr: TypeAlias = Fact | Const | Dated | DelegatedValue | Day | Age | Call | Function | Length


# --- conditions -----------------------------------------------------------------------------------------------------


class Compare(Node, kw_only=True):
    """op: 以上 以下 未満 超える for numbers and numbers of days; 以前 以後 前 後 for dates."""

    left: Expr
    op: str
    right: Expr
    negated: bool = False


class Equals(Node, kw_only=True):
    """The value is one of several.  With なし: false, and its negation true."""

    left: Expr
    rights: tuple[Expr, ...]
    negated: bool = False


class Truthy(Node, kw_only=True):
    """A 真偽 fact is true (写しである)."""

    fact: Expr
    negated: bool = False


class Exists(Node, kw_only=True):
    """がある: about the world, three-valued (値あり true; なし, [] and 真偽 false: false; 記載なし, 不明: unknown)."""

    fact: Expr
    negated: bool = False


class Stated(Node, kw_only=True):
    """記載されている・添付されている: about the paper; never unknown once the paper is there.  All of `facts`."""

    facts: tuple[Fact, ...]
    negated: bool = False


class Among(Node, kw_only=True):
    """The value is a member of a list (一覧, or a list in the papers)."""

    value: Expr
    container: Expr
    negated: bool = False


class Falls(Node, kw_only=True):
    """The day lies between two days, both included."""

    day: Expr
    first: Expr
    last: Expr
    negated: bool = False


class FallsInYear(Node, kw_only=True):
    """The day lies in a 年度 (1 April to 31 March)."""

    day: Expr
    year: Expr
    negated: bool = False


class AllAmong(Node, kw_only=True):
    """Every member of a list is in another list."""

    members: Expr
    container: Expr
    negated: bool = False


class Same(Node, kw_only=True):
    """と同一である, with one of several texts (or numbers, days): `identity.same` for texts."""

    left: Expr
    rights: tuple[Expr, ...]
    negated: bool = False


class Elapsed(Node, kw_only=True):
    """経過した on the day in hand.  inclusive: から起算して; period in months, or in days."""

    anchor: Expr
    inclusive: bool
    period: Const
    negated: bool = False


class Within(Node, kw_only=True):
    """The day is not older than a period before the anchor, and not after it (…前六月以内)."""

    day: Expr
    anchor: Expr
    period: Const
    negated: bool = False


class Soon(Node, kw_only=True):
    """The day follows another at once: same day true; later a judgement; earlier or なし false."""

    day: Expr
    after: Expr
    word: str
    negated: bool = False


class Member(Node, kw_only=True):
    """The subject is a 定義.  key: in `RuleSet.definitions`."""

    key: str
    name: str
    subject: Fact | None
    negated: bool = False


class Judged(Node, kw_only=True):
    """A recorded human judgement on a question, for the item and element in hand."""

    question: str
    negated: bool = False


class Conforms(Node, kw_only=True):
    """Results of other items.  mode: 「も」 all of them, 「か」 one of them."""

    items: tuple[str, ...]
    mode: str
    negated: bool = False


class At(Node, kw_only=True):
    """The condition on another day."""

    day: Expr
    condition: Condition


class Some(Node, kw_only=True):
    """Among the members of a list there is one for which the condition holds (negated: none)."""

    members: Fact
    var: Var
    condition: Condition
    negated: bool = False


class Count(Node, kw_only=True):
    """How many members satisfy the condition, compared with a number."""

    members: Fact
    var: Var
    condition: Condition
    op: str
    number: int
    negated: bool = False


class Every(Node, kw_only=True):
    """The condition holds for every member of a list."""

    members: Fact
    var: Var
    condition: Condition


class All(Node, kw_only=True):
    """Kleene's and, in order."""

    parts: tuple[Condition, ...]


class AnyOf(Node, kw_only=True):
    """Kleene's or, in order."""

    parts: tuple[Condition, ...]


class Not(Node, kw_only=True):
    part: Condition


class Implies(Node, kw_only=True):
    """Not the condition, or the consequence."""

    condition: Condition
    consequence: Condition


class Entry(Node, kw_only=True):
    """An entry of a list with its label: 一, イ, （１）.  proviso: this entry does not hold (in an all-list: is
    satisfied) when it is true; see `evaluate`.

    in_all: the entry stands in 次のいずれにも該当する, where a true proviso satisfies it; in an いずれかに or
    いずれにも該当しない list a true proviso takes the entry out (false).
    """

    label: str
    condition: Condition
    proviso: Condition | None = None
    in_all: bool = True


Condition: TypeAlias = (
    Compare | Equals | Truthy | Exists | Stated | Among | Falls | FallsInYear | AllAmong | Same | Elapsed | Within
    | Soon | Member | Judged | Conforms | At | Some | Count | Every | All | AnyOf | Not | Implies | Entry
)  # fmt: skip


# --- items ----------------------------------------------------------------------------------------------------------


class Version(Struct):
    """A body in force from `first` to `last`, both included.  last None: until further notice."""

    first: date
    last: date | None
    body: Condition | tuple[ValueCase, ...]
    proviso: Condition | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def in_force(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class ValueCase(Struct):
    """A case of a value: the first whose condition holds counts.  condition None: in all other cases."""

    label: str
    condition: Condition | None
    value: Expr | Amount


class Definition(Struct):
    """A 定義 on one kind of subject, under one 読替え.

    key: unique.  subject: the variable its body reads, or None where it needs none.
    proviso: of the whole definition: true → not a member.
    """

    key: str
    name: str
    subject: Var | None
    versions: tuple[Version, ...]
    citations: tuple[str, ...]
    is_value: bool
    kind: Kind | None
    proviso: Condition | None
    span: Span = field(compare=False, repr=False)


class DatedValue(Struct):
    """A 基準値 or 一覧 with its versions: (first, last, the value or the texts)."""

    name: str
    kind: Kind
    versions: tuple[tuple[date, date | None, str | int | date | tuple[str, ...]], ...]
    citations: tuple[str, ...]
    span: Span = field(compare=False, repr=False)

    def on(self, day: date) -> str | int | date | tuple[str, ...] | None:
        """The value in force on a day; None when there is none."""
        for first, last, value in self.versions:
            if first <= day and (last is None or day <= last):
                return value
        return None


class DelegatedTerm(Struct):
    """A 委任: who fixes it, its kind, the Cabinet Order's standard for reference."""

    name: str
    authority: str
    kind: Kind
    standard: str | int | date | None
    standard_text: str
    citations: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


class Presumption(Struct):
    """A 推定: where the premise is true, the listed facts count as absent when nothing is written of them."""

    name: str
    premise: Condition
    facts: tuple[tuple[str, ...], ...]
    citations: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


class Each(Struct):
    """対象：…ごと."""

    members: Fact
    var: Var


class JudgedCase(Struct):
    label: str
    condition: Condition
    question: str


class EffectCase(Struct):
    """An effect and when it follows (None: otherwise, or always)."""

    effect: str
    label: str = ""
    condition: Condition | None = None


class Replacement(Struct):
    """One 読替え as it was applied."""

    old: str
    new: str
    scope: str = ""


class Item(Struct):
    """A 項目, ready to be evaluated.

    kinds: the kinds of dossier it applies to (all its papers must belong to it).  papers: sections it reads.
    day: the 基準日; None: the day of the evaluation (審査の日).
    requirement: the dated versions; `ground` tells that they state what must *not* hold (事由).
    reason: the pieces of 理由: text, or an expression whose value is shown, or LABELS for ｛該当する号｝.
    notes: 解釈 with confidence.  layer: 「法令」 or 「実務」.  applied_from: for 準用, the id of the item applied.
    judged_question: for effect 要判断, the question asked (the caption).
    """

    id: str
    caption: str
    citations: tuple[str, ...]
    papers: tuple[str, ...]
    kinds: tuple[str, ...]
    day: Expr | None
    applies: tuple[Condition, ...]
    each: Each | None
    requirement: tuple[Version, ...]
    ground: bool
    proviso: Condition | None
    judged: tuple[JudgedCase, ...]
    views: tuple[str, ...]
    effects: tuple[EffectCase, ...]
    reason: tuple[str | Expr | Labels, ...]
    notes: tuple[str, ...]
    layer: str
    applied_from: str
    replacements: tuple[Replacement, ...]
    span: Span = field(compare=False, repr=False)


class Labels(Struct):
    """｛該当する号｝: the labels of the entries that held."""


class Amount(Struct):
    """quantity ÷ unit rounded up × rate; or the same as another amount."""

    quantity: Expr | None
    unit: int
    rate: Expr | None
    same_as: Expr | None
    span: Span = field(compare=False, repr=False)


class FeeEntry(Struct):
    label: str
    name: str
    amount: Expr | Amount
    only: Condition | None
    span: Span = field(compare=False, repr=False)


class FeeVersion(Struct):
    first: date
    last: date | None
    breakdown: tuple[FeeEntry, ...]
    cases: tuple[ValueCase, ...]

    def in_force(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Fee(Struct):
    """A 手数料."""

    id: str
    caption: str
    citations: tuple[str, ...]
    papers: tuple[str, ...]
    kinds: tuple[str, ...]
    day: Expr | None
    applies: tuple[Condition, ...]
    versions: tuple[FeeVersion, ...]
    notes: tuple[str, ...]
    layer: str
    span: Span = field(compare=False, repr=False)


class RuleSet(Struct):
    """Everything a plan is made of.  Items are in the order they are evaluated: after the items they refer to.

    digest: SHA-256 over the rule files and the forms.
    """

    items: tuple[Item, ...]
    fees: tuple[Fee, ...]
    definitions: Mapping[str, Definition]
    values: Mapping[str, DatedValue]
    delegated: Mapping[str, DelegatedTerm]
    presumptions: Mapping[str, Presumption]
    digest: str = ""
