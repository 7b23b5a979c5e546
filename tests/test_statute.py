"""The index of the statute, and the official text held against it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.documents.reader import plain, read_tree
from compliance.law.citation import LAWS, Citation, parse_citation, parse_citations
from compliance.law.egov import MAX_BYTES, MAX_DEPTH, LawUnit, read_law, text_digest
from compliance.law.official import (
    CHANGED,
    GONE,
    NEW,
    SAME,
    UNKNOWN,
    affected_rules,
    drift,
    import_official,
    load_official,
    official_folder,
    read_official,
)
from compliance.law.statute import StatuteIndex, load_index
from compliance.resources import shipped
from compliance.source import Source

ROOT = Path(__file__).parent.parent
SMALL_XML = ROOT / "tests" / "data" / "statute" / "届出法.xml"
REAL_ACT = ROOT.parent / "shared" / "law" / "xml" / "415AC0000000057_20250601.xml"


@pytest.fixture(scope="module")
def index() -> StatuteIndex:
    return load_index(shipped("rules") / "statute")


def cite(text: str) -> Citation:
    citation = parse_citation(text)
    assert citation is not None, text
    return citation


# --- the shipped index ----------------------------------------------------------------------------------------------


def test_every_unit_is_complete(index: StatuteIndex) -> None:
    assert index.problems() == []
    assert len(index.units()) == len(index) > 400
    for unit in index.units():
        assert unit.summary.endswith("。"), unit.key
        assert unit.summary_english.endswith("."), unit.key
        assert bool(unit.sha256) != bool(unit.unverified), unit.key
        assert (unit.law.confirmed is None) <= bool(unit.unverified), unit.key
        assert unit.law.confirmed is None or unit.in_force <= unit.law.confirmed, unit.key


def test_keys_found_without_yaml_are_those_of_the_yaml(index: StatuteIndex) -> None:
    for path in sorted((shipped("rules") / "statute").glob("*.yaml")):
        root, problems = read_tree(Source(path.name, path.read_text(encoding="utf-8")), "yaml")
        assert problems == []
        written = plain(root)  # type: ignore[arg-type]
        assert isinstance(written, dict)
        assert set(written) - {"法令"} <= set(index.keys)


def test_the_names_of_laws_agree_with_those_that_citations_are_read_by(index: StatuteIndex) -> None:
    named = {law.short: (law.title, law.number) for law in LAWS}
    assert {law.short: (law.title, law.number) for law in index.laws()} == named


@pytest.mark.usefixtures("unmeasured")
def test_the_index_is_loaded_without_reading_yaml() -> None:
    program = (
        "import sys; from pathlib import Path; from compliance.law.statute import load_index\n"
        "from compliance.law.citation import parse_citation\n"
        f"index = load_index(Path({str(shipped('rules') / 'statute')!r}))\n"
        "assert index.exists(parse_citation('法第113条第4号'))\n"
        "print([name for name in ('yaml', 'compliance.documents.reader', 'xml', 'json') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_the_scheme_is_there_to_the_last_unit(index: StatuteIndex) -> None:
    assert [len(index.expand(cite(text))) for text in ("法第109条から第123条まで", "規則第53条から第67条まで")] == [
        15,
        15,
    ]
    assert len(index.expand(cite("規則様式第七から様式第十四まで"))) == 8
    for text in (
        "法第60条第3項第2号ロ",
        "附則第7条",
        "令第31条第5項",
        "刑法第27条の7第3項第2号",
        "令和4年法律第68号第443条第1項",
    ):
        assert index.exists(cite(text)), text


def test_earlier_wordings_follow_each_other(index: StatuteIndex) -> None:
    unit = index.unit(cite("規則第54条第4項第1号"))
    assert unit is not None
    assert (unit.earlier[0].last.isoformat(), unit.in_force.isoformat()) == ("2024-12-01", "2024-12-02")
    for unit in index.units():
        for earlier in unit.earlier:
            assert earlier.first <= earlier.last < unit.in_force


def test_a_folder_without_an_index_means_the_one_that_comes_with_the_package(
    index: StatuteIndex, tmp_path: Path
) -> None:
    assert load_index(tmp_path / "statute").digest == index.digest


# --- is it there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("法第113条第1項第4号", "法第113条第4号"),
        ("法第113条第4号", "法第113条第4号"),
        ("法第113条第1項", "法第113条"),
        ("法第114条第1項第2号", "法第114条第1項第2号"),
        ("附則第7条第1項", "附則第7条"),
        ("法第74条第1項後段", "法第74条第1項"),
        ("法第60条第1項ただし書", "法第60条第1項"),
        ("法第113条柱書", "法第113条"),
        ("法第111条かっこ書", "法第111条"),
        ("法第118条第2項において準用する法第114条第1項第4号", "法第114条第1項第4号"),
        ("年齢計算ニ関スル法律第1項", "年齢計算ニ関スル法律第1項"),
    ],
)
def test_units_that_are_there(index: StatuteIndex, written: str, key: str) -> None:
    assert index.exists(cite(written))
    assert index.key(cite(written)) == key


@pytest.mark.parametrize("label", ["個人情報保護委員会Q&A6-1-5", "募集要項", "横浜市個人情報の保護に関する条例第3条"])
def test_sources_are_not_looked_up(index: StatuteIndex, label: str) -> None:
    assert index.exists(cite(label))
    assert index.expand(cite(label)) == ()


@pytest.mark.parametrize(
    ("written", "said", "nearest"),
    [
        ("法第113条第9号", "「法第113条第9号」という条文はありません", "法第113条第6号"),
        ("法第114条第1項第8号", "という条文はありません", "法第114条第1項第7号"),
        ("法第114条第4号", "項が二つ以上ある", "法第114条第1項第4号"),
        ("法第113条第2項", "という条文はありません", None),
        ("法第60条第3項第2号ハ", "という条文はありません", "法第60条第3項第2号ロ"),
        ("法第141条", "条文索引にありません", None),
        ("民報第143条", "「民報」という法令は、条文索引にありません", "民法第143条"),
        ("法", "どの条項か", None),
        ("法第113条ただし書", "ただし書はありません", None),
        ("法第111条各号", "各号はありません", None),
        ("法第118条第2項において準用する法第114条第1項第9号", "という条文はありません", None),
        ("法第118条第9項において準用する法第114条第1項第1号", "「法第118条第9項」という条文はありません", None),
        ("法第113条第1号から第9号まで", "「法第113条第9号」という条文はありません", "法第113条第6号"),
        ("法第113条第5号から第1号まで", "順に並ぶ条文ではありません", None),
        ("法第113条から第114条第1項まで", "順に並ぶ条文ではありません", None),
    ],
)
def test_units_that_are_not_there(index: StatuteIndex, written: str, said: str, nearest: str | None) -> None:
    citation = cite(written)
    fault = index.fault(citation)
    assert fault is not None
    assert not index.exists(citation)
    assert said in fault[0]
    assert fault[0].endswith("。")
    if nearest is not None:
        near = index.nearest(citation)
        assert near is not None
        assert near.show() == nearest


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("法第113条第1号から第3号まで", ["法第113条第1号", "法第113条第2号", "法第113条第3号"]),
        ("法第114条第1項から第3項まで", ["法第114条第1項", "法第114条第2項", "法第114条第3項"]),
        ("附則第7条", ["附則第7条"]),
        ("規則第59条第2項各号", [f"規則第59条第2項第{n}号" for n in range(1, 5)]),
        ("刑法第27条から第31条まで", ["刑法第27条", "刑法第27条の7", "刑法第31条"]),
        ("法第199条", []),
    ],
)
def test_what_a_citation_means(index: StatuteIndex, written: str, keys: list[str]) -> None:
    assert [unit.show() for unit in index.expand(cite(written))] == keys


@given(
    st.sampled_from([law.short for law in LAWS]),
    st.integers(1, 200),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(0, 5),
)
def test_every_slip_gets_a_sentence_and_the_nearest_is_there(
    index: StatuteIndex, law: str, article: int, paragraph: int, item: int, subitem: int
) -> None:
    citation = Citation(law, (article,), paragraph, (item,) if item else (), (subitem,) if item and subitem else ())
    fault = index.fault(citation)
    assert index.exists(citation) == (fault is None)
    near = index.nearest(citation)
    assert near is None or index.exists(near)
    if fault is not None:
        assert all(text == "" or text.endswith("。") for text in fault)


def test_the_digest_is_of_the_files() -> None:
    one = StatuteIndex([Source("法.yaml", "法令:\n  略称: 法\n法第1条:\n  要旨: 甲。\n")])
    same = StatuteIndex([Source("法.yaml", "法令:\n  略称: 法\n法第1条:\n  要旨: 甲。\n")])
    other = StatuteIndex([Source("法.yaml", "法令:\n  略称: 法\n法第1条:\n  要旨: 乙。\n")])
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("  確認日: 令和\n法第1条:\n  未照合: まだ。\n", "日付として読めません"),
        ("法第1条:\n  要旨: 甲。\n", "「照合」か「未照合」"),
        ("法第1条:\n  照合: abc\n", "64字"),
        ("法第1条:\n  未照合: まだ。\n  よみだし: 甲\n", "「よみだし」という項目はありません"),
        ("法第1条:\n  未照合: まだ。\n  施行: 令和\n", "日付として読めません"),
        ("法第一条:\n  未照合: まだ。\n", "条文の書き方ではありません"),
        ("民法第1条:\n  未照合: まだ。\n", "条文の書き方ではありません"),
        ("'法第1条':\n  未照合: まだ。\n", "行の初めから"),
        ("法第1条: 甲\n", "要旨などを書いてください"),
    ],
)
def test_slips_in_the_index_have_a_place(unit: str, said: str) -> None:
    index = StatuteIndex([Source("法.yaml", "法令:\n  略称: 法\n" + unit)])
    problems = index.problems()
    assert any(said in problem.message for problem in problems), problems


# --- 法令標準XML ----------------------------------------------------------------------------------------------------

SMALL_INDEX = """\
法令:
  略称: 届出法
  名称: 花見の届出に関する法律
  法令番号: 平成15年法律第2号
  法令ID: 415AC0000000002
  施行: 2020-04-01
  確認日: 2026-04-01
