"""`compliance completion`: what a shell needs to complete command lines, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width

from compliance.arguments import HELP, LANG, Command, Given, Option, UsageError
from compliance.cli import COMMANDS, OK, load, write_out
from compliance.problem import nearest

SHELLS = ("bash", "zsh", "fish")


def run(given: Given) -> int:
    shell = given.operands[0]
    if shell not in SHELLS:
        near = nearest(shell, SHELLS, limit=1)
        raise UsageError(
            f"「{shell}」の補完は用意していません。{'、'.join(SHELLS)} のどれかです。",
            f"There is no completion for '{shell}'; it is one of {', '.join(SHELLS)}.",
            (f"「{near[0]}」の書き間違いではありませんか。", f"Did you mean {near[0]}?") if near else ("", ""),
        )
    commands = [load(name) for name in COMMANDS]
    at = 1 if given.lang == "en" else 0
    write_out({"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](commands, at))
    return OK


def options_of(command: Command) -> tuple[Option, ...]:
    return (*command.options, LANG, HELP)


def choices_of(command: Command, option: Option) -> tuple[str, ...]:
    """The values an option may have, where there is a list of them."""
    if option.choices:
        return option.choices
    if command.name == "check" and option.name == "format":
        from compliance.report import FORMATS

        return FORMATS
    if command.name == "check" and option.name == "fail-on":
        from compliance.commands.check import LEVELS

        return tuple(LEVELS)
    return ()


def takes_file(option: Option) -> bool:
    return option.metavar in ("FILE", "DIR", "NAME[=FILE]")


def _words(command: Command) -> tuple[str, ...]:
    """What the first operand may be, where that is a closed list."""
    return {"completion": SHELLS, "statute": ("import", "status")}.get(command.name, ())


def _bash(commands: Iterable[Command], at: int) -> str:
    lines = [
        '# bash completion of compliance; in ~/.bashrc: eval "$(compliance completion bash)"',
        "_compliance() {",
        '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words=""',
        '  case "$COMP_CWORD:${COMP_WORDS[1]}" in',
        f'    1:*) words="{" ".join(COMMANDS)} --help --version" ;;',
    ]
    for command in commands:
        lines += [f"    *:{command.name})", '      case "$previous" in']
        for option in options_of(command):
            if option.metavar is None:
                continue
            pattern = "|".join(option.flags)
            choices = choices_of(command, option)
            if choices:
                lines.append(f'        {pattern}) words="{" ".join(choices)}" ;;')
            elif takes_file(option):
                lines.append(f"        {pattern}) COMPREPLY=(); return ;;")
            else:
                lines.append(f"        {pattern}) COMPREPLY=(); compopt +o default 2>/dev/null; return ;;")
        flags = " ".join(flag for option in options_of(command) for flag in option.flags)
        lines.append(f'        *) words="{" ".join((*_words(command), flags))}" ;;')
        lines += ["      esac ;;"]
    lines += [
        "  esac",
        '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
        "}",
        "# Where no word fits, the shell completes the names of files itself: it knows how blanks in them are written.",
        "complete -o default -F _compliance compliance",
    ]
    return "\n".join(lines) + "\n"


def _zsh(commands: Iterable[Command], at: int) -> str:
    lines = [
        "#compdef compliance",
        "# zsh completion of compliance; in ~/.zshrc, after compinit: source <(compliance completion zsh)",
        "_compliance() {",
        "  if (( CURRENT == 2 )); then",
        "    local -a commands=(",
    ]
    commands = list(commands)
    lines += [f"      {_quoted(f'{command.name}:{_plain(command.summary[at])}')}" for command in commands]
    lines += ["    )", "    _describe command commands", "    return", "  fi", "  local name=$words[2]"]
    lines += ["  shift words; (( CURRENT-- ))", "  case $name in"]
    for command in commands:
        lines.append(f"    {command.name}) _arguments \\")
        for option in options_of(command):
            for flag in option.flags:
                text = _plain(option.text[at]).replace("[", "(").replace("]", ")").replace(":", " ")
                spec = f"{'*' if option.many else ''}{flag}[{text}]"
                if option.metavar is not None:
                    choices = choices_of(command, option)
                    action = f"({' '.join(choices)})" if choices else "_files" if takes_file(option) else " "
                    spec += f":{option.name}:{action}"
                lines.append(f"      {_quoted(spec)} \\")
        words = _words(command)
        operands = f"*:operand:({' '.join(words)})" if words else "*:file:_files"
        lines.append(f"      {_quoted(operands)} ;;")
    lines += ["  esac", "}", "compdef _compliance compliance"]
    return "\n".join(lines) + "\n"


def _fish(commands: Iterable[Command], at: int) -> str:
    lines = ["# fish completion of compliance; compliance completion fish > ~/.config/fish/completions/compliance.fish"]
    for command in commands:
        lines.append(
            f"complete -c compliance -n __fish_use_subcommand -f -a {command.name} -d {_quoted(command.summary[at])}"
        )
        seen = f"'__fish_seen_subcommand_from {command.name}'"
        if _words(command):
            lines.append(f"complete -c compliance -n {seen} -f -a {_quoted(' '.join(_words(command)))}")
        for option in options_of(command):
            flags = " ".join(f"-l {f[2:]}" if f.startswith("--") else f"-s {f[1:]}" for f in option.flags)
            line = f"complete -c compliance -n {seen} {flags}"
            choices = choices_of(command, option)
            if choices:
                line += f" -x -a {_quoted(' '.join(choices))}"
            elif option.metavar is not None:
                line += " -r" if takes_file(option) else " -x"
            lines.append(f"{line} -d {_quoted(option.text[at])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _plain(text: str) -> str:
    """The first sentence, for a list that has room for a line."""
    first = text.partition("。")[0] if any(east_asian_width(c) in "WF" for c in text) else text.partition("; ")[0]
    return first.strip()


COMMAND = Command(
    name="completion",
    summary=("シェルの補完の設定を出力します。", "Print the completion script of a shell."),
    details=(
        'bash では ~/.bashrc に「eval "$(compliance completion bash)"」と書きます。'
        "zsh では ~/.zshrc の compinit の後に「source <(compliance completion zsh)」と書きます。"
        "fish では ~/.config/fish/completions/compliance.fish に保存します。",
        'bash: eval "$(compliance completion bash)" in ~/.bashrc. '
        "zsh: source <(compliance completion zsh) in ~/.zshrc, after compinit. "
        "fish: save it as ~/.config/fish/completions/compliance.fish.",
    ),
    operands="bash|zsh|fish",
    least=1,
    most=1,
    options=(),
    examples=(
        ("compliance completion bash", ("bash の設定を表示します。", "The script for bash.")),
        ("compliance completion zsh", ("zsh の設定を表示します。", "The script for zsh.")),
        ("compliance completion fish", ("fish の設定を表示します。", "The script for fish.")),
    ),
    run=run,
)
