"""The table of papers and their fields in rules/documents/README.md, made from the schemas.

`python -m tools.forms_table` writes it anew; a test holds it against the schemas.
"""

from __future__ import annotations

from pathlib import Path

from compliance.documents.forms import load_forms
from compliance.values import Kind
from compliance.vocabulary import COVER, Forms, Property, RecordType, Section

DOCUMENTS = Path(__file__).parents[1] / "rules" / "documents"
START, END = "<!-- 表の始まり -->", "<!-- 表の終わり -->"


def table(forms: Forms) -> str:
    """Every paper, then every part that papers share, each with its fields."""
    parts = [_paper(section, forms) for section in forms.sections.values()]
    papers = {id(section.type) for section in forms.sections.values()}
    parts += ["### 書類の中のまとまり\n\n上の表の種類の欄に名前のあるものです。"]
    parts += [_record(record) for record in forms.record_types() if id(record) not in papers]
    return "\n\n".join(parts)


def _paper(section: Section, forms: Forms) -> str:
    lines = [f"### {section.name}", "", f"{section.description}。"]
    due = [f"「{kind}」では{forms.stages[stage]}の段階から" for kind, stage in section.due.items()]
    if due:
        lines.append(f"{'、'.join(due)}要ります。")
    if section.name != COVER and section.kinds:
        lines.append(f"{'、'.join(f'「{kind}」' for kind in section.kinds)}の一件書類に入ります。")
    if section.many:
        lines.append("同じ書式の書類を、一覧にしていくつでも書きます。")
    return "\n".join([*lines, "", *_fields(section.type, section.supplier)])


def _record(record: RecordType) -> str:
    return "\n".join([f"#### {record.name}", "", f"{record.description}。", "", *_fields(record, record.supplier)])


def _fields(record: RecordType, supplier: str) -> list[str]:
    heading = ["| 項目 | 種類 | 選べる値 | だれが | 内容と根拠 |", "|---|---|---|---|---|"]
    return heading + [_line(item, record, supplier) for item in record.properties.values()]


def _line(item: Property, record: RecordType, supplier: str) -> str:
    fixed = record.fixed.get(item.name)
    choices = f"{fixed}（書かなくてよい）" if fixed else "、".join(item.choices)
    cells = (item.name, _kind(item.kind), choices, item.supplier or record.supplier or supplier, item.description)
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"


def _kind(kind: Kind) -> str:
    if kind.element is not None:
        return f"{_kind(kind.element)}の一覧"
    if kind.record is not None:
        return kind.record.name
    return "はい・いいえ" if kind.name == "真偽" else kind.name


def with_table(page: str) -> str:
    """The page with its table made anew."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    forms, problems = load_forms(DOCUMENTS)
    assert not problems, problems
    return f"{before}{START}\n\n{table(forms)}\n\n{END}{after}"


if __name__ == "__main__":
    readme = DOCUMENTS / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
