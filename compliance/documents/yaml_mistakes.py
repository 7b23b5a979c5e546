"""Why a YAML text cannot be read, in plain Japanese.  The parser's own English words serve only to tell the cases apart."""

from __future__ import annotations

import re
from typing import Any, Final

from compliance.documents.nodes import Scalar
from compliance.documents.reader import short
from compliance.problem import Problem
from compliance.source import Source, Span

_BLANKS: Final = {"\u3000": "全角", "\u00a0": "特殊な空白"}
_MARKS: Final = tuple("－−‐‑–—―ー・•●")
_NAME: Final = re.compile(r"\s*(- +)*[^\s:]+:(\s|$)|\s*(- |[\[{])")  # how YAML begins, and no table
_QUOTE_HINT = '値の一部なら、値の全体を「"」で囲んでください。'


def explain(error: Any, source: Source, last: Scalar | None, bracket: int | None) -> Problem:
    """The problem behind an error of the parser, at the place where it is to be mended.

    error: a YAMLError, or None where the parser gave no place.  last: the last scalar that was read whole.
    bracket: where the innermost list or record in brackets began that is still open.
    """
    words = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    at = min(mark.index, len(source.text)) if mark is not None else 0
    since = min(context_mark.index, len(source.text)) if context_mark is not None else at
    return (
        _table_in(source)
        or _bad_blank(source, at, words)
        or _wide_mark_near(source, at, words)
        or _open_quote(source, at, since, words, context, last)
        or _colon(source, at, since, words)
        or _bracket(source, at, since, words, bracket)
        or _sign(source, at, since, words, context)
        or _indentation(source, at, since, words)
        or _problem(
            source,
            "yaml-syntax",
            at,
            "ここがYAMLとして読めません。",
            '字下げと、「:」「-」「"」の書き方を確かめてください。',
        )
    )


def _problem(source: Source, code: str, at: int, message: str, hint: str, end: int | None = None) -> Problem:
    length = len(source.text)
    end = min(at + 1 if end is None else end, length)
    return Problem(code, message, Span(source, min(at, length), max(end, min(at, length))), hint)


def _bad_blank(source: Source, at: int, words: str) -> Problem | None:
    """A tab or a full-width blank that indents the line, or the line before."""
    number = source.position(at)[0]
    for line_number in (number, number - 1):
        if line_number < 1:
            continue
        line = source.line(line_number)
        indent = line[: len(line) - len(line.lstrip(" \t\u3000\u00a0"))]
        start = source.line_starts()[line_number - 1]
        for blank, code, name in (
            ("\t", "yaml-tab", "タブ"),
            ("\u3000", "yaml-blank", "全角の空白"),
            ("\u00a0", "yaml-blank", "特殊な空白"),
        ):
            if blank in indent and (line_number == number or line.strip()):
                place = start + indent.index(blank)
                return _problem(
                    source, code, place, f"字下げに{name}が使われています。", "字下げは半角の空白で書いてください。"
                )
    if "tab" in words or source.text[at : at + 1] == "\t":
        at = source.text.find("\t", at) if "\t" in source.text[at : at + 80] else at
        return _problem(
            source, "yaml-tab", at, "空白を入れるところに、タブが使われています。", "半角の空白で書いてください。"
        )
    return None


def _open_quote(source: Source, at: int, since: int, words: str, context: str, last: Scalar | None) -> Problem | None:
    if "quoted scalar" in context or "double-quoted" in context:
        if "escape" in words or "hexdecimal" in words or "hexadecimal" in words:
            return _problem(
                source,
                "yaml-quote",
                max(source.text.rfind("\\", since, at + 1), since),
                '「"」で囲んだ文字の中に、読めない「\\」の書き方があります。',
                "「\\」をそのまま書くときは、「'」で囲んでください。",
            )
        quote = source.text[since : since + 1]
        return _problem(
            source,
            "yaml-quote",
            since,
            f"ここで始まる「{quote}」が閉じられていません。",
            f"値の終わりに「{quote}」を書いてください。",
        )
    if last is None or not last.quoted:
        return None
    between = source.text[last.span.end : at] if at >= last.span.end else "\n"
    if "\n" in between:
        return None
    quote = source.text[last.span.start]
    if last.span.line != last.span.end_line:
        return _problem(
            source,
            "yaml-quote",
            last.span.start,
            f"ここで始まる「{quote}」が、{last.span.end_line}行目の「{quote}」まで閉じられていません。",
            f"この行の値の終わりに「{quote}」を書いてください。",
        )
    if between.strip(" ") == "" and source.text[at : at + 1] not in ("", "\n", ":", "]", "}"):
        return _problem(
            source,
            "yaml-quote",
            at,
            f"「{quote}」で囲んだ値のあとに、余分な文字があります。",
            f"値の全体を囲むか、「{quote}」を消してください。",
        )
    return None


