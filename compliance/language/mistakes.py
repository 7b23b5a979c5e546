"""What to say about a text that cannot be read: the sentence, the exact place, and what to try."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any, Final

from compliance.language.rule_text import BLANKS
from compliance.problem import Problem, nearest
from compliance.resources import shipped
from compliance.source import Source, Span
from compliance.struct import Struct


def too_large(span: Span, what: str, size: int, limit: int) -> Problem:
    return Problem(
        "too-large",
        f"{what}は大きすぎて読めません（{size:,}字。{limit:,}字まで）。",
        span,
        "いくつかに分けてください。",
    )


def too_many(span: Span, items: int, size: int) -> Problem:
    return Problem(
        "too-large",
        f"規則が多すぎて、このファイルから先を読めません（全部で項目{items:,}、{size:,}字まで）。",
        span,
        "制度ごとに、規則のフォルダを分けてください。",
    )


def nothing_written(span: Span) -> Problem:
    """A rule file whose rules were lost would make whatever they demand satisfied."""
    return Problem(
        "empty-file",
        "このファイルには、何も書かれていません。",
        span,
        "中身が失われていれば戻し、要らないファイルなら消してください。",
    )


def too_deep(span: Span, limit: int) -> Problem:
    return Problem(
        "too-deep",
        f"文の入れ子が深すぎます（{limit}段まで）。",
        Span(span.source, span.start, min(span.end, span.start + 20)),
        "一部を「定義」に分けて書いてください。",
    )


# Control characters, marks of writing direction, blanks of no width: they make a rule look like another (CVE-2021-42574).
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def invisible_characters(source: Source, limit: int = 20) -> list[Problem]:
    """A problem for each character that cannot be seen, wherever it stands; the first `limit` of them."""
    found = (match for match, _ in zip(_INVISIBLE.finditer(source.text), range(limit), strict=False))
    return [
        Problem(
            "invisible-character",
            f"目に見えない文字（U+{ord(match.group()):04X}）が入っています。",
            Span(source, match.start(), match.end()),
            "この場所の文字を一度消して、打ち直してください。",
        )
        for match in found
    ]


def before_first_item(span: Span) -> Problem:
    return Problem(
        "outside-item",
        "最初の項目より前に、説明（#）でない文があります。",
        span,
        "説明なら行の初めに「#」を付け、規則なら「項目 appi-114-1-2」のような見出しの行から書き始めてください。",
    )


def unknown_head(span: Span, heads: Collection[str]) -> Problem:
    near = nearest(span.text, heads)
    return Problem(
        "unknown-head",
        f"「{span.text}」で始まる項目の種類はありません。",
        span,
        f"「{near[0]}」の書き間違いではありませんか。" if near else "",
    )


def nameless(span: Span) -> Problem:
    kind = span.text
    example = {
        "項目": "項目 appi-114-1-2",
        "準用": "準用 rule-54-5",
        "手数料": "手数料 appi-119-1",
        "推定": "推定 「誓約による欠格の事実の不存在」",
    }.get(kind, f"{kind} 最低本人数")
    what = "番号" if kind in ("項目", "準用", "手数料") else "名前"
    return Problem(
        "no-name", f"「{kind}」の後に{what}がありません。", span, f"「{example}」のように、空白を置いて書いてください。"
    )


def joined(span: Span, kind: str, name: str) -> Problem:
    has_sign = "：" in span.text or ":" in span.text
    return Problem(
        "no-blank",
        f"「{kind}」の後に「：」は要りません。" if has_sign else f"「{kind}」と「{name}」の間に空白がありません。",
        span,
        f"「{kind} {name}」のように、空白を置いて書いてください。",
    )


def long_name(span: Span, length: int) -> Problem:
    return Problem("long-name", f"名前が長すぎます（{length:,}字。{MAX_NAME}字まで）。", span)


def bad_id(span: Span, kind: str) -> Problem:
    return Problem(
        "bad-id",
        f"「{span.text}」は{kind}の番号にできません。",
        span,
        "番号は、半角の英小文字で始め、英小文字・数字・ハイフンだけで「appi-114-1-2」のように書いてください。",
    )


def unquoted(span: Span) -> Problem:
    return Problem(
        "unquoted-name",
        f"推定の名前「{span.text}」が「」で囲まれていません。",
        span,
        f"「推定 「{span.text}」」と書いてください。",
    )


MAX_SHOWN: Final = 40  # characters of the author's text in a sentence
MAX_NAME: Final = 100  # characters; a longer run is no name, and would be slow to compare with the known ones

# --- sentences that cannot be read ----------------------------------------------------------------------------------

# Field heads: word → the kind of word it is in the grammar, and the kinds of items it belongs to.
_EVERYWHERE: Final = ("項目", "定義", "基準値", "一覧", "委任", "推定", "準用", "手数料")
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "見出し": _EVERYWHERE,
    "根拠": _EVERYWHERE,
    "書類": _EVERYWHERE,
    "基準日": ("項目", "手数料"),
    "適用": ("項目", "準用", "手数料"),
    "対象": ("項目",),
    "要件": ("項目",),
    "事由": ("項目",),
    "判断を要する場合": ("項目",),
    "観点": ("項目",),
    "満たさないとき": ("項目",),
    "該当するとき": ("項目",),
    "理由": ("項目", "手数料"),
    "解釈": _EVERYWHERE,
    "定める者": ("委任",),
    "標準": ("委任",),
    "前提": ("推定",),
    "次の事実は、ないものと推定する": ("推定",),
    "準用する項目": ("準用",),
    "読替え": ("準用",),
    "内訳": ("手数料",),
}
_FIELD_LINE: Final = re.compile(r"([^\s\u3000「」：:。]{1,16})[ \t\u3000\u00a0]*[：:]")
_BEGINS_A_PART: Final = re.compile(
    r"[一二三四五六七八九十百]+(?:の[一二三四五六七八九十]+)*[ \t\u3000\u00a0]|[ア-ン][ \t\u3000\u00a0]|[（(][0-9０-９]+[）)][ \t\u3000\u00a0]"
    r"|[・･]|ただし[、,]|次の各号に掲げる|[^\s「」]{4,20}日から[^\n]*[：:]"
)
_LIST_HEAD: Final = re.compile(
    r"次のいずれ(?:にも該当する|かに該当する|にも該当しない)(?:の?(?:者|もの|こと|とき|場合))?"
)


class Stop(Struct):
    """Where reading an item stopped.

    text: the item, `offset` characters into the source.  at: the place.  accepted: the kinds of words that could have
    stood there.  kind, start, end: the word before.
    """

    source: Source
    offset: int
    text: str
    at: int
    accepted: frozenset[str]
    kind: str
    start: int
    end: int

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, self.offset + start, self.offset + max(start, end))


def explain(stop: Stop) -> Problem:
    """The problem for what cannot stand where it stands: the first entry of `grammar/mistakes.yaml` that fits."""
    text = stop.text
    at = stop.at + len(text[stop.at :]) - len(text[stop.at :].lstrip(BLANKS))
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    rest = text[at : line_end if line_end != -1 else len(text)]
    first_of_line = not text[line_start:at].strip(BLANKS)
    if first_of_line:
        problem = _field_fault(stop, at, rest)
        if problem is not None:
            return problem
    field_line = _FIELD_LINE.match(rest)
    stopped = not rest.strip(BLANKS) or (
        first_of_line and (bool(_BEGINS_A_PART.match(rest)) or (field_line is not None and field_line[1] in FIELDS))
    )
    before = _line_before(text, at)
    if stopped and "COLON" in stop.accepted:
        heads = list(_LIST_HEAD.finditer(before[0]))
        if heads:
            return _say("missing-colon", stop, before[1] + heads[-1].start(), before[1] + heads[-1].end())
    for mistake in _load().mistakes:
        place = mistake.fits(stop, at, rest, before, first_of_line, stopped)
        if place is not None:
            return _fill(mistake, stop, *place)
    raise AssertionError("the last entry fits everything")


def in_unknown_name(name: str, span: Span) -> Problem | None:
    """The problem of an unknown name that holds a word with no one meaning (当該役員, 氏名等), or is too long for a name."""
    if len(name) > MAX_NAME:
        return long_name(span, len(name))
    for mistake in _load().mistakes:
        found = mistake.name.search(name) if mistake.name is not None else None
        if found is not None:
            place = Span(span.source, span.start + found.start("found"), span.start + found.end("found"))
            return Problem(
                mistake.code,
                mistake.message.format(found=found["found"]),
                place,
                mistake.hint.format(found=found["found"]),
            )
    return None


def _line_before(text: str, at: int) -> tuple[str, int]:
    """The text from the start of the line before a place up to it, blanks at its end left out; and where it begins."""
    end = len(text[:at].rstrip(BLANKS))
    start = text.rfind("\n", 0, end) + 1
    return text[start:end], start


def _field_fault(stop: Stop, at: int, rest: str) -> Problem | None:
    """The problem of a field head that is misspelt, stands in the wrong item, or has lost its sign."""
    kind = re.match(r"\S*", stop.text)
    assert kind is not None
    found = _FIELD_LINE.match(rest)
    if found is not None and not _BEGINS_A_PART.match(rest):
        word = found[1]
        if word in FIELDS:
            if kind[0] in FIELDS[word] or kind[0] not in _EVERYWHERE:
                return None
            fields = "」「".join(field for field, kinds in FIELDS.items() if kind[0] in kinds)
            return _say("misplaced-field", stop, at, at + len(word), kind=kind[0], fields=f"「{fields}」")
        if re.match(r"(?:令和|平成|昭和)?[元0-9０-９一二三四五六七八九十]+年", word):
            return None
        near = nearest(word, FIELDS)
        hint = f"「{near[0]}」の書き間違いではありませんか。" if near else ""
        return _say("unknown-field", stop, at, at + len(word), near=hint)
    for word, kinds in FIELDS.items():
        if kind[0] in kinds and re.match(rf"{word}(?=[ \t\u3000\u00a0])", rest):
            return _say("missing-colon", stop, at, at + len(word))
    return None


class _Mistake(Struct):
    """One entry of mistakes.yaml."""

    code: str
    message: str
    hint: str
    here: re.Pattern[str] | None
    before: re.Pattern[str] | None
    line: re.Pattern[str] | None
    later: re.Pattern[str] | None
    name: re.Pattern[str] | None
    after: frozenset[str]
    wants: frozenset[str]
    stopped: bool
    anywhere: bool
    by_code_only: bool

    def fits(
        self, stop: Stop, at: int, rest: str, before: tuple[str, int], first_of_line: bool, stopped: bool
    ) -> tuple[int, int] | None:
        """The place to mark where this is the mistake, else None.  Offsets into the item."""
        if self.by_code_only or self.name is not None or (self.stopped and not stopped):
            return None
        if self.after and stop.kind not in self.after:
            return None
        if self.wants and not self.wants & stop.accepted:
            return None
        start, end = (stop.start, stop.end) if stopped and not self.here and not self.line else _word(rest, at)
        if self.here is not None:
            found = self.here.match(rest)
            if found is None:
                return None
            start, end = _marked(found, at)
        if self.line is not None:
            line_start = at if first_of_line else before[1] + len(before[0]) - len(before[0].lstrip(BLANKS))
            found = self.line.match(stop.text, line_start) if first_of_line or self.anywhere else None
            if found is None:
                return None
            start, end = _marked(found, 0)
        if self.before is not None:
            found = self.before.search(before[0])
            if found is None:
                return None
            if "found" in self.before.groupindex:
                start, last = _marked(found, before[1])
                end = end if self.here is not None else last
        if self.later is not None:
            found = self.later.search(
                re.sub(r"「[^「」]*」", lambda text: "「" + " " * (len(text[0]) - 2) + "」", rest)
            )
            if found is None:
                return None
            start, end = _marked(found, at)
        return start, end


def _marked(found: re.Match[str], at: int) -> tuple[int, int]:
    group: int | str = "found" if "found" in found.re.groupindex else 0
    return at + found.start(group), at + found.end(group)


def _word(rest: str, at: int) -> tuple[int, int]:
    """The run of characters at a place that reads as one word."""
    found = re.match(r"[^\s\u3000「」（）()、。：:]{1,12}|「[^「」]*」|\S", rest)
    return at, at + (len(found[0]) if found else 0)


class _Mistakes(Struct):
    mistakes: tuple[_Mistake, ...]
    words: dict[str, str]


@cache
def _load() -> _Mistakes:
    """`grammar/mistakes.yaml`, read when the first mistake is met."""
    from compliance.documents.reader import plain, read_tree

    path = shipped("grammar") / "mistakes.yaml"
    tree, problems = read_tree(Source(path.name, path.read_text(encoding="utf-8")), "yaml")
    assert tree is not None and not problems, problems
    data: Any = plain(tree)
    return _Mistakes(
        tuple(_mistake(entry) for entry in data["mistakes"] if "message" in entry),
        data["words"],
    )


def _mistake(entry: dict[str, Any]) -> _Mistake:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(entry[key]) if key in entry else None

    conditions = ("here", "before", "line", "later", "name", "after", "wants", "stopped")
    return _Mistake(
        code=entry["code"],
        message=entry["message"],
        hint=entry.get("hint", ""),
        here=pattern("here"),
        before=pattern("before"),
        line=pattern("line"),
        later=pattern("later"),
        name=pattern("name"),
        after=frozenset(entry.get("after", ())),
        wants=frozenset(entry.get("wants", ())),
        stopped="stopped" in entry,
        anywhere="anywhere" in entry,
        by_code_only=entry["code"] != "syntax" and not any(key in entry for key in conditions),
    )


def _say(code: str, stop: Stop, start: int, end: int, **values: str) -> Problem:
    """The problem of the entry that is asked for by its code."""
    mistake = next(each for each in _load().mistakes if each.code == code and each.by_code_only)
    return _fill(mistake, stop, start, end, **values)


def _fill(mistake: _Mistake, stop: Stop, start: int, end: int, **values: str) -> Problem:
    found = stop.text[start:end].strip(BLANKS)
    start = stop.text.find(found, start) if found else start
    wanted = [word for kind, word in _load().words.items() if kind in stop.accepted][:3]
    shown = found[1:-1] if found.startswith("「") and found.endswith("」") and found.count("「") == 1 else found
    values |= {
        "found": shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…",
        "expected": f"ここには、{'か'.join(wanted)}が要ります。" if wanted else "",
    }
    return Problem(
        mistake.code,
        mistake.message.format(**values),
        stop.span(start, start + len(found)),
        mistake.hint.format(**values),
    )
