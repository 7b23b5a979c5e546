"""Bytes → text → nodes, with the refusals that YAML and JSON share.  Files themselves are opened by `document`.

What is refused is refused with a place and a way out: other encodings than UTF-8, control characters, deep nesting,
files and trees that are too large, and (in `yaml_text` and `json_text`) whatever has two readings.
"""

from __future__ import annotations

from typing import Final, assert_never

from compliance.atomic import MAX_BYTES as MAX_BYTES
from compliance.documents.nodes import DocNode, Record, Scalar, Sequence
from compliance.problem import Problem
from compliance.source import Source, Span

MAX_DEPTH: Final = 64  # records and lists inside each other
MAX_VALUES: Final = 200_000  # of one file, so that a small file cannot fill the memory

HOW_TO_SAVE: Final = "メモ帳などで開き、「名前を付けて保存」の文字コードで「UTF-8」を選んで保存し直してください。"

# U+FEFF inside a text, U+FFFE and U+FFFF are signs of a broken conversion; the rest are controls and half characters.
_REFUSED: Final = frozenset(
    chr(code)
    for first, last in ((0, 8), (0xB, 0xC), (0xE, 0x1F), (0x7F, 0x9F), (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFFE, 0xFFFF))
    for code in range(first, last + 1)
)  # fmt: skip
_CONTROL_BYTES: Final = bytes((*range(9), 0xB, 0xC, *range(0xE, 0x20), 0x7F))
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")  # Hangul letters that show nothing


