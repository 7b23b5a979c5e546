"""YAML text → nodes with places, from the parser's events alone; nothing is composed, resolved or constructed.

Scalars stay what was written (`no`, `010`, `12:30`, `~`).  What has two readings, or reaches elsewhere, is refused:
twice-written names, anchors and aliases, tags, merge keys, several documents, names that are not one text.
"""

from __future__ import annotations

from typing import Any

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
from compliance.documents.yaml_mistakes import explain, wide_mark
from compliance.problem import Problem
from compliance.source import Source, Span


class _Open:
    """A record or list whose end is not reached yet.  key: the name whose value comes next, in a record."""

    __slots__ = ("dropped", "end", "entries", "flow", "is_record", "items", "key", "names", "start")

    def __init__(self, start: int, end: int, is_record: bool, flow: bool) -> None:
        self.start = start
        self.end = end
        self.is_record = is_record
        self.flow = flow
        self.entries: list[tuple[Scalar, DocNode]] = []
        self.items: list[DocNode] = []
        self.names: dict[str, Scalar] = {}
        self.key: Scalar | None = None
        self.dropped = False


def read_yaml(source: Source, problems: list[Problem]) -> DocNode:
    """The tree of a YAML text.  Problems that do not hinder reading on are added; raises `ReadError` at one that does."""
    import yaml

    for character in "\u2028\u2029":
        at = source.text.find(character)
        if at != -1:
            raise ReadError(
                Problem(
                    "control-character",
                    f"目に見えない改行の文字（U+{ord(character):04X}）が入っているため、読めません。",
                    Span(source, at, at + 1),
                    "その文字を消し、改行を打ち直してください。",
                )
            )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(source.text)
    reader = _Reader(source, problems)
    try:
        while True:
            event = loader.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                break
            if reader.take(event, type(event).__name__):
                break
    except yaml.YAMLError as error:
        problem = explain(error, source, reader.last, reader.bracket())
        if problem.code in ("yaml-blank", "yaml-list"):  # which says more than that the name has such a sign in it
            problems[:] = [each for each in problems if each.span.line != problem.span.line]
        raise ReadError(problem) from None
    except (ValueError, OverflowError):  # the pure parser, on a \U escape beyond Unicode
        raise ReadError(explain(None, source, reader.last, None)) from None
    finally:
        loader.dispose()
    root = reader.root
    if root is None or (isinstance(root, Scalar) and not root.text and not root.quoted):
        end = len(source.text)
        raise ReadError(
            Problem(
                "empty-document",
                "このファイルには、何も書かれていません。",
                Span(source, end, end),
                "内容を書くか、要らないファイルなら消してください。",
            )
        )
    return root


