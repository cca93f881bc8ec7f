"""One household as large as any city knows: twelve people, thirty agencies beside the lead, a thousand entries. All invented."""

from enishi.demo.caseload import CASELOAD
from enishi.demo.offices import OFFICES
from enishi.demo.steps import (
    BASIC,
    FAMILY,
    HEALTH,
    LIVING,
    CasePlot,
    Line,
    Meeting,
    Step,
    decided,
    joins,
    kin,
    looked,
    met,
    plan,
    proposed,
    shares,
    sheet,
    tie,
)

LEAD = "1040"
TEAM = tuple(one.code for one in OFFICES if one.code >= "1010" and not one.by_link and one.code != LEAD)
ENTRIES = 1000
PEOPLE = (
    ("美津子", "ミツコ", "f", 58), ("勝利", "カツトシ", "m", 61), ("トメ", "トメ", "f", 87), ("正一", "ショウイチ", "m", 36),
    ("純子", "ジュンコ", "f", 34), ("慎吾", "シンゴ", "m", 31), ("美紀", "ミキ", "f", 28), ("龍也", "リュウヤ", "m", 16),
    ("咲", "サキ", "f", 13), ("心", "ココロ", "f", 9), ("湊", "ミナト", "m", 6), ("紬", "ツムギ", "f", 2),
)  # fmt: skip
RELATIONS = (
    "spouse",
    "parent_in_law",
    "child",
    "child_in_law",
    "child",
    "child",
    "grandchild",
    "grandchild",
    "grandchild",
    "grandchild",
    "grandchild",
)
PARENTS = ((1, 3), (1, 5), (1, 6), (3, 7), (4, 7), (3, 8), (4, 8), (3, 9), (4, 9), (6, 10), (6, 11))
"""Of the younger ones, as places in ``PEOPLE``: parent, child."""

WHERE = ("自宅", "市役所の窓口", "電話", "学校", "病院の待合", "支援先", "駅前の広場", "公民館")
WHO = ("本人", "本人と子", "本人と孫", "家族の一人", "担当どうし", "本人と担当二人")
DEED = (
    "家計表の今月の分を一緒に見た", "通院の日を確かめた", "学校からの手紙を一緒に読んだ", "冷蔵庫の中身と食事の様子を聞いた", "介護の当番表を直した",
    "役所の書類を書いた", "仕事の面接の練習をした", "眠れているかを聞いた", "家賃の振込みを確かめた", "孫の送り迎えの順番を決めた",
    "借入の残りを表にした", "デイサービスの様子を聞いた", "けんかのあとの話を聞いた", "誕生日の会の準備を手伝った", "次の会議で話すことを相談した",
)  # fmt: skip
OUTCOME = (
    "落ち着いて話せた。", "「前より楽になった」とのこと。", "疲れた様子で、短く切り上げた。", "次の日にもう一度電話する。", "約束の時間より早く来ていた。",
    "続きは来週にする。", "担当の間で伝え合うことにした。", "笑顔が見られた。", "心配なことが一つ増えた。", "目標に一歩近づいた。",
)  # fmt: skip
CLASSES = (BASIC, LIVING, LIVING, HEALTH, FAMILY, FAMILY)


def _gathered(*agencies: str) -> Step:
    return Step("gather", {"agencies": agencies})


_FIRST_MEETING = Meeting("coordination", "support", ("1020", "3001", "1090", "1060", "2002"),
    lines=(Line("1060", "三人の孫の学校での様子をまとめて伝える。", kind="other", duty="advice"), Line("2002", "家計を二つの表に分ける。", kind="other", duty="advice")),
    years=((36, "長男が生まれる。"), (16, "初孫が生まれ、二世帯で暮らしはじめる。"), (5, "夫が仕事をやめる。"), (1, "祖母が骨折して入院する。")))  # fmt: skip

MONSTER = CasePlot((LEAD, 0), 345, ("二階堂", "ニカイドウ"), PEOPLE, ("money.debt", "family.8050", "family.care", "family.truancy", "home.unstable", "body.mind"),
    "三世代十二人。介護、借金、不登校、仕事のことが一度に重なった。", "三十の機関がそれぞれにかかわり、だれも全体を見ていない。", (
        _gathered(*TEAM[:10]), _gathered(*TEAM[10:20]),
        *(joins(who) for who in range(1, 12)),
        *(kin(who, relation) for who, relation in enumerate(RELATIONS, start=1)),
        kin(2, "mother", of=1), kin(4, "spouse", of=3),
        *(kin(child, "child", of=parent) for parent, child in PARENTS),
        shares(2, "1020"), shares(7, "1010"),
        sheet("一つが片付くと次が出てくる。全体の順番を決める人が要る。", working="seeking", dwelling="rented", arrears="yes"),
        shares(8, "1060"), shares(9, "1060"), shares(2, "3001"),
        met(_FIRST_MEETING),
        plan("十二人の困りごとが互いに重なっている。", "全員が同じ家で安心して眠れる。", ("家賃の滞りをなくす。", "家計表を続ける。", LIVING), ("祖母の介護を分け合う。", "当番表を作る。", FAMILY),
             ("孫が週に三日学校に行く。", "朝の電話をする。", FAMILY), ("本人が月に一度受診する。", "受診に付き添う。", HEALTH)),
        proposed(), decided(),
        _gathered(*TEAM[20:]), shares(10, "3104"), shares(8, "4001"), shares(2, "3006"),
        looked("家賃の滞りはなくなった。", met=1), looked("当番表が回っている。孫二人が学校に戻った。", met=2),
        tie("県外に住む姉", "sibling", sex="female", quality="strong", flow="in"), tie("先代の大家", quality="strained"),
        tie("", agency="3105", quality="strong", flow="in"), tie("", agency="1110", quality="strained", flow="none"),
        tie("野球の監督", who=7, sex="male", quality="strong", flow="in"),
        Step("journal", {"entries": ENTRIES}),
    ), "孫の成人式を見たい", consent=True, action="meeting")  # fmt: skip

EVERYBODY = (*CASELOAD, MONSTER)
