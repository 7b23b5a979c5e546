"""The official text of a law, imported from an e-Gov XML, and held against the index: what is the same, what drifted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.atomic import read_file
from compliance.law.citation import Citation, parse_citations
from compliance.law.egov import MAX_BYTES, LawText, LawUnit, read_law
from compliance.law.statute import StatuteIndex
from compliance.law.statute_units import Law
from compliance.problem import Problem
from compliance.source import Source, Span
from compliance.struct import Struct, replace

if TYPE_CHECKING:
    from compliance.model import RuleSet


class Imported(Struct):
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
    """Read an e-Gov XML and keep it in the user's folder, in place of an earlier one.  Raises OSError.

    A text that holds next to nothing of the index is not kept: it is cut off, or no full text of the law.
    """
    from compliance.atomic import write_file

    data = read_file(path, MAX_BYTES)
    imported, problems = read_official(path.name, data, index)
    if imported is not None:
        lacking = _cut_off(imported, index)
        if lacking is not None:
            return None, [lacking]
        folder.mkdir(parents=True, exist_ok=True)
        write_file(kept_at(imported, folder), data)
    return imported, problems


def kept_at(imported: Imported, folder: Path) -> Path:
    """Where an imported text is kept; without this file it is as if it had not been imported."""
    return folder / f"{imported.law.law_id}.xml"


def _cut_off(imported: Imported, index: StatuteIndex) -> Problem | None:
    """The problem with a text in which less than a tenth of what the index holds of the law is found."""
    there = {unit.citation.show() for unit in imported.text.units}
    known = [unit.key for unit in index.units() if unit.law.short == imported.law.short and not unit.citation.annex]
    found = sum(key in there for key in known)
    if 10 * found >= len(known):
        return None
    told = (
        f"条文索引の{len(known)}の条・項・号のうち、{found}しか"
        if found
        else f"条文索引の{len(known)}の条・項・号が、一つも"
    )
    return Problem(
        "cut-off-law",
        f"「{imported.text.title}（{imported.law.number}）」の本文に、{told}ありません。途中で切れているか、全文ではない XML です。",
        _nowhere(imported.file),
        "e-Gov 法令検索から、全文の XML を保存し直してください。前に取り込んだ条文は、そのまま残っています。",
    )


def load_official(folder: Path, index: StatuteIndex) -> tuple[dict[str, Imported], list[Problem]]:
    """The laws imported so far, by the name they are cited under.  Nothing imported: an empty dict."""
    found: dict[str, Imported] = {}
    problems: list[Problem] = []
    for law in index.laws() if folder.is_dir() else ():
        path = folder / f"{law.law_id}.xml"
        if law.law_id and path.is_file():
            imported, wrong = read_official(path.name, read_file(path, MAX_BYTES), index)
            problems += wrong
            if imported is not None and imported.law.short == law.short:
                found[law.short] = imported
    return found, problems


SAME, CHANGED, NEW, GONE, UNKNOWN = "同じ", "変更", "新設", "なし", "照合できない"


class Drifted(Struct):
    """One unit, held against the imported text: SAME, CHANGED, NEW (only there), GONE (only here), UNKNOWN (no hash)."""

    key: str
    status: str
    note: str = ""


class Drift(Struct):
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


def _bare(heading: str) -> str:
    return heading.removeprefix("（").removesuffix("）")


def _nowhere(name: str) -> Span:
    return Span(Source(name, ""), 0, 0)
