"""Settings of bodies: a folder of them, whose they are, and that a report says which it rests on."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from evaluating import dossier

from compliance.cli import run as command
from compliance.engine.settings import Settings, misgivings, settings_for, settings_in
from compliance.model import DelegatedTerm
from compliance.resources import shipped
from compliance.source import Source, Span
from compliance.values import YEN

ROOT = Path(__file__).parent.parent
EXAMPLE = str(ROOT / "examples" / "08-提供までの手続")
TERMS = {
    name: DelegatedTerm(name, "地方公共団体", YEN, None, "", (), Span(Source("", ""), 0, 0))
    for name in ("条例の額", "条例の一時間の額")
}
TEXT = """機関の名称: {body}
委任:
  条例の額:
    値: 25,000円
    出典: 条例第7条
    確認の日: 令和8年4月1日
"""


def folder(path: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        (path / f"{name}.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_each_file_is_of_one_body(tmp_path: Path) -> None:
    (tmp_path / "めも.txt").write_text("機関の名称: 架空市", encoding="utf-8")
    (tmp_path / ".隠れ.yaml").write_text("機関の名称: 架空市", encoding="utf-8")
    found, problems = settings_in(
        folder(tmp_path, 架空市=TEXT.format(body="架空市"), 別の市="機関の名称: 別の市\n"), TERMS
    )
    assert problems == []
    assert [each.body for each in found] == ["別の市", "架空市"]
    chosen = settings_for(dossier(), found)
    assert chosen is not None and chosen.values["条例の額"].value == 25_000
    assert chosen.file is not None and chosen.file.name == f"{tmp_path.name}/架空市.yaml"
    assert settings_for(dossier(), found[:1]) is None
    assert settings_in(tmp_path / "ない", TERMS) == ((), [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT.format(body="架空市").replace("条例の額", "条礼の額"), "unknown-setting"),
        (TEXT.format(body="架空市").replace("    出典: 条例第7条\n", ""), "incomplete-setting"),
        (TEXT.format(body="架空市").encode("shift_jis"), "not-utf8"),
        (TEXT.format(body="架空市").replace("委任:", "いにん:"), "unknown-setting"),
        (TEXT.format(body="架空市").replace("機関の名称: 架空市\n", ""), "no-body"),
        (TEXT.format(body="架空市").replace("25,000円", "25,000人"), "unreadable-value"),
        ("", "empty-document"),
    ],
)
def test_what_was_set_never_counts_as_unset(text: str | bytes, code: str, tmp_path: Path) -> None:
    _, problems = settings_in(folder(tmp_path, 架空市=text), TERMS)
    assert code in {problem.code for problem in problems if problem.is_error}


def test_a_link_that_leads_nowhere_or_out_is_told(tmp_path: Path) -> None:
    inside = tmp_path / "settings"
    inside.mkdir()
    (inside / "ない.yaml").symlink_to(inside / "どこにもない.yaml")
    (folder(tmp_path, 外=TEXT.format(body="架空市")) / "外.yaml").rename(tmp_path / "外.yaml")
    (inside / "外.yaml").symlink_to(tmp_path / "外.yaml")
    found, problems = settings_in(inside, TERMS)
    assert found == ()
    assert sorted(problem.code for problem in problems) == ["outside", "unreadable"]


def test_two_files_of_one_body_are_told_with_both_places(tmp_path: Path) -> None:
    _, problems = settings_in(
        folder(tmp_path, 架空市=TEXT.format(body="架空市"), 別=TEXT.format(body="架空市 ")), TERMS
    )
    assert [problem.code for problem in problems] == ["two-settings"]
    assert {problems[0].span.source.name, problems[0].related[0][1].source.name} == {
        f"{tmp_path.name}/別.yaml",
        f"{tmp_path.name}/架空市.yaml",
    }


@pytest.mark.parametrize(
    ("body", "found"),
    [("架空市", []), ("", []), ("川崎市", [("other-body", True)]), ("株式会社架空市", [("other-body", False)])],
)
def test_another_bodys_settings_are_refused(body: str, found: list[tuple[str, bool]]) -> None:
    problems = misgivings(Settings(body), dossier(), date(2026, 9, 1))
    assert [(problem.code, problem.is_error) for problem in problems] == found


@pytest.mark.parametrize(("today", "codes"), [(date(2026, 3, 31), ["confirmed-later"]), (date(2026, 4, 1), [])])
def test_what_was_confirmed_on_a_later_day_is_remarked(today: date, codes: list[str], tmp_path: Path) -> None:
    (settings,), _ = settings_in(folder(tmp_path, 架空市=TEXT.format(body="架空市")), TERMS)
    problems = misgivings(settings, dossier(), today)
    assert [problem.code for problem in problems] == codes
    assert not any(problem.is_error for problem in problems)


# --- the commands ---------------------------------------------------------------------------------------------------

AMOUNTS = """機関の名称: {body}
委任:
  条例の基本額:
    値: 25,000円
    出典: {body}の条例第12条
    確認の日: 令和8年4月1日
  条例の一時間の額:
    値: 4,500円
    出典: {body}の条例第12条
    確認の日: 令和8年4月1日
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("rules"), tmp_path / "規則"))


def test_a_faulty_file_of_the_folder_stops_the_check_and_the_fee(
    rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (rules / "settings" / "横浜市.yaml").write_text(
        AMOUNTS.format(body="横浜市").replace("条例の基本額", "条礼の基本額"), encoding="utf-8"
    )
    for words in (["fee", EXAMPLE, "--rules", str(rules)], ["check", EXAMPLE, "--rules", str(rules)]):
        assert command(words) == 2
        assert "「条例の基本額」「法人の基本額」の書き間違い" in "".join(capsys.readouterr())
    for where in (rules, rules / "settings" / "横浜市.yaml"):
        assert command(["lint", str(where)]) == 1
        assert "settings/横浜市.yaml:3" in capsys.readouterr().out


def test_a_report_says_which_settings_it_rests_on(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rules / "settings" / "横浜市.yaml").write_text(AMOUNTS.format(body="横浜市"), encoding="utf-8")
    given = [EXAMPLE, "--rules", str(rules), "--lang", "ja"]
    for words in (["fee", *given], ["check", *given], ["check", *given, "--format", "html"]):
        command(words)
        out = capsys.readouterr().out.replace("\n", "").replace(" ", "")
        assert "settings/横浜市.yaml" in out, words
        assert "条例の基本額25,000円―横浜市の条例第12条（令和8年4月1日確認）" in out, words
    command(["check", *given, "--format", "json"])
    (told,) = json.loads(capsys.readouterr().out)["reports"]
    assert told["settings"]["name"] == "settings/横浜市.yaml"
    assert told["settings"]["values"][0] == {
        "name": "条例の基本額",
        "text": "25,000円",
        "source": "横浜市の条例第12条",
        "confirmed": "2026-04-01",
    }


def test_the_settings_of_another_city_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = folder(tmp_path, 川崎市=AMOUNTS.format(body="川崎市")) / "川崎市.yaml"
    assert command(["fee", EXAMPLE, "--settings", str(other), "--lang", "ja"]) == 2
    out = "".join(capsys.readouterr())
    assert "川崎市" in out and "横浜市" in out
