"""Citations: 「法第113条第1号から第5号まで、規則第54条第4項第1号」 read, shown, sorted.

A citation says where a text of law stands, not that it exists: `statute` knows that.  What is not a statute (an
ordinance, a Q&A, the conditions of a call) is a citation too, with its label in `source`; nobody looks it up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from compliance.kinds.numerals import read_integer
from compliance.struct import Struct, field, replace

Fault = tuple[str, int, int]  # message, start, end: offsets in the text that was read


class LawName(Struct):
    """How a law is cited: short (法), its title, its number, in English; other names it is read under."""

    short: str
    title: str
    number: str
    english: str
    aliases: tuple[str, ...] = ()


LAWS: Final = (
    LawName("法", "個人情報の保護に関する法律", "平成15年法律第57号", "Act", ("個人情報保護法", "個情法")),
    LawName("令", "個人情報の保護に関する法律施行令", "平成15年政令第507号", "Cabinet Order", ("施行令",)),
    LawName(
        "規則",
        "個人情報の保護に関する法律施行規則",
        "平成28年個人情報保護委員会規則第3号",
        "Commission Rules",
        ("施行規則",),
    ),
    LawName(
        "令和4年法律第68号",
        "刑法等の一部を改正する法律の施行に伴う関係法律の整理等に関する法律",
        "令和4年法律第68号",
        "Act No. 68 of 2022",
    ),
    LawName("民法", "民法", "明治29年法律第89号", "Civil Code"),
    LawName("年齢計算ニ関スル法律", "年齢計算ニ関スル法律", "明治35年法律第50号", "Act on Calculation of Ages"),
    LawName("破産法", "破産法", "平成16年法律第75号", "Bankruptcy Act"),
    LawName("刑法", "刑法", "明治40年法律第45号", "Penal Code"),
    LawName("地方自治法", "地方自治法", "昭和22年法律第67号", "Local Autonomy Act"),
    LawName("財政法", "財政法", "昭和22年法律第34号", "Public Finance Act"),
    LawName(
        "通則法",
        "法の適用に関する通則法",
        "平成18年法律第78号",
        "Act on General Rules for Application of Laws",
    ),
    LawName(
        "行政機関情報公開法",
        "行政機関の保有する情報の公開に関する法律",
        "平成11年法律第42号",
        "Act on Access to Information Held by Administrative Organs",
    ),
    LawName(
        "独立行政法人等情報公開法",
        "独立行政法人等の保有する情報の公開に関する法律",
        "平成13年法律第140号",
        "Act on Access to Information Held by Incorporated Administrative Agencies",
    ),
)
_SHORT: Final = {name: law.short for law in LAWS for name in (law.short, law.title, law.number, *law.aliases)}
_RANK: Final = {law.short: rank for rank, law in enumerate(LAWS)}
_ENGLISH: Final = {law.short: law.english for law in LAWS}

# Texts that are not statutes, by a word in their name.  They may be cited by rules of the 実務 layer.
SOURCE_WORDS: Final = (
    "Q&A", "募集要項", "募集要綱", "要綱", "要領", "取扱要項", "ガイドライン", "事務対応ガイド", "条例", "規程", "約款",
    "ウェブサイト", "記者発表資料", "実務",
)  # fmt: skip

IROHA: Final = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"

# Parts of a unit that the law has names for, with the English words.
PARTS: Final = {
    "柱書": "opening words",
    "本文": "main clause",
    "ただし書": "proviso",
    "前段": "first sentence",
    "後段": "second sentence",
    "各号": "each item",
    "かっこ書": "parenthesis",
}
_PART_SPELLINGS: Final = {
    **{part: part for part in PARTS},
    "各号列記以外の部分": "柱書",
    "但書": "ただし書",
    "但し書": "ただし書",
    "ただし書き": "ただし書",
    "括弧書": "かっこ書",
    "括弧書き": "かっこ書",
    "かっこ書き": "かっこ書",
}
_PARTS_LONGEST_FIRST: Final = sorted(_PART_SPELLINGS, key=len, reverse=True)

_ERAS: Final = ("明治", "大正", "昭和", "平成", "令和")
_KINDS_OF_LAW: Final = ("法律", "政令", "勅令", "省令", "府令", "規則", "布告", "条例")
_CONJUNCTIONS: Final = ("及び", "並びに", "又は", "若しくは", "・")
_DIGITS: Final = frozenset("0123456789〇一二三四五六七八九十百千万億兆")
_LONGEST_NUMBER: Final = 20  # characters
_LARGEST_NUMBER: Final = 10**16 - 1  # the largest that 漢数字 write, as forms and tables are cited
_LONGEST_NAME: Final = 200  # characters of the name of a law
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_BLANKS: Final = " \t\u3000\u00a0\ufeff"


class Citation(Struct):
    """One place in a law, or a source that is not a statute.

    article, item: with 枝番号, 「第9条の2」 is (9, 2).  Empty, and paragraph 0: not said.
    subitem: イ is (1,), イ（１） is (1, 1).  annex: 「様式」 or 「別表」, its number then stands in `article`.
    supplementary: 附則.  part: 前段, ただし書, 各号 … or empty.  remark: what stands in （ ） behind it.
    applied_by: 「Aにおいて準用するB」 is B with A here.  last: the end of a range 「…から…まで」.
    source: the label of what is not a statute; `law` is then empty, but for an ordinance whose article is cited.
    start, end: where it was written.
    """

    law: str
    article: tuple[int, ...] = ()
    paragraph: int = 0
    item: tuple[int, ...] = ()
    subitem: tuple[int, ...] = ()
    supplementary: bool = False
    annex: str = ""
    part: str = ""
    remark: str = ""
    applied_by: Citation | None = None
    last: Citation | None = None
    source: str = ""
    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return self.show()

    @property
    def is_statute(self) -> bool:
        """Whether the text cited is one that the index of the statute could hold."""
        return not self.source

    @property
    def unit(self) -> Citation:
        """The unit alone: without part, remark, range and 準用."""
        if not (self.part or self.remark or self.applied_by or self.last):
            return self
        return replace(self, part="", remark="", applied_by=None, last=None)

    @property
    def parent(self) -> Citation | None:
        """The unit that this one belongs to: 法第114条第1項 of 法第114条第1項第2号; None at the top.

        In an article of one paragraph 号 belong to the article, as they are cited.
        """
        unit = self.unit
        if unit.subitem:
            return replace(unit, subitem=unit.subitem[:-1])
        if unit.item:
            return replace(unit, item=())
        if unit.paragraph and (unit.article or not unit.supplementary):
            return replace(unit, paragraph=0)
        return None

    def show(self) -> str:
        """The citation as a lawyer writes it, in Arabic figures: 法第114条第1項第2号."""
        text = self._own()
        if self.last is not None:
            text = f"{text}から{self.last._own(self)}まで"
        if self.applied_by is not None:
            text = f"{self.applied_by.show()}において準用する{text}"
        return text

    def show_english(self) -> str:
        """The citation for an English reader: Act, Art. 114(1)(ii)."""
        if self.source:
            return self.show()
        law = _ENGLISH.get(self.law, self.law)
        suppl = "Suppl. Prov. " if self.supplementary else ""
        text = f"{law}, {suppl}{self._english_unit()}".rstrip(", ")
        if self.part:
            words = [PARTS[part] for part in _split_parts(self.part)]
            text += f", {' '.join(words)}"
        if self.last is not None:
            text += f" to {self.last._english_unit(self)}"
        if self.applied_by is not None:
            applying = self.applied_by.show_english()
            text += f" as applied mutatis mutandis by {applying.removeprefix(f'{law}, ')}"
        return text

    def sort_key(self) -> tuple[object, ...]:
        """A key that puts 法 before 令 before 規則 before other laws, main provisions before 附則, numbers by size."""
        applied = self.applied_by.sort_key() if self.applied_by else ()
        return (
            bool(self.source),
            _RANK.get(self.law, len(_RANK)),
            self.law or self.source,
            self.supplementary,
            self.annex,
            self.article,
            self.paragraph,
            self.item,
            self.subitem,
            self.part,
            applied,
        )

    def _own(self, first: Citation | None = None) -> str:
        """Without range and 準用.  first: the beginning of the range this ends; what both share is left out."""
        if self.source:
            return self.source
        new_article = first is None or (first.law, first.supplementary, first.article) != (
            self.law,
            self.supplementary,
            self.article,
        )
        pieces: list[str] = []
        if first is None or (first.law, first.supplementary) != (self.law, self.supplementary):
            pieces.append("附則" if (self.law, self.supplementary) == ("法", True) else self.law)
            if self.supplementary and self.law != "法":
                pieces.append("附則")
        if new_article and self.annex:
            pieces.append(f"{self.annex}第{'の'.join(_kanji(n) for n in self.article)}")
        elif new_article and self.article:
            pieces.append(_numbered(self.article, "条"))
        new_paragraph = new_article or first is None or first.paragraph != self.paragraph
        if self.paragraph and new_paragraph:
            pieces.append(f"第{self.paragraph}項")
        if self.item and (new_paragraph or first is None or first.item != self.item):
            pieces.append(_numbered(self.item, "号"))
        if self.subitem:
            pieces.append(_iroha(self.subitem))
        return "".join(pieces) + self.part

    def _english_unit(self, first: Citation | None = None) -> str:
        if self.annex:
            name = {"様式": "Form", "別表": "Appended Table"}[self.annex]
            return f"{name} {'-'.join(map(str, self.article))}"
        same_article = first is not None and first.article == self.article
        article = f"Art. {'-'.join(map(str, self.article))}" if self.article and not same_article else ""
        paragraph = f"({self.paragraph})" if self.paragraph else ""
        if same_article and first is not None and first.paragraph == self.paragraph:
            paragraph = ""
        if paragraph and not article and not same_article:
            paragraph = f"para. {paragraph}"
        item = f"({'-'.join((_roman(self.item[0]), *map(str, self.item[1:])))})" if self.item else ""
        letters = "".join(f"({chr(96 + n) if level == 0 else n})" for level, n in enumerate(self.subitem))
        return article + paragraph + item + letters


def show_citations(citations: Iterable[Citation]) -> str:
    """Several citations in one line, as after 「根拠：」."""
    return "、".join(citation.show() for citation in citations)


def parse_citation(text: str) -> Citation | None:
    """The one citation that a text is; None where it is none, or several."""
    found, faults = parse_citations(text)
    return found[0] if len(found) == 1 and not faults else None


def parse_citations(text: str, after: Citation | None = None) -> tuple[tuple[Citation, ...], list[Fault]]:
    """The citations of a line, and what could not be read, each fault with its place in the text.

    「、」, 「・」, 「及び」 … separate; what is left out is that of the citation before (法第113条第1号、第2号).
    after: the citation that stood before this text, where a line was split.
    A 「（…において準用する場合を含む。）」 gives a second citation of the same unit, applied.
    """
    folded = _fold(text)
    found: list[Citation] = []
    faults: list[Fault] = []
    for start, end in _pieces(folded):
        reader = _Reader(folded, start, end)
        try:
            read = reader.citations(found[-1] if found else after, text)
        except _FaultError as fault:
            faults.append(fault.args[0])
        else:
            found.extend(read)
    if not found and not faults:
        faults.append(("根拠となる条文が書かれていません。", 0, len(text)))
    return tuple(found), faults


class _FaultError(Exception):
    """One fault; never leaves this module."""


class _Reader:
    """Reads one piece between 「、」, from left to right."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.at = start
        self.end = end

    def citations(self, before: Citation | None, written: str) -> list[Citation]:
        """All citations of the piece.  before: the citation that stands before it."""
        piece = self.text[self.at : self.end]
        if _is_source(piece):
            return [self._source(piece, written[self.at : self.end])]
        applying = self._application(before)
        found: list[Citation] = []
        while True:
            start = self.at
            first = self._unit(found[-1].unit if found else (before.unit if before else None))
            included = self._remark(first)
            first = replace(first, remark=included.remark)
            if self._take("から"):
                last = self._unit(first.unit)
                self._remark(last)
                if not self._take("まで"):
                    raise self._fault("範囲の終わりに「まで」がありません。", start)
                if (last.law, last.supplementary, last.annex) != (first.law, first.supplementary, first.annex):
                    raise self._fault("範囲の初めと終わりが、別の法令の条文です。", start)
                if last.unit == first.unit:
                    raise self._fault("範囲の初めと終わりが、同じ条文です。", start)
                first = replace(first, last=last)
            first = replace(first, applied_by=applying, start=start, end=self.at)
            found.append(first)
            if included.applied_by is not None:
                found.append(replace(first, applied_by=included.applied_by))
            self._blanks()
            if self.at >= self.end:
                return found
            if not any(self._take(word) for word in _CONJUNCTIONS):
                raise self._fault(
                    f"「{_shown(self.text[self.at : self.end])}」の部分を、条文として読めません。", self.at
                )
            self._blanks()

    # --- what is not a unit -----------------------------------------------------------------------------------------

    def _source(self, piece: str, written: str) -> Citation:
        """A source that is no statute: its label as written; the article of an ordinance is read."""
        start, end = self.at, self.end
        name = piece.find("条例第")
        if name >= 0:
            reader = _Reader(self.text, start + name + 2, end)
            try:
                unit = reader._levels(Citation(""))
            except _FaultError:
                pass
            else:
                if reader.at == end:
                    law = written[: name + 2]
                    return replace(unit, law=law, source=written, start=start, end=end)
        return Citation("", source=written, start=start, end=end)

    def _application(self, before: Citation | None) -> Citation | None:
        """The A of 「Aにおいて準用するB」; the reader then stands before B."""
        for word in ("において読み替えて準用する", "において準用する", "で準用する"):
            at = _find_outside(self.text, word, self.at, self.end)
            if at >= 0:
                left = _Reader(self.text, self.at, at)
                applying = left._unit(before.unit if before else None)
                left._remark(applying)
                if left.at < at:
                    raise left._fault(f"「{_shown(self.text[left.at : at])}」の部分を、条文として読めません。", left.at)
                self.at = at + len(word)
                return replace(applying, start=left.at, end=at)
        return None

    def _remark(self, unit: Citation) -> Citation:
        """What stands in （ ） behind a unit, as a citation that holds it: remark, or applied_by."""
        self._blanks()
        if not self._starts("("):
            return Citation("")
        close = _closing(self.text, self.at, self.end)
        if close < 0:
            raise self._fault("「（」に対する「）」がありません。", self.at)
        inside = self.text[self.at + 1 : close]
        start = self.at + 1
        self.at = close + 1
        for word in ("において準用する場合を含む", "において読み替えて準用する場合を含む", "で準用する場合を含む"):
            if word in inside:
                reader = _Reader(self.text, start, start + inside.index(word))
                applying = reader._unit(unit.unit)
                return Citation("", applied_by=replace(applying, start=start, end=reader.at))
        return Citation("", remark=inside)

    # --- units ------------------------------------------------------------------------------------------------------

    def _unit(self, before: Citation | None) -> Citation:
        """The unit at this place; what is not said is that of `before`."""
        self._blanks()
        start = self.at
        base = self._head(before)
        unit = self._levels(base)
        if self.at == start:
            text = self.text[start : self.end].strip(_BLANKS)
            raise self._fault(
                f"「{_shown(text)}」を、条文として読めません。" if text else "条文が書かれていません。", start
            )
        if unit == base and unit.law not in _SHORT.values():
            # a bare name is read only for a law that is known; anything else is a slip
            raise self._fault(f"「{_shown(self.text[start : self.at])}」を、条文として読めません。", start)
        return replace(unit, start=start, end=self.at)

    def _head(self, before: Citation | None) -> Citation:
        """The law, 附則, 同法, 同条 …: what stands before the first number."""
        for word, depth in (("同法", 0), ("同令", 0), ("同規則", 0), ("同条", 1), ("同項", 2), ("同号", 3)):
            if self._starts(word):
                if before is None:
                    raise self._fault(f"「{word}」がどの条文を指すか、分かりません。", self.at, len(word))
                self.at += len(word)
                return Citation(
                    before.law,
                    before.article if depth >= 1 else (),
                    before.paragraph if depth >= 2 else 0,
                    before.item if depth >= 3 else (),
                    supplementary=before.supplementary and depth >= 1,
                )
        if self._starts("前条") or self._starts("前項") or self._starts("前号") or self._starts("次条"):
            raise self._fault(
                f"「{self.text[self.at : self.at + 2]}」ではなく、「法第113条第1号」のように番号で書いてください。",
                self.at,
                2,
            )
        start = self.at
        law = self._law()
        if law is None:
            if self._starts("附則"):
                self.at += 2
                return Citation("法", supplementary=True)  # that of the Act, whatever stands before
            if self._annex_word():
                return Citation(before.law if before and before.annex else "規則")
            counter = self._next_counter()
            if before is None or not counter:
                if counter or self._starts("第"):
                    raise self._fault("どの法令の条文か、分かりません。", start)
                return Citation("")
            return _kept(before, counter)
        self._blanks()
        if self._starts("附則"):
            self.at += 2
            return Citation(law, supplementary=True)
        return Citation(law)

    def _law(self) -> str | None:
        """The law named at this place; None where a unit begins at once."""
        if any(self._starts(era) for era in _ERAS):
            return self._law_number()
        end = self.at
        while end < self.end and not self._unit_begins(end) and self.text[end] not in "(" + _BLANKS:
            end += 1
        if end == self.at:
            return None
        name = self.text[self.at : end]
        if self._next_counter():
            return None
        # 様式1条 is neither a form nor an article, and no law is called by marks alone
        if name.endswith(("様式", "別表")) or not any(character.isalnum() for character in name):
            raise self._fault(f"「{_shown(self.text[self.at : self.end])}」を、条文として読めません。", self.at)
        if len(name) > _LONGEST_NAME:
            raise self._fault(f"「{_shown(name)}」は、法令の名前としては長すぎます。", self.at)
        self.at = end
        self._law_number_in_brackets()
        return _SHORT.get(name, name)

    def _law_number(self) -> str:
        """令和四年法律第六十八号, shown in Arabic figures."""
        start = self.at
        era = self.text[self.at : self.at + 2]
        self.at += 2
        year = 1 if self._take("元") else self._number()
        if year is None or not self._take("年"):
            raise self._fault("法令番号は「令和4年法律第68号」のように書いてください。", start)
        kind_start = self.at
        while self.at < self.end and not self._starts("第"):
            self.at += 1
        kind = self.text[kind_start : self.at]
        number = self._number() if self._take("第") else None
        if number is None or not self._take("号") or not kind.endswith(_KINDS_OF_LAW):
            raise self._fault("法令番号は「令和4年法律第68号」のように書いてください。", start)
        written = f"{era}{year}年{kind}第{number}号"
        return _SHORT.get(written, written)

    def _law_number_in_brackets(self) -> None:
        """Passes over the number in 「刑法（明治四十年法律第四十五号）第27条」."""
        if self._starts("(") and any(self.text.startswith(era, self.at + 1) for era in _ERAS):
            close = _closing(self.text, self.at, self.end)
            if close >= 0:
                self.at = close + 1

    def _levels(self, unit: Citation) -> Citation:
        """条, 項, 号, イロハ, （１） and the part, as far as they are written."""
        annex = self._annex_word()
        if annex:
            self.at += len(annex)
            if not self._take("第"):
                raise self._fault(f"「{annex}第七」のように書いてください。", self.at)
            numbers = self._branches(self._number())
            if not numbers:
                raise self._fault(f"「{annex}第七」のように書いてください。", self.at)
            return replace(unit, annex="別表" if annex == "別表" else "様式", article=numbers)
        article = self._numbered("条")
        if article:
            unit = replace(unit, article=article, paragraph=0, item=(), subitem=())
        paragraph = self._numbered("項")
        if paragraph:
            unit = replace(unit, paragraph=paragraph[0], item=(), subitem=())
        item = self._numbered("号")
        if item:
            unit = replace(unit, item=item, subitem=())
        subitem = self._subitem(unit)
        if subitem:
            unit = replace(unit, subitem=subitem)
        return replace(unit, part=self._part())

    def _numbered(self, counter: str) -> tuple[int, ...]:
        """「第27条の7」 → (27, 7); nothing, and the place unchanged, where no such number stands."""
        start = self.at
        self._take("第")
        number = self._number()
        if number is None or not self._take(counter):
            self.at = start
            return ()
        return self._branches(number)

    def _branches(self, number: int | None) -> tuple[int, ...]:
        if number is None:
            return ()
        numbers = [number]
        while self._starts("の") and self.text[self.at + 1 : self.at + 2] in _DIGITS and self.at + 1 < self.end:
            self.at += 1
            numbers.append(self._number() or 0)
        return tuple(numbers)

    def _subitem(self, unit: Citation) -> tuple[int, ...]:
        """イ, ロ … and （１） behind a 号 (or behind a 項 that goes straight to イロハ)."""
        numbers = unit.subitem
        if self.at < self.end and self.text[self.at] in IROHA and (unit.item or unit.paragraph or unit.article):
            numbers = (IROHA.index(self.text[self.at]) + 1,)
            self.at += 1
        while numbers and self._starts("("):
            start = self.at
            self.at += 1
            number = self._number()
            if number is None or not self._take(")"):
                self.at = start
                break
            numbers = (*numbers, number)
        return numbers

    def _part(self) -> str:
        parts = ""
        while True:
            spelling = next((word for word in _PARTS_LONGEST_FIRST if self._starts(word)), None)
            if spelling is None:
                return parts
            parts += _PART_SPELLINGS[spelling]
            self.at += len(spelling)

    # --- small steps ------------------------------------------------------------------------------------------------

    def _number(self) -> int | None:
        end = self.at
        while end < self.end and self.text[end] in _DIGITS:
            end += 1
            if end - self.at > _LONGEST_NUMBER:
                return None  # asked at every place of a name: a long run must not be read to its end each time
        if end == self.at:
            return None
        try:
            number = read_integer(self.text[self.at : end])
        except ValueError:
            return None
        if number > _LARGEST_NUMBER:
            return None
        self.at = end
        return number

    def _next_counter(self) -> str:
        """Which unit begins here: 条 項 号 イ, or nothing."""
        at = self.at
        if self._annex_word():
            return "様式"
        if at < self.end and self.text[at] in IROHA:
            rest = self.text[at + 1 : self.end]
            if not rest or rest[0] in "(・" + _BLANKS or rest.startswith((*_CONJUNCTIONS, "から", "まで")):
                return "イ"
        for counter in "条項号":
            if self._numbered(counter):
                self.at = at
                return counter
        return ""

    def _unit_begins(self, at: int) -> bool:
        """Whether a number of 条, 項 or 号, 附則 or a form begins at a place inside a name."""
        if self.text.startswith(("附則", "別記様式", "様式第", "別表第"), at):
            return True
        character = self.text[at]
        if character != "第" and character not in _DIGITS:
            return False
        probe = _Reader(self.text, at, self.end)
        return any(bool(probe._numbered(counter)) for counter in "条項号")

    def _annex_word(self) -> str:
        return next((word for word in ("別記様式", "様式", "別表") if self._starts(word + "第")), "")

    def _starts(self, word: str) -> bool:
        return self.text.startswith(word, self.at, self.end)

    def _take(self, word: str) -> bool:
        if self._starts(word):
            self.at += len(word)
            return True
        return False

    def _blanks(self) -> None:
        while self.at < self.end and self.text[self.at] in _BLANKS:
            self.at += 1

    def _fault(self, message: str, start: int, length: int = 0) -> _FaultError:
        end = start + length if length else max(self.end, start)
        return _FaultError((message, start, end))


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _kept(before: Citation, counter: str) -> Citation:
    """What a unit that begins with a counter takes over from the citation before it."""
    article = before.article if counter in "項号イ" else ()
    paragraph = before.paragraph if counter in "号イ" else 0
    item = before.item if counter == "イ" else ()
    return Citation(before.law, article, paragraph, item, supplementary=before.supplementary)


