"""The checked model: rules whose names are resolved and whose kinds fit.  `check` makes it; `plan` compiles it;
`evaluate` explains with it.  Nothing here knows how rules are written.

Truth is Kleene's: true, false, unknown with causes.  Every node is pure; the day it looks at is a parameter of the
evaluation (基準日), changed only by `At`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from compliance.source import Span
from compliance.values import Kind
from compliance.vocabulary import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Var:
    """A variable bound to a record: the element of a list (対象…ごと, のうちに) or the subject of a definition.

    id is unique in a rule set.  where: the place in the forms it ranges over, such as 提案書, 提案者, 役員, *.
    label: the property that names an element to a reader, or empty.
    """

    id: int
    where: tuple[str, ...]
    label: str = ""


# --- values ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Node):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Const(Node):
    """A value written in the rule: str, int (in the kind's own unit) or date."""

    value: str | int | date
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Node):
    """A 基準値 or 一覧, by name: the version in force on the day in hand."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatedValue(Node):
    """A 委任 value, by name, from the body's own settings."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Node):
    """A day of the evaluation: 基準日 (the one in hand), 審査の日 or 判断の日."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Age(Node):
    """年齢 on the day in hand, from 生年月日 (年齢計算ニ関スル法律)."""

    born: Expr
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A 定義 that is a value, on a subject.  key: in `RuleSet.definitions`."""

    key: str
    name: str
    subject: Fact | None
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Node):
    """function: 翌日 前日 末日 (of a 年度, or of the month of a day) 属する年度 数 (of a list) 合計."""

    function: str
    operand: Expr
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Length(Node):
    """The length of AからBまでの期間 in days: n without the first day, n+1 with it; open between unless counts_first."""

    first: Expr
    last: Expr
    counts_first: bool
    kind: Kind


Expr: TypeAlias = Fact | Const | Dated | DelegatedValue | Day | Age | Call | Function | Length


# --- conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare(Node):
    """op: 以上 以下 未満 超える for numbers and numbers of days; 以前 以後 前 後 for dates."""

    left: Expr
    op: str
    right: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Equals(Node):
    """The value is one of several.  With なし: false, and its negation true."""

    left: Expr
    rights: tuple[Expr, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Truthy(Node):
    """A 真偽 fact is true (写しである)."""

    fact: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists(Node):
    """がある: about the world, three-valued (値あり true; なし, [] and 真偽 false: false; 記載なし, 不明: unknown)."""

    fact: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Node):
    """記載されている・添付されている: about the paper; never unknown once the paper is there.  All of `facts`."""

    facts: tuple[Fact, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Among(Node):
    """The value is a member of a list (一覧, or a list in the papers)."""

    value: Expr
    container: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Falls(Node):
    """The day lies between two days, both included."""

    day: Expr
    first: Expr
    last: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FallsInYear(Node):
    """The day lies in a 年度 (1 April to 31 March)."""

    day: Expr
    year: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllAmong(Node):
    """Every member of a list is in another list."""

    members: Expr
    container: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Node):
    """と同一である, with one of several texts (or numbers, days): `identity.same` for texts."""

    left: Expr
    rights: tuple[Expr, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed(Node):
    """経過した on the day in hand.  inclusive: から起算して; period in months, or in days."""

    anchor: Expr
    inclusive: bool
    period: Const
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Within(Node):
    """The day is not older than a period before the anchor, and not after it (…前六月以内)."""

    day: Expr
    anchor: Expr
    period: Const
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon(Node):
    """The day follows another at once: same day true; later a judgement; earlier or なし false."""

    day: Expr
    after: Expr
    word: str
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Node):
    """The subject is a 定義.  key: in `RuleSet.definitions`."""

    key: str
    name: str
    subject: Fact | None
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Node):
    """A recorded human judgement on a question, for the item and element in hand."""

    question: str
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conforms(Node):
    """Results of other items.  mode: 「も」 all of them, 「か」 one of them."""

    items: tuple[str, ...]
    mode: str
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class At(Node):
    """The condition on another day."""

    day: Expr
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Node):
    """Among the members of a list there is one for which the condition holds (negated: none)."""

    members: Fact
    var: Var
    condition: Condition
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Node):
    """How many members satisfy the condition, compared with a number."""

    members: Fact
    var: Var
    condition: Condition
    op: str
    number: int
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Every(Node):
    """The condition holds for every member of a list."""

    members: Fact
    var: Var
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class All(Node):
    """Kleene's and, in order."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Node):
    """Kleene's or, in order."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    part: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Implies(Node):
    """Not the condition, or the consequence."""

    condition: Condition
    consequence: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Node):
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


@dataclass(frozen=True, slots=True)
class Version:
    """A body in force from `first` to `last`, both included.  last None: until further notice."""

    first: date
    last: date | None
    body: Condition | tuple[ValueCase, ...]
    proviso: Condition | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def in_force(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class ValueCase:
    """A case of a value: the first whose condition holds counts.  condition None: in all other cases."""

    label: str
    condition: Condition | None
    value: Expr | Amount


@dataclass(frozen=True, slots=True)
class Definition:
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


@dataclass(frozen=True, slots=True)
class DatedValue:
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


@dataclass(frozen=True, slots=True)
class DelegatedTerm:
    """A 委任: who fixes it, its kind, the Cabinet Order's standard for reference."""

    name: str
    authority: str
    kind: Kind
    standard: str | int | date | None
    standard_text: str
    citations: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Presumption:
    """A 推定: where the premise is true, the listed facts count as absent when nothing is written of them."""

    name: str
    premise: Condition
    facts: tuple[tuple[str, ...], ...]
    citations: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Each:
    """対象：…ごと."""

    members: Fact
    var: Var


@dataclass(frozen=True, slots=True)
class JudgedCase:
    label: str
    condition: Condition
    question: str


@dataclass(frozen=True, slots=True)
class EffectCase:
    """An effect and when it follows (None: otherwise, or always)."""

    effect: str
    label: str = ""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """One 読替え as it was applied."""

    old: str
    new: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Item:
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


@dataclass(frozen=True, slots=True)
class Labels:
    """｛該当する号｝: the labels of the entries that held."""


@dataclass(frozen=True, slots=True)
class Amount:
    """quantity ÷ unit rounded up × rate; or the same as another amount."""

    quantity: Expr | None
    unit: int
    rate: Expr | None
    same_as: Expr | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FeeEntry:
    label: str
    name: str
    amount: Expr | Amount
    only: Condition | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FeeVersion:
    first: date
    last: date | None
    breakdown: tuple[FeeEntry, ...]
    cases: tuple[ValueCase, ...]

    def in_force(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Fee:
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


@dataclass(frozen=True, slots=True)
class RuleSet:
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
