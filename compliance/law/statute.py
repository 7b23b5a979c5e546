"""The statute as data: which units of law there are, what each says in one sentence, and the hash of its official text.

`rules/statute/` holds one YAML file for each law.  Its keys are the units as they are cited (法第114条第1項第2号), each at
the beginning of its line, so that the names are known without reading the file as YAML; headings, 要旨 and hashes are
read when somebody asks for them (`statute_units`).  The official text itself is not here but in `official`, once it is
imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from compliance.atomic import MAX_BYTES, is_folder, leads_out, read_file, why
from compliance.law.citation import LAWS, PARTS, Citation, parse_citation
from compliance.problem import Problem, nearest
from compliance.source import Source, Span
from compliance.struct import replace

if TYPE_CHECKING:
    from compliance.law.statute_units import Law, Unit

_HEADER: Final = "法令"  # the first key of each file: the law itself
_CONFIRMED: Final = "  確認日: "


class StatuteIndex:
    """Every unit of law that a rule may cite.

    keys: the units in the order of the files.  digest: SHA-256 over the files.  confirmed: the last day for which all
    laws whose official text was seen were confirmed, or None where none was.  unread: the problems of files that could
    not be read at all.
    """

    def __init__(self, sources: Iterable[Source], unread: Iterable[Problem] = ()) -> None:
        self._sources = tuple(sources)
        self.unread = tuple(unread)
        keys: dict[str, int] = {}
        digest = sha256()
        confirmed: list[date] = []
        for number, source in enumerate(self._sources):
            digest.update(f"{source.name}\0{source.text}\0".encode())
            for line in source.text.split("\n"):
                if line[:1] not in _NOT_A_KEY:
                    key = line.rstrip().removesuffix(":")
                    if key != _HEADER:
                        keys.setdefault(key, number)
                elif line.startswith(_CONFIRMED):
                    with suppress(ValueError):  # `problems` tells of it
                        confirmed.append(date.fromisoformat(line[len(_CONFIRMED) :].strip()))
        self._keys = keys
        self._details: dict[int, dict[str, Unit]] = {}
        self._laws: dict[int, Law] = {}
        self._problems: dict[int, list[Problem]] = {}
        self._many: frozenset[str] | None = None
        self._parsed: dict[str, Citation | None] = {}
        self._children: dict[str, list[str]] = {}
        self.digest = digest.hexdigest()
        self.confirmed = min(confirmed, default=None)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._keys)

    # --- is it there ------------------------------------------------------------------------------------------------

    def exists(self, citation: Citation) -> bool:
        """Whether the unit cited is in the index, with its part and both ends of a range.

        What is not a statute (a Q&A, an ordinance) is not looked up: it counts as there.
        """
        return self.fault(citation) is None

    def key(self, citation: Citation) -> str | None:
        """The key of the unit cited: 「法第113条第1項第1号」 is 「法第113条第1号」, as 113条 has one paragraph."""
        unit = citation.unit
        text = unit.show()
        if text in self._keys:
            return text
        if unit.paragraph == 1 and unit.article:
            short = replace(unit, paragraph=0)
            if (
                short.show() in self._keys
                and replace(short, item=(), subitem=()).show() not in self._articles_of_many()
            ):
                return short.show()
        return None

    def fault(self, citation: Citation) -> tuple[str, str] | None:
        """What is wrong with a citation: a sentence and a hint (or an empty text); None where nothing is."""
        if citation.applied_by is not None:
            fault = self.fault(citation.applied_by)
            if fault is not None:
                return fault
        if not citation.is_statute:
            return None
        if citation.last is not None:
            return self._range_fault(citation)
        key = self.key(citation)
        if key is None:
            return self._why_missing(citation.unit)
        if citation.part:
            return self._part_fault(citation, key)
        return None

    def nearest(self, citation: Citation) -> Citation | None:
        """The unit that a citation of nothing may be a slip of, or None where none is near."""
        unit = citation.unit
        if citation.last is not None and self.key(unit) is not None:
            unit = citation.last.unit
        law = unit.law
        names = self._law_names()
        if law not in names:
            near = nearest(law, names, limit=1)
            if not near:
                return None
            unit = replace(unit, law=near[0])
        found = self.key(unit)
        if found is None:
            found = self._nearest_key(unit)
        return self._citations().get(found) if found else None

    def expand(self, citation: Citation) -> tuple[Citation, ...]:
        """The units that a citation means: both ends of a range and what is between, the 号 of 「各号」, else itself.

        Units that are not there are left out; the units below those meant are not added.
        """
        if not citation.is_statute:
            return ()
        key = self.key(citation)
        if key is None:
            return ()
        keys = [key]
        if citation.last is not None:
            last = self.key(citation.last)
            siblings = self._siblings(key)
            keys = siblings[siblings.index(key) : siblings.index(last) + 1] if last in siblings else []
        elif "各号" in citation.part:
            keys = self.children(key)
        parsed = [found for key in keys if (found := self._citation(key)) is not None]
        return tuple(replace(found, applied_by=citation.applied_by) for found in parsed)

    def children(self, key: str) -> list[str]:
        """The keys of the units right below a unit, in order."""
        if not self._children:
            for other, citation in self._citations().items():
                above = citation.parent
                if above is not None:
                    self._children.setdefault(above.show(), []).append(other)
        return list(self._children.get(key, ()))

    def below(self, key: str) -> list[str]:
        """The keys of all units below a unit, in order."""
        found = []
        for child in self.children(key):
            found += [child, *self.below(child)]
        return found

    # --- what it says -----------------------------------------------------------------------------------------------

    def unit(self, citation: Citation | str) -> Unit | None:
        """The unit cited, with its heading, 要旨 and hash; None where it is not in the index."""
        key = citation if isinstance(citation, str) else self.key(citation)
        if key is None or key not in self._keys:
            return None
        return self._read(self._keys[key]).get(key)

    def units(self) -> tuple[Unit, ...]:
        """All units, in the order of the files."""
        return tuple(unit for number in range(len(self._sources)) for unit in self._read(number).values())

    def laws(self) -> tuple[Law, ...]:
        """The laws of the index, in the order of the files."""
        for number in range(len(self._sources)):
            self._read(number)
        return tuple(self._laws[number] for number in sorted(self._laws))

    def problems(self) -> list[Problem]:
        """What is wrong in the files of the index."""
        for number in range(len(self._sources)):
            self._read(number)
        return [*self.unread, *(problem for number in sorted(self._problems) for problem in self._problems[number])]

    # --- inside -----------------------------------------------------------------------------------------------------

    def _read(self, number: int) -> dict[str, Unit]:
        if number not in self._details:
            from compliance.law.statute_units import problem_at_start, read_units

            law, units, problems = read_units(self._sources[number])
            scanned = {key for key, file in self._keys.items() if file == number}
            if not problems and law is not None and scanned != set(units):
                odd = sorted(scanned.symmetric_difference(units))[0]
                problems.append(
                    problem_at_start(
                        self._sources[number],
                        f"「{odd}」は、ほかのファイルにもあるか、行の初めから「{odd}:」の形で書かれていません。",
                    )
                )
            if law is not None:
                self._laws[number] = law
            self._details[number] = units
            self._problems[number] = problems
        return self._details[number]

    def _articles_of_many(self) -> frozenset[str]:
        """The articles (and 附則 without articles) that have more than one paragraph."""
        if self._many is None:
            self._many = frozenset(key[: key.index("項")].rpartition("第")[0] for key in self._keys if "項" in key)
        return self._many

    def _citations(self) -> dict[str, Citation]:
        """The keys, read.  One that is no citation is left out; `problems` reports it."""
        return {key: citation for key in self._keys if (citation := self._citation(key)) is not None}

    def _citation(self, key: str) -> Citation | None:
        """A key, read when it is first asked for."""
        if key not in self._parsed:
            self._parsed[key] = parse_citation(key)
        return self._parsed[key]

    def _law_names(self) -> list[str]:
        return list(dict.fromkeys(citation.law for citation in self._citations().values()))

    def _siblings(self, key: str) -> list[str]:
        """The units of the same level under the same parent; for an article, the articles of its law."""
        unit = self._citation(key)
        assert unit is not None
        level = _level(unit)
        above = _above(unit)
        if above in self._keys:
            # what is below a unit begins with it; to read all keys takes long
            below = ((other, self._citation(other)) for other in self._keys if other.startswith(above))
            return [other for other, found in below if found and _level(found) == level and _above(found) == above]
        return [
            other
            for other, citation in self._citations().items()
            if _level(citation) == level
            and (citation.law, citation.supplementary, citation.annex) == (unit.law, unit.supplementary, unit.annex)
        ]

    def _why_missing(self, unit: Citation) -> tuple[str, str]:
        shown = unit.show()
        near = self.nearest(unit)
        hint = f"「{near.show()}」の書き間違いではありませんか。" if near is not None else ""
        if unit.law not in self._law_names():
            known = "、".join(law.short for law in LAWS[:3])
            return (
                f"「{unit.law}」という法令は、条文索引にありません。",
                hint or f"「{known}、民法」のように書いてください。",
            )
        article = replace(unit, paragraph=0, item=(), subitem=())
        if not (unit.article or unit.paragraph):
            first = next(key for key, citation in self._citations().items() if citation.law == unit.law)
            return f"「{shown}」のどの条項か、書かれていません。", f"「{first}」のように書いてください。"
        if not unit.article or self.key(article) is None:
            # the index holds the articles that rules need, not whole laws
            return f"「{shown}」は、条文索引にありません。", hint
        if unit.item and not unit.paragraph and article.show() in self._articles_of_many():
            return f"「{article.show()}」には項が二つ以上あるので、「{shown}」では、どの項か分かりません。", hint
        return f"「{shown}」という条文はありません。", hint

    def _range_fault(self, citation: Citation) -> tuple[str, str] | None:
        last = citation.last
        assert last is not None
        for end in (citation.unit, last):
            fault = self.fault(end)
            if fault is not None:
                return fault
        if not self.expand(citation):
            return (
                f"「{citation.show()}」の初めと終わりが、順に並ぶ条文ではありません。",
                "「法第113条第1号から第5号まで」のように、同じ条の項・号、又は同じ法令の条を、前から順に書いてください。",
            )
        return None

    def _part_fault(self, citation: Citation, key: str) -> tuple[str, str] | None:
        unit = self.unit(key)
        has_items = bool(self.children(key))
        for part in (part for part in PARTS if part in citation.part):
            if part in ("柱書", "各号"):
                there = has_items
            elif part == "かっこ書" or unit is None or not (unit.sha256 or unit.parts):
                there = True  # the index does not know; it is not for it to deny
            else:
                there = part in unit.parts
            if not there:
                return f"「{key}」に、{part}はありません。", f"「{key}」とだけ書いてください。"
        return None

    def _nearest_key(self, unit: Citation) -> str | None:
        """The key nearest to a unit that is not there: under the deepest unit that is."""
        if unit.item and not unit.paragraph and unit.article:
            for paragraph in range(1, 30):
                filled = self.key(replace(unit, paragraph=paragraph))
                if filled is not None:
                    return filled
        above = unit.parent
        while above is not None and self.key(above) is None:
            above = above.parent
        if above is not None and above.article:
            parent = self.key(above)
            assert parent is not None
            wanted = _last_number(unit)
            parsed = self._citations()
            near_by = [(abs(_last_number(parsed[other]) - wanted), other) for other in self.children(parent)]
            return min(near_by)[1] if near_by else parent
        same_law = [key for key, citation in self._citations().items() if citation.law == unit.law]
        near = nearest(unit.show(), same_law, limit=1)
        return near[0] if near else None


_NOT_A_KEY: Final = frozenset(("", " ", "#", "\r", "-", "\t"))


def load_index(directory: Path) -> StatuteIndex:
    """The index in a folder; a folder that is not there means the one that comes with this package."""
    if not is_folder(directory):
        from compliance.resources import shipped

        directory = shipped("rules") / "statute"
    order = {law.short: rank for rank, law in enumerate(LAWS)}
    paths = sorted(directory.glob("*.yaml"), key=lambda path: (order.get(path.stem, len(order)), path.name))
    read = [_read(path, directory) for path in paths]
    return StatuteIndex(
        (each for each in read if isinstance(each, Source)), (each for each in read if isinstance(each, Problem))
    )


def _read(path: Path, directory: Path) -> Source | Problem:
    start = Span(Source(path.name, ""), 0, 0)
    if leads_out(path, directory):
        return Problem("outside", f"「{path.name}」は、条文のフォルダの外を指しています。", start)
    try:
        data = read_file(path)
    except OSError as error:
        return Problem("unreadable", f"「{path.name}」を読めません（{why(error)}）。", start)
    if len(data) > MAX_BYTES:
        return Problem("too-large", f"「{path.name}」は{MAX_BYTES // 1_000_000}メガバイトを超えています。", start)
    return Source(path.name, data.decode("utf-8-sig", "replace"))


def _last_number(unit: Citation) -> int:
    """The number at the deepest level of a unit."""
    levels = (unit.subitem[-1:], unit.item[:1], (unit.paragraph,) if unit.paragraph else (), unit.article[:1])
    return next((level[0] for level in levels if level), 0)


def _above(unit: Citation) -> str:
    """The key of the unit that this one belongs to; empty at the top."""
    return unit.parent.show() if unit.parent is not None else ""


def _level(unit: Citation) -> str:
    """What kind of unit it is: 条, 項, 号, イ …, so that units beside each other can be told from those below."""
    if unit.subitem:
        return f"イ{len(unit.subitem)}"
    return "号" if unit.item else "項" if unit.paragraph else "条"
