"""条件の網羅: which conditions there are, what they came to, which decided alone, and what is accepted as a gap."""

from __future__ import annotations

import json
from datetime import date

import pytest
from evaluating import FORMS, ON, dossier, item, report, rules_of
from hypothesis import given
from hypothesis import strategies as st

from compliance import model
from compliance.coverage.conditions import (
    Baseline,
    ConditionCoverage,
    as_data,
    as_html,
    as_text,
    cover_conditions,
    read_baseline,
)
from compliance.coverage.observe import Observer, Tree, deciding
from compliance.coverage.record import RecordError, assembled, read_record, write_record
from compliance.coverage.written import Atlas
from compliance.engine.evaluate import evaluate
from compliance.source import Source, Span

NOWHERE = Span(Source("", ""), 0, 0)

TWO = item(
    "次のいずれにも該当すること：\n    一　本人の数が1,000人以上である\n    二　目的が記載されており、かつ、目的がある"
)


def seen(text: str, *dossiers: dict[str, object] | None, on: date = ON) -> dict[str, set[str]]:
    """What the conditions of all items came to on some dossiers, by name."""
    rules = rules_of(text)
    atlas = Atlas(rules)
    found: dict[str, set[str]] = {}
    for changes in dossiers:
        observer = Observer(atlas)
        watched = evaluate(rules, FORMS, dossier(changes), on, on, watch=observer)
        assert watched == report(text, changes, on=on), "watching changed a result"
        for conditions in observer.seen.values():
            for key, words in conditions.items():
                found.setdefault(key, set()).update(words)
    return found


# --- which conditions there are ------------------------------------------------------------------------------------------


def test_conditions_are_known_by_rule_part_label_and_sentence() -> None:
    assert [atom.key for atom in Atlas(rules_of(TWO)).atoms] == [
        "test-1 要件一（1）本人の数が、1,000人以上である",
        "test-1 要件二（1）目的が記載されている",
        "test-1 要件二（2）目的がある",
    ]


@pytest.mark.parametrize(
    "laid_out",
    [
        "# 前書き\n\n\n" + TWO,
        TWO.replace("1,000人", "千人"),
        TWO.replace("    一　", "        一　")
        .replace("    二　", "        二　# 注記\n        ")
        .replace("# 注記\n        ", ""),
        item("本人の数が記載されていること", id="test-0") + "\n" + TWO,
    ],
)
def test_their_names_do_not_depend_on_the_layout(laid_out: str) -> None:
    plain = {atom.key for atom in Atlas(rules_of(TWO)).atoms}
    moved = {atom.key for atom in Atlas(rules_of(laid_out)).atoms if atom.owner == "test-1"}
    if "千人" in laid_out:  # a number is shown as it is written: another text, another sentence
        plain = {key.replace("1,000人", "千人") for key in plain}
    assert moved == plain


def test_every_part_of_an_item_is_looked_at() -> None:
    text = item(
        "本人の数が1,000人以上であること",
        "適用：提案者の種別が「法人その他の団体」である場合",
        "ただし、目的が「研究」であるときは、この限りでない。",
        "判断を要する場合：\n    一　方法が「書面」であるとき　「書面でよいか。」",
        "満たさないとき：\n    一　目的が「試験」であるとき　注意\n    二　その他のとき　不適合",
    )
    assert [atom.where for atom in Atlas(rules_of(text)).atoms] == [
        "適用（1）",
        "ただし書（1）",
        "判断を要する場合一（1）",
        "要件（1）",
        "満たさないとき一（1）",
    ]


DEFINED = """
定義 若い者
  根拠：法第113条
  年齢が18歳未満である者

"""


def test_a_definition_is_counted_once_for_all_its_subjects() -> None:
    text = (
        DEFINED
        + item("若い者に該当すること", "対象：提案者の役員ごと", ground=True, id="test-1")
        + "\n"
        + item("提案者の役員のうちに、若い者に該当する者がないこと", id="test-2")
    )
    keys = [atom.key for atom in Atlas(rules_of(text)).atoms]
    assert keys.count("定義「若い者」 本文（1）年齢が、18歳未満である") == 1
    assert len(keys) == 3


def test_versions_are_told_apart() -> None:
    text = """
定義 大きい提案
  根拠：法第114条
  令和4年4月1日から令和7年5月31日まで：
    本人の数が1,000人以上であるもの
  令和7年6月1日から：
    本人の数が2,000人以上であるもの

""" + item("提案書が、大きい提案に該当すること")
    wheres = [atom.where for atom in Atlas(rules_of(text)).atoms if atom.owner.startswith("定義")]
    assert wheres == ["本文（令和4年4月1日から）（1）", "本文（令和7年6月1日から）（1）"]


# --- what they came to ---------------------------------------------------------------------------------------------------


