"""Whether two texts name the same person, body or place.  Sure, sure not, or for a human to say (表記の揺れ).

Wrongly finding two the same would pass a paper of somebody else; so what only looks alike is left open.
"""

from __future__ import annotations

from unicodedata import category, normalize

from compliance.kinds.numerals import read_integer

# A kind of corporation in brackets, as trade names abbreviate it, in NFKC form (㈱ becomes (株)) → in full.
_BODIES = {
    "(株)": "株式会社",
    "(有)": "有限会社",
    "(同)": "合同会社",
    "(資)": "合資会社",
    "(名)": "合名会社",
    "(一社)": "一般社団法人",
    "(一財)": "一般財団法人",
    "(公社)": "公益社団法人",
    "(公財)": "公益財団法人",
    "(社)": "社団法人",
    "(財)": "財団法人",
    "(学)": "学校法人",
    "(医)": "医療法人",
    "(福)": "社会福祉法人",
    "(社福)": "社会福祉法人",
    "(宗)": "宗教法人",
    "(特非)": "特定非営利活動法人",
    "NPO法人": "特定非営利活動法人",
    "(独)": "独立行政法人",
    "(地独)": "地方独立行政法人",
    "(大)": "国立大学法人",
}
# Longest first, so that 一般社団法人 is not taken for 社団法人.
_FULL = tuple(sorted({*_BODIES.values(), "特例有限会社"}, key=len, reverse=True))

