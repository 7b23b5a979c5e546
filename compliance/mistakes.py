"""What to say about a text that cannot be read: the sentence, the exact place, and what to try."""

from __future__ import annotations

from collections.abc import Collection

from compliance.problem import Problem, nearest
from compliance.source import Source, Span


def before_first_item(source: Source, start: int, end: int) -> Problem:
    return Problem(
        "outside-item",
        "最初の項目より前に、説明（#）でない文があります。",
        Span(source, start, end),
        "説明なら行の初めに「#」を付け、規則なら「項目 appi-114-1-2」のような見出しの行から書き始めてください。",
    )


def unknown_head(source: Source, start: int, word: str, heads: Collection[str]) -> Problem:
    near = nearest(word, heads)
    return Problem(
        "unknown-head",
        f"「{word}」で始まる項目の種類はありません。",
        Span(source, start, start + len(word)),
        f"「{near[0]}」の書き間違いではありませんか。" if near else "",
    )


def nameless(span: Span, kind: str) -> Problem:
    example = {"項目": "項目 appi-114-1-2", "準用": "準用 rule-54-5", "手数料": "手数料 appi-119-1"}.get(
        kind, "推定 「誓約による欠格の事実の不存在」" if kind == "推定" else f"{kind} 最低本人数"
    )
    what = "番号" if kind in ("項目", "準用", "手数料") else "名前"
    return Problem(
        "no-name", f"「{kind}」の後に{what}がありません。", span, f"「{example}」のように、空白を置いて書いてください。"
    )


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


def explain(
    source: Source, offset: int, text: str, at: int, length: int, kind: str, accepted: Collection[str]
) -> Problem:
    """The problem for a word that cannot stand where it stands.

    text: the item, `offset` characters into the source.  at, length, kind: the word.  accepted: kinds of words that could
    have stood there.
    """
    lead = len(text[at:]) - len(text[at:].lstrip())
    start = min(at + lead, len(text))
    end = max(start, at + length)
    word = text[start:end]
    return Problem(
        "syntax",
        f"「{word}」がここに来ることはできません。{sorted(accepted)}",
        Span(source, offset + start, offset + end),
    )
