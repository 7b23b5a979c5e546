"""A repository that is not this one: its own rules, dossiers and features, run by pytest with the installed package."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

RULES = """\
# 架空市の上乗せの要件

項目 city-1
  見出し：利用の目的の記載
  根拠：法第112条第2項第5号
  書類：提案書
  要件：利用の目的が記載されており、かつ、利用の目的があること
  満たさないとき：要補正
  理由：「利用の目的が記載されていない。」
"""
DOSSIER = """\
一件書類:
  種類: 提案
  段階: 審査
提案書:
  提案の日: 令和8年8月20日
  利用の目的: 健康づくりの研究
"""
MODULE = """\
from pathlib import Path

import pytest
from pytest_bdd import scenarios


@pytest.fixture(scope="session")
def compliance_rules() -> Path:
    return Path(__file__).parent / "規則"


scenarios("要綱.feature")
"""
FEATURE = """\
# language: ja
機能: 架空市の要綱

  背景:
    前提 一件書類「架空の提案」がある

  シナリオ: 利用の目的が書かれている
    もし 令和8年9月2日に審査する
    ならば 規則"city-1"の結果は"適合"である

  シナリオアウトライン: 利用の目的が書かれていない（<目的>）
    前提 提案書の利用の目的が<目的>である
    もし 令和8年9月2日に審査する
    ならば 規則"city-1"の結果は"<結果>"である
    かつ 規則"city-1"の理由に「記載されていない」とある

    例:
      | 目的 | 結果   |
      | なし | 要補正 |
      | 不明 | 要補正 |
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in {
        "規則/要綱.rule": RULES,
        "一件書類/架空の提案.yaml": DOSSIER,
        "test_要綱.py": MODULE,
        "要綱.feature": FEATURE,
        "pytest.ini": "[pytest]\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run_pytest(folder: Path, *options: str) -> tuple[int, str]:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120)
    return done.returncode, done.stdout + done.stderr


def run_command(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "compliance", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_its_scenarios_pass_and_leave_a_record_and_a_page(repository: Path) -> None:
    code, out = run_pytest(
        repository, "--compliance-coverage", "out/記録.json", "--compliance-living-doc", "out/文書.html"
    )
    assert code == 0, out
    record = json.loads((repository / "out" / "記録.json").read_text(encoding="utf-8"))
    assert [(scenario["name"], len(scenario["plays"])) for scenario in record["scenarios"]] == [
        ("利用の目的が書かれている", 1),
        ("利用の目的が書かれていない（<目的>）", 2),
    ]
    assert record["scenarios"][0]["plays"][0]["asserted"] == ["city-1"]
    (conditions,) = record["conditions"].values()
    assert conditions["city-1 要件（1）利用の目的が記載されている"] == {"真": 2, "真で決定": 1, "偽": 1}

    page = (repository / "out" / "文書.html").read_text(encoding="utf-8")
    assert "city-1 利用の目的の記載" in page
    assert "利用の目的が書かれていない（&lt;目的&gt;）" in page
    assert "<td>不明</td><td>要補正</td><td>成功</td>" in page
    assert re.search(r"令和\d+年\d+月\d+日に実行：シナリオ2件、延べ3回、失敗0回", page)
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page), "the page must need nothing else"

    code, out = run_command(repository, "coverage", "--rules", "規則", "--conditions", "out/記録.json", "--lang", "ja")
    assert "条件2件：真と偽の両方2件、不明1件、独立して結果を決めたもの（真と偽のそれぞれで）1件" in out
    assert code == 0, out
    (repository / "規則" / "条文網羅.yaml").write_text("対象:\n  - 法第112条第2項第5号\n", encoding="utf-8")
    code, out = run_command(repository, "coverage", "--rules", "規則", "--scenarios", "out/記録.json", "--lang", "ja")
    assert code == 0, out
    assert "○ 法第112条第2項第5号　規則 city-1　シナリオ2\n        ・架空市の要綱：利用の目的が書かれている\n" in out
    empty = {**record, "scenarios": []}
    (repository / "out" / "空.json").write_text(json.dumps(empty, ensure_ascii=False), encoding="utf-8")
    code, out = run_command(repository, "coverage", "--rules", "規則", "--scenarios", "out/空.json", "--lang", "ja")
    assert code == 1, out
    assert "シナリオのない規則だけの条文：法第112条第2項第5号" in out

    shorter = RULES.replace("利用の目的が記載されており、かつ、", "")
    (repository / "規則" / "要綱.rule").write_text(shorter, encoding="utf-8")
    code, out = run_command(repository, "coverage", "--rules", "規則", "--conditions", "out/記録.json", "--lang", "ja")
    assert code == 2, out
    assert "今の規則についての記録ではありません" in out


def test_a_scenario_that_fails_says_why_in_japanese(repository: Path) -> None:
    feature = repository / "要綱.feature"
    feature.write_text(FEATURE.replace("| なし | 要補正 |", "| なし | 適合 |"), encoding="utf-8")
    code, out = run_pytest(repository, "--compliance-living-doc", "文書.html")
    assert code == 1, out
    assert "1 failed, 2 passed" in out
    assert "規則「city-1」の結果は「要補正」で、「適合」ではありません。" in out
    assert "利用の目的が記載されていない。" in out
    page = (repository / "文書.html").read_text(encoding="utf-8")
    assert "<td>なし</td><td>適合</td><td>失敗</td>" in page
    assert "失敗1回" in page


def test_a_failure_is_a_place_and_a_sentence(repository: Path) -> None:
    feature = repository / "要綱.feature"
    wrong = {
        '結果は"適合"である': ('結果は"不適合"である', "の結果は「適合」で、「不適合」ではありません。"),
        "令和8年9月2日に審査する": ("令和8年9月31日に審査する", "9月31日"),
        '規則"city-1"の結果は"適合"': (
            '規則"citi-1"の結果は"適合"',
            "「citi-1」という規則は、規則のファイルにありません。「city-1」の",
        ),
        '規則"city-1"の結果は"適合"である': (
            '手数料"city-fee"は1円である',
            "「city-fee」という手数料は、規則のファイルにありません。",
        ),
        "もし 令和8年9月2日に": (
            '前提 項目"ct-1"は「保留」と判断されている\n    もし 令和8年9月2日に',
            "「ct-1」という項目は、規則のファイルにありません。「city-1」の書き間違い",
        ),
        'ならば 規則"city-1"の結果は': ('ならば 規則"city-1"の成果は', "近いのは、次のものです。"),
    }
    for old, (new, said) in wrong.items():
        feature.write_text(FEATURE.replace(old, new, 1), encoding="utf-8")
        code, out = run_pytest(repository, "-k", "書かれている")
        assert code == 1, out
        assert said in out
        assert "要綱.feature:" in out
        assert "def " not in out and ".py:" not in out.partition("short test summary")[0], out
        assert len(out.splitlines()) < 20, out


def test_rules_that_are_not_there_or_not_sound_are_told(repository: Path) -> None:
    (repository / "規則" / "要綱.rule").write_text(
        RULES.replace("利用の目的があること", "利用の目當があること"), "utf-8"
    )
    code, out = run_pytest(repository, "-k", "書かれている")
    assert code == 1, out
    assert "規則に問題があるため、試せません" in out
    (repository / "test_要綱.py").write_text(MODULE.replace('/ "規則"', '/ "規定"'), encoding="utf-8")
    code, out = run_pytest(repository, "-k", "書かれている")
    assert code == 1, out
    assert "規定」がありません" in out


def test_two_scenarios_of_one_name_are_refused(repository: Path) -> None:
    feature = repository / "要綱.feature"
    feature.write_text(FEATURE.replace("書かれていない（<目的>）", "書かれている"), encoding="utf-8")
    code, out = run_pytest(repository)
    assert code == 1, out
    assert "シナリオ「利用の目的が書かれている」が二つ以上あります" in out


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_what_several_workers_saw_is_one_record(repository: Path) -> None:
    one, _ = run_pytest(repository, "-p", "no:xdist", "--compliance-coverage", "one.json")
    two, out = run_pytest(repository, "-n", "2", "--compliance-coverage", "two.json")
    assert (one, two) == (0, 0), out
    assert (repository / "one.json").read_bytes() == (repository / "two.json").read_bytes()
