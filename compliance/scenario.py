"""A dossier that a scenario changes step by step before it is reviewed: plain texts in records and lists.

A place is written as in the rules, with an element of a list named by its label: 提案者の役員「監査 花子」の生年月日,
添付書類「登記事項証明書」の作成の日.  Values are texts, read by the forms when the dossier is reviewed, so that scenarios
may use full-width digits, units and era dates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final, TypeAlias

from compliance.documents.document import DocNode, Dossier, Record, Scalar, Sequence
from compliance.kinds.quantities import state_of
from compliance.problem import Problem, nearest
from compliance.struct import Struct, field
from compliance.values import Kind
from compliance.vocabulary import COVER, Forms, RecordType

Tree: TypeAlias = Any  # str | list[Tree] | dict[str, Tree]


class ScenarioError(AssertionError):
    """A step that does not hold, or cannot be carried out, as a Japanese sentence for the author of the scenario.

    step: where it stands and what it says; empty outside of a step.
    """

    step: str = ""


class Draft(Struct, frozen=False):
    """The papers as they stand after the steps so far."""

    forms: Forms
    papers: dict[str, Tree] = field(default_factory=dict)
    name: str = "一件書類"

    def copy(self) -> Draft:
        return Draft(self.forms, deepcopy(self.papers), self.name)

    # --- changes ---

    def put(self, place: str, value: Tree) -> None:
        """Write a value at a place, making the records on the way."""
        parent, last, kind = self._reach(place, make=True)
        if kind.element is not None and isinstance(value, str) and state_of(value) is None:
            value = texts_of(value)
        parent[last] = value
        self.come_to(place)

    def leave_blank(self, place: str) -> None:
        """Take a place out of the papers: nothing is written there any more."""
        parent, last, _ = self._reach(place, make=False)
        if isinstance(parent, dict):
            parent.pop(last, None)
        elif parent is not None:
            del parent[last]

    def put_none(self, place: str) -> None:
        """「…がない」: a paper or an element is taken out, a list is empty, any other field says 「なし」."""
        parent, last, kind = self._reach(place, make=True)
        if isinstance(parent, list):
            del parent[last]
        elif parent is self.papers:
            parent.pop(last, None)
        else:
            parent[last] = [] if kind.element is not None else "なし"
            self.come_to(place)

    def add(self, place: str, records: list[dict[str, Tree]]) -> None:
        """Add elements to a list."""
        parent, last, kind = self._reach(place, make=True)
        if kind.element is None:
            raise ScenarioError(f"「{place}」は一覧ではないため、加えられません。")
        present = parent.get(last)
        if not isinstance(present, list):
            present = []
        present.extend(records)
        parent[last] = present
        self.come_to(place)

    def get(self, place: str) -> Tree:
        parent, last, _ = self._reach(place, make=False)
        if parent is None or (isinstance(parent, dict) and last not in parent):
            raise ScenarioError(f"「{place}」は、一件書類に書かれていません。")
        return parent[last]

    def come_to(self, place: str) -> None:
        """Move the stage that the cover states forward to what the paper of a place shows.

        Whoever adds a 通知書 means that the dossier has come that far; the cover would contradict it otherwise.
        """
        from compliance.documents.schema import kind_of, shows_stage

        section = self.forms.sections.get(self._steps(place)[0][0])
        cover = self.papers.get(COVER)
        if section is None or section.name == COVER or not isinstance(cover, dict):
            return
        stated = cover.get("段階")
        if stated not in self.forms.stages:
            return
        if shows_stage(section, kind_of(self.papers, self.forms)):
            furthest = max(self.forms.stages.index(stated), section.stage)
            cover["段階"] = self.forms.stages[furthest]

    # --- the dossier ---

    def dossier(self) -> tuple[Dossier | None, list[Problem]]:
        """The papers read by the forms."""
        from compliance.documents.document import dossier_of

        text = json.dumps(self.papers, ensure_ascii=False, indent=1)
        return dossier_of(self.name, [(f"{self.name}.json", text)], self.forms)

    # --- places ---

    def _reach(self, place: str, *, make: bool) -> tuple[Any, Any, Kind]:
        """The container, the key or index in it, and the kind of what is there."""
        steps = self._steps(place)
        at: Any = self.papers
        key: Any = None
        kind = Kind("記録")
        for position, (name, selector, step_kind) in enumerate(steps):
            if key is not None:
                at = self._down(at, key, kind, make)
            if at is None:
                return None, None, step_kind
            key, kind = name, step_kind
            if selector is not None:
                items = self._down(at, key, kind, make)
                if not isinstance(items, list):
                    raise ScenarioError(f"「{place}」の「{name}」は、一覧になっていません。")
                assert kind.element is not None
                label = kind.element.record.label if kind.element.record else ""
                at, key, kind = items, _select(items, label, selector, place), kind.element
            if position == len(steps) - 1:
                return at, key, kind
        raise ScenarioError(f"「{place}」が何を指すのか分かりません。")

    def _down(self, at: Any, key: Any, kind: Kind, make: bool) -> Any:
        present = at.get(key) if isinstance(at, dict) else at[key]
        if present is None or (isinstance(present, str) and make):
            if not make:
                return None
            present = [] if kind.element is not None else {}
            at[key] = present
        return present

    def _steps(self, place: str) -> list[tuple[str, str | None, Kind]]:
        """The place cut into names, each with the label of the element chosen and its kind."""
        roots: dict[str, Kind] = {
            name: Kind("一覧", element=section.kind) if section.many else section.kind
            for name, section in self.forms.sections.items()
        }
        steps = self._cut(place, roots)
        if steps is None:
            for paper in self._main_papers():
                section = self.forms.sections[paper]
                inner = self._cut(place, {name: item.kind for name, item in section.type.properties.items()})
                if inner is not None:
                    return [(paper, None, section.kind), *inner]
        if steps is None:
            names = [*roots, *(name for record in self.forms.record_types() for name in record.properties)]
            near = nearest(place.rpartition("の")[2], dict.fromkeys(names))
            hint = f"（「{'」「'.join(near)}」の書き間違いではありませんか。）" if near else ""
            raise ScenarioError(f"「{place}」という項目は、どの書類にもありません。{hint}")
        return steps

    def _main_papers(self) -> list[str]:
        """The papers whose fields may be named without the paper: those in the dossier, in order."""
        return [
            name
            for name, section in self.forms.sections.items()
            if name in self.papers and not section.many
        ]  # fmt: skip

    def _cut(self, place: str, names: Mapping[str, Kind]) -> list[tuple[str, str | None, Kind]] | None:
        for name in sorted(names, key=len, reverse=True):
            if not place.startswith(name):
                continue
            kind = names[name]
            rest = place[len(name) :]
            selector = None
            if rest.startswith("「") and "」" in rest and kind.element is not None:
                selector, _, rest = rest[1:].partition("」")
            if not rest:
                return [(name, selector, kind)]
            if not rest.startswith("の"):
                continue
            inner = kind.element if selector is not None and kind.element is not None else kind
            record: RecordType | None = inner.record
            if record is None:
                continue
            following = self._cut(rest[1:], {key: item.kind for key, item in record.properties.items()})
            if following is not None:
                return [(name, selector, kind), *following]
        return None


def _select(items: list[Any], label: str, selector: str, place: str) -> int:
    for index, item in enumerate(items):
        if item == selector or (isinstance(item, dict) and item.get(label) == selector):
            return index
    shown = "」「".join(str(item.get(label, "")) if isinstance(item, dict) else str(item) for item in items)
    raise ScenarioError(f"「{place}」の「{selector}」がありません。あるのは「{shown}」です。")


def texts_of(text: str) -> list[str]:
    """「甲」、「乙」 → the texts in the brackets; a text without brackets is one element."""
    if not (text.startswith("「") and text.endswith("」")):
        return [text]
    return [part.strip("「」") for part in text.split("、")]


def tree_of(node: DocNode) -> Tree:
    """A node of a document as plain records, lists and texts."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [tree_of(item) for item in items]
        case Record(entries=entries):
            return {key.text: tree_of(value) for key, value in entries}


