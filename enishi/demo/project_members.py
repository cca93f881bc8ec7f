"""The sixty members of the project in みのり市 and what was asked of them. All invented."""

from dataclasses import dataclass

MEMBERS: tuple[tuple[str, str, str, str, str, str], ...] = (
    # name | kana | kind | fields | purposes | what it can do
    ("デイサービスこもれび", "デイサービスコモレビ", "facility", "elderly", "place experience", "お茶の時間の手伝い。静かな部屋がある。"),
    ("特別養護老人ホームみのりの里", "トクベツヨウゴロウジンホームミノリノサト", "facility", "elderly", "experience work", "シーツ交換と庭の手入れ。"),
    ("小規模多機能いろり", "ショウキボタキノウイロリ", "facility", "elderly", "place", "昼ごはんをいっしょに作る。"),
    ("訪問介護ひなた", "ホウモンカイゴヒナタ", "facility", "elderly", "training", "介護のしごとの見学。"),
    ("グループホームつむぎ", "グループホームツムギ", "facility", "elderly", "meaning", "昔あそびを教わる会。"),
    ("ケアハウス川音", "ケアハウスカワオト", "facility", "elderly", "meaning place", "囲碁と将棋の相手。"),
    ("老人保健施設わかば", "ロウジンホケンシセツワカバ", "facility", "elderly", "experience", "車いすの掃除。一人でできる。"),
    ("配食サービスおむすび", "ハイショクサービスオムスビ", "facility", "elderly poverty", "work", "弁当の盛り付けと配達の同乗。"),
    ("就労継続支援B型ほのか", "シュウロウケイゾクシエンビーガタホノカ", "facility", "disability", "training", "箱折り。短い時間から。"),
    ("就労移行支援ステップみのり", "シュウロウイコウシエンステップミノリ", "facility", "disability youth", "training work", "パソコンの練習。"),
    ("生活介護そら", "セイカツカイゴソラ", "facility", "disability", "place", "音楽の日に参加。"),
    ("地域活動支援センターたまりば", "チイキカツドウシエンセンタータマリバ", "facility", "disability", "place meaning", "出入り自由の居場所。"),
    ("放課後等デイサービスにこ", "ホウカゴトウデイサービスニコ", "facility", "disability child", "experience", "工作の準備。"),
    ("相談支援事業所みちくさ", "ソウダンシエンジギョウショミチクサ", "facility", "disability", "experience", "事務の手伝い。"),
    ("グループホームあけび", "グループホームアケビ", "facility", "disability", "place", "夕方の買い物を手伝う。"),
    ("障がい者スポーツ教室ぽーる", "ショウガイシャスポーツキョウシツポール", "union", "disability", "meaning", "ボッチャの会場づくり。"),
    ("みのり保育園", "ミノリホイクエン", "facility", "child", "experience", "園庭の草取りと絵本の修理。"),
    ("認定こども園もりのこ", "ニンテイコドモエンモリノコ", "facility", "child", "experience work", "給食室の片付け。"),
    ("学童クラブわんぱく", "ガクドウクラブワンパク", "facility", "child", "meaning", "宿題を見る。ミニ四駆の日。"),
    ("子ども食堂ひだまり亭", "コドモショクドウヒダマリテイ", "union", "child poverty", "place meaning", "野菜を切る。皿をふく。"),
    ("フリースクールそよぎ", "フリースクールソヨギ", "npo", "child youth", "place", "好きなことをして過ごす。"),
    ("プレーパークの会", "プレーパークノカイ", "union", "child", "experience", "火おこしと遊び場づくり。"),
    ("子育てサロンぽっぽ", "コソダテサロンポッポ", "union", "child carer", "place", "おもちゃの消毒。"),
    ("学習支援てらこや", "ガクシュウシエンテラコヤ", "npo", "child poverty", "meaning", "中学生の勉強を見る。"),
    ("若者の広場こかげ", "ワカモノノヒロバコカゲ", "npo", "youth", "place", "ゲームと音楽。名前を言わなくてよい。"),
    ("ものづくり工房てしごと", "モノヅクリコウボウテシゴト", "company", "youth disability", "training work", "木を磨く。一人の机がある。"),
    ("動画スタジオひかり", "ドウガスタジオヒカリ", "company", "youth", "training", "動画の字幕をつける。家からでもできる。"),
    ("カフェとまり木", "カフェトマリギ", "company", "youth", "work experience", "開店前の準備。1時間から。"),
    ("自転車修理りんりん", "ジテンシャシュウリリンリン", "company", "youth poverty", "work", "自転車の洗い方から。"),
    ("古本のはこ舟", "フルホンノハコブネ", "company", "youth", "work place", "本の値札はり。話さなくてよい。"),
    ("ドローン教室そらいろ", "ドローンキョウシツソライロ", "person", "youth", "experience", "月に一度、飛ばし方を教える。"),
    ("フードバンクみのり", "フードバンクミノリ", "npo", "poverty", "meaning work", "食品の仕分け。"),
    ("家具のリユースまわる", "カグノリユースマワル", "company", "poverty", "work", "家具をふく、運ぶ。"),
    ("銭湯さくら湯", "セントウサクラユ", "company", "poverty elderly", "work", "開店前の掃除。"),
    ("社会福祉法人あゆみ会", "シャカイフクシホウジンアユミカイ", "npo", "poverty disability", "training", "清掃の練習。"),
    ("寺の朝市の会", "テラノアサイチノカイ", "union", "poverty elderly", "meaning", "朝市のテントを立てる。"),
    ("運送のかもめ便", "ウンソウノカモメビン", "company", "poverty", "work", "荷物の仕分け。夜でもできる。"),
    ("介護する家族の会ゆるり", "カイゴスルカゾクノカイユルリ", "union", "carer", "place", "話を聞く会。"),
    ("ヤングケアラーの居場所ほし", "ヤングケアラーノイバショホシ", "npo", "carer child", "place", "夕ごはんを食べて帰る。"),
    ("日本語教室ことば", "ニホンゴキョウシツコトバ", "union", "foreign", "meaning", "会話の相手。"),
    ("多文化キッチン", "タブンカキッチン", "company", "foreign youth", "work", "料理の下ごしらえ。"),
    ("外国人生活サポート橋", "ガイコクジンセイカツサポートハシ", "npo", "foreign", "experience", "書類を運ぶ。"),
    ("みどりの畑", "ミドリノハタケ", "company", "disability elderly", "experience work", "草取りと水やり。朝だけ。"),
    ("いちご園あかり", "イチゴエンアカリ", "company", "youth disability", "work", "苗の世話。少人数。"),
    ("川西林業", "カワニシリンギョウ", "company", "youth", "training work", "まき割りと枝はらい。"),
    ("酒蔵の里", "サカグラノサト", "company", "elderly", "experience", "びんの箱づめ。"),
    ("町工場えとう製作所分室", "マチコウバエトウセイサクショブンシツ", "company", "poverty youth", "work", "部品の数を数える。"),
    ("クリーニングしろくま", "クリーニングシロクマ", "company", "disability", "work", "ハンガーをそろえる。"),
    ("花屋つぼみ", "ハナヤツボミ", "company", "elderly youth", "experience", "水かえ。30分から。"),
    ("パン工房ほしパン", "パンコウボウホシパン", "company", "disability", "work experience", "袋づめとシールはり。"),
    ("印刷のまつば", "インサツノマツバ", "company", "disability youth", "work", "紙をそろえる。静かな部屋。"),
    ("商店街振興組合", "ショウテンガイシンコウクミアイ", "union", "elderly", "meaning", "祭りの準備と打ち水。"),
    ("劇団あさつゆ", "ゲキダンアサツユ", "union", "youth", "meaning", "道具づくり。舞台に立たなくてよい。"),
    ("写真の会ピント", "シャシンノカイピント", "union", "elderly", "meaning", "撮影散歩。月に一度。"),
    ("歩こう会", "アルコウカイ", "union", "elderly", "meaning place", "ゆっくり3キロ。"),
    ("元大工の会かんな", "モトダイクノカイカンナ", "union", "elderly youth", "training", "道具の使い方を教える。"),
    ("書道の先生 木下", "ショドウノセンセイキノシタ", "person", "elderly child", "meaning", "家の一間で書道。二人まで。"),
    ("家庭菜園の増田", "カテイサイエンノマスダ", "person", "elderly", "experience", "庭の畑をいっしょに。"),
    ("編み物の吉岡", "アミモノノヨシオカ", "person", "", "meaning", "編み物を教える。"),
    ("ピアノの東", "ピアノノヒガシ", "person", "", "meaning", "ピアノをひきに来てよい。"),
)


