"""The text report, as the reviewer sees it."""

from __future__ import annotations

import re

import pytest
from sample_report import at, clean, findings, sample, unreadable

from compliance.finding import Cause, Finding, Report, Result, Step
from compliance.messages import Lang
from compliance.report import render
from compliance.report.as_text import render as render_text
from compliance.report.as_text import trace_lines
from compliance.report.options import Options
from compliance.source import Source, cells
from compliance.struct import replace

BLOCK = """\
  【不適合】 appi-114-1-2 本人の数の下限と上限
    本人の数 999人が、最低本人数 1,000人以上でない。
    根拠        法第114条第1項第2号、規則第56条（rules/法/第114条.rule:4）
    箇所        提案/0142/提案書.yaml:9:9（本人の数）
                  |
                9 |   本人の数: ９９９人
                  |             ^^^^^^^^
    理由        いいえ 次のいずれにも該当する
                  いいえ 一　本人の数が、最低本人数以上である
                         本人の数 999人 ＜ 最低本人数 1,000人（令和5年4月1日から）
    直し方      本人の数を1,000人以上とする提案に改めれば、適合となります。
"""


def test_the_outcome_comes_first() -> None:
    lines = render_text(sample()).split("\n")
    assert lines[0] == "【要補正】 提案/0142"
    head = "\n".join(lines[:6])
    for expected in ("提案", "審査", "令和8年9月2日（審査記録による）", "義務違反"):
        assert expected in head


def test_a_failing_finding_is_told_whole() -> None:
    assert BLOCK in render_text(sample())


def test_the_heaviest_comes_first_and_each_part_once() -> None:
    text = render_text(sample())
    parts = [line for line in text.split("\n") if line.startswith("■")]
    assert parts == [
        "■ 満たしていないもの（2件）",
        "■ 提案者への補正・照会（1件）",
        "■ 庁内確認（1件）",
        "■ 判断を要するもの（2件）",
        "■ 行政機関の義務違反（提案の結論とは別）（1件）",
        "■ 注意（1件）",
        "■ 手数料",
        "■ 次に要る書類",
        "■ この結果の前提",
    ]
    assert text.index("rule-54-4-1") < text.index("appi-114-1-2")


def test_one_missing_fact_is_asked_once_for_all_that_need_it() -> None:
    text = render_text(sample())
    assert text.count("役員「佐藤花子」の生年月日が記載されていません。") == 1
    asked = text[text.index("■ 提案者への") : text.index("■ 庁内確認")]
    assert "appi-113-6" in asked
    assert "appi-114-1-1" in asked


def test_what_a_person_judges_comes_with_views_and_readings() -> None:
    text = render_text(sample())
    judged = text[text.index("■ 判断を要するもの") : text.index("■ 行政機関の義務")]
    for expected in ("・三つのうちいずれか一つで足りる。", "・含むと読めば、適合となります。", "最も重い場合 不適合"):
        assert expected in judged


def test_the_last_line_counts_all_with_the_pledged_apart() -> None:
    last = render_text(sample()).rstrip("\n").split("\n")[-1]
    assert last == "11件を検査 ― 適合2（うち誓約による推定 1）・不適合4・情報不足2・要判断2・対象外1"


def test_nothing_is_left_out_when_verbose() -> None:
    text = render("text", [sample()], Options(verbose=True))
    for finding in findings():
        assert finding.rule in text
    assert "誓約書により、提案者の刑はないものと推定しました。" in text
    assert "契約書はまだ要りません" in text
    assert "appi-112-2-3" not in render("text", [sample()], Options())


@pytest.mark.parametrize("width", [60, 72, 80, 100, 200])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_line_is_wider_than_the_page(width: int, lang: str) -> None:
    text = render("text", [sample(), unreadable(), clean()], Options(width=width, lang=lang, verbose=True))  # type: ignore[arg-type]
    shown = [line for line in text.split("\n") if not re.search(r"[0-9a-f]{64}", line)]
    assert max(cells(line) for line in shown) <= min(width, 100)


def test_colour_only_adds_to_the_words() -> None:
    plain = render_text(sample())
    painted = render_text(sample(), colour=True)
    assert "\x1b[" in painted
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_an_unreadable_dossier_is_never_mistaken_for_a_good_one() -> None:
    text = render_text(unreadable())
    assert text.startswith("【審査不能】 提案/0200\n")
    assert "適合" not in text
    assert "ヒント: 「本人の数」の書き間違いではありませんか。" in text


def test_a_good_dossier_says_so() -> None:
    text = render_text(clean())
    assert text.startswith("【適合】 提案/0001\n")
    assert "満たしていない項目はありません。" in text


