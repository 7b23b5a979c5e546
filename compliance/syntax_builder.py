"""What the parser reduces → nodes of `syntax`: one method for each production of `grammar/rule.lark`, by its name.

The parser calls a method as soon as its production is complete, so nothing recurses over what the user wrote.  Looked
at here: what the grammar leaves open because a good message needs the whole sentence (nouns, unfinished sentences,
scope, nesting).  Names, kinds and the law are the checker's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Protocol, TypeAlias

from compliance import mistakes, syntax
from compliance.dates import DateError, read_date
from compliance.nesting import FlatEntry, Sentence, nest, tail_list
from compliance.numerals import read_integer
from compliance.problem import Problem
from compliance.rule_text import BLANKS
from compliance.source import Source, Span

MAX_NESTING: Final = 32


class Token(Protocol):
    """A word as the parser hands it over: a text that knows its kind and its place."""

    type: str
    start_pos: int
    end_pos: int


class TooDeepError(Exception):
    """A sentence is nested more deeply than anyone can read; carries the place."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item: its name here, the place of its head, what it holds, its own place."""

    name: str
    head: Span
    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Proviso:
    """ただし、…ときは、この限りでない。  own_line: it stands at the start of a line and belongs to the item."""

    condition: syntax.Condition
    span: Span
    own_line: bool