"""


def small_law() -> dict[str, LawUnit]:
    text, problems = read_law("届出法.xml", SMALL_XML.read_bytes())
    assert problems == []
    assert text is not None
    return {unit.citation.show(): unit for unit in text.cited_as("届出法").units}


def small_index(changes: Mapping[str, str] = MappingProxyType({})) -> StatuteIndex:
    """An index of the small law as it is in the XML; changes: unit → hash, or empty to leave the unit out."""
    lines = [SMALL_INDEX]
    for key, unit in small_law().items():
        digest = changes.get(key, unit.sha256)
        heading = unit.heading.strip("（）")
        if key in changes and not digest:
            continue
        held = f"照合: {digest}" if digest else "未照合: 画像である。"
        lines.append(f"{key}:\n  要旨: 花見。\n" + (f"  見出し: {heading}\n" if heading else "") + f"  {held}\n")
    return StatuteIndex([Source("届出法.yaml", "".join(lines))])


def test_units_of_an_xml() -> None:
    units = small_law()
    assert list(units) == [
        "届出法第1条",
        "届出法第1条第1号",
        "届出法第1条第2号",
        "届出法第1条第2号イ",
        "届出法第1条第2号イ（１）",
        "届出法第1条第2号ロ",
        "届出法第1条第2号の2",
        "届出法第1条の2",
        "届出法第1条の2第1項",
        "届出法第1条の2第2項",
        "届出法第2条",
        "届出法附則第1項",
        "届出法附則第2項",
        "届出法様式第二",
    ]
    first = units["届出法第1条第1号"]
    assert first.own == "花の名"  # without the reading of the ruby
    assert units["届出法第1条第2号"].own == "夜　灯の数"
    whole = "花見をする者は、次の事項を届け出る。花の名夜灯の数提灯赤焚火人数"
    assert units["届出法第1条"].sha256 == text_digest(whole)
    assert units["届出法第2条"].sha256 == text_digest(
        "月見の届出に関する法律の一部を次のように改正する。第九条を次のように改める。団子"
    )
    assert units["届出法様式第二"].sha256 == ""


def test_same_changed_new_and_gone() -> None:
    index = small_index({"届出法第1条第1号": "0" * 64, "届出法第1条の2第2項": "", "届出法附則第2項": ""})
    index = StatuteIndex(
        [Source("届出法.yaml", index._sources[0].text + f"届出法第1条第9号:\n  要旨: 花。\n  照合: {'1' * 64}\n")]
    )
    imported, problems = read_official("x.xml", SMALL_XML.read_bytes(), index)
    assert problems == []
    assert imported is not None
    found = {unit.key: unit.status for unit in drift(index, [imported]).units}
    assert found["届出法第1条第1号"] == CHANGED
    assert found["届出法第1条第2号"] == SAME
    assert found["届出法第1条の2第2項"] == NEW
    assert found["届出法第1条第9号"] == GONE
    assert found["届出法様式第二"] == UNKNOWN
    assert "届出法附則第2項" not in found  # the index holds no article of the 附則
    assert drift(index, [imported]).counts() == {SAME: 10, CHANGED: 1, NEW: 1, GONE: 1, UNKNOWN: 1}


def test_a_new_heading_is_a_change() -> None:
    index = small_index()
    changed = SMALL_XML.read_bytes().replace("（届出）".encode(), "（お届け）".encode())
    imported, _ = read_official("x.xml", changed, index)
    assert imported is not None
    moved = drift(index, [imported]).moved
    assert list(moved) == ["届出法第1条"]
    assert "お届け" in moved["届出法第1条"].note


def test_the_verbatim_article_with_its_labels() -> None:
    imported, _ = read_official("x.xml", SMALL_XML.read_bytes(), small_index())
    assert imported is not None
    assert imported.verbatim("届出法第1条第2号") == (
        (0, "二", "夜　灯の数"),
        (1, "イ", "提灯"),
        (2, "（１）", "赤"),
        (1, "ロ", "焚火"),
    )
    assert imported.verbatim("届出法第1条の2第2項") == ((0, "２", "雪の日も、同様とする。"),)
    assert imported.verbatim("届出法第7条") == ()


def test_what_is_imported_is_found_again(tmp_path: Path) -> None:
    index = small_index()
    folder = official_folder({"COMPLIANCE_DATA": str(tmp_path)}, tmp_path)
    assert load_official(folder, index) == ({}, [])
    imported, problems = import_official(SMALL_XML, folder, index)
    assert problems == []
    again, _ = load_official(folder, index)
    assert again["届出法"].text == imported.text  # type: ignore[union-attr]
    assert [path.name for path in folder.iterdir()] == ["415AC0000000002.xml"]


def test_a_law_that_is_cut_off_is_not_imported(tmp_path: Path) -> None:
    index, folder = small_index(), tmp_path / "statute"
    whole = SMALL_XML.read_bytes()
    short = whole[: whole.index(b"<MainProvision>")] + b"<MainProvision></MainProvision></LawBody></Law>"
    (tmp_path / "short.xml").write_bytes(short)
    assert read_law("short.xml", short)[1] == []
    imported, problems = import_official(tmp_path / "short.xml", folder, index)
    assert imported is None
    assert "の条・項・号が、一つもありません。" in problems[0].message
    assert "XML を保存し直して" in problems[0].hint
    assert not folder.exists()
    import_official(SMALL_XML, folder, index)
    import_official(tmp_path / "short.xml", folder, index)
    assert load_official(folder, index)[0]["届出法"].unit("届出法第2条") is not None, "what was imported stays"
    amended = whole.replace("（届出）".encode(), "（お届け）".encode())
    (tmp_path / "amended.xml").write_bytes(amended)
    assert import_official(tmp_path / "amended.xml", folder, index)[1] == []


def test_a_law_that_the_index_does_not_hold_is_refused(index: StatuteIndex) -> None:
    imported, problems = read_official("x.xml", SMALL_XML.read_bytes(), index)
    assert imported is None
    assert "条文索引にない法令" in problems[0].message


def test_rules_that_cite_what_moved(index: StatuteIndex) -> None:
    from compliance.check import check_rules
    from compliance.documents.forms import load_forms
    from compliance.language.parse import parse_all

    forms, _ = load_forms(shipped("rules") / "documents")
    texts = "".join(
        f"基準値 {name}\n  根拠：{citation}\n  1,000人\n\n"
        for name, citation in (("甲数", "届出法第1条第1号"), ("乙数", "届出法第1条第2号"), ("丙数", "届出法第1条の2"))
    )
    files, _ = parse_all([Source("x.rule", texts)], forms)
    rules, _ = check_rules(files, forms, None)
    assert set(rules.values) == {"甲数", "乙数", "丙数"}
    small = small_index({"届出法第1条第1号": "0" * 64, "届出法第1条の2第2項": ""})
    imported, _ = read_official("x.xml", SMALL_XML.read_bytes(), small)
    assert imported is not None
    assert affected_rules(drift(small, [imported]), small, rules) == {
        "甲数": ("届出法第1条第1号",),
        "丙数": ("届出法第1条の2第2項",),
    }


def wrapped(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


LAW = "<Law><LawNum>平成十五年法律第二号</LawNum><LawBody><MainProvision>{}</MainProvision></LawBody></Law>"
BOMB = '<!DOCTYPE Law [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE Law [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


HOSTILE = [
    (wrapped("<!DOCTYPE Law>" + LAW.format("")), "DOCTYPE"),
    (wrapped(BOMB + LAW.format("&b;")), "DOCTYPE"),
    (wrapped(OUTSIDE + LAW.format("&a;")), "DOCTYPE"),
    (wrapped('<!DOCTYPE Law SYSTEM "http://example.jp/law.dtd">' + LAW.format("")), "DOCTYPE"),
    (wrapped(LAW.format("&nbsp;")), "XML として読めません"),
    (wrapped(LAW.format("<A>" * 100 + "</A>" * 100)), f"{MAX_DEPTH}段"),
    (wrapped(LAW.format("")[:-3]), "XML として読めません"),
    (wrapped("<Laws>" + LAW.format("") + LAW.format("") + "</Laws>"), "二つ以上"),
    (wrapped("<html><body>法</body></html>"), "法令標準XML"),
    (wrapped(LAW.format('<Article Num="一"/>')), "番号"),
    (wrapped(LAW.format('<Article Num="9999999999999999999999"/>')), "番号"),
    (wrapped(LAW.format('<Article Num="1"/><Article Num="1"/>')), "二度"),
    (b'<?xml version="1.0" encoding="Shift_JIS"?><Law/>', "UTF-8 でない"),
    (wrapped(LAW.format("")).decode().encode("utf-16"), "UTF-16"),
    (b"", "XML として読めません"),
    (b"\xff\x00", "XML として読めません"),
    (b" " * (MAX_BYTES + 1), "メガバイト"),
]


@pytest.mark.parametrize(("data", "said"), HOSTILE, ids=[f"{n}-{said}" for n, (_, said) in enumerate(HOSTILE)])
def test_hostile_xml_ends_in_a_sentence(data: bytes, said: str) -> None:
    law, problems = read_law("x.xml", data)
    assert law is None
    assert said in problems[0].message
    assert problems[0].message.endswith("。")
    assert problems[0].span.line >= 1


@given(st.data())
def test_damaged_xml_never_raises(data: st.DataObject) -> None:
    whole = SMALL_XML.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 60))
    damaged = whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + length :]
    law, problems = read_law("x.xml", damaged)
    assert (law is None) == bool(problems)


def test_deep_units_in_the_wrong_order_do_not_confuse_the_reader() -> None:
    odd = (
        '<Item Num="1"/><Subitem1 Num="1"/>'
        '<Article Num="3"><Item Num="1"><Article Num="4"><Paragraph Num="2"/></Article></Item><Subitem2 Num="1"/></Article>'
    )
    law, _ = read_law("x.xml", wrapped(LAW.format(odd)))
    assert law is None or len(law.units) == len({unit.citation for unit in law.units})


@pytest.mark.skipif(not REAL_ACT.exists(), reason="the Act's XML is not beside the repository")
def test_the_act_as_published_is_the_act_of_the_index(index: StatuteIndex) -> None:
    imported, problems = read_official(REAL_ACT.name, REAL_ACT.read_bytes(), index)
    assert problems == []
    assert imported is not None
    assert imported.text.title == "個人情報の保護に関する法律"
    found = drift(index, [imported])
    assert found.moved == {}
    assert found.counts()[SAME] == sum(unit.law.short == "法" for unit in index.units()) == 248
    assert imported.verbatim("法第113条第1号")[0][1:] == ("一", "未成年者")


# --- the tool -------------------------------------------------------------------------------------------------------


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("statute_index", ROOT / "tools" / "statute_index.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["statute_index"] = module
    spec.loader.exec_module(module)
    return module


MARKDOWN = """\
## 届出法

