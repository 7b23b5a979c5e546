"""Texts that someone may write into a paper to make a report do what it should not; one corpus for every format.

Each is a text field as it reaches a reporter.  Some (controls, half characters) the reader refuses before that; the
reporters are held to them all the same.
"""

from __future__ import annotations

ESC, CSI, OSC, ST, BEL = "\x1b", "\x9b", "\x9d", "\x9c", "\x07"

TERMINAL = [
    f"{ESC}[2J{ESC}[H", f"{ESC}[31m赤{ESC}[0m", f"{ESC}]0;題名{BEL}", f"{ESC}]0;題名{ESC}\\", f"{ESC}[8m隠す",
    f"{ESC}]8;;https://evil.example{ESC}\\ここ{ESC}]8;;{ESC}\\", f"{ESC}]52;c;cm0gLXJm{BEL}", f"{ESC}[1A{ESC}[2K適合",
    f"{ESC}c", f"{ESC}[?1049h", f"{ESC}[?25l", f"{ESC}[6n", f"{ESC}[>c", f"{ESC}P+q544e{ESC}\\", f"{ESC}_Gi=1;AAAA{ESC}\\",
    f"{ESC}^private{ESC}\\", f"{ESC}[20;20H", f"{ESC}(0", f"{ESC}#8", f"{ESC}[4h", f"{ESC}[200~", f"{ESC}]1337;File=:{BEL}",
    f"{CSI}31m", f"{CSI}2J", f"{OSC}0;題名{ST}", f"{OSC}8;;https://evil.example{ST}x", "\x90q\x9c", "\x85次の行", "\x84",
    "上書き\r【適合】", "消す\b\b\b\b", "行\n【適合】 0001", "行\r\n::error::x", "垂直\v水平\t", "改頁\f", "鐘\a", "\x0e\x0f", "\x7f",
    "\u2028行", "\u2029段落",
]  # fmt: skip
HTML = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "\"><script>alert(1)</script>", "' onmouseover='alert(1)", "\" onfocus=\"alert(1)\" autofocus=\"", "</title><script>1</script>",
    "</style><style>*{display:none}</style>", "<style>@import '//evil.example'</style>", "<link rel=stylesheet href=//evil>",
    "<iframe src=javascript:alert(1)>", "<object data=//evil>", "<embed src=//evil>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil>", "<form action=//evil><input name=a>", "<a href=javascript:alert(1)>x</a>",
    "<a href='//evil.example'>x</a>", "<!--", "-->", "<!-- x -->", "<![CDATA[x]]>", "]]>", "<?xml version='1.0'?>", "<?php 1 ?>",
    "</pre><b>x</b>", "</details>", "</main></body></html>", "<details open ontoggle=alert(1)>", "<math><mi xlink:href='x'>",
    "<template><script>1</script>", "<noscript><p title='</noscript><img src=x>'>", "<b>太字</b>", "<", ">", "&", "\"", "'",
    "&lt;script&gt;", "&#60;script&#62;", "&#x3c;b&#x3e;", "&nbsp;", "&copy", "＜script＞", "\\u003cscript\\u003e", "javascript:alert(1)",
    "data:text/html,<script>1</script>", "vbscript:x", "<scr<script>ipt>", "<SCRIPT SRC=//x></SCRIPT>", "<plaintext>", "<textarea>",
    "<video src=x onerror=alert(1)>", "<p style=position:fixed>x", "<button formaction=javascript:1>", "`onload=1`",
]  # fmt: skip
MARKDOWN = [
    "[x](javascript:alert(1))", "[x](https://evil.example)", "![x](https://evil.example/a.png)", "<https://evil.example>",
    "https://evil.example/", "www.evil.example", "a@evil.example", "@everyone", "@someone/team", "#1", "GH-1", "[x][y]",
    "[y]: https://evil.example", "# 見出し", "###### 見出し", "- 項目", "* 項目", "+ 項目", "1. 項目", "1) 項目", "> 引用", "---", "***", "___",
    "===", "```", "```sh", "~~~", "````", "`code`", "``code``", "**太字**", "__太字__", "*斜*", "_斜_", "~~消~~", "| a | b |", "|---|---|", "a | b",
    "- [x] 済み", "[^1]", "[^1]: x", "\\", "\\\\", "\\`", "    字下げ", "\t字下げ", "$x$", "$$x$$", "```mermaid", ":smile:", "<br>", "<kbd>x</kbd>",
    "x\\", "  ", "x  ", "!x", "=1", "&amp;", "==印==", "H~2~O", "{.class}", "[[内部]]", "%%註%%",
]  # fmt: skip
COMMANDS = [
    "::error::x", "::set-output name=a::b", "::add-mask::x", "::stop-commands::x", "::set-env name=PATH::x", "::add-path::/x", "::group::x",
    "::endgroup::", "::warning file=a,line=1::x", " ::error::x", "\t::error::x", "　::error::x", "::", "::x", "##[error]x", "##[add-path]x", "x ##[error]x",
    "##[group]", "##vso[task.setvariable variable=a]b", "##vso[task.complete result=Succeeded;]", "##teamcity[buildStatus status='SUCCESS']",
    "%0A::error::x", "%0D%0A::error::x", "%25", "x%3Ay", "a:b,c=d", "file=x,line=2", "section_start:1:x\r", "/usr/bin/x --flag", "$(id)", "`id`", "; id", "| id",
    "###[error]x", "####vso[x]y", "##debug[",
]  # fmt: skip
HIDDEN = [
    f"甲{character}乙"
    for character in "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206f\u2800\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
    "\U000e0001\U000e0041\U000e007f\U0001d173\ue000\U000f0000\U0010fffd"
] + ["\u202e合適\u202c", "適\u200b合", "\u2067<\u2069", "A" + "\u0301" * 50, "\u0301", "\ufe0f"]  # fmt: skip
CONTROLS = [f"甲{chr(code)}乙" for code in (*range(0x20), *range(0x7F, 0xA0))]
TABLES = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "=cmd|'/c calc'!A0", "=HYPERLINK(\"//evil\",\"x\")", "1,2;3\t4", "\"a\",\"b\"",
    "'=1", "=1\n=2",
]  # fmt: skip
BROKEN = ["\ud800", "\udc00", "\udbff\ud800", "甲\udfff乙", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "&#0;", "&#xFFFE;", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;", "\x00"]  # fmt: skip
TEMPLATES = ["{{7*7}}", "{% raw %}", "{# x #}", "${7*7}", "#{7*7}", "{0}", "{n}", "{}", "{", "}", "%s", "%(x)s", "%n", "{lang.__class__}", "{{config}}"]  # fmt: skip
LONG = ["あ" * 3_000, "a" * 3_000, "<" * 1_500, "`" * 1_500, "[" * 1_500, "\u0301" * 1_000, "::" * 1_500, "甲 " * 1_500, "##[" * 1_000, "\\" * 1_500]  # fmt: skip

ALL = list(
    dict.fromkeys([*TERMINAL, *HTML, *MARKDOWN, *COMMANDS, *HIDDEN, *CONTROLS, *TABLES, *BROKEN, *TEMPLATES, *LONG])
)
