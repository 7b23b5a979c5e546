"""The units of the statute index in full, as its YAML files give them; `statute` reads a file when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from compliance.documents.nodes import DocNode, Record, Scalar, Sequence
from compliance.documents.reader import read_tree
from compliance.law.citation import Citation, parse_citation
from compliance.problem import Problem, nearest
from compliance.source import Source, Span
from compliance.struct import Struct, field

HEADER: Final = "法令"  # the first key of each file: the law itself


class Amendment(Struct):
    """A change that is promulgated or planned.  law: who changes it.  day: in force from, or the words that say when.

    effect: what it does to the units here, or 「要確認」 with what is known.
    """

    law: str
    day: str
    effect: str


class Earlier(Struct):
    """An earlier text of a unit: in force from `first` to `last`, and how it differed."""

    first: date
    last: date
    difference: str


class Law(Struct):
    """A law of the index.  edition: which version of the text the hashes are of, and where it was published.

    confirmed: the last day for which the index was confirmed; None where nobody has seen the official text.  in_force: from when the text stands as it does, where a
    unit says nothing else.
    """

    short: str
    title: str
    english: str
    number: str
    law_id: str
    in_force: date
    edition: str
    source: str
    confirmed: date | None
    pending: tuple[Amendment, ...] = ()
    note: str = ""


class Unit(Struct):
    """One unit of law.

    heading: 見出し of the article.  summary: our own sentence (要旨), and in English.
    parts: the parts that it has names for (本文, ただし書 …).
    sha256: of its official text with the units below, white space removed; empty where `unverified` says why.
    """

    key: str
    citation: Citation
    law: Law
    heading: str
    summary: str
    summary_english: str
    in_force: date
    earlier: tuple[Earlier, ...] = ()
    pending: tuple[Amendment, ...] = ()
    parts: tuple[str, ...] = ()
    sha256: str = ""
    unverified: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


_LAW_FIELDS: Final = (
    "略称", "名称", "英語", "法令番号", "法令ID", "施行", "本文", "出典", "確認日", "改正予定", "注記",
)  # fmt: skip
_UNIT_FIELDS: Final = ("見出し", "要旨", "英語", "構成", "施行", "旧規定", "改正予定", "照合", "未照合")


def read_units(source: Source) -> tuple[Law | None, dict[str, Unit], list[Problem]]:
    root, problems = read_tree(source, "yaml")
    if not isinstance(root, Record):
        return None, {}, problems or [problem_at_start(source, "条文索引のファイルに、何も書かれていません。")]
    entries = _Entries(problems)
    header = next((value for key, value in root.entries if key.text == HEADER), None)
    if not isinstance(header, Record):
        return (
            None,
            {},
            [*problems, problem_at_start(source, f"初めに「{HEADER}:」と、その法令の名称などを書いてください。")],
        )
    law = entries.law(header)
    units: dict[str, Unit] = {}
    for key, value in root.entries:
        if key.text == HEADER:
            continue
        citation = parse_citation(key.text)
        if citation is None or citation.show() != key.text or citation.law != law.short:
            shown = citation.show() if citation is not None and citation.law == law.short else f"{law.short}第1条第1項"
            entries.problem(
                key, f"「{key.text}」は、この索引の条文の書き方ではありません。", f"「{shown}」のように書いてください。"
            )
        elif not isinstance(value, Record):
            entries.problem(key, f"「{key.text}」の下に、要旨などを書いてください。")
        else:
            units[key.text] = entries.unit(key, citation, value, law)
    return law, units, problems


class _Entries:
    """Reads the records of one file, and notes what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def problem(self, node: DocNode, message: str, hint: str = "") -> None:
        self.problems.append(Problem("statute-index", message, node.span, hint))

    def law(self, record: Record) -> Law:
        fields = self._fields(record, _LAW_FIELDS)
        return Law(
            self._text(fields, "略称"),
            self._text(fields, "名称"),
            self._text(fields, "英語"),
            self._text(fields, "法令番号"),
            self._text(fields, "法令ID"),
            self._day(fields, "施行") or date.min,
            self._text(fields, "本文"),
            self._text(fields, "出典"),
            self._day(fields, "確認日"),
            self._pending(fields),
            self._text(fields, "注記"),
        )

    def unit(self, key: Scalar, citation: Citation, record: Record, law: Law) -> Unit:
        fields = self._fields(record, _UNIT_FIELDS)
        digest = self._text(fields, "照合")
        unverified = self._text(fields, "未照合")
        if bool(digest) == bool(unverified):
            self.problem(
                key, f"「{key.text}」には、「照合」か「未照合」（確かめられない理由）のどちらか一つを書いてください。"
            )
        elif digest and (len(digest) != 64 or not set(digest) <= set("0123456789abcdef")):
            self.problem(fields["照合"], "「照合」は、16進の64字（SHA-256）です。")
        return Unit(
            key.text,
            citation,
            law,
            self._text(fields, "見出し"),
            self._text(fields, "要旨"),
            self._text(fields, "英語"),
            self._day(fields, "施行") or law.in_force,
            self._earlier(fields),
            self._pending(fields),
            tuple(self._text(fields, "構成").split("・")) if "構成" in fields else (),
            digest,
            unverified,
            key.span,
        )

    def _fields(self, record: Record, known: tuple[str, ...]) -> dict[str, DocNode]:
        fields: dict[str, DocNode] = {}
        for key, value in record.entries:
            if key.text in known:
                fields[key.text] = value
            else:
                near = nearest(key.text, known, limit=1)
                hint = (
                    f"「{near[0]}」の書き間違いではありませんか。" if near else f"書けるのは、{'、'.join(known)}です。"
                )
                self.problem(key, f"「{key.text}」という項目はありません。", hint)
        return fields

    def _text(self, fields: Mapping[str, DocNode], name: str) -> str:
        node = fields.get(name)
        if node is None:
            return ""
        if isinstance(node, Scalar):
            return node.text
        self.problem(node, f"「{name}」には、文を一つ書いてください。")
        return ""

    def _day(self, fields: Mapping[str, DocNode], name: str) -> date | None:
        text = self._text(fields, name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problem(
                fields[name],
                f"「{name}」の「{text}」を日付として読めません。",
                "「2025-06-01」のように書いてください。",
            )
            return None

    def _list(self, fields: Mapping[str, DocNode], name: str, known: tuple[str, ...]) -> list[dict[str, DocNode]]:
        node = fields.get(name)
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self.problem(node, f"「{name}」には、「- 」で始まる項目を並べてください。")
            return []
        return [self._fields(entry, known) for entry in node.items if isinstance(entry, Record)]

    def _pending(self, fields: Mapping[str, DocNode]) -> tuple[Amendment, ...]:
        return tuple(
            Amendment(self._text(entry, "法令"), self._text(entry, "施行"), self._text(entry, "影響"))
            for entry in self._list(fields, "改正予定", ("法令", "施行", "影響"))
        )

    def _earlier(self, fields: Mapping[str, DocNode]) -> tuple[Earlier, ...]:
        return tuple(
            Earlier(
                self._day(entry, "から") or date.min,
                self._day(entry, "まで") or date.max,
                self._text(entry, "違い"),
            )
            for entry in self._list(fields, "旧規定", ("から", "まで", "違い"))
        )


def problem_at_start(source: Source, message: str) -> Problem:
    return Problem("statute-index", message, Span(source, 0, 0))
