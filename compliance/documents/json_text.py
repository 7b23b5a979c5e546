"""JSON text (RFC 8259) → nodes with places.  Nothing beyond the standard is read: no comments, no NaN, no twice-written
names.  Numbers keep their text, true and false are the texts 「true」 and 「false」, null is a blank.

The strings are scanned by the interpreter's own C function; the rest is one loop without recursion, so that depth
costs nothing.  `json` itself is imported only to explain a broken string.
"""

from __future__ import annotations

from typing import Final, assert_never

from compliance.documents.nodes import DocNode, Record, Scalar, Sequence
from compliance.documents.reader import (
    MAX_DEPTH,
    MAX_VALUES,
    ReadError,
    check_key,
    check_text,
    duplicate_key,
    short,
    too_deep,
    too_many,
)
from compliance.problem import Problem
from compliance.source import Source, Span

try:
    from _json import scanstring
except ImportError:  # pragma: no cover - another interpreter than CPython
    from json.decoder import py_scanstring as scanstring  # type: ignore[attr-defined,no-redef]

_BLANKS: Final = " \t\n\r"
_DIGITS: Final = "0123456789"
_END: Final = "\0"  # put behind the text; it cannot stand in one


class _Open:
    """A record or list that is not closed yet."""

    __slots__ = ("entries", "is_record", "key", "names", "start")

    def __init__(self, start: int, is_record: bool) -> None:
        self.start = start
        self.is_record = is_record
        self.entries: list[tuple[Scalar, DocNode]] = []  # in a list, every key is the same and is not looked at
        self.names: dict[str, Scalar] = {}
        self.key: Scalar | None = None


def read_json(source: Source, problems: list[Problem]) -> DocNode:
    """The tree of a JSON text.  Problems that do not hinder reading on are added; raises `ReadError` at one that does."""
    return _Reader(source, problems).read()


