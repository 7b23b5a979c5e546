"""The boundaries of the law, one day, one person or one yen to either side, on the rules that are shipped.

Each case changes an example dossier and names the result that the article gives.  The statutes are cited in the rules;
what is checked here is that the rules say what they mean to say.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from compliance.check import check_rules
from compliance.documents.document import read_dossier
from compliance.documents.forms import load_forms
from compliance.engine.settings import read_settings
from compliance.finding import EFFECTS
from compliance.language.parse import parse_rules, scan_names
from compliance.model import RuleSet
from compliance.plan.compile import RESULTS, Plan, compile_plan
from compliance.source import Source
from compliance.values import NONE
from compliance.vocabulary import Forms

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)
GONE = object()
PROPOSAL, CREATED, WHOLE = "01-適合する提案", "07-作成済みの情報の提案", "08-提供までの手続"
CALL = "09-三十日に一日足りない募集"
OK, NO, OPEN, ASK, OUT = "適合", "不適合", "要判断", "情報不足", "対象外"


class Law(NamedTuple):
    forms: Forms
    rules: RuleSet


@cache
def law() -> Law:
    forms, problems = load_forms(ROOT / "rules" / "documents")
    assert not problems
    sources = [
        Source(str(path.relative_to(ROOT / "rules")), path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "rules").rglob("*.rule"))
    ]
    names = {each if isinstance(each, str) else each.text for source in sources for each in scan_names(source)}
    files = []
    for source in sources:
        file, problems = parse_rules(source, forms.terms() | names)
        assert not problems, problems
        files.append(file)
    rules, problems = check_rules(files, forms)
    assert not problems, problems
    return Law(forms, rules)


@cache
def plan() -> Plan:
    return compile_plan(law().rules, law().forms)


@cache
def example(name: str) -> Any:
    dossier, problems = read_dossier(ROOT / "examples" / name, law().forms)
    assert dossier is not None
    assert not problems
    return dossier


def changed(facts: Any, changes: dict[str, Any]) -> Any:
    """The facts with values put in at paths such as 提案書.提案者.役員.0.刑; GONE takes one out."""
    facts = deepcopy(dict(facts))
    for path, value in changes.items():
        *steps, last = path.split(".")
        value = deepcopy(value) if value is not GONE else value
        at = facts
        for step in steps:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        if value is GONE:
            del at[int(last) if isinstance(at, list) else last]
        elif isinstance(at, list):
            at[int(last)] = value
        else:
            at[last] = value
    return facts


def results(name: str, changes: dict[str, Any], on: date | None = None) -> dict[str, list[str]]:
    """Item → 「結果」 or 「不適合 効果」, one for each element."""
    dossier = example(name)
    found: dict[str, list[str]] = {}
    for item, _, code, effect, _ in plan().run(changed(dossier.facts, changes), dossier.kind, dossier.stage, on, TODAY):
        if item < 0:  # the cover itself; not an item of the law
            continue
        word = RESULTS[code].value
        if word == NO and effect is not None:
            word = f"{NO} {EFFECTS[effect]}"
        found.setdefault(law().rules.items[item].id, []).append(word)
    return found


def fee(name: str, item: str, changes: dict[str, Any], delegated: dict[str, Any] | None = None) -> Any:
    dossier = example(name)
    facts = changed(dossier.facts, changes)
    totals = plan().fees(plan().start(facts, dossier.kind, dossier.stage, None, TODAY, delegated or {}))
    total = totals[[each.id for each in law().rules.fees].index(item)]
    return total if isinstance(total, int) else total.value


def day(text: str) -> date:
    return date.fromisoformat(text)


OFFICER = "提案書.提案者.役員.2"


def convicted(**more: Any) -> list[dict[str, Any]]:
    return [
        {
            "刑名": "懲役",
            "刑の根拠": "その他の法律",
            "刑の確定の日": day("2022-01-20"),
            "執行猶予": NONE,
            "執行を終わり又は受けることがなくなった日": day("2024-09-03"),
        }
        | more
    ]


def bankrupt(**more: Any) -> list[dict[str, Any]]:
    return [
        {
            "破産手続開始の決定の日": day("2016-09-02"),
            "復権の事由": NONE,
            "詐欺破産罪の有罪の確定の日": NONE,
        }
        | more
    ]


def cancelled(on: str, ground: str = "法第120条") -> list[dict[str, Any]]:
    return [{"解除の根拠": ground, "解除の日": day(on), "解除した機関": "別の市"}]


HELD = f"{NO} 欠格による不適合"
MEND = f"{NO} 要補正"
CLOSED = f"{NO} 受付不可"
DUTY = f"{NO} 義務違反"
FAIL = f"{NO} 不適合"
NOTE = f"{NO} 注意"
WEIGH = OPEN  # a screen that fails is for a person to weigh

CONVICTIONS = [
    ("二年の最後の日", convicted(), HELD),
    ("二年の応当日", convicted(執行を終わり又は受けることがなくなった日=day("2024-09-02")), OK),
    ("服役中", convicted(執行を終わり又は受けることがなくなった日=NONE), HELD),
    ("終わりの日が分からない", [{k: v for k, v in convicted()[0].items() if not k.startswith("執行を")}], ASK),
    ("控訴中", convicted(刑の確定の日=NONE), OK),
    ("提案の日に確定", convicted(刑の確定の日=day("2026-09-02"), 執行を終わり又は受けることがなくなった日=NONE), HELD),
    (
        "提案の日の翌日に確定",
        convicted(刑の確定の日=day("2026-09-03"), 執行を終わり又は受けることがなくなった日=NONE),
        OK,
    ),
    ("罰金", convicted(刑名="罰金"), OK),
    ("個情法の罰金", convicted(刑名="罰金", 刑の根拠="個人情報の保護に関する法律"), HELD),
    ("個情法の過料", convicted(刑名="過料", 刑の根拠="個人情報の保護に関する法律"), OK),
    ("外国の刑", convicted(刑の根拠="外国の法令"), OPEN),
    ("恩赦", convicted(恩赦="特赦"), OPEN),
    (
        "全部猶予の満了の翌日",
        convicted(執行猶予="全部", 猶予の満了の日=day("2026-09-01"), 猶予の取消しの日=NONE),
        OK,
    ),
    (
        "全部猶予の満了の当日",
        convicted(
            執行猶予="全部",
            猶予の満了の日=day("2026-09-02"),
            猶予の取消しの日=NONE,
            執行を終わり又は受けることがなくなった日=NONE,
        ),
        HELD,
    ),
    (
        "取り消された猶予の後、二年",
        convicted(
            執行猶予="全部",
            猶予の満了の日=day("2027-09-02"),
            猶予の取消しの日=day("2022-05-01"),
            執行を終わり又は受けることがなくなった日=day("2024-09-02"),
        ),
        OK,
    ),
    (
        "一部猶予の後、実刑部分の終わりから二年に一日足りない",
        convicted(
            執行猶予="一部",
            猶予の満了の日=day("2026-08-01"),
            猶予の取消しの日=NONE,
            実刑部分の終了の日=day("2024-09-03"),
            執行を終わり又は受けることがなくなった日=NONE,
        ),
        HELD,
    ),
    (
        "一部猶予の後、実刑部分の終わりから二年",
        convicted(
            執行猶予="一部",
            猶予の満了の日=day("2026-08-01"),
            猶予の取消しの日=NONE,
            実刑部分の終了の日=day("2024-09-02"),
            執行を終わり又は受けることがなくなった日=NONE,
        ),
        OK,
    ),
    (
        "一部猶予の間",
        convicted(
            執行猶予="一部",
            猶予の満了の日=day("2026-09-02"),
            猶予の取消しの日=NONE,
            実刑部分の終了の日=day("2020-01-01"),
            執行を終わり又は受けることがなくなった日=NONE,
        ),
        HELD,
    ),
]


@pytest.mark.parametrize(
    ("convictions", "expected"), [row[1:] for row in CONVICTIONS], ids=[row[0] for row in CONVICTIONS]
)
def test_a_conviction_of_an_officer(convictions: Any, expected: str) -> None:
    """法第113条第4号・第6号, at the day of the proposal, 2 September 2026."""
    assert results(PROPOSAL, {f"{OFFICER}.刑": convictions})["appi-113-6"] == [OK, OK, expected]


RESTORED = {"事由": "免責許可の決定", "確定の日": day("2026-09-02"), "取消しの確定の日": NONE}
BANKRUPTCIES = [
    ("十年に一日足りない", bankrupt(), HELD),
    ("十年", bankrupt(破産手続開始の決定の日=day("2016-09-01")), OK),
    ("免責の確定の当日", bankrupt(復権の事由=[RESTORED]), OK),
    ("免責の確定の前日", bankrupt(復権の事由=[RESTORED | {"確定の日": day("2026-09-03")}]), HELD),
    ("免責の取消し", bankrupt(復権の事由=[RESTORED | {"取消しの確定の日": day("2026-09-02")}]), HELD),
    ("免責の取消しは翌日", bankrupt(復権の事由=[RESTORED | {"取消しの確定の日": day("2026-09-03")}]), OK),
    (
        "免責は取り消されたが十年を経過",
        bankrupt(
            破産手続開始の決定の日=day("2016-09-01"), 復権の事由=[RESTORED | {"取消しの確定の日": day("2020-01-01")}]
        ),
        OK,
    ),
    (
        "十年のうちに詐欺破産罪の有罪",
        bankrupt(破産手続開始の決定の日=day("2010-09-01"), 詐欺破産罪の有罪の確定の日=day("2015-09-01")),
        HELD,
    ),
    (
        "十年の後に詐欺破産罪の有罪",
        bankrupt(破産手続開始の決定の日=day("2010-09-01"), 詐欺破産罪の有罪の確定の日=day("2021-09-01")),
        OK,
    ),
    ("復権が書かれていない", [{"破産手続開始の決定の日": day("2020-01-01")}], ASK),
    ("決定は翌日", bankrupt(破産手続開始の決定の日=day("2026-09-03")), OK),
]


@pytest.mark.parametrize(
    ("bankruptcies", "expected"), [row[1:] for row in BANKRUPTCIES], ids=[row[0] for row in BANKRUPTCIES]
)
def test_a_bankruptcy_of_the_company(bankruptcies: Any, expected: str) -> None:
    """法第113条第3号, 破産法第255条."""
    assert results(PROPOSAL, {"提案書.提案者.破産": bankruptcies})["appi-113-3"] == [expected]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (cancelled("2024-09-03"), HELD),
        (cancelled("2024-09-02"), OK),
        (cancelled("2024-09-03", "合意による解約"), OK),
        (cancelled("2024-09-03", "期間の満了"), OK),
        (cancelled("2024-09-03", "民法又は契約の条項"), OPEN),
        (cancelled("2026-09-03"), OK),
        ([{"解除の日": day("2026-01-01"), "解除した機関": "別の市"}], ASK),
        ([{"解除の日": day("2024-09-02"), "解除した機関": "別の市"}], OK),
    ],
)
def test_a_cancelled_contract(history: Any, expected: str) -> None:
    """法第113条第5号."""
    assert results(PROPOSAL, {"提案書.提案者.契約の解除": history})["appi-113-5"] == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({f"{OFFICER}.役職": "使用人"}, OUT),
        ({f"{OFFICER}.役職": "執行役員"}, OPEN),
        ({f"{OFFICER}.退任の日": day("2026-09-01")}, OUT),
        ({f"{OFFICER}.退任の日": day("2026-09-02")}, HELD),
        ({f"{OFFICER}.就任の日": day("2026-09-03")}, OUT),
        ({f"{OFFICER}.就任の日": day("2026-09-02")}, HELD),
        ({f"{OFFICER}.就任の日": GONE}, HELD),
        ({f"{OFFICER}.役職": GONE}, HELD),
        ({"提案書.提案者.種別": "個人"}, None),
    ],
)
def test_who_is_an_officer(changes: dict[str, Any], expected: str | None) -> None:
    """法第113条第6号: 使用人 and those not in office do not count."""
    found = results(PROPOSAL, {f"{OFFICER}.刑": convicted()} | changes)["appi-113-6"]
    assert found == [OK, OK, expected] if expected else found == [OUT]


def test_what_the_pledge_presumes_and_what_it_does_not() -> None:
    """法第112条第3項第1号: silence is covered by a valid pledge only, and a stated fact never is."""
    without = results(PROPOSAL, {"誓約書": GONE})
    assert without["appi-112-3-1"] == [MEND]
    assert without["appi-113-6"] == [ASK, ASK, ASK]
    assert results(PROPOSAL, {"提案書.提案者.役員": GONE})["appi-114-1-1"] == [OK]
    assert results(PROPOSAL, {f"{OFFICER}.生年月日": GONE})["appi-113-6"] == [OK, OK, ASK]
    for wrong in (
        {"誓約書.引用条文": "令和5年3月31日以前の法第111条"},
        {"誓約書.誓約者": "海野 健"},
        {"誓約書.誓約の日": day("2026-09-03")},
        {"誓約書.誓約書の様式": "その他"},
    ):
        found = results(PROPOSAL, wrong)
        assert found["appi-112-3-1"] == [MEND], wrong
        assert found["appi-113-5"] == [ASK], wrong


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2009-04-01", OK), ("2009-04-02", HELD), ("2008-02-29", OK)],
)
def test_majority_of_a_natural_person(born: str, expected: str) -> None:
    """法第113条第1号: of age on the birthday itself; the proposal came on 1 April 2027."""
    found = results(CREATED, {"作成済情報の提案書.提案者.生年月日": day(born)})
    assert found["appi-118-2/appi-113-1"] == [expected]


def test_disqualified_when_proposing_or_when_reviewed() -> None:
    """Both days count: 法第113条 at the proposal, 第114条第1項第1号 at the review."""
    later = {f"{OFFICER}.刑": convicted(刑の確定の日=day("2026-09-10"), 執行を終わり又は受けることがなくなった日=NONE)}
    found = results(PROPOSAL, later)
    assert found["appi-113-6"] == [OK, OK, OK]
    assert found["appi-114-1-1"] == [HELD]
    healed = results(PROPOSAL, {f"{OFFICER}.刑": convicted()}, day("2026-09-03"))
    assert healed["appi-113-6"] == [OK, OK, HELD]
    assert healed["appi-114-1-1"] == [OK]


NUMBERS = [
    ({"提案書.本人の数": 1000}, OK),
    ({"提案書.本人の数": 999}, FAIL),
    ({"提案書.本人の数": 300000}, OK),
    ({"提案書.本人の数": 300001}, FAIL),
    ({"提案書.抽出": True, "提案書.抽出の条件": "無作為", "提案書.抽出後の本人の数": 999}, FAIL),
    (
        {"提案書.抽出": True, "提案書.抽出の条件": "無作為", "提案書.抽出後の本人の数": 1000, "提案書.本人の数": 999},
        FAIL,
    ),
    ({"提案書.抽出": GONE, "提案書.本人の数": 999}, FAIL),
    ({"提案書.抽出": GONE, "提案書.本人の数": 1000}, ASK),
    ({"提案書.抽出": GONE, "提案書.本人の数": 300001}, FAIL),
    ({"提案書.本人の数": GONE}, ASK),
    ({"提案書.本人の数": 999, "個人情報ファイル簿.個人情報ファイルの本人の数": GONE}, FAIL),
]


@pytest.mark.parametrize(("changes", "expected"), NUMBERS)
def test_number_of_persons(changes: dict[str, Any], expected: str) -> None:
    """法第114条第1項第2号, 規則第56条."""
    assert results(PROPOSAL, changes)["appi-114-1-2"] == [expected]


@pytest.mark.parametrize(
    ("made", "proposed", "expected"),
    [
        ("2026-03-02", "2026-09-02", OK),
        ("2026-03-01", "2026-09-02", MEND),
        ("2026-09-02", "2026-09-02", OK),
        ("2026-09-03", "2026-09-02", OPEN),
        ("2026-03-01", "2026-08-31", OK),
        ("2026-02-28", "2026-08-31", OPEN),
        ("2026-02-27", "2026-08-31", MEND),
        ("2026-02-05", "2026-08-05", OK),
        ("2026-02-04", "2026-08-05", MEND),
    ],
)
def test_age_of_the_certificate(made: str, proposed: str, expected: str) -> None:
    """規則第54条第4項第2号: made within the six months before the day of the proposal."""
    changes = {"添付書類.0.作成の日": day(made), "提案書.提案の日": day(proposed)}
    assert results(PROPOSAL, changes)["rule-54-4-2"] == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"添付書類.0.書類の代表者の氏名": "前 代表"}, MEND),
        ({"添付書類.0.書類の所在地": "横浜市中区本町一丁目1番"}, MEND),
        ({"添付書類.0.写し": True}, OPEN),
        ({"添付書類.0.種類": "印鑑登録証明書"}, OK),
        ({"添付書類.0.種類": "許可証"}, OPEN),
        ({"添付書類.0.用途": "その他"}, MEND),
        ({"添付書類.0.添付できない事由": "設立の登記の手続中"}, OUT),
        ({"添付書類": GONE}, ASK),
    ],
)
def test_papers_of_a_company(changes: dict[str, Any], expected: str) -> None:
    """規則第54条第4項第2号・第3号."""
    assert results(PROPOSAL, changes)["rule-54-4-2"] == [expected]


@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [
        ("運転免許証", "2027-04-01", OK),
        ("健康保険の被保険者証", "2024-12-01", OK),
        ("健康保険の被保険者証", "2024-12-02", OPEN),
    ],
)
def test_papers_of_a_natural_person(kind: str, on: str, expected: str) -> None:
    """規則第54条第4項第1号: the insurance card is named until 1 December 2024."""
    changes = {"添付書類.0.種類": kind, "作成済情報の提案書.提案の日": day(on)}
    assert results(CREATED, changes)["rule-64/rule-54-4-1"] == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"添付書類.0.書類の住所": NONE}, MEND),
        ({"添付書類.0.書類の住所": "横浜市西区"}, MEND),
        ({"添付書類.0.写し": False}, MEND),
    ],
)
def test_what_the_papers_of_a_natural_person_must_show(changes: dict[str, Any], expected: str) -> None:
    assert results(CREATED, changes)["rule-64/rule-54-4-1"] == [expected]


AGENT = {"種別": "個人", "氏名又は名称": "弘明寺 文子", "住所又は居所": "横浜市南区弘明寺町999番地"}
AGENTS_PAPER = {
    "用途": "代理人の本人確認", "種類": "個人番号カード", "書類の氏名": "弘明寺 文子",
    "書類の住所": "横浜市南区弘明寺町999番地", "写し": True,
}  # fmt: skip
MANDATE = {
    "用途": "代理権の証明", "種類": "委任状", "委任をした者": "株式会社みなと健康データ研究所", "委任を受けた者": "弘明寺 文子",
}  # fmt: skip


def test_an_agent_needs_authority_and_own_papers() -> None:
    """規則第54条第2項・第5項."""
    papers = example(PROPOSAL).facts["添付書類"]
    whole = results(PROPOSAL, {"提案書.代理人": AGENT, "添付書類": [*papers, AGENTS_PAPER, MANDATE]})
    assert whole["rule-54-2"] == [OK]
    assert whole["rule-54-5/rule-54-4-1"] == [OK]
    assert whole["rule-54-5/rule-54-4-2"] == [OUT]
    bare = results(PROPOSAL, {"提案書.代理人": AGENT})
    assert bare["rule-54-2"] == [MEND]
    assert bare["rule-54-5/rule-54-4-1"] == [MEND]
    assert bare["rule-54-4-2"] == [OK]
    only_agent = results(PROPOSAL, {"提案書.代理人": AGENT, "添付書類": [AGENTS_PAPER, MANDATE]})
    assert only_agent["rule-54-4-2"] == [WEIGH]
    assert results(PROPOSAL, {"提案書.代理人": GONE})["rule-54-2"] == [ASK]
    assert results(PROPOSAL, {})["rule-54-5/rule-54-4-1"] == [OUT]


@pytest.mark.parametrize(
    ("arrived", "expected"),
    [("2026-08-02", CLOSED), ("2026-08-03", OK), ("2026-09-02", OK), ("2026-09-03", CLOSED)],
)
def test_period_of_the_call(arrived: str, expected: str) -> None:
    """法第112条第1項."""
    assert results(PROPOSAL, {"提案書.提案の日": day(arrived)})["appi-112-1a"] == [expected]


def test_closing_time_of_the_call() -> None:
    until_five = {"募集.終了の時刻": 17 * 60}
    assert results(PROPOSAL, until_five | {"提案書.提案の時刻": 17 * 60})["appi-112-1d"] == [OK]
    assert results(PROPOSAL, until_five | {"提案書.提案の時刻": 17 * 60 + 1})["appi-112-1d"] == [CLOSED]
    assert results(PROPOSAL, until_five)["appi-112-1d"] == [ASK]


@pytest.mark.parametrize(
    ("changes", "item", "expected"),
    [
        ({"募集.終了の日": day("2026-09-02")}, "rule-53-1b", OK),
        ({"募集.終了の日": day("2026-09-01")}, "rule-53-1b", OPEN),
        ({"募集.終了の日": day("2026-08-31")}, "rule-53-1b", DUTY),
        ({"募集.終了の日": day("2026-09-01"), "募集.開始の時刻": 0}, "rule-53-1b", OK),
        ({"募集.終了の日": day("2026-08-31"), "募集.開始の時刻": 0}, "rule-53-1b", DUTY),
        ({"募集.公示の日": day("2026-08-02")}, "rule-53-2", OK),
        ({"募集.公示の日": day("2026-08-03")}, "rule-53-2", OPEN),
        ({"募集.公示の日": day("2026-08-04")}, "rule-53-2", DUTY),
        ({"募集.公表の方法": "その他の方法"}, "rule-53-1c", OPEN),
        ({"機関.機関の区分": "地方公共団体の議会"}, "appi-2-11", CLOSED),
        ({"機関.機関の区分": "国会又は裁判所"}, "appi-2-11", CLOSED),
        ({"機関.機関の区分": "別表第二に掲げる法人"}, "appi-2-11", OK),
        ({"機関.機関の区分": "公立大学法人等"}, "appi-2-11", OK),
        ({"個人情報ファイル簿.個人情報ファイルの本人の数": 1000}, "appi-60-3-1", OK),
        ({"個人情報ファイル簿.個人情報ファイルの本人の数": 999}, "appi-60-3-1", CLOSED),
        ({"個人情報ファイル簿.除外の事由": "職員の人事、給与等"}, "appi-60-3-1", CLOSED),
        ({"個人情報ファイル簿.個人情報ファイルの種別": "マニュアル処理"}, "appi-60-3-1", OK),
        ({"個人情報ファイル簿.提案の募集をする旨": False}, "appi-112-1b", CLOSED),
        ({"個人情報ファイル簿.提案の募集をする旨": False}, "appi-110-1", OPEN),
        ({"提案書.個人情報ファイルの名称": "別のファイル"}, "appi-112-1b", OK),
        ({"提案書.個人情報ファイルの名称": "別のファイル"}, "appi-112-2-2", MEND),
        ({"提案書.宛先": "横浜市教育委員会"}, "appi-112-1c", MEND),
        ({"提案書.様式": "様式第十二"}, "rule-54-1", MEND),
        ({"提案書.提案者.代表者の氏名": GONE}, "appi-112-2-1", MEND),
        ({"提案書.利用の方法": GONE}, "appi-112-2-5", MEND),
        ({"提案書.利用の期間.終期": NONE}, "appi-112-2-6", MEND),
        ({"提案書.利用の期間.終期": day("2027-01-03")}, "appi-112-2-6", MEND),
        ({"提案書.利用の期間.終期": day("2027-01-04")}, "appi-112-2-6", OK),
        ({"提案書.漏えいの防止等の措置": GONE}, "appi-112-2-7", MEND),
        ({"提案書.希望する提供の方法": GONE}, "appi-112-2-8", MEND),
        ({"提案書.本人の数": GONE}, "appi-112-2-3", MEND),
        ({"提案書.本人の数": GONE, "提案書.本人の数についての記載": "全員"}, "appi-112-2-3", OPEN),
        ({"提案書.本人の数": GONE, "提案書.本人の数についての記載": "約五千人"}, "appi-112-2-3", MEND),
        ({"提案書.希望する記録項目": []}, "appi-112-2-4a", MEND),
        ({"提案書.抽出": True}, "appi-112-2-4a", MEND),
        ({"事業の意義の書面": GONE}, "appi-112-3-2", MEND),
        ({"添付書類": GONE}, "rule-54-4", MEND),
        ({"添付書類.1.種類": "会社案内"}, "rule-54-4-4", MEND),
        ({"提案書.提案書の日付": day("2026-08-28")}, "prac-date", NOTE),
    ],
)
def test_one_fact_decides(changes: dict[str, Any], item: str, expected: str) -> None:
    assert results(PROPOSAL, changes)[item] == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"詳しさ": GONE}, {"appi-112-2-4": MEND, "appi-114-1-3": OK}),
        ({"項目の名称": "国籍"}, {"appi-112-2-4": MEND, "appi-114-1-3": OPEN}),
        ({"措置": "そのまま"}, {"appi-112-2-4": OK, "appi-114-1-3": FAIL}),
        ({"措置": "置換え"}, {"appi-112-2-4": OK, "appi-114-1-3": OPEN}),
        ({"措置": GONE}, {"appi-112-2-4": OK, "appi-114-1-3": ASK}),
        (
            {"項目の名称": "個人番号", "記述等の区分": "個人識別符号", "措置": "一部の削除"},
            {"appi-112-2-4": OK, "appi-114-1-3": FAIL},
        ),
        (
            {"項目の名称": "個人番号", "記述等の区分": "その他の記述等", "措置": "そのまま"},
            {"appi-112-2-4": OK, "appi-114-1-3": FAIL},
        ),
    ],
)
def test_one_record_item(changes: dict[str, Any], expected: dict[str, str]) -> None:
    """法第112条第2項第4号, 第114条第1項第3号: the third item wanted is 住所."""
    found = results(PROPOSAL, {f"提案書.希望する記録項目.2.{name}": value for name, value in changes.items()})
    for item, result in expected.items():
        assert found[item] == [OK, OK, result, OK]


@pytest.mark.parametrize("item", ["appi-114-1-3e", *(f"appi-114-1-{number}" for number in (4, 5, 6, 7))])
def test_what_only_a_person_can_find(item: str) -> None:
    """Without a record 要判断; 認められない 不適合; 保留 要判断."""
    judgements = example(PROPOSAL).facts["審査記録"]["判断"]
    without = [each for each in judgements if each["項目"] != item]
    assert results(PROPOSAL, {"審査記録.判断": without})[item] == [OPEN]
    own = next(each for each in judgements if each["項目"] == item)
    assert results(PROPOSAL, {"審査記録.判断": [*without, own | {"結論": "認められない"}]})[item] == [FAIL]
    assert results(PROPOSAL, {"審査記録.判断": [*without, own | {"結論": "保留"}]})[item] == [OPEN]


@pytest.mark.parametrize(
    ("changes", "item", "expected"),
    [
        ({"作成済情報の提案書.提案の日": day("2027-02-28")}, "appi-118-1a", CLOSED),
        ({"作成済情報の提案書.提案の日": day("2027-03-01")}, "appi-118-1a", OK),
        ({"作成済情報の提案書.提案の日": day("2030-02-28")}, "appi-118-1a", OK),
        ({"作成済情報の提案書.提案の日": day("2030-03-01")}, "appi-118-1a", CLOSED),
        ({"作成済情報の提案書.情報を特定する事項": GONE}, "appi-118-2-f", MEND),
        ({"作成済情報の提案書.様式": "様式第七"}, "rule-64/rule-54-1", MEND),
        ({"個人情報ファイル簿.作成済情報の提案の期間": GONE}, "appi-117-3p", DUTY),
        ({"個人情報ファイル簿.作成済情報の提案の期間": GONE}, "appi-118-1a", ASK),
        ({"誓約書.引用条文": "法第113条"}, "appi-118-2/appi-112-3-1", OK),
        ({"誓約書": GONE}, "appi-118-2/appi-112-3-1", MEND),
    ],
)
def test_a_proposal_on_created_information(changes: dict[str, Any], item: str, expected: str) -> None:
    """法第118条, 規則第64条."""
    assert results(CREATED, changes)[item] == [expected]


def test_numbers_and_burden_are_not_reviewed_for_created_information() -> None:
    """法第118条第2項: 第114条第1項第2号・第3号 are not applied, and there is no standard under 第7号."""
    found = results(CREATED, {})
    assert all(found[item] == [OUT] for item in ("appi-114-1-2", "appi-114-1-3", "appi-114-1-7"))
    assert not any(item.endswith(("/appi-114-1-2", "/appi-114-1-3", "/appi-114-1-7")) for item in found)


@pytest.mark.parametrize(
    ("changes", "item", "expected"),
    [
        ({"通知書.納付期限": day("2026-11-13")}, "rule-59-2", OK),
        ({"通知書.契約書類の添付": False}, "appi-114-2", DUTY),
        ({"通知書.通知の相手方": "別の会社"}, "appi-114-y", DUTY),
        ({"通知書.通知の様式": "様式第十三"}, "rule-59-1", DUTY),
        ({"通知書.通知の種別": "不適合"}, "appi-114-x", DUTY),
        ({"通知書.通知の種別": "不適合"}, "appi-114-3", DUTY),
        (
            {"通知書.通知の種別": "不適合", "通知書.不適合の理由": [{"理由の内容": "総合的に判断した。"}]},
            "appi-114-3",
            OPEN,
        ),
        ({"提案書.本人の数": 999}, "appi-114-x", DUTY),
        ({"審査記録": GONE}, "appi-114-1", DUTY),
        ({"審査記録.審査の日": day("2026-09-25")}, "appi-114-1", DUTY),
        ({"通知書.通知の種別": "不適合"}, "appi-115-1", CLOSED),
        ({"通知書.通知の種別": "不適合"}, "appi-115-1b", DUTY),
        ({"契約申込書.申込者": "みなと持株会社"}, "appi-115-1", WEIGH),
        ({"契約申込書.契約書類の提出": False}, "rule-61", MEND),
        ({"契約申込書.申込みの日": day("2026-10-30")}, "con-deadline", OK),
        ({"契約申込書.申込みの日": day("2026-10-31")}, "con-deadline", WEIGH),
        ({"契約書.利用の期間.終期": day("2029-01-01")}, "con-scope", WEIGH),
        ({"契約書.利用の期間.終期": day("2028-12-31")}, "con-scope", OK),
        ({"契約書.条項": []}, "con-breach", NOTE),
        ({"契約書.条項": []}, "con-reid", NOTE),
        ({"手数料納付.納付の額": 429999}, "con-fee", MEND),
        ({"通知書.納付期限": day("2026-11-13")}, "con-fee-b", OK),
        ({"通知書.納付期限": day("2026-11-12")}, "con-fee-b", WEIGH),
        ({"手数料納付.納付の日": day("2026-11-17")}, "con-order", NOTE),
        ({"機関.納付と契約の順序": "定めなし", "手数料納付.納付の日": day("2026-11-17")}, "con-order", OUT),
        ({"契約書": GONE}, "appi-109-2", ASK),
        ({"契約書.契約の日": day("2027-01-05")}, "appi-109-2", DUTY),
        ({"契約書.契約の日": day("2027-01-04")}, "appi-109-2", OK),
        ({"個人情報ファイル簿.作成した情報の項目": GONE}, "appi-117-1", DUTY),
        ({"個人情報ファイル簿.作成済情報の提案を受ける組織の所在地": GONE}, "appi-117-2", DUTY),
        ({"個人情報ファイル簿.簿の修正の日": day("2027-01-18")}, "order-21-3", OPEN),
        ({"個人情報ファイル簿.簿の修正の日": NONE}, "order-21-3", DUTY),
        (
            {"個人情報ファイル簿.消除の原因の日": day("2026-10-01"), "個人情報ファイル簿.記載の消除の日": NONE},
            "order-21-4",
            WEIGH,
        ),
        ({"作成記録.連結する符号についての措置": "そのまま"}, "appi-116-1c", DUTY),
        ({"作成記録.作成の委託.0.加工の基準の遵守": False}, "appi-116-2", DUTY),
    ],
)
def test_the_procedure_after_the_review(changes: dict[str, Any], item: str, expected: str) -> None:
    """法第109条・第114条から第117条まで, 規則第59条・第61条, 令第21条."""
    assert results(WHOLE, changes)[item] == [expected]


NATION = {"機関.機関の区分": "行政機関"}
CITY = {"条例の基本額": 25_000, "条例の一時間の額": 4_500}
UNIVERSITY = {"法人の基本額": 21_000, "法人の一時間の額": 3_950, "法人の第三者一人の額": 210}


@pytest.mark.parametrize(
    ("minutes", "entrusted", "expected"),
    [
        (0, None, 21_000), (1, None, 24_950), (30, None, 24_950), (60, None, 24_950), (61, None, 28_900),
        (185, None, 36_800), (600, None, 60_500), (601, None, 64_450), (1200, 330_000, 430_000), (0, 500_000, 521_000),
    ],
)  # fmt: skip
def test_fee_of_the_nation(minutes: int, entrusted: int | None, expected: int) -> None:
    """令第31条第1項."""
    changes = NATION | {
        "手数料の積算.作成に要する時間": minutes,
        "手数料の積算.委託": entrusted is not None,
        "手数料の積算.委託額": entrusted if entrusted is not None else NONE,
    }
    assert fee(WHOLE, "appi-119-1", changes) == expected


def test_fee_of_a_city_is_that_of_its_ordinance() -> None:
    """法第119条第3項: the standard is never used in place of the ordinance."""
    no_entrustment = {"手数料の積算.委託": False}
    assert fee(WHOLE, "appi-119-3", no_entrustment) == ASK
    assert fee(WHOLE, "appi-119-3", no_entrustment, CITY) == 115_000
    assert fee(WHOLE, "appi-119-1", no_entrustment) == OUT


def test_fee_on_created_information() -> None:
    """令第31条第2項: the same as the original, or 12,600 yen for one who has a contract on the same information."""
    facts = NATION | {"手数料の積算": {"積算の日": day("2027-04-13"), "元の契約の手数料の額": 430_000}}
    assert fee(CREATED, "appi-119-2", facts | {"手数料の積算.同じ情報についての契約": False}) == 430_000
    assert fee(CREATED, "appi-119-2", facts | {"手数料の積算.同じ情報についての契約": True}) == 12_600
    assert fee(CREATED, "appi-119-2", facts) == ASK
    city = facts | {"機関.機関の区分": "指定都市", "手数料の積算.同じ情報についての契約": True}
    assert fee(CREATED, "appi-119-4", city) == ASK
    assert fee(CREATED, "appi-119-4", city, {"条例の既契約者の額": 15_000}) == 15_000


def test_fee_of_a_university_that_counts_third_parties() -> None:
    """法第119条第5項: 21,000 and 420 for two third parties and 39,500 for ten hours."""
    changes = {
        "機関.機関の区分": "別表第二に掲げる法人",
        "手数料の積算": {
            "積算の日": day("2026-09-18"),
            "作成に要する時間": 600,
            "委託": False,
            "意見書の提出の機会を与える第三者の数": 2,
        },
    }
    assert fee(WHOLE, "appi-119-5", changes, UNIVERSITY) == 60_920


def test_examples_of_settings_are_read() -> None:
    for path in sorted((ROOT / "rules" / "settings").glob("*.yaml")):
        settings, problems = read_settings(path, law().rules.delegated)
        assert settings is not None
        assert not problems
        assert (settings.body == "横浜市") == (not settings.values), path


def test_cancellation_for_what_came_after_the_contract() -> None:
    """法第120条第2号: disqualified now, and not yet on the day of the contract."""
    clean: dict[str, Any] = {
        "本国法の成年年齢": NONE,
        "心身の故障についての申告": NONE,
        "破産": NONE,
        "刑": NONE,
        "契約の解除": NONE,
    }
    officer = {"種別": "個人", "氏名": "岸 正道", "役職": "監査役", "生年月日": day("1969-01-30")} | clean
    party = {"種別": "法人その他の団体", "氏名又は名称": "株式会社みなと健康データ研究所"} | clean

    def outcome(**more: Any) -> list[str]:
        record = {
            "記録の日": day("2027-06-01"),
            "現在の契約者": party | {"役員": [officer | more]},
            "不正の手段": NONE,
            "契約の違反": NONE,
        }
        return results(WHOLE, {"契約の履行の記録": record}, day("2027-06-01"))["appi-120-2"]

    later = convicted(刑の確定の日=day("2027-05-01"), 執行を終わり又は受けることがなくなった日=NONE)
    assert outcome() == [OK]
    assert outcome(刑=later) == [f"{NO} 解除事由"]
    assert outcome(刑=later, 退任の日=day("2027-05-15")) == [OK]
    assert outcome(刑=convicted(刑の確定の日=day("2026-11-01"), 執行を終わり又は受けることがなくなった日=NONE)) == [OK]
    assert outcome(
        刑=convicted(刑の確定の日=day("2026-11-01"), 執行を終わり又は受けることがなくなった日=NONE),
        就任の日=day("2027-01-01"),
    ) == [f"{NO} 解除事由"]


@pytest.mark.parametrize(
    ("kind", "calls", "on", "expected"),
    [
        ("指定都市", [], "2026-11-23", NOTE),
        ("指定都市", [], "2027-03-31", NOTE),
        ("指定都市", [], "2027-04-01", DUTY),
        ("指定都市", [{"開始の日": day("2027-03-31")}], "2027-04-01", OK),
        ("指定都市", [{"開始の日": day("2027-04-01")}], "2027-04-01", DUTY),
        ("指定都市", [{"開始の日": day("2026-04-01")}], "2027-04-01", OK),
        ("その他の市町村", [], "2027-04-01", OUT),
        ("特別区", [], "2027-04-01", OUT),
        ("地方独立行政法人", [], "2027-04-01", OUT),
        ("行政機関", [], "2027-04-01", DUTY),
        ("別表第二に掲げる法人", [], "2027-04-01", DUTY),
    ],
)
def test_a_call_every_year(kind: str, calls: list[Any], on: str, expected: str) -> None:
    """規則第53条第1項, 附則第7条."""
    changes = {"機関.機関の区分": kind, "募集の実施記録": {"対象の年度": 2026, "実施した募集": calls}}
    assert results(CALL, changes, day(on))["rule-53-1a"] == [expected]


def test_joint_proposers_are_judged_one_by_one() -> None:
    """One who is disqualified fails; what follows for the whole proposal is for a person to say."""
    joint = {
        "種別": "個人", "氏名又は名称": "金沢 八景", "住所又は居所": "横浜市金沢区", "生年月日": day("1980-05-05"),
        "誓約": {"誓約の日": day("2026-09-01"), "誓約者": "金沢 八景", "引用条文": "法第113条"},
    }  # fmt: skip
    clean = results(PROPOSAL, {"提案書.共同提案者": [joint]})
    assert clean["prac-joint"] == [OK]
    assert clean["prac-joint-c"] == [OK]
    held = results(PROPOSAL, {"提案書.共同提案者": [joint | {"契約の解除": cancelled("2025-01-01")}]})
    assert held["prac-joint"] == [HELD]
    assert held["prac-joint-c"] == [WEIGH]
    assert results(PROPOSAL, {"提案書.共同提案者": [joint | {"誓約": {}}]})["prac-joint"] == [ASK]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"氏名": "拘禁刑", "確定": "2025-06-01", "on": "2025-06-01"}, HELD),
        ({"氏名": "懲役", "確定": "2020-01-20", "on": "2025-05-31"}, HELD),
        ({"氏名": "禁錮", "確定": "2020-01-20", "on": "2025-06-01"}, HELD),
    ],
)
def test_imprisonment_before_and_after_june_2025(changes: dict[str, str], expected: str) -> None:
    """令和4年法律第68号第443条第1項: former 懲役 and 禁錮 still count."""
    conviction = convicted(
        刑名=changes["氏名"], 刑の確定の日=day(changes["確定"]), 執行を終わり又は受けることがなくなった日=NONE
    )
    found = results(
        PROPOSAL,
        {f"{OFFICER}.刑": conviction, "提案書.提案の日": day(changes["on"]), "誓約書.誓約の日": day("2025-01-01")},
    )
    assert found["appi-113-6"][2] == expected


@pytest.mark.parametrize(
    ("born", "majority", "expected"),
    [
        ("2008-09-02", NONE, OK),
        ("2008-09-03", NONE, HELD),
        ("2008-09-03", 16, OPEN),
        ("2008-09-03", 18, HELD),
        ("2006-09-02", 21, OPEN),
        ("2005-09-02", 21, OK),
    ],
)
def test_majority_of_a_foreign_officer(born: str, majority: Any, expected: str) -> None:
    """法第113条第1号: whether a person's own law counts is for a person to say, where it makes a difference."""
    found = results(PROPOSAL, {f"{OFFICER}.生年月日": day(born), f"{OFFICER}.本国法の成年年齢": majority})
    assert found["appi-113-6"] == [OK, OK, expected]


