"""Sentences and values: one method for each of their productions of `grammar/rule.lark`."""

from __future__ import annotations

import re
from typing import Any, Final

from compliance.kinds.numerals import read_integer
from compliance.language import mistakes, syntax
from compliance.language.building import MAX_NESTING, Building, Children, TooDeepError, is_token, negated, quoted
from compliance.language.nesting import FlatEntry, Sentence
from compliance.source import Span
from compliance.struct import Struct, replace

_NUMBER: Final = re.compile(r"(.*?)(人|円|歳|時間|分|年|か月|月|日|件|回)?$", re.DOTALL)


class Proviso(Struct):
    """ただし、…ときは、この限りでない。  own_line: it stands at the start of a line and belongs to the item."""

    condition: syntax.Condition
    span: Span
    own_line: bool


class Series(Struct):
    """「甲」、「乙」又は「丙」.  words: 又は, 若しくは, 及び, 並びに, as they come."""

    operands: tuple[Any, ...]
    words: tuple[Any, ...]
    span: Span


class Guard(Struct):
    """個人であって、: the first part of a restriction."""

    condition: syntax.Condition
    span: Span


class SentenceBuilder(Building):
    """Makes the nodes of sentences."""

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
            self.label_of(parts[0]),
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
            f"{quoted(operand.span.text)}は書類の項目の名前ではないため、「{predicate}」とは言えません。",
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
        several = self.levels(objects) if isinstance(objects, Series) else (objects,)
        neither = word.type == "NEITHER"
        return syntax.Is(span=span, subject=None, objects=several, negated=no, neither=neither)

    def exists(self, parts: Children) -> syntax.Exists:
        return syntax.Exists(span=self.over(parts), subject=parts[0], negated=negated(parts[1]))

    def stated(self, parts: Children) -> syntax.Stated:
        word = str(parts[1])
        verb = "記載" if "記載" in word else "添付"
        subjects: tuple[Any, ...] = self.levels(parts[0]) if isinstance(parts[0], Series) else (parts[0],)
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
        several = self.levels(objects) if isinstance(objects, Series) else (objects,)
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
        denied = negated(parts[-1])
        # 「第1号又は第2号に該当しない」 says what 「いずれにも該当しない」 says
        all_of = parts[-1].type == "IS_ALL_OF" or (parts[-1].type == "IS_A" and (joined_by_both or denied))
        return syntax.RefersTo(
            span=self.over(parts), references=references, mode="も" if all_of else "か", negated=denied
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

    def levels(self, series: Series) -> tuple[syntax.Operand, ...]:
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
        return syntax.DateLiteral(span=span, value=self.read_day(str(parts[0]), span))
