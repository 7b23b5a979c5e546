"""法令標準XML: the official text of a law, as e-Gov publishes it, read into units of law.

The file comes from outside, so nothing in it is trusted: no DOCTYPE, no entities but XML's own five, no access to
anything outside the file, UTF-8 only, limits on size, depth and number of units.  Amending provisions (改め文) and the
附則 of amending laws are text of other laws and make no units.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from compliance.law.citation import Citation
from compliance.problem import Problem
from compliance.source import Source, Span
from compliance.struct import Struct, replace

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_BYTES: Final = 30_000_000  # 地方税法, the longest, has about ten million
MAX_DEPTH: Final = 64  # of elements; the deepest laws have about 25
MAX_UNITS: Final = 100_000

_SUBITEMS: Final = {f"Subitem{level}": level for level in range(1, 11)}
_UNITS: Final = frozenset(("Article", "Paragraph", "Item", "AppdxStyle", *_SUBITEMS))
_LABELS: Final = frozenset(("ArticleTitle", "ParagraphNum", "ItemTitle", *(f"{name}Title" for name in _SUBITEMS)))
_FOREIGN: Final = frozenset(("AmendProvision", "NewProvision"))


class LawUnit(Struct):
    """One unit with its official text.

    citation: its `law` is empty until the caller knows under which name the law is cited.
    heading: 見出し (of a 条; 項 of an 附則 may have one).  label: 第百十三条, ２, 一, イ as printed, or empty.
    own: its own sentences, without the units below; the columns of a 号 are apart by U+3000.
    sentences: how many sentences it has itself, and functions: main or proviso, where the file tells.
    sha256: of the whole text with the units below, white space removed.
    """

    citation: Citation
    heading: str
    label: str
    own: str
    sentences: int
    functions: tuple[str, ...]
    sha256: str
    length: int


class LawText(Struct):
    """A law as one file gives it.  number: 平成15年法律第57号, in Arabic figures."""

    number: str
    title: str
    units: tuple[LawUnit, ...]

    def cited_as(self, law: str) -> LawText:
        """The same, with its units cited under a short name (法)."""
        return replace(
            self, units=tuple(replace(unit, citation=replace(unit.citation, law=law)) for unit in self.units)
        )


def text_digest(text: str) -> str:
    """SHA-256 of an official text, white space removed."""
    return sha256("".join(text.split()).encode("utf-8")).hexdigest()


def read_law(name: str, data: bytes) -> tuple[LawText | None, list[Problem]]:
    """The law in an e-Gov XML file, or None and the problem that says why not."""
    if len(data) > MAX_BYTES:
        return None, [
            _problem(name, b"", 0, f"「{name}」は{MAX_BYTES // 1_000_000}メガバイトを超えています。", "too-large")
        ]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [_problem(name, b"", 0, "文字コードが UTF-8 でない XML（UTF-16）は読みません。", "bad-law-xml")]
    reader = _LawReader()
    parser = _parser(reader)
    try:
        parser.Parse(data, True)
    except _RefusedError as refused:
        return None, [_problem(name, data, parser.CurrentByteIndex, refused.args[0], "bad-law-xml")]
    except expat.ExpatError as error:
        message = f"XML として読めません（{error.lineno}行目、{expat.ErrorString(error.code)}）。"
        return None, [_problem(name, data, parser.CurrentByteIndex, message, "bad-law-xml")]
    except (ValueError, LookupError) as error:
        return None, [
            _problem(name, data, parser.CurrentByteIndex, f"XML として読めません（{error}）。", "bad-law-xml")
        ]
    if not reader.seen_law or not reader.number:
        message = f"「{name}」は、法令標準XML（Law 要素に LawNum のあるもの）ではありません。"
        return None, [_problem(name, data, 0, message, "not-a-law")]
    twice = _written_twice(reader.units)
    if twice is not None:
        message = f"「{twice.show() or name}」が二度書かれています。"
        return None, [_problem(name, data, 0, message, "bad-law-xml")]
    return LawText(_number_of(reader.number), reader.title, tuple(reader.units)), []


class _RefusedError(Exception):
    """Reading stops; carries the sentence.  Never leaves this module."""


class _Open:
    """A unit whose element is still open: what has been read of it so far."""

    __slots__ = ("citation", "depth", "functions", "heading", "label", "own", "sentences", "sha_parts", "slot")

    def __init__(self, citation: Citation, slot: int, depth: int) -> None:
        self.citation = citation
        self.slot = slot
        self.depth = depth
        self.heading = ""
        self.label = ""
        self.own: list[str] = []
        self.sentences = 0
        self.functions: list[str] = []
        self.sha_parts: list[str] = []

    def unit(self) -> LawUnit:
        whole = "".join("".join(self.sha_parts).split())
        return LawUnit(
            self.citation,
            self.heading,
            self.label,
            "".join(self.own).strip(),
            self.sentences,
            tuple(self.functions),
            sha256(whole.encode("utf-8")).hexdigest() if whole else "",
            len(whole),
        )


class _LawReader:
    """Handlers for expat: follows the elements and collects the units of main provisions and of the law's own 附則."""

    def __init__(self) -> None:
        self.units: list[LawUnit] = []
        self.number = ""
        self.title = ""
        self.seen_law = False
        self._path: list[str] = []
        self._open: list[_Open] = []
        self._place = ""  # MainProvision, SupplProvision, AppdxStyle, or empty
        self._foreign = 0
        self._ruby = 0
        self._sentence = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise _RefusedError(f"XML の入れ子が{MAX_DEPTH}段を超えています。")
        if name == "Law":
            if self.seen_law:
                raise _RefusedError("一つのファイルに、法令が二つ以上あります。")
            self.seen_law = True
        elif name == "MainProvision" or (name == "SupplProvision" and not attributes.get("AmendLawNum")):
            self._place = name
        elif name == "SupplProvision":
            self._place = ""
        elif name in _FOREIGN:
            self._foreign += 1
        elif name in ("Rt", "Rp"):
            self._ruby += 1
        elif name == "Sentence":
            self._sentence += 1
            if self._open and not self._foreign:
                self._open[-1].sentences += 1
                self._open[-1].functions.append(attributes.get("Function", ""))
        elif name == "Column" and self._open and attributes.get("Num", "1") != "1":
            self._open[-1].own.append("\u3000")
        elif name in _UNITS and not self._foreign:
            self._start_unit(name, attributes.get("Num", ""))

    def end(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if name in ("MainProvision", "SupplProvision"):
            self._place = ""
        elif name in _FOREIGN:
            self._foreign -= 1
        elif name in ("Rt", "Rp"):
            self._ruby -= 1
        elif name == "Sentence":
            self._sentence -= 1
        elif self._open and self._open[-1].depth == depth:
            self._end_unit(name)

    def text(self, text: str) -> None:
        if self._ruby or not self._path:
            return
        inner = self._path[-1]
        if self._sentence and self._open:
            self._open[-1].own.append(text)
            for unit in self._open:
                unit.sha_parts.append(text)
        elif inner == "LawNum" and self._path[-2:-1] == ["Law"]:
            self.number += text
        elif inner == "LawTitle":
            self.title += text.strip()
        elif self._open and not self._foreign:
            if inner in ("ArticleCaption", "ParagraphCaption"):
                self._open[-1].heading += text.strip()
            elif inner in _LABELS or inner == "AppdxStyleTitle":
                self._open[-1].label += text.strip()

    def _start_unit(self, name: str, number: str) -> None:
        if name == "AppdxStyle":
            # a form has no number of its own: it stands in its title, 別記様式第七（第五十四条関係）
            self._push(Citation("", annex="様式"))
            return
        if not self._place or (self._open and self._open[-1].citation.annex):
            return
        above = self._open[-1].citation if self._open else Citation("", supplementary=self._place == "SupplProvision")
        numbers = _numbers(number)
        if name == "Article":
            self._push(replace(above, article=numbers))
        elif name == "Paragraph":
            self._push(replace(above, paragraph=numbers[0]))
        elif name == "Item":
            if self._open:
                self._push(replace(above, item=numbers))
        elif self._open and len(above.subitem) == _SUBITEMS[name] - 1:
            self._push(replace(above, subitem=(*above.subitem, numbers[0])))

    def _push(self, citation: Citation) -> None:
        if len(self.units) >= MAX_UNITS:
            raise _RefusedError(f"条・項・号が{MAX_UNITS:,}を超えています。")
        self._open.append(_Open(citation, len(self.units), len(self._path)))
        self.units.append(_NOTHING)  # its slot: units stand in the order of their beginnings

    def _end_unit(self, name: str) -> None:
        closed = self._open.pop()
        if name == "AppdxStyle":
            numbers = _form_number(closed.label)
            closed.citation = replace(closed.citation, article=numbers)
        self.units[closed.slot] = closed.unit()
        if name == "AppdxStyle" and not closed.citation.article:
            del self.units[closed.slot :]
        elif name == "Article":
            self._merge_only_paragraph(closed.slot)

    def _merge_only_paragraph(self, slot: int) -> None:
        """An article of one paragraph is one unit: 号 are cited 「第113条第1号」."""
        article, *inner = self.units[slot:]
        if sum(_kind_of(unit.citation) == "Paragraph" for unit in inner) != 1:
            return
        paragraph, *rest = inner
        merged = replace(paragraph, citation=article.citation, heading=article.heading, label=article.label)
        self.units[slot:] = [
            merged,
            *(replace(unit, citation=replace(unit.citation, paragraph=0)) for unit in rest),
        ]


_NOTHING: Final = LawUnit(Citation(""), "", "", "", 0, (), "", 0)


def _parser(reader: _LawReader) -> XMLParserType:
    """An expat parser that refuses whatever could reach outside the text."""
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse("DOCTYPE のある XML は読みません。")
    parser.EntityDeclHandler = _refuse("実体の宣言のある XML は読みません。")
    parser.ExternalEntityRefHandler = _refuse("外部を参照する XML は読みません。")
    parser.XmlDeclHandler = _check_declaration
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _refuse(message: str) -> Callable[..., int]:
    def refuse(*_: object) -> int:
        raise _RefusedError(message)

    return refuse


def _check_declaration(version: str, encoding: str | None, standalone: int) -> None:
    if encoding is not None and encoding.upper() not in ("UTF-8", "UTF8"):
        raise _RefusedError(f"文字コードが UTF-8 でない XML（{encoding[:20]}）は読みません。")


def _kind_of(citation: Citation) -> str:
    if citation.annex:
        return "AppdxStyle"
    if citation.subitem:
        return f"Subitem{len(citation.subitem)}"
    if citation.item:
        return "Item"
    return "Paragraph" if citation.paragraph else "Article"


def _numbers(number: str) -> tuple[int, ...]:
    """「27_7」 → (27, 7).  A deleted range 「3:5」 stands under its first number."""
    parts = number.split(":")[0].split("_")
    if not all(part.isascii() and part.isdigit() and len(part) <= 6 for part in parts):
        raise _RefusedError(f"条・項・号の番号「{number[:20]}」を読めません。")
    return tuple(int(part) for part in parts)


def _form_number(title: str) -> tuple[int, ...]:
    """The number in 「別記様式第七（第五十四条関係）」; nothing where there is none."""
    from compliance.law.citation import parse_citation

    name = title.split("（")[0].split("(")[0].strip()
    citation = parse_citation(name)
    return citation.article if citation is not None and citation.annex else ()


def _number_of(text: str) -> str:
    """平成十五年法律第五十七号 in Arabic figures, or as written where it cannot be read."""
    from compliance.kinds.numerals import read_integer

    written = "".join(text.split())
    for separator in ("年", "号"):
        if separator not in written:
            return written
    era, rest = written[:2], written[2:]
    year, rest = rest.split("年", 1)
    kind, _, number = rest.rpartition("第")
    try:
        return f"{era}{1 if year == '元' else read_integer(year)}年{kind}第{read_integer(number.removesuffix('号'))}号"
    except ValueError:
        return written


def _written_twice(units: list[LawUnit]) -> Citation | None:
    seen: set[Citation] = set()
    for unit in units:
        if unit.citation in seen:
            return unit.citation
        seen.add(unit.citation)
    return None


def _problem(name: str, data: bytes, at: int, message: str, code: str) -> Problem:
    """A problem at a byte of the file; only the line around it is kept as its source."""
    text = data[: max(at, 0) + 200].decode("utf-8", "replace")
    start = min(len(data[: max(at, 0)].decode("utf-8", "replace")), len(text))
    return Problem(
        code,
        message,
        Span(Source(name, text), start, min(start + 1, len(text))),
        "e-Gov 法令検索から「XML」で保存した法令のファイルを指定してください。",
    )