def _colon(source: Source, at: int, since: int, words: str) -> Problem | None:
    """A name without its colon, a colon without its blank, and a value with a colon in it."""
    if "expected ':'" in words:
        line = source.line(source.position(since)[0])
        written = line[source.position(since)[1] - 1 :].strip()
        end = since + len(written)
        return _missing_colon(source, since, written, end) or _problem(
            source,
            "yaml-colon",
            since,
            f"「{short(written)}」のあとに「:」がありません。",
            "「項目の名前: 値」のように、半角の「:」と空白を入れて書いてください。",
            end,
        )
    if "mapping values are not allowed" not in words:
        return None
    number, column = source.position(at)
    line = source.line(number)
    before = line[: column - 1]
    if ": " in before:
        return _problem(
            source,
            "yaml-colon",
            at,
            "一行に「:」が二つあるため、どこまでが項目の名前か決まりません。",
            '値の中に「:」があるときは、値の全体を「"」で囲んでください。',
        )
    name = before.strip().removeprefix("- ")
    previous = _line_above(source, number)
    if previous:
        above = source.line(previous)
        start = source.line_starts()[previous - 1] + len(above) - len(above.lstrip(" "))
        written = above.strip().removeprefix("- ")
        mistake = _missing_colon(source, start, written, start + len(above.strip()))
        if mistake is not None:
            return mistake
    return _problem(
        source,
        "yaml-indent",
        at - len(name),
        f"「{short(name)}」の字下げが、上の行と合いません。",
        "同じ組の項目は行の頭をそろえ、値を書いた行の下は字下げしないでください。",
        at,
    )


def _missing_colon(source: Source, start: int, written: str, end: int) -> Problem | None:
    """The problem of 「本人の数：5」, 「本人の数:5」 or 「本人の数:　5」, told at the name."""
    full = written.find("：")
    half = written.find(":")
    blank = written[half + 1 : half + 2] if half != -1 else ""
    if blank in _BLANKS and (full == -1 or half < full):
        name = f"「{short(written[:half].strip())}: {short(written[half + 1 :].strip())}」"
        return _problem(
            source,
            "yaml-colon",
            start,
            f"「{short(written[:half].strip())}:」のあとの空白が、{_BLANKS[blank]}です。",
            f"{name}のように、半角の空白を入れて書いてください。",
            end,
        )
    if half != -1 and (full == -1 or half < full) and written[half + 1 : half + 2].strip():
        name = written[:half].strip()
        return _problem(
            source,
            "yaml-colon",
            start,
            f"「{short(name)}:」のあとに、半角の空白がありません。",
            f"「{short(name)}: {short(written[half + 1 :].strip())}」のように書いてください。",
            end,
        )
    if full != -1 and (half == -1 or full < half):
        name, value = written[:full].strip(), written[full + 1 :].strip()
        return _problem(
            source,
            "yaml-colon",
            start,
            f"「{short(name)}」のあとの「：」が全角です。",
            f"「{short(name)}: {short(value)}」のように、半角の「:」と空白を入れて書いてください。",
            end,
        )
    return None


def wide_mark(node: Scalar) -> Problem | None:
    """The problem of a text that begins with a mark of a list that is not 「- 」."""
    source, start = node.span.source, node.span.start
    if node.quoted or source.text[start : start + 1] not in _MARKS:
        return None
    stop = source.text.find("\n", start)
    return _wide_mark(source, start, source.text[start : len(source.text) if stop == -1 else stop])


def _wide_mark(source: Source, start: int, written: str) -> Problem | None:
    mark, rest = written[:1], written[1:].strip()
    if mark not in _MARKS or not rest:
        return None
    what = "全角です" if mark == "－" else "一覧の印として使えません"
    return _problem(
        source,
        "yaml-list",
        start,
        f"行の初めの「{mark}」は、{what}。",
        f"半角の「-」と空白で、「- {short(rest)}」のように書いてください。",
        start + len(written.rstrip()),
    )


def _wide_mark_near(source: Source, at: int, words: str) -> Problem | None:
    """A mark of a list that is not 「- 」 in the line that cannot be read, or in the one above, which it goes on from."""
    if not any(
        sign in words for sign in ("mapping values are not allowed", "<block end>", "'-' indicator", "expected ':'")
    ):
        return None
    number = source.position(at)[0]
    for each in (number, _line_above(source, number)):
        line = source.line(each) if each else ""
        written = line.strip(" ")
        start = source.line_starts()[each - 1] + len(line) - len(line.lstrip(" ")) if each else 0
        problem = _wide_mark(source, start, written)
        if problem is not None:
            return problem
    return None


