"""Command lines: what a command may be given, read by hand, and told in help texts.

A small reader of our own rather than argparse: its messages and help are in the user's language and say what is near,
full-width columns line up, options may stand anywhere, and it costs nothing at the start of a check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from compliance.messages import Lang
from compliance.problem import Problem, nearest
from compliance.source import cells
from compliance.struct import Struct, field

Both: TypeAlias = tuple[str, str]  # in Japanese and in English


class UsageError(Exception):
    """The command cannot be carried out as it was given.  Shown as one sentence and a hint; exit code 2."""

    def __init__(self, japanese: str, english: str, hint: Both = ("", "")) -> None:
        super().__init__(japanese)
        self.message: Both = (japanese, english)
        self.hint = hint


class UnusableError(Exception):
    """Rules, settings or texts of law with problems: nothing is made from them.  Shown like any problems; exit code 2.

    ending: what was not done, the end of the last sentence.
    """

    def __init__(
        self, problems: Sequence[Problem], ending: Both = ("何も行わずに終わりました", "nothing was done")
    ) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)
        self.ending = ending


class Option(Struct):
    """flags: its spellings, the long one first.  metavar: of its value; None where it takes none.

    choices: the values allowed, or empty for any.  many: it may be given several times.
    """

    flags: tuple[str, ...]
    text: Both
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    many: bool = False

    @property
    def name(self) -> str:
        return self.flags[0].removeprefix("--")


class Command(Struct):
    """A word after `compliance`.  operands: shown in help; least, most: how many there may be (most None: any number)."""

    name: str
    summary: Both
    details: Both
    operands: str
    least: int
    most: int | None
    options: tuple[Option, ...]
    examples: tuple[tuple[str, Both], ...]
    run: Callable[[Given], int]


class Given(Struct):
    """What a command line said."""

    operands: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lang: Lang = "ja"
    lang_given: bool = False

    def has(self, name: str) -> bool:
        return name in self.values

    def get(self, name: str) -> str | None:
        """The value of an option that is given once, or None."""
        return self.values[name][-1] if name in self.values else None

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())


LANG = Option(("--lang",), ("表示の言語。", "The language of messages."), "ja|en", ("ja", "en"))
HELP = Option(("--help", "-h"), ("この説明を表示します。", "Show this help."))
COLOR = Option(
    ("--color",),
    ("色を付けるか。既定では端末のときだけ付けます。", "Colour; by default on a terminal only."),
    "auto|always|never",
    ("auto", "always", "never"),
)


def read_arguments(command: Command, words: Sequence[str], lang: Lang) -> Given:
    """What the words after a command's name say.  Raises UsageError."""
    known = {flag: option for option in (*command.options, LANG, HELP) for flag in option.flags}
    operands: list[str] = []
    values: dict[str, list[str]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            operands += rest
            break
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        flag, equals, value = word.partition("=")
        option = known.get(flag)
        short = known.get(word[:2])
        if option is None and short is not None and short.metavar is not None and not word.startswith("--"):
            option, flag, equals, value = short, word[:2], "=", word[2:]  # -fcompact, -fsarif=FILE
        if option is None:
            raise _unknown_option(command, flag, known)
        if option.metavar is None:
            if equals:
                raise UsageError(f"「{flag}」には値を付けられません。", f"{flag} takes no value.")
            value = ""
        elif not equals:
            if not rest or rest[0].startswith("--"):
                raise UsageError(
                    f"「{flag}」の後に値（{option.metavar}）が要ります。", f"{flag} needs a value ({option.metavar})."
                )
            value = rest.pop(0)
        if option.choices and value not in option.choices:
            raise _bad_choice(flag, value, option.choices)
        if option.name in values and not option.many and option.metavar is not None:
            raise UsageError(f"「{flag}」が2回以上書かれています。", f"{flag} is given more than once.")
        values.setdefault(option.name, []).append(value)
    if "help" not in values:
        _check_number(command, operands)
    return Given(
        tuple(operands),
        {name: tuple(given) for name, given in values.items()},
        lang,
        "lang" in values,
    )


def _unknown_option(command: Command, flag: str, known: Mapping[str, Option]) -> UsageError:
    near = nearest(flag, [name for name in known if name.startswith("--")], limit=1)
    guess: Both = (
        (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?")
        if near
        else (
            f"使えるものは「compliance {command.name} --help」で見られます。",
            f"See `compliance {command.name} --help`.",
        )
    )
    return UsageError(
        f"「{flag}」というオプションは、「compliance {command.name}」にありません。",
        f"compliance {command.name} has no option {flag}.",
        guess,
    )


def _bad_choice(flag: str, value: str, choices: tuple[str, ...]) -> UsageError:
    near = nearest(value, choices, limit=1)
    listed = "、".join(f"「{choice}」" for choice in choices)
    return UsageError(
        f"「{flag}」に「{value}」は指定できません。{listed}のどれかを書いてください。",
        f"{flag} cannot be '{value}'; it is one of {', '.join(choices)}.",
        (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?") if near else ("", ""),
    )


def _check_number(command: Command, operands: Sequence[str]) -> None:
    line = f"compliance {command.name} {command.operands}".rstrip()
    if len(operands) < command.least:
        raise UsageError(
            f"「compliance {command.name}」には、対象を書いてください（{line}）。",
            f"compliance {command.name} needs to be told what to work on ({line}).",
            (f"例は「compliance {command.name} --help」にあります。", f"See `compliance {command.name} --help`."),
        )
    if command.most is not None and len(operands) > command.most:
        extra = operands[command.most]
        raise UsageError(
            f"「{extra}」は余分です（{line}）。",
            f"'{extra}' is too much ({line}).",
        )


# --- help -----------------------------------------------------------------------------------------------------------


def help_text(command: Command, lang: Lang) -> str:
    """The help of one command: what it does, how it is called, its options, examples."""
    from compliance.report.layout import pad, wrap

    at = 1 if lang == "en" else 0
    options = [(_spelling(option), option.text[at]) for option in (*command.options, LANG, HELP)]
    column = min(max(cells(spelling) for spelling, _ in options), 24) + 2
    lines = [*wrap(command.summary[at], 96), ""]
    lines.append(f"{('使い方: ', 'Usage: ')[at]}compliance {command.name} {command.operands}".rstrip())
    if command.details[at]:
        lines += ["", *wrap(command.details[at], 96)]
    lines += ["", ("オプション", "Options")[at]]
    for spelling, text in options:
        shown = wrap(text, 94 - column)
        if cells(spelling) + 2 > column:
            lines.append(f"  {spelling}")
            spelling = ""
        lines.append(f"  {pad(spelling, column)}{shown[0]}")
        lines += [f"  {' ' * column}{line}" for line in shown[1:]]
    lines += ["", ("例", "Examples")[at]]
    for example, meaning in command.examples:
        lines += [f"  $ {example}", *(f"      {line}" for line in wrap(meaning[at], 90))]
    return "\n".join(lines) + "\n"


def _spelling(option: Option) -> str:
    shown = ", ".join(reversed(option.flags))
    return f"{shown} {option.metavar}" if option.metavar else shown
