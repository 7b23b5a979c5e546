"""What was made of a rule folder, kept between processes in the user's own cache folder (`run` tells when).

A hit spares reading the schemas, parsing, checking and compiling (and importing the parser at all).  The key is over
everything the result depends on, so that an entry is never out of date; it is only ever right or not there.  An entry
is marshalled, and marshal must only read what we wrote ourselves: a folder or file that is not the user's, or that
others may write to, is not touched, and what is damaged counts as absent.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any, Final

from compliance.atomic import read_file
from compliance.engine.settings import Settings
from compliance.model import RuleSet
from compliance.plan import frozen
from compliance.plan.compile import Plan, compile_plan, writer_of
from compliance.problem import Problem
from compliance.source import Source
from compliance.struct import replace
from compliance.vocabulary import Forms

_FORMAT: Final = b"compliance-cache-1\n"
_MOST_ENTRIES: Final = 16
_INPUTS: Final = (".rule", ".json", ".yaml", ".lark")
# Parts of the package that show results and do not make them.
_SHOWING: Final = frozenset({"report", "commands", "__pycache__"})


def key_of(*folders: Path) -> str:
    """The key for a rule set: SHA-256 over its folders (rules, forms, statute index, grammar), the Python that runs it
    and our own code, which counts as changed when the size or time of a file has (as for Python's own caches).

    Raises OSError where a file cannot be read.
    """
    whole = sha256(_program())
    for folder in dict.fromkeys(folders):
        whole.update(b"\0")
        for name, path in _files(folder, _INPUTS):
            content = read_file(path)
            whole.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return whole.hexdigest()


@cache
def _program() -> bytes:
    """The digest of what runs, once in a process."""
    whole = sha256(_FORMAT + MAGIC_NUMBER + sys.version.encode())
    for name, path in _files(Path(__file__).parents[1], (".py",)):
        status = path.stat()
        whole.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return whole.digest()


def _files(root: Path, suffixes: tuple[str, ...], under: str = "") -> Iterator[tuple[str, Path]]:
    """(name below the root, path) of the files with one of the suffixes, in a fixed order."""
    with os.scandir(root) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SHOWING and not entry.name.startswith("."):
                yield from _files(Path(entry.path), suffixes, f"{under}{entry.name}/")
        elif entry.name.endswith(suffixes):
            yield under + entry.name, Path(entry.path)


# --- rules and forms ------------------------------------------------------------------------------------------------


class LaterSchemas(Mapping[str, object]):
    """The schema files of a folder as plain values, read when somebody asks for them."""

    def __init__(self, documents: Path) -> None:
        self._documents = documents
        self._schemas: Mapping[str, object] | None = None

    def _read(self) -> Mapping[str, object]:
        if self._schemas is None:
            from compliance.documents.forms import load_forms

            self._schemas = load_forms(self._documents)[0].schemas
        return self._schemas

    def __getitem__(self, name: str) -> object:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def load_rules(
    key: str, sources: Sequence[Source], schemas: Mapping[str, object]
) -> tuple[RuleSet, Forms, tuple[Problem, ...], str, tuple[Settings, ...]] | None:
    """The rule set, forms, warnings, digest of the statute index and settings of bodies that were kept, or None.

    sources: the rule files, in the order they were kept in.  schemas: for `Forms.schemas`, which are not kept (`LaterSchemas`).
    """
    kept = read_entry(key, "rules")
    if kept is None:
        return None
    collects = gc.isenabled()
    gc.disable()  # nothing of the thousands of values made here is garbage
    try:
        rules, forms, problems, statute, settings = frozen.thaw(kept, sources)
        return rules, replace(forms, schemas=schemas), problems, statute, settings
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    finally:
        if collects:
            gc.enable()


def save_rules(
    key: str,
    sources: Sequence[Source],
    rules: RuleSet,
    forms: Forms,
    problems: Sequence[Problem],
    statute: str,
    settings: Sequence[Settings] = (),
) -> None:
    """Keep a rule set without errors.  Where that is not possible, nothing is kept."""
    with suppress(frozen.UnfreezableError):
        write_entry(key, "rules", frozen.freeze((rules, forms, tuple(problems), statute, tuple(settings)), sources))


# --- the plan -------------------------------------------------------------------------------------------------------


def plan_for(key: str, rules: RuleSet, forms: Forms) -> Plan:
    """The plan of a rule set: kept from before, or compiled and kept.  key: empty for rules that are not to be kept.

    Of a plan that was kept only the code is read; its source, for people, is written anew when somebody asks for it.
    """
    kept = read_entry(key, "plan") if key else None
    if isinstance(kept, CodeType):
        return Plan(kept, writer_of(rules, forms))
    plan = compile_plan(rules, forms)
    if key:
        write_entry(key, "plan", plan.code)
    return plan


# --- files ----------------------------------------------------------------------------------------------------------


def folder() -> Path:
    """Where entries are kept: $XDG_CACHE_HOME/compliance, or ~/.cache/compliance."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():  # a relative one is to be ignored (XDG Base Directory Specification)
        base = Path("~/.cache").expanduser()
    return base / "compliance"


def _is_ours(status: os.stat_result) -> bool:
    """Whether something belongs to the user, and nobody else may write to it."""
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def read_entry(key: str, part: str) -> Any:
    """What an entry holds; None where there is none, or none to be trusted."""
    if not hasattr(os, "getuid"):
        return None
    try:
        place = folder()
        if not _is_ours(place.lstat()):
            return None
        handle = os.open(place / f"{key}.{part}", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not _is_ours(os.fstat(handle)):
                return None
            content = file.read()
    except (OSError, RuntimeError):  # RuntimeError: there is no home
        return None
    head = _FORMAT + key.encode()
    begin = len(head) + 32
    if not content.startswith(head) or sha256(content[begin:]).digest() != content[len(head) : begin]:
        return None
    try:
        return marshal.loads(content[begin:])
    except (EOFError, ValueError, TypeError):
        return None


def write_entry(key: str, part: str, value: Any) -> None:
    """Keep an entry: written beside its place, forced to the disk, renamed.  A cache that cannot be kept is no fault."""
    if not hasattr(os, "getuid"):
        return
    payload = marshal.dumps(value)
    content = _FORMAT + key.encode() + sha256(payload).digest() + payload
    with suppress(OSError, RuntimeError):
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(place.lstat()):
            return
        temporary = place / f".{key}.{part}.{os.urandom(6).hex()}"  # one of a killed process may be there
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(temporary, flags, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(handle)
            temporary.replace(place / f"{key}.{part}")
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        _forget_oldest(place)


def _forget_oldest(place: Path) -> None:
    """Keep the folder small: entries of rules that have changed since are never asked for again."""
    found = sorted((path.lstat().st_mtime, path) for path in place.iterdir())
    for _, path in found[:-_MOST_ENTRIES]:
        path.unlink()