# Every step a scenario may use, as its author writes it; 「…」 is what the author fills in.  `docs/scenarios.ja.md` explains
# them in this order, and a test holds both against the steps of `bdd`.
STEPS: Final = (
    # 前提
    "一件書類「…」がある",
    "…が…である",
    "…が「…」である",
    "…が「…」、「…」である",
    "…がない",
    "…が記載されていない",
    "…が添付されていない",
    "…に…が加わる",
    "…に次のものがある",
    "…が次のとおりである",
    '項目"…"は「認められる」と判断されている',
    '項目"…"の「…」は「認められる」と判断されている',
    '項目"…"の問い「…」は「認められる」と判断されている',
    "機関の定める「…」が…である",
    "機関の定める「…」が「…」である",
    # もし
    "…に審査する",
    "…に計算する",
    "…に判断する",
    "審査する",
    # ならば
    '規則"…"の結果は"適合"である',
    '規則"…"の「…」の結果は"適合"である',
    "結果は次のとおりである",
    '規則"…"の理由に「…」とある',
    '規則"…"の解釈に「…」とある',
    '規則"…"は「…」が足りない',
    '規則"…"は「…」の判断を待つ',
    '規則"…"は誓約に基づいて適合である',
    '規則"…"は判断に基づかない',
    '提案の結果は"適合"である',
    '一件書類の結果は"適合"である',
    "次に要る書類に「…」がある",
    "行政機関等の義務違反がない",
    "解除事由がない",
    '手数料"…"は…円である',
    '手数料"…"の結果は"情報不足"である',
    '手数料"…"は…円以上で、「…」が足りない',
    '手数料"…"は…円以上…円以下で、「…」が足りない',
    '手数料"…"の参考の額は…円である',
    '手数料"…"の参考の額はない',
    '手数料"…"の内訳「…」は…円である',
    "「…」という問題が示される",
)
