"""The commands on the shipped rules and examples: lint, fmt, rules, explain, statute, coverage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from compliance import cli
from compliance.run import Prepared, prepare

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"
EXAMPLES = ROOT / "examples"
ACT = ROOT.parent / "shared" / "law" / "xml" / "415AC0000000057_20250601.xml"

Run = Callable[..., tuple[int, str, str]]


@cache
def shipped_rules() -> Prepared:
    """The shipped rules, read once for all tests."""
    return prepare()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """A command line; the texts of the law that it imports are kept apart from the user's own."""
    monkeypatch.setenv("COMPLIANCE_DATA", str(tmp_path / "data"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("compliance.run.prepare", lambda folder: shipped_rules() if folder is None else prepare(folder))

    def call(*words: str) -> tuple[int, str, str]:
        code = cli.run(words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of rules with one rule file of its own, and the shipped forms and statute index."""
    folder = tmp_path / "rules"
    for part in ("documents", "statute"):
        shutil.copytree(RULES / part, folder / part)
    rule = """\
項目 own-1
  見出し：本人の数
  根拠：法第114条第1項第2号
  書類：提案書
  要件：本人の数が、1,000人以上であること
  満たさないとき：不適合
"""
    (folder / "独自.rule").write_text(rule, encoding="utf-8")
    return folder


def test_a_problem_is_shown_at_its_place(run: Run, small: Path) -> None:
    assert run("lint", str(small)) == (0, "問題はありません。\n", "")
    file = small / "独自.rule"
    file.write_text(file.read_text(encoding="utf-8").replace("要件：本人の数", "要件：本人の人数"), encoding="utf-8")
    code, out, _ = run("lint", str(file))
    assert code == 1
    assert out.startswith("独自.rule:5:6: 問題: 「本人の人数」")
    assert "5 |   要件：本人の人数が、1,000人以上であること\n  |         ^^^^^^^^^^\n" in out
    assert "ヒント: 「本人の数」" in out
    code, out, _ = run("lint", str(small), "--format", "github")
    assert code == 1
    assert out.startswith("::error title=unknown-term,file=")
    assert "/独自.rule,line=5,endLine=5,col=6,endColumn=11::問題: " in out
    code, out, _ = run("lint", str(small), "--format", "json")
    assert json.loads(out)["problems"][0]["place"]["line"] == 5
    code, out, err = run("check", "--rules", str(small), str(next(EXAMPLES.glob("01*"))))
    assert (code, out) == (2, "")
    assert "独自.rule:5:6" in err


def test_github_is_told_the_file_as_it_sees_it(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (small / "独自.rule").write_text(
        (small / "独自.rule").read_text("utf-8").replace("本人の数が", "本人の人数が"), "utf-8"
    )
    monkeypatch.chdir(small.parent)
    for given in ("rules", "rules/独自.rule"):
        code, out, _ = run("lint", given, "-f", "github")
        assert code == 1
        assert ",file=rules/独自.rule,line=5," in out
    monkeypatch.chdir(small)
    assert ",file=独自.rule,line=5," in run("lint", ".", "-f", "github")[1]


def test_fmt(run: Run, small: Path) -> None:
    file = small / "独自.rule"
    tidy = file.read_text(encoding="utf-8")
    assert run("fmt", str(small))[0] == 0
    assert file.read_text(encoding="utf-8") == tidy
    untidy = tidy.replace("要件：", "要件: ")
    file.write_text(untidy, encoding="utf-8")
    code, out, _ = run("fmt", "--check", str(small))
    assert code == 1
    assert out.startswith("独自.rule\n")
    code, out, _ = run("fmt", "--diff", str(file))
    assert code == 1
    assert "\n-  要件: 本人の数が" in out
    assert "\n+  要件：本人の数が" in out
    assert file.read_text(encoding="utf-8") == untidy
    assert run("fmt", str(file))[0] == 0
    assert file.read_text(encoding="utf-8") == tidy
    # own rules without forms of their own are laid out by the shipped ones
    shutil.rmtree(small / "documents")
    file.write_text(untidy, encoding="utf-8")
    assert run("fmt", str(small))[0] == 0
    assert file.read_text(encoding="utf-8") == tidy


def test_rules_are_named_as_in_the_other_commands(run: Run, small: Path) -> None:
    file = small / "独自.rule"
    file.write_text(file.read_text(encoding="utf-8").replace("要件：本人の数", "要件：本人の人数"), encoding="utf-8")
    assert run("lint", "--rules", str(small))[0] == 1
    assert run("fmt", "--check", "--rules", str(small))[0] == 0
    code, _, err = run("lint", str(small), "--rules", str(small))
    assert code == 2
    assert "二通り" in err


def test_what_cannot_be_imported_is_told_as_that(run: Run) -> None:
    code, _, err = run("statute", "import", str(ROOT / "README.md"))
    assert code == 2
    assert err.endswith("取り込みませんでした。\n")
    assert "審査" not in err.splitlines()[-1]


def test_fmt_leaves_alone_what_it_cannot_read(run: Run, small: Path) -> None:
    file = small / "独自.rule"
    broken = file.read_text(encoding="utf-8").replace("以上であること", "以上であるかつ").replace("要件：", "要件: ")
    file.write_text(broken, encoding="utf-8")
    code, _, err = run("fmt", str(small))
    assert code == 2
    assert "独自.rule:5" in err
    assert file.read_text(encoding="utf-8") == broken


def test_the_rules_are_listed_by_article(run: Run) -> None:
    code, out, _ = run("rules")
    assert code == 0
    ids = [line.split()[0] for line in out.splitlines() if line[:1].isalpha() and line[:1].isascii()]
    places = [ids.index(wanted) for wanted in ("appi-112-2-3", "appi-113-6", "appi-114-1-2", "rule-59-1")]
    assert places == sorted(places)
    assert out.rstrip().endswith("件")


def test_one_rule_in_full_and_in_english(run: Run) -> None:
    code, out, _ = run("rules", "appi-114-1-2")
    assert code == 0
    assert "  項目 appi-114-1-2\n    見出し：本人の数の下限と上限\n" in out
    english = run("rules", "appi-114-1-2", "--lang", "en")[1]
    assert "Act, Art. 114(1)(ii)" in english
    assert "Where it is not met, the proposal does not conform." in english


def test_an_unknown_item_is_told_with_the_nearest(run: Run) -> None:
    code, out, err = run("explain", "appi-114-1-22")
    assert (code, out) == (2, "")
    assert "「appi-114-1-22」という項目はありません。" in err
    assert "appi-114-1-2" in err.split("\n")[1]


def test_explain_shows_the_code_of_an_item_with_all_it_uses(run: Run) -> None:
    for wanted, told in (
        ("appi-114-1-2", "審査する本人の数_ >= 1000"),
        ("appi-119-2", "settle(possible[:-1], possible[-1][1])"),
    ):
        code, out, _ = run("explain", "--plan", wanted)
        assert code == 0
        assert told in out and f" {wanted} " in out.replace('"""', " ")
        compile(out, wanted, "exec")


def test_explain_shows_law_rule_and_reason(run: Run) -> None:
    code, out, _ = run("explain", "appi-114-1-2", str(next(EXAMPLES.glob("03*"))))
    assert code == 0
    assert "法第114条第1項第2号" in out
    assert "■ 規則の定め（法/第114条.rule:" in out
    result = out[out.index("での結果") :]
    assert "【不適合】" in result
    assert "^" in result
    assert "999人 ＜ 最低本人数 1,000人" in result
    assert "compliance statute import" in out


def test_items_of_every_kind_can_be_explained(run: Run) -> None:
    from compliance.commands.explain import explained
    from compliance.commands.rules import listed
    from compliance.report.explain import render
    from compliance.report.options import Options

    prepared = shipped_rules()
    for entry in listed(prepared.rules)[::4]:
        item = explained(prepared, entry.id)
        text = render(item, None, Options(lang="en"))
        assert item.law, entry.id
        assert item.english or any(fee.id == entry.id for fee in prepared.rules.fees), entry.id
        assert entry.id in text


def test_the_official_text_is_imported_and_shown(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("statute", "status")
    assert code == 0
    assert "原文なし" in out
    bad = tmp_path / "bad.xml"
    bad.write_text("<Law/>", encoding="utf-8")
    assert run("statute", "import", str(bad))[0] == 2
    code, _, err = run("statute", "export")
    assert code == 2
    assert "「import」の書き間違い" in err
    if not ACT.exists():
        pytest.skip("the Act's XML is not beside this repository")
    code, out, _ = run("statute", "import", str(ACT))
    assert code == 0
    assert "を取り込みました" in out
    assert "｜二　" in run("explain", "appi-114-1-2")[1]


def test_a_law_that_is_not_there_is_told_where_to_get(run: Run) -> None:
    code, out, err = run("statute", "import", "415AC0000000057.xml")
    assert (code, out) == (2, "")
    assert "というファイルもフォルダもありません。" in err
    assert "https://laws.e-gov.go.jp/" in err
    assert "https://laws.e-gov.go.jp/" in run("statute", "import", "none.xml", "--lang", "en")[2]


def test_an_import_lists_the_first_of_what_moved_and_how_it_is_undone(run: Run, tmp_path: Path) -> None:
    """A text that holds some of the index only: much is gone, and the end of the message is still to be seen."""
    articles = "".join(
        f'<Article Num="{number}"><ArticleTitle>第{number}条</ArticleTitle>'
        + "".join(
            f'<Paragraph Num="{at}"><ParagraphNum/><ParagraphSentence><Sentence>文{at}。</Sentence></ParagraphSentence>'
            "</Paragraph>"
            for at in range(1, 6)
        )
        + "</Article>"
        for number in range(109, 124)
    )
    law = tmp_path / "law.xml"
    law.write_text(
        '<Law Era="Heisei" Lang="ja" LawType="Act" Num="57" Year="15"><LawNum>平成十五年法律第五十七号</LawNum>'
        f"<LawBody><LawTitle>個人情報の保護に関する法律</LawTitle><MainProvision>{articles}</MainProvision></LawBody></Law>",
        encoding="utf-8",
    )
    code, out, err = run("statute", "import", str(law))
    assert (code, err) == (1, "")
    assert "取込みを取り消すには、次のファイルを消してください: " in out
    kept = Path(out.partition("消してください: ")[2].partition("\n")[0])
    assert kept.is_file()
    assert "（すべては「compliance statute status」で見られます）" in out
    assert len(out.split("\n")) < 120
    whole = run("statute", "status")[1]
    assert "ほか" not in whole
    assert len(whole.split("\n")) > 200
    kept.unlink()
    assert "取込み済み" not in run("statute", "status")[1]


def test_coverage(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("coverage")
    assert code in (0, 1)
    assert (code == 1) == ("規則も理由もない" in out)
    data = json.loads(run("coverage", "-f", "json")[1])
    assert {unit["unit"] for unit in data["units"]} >= {"法第114条第1項第2号", "法第113条第6号"}
    page = tmp_path / "表.html"
    run("coverage", "-f", "html", "-o", str(page))
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_examples_end_as_they_say(run: Run) -> None:
    assert run("check", str(next(EXAMPLES.glob("01*"))))[0] == 0
    code, out, _ = run("check", str(next(EXAMPLES.glob("03*"))))
    assert code == 1
    assert out.startswith("【不適合】 ")
    assert run("fee", str(next(EXAMPLES.glob("08*"))))[0] in (0, 3)
