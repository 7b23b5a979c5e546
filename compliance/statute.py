"""The statute as data: which units of law there are, what each says in one sentence, and the hash of its official text.

`rules/statute/` holds one YAML file for each law.  Its keys are the units as they are cited (法第114条第1項第2号), each at
the beginning of its line, so that the names are known without reading the file as YAML; headings, 要旨 and hashes are
read when somebody asks for them.  The official text itself is not here: it comes from an e-Gov XML (`egov`), which
`drift` holds against the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from compliance.citation import LAWS, Citation, parse_citation, parse_citations
from compliance.nodes import DocNode, Record, Scalar, Sequence
from compliance.problem import Problem, nearest
from compliance.source import Source, Span

if TYPE_CHECKING:
    from compliance.egov import LawText, LawUnit
    from compliance.model import RuleSet

HEADER: Final = "法令"  # the first key of each file: the law itself
_CONFIRMED: Final = "  確認日: "


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change that is promulgated or planned.  law: who changes it.  day: in force from, or the words that say when.

    effect: what it does to the units here, or 「要確認」 with what is known.
    """

    law: str
    day: str
    effect: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier text of a unit: in force from `first` to `last`, and how it differed."""

    first: date
    last: date
    difference: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law of the index.  edition: which version of the text the hashes are of, and where it was published.

    confirmed: the last day for which the index was confirmed.  in_force: from when the text stands as it does, where a
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
    confirmed: date
    pending: tuple[Amendment, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
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


class StatuteIndex:
    """Every unit of law that a rule may cite.

    keys: the units in the order of the files.  digest: SHA-256 over the files.  confirmed: the last day for which all
    of it was confirmed, or None for an empty index.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)
        keys: dict[str, int] = {}
        digest = sha256()
        confirmed: list[str] = []
        for number, source in enumerate(self._sources):
            digest.update(f"{source.name}\0{source.text}\0".encode())
            for line in source.text.split("\n"):
                if line[:1] not in _NOT_A_KEY:
                    key = line.rstrip().removesuffix(":")
                    if key != HEADER:
                        keys.setdefault(key, number)
                elif line.startswith(_CONFIRMED):
                    confirmed.append(line[len(_CONFIRMED) :].strip())
        self._keys = keys
        self._details: dict[int, dict[str, Unit]] = {}
        self._laws: dict[int, Law] = {}
        self._problems: dict[int, list[Problem]] = {}
        self._many: frozenset[str] | None = None
        self._parsed: dict[str, Citation] = {}
        self._children: dict[str, list[str]] = {}
        self.digest = digest.hexdigest()
        self.confirmed = date.fromisoformat(min(confirmed)) if confirmed else None

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
        parsed = self._citations()
        return tuple(replace(parsed[key], applied_by=citation.applied_by) for key in keys if key in parsed)

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
        return [problem for number in sorted(self._problems) for problem in self._problems[number]]

    # --- inside -----------------------------------------------------------------------------------------------------

    def _read(self, number: int) -> dict[str, Unit]:
        if number not in self._details:
            law, units, problems = _read_file(self._sources[number])
            scanned = {key for key, file in self._keys.items() if file == number}
            if not problems and law is not None and scanned != set(units):
                odd = sorted(scanned.symmetric_difference(units))[0]
                problems.append(
                    _at_start(
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
        if not self._parsed:
            for key in self._keys:
                citation = parse_citation(key)
                if citation is not None:
                    self._parsed[key] = citation
        return self._parsed

    def _law_names(self) -> list[str]:
        return list(dict.fromkeys(citation.law for citation in self._citations().values()))

    def _siblings(self, key: str) -> list[str]:
        """The units of the same level under the same parent; for an article, the articles of its law."""
        parsed = self._citations()
        unit = parsed[key]
        level = _level(unit)
        above = unit.parent
        if above is not None and above.show() in self._keys:
            return [other for other in self.children(above.show()) if _level(parsed[other]) == level]
        return [
            other
            for other, citation in parsed.items()
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
            return f"「{shown}」の条が書かれていません。", f"「{unit.law}第1条」のように書いてください。"
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
        from compliance.citation import PARTS

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
    if not directory.is_dir():
        from compliance.resources import shipped

        directory = shipped("rules") / "statute"
    order = {law.short: rank for rank, law in enumerate(LAWS)}
    paths = sorted(directory.glob("*.yaml"), key=lambda path: (order.get(path.stem, len(order)), path.name))
    return StatuteIndex(Source(path.name, path.read_text(encoding="utf-8-sig")) for path in paths)


# --- the official text ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Imported:
    """The official text of a law of the index, as imported.  file: where it was read from, for showing."""

    law: Law
    text: LawText
    file: str

    def unit(self, key: str) -> LawUnit | None:
        """The unit with its official text."""
        return next((unit for unit in self.text.units if unit.citation.show() == key), None)

    def verbatim(self, key: str) -> tuple[tuple[int, str, str], ...]:
        """The unit and those below, as (depth from 0, label as printed, text): what `explain` shows."""
        found: list[tuple[int, str, str]] = []
        top = -1
        for unit in self.text.units:
            depth = _depth(unit.citation)
            if unit.citation.show() == key:
                top = depth
            elif top >= 0 and depth <= top:
                break
            if top >= 0:
                found.append((depth - top, unit.label, unit.own))
        return tuple(found)


def read_official(name: str, data: bytes, index: StatuteIndex) -> tuple[Imported | None, list[Problem]]:
    """The law in an e-Gov XML, matched to the index by its number; None with the problem that says why not."""
    from compliance.egov import read_law

    text, problems = read_law(name, data)
    if text is None:
        return None, problems
    law = next((law for law in index.laws() if law.number == text.number), None)
    if law is None:
        known = "、".join(law.short for law in index.laws())
        message = f"「{text.title}（{text.number}）」は、条文索引にない法令です。"
        return None, [Problem("unknown-law", message, _nowhere(name), f"索引にある法令は、{known}です。")]
    return Imported(law, text.cited_as(law.short), name), []


def official_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Where imported texts are kept: COMPLIANCE_DATA, else the user's data folder (XDG), in `statute`."""
    own = environment.get("COMPLIANCE_DATA", "")
    if own:
        return Path(own) / "statute"
    data = environment.get("XDG_DATA_HOME", "")
    return (Path(data) if data.startswith("/") else home / ".local" / "share") / "compliance" / "statute"


def import_official(path: Path, folder: Path, index: StatuteIndex) -> tuple[Imported | None, list[Problem]]:
    """Read an e-Gov XML and keep it in the user's folder, in place of an earlier one.  Raises OSError."""
    from compliance.atomic import write_file
    from compliance.egov import MAX_BYTES

    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    imported, problems = read_official(path.name, data, index)
    if imported is not None:
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / f"{imported.law.law_id}.xml", data)
    return imported, problems


def load_official(folder: Path, index: StatuteIndex) -> tuple[dict[str, Imported], list[Problem]]:
    """The laws imported so far, by the name they are cited under.  Nothing imported: an empty dict."""
    found: dict[str, Imported] = {}
    problems: list[Problem] = []
    for law in index.laws() if folder.is_dir() else ():
        path = folder / f"{law.law_id}.xml"
        if law.law_id and path.is_file():
            imported, wrong = read_official(path.name, path.read_bytes(), index)
            problems += wrong
            if imported is not None and imported.law.short == law.short:
                found[law.short] = imported
    return found, problems


SAME, CHANGED, NEW, GONE, UNKNOWN = "同じ", "変更", "新設", "なし", "照合できない"


@dataclass(frozen=True, slots=True)
class Drifted:
    """One unit, held against the imported text: SAME, CHANGED, NEW (only there), GONE (only here), UNKNOWN (no hash)."""

    key: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """What became of the units of the laws that were imported."""

    units: tuple[Drifted, ...]

    def counts(self) -> dict[str, int]:
        """How many units there are of each status, all statuses listed."""
        return {
            status: sum(unit.status == status for unit in self.units) for status in (SAME, CHANGED, NEW, GONE, UNKNOWN)
        }

    @property
    def moved(self) -> dict[str, Drifted]:
        """The units whose text is no longer the one that rules were confirmed against."""
        return {unit.key: unit for unit in self.units if unit.status in (CHANGED, NEW, GONE)}


def drift(index: StatuteIndex, imported: Iterable[Imported]) -> Drift:
    """Hold imported texts against the index, unit by unit.

    NEW are units of an article that the index holds; other articles of the law are not its matter.
    """
    found: list[Drifted] = []
    for official in imported:
        texts = {unit.citation.show(): unit for unit in official.text.units}
        known = [unit for unit in index.units() if unit.law.short == official.law.short]
        for unit in known:
            text = texts.get(unit.key)
            if text is None:
                # a form is often an image; what the file does not hold at all, it does not deny
                lacks_forms = unit.citation.annex and not any(other.citation.annex for other in official.text.units)
                found.append(Drifted(unit.key, UNKNOWN if lacks_forms else GONE))
            elif not unit.sha256:
                found.append(Drifted(unit.key, UNKNOWN, unit.unverified))
            elif text.sha256 != unit.sha256:
                found.append(Drifted(unit.key, CHANGED))
            elif unit.heading and _bare(text.heading) != unit.heading:
                found.append(Drifted(unit.key, CHANGED, f"見出しが「{_bare(text.heading)}」になりました。"))
            else:
                found.append(Drifted(unit.key, SAME))
        keys = {unit.key for unit in known}
        whole = {unit.key for unit in known if unit.citation.article and unit.citation.parent is None and unit.sha256}
        for key, text in texts.items():
            article = replace(text.citation, paragraph=0, item=(), subitem=()).show()
            if key not in keys and article in whole:
                found.append(Drifted(key, NEW))
    return Drift(tuple(found))


def affected_rules(moved: Drift, index: StatuteIndex, rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """The items, fees and definitions that cite units whose text moved: name → those units."""
    away = moved.moved
    found: dict[str, tuple[str, ...]] = {}
    named = [
        *((item.id, item.citations) for item in rules.items),
        *((fee.id, fee.citations) for fee in rules.fees),
        *((definition.name, definition.citations) for definition in rules.definitions.values()),
        *((value.name, value.citations) for value in rules.values.values()),
        *((term.name, term.citations) for term in rules.delegated.values()),
        *((presumption.name, presumption.citations) for presumption in rules.presumptions.values()),
    ]
    for name, lines in named:
        citations, _ = parse_citations("、".join(lines))
        cited = [key for citation in citations for key in _touched(citation, index, away)]
        if cited:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *cited)))
    return found