### 第一条（届出）

花見をする者は、次の事項を届け出る。

- 一　花の名

- 二　夜　灯の数
  - イ　提灯
    - （１）　赤
  - ロ　焚火
- 二の二　人数

**第一条の二（雨の日）**　雨の日は、届け出なくてよい。ただし、傘を差すときは、この限りでない。

**２**　雪の日も、同様とする。

## よその法律

**第一条**　花火をする者は、届け出る。
"""


def test_markdown_gives_the_same_hashes_as_xml(tmp_path: Path) -> None:
    path = tmp_path / "届出法.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    read = tool().from_markdown(path, "届出法", "届出法")
    assert {key: unit.digest for key, unit in read.items()} == {
        key: unit.sha256 for key, unit in small_law().items() if key.startswith("届出法第1条")
    }
    assert read["届出法第1条の2第1項"].parts == "本文・ただし書"


def test_an_amended_text_updates_the_hash_and_keeps_what_people_wrote(tmp_path: Path) -> None:
    index = tmp_path / "届出法.yaml"
    index.write_text(
        "# 索引\n" + SMALL_INDEX + "届出法第1条第1号:\n  要旨: 花の名。\n  照合: " + "0" * 64 + "\n", encoding="utf-8"
    )
    program = tool()
    text, notes = program.update(index, program.from_xml(SMALL_XML, "届出法"), ["届出法第1条の2"])
    assert "! 届出法第1条第1号: the text changed" in notes
    assert "+ 届出法第1条の2第1項" in notes
    updated = StatuteIndex([Source("届出法.yaml", text)])
    unit = updated.unit("届出法第1条第1号")
    assert unit is not None
    assert (unit.summary, unit.sha256) == ("花の名。", text_digest("花の名"))
    assert text.startswith("# 索引\n法令:\n")
    assert updated.unit("届出法第1条の2第1項").parts == ("本文", "ただし書")  # type: ignore[union-attr]
    assert updated.problems() == []


def test_all_citations_of_the_shipped_rules_are_there(index: StatuteIndex) -> None:
    for path in sorted(shipped("rules").rglob("*.rule")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip().startswith("根拠："):
                citations, faults = parse_citations(line.strip().removeprefix("根拠："))
                assert faults == [], (path.name, line)
                assert [index.fault(citation) for citation in citations if not index.exists(citation)] == [], (
                    path.name,
                    line,
                )
