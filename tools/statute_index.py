"""Keeps the hashes of `rules/statute/` in step with the official texts, and begins the entries of new articles.

    python tools/statute_index.py INDEX.yaml SOURCE [--section TITLE] [--add UNIT…] [--write]

INDEX.yaml   a file of the index, such as rules/statute/法.yaml.
SOURCE       the official text: an e-Gov 法令標準XML (.xml), or Markdown (.md) in the form of the public mirrors of
             e-Gov: 「### 第五十三条（見出し）」 or 「**第五十三条（見出し）**　本文」, 「**２**　…」, 「- 一　…」, 「  - イ　…」.
--section    only the part of a Markdown file below the heading that begins with TITLE.
--add        articles (法第109条) whose units are to be added; 要旨 are then written by hand.
--write      write the file; without it only the differences are listed.

Each unit gets its 見出し, its 構成 (本文・ただし書, 前段・後段) and the SHA-256 of its text.  What people wrote (要旨,
施行, 旧規定, 改正予定 …) is kept.  The official text itself is never written to the index.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from compliance.documents.reader import plain, read_tree
from compliance.kinds.numerals import read_integer
from compliance.law.citation import IROHA, Citation, parse_citation
from compliance.law.egov import read_law, text_digest
from compliance.source import Source
from compliance.struct import replace

FIELDS = ("見出し", "要旨", "英語", "構成", "施行", "旧規定", "改正予定", "照合", "未照合")


@dataclass
class Official:
    """A unit of the source: its heading, the sentences of its own, and its whole text."""

    citation: Citation
    heading: str = ""
    own: str = ""
    whole: list[str] = field(default_factory=list)
    proviso: bool = False
    sentences: int = 0

    @property
    def digest(self) -> str:
        return text_digest("".join(self.whole))

    @property
    def parts(self) -> str:
        """The parts it has names for.  A second sentence that is no ただし書 makes a 前段 and a 後段."""
        if self.proviso:
            return "本文・ただし書"
        return "前段・後段" if self.sentences == 2 else ""


def from_xml(path: Path, law: str) -> dict[str, Official]:
    text, problems = read_law(path.name, path.read_bytes())
    if text is None:
        raise SystemExit(problems[0].message)
    found: dict[str, Official] = {}
    for unit in text.cited_as(law).units:
        official = Official(unit.citation, unit.heading.strip("（）"), unit.own)
        official.proviso = "proviso" in unit.functions
        official.sentences = 0 if "\u3000" in unit.own else unit.sentences
        found[unit.citation.show()] = official
        for key in _with_ancestors(unit.citation):
            if key in found:
                found[key].whole.append(unit.own)
    for key, unit in zip(found, text.units, strict=True):
        if found[key].digest != unit.sha256 and unit.sha256:
            raise SystemExit(f"{key}: the text is not in the order of its units")
    return found


def from_markdown(path: Path, law: str, section: str) -> dict[str, Official]:
    found: dict[str, Official] = {}
    article: Citation | None = None
    at = Citation(law)
    for line in _section(path.read_text(encoding="utf-8").split("\n"), section):
        heading = re.match(
            r"(?:### |\*\*)(第[〇一二三四五六七八九十百千]+条(?:の[〇一二三四五六七八九十]+)*)(?:（(.+?)）)?(?:\*\*[\u3000 ]*(.*))?$",
            line,
        )
        paragraph = re.match(r"\*\*(?:\d+条)?([０-９\d]+|[①-⑳])項?\*\*[\u3000 ]*(.*)$", line)
        item = re.match(
            r"( *)- ([〇一二三四五六七八九十]+(?:の[〇一二三四五六七八九十]+)*|[イロハニホヘトチリヌ]|（[０-９\d]+）)\u3000(.*)$",
            line,
        )
        if heading:
            unit = parse_citation(law + heading[1])
            assert unit is not None, line
            article = at = unit
            found[at.show()] = Official(at, heading[2] or "")
            if heading[3]:
                at = replace(article, paragraph=1)
                _put(found, at, heading[3])
        elif paragraph and (article is not None or paragraph[1] in "①②③④⑤⑥⑦⑧⑨"):
            number = "①②③④⑤⑥⑦⑧⑨".find(paragraph[1]) + 1 or read_integer(paragraph[1])
            at = replace(article or Citation(law), paragraph=number)
            _put(found, at, paragraph[2])
        elif item and article is not None:
            label = item[2]
            if label.startswith("（"):
                at = replace(at, subitem=(at.subitem[0], read_integer(label.strip("（）"))))
            elif label in IROHA:
                at = replace(at, subitem=(IROHA.index(label) + 1,))
            else:
                at = replace(at, item=tuple(read_integer(number) for number in label.split("の")), subitem=())
            if not at.paragraph:
                at = replace(at, paragraph=1)
            _put(found, at, item[3])
        elif (
            line.strip() and article is not None and not at.paragraph and not line.startswith(("|", "#", "（出典", ">"))
        ):
            at = replace(article, paragraph=1)
            _put(found, at, line)
        elif line.startswith(("#", "|")):
            article = None
    return _merge_only_paragraphs(found)


def _section(lines: list[str], title: str) -> Iterator[str]:
    depth = 0 if title else -1
    for line in lines:
        level = len(line) - len(line.lstrip("#")) if line.startswith("#") else 0
        if title and level and not depth and line.lstrip("# ").startswith(title):
            depth = level
        elif depth > 0 and level and level <= depth:
            return
        if depth:
            yield line


def _put(found: dict[str, Official], citation: Citation, text: str) -> None:
    text = text.strip()
    sentences = len(re.sub(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）|「[^」]*」", "", text).split("。")) - 1
    official = Official(
        citation, own=text, proviso="。ただし、" in text, sentences=0 if "\u3000" in text else sentences
    )
    found[citation.show()] = official
    for key in _with_ancestors(citation):
        if key in found:
            found[key].whole.append(text)


def _with_ancestors(citation: Citation) -> list[str]:
    keys = [citation.show()]
    above = citation.parent
    while above is not None:
        keys.append(above.show())
        above = above.parent
    return keys


def _merge_only_paragraphs(found: dict[str, Official]) -> dict[str, Official]:
    """An article of one paragraph is one unit, as its 号 are cited without the 項."""
    many = {unit.citation.article for unit in found.values() if unit.citation.paragraph > 1}
    merged: dict[str, Official] = {}
    for unit in found.values():
        if unit.citation.article and unit.citation.article not in many and unit.citation.paragraph:
            if not unit.citation.item:
                article = merged[replace(unit.citation, paragraph=0).show()]
                article.own, article.proviso, article.sentences = unit.own, unit.proviso, unit.sentences
                continue
            unit.citation = replace(unit.citation, paragraph=0)
        merged[unit.citation.show()] = unit
    return merged


def update(index: Path, official: dict[str, Official], add: list[str]) -> tuple[str, list[str]]:
    """The new text of the file, and what changed in it."""
    old = index.read_text(encoding="utf-8")
    comment = "".join(line + "\n" for line in old.split("\n", 20)[:20] if line.startswith("#"))
    tree, problems = read_tree(Source(index.name, old), "yaml")
    if problems or tree is None:
        raise SystemExit("\n".join(f"{p.span}: {p.message}" for p in problems))
    entries: dict[str, Any] = dict(plain(tree))  # type: ignore[call-overload]
    law = entries.pop("法令")
    notes: list[str] = []
    for key, unit in official.items():
        wanted = any(key == article or _article_of(unit.citation) == article for article in add)
        if wanted and key not in entries:
            entries[key] = {}
            notes.append(f"+ {key}")
    for key, entry in entries.items():
        found = official.get(key)
        if found is None:
            notes.append(f"? {key}: not in the source")
            continue
        if found.heading:
            entry["見出し"] = found.heading
        if found.parts:
            entry["構成"] = found.parts
        if entry.get("照合") not in (None, found.digest):
            notes.append(f"! {key}: the text changed")
        entry["照合"] = found.digest
        entry.pop("未照合", None)
    order = {key: number for number, key in enumerate(official)}
    numbered = sorted(entries, key=lambda key: (parse_citation(key) or Citation("")).sort_key())
    if all(key in order for key in entries):
        numbered = sorted(entries, key=order.__getitem__)
    text = comment + _show({"法令": law}) + "".join(_show({key: _ordered(entries[key])}) for key in numbered)
    return text, notes


def _article_of(citation: Citation) -> str:
    return replace(citation, paragraph=0, item=(), subitem=()).show()


def _ordered(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in FIELDS if name in entry}


def _show(value: dict[str, Any], indent: str = "") -> str:
    lines = []
    for key, entry in value.items():
        if isinstance(entry, dict):
            lines.append(f"{indent}{key}:\n{_show(entry, indent + '  ')}")
        elif isinstance(entry, list):
            lines.append(f"{indent}{key}:\n")
            for element in entry:
                inner = _show(element, indent + "    ")
                lines.append(f"{indent}  - {inner.lstrip()}")
        else:
            lines.append(f"{indent}{key}: {_scalar(entry)}\n")
    return "".join(lines)


def _scalar(text: str) -> str:
    plain_enough = (
        text and not re.search(r": |:$| #", text) and text[0] not in "\"'[]{}>|*&!%#`@,?:-" and text == text.strip()
    )
    return text if plain_enough else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--section", default="")
    parser.add_argument("--add", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    law = next(
        line.split(":", 1)[1].strip() for line in given.index.read_text(encoding="utf-8").split("\n") if "略称:" in line
    )
    read = (
        from_xml(given.source, law)
        if given.source.suffix == ".xml"
        else from_markdown(given.source, law, given.section)
    )
    text, notes = update(given.index, read, given.add)
    print("\n".join(notes))
    if given.write:
        given.index.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
