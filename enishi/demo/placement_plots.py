"""Who takes part where in みのり市 (参加支援): forty placements in every state, who waits, what was not found. All invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """What somebody wants, can and needs, in their own words. ``who``: which of the people of the case's plot."""

    family: str
    who: int
    likes: str
    can: str
    purposes: str
    days: tuple[int, ...] = ()
    parts: str = ""
    needs: str = ""
    needed: str = ""
    cared: str = ""
    accesses: str = ""
    avoids: str = ""
    towns: tuple[str, ...] = ()
    times: int | None = None
    km: int | None = None
    fields: str = ""


@dataclass(frozen=True)
class Stay:
    """A placement. ``days``: how many days ago the place was looked for; ``at``: words of the place that was found;
    ``state``: where it stands today; ``late``: since how many days each side should have been asked (0: in time).
    """

    family: str
    who: int
    days: int
    at: str
    state: str
    late: tuple[int, int] = (0, 0)
    trouble: str = ""
    """``open`` or ``settled``."""
    card: str = ""
    """Asked by a link: ``open``, ``closed`` or the word of the answer."""
    ended: int = 0
    """How many days ago."""
    reason: str = ""
    words: tuple[str, str] = ("agrees", "agrees")
    comments: tuple[str, str] = ("", "")
    instead: str = ""
    """Why another place was dropped before this one."""


@dataclass(frozen=True)
class Wait:
    """Somebody who waits. ``days``: since when; ``note``: what a search that found nothing says is missing;
    ``ask``: what is talked about with a host that is one condition away; ``dropped``: why a place was not gone on with.
    """

    family: str
    who: int
    days: int
    note: str = ""
    searched: int = 0
    """How many days ago."""
    ask: str = ""
    dropped: str = ""
    queues: bool = False
    """Stands in the queue for a place that is full."""


