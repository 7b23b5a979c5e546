"""The syntax tree of rule files: one class for each production of `grammar/rule.lark`.

What is written, and nothing about what it means: names are not resolved, kinds are not known.  Every node has its
place; two nodes are equal when they say the same, wherever they stand.  Surface choices without meaning (が or は,
である or であり, widths, blanks) are not here: the formatter works on tokens.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from compliance.source import Span
from compliance.struct import Struct, field


class Node(Struct, kw_only=True):
    span: Span = field(compare=False, repr=False)


# --- values ---------------------------------------------------------------------------------------------------------


class Name(Node, kw_only=True):
    """One term: 本人の数.  `known` is false where the lexer met no name of the vocabulary."""

    text: str
    known: bool = True


class Path(Node, kw_only=True):
    """Terms joined by の: 提案者の代表者の氏名."""

    names: tuple[Name, ...]


class Function(Node, kw_only=True):
    """A function of a value, by its word: 翌日, 前日, 末日, 属する年度, 数, 合計 (終了の日の翌日)."""

    function: str
    operand: Operand


class Number(Node, kw_only=True):
    """A number with its unit as written (六月 is 6 and 月, 1,000人 is 1000 and 人); unit may be empty."""

    value: int
    unit: str


class Text(Node, kw_only=True):
    """「…」, without the brackets."""

    value: str


class DateLiteral(Node, kw_only=True):
    """令和8年8月3日."""

    value: date


class Interval(Node, kw_only=True):
    """AからBまでの期間（初日を算入する。）／ AからBまでの間.

    form: 「期間」 (its length is compared, or a day falls in it) or 「間」 (a day falls in it).
    counts_first: whether （初日を算入する。） is written.
    """

    first: Operand
    last: Operand
    form: str
    counts_first: bool = False


Operand: TypeAlias = Path | Function | Number | Text | DateLiteral | Interval


# --- conditions -----------------------------------------------------------------------------------------------------
# `subject` is None where it is left out: it is then that of the preceding conjunct, or the one in hand.


class Compare(Node, kw_only=True):
    """A が B 以上である.  op: 以上 以下 未満 超える 以前 以後 前 後 (「を超えない」 is 超える, negated)."""

    subject: Operand | None
    op: str
    object: Operand
    negated: bool = False


class Is(Node, kw_only=True):
    """A が X である, A が X、Y又はZである (negated: …でない, and for several …のいずれでもない).

    neither: 「のいずれでも」 is written; without it a negation of several reads two ways.
    """

    subject: Operand | None
    objects: tuple[Operand, ...]
    negated: bool = False
    neither: bool = False


class IsTrue(Node, kw_only=True):
    """写しである: the named fact, alone before である/でない."""

    subject: Path
    negated: bool = False


class Exists(Node, kw_only=True):
    """A がある, A がない; 抽出をする, 抽出をしない (verb する)."""

    subject: Path
    negated: bool = False


class Stated(Node, kw_only=True):
    """A が記載されている／添付されている; A、B及びCが、いずれも記載されている.  verb: 記載 or 添付."""

    subjects: tuple[Path, ...]
    verb: str
    negated: bool = False


class Belongs(Node, kw_only=True):
    """A が B に属する／含まれる; A が X から Y までの間である.  verb: 属する, 含まれる or 間."""

    subject: Operand | None
    container: Operand
    verb: str
    negated: bool = False


class AllAmong(Node, kw_only=True):
    """A のいずれもが、B に含まれる."""

    members: Path
    container: Path
    negated: bool = False


class Same(Node, kw_only=True):
    """A が B と同一である.  objects: several where 「B又はCと同一である」."""

    subject: Operand | None
    objects: tuple[Operand, ...]
    negated: bool = False


class Elapsed(Node, kw_only=True):
    """D から起算して2年を経過した／している／しない; D 後10年を経過した.

    inclusive: 「から起算して」 (the first day counts); otherwise 「後」.
    """

    anchor: Operand
    inclusive: bool
    period: Number
    negated: bool = False


class Within(Node, kw_only=True):
    """A が、B 前六月以内である."""

    subject: Operand | None
    anchor: Operand
    period: Number
    negated: bool = False


class Soon(Node, kw_only=True):
    """A が、B の後直ちにされている.  word: 直ちに, 速やかに or 遅滞なく."""

    subject: Operand | None
    after: Operand
    word: str
    negated: bool = False


class Isa(Node, kw_only=True):
    """A が D に該当する.  definition is a name; without a subject, the one in hand."""

    subject: Path | None
    definition: Name
    negated: bool = False


class LabelRef(Node, kw_only=True):
    """What a reference to entries of the same list says, resolved by the checker.

    kind: 「前号」「前二号」…「前各号」, or empty when labels are given.
    first, last: labels as written, without 第 and 号 (「1」「1イ」「一の二」); last is the end of a range, else None.
    """

    kind: str = ""
    first: str = ""
    last: str | None = None


class RefersTo(Node, kw_only=True):
    """前号に該当する; 第1号又は第2号に該当する; 第1号から第3号までのいずれかに該当する.

    mode: 「か」 (one of them, also where nothing is said) or 「も」 (every one: のいずれにも).
    """

    references: tuple[LabelRef, ...]
    mode: str = "か"
    negated: bool = False


class Judged(Node, kw_only=True):
    """「…」と認められる／認められない."""

    question: Text
    negated: bool = False


class IdRange(Node, kw_only=True):
    """項目 X, or 項目 X から Y まで (last is the end, else None)."""

    first: str
    last: str | None = None


class Conforms(Node, kw_only=True):
    """項目 X に適合する; 項目 X から Y までのいずれにも適合する.  mode: 「も」 all, 「か」 one of them."""

    items: tuple[IdRange, ...]
    mode: str = "も"
    negated: bool = False


class At(Node, kw_only=True):
    """契約の日において、C: the condition measured on another day."""

    day: Path
    condition: Condition


class Some(Node, kw_only=True):
    """L のうちに、C であるものがある／ない; …ものが、1件以上ある (count and op: 以上 以下 未満 超える)."""

    members: Path
    condition: Condition
    negated: bool = False
    op: str = ""
    count: Number | None = None


class Every(Node, kw_only=True):
    """L のいずれについても、C."""

    members: Path
    condition: Condition


class And(Node, kw_only=True):
    """C、かつ、D (outer and only level)."""

    parts: tuple[Condition, ...]


class Or(Node, kw_only=True):
    """C、又は D; inner: 若しくは."""

    parts: tuple[Condition, ...]
    inner: bool = False


class Group(Node, kw_only=True):
    """（ C ）."""

    condition: Condition


class Restricted(Node, kw_only=True):
    """個人であって、C: the first part guards the rest."""

    guard: Condition
    condition: Condition


class Implies(Node, kw_only=True):
    """A であるときは、B; A である場合にあっては、B."""

    condition: Condition
    consequence: Condition


class Entry(Node, kw_only=True):
    """One entry of a list: its label as written (一, イ, （１）), what it says, the noun it ends in, its own ただし書."""

    label: str
    condition: Condition
    noun: str = ""
    proviso: Condition | None = None
    label_span: Span = field(compare=False, repr=False)


class ListOf(Node, kw_only=True):
    """次のいずれにも該当する（こと・者・もの・とき・場合）： and its entries.

    mode: 「も」 all of them, 「か」 one of them, 「ない」 none of them.
    """

    mode: str
    noun: str
    entries: tuple[Entry, ...]


Condition: TypeAlias = (
    Compare | Is | IsTrue | Exists | Stated | Belongs | AllAmong | Same | Elapsed | Within | Soon | Isa | RefersTo
    | Judged | Conforms | At | Some | Every | And | Or | Group | Restricted | Implies | ListOf
)  # fmt: skip


# --- what an item is made of ----------------------------------------------------------------------------------------


class Period(Node, kw_only=True):
    """令和7年6月1日から： or …から…まで：  Both days belong to it."""

    first: date
    last: date | None = None


class Line(Node, kw_only=True):
    """Free text to the end of a line, or of an entry with ・."""

    text: str


class Case(Node, kw_only=True):
    """One case of a value: a label, when it holds, and the value.

    condition is None for 「その他のとき」.  other_than: for 「次号（前号、前二号、前各号）に掲げる者以外の者」, that word,
    with condition None.
    """

    label: str
    condition: Condition | None
    value: Operand | Amount
    other_than: str = ""


class Cases(Node, kw_only=True):
    """次の各号に掲げる場合の区分に応じ、当該各号に定める数： and its cases.  noun: 数, 日, 額 or もの."""

    noun: str
    cases: tuple[Case, ...]


class Body(Node, kw_only=True):
    """A body in force for a period (None: the whole life of the scheme).

    content: a condition or cases (定義, 要件), or values (基準値 has one, 一覧 several).
    noun: what the sentence ended in (こと, 者, もの, …), or empty.
    proviso: ただし、…ときは、この限りでない。 of this body.
    """

    period: Period | None
    content: Condition | Cases | tuple[Operand, ...]
    noun: str = ""
    proviso: Condition | None = None


class JudgedCase(Node, kw_only=True):
    """One entry of 判断を要する場合: when, and the question."""

    label: str
    condition: Condition
    question: Text


class EffectCase(Node, kw_only=True):
    """満たさないとき： an effect, or one of a numbered list.  condition None with a label is 「その他のとき」."""

    effect: str
    label: str = ""
    condition: Condition | None = None


class Amount(Node, kw_only=True):
    """作成に要する時間1時間までごとに3,950円 (quantity, unit, rate), or 元の契約の手数料の額と同額 (same_as)."""

    quantity: Path | None = None
    unit: Number | None = None
    rate: Operand | None = None
    same_as: Path | None = None


class FeeEntry(Node, kw_only=True):
    """一　「基本額」　21,000円（委託がある場合に限る。）."""

    label: str
    name: Text
    amount: Operand | Amount
    only: Condition | None = None


class Replacement(Node, kw_only=True):
    """（項目 X から Y まで中）「A」とあるのは「B」と読み替える."""

    label: str
    scope: IdRange | None
    old: Text
    new: Text


# --- top-level items ------------------------------------------------------------------------------------------------


class Head(Node, kw_only=True):
    """What all items share.  name_span: the place of the ID or name.

    caption: 見出し.  citations: the text after 根拠：, one Line for each 、-separated citation as the parser splits it.
    notes: 解釈： each a Line 「・…（確度：高）」, without the ・.
    """

    name: str
    name_span: Span = field(compare=False, repr=False)
    caption: Line | None = None
    citations: tuple[Line, ...] = ()
    papers: tuple[Name, ...] = ()
    notes: tuple[Line, ...] = ()


class Rule(Head, kw_only=True):
    """項目.  ground: 事由 rather than 要件.  bodies: the dated 要件/事由."""

    day: Path | None = None
    applies: Condition | None = None
    each: Path | None = None
    ground: bool = False
    bodies: tuple[Body, ...] = ()
    proviso: Condition | None = None
    judged: tuple[JudgedCase, ...] = ()
    views: tuple[Line, ...] = ()
    effects: tuple[EffectCase, ...] = ()
    reason: Text | None = None


class Definition(Head, kw_only=True):
    """定義: a predicate on a subject, or a value chosen by cases."""

    bodies: tuple[Body, ...] = ()
    proviso: Condition | None = None


class Value(Head, kw_only=True):
    """基準値 (one value a version) or 一覧 (several texts)."""

    is_list: bool
    bodies: tuple[Body, ...] = ()


class Delegated(Head, kw_only=True):
    """委任: authority (定める者：「…」) and the standard (標準：)."""

    authority: Text | None = None
    standard: Operand | None = None


class PresumedFact(Node, kw_only=True):
    label: str
    path: Path


class Presumption(Head, kw_only=True):
    """推定 「名」: premise (前提：) and the facts presumed absent."""

    premise: Condition | None = None
    facts: tuple[PresumedFact, ...] = ()


class Apply(Head, kw_only=True):
    """準用: the items applied, those left out (を除く), the 読替え, a narrower 適用."""

    applies: Condition | None = None
    items: tuple[IdRange, ...] = ()
    excluded: tuple[IdRange, ...] = ()
    replacements: tuple[Replacement, ...] = ()


class FeeVersion(Node, kw_only=True):
    """内訳 or cases of a fee, in force for a period."""

    period: Period | None
    breakdown: tuple[FeeEntry, ...] = ()
    cases: Cases | None = None


class Fee(Head, kw_only=True):
    """手数料."""

    day: Path | None = None
    applies: Condition | None = None
    versions: tuple[FeeVersion, ...] = ()
    reason: Text | None = None


Item: TypeAlias = Rule | Definition | Value | Delegated | Presumption | Apply | Fee


class Comment(Node, kw_only=True):
    """# to the end of its line, kept for the formatter; text includes the sign."""

    text: str


class RuleFile(Node, kw_only=True):
    """One rule file: its items in order, its comments in order.

    broken: the names and IDs of the items that could not be read; what refers to them is not to be blamed as well.
    """

    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = ()
    broken: tuple[str, ...] = ()
