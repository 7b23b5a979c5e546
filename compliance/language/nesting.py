"""Entries in the order they are written → lists in lists, by their labels: 一 → イ → （１）.

Indentation decides nothing, but may not lie; labels of one list ascend, gaps are the law's own and stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from compliance.kinds.numerals import read_integer
from compliance.language import syntax
from compliance.problem import Problem
from compliance.source import Span, cells
from compliance.struct import Struct, replace

IROHA: Final = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_LEVEL_NAMES: Final = {1: "一", 2: "イ", 3: "（１）"}
LOOK_ALIKE: Final = "look-alike-label"
# 漢数字 → the 片仮名 it is taken for.
LOOKALIKES: Final = {"二": "ニ", "八": "ハ", "三": "ミ"}
_KANJI: Final = {kana: kanji for kanji, kana in LOOKALIKES.items()}


class Sentence(Struct):
    """One sentence: its condition, the noun it ends in, and whether a list is to follow (is_open)."""

    condition: syntax.Condition
    noun: str
    span: Span
    is_open: bool


class FlatEntry(Struct):
    """An entry before it is put into its list.  level: 1 一, 2 イ, 3 （１）."""

    level: int
    label: str
    label_span: Span
    sentence: Sentence
    proviso: syntax.Condition | None
    span: Span


def nest(sentence: Sentence, entries: Sequence[FlatEntry], problems: list[Problem]) -> syntax.Condition:
    """The condition of a sentence with the entries that follow it, each in its list."""
    entries = _katakana_for_kanji(entries, problems)
    condition, used = _fill(sentence, entries, 0, 1, problems)
    for entry in entries[used:]:
        problems.append(_stray(entry, "一" if entry.level == 1 else _LEVEL_NAMES[entry.level]))
        break
    return condition


def _fill(
    sentence: Sentence, entries: Sequence[FlatEntry], at: int, level: int, problems: list[Problem]
) -> tuple[syntax.Condition, int]:
    """The condition with its list filled from `entries[at:]`, and the index of the first entry not used."""
    if not sentence.is_open:
        return sentence.condition, at
    made: list[syntax.Entry] = []
    flat: list[FlatEntry] = []
    head_noun = _head_noun(sentence.condition)
    told = len(problems)
    while at < len(entries) and entries[at].level >= level:
        entry = entries[at]
        if entry.level > level:
            problems.append(_wrong_level(entry, level) if not made else _stray(entry, _LEVEL_NAMES[entry.level]))
            at += 1
            while at < len(entries) and entries[at].level > level:
                at += 1
            continue
        flat.append(entry)
        inner = at + 1
        condition, at = _fill(entry.sentence, entries, inner, level + 1, problems)
        noun = entry.sentence.noun
        if noun and head_noun and noun != head_noun and {noun, head_noun} != {"とき", "場合"}:
            problems.append(
                Problem(
                    "noun-disagrees",
                    f"「{entry.label}」は「{noun}」で終わっていますが、この並びの柱は「{head_noun}」です。",
                    Span(entry.span.source, entry.sentence.span.start, entry.sentence.span.end),
                    f"「{head_noun}」で結ぶか、何も付けずに言い切ってください。",
                )
            )
        end = max(entry.span.end, condition.span.end)
        made.append(
            syntax.Entry(
                span=Span(entry.span.source, entry.span.start, end),
                label=entry.label,
                label_span=entry.label_span,
                condition=condition,
                noun=noun,
                proviso=entry.proviso,
            )
        )
        _check_indentation_inside(entry, entries[inner:at], level, problems)
    if not made and len(problems) == told:
        problems.append(
            Problem(
                "no-entries",
                "この文の後に、号が一つもありません。",
                sentence.span,
                f"次の行から「{_LEVEL_NAMES.get(level, '（１）')}　」で始まる号を書いてください。"
                if level <= 3
                else "（１）より細かい並びは書けません。",
            )
        )
    check_labels([(entry.label, entry.label_span) for entry in flat], problems)
    _check_lookalikes(flat, entries, problems)
    _check_indentation(flat, problems)
    return with_entries(sentence.condition, tuple(made)), at


def with_entries(condition: syntax.Condition, entries: tuple[syntax.Entry, ...]) -> syntax.Condition:
    """The condition, with the list at its end given its entries."""
    if not entries:
        return condition
    span = condition.span.to(entries[-1].span)
    match condition:
        case syntax.ListOf():
            return replace(condition, entries=entries, span=span)
        case syntax.And(parts=parts):
            return replace(condition, parts=(*parts[:-1], with_entries(parts[-1], entries)), span=span)
        case syntax.Implies(consequence=inner):
            return replace(condition, consequence=with_entries(inner, entries), span=span)
        case syntax.Restricted() | syntax.Every() | syntax.At() | syntax.Some():
            return replace(condition, condition=with_entries(condition.condition, entries), span=span)
        case _:
            return condition


def tail_list(content: syntax.Condition | syntax.Cases) -> syntax.ListOf | None:
    """The list at the end of a sentence, if it has one."""
    while True:
        match content:
            case syntax.ListOf():
                return content
            case syntax.And(parts=parts):
                content = parts[-1]
            case syntax.Implies(consequence=inner):
                content = inner
            case syntax.Restricted() | syntax.Every() | syntax.At() | syntax.Some():
                content = content.condition
            case _:
                return None


def _head_noun(condition: syntax.Condition) -> str:
    found = tail_list(condition)
    return found.noun if found else ""


def _stray(entry: FlatEntry, label: str) -> Problem:
    return Problem(
        "stray-entry",
        f"「{entry.label}」の前に、「次のいずれにも該当する…：」のような柱の文がありません。",
        entry.label_span,
        "号を並べるときは、その前の文を「次のいずれかに該当する：」のように結んでください。",
    )


def _wrong_level(entry: FlatEntry, level: int) -> Problem:
    wanted = _LEVEL_NAMES.get(level, "（１）")
    return Problem(
        "label-level",
        f"ここの号は「{wanted}」から始めますが、「{entry.label}」と書かれています。",
        entry.label_span,
        "号は「一」「イ」「（１）」の順に細かくなります。",
    )


# --- labels ---------------------------------------------------------------------------------------------------------


def label_order(label: str) -> tuple[int, ...] | None:
    """What a label sorts by: 一の二 is (1, 2), ハ is (3,), （１） is (1,); None for what is no label."""
    inner = label.strip("（）()")
    if len(inner) == 1 and inner in IROHA and not inner.isdecimal():
        return (IROHA.index(inner) + 1,)
    try:
        return tuple(read_integer(part) for part in inner.split("の"))
    except ValueError:
        return None


def check_labels(labels: Sequence[tuple[str, Span]], problems: list[Problem]) -> None:
    """Report a label that does not come after the one before it."""
    for (before, before_span), (label, span) in pairwise(labels):
        first, second = label_order(before), label_order(label)
        if first is None or second is None or second > first:
            continue
        what = "二度" if second == first else f"「{before}」の後に"
        problems.append(
            Problem(
                "label-order",
                f"「{label}」が{what}書かれています。" if second == first else f"「{label}」が{what}来ています。",
                span,
                "号は小さい順に並べてください（欠けている番号はそのままで構いません）。",
                related=(("前の号", before_span),),
            )
        )


def _katakana_for_kanji(entries: Sequence[FlatEntry], problems: list[Problem]) -> list[FlatEntry]:
    """The entries, with 「ニ」 read as 「二」 where that was meant, and told.

    It was meant where 二 is the next number and イロハ cannot stand (一 has no list), or where two of these say so: ニ is not
    next in イロハ, 三 follows, it is indented like 一.
    """
    made: list[FlatEntry] = []
    outer: FlatEntry | None = None
    kana = 0  # how far the list below `outer` has come
    for at, entry in enumerate(entries):
        kanji = _KANJI.get(entry.label) if entry.level == 2 else None
        if kanji is not None and outer is not None:
            number = read_integer(kanji)
            following = next((each.label for each in entries[at + 1 :] if each.level == 1), "")
            signs = (
                IROHA.index(entry.label) != kana,
                label_order(following) == (number + 1,),
                _indentation(entry.label_span) == _indentation(outer.label_span),
            )
            is_next = label_order(outer.label) == (number - 1,)
            if is_next and (not outer.sentence.is_open or sum(signs) >= 2):
                problems.append(
                    Problem(
                        LOOK_ALIKE,
                        f"「{entry.label}」は片仮名です。",
                        entry.label_span,
                        f"漢数字の「{kanji}」の書き間違いではありませんか。",
                        related=(("前の号", outer.label_span),),
                    )
                )
                entry = replace(entry, level=1, label=kanji)
        if entry.level == 1:
            outer, kana = entry, 0
        elif entry.level == 2:
            kana = (label_order(entry.label) or (0,))[0]
        made.append(entry)
    return made


def _check_lookalikes(flat: list[FlatEntry], entries: Sequence[FlatEntry], problems: list[Problem]) -> None:
    """Turn 「二」 where 「ニ」 may have been meant into its own message: it silently ends the イロハ list.

    It was meant where 「二」 is not next in its own list but 「ニ」 is, or where it is indented like イロハ and not like 一.
    Only where the indentation is that of 一, and the order allows both, the author may go on.
    """
    inner_of: dict[int, FlatEntry] = {}  # the last イロハ before an entry, since the last 一
    inner: FlatEntry | None = None
    for each in entries:
        if each.level == 1 and inner is not None:
            inner_of[id(each)] = inner
        inner = {1: None, 2: each}.get(each.level, inner)
    for previous, entry, following in zip([None, *flat], flat, [*flat[1:], None], strict=False):
        meant, inner = LOOKALIKES.get(entry.label), inner_of.get(id(entry))
        if meant is None or entry.level != 1 or inner is None or inner.label not in IROHA:
            continue
        ahead = IROHA.index(meant) - IROHA.index(inner.label)
        width = _indentation(entry.label_span)
        looks_inner = width == _indentation(inner.label_span) != _indentation(flat[0].label_span)
        looks_outer = width == _indentation(flat[0].label_span) != _indentation(inner.label_span)
        order = label_order(entry.label) or (0,)
        last = (label_order(previous.label) or (0,)) if previous else (0,)
        clash = order <= last or (following is not None and (label_order(following.label) or order) <= order)
        is_next = order[0] <= last[0] + 1
        if ahead < 1 or not (looks_inner or (ahead == 1 and (clash or not is_next))):
            continue  # it fits as what it is
        spans = {entry.label_span, following.label_span if following else None}
        problems[:] = [p for p in problems if not (p.code == "label-order" and p.span in spans)]
        problems.append(
            Problem(
                LOOK_ALIKE,
                f"漢数字の「{entry.label}」が、「{inner.label}」の次に来ています。",
                entry.label_span,
                f"片仮名の「{meant}」の書き間違いではありませんか。"
                + (
                    ""
                    if looks_outer
                    else f"漢数字でよければ、「{flat[0].label}」とそろえ、「{inner.label}」より浅く字下げしてください。"
                ),
                "注意" if looks_outer and not clash else "問題",
            )
        )


# --- indentation ----------------------------------------------------------------------------------------------------


def _indentation(span: Span) -> tuple[int, bool]:
    """How far a label is from the start of its line, in cells, and whether a tab stands there."""
    line_start = span.source.text.rfind("\n", 0, span.start) + 1
    lead = span.source.text[line_start : span.start].lstrip("\ufeff")
    return cells(lead.expandtabs(4)), "\t" in lead


def _check_indentation(flat: list[FlatEntry], problems: list[Problem]) -> None:
    if len(flat) < 2:
        return
    told = {problem.span for problem in problems}
    first, first_tab = _indentation(flat[0].label_span)
    for entry in flat[1:]:
        width, tab = _indentation(entry.label_span)
        if width != first and tab == first_tab and entry.label_span not in told:
            problems.append(
                Problem(
                    "indentation",
                    f"「{entry.label}」の字下げが、同じ並びの「{flat[0].label}」とそろっていません。",
                    entry.label_span,
                    "字下げは意味を変えませんが、読む人を誤らせます。整形（fmt）すると直ります。",
                    "注意",
                    related=((f"「{flat[0].label}」", flat[0].label_span),),
                )
            )


def _check_indentation_inside(
    outer: FlatEntry, inner: Sequence[FlatEntry], level: int, problems: list[Problem]
) -> None:
    first = next((entry for entry in inner if entry.level == level + 1), None)
    if first is None:
        return
    outer_width, outer_tab = _indentation(outer.label_span)
    width, tab = _indentation(first.label_span)
    if width <= outer_width and tab == outer_tab:
        problems.append(
            Problem(
                "indentation",
                f"「{first.label}」は「{outer.label}」の中の号ですが、字下げがそうなっていません。",
                first.label_span,
                "字下げは意味を変えませんが、読む人を誤らせます。整形（fmt）すると直ります。",
                "注意",
                related=((f"「{outer.label}」", outer.label_span),),
            )
        )
