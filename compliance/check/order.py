"""The order items are evaluated in: after the items whose results they ask for."""

from __future__ import annotations

from collections.abc import Iterator

from compliance import model
from compliance.check.scope import State


def in_order(items: list[model.Item], state: State) -> tuple[model.Item, ...]:
    """The items, each after those it refers to; a circle is a problem, and its items are left out."""
    by_id = {item.id: item for item in items}
    done: set[str] = set()
    ordered: list[model.Item] = []
    for first in items:
        # the items being visited, each with those it asks for that were not looked at yet
        path: dict[str, Iterator[str]] = {}
        asked = iter((first.id,))
        while True:
            name = next(asked, None)
            if name is None:
                if not path:
                    break
                finished, _ = path.popitem()
                done.add(finished)
                ordered.append(by_id[finished])
                asked = next(reversed(path.values()), iter(()))
            elif name in path:
                _report_circle([*path, name], by_id[name], state)
            elif name in by_id and name not in done:
                asked = path[name] = conforms_of(by_id[name])
    return tuple(ordered)


def _report_circle(path: list[str], item: model.Item, state: State) -> None:
    circle = path[path.index(item.id) :]
    shown = circle if len(circle) <= 10 else [*circle[:9], "…", item.id]
    state.problem(
        "cycle",
        f"「{'」→「'.join(shown)}」と、項目が自分自身の結果に戻っています。",
        item.span,
        "他の項目の結果を使う項目は、一方向になるように書いてください。",
    )


def conforms_of(item: model.Item) -> Iterator[str]:
    """The ids whose results an item's own conditions ask for."""
    parts: list[model.Condition] = [*item.applies]
    parts += [version.body for version in item.requirement if not isinstance(version.body, tuple)]
    parts += [case.condition for case in item.judged]
    parts += [case.condition for case in item.effects if case.condition is not None]
    if item.proviso is not None:
        parts.append(item.proviso)
    while parts:
        part = parts.pop()
        match part:
            case model.Conforms(items=names):
                yield from names
            case model.All(parts=inner) | model.AnyOf(parts=inner):
                parts.extend(inner)
            case model.Not(part=one):
                parts.append(one)
            case model.Implies(condition=a, consequence=b):
                parts += [a, b]
            case model.Entry(condition=one, proviso=proviso):
                parts.append(one)
                if proviso is not None:
                    parts.append(proviso)
            case model.At(condition=one) | model.Some(condition=one) | model.Every(condition=one):
                parts.append(one)
            case model.Count(condition=one):
                parts.append(one)
            case _:
                pass
