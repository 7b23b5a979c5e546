"""A report as a reviewer meets one: made by hand, with every kind of result, so that reporters can be tested alone."""

from __future__ import annotations

from datetime import date

from compliance.finding import (
    Basis,
    Cause,
    FeeFinding,
    FeeLine,
    Finding,
    Input,
    Report,
    Result,
    Step,
)
from compliance.problem import Problem
from compliance.source import Source, Span

PROPOSAL = Source(
    "提案/0142/提案書.yaml",
    """提案書:
  提案の日: 令和8年8月20日
  提案者:
    名称: 株式会社みなとデータ研究所
    役員:
      - 氏名: 山田太郎
        生年月日: 昭和50年4月1日
      - 氏名: 佐藤花子
  本人の数: ９９９人
""",
)
PAPERS = Source("提案/0142/添付書類.yaml", "添付書類:\n  - 種類: 登記事項証明書\n    作成の日: 令和8年2月20日\n")
RULES = Source(
    "rules/法/第114条.rule",
    """項目 appi-114-1-2
  見出し：本人の数の下限と上限
  根拠：法第114条第1項第2号、規則第56条
  要件：本人の数が、最低本人数以上であり、かつ、個人情報ファイルの本人の数以下であること
  満たさないとき：不適合
""",
)
DAY = date(2026, 9, 2)


def at(source: Source, text: str) -> Span:
    """The place of a text in a source."""
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def findings() -> tuple[Finding, ...]:
    number = at(PROPOSAL, "９９９人")
    officer = at(PROPOSAL, "氏名: 佐藤花子")
    birthday = Cause(
        kind="記載なし",
        fact="提案者の役員の生年月日",
        text="役員「佐藤花子」の生年月日が記載されていません。",
        english="The date of birth of the officer 佐藤花子 is not stated.",
        addressee="提案者",
        place=officer,
    )
    meaning = "事業が新たな産業の創出又は活力ある経済社会若しくは豊かな国民生活の実現に資する"
    return (
        Finding(
            rule="appi-112-2-3",
            caption="本人の数の記載",
            citations=("法第112条第2項第3号",),
            result=Result.SATISFIED,
            day=date(2026, 8, 20),
        ),
        Finding(
            rule="appi-113-4",
            caption="提案者が刑に関する欠格事由に該当しないこと",
            citations=("法第113条第4号",),
            result=Result.SATISFIED,
            basis=(
                Basis("誓約", "誓約による欠格の事実の不存在", "誓約書により、提案者の刑はないものと推定しました。"),
            ),
        ),
        Finding(
            rule="appi-113-6",
            caption="役員に欠格者がいないこと",
            citations=("法第113条第6号",),
            result=Result.MISSING,
            effect="欠格による不適合",
            element="役員「佐藤花子」",
            key="/提案書/提案者/役員/1",
            reason="役員「佐藤花子」が欠格者に該当するかどうかは、まだ決まらない。",
            remedy=("生年月日が記載され、18歳以上であれば、適合となります。",),
            causes=(birthday,),
            place=officer,
        ),
        Finding(
            rule="appi-114-1-1",
            caption="審査の時に欠格事由に該当しないこと",
            citations=("法第114条第1項第1号",),
            result=Result.MISSING,
            effect="不適合",
            causes=(
                birthday,
                Cause(
                    kind="書類なし",
                    fact="個人情報ファイル簿",
                    text="個人情報ファイル簿がありません。",
                    english="The personal information file register is not in the dossier.",
                    addressee="行政機関",
                ),
            ),
        ),
        Finding(
            rule="rule-54-4-2",
            caption="登記事項証明書が六月以内に作成されたこと",
            citations=("規則第54条第4項第2号",),
            result=Result.JUDGEMENT,
            effect="要補正",
            reason="作成の日が、法令の定めからは一つに決まらない日に当たる。",
            causes=(
                Cause(
                    kind="期間の計算",
                    fact="添付書類の作成の日",
                    text="令和8年2月20日が「提案の日前六月以内」に含まれるかどうかは、法令の文言から決まりません。",
                    readings=("含むと読めば、適合となります。", "含まないと読めば、要補正となります。"),
                    addressee="行政機関",
                    place=at(PAPERS, "令和8年2月20日"),
                ),
            ),
            place=at(PAPERS, "令和8年2月20日"),
        ),
        Finding(
            rule="appi-114-1-4",
            caption="新たな産業の創出等に資すること",
            citations=("法第114条第1項第4号",),
            result=Result.JUDGEMENT,
            effect="不適合",
            views=("三つのうちいずれか一つで足りる。", "事業の意義の書面の記載が具体的か。"),
            causes=(
                Cause(
                    kind="記録なし",
                    fact=meaning,
                    text=f"「{meaning}」と認められるかどうかの判断が、審査記録にありません。",
                    question=meaning,
                    addressee="行政機関",
                ),
            ),
        ),
        Finding(
            rule="appi-114-1-2",
            caption="本人の数の下限と上限",
            citations=("法第114条第1項第2号", "規則第56条"),
            result=Result.VIOLATED,
            effect="不適合",
            key="/提案書/本人の数",
            day=date(2026, 8, 20),
            reason="本人の数 999人が、最低本人数 1,000人以上でない。",
            reason_english="The number of data subjects, 999, is not at least the minimum, 1,000.",
            remedy=("本人の数を1,000人以上とする提案に改めれば、適合となります。",),
            place=number,
            rule_place=at(RULES, "要件：本人の数が、最低本人数以上であり"),
            trace=Step(
                text="次のいずれにも該当する",
                english="all of the following hold",
                truth=False,
                children=(
                    Step(
                        text="本人の数が、最低本人数以上である",
                        english="the number of data subjects is at least the minimum",
                        truth=False,
                        label="一",
                        detail="本人の数 999人 ＜ 最低本人数 1,000人（令和5年4月1日から）",
                        places=(("本人の数", "９９９人", number),),
                        rule_place=at(RULES, "本人の数が、最低本人数以上であり"),
                    ),
                ),
            ),
        ),
        Finding(
            rule="rule-54-4-1",
            caption="本人確認書類が添付されていること",
            citations=("法第112条第3項第2号", "規則第54条第4項第1号"),
            result=Result.VIOLATED,
            effect="要補正",
            reason="添付書類のうちに、本人確認書類がない。",
            remedy=("本人確認書類を添付すれば、適合となります。",),
            place=at(PAPERS, "添付書類"),
        ),
        Finding(
            rule="appi-110-1",
            caption="個人情報ファイル簿に募集をする旨が記載されていること",
            citations=("法第110条",),
            result=Result.VIOLATED,
            effect="義務違反",
            reason="個人情報ファイル簿に、提案の募集をする旨が記載されていない。",
        ),
        Finding(
            rule="appi-120-2",
            caption="契約の相手方が欠格者となっていないこと",
            citations=("法第120条第2号",),
            result=Result.NOT_APPLICABLE,
            not_applicable="契約書はまだ要りません（契約の段階から要る書類です）。",
        ),
        Finding(
            rule="practice-period",
            caption="契約期間と事業の期間の釣合い",
            citations=("法第112条第2項第6号",),
            result=Result.VIOLATED,
            effect="注意",
            reason="契約期間が、事業の期間より長い。",
            layer="実務",
        ),
    )


