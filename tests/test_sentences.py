"""Every condition and every value of the model is a sentence in both languages, and nothing of the code shows in it."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from evaluating import FORMS, item, rules_of

from compliance import model
from compliance.engine import sentences_ja
from compliance.engine.reading import english_item
from compliance.engine.sentences_en import English
from compliance.engine.stages import nodes_of, own_conditions
from compliance.struct import names

DEFINITIONS = """
基準値 最低数
  根拠：規則第56条
  1,000人

一覧 よい目的
  根拠：規則第56条
  「研究」、「教育」

委任 条例の数
  根拠：法第119条第3項
  定める者：「地方公共団体」
  標準：1,000人

定義 若い者
  根拠：法第113条第1号
  年齢が18歳未満の者

定義 数える数
  根拠：法第114条第1項第2号
  書類：提案書
  次の各号に掲げる場合の区分に応じ、当該各号に定める数：
    一　抽出をする場合　抽出後の本人の数
    二　前号に掲げる場合以外の場合　本人の数

"""

# the rule's words → Japanese, English
SENTENCES = [
    ("本人の数が、1,000人以上であること", "本人の数が、1,000人以上である", "the number of persons is at least 1,000 persons"),
    ("本人の数が、1,000人を超えないこと", "本人の数が、1,000人を超えない", "the number of persons does not exceed 1,000 persons"),
    ("数える数が、最低数未満であること", "数える数が、最低数未満である", "“数える数” is less than “最低数”"),
    ("本人の数が、条例の数以下であること", "本人の数が、条例の数以下である", "the number of persons is at most “条例の数”"),
    ("始期が、提案の日の前であること", "始期が、提案の日の前である", "the first day of use is before the day the proposal arrived"),
    ("始期が、提案の日の翌日以後であること", "始期が、提案の日の翌日以後である", "the first day of use is on or after the day after the day the proposal arrived"),
    ("始期が、提案の日の属する年度の末日以前であること", "始期が、提案の日の属する年度の末日以前である", "the first day of use is on or before the last day of the fiscal year of the day the proposal arrived"),
    ("目的が「研究」又は「教育」であること", "目的が「研究」又は「教育」である", "the purpose is “研究” or “教育”"),
    ("目的が「研究」又は「教育」のいずれでもないこと", "目的が「研究」又は「教育」のいずれでもない", "the purpose is neither “研究” nor “教育”"),
    ("添付書類のうちに、写しであるものがあること", "添付書類のうちに、写しであるものがある", "among the attached documents there is one for which it is a copy"),
    ("抽出をしないこと", "抽出をしない", "it is not the case that a part is extracted"),
    ("代理人があること", "代理人がある", "there is an agent"),
    ("代理人がないこと", "代理人がない", "there is no agent"),
    ("目的及び方法が、いずれも記載されていること", "目的及び方法が、いずれも記載されている", "the purpose and the method are all stated"),
    ("誓約書が添付されていないこと", "誓約書が添付されていない", "the pledge is not attached"),
    ("目的が、よい目的に含まれること", "目的が、よい目的に含まれる", "the purpose is among “よい目的”"),
    ("提案の日が、募集の開始の日から募集の終了の日までの間であること", "提案の日が、募集の開始の日から募集の終了の日までの間である", "the day the proposal arrived is within the time from the first day of the call of the call to the last day of the call of the call"),
    ("提案の日が、募集の年度に属すること", "提案の日が、募集の年度に属する", "the day the proposal arrived falls in the fiscal year of the call"),
    ("募集の求める書類のいずれもが、添付書類の種類に含まれること", "募集の求める書類のいずれもが、添付書類の種類に含まれる", "every one of the documents required of the call is among the kind of the attached documents"),
    ("誓約書の誓約者が、提案者の氏名と同一でないこと", "誓約書の誓約者が、提案者の氏名と同一でない", "“who pledges” of the pledge is not the same as the name of the proposer"),
    ("始期から起算して2年を経過しないこと", "始期から起算して2年を経過しない", "2 years have not passed, counted from the first day of use as day 1"),
    ("始期後10年を経過していること", "始期後10年を経過している", "10 years have passed, after the first day of use"),
    ("始期が、提案の日前六月以内であること", "始期が、提案の日前六月以内である", "the first day of use is within 6 months before the day the proposal arrived"),
    ("修正の日が、提案の日の後直ちにされていること", "修正の日が、提案の日の後直ちにされている", "the day of correction follows immediately after the day the proposal arrived"),
    ("提案者が、若い者に該当しないこと", "提案者が、若い者に該当しない", "the proposer does not fall under “若い者”"),
    ("提案者の年齢が18歳以上であること", "提案者の年齢が、18歳以上である", "the age of the proposer is at least 18 years of age"),
    ("「適切である」と認められること", "「適切である」と認められる", "it is found that “適切である”"),
    ("始期において、提案者が、若い者に該当すること", "始期において、提案者が、若い者に該当する", "on the first day of use, the proposer falls under “若い者”"),
    ("提案者の役員のうちに、若い者に該当する者がないこと", "提案者の役員のうちに、若い者に該当する者がない", "among the officers of the proposer there is none for which it falls under “若い者”"),
    ("提案者の役員のうちに、若い者に該当する者が、2人以上あること", "提案者の役員のうちに、若い者に該当する者が、2人以上ある", "among the officers of the proposer there are at least 2 for which it falls under “若い者”"),
    ("提案者の役員のいずれについても、氏名が記載されていること", "提案者の役員のいずれについても、氏名が記載されている", "for every one of the officers of the proposer, the name is stated"),
    ("抽出をするときは、目的が「研究」であること", "抽出をするときは、目的が「研究」である", "if a part is extracted, then the purpose is “研究”"),
    ("抽出をし、かつ、目的が「研究」であること", "抽出をし、かつ、目的が「研究」である", "a part is extracted and the purpose is “研究”"),
    ("代理人があり、又は目的が「研究」であること", "代理人があり、又は目的が「研究」である", "there is an agent or the purpose is “研究”"),
    ("次のいずれにも該当しないこと：\n    一　代理人がある\n    二　抽出をする", "次のいずれにも該当しない", "none of the following holds"),
    ("募集の開始の日から募集の終了の日までの期間が、30日以上であること", "募集の開始の日から募集の終了の日までの期間が、30日以上である", "the time from the first day of the call of the call to the last day of the call of the call is at least 30 days"),
    ("添付書類の種類の数が2件であること", "添付書類の種類の数が2件である", "the number of entries in the kind of the attached documents is 2 cases"),
]  # fmt: skip


def body_of(requirement: str) -> model.Condition:
    rule = rules_of(DEFINITIONS + item(requirement)).items[-1]
    body = rule.requirement[0].body
    assert not isinstance(body, tuple)
    return body


@pytest.mark.parametrize(("requirement", "japanese", "english"), SENTENCES)
def test_a_sentence(requirement: str, japanese: str, english: str) -> None:
    body = body_of(requirement)
    assert sentences_ja.sentence(body, "提案書") == japanese
    assert English(FORMS, "提案書").sentence(body) == english


MORE = [
    item("目的が「研究」であること", id="test-0") + "\n" + item("項目 test-0 に適合しないこと"),
    item("目的が「研究」であること", id="test-0") + "\n" + item("次のいずれかに該当すること：\n    一　項目 test-0 に適合する。ただし、抽出をするときは、この限りでない。\n    二　代理人がある\n    三　第1号に該当しない"),
]  # fmt: skip

CODE = re.compile(
    r"model\.|compliance|Truth|None\b|True\b|False\b|\b(All|AnyOf|Entry|Compare|Stated|Fact|Const)\b|｛|_"
)
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def every_item() -> list[tuple[model.Item, model.RuleSet]]:
    texts = [DEFINITIONS + item(requirement) for requirement, _, _ in SENTENCES]
    return [(rules.items[-1], rules) for rules in map(rules_of, [*texts, *MORE])]


def test_every_kind_of_condition_and_value_is_among_them() -> None:
    seen: set[type] = set()

    def values(node: Any) -> None:
        seen.add(type(node))
        for name in names(type(node)):
            inner = getattr(node, name)
            for each in inner if isinstance(inner, tuple) else (inner,):
                if isinstance(each, get_args(model.Expr)):
                    values(each)

    for rule, rules in every_item():
        waiting = own_conditions(rule)
        for definition in rules.definitions.values():
            for version in definition.versions:
                bodies = version.body if isinstance(version.body, tuple) else ()
                waiting += [case.condition for case in bodies if case.condition is not None]
                if not isinstance(version.body, tuple):
                    waiting.append(version.body)
        for condition in waiting:
            for node in nodes_of(condition):
                values(node)
    wanted = {*get_args(model.Condition), *get_args(model.Expr)} - {model.Day}
    assert wanted <= seen, {each.__name__ for each in wanted - seen}


def test_an_item_is_described_without_a_word_of_the_code() -> None:
    for rule, _ in every_item():
        told = "\n".join(english_item(rule, FORMS))
        assert told and not CODE.search(told), told
        without_quotes = re.sub(r"“[^”]*”", "", told)
        assert not JAPANESE.search(re.sub(r"^ *[一二三四五イロハ]+ ", "", without_quotes, flags=re.M)), told


WHOLE = """
定義 幼い者
  根拠：法第113条第1号
  年齢が18歳未満の者

