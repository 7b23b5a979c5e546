"""A whole item read off the model, line by line, in Japanese or in English, with the 定義 that it uses.

The Japanese is not the rule's own text but what the checker understood: where the two differ to a reader, the rule says
something other than its author meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.sentences_en import English
from compliance.engine.stages import nodes_of
from compliance.kinds.dates import show_date
from compliance.vocabulary import Forms

EFFECTS_ENGLISH = {
    "受付不可": "the proposal cannot be received",
    "欠格による不適合": "the proposer is disqualified",
    "要補正": "correction is needed",
    "不適合": "the proposal does not conform",
    "義務違反": "the public body is in breach of duty",
    "解除事由": "there is a ground for cancellation",
    "注意": "a remark",
    "要判断": "a person must judge",
}
_HEADS = {
    "papers": ("書類", "Papers"),
    "day": ("基準日", "Day"),
    "applies": ("適用", "Applies if"),
    "each": ("対象", "For each of"),
    "requirement": ("要件", "Requirement"),
    "ground": ("事由", "Ground (must not hold)"),
    "proviso": ("ただし書", "Unless"),
    "judged": ("判断を要する場合", "A person must judge if"),
    "met": ("該当するとき", "If it holds"),
    "not met": ("満たさないとき", "If it is not met"),
    "definition": ("定義", "Definition"),
    "value": ("値", "Value"),
    "otherwise": ("その他のとき", "otherwise"),
    "review": ("審査の日", "the day of the review"),
}


def describe_item(item: model.Item, rules: model.RuleSet, lang: Literal["ja", "en"], forms: Forms | None = None) -> str:
    """The reading of an item, and below it that of every 定義 it uses.

    forms: give the English names of papers and fields; without them only the glosses the model carries are known.
    """
    voice = _Voice(lang, item.papers[0] if item.papers else "", English(forms, item.papers[0] if item.papers else ""))
    lines = [f"{item.id} {item.caption}" if lang == "ja" else item.id]
    day = voice.value(item.day) if item.day is not None else voice.word("review")
    lines.append(f"  {voice.word('day')}: {day}")
    for condition in item.applies:
        lines += voice.block(voice.word("applies"), condition, 1)
    if item.each is not None:
        lines.append(f"  {voice.word('each')}: {voice.fact(item.each.members)}")
    for version in item.requirement:
        head = voice.word("ground" if item.ground else "requirement") + voice.period(version, len(item.requirement))
        assert not isinstance(version.body, tuple)
        lines += voice.block(head, version.body, 1)
        if version.proviso is not None:
            lines += voice.block(voice.word("proviso"), version.proviso, 2)
    if item.proviso is not None:
        lines += voice.block(voice.word("proviso"), item.proviso, 1)
    for case in item.judged:
        lines += voice.block(voice.word("judged"), case.condition, 1)
        lines.append(f"    {_quote(case.question, lang)}")
    for effect in item.effects:
        name = effect.effect if lang == "ja" else EFFECTS_ENGLISH.get(effect.effect, effect.effect)
        head = voice.word("met" if item.ground else "not met")
        if effect.condition is None:
            other = f" ({voice.word('otherwise')})" if len(item.effects) > 1 else ""
            lines.append(f"  {head}{other}: {name}")
        else:
            lines += voice.block(f"{head}: {name}（" if lang == "ja" else f"{head}: {name} (if", effect.condition, 1)
            lines[-1] += "とき）" if lang == "ja" else ")"
    for definition in _used(item, rules):
        lines += ["", *describe_definition(definition, voice)]
    return "\n".join(lines)


def describe_definition(definition: model.Definition, voice: _Voice) -> list[str]:
    """A 定義, version by version."""
    head = f"{voice.word('definition')} {_quote(definition.name, voice.lang)}"
    lines = [head]
    for version in definition.versions:
        period = voice.period(version, len(definition.versions))
        if isinstance(version.body, tuple):
            if period:
                lines.append(f"  {period.strip()}")
            for case in version.body:
                value = voice.value(case.value)
                when = voice.word("otherwise") if case.condition is None else voice.sentence(case.condition)
                if voice.lang == "ja":
                    suffix = "" if case.condition is None else "とき"
                    lines.append(f"  {case.label}　{when}{suffix}　{value}".rstrip())
                else:
                    lines.append(f"  {case.label} {when}: {value}".replace("   ", "  "))
        else:
            lines += voice.block(period.strip(), version.body, 1)
        if version.proviso is not None:
            lines += voice.block(voice.word("proviso"), version.proviso, 1)
    if definition.proviso is not None:
        lines += voice.block(voice.word("proviso"), definition.proviso, 1)
    return lines


def _used(item: model.Item, rules: model.RuleSet) -> list[model.Definition]:
    """The 定義 an item uses, itself or through others, in the order they are met."""
    from compliance.engine.stages import own_conditions

    found: dict[str, model.Definition] = {}
    waiting: list[object] = [*own_conditions(item), item.day]
    while waiting:
        for key in _keys(waiting.pop(0)):
            if key not in found and key in rules.definitions:
                definition = rules.definitions[key]
                found[key] = definition
                waiting += [definition.proviso]
                for version in definition.versions:
                    cases = version.body if isinstance(version.body, tuple) else ()
                    waiting += [version.proviso, *(part for case in cases for part in (case.condition, case.value))]
                    if not isinstance(version.body, tuple):
                        waiting.append(version.body)
    return list(found.values())


def _keys(node: object) -> Iterator[str]:
    """The keys of the definitions that a condition or a value names itself."""
    if isinstance(node, model.Call):
        yield node.key
    elif isinstance(node, model.Function):
        yield from _keys(node.operand)
    elif isinstance(node, model.Amount):
        for part in (node.quantity, node.rate, node.same_as):
            yield from _keys(part)
    elif isinstance(node, tuple):
        for each in node:
            yield from _keys(each)
    elif isinstance(node, model.Node) and not isinstance(node, model.Fact | model.Const):
        for inner in nodes_of(node):  # type: ignore[arg-type]
            if isinstance(inner, model.Member):
                yield inner.key
            for name in inner.__dataclass_fields__:
                field = getattr(inner, name)
                if isinstance(field, model.Call | model.Function | tuple):
                    yield from (key for key in _keys(field) if not isinstance(inner, model.All | model.AnyOf))


def _quote(text: str, lang: str) -> str:
    return f"「{text}」" if lang == "ja" else f"“{text}”"


class _Voice:
    """One language, and the paper whose fields are named without it."""

    def __init__(self, lang: Literal["ja", "en"], main: str, english: English) -> None:
        self.lang = lang
        self.main = main
        self.english = english

    def word(self, key: str) -> str:
        return _HEADS[key][self.lang == "en"]

    def value(self, expr: model.Expr | model.Amount) -> str:
        return self.english.value(expr) if self.lang == "en" else sentences_ja.value(expr, self.main)

    def fact(self, fact: model.Fact) -> str:
        return self.english.fact(fact) if self.lang == "en" else f"{sentences_ja.fact(fact, self.main)}ごと"

    def sentence(self, condition: model.Condition) -> str:
        return self.english.sentence(condition) if self.lang == "en" else sentences_ja.sentence(condition, self.main)

    def period(self, version: model.Version, count: int) -> str:
        """When a version is in force, where there are several."""
        if count == 1:
            return ""
        if self.lang == "en":
            return f" (from {version.first}" + (f" to {version.last})" if version.last else ")")
        until = f"{show_date(version.last)}まで" if version.last else ""
        return f"（{show_date(version.first)}から{until}）"

    def block(self, head: str, condition: model.Condition, depth: int) -> list[str]:
        """A condition under its head; the entries of its lists below it, with their labels."""
        indent = "  " * depth
        text = self.sentence(condition)
        if head.endswith(("（", "(if")):
            lines = [f"{indent}{head}{'' if head.endswith('（') else ' '}{text}"]
        else:
            lines = [f"{indent}{head}: {text}" if head else f"{indent}{text}"]
        return lines + self._below(condition, depth + 1)

    def _below(self, condition: model.Condition, depth: int) -> list[str]:
        lines: list[str] = []
        match condition:
            case model.All(parts=parts) | model.AnyOf(parts=parts):
                for part in parts:
                    if isinstance(part, model.Entry):
                        lines += self._entry(part, depth)
                    else:
                        lines += self._below(part, depth)
            case model.Not(part=part):
                lines += self._below(part, depth)
            case model.Implies(condition=first, consequence=second):
                lines += self._below(first, depth) + self._below(second, depth)
            case model.At(condition=inner) | model.Some(condition=inner) | model.Every(condition=inner):
                lines += self._below(inner, depth)
            case model.Count(condition=inner):
                lines += self._below(inner, depth)
            case _:
                pass
        return lines

    def _entry(self, entry: model.Entry, depth: int) -> list[str]:
        gap = "　" if self.lang == "ja" else " "
        lines = [f"{'  ' * depth}{entry.label}{gap}{self.sentence(entry.condition)}"]
        lines += self._below(entry.condition, depth + 1)
        if entry.proviso is not None:
            lines += self.block(self.word("proviso"), entry.proviso, depth + 1)
        return lines
