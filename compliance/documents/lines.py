"""Many dossiers, one JSON text in each line → facts, without places, by types and code made from the forms.

msgspec, where it is installed, decodes a line into records whose names and types the forms give; the code made here then
puts texts, days and states in the place of what is written.  What is read so is read as `schema` reads it: each text is
given to `schema` once, and then remembered.  (Only -0 is 0 here.)  Whatever is not plain is `NotPlainError`: a name that
is not known or stands twice, null, a 真偽 written as a text, a value with a problem, a cover without kind or stage.  Such a
line is to be read the long way, which tells what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from json import loads
from keyword import iskeyword
from pathlib import Path
from sys import intern
from typing import Annotated, Any, Final, Literal, TypeAlias, TypedDict
from unicodedata import normalize

from compliance.documents.document import dossier_of
from compliance.documents.nodes import Scalar
from compliance.documents.reader import ReadError, check_text, read_bytes
from compliance.documents.schema import Typing, shows_stage
from compliance.problem import Problem
from compliance.source import Source, Span
from compliance.values import ABSENT, NONE, UNKNOWN, Kind
from compliance.vocabulary import COVER, Forms, Property, RecordType, interned

msgspec: Any
try:
    import msgspec
except ModuleNotFoundError:  # pragma: no cover - the extra `bulk` is part of the test environment
    msgspec = None

_NAME: Final = "一件.json"  # what a line is called where it is read the long way
_MOST_TEXTS: Final = 10_000  # that are remembered of one property, and of all days
_MOST: Final = 10**12  # a larger number is read the long way
_NOWHERE: Final = Span(Source("", ""), 0, 0)
_STATES: Final = {intern("なし"): NONE, intern("不明"): UNKNOWN}  # in the place of a choice
_COUNTED: Final = frozenset({"人", "円", "歳", "件", "回", "日数", "月数"})  # of which a bare number is a value

_LOCALS: Final = (
    "NotPlainError",
    "STATES",
    "SHOWN",
    "STAGES",
    "check_names",
    "cover",
    "decode",
    "kind",
    "line",
    "n",
    "papers",
    "stage",
    "v",
    "x",
)

Facts: TypeAlias = tuple[dict[str, Any], str, int]  # with the kind of dossier and its stage


class NotPlainError(Exception):
    """The line is to be read the long way."""


class Reader:
    """Reads lines by the forms.  source: the code it does so by, besides the types."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        writer = _Writer(forms)
        self.source = writer.source()
        self._read: Callable[[bytes], Facts] | None = None
        if msgspec is None:
            return
        msgspec.json.encode(writer.names)  # it finds names that are not ASCII only when it has written them
        decode = msgspec.json.Decoder(writer.type).decode
        space = {"NotPlainError": NotPlainError, "check_names": _check_names, "decode": decode, **writer.tables}
        exec(interned(compile(self.source, "<reader>", "exec", dont_inherit=True)), space)
        self._read = space["read_line"]

    def read(self, line: bytes) -> tuple[Facts | None, list[Problem]]:
        """What a line says, and the problems of a line that is not plain; nothing where one of them is an error."""
        try:
            return self.plain(line), []
        except NotPlainError:
            pass
        source = read_bytes(_NAME, line)
        if isinstance(source, Problem):
            return None, [source]
        dossier, problems = dossier_of("", [(_NAME, source.text)], self._forms)
        if dossier is None or any(problem.is_error for problem in problems):
            return None, problems
        return (dict(dossier.facts), dossier.kind, dossier.stage), problems

    def plain(self, line: bytes) -> Facts:
        """What a plain line says.  Raises NotPlainError."""
        if self._read is None:
            raise NotPlainError
        try:
            return self._read(line)
        except (msgspec.DecodeError, KeyError, RecursionError):
            raise NotPlainError from None


def lines_of(path: Path, part: int = 0, parts: int = 1) -> Iterator[bytes]:
    """The lines of a file that are not blank; of one part of as many as there are processes, those that begin in it."""
    size = path.stat().st_size
    first, last = size * part // parts, size * (part + 1) // parts
    with path.open("rb") as file:
        if first:
            file.seek(first - 1)
            first += len(file.readline()) - 1
        for line in file:
            if first >= last:
                return
            first += len(line)
            if not line.isspace():
                yield line