def test_papers_of_a_joint_proposer() -> None:
    joint = {
        "種別": "個人", "氏名又は名称": "金沢 八景", "住所又は居所": "横浜市金沢区", "生年月日": day("1980-05-05"),
        "誓約": {"誓約の日": day("2026-09-01"), "誓約者": "金沢 八景", "引用条文": "法第113条"},
    }  # fmt: skip
    paper = {
        "用途": "共同提案者の本人確認", "種類": "運転免許証", "書類の氏名": "金沢 八景", "書類の住所": "横浜市金沢区", "写し": True,
    }  # fmt: skip
    papers = example(PROPOSAL).facts["添付書類"]
    assert results(PROPOSAL, {"提案書.共同提案者": [joint]})["prac-joint-e"] == [OPEN]
    assert results(PROPOSAL, {"提案書.共同提案者": [joint], "添付書類": [*papers, paper]})["prac-joint-e"] == [OK]
    nameless = {name: value for name, value in joint.items() if name != "住所又は居所"}
    assert results(PROPOSAL, {"提案書.共同提案者": [nameless]})["prac-joint-d"] == [MEND]


@pytest.mark.parametrize(("days", "expected"), [(728, OK), (727, NOTE), (NONE, OUT)])
def test_usual_longest_period(days: Any, expected: str) -> None:
    """規則第57条 knows no maximum; what a call suggests is a remark only.  4 January 2027 to 31 December 2028."""
    assert results(PROPOSAL, {"募集.利用の期間の目安": days})["prac-period"] == [expected]


@pytest.mark.parametrize(("on", "expected"), [("2023-03-31", CLOSED), ("2023-04-01", OK)])
def test_local_governments_since_april_2023(on: str, expected: str) -> None:
    """令和3年法律第37号第51条."""
    assert results(PROPOSAL, {}, day(on))["appi-2-11"] == [expected]