def fee() -> FeeFinding:
    return FeeFinding(
        rule="appi-119-1",
        caption="手数料の額",
        citations=("法第119条第1項", "令第31条第1項"),
        result=Result.SATISFIED,
        day=DAY,
        total=36800,
        low=36800,
        high=36800,
        lines=(
            FeeLine("一", "基本額", 21000, 21000, "21,000円"),
            FeeLine("二", "作成に要する時間", 15800, 15800, "3時間5分 → 4時間 × 3,950円 ＝ 15,800円"),
        ),
    )


def sample(dossier: str = "提案/0142") -> Report:
    """A proposal that fails in two ways, and leaves things open."""
    return Report(
        dossier=dossier,
        kind="提案",
        stage="審査",
        on=DAY,
        on_from="審査記録",
        findings=findings(),
        fees=(fee(),),
        outcome="要補正",
        duties=True,
        cancellation=False,
        overall="要補正",
        next_papers=("通知書", "契約申込書"),
        inputs=(Input("提案/0142/提案書.yaml", "1f" * 32), Input("提案/0142/添付書類.yaml", "2e" * 32)),
        rules_digest="ab" * 32,
        statute_digest="cd" * 32,
        version="0.1.0",
        counts={"適合": 2, "不適合": 4, "情報不足": 2, "要判断": 2, "対象外": 1, "誓約": 1},
    )


def clean(dossier: str = "提案/0001") -> Report:
    """A proposal with which nothing is wrong."""
    return Report(
        dossier=dossier,
        kind="提案",
        stage="審査",
        on=DAY,
        on_from="今日",
        findings=findings()[:2],
        outcome="適合",
        overall="適合",
        rules_digest="ab" * 32,
        statute_digest="cd" * 32,
        version="0.1.0",
    )


def unreadable(dossier: str = "提案/0200") -> Report:
    """A dossier that cannot be judged, because a paper is badly written."""
    problem = Problem(
        code="unknown-key",
        message="「本人の人数」という項目は、提案書にありません。",
        span=at(PROPOSAL, "本人の数: ９９９人"),
        hint="「本人の数」の書き間違いではありませんか。",
        related=(("提案書はここから始まります", at(PROPOSAL, "提案書:")),),
    )
    return Report(dossier=dossier, kind="", stage="", on=DAY, on_from="今日", findings=(), problems=(problem,))
