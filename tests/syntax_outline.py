"""A syntax tree as lines of text, for comparing with what is written down: `outline(node)`."""

from __future__ import annotations

from datetime import date

from compliance.language import syntax
from compliance.struct import Struct, names

_PLACES = frozenset(("span", "name_span", "label_span"))


def outline(node: Struct, indent: int = 0) -> str:
    """The node's class and what differs from nothing: values on one line, parts below, one level further in."""
    head = [type(node).__name__]
    below: list[str] = []
    for name in names(type(node)):
        value = getattr(node, name)
        if name in _PLACES or value in (None, "", (), False):
            continue
        short = _short(value)
        if short is not None:
            head.append(f"{name}={short}")
        else:
            parts = value if isinstance(value, tuple) else (value,)
            below += [f"{'  ' * (indent + 1)}{name}: {outline(part, indent + 1)}" for part in parts]
    return "\n".join([" ".join(head), *below])


def _short(value: object) -> str | None:
    """A value in a few characters; None for what needs lines of its own."""
    match value:
        case bool() | int() | date():
            return str(value)
        case str():
            return value
        case syntax.Name():
            return value.text if value.known else f"?{value.text}"
        case syntax.Path(names=names):
            return ".".join(_short(name) or "" for name in names)
        case syntax.Number():
            return f"{value.value}{value.unit}"
        case syntax.Text() | syntax.Line() as written:
            return f"「{written.value if isinstance(written, syntax.Text) else written.text}」"
        case syntax.DateLiteral():
            return str(value.value)
        case syntax.Function():
            return f"{value.function}({_short(value.operand)})"
        case syntax.Interval():
            counted = "+初日" if value.counts_first else ""
            return f"[{_short(value.first)}〜{_short(value.last)} {value.form}{counted}]"
        case syntax.Period():
            return f"{value.first}〜{value.last or ''}"
        case syntax.IdRange():
            return value.first + (f"〜{value.last}" if value.last else "")
        case syntax.LabelRef():
            return value.kind or value.first + (f"〜{value.last}" if value.last else "")
        case tuple():
            parts = [_short(part) for part in value]
            return None if any(part is None for part in parts) else "(" + "、".join(part or "" for part in parts) + ")"
        case _:
            return None