class _Reader:
    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.text = source.text + _END
        self.problems = problems
        self.names: set[str] = set()  # that were checked; most stand in many records

    def read(self) -> DocNode:
        text = self.text
        source = self.source
        stack: list[_Open] = []
        count = 0
        at = self._skip(0)
        if at == len(source.text):
            raise self._stop("empty-document", "何も書かれていません。", at, at)
        while True:
            # a value begins here
            count += 1
            if count > MAX_VALUES:
                raise too_many(source, at)
            first = text[at]
            node: DocNode
            if first == '"':
                node, at = self._string(at)
            elif first == "{" or first == "[":
                if len(stack) == MAX_DEPTH:
                    raise too_deep(source, at)
                opened = _Open(at, first == "{")
                at = self._skip(at + 1)
                if text[at] != ("}" if opened.is_record else "]"):
                    stack.append(opened)
                    if opened.is_record:
                        at = self._key(opened, at)
                    continue
                at += 1
                span = Span(source, opened.start, at)
                node = Record((), span) if opened.is_record else Sequence((), span)
            else:
                node, at = self._word(at)
            # the value ends here
            while stack:
                opened = stack[-1]
                closing = "}" if opened.is_record else "]"
                if opened.is_record:
                    key = opened.key
                    assert key is not None
                    if key.text in opened.names:
                        self.problems.append(duplicate_key(key, opened.names[key.text]))
                    else:
                        opened.names[key.text] = key
                        opened.entries.append((key, node))
                else:
                    opened.entries.append((_NO_KEY, node))
                if text[at] in _BLANKS:
                    at = self._skip(at)
                if text[at] == ",":
                    at = self._skip(at + 1)
                    if text[at] == closing:
                        raise self._stop("json-syntax", f"「{closing}」の前に、余分な「,」があります。", at, at + 1)
                    if opened.is_record:
                        at = self._key(opened, at)
                    break
                if text[at] != closing:
                    raise self._expected(f"「,」又は「{closing}」", at, opened)
                at += 1
                span = Span(source, opened.start, at)
                stack.pop()
                node = (
                    Record(tuple(opened.entries), span)
                    if opened.is_record
                    else Sequence(tuple(value for _, value in opened.entries), span)
                )
            else:
                at = self._skip(at)
                if at < len(source.text):
                    raise self._stop(
                        "json-syntax",
                        "文書が終わったあとに、余分な文字があります。",
                        at,
                        at + 1,
                        "余分な文字を消してください。",
                    )
                return node

    def _skip(self, at: int) -> int:
        text = self.text
        while text[at] in _BLANKS:
            at += 1
        return at

    def _key(self, opened: _Open, at: int) -> int:
        """Reads a name and its colon; gives where the value begins."""
        if self.text[at] != '"':
            raise self._expected('「"」で囲んだ項目の名前', at, opened)
        key, at = self._string(at)
        if key.text not in self.names:
            problem = check_key(key)
            if problem is None:
                self.names.add(key.text)
            else:
                self.problems.append(problem)
        opened.key = key
        if self.text[at] != ":":
            at = self._skip(at)
            if self.text[at] != ":":
                raise self._expected(f"項目の名前「{short(key.text)}」のあとの「:」", at, opened)
        return self._skip(at + 1)

    def _string(self, start: int) -> tuple[Scalar, int]:
        try:
            text, end = scanstring(self.text, start + 1, True)
        except ValueError as error:
            raise self._broken_string(start, getattr(error, "pos", start)) from None
        span = Span(self.source, start, end)
        if end - start - 2 != len(text):  # an escape
            check_text(text, span)
        return Scalar(text, span, quoted=True), end

    def _broken_string(self, start: int, at: int) -> ReadError:
        letter = self.text[at] if at < len(self.source.text) else _END
        if letter == "\\":
            return self._stop(
                "json-syntax",
                "「\\」のあとの書き方が、JSONでは読めません。",
                at,
                at + 2,
                "「\\」そのものは「\\\\」と書いてください。",
            )
        if at > start and letter in "\n\r\t":
            what = "タブ" if letter == "\t" else "改行"
            way = "\\t" if letter == "\t" else "\\n"
            return self._stop(
                "json-syntax",
                f'「"」で囲んだ文字の途中に、{what}がそのまま入っています。',
                at,
                at + 1,
                f'閉じる「"」の書き忘れでなければ、「{way}」と書いてください。',
            )
        return self._stop(
            "json-syntax", '「"」が閉じられていません。', start, start + 1, '終わりに「"」を書いてください。'
        )

    def _word(self, start: int) -> tuple[Scalar, int]:
        """A number, true, false or null."""
        text = self.text
        at = start
        if text[at] in "-" or text[at] in _DIGITS:
            at += text[at] == "-"
            digits = at
            at = self._digits(at)
            if text[digits] == "0" and at > digits + 1:
                raise self._stop(
                    "json-syntax",
                    f"「{short(text[start:at])}」のように0で始まる数字は、JSONではそのまま書けません。",
                    start,
                    at,
                    f'「"{short(text[start:at])}"」のように「"」で囲んでください。',
                )
            whole = at > digits
            if whole and text[at] == ".":
                fraction = at + 1
                at = self._digits(fraction)
                whole = at > fraction
            if whole and text[at] in "eE":
                power = at + 1 + (text[at + 1] in "+-")
                at = self._digits(power)
                whole = at > power
            if whole and text[at] in ",]} \t\n\r\0":
                return Scalar(text[start:at], Span(self.source, start, at)), at
        else:
            for word in ("true", "false", "null"):
                end = start + len(word)
                if text.startswith(word, start) and text[end] in ",]} \t\n\r\0":
                    return Scalar("" if word == "null" else word, Span(self.source, start, end)), end
        raise self._strange_value(start)

    def _digits(self, at: int) -> int:
        while self.text[at] in _DIGITS:
            at += 1
        return at

    def _strange_value(self, start: int) -> ReadError:
        text = self.text
        if start >= len(self.source.text):
            return self._stop("json-syntax", "値が書かれないまま、文書が終わっています。", start, start)
        if text[start] in ",:]}":
            return self._stop(
                "json-syntax",
                f"「{text[start]}」の前に、値がありません。",
                start,
                start + 1,
                '値がないときは「""」と書いてください。',
            )
        if text.startswith(("//", "/*", "#"), start):
            return self._stop("json-syntax", "JSONには、説明の書き込み（コメント）を書けません。", start, start + 1)
        end = start
        while text[end] not in ',:]}[{" \t\n\r\0':
            end += 1
        end = max(end, start + 1)
        found = text[start:end]
        if found.strip("-+") in ("NaN", "Infinity"):
            return self._stop("json-syntax", f"「{short(found)}」は数ではないため、書けません。", start, end)
        return self._stop(
            "json-syntax",
            f"「{short(found)}」は、JSONの値として読めません。",
            start,
            end,
            '文字は「"」で囲んで書いてください。',
        )

    def _expected(self, what: str, at: int, opened: _Open) -> ReadError:
        if at >= len(self.source.text):
            line = self.source.position(opened.start)[0]
            bracket = self.source.text[opened.start]
            return self._stop(
                "json-syntax",
                f"{line}行目の「{bracket}」が閉じられないまま、文書が終わっています。",
                opened.start,
                opened.start + 1,
                f"終わりに「{'}' if opened.is_record else ']'}」を書いてください。",
            )
        if self.text.startswith(("//", "/*", "#"), at):
            return self._stop("json-syntax", "JSONには、説明の書き込み（コメント）を書けません。", at, at + 1)
        return self._stop("json-syntax", f"ここには{what}が必要ですが、「{self.text[at]}」があります。", at, at + 1)

    def _stop(self, code: str, message: str, start: int, end: int, hint: str = "") -> ReadError:
        return ReadError(Problem(code, message, Span(self.source, start, min(end, len(self.source.text))), hint))


_NO_KEY: Final = Scalar("", Span(Source("", ""), 0, 0))


def value_of(node: DocNode) -> object:
    """The node as `json.loads` would give it, but that numbers with a fraction or a power stay text."""
    match node:
        case Scalar(text=text, quoted=quoted):
            if quoted:
                return text
            if text in ("true", "false", ""):
                return {"true": True, "false": False}.get(text)
            return int(text) if text.removeprefix("-").isdigit() and len(text) <= 31 else text
        case Sequence(items=items):
            return [value_of(item) for item in items]
        case Record(entries=entries):
            return {key.text: value_of(value) for key, value in entries}
        case _:
            assert_never(node)
