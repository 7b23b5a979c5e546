"""What was made of the parts of a rule folder (the grammar's tables, the forms, each rule file and its citations), kept
between processes.

When one file has changed, only that one is read again.  A part is kept under a digest of all it was made of, besides
our own code and the grammar, which the entry's key stands for; what cannot be read back is made anew.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, cast

from compliance.documents.forms import load_forms
from compliance.language import parse, syntax
from compliance.language.lalr import Production, Tables
from compliance.plan import frozen
from compliance.plan.cache import LaterSchemas, key_of, read_entry, write_entry
from compliance.problem import Problem
from compliance.resources import shipped
from compliance.source import Source
from compliance.struct import replace
from compliance.vocabulary import Forms

if TYPE_CHECKING:
    from compliance.law.statute import StatuteIndex

T = TypeVar("T")
LookUp: TypeAlias = Callable[[syntax.RuleFile, "StatuteIndex"], list[Problem]]

_PART: Final = "parts"
_GRAMMAR: Final[str] = "grammar"
_WHOLE: Final[str] = "whole"  # the key of the rules that were read last
_SYNTAX: Final = frozen.Classes((syntax,), Problem)
_NOT_READ: Final = (EOFError, ValueError, TypeError, LookupError, AttributeError)


class Parts:
    """The parts of one rule folder: those kept from before, and those asked for now, which are kept in their place."""

    def __init__(self, key: str = "") -> None:
        """key: of the entry; empty: nothing is kept."""
        found = read_entry(key, _PART) if key else None
        self._key = key
        self._before: dict[str, bytes] = found if isinstance(found, dict) else {}
        self._files: dict[str, str] = {}  # name → digest
        # what is not asked for every time
        self._now: dict[str, bytes] = {part: self._before[part] for part in (_GRAMMAR, _WHOLE) if part in self._before}

    def save(self) -> None:
        """Keep what was asked for, if any of it was made anew."""
        if self._key and self._now != self._before:
            write_entry(self._key, _PART, self._now)

    def _made(
        self,
        digest: str,
        make: Callable[[], T],
        plain: Callable[[T], frozen.Plain],
        back: Callable[[frozen.Plain], T],
    ) -> T:
        """A part, made back of what was kept, or made."""
        kept = self._before.get(digest)
        try:
            value = back(marshal.loads(kept))  # type: ignore[arg-type]  # None is a TypeError, too
        except _NOT_READ:
            value = make()
            try:
                kept = marshal.dumps(plain(value))
            except (frozen.UnfreezableError, ValueError):
                return value
        assert kept is not None
        self._now[digest] = kept
        return value

    def _frozen(
        self,
        digest: str,
        make: Callable[[], T],
        sources: Sequence[Source] = (),
        classes: frozen.Classes = frozen.RULES,
    ) -> T:
        """A part that can be frozen.  sources: those that its places are in."""
        return self._made(
            digest,
            make,
            lambda made: frozen.freeze(made, sources, classes),
            lambda kept: cast(T, frozen.thaw(kept, sources, classes)),
        )

    def again(self, key: str) -> bool:
        """Whether the rules of this key were those that were read the last time; from now on, they are."""
        if key:
            self._now[_WHOLE] = key.encode()
        return self._before.get(_WHOLE) == key.encode()

    # --- the parts --------------------------------------------------------------------------------------------------

    def forms(self, documents: Path) -> tuple[Forms, list[Problem]]:
        """The forms of a folder (`load_forms`)."""

        def load() -> tuple[Forms, tuple[Problem, ...]]:
            forms, problems = load_forms(documents)
            return forms, tuple(problems)

        try:
            digest = key_of(documents)
        except OSError:  # told of the file where it is read
            return load_forms(documents)
        forms, problems = self._frozen(digest, load)
        return replace(forms, schemas=LaterSchemas(documents)), list(problems)

    def grammar(self) -> parse.Grammar:
        """The grammar, without lark where its tables were kept."""
        return parse.Grammar(self._made(_GRAMMAR, parse.build_tables, _plain_tables, _tables))

    def files(self, sources: Sequence[Source], forms: Forms) -> tuple[list[syntax.RuleFile], list[Problem]]:
        """The rule files (`parse_all`)."""
        grammar = lru_cache(1)(self.grammar)
        digest_of = lru_cache(1)(lambda names: sha256("\0".join(sorted(names)).encode("utf-8", "surrogatepass")))

        def read(source: Source, names: frozenset[str]) -> parse.Read:
            digest = digest_of(names).copy()
            digest.update(f"\0\0{source.name}\0{source.text}".encode("utf-8", "surrogatepass"))
            self._files[source.name] = digest.hexdigest()

            def parsed() -> tuple[syntax.RuleFile, tuple[Problem, ...]]:
                file, problems = parse.parse_file(source, names, grammar())
                return file, tuple(problems)

            file, problems = self._frozen(digest.hexdigest(), parsed, (source,), _SYNTAX)
            return file, list(problems)

        return parse.parse_all(sources, forms, read)

    def cited(self, look_up: LookUp) -> LookUp:
        """What looks up the citations of a file, or knows from before what is wrong with them."""

        def cited(file: syntax.RuleFile, index: StatuteIndex) -> list[Problem]:
            source = file.span.source
            digest = sha256(f"{self._files[source.name]}\0{index.digest}".encode()).hexdigest()
            return list(self._frozen(digest, lambda: tuple(look_up(file, index)), (source,), _SYNTAX))

        return cited


def parts_of(directory: Path) -> Parts:
    """The parts of a rule folder that were kept.  Raises OSError where a file of the grammar cannot be read."""
    place = str(directory.resolve()).encode("utf-8", "surrogateescape")
    return Parts(sha256(key_of(shipped("grammar")).encode() + place).hexdigest())


def _plain_tables(tables: Tables) -> frozen.Plain:
    return (*tables[:3], tuple(map(tuple, tables.productions)), *tables[4:])


def _tables(kept: frozen.Plain) -> Tables:
    tables = Tables(*kept)
    return tables._replace(productions=tuple(map(Production._make, tables.productions)))
