"""Random rule items as people might type them: any sentence of the language, untidy blanks, widths, order and comments.

`rule_files` draws whole files.  Between words stands a mark where blanks may be put (`_`), and one where a line may end
(`/`, after 、); `untidy` fills them in.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

NAMES = (
    "提案者",
    "役員",
    "種別",
    "氏名",
    "刑",
    "写し",
    "本人の数",
    "代理人",
    "開始の日",
    "提案の日",
    "欠格者",
    "添付書類",
    "未知の語",
)
UNITS = ("人", "円", "歳", "件", "回", "時間", "日", "か月", "年", "月")
QUOTES = ("個人", "法人その他の団体", "甲、乙及び『丙』", "番号#1", "かつ、又は", "（注）：")
KANJI = "一二三四五六七八九"
IROHA = "イロハニホヘト"
COMMENTS = ("# 確認済み", "#", "# 「引用」と、かつ", "＃ 全角の印", "# 二　号のようなもの", "#要件：x")


def name(r: Random) -> str:
    return str(r.choice(NAMES))


def path(r: Random) -> str:
    return "_の_".join(name(r) for _ in range(r.randint(1, 3)))


def number(r: Random) -> str:
    unit = r.choice(UNITS)
    return f"{r.choice(['1', '2', '千', '六', '1,000', '２０', '3万'])}{unit}"


def quote(r: Random) -> str:
    return f"「{r.choice(QUOTES)}」"


def point(r: Random) -> str:
    kind = r.randint(0, 5)
    if kind == 0:
        return "令和8年8月3日"
    if kind == 1:
        return (
            path(r)
            + "_"
            + r.choice(["の末日", "の翌日", "の前日", "の属する年度", "の属する月の末日", "の数", "の合計"])
        )
    return path(r)


def interval(r: Random, form: str) -> str:
    return f"{point(r)}_から_{point(r)}_までの{form}" + (
        "（初日を算入する。）" if form == "期間" and (r.random() < 0.5) else ""
    )


def operand(r: Random) -> str:
    kind = r.randint(0, 6)
    makers = {0: number, 1: quote, 2: lambda r: interval(r, "期間")}
    return str(makers.get(kind, point)(r))


def series(r: Random, maker: Callable[[Random], str], joint: str) -> str:
    count = r.randint(1, 3)
    if count == 1:
        return maker(r)
    return "、/".join(maker(r) for _ in range(count - 1)) + f"_{joint}_" + maker(r)


def subject(r: Random) -> str:
    kind = r.randint(0, 3)
    return "" if kind == 0 else operand(r) + r.choice(["が、/", "が_", "は、/", "も_"])


Forms: TypeAlias = tuple[str, str]  # before a noun and at the end; before かつ and 又は


def predicate(r: Random) -> Forms:
    """A simple sentence without its ending, in two forms."""
    kind = r.randint(0, 17)
    s = subject(r)
    is_, is_not = ("である", "であり"), ("でない", "でなく")
    copula = r.choice([is_, is_not])

    def both(stem: str, endings: Forms) -> Forms:
        return stem + endings[0], stem + endings[1]

    if kind == 0:
        op = r.choice(["以上", "以下", "未満", "以前", "以後", "前", "の前", "後", "の後"])
        return both(f"{s}{operand(r)}_{op}", r.choice([copula, ("", "")]))
    if kind == 1:
        return both(f"{s}{operand(r)}_", r.choice([("を超える", "を超え"), ("を超えない", "を超えず")]))
    if kind == 2:
        return both(f"{s}{series(r, operand, '又は')}_", copula)
    if kind == 3:
        return both(f"{s}{series(r, quote, '又は')}_", ("のいずれでもない", "のいずれでもなく"))
    if kind == 4:
        return both(
            f"{path(r)}_",
            r.choice([("がある", "があり"), ("がない", "がなく"), ("をする", "をし"), ("をしない", "をせず")]),
        )
    if kind == 5:
        names = series(r, path, "及び")
        how = "が、いずれも" if "及び" in names else "が"
        return both(
            f"{names}_{how}", r.choice([("記載されている", "記載されており"), ("添付されていない", "添付されておらず")])
        )
    if kind == 6:
        return both(f"{s}{operand(r)}_", r.choice([("に含まれる", "に含まれ"), ("に属しない", "に属せず")]))
    if kind == 7:
        return both(f"{path(r)}_のいずれもが、/{path(r)}_", ("に含まれる", "に含まれ"))
    if kind == 8:
        return both(f"{s}{series(r, point, '又は')}_", ("と同一である", "と同一であり"))
    if kind == 9:
        return both(f"{point(r)}_から起算して_{number(r)}_", ("を経過しない", "を経過せず"))
    if kind == 10:
        return both(f"{point(r)}_後_{number(r)}_", ("を経過した", "を経過し"))
    if kind == 11:
        return both(f"{s}{point(r)}_前_{number(r)}_以内", copula)
    if kind == 12:
        return both(f"{s}{path(r)}_の後_", ("直ちにされている", "直ちにされており"))
    if kind == 13:
        lead = path(r) + "が、/" if (r.random() < 0.5) else ""
        return both(f"{lead}{name(r)}_", ("に該当しない", "に該当せず"))
    if kind == 14:
        return both(f"{quote(r)}_", ("と認められる", "と認められ"))
    if kind == 15:
        return both("項目 x-1 から x-4 まで、/y-2_", ("のいずれにも適合する", "のいずれにも適合し"))
    if kind == 16:
        return both(f"{s}{interval(r, '間')}_", copula)
    return both("前号又は第1号_", ("に該当する", "に該当し"))


def unit(r: Random, depth: int) -> Forms:
    kind = r.randint(0, 9) if depth > 0 else 9
    if kind == 0:
        inner = condition(r, depth - 1)
        return f"（{inner}）", f"（{inner}）"
    if kind == 1:
        inner = condition(r, depth - 1)
        lead = f"{path(r)}_のうちに、/{inner}_{r.choice(['者', 'もの'])}_"
        ending = r.choice([("がある", "があり"), ("がない", "がなく"), ("が、2件以上ある", "が、2件以上あり")])
        return lead + ending[0], lead + ending[1]
    if kind == 2:
        lead = f"{path(r)}_のいずれについても、/（{condition(r, depth - 1)}）"
        return lead, lead
    if kind == 3:
        lead = f"{path(r)}_において、/"
        end, on = unit(r, depth - 1)
        return lead + end, lead + on
    return predicate(r)


def condition(r: Random, depth: int = 2) -> str:
    """A condition in the form before a noun or at the end.  At most one kind of joint, so that levels are not mixed."""
    guard = r.choice(["", "", "", "個人であって、/", "役員があって、/", "種別が_「個人」_であって、/"])
    parts = [unit(r, depth) for _ in range(r.randint(1, 3))]
    joint = r.choice(["、/かつ、/", "、/又は_", "_かつ_"])
    if len(parts) > 1 and any("において" in part or "いずれについても" in part for part, _ in parts):
        parts = [(f"（{part}）", f"（{part}）") for part, _ in parts]  # else it reads two ways
    return guard + joint.join([*(on for _, on in parts[:-1]), parts[-1][0]])


def clause(r: Random, noun: str) -> str:
    if r.randint(0, 5) == 0:
        lead = r.choice(["_とき_は、/", "_場合_にあっては、/"])
        return condition(r, 1) + lead + condition(r, 1) + f"_{noun}"
    return condition(r) + f"_{noun}"


def sentence(r: Random, noun: str, depth: int = 1) -> list[str]:
    """The lines of a sentence, or of a list: its head and its entries, unevenly indented."""
    if depth > 3 or r.randint(0, 2):
        return [clause(r, noun)]
    which = r.choice(["にも該当する", "かに該当する", "にも該当しない"])
    head = r.choice(["", "", "個人であって、/", f"{path(r)}_のいずれについても、/", "代理人があり、/かつ、/"])
    if r.randint(0, 3) == 0:
        lines = [f"{head}{path(r)}_のうちに、/次のいずれ{which}_もの_がある_{noun}："]
        inner_noun = "もの"
    else:
        lines = [f"{head}次のいずれ{which}_{noun}："]
        inner_noun = noun
    for number_ in range(r.randint(1, 3)):
        label = {1: KANJI[number_], 2: IROHA[number_], 3: f"（{'１２３'[number_]}）"}[depth]
        blank = r.choice(["　", " ", "\t", "　 "])
        inner = sentence(r, r.choice(["", inner_noun]) if depth < 3 else "", depth + 1)
        if inner[0].endswith("：") and f"_{inner_noun}：" not in inner[0]:
            inner = [clause(r, inner_noun)]
        elif len(inner) == 1 and r.randint(0, 4) == 0:
            inner = [inner[0] + "。_ただし、/代理人がある_とき_は、この限りでない。"]
        lines += [f"{label}{blank}{inner[0]}", *inner[1:]]
    return lines


def nonempty(lines: list[str]) -> list[str]:
    return [line.replace("__", "_").rstrip("_") for line in lines]


PERIODS = (("令和4年4月1日から令和5年3月31日まで：", "令和5年4月1日から："), ("令和4年4月1日から：",))


def rule(r: Random, number_: int) -> list[list[str]]:
    ground = r.random() < 0.5
    body = sentence(r, "こと")
    fields = [[f"{'事由' if ground else '要件'}：{body[0]}", *body[1:]]]
    if r.random() < 0.5:
        fields.append(["ただし、/" + condition(r) + "_とき_は、この限りでない。"])
        fields = [fields[0] + fields[1]] if (r.random() < 0.5) else fields
    else:
        dated = r.randint(0, 3)
        if dated == 0:
            fields = [
                [
                    "要件：" if not ground else "事由：",
                    *(line for period in PERIODS[0] for line in (period, clause(r, "こと"))),
                ]
            ]
        elif dated == 1:
            head = "事由" if ground else "要件"
            fields = [[period, f"{head}：{clause(r, 'こと')}"] for period in PERIODS[0]]
    head = "該当するとき" if ground else "満たさないとき"
    effects = (
        [f"{head}：", f"一　{condition(r)}_とき　注意", "二　その他のとき　要補正"]
        if (r.random() < 0.5)
        else [f"{head}：不適合"]
    )
    optional = [
        ["見出し：本人の数の下限"],
        ["書類：提案書_、_誓約書"],
        ["基準日：提案の日"],
        [f"適用：{condition(r)}_場合"],
        ["対象：提案者_の_役員_ごと"],
        ["判断を要する場合：", f"一　{condition(r)}_とき　「認められるか。」"],
        ["観点：", "・三つのうち一つで足りる。", "・記載が具体的か。"],
        ["理由：「｛氏名｝は、該当する。」"],
        ["解釈：", "・到達の日で見る（確度：高）"],
    ]
    chosen = [field for field in optional if (r.random() < 0.5)]
    return [[f"項目 r-{number_}"], ["根拠：法第1条、規則第2条"], *in_some_order(r, [*fields, effects, *chosen])]


def in_some_order(r: Random, fields: list[list[str]]) -> list[list[str]]:
    """Fields in any order, but for those whose order is meaning: dated bodies and what follows them."""
    if any(field[0].startswith(("令和", "ただし")) for field in fields) or (r.random() < 0.5):
        return fields
    return r.sample(fields, len(fields))


def definition(r: Random, number_: int) -> list[list[str]]:
    noun = r.choice(["者", "もの"])
    fields = [["根拠：法第1条"]] + ([["解釈：", "・狭く読む（確度：低）"]] if (r.random() < 0.5) else [])
    kind = r.randint(0, 3)
    if kind == 0:
        body = [line for period in PERIODS[0] for line in (period, *sentence(r, noun))]
    elif kind == 1:
        body = [
            "次の各号に掲げる場合の区分に応じ、当該各号に定める日：",
            f"一　{condition(r)}_とき　{point(r)}",
            f"二　その他のとき　{operand(r)}",
        ]
    else:
        body = sentence(r, noun)
        if r.random() < 0.5:
            body = [*body, "ただし、/写しである_とき_は、この限りでない。"]
    return [[f"定義 定め{KANJI[number_]}"], *fields, body]


def value(r: Random, number_: int) -> list[list[str]]:
    periods = r.choice([*PERIODS, ()])
    if r.random() < 0.5:
        lines = [period + number(r) for period in periods] or [number(r)]
        return [[f"基準値 値{KANJI[number_]}"], ["根拠：法第1条"], lines]
    lines = [period + series(r, quote, "又は") for period in periods] or [series(r, quote, "又は")]
    return [[f"一覧 表{KANJI[number_]}"], ["根拠：法第1条"], lines]


def other(r: Random, number_: int) -> list[list[str]]:
    kind = r.randint(0, 3)
    if kind == 0:
        return [
            [f"委任 額{KANJI[number_]}"],
            *in_some_order(r, [["定める者：「地方公共団体」"], ["根拠：法第1条"], [f"標準：{number(r)}"]]),
        ]
    if kind == 1:
        facts = ["次の事実は、ないものと推定する：", f"一　{path(r)}", f"二　{path(r)}"]
        return [
            [f"推定 「推定{number_}」"],
            *in_some_order(r, [["根拠：法第1条"], [f"前提：{condition(r)}_とき"], facts]),
        ]
    if kind == 2:
        applied = "準用する項目：a-1 から a-4 まで、/b-1（a-2 を除く。）"
        changes = ["読替え：", "一　項目 a-1 から a-3 まで中_「提案者」_とあるのは_「代理人」_と読み替える"]
        return [[f"準用 s-{number_}"], *in_some_order(r, [[applied], changes, ["根拠：法第1条"]])]
    entries = [
        "内訳：",
        f"一　「基本額」　{number(r)}",
        f"二　「時間」　{name(r)}_1時間までごとに_{number(r)}（{condition(r, 1)}_場合に限る。）",
    ]
    cases = [
        "次の各号に掲げる場合の区分に応じ、当該各号に定める額：",
        f"一　{condition(r)}_場合　{path(r)}_と同額",
        "二　その他の場合　1,000円",
    ]
    body = r.choice([entries, cases, [PERIODS[1][0], *entries], [PERIODS[1][0], *cases]])
    return [[f"手数料 f-{number_}"], ["根拠：法第1条"], body]


def rule_files() -> st.SearchStrategy[str]:
    """Files of one to three items that can be read, as untidy as people type.

    Only the seed is hypothesis's: to draw every choice from it would take ten times as long.
    """
    return st.integers(0, 2**48).map(lambda seed: rule_file(Random(seed)))


def rule_file(r: Random) -> str:
    lines: list[str] = []
    if r.randint(0, 3) == 0:
        lines += ["# 説明", "", "# もう一つ", ""]
    for number_ in range(r.randint(1, 3)):
        maker = r.choice([rule, rule, rule, definition, definition, value, other])
        lines += untidy(r, maker(r, number_))
    return "\n".join(lines) + r.choice(["\n", "", "\n\n"])


def untidy(r: Random, fields: list[list[str]]) -> list[str]:
    """The lines of an item with odd indentation, widths, blanks, line ends after 、 and comments."""
    tidy = r.random() < 0.5
    out = [f"{fields[0][0]}{remark(r, tidy)}"]
    for field in fields[1:]:
        for at, line in enumerate(nonempty(field)):
            if not tidy and r.randint(0, 9) == 0:
                out.append(r.choice(["", "  ", "\t"]))
            if not tidy and r.randint(0, 9) == 0:
                out.append("  " * r.randint(1, 4) + r.choice(COMMENTS))
            indent = "  " * (2 if at else 1) if tidy else r.choice(["  ", "    ", " ", "\t", "　", "      "])
            out.append(indent + filled(r, line, tidy) + remark(r, tidy))
    return [*out, ""] if tidy or (r.random() < 0.5) else [*out, r.choice(["# 次の項目について", ""])]


def remark(r: Random, tidy: bool) -> str:
    return "" if tidy or r.randint(0, 9) else "  " + str(r.choice(COMMENTS))


_NARROW = {"：": ":", "、": ",", "（": "(", "）": ")", "。": "｡"}


def filled(r: Random, line: str, tidy: bool) -> str:
    """The line with its marks filled in, and some signs half-width."""
    out: list[str] = []
    quoted = False
    for character in line:
        quoted = (quoted or character == "「") and character != "」"
        if character == "_" and not quoted:
            out.append("" if tidy or r.randint(0, 7) else r.choice([" ", "　", "\u00a0"]))
        elif character == "/" and not quoted:
            kind = 9 if tidy else r.randint(0, 15)
            out.append({0: "\n      ", 1: "  # 途中\n    ", 2: " ", 3: "\n  # 途中の行\n  "}.get(kind, ""))
        elif character in _NARROW and not quoted and not tidy and r.randint(0, 9) == 0:
            out.append(_NARROW[character])
        else:
            out.append(character)
    return "".join(out)
