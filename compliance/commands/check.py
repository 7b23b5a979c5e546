"""`compliance check`: 審査."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from compliance.arguments import COLOR, Command, Given, Option, UnusableError, UsageError
from compliance.cli import BUG, FAILED, OK, OPEN, USAGE, tell, write_out
from compliance.commands.common import (
    ON,
    RULES,
    SETTINGS,
    existing,
    lasting_language,
    options_for,
    write_to,
)
from compliance.commands.dossiers import INTERNAL_ERROR, JOBS, Work, begin, check_all
from compliance.finding import DOSSIER_ORDER, Report, Waiver
from compliance.problem import nearest
from compliance.report import FORMATS, TERMINAL, THOROUGH, digest, render
from compliance.report.options import Options
from compliance.waivers import apply_waivers, astray, expired, read_waivers, remaining

# What --fail-on may name: from this word of DOSSIER_ORDER on, a dossier does not pass.
LEVELS = {
    "不適合": "不適合",
    "violation": "不適合",
    "義務違反": "義務違反",
    "duty": "義務違反",
    "解除事由": "解除事由",
    "cancellation": "解除事由",
    "情報不足": "情報不足",
    "missing": "情報不足",
    "要判断": "要判断",
    "judgement": "要判断",
    "注意": "注意",
    "remark": "注意",
    "なし": "",
    "never": "",
}
_OPEN = ("情報不足", "要判断")


def run(given: Given) -> int:
    outputs = _outputs(given)
    level = _level(given.get("fail-on"))
    # a waiver that covers nothing is told what it might have meant, which may be something that is satisfied
    everything = given.has("verbose") or given.has("waivers") or any(name in THOROUGH for name, _ in outputs)
    work = begin(given, everything)
    waivers = _waivers(given, work)
    reports, unused = apply_waivers(check_all(given, work), waivers, work.on or work.today)
    for name, file in outputs:
        text = _rendered(name, reports, given, file)
        if file is None:
            write_out(text)
        else:
            write_to(file, text)
    # of dossiers named one by one, those beside them may be meant; of a whole folder, all are here
    remarks = astray(reports, waivers) if len(reports) > len(given.operands) else []
    if unused or remarks:
        from compliance.report.problems import render_problems

        tell(render_problems([*unused, *remarks], width=100, colour=False, lang=given.lang))
    code = exit_code(reports, level)
    return USAGE if unused and code != BUG else code


def exit_code(reports: Sequence[Report], level: str = "要判断") -> int:
    """The gravest of the dossiers' codes: our own fault 70, then unreadable 2, then failing 1, then open 3, then 0.

    level: the lightest word of DOSSIER_ORDER that counts; empty: none does.  What is waived does not count; a waiver
    that has expired fails by itself.
    """
    codes = {_code(_counted(report), level) for report in reports}
    if level and any(expired(report) for report in reports):
        codes.add(FAILED)
    if any(problem.code == INTERNAL_ERROR for report in reports for problem in report.problems):
        return BUG
    return next((code for code in (USAGE, FAILED, OPEN) if code in codes), OK)


def _counted(report: Report) -> str:
    """The word of a dossier, without what is waived."""
    word = digest.word(report)
    return remaining(report) if word in DOSSIER_ORDER else word


def _waivers(given: Given, work: Work) -> tuple[Waiver, ...]:
    """The waivers given.  Raises UnusableError where one of them is no good: none is used half."""
    text = given.get("waivers")
    if text is None:
        return ()
    waivers, problems = read_waivers(existing(text), {item.id for item in work.prepared.rules.items})
    if problems:
        raise UnusableError(problems)
    return waivers


def _code(word: str, level: str) -> int:
    if word not in DOSSIER_ORDER:
        return USAGE
    if not level or word == "適合" or DOSSIER_ORDER.index(word) > DOSSIER_ORDER.index(level):
        return OK
    return OPEN if word in _OPEN else FAILED


def _rendered(name: str, reports: Sequence[Report], given: Given, file: str | None) -> str:
    options = options_for(given, stream_is_shown=file is None and name in TERMINAL)
    if name not in TERMINAL or file is not None:
        options = Options(lang=lasting_language(given), verbose=options.verbose)
    try:
        return render(name, reports, options)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("compliance"):
            raise
        raise UsageError(
            f"「{name}」の形式には、{error.name} が要ります。",
            f"The format {name} needs {error.name}.",
            (f"「pip install 'compliance[{name}]'」で入ります。", f"pip install 'compliance[{name}]'"),
        ) from error


def _level(text: str | None) -> str:
    if text is None:
        return "要判断"
    if text not in LEVELS:
        near = nearest(text, LEVELS, limit=1)
        raise UsageError(
            f"「--fail-on」に「{text}」は指定できません。不適合、義務違反、解除事由、情報不足、要判断、注意、なし のどれかです。",
            "--fail-on is one of violation, duty, cancellation, missing, judgement, remark, never.",
            (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?") if near else ("", ""),
        )
    return LEVELS[text]


def _outputs(given: Given) -> list[tuple[str, str | None]]:
    """(format, file) in the order given; file None is standard output, which takes one of them."""
    outputs: list[tuple[str, str | None]] = []
    for text in given.all("format") or ("text",):
        name, equals, file = text.partition("=")
        if name not in FORMATS:
            raise _unknown_format(name)
        if equals and not file:
            raise UsageError(
                f"「--format {text}」の「=」の後に、書き出すファイルの名前が要ります。",
                f"--format {text} needs a file name after '='.",
            )
        outputs.append((name, file or None))
    target = given.get("output")
    if target is not None:
        free = [index for index, (_, file) in enumerate(outputs) if file is None]
        if len(free) != 1:
            raise UsageError(
                "「--output」を使うときは、「=ファイル」の付かない「--format」を一つだけにしてください。",
                "With --output, exactly one --format may be without =FILE.",
            )
        outputs[free[0]] = (outputs[free[0]][0], target)
    shown = [name for name, file in outputs if file is None]
    if len(shown) > 1:
        raise UsageError(
            f"画面に出せる形式は一つです（{'、'.join(shown)}）。",
            f"Only one format can go to standard output ({', '.join(shown)}).",
            (
                f"残りは「--format {shown[1]}=ファイル」のように、書き出す先を付けてください。",
                f"Give the others a file: --format {shown[1]}=FILE.",
            ),
        )
    _told_apart([file for _, file in outputs if file is not None])
    return outputs


def _told_apart(files: Sequence[str]) -> None:
    """Raises UsageError where two outputs are one file, in whatever spelling: the second would replace the first."""
    seen: dict[object, str] = {}
    for file in files:
        identity = _identity(file)
        if identity in seen:
            raise UsageError(
                f"二つの形式の書き出す先、「{seen[identity]}」と「{file}」は、同じファイルです。",
                f"Two formats are to be written to one file: '{seen[identity]}' and '{file}' are the same.",
                ("それぞれ別のファイルを指定してください。", "Give each a file of its own."),
            )
        seen[identity] = file


def _identity(file: str) -> object:
    """What is equal for two names of one file, there or not yet.  A device or a pipe takes several outputs in turn."""
    try:
        found = Path(file).stat()
    except OSError:
        return os.path.realpath(file)
    return (found.st_dev, found.st_ino) if S_ISREG(found.st_mode) else object()


def _unknown_format(name: str) -> UsageError:
    near = nearest(name, FORMATS, limit=1)
    return UsageError(
        f"「{name}」という形式はありません。{'、'.join(FORMATS)} のどれかです。",
        f"There is no format '{name}'; it is one of {', '.join(FORMATS)}.",
        (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?") if near else ("", ""),
    )


WAIVERS = Option(
    ("--waivers",),
    (
        "免除のファイル。免除した指摘も表示しますが、終了コードでは数えません。",
        "A file of waivers: what they cover is still shown, but not counted by the exit code.",
    ),
    "FILE",
)

COMMAND = Command(
    name="check",
    summary=("一件書類を審査します。", "Check dossiers against the rules."),
    details=(
        "一件書類のフォルダ、一つのファイル、又はそれらを収めたフォルダを指定します。"
        "「提案書.yaml」のように書類の名前の付いたファイルがあるフォルダは、一つの一件書類です。"
        "そのほかのフォルダでは、すぐ下のフォルダとファイルの一つ一つが一件書類です。"
        "終了コードは、適合 0、満たさないものがある 1、情報不足か要判断が残る 3、読めない 2 です。",
        "A dossier is one file, or a folder with a file named after a paper (提案書.yaml). "
        "In any other folder, each folder and each file directly in it is a dossier. "
        "Exit codes: 0 conforms, 1 something fails, 3 something is open, 2 unreadable.",
    ),
    operands="DOSSIER…",
    least=1,
    most=None,
    options=(
        ON,
        Option(
            ("--format", "-f"),
            (
                f"出力の形式（{'、'.join(FORMATS)}）。「=FILE」を付けるとそのファイルに書きます。何度でも指定できます。",
                f"Output format ({', '.join(FORMATS)}); with =FILE it goes there. May be given several times.",
            ),
            "NAME[=FILE]",
            many=True,
        ),
        Option(("--output", "-o"), ("出力を書くファイル。", "The file to write to."), "FILE"),
        Option(
            ("--verbose", "-v"),
            ("満たしているもの、対象外のものも並べます。", "List what is satisfied and what does not apply, too."),
        ),
        Option(
            ("--fail-on",),
            (
                "この結論かそれより重いときに、終了コードを 0 以外にします"
                "（不適合、義務違反、解除事由、情報不足、要判断、注意、なし）。既定は要判断です。",
                "The lightest outcome that is not exit code 0 "
                "(violation, duty, cancellation, missing, judgement, remark, never); by default judgement.",
            ),
            "LEVEL",
        ),
        WAIVERS,
        JOBS,
        RULES,
        SETTINGS,
        COLOR,
    ),
    examples=(
        ("compliance check 提案/0142", ("一つの一件書類を、審査記録の日か今日で審査します。", "Check one dossier.")),
        ("compliance check --on 令和8年9月2日 提案/0142", ("審査の日を決めて審査します。", "Check as of a day.")),
        (
            "compliance check 提案 --format text --format sarif=結果.sarif",
            (
                "フォルダの中をすべて審査し、画面に表示し、SARIF にも書きます。",
                "Check all in a folder; on the screen and as SARIF.",
            ),
        ),
        (
            "compliance check 提案 --jobs 4 --format jsonl=結果.jsonl --format compact",
            (
                "四つのプロセスで審査し、一件一行の JSON にも書きます。",
                "By four processes; also one line of JSON each.",
            ),
        ),
        (
            "compliance check 提案 --waivers 免除.yaml --format html=結果.html",
            ("承認された免除を除いて終了コードを決め、HTML に書きます。", "Without what was waived; as a page."),
        ),
    ),
    run=run,
)