def table(written: str) -> str:
    """What a text is separated by that was pasted from a spreadsheet (タブ or コンマ); empty where it was not."""
    lines = [line for line in written.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    for sign, name in (("\t", "タブ"), (",", "コンマ")):
        enough = len(lines) > (sign == ",")  # a comma in one line is no sign of a table
        if enough and all(sign in line.strip() and not _NAME.match(line) for line in lines):
            return name
    return ""


def table_problem(where: str, source: Source, start: int, written: str) -> Problem | None:
    """The problem of a table that stands where names and values are expected.  where: as the message begins."""
    name = table(written)
    if not name:
        return None
    first = next(line for line in written.split("\n") if line.strip() and not line.lstrip().startswith("#"))
    cells = [cell.strip(' "') for cell in first.strip().split("\t" if name == "タブ" else ",")]
    begin = start + written.index(first)
    return _problem(
        source,
        "pasted-table",
        begin,
        f"{where}「項目の名前: 値」の組を書くところですが、{name}で区切った表が書かれています。",
        f"一行ずつ、「{short(cells[0])}: {short(cells[1])}」のように、半角の「:」と空白で書いてください。",
        begin + len(first),
    )


def _table_in(source: Source) -> Problem | None:
    """A whole file that is a table."""
    return table_problem("", source, 0, source.text)


def missing_colon(node: Scalar) -> Problem | None:
    """The problem of a text that stands where names and values are expected, when its colon is the reason."""
    if node.quoted:
        return None
    first_line = node.span.text.partition("\n")[0].rstrip()
    return _missing_colon(node.span.source, node.span.start, first_line, node.span.start + len(first_line))


def _bracket(source: Source, at: int, since: int, words: str, bracket: int | None) -> Problem | None:
    cut_off = not source.text[at:].strip() and bracket is not None
    if not cut_off and "',' or ']'" not in words and "',' or '}'" not in words:
        return None
    since = since if bracket is None else bracket
    opening = "{" if source.text[since : since + 1] == "{" else "["
    closing = "}" if opening == "{" else "]"
    return _problem(
        source,
        "yaml-bracket",
        since,
        f"ここで始まる「{opening}」の中が、「,」で区切られていないか、「{closing}」で閉じられていません。",
        f'「{opening}」で始まる値なら、値の全体を「"」で囲んでください。',
    )


def _sign(source: Source, at: int, since: int, words: str, context: str) -> Problem | None:
    """A value that begins with a character YAML keeps for itself."""
    for part, place in (
        ("anchor", since),
        ("alias", since),
        ("tag", since),
        ("block scalar", since),
        ("directive", since),
    ):
        if part in context or (part in words and "tag" in part) or ("YAML" in words and part == "directive"):
            sign = source.text[place : place + 1]
            return _sign_problem(source, place, sign)
    if "cannot start any token" in words:
        return _sign_problem(source, at, source.text[at : at + 1])
    if "node content" in words and source.text[at : at + 1] in (",", "]", "}", "?", "-"):
        return _problem(
            source,
            "yaml-sign",
            at,
            f"「{source.text[at]}」の前に、値がありません。",
            _QUOTE_HINT,
        )
    return None


def _sign_problem(source: Source, at: int, sign: str) -> Problem:
    return _problem(
        source,
        "yaml-sign",
        at,
        f"「{sign}」で始まる値は、そのままでは書けません。",
        '値の全体を「"」で囲んでください。',
    )


def _indentation(source: Source, at: int, since: int, words: str) -> Problem | None:
    number, column = source.position(at)
    line = source.line(number)
    written = line[column - 1 :].strip()
    end = at + len(line[column - 1 :].rstrip())
    if "entries are not allowed" in words:
        return _problem(
            source,
            "yaml-list",
            at,
            "「-」で始まる一覧は、項目の名前と同じ行には書けません。",
            "「項目の名前:」で改行し、次の行から「- 」で始めてください。",
        )
    if source.text[at : at + 1] == ":":
        return _problem(
            source,
            "empty-key",
            at,
            "「:」の前に、項目の名前がありません。",
            "「項目の名前: 値」のように書いてください。",
        )
    if "keys are not allowed" in words:
        return _problem(source, "yaml-sign", at, "「?」は、ここには書けません。", _QUOTE_HINT)
    if "'-' indicator" in words or ("<block end>" in words and "block sequence" in words):
        return _problem(
            source,
            "yaml-list",
            at,
            f"「- 」で始まる一覧の中に、「-」のない「{short(written)}」があります。",
            "一覧の続きなら「- 」を付け、別の項目なら字下げを上の項目とそろえてください。",
            end,
        )
    if "expected key" in words or "<block end>" in words or "document start" in words:
        if line[: column - 1].strip(" ") == "":
            what = f"「{short(written)}」" if written else "この行"
            return _problem(
                source,
                "yaml-indent",
                at,
                f"{what}の字下げが、上の行と合いません。",
                "同じ組の項目は、行の頭をそろえてください。",
                end,
            )
        return _problem(
            source,
            "yaml-syntax",
            at,
            f"「{short(written)}」が、値のあとに余分に書かれています。"
            if written
            else "この行が、途中で終わっています。",
            '値の全体を「"」で囲んでください。',
            end,
        )
    return None


def _line_above(source: Source, number: int) -> int:
    """The nearest line above that has something written, or 0."""
    for above in range(number - 1, 0, -1):
        if source.line(above).strip() and not source.line(above).lstrip().startswith("#"):
            return above
    return 0
