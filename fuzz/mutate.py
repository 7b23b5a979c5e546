"""Inputs made from inputs: characters and words put in, taken out, doubled; lines moved; two inputs crossed.

The words are those of the grammar at hand, so that many inputs are almost right: they get past the first check.
An input that ended as none before it is kept and mutated further, which is a poor man's measure of coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

MOST = 6000  # characters of an ordinary input
SIZES = (50, 100, 100, 200, 200, 400, 400, 800, 2000, MOST)  # what an input is cut to before it is changed

# Signs, widths, controls, directions, joiners, look-alikes, characters of other scripts, beyond the first plane.
NASTY = (
    "\0", "\x01", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u2029", "\r", "\r\n", "\n", "\n\n", "\t", "\u00a0", "\u3000", "\u2003",
    "\ufeff", "\u200b", "\u200d", "\u200f", "\u202e", "\u2066", "\u3164", "\ufe0f", "\U000e0100", "\U000e0041", "\u3099", "\u0301" * 8,
    "ｶﾞ", "㈱", "①", "㍻", "㋿", "神", "髙", "𠮷", "😀", "👨‍👩‍👧", "١٢", "१", "Ⅳ", "²", "½", "−", "―", "ー", "‐", "～", "〜", "￥", "¥",
    "工", "エ", "口", "ロ", "二", "ニ", "一", "|", ">", "&", "*", "!", "%", "@", "`", "'", '"', "\\", "\\u0000", "\\ud800", "#", "＃", ":", "：",
    "-", "・", ",", "，", "、", "。", "．", "(", ")", "（", "）", "[", "]", "{", "}", "「", "」", "『", "』", "｛", "｝", "?", "~", "=", "<<", "...", "---",
    "\U0010ffff", "\ufffe", "\ud800",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "00", "1", "-1", "9", "10", "010", "1e5", "1e999", "0x1F", "1_000", "1,00", "1,000", "１，０００", "9" * 18, "9" * 31,
    "9" * 5000, "零", "〇", "千", "一千", "百万", "一億二千", "十十", "二〇二六", "壱", "兆", "1.5", "NaN", "Infinity", "½", "18446744073709551616",
)  # fmt: skip
DAYS = (
    "令和8年8月3日", "令和元年5月1日", "平成31年5月1日", "令和0年1月1日", "R8.8.3", "2026-08-03", "2026-02-30", "0000-00-00", "9999-12-31",
    "明治5年1月1日", "令和9999年1月1日", "昭和64年1月7日", "2026/8/3", "令和八年八月三日",
)  # fmt: skip


class Mutator:
    """Makes inputs from seeds.  `keep` adds a seed."""

    def __init__(self, seeds: Sequence[bytes], words: Sequence[str]) -> None:
        self.seeds = [seed.decode("utf-8", "surrogateescape") for seed in seeds] or [""]
        self.first = len(self.seeds)
        self.words = [*words] or [""]
        self.steps: tuple[Callable[[str, Random], str], ...] = (
            self._cut, self._cut, self._double, self._put, self._put, self._put, self._put_word, self._put_word, self._swap_word,
            self._cross, self._cross_lines, self._move_line, self._drop_line, self._double_line, self._indent, self._end,
            self._number, self._day, self._nest, self._swap_characters, self._other_width,
        )  # fmt: skip

    def keep(self, text: bytes) -> None:
        if len(text) <= MOST // 2:
            self.seeds.append(text.decode("utf-8", "surrogateescape"))

    def next(self, draw: Random) -> bytes:
        seeds = self.seeds
        # half of the time one of the newest, which nobody has looked at much
        newest = len(seeds) > self.first and draw.random() < 0.5
        first = self.first if newest else 0
        # mostly a small one: a whole input gets further than a part of another, and many more are tried in the time
        texts = [seeds[draw.randrange(first, len(seeds))] for _ in range(draw.choice((1, 4, 8)))]
        return self.change(min(texts, key=len), draw)

    def change(self, text: str, draw: Random) -> bytes:
        most = draw.choice(SIZES)
        if len(text) > most:
            # mostly from the start of a line: a part that begins as an input does gets further
            start = draw.randrange(len(text) - most)
            start = text.rfind("\n", 0, start) + 1 if draw.random() < 0.9 else start
            text = text[start : start + most]
        for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 5))):
            text = draw.choice(self.steps)(text, draw)
        data = text.encode("utf-8", "surrogatepass")
        if draw.random() < 0.02:
            data = self._bytes(data, draw)
        if draw.random() < 0.0002:
            data *= draw.choice((50, 200))
        return data

    # --- one change ---

    def _at(self, text: str, draw: Random) -> int:
        return draw.randrange(len(text) + 1)

    def _part(self, text: str, draw: Random) -> tuple[int, int]:
        start = self._at(text, draw)
        return start, min(len(text), start + draw.choice((0, 1, 1, 2, 3, 8, 30, 200)))

    def _cut(self, text: str, draw: Random) -> str:
        start, end = self._part(text, draw)
        return text[:start] + text[end:]

    def _double(self, text: str, draw: Random) -> str:
        start, end = self._part(text, draw)
        return text[:end] + text[start:end] * draw.choice((1, 1, 2, 20)) + text[end:]

    def _put(self, text: str, draw: Random) -> str:
        at = self._at(text, draw)
        return text[:at] + draw.choice(NASTY) + text[at + draw.choice((0, 0, 1)) :]

    def _put_word(self, text: str, draw: Random) -> str:
        at = self._at(text, draw)
        return text[:at] + draw.choice(self.words) + text[at:]

    def _swap_word(self, text: str, draw: Random) -> str:
        old = draw.choice(self.words)
        at = text.find(old, self._at(text, draw))
        at = text.find(old) if at < 0 else at
        return text if at < 0 else text[:at] + draw.choice(self.words) + text[at + len(old) :]

    def _cross(self, text: str, draw: Random) -> str:
        other = draw.choice(self.seeds)
        start = self._at(other, draw)
        return text[: self._at(text, draw)] + other[start : start + draw.choice((10, 100, 1000))]

    def _cross_lines(self, text: str, draw: Random) -> str:
        lines, others = text.split("\n"), draw.choice(self.seeds).split("\n")
        at, start = draw.randrange(len(lines) + 1), draw.randrange(len(others))
        lines[at:at] = others[start : start + draw.choice((1, 1, 2, 5))]
        return "\n".join(lines)

    def _move_line(self, text: str, draw: Random) -> str:
        lines = text.split("\n")
        line = lines.pop(draw.randrange(len(lines)))
        lines.insert(draw.randrange(len(lines) + 1), line)
        return "\n".join(lines)

    def _drop_line(self, text: str, draw: Random) -> str:
        lines = text.split("\n")
        del lines[draw.randrange(len(lines))]
        return "\n".join(lines)

    def _double_line(self, text: str, draw: Random) -> str:
        lines = text.split("\n")
        at = draw.randrange(len(lines))
        lines[at:at] = [lines[at]] * draw.choice((1, 1, 1, 3, 70))
        return "\n".join(lines)

    def _indent(self, text: str, draw: Random) -> str:
        lines = text.split("\n")
        at = draw.randrange(len(lines))
        lines[at] = draw.choice(("", " ", "  ", "    ", "\t", "\u3000", "      - ")) + lines[at].lstrip()
        return "\n".join(lines)

    def _end(self, text: str, draw: Random) -> str:
        return text[: self._at(text, draw)]

    def _number(self, text: str, draw: Random) -> str:
        return self._instead_of_digits(text, draw, NUMBERS)

    def _day(self, text: str, draw: Random) -> str:
        return self._instead_of_digits(text, draw, DAYS)

    def _instead_of_digits(self, text: str, draw: Random, others: Sequence[str]) -> str:
        start = self._at(text, draw)
        while start < len(text) and not text[start].isnumeric():
            start += 1
        end = start
        while end < len(text) and text[end].isnumeric():
            end += 1
        return text[:start] + draw.choice(others) + text[end:]

    def _nest(self, text: str, draw: Random) -> str:
        left, right = draw.choice(
            (("（", "）"), ("(", ")"), ("[", "]"), ("{甲: ", "}"), ('{"甲":', "}"), ("「", "」"), ("- ", ""))
        )
        start, end = self._part(text, draw)
        depth = draw.choice((1, 2, 5, 15, 63, 64, 65, 200))
        return text[:start] + left * depth + text[start:end] + right * depth + text[end:]

    def _swap_characters(self, text: str, draw: Random) -> str:
        at = self._at(text, draw)
        return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]

    def _other_width(self, text: str, draw: Random) -> str:
        start, end = self._part(text, draw)
        return text[:start] + "".join(map(_other_width, text[start:end])) + text[end:]

    def _bytes(self, data: bytes, draw: Random) -> bytes:
        """Broken as bytes: a bit, a byte, the encoding, a mark."""
        match draw.randrange(6):
            case 0 if data:
                at = draw.randrange(len(data))
                return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
            case 1 if data:
                at = draw.randrange(len(data))
                return data[:at] + draw.randbytes(draw.choice((1, 2, 4))) + data[at + 1 :]
            case 2:
                return data[: draw.randrange(len(data) + 1)]
            case 3:
                return b"\xef\xbb\xbf" + data
            case 4:
                encoding = draw.choice(("cp932", "utf-16", "utf-16-be", "utf-32", "euc-jp", "iso-2022-jp"))
                return data.decode("utf-8", "replace").encode(encoding, "replace")
            case _:
                return data + draw.choice((b"\0", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"))


def _other_width(character: str) -> str:
    code = ord(character)
    if 0x21 <= code <= 0x7E:
        return chr(code + 0xFEE0)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else character
