"""Rule files drawn at random: every kind of condition, in every place an item has for one."""

from __future__ import annotations

from random import Random

FORM = """{
  "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "%s.schema.json", "title": "t",
  "description": "d", "x-supplier": "提案者", %s
  "type": "object", "additionalProperties": false, "properties": {%s}
}"""


def _scalar(kind: str, more: str = "") -> str:
    types = {"文字": "string", "日付": "string", "真偽": "boolean"}
    form = ', "format": "date"' if kind == "日付" else ""
    return f'{{"type": "{types.get(kind, "integer")}", "x-kind": "{kind}", "title": "t"{form}{more}}}'


def _record(properties: dict[str, str], more: str = "") -> str:
    inner = ", ".join(f'"{name}": {shape}' for name, shape in properties.items())
    return f'{{"type": "object", "additionalProperties": false, "title": "t", "properties": {{{inner}}}{more}}}'


def _list(items: str) -> str:
    return f'{{"type": "array", "title": "t", "items": {items}}}'


_ITEM = {"品名": _scalar("文字"), "個数": _scalar("件"), "有無": _scalar("真偽"), "納期": _scalar("日付")}
_PERSON = {"氏名": _scalar("文字"), "種別": _scalar("文字", ', "enum": ["甲", "乙"]'), "生年月日": _scalar("日付")}
_ANSWER = {name: _scalar("文字") for name in ("項目", "対象", "問い", "結論")}

SCHEMAS = {
    "一件書類": (
        '"x-order": 1, "x-due": {"提案": "募集", "募集": "募集"},',
        {
            "種類": _scalar("文字", ', "enum": ["提案", "募集"]'),
            "段階": _scalar("文字", ', "enum": ["募集", "提案", "審査"]'),
        },
    ),
    "申込書": (
        '"x-order": 2, "x-due": {"提案": "提案"}, "x-kinds": ["提案"], "x-day": "申込みの日", "x-stage": "提案",',
        {
            "申込みの日": _scalar("日付"),
            "種類の名": _scalar("文字", ', "enum": ["甲", "乙", "丙"]'),
            "人数": _scalar("人"),
            "上限の人数": _scalar("人"),
            "副本": _scalar("真偽"),
            "始めの日": _scalar("日付"),
            "終わりの日": _scalar("日付"),
            "申込者": _record(_PERSON),
            "品目": _list(_record(_ITEM, ', "x-label": "品名"')),
            "付札": _list(_scalar("文字")),
        },
    ),
    "添え書": (
        '"x-order": 3, "x-due": {"提案": "審査"}, "x-stage": "審査",',
        {"宛名": _scalar("文字"), "数量": _scalar("件")},
    ),
    "審査記録": ('"x-order": 4, "x-stage": "審査",', {"審査の日": _scalar("日付"), "判断": _list(_record(_ANSWER))}),
}

TEXTS = ("甲", "乙", "丙", "佐藤", "高橋", "髙橋")
QUESTIONS = ("十分である", "相当である")


def schemas() -> dict[str, str]:
    """File name → text of the forms that the rules are about."""
    return {
        f"{name}.schema.json": FORM
        % (name, head, ", ".join(f'"{inner}": {shape}' for inner, shape in properties.items()))
        for name, (head, properties) in SCHEMAS.items()
    }


_HEAD = """基準値 下限の数
  根拠：法第114条
  令和4年4月1日から令和8年8月9日まで：10人
  令和8年8月10日から：20人

一覧 使える札
  根拠：法第114条
  「甲」、「乙」

定義 成年の者
  根拠：法第114条
  年齢が18歳以上の者

定義 有力な者
  根拠：法第114条
  令和4年4月1日から令和8年8月9日まで：
    種別が「甲」であるもの
  令和8年8月10日から：
    次のいずれかに該当するもの：
      一　種別が「乙」である
      二　「十分である」と認められる
  ただし、氏名が記載されていないときは、この限りでない。

定義 起算の日
  根拠：法第114条
  書類：申込書
  次の各号に掲げる場合の区分に応じ、当該各号に定める日：
    一　副本であるとき　始めの日
    二　種類の名が「甲」であるとき　終わりの日
    三　その他のとき　申込みの日の翌日

"""