WEEKDAYS = (1, 2, 3, 4, 5)
WISHES = (
    Wish("小泉", 0, "機械、ラジオ", "組み立て、図を見て作る", "work training", WEEKDAYS, "morning", "口で言われるより、書いた手順があると助かる。", "pauses", "writing", times=3, fields="poverty"),
    Wish("岡部", 0, "服、本、コーヒー", "店番、レジ", "experience work", (2, 3, 4, 5, 6), "afternoon", "はじめは週に一度から。", cared="small", times=1, fields="youth"),
    Wish("片桐", 0, "料理、歌", "ポルトガル語、子どもの世話", "place meaning", (), "", "ゆっくりの日本語なら分かる。", cared="easy_japanese", fields="foreign"),
    Wish("二階堂", 2, "お茶、昔の歌", "縫いもの", "place", WEEKDAYS, "", "足が悪いので、送り迎えがほしい。", cared="pickup companion", accesses="", km=8, fields="elderly"),
    Wish("尾形", 1, "絵、アニメ", "小さい子と遊ぶ", "experience place", (), "", "大きな声が苦手。", cared="quiet small", fields="child"),
    Wish("緒方", 1, "動物、お菓子づくり", "祖母の着替えの手伝い", "place experience", (), "", "夜は家にいたい。", cared="pauses", fields="child"),
    Wish("二階堂", 3, "パソコン、土いじり", "運転", "training experience", WEEKDAYS, "morning", "一年働いていないので短い時間から。", cared="pauses alone", times=2),
    Wish("古賀", 1, "パソコン、ゲーム", "パソコンの組み立て", "experience place", (), "", "知らない人が大ぜいの所はつらい。", cared="small alone", fields="youth"),
    Wish("向井", 0, "畑、釣り", "力仕事", "meaning experience", (), "", "", times=1),
    Wish("水島", 1, "野球、畑", "車の運転、介護", "training work", WEEKDAYS, "morning", "母の通いの日だけ出られる。", cared="pauses", times=2),
    Wish("早川", 0, "子どもと遊ぶ、料理", "配膳、そうじ", "place meaning", (), "", "子どもを連れて行きたい。", cared="companion"),
    Wish("尾形", 0, "歌、手芸", "名札づくり、案内", "meaning place", (), "", "", cared="small"),
    Wish("神谷", 0, "電気、こわれた物を直すこと", "電気工事の資格", "meaning", (), "", "", times=1),
    Wish("森岡", 0, "庭、掃除", "草とり、電球の交換", "meaning place", (), "", "手順を写真で見せてほしい。", "", "alone writing", fields="disability"),
    Wish("桑原", 0, "ものづくり", "検品、箱づめ", "work training", WEEKDAYS, "", "朝が苦手。午後からなら続く。", cared="alone pauses", times=3, fields="youth"),
    Wish("川端", 0, "本、静かな所", "本の仕分け", "experience place", (), "", "眠れない日は休みたい。", cared="quiet pauses", fields="carer"),
    Wish("榊", 0, "本、コーヒー", "字をきれいに書く", "experience", (), "afternoon", "午後からがよい。薬の時間がある。", cared="medication quiet", times=1),
    Wish("大槻", 0, "畑、車", "トラックの運転、力仕事", "training work", WEEKDAYS, "morning", "", times=3, fields="poverty"),
    Wish("内海", 1, "釣り、将棋", "魚をさばく", "place", (), "", "父と同じ所でもよい。", cared="small"),
    Wish("塩谷", 0, "夕ごはん、子ども", "配膳、調理の補助", "meaning place", (), "", "子どもと一緒に行きたい。", cared="companion"),
    Wish("北川", 1, "畑、花", "花の世話", "meaning place", (), "", "はじめは父と行く。", cared="companion small"),
    Wish("菊池", 1, "数学、野球", "下の子に教えること", "experience", (), "evening", "", fields="child"),
    Wish("宮内", 0, "ラジオ、工作", "はんだづけ、直すこと", "meaning", (), "", "人の少ない時間から。", cared="alone small", km=15),
    Wish("田島", 0, "味噌汁、料理", "配膳、皿洗い", "meaning place", (), "", "血圧の薬がある。", cared="medication", fields="elderly"),
    Wish("黒木", 0, "土の仕事、収穫", "種まき、力仕事", "training experience", WEEKDAYS, "morning", "月曜は面接の日。", cared="pauses", times=3, fields="youth"),
    Wish("横井", 0, "お茶、話すこと", "パートの経験（惣菜）", "place meaning", (), "", "介護の合間に。", cared="pauses"),
    Wish("植木", 0, "昭和の歌、猫", "歌、料理", "meaning", (), "", "", fields="elderly"),
    Wish("内海", 0, "釣り、男どうしの話", "釣り竿の手入れ", "place", (), "", "", fields="elderly"),
    Wish("小池", 0, "畑、朝の散歩", "野菜の袋づめ", "meaning", (), "morning", "眠れなかった日は休む。", cared="pauses"),
    Wish("近藤", 0, "箱づめ、機械", "検品、フォークリフト", "work", WEEKDAYS, "", "", times=4, fields="poverty"),
    Wish("島崎", 0, "庭、静かな仕事", "庭仕事、大工", "meaning", (), "", "", avoids="前に住んでいた寮の人と会うのを避けたい。", towns=("港町",)),
    Wish("岩瀬", 0, "部品、図面", "検品、機械の手入れ", "work", WEEKDAYS, "", "", times=4, fields="poverty"),
    Wish("高梨", 1, "友だちと遊ぶ、夕ごはん", "折り紙", "place meaning", (), "", "", fields="child"),
    Wish("滝沢", 0, "溶接、手に職", "組み立て、検品", "work", WEEKDAYS, "", "", times=4),
    Wish("谷口", 0, "子ども、料理", "英語、ピアノ", "place meaning", (), "", "やさしい日本語で。", cared="easy_japanese", fields="foreign"),
    Wish("新井", 1, "本、音楽", "本の仕分け、店番", "experience", (2, 3, 4, 5, 6), "", "人前で話すのは苦手。", cared="small", fields="youth child"),
    Wish("篠原", 0, "部品、サッカー", "組み立て、ポルトガル語", "work", WEEKDAYS, "", "夜勤明けは休む。", cared="easy_japanese", fields="foreign poverty"),
    # who waits, and has no placement that goes on
    Wish("榎本", 0, "将棋、ラジオ", "新聞を読む、そろばん", "work", (7,), "evening", "長く立っていられない。", "alone", "quiet"),
    Wish("金子", 0, "買い物、編みもの", "編みもの、あいさつ", "meaning", (6, 7), "", "行きと帰りの付き添いがほしい。", "companion pickup"),
    Wish("緒方", 0, "パン、映画", "夜勤の段取り、片づけ", "work experience", (6, 7), "morning", "", fields="carer"),
    Wish("高梨", 0, "ヨガ、料理", "経理", "work", WEEKDAYS, "evening", "子どもが眠ってからの時間に。", "remote"),
    Wish("堤", 0, "料理、裁縫", "ミシン、ポルトガル語", "work", WEEKDAYS, "morning", "日本語の紙は読めない。", "easy_japanese", "companion", fields="foreign"),
    Wish("菅野", 0, "機械、数字", "機械の設計", "work", WEEKDAYS, "", "治療が終わったら、短い時間から。", "pauses medication", times=2),
    Wish("新井", 0, "音楽、散歩", "事務、電話の応対", "experience work", (1, 3, 5), "morning", "返済の相談のある日は休む。", cared="pauses"),
    Wish("二階堂", 1, "釣り、日曜大工", "木工、車の整備", "meaning work", (1, 2, 4), "morning", "腰が痛い日は座ってする。", cared="alone pauses", km=10),
    Wish("北川", 0, "囲碁、植木", "植木のせん定", "place meaning", WEEKDAYS, "", "", cared="pickup", fields="elderly"),
    Wish("水島", 0, "ちぎり絵、童謡", "つくろいもの", "place", WEEKDAYS, "afternoon", "むせやすい。お茶はゆっくり。", accesses="toilet", fields="elderly"),
    Wish("二階堂", 0, "孫、花", "家計簿、料理", "meaning place", (7,), "", "借金の話をしなくてよい所。", "no_cash"),
)  # fmt: skip