def test_several_dossiers_end_in_a_table() -> None:
    text = render("text", [sample(), clean(), unreadable()], Options())
    table = text[text.index("■ 一件書類ごとの結論（3件）") :].split("\n")
    assert table[1:4] == [
        "  要補正    提案/0142  不適合4・情報不足2・要判断2",
        "  適合      提案/0001",
        "  審査不能  提案/0200  書き方の問題 1件",
    ]
    assert table[5] == "3件の一件書類 ― 要補正1・適合1・審査不能1"


def test_english_on_request() -> None:
    text = render_text(sample(), lang="en")
    assert text.startswith("【CORRECTION NEEDED】 提案/0142\n")
    for expected in (
        "2026-09-02 (from the review record)",
        "The number of data subjects, 999, is not at least the minimum, 1,000.",
        "The date of birth of the officer 佐藤花子 is not stated.",
        "JPY 36,800",
        "11 checked: CONFORMS 2 (1 on the pledge among them)",
    ):
        assert expected in text


def test_papers_cannot_write_to_the_terminal() -> None:
    evil = "\x1b[2J\u202e\r\x9b31m"
    source = Source(f"提案{evil}.yaml", f"名称: {evil}甲\n")
    finding = Finding(
        rule="x-1",
        caption="試し",
        citations=("法第1条",),
        result=Result.VIOLATED,
        effect="不適合",
        element=evil,
        reason=f"名称が「{evil}」である。",
        remedy=(evil,),
        place=at(source, "甲"),
        trace=Step(evil, False, detail=evil, subject=evil, places=((evil, evil, at(source, "名称")),)),
    )
    cause = Cause("記載なし", evil, evil, addressee="提案者", question=evil, readings=(evil,))
    missing = replace(finding, rule="x-2", result=Result.MISSING, causes=(cause,), views=(evil,), notes=(evil,))
    report = replace(sample(evil), findings=(finding, missing), next_papers=(evil,), kind=evil)
    for name in ("text", "compact"):
        text = render(name, [report], Options(verbose=True))
        assert not set(text) & set("\x1b\u202e\r\x9b")


def test_an_open_finding_without_a_cause_is_still_listed() -> None:
    bare = Finding("x-1", "試し", (), Result.JUDGEMENT, effect="不適合", reason="どちらとも決まらない。")
    report: Report = replace(sample(), findings=(bare,))
    assert "どちらとも決まらない。" in render_text(report)


def test_the_compact_form_is_a_line_for_each_thing_to_do() -> None:
    lines = render("compact", [sample()], Options()).rstrip("\n").split("\n")
    assert lines[1] == (
        "提案/0142/提案書.yaml:9:9: 不適合: 本人の数 999人が、最低本人数 1,000人以上でない。 [appi-114-1-2]"
    )
    assert lines[-1].startswith("提案/0142: 要補正 ― 11件を検査")
    assert len(lines) == 9


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [32, 40, 59])
def test_a_narrow_terminal_has_labels_above_and_no_line_too_wide(width: int, lang: Lang) -> None:
    for report in (sample(), clean(), unreadable()):
        shown = render_text(report, width=width, lang=lang)
        assert all(cells(line) <= width for line in shown.split("\n")), shown
    assert {"ja": "\n    根拠\n      法第114条", "en": "\n    Law\n      Act"}[lang] in render_text(
        sample(), width=width, lang=lang
    )


def chain(length: int) -> Step:
    """A condition below a condition, and so on."""
    step = Step("条件末", True)
    for number in range(length - 1, 0, -1):
        step = Step(f"条件{number}", True, children=(step,))
    return step


@pytest.mark.parametrize(("width", "indented"), [(84, 12), (44, 9)])
def test_reasons_keep_their_levels_at_every_depth(width: int, indented: int) -> None:
    """By the indent while there is room for the words, below that by a number."""
    lines = trace_lines(chain(12), width, "ja")
    assert len(lines) == 12
    starts = [line.index("はい") for line in lines]
    assert starts[:indented] == [2 * level for level in range(indented)]
    assert set(starts[indented:]) <= {starts[indented - 1]}
    assert [line.partition("［")[2].partition("］")[0] for line in lines] == [
        "" if level <= indented else f"{level}段目" for level in range(1, 13)
    ]
    assert all(cells(line) <= width for line in lines)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_judgements_of_items_that_also_lack_facts_are_told_apart(lang: Lang) -> None:
    """The heading counts what is to be judged, the last line the items by their results: the difference is told."""
    text = render_text(sample(), lang=lang)
    told = {"ja": "1件は、事実も足りない項目についての判断です。", "en": "1 of these are of items"}[lang]
    assert told not in text
    asked = Cause("記録なし", "相当か", "「相当か」の判断がありません。", question="相当か")
    mixed = tuple(
        replace(one, causes=(*one.causes, asked)) if one.rule == "appi-114-1-1" else one for one in findings()
    )
    assert told in render_text(replace(sample(), findings=mixed), lang=lang)