def _check_names(line: bytes, names: int) -> None:
    """NotPlainError where a line has more names than were read: some are not known, or stand twice.  (There are colons in
    texts, too.)"""
    found = 0

    def count(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found += len(pairs)

    loads(line, object_pairs_hook=count)
    if found != names:
        raise NotPlainError


class _Texts(dict[str, Any]):
    """What the texts of a property say, each read when it is first met."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self._read(text)
        if len(self) >= _MOST_TEXTS:
            self.clear()
        self[text] = value
        return value


class _Words(set[str]):
    """The texts of a property that say what is written, so that nothing needs to be put in their place."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def read(self, text: str) -> Any:
        value = self._read(text)
        if value == text:
            if len(self) >= _MOST_TEXTS:
                self.clear()
            self.add(text)
        return value


class _Writer:
    """The types of the records and the module that reads them, with the tables that it uses."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.tables: dict[str, Any] = {}
        self.type: Any = None
        self.names: list[str] = []  # of the fields of all records
        self._types: dict[int, Any] = {}  # by the identity of the form
        self._taken = set(_LOCALS)
        self._days = ""  # the table of the texts of days

    def source(self) -> str:
        papers: dict[str, Any] = {}
        lines = [
            "def read_line(line):",
            '    """The papers of a dossier, its kind and its stage."""',
            "    papers = decode(line)",
            "    n = len(papers)  # how many names were read",
        ]
        for name, section in self.forms.sections.items():
            record = self._type(section.type)
            papers[name] = list[record] if section.many else record  # type: ignore[valid-type]
            paper = self._name(name)
            head = (
                f"for {paper} in papers.get({name!r}, ()):"
                if section.many
                else f"if ({paper} := papers.get({name!r})) is not None:"
            )
            lines += ["", *_indented([head, *_indented(self._record(paper, section.type))])]
        self.type = self._typed("一件書類", papers)
        self.tables["STATES"] = _STATES
        self.tables["STAGES"] = {name: place for place, name in enumerate(self.forms.stages)}
        self.tables["SHOWN"] = {  # kind → paper that it has a use for → the stage it shows
            kind: {
                name: section.stage if shows_stage(section, kind) else 0
                for name, section in self.forms.sections.items()
                if not section.kinds or kind in section.kinds
            }
            for kind in self.forms.kinds
        }
        lines += [
            "",
            f"    cover = papers[{COVER!r}]",
            "    kind, stage = cover['種類'], STAGES[cover['段階']]",
            "    if max(map(SHOWN[kind].__getitem__, papers)) > stage:",
            "        raise NotPlainError  # the papers are further than 段階",
            "    if n != line.count(b':'):",
            "        check_names(line, n)",
            "    return papers, kind, stage",
        ]
        return "\n".join(lines) + "\n"

    # --- the types --------------------------------------------------------------------------------------------------

    def _type(self, form: RecordType) -> Any:
        if id(form) not in self._types:
            types = {name: self._type_of(item) for name, item in form.properties.items()}
            self._types[id(form)] = self._typed(form.name, types)
        return self._types[id(form)]

    def _typed(self, name: str, types: dict[str, Any]) -> Any:
        self.names += types
        return TypedDict(name, types, total=False)  # type: ignore[operator]

    def _type_of(self, item: Property) -> Any:
        element = item.kind.element
        if element is None and item.kind.record is not None:
            return self._type(item.kind.record) | str
        if element is None:
            scalar = _scalar(item, item.kind)
            if item.choices:
                return Literal[(*item.choices, *_STATES)]
            return scalar | str if item.kind.name in _COUNTED else scalar
        each = _scalar(item, element) if element.record is None else self._type(element.record)
        least = msgspec.Meta(min_length=item.min_items) if msgspec is not None else None
        return Annotated[list[each], least] | str  # type: ignore[valid-type]

    # --- the lines --------------------------------------------------------------------------------------------------

    def _record(self, d: str, form: RecordType) -> list[str]:
        """The lines that read a record, which is named so, in place."""
        said = f"{d}.keys() - {set(form.fixed)!r}" if form.fixed else d
        lines = [f"n += len({d})", f"if not {said}:", "    raise NotPlainError"]
        for item in form.properties.values():
            code = self._property(d, item)
            lines += [f"v = {d}.get({item.name!r})", *code] if code else []
        return [*lines, *(f"{d}.setdefault({known!r}, {value!r})" for known, value in form.fixed.items())]

    def _property(self, d: str, item: Property) -> list[str]:
        """The lines that put the value of a property in the place of what is written (v), if that is another."""
        own = f"{d}[{item.name!r}]"
        element = item.kind.element
        if element is None and item.kind.record is None:
            if item.choices:
                return ["if v in STATES:", f"    {own} = STATES[v]"]
            if item.kind.name == "真偽":
                return []
            if item.kind.name in _COUNTED:
                return ["if type(v) is str:", f"    {own} = {self._table(item.name, _Texts(self._reader(item)))}[v]"]
            if item.kind.name == "文字":
                words = self._table(item.name, _Words(self._reader(item)))
                return [f"if v is not None and v not in {words}:", f"    {own} = {words}.read(v)"]
            if item.kind.name == "日付" and not self._days:  # all are read alike
                self._days = self._table("日付", _Texts(self._reader(item)))
            table = self._days if item.kind.name == "日付" else self._table(item.name, _Texts(self._reader(item)))
            return ["if v is not None:", f"    {own} = {table}[v]"]
        states = self._table(item.name, _Texts(self._reader(item)))
        lines = ["if type(v) is str:", f"    {own} = {states}[v]"]
        record = (element or item.kind).record
        if record is not None:
            x = self._name(item.name)
            lines.append("elif v is not None:")
            if element is None:
                return [*lines, f"    {x} = v", *_indented(self._record(x, record))]
            return [*lines, f"    for {x} in v:", *_indented(_indented(self._record(x, record)))]
        assert element is not None
        if _scalar(item, element) is not str:
            return lines
        if element.name == "文字":
            words = self._table(item.name, _Words(self._reader(item, of_elements=True)))
            return [
                *lines,
                f"elif v is not None and not {words}.issuperset(v):",
                f"    {own} = [{words}.read(x) for x in v]",
            ]
        each = self._table(item.name, _Texts(self._reader(item, of_elements=True)))
        return [*lines, "elif v is not None:", f"    {own} = [{each}[x] for x in v]"]

    def _reader(self, item: Property, *, of_elements: bool = False) -> Callable[[str], Any]:
        return partial(_read, self.forms, item, of_elements)

    def _table(self, wish: str, table: object) -> str:
        name = self._name(f"{wish}の値")
        self.tables[name] = table
        return name

    def _name(self, wish: str) -> str:
        """A name of the module that is not used yet."""
        plain = "".join(c if f"a{c}".isidentifier() else "_" for c in normalize("NFKC", wish))
        plain = plain if plain.isidentifier() and not iskeyword(plain) else f"_{plain}"
        found, number = plain, 1
        while found in self._taken:
            number += 1
            found = f"{plain}_{number}"
        self._taken.add(found)
        return found


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _read(forms: Forms, item: Property, of_elements: bool, text: str) -> Any:
    """The value of a text, as `schema` reads it."""
    typing, node = Typing(forms), Scalar(text, _NOWHERE, quoted=True)
    try:
        check_text(text, _NOWHERE)
    except ReadError:
        raise NotPlainError from None
    element = item.kind.element
    value = typing.element(item, element, node) if of_elements and element else typing.value(item, node)
    if typing.problems or value is ABSENT or type(value) is list:
        raise NotPlainError
    return value


def _scalar(item: Property, kind: Kind) -> Any:
    """The type of one value that is no record; `str` where the text is to be read further."""
    if item.choices:
        return Literal[item.choices]
    if kind.name == "真偽":
        return bool
    if kind.name in _COUNTED and msgspec is not None:
        least = max(item.minimum or 0, 0)
        most = _MOST if item.maximum is None else min(item.maximum, _MOST)
        return Annotated[int, msgspec.Meta(ge=least, le=most)]
    return str
