"""What the tool itself says, in Japanese and in English.  The law, the rules and the papers speak for themselves.

A sentence of a finding comes with the finding; only the words around it live here.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Lang: TypeAlias = Literal["ja", "en"]

# Words of results, effects and outcomes: in Japanese they are their own names.
ENGLISH: Final = {
    "適合": "CONFORMS",
    "不適合": "FAILS",
    "情報不足": "INFORMATION MISSING",
    "要判断": "JUDGEMENT NEEDED",
    "対象外": "NOT APPLICABLE",
    "受付不可": "NOT RECEIVABLE",
    "欠格による不適合": "DISQUALIFIED",
    "要補正": "CORRECTION NEEDED",
    "義務違反": "BREACH OF DUTY",
    "解除事由": "GROUND FOR CANCELLATION",
    "注意": "REMARK",
    "審査不能": "NOT CHECKED",
    "免除": "WAIVED",
    "問題": "problem",
    "提案者": "the proposer",
    "行政機関": "the public body",
    "公的書類": "an official paper",
    "提案": "proposal (Art. 112)",
    "作成済情報の提案": "proposal on existing information (Art. 118)",
    "募集": "call for proposals",
    "審査": "review",
    "通知": "notice",
    "契約申込": "application for a contract",
    "契約": "contract",
    "作成": "processing",
    "提供": "provision",
    "解除": "cancellation",
    "--on": "given by --on",
    "審査記録": "from the review record",
    "今日": "today",
}

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # the head of a report
    "kind": ("種類", "Kind"),
    "stage": ("段階", "Stage"),
    "review day": ("審査の日", "Day of review"),
    "proposal outcome": ("提案の結論", "Proposal"),
    "apart": ("別の結論", "Apart from it"),
    "not stated": ("記載なし", "not stated"),
    "not checked": ("次の問題を直すと、審査できます。", "It can be checked once these problems are mended."),
    # its parts
    "problems": ("書き方の問題", "Badly written"),
    "failing": ("満たしていないもの", "Not satisfied"),
    "ask 提案者": ("提案者への補正・照会", "To ask the proposer"),
    "ask 行政機関": ("庁内確認", "To find out within the public body"),
    "ask ": ("そのほかの照会", "To find out elsewhere"),
    "judge": ("判断を要するもの", "For a person to judge"),
    "judge also": (
        "このうち{n}件は、事実も足りない項目についての判断です。その項目は、最後の集計では「情報不足」に数えます。",
        "{n} of these are of items for which facts are missing as well; the totals at the end count those items as "
        "INFORMATION MISSING.",
    ),
    "duties": ("行政機関の義務違反（提案の結論とは別）", "Duties of the public body (apart from the proposal)"),
    "cancellation": (
        "契約の解除の事由（提案の結論とは別）",
        "Grounds to cancel the contract (apart from the proposal)",
    ),
    "remarks": ("注意", "Remarks"),
    "satisfied": ("満たしているもの", "Satisfied"),
    "not applicable": ("対象外のもの", "Not applicable"),
    "next papers": ("次に要る書類", "Papers the next step will need"),
    "fees": ("手数料", "Fees"),
    "record": ("この結果の前提", "What this rests on"),
    "dossiers": ("一件書類ごとの結論", "Dossiers"),
    # an item explained
    "law": ("根拠の条文", "The law"),
    "rule text": ("規則の定め", "The rule as written"),
    "english": ("英語での読み", "In English"),
    "result": ("{dossier} での結果", "Result on {dossier}"),
    "no result": (
        "この項目の結果はありません（この種類の一件書類では使わない項目です）。",
        "This item gives no result on this kind of dossier.",
    ),
    "replaced": ("読替え: 「{old}」は「{new}」と読む。", "Read 「{new}」 for 「{old}」."),
    "no official text": (
        "条文の原文は「compliance statute import」で取り込むと表示されます。",
        "The official text is shown once it is imported (compliance statute import).",
    ),
    # the fields of a finding
    "citation": ("根拠", "Law"),
    "paper": ("箇所", "Place"),
    "why": ("理由", "Why"),
    "remedy": ("直し方", "What then"),
    "basis": ("判断", "Basis"),
    "question": ("問い", "Question"),
    "elements": ("対象", "Asked of"),
    "record it": (
        "判断をしたら、審査記録の「判断」に、項目、対象、問い、結論、理由、判断者及び判断の日を記録してください。",
        "Record each judgement in the review record (審査記録の「判断」): item, element, question, conclusion, reason, "
        "who judged and when.",
    ),
    "views": ("観点", "Consider"),
    "readings": ("読み方", "Readings"),
    "needed by": ("要する項目", "Needed by"),
    "note": ("解釈", "Reading"),
    "hint": ("ヒント", "hint"),
    "effect open": ("未定", "still open"),
    "at most": ("最も重い場合", "at most"),
    "practice": ("実務", "practice"),
    "more places": ("ほかの箇所", "Also"),
    "more": ("（ほか{n}点）", " (and {n} more)"),
    "line": ("{n}行", "line {n}"),
    "yes": ("はい", "yes"),
    "no": ("いいえ", "no"),
    "unknown": ("不明", "open"),
    "level": ("［{n}段目］", "[level {n}] "),
    # waivers
    "waived": ("免除されているもの（終了コードでは数えません）", "Waived (not counted by the exit code)"),
    "waiver": ("免除", "Waived"),
    "waiver line": (
        "{reason}（承認者 {approver}、{until}まで）",
        "{reason} (approved by {approver}, until {until})",
    ),
    "waiver expired": (
        "期限（{until}）が過ぎた免除です: {reason}（承認者 {approver}）",
        "the waiver expired on {until}: {reason} (approved by {approver})",
    ),
    "waived count": ("うち免除 {n}", "{n} of them waived"),
    # totals
    "checked": ("{n}件を検査", "{n} checked"),
    "pledged": ("誓約による推定 {n}", "{n} on the pledge"),
    "judged": ("判断による {n}", "{n} on a recorded judgement"),
    "problem count": ("書き方の問題 {n}件", "badly written in {n} places"),
    "dossier count": ("{n}件の一件書類 ― ", "{n} dossiers: "),
    "none failing": ("満たしていない項目はありません。", "Nothing fails."),
    "fee total": ("合計", "Total"),
    "fee range": ("{low}から{high}まで（未定）", "between {low} and {high} (open)"),
    "fee from": ("{low}以上（未定）", "{low} or more (open)"),
    "fee standard": ("参考（設定のない額を、政令の額としたもの）", "For reference (amounts not set, by the Order)"),
    "no fee": ("計算する手数料は、まだありません。", "There is no fee to work out yet."),
    "rules digest": ("規則", "Rules"),
    "statute digest": ("条文索引", "Statute index"),
    "version": ("版", "Version"),
    "as follows": ("次のとおり", "as follows"),
    "inputs": ("書類", "Papers"),
    "settings": ("機関の設定", "Settings"),
    "delegated value": ("{name} {text} ― {source}（{day}確認）", "{name} {text} ― {source} (confirmed {day})"),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """The words under `key`, with values put in."""
    text = _WORDS[key][lang == "en"]
    return text.format(**values) if values else text


def name(word: str, lang: Lang) -> str:
    """A word of results, effects, stages and addressees, in the language asked for."""
    return ENGLISH.get(word, word) if lang == "en" else word