_PLAIN = (
    "種類の名が「甲」である", "種類の名が「甲」でない", "種類の名が「甲」又は「乙」である", "種類の名が「甲」又は「乙」のいずれでもない",
    "人数が10人以上である", "人数が10人未満である", "人数が10人を超える", "人数が上限の人数以下である", "人数が下限の数以上である",
    "副本である", "副本でない", "始めの日がある", "始めの日がない", "品目がある", "種類の名が記載されている",
    "人数が記載されていない", "人数、副本及び付札が、いずれも記載されている", "始めの日が終わりの日以前である", "始めの日が終わりの日の前である",
    "申込者の種別が「甲」である", "「十分である」と認められる", "「相当である」と認められない",
    "品目のうちに、個数が2件以上であるものがある", "品目のうちに、有無であるものがない", "品目のうちに、有無であるものが、2件以上ある",
    "品目のいずれについても、有無である", "品目のうちに、「相当である」と認められるものがある",
    "種類の名が「甲」であるときは、人数が10人以上である",
)  # fmt: skip
_MORE = (
    "始めの日から起算して2年を経過している", "始めの日から起算して2年を経過しない", "終わりの日後6月を経過した",
    "始めの日が、終わりの日前六月以内である", "始めの日から終わりの日までの期間が、30日以上である",
    "始めの日から終わりの日までの期間（初日を算入する。）が、30日以下である", "申込者の年齢が18歳以上である", "申込者の年齢が18歳を超えない",
    "申込者が、成年の者に該当する", "申込者が、有力な者に該当しない", "申込者が、有力な者に該当する",
    "申込者の氏名が、宛名と同一である", "申込者の氏名が「高橋」と同一でない", "種類の名が、付札に含まれる", "種類の名が、使える札に含まれる",
    "付札のいずれもが、使える札に含まれる", "使える札のいずれもが、付札に含まれる",
    "始めの日が、申込みの日から終わりの日までの間である", "終わりの日において、始めの日から起算して2年を経過している",
    "終わりの日において、申込者が、有力な者に該当する", "起算の日が終わりの日以前である", "終わりの日が、始めの日の後直ちにされている",
    "品目の数が2件以上である", "品目の個数の合計が3件以上である", "添え書が添付されている", "数量が2件以上である",
    "品目のうちに、納期が起算の日以後であるものがある", "基準日が、始めの日の翌日以後である",
)  # fmt: skip


def random_rules(draw: Random, count: int, *, plain: bool = False) -> str:
    """A rule file with `count` items.  plain: only conditions that `naive` knows, and nothing but 要件."""
    items: list[str] = []
    for number in range(count):
        lines = [f"項目 rnd-{number}", "  見出し：試し", "  根拠：法第114条"]
        papers = "申込書" if plain or draw.random() < 0.8 else "申込書、添え書"
        lines.append(f"  書類：{papers}")
        if plain:
            lines += _condition(draw, "要件：", "こと", plain)
            lines.append("  満たさないとき：不適合")
        else:
            lines += _item(draw, number)
        items.append("\n".join(lines))
    return _HEAD + "\n\n".join(items) + "\n"


def _item(draw: Random, number: int) -> list[str]:
    lines: list[str] = []
    if draw.random() < 0.2:
        lines.append("  基準日：審査の日")
    if draw.random() < 0.4:
        lines.append(f"  適用：{_case(draw)}場合")
    ground = draw.random() < 0.3
    each = draw.random() < 0.15
    if each:
        lines.append("  対象：品目ごと")
    if number > 2 and draw.random() < 0.2:
        others = sorted(draw.sample(range(number), 2))
        word = draw.choice(
            ("のいずれにも適合する", "のいずれにも適合しない", "のいずれかに適合する", "のいずれかに適合しない")
        )
        head = "事由" if ground else "要件"
        lines.append(f"  {head}：項目 rnd-{others[0]} から rnd-{others[1]} まで{word}こと")
    elif each and draw.random() < 0.7:
        inner = draw.choice(
            ("有無である", "個数が2件以上である", "「相当である」と認められる", "納期が終わりの日以前である")
        )
        lines.append(f"  {'事由' if ground else '要件'}：{inner}こと")
    else:
        lines += _condition(draw, "事由：" if ground else "要件：", "こと", False)
    if draw.random() < 0.3:
        lines.append(f"  ただし、{_case(draw)}ときは、この限りでない。")
    if draw.random() < 0.2:
        lines.append("  判断を要する場合：")
        lines += [
            f"    {label}　{_case(draw)}とき　「{draw.choice(QUESTIONS)}か。」"
            for label in ("一", "二")[: draw.choice((1, 2))]
        ]
    head = "該当するとき" if ground else "満たさないとき"
    effects = ("不適合", "要補正", "義務違反", "注意", "要判断", "解除事由", "受付不可")
    if draw.random() < 0.3:
        lines.append(f"  {head}：")
        lines.append(f"    一　{_case(draw)}とき　{draw.choice(effects)}")
        lines.append(f"    二　その他のとき　{draw.choice(effects)}")
    else:
        lines.append(f"  {head}：{draw.choice(effects)}")
    return lines


def _atom(draw: Random, plain: bool) -> str:
    return draw.choice(_PLAIN if plain or draw.random() < 0.4 else _MORE)


def _case(draw: Random) -> str:
    """A condition before とき or 場合, where 「…であるときは、…」 would read two ways."""
    return next(found for _ in range(100) if "ときは" not in (found := _atom(draw, False)))


def _condition(draw: Random, head: str, noun: str, plain: bool) -> list[str]:
    if draw.random() < 0.2:
        return [f"  {head}{_atom(draw, plain)}{noun}"]
    mode = draw.choice(("いずれにも該当する", "いずれかに該当する", "いずれにも該当しない"))
    lines = [f"  {head}次の{mode}{noun}："]
    for label in "一二三四"[: draw.randrange(2, 5)]:
        if draw.random() < 0.35:
            inner = draw.choice(("いずれにも該当する", "いずれかに該当する", "いずれにも該当しない"))
            lines.append(f"    {label}　次の{inner}：")
            lines += [f"      {kana}　{_atom(draw, plain)}" for kana in "イロハ"[: draw.randrange(2, 4)]]
        else:
            lines.append(f"    {label}　{_atom(draw, plain)}")
    return lines