class _Reader:
    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self.stack: list[_Open] = []
        self.root: DocNode | None = None
        self.last: Scalar | None = None
        self.count = 0
        self.documents = 0

    def bracket(self) -> int | None:
        """Where the innermost list or record in brackets began that is still open."""
        return next((opened.start for opened in reversed(self.stack) if opened.flow), None)

    def take(self, event: Any, kind: str) -> bool:
        """Takes one event in.  True: the rest is not to be read."""
        start, end = event.start_mark.index, event.end_mark.index
        if kind == "ScalarEvent":
            self._check_signs(event, start)
            self._done(self._scalar(event, start, end))
        elif kind == "MappingStartEvent" or kind == "SequenceStartEvent":
            self._check_signs(event, start)
            if len(self.stack) == MAX_DEPTH:
                raise too_deep(self.source, start)
            self.stack.append(_Open(start, end, kind == "MappingStartEvent", bool(event.flow_style)))
        elif kind == "MappingEndEvent" or kind == "SequenceEndEvent":
            opened = self.stack.pop()
            span = Span(self.source, opened.start, end if opened.flow else opened.end)
            node = Record(tuple(opened.entries), span) if opened.is_record else Sequence(tuple(opened.items), span)
            self._done(node)
        elif kind == "AliasEvent":
            span = Span(self.source, start, end)
            self.problems.append(
                Problem(
                    "yaml-alias",
                    f"「{short(span.text)}」のように、ほかの場所を指す書き方（*）は使えません。",
                    span,
                    '同じ内容をもう一度書くか、「*」で始まる値なら「"」で囲んでください。',
                )
            )
            self._done(Scalar("", span))
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.problems.append(
                    Problem(
                        "several-documents",
                        "一つのファイルに、「---」で区切った文書が二つ以上あります。",
                        Span(self.source, start, max(end, start)),
                        "ファイルを分けるか、「---」を消してください。",
                    )
                )
                return True
        return False

    def _scalar(self, event: Any, start: int, end: int) -> Scalar:
        text: str = event.value
        style = event.style or ""
        source = self.source
        if style in ("|", ">"):
            while end > start + 1 and source.text[end - 1] in " \t\r\n":
                end -= 1
        span = Span(source, start, end)
        if style == '"' and "\\" in source.text[start:end]:
            check_text(text, span)
        if not style and text:
            self._check_comment(end)
        self.last = Scalar(text, span, quoted=style in ("'", '"'))
        return self.last

    def _done(self, node: DocNode) -> None:
        """Puts a finished node where it belongs."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise too_many(self.source, node.span.start)
        if not self.stack:
            self.root = node
            return
        opened = self.stack[-1]
        opened.end = max(opened.end, node.span.end)
        if not opened.is_record:
            opened.items.append(node)
        elif opened.key is None:
            opened.key, opened.dropped = self._key(node, opened)
        else:
            if not opened.dropped:
                opened.entries.append((opened.key, node))
            opened.key = None

    def _key(self, node: DocNode, opened: _Open) -> tuple[Scalar, bool]:
        """The name a node is, and whether its value is to be left out because of a problem told here."""
        if not isinstance(node, Scalar):
            self.problems.append(
                Problem(
                    "key-not-text",
                    "項目の名前のところに、一覧や項目の組が書かれています。",
                    node.span,
                    '「[」「{」「?」で始まる値なら、「"」で囲んでください。',
                )
            )
            return Scalar("", node.span), True
        if node.text == "<<" and not node.quoted:
            self.problems.append(
                Problem(
                    "yaml-merge",
                    "ほかの場所の内容を取り込む書き方（<<）は使えません。",
                    node.span,
                    "取り込む内容をここにそのまま書いてください。",
                )
            )
            return node, True
        problem = wide_mark(node) or check_key(node)
        if problem is not None:
            self.problems.append(problem)
        first = opened.names.get(node.text)
        if first is not None:
            self.problems.append(duplicate_key(node, first))
            return node, True
        opened.names[node.text] = node
        return node, False

    def _check_signs(self, event: Any, start: int) -> None:
        """Adds a problem for an anchor or a tag; the value itself is kept."""
        for sign, name, found, code in (
            ("&", "値に目印を付ける書き方（&）", event.anchor, "yaml-anchor"),
            ("!", "値の型を指定する書き方（!）", event.tag, "yaml-tag"),
        ):
            if found is not None:
                at = self.source.text.find(sign, start)
                at = start if at == -1 else at
                end = at + 1
                while end < len(self.source.text) and self.source.text[end] not in " \t\r\n,[]{}":
                    end += 1
                self.problems.append(
                    Problem(
                        code,
                        f"{name}は使えません。",
                        Span(self.source, at, end),
                        f'「{sign}」で始まる値なら、「"」で囲んでください。',
                    )
                )

    def _check_comment(self, end: int) -> None:
        """Tells of 「横浜市中区 #101」, where YAML takes 「#101」 for a comment."""
        text = self.source.text
        at = end
        while text[at : at + 1] in (" ", "\t"):
            at += 1
        if at > end and text.startswith("#", at) and text[at + 1 : at + 2].isdecimal():
            stop = text.find("\n", at)
            span = Span(self.source, at, len(text) if stop == -1 else stop)
            self.problems.append(
                Problem(
                    "comment-after-value",
                    f"「{short(span.text.strip())}」は、説明の書き込み（コメント）として読み飛ばしました。",
                    span,
                    '値の一部なら、値の全体を「"」で囲んでください。',
                    severity="注意",
                )
            )
