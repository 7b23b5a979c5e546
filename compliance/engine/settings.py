"""What a body fixes itself (委任): ordinances, its own fee rules; each value with its source and the day it was confirmed.

    機関の名称: 架空市
    委任:
      条例の基本額:
        値: 21,000円
        出典: 架空市個人情報保護法施行条例第7条
        確認の日: 令和8年4月1日

A value without source or day of confirmation is a problem: nobody could tell later whether it was still right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from compliance.atomic import is_folder, leads_out, read_file, why
from compliance.documents.nodes import DocNode, Dossier, Record, Scalar
from compliance.documents.reader import read_bytes, read_tree, whole
from compliance.finding import Input
from compliance.kinds import quantities
from compliance.kinds.dates import DateError, read_date, show_date
from compliance.kinds.identity import same
from compliance.model import DelegatedTerm
from compliance.problem import Problem, nearest
from compliance.source import Span
from compliance.struct import Struct, field
from compliance.values import DATE, TEXT, UNITS, YEN, Kind

BODY, DELEGATED = "機関の名称", "委任"
_FIELDS = ("値", "出典", "確認の日")
NO_TERMS: Final[Mapping[str, DelegatedTerm]] = MappingProxyType({})


class Delegated(Struct):
    """A value a body fixed.  kind: as read from how it is written.  confirmed: when someone last looked."""

    value: Any
    text: str
    kind: Kind | None = None
    source: str = ""
    confirmed: date | None = None
    place: Span | None = field(default=None, compare=False)


class Settings(Struct):
    """The delegated values of one body, by the name of the 委任.  place: where the body is named."""

    body: str = ""
    values: dict[str, Delegated] = field(default_factory=dict)
    file: Input | None = None
    place: Span | None = field(default=None, compare=False)


def delegated_value(value: Any, text: str, source: str = "", confirmed: date | None = None) -> Delegated:
    """A value set in a program rather than read from a file."""
    return Delegated(value, text, None, source, confirmed)


def read_settings(
    path: Path, terms: Mapping[str, DelegatedTerm] = NO_TERMS, shown: str = ""
) -> tuple[Settings | None, list[Problem]]:
    """The settings in a YAML or JSON file, and what is wrong with it.

    terms: the 委任 of the rule set, by name, where they are known; another name, or a value of another kind, is then a
    problem.  shown: what the file is called, by default its path.
    """
    shown = shown or str(path)
    try:
        data = read_file(path)
    except OSError as error:
        return None, [Problem("unreadable", f"「{shown}」を開けません（{why(error)}）。", whole(shown))]
    source = read_bytes(shown, data)
    if isinstance(source, Problem):
        return None, [source]
    tree, problems = read_tree(source, "json" if path.suffix.lower() == ".json" else "yaml")
    if tree is None:
        return None, problems
    return _settings(tree, terms, Input(shown, sha256(data).hexdigest()), problems), problems


def _settings(
    tree: DocNode, terms: Mapping[str, DelegatedTerm], file: Input, problems: list[Problem]
) -> Settings | None:
    if not isinstance(tree, Record):
        problems.append(
            Problem(
                "wrong-shape",
                "機関の設定は、「機関の名称」と「委任」からなります。",
                tree.span,
                "「委任:」の下に「条例の基本額:」のように書いてください。",
            )
        )
        return None
    body, place = "", None
    values: dict[str, Delegated] = {}
    for key, node in tree.entries:
        if key.text == BODY and isinstance(node, Scalar):
            body, place = node.text.strip(), node.span
        elif key.text == DELEGATED and isinstance(node, Record):
            for name, entry in node.entries:
                if terms and name.text not in terms:
                    problems.append(_unknown(name, terms, "という委任の定めは、規則にありません"))
                    continue
                value = _delegated(name, entry, terms.get(name.text), problems)
                if value is not None:
                    values[name.text] = value
        elif key.text in (BODY, DELEGATED):
            problems.append(Problem("wrong-shape", f"「{key.text}」の書き方が違います。", node.span))
        else:
            problems.append(_unknown(key, (BODY, DELEGATED), "という項目は、機関の設定にありません"))
    return Settings(body, values, file, place or tree.span)


def _unknown(name: Scalar, known: Collection[str], message: str) -> Problem:
    near = nearest(name.text, known)
    hint = f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""
    return Problem("unknown-setting", f"「{name.text}」{message}。", name.span, hint)


def _delegated(name: Scalar, node: DocNode, term: DelegatedTerm | None, problems: list[Problem]) -> Delegated | None:
    if not isinstance(node, Record):
        problems.append(
            Problem(
                "wrong-shape",
                f"「{name.text}」には、値、出典及び確認の日を書いてください。",
                node.span,
                "「値: 21,000円」「出典: …条例第7条」「確認の日: 令和8年4月1日」のように、一行ずつ書いてください。",
            )
        )
        return None
    written: dict[str, Scalar] = {}
    for key, each in node.entries:
        if key.text not in _FIELDS:
            problems.append(_unknown(key, _FIELDS, f"という項目は、「{name.text}」にありません"))
        elif isinstance(each, Scalar) and each.text.strip():
            written[key.text] = each
    missing = [field_ for field_ in _FIELDS if field_ not in written]
    if missing:
        problems.append(
            Problem(
                "incomplete-setting",
                f"「{name.text}」に、{'と'.join(f'「{each}」' for each in missing)}が書かれていません。",
                name.span,
                "値をどこで確かめたか（条例の名称と条）と、確かめた日を書いてください。",
            )
        )
        return None
    try:
        confirmed = read_date(written["確認の日"].text)
    except DateError as error:
        problems.append(Problem("unreadable-value", error.message, written["確認の日"].span, error.hint))
        return None
    text = written["値"].text.strip()
    kind = term.kind if term is not None else _kind_of(text)
    try:
        value = quantities.read_value(text, kind)
    except quantities.ValueProblem as error:
        problems.append(Problem("unreadable-value", error.message, written["値"].span, error.hint))
        return None
    return Delegated(value, text, kind, written["出典"].text.strip(), confirmed, written["値"].span)


def _kind_of(text: str) -> Kind:
    """The kind that a value is written as: a number with its unit, a day, else a text."""
    if any(character.isdigit() for character in text[:1]) or text[:1] in "一二三四五六七八九十百千万":
        for unit in sorted(UNITS, key=len, reverse=True):
            if text.endswith(unit):
                return DATE if unit == "日" and "月" in text else UNITS[unit][0]
        if text.replace(",", "").isdigit():
            return YEN
    try:
        read_date(text)
    except DateError:
        return TEXT
    return DATE


# --- those of a folder, and those for a dossier ----------------------------------------------------------------------


def settings_in(
    directory: Path, terms: Mapping[str, DelegatedTerm] = NO_TERMS
) -> tuple[tuple[Settings, ...], list[Problem]]:
    """The settings in a folder, each of one body, and what is wrong with them.  terms: as for `read_settings`.

    Whatever cannot be read is a problem: values that somebody set must not count as unset.
    """
    found: list[Settings] = []
    problems: list[Problem] = []
    for path in sorted(directory.iterdir()) if is_folder(directory) else ():
        if path.suffix.lower() not in (".yaml", ".yml", ".json") or path.name.startswith("."):
            continue
        shown = f"{directory.name}/{path.name}"
        if leads_out(path, directory):
            problems.append(Problem("outside", f"「{shown}」は、設定のフォルダの外を指しています。", whole(shown)))
            continue
        settings, wrong = read_settings(path, terms, shown)
        problems += wrong
        if settings is None:
            continue
        if not settings.body:
            problems.append(_nameless(settings))
            continue
        twin = next((other for other in found if same(other.body, settings.body)), None)
        if twin is None:
            found.append(settings)
        else:
            problems.append(_twins(settings, twin))
    return tuple(found), problems


def _nameless(settings: Settings) -> Problem:
    return Problem(
        "no-body",
        "どの機関の設定であるかが、書かれていません。",
        _place(settings),
        "「機関の名称: 横浜市」のように、一件書類の機関と同じ名称を書いてください。",
    )


def _twins(settings: Settings, twin: Settings) -> Problem:
    return Problem(
        "two-settings",
        f"「{settings.body}」の設定が、二つのファイルにあります。",
        _place(settings),
        "どちらの額によるかが決まりません。一つのファイルにまとめてください。",
        related=(("もう一つの設定", _place(twin)),),
    )


def _place(settings: Settings) -> Span:
    return settings.place or whole("")


def settings_for(dossier: Dossier, found: Iterable[Settings]) -> Settings | None:
    """The settings of the dossier's 機関の名称; None where there are none."""
    name = _body_of(dossier)
    return next((settings for settings in found if same(settings.body, name)), None) if name else None


def misgivings(settings: Settings, dossier: Dossier, today: date) -> list[Problem]:
    """What speaks against using these settings for a dossier: they are another body's, or confirmed on a later day."""
    problems: list[Problem] = []
    name = _body_of(dossier)
    one = same(settings.body, name) if settings.body and name else True
    if not one:
        told = "の設定ではありません" if one is False else "の設定であるかどうか、名称からは分かりません"
        problems.append(
            Problem(
                "other-body",
                f"設定の機関は「{settings.body}」であり、一件書類の機関「{name}」{told}。",
                _place(settings),
                "額は機関ごとに定められます。一件書類の機関の設定を使うか、名称を直してください。",
                "問題" if one is False else "注意",
            )
        )
    for name, value in settings.values.items():
        if value.confirmed is not None and value.confirmed > today:
            problems.append(
                Problem(
                    "confirmed-later",
                    f"「{name}」の確認の日（{show_date(value.confirmed)}）が、今日より後です。",
                    value.place or _place(settings),
                    "条例などの原文を見た日を書いてください。",
                    "注意",
                )
            )
    return problems


def _body_of(dossier: Dossier) -> str:
    body = dossier.facts.get("機関")
    name = body.get(BODY) if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""