def test_true_false_and_unknown_are_noted_without_stopping_at_the_first() -> None:
    found = seen(TWO, {"提案書の本人の数": "999人"}, {"提案書の目的": None})
    assert found == {
        "test-1 要件一（1）本人の数が、1,000人以上である": {"真", "偽", "偽で決定"},
        "test-1 要件二（1）目的が記載されている": {"真", "偽"},
        "test-1 要件二（2）目的がある": {"真", "不明"},
    }


def test_what_is_not_applicable_is_not_seen() -> None:
    text = item("本人の数が1,000人以上であること", "適用：提案者の種別が「個人」である場合")
    assert set(seen(text, None)) == {"test-1 適用（1）提案者の種別が「個人」である"}


def test_a_definition_decides_within_itself() -> None:
    text = DEFINED + item("提案者の役員のうちに、若い者に該当する者がないこと")
    found = seen(text, None)  # 乙山 is 18 on the day of the review, 17 on that of the proposal
    assert found["定義「若い者」 本文（1）年齢が、18歳未満である"] == {"真", "偽", "真で決定", "偽で決定"}
    assert found["test-1 要件（1）若い者に該当する"] == {"真", "偽", "真で決定"}


def test_a_number_of_members_turns_on_one_of_them() -> None:
    text = item("提案者の役員のうちに、年齢が18歳以上である者が2人以上あること")
    found = seen(text, None)
    assert found["test-1 要件（1）年齢が、18歳以上である"] == {"真", "偽", "偽で決定"}


# --- which decided alone -------------------------------------------------------------------------------------------------

LEAF = model.Judged(span=NOWHERE, question="")
LEAVES = st.sampled_from([True, False, None])


def _and(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def _value(tree: Tree) -> bool | None:
    """The value of a tree from its leaves, written down apart from what is tested."""
    if not tree.parts:
        return tree.value
    values = [_value(part) for part in tree.parts]
    opposite = [None if value is None else not value for value in values]
    match tree.node:
        case model.All():
            return _and(values)
        case model.AnyOf() | model.Some():
            found = _and(opposite)
            value = None if found is None else not found
            return value if not getattr(tree.node, "negated", False) or value is None else not value
        case model.Not():
            return opposite[0]
        case model.Implies():
            found = _and([values[0], opposite[1]])
            return None if found is None else not found
        case model.Entry(in_all=True):
            found = _and(opposite)
            return None if found is None else not found
        case model.Entry():
            return _and([values[0], opposite[1]])
    raise AssertionError(tree.node)


def _tree(node: model.Condition, parts: list[Tree]) -> Tree:
    tree = Tree(node, parts=parts)
    tree.value = _value(tree)
    return tree


def _inner(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    many, two = st.lists(trees, min_size=1, max_size=3), st.lists(trees, min_size=2, max_size=2)
    fact = model.Fact(span=NOWHERE, base=None, steps=("",), where=(), kind=None)  # type: ignore[arg-type]
    some = model.Some(span=NOWHERE, members=fact, var=model.Var(1, ()), condition=LEAF, negated=True)
    implies = model.Implies(span=NOWHERE, condition=LEAF, consequence=LEAF)
    entries = [
        model.Entry(span=NOWHERE, label="一", condition=LEAF, proviso=LEAF, in_all=each) for each in (True, False)
    ]
    return st.one_of(
        st.builds(
            _tree, st.sampled_from([model.All(span=NOWHERE, parts=()), model.AnyOf(span=NOWHERE, parts=())]), many
        ),
        st.builds(_tree, st.just(some), many),
        st.builds(_tree, st.sampled_from([implies, *entries]), two),
        st.builds(lambda part: _tree(model.Not(span=NOWHERE, part=LEAF), [part]), trees),
    )


TREES = st.recursive(LEAVES.map(lambda value: Tree(LEAF, value)), _inner, max_leaves=8)


def _leaves(tree: Tree) -> list[Tree]:
    return [leaf for part in tree.parts for leaf in _leaves(part)] if tree.parts else [tree]


@given(TREES)
def test_a_condition_decides_if_turning_it_alone_turns_the_whole(tree: Tree) -> None:
    alone = []
    for leaf in _leaves(tree):
        if leaf.value is None or tree.value is None:
            continue
        leaf.value = not leaf.value
        if _value(tree) is (not tree.value):
            alone.append(id(leaf))
        leaf.value = not leaf.value
    if not tree.parts:  # a whole of one condition: that condition
        alone = [id(tree)] if tree.value is not None else []
    assert [id(leaf) for leaf in deciding(tree)] == alone


# --- what is accepted ----------------------------------------------------------------------------------------------------

KEY = "要件一（1）本人の数が、1,000人以上である"


def covered(counts: dict[str, dict[str, int]], baseline: str) -> ConditionCoverage:
    accepted, problems = read_baseline(Source("網羅.yaml", baseline))
    assert not problems, [problem.message for problem in problems]
    return cover_conditions(Atlas(rules_of(item("本人の数が1,000人以上であること"))), counts, accepted)


ONE = "test-1 要件（1）本人の数が、1,000人以上である"
NO_GAPS = "到達しない条件: []\n"
GAP = """\
到達しない条件:
  - 規則: test-1
    条件: 要件（1）本人の数が、1,000人以上である
    値: 偽
    理由: 試しの理由。
"""


def test_a_value_that_is_not_seen_needs_a_reason() -> None:
    assert not covered({ONE: {"真": 1}}, NO_GAPS).holds
    accepted = covered({ONE: {"真": 1}}, GAP)
    assert accepted.holds
    assert accepted.counts()["accepted_gaps"] == 1
    assert covered({ONE: {"真": 1, "偽": 2}}, NO_GAPS).holds


def test_coverage_that_falls_is_told_though_another_gap_is_listed() -> None:
    fallen = covered({ONE: {"不明": 3}}, GAP)
    assert not fallen.holds
    assert [row.unexplained for row in fallen.unexplained] == [("真",)]


def test_a_gap_that_is_reached_must_leave_the_list() -> None:
    found = covered({ONE: {"真": 1, "偽": 1}}, GAP)
    assert not found.holds
    assert "偽になるシナリオがあります" in found.problems[0].message
    assert found.problems[0].span.line == 2


def test_a_gap_of_no_condition_is_told_with_the_nearest() -> None:
    found = covered({ONE: {"真": 1, "偽": 1}}, GAP.replace("1,000人", "2,000人"))
    assert "という条件はありません" in found.problems[0].message
    assert "1,000人以上" in found.problems[0].hint


@pytest.mark.parametrize(("allowed", "holds"), [(0, False), (1, True), (2, False)])
def test_the_number_of_dependent_conditions_is_held(allowed: int, holds: bool) -> None:
    found = covered({ONE: {"真": 1, "偽": 1, "真で決定": 1}}, f"独立して結果を決めていない条件の数: {allowed}\n")
    assert found.holds is holds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GAP.replace("    理由: 試しの理由。\n", ""), "「理由」がありません"),
        (GAP.replace("値: 偽", "値: 不明"), "値は「真」か「偽」です"),
        ("到達しない条項: []\n", "「到達しない条項」を読めません"),
    ],
)
def test_mistakes_in_the_list_have_their_place(text: str, told: str) -> None:
    _, problems = read_baseline(Source("網羅.yaml", text))
    assert told in problems[0].message