項目 whole-1
  見出し：要るものがそろうこと
  根拠：法第114条第1項第2号
  書類：提案書
  基準日：提案の日
  適用：提案者の種別が「法人その他の団体」である場合
  対象：提案者の役員ごと
  事由：
    令和4年4月1日から令和8年8月19日まで：
      幼い者に該当すること
    令和8年8月20日から：
      次のいずれかに該当すること：
        一　幼い者に該当する。ただし、申告があるときは、この限りでない。
        二　次のいずれにも該当する：
          イ　本人の数が、1,000人未満である
          ロ　目的が「研究」であるときは、方法が「書面」である
  ただし、代理人があるときは、この限りでない。
  判断を要する場合：
    一　目的が「研究」であるとき　「ふさわしいと認められるか。」
  該当するとき：
    一　抽出をするとき　注意
    二　その他のとき　義務違反
"""


def test_a_whole_item() -> None:
    assert english_item(rules_of(WHOLE).items[0], FORMS) == [
        "Looked at on the day the proposal arrived.",
        "Applies if the kind of person of the proposer is “法人その他の団体”.",
        "For each of the officers of the proposer:",
        "From 2022-04-01 to 2026-08-19: Ground: it falls under “幼い者”.",
        "From 2026-08-20: Ground: at least one of the following holds:",
        "  一 it falls under “幼い者” (unless there is a statement on incapacity);",
        "  二 all of the following hold:",
        "    イ the number of persons is less than 1,000 persons;",
        "    ロ if the purpose is “研究”, then the method is “書面”;",
        "  unless there is an agent.",
        "A person judges where the purpose is “研究”.",
        "  the question: “ふさわしいと認められるか。”",
        "Where the ground is met, a remark is made if a part is extracted.",
        "Where the ground is met, otherwise, the public body is in breach of its duty.",
    ]
    simple = rules_of(item("本人の数が、1,000人以上であること", "ただし、抽出をするときは、この限りでない。"))
    assert english_item(simple.items[0], FORMS)[1:] == [
        "Requires that the number of persons is at least 1,000 persons.",
        "Does not apply where a part is extracted.",
        "Where it is not met, the proposal does not conform.",
    ]