def _touched(citation: Citation, index: StatuteIndex, away: Mapping[str, Drifted]) -> list[str]:
    """The moved units that a citation rests on: those it means, and new ones right below them."""
    applying = index.expand(citation.applied_by) if citation.applied_by is not None else ()
    keys = [unit.unit.show() for unit in (*index.expand(citation), *applying)]
    new = [key for key, unit in away.items() if unit.status == NEW and any(key.startswith(k) for k in keys)]
    return [key for key in keys if key in away] + new


def _depth(citation: Citation) -> int:
    """How many units this one stands in, within its article."""
    return bool(citation.article) + bool(citation.paragraph) + bool(citation.item) + len(citation.subitem) - 1


def _last_number(unit: Citation) -> int:
    """The number at the deepest level of a unit."""
    levels = (unit.subitem[-1:], unit.item[:1], (unit.paragraph,) if unit.paragraph else (), unit.article[:1])
    return next((level[0] for level in levels if level), 0)


def _level(unit: Citation) -> str:
    """What kind of unit it is: 条, 項, 号, イ …, so that units beside each other can be told from those below."""
    if unit.subitem:
        return f"イ{len(unit.subitem)}"
    return "号" if unit.item else "項" if unit.paragraph else "条"


def _bare(heading: str) -> str:
    return heading.removeprefix("（").removesuffix("）")


# --- reading the files of the index ---------------------------------------------------------------------------------

_LAW_FIELDS: Final = (
    "略称", "名称", "英語", "法令番号", "法令ID", "施行", "本文", "出典", "確認日", "改正予定", "注記",
)  # fmt: skip
_UNIT_FIELDS: Final = ("見出し", "要旨", "英語", "構成", "施行", "旧規定", "改正予定", "照合", "未照合")


def _read_file(source: Source) -> tuple[Law | None, dict[str, Unit], list[Problem]]:
    from compliance.reader import read_tree

    root, problems = read_tree(source, "yaml")
    if not isinstance(root, Record):
        return None, {}, problems or [_at_start(source, "条文索引のファイルに、何も書かれていません。")]
    entries = _Entries(problems)
    header = next((value for key, value in root.entries if key.text == HEADER), None)
    if not isinstance(header, Record):
        return None, {}, [*problems, _at_start(source, f"初めに「{HEADER}:」と、その法令の名称などを書いてください。")]
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
            self._day(fields, "確認日") or date.min,
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


def _at_start(source: Source, message: str) -> Problem:
    return Problem("statute-index", message, Span(source, 0, 0))


def _nowhere(name: str) -> Span:
    return Span(Source(name, ""), 0, 0)