@dataclass(frozen=True, slots=True)
class Series:
    """「甲」、「乙」又は「丙」.  words: 又は, 若しくは, 及び, 並びに, as they come."""

    operands: tuple[Any, ...]
    words: tuple[Any, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Excluded:
    """（rule-54-4-3 を除く。）"""

    items: tuple[syntax.IdRange, ...]
    span: Span


Children: TypeAlias = list[Any]

_NEGATED: Final = ("ない", "なく", "ず", "おらず")
# How a predicate ends where more of the sentence is to follow (連用形).
_GOES_ON: Final = re.compile(
    r"(?:[でが]あり|[でが]なく|は[あな][りく]|を超え|おり|おらず|を経過し|経過せず|該当し|該当せず|適合し|適合せず|認められ|認められず"
    r"|をし|をせず|に属し|に属せず|に含まれ|に含まれず)$"
)
_DATE_TEXT: Final = re.compile(r"[^\s\u3000からまで：:]+?日(?=から|まで)")
_NUMBER: Final = re.compile(r"(.*?)(人|円|歳|時間|分|年|か月|月|日|件|回)?$", re.DOTALL)
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_HEAD: Final = re.compile(r"(\S+?)[ \t\u3000\u00a0]+(.*)$", re.DOTALL)

FIELD_NAMES: Final = {
    "caption": "見出し",
    "citations": "根拠",
    "papers": "書類",
    "notes": "解釈",
    "day": "基準日",
    "applies": "適用",
    "each": "対象",
    "requirement": "要件",
    "proviso": "ただし書",
    "judged": "判断を要する場合",
    "views": "観点",
    "effects": "満たさないとき",
    "reason": "理由",
    "authority": "定める者",
    "standard": "標準",
    "premise": "前提",
    "presumed": "次の事実は、ないものと推定する",
    "applied": "準用する項目",
    "replacements": "読替え",
}


def is_token(part: object) -> bool:
    """Whether a part is a word of the text (and not a node made of words)."""
    return isinstance(part, str)


def negated(token: Any) -> bool:
    """Whether a predicate is written in a negative form."""
    return str(token).endswith(_NEGATED)


class Builder:
    """Makes the nodes of one item.  `begin` sets where the item stands; problems are gathered in `problems`."""

    def __init__(self) -> None:
        self.source = Source("", "")
        self.offset = 0
        self.problems: list[Problem] = []
        self.failed = False
        self._depth: dict[int, tuple[int, object]] = {}

    def begin(self, source: Source, offset: int) -> None:
        """Ready for an item whose text begins `offset` characters into the source."""
        self.source = source
        self.offset = offset
        self.problems = []
        self.failed = False
        self._depth = {}

    # --- places ------------------------------------------------------------------------------------------------------

    def place(self, token: Any) -> Span:
        """The place of a word, without the line ends and blanks that words of the start of a line carry."""
        lead = len(token) - len(token.lstrip(BLANKS))
        return Span(self.source, self.offset + token.start_pos + lead, self.offset + token.end_pos)

    def start(self, part: Any) -> int:
        return self.place(part).start if is_token(part) else int(part.span.start)

    def end(self, part: Any) -> int:
        return self.offset + int(part.end_pos) if is_token(part) else int(part.span.end)

    def over(self, parts: Sequence[Any]) -> Span:
        """The place from the first part to the end of the last."""
        return Span(self.source, self.start(parts[0]), self.end(parts[-1]))

    def problem(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str = "",
        *,
        warning: bool = False,
        related: tuple[tuple[str, Span], ...] = (),
    ) -> None:
        self.problems.append(Problem(code, message, span, hint, "注意" if warning else "問題", related))

    def deeper(self, node: Any, *inside: object) -> Any:
        """The node, counted as one level around its parts; raises TooDeepError past the limit."""
        depth = 1 + max((self._depth[id(part)][0] for part in inside if id(part) in self._depth), default=0)
        if depth > MAX_NESTING:
            raise TooDeepError(node.span)
        self._depth[id(node)] = (depth, node)
        return node

    def as_deep(self, node: Any, *parts: object) -> Any:
        """The node, counted as deep as the deepest of its parts."""
        depth = max((self._depth[id(part)][0] for part in parts if id(part) in self._depth), default=0)
        if depth:
            self._depth[id(node)] = (depth, node)
        return node

    # --- what a sentence ends in -------------------------------------------------------------------------------------

    def finished(self, condition: syntax.Condition) -> None:
        """Report a sentence that stops at a form which announces more (…であり)."""
        found = _GOES_ON.search(self.source.text, condition.span.start, condition.span.end)
        if found:
            self.problem(
                "unfinished-sentence",
                f"「{found.group()}」は、後に文が続く形ですが、ここで終わっています。",
                Span(self.source, found.start(), found.end()),
                "続きを書くか、「である」「がない」のように言い切る形にしてください。",
            )

    def noun(
        self, token: Any | None, condition: Any, wanted: tuple[str, ...], where: str, *, tolerated: tuple[str, ...] = ()
    ) -> str:
        """The noun a sentence ends in (empty where none is written), reported where it is not one of those wanted."""
        words = "」か「".join(wanted)
        if token is None:
            end = condition.span.end
            self.problem(
                "missing-noun",
                f"「{where}」の文が「{words}」で終わっていません。",
                Span(self.source, max(condition.span.start, end - 1), end),
                f"文の終わりに「{wanted[0]}」を付けてください。",
            )
            return ""
        word = str(token).lstrip("の")
        if word not in wanted:
            mild = word in tolerated
            self.problem(
                "wrong-noun",
                f"「{where}」の文は、「{word}」ではなく「{words}」で結びます。",
                self.place(token),
                warning=mild,
            )
        return word

    # --- top-level items ---------------------------------------------------------------------------------------------

    def _head(self, token: Any) -> tuple[str, Span]:
        """The name or ID of an item, and its place, from its first line."""
        found = _HEAD.match(str(token))
        assert found is not None
        name = found.group(2).strip(BLANKS)
        at = self.offset + token.start_pos + found.start(2)
        if name.startswith("「"):
            return name[1:-1], Span(self.source, at + 1, at + len(name) - 1)
        return name, Span(self.source, at, at + len(name))

    def _fields(self, parts: Children) -> dict[str, Field]:
        """Fields by name; one written twice is reported and the first kept."""
        found: dict[str, Field] = {}
        for part in parts:
            if not isinstance(part, Field):
                continue
            if part.name in found and part.name not in ("requirement", "proviso"):
                self.problem(
                    "duplicate-field",
                    f"「{FIELD_NAMES[part.name]}」が二度書かれています。",
                    part.head,
                    "一つにまとめてください。",
                    related=(("先に書かれたもの", found[part.name].head),),
                )
                continue
            found.setdefault(part.name, part)
        return found

    def _shared(self, parts: Children, fields: dict[str, Field]) -> dict[str, Any]:
        name, name_span = self._head(parts[0])
        value: Callable[[str], Any] = lambda key: fields[key].value if key in fields else None  # noqa: E731
        return {
            "span": self.over(parts),
            "name": name,
            "name_span": name_span,
            "caption": value("caption"),
            "citations": value("citations") or (),
            "papers": value("papers") or (),
            "notes": value("notes") or (),
        }

    def rule(self, parts: Children) -> syntax.Rule:
        fields = self._fields(parts)
        bodies: list[syntax.Body] = []
        proviso: syntax.Condition | None = None
        ground: Field | None = None
        last: Field | None = None
        for part in parts:
            if isinstance(part, Proviso):
                if last is not None and bodies and bodies[-1].period is not None and bodies[-1].proviso is None:
                    bodies[-1] = replace(bodies[-1], proviso=part.condition, span=bodies[-1].span.to(part.span))
                elif proviso is None:
                    proviso = part.condition
                else:
                    self.problem(
                        "duplicate-field",
                        "ただし書が二つあります。",
                        part.span,
                        "一つにまとめるか、それぞれの号の「。」の後に続けて書いてください。",
                    )
            elif isinstance(part, Field) and part.name == "requirement":
                self._second_requirement(last, part, bodies)
                last = part
                ground = ground or (part if part.value[0] == "事由" else None)
                for body in part.value[1]:
                    if body.period is None and body.proviso is not None:
                        proviso = proviso or body.proviso
                        body = replace(body, proviso=None)
                    bodies.append(body)
        effects = fields.get("effects")
        if effects is not None and last is not None:
            self._effect_head(effects, last)
        return syntax.Rule(
            **self._shared(parts, fields),
            day=fields["day"].value if "day" in fields else None,
            applies=fields["applies"].value if "applies" in fields else None,
            each=fields["each"].value if "each" in fields else None,
            ground=ground is not None,
            bodies=tuple(bodies),
            proviso=proviso,
            judged=fields["judged"].value if "judged" in fields else (),
            views=fields["views"].value if "views" in fields else (),
            effects=effects.value[1] if effects else (),
            reason=fields["reason"].value if "reason" in fields else None,
        )

    def _second_requirement(self, last: Field | None, part: Field, bodies: list[syntax.Body]) -> None:
        if last is None:
            return
        if last.value[0] != part.value[0]:
            self.problem(
                "requirement-and-ground",
                "一つの項目に「要件」と「事由」の両方が書かれています。",
                part.head,
                "満たすべきことだけを「要件」に書くか、項目を二つに分けてください。",
                related=(("もう一方", last.head),),
            )
        elif part.value[1][0].period is None or bodies[0].period is None:
            self.problem(
                "duplicate-field",
                f"「{part.value[0]}」が二度書かれています。",
                part.head,
                "一つにまとめるか、時期で分けるときは、それぞれの前に「令和7年6月1日から：」のように書いてください。",
                related=(("先に書かれたもの", last.head),),
            )

    def _effect_head(self, effects: Field, requirement: Field) -> None:
        wanted = "満たさないとき" if requirement.value[0] == "要件" else "該当するとき"
        if effects.value[0] != wanted:
            self.problem(
                "effect-head",
                f"「{requirement.value[0]}」の項目では、「{effects.value[0]}」ではなく「{wanted}」と書きます。",
                effects.head,
                "「要件」には「満たさないとき」、「事由」には「該当するとき」が対になります。",
                related=((requirement.value[0], requirement.head),),
            )

    def definition(self, parts: Children) -> syntax.Definition:
        fields = self._fields(parts)
        bodies = tuple(part for part in parts if isinstance(part, syntax.Body))
        proviso = None
        if len(bodies) == 1 and bodies[0].period is None:
            proviso = bodies[0].proviso
            bodies = (replace(bodies[0], proviso=None),)
        return syntax.Definition(**self._shared(parts, fields), bodies=bodies, proviso=proviso)

    def value(self, parts: Children) -> syntax.Value:
        fields = self._fields(parts)
        bodies = tuple(part for part in parts if isinstance(part, syntax.Body))
        return syntax.Value(**self._shared(parts, fields), is_list=parts[0].type == "LIST_HEAD", bodies=bodies)

    def delegated(self, parts: Children) -> syntax.Delegated:
        fields = self._fields(parts)
        return syntax.Delegated(
            **self._shared(parts, fields),
            authority=fields["authority"].value if "authority" in fields else None,
            standard=fields["standard"].value if "standard" in fields else None,
        )

    def presumption(self, parts: Children) -> syntax.Presumption:
        fields = self._fields(parts)
        for name in ("premise", "presumed"):
            self._needed(name, fields, parts)
        return syntax.Presumption(
            **self._shared(parts, fields),
            premise=fields["premise"].value if "premise" in fields else None,
            facts=fields["presumed"].value if "presumed" in fields else (),
        )

    def apply(self, parts: Children) -> syntax.Apply:
        fields = self._fields(parts)
        self._needed("applied", fields, parts)
        items, excluded = fields["applied"].value if "applied" in fields else ((), ())
        return syntax.Apply(
            **self._shared(parts, fields),
            applies=fields["applies"].value if "applies" in fields else None,
            items=items,
            excluded=excluded,
            replacements=fields["replacements"].value if "replacements" in fields else (),
        )

    def fee(self, parts: Children) -> syntax.Fee:
        fields = self._fields(parts)
        versions = tuple(part for part in parts if isinstance(part, syntax.FeeVersion))
        if not versions:
            self._missing("内訳", parts)
        return syntax.Fee(
            **self._shared(parts, fields),
            day=fields["day"].value if "day" in fields else None,
            applies=fields["applies"].value if "applies" in fields else None,
            versions=versions,
            reason=fields["reason"].value if "reason" in fields else None,
        )

    def _needed(self, name: str, fields: dict[str, Field], parts: Children) -> None:
        if name not in fields:
            self._missing(FIELD_NAMES[name], parts)

    def _missing(self, field_name: str, parts: Children) -> None:
        name, span = self._head(parts[0])
        self.problem("missing-field", f"「{name}」に「{field_name}：」がありません。", span)

    # --- fields ------------------------------------------------------------------------------------------------------

    def _rest(self, token: Any) -> syntax.Line:
        """The text after the sign of a head, or of a ・."""
        place = self.place(token)
        text = self.source.text[place.start : place.end]
        signs = [at for at in (text.find("："), text.find(":")) if at != -1] if text[0] not in "・･" else [0]
        after = min(signs) + 1
        rest = text[after:]
        start = place.start + after + len(rest) - len(rest.lstrip(BLANKS))
        rest = rest.strip(BLANKS)
        if not rest:
            head = text.strip(BLANKS)
            self.problem(
                "empty-field",
                f"「{head}」の後に何も書かれていません。",
                Span(self.source, place.start, place.start + len(head)),
            )
        return syntax.Line(span=Span(self.source, start, start + len(rest)), text=rest)

    def _field(self, name: str, parts: Children, value: Any) -> Field:
        return Field(name, self._sign(parts[0]), value, self.over(parts))

    def _sign(self, token: Any) -> Span:
        """The place of a field's head alone, with its sign."""
        place = self.place(token)
        text = self.source.text[place.start : place.end]
        ends = [at + 1 for at in (text.find("："), text.find(":")) if at != -1]
        return Span(self.source, place.start, place.start + (min(ends) if ends else len(text)))

    def caption(self, parts: Children) -> Field:
        return self._field("caption", parts, self._rest(parts[0]))

    def citations(self, parts: Children) -> Field:
        line = self._rest(parts[0])
        found: list[syntax.Line] = []
        at = 0
        for piece in re.split(r"[、､,，](?![^（(]*[）)])", line.text):
            text = piece.strip(BLANKS)
            start = line.span.start + at + len(piece) - len(piece.lstrip(BLANKS))
            if text:
                found.append(syntax.Line(span=Span(self.source, start, start + len(text)), text=text))
            at += len(piece) + 1
        return self._field("citations", parts, tuple(found))

    def papers(self, parts: Children) -> Field:
        return self._field("papers", parts, tuple(part for part in parts if isinstance(part, syntax.Name)))

    def notes(self, parts: Children) -> Field:
        return self._field("notes", parts, tuple(self._rest(part) for part in parts[1:]))

    def views(self, parts: Children) -> Field:
        return self._field("views", parts, tuple(self._rest(part) for part in parts[1:]))

    def day(self, parts: Children) -> Field:
        return self._field("day", parts, parts[1])

    def each(self, parts: Children) -> Field:
        return self._field("each", parts, parts[1])

    def applies(self, parts: Children) -> Field:
        self.finished(parts[1])
        self.noun(_word(parts, "NOUN"), parts[1], ("場合",), "適用", tolerated=("とき",))
        return self._field("applies", parts, parts[1])

    def premise(self, parts: Children) -> Field:
        self.finished(parts[1])
        self.noun(_word(parts, "NOUN"), parts[1], ("とき",), "前提", tolerated=("場合",))
        return self._field("premise", parts, parts[1])

    def requirement(self, parts: Children) -> Field:
        head = next(part for part in parts if is_token(part) and part.type in ("REQUIREMENT", "GROUND"))
        name = "要件" if head.type == "REQUIREMENT" else "事由"
        bodies = [part for part in parts if isinstance(part, syntax.Body)]
        period = parts[0] if is_token(parts[0]) and parts[0].type == "PERIOD_OF_FIELD" else None
        if period is not None:
            bodies = [replace(bodies[0], period=self._period(period), span=self.over(parts))]
        for body in bodies:
            if not body.noun:
                self._body_noun(body, ("こと",), name)
            elif body.noun != "こと":
                self.problem(
                    "wrong-noun",
                    f"「{name}」の文は、「{body.noun}」ではなく「こと」で結びます。",
                    self._noun_place(body),
                )
        return Field("requirement", self._sign(head), (name, tuple(bodies)), self.over(parts))

    def _body_noun(self, body: syntax.Body, wanted: tuple[str, ...], where: str) -> None:
        self.problem(
            "missing-noun",
            f"「{where}」の文が「{'」か「'.join(wanted)}」で終わっていません。",
            self._noun_place(body),
            f"文の終わりに「{wanted[0]}」を付けてください。",
        )

    def _noun_place(self, body: syntax.Body) -> Span:
        """Where the noun of a sentence stands or should stand: its last characters, or the head of its list."""
        listed = tail_list(body.content) if not isinstance(body.content, tuple) else None
        if listed is not None:
            text = self.source.text
            end = text.find("\n", listed.span.start)
            line = text[listed.span.start : end if end != -1 else len(text)]
            sign = max(line.find("："), line.find(":"))
            return Span(self.source, listed.span.start, listed.span.start + (sign if sign > 0 else len(line)))
        end = body.span.end
        text = self.source.text[body.span.start : end].rstrip("。｡")
        end = body.span.start + len(text)
        return Span(self.source, max(body.span.start, end - 2), end)

    def item_proviso(self, parts: Children) -> Proviso:
        return self._proviso(parts, own_line=True)

    def proviso(self, parts: Children) -> Proviso:
        return self._proviso(parts, own_line=False)

    def _proviso(self, parts: Children, own_line: bool) -> Proviso:
        self.finished(parts[1])
        self.noun(_word(parts, "NOUN"), parts[1], ("とき",), "ただし書", tolerated=("場合",))
        return Proviso(parts[1], self.over(parts), own_line)

    def judged(self, parts: Children) -> Field:
        self._in_order(parts[1:])
        return self._field("judged", parts, tuple(parts[1:]))

    def judged_case(self, parts: Children) -> syntax.JudgedCase:
        self.finished(parts[1])
        self.noun(_word(parts, "NOUN"), parts[1], ("とき", "場合"), "判断を要する場合")
        question = next(part for part in parts if isinstance(part, syntax.Text))
        return syntax.JudgedCase(
            span=self.over(parts), label=self._label(parts[0]), condition=parts[1], question=question
        )

    def effects(self, parts: Children) -> Field:
        self._in_order([part for part in parts[1:] if part.label])
        name = "満たさないとき" if parts[0].type == "WHEN_NOT_MET" else "該当するとき"
        return self._field("effects", parts, (name, tuple(parts[1:])))

    def effect_case(self, parts: Children) -> syntax.EffectCase:
        return syntax.EffectCase(span=self.place(parts[0]), effect=str(parts[0]))

    def effect_of_case(self, parts: Children) -> syntax.EffectCase:
        condition = None if is_token(parts[1]) else parts[1]
        if condition is not None:
            self.finished(condition)
            self.noun(_word(parts, "NOUN"), condition, ("とき", "場合"), "満たさないとき")
        words = [part for part in parts[2:] if is_token(part) and part.type not in ("NOUN", "STOP")]
        return syntax.EffectCase(
            span=self.over(parts), effect=str(words[-1]), label=self._label(parts[0]), condition=condition
        )

    def reason(self, parts: Children) -> Field:
        return self._field("reason", parts, parts[1])

    def authority(self, parts: Children) -> Field:
        return self._field("authority", parts, parts[1])

    def standard(self, parts: Children) -> Field:
        return self._field("standard", parts, parts[1])

    def presumed(self, parts: Children) -> Field:
        self._in_order(parts[1:])
        return self._field("presumed", parts, tuple(parts[1:]))

    def presumed_fact(self, parts: Children) -> syntax.PresumedFact:
        return syntax.PresumedFact(span=self.over(parts), label=self._label(parts[0]), path=parts[1])

    def applied(self, parts: Children) -> Field:
        items = tuple(part for part in parts if isinstance(part, syntax.IdRange))
        excluded = next((part.items for part in parts if isinstance(part, Excluded)), ())
        return self._field("applied", parts, (items, excluded))

    def excluded(self, parts: Children) -> Excluded:
        return Excluded(tuple(part for part in parts if isinstance(part, syntax.IdRange)), self.over(parts))

    def replacements(self, parts: Children) -> Field:
        self._in_order(parts[1:])
        return self._field("replacements", parts, tuple(parts[1:]))

    def replacement(self, parts: Children) -> syntax.Replacement:
        old, new = (part for part in parts if isinstance(part, syntax.Text))
        scope = next((part for part in parts if isinstance(part, syntax.IdRange)), None)
        return syntax.Replacement(span=self.over(parts), label=self._label(parts[0]), scope=scope, old=old, new=new)

    def fee_version(self, parts: Children) -> syntax.FeeVersion:
        dated = is_token(parts[0]) and parts[0].type in ("PERIOD", "PERIOD_OF_FIELD")
        period = self._period(parts[0]) if dated else None
        entries = tuple(part for part in parts if isinstance(part, syntax.FeeEntry))
        self._in_order(entries)
        cases = next((part for part in parts if isinstance(part, syntax.Cases)), None)
        return syntax.FeeVersion(span=self.over(parts), period=period, breakdown=entries, cases=cases)

    def fee_entry(self, parts: Children) -> syntax.FeeEntry:
        only = next((part.condition for part in parts if isinstance(part, Proviso)), None)
        return syntax.FeeEntry(
            span=self.over(parts), label=self._label(parts[0]), name=parts[1], amount=parts[2], only=only
        )

    def only(self, parts: Children) -> Proviso:
        self.finished(parts[1])
        self.noun(parts[2], parts[1], ("場合", "とき"), "…に限る。")
        return Proviso(parts[1], self.over(parts), own_line=False)

    def _label(self, token: Any) -> str:
        label = str(token).strip(BLANKS)
        return f"（{label[1:-1].translate(_FULL_WIDTH)}）" if token.type == "DIGIT_LABEL" else label

    def _in_order(self, labelled: Sequence[Any]) -> None:
        from compliance.nesting import check_labels

        check_labels([(part.label, self._label_place(part)) for part in labelled], self.problems)

    def _label_place(self, part: Any) -> Span:
        return Span(self.source, part.span.start, part.span.start + len(part.label))

    # --- bodies ------------------------------------------------------------------------------------------------------

    def _period(self, token: Any) -> syntax.Period:
        place = self.place(token)
        days = [
            self._date(found.group(), Span(self.source, found.start(), found.end()))
            for found in _DATE_TEXT.finditer(self.source.text, place.start, place.end)
        ]
        first = days[0] if days else date.min
        last = days[1] if len(days) > 1 else None
        if last is not None and last < first and not self.failed:
            self.problem("period-backwards", "期間の終わりの日が、初めの日より前です。", place)
        return syntax.Period(span=place, first=first, last=last)

    def _date(self, text: str, span: Span) -> date:
        try:
            return read_date(text)
        except DateError as error:
            self.problem("bad-date", error.message, span, error.hint)
            self.failed = True
            return date.min

    def dated_body(self, parts: Children) -> syntax.Body:
        body: syntax.Body = parts[1]
        return replace(body, period=self._period(parts[0]), span=self.over(parts))

    dated_definition_body = dated_body
    dated_value_body = dated_body

    def body(self, parts: Children) -> syntax.Body:
        return self._body(parts)

    def definition_body(self, parts: Children) -> syntax.Body:
        if isinstance(parts[0], syntax.Cases):
            proviso = next((part.condition for part in parts[1:] if isinstance(part, Proviso)), None)
            return syntax.Body(span=self.over(parts), period=None, content=parts[0], proviso=proviso)
        body = self._body(parts)
        if not body.noun:
            self._body_noun(body, ("者", "もの"), "定義")
        return body

    def _body(self, parts: Children) -> syntax.Body:
        sentence: Sentence = parts[0]
        provisos = [part for part in parts[1:] if isinstance(part, Proviso)]
        entries = [part for part in parts[1:] if isinstance(part, FlatEntry)]
        condition = nest(sentence, entries, self.problems)
        if len(provisos) > 1:
            self.problem("duplicate-field", "ただし書が二つあります。", provisos[1].span)
        return syntax.Body(
            span=self.over(parts),
            period=None,
            content=condition,
            noun=sentence.noun,
            proviso=provisos[0].condition if provisos else None,
        )

    def value_body(self, parts: Children) -> syntax.Body:
        if isinstance(parts[0], syntax.Cases):
            return syntax.Body(span=self.over(parts), period=None, content=parts[0])
        values: list[syntax.Operand] = []
        for part in parts:
            if isinstance(part, Series):
                values += self._levels(part)
            elif not is_token(part):
                values.append(part)
        return syntax.Body(span=self.over(parts), period=None, content=tuple(values))

    def cases(self, parts: Children) -> syntax.Cases:
        self._in_order(parts[1:])
        noun = str(parts[0]).rstrip("：: \t\u3000").rpartition("定める")[2]
        return syntax.Cases(span=self.over(parts), noun=noun, cases=tuple(parts[1:]))

    def case(self, parts: Children) -> syntax.Case:
        other_than = ""
        condition: syntax.Condition | None = None
        if is_token(parts[1]):
            if parts[1].type == "OTHER_THAN":
                other_than = str(parts[1]).partition("に掲げる")[0]
        else:
            condition = parts[1]
            self.finished(parts[1])
            self.noun(_word(parts, "NOUN"), parts[1], ("とき", "場合", "者", "もの"), "区分")
        amount = [part for part in parts[2:] if not is_token(part)][-1]
        return syntax.Case(
            span=self.over(parts),
            label=self._label(parts[0]),
            condition=condition,
            value=amount,
            other_than=other_than,
        )

    def amount(self, parts: Children) -> syntax.Amount:
        if len(parts) == 2:
            return syntax.Amount(span=self.over(parts), same_as=parts[0])
        return syntax.Amount(span=self.over(parts), quantity=parts[0], unit=parts[1], rate=parts[3])

    # --- sentences and lists -----------------------------------------------------------------------------------------

    def clause(self, parts: Children) -> Sentence:
        if isinstance(parts[0], Sentence):
            return parts[0]
        self.finished(parts[0])
        noun = str(parts[1]).lstrip("の") if len(parts) > 1 else ""
        return Sentence(parts[0], noun, self.over(parts), is_open=False)

    def implies(self, parts: Children) -> Sentence:
        condition, consequence = parts[0], parts[3]
        self._hypothesis(condition, parts[1])
        self.finished(consequence)
        node = syntax.Implies(span=self.over(parts), condition=condition, consequence=consequence)
        noun = str(parts[4]).lstrip("の") if len(parts) > 4 else ""
        return Sentence(self.deeper(node, condition, consequence), noun, node.span, is_open=False)

    def _hypothesis(self, condition: Any, noun: Any) -> None:
        self.finished(condition)
        self.noun(noun, condition, ("とき", "場合"), "…ときは、")

    def heading(self, parts: Children) -> Sentence:
        """A sentence that ends in a list's head: whatever leads to it is wrapped around the list."""
        noun, condition = self._open(parts)
        return Sentence(condition, noun, self.over(parts), is_open=True)

    def _open(self, parts: Children) -> tuple[str, syntax.Condition]:
        span = self.over(parts)
        first = parts[0]
        if isinstance(first, Sentence):
            return first.noun, first.condition
        kinds = [part.type if is_token(part) else "" for part in parts]
        if isinstance(first, Guard):
            noun, inner = self._open(parts[1:])
            node: Any = syntax.Restricted(span=span, guard=first.condition, condition=inner)
            return noun, self.deeper(node, first.condition, inner)
        if "THEN" in kinds:
            self._hypothesis(first, parts[1])
            noun, inner = self._open(parts[3:])
            node = syntax.Implies(span=span, condition=first, consequence=inner)
            return noun, self.deeper(node, first, inner)
        if kinds[1] == "AND":
            noun, inner = self._open(parts[2:])
            left = first.parts if isinstance(first, syntax.And) else (first,)
            node = syntax.And(span=span, parts=(*left, inner))
            return noun, self.as_deep(node, first, inner)
        noun, inner = self._open(parts[2:])
        if kinds[1] == "EVERY":
            node = syntax.Every(span=span, members=first, condition=inner)
        else:
            node = syntax.At(span=span, day=first, condition=inner)
        return noun, self.deeper(node, inner)

    def list_of(self, parts: Children) -> Sentence:
        noun = str(parts[1]).lstrip("の") if len(parts) > 2 else ""
        return Sentence(self._list(parts[0], noun, self.over(parts)), noun, self.over(parts), is_open=True)

    def some_of(self, parts: Children) -> Sentence:
        span = self.over(parts)
        inner = self._list(parts[2], str(parts[3]), self.over(parts[2:4]))
        self.noun(parts[3], parts[2], ("者", "もの"), "…のうちに、")
        nouns = [part for part in parts[4:] if is_token(part) and part.type == "NOUN"]
        node = self._some(parts[0], inner, parts[4 : -1 - len(nouns)], span)
        return Sentence(self.deeper(node), str(nouns[0]) if nouns else "", span, is_open=True)

    def _list(self, token: Any, noun: str, span: Span) -> syntax.ListOf:
        word = str(token)
        mode = "か" if "いずれか" in word else "ない" if negated(token) else "も"
        return syntax.ListOf(span=span, mode=mode, noun=noun, entries=())

    def entry(self, parts: Children) -> FlatEntry:
        level = {"LABEL": 1, "KANA_LABEL": 2, "DIGIT_LABEL": 3}[parts[0].type]
        proviso = next((part for part in parts[2:] if isinstance(part, Proviso)), None)
        return FlatEntry(
            level,
            self._label(parts[0]),
            self.place(parts[0]),
            parts[1],
            proviso.condition if proviso else None,
            self.over(parts),
        )

    # --- conditions --------------------------------------------------------------------------------------------------

    def restricted(self, parts: Children) -> syntax.Restricted:
        guard, condition = parts[0].condition, parts[1]
        node = syntax.Restricted(span=self.over(parts), guard=guard, condition=condition)
        return self.deeper(node, guard, condition)  # type: ignore[no-any-return]

    def guard(self, parts: Children) -> Guard:
        span = self.over(parts)
        if parts[-1].type == "EXISTING":
            return Guard(syntax.Exists(span=span, subject=parts[0]), span)
        condition = self.is_(parts[-2:])
        return Guard(self.with_subject([*parts[:2], condition]) if len(parts) > 2 else condition, span)

    def or_(self, parts: Children) -> syntax.Or:
        return self._joined(parts, inner=False)

    def inner_or(self, parts: Children) -> syntax.Or:
        return self._joined(parts, inner=True)

    def _joined(self, parts: Children, inner: bool) -> syntax.Or:
        left, _, right = parts
        self._one_scope(left, parts[1], right)
        same = isinstance(left, syntax.Or) and left.inner == inner
        joined = (*left.parts, right) if same else (left, right)
        return self.as_deep(syntax.Or(span=self.over(parts), parts=joined, inner=inner), left, right)  # type: ignore[no-any-return]

    def and_(self, parts: Children) -> syntax.And:
        left, _, right = parts
        self._one_scope(left, parts[1], right)
        joined = (*left.parts, right) if isinstance(left, syntax.And) else (left, right)
        return self.as_deep(syntax.And(span=self.over(parts), parts=joined), left, right)  # type: ignore[no-any-return]

    def _one_scope(self, left: Any, word: Any, right: Any) -> None:
        """Report 「…のいずれについても、甲であり、かつ、乙」: how far the first words reach could be read two ways."""
        last = left.parts[-1] if isinstance(left, syntax.And | syntax.Or) else left
        while isinstance(last, syntax.And | syntax.Or):
            last = last.parts[-1]
        if isinstance(last, syntax.Every | syntax.At) and type(last) is not type(right):
            head = last.members if isinstance(last, syntax.Every) else last.day
            lead = Span(self.source, head.span.start, last.condition.span.start)
            joint = str(word).strip("、､,， \u3000")
            self.problem(
                "scope-two-ways",
                f"「{lead.text.rstrip('、､,，')}」が「{joint}」の前までに掛かるのか、後にも掛かるのか、二通りに読めます。",
                lead,
                "掛かる範囲を（　）で囲むか、号に分けて書いてください。",
                related=((joint, self.place(word)),),
            )

    def with_subject(self, parts: Children) -> Any:
        subject, _, predicate = parts
        span = self.over(parts)
        if isinstance(predicate, syntax.IsTrue):
            return syntax.Is(span=span, subject=subject, objects=(predicate.subject,), negated=predicate.negated)
        if isinstance(predicate, syntax.Isa) and not isinstance(subject, syntax.Path):
            self._not_a_name(subject, f"{predicate.definition.text}に該当する")
        return replace(predicate, subject=subject, span=span)

    def _not_a_name(self, operand: Any, predicate: str) -> None:
        self.problem(
            "not-a-name",
            f"{_quoted(operand.span.text)}は書類の項目の名前ではないため、「{predicate}」とは言えません。",
            operand.span,
        )
        self.failed = True

    def compare(self, parts: Children) -> syntax.Compare:
        exceeds = parts[1].type == "EXCEEDS"
        return syntax.Compare(
            span=self.over(parts),
            subject=None,
            op="超える" if exceeds else str(parts[1]).lstrip("の"),
            object=parts[0],
            negated=negated(parts[-1]),
        )

    def is_(self, parts: Children) -> syntax.Condition:
        objects, word = parts
        span, no = self.over(parts), negated(word)
        if isinstance(objects, syntax.Interval) and objects.form == "間":
            return syntax.Belongs(span=span, subject=None, container=objects, verb="間", negated=no)
        if isinstance(objects, syntax.Path):
            return syntax.IsTrue(span=span, subject=objects, negated=no)
        several = self._levels(objects) if isinstance(objects, Series) else (objects,)
        neither = word.type == "NEITHER"
        return syntax.Is(span=span, subject=None, objects=several, negated=no, neither=neither)

    def exists(self, parts: Children) -> syntax.Exists:
        return syntax.Exists(span=self.over(parts), subject=parts[0], negated=negated(parts[1]))

    def stated(self, parts: Children) -> syntax.Stated:
        word = str(parts[1])
        verb = "記載" if "記載" in word else "添付"
        subjects: tuple[Any, ...] = self._levels(parts[0]) if isinstance(parts[0], Series) else (parts[0],)
        for subject in subjects:
            if not isinstance(subject, syntax.Path):
                self._not_a_name(subject, f"{verb}されている")
        no = "いない" in word or "おらず" in word
        return syntax.Stated(span=self.over(parts), subjects=subjects, verb=verb, negated=no)

    def belongs(self, parts: Children) -> syntax.Belongs:
        verb = "含まれる" if "含まれ" in str(parts[1]) else "属する"
        return syntax.Belongs(
            span=self.over(parts), subject=None, container=parts[0], verb=verb, negated=negated(parts[1])
        )

    def all_among(self, parts: Children) -> syntax.AllAmong:
        return syntax.AllAmong(span=self.over(parts), members=parts[0], container=parts[2], negated=negated(parts[3]))

    def same(self, parts: Children) -> syntax.Same:
        objects, word = parts
        several = self._levels(objects) if isinstance(objects, Series) else (objects,)
        return syntax.Same(span=self.over(parts), subject=None, objects=several, negated=negated(word))

    def elapsed(self, parts: Children) -> syntax.Elapsed:
        word = str(parts[3])
        no = word.endswith(("ない", "ず"))
        return syntax.Elapsed(
            span=self.over(parts),
            anchor=parts[0],
            inclusive=parts[1].type == "COUNTED_FROM",
            period=parts[2],
            negated=no,
        )

    def within(self, parts: Children) -> syntax.Within:
        return syntax.Within(
            span=self.over(parts), subject=None, anchor=parts[0], period=parts[2], negated=negated(parts[-1])
        )

    def soon(self, parts: Children) -> syntax.Soon:
        word = str(parts[2])
        kind = next(kind for kind in ("直ちに", "速やかに", "遅滞なく") if kind in word)
        no = word.endswith(("いない", "おらず"))
        return syntax.Soon(span=self.over(parts), subject=None, after=parts[0], word=kind, negated=no)

    def isa(self, parts: Children) -> syntax.Isa:
        path, word = parts
        name = path.names[0]
        if len(path.names) > 1:  # a 定義 has one name: these are a name that nobody knows, such as 拘禁刑の罪
            name = syntax.Name(span=path.span, text="".join(path.span.text.split()), known=False)
        return syntax.Isa(span=self.over(parts), subject=None, definition=name, negated=negated(word))

    def refers_to(self, parts: Children) -> syntax.RefersTo:
        references = tuple(part for part in parts if isinstance(part, syntax.LabelRef))
        joined_by_both = any(is_token(part) and part.type == "BOTH" for part in parts)
        all_of = parts[-1].type == "IS_ALL_OF" or (parts[-1].type == "IS_A" and joined_by_both)
        return syntax.RefersTo(
            span=self.over(parts), references=references, mode="も" if all_of else "か", negated=negated(parts[-1])
        )

    def label_ref(self, parts: Children) -> syntax.LabelRef:
        span = self.over(parts)
        if parts[0].type == "PREVIOUS":
            return syntax.LabelRef(span=span, kind=str(parts[0]))
        labels = [str(part)[1:].replace("号", "", 1) for part in parts if part.type == "LABEL_REF"]
        return syntax.LabelRef(span=span, first=labels[0], last=labels[1] if len(labels) > 1 else None)

    def judgement(self, parts: Children) -> syntax.Judged:
        return syntax.Judged(span=self.over(parts), question=parts[0], negated=negated(parts[1]))

    def conforms(self, parts: Children) -> syntax.Conforms:
        items = tuple(part for part in parts if isinstance(part, syntax.IdRange))
        either = any(is_token(part) and part.type == "OR" for part in parts)
        one_of = parts[-1].type == "CONFORMS_ANY" or (parts[-1].type == "CONFORMS" and either)
        return syntax.Conforms(
            span=self.over(parts), items=items, mode="か" if one_of else "も", negated=negated(parts[-1])
        )

    def id_range(self, parts: Children) -> syntax.IdRange:
        last = str(parts[2]) if len(parts) > 2 else None
        return syntax.IdRange(span=self.over(parts), first=str(parts[0]), last=last)

    def at(self, parts: Children) -> syntax.At:
        node = syntax.At(span=self.over(parts), day=parts[0], condition=parts[2])
        return self.deeper(node, parts[2])  # type: ignore[no-any-return]

    def some(self, parts: Children) -> syntax.Some:
        condition = parts[2]
        self.finished(condition)
        self.noun(parts[3], condition, ("者", "もの"), "…のうちに、")
        node = self._some(parts[0], condition, parts[4:], self.over(parts))
        return self.deeper(node, condition)  # type: ignore[no-any-return]

    def _some(self, members: syntax.Path, condition: Any, there_is: Children, span: Span) -> syntax.Some:
        if len(there_is) == 1:
            return syntax.Some(span=span, members=members, condition=condition, negated=negated(there_is[0]))
        op = "超える" if there_is[2].type == "EXCEEDS" else str(there_is[2])
        return syntax.Some(
            span=span, members=members, condition=condition, negated=negated(there_is[-1]), op=op, count=there_is[1]
        )

    def every(self, parts: Children) -> syntax.Every:
        node = syntax.Every(span=self.over(parts), members=parts[0], condition=parts[2])
        return self.deeper(node, parts[2])  # type: ignore[no-any-return]

    def group(self, parts: Children) -> syntax.Group:
        node = syntax.Group(span=self.over(parts), condition=parts[1])
        return self.deeper(node, parts[1])  # type: ignore[no-any-return]

    # --- values ------------------------------------------------------------------------------------------------------

    def any_of(self, parts: Children) -> Series:
        return self._series(parts)

    def all_of(self, parts: Children) -> Series:
        return self._series(parts)

    def _series(self, parts: Children) -> Series:
        first = parts[0] if isinstance(parts[0], Series) else None
        new = tuple(part for part in parts if not is_token(part) and not isinstance(part, Series))
        words = tuple(part for part in parts if is_token(part) and part.type != "COMMA")
        if first is None:
            return Series(new, words, self.over(parts))
        return Series((*first.operands, *new), (*first.words, *words), self.over(parts))

    def _levels(self, series: Series) -> tuple[syntax.Operand, ...]:
        """The operands; warns of 若しくは without 又は, and of 並びに without 及び: a second level without a first."""
        words = [str(word).strip("、､,，") for word in series.words]
        for lone, partner in (("若しくは", "又は"), ("並びに", "及び")):
            if lone in words and partner not in words:
                self.problem(
                    "level-alone",
                    f"「{lone}」は、「{partner}」と二段に並べるときにだけ使う言葉です。",
                    self.place(series.words[words.index(lone)]),
                    f"一段だけなら「{partner}」を使ってください。",
                    warning=True,
                )
        return series.operands

    def interval(self, parts: Children) -> syntax.Interval:
        form = "期間" if str(parts[3]).endswith("期間") else "間"
        return syntax.Interval(
            span=self.over(parts), first=parts[0], last=parts[2], form=form, counts_first=len(parts) > 4
        )

    def function(self, parts: Children) -> syntax.Function:
        node = syntax.Function(span=self.over(parts), function=str(parts[1])[1:], operand=parts[0])
        return self.deeper(node, parts[0])  # type: ignore[no-any-return]

    def path(self, parts: Children) -> syntax.Path:
        before = parts[0].names if isinstance(parts[0], syntax.Path) else (parts[0],)
        if len(before) >= MAX_NESTING:
            raise TooDeepError(self.over(parts))
        return syntax.Path(span=self.over(parts), names=(*before, *parts[2:]))

    def name(self, parts: Children) -> syntax.Name:
        span, known = self.place(parts[0]), parts[0].type == "TERM"
        fault = None if known else mistakes.in_unknown_name(str(parts[0]), span)
        if fault is not None:
            self.problems.append(fault)
            self.failed = True
        return syntax.Name(span=span, text=str(parts[0]), known=known)

    def number(self, parts: Children) -> syntax.Number:
        token = parts[0]
        found = _NUMBER.match(str(token))
        assert found is not None
        digits, unit = found.group(1), found.group(2) or ""
        span = self.place(token)
        try:
            value = read_integer(digits)
        except ValueError as error:
            self.problem("bad-number", str(error), span, "「1,000人」「千人」「六月」のように書いてください。")
            self.failed = True
            value = 0
        return syntax.Number(span=span, value=value, unit=unit)

    def text(self, parts: Children) -> syntax.Text:
        return syntax.Text(span=self.place(parts[0]), value=str(parts[0])[1:-1])

    def date_literal(self, parts: Children) -> syntax.DateLiteral:
        span = self.place(parts[0])
        return syntax.DateLiteral(span=span, value=self._date(str(parts[0]), span))


@dataclass(frozen=True, slots=True)
class Guard:
    """個人であって、: the first part of a restriction."""

    condition: syntax.Condition
    span: Span


def _quoted(text: str) -> str:
    """The user's words in 「」, which they may have already."""
    return text if text.startswith("「") else f"「{text}」"


def _word(parts: Children, kind: str) -> Any | None:
    """The first word of a kind among the parts, if there is one."""
    return next((part for part in parts if is_token(part) and part.type == kind), None)
