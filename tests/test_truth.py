"""Kleene's logic with causes: its laws, and that taking facts out of a dossier never decides anything the other way."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from evaluating import BASE, FORMS, ON, PRESUMPTION, item, judged, rules_of
from hypothesis import given
from hypothesis import strategies as st

from compliance.documents.document import Dossier
from compliance.engine.evaluate import evaluate
from compliance.engine.truth import Rest, Truth, all_of, any_of, deciding, negated
from compliance.finding import Cause, Finding, Result
from compliance.scenario import Draft

truths = st.builds(
    lambda value, name: Truth(
        value,
        causes=(Cause("記載なし", name, f"{name}。"),) if value is None else (),
        rests=(Rest("判断", name),) if value is not None and name == "甲" else (),
    ),
    st.sampled_from([True, False, None]),
    st.sampled_from(["甲", "乙", "丙"]),
)
several = st.lists(truths, min_size=1, max_size=4)
RANK = {False: 0, None: 1, True: 2}


@given(several)
def test_and_is_the_least_or_the_greatest(parts: list[Truth]) -> None:
    assert RANK[all_of(parts).value] == min(RANK[part.value] for part in parts)
    assert RANK[any_of(parts).value] == max(RANK[part.value] for part in parts)


@given(several)
def test_de_morgan(parts: list[Truth]) -> None:
    assert negated(all_of(parts)).value == any_of([negated(part) for part in parts]).value
    assert negated(negated(all_of(parts))) == all_of(parts)


@given(several, st.randoms())
def test_order_does_not_matter(parts: list[Truth], random: Any) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert all_of(shuffled).value == all_of(parts).value
    assert set(all_of(shuffled).causes) == set(all_of(parts).causes)


@given(several)
def test_causes_belong_to_what_is_unknown(parts: list[Truth]) -> None:
    for whole in (all_of(parts), any_of(parts)):
        assert bool(whole.causes) == (whole.value is None)
        assert not (whole.rests and whole.value is None)
        assert deciding(whole)
        assert all_of([*deciding(whole)]).value == whole.value or any_of([*deciding(whole)]).value == whole.value


@given(several)
def test_what_one_part_settles_alone_rests_on_nothing_else(parts: list[Truth]) -> None:
    settling = [part for part in parts if part.value is True]
    if settling and any(not part.rests for part in settling):
        assert any_of(parts).rests == ()


# --- taking out facts -----------------------------------------------------------------------------------------------

# Conditions that ask the world.  「記載されている」 asks the paper, and is used only where it is not denied.
WORLD = [
    "本人の数が、1,000人以上である",
    "本人の数が、999人を超えない",
    "目的が「研究」である",
    "目的が「研究」又は「営利」のいずれでもない",
    "抽出をする",
    "抽出をしない",
    "代理人がない",
    "提案者の役員がある",
    "提案の日が、募集の開始の日から募集の終了の日までの間である",
    "始期が、提案の日の後である",
    "募集の開始の日から募集の終了の日までの期間が、30日以上である",
    "提案の日が、募集の年度に属する",
    "誓約書の誓約者が、提案者の氏名と同一である",
    "提案者の役員のうちに、年齢が18歳未満の者がある",
    "提案者の役員のうちに、年齢が18歳未満の者がない",
    "提案者の役員のうちに、年齢が18歳以上の者が、2件以上ある",
    "添付書類のうちに、作成の日が、提案の日前六月以内であるものがある",
    "募集の求める書類のいずれもが、添付書類の種類に含まれる",
    "添付書類の種類の数が2件である",
    "始期から起算して2年を経過しない",
    "「適切である」と認められる",
]
PAPER = ["目的が記載されている", "誓約書が添付されている", "目的及び方法が、いずれも記載されている"]
LABELS = "一二三四五"


def conditions(atoms: list[str], depth: int = 1) -> st.SearchStrategy[tuple[str, ...] | str]:
    """A sentence, or a list (mode, entry, …) of conditions."""
    atom = st.sampled_from(atoms)
    if depth < 0:
        return atom
    inner = conditions(atoms, depth - 1)
    return st.one_of(
        atom, st.tuples(st.sampled_from(["いずれにも", "いずれかに"]), inner, inner), st.tuples(st.just("いずれかに"), inner, inner, inner)
    )  # fmt: skip


def written(condition: Any, labels: tuple[str, ...] = ("一二三", "イロハ", "１２３"), indent: int = 4) -> str:
    """A condition as an entry reads it; a list goes on below."""
    if isinstance(condition, str):
        return condition
    mode, *entries = condition
    lines = [f"次の{mode}該当する："]
    for label, entry in zip(labels[0], entries, strict=False):
        shown = f"（{label}）" if labels[0] == "１２３" else label
        lines.append(f"{' ' * indent}{shown}　{written(entry, labels[1:], indent + 2)}")
    return "\n".join(lines)


def as_requirement(condition: Any) -> str:
    text = written(condition)
    head, *rest = text.split("\n")
    head = head.removesuffix("：") + "こと" + ("：" if rest else "")
    return "\n".join([head, *rest])


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            found += [(*at, key), *places(value, (*at, key))]
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            found += places(value, (*at, index))
    return found


RECORDED = {
    **deepcopy(BASE),
    "審査記録": {"判断": judged({"問い": "適切である", "結論": "認められる"})["審査記録の判断"]},
}
PLACES = places(RECORDED)
VALUES = {
    "本人の数": ["999人", "1,000人", "不明", "なし"],
    "目的": ["研究", "営利", "不明", "なし"],
    "抽出": ["はい", "いいえ", "不明"],
    "代理人": ["なし", "丙川", "不明"],
    "始期": ["令和8年8月20日", "令和6年9月3日", "なし"],
}


def case_of(tree: dict[str, Any]) -> Dossier:
    found, problems = Draft(FORMS, tree).dossier()
    assert found is not None and not any(problem.is_error for problem in problems)
    return found


def result(text: str, tree: dict[str, Any]) -> Finding:
    return evaluate(rules_of(text), FORMS, case_of(tree), ON, ON).findings[-1]


def without(tree: dict[str, Any], place: tuple[Any, ...]) -> dict[str, Any]:
    copy = deepcopy(tree)
    at: Any = copy
    for step in place[:-1]:
        at = at[step]
    at.pop(place[-1], None)
    return copy


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    tree = deepcopy(RECORDED)
    for name, values in VALUES.items():
        tree["提案書"][name] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        tree["誓約書"]["誓約者"] = "別の会社"
    return tree


KNOWN = (Result.SATISFIED, Result.VIOLATED)


@given(conditions(WORLD), dossiers(), st.sampled_from(PLACES))
def test_without_a_fact_nothing_is_decided_otherwise(
    condition: Any, tree: dict[str, Any], place: tuple[Any, ...]
) -> None:
    text = item(as_requirement(condition))
    before, after = result(text, tree), result(text, without(tree, place))
    if after.result in KNOWN:
        assert after.result is before.result


@given(
    conditions(WORLD + PAPER),
    st.one_of(st.none(), st.sampled_from(WORLD)),
    st.one_of(st.none(), st.sampled_from(WORLD)),
    dossiers(),
    st.sampled_from(PLACES),
)
def test_without_a_fact_nothing_becomes_satisfied(
    condition: Any, applies: str | None, unless: str | None, tree: dict[str, Any], place: tuple[Any, ...]
) -> None:
    lines = [f"適用：{applies}場合"] if applies else []
    lines += [f"ただし、{unless}ときは、この限りでない。"] if unless else []
    text = item(as_requirement(condition), *lines)
    before, after = result(text, tree), result(text, without(tree, place))
    satisfied = (Result.SATISFIED, Result.NOT_APPLICABLE)
    if after.result in satisfied:
        assert before.result in satisfied


@given(
    conditions([*WORLD, "提案者の刑がない", "提案者の刑のうちに、刑名が「拘禁刑」であるものがない"]),
    dossiers(),
    st.sampled_from(PLACES),
)
def test_what_becomes_satisfied_by_silence_names_the_presumption(
    condition: Any, tree: dict[str, Any], place: tuple[Any, ...]
) -> None:
    tree["提案書"]["提案者"]["刑"] = [{"刑名": "拘禁刑"}]
    text = PRESUMPTION + item(as_requirement(condition))
    before, after = result(text, tree), result(text, without(tree, place))
    if after.result is Result.SATISFIED and before.result is not Result.SATISFIED:
        assert any(basis.kind == "誓約" for basis in after.basis)
