"""Schema files → forms: what is understood, and that nothing in them is passed over in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compliance.documents.forms import load_forms
from compliance.problem import Problem
from compliance.values import KINDS
from compliance.vocabulary import Forms

FORMS = Path(__file__).parent / "data" / "forms"
SHIPPED = Path(__file__).parent.parent / "rules" / "documents"

COVER = {
    "type": "object",
    "properties": {"種類": {"enum": ["提案", "募集"]}, "段階": {"enum": ["募集", "提案", "審査"]}},
    "additionalProperties": False,
}


def closed(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def load(tmp_path: Path, **files: object) -> tuple[Forms, list[Problem]]:
    """The forms of schema files given as values, or as text; with the usual cover sheet."""
    for name, schema in {"一件書類": COVER, **files}.items():
        text = schema if isinstance(schema, str) else json.dumps(schema, ensure_ascii=False, indent=2)
        (tmp_path / f"{name}.schema.json").write_text(text, encoding="utf-8")
    return load_forms(tmp_path)


@pytest.fixture(scope="module")
def forms() -> Forms:
    forms, problems = load_forms(FORMS)
    assert problems == []
    return forms


def test_papers_in_their_order(forms: Forms) -> None:
    assert list(forms.sections) == ["一件書類", "提案書", "作成済情報の提案書", "添付書類", "審査記録", "募集"]
    assert forms.kinds == ("提案", "作成済情報の提案", "募集")
    assert forms.stages == ("募集", "提案", "審査", "契約")


def test_a_paper(forms: Forms) -> None:
    paper = forms.sections["提案書"]
    assert (paper.day, paper.stage, dict(paper.due), paper.kinds) == ("提案の日", 1, {"提案": 1}, ("提案",))
    assert (paper.gloss, paper.description, paper.supplier) == ("proposal", "提案書（法第112条第2項）", "提案者")
    assert not paper.many
    attachments = forms.sections["添付書類"]
    assert attachments.many and attachments.type.label == "種類"
    assert attachments.kind.element is None, "the kind is that of one paper"


def test_fields(forms: Forms) -> None:
    fields = forms.sections["提案書"].type.properties
    assert fields["提案の日"].kind is KINDS["日付"]
    assert fields["抽出をする"].kind is KINDS["真偽"]
    assert (fields["作成に要する時間"].minimum, fields["作成に要する時間"].maximum) == (0, 60000)
    assert fields["種別"].choices == ("個人", "法人その他の団体", "その他（外国の機関）")
    assert str(fields["希望する記録項目"].kind) == "文字の一覧" and fields["希望する記録項目"].min_items == 1


def test_shared_parts(forms: Forms) -> None:
    fields = forms.sections["提案書"].type.properties
    proposer = fields["提案者"].kind.record
    assert proposer is not None
    officers = proposer.properties["役員"].kind
    assert officers.element is not None and officers.element.record is not None
    officer = officers.element.record
    assert (officer.name, officer.label, dict(officer.fixed)) == ("役員", "氏名", {"種別": "個人"})
    assert officer.properties["住所"].gloss == "officer's address", "a title beside $ref counts"
    assert officer.properties["生年月日"].supplier == "公的書類", "written at the field itself"
    assert officer.properties["氏名"].supplier == "提案者", "inherited from the paper"
    agent = fields["代理人"].kind.record
    assert agent is not None and agent.properties["氏名"].supplier == "公的書類", "inherited from the field"
    assert forms.sections["審査記録"].type.properties["住所"].supplier == "行政機関"


def test_one_record_type_for_one_part_and_supplier(tmp_path: Path) -> None:
    common = {"$defs": {"人": closed(氏名={"type": "string"})}}
    ref = {"$ref": "共通.schema.json#/$defs/人"}
    forms, problems = load(tmp_path, 共通=common, 提案書=closed(提案者=ref, 代理人=ref))
    assert problems == []
    fields = forms.sections["提案書"].type.properties
    assert fields["提案者"].kind.record is fields["代理人"].kind.record


def test_schemas_are_kept_for_the_library(forms: Forms) -> None:
    for name, schema in forms.schemas.items():
        assert schema == json.loads((FORMS / name).read_text(encoding="utf-8"))
    assert len(forms.schemas) == 7


def test_digest_tells_every_byte(tmp_path: Path) -> None:
    one, _ = load(tmp_path, 提案書=closed(氏名={"type": "string"}))
    again, _ = load_forms(tmp_path)
    two, _ = load(tmp_path, 提案書=closed(氏名={"type": "string", "title": "name"}))
    assert one.digest == again.digest != two.digest


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("code", "marked", "schema"),
    [
        ("unknown-keyword", '"patern"', closed(氏名={"type": "string", "patern": "a"})),
        ("unknown-keyword", '"required"', {**closed(氏名=TEXT), "required": ["氏名"]}),
        ("unknown-keyword", '"x-suplier"', closed(氏名={"type": "string", "x-suplier": "提案者"})),
        ("misplaced-keyword", '"minimum"', closed(氏名={"type": "string", "minimum": 1})),
        ("misplaced-keyword", '"x-stage"', closed(氏名={"type": "string", "x-stage": "提案"})),
        ("misplaced-keyword", '"enum"', closed(氏名={"$ref": "#/$defs/あ", "enum": ["い"]}) | {"$defs": {"あ": TEXT}}),
        ("unknown-kind", '"名"', closed(本人の数={"type": "integer", "x-kind": "名"})),
        ("no-kind", "{", closed(本人の数={"type": "integer"})),
        ("bad-type", '"string"', closed(本人の数={"type": "string", "x-kind": "人"})),
        ("bad-type", '"number"', closed(本人の数={"type": "number", "x-kind": "人"})),
        ("bad-type", "{", closed(氏名={"title": "name"})),
        ("bad-type", "[", closed(氏名={"type": ["string", "null"]})),
        ("open-record", "{", {"type": "object", "properties": {"氏名": TEXT}}),
        ("open-record", "true", closed() | {"additionalProperties": True}),
        ("open-record", "{", closed(提案者={"type": "object", "properties": {"氏名": TEXT}})),
        ("bad-ref", '"別.schema.json#/$defs/人"', closed(氏名={"$ref": "別.schema.json#/$defs/人"})),
        ("bad-ref", '"../外.schema.json#/$defs/人"', closed(氏名={"$ref": "../外.schema.json#/$defs/人"})),
        ("bad-ref", '"https://example.jp/#/$defs/人"', closed(氏名={"$ref": "https://example.jp/#/$defs/人"})),
        ("bad-ref", '"#/properties/氏名"', closed(氏名=TEXT, 名称={"$ref": "#/properties/氏名"})),
        ("bad-ref", '"#/$defs/輪"', closed(輪={"$ref": "#/$defs/輪"}) | {"$defs": {"輪": {"$ref": "#/$defs/輪"}}}),
        ("unknown-name", '"審さ"', closed(氏名=TEXT) | {"x-stage": "審さ"}),
        ("unknown-name", '"終了"', closed(氏名=TEXT) | {"x-due": {"提案": "終了"}}),
        ("unknown-name", '"提案者"', closed(氏名=TEXT) | {"x-due": {"提案者": "提案"}}),
        ("unknown-name", '"契約"', closed(氏名=TEXT) | {"x-kinds": ["提案", "契約"]}),
        ("unknown-name", '"市長"', closed(氏名={"type": "string", "x-supplier": "市長"})),
        ("bad-value", '"提案の日"', closed(氏名=TEXT) | {"x-day": "提案の日"}),
        ("bad-value", '"氏名"', closed(氏名=TEXT) | {"x-day": "氏名"}),
        ("bad-value", '"名"', closed(氏名=TEXT) | {"x-label": "名"}),
        ("bad-value", '"時刻"', closed(日={"type": "string", "format": "時刻", "x-kind": "日付"})),
        ("bad-value", "{", closed(日={"type": "string", "x-kind": "日付"})),
        ("bad-value", '"なし"', closed(有無={"enum": ["あり", "なし"]})),
        ("bad-value", '"甲"', closed(有無={"enum": ["甲", "乙", "甲"]})),
        ("bad-value", "1", closed(有無={"enum": ["甲", 1]})),
        ("bad-value", "[]", closed(有無={"enum": []})),
        ("bad-value", "1.5", closed(本人の数={"type": "integer", "x-kind": "人", "minimum": 1.5})),
        ("bad-value", "3", closed(本人の数={"type": "integer", "x-kind": "人", "minimum": 3, "maximum": 2})),
        ("bad-value", "12", closed(氏名={"type": "string", "title": 12})),
        ("bad-value", '"別の名"', closed(氏名=TEXT) | {"$id": "別の名"}),
        ("bad-value", '"draft-07"', closed(氏名=TEXT) | {"$schema": "draft-07"}),
        ("bad-form", "{", closed(役員={"type": "array"})),
        ("bad-form", "{", closed(表={"type": "array", "items": {"type": "array", "items": TEXT}})),
        ("bad-form", "{", {"type": "string"}),
        ("bad-type", "{", {"title": "paper"}),
        ("bad-form", '"文字"', closed(氏名="文字")),
        ("duplicate-name", '"氏名(1)"', closed(**{"氏名（1）": TEXT, "氏名(1)": TEXT})),
        ("duplicate-key", '"氏名"', '{"type": "object", "properties": {"氏名": {"type": "string"}, "氏名": {"type": "string"}}, "additionalProperties": false}'),
        ("json-syntax", "}", '{"type": "object",}'),
        ("bad-form", "[", "[]"),
        ("bad-form", "{", {"type": "array", "items": TEXT}),
        ("bad-form", '"組"', {"type": "object", "properties": "組", "additionalProperties": False}),
        ("bad-form", '"人"', closed(氏名=TEXT) | {"$defs": {"人": "人"}}),
        ("bad-value", '"提案"', closed(氏名=TEXT) | {"x-due": "提案"}),
        ("bad-value", "{", closed(日={"type": "string", "format": "date", "enum": ["2026-08-03"]})),
        ("bad-type", '"number"', closed(表={"type": "array", "items": {"type": "number"}})),
        ("control-character", "\x01", '"\x01"'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_schema_has_its_place(tmp_path: Path, code: str, marked: str, schema: object) -> None:
    _, problems = load(tmp_path, 提案書=schema)
    assert [problem.code for problem in problems] == [code], problems
    assert problems[0].span.text == marked
    assert problems[0].span.source.name.endswith("提案書.schema.json")
    assert problems[0].message.endswith("。")


def test_parts_that_nobody_uses_are_checked_too(tmp_path: Path) -> None:
    _, problems = load(tmp_path, 共通={"$defs": {"人": {"type": "object", "properties": {}}}})
    assert [problem.code for problem in problems] == ["open-record"]


def test_a_slip_in_a_shared_part_is_told_once(tmp_path: Path) -> None:
    ref = {"$ref": "共通.schema.json#/$defs/人"}
    common = {"$defs": {"人": closed(氏名={"type": "string", "x-kind": "文"})}}
    _, problems = load(
        tmp_path, 共通=common, 提案書=closed(甲=ref, 乙=ref), 誓約書=closed(甲=ref) | {"x-supplier": "提案者"}
    )
    assert [problem.code for problem in problems] == ["unknown-kind"]


def test_a_misspelt_keyword_is_recognised(tmp_path: Path) -> None:
    _, problems = load(tmp_path, 提案書=closed(氏名={"type": "string", "x-suplier": "提案者"}))
    assert problems[0].hint == "「x-supplier」の書き間違いではありませんか。"


def test_without_a_cover_sheet(tmp_path: Path) -> None:
    (tmp_path / "提案書.schema.json").write_text(json.dumps(closed(氏名=TEXT)), encoding="utf-8")
    _, problems = load_forms(tmp_path)
    assert [problem.code for problem in problems] == ["no-cover"]


def test_a_cover_sheet_without_choices(tmp_path: Path) -> None:
    _, problems = load(tmp_path, 一件書類=closed(種類=TEXT, 段階={"enum": ["募集"]}))
    assert [(problem.code, "種類" in problem.message) for problem in problems] == [("no-cover", True)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "提案書.schema.json").write_bytes('{"title": "提案"}'.encode("shift_jis"))
    (tmp_path / "誓約書.schema.json").mkdir()
    _, problems = load(tmp_path)
    assert sorted(problem.code for problem in problems) == ["not-utf8", "unreadable"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    forms, problems = load_forms(tmp_path / "無い")
    assert not forms.sections
    assert [problem.code for problem in problems] == ["no-forms"]


def test_the_same_paper_twice(tmp_path: Path) -> None:
    _, problems = load(tmp_path, **{"提案書（甲）": closed(氏名=TEXT), "提案書(甲)": closed(氏名=TEXT)})
    assert [problem.code for problem in problems] == ["duplicate-section"]


def test_the_shipped_forms_are_right() -> None:
    if not SHIPPED.is_dir():
        pytest.skip("the forms of the scheme are not there")
    forms, problems = load_forms(SHIPPED)
    assert problems == []
    assert "提案書" in forms.sections
    assert forms.terms() >= set(forms.sections)


def test_the_library_agrees_that_they_are_schemas() -> None:
    from jsonschema import Draft202012Validator

    for folder in (FORMS, SHIPPED):
        forms, _ = load_forms(folder)
        assert forms.schemas
        for schema in forms.schemas.values():
            value: Any = schema
            Draft202012Validator.check_schema(value)