class ReadError(Exception):
    """Reading cannot go on; carries the problem.  Never leaves `read_tree`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_tree(source: Source, format: str) -> tuple[DocNode | None, list[Problem]]:
    """The tree of a text, and what is wrong with it.  format: 「yaml」 or 「json」.

    None: no tree could be made, and there is a problem that says why.  A tree with problems is complete but for the
    values the problems name.
    """
    refused = refused_character(source)
    if refused is not None:
        return None, [refused]
    if format == "json":
        from compliance.documents.json_text import read_json as read
    else:
        from compliance.documents.yaml_text import read_yaml as read
    problems: list[Problem] = []
    try:
        return read(source, problems), problems
    except ReadError as stop:
        return None, [*problems, stop.problem]


def read_bytes(name: str, data: bytes) -> Source | Problem:
    """The text of a file: UTF-8, with or without a byte order mark (the mark is not part of the text).

    Characters that no document may hold are left to `read_tree`.
    """
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000}メガバイト"
        return Problem(
            "too-large",
            f"「{name}」は{limit}を超えているため、読めません。",
            whole(name),
            "一つの書類を一つのファイルにし、添付資料そのものは入れないでください。",
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return _wrong_encoding(name, "UTF-16", data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _wrong_encoding(name, _guess_encoding(data), data, error.start)
    if "\0" in text and 4 * text.count("\0") >= len(text):
        return _wrong_encoding(name, "UTF-16", data)
    if "\x1b$" in text:
        return _wrong_encoding(name, "ISO-2022-JP", data, data.index(b"\x1b$"))
    return Source(name, text)


def refused_character(source: Source) -> Problem | None:
    """The problem of the first character that no document may hold, if there is one."""
    if not _suspicious(source.text):
        return None
    found = _REFUSED.intersection(source.text)
    if not found:
        return None
    at = min(source.text.index(character) for character in found)
    character = source.text[at]
    what = "文字の一部だけが残った壊れた文字" if "\ud800" <= character <= "\udfff" else "目に見えない制御文字"
    return Problem(
        "control-character",
        f"{what}（{_code(character)}）が入っているため、読めません。",
        Span(source, at, at + 1),
        "その文字を消してください。別のファイルから貼り付けたときに入ることがあります。",
    )


def _suspicious(text: str) -> bool:
    """False where no character is refused; true where one may be.  Looks at bytes, which is many times as fast."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return True
    controls = len(data) != len(data.translate(None, _CONTROL_BYTES))
    return controls or any(sign in data for sign in (b"\xc2", b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xef\xbf\xbf"))


def check_text(text: str, span: Span) -> None:
    """ReadError at a character that was written as an escape (\\u0000) and that no document may hold."""
    found = _REFUSED.intersection(text)
    if found:
        code = _code(min(found))
        raise ReadError(
            Problem(
                "control-character",
                f"目に見えない制御文字、又は壊れた文字（{code}）が「\\」の書き方で入っているため、読めません。",
                span,
                "その部分を消してください。",
            )
        )


def check_key(key: Scalar) -> Problem | None:
    """The problem of a key that does not look like what it is: blanks around it, or characters that show nothing."""
    text = key.text
    if text.isprintable() and _FILLERS.isdisjoint(text) and text == text.strip() and text:
        return None
    if not text:
        return Problem(
            "empty-key", "項目の名前が書かれていません。", key.span, "「項目の名前: 値」のように書いてください。"
        )
    if "\u3000" in text or "\u00a0" in text or text != text.strip():
        return Problem(
            "blank-in-key",
            f"項目の名前「{short(text.strip())}」の前後又は途中に、空白が入っています。",
            key.span,
            "字下げには全角の空白を使わず、半角の空白を使ってください。",
        )
    hidden = next(character for character in text if not character.isprintable() or character in _FILLERS)
    shown = "".join(character for character in text if character.isprintable() and character not in _FILLERS)
    return Problem(
        "hidden-character",
        f"項目の名前「{short(shown)}」に、目に見えない文字（{_code(hidden)}）が入っています。",
        key.span,
        "項目の名前を打ち直してください。",
    )


def duplicate_key(key: Scalar, first: Scalar) -> Problem:
    """The problem of a name that is written twice in one record."""
    return Problem(
        "duplicate-key",
        f"「{short(key.text)}」が同じところに二度書かれています。",
        key.span,
        f"一方を消すか、一つにまとめてください（初めの記載は{first.span.line}行目）。",
        related=(("初めの記載", first.span),),
    )


def too_deep(source: Source, start: int) -> ReadError:
    """The stop at the first bracket, or block, that goes too deep."""
    return ReadError(
        Problem(
            "too-deep",
            f"入れ子が{MAX_DEPTH}段を超えているため、読めません。",
            Span(source, start, min(start + 1, len(source.text))),
        )
    )


def too_many(source: Source, start: int) -> ReadError:
    """The stop at the first value too many."""
    return ReadError(
        Problem(
            "too-many-values",
            f"値が{MAX_VALUES:,}個を超えているため、読めません。",
            Span(source, start, min(start + 1, len(source.text))),
            "一つの書類を一つのファイルにしてください。",
        )
    )


def plain(node: DocNode) -> object:
    """The node as plain dicts, lists and texts, without places."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Record(entries=entries):
            return {key.text: plain(value) for key, value in entries}
        case _:
            assert_never(node)


def _wrong_encoding(name: str, guess: str, data: bytes, at: int = 0) -> Problem:
    seems = f"（{guess}のようです）" if guess else ""
    before = data[:at].decode("utf-8-sig", "replace")
    source = Source(name, before + data[at : at + 200].decode("utf-8", "replace"))
    return Problem(
        "not-utf8",
        f"「{name}」の文字コードがUTF-8ではない{seems}ため、読めません。",
        Span(source, len(before), len(before) + 1),
        HOW_TO_SAVE,
    )


def _guess_encoding(data: bytes) -> str:
    if b"\0" in data:
        return "UTF-16"
    for codec, name in (("euc_jp", "EUC-JP"), ("cp932", "Shift_JIS")):
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return name
    return ""


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def short(text: str, limit: int = 20) -> str:
    """The text as a message quotes it: on one line, and its beginning only if it is long."""
    text = " ".join(text.split()) if "\n" in text or "\r" in text else text
    return text if len(text) <= limit else text[:limit] + "…"


def whole(name: str) -> Span:
    """The place of a problem about a whole file or folder."""
    return Span(Source(name, ""), 0, 0)