def _fold(text: str) -> str:
    """The text with ASCII signs for full-width ones, of the same length."""
    return "".join(
        chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else character for character in text
    )


def _pieces(text: str) -> list[tuple[int, int]]:
    """The pieces between 「、」, without the blanks around them; （ ） and 「 」 hold together."""
    pieces: list[tuple[int, int]] = []
    depth, start = 0, 0
    for at, character in enumerate([*text, "、"]):
        if character in "(「":
            depth += 1
        elif character in ")」":
            depth = max(0, depth - 1)
        elif (character in "、," and depth == 0) or at == len(text):
            first, last = start, at
            while first < last and text[first] in _BLANKS:
                first += 1
            while last > first and text[last - 1] in _BLANKS:
                last -= 1
            if first < last:
                pieces.append((first, last))
            start = at + 1
    return pieces


def _is_source(piece: str) -> bool:
    if any(word in piece for word in SOURCE_WORDS):
        return not piece.startswith(_ERAS)
    at = piece.find("Q")
    return at >= 0 and piece[at + 1 : at + 2].isdigit()


def _find_outside(text: str, word: str, start: int, end: int) -> int:
    """Where `word` stands outside （ ）; -1 where it does not."""
    depth = 0
    for at in range(start, end):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
        elif depth == 0 and text.startswith(word, at, end):
            return at
    return -1


def _closing(text: str, start: int, end: int) -> int:
    """Where the （ at `start` is closed; -1 where it is not."""
    depth = 0
    for at in range(start, end):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth == 0:
                return at
    return -1


def _split_parts(part: str) -> list[str]:
    found: list[str] = []
    while part:
        word = next(word for word in PARTS if part.startswith(word))
        found.append(word)
        part = part[len(word) :]
    return found


def _numbered(numbers: tuple[int, ...], counter: str) -> str:
    return f"第{numbers[0]}{counter}" + "".join(f"の{number}" for number in numbers[1:])


def _iroha(subitem: tuple[int, ...]) -> str:
    return IROHA[subitem[0] - 1] + "".join(f"（{number}）".translate(_FULL_WIDTH) for number in subitem[1:])


def _kanji(number: int) -> str:
    """Forms and tables are cited in kanji (様式第七), as they are titled."""
    from compliance.kinds.numerals import show_kanji

    return show_kanji(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        count, number = divmod(number, value)
        text += sign * count
    return text
