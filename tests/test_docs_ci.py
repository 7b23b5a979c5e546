"""The recipes and examples in docs/: YAML that can be read, command lines that the commands accept, both languages alike."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from compliance.arguments import read_arguments
from compliance.cli import COMMANDS, load
from compliance.report import FORMATS
from compliance.report.data import schema
from compliance.waivers import read_waivers

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("outputs.md", "outputs.ja.md", "ci.md", "ci.ja.md")


def blocks(page: str, language: str = "") -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


@pytest.mark.parametrize("page", PAGES)
def test_command_lines_can_be_read(page: str) -> None:
    found = 0
    for block in [*blocks(page), *blocks(page, "yaml")]:
        joined = re.sub(r"\n\s+(?=--)", " ", block)
        for words in re.findall(r"compliance ((?:%s)\b[^\n`]*)" % "|".join(COMMANDS), joined):  # noqa: UP031
            name, *rest = shlex.split(words)
            read_arguments(load(name), rest, "ja")
            found += 1
    assert found


@pytest.mark.parametrize("page", ["ci.md", "ci.ja.md"])
def test_recipes_are_yaml(page: str) -> None:
    workflow, gitlab, hooks = (yaml.safe_load(block) for block in blocks(page, "yaml"))
    steps = workflow["jobs"]["check"]["steps"]
    written = {"summary.md": "summary.md >>", "result.sarif": "upload-sarif"}
    for file, use in written.items():  # not there where the check did not run, or could not work
        (step,) = [step for step in steps if use in step.get("run", "") or use in step.get("uses", "")]
        assert step["if"] == f"${{{{ !cancelled() && hashFiles('{file}') != '' }}}}"
    assert not any("id" in step for step in steps)
    assert gitlab["審査"]["artifacts"]["reports"]["codequality"]
    offered = {hook["id"] for hook in yaml.safe_load((DOCS.parent / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == offered


@pytest.mark.parametrize("page", ["outputs.md", "outputs.ja.md"])
def test_outputs_tell_every_format_and_a_waiver_that_is_read(page: str, tmp_path: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for name in FORMATS:
        assert f"| `{name}` |" in text
    for name in ("report", "fee", "lint"):
        assert f"{name}.schema.json" in text
        assert schema(name)
    file = tmp_path / "免除.yaml"
    file.write_text(blocks(page, "yaml")[0], encoding="utf-8")
    waivers, problems = read_waivers(file, {"appi-114-1-2"})
    assert (len(waivers), problems) == (1, [])


@pytest.mark.parametrize("page", ["outputs.md", "ci.md"])
def test_both_languages_have_the_same_parts(page: str) -> None:
    """The same headings in number and depth, and the same rows of tables."""

    def parts(name: str) -> list[str]:
        lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
        return [
            line.split(" ")[0] if line.startswith("#") else "|" for line in lines if line.startswith(("#", "|", "- "))
        ]

    assert parts(page) == parts(page.replace(".md", ".ja.md"))


def test_the_commands_of_the_readme_name_what_is_there() -> None:
    """In both languages the same; what is no file of this repository is told to be a placeholder, what is written ignored."""
    root = DOCS.parent

    def commands(name: str) -> list[list[str]]:
        text = (root / name).read_text(encoding="utf-8")
        lines = re.findall(r"^compliance (?!.*&&)(.*)$", text, re.MULTILINE)
        return [shlex.split(line, comments=True) for line in lines]

    assert commands("README.md") == commands("README.ja.md")
    ignored = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    for name, *rest in commands("README.md"):
        given = read_arguments(load(name), rest, "ja")
        for word in given.operands:
            if "/" in word or word == "examples":
                assert (root / word).exists(), word
            elif "." in word:
                for page in ("README.md", "README.ja.md"):
                    assert f"`{word}`" in (root / page).read_text(encoding="utf-8"), word
        for output in given.all("format"):
            _, equals, file = output.partition("=")
            assert not equals or f"/{file}" in ignored
