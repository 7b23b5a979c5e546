"""The schema files of `rules/documents/` → `vocabulary.Forms`: one form for each paper, parts resolved, kinds fixed.

The dialect is JSON Schema 2020-12 without regex, combinators and `required`, with the `x-…` keywords of
`rules/documents/SCHEMA.md`.  Whatever is not in the dialect is a problem with its place in the schema file: a keyword
that is passed over in silence would be a rule that nobody applies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from sys import intern
from typing import Final
from unicodedata import normalize

from compliance.atomic import leads_out, read_file, why
from compliance.documents.json_text import value_of
from compliance.documents.nodes import DocNode, Record, Scalar, Sequence
from compliance.documents.reader import read_bytes, read_tree, whole
from compliance.kinds.quantities import state_of
from compliance.problem import Problem, nearest
from compliance.source import Span
from compliance.struct import Struct, replace
from compliance.values import KINDS, Kind
from compliance.vocabulary import COVER, SUFFIX, Forms, Property, RecordType, Section

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SUPPLIERS: Final = ("提案者", "行政機関", "公的書類")
RECORD: Final = "記録"
LIST: Final = "一覧"

_ANYWHERE: Final = frozenset({"type", "$ref", "title", "description", "$comment", "x-supplier"})
_ROOT: Final = frozenset({"$schema", "$id", "$defs", "x-order", "x-due", "x-stage", "x-kinds", "x-day"})
_BY_TYPE: Final = {
    "object": frozenset({"properties", "additionalProperties", "x-label"}),
    "array": frozenset({"items", "minItems"}),
    "string": frozenset({"enum", "const", "format", "x-kind"}),
    "integer": frozenset({"minimum", "maximum", "x-kind"}),
    "boolean": frozenset({"x-kind"}),
    "$ref": frozenset[str](),
}
_KEYWORDS: Final = _ANYWHERE.union(_ROOT, *_BY_TYPE.values())
_TYPE_OF_KIND: Final = {"文字": "string", "日付": "string", "真偽": "boolean"}  # every other kind is an integer


def load_forms(directory: Path) -> tuple[Forms, list[Problem]]:
    """The forms of a folder, and what is wrong with its schema files.

    Forms with problems leave out what could not be understood, and are not to be used for a verdict.
    """
    loader = _Loader()
    digest = hashlib.sha256()
    try:
        paths = sorted(path for path in directory.iterdir() if path.name.endswith(SUFFIX))
    except OSError:
        problem = Problem("no-forms", f"書類の様式のフォルダ「{directory}」を読めません。", whole(str(directory)))
        return Forms({}, (), ()), [problem]
    for path in paths:
        name = normalize("NFC", path.name)
        if leads_out(path, directory):
            message = f"様式ファイル「{name}」は、様式のフォルダの外を指しています。"
            loader.problems.append(Problem("outside", message, whole(str(path))))
            continue
        try:
            data = read_file(path)
        except OSError as error:
            message = f"様式ファイル「{name}」を開けません（{why(error)}）。"
            loader.problems.append(Problem("unreadable", message, whole(str(path))))
            continue
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
        loader.read(name, str(path), data)
    return loader.forms(str(directory), digest.hexdigest()), loader.problems


class _Schemas(Mapping[str, object]):
    """The schema files as plain values, made when the JSON Schema library asks for them."""

    def __init__(self, trees: Mapping[str, DocNode]) -> None:
        self._trees = trees

    def __getitem__(self, name: str) -> object:
        return value_of(self._trees[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._trees)

    def __len__(self) -> int:
        return len(self._trees)


class _Shape(Struct):
    """What one schema says of the values it describes.  The property made of it gets its name later."""

    property: Property
    fixed: str | None = None


class _Fields:
    """The keywords of one schema."""

    __slots__ = ("by_name", "node")

    def __init__(self, node: Record) -> None:
        self.node = node
        self.by_name = {key.text: (key, value) for key, value in node.entries}

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.by_name

    def get(self, keyword: str) -> DocNode | None:
        found = self.by_name.get(keyword)
        return found[1] if found else None

    def text(self, keyword: str) -> str:
        """The text of a keyword; empty where it is not written (or is not a text: `_Loader.texts` tells)."""
        value = self.get(keyword)
        return value.text if isinstance(value, Scalar) else ""

    def span(self, keyword: str) -> Span:
        """The place of a keyword's value, or of the schema where it is not written."""
        value = self.get(keyword)
        return value.span if value is not None else self.node.span


