"""What the parser reduces → nodes of `syntax`: one method for each production of `grammar/rule.lark`, by its name.

The parser calls a method as soon as its production is complete, so nothing recurses over what the user wrote.  Looked
at here: what the grammar leaves open because a good message needs the whole sentence (nouns, unfinished sentences,
scope, nesting).  Names, kinds and the law are the checker's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from compliance.language import syntax
from compliance.language.building import MAX_NESTING, Children, TooDeepError, is_token, word_of
from compliance.language.nesting import FlatEntry, Sentence, check_labels, nest, tail_list
from compliance.language.rule_text import BLANKS
from compliance.language.sentence_builder import Proviso, SentenceBuilder, Series
from compliance.source import Span
from compliance.struct import Struct, replace

__all__ = ["MAX_NESTING", "Builder", "TooDeepError"]

_DATE_TEXT: Final = re.compile(r"[^\s\u3000からまで：:]+?日(?=から|まで)")
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


class Field(Struct):
    """One field of an item: its name here, the place of its head, what it holds, its own place."""

    name: str
    head: Span
    value: Any
    span: Span


class Excluded(Struct):
    """（rule-54-4-3 を除く。）"""

    items: tuple[syntax.IdRange, ...]
    span: Span


class Builder(SentenceBuilder):
    """Makes the nodes of one item.  `begin` sets where the item stands; problems are gathered in `problems`."""

    # --- top-level items ---------------------------------------------------------------------------------------------

    def _head(self, token: Any) -> tuple[str, Span]:
        """The name or ID of an item, and its place, from its first line."""
        found = _HEAD.match(str(token))
        assert found is not None
        name = found.group(2).strip(BLANKS)
        at = self.offset + token.start_pos + found.start(2)
        if len(name) > 2 and name.startswith("「") and name.endswith("」"):
            return name[1:-1], Span(self.source, at + 1, at + len(name) - 1)
        return name, Span(self.source, at, at + len(name))

    def _fields(self, parts: Children) -> dict[str, Field]:
        """Fields by name; one written twice is reported and the first kept."""
        found: dict[str, Field] = {}
        for part in parts:
            if not isinstance(part, Field):
                continue
            if part.name == "effects" and part.name in found and part.value[0] != found[part.name].value[0]:
                found[part.name] = self._two_effect_heads(parts, found[part.name], part)
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

    def _two_effect_heads(self, parts: Children, first: Field, second: Field) -> Field:
        """Report that both heads of effects are there; gives the one that belongs to the item."""
        heads = [part for part in parts if isinstance(part, Field) and part.name == "requirement"]
        kind = heads[0].value[0] if heads else ""
        wanted = {"要件": "満たさないとき", "事由": "該当するとき"}.get(kind, first.value[0])
        keep, other = (first, second) if first.value[0] == wanted else (second, first)
        self.problem(
            "two-effect-heads",
            "「満たさないとき」と「該当するとき」の両方が書かれています。",
            other.head,
            (f"この項目には「{kind}」があるので、「{wanted}」だけを書いてください。" if kind else "")
            + "「要件」には「満たさないとき」、「事由」には「該当するとき」が対になります。",
            related=(("もう一方", keep.head),),
        )
        return keep

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
        for piece in _between_commas(line.text):
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
        self.noun(word_of(parts, "NOUN"), parts[1], ("場合",), "適用", tolerated=("とき",))
        return self._field("applies", parts, parts[1])

    def premise(self, parts: Children) -> Field:
        self.finished(parts[1])
        self.noun(word_of(parts, "NOUN"), parts[1], ("とき",), "前提", tolerated=("場合",))
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
        self.noun(word_of(parts, "NOUN"), parts[1], ("とき",), "ただし書", tolerated=("場合",))
        return Proviso(parts[1], self.over(parts), own_line)

    def judged(self, parts: Children) -> Field:
        self._in_order(parts[1:])
        return self._field("judged", parts, tuple(parts[1:]))

    def judged_case(self, parts: Children) -> syntax.JudgedCase:
        self.finished(parts[1])
        self.noun(word_of(parts, "NOUN"), parts[1], ("とき", "場合"), "判断を要する場合")
        question = next(part for part in parts if isinstance(part, syntax.Text))
        return syntax.JudgedCase(
            span=self.over(parts), label=self.label_of(parts[0]), condition=parts[1], question=question
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
            self.noun(word_of(parts, "NOUN"), condition, ("とき", "場合"), "満たさないとき")
        words = [part for part in parts[2:] if is_token(part) and part.type not in ("NOUN", "STOP")]
        return syntax.EffectCase(
            span=self.over(parts), effect=str(words[-1]), label=self.label_of(parts[0]), condition=condition
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
        return syntax.PresumedFact(span=self.over(parts), label=self.label_of(parts[0]), path=parts[1])

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
        return syntax.Replacement(span=self.over(parts), label=self.label_of(parts[0]), scope=scope, old=old, new=new)

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
            span=self.over(parts), label=self.label_of(parts[0]), name=parts[1], amount=parts[2], only=only
        )

    def only(self, parts: Children) -> Proviso:
        self.finished(parts[1])
        self.noun(parts[2], parts[1], ("場合", "とき"), "…に限る。")
        return Proviso(parts[1], self.over(parts), own_line=False)

    def _in_order(self, labelled: Sequence[Any]) -> None:
        check_labels([(part.label, self._label_place(part)) for part in labelled], self.problems)

    def _label_place(self, part: Any) -> Span:
        return Span(self.source, part.span.start, part.span.start + len(part.label))

    # --- bodies ------------------------------------------------------------------------------------------------------

    def _period(self, token: Any) -> syntax.Period:
        place = self.place(token)
        days = [
            self.read_day(found.group(), Span(self.source, found.start(), found.end()))
            for found in _DATE_TEXT.finditer(self.source.text, place.start, place.end)
        ]
        first = days[0] if days else date.min
        last = days[1] if len(days) > 1 else None
        if last is not None and last < first and not self.failed:
            self.problem("period-backwards", "期間の終わりの日が、初めの日より前です。", place)
        return syntax.Period(span=place, first=first, last=last)

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
                values += self.levels(part)
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
            self.noun(word_of(parts, "NOUN"), parts[1], ("とき", "場合", "者", "もの"), "区分")
        amount = [part for part in parts[2:] if not is_token(part)][-1]
        return syntax.Case(
            span=self.over(parts),
            label=self.label_of(parts[0]),
            condition=condition,
            value=amount,
            other_than=other_than,
        )

    def amount(self, parts: Children) -> syntax.Amount:
        if len(parts) == 2:
            return syntax.Amount(span=self.over(parts), same_as=parts[0])
        return syntax.Amount(span=self.over(parts), quantity=parts[0], unit=parts[1], rate=parts[3])


def _between_commas(text: str) -> list[str]:
    """The pieces between 「、」; one inside （ ） does not part."""
    cuts = [len(text)]
    inside = False
    for at in range(len(text) - 1, -1, -1):
        character = text[at]
        if character in "）)":
            inside = True
        elif character in "（(":
            inside = False
        elif character in "、､,，" and not inside:
            cuts.append(at)
    cuts.append(-1)
    cuts.reverse()
    return [text[before + 1 : cut] for before, cut in pairwise(cuts)]