STAYS = (
    # 受入れ調整
    Stay("小泉", 0, 12, "製作所", "arranging", card="open", instead="person"),
    Stay("岡部", 0, 9, "古本カフェ", "arranging", card="visit"),
    Stay("片桐", 0, 10, "食堂", "arranging", card="yes"),
    Stay("二階堂", 2, 8, "サロン", "arranging"),
    Stay("尾形", 1, 11, "学び場", "arranging", card="no"),
    Stay("緒方", 1, 14, "食堂", "arranging", late=(5, 5)),
    Stay("二階堂", 3, 10, "農園", "arranging", card="open"),
    Stay("森岡", 0, 13, "お助け隊", "arranging", late=(4, 0)),
    # 見学
    Stay("古賀", 1, 14, "古本カフェ", "visiting"),
    Stay("向井", 0, 30, "菜園", "visiting", card="yes", instead="full"),
    Stay("水島", 1, 28, "農園", "visiting", late=(0, 6)),
    Stay("早川", 0, 33, "食堂", "visiting"),
    Stay("尾形", 0, 31, "歌の会", "visiting"),
    Stay("神谷", 0, 25, "おもちゃの病院", "visiting"),
    # 試行
    Stay("桑原", 0, 60, "製作所", "trial", late=(0, 1), trouble="settled"),
    Stay("川端", 0, 55, "古本カフェ", "trial", trouble="open"),
    Stay("榊", 0, 62, "古本カフェ", "trial", late=(3, 0)),
    Stay("大槻", 0, 58, "農園", "trial", late=(2, 0), card="well"),
    Stay("内海", 1, 70, "茶の間", "trial"),
    Stay("塩谷", 0, 50, "食堂", "trial"),
    Stay("北川", 1, 45, "菜園", "trial", trouble="settled", instead="not_for"),
    Stay("菊池", 1, 48, "学び場", "trial"),
    # 本格
    Stay("宮内", 0, 120, "おもちゃの病院", "regular"),
    Stay("田島", 0, 110, "食堂", "regular", card="well"),
    Stay("黒木", 0, 96, "農園", "regular", trouble="settled"),
    Stay("横井", 0, 85, "サロン", "regular", instead="host"),
    Stay("植木", 0, 100, "歌の会", "regular"),
    Stay("内海", 0, 115, "茶の間", "regular"),
    Stay("小池", 0, 95, "菜園", "regular", late=(8, 8)),
    Stay("近藤", 0, 140, "製作所", "regular", trouble="open", card="talk"),
    Stay("島崎", 0, 150, "お助け隊", "regular"),
    # 終了: with every reason
    Stay("岩瀬", 0, 200, "製作所", "ended", ended=90, reason="achieved", comments=("働く自信がついた。", "いまは社員と同じ仕事をしている。")),
    Stay("高梨", 1, 210, "食堂", "ended", ended=100, reason="achieved", comments=("友だちができた。", "")),
    Stay("滝沢", 0, 220, "製作所", "ended", trouble="settled", ended=110, reason="achieved", comments=("資格の学校に通う。", "")),
    Stay("谷口", 0, 240, "食堂", "ended", ended=150, reason="person", comments=("昼の仕事が決まり、行けなくなった。", "また来てほしい。")),
    Stay("新井", 1, 150, "古本カフェ", "ended", ended=40, reason="host", words=("disagrees", "agrees"), comments=("店が開いたら、また行きたい。", "店主の入院で、しばらく閉める。")),
    Stay("篠原", 0, 110, "製作所", "ended", ended=70, reason="full", comments=("", "試行の枠が埋まった。来年度にまた声をかける。")),
    Stay("黒木", 0, 122, "古本カフェ", "ended", ended=101, reason="person", comments=("外の仕事のほうが合う。", "")),
    Stay("桑原", 0, 92, "農園", "ended", ended=64, reason="no_contact", words=("disagrees", "agrees"), comments=("電話に出られなかった。朝の時間が合わなかった。", "三週つづけて連絡がなかった。")),
    Stay("森岡", 0, 72, "サロン", "ended", ended=40, reason="not_for", words=("agrees", "disagrees"), comments=("", "本人は楽しみにしていたので、対象を広げられないか考えたい。")),
)  # fmt: skip