class _Loader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.trees: dict[str, DocNode] = {}
        self.parts: dict[tuple[str, str], DocNode] = {}  # file and name under $defs
        self.shapes: dict[tuple[str, str, str], _Shape | None] = {}  # … and inherited supplier
        self.open: list[tuple[str, str]] = []  # parts that are being resolved
        self.told: set[tuple[str, Span]] = set()
        self.stages: tuple[str, ...] = ()
        self.kinds: tuple[str, ...] = ()

    def problem(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Tells a problem once, however often the part it stands in is used."""
        if (code, span) not in self.told:
            self.told.add((code, span))
            self.problems.append(Problem(code, message, span, hint))

    def read(self, name: str, shown: str, data: bytes) -> None:
        """Takes in one schema file."""
        source = read_bytes(shown, data)
        if isinstance(source, Problem):
            self.problems.append(source)
            return
        tree, problems = read_tree(source, "json")
        self.problems.extend(problems)
        if tree is None:
            return
        if not isinstance(tree, Record):
            self.problem("bad-form", f"様式ファイル「{name}」は「{{」で始まる必要があります。", _start(tree.span))
            return
        self.trees[name] = tree
        parts = _Fields(tree).get("$defs")
        if isinstance(parts, Record):
            for key, value in parts.entries:
                self.parts[name, key.text] = value

    def forms(self, directory: str, digest: str) -> Forms:
        """Everything that was read, put together."""
        self._cover(directory)
        ordered: list[tuple[int, str, Section]] = []
        names: dict[str, str] = {}
        for name, tree in self.trees.items():
            assert isinstance(tree, Record)
            fields = _Fields(tree)
            title = name.removesuffix(SUFFIX)
            self._identity(name, fields)
            if "$defs" in fields and "type" not in fields:
                self._keywords(fields, _ANYWHERE | _ROOT)
                continue
            same = names.setdefault(normalize("NFKC", title), title)
            if same != title:
                self.problem("duplicate-section", f"「{title}」と「{same}」は、同じ書類の名前です。", _start(tree.span))
                continue
            section = self._section(title, name, fields)
            if section is not None:
                ordered.append((self._integer(fields, "x-order") or 0, title, section))
        for file, part in self.parts:
            if not any(key[:2] == (file, part) for key in self.shapes):
                self._part(file, part, "", self.parts[file, part].span)
        ordered.sort(key=lambda entry: entry[:2])
        sections = {section.name: section for _, _, section in ordered}
        return Forms(sections, self.stages, self.kinds, digest, _Schemas(self.trees))

    def _cover(self, directory: str) -> None:
        """Reads the kinds of dossier and the stages off the cover sheet."""
        tree = self.trees.get(COVER + SUFFIX)
        if not isinstance(tree, Record):
            self.problem("no-cover", f"様式ファイル「{COVER}{SUFFIX}」がありません。", whole(directory))
            return
        properties = _Fields(tree).get("properties")
        fields = _Fields(properties) if isinstance(properties, Record) else _Fields(tree)
        for name in ("種類", "段階"):
            node = fields.get(name)
            choices = self._choices(_Fields(node)) if isinstance(node, Record) else ()
            if not choices:
                self.problem(
                    "no-cover", f"「{COVER}」の「{name}」に、選べる語（enum）がありません。", _start(fields.span(name))
                )
            elif name == "種類":
                self.kinds = choices
            else:
                self.stages = choices

    def _identity(self, name: str, fields: _Fields) -> None:
        if "$schema" in fields and fields.text("$schema") != DIALECT:
            self.problem("bad-value", f"$schema は「{DIALECT}」と書いてください。", fields.span("$schema"))
        if "$id" in fields and fields.text("$id") != name:
            self.problem("bad-value", f"$id は、ファイルの名前「{name}」と同じにしてください。", fields.span("$id"))

    # --- papers -----------------------------------------------------------------------------------------------------

    def _section(self, title: str, file: str, fields: _Fields) -> Section | None:
        shape = self._shape(title, file, fields, "", root=True)
        if shape is None:
            return None
        item = shape.property
        kind = item.kind.element or item.kind
        if kind.record is None:
            self.problem(
                "bad-form", f"書類「{title}」は、項目の組か、その一覧でなければなりません。", _start(fields.node.span)
            )
            return None
        record = kind.record
        day = fields.text("x-day")
        if "x-day" in fields and (day not in record.properties or record.properties[day].kind.name != "日付"):
            known = [name for name, each in record.properties.items() if each.kind.name == "日付"]
            self.problem(
                "bad-value",
                f"x-day の「{day}」は、この書類の日付の項目ではありません。",
                fields.span("x-day"),
                _hint(day, known),
            )
            day = ""
        kinds = tuple(self._known(node, self.kinds, "一件書類の種類") for node in self._items(fields, "x-kinds"))
        return Section(
            name=intern(title),
            kind=kind,
            type=record,
            many=item.kind.element is not None,
            day=day,
            stage=self._stage(fields.get("x-stage")),
            due=self._due(fields),
            kinds=tuple(kind for kind in kinds if kind),
            gloss=item.gloss,
            description=item.description,
            supplier=item.supplier,
        )

    def _stage(self, node: DocNode | None) -> int:
        if node is None:
            return 0
        stage = self._known(node, self.stages, "手続の段階")
        return self.stages.index(stage) if stage else 0

    def _due(self, fields: _Fields) -> dict[str, int]:
        node = fields.get("x-due")
        if node is None:
            return {}
        if not isinstance(node, Record):
            self.problem("bad-value", 'x-due は「{"種類": "段階"}」の形で書いてください。', node.span)
            return {}
        due: dict[str, int] = {}
        for key, value in node.entries:
            kind = self._known(key, self.kinds, "一件書類の種類")
            if kind:
                due[kind] = self._stage(value)
        return due

    # --- schemas ----------------------------------------------------------------------------------------------------

    def _shape(self, name: str, file: str, fields: _Fields, supplier: str, root: bool = False) -> _Shape | None:
        """What a schema says.  supplier: of the whole it is part of."""
        own = self._supplier(fields) or supplier
        kind = "$ref" if "$ref" in fields else self._type(fields)
        if not kind:
            return None
        self._keywords(fields, _ANYWHERE | _BY_TYPE[kind] | (_ROOT if root else frozenset()))
        gloss, description = fields.text("title"), fields.text("description")
        match kind:
            case "$ref":
                shape = self._reference(file, fields, own)
                if shape is None:
                    return None
                found = shape.property
                found = replace(
                    found,
                    gloss=gloss or found.gloss,
                    description=description or found.description,
                    # a supplier written here overrides the part's own
                    supplier=self._supplier(fields) or found.supplier,
                )
                return replace(shape, property=found)
            case "object":
                record = self._record(name, file, fields, own)
                return _Shape(Property(name, Kind(RECORD, None, record, record.name), gloss, description, own))
            case "array":
                items = fields.get("items")
                if not isinstance(items, Record):
                    self.problem("bad-form", f"一覧「{name}」に items がありません。", _start(fields.node.span))
                    return None
                element = self._shape(name, file, _Fields(items), own)
                if element is None:
                    return None
                if element.property.kind.element is not None:
                    self.problem("bad-form", f"「{name}」のように、一覧の一覧は書けません。", _start(items.span))
                    return None
                listed = replace(
                    element.property,
                    kind=Kind(LIST, element.property.kind),
                    gloss=gloss,
                    description=description,
                    min_items=self._integer(fields, "minItems") or 0,
                )
                return _Shape(replace(listed, supplier=element.property.supplier))
            case _:
                return self._scalar(name, kind, fields, own)

    def _type(self, fields: _Fields) -> str:
        written = fields.text("type")
        if not written and ("enum" in fields or "const" in fields):
            return "string"
        if written in _BY_TYPE and written != "$ref":
            return written
        known = "object, array, string, integer, boolean"
        message = f"type の「{written}」は使えません。" if "type" in fields else "type がありません。"
        self.problem("bad-type", message, _start(fields.span("type")), f"{known} のどれかを書いてください。")
        return ""

    def _scalar(self, name: str, written: str, fields: _Fields, supplier: str) -> _Shape | None:
        kind_name = fields.text("x-kind")
        if not kind_name:
            if written == "integer":
                self.problem("no-kind", f"「{name}」の x-kind がありません。", _start(fields.node.span), _list(KINDS))
                return None
            kind_name = "真偽" if written == "boolean" else "日付" if fields.text("format") == "date" else "文字"
        if kind_name not in KINDS:
            self.problem(
                "unknown-kind",
                f"x-kind の「{kind_name}」は、値の種類ではありません。",
                fields.span("x-kind"),
                _list(KINDS),
            )
            return None
        wanted = _TYPE_OF_KIND.get(kind_name, "integer")
        if wanted != written:
            self.problem("bad-type", f"{kind_name}の type は {wanted} です。", _start(fields.span("type")))
            return None
        if "format" in fields or kind_name == "日付":
            text = fields.text("format")
            if kind_name != "日付" or text != "date":
                self.problem(
                    "bad-value", "format には date だけを、日付の項目に書いてください。", _start(fields.span("format"))
                )
        choices = self._choices(fields)
        if kind_name != "文字" and (choices or "const" in fields):
            self.problem(
                "bad-value",
                "選べる語（enum）や決まった語（const）は、文字の項目だけに書けます。",
                _start(fields.node.span),
            )
            choices = ()
        fixed = fields.text("const") if "const" in fields else None
        if fixed is not None:
            choices = (fixed,)
        low, high = self._integer(fields, "minimum"), self._integer(fields, "maximum")
        if low is not None and high is not None and low > high:
            self.problem("bad-value", "minimum が maximum を超えています。", fields.span("minimum"))
        gloss, description = fields.text("title"), fields.text("description")
        return _Shape(Property(name, KINDS[kind_name], gloss, description, supplier, choices, low, high), fixed)

    def _record(self, name: str, file: str, fields: _Fields, supplier: str) -> RecordType:
        closed = fields.get("additionalProperties")
        if not (isinstance(closed, Scalar) and closed.text == "false" and not closed.quoted):
            place = closed.span if closed is not None else _start(fields.node.span)
            self.problem("open-record", f'「{name}」に "additionalProperties": false がありません。', place)
        properties: dict[str, Property] = {}
        fixed: dict[str, str] = {}
        names: dict[str, str] = {}
        node = fields.get("properties")
        if not isinstance(node, Record):
            self.problem("bad-form", f"「{name}」に properties がありません。", _start(fields.span("properties")))
            node = Record((), fields.node.span)
        for key, value in node.entries:
            same = names.setdefault(normalize("NFKC", key.text), key.text)
            if same != key.text:
                self.problem("duplicate-name", f"「{key.text}」と「{same}」は、同じ名前と読まれます。", key.span)
                continue
            if not isinstance(value, Record):
                self.problem("bad-form", f"「{key.text}」の内容は「{{」で始まる必要があります。", value.span)
                continue
            shape = self._shape(key.text, file, _Fields(value), supplier)
            if shape is None:
                continue
            item, own = shape.property, intern(key.text)  # facts are looked up by these names
            properties[own] = replace(item, name=own)
            if shape.fixed is not None:
                fixed[own] = shape.fixed
        label = fields.text("x-label")
        if "x-label" in fields and label not in properties:
            self.problem(
                "bad-value",
                f"x-label の「{label}」は、この組の項目ではありません。",
                fields.span("x-label"),
                _hint(label, properties),
            )
            label = ""
        gloss, description = fields.text("title"), fields.text("description")
        return RecordType(name, properties, gloss, description, supplier, label, fixed)

    def _reference(self, file: str, fields: _Fields, supplier: str) -> _Shape | None:
        reference = fields.text("$ref")
        target, mark, part = reference.partition("#/$defs/")
        target = target or file
        span = fields.span("$ref")
        if not mark or not part or "/" in part or "/" in target or "\\" in target:
            self.problem(
                "bad-ref",
                f"$ref の「{reference}」は読めません。",
                span,
                f"「共通{SUFFIX}#/$defs/名前」のように、同じフォルダの様式ファイルの $defs を指してください。",
            )
            return None
        if (target, part) not in self.parts:
            known = [f"{name}#/$defs/{each}" for name, each in self.parts]
            self.problem("bad-ref", f"$ref の「{reference}」が指すものがありません。", span, _hint(reference, known))
            return None
        return self._part(target, part, supplier, span)

    def _part(self, file: str, part: str, supplier: str, span: Span) -> _Shape | None:
        """The shape of a shared part; one value for each supplier it inherits."""
        key = (file, part, supplier)
        if (file, part) in self.open:
            self.problem("bad-ref", f"$ref の「{part}」が、自分自身に戻ってきます。", span)
            return None
        if key not in self.shapes:
            node = self.parts[file, part]
            if not isinstance(node, Record):
                self.problem("bad-form", f"「{part}」の内容は「{{」で始まる必要があります。", node.span)
                return None
            self.open.append((file, part))
            self.shapes[key] = self._shape(part, file, _Fields(node), supplier)
            self.open.pop()
        return self.shapes[key]

    # --- keywords ---------------------------------------------------------------------------------------------------

    def _keywords(self, fields: _Fields, allowed: Collection[str]) -> None:
        for key, value in fields.node.entries:
            keyword = key.text
            if keyword in allowed:
                if keyword in _TEXTS and not (isinstance(value, Scalar) and value.quoted):
                    self.problem("bad-value", f'「{keyword}」には、「"」で囲んだ語を書いてください。', value.span)
            elif keyword in _KEYWORDS:
                self.problem("misplaced-keyword", f"「{keyword}」は、ここには書けません。", key.span)
            else:
                self.problem(
                    "unknown-keyword",
                    f"「{keyword}」という語は、様式には使えません。",
                    key.span,
                    _hint(keyword, _KEYWORDS),
                )

    def _supplier(self, fields: _Fields) -> str:
        node = fields.get("x-supplier")
        return "" if node is None else self._known(node, SUPPLIERS, "事実を示す者")

    def _known(self, node: DocNode, known: Collection[str], what: str) -> str:
        """The text of a node if it is one of the known; else empty, and a problem."""
        text = node.text if isinstance(node, Scalar) else ""
        if text in known:
            return text
        self.problem(
            "unknown-name", f"「{text}」という{what}はありません。", node.span, _hint(text, known) or _list(known)
        )
        return ""

    def _choices(self, fields: _Fields) -> tuple[str, ...]:
        choices: dict[str, None] = {}
        for node in self._items(fields, "enum"):
            if not isinstance(node, Scalar) or not node.quoted or not node.text.strip():
                self.problem("bad-value", '選べる語（enum）は、「"」で囲んだ語で書いてください。', node.span)
            elif state_of(node.text) is not None:
                self.problem(
                    "bad-value",
                    f"「{node.text}」は、選べる語（enum）には書けません。",
                    node.span,
                    "書類に「なし」「不明」と書けば、どの項目でもその意味に読まれます。",
                )
            elif node.text in choices:
                self.problem("bad-value", f"「{node.text}」が二度書かれています。", node.span)
            else:
                choices[intern(node.text)] = None
        return tuple(choices)

    def _items(self, fields: _Fields, keyword: str) -> tuple[DocNode, ...]:
        node = fields.get(keyword)
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self.problem("bad-value", f"「{keyword}」には、「[」で始まる一覧を書いてください。", node.span)
            return ()
        return node.items

    def _integer(self, fields: _Fields, keyword: str) -> int | None:
        node = fields.get(keyword)
        if node is None:
            return None
        text = node.text if isinstance(node, Scalar) and not node.quoted else ""
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            self.problem("bad-value", f"「{keyword}」には、整数を書いてください。", node.span)
            return None
        return int(text)


_TEXTS: Final = frozenset(
    {"type", "$ref", "title", "description", "$schema", "$id", "x-supplier", "x-stage", "x-day", "x-label", "x-kind", "format", "const"}
)  # fmt: skip


def _hint(name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    return f"「{'」「'.join(near)}」の書き間違いではありませんか。" if near else ""


def _list(known: Collection[str]) -> str:
    return f"「{'」「'.join(known)}」のどれかを書いてください。" if known else ""


def _start(span: Span) -> Span:
    """The bracket of a record or list, where what is missing from it is told; any other value whole."""
    return Span(span.source, span.start, span.start + 1) if span.text[:1] in ("{", "[") else span
