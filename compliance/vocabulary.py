"""The terms: what the forms of `rules/documents/` name, and what kind each is.  One name for one thing.

A form is a JSON Schema (2020-12) whose property names are the lawyers' terms.  `forms.load_forms` makes these
values from the schema files; the document reader and the rule checker both look only at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from types import CodeType
from typing import Any, Final

from compliance.struct import Struct, field
from compliance.values import Kind

SUFFIX: Final = ".schema.json"  # of the files of forms
COVER: Final = "一件書類"  # the paper whose 種類 and 段階 name the kinds of dossier and the stages, in order


class Property(Struct):
    """One field of a form.

    name: the legal term.  gloss: its English (`title`).  description: with the article (`description`).
    supplier: who supplies the fact (`x-supplier`): 「提案者」「行政機関」「公的書類」; inherited from the form if not given.
    choices: the texts allowed (`enum`), or empty.  min_items: for a list.  derived: an age reckoned from a birthday.
    """

    name: str
    kind: Kind
    gloss: str = ""
    description: str = ""
    supplier: str = ""
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    min_items: int = 0


class RecordType(Struct):
    """A form, or a part of one: its properties by name, in the order of the schema.

    label: the property that names an element to a reader (`x-label`, such as 氏名), or empty.
    fixed: properties whose value the schema fixes (`const`), such as 種別 of an officer; they need not be written.
    """

    name: str
    properties: Mapping[str, Property]
    gloss: str = ""
    description: str = ""
    supplier: str = ""
    label: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)


class Section(Struct):
    """A paper of a dossier (提案書, 誓約書, …).

    day: the property that is the paper's own 基準日 (`x-day`), or empty.
    due: kind of dossier → the stage from which the paper must be there (`x-due`); a kind not named never needs it.
    stage: the stage that the paper's presence shows to be reached (`x-stage`), an index into `Forms.stages`.
    many: the section is a list of papers (添付書類) rather than one.
    """

    name: str
    kind: Kind
    type: RecordType
    many: bool = False
    day: str = ""
    stage: int = 0
    due: Mapping[str, int] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    gloss: str = ""
    description: str = ""
    supplier: str = ""


class Forms(Struct):
    """All papers there are: sections by name, the stages of the procedure in order, the kinds of dossier.

    digest: SHA-256 of the schema files, for the report.
    schemas: file name → the schema itself, for the JSON Schema library.
    """

    sections: Mapping[str, Section]
    stages: tuple[str, ...]
    kinds: tuple[str, ...]
    digest: str = ""
    schemas: Mapping[str, object] = field(default_factory=dict)

    def record_types(self) -> list[RecordType]:
        """Every record type reachable from a section, each once, outer before inner."""
        found: dict[int, RecordType] = {}

        def visit(record: RecordType) -> None:
            if id(record) in found:
                return
            found[id(record)] = record
            for item in record.properties.values():
                kind = item.kind.element or item.kind
                if kind.record is not None:
                    visit(kind.record)

        for section in self.sections.values():
            visit(section.type)
        return list(found.values())

    def terms(self) -> set[str]:
        """Every name a rule may use: the sections' and all properties'."""
        names = set(self.sections)
        for record in self.record_types():
            names.update(record.properties)
        return names


def interned(constant: Any) -> Any:
    """Generated code with its texts interned, as the names of the forms are: a fact is then found without comparing names.

    Python interns only texts that could be names in ASCII.  `marshal` keeps what is interned so.
    """
    match constant:
        case str():
            return intern(constant)
        case tuple():
            return tuple(interned(each) for each in constant)
        case CodeType():
            return constant.replace(co_consts=interned(constant.co_consts))
        case _:
            return constant