WAITS = (
    Wait("榎本", 0, 44, "日曜の夕方に、座って一人でできる仕事の場がない。", 15),
    Wait("金子", 0, 35, ask="行きの日だけ、職員が付き添えば受け入れられるか。"),
    Wait("緒方", 0, 22, "", 0, ask="土曜の朝に一時間だけ手伝えるか。"),
    Wait("高梨", 0, 60, "夜に家からできる経理の仕事がない。", 50, dropped="not_for"),
    Wait("堤", 0, 14, "文字を読まなくてもできる、ミシンの仕事がほしい。", 6),
    Wait("菅野", 0, 70, ask="週に二回、薬の時間をとれるか。", dropped="full"),
    Wait("新井", 0, 32, queues=True),
    Wait("二階堂", 1, 21),
    Wait("北川", 0, 40, queues=True),
    Wait("水島", 0, 19, ask="手すりのあるトイレが使えるか、見に行ってよいか。"),
    Wait("二階堂", 0, 25, "お金の話の出ない、日曜の集まりがない。", 12),
)
"""Of those whose placement ended, who waited before waits again by itself."""

ENDED_WELL = ("岩瀬", "滝沢", "高梨")
"""Whose goal is met: they wait no longer."""

AGREEMENTS = {
    "製作所": ("箱づめと検品。工場の説明は紙で渡す。分からないときは班長に聞く。", "会社の傷害保険", "本人がバスで通う", "体験のあいだはなし。本格から工賃（日額2,000円）"),
    "農園": ("種まき、草とり、袋づめ。雨の日は室内の作業にする。", "ボランティア保険", "駅まで職員が迎えに行く", "野菜のおすそわけ"),
    "古本カフェ": ("本の仕分けと棚の整理。店番は二人で行う。", "ボランティア保険", "本人が自転車で来る", "コーヒー一杯"),
    "食堂": ("配膳と片づけ。火は使わない。", "ボランティア保険（市社協）", "歩いて来る", "夕ごはん"),
    "お助け隊": ("隊員と二人一組で庭仕事。高い所には上がらない。", "ボランティア保険（市社協）", "隊の車に同乗する", "一回500円"),
    "学び場": ("宿題と学び直し。帰りは送る。", "施設の賠償保険", "帰りは保護者が迎えに来る", ""),
}  # fmt: skip
OTHER_AGREEMENT = (
    "来た日は名前の札を付けて、好きな所で過ごす。疲れたら途中で帰ってよい。",
    "ボランティア保険",
    "本人が歩いて来る",
    "",
)
PERSON_SAID = (
    "「朝起きる理由ができた」とのこと。",
    "帰ったあとは疲れるが、次の日には元気になると話す。",
    "一緒に行く人の名前を覚えたと話してくれた。",
    "時間は今のままがよいとのこと。",
)
HOST_SAID = (
    "約束の時間の前に来て、準備を手伝ってくれるとのこと。",
    "仕事がていねいで助かっているとのこと。",
    "はじめは緊張していたが、冗談を言うようになったとのこと。",
    "休む日は電話をくれるので、安心しているとのこと。",
)
ATTENDED = ("予定の作業を終えた。", "二時間過ごした。", "途中で休みながら、最後までいた。", "")
ABSENT = ("体調が悪く休んだ。", "家族の通院のため休んだ。")
TROUBLES = (
    ("送りの時間に遅れ、本人が一人で待っていた。", "迎えの電話番号を紙にして渡した。"),
    ("ほかの参加者と口げんかになった。", "席を離し、翌週に三人で話した。"),
    ("道具をこわしてしまい、来づらくなっている。", "保険で直せることを本人に伝え、次の日に来られた。"),
    ("帰り道で転び、ひざをすりむいた。", "保険の手続きをした。帰りは大通りを歩くことにした。"),
)
LEADS = {
    "invite": "{age}代の方が、参加できる場をさがしています。見学からお願いできますか。",
    "follow": "参加を始めて一か月になります。その後の様子を教えてください。",
}
ANSWERS = {
    "yes": "火曜か木曜の午前なら、いつでもどうぞ。動きやすい服で来てください。",
    "visit": "まず一度、店を見に来てください。木曜の午後が空いています。",
    "no": "今は人手が足りず、見守れる人がいません。春になったら声をかけてください。",
    "well": "よく来てくれています。来月から時間を少しのばせそうです。",
    "talk": "作業の順番で困ることがあるようです。一度、一緒に話す時間をください。",
}
