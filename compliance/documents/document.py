"""Reading a dossier (一件書類): a folder of YAML and JSON files, or one file, typed by the forms.

This is the only place that opens documents.  The values it makes live in `nodes`; they are named here as well, for
those who read a dossier and look at what they got.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Many
from hashlib import sha256
from os.path import realpath  # unlike Path.resolve, it does not raise at a link to itself
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final
from unicodedata import normalize

from compliance.atomic import read_file
from compliance.documents.nodes import DocNode, Dossier, Record, Scalar, Sequence, Where
from compliance.documents.reader import read_bytes, read_tree, short, whole
from compliance.documents.schema import type_dossier
from compliance.finding import Input
from compliance.problem import Problem, nearest
from compliance.source import Source, Span
from compliance.vocabulary import Forms, Section

__all__ = [
    "DocNode", "Dossier", "Record", "Scalar", "Sequence", "Where",
    "dossier_of", "read_bytes", "read_dossier", "read_tree",
]  # fmt: skip

FORMATS: Final = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}


def read_dossier(path: Path, forms: Forms) -> tuple[Dossier | None, list[Problem]]:
    """The dossier in a folder, or in one file, and what is wrong with it.

    Of a folder, the YAML and JSON files directly in it are read; hidden files are passed over, everything else is
    named in one remark.  None: nothing could be read, and a problem says why.
    """
    problems: list[Problem] = []
    if S_ISDIR(_mode(path)):
        paths = _files(path, forms, problems)
    else:
        paths = [path]
        if _mode(path) and path.suffix.lower() not in FORMATS:
            return None, [
                Problem(
                    "unknown-format", f"「{path.name}」は、YAMLでもJSONでもありません。", whole(str(path)), _FORMAT_HINT
                )
            ]
    files: list[tuple[str, str, bytes]] = []
    for each in paths:
        data = _read(each, problems)
        if data is not None:
            files.append((each.name, str(each), data))
    if not paths and not any(problem.is_error for problem in problems):
        problems.append(
            Problem("empty-dossier", f"「{path}」には、読める書類が一つもありません。", whole(str(path)), _FORMAT_HINT)
        )
    if not files:
        return None, problems
    name = path.name or path.resolve().name
    inputs = tuple(Input(shown, sha256(data).hexdigest()) for _, shown, data in files)
    sources: list[tuple[str, Source]] = []
    for file, shown, data in files:
        source = read_bytes(shown, data)
        if isinstance(source, Problem):
            problems.append(source)
        else:
            sources.append((file, source))
    return _dossier(name, sources, inputs, forms, problems)


def dossier_of(name: str, texts: Iterable[tuple[str, str]], forms: Forms) -> tuple[Dossier | None, list[Problem]]:
    """The dossier in texts held in memory, each with the name its file would have (提案書.yaml)."""
    sources = [(file, Source(file, text)) for file, text in texts]
    inputs = tuple(
        Input(file, sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()) for file, source in sources
    )
    return _dossier(name, sources, inputs, forms, [])


_FORMAT_HINT: Final = "書類は、「提案書.yaml」や「提案書.json」のような名前のファイルに書いてください。"


def _dossier(
    name: str, sources: Many[tuple[str, Source]], inputs: tuple[Input, ...], forms: Forms, problems: list[Problem]
) -> tuple[Dossier | None, list[Problem]]:
    nodes: dict[str, DocNode] = {}
    names: dict[str, Span] = {}
    taken: dict[str, str] = {}  # the names in the form they are compared in
    for file, source in sources:
        stem, dot, ending = file.rpartition(".")
        tree, found = read_tree(source, FORMATS.get(f"{dot}{ending}".lower(), "yaml"))
        problems.extend(found)
        if tree is None:
            continue
        for key, span, node in _sections(normalize("NFC", stem), tree, source, forms, problems):
            same = taken.setdefault(normalize("NFKC", key), key)
            if same not in names:
                names[key], nodes[key] = span, node
                continue
            first = names[same]
            problems.append(
                Problem(
                    "duplicate-paper",
                    f"書類「{short(key)}」が、「{first.source.name}」と「{span.source.name}」に二度書かれています。",
                    span,
                    "一方を消すか、一つにまとめてください。",
                    related=(("初めの記載", first),),
                )
            )
    dossier, found = type_dossier(nodes, forms, name, inputs, names)
    problems.extend(found)
    order = {source.name: number for number, (_, source) in enumerate(sources)}
    problems.sort(key=lambda problem: (order.get(problem.span.source.name, -1), problem.span.start))
    return dossier, problems


def _sections(
    stem: str, tree: DocNode, source: Source, forms: Forms, problems: list[Problem]
) -> list[tuple[str, Span, DocNode]]:
    """The papers in one file: it is the paper it is named after, or a record of papers."""
    papers = {normalize("NFKC", name): name for name in forms.sections}
    own = papers.get(normalize("NFKC", stem))
    keys = [normalize("NFKC", key.text) for key, _ in tree.entries] if isinstance(tree, Record) else []
    fields = {normalize("NFKC", name) for name in forms.sections[own].type.properties} if own else set()
    if isinstance(tree, Record) and (
        own is None or (keys and all(key in papers and key not in fields for key in keys))
    ):
        if own is None and not any(key in papers for key in keys):
            problems.append(_not_a_paper(stem, source, forms))
            return []
        return [
            (papers.get(key, name.text), name.span, node) for key, (name, node) in zip(keys, tree.entries, strict=True)
        ]
    if own is None:
        problems.append(_not_a_paper(stem, source, forms))
        return []
    return [(own, Span(source, 0, 0), tree)]


def _not_a_paper(stem: str, source: Source, forms: Forms) -> Problem:
    near = nearest(stem, forms.sections)
    return Problem(
        "unknown-paper",
        f"ファイルの名前「{short(stem, 40)}」も、その中の一番上の項目も、書類の名前ではありません。",
        Span(source, 0, 0),
        f"「{'」「'.join(near)}」の書き間違いではありませんか。"
        if near
        else "「提案書」のような書類の名前をファイルに付けるか、「提案書:」のように書いて、その下に内容を書いてください。",
    )


def _files(folder: Path, forms: Forms, problems: list[Problem]) -> list[Path]:
    """The files to read, in the order of their names."""
    papers = {normalize("NFKC", name): section for name, section in forms.sections.items()}
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return []
    root = realpath(folder)
    paths: list[Path] = []
    folders: list[str] = []
    others: list[str] = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        folder_inside = S_ISDIR(_mode(entry))
        section = papers.get(normalize("NFKC", entry.stem)) if folder_inside else None
        if section is not None and _holds_files(entry):
            problems.append(_paper_in_folder(entry, section))
        elif entry.suffix.lower() not in FORMATS or folder_inside:
            (folders if folder_inside else others).append(entry.name)
        elif not Path(realpath(entry)).is_relative_to(root):
            problems.append(
                Problem(
                    "outside",
                    f"「{entry.name}」は、一件書類のフォルダの外のファイルを指しているため、読みません。",
                    whole(str(entry)),
                    "ファイルそのものをフォルダに入れてください。",
                )
            )
        else:
            paths.append(entry)
    for names, why, hint in (
        (folders, "フォルダであるため、その中を", "その中に書類があれば、このフォルダの直下に移してください。"),
        (others, "YAMLでもJSONでもないため、", ""),
    ):
        if names:
            listed = "」「".join(names[:10]) + (f"」など{len(names)}件" if len(names) > 10 else "」")
            message = f"フォルダの中の「{listed}は、{why}読んでいません。"
            problems.append(Problem("not-read", message, whole(str(folder)), hint, "注意"))
    return paths


def _holds_files(folder: Path) -> bool:
    try:
        return any(entry.suffix.lower() in FORMATS for entry in folder.iterdir())
    except OSError:
        return False


def _paper_in_folder(folder: Path, section: Section) -> Problem:
    """A paper passed over would be one that was not handed in."""
    return Problem(
        "paper-in-folder",
        f"書類「{section.name}」がファイルでなくフォルダになっているため、その中を読めません。",
        whole(str(folder)),
        f"中のものを一つのファイル「{section.name}.yaml」に、"
        + ("「- 」を付けた一覧にしてまとめてください。" if section.many else "まとめてください。"),
    )


def _read(path: Path, problems: list[Problem]) -> bytes | None:
    """The bytes of a file, one more than the limit at most; None with a problem where it cannot be read."""
    mode = _mode(path)
    if mode and not S_ISREG(mode):  # else what it is would be told by the error of opening it, which a socket has
        problems.append(
            Problem("unreadable", f"「{path.name}」は、ふつうのファイルではないため、読めません。", whole(str(path)))
        )
        return None
    try:
        return read_file(path)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return None


def _mode(path: Path) -> int:
    """What kind of file it is, after links; 0 where there is none or it cannot be told."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem("not-found", f"「{path}」がありません。", whole(str(path)), "名前と場所を確かめてください。")
    if isinstance(error, PermissionError):
        return Problem("unreadable", f"「{path}」を読む権限がありません。", whole(str(path)))
    return Problem("unreadable", f"「{path}」を読めません。", whole(str(path)))
