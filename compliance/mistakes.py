"""What to say about a text that cannot be read: the sentence, the exact place, and what to try."""

from __future__ import annotations

from collections.abc import Collection

from compliance.problem import Problem, nearest
from compliance.source import Source, Span


def too_large(span: Span, what: str, size: int, limit: int) -> Problem:
    return Problem(
        "too-large",
        f"{what}は大きすぎて読めません（{size:,}字。{limit:,}字まで）。",
        span,
        "いくつかに分けてください。",
    )


def too_deep(span: Span, limit: int) -> Problem:
    return Problem(
        "too-deep", f"文の入れ子が深すぎます（{limit}段まで）。", span, "一部を「定義」に分けて書いてください。"
    )


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


def explain(source: Source, offset: int, text: str, at: int, accepted: Collection[str], before: str) -> Problem:
    """The problem for what cannot stand where it stands.

    text: the item, `offset` characters into the source.  at: where the reading stopped.  accepted: the kinds of words
    that could have stood there.  before: the kind of the word before.
    """
    start = at + len(text[at:]) - len(text[at:].lstrip())
    word = text[start : start + 3]
    return Problem(
        "syntax",
        f"「{word}」がここに来ることはできません。{sorted(accepted)} {before}",
        Span(source, offset + start, offset + start + 1),
    )
