"""Rules and dossiers in a few words, for tests of what rules mean: forms of our own, rule texts, papers as plain data."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from compliance import model
from compliance.check import check_rules
from compliance.documents.document import Dossier
from compliance.documents.forms import load_forms
from compliance.engine.evaluate import evaluate
from compliance.engine.settings import Settings
from compliance.finding import Finding, Report
from compliance.language.parse import parse_all
from compliance.scenario import Draft
from compliance.source import Source

FORMS, _problems = load_forms(Path(__file__).parent / "data" / "evaluate")
assert not _problems
ON = date(2026, 9, 2)

BASE: dict[str, Any] = {
    "一件書類": {"種類": "提案", "段階": "審査"},
    "機関": {"機関の名称": "架空市"},
    "募集": {"開始の日": "令和8年8月3日", "終了の日": "令和8年9月2日", "年度": "令和8年度", "求める書類": ["委任状"]},
    "提案書": {
        "提案の日": "令和8年8月20日",
        "提案者": {
            "種別": "法人その他の団体",
            "氏名": "架空株式会社",
            "住所": "架空市1番地",
            "役員": [
                {"氏名": "甲野", "生年月日": "昭和50年4月1日"},
                {"氏名": "乙山", "生年月日": "平成20年8月21日"},
            ],
        },
        "本人の数": "1,000人",
        "抽出": "いいえ",
        "目的": "研究",
        "方法": "書面",
        "代理人": "なし",
        "始期": "令和8年10月1日",
    },
    "誓約書": {"誓約の日": "令和8年8月19日", "誓約者": "架空株式会社"},
    "添付書類": [
        {"用途": "本人確認", "種類": "登記事項証明書", "作成の日": "令和8年3月1日"},
        {"用途": "その他", "種類": "委任状"},
    ],
    "審査記録": {"審査の日": "令和8年9月2日", "判断": []},
    "積算": {"時間": "3時間5分", "委託": "いいえ"},
}

PRESUMPTION = """
推定 「誓約による推定」
  根拠：法第112条第3項第1号
  書類：提案書、誓約書
  前提：誓約書の誓約の日が、提案の日以前であるとき
  次の事実は、ないものと推定する：
    一　提案者の刑
    二　提案者の役員
    三　提案者の役員の刑
"""


@cache
def rules_of(text: str) -> model.RuleSet:
    """The rule set of a text; a text with problems fails the test that uses it."""
    files, problems = parse_all([Source("試し.rule", text)], FORMS)
    rules, found = check_rules(files, FORMS, None)
    wrong = [f"{problem.message} {problem.span!r}" for problem in (*problems, *found) if problem.is_error]
    assert not wrong, (wrong, text)
    return rules


def item(requirement: str, *more: str, ground: bool = False, papers: str = "提案書", id: str = "test-1") -> str:
    """An item; `more` lines stand where their field belongs."""
    before = [line for line in more if line.startswith(("基準日", "適用", "対象"))]
    effect = [line for line in more if line.startswith(("満たさないとき", "該当するとき"))]
    after = [line for line in more if line not in before and line not in effect and not line.startswith("理由")]
    reason = [line for line in more if line.startswith("理由")]
    head = "該当するとき" if ground else "満たさないとき"
    lines = [
        "見出し：試しの項目",
        "根拠：法第114条第1項第2号",
        f"書類：{papers}",
        *before,
        f"{'事由' if ground else '要件'}：{requirement}",
        *after,
        *(effect or [f"{head}：不適合"]),
        *reason,
    ]
    return f"項目 {id}\n" + "\n".join(f"  {line}" for line in lines) + "\n"


def draft(changes: dict[str, Any] | None = None) -> Draft:
    """The base dossier with changes by place.  None takes a place out of the papers."""
    papers = Draft(FORMS, deepcopy(BASE))
    for place, value in (changes or {}).items():
        if value is None:
            papers.leave_blank(place)
        elif value == "不明":
            parent, last, _ = papers._reach(place, make=True)  # `put` would make a list of it
            parent[last] = value
        else:
            papers.put(place, value)
    return papers


def dossier(changes: dict[str, Any] | None = None) -> Dossier:
    found, problems = draft(changes).dossier()
    assert found is not None
    assert not [problem.message for problem in problems if problem.is_error]
    return found


def report(
    text: str, changes: dict[str, Any] | None = None, *, on: date | None = ON, settings: Settings | None = None
) -> Report:
    return evaluate(rules_of(text), FORMS, dossier(changes), on, ON, settings)


def findings(text: str, changes: dict[str, Any] | None = None, *, on: date | None = ON) -> list[Finding]:
    """The findings of the last item of a text."""
    found = report(text, changes, on=on).findings
    return [finding for finding in found if finding.rule == found[-1].rule]


def finding(text: str, changes: dict[str, Any] | None = None, *, on: date | None = ON) -> Finding:
    found = findings(text, changes, on=on)
    assert len(found) == 1, [each.element for each in found]
    return found[0]


def judged(*records: dict[str, str]) -> dict[str, Any]:
    """Recorded judgements on test-1."""
    whole = {"項目": "test-1", "理由": "書類による。", "判断者": "審査 太郎", "判断の日": "令和8年9月1日"}
    return {"審査記録の判断": [{**whole, **record} for record in records]}