@dataclass(frozen=True)
class Plot:
    """A commission: begun so many days ago; ``end`` is how far it came, ``hosts`` who raised their hands (places above)."""

    days: int
    end: str
    age: str
    forms: tuple[str, ...]
    wishes: str
    strengths: str
    care: str
    frequency: str
    district: str
    hosts: tuple[int, ...]
    menu: str = ""
    what: str = ""
    words: str = ""
    considerations: tuple[str, ...] = ()


PLOTS = (
    Plot(
        300, "registered", "19-39", ("experience", "work"), "朝のうちに体を動かしたい。人の多い場所は苦手。",
        "決めたことを続けられる。植物にくわしい。", "はじめは一人か二人で。", "週に1回、1時間", "みのり中", (42, 43),
        "畑の朝しごと", "朝9時から1時間、草取りと水やり。休みたい日は休んでよい。", "黙っていても手が動いていて、助かった。",
        ("small", "pauses"),
    ),
    Plot(
        260, "registered", "13-18", ("meaning",), "好きな模型を作りながら、だれかと過ごしたい。",
        "細かい作業に集中できる。", "学校の話はしないでほしい。", "月に2回", "川西中", (18, 30),
        "ミニ四駆の夜", "学童が終わった部屋で、模型を作って走らせる。大人の会員も一人いる。", "小さい子に教える顔がうれしそうだった。",
        ("small", "quiet"),
    ),
    Plot(
        220, "registered", "40-64", ("work",), "短い時間から、また働いてみたい。", "数を数えるのが速い。",
        "急な予定の変更は苦手。", "週に2回、1時間半", "若葉中", (46, 50),
        "部品をかぞえる仕事", "静かな部屋で部品を数えて袋に入れる。手順は紙に書いてある。", "数えまちがいがなく、続けてほしい。",
        ("quiet", "alone", "writing"),
    ),
    Plot(
        170, "registered", "65-74", ("meaning", "place"), "昔の仕事を役に立てたい。", "大工の道具の手入れができる。",
        "耳が遠いので、正面から話してほしい。", "月に2回", "東山中", (55, 31),
        "道具の手入れ教室", "若い人に、のこぎりとかんなの手入れを教える。", "若い参加者が三人に増えた。", ("writing",),
    ),
    Plot(
        130, "registered", "19-39", ("place",), "夜でなく昼に、家の外に居られる場所がほしい。", "本が好き。",
        "話しかけられないほうが楽。", "週に1回から", "朝日中", (29, 24),
        "本の値札の時間", "古本に値札をはる。話さなくてよい。お茶が出る。", "静かに来て、静かに帰る。それでよいと思う。",
        ("quiet", "alone", "pauses"),
    ),
    Plot(
        75, "evaluation", "40-64", ("training",), "家で使えるパソコンの技を増やしたい。", "文字を打つのが速い。",
        "通院の日は休む。", "週に1回", "港中", (26, 9),
        "字幕をつける練習", "短い動画に字幕をつける。家からも参加できる。", "早く正確で、次は長い動画を頼みたい。", ("remote",),
    ),
    Plot(
        48, "trial", "7-12", ("place", "experience"), "家族といっしょに、体を動かす遊びがしたい。", "走るのが好き。",
        "大きな音が苦手。", "月に2回", "清流中", (21, 22),
        "朝の遊び場づくり", "開園前の遊び場で、ロープや板を並べる。", "", ("companion",),
    ),
    Plot(
        34, "design", "65-74", ("meaning",), "人の役に立つことを、月に一度でもしたい。", "料理が得意。",
        "重い物は持てない。", "月に1回", "みのり中", (19,),
        "おかずの日", "子ども食堂のおかずを一品つくる。", "",
    ),
    Plot(
        20, "hands", "19-39", ("work", "experience"), "夜型の暮らしに合う仕事をためしたい。", "力がある。",
        "初めての人とは短い時間から。", "週に2回", "川西中", (36, 32),
    ),
    Plot(
        6, "asked", "13-18", ("place",), "音楽を流しながら絵をかける場所がほしい。", "絵がじょうず。",
        "写真は撮らないでほしい。", "週に1回", "緑ヶ丘中", (),
    ),
    Plot(
        150, "taken_back", "40-64", ("work",), "倉庫の仕事を続けてみたい。", "体力がある。", "人前で話すのは苦手。",
        "週に3回", "若葉中", (36,),
    ),
    Plot(
        110, "given_up", "19-39", ("meaning",), "犬の世話をしたい。", "動物がこわがらない。", "車に乗れない。",
        "週に1回", "港中", (),
    ),
)  # fmt: skip