def test_it_is_shown_as_text_data_and_html() -> None:
    found = covered({ONE: {"真": 2, "不明": 1, "真で決定": 2}}, GAP)
    text = as_text(found)
    assert "△ 要件（1）本人の数が、1,000人以上である　真2 偽0 不明1 独立に決定：真" in text
    assert "偽: 試しの理由。" in text
    assert "1 conditions: 0 seen true and false" in as_text(found, "en")
    data = json.loads(json.dumps(as_data(found)))
    assert data["conditions"][0]["gaps"] == [{"value": "false", "reason": "試しの理由。"}]
    assert "<td>2</td><td>0</td><td>1</td>" in as_html(found)
    assert "×" in as_text(cover_conditions(Atlas(rules_of(TWO)), {}, Baseline()))


# --- the record ----------------------------------------------------------------------------------------------------------


def note(test: str, line: int = 3, **changes: object) -> dict[str, object]:
    return {
        "feature": "試し", "path": "試し.feature", "line": line, "section": "", "name": "<数>のとき", "tags": [],
        "steps": [{"keyword": "もし", "text": "審査する", "table": []}], "rules": "abc", "folder": "", "test": test,
        "passed": True, "example": {"数": test}, "asserted": ["test-1"], "ran": ["test-2"], "seen": {ONE: ["真"]},
        **changes,
    }  # fmt: skip


def test_a_record_is_the_same_in_whatever_order_its_tests_ran() -> None:
    notes = [note("1"), note("2", seen={ONE: ["偽", "真"]}), note("3", line=9)]
    texts = {write_record(assembled("2026-09-02", [notes[i] for i in order])) for order in ((0, 1, 2), (2, 1, 0))}
    assert len(texts) == 1
    record = read_record(texts.pop())
    assert record.conditions == {"abc": {ONE: {"真": 3, "偽": 1}}}
    assert [len(scenario.plays) for scenario in record.scenarios] == [2, 1]
    assert write_record(record) == write_record(read_record(write_record(record)))
    assert record.by_rule("abc") == {"test-1": ["試し：<数>のとき"] * 2}
    assert record.by_rule("another") == {}


def test_a_scenario_that_failed_counts_for_nothing() -> None:
    record = assembled("2026-09-02", [note("1"), note("2", passed=False, seen={ONE: ["偽"]})])
    assert record.conditions == {"abc": {ONE: {"真": 1}}}
    assert record.by_rule("abc") == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": "0.1"}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        read_record(text)