# Forms of one character: 旧字体 and the 異体字 usual in names and addresses; the first of a group stands for all.
_VARIANTS = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 稲稻 飲飮 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 艶艷 縁緣 応應
欧歐 殴毆 桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 会會 壊壞 懐懷 絵繪 概槪 拡擴 殻殼 覚覺 学學斈
岳嶽 楽樂 渇渴 缶罐 勧勸 巻卷 陥陷 寛寬 関關 歓歡 観觀 気氣 帰歸 亀龜 偽僞 戯戲 犠犧 旧舊 拠據
挙擧 虚虛 峡峽 狭狹 郷鄕鄉 暁曉 区區 駆驅 勲勳 薫薰 径徑 茎莖 恵惠 渓溪 経經 蛍螢 軽輕 継繼 鶏鷄雞
芸藝 撃擊 欠缺 県縣 倹儉 剣劍劔剱 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 広廣 効效 恒恆 黄黃 鉱鑛
号號 国國圀 黒黑 砕碎 済濟 斎齋斉齊 剤劑 冊册 桟棧 惨慘 参參 蚕蠶 賛贊 残殘 糸絲 歯齒 児兒 辞辭
湿濕溼 実實 写寫冩 舎舍 釈釋 寿壽 収收 従從 渋澁澀 獣獸 縦縱 粛肅 処處 緒緖 叙敍敘 将將 称稱 渉涉
焼燒 証證 奨奬 条條 状狀 乗乘 浄淨 剰剩 畳疊 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 真眞 寝寢 慎愼
尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 静靜 窃竊 摂攝 専專 戦戰 浅淺 践踐 潜潛
銭錢 繊纖 禅禪 双雙 壮壯 荘莊 捜搜 挿插 巣巢 曽曾 争爭 窓窗 総總 聡聰 装裝 騒騷 増增 蔵藏 臓臟
即卽 属屬 続續 堕墮 体體 対對 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 担擔 単單 胆膽 団團 弾彈 断斷 痴癡
遅遲 昼晝 虫蟲 鋳鑄 庁廳 徴徵 聴聽 鎮鎭 逓遞 鉄鐵銕 点點 転轉 伝傳 党黨 灯燈 盗盜 当當 闘鬪 徳德
独獨 読讀 届屆 弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 蛮蠻 浜濱濵 瓶甁 払拂 仏佛
併倂 並竝 辺邊邉 変變 弁辨辯瓣 歩步 宝寶寳 豊豐 褒襃 翻飜 毎每 万萬 満滿 黙默 弥彌 訳譯 薬藥 予豫
余餘 与與 誉譽 揺搖 様樣 謡謠 頼賴 来來 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚 塁壘 励勵 礼禮 霊靈
齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 楼樓 録錄 湾灣 高髙 崎﨑嵜碕 島嶋嶌 吉𠮷 富冨 桑桒 柳栁桺 館舘
峰峯 桧檜 祢禰 薮藪籔 籠篭 梅楳 松枩 秋秌 土圡 淵渕渊 遥遙 槙槇 尭堯 凛凜 晃晄 煕熙凞 亘亙 巌巖
禄祿 鶴靏靍 刈苅 裏裡 砺礪 鴎鷗 侠俠 頬頰 剥剝 填塡 呑吞 蝋蠟 莱萊 蒋蔣 醤醬 掻搔 躯軀 繋繫 麹麴
鹸鹼 噛嚙 屏屛 并幷 焔焰 祷禱 蝉蟬 騨驒 箪簞 掴摑 涛濤 迩邇 蛎蠣 翠翆 穣穰 萌萠 昂昻 杯盃 船舩
兎兔 回囘 往徃 場塲 橋𣘺 角𧢲 野埜 村邨 留畄 嘉㐂喜 閉閇 閒間 窪凹 姫姬 恊協 勇勈 隆𨺓 青靑 清淸
産產 彦彥 顔顏 研硏 既旣 郎郞 内內 税稅 説說 悦悅 鋭銳 閲閱 脱脫 戸戶 呉吳 娯娛 別别 ~〜∼ 唖啞
嘘噓 粧妝 戻戾 掲揭 晋晉 晩晚 査查 桝枡 楡榆 歳歲 汚污 痩瘦 皐皋 頴穎 竃竈 絶絕 繍繡 群羣 脚腳
葱蔥 芦蘆 猫貓 輌輛 麺麪麵 挟挾 疎疏 勅敕 没沒 秘祕 舗舖鋪
"""

# What is written of an addressee beside the name.  行 is not among them: 銀行.
_HONORIFICS = ("様", "殿", "御中", "宛て", "あて", "宛")
_ADDRESSED = ("(宛先)", "(あて先)", "宛先:", "あて先:")
# Titles of those who represent a body, written before the name; no name begins with one.  Longest first.
_TITLES = (
    "代表取締役社長", "代表取締役会長", "代表執行役社長", "取締役社長", "取締役会長", "代表取締役", "代表執行役",
    "業務執行社員", "代表社員", "代表理事", "理事長",
)  # fmt: skip
_OF_JAPAN = """
北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県
石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県
岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
"""
_PREFECTURES = tuple(_OF_JAPAN.split())

# Hyphens, dashes and the long-vowel mark, which are typed for each other.
_HYPHENS = frozenset("-‐‑‒–—―−ー─")
_ASCII_DIGITS = "0123456789"
_KANJI_DIGITS = "〇一二三四五六七八九十百千"
_COUNTED = _HYPHENS.union(_ASCII_DIGITS, _KANJI_DIGITS)
_AFTER_NUMBER = ("丁目", "番地の", "番地", "番の", "番", "号室", "号", "の", "ノ")
_SMALL_KANA = "ァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎヰヱゐゑ"
_LARGE_KANA = "アイウエオツヤユヨワあいうえおつやゆよわイエいえ"


def same(a: str, b: str) -> bool | None:
    """True: the same but for width, blanks, the short form of 株式会社 and its like (NFKC), 様・殿・御中・宛 of an
    addressee, and 代表取締役 and its like before a name.  False: another.

    None: the same only if 旧字体 and 異体字, ヶ・ケ・が, 丁目・番地 and hyphens are made one, or where one text lacks the
    kind of corporation, or has it at the other end, or alone has the 都道府県 or a body and a title before it, 「行」 or
    something in brackets after it; a human says whether they are one (language.md §5.9).
    """
    if a == b:
        return True
    left, right = _key(a), _key(b)
    if left == right:
        return True
    left, right = _untitled(_addressee(left)), _untitled(_addressee(right))
    if left == right:
        return True
    left, right = _with_as_much(left, right), _with_as_much(right, left)
    body_a, name_a = _split_body(left)
    body_b, name_b = _split_body(right)
    if body_a and body_b and body_a != body_b:
        return False
    return None if _fold(name_a) == _fold(name_b) else False


def _key(text: str) -> str:
    """NFKC without blanks, with the kind of corporation written in full at its end of the name."""
    key = "".join(normalize("NFKC", text).split())
    if "(" in key or "NPO" in key:
        for short, full in _BODIES.items():
            if key.startswith(short):
                return full + key.removeprefix(short)
            if key.endswith(short):
                return key.removesuffix(short) + full
    return key


def _addressee(key: str) -> str:
    """A name without the marks of an addressee; what is nothing but such a mark stays as it is."""
    bare = key
    for mark in _ADDRESSED:
        bare = bare.removeprefix(mark)
    shorter = True
    while shorter:
        shorter = False
        for word in _HONORIFICS:
            if bare.endswith(word) and bare != word:
                bare, shorter = bare.removesuffix(word), True
    return bare or key


def _untitled(key: str) -> str:
    """代表取締役港花子 → 港花子; what is nothing but a title stays as it is."""
    title = next((title for title in _TITLES if key.startswith(title)), "")
    return key.removeprefix(title) or key


def _with_as_much(key: str, other: str) -> str:
    """A text without what it alone may say more: the 都道府県, something in brackets at its end, the body and the title
    of its representative, 行.
    """
    prefecture = next((each for each in _PREFECTURES if key.startswith(each) and key != each), "")
    if prefecture and not other.startswith(_PREFECTURES):
        key = key.removeprefix(prefecture)
    if key.endswith(")") and not other.endswith(")") and "(" in key[1:]:
        key = key[: key.index("(", 1)]
    title = next((title for title in _TITLES if title in key), "")
    if title and not key.endswith(title) and not any(title in other for title in _TITLES):
        key = key.rpartition(title)[2]
    if key.endswith("行") and not other.endswith("行") and key != "行":
        key = key.removesuffix("行")
    return key


def _split_body(key: str) -> tuple[str, str]:
    """The kind of corporation and the bare name."""
    for body in _FULL:
        if key.startswith(body) and key != body:
            return body, key.removeprefix(body)
        if key.endswith(body) and key != body:
            return body, key.removesuffix(body)
    return "", key


_one_form: dict[int, str] = {}  # filled when first needed: most names are equal without it


def _fold(key: str) -> str:
    """What remains of a name when the usual differences of writing are made one."""
    if not _one_form:
        _one_form.update({ord(other): group[0] for group in _VARIANTS.split() for other in group[1:]})
        _one_form.update(zip(map(ord, _SMALL_KANA), _LARGE_KANA, strict=True))
        _one_form.update(dict.fromkeys(map(ord, "・·•"), ""))
    plain = key.translate(_one_form).casefold()
    if not plain.isalnum():  # it may hold marks: variation selectors, characters of no width
        plain = "".join(character for character in plain if category(character) not in ("Cf", "Mn"))
    return _fold_particles(_fold_numbers(plain))


def _fold_numbers(text: str) -> str:
    """一丁目2番地の3, 1丁目2番3号 and 1－2－3 → 1-2-3; every hyphen, dash and long-vowel mark → one hyphen."""
    if _COUNTED.isdisjoint(text):
        return text
    out = ""
    at = 0
    while at < len(text):
        character = text[at]
        # 一 after katakana is typed for ー.
        if character in _HYPHENS or (character == "一" and "ァ" <= out[-1:] <= "ヺ"):
            out += "" if out.endswith("-") else "-"
            at += 1
            continue
        run = _number_at(text, at)
        if not run:
            out += character
            at += 1
            continue
        at += len(run)
        word = next((word for word in _AFTER_NUMBER if text.startswith(word, at)), "")
        if word in ("の", "ノ") and not _number_at(text, at + 1):
            word = ""
        at += len(word)
        counted = word or (out.endswith("-") and out[-2:-1].isdigit())
        out += _read_kanji(run) if counted and not run.isascii() else run
        out += "-" if word and _number_at(text, at) else ""
    return out


def _number_at(text: str, at: int) -> str:
    """The digits, all ASCII or all kanji, that begin at a place."""
    end = at
    ascii_run = text[at : at + 1].isascii()
    digits = _ASCII_DIGITS if ascii_run else _KANJI_DIGITS
    while end < len(text) and text[end] in digits:
        end += 1
    return text[at:end]


def _read_kanji(run: str) -> str:
    try:
        return str(read_integer(run))
    except ValueError:
        return run


_PARTICLES = {"ヶ": "ケ", "ヵ": "ケ", "が": "ケ", "ガ": "ケ", "ノ": "の", "之": "の", "乃": "の"}


def _fold_particles(text: str) -> str:
    """霞が関, 霞ヶ関, 霞ケ関 → one; 山の内, 山ノ内, 山之内 → one.  Only between ideographs."""
    if _PARTICLES.keys().isdisjoint(text):
        return text
    out = list(text)
    for at in range(1, len(text) - 1):
        if text[at] in _PARTICLES and _is_ideograph(text[at - 1]) and _is_ideograph(text[at + 1]):
            out[at] = _PARTICLES[text[at]]
    return "".join(out)


def _is_ideograph(character: str) -> bool:
    return "一" <= character <= "鿿" or character == "々" or character >= "\U00020000" or "㐀" <= character <= "䶿"
