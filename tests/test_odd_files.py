"""What is named as a file and is none, or has no end, or leads elsewhere: a clear message, exit code 2, at once."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.cli import USAGE
from compliance.cli import run as main
from compliance.documents.document import _holds_files

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "01-適合する提案"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "一件"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A small rule set that is in order."""
    folder = tmp_path / "規則"
    (folder / "法").mkdir(parents=True)
    (folder / "法" / "試し.rule").write_text(
        "項目 test-1\n  見出し：本人の数\n  根拠：法第114条第1項第2号\n  書類：提案書\n  要件：本人の数が1,000人以上であること\n  満たさないとき：不適合\n",
        encoding="utf-8",
    )
    return folder


def pipe(path: Path) -> None:
    os.mkfifo(path)


def socket_file(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)


def zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def folder(path: Path) -> None:
    path.mkdir()


def elsewhere(path: Path) -> None:
    path.symlink_to("/etc/passwd")


ODD = [pipe, socket_file, zeros, huge, loop, elsewhere]
Made = Callable[[Path], None]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, "".join(line.strip() for line in (captured.out + captured.err).split("\n"))


@pytest.mark.parametrize("make", ODD)
def test_in_a_dossier(make: Made, dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = dossier / "提案書.yaml"
    paper.unlink()
    make(paper)
    code, text = told(capsys, "check", str(dossier))
    assert code == USAGE and "提案書.yaml" in text


def test_a_folder_that_is_called_like_a_paper_is_told(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (dossier / "提案書.yaml").unlink()
    (dossier / "提案書.yaml").mkdir()
    code, text = told(capsys, "check", str(dossier))
    assert code != 0 and "「提案書.yaml」は、フォルダであるため、その中を読んでいません。" in text


def test_a_dossier_without_its_cover_is_told_what_to_write_there(
    dossier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (dossier / "一件書類.yaml").unlink()
    _, text = told(capsys, "check", str(dossier))
    assert "表紙（一件書類.yaml）がありません。" in text
    assert "種類（「提案」「作成済情報の提案」「募集」のどれか）と、段階（「募集」「提案」「審査」" in text
    assert "一件書類が、一件書類に" not in text


def test_folders_and_other_files_are_told_apart(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (dossier / "提案者提出").mkdir()
    (dossier / "メモ.docx").write_text("", encoding="utf-8")
    _, text = told(capsys, "check", str(dossier))
    assert "「提案者提出」は、フォルダであるため、その中を読んでいません。" in text
    assert "その中に書類があれば、このフォルダの直下に移してください。" in text
    assert "「メモ.docx」は、YAMLでもJSONでもないため、読んでいません。" in text


@pytest.mark.parametrize(
    ("paper", "how"), [("添付書類", "「- 」を付けた一覧にして"), ("誓約書", "「誓約書.yaml」に、まとめて")]
)
def test_a_paper_in_a_folder_of_its_own_is_not_one_that_is_missing(
    paper: str, how: str, dossier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (dossier / paper).mkdir()
    (dossier / f"{paper}.yaml").rename(dossier / paper / "一.yaml")
    code, text = told(capsys, "check", str(dossier))
    assert code == USAGE
    assert f"書類「{paper}」がファイルでなくフォルダになっているため、その中を読めません。" in text
    assert how in text.replace("\n", "").replace(" ", "").replace("「-」", "「- 」")


@pytest.mark.parametrize("make", [pipe, zeros, huge, loop])
@pytest.mark.parametrize("option", ["", "--settings", "--waivers"])
def test_on_the_command_line(make: Made, option: str, dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = dossier.parent / "変.yaml"
    make(odd)
    code, text = told(capsys, "check", *((str(dossier), option) if option else ()), str(odd))
    assert code == USAGE and "変.yaml" in text


@pytest.mark.parametrize("make", [*ODD, folder])
@pytest.mark.parametrize("name", ["変.rule", "documents/変.schema.json", "statute/変.yaml"])
def test_among_rules(make: Made, name: str, rules: Path, dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "/" in name:
        if make is folder:
            pytest.skip("フォルダは、様式や条文としては読まれません")
        part = Path(name).parts[0]
        shutil.copytree(ROOT / "rules" / part, rules / part)
    assert main(["check", str(dossier), "--rules", str(rules)]) == 0
    make(rules / name)
    code, text = told(capsys, "check", str(dossier), "--rules", str(rules))
    assert code == USAGE and Path(name).name in text


@pytest.mark.parametrize("name", ["法", "documents", "statute", "settings", ""])
def test_a_folder_that_may_not_be_read(
    name: str, rules: Path, dossier: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules would be passed over in silence, and the rest might well be 適合."""
    scandir, closed = os.scandir, rules / name
    closed.mkdir(exist_ok=True)

    def refusing(path: str | os.PathLike[str]) -> os.ScandirIterator[str]:  # as root, tests may read anything
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    code, text = told(capsys, "check", str(dossier), "--rules", str(rules))
    assert code == USAGE and f"フォルダ「{name or rules}」を読めません（許されていません）。" in text


@pytest.mark.parametrize("target", ["/etc", ".", ".."])
def test_links_to_folders_are_no_rules(
    target: str, rules: Path, dossier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (rules / "別").symlink_to(target)
    (rules / "法" / "別").symlink_to(target)
    code, text = told(capsys, "check", str(dossier), "--rules", str(rules))
    assert code == USAGE and "「別」は、フォルダへのリンクであるため" in text and "「法/別」" in text


def test_a_folder_without_rules_satisfies_nobody(
    tmp_path: Path, dossier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    (empty / ".隠し.rule").write_text("項目 x", encoding="utf-8")
    code, text = told(capsys, "check", str(dossier), "--rules", str(empty))
    assert code == USAGE and "が一つもありません" in text


def test_rules_that_only_define_satisfy_nobody(rules: Path, dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rules / "法" / "試し.rule").write_text("基準値 最低本人数\n  根拠：規則第56条\n  1,000人\n", encoding="utf-8")
    code, text = told(capsys, "check", str(dossier), "--rules", str(rules))
    assert code == USAGE and "項目" in text


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\nb", "\x1b[2J", "無い/" * 200])
def test_names_that_are_none(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys, "check", name)
    assert code == USAGE and "\x1b" not in text


def test_a_name_in_broken_letters(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = os.fsdecode(os.fsencode(dossier.parent) + b"/\xff\xfe")
    shutil.copytree(EXAMPLE, odd)
    for format in ("text", "json", "sarif", "junit", "html", "github", "markdown"):
        assert main(["check", odd, "--format", format]) == 0
        capsys.readouterr().out.encode("utf-8")


@pytest.mark.parametrize("text", ["", "\n", "　\r\n", "\ufeff\n"])
def test_a_rule_file_whose_rules_were_lost_is_told(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "甲.rule").write_text("基準値 甲の数\n  根拠：法第112条第1項\n  5人\n", encoding="utf-8")
    (tmp_path / "乙.rule").write_text(text, encoding="utf-8")
    code, told_so = told(capsys, "lint", str(tmp_path))
    assert code == 1 and "乙.rule" in told_so
    assert "このファイルには、何も書かれていません。" in told_so
    assert "中身が失われていれば戻し、要らないファイルなら消してください。" in told_so
    (tmp_path / "乙.rule").unlink()
    assert told(capsys, "lint", str(tmp_path))[0] == 0


def test_a_folder_that_is_gone_holds_no_files(tmp_path: Path) -> None:
    assert not _holds_files(tmp_path / "ない")
