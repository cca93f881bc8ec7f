"""Further cases of みのり市, in every state, with the meetings that decide in them (支援会議・重層的支援会議). All invented."""

from collections.abc import Callable
from dataclasses import dataclass

from enishi.demo.caseload_topics import (
    ABROAD,
    AFTER_RELEASE,
    CHILD,
    CLUTTER,
    EIGHTY_FIFTY,
    HEALTH_ALONE,
    MONEY,
    WORK,
    Topic,
)
from enishi.demo.steps import (
    BASIC,
    HEALTH,
    Asking,
    CasePlot,
    Line,
    Meeting,
    Step,
    ahead,
    approved,
    asked,
    closed,
    consents,
    decided,
    ended,
    evaluated,
    heard,
    joins,
    kin,
    looked,
    met,
    missed,
    moved,
    plan,
    proposed,
    rebased,
    say,
    sheet,
    suspended,
    talk,
    tells_of,
    thought,
    tie,
    took,
    visit,
)

Script = tuple[Step, ...]
Arc = Callable[[Topic], Script]


def _known(topic: Topic) -> Script:
    return (say(topic.talks[0], cls=topic.cls), visit(topic.visits[0], topic.cls))


def _team(topic: Topic) -> Script:
    first, second = topic.team
    return (
        asked(first, "support", topic.wanted[0]),
        took(first),
        say(topic.talks[1], cls=topic.cls, by=first),
        asked(second, "support", topic.wanted[1]),
        took(second),
        talk(topic.talks[2], by=second),
    )


def _planned(topic: Topic) -> Script:
    return (sheet(f"{topic.problem}{topic.why}"), plan(topic.problem, topic.hope, *topic.goals), proposed())


def _sealed(topic: Topic, *, answer: str = "") -> Step:
    """支援会議: without the person's consent, by Act; information is asked of the first agency of the topic."""
    first, second = topic.team
    parts = ((BASIC, "今のかかわりの有無", "given", "月に一度ほど、窓口でかかわりがある。"),
             (HEALTH, "受診の状況", "refused", "本人に確かめてからお伝えしたい。"))  # fmt: skip
    return met(
        Meeting("confidential", "support", (first, second),
            lines=(Line(first, "次の訪問に同行する。", contribution="第二・第四木曜の午後なら動ける。"),
                   Line(second, "声をかける機会をつくる。", kind="other", answer=answer)),
            asking=(Asking(first, parts),),
            said={(first, "request"): "訪問の日を前もって知らせてほしい。", (second, "wanted"): "保健師に一度みてほしい。"},
            heard=((second, topic.heard[0]),),
            years=((12, "今の家に移る。"), (4, "仕事をやめる。"))),
    )  # fmt: skip


def worried(topic: Topic) -> Script:
    return (missed("訪問。応答なし。名刺を入れた。"), heard(topic.heard[0], topic.heard[1]), _sealed(topic), visit(topic.visits[1], topic.cls),
            thought(topic.thought), tie(topic.heard[1].split("（")[0], quality="weak", flow="in"))  # fmt: skip


def refused_help(topic: Topic) -> Script:
    """One agency refuses its role: the line stays open and comes with the case to the next meeting."""
    return (visit(topic.visits[0], topic.cls), _sealed(topic, answer="full"), missed("訪問。応答なし。手紙を入れた。"), thought(topic.thought),
            visit(topic.visits[1], topic.cls))  # fmt: skip


def won_over(topic: Topic) -> Script:
    """From worry over 支援会議 to the person's request: what may move from the room moves into the case, the rest stays."""
    return (missed("訪問。応答なし。"), heard(topic.heard[0], topic.heard[1]), _sealed(topic), visit(topic.visits[0], topic.cls),
            consents("自宅で説明し、署名を受けた。"), rebased(), *_team(topic), *_planned(topic), decided(),
            looked("計画のとおりに進んでいる。"), visit(topic.visits[2], topic.cls))  # fmt: skip


def assessed(topic: Topic) -> Script:
    return (*_known(topic), *_team(topic)[:3], thought(topic.thought), sheet(topic.problem))


def put_forward(topic: Topic) -> Script:
    """A plan that a meeting is called for, in the days to come."""
    coming = Meeting("coordination", "plan", topic.team, still_to_come=5)
    return (*_known(topic), *_team(topic), *_planned(topic), met(coming))


def shared_out(topic: Topic) -> Script:
    """A first 重層的支援会議 gives out the roles; the plan follows."""
    first, second = topic.team
    roles = (
        Line(first, topic.wanted[0], duty="support", contribution="週に一度は動ける。"),
        Line(second, topic.wanted[1], duty="advice", answer="later"),
    )
    meeting = Meeting("coordination", "support", topic.team, lines=roles)
    return (
        *_known(topic),
        tells_of(first),
        tells_of(second),
        met(meeting),
        say(topic.talks[1], cls=topic.cls, by=first),
        moved("planning"),
    )


def supported(topic: Topic) -> Script:
    """The next look at the plan is due, and nobody has looked yet."""
    return (*_known(topic), *_team(topic), *_planned(topic), decided(), visit(topic.visits[1], topic.cls),
            looked("半分の目標に届きつつある。", met=1, again=7), thought(topic.thought))  # fmt: skip


def begun_ahead(topic: Topic) -> Script:
    return (*_known(topic), *_team(topic)[:3], *_planned(topic), ahead("けがの心配があり、会議を待たずに支援を始める。"), visit(topic.visits[1], topic.cls),
            approved(), looked("けがはなく、支援が続いている。"))  # fmt: skip


def paused(topic: Topic) -> Script:
    return (
        *_known(topic),
        *_team(topic)[:3],
        thought(topic.thought),
        suspended("unreachable", "電話も訪問もつながらない。手紙を月に一度送る。"),
    )


def finished(topic: Topic) -> Script:
    return (*_known(topic), *_team(topic), *_planned(topic), decided(), looked("目標の一つに届いた。", met=1), visit(topic.visits[2], topic.cls),
            evaluated("ended", "本人が自分で続けられるようになった。", "sos"), closed("achieved", "計画を終える。月に一度の電話で見守る。", 40))  # fmt: skip


def over(topic: Topic) -> Script:
    return (*finished(topic)[:-1], closed("stable", "つなぎ先での支援が落ち着いた。", 0), say(topic.talks[3], cls=topic.cls),
            ended("stable", "半年たち、困ったときは自分から相談できている。"))  # fmt: skip


@dataclass(frozen=True)
class Seed:
    lead: tuple[str, int]
    days: int
    family: tuple[str, str]
    people: tuple[tuple[str, str, str, int], ...]
    topic: Topic
    arc: Arc
    said: str
    wish: str = ""
    relations: tuple[str, ...] = ()
    """Of each further member of the household, as seen from the person."""
    overdue: int = 0


GOTO, IIDA, AOKI, KAWAGUCHI, HATTORI = ("1040", 0), ("2001", 0), ("1010", 0), ("1060", 0), ("1010", 1)
SEEDS = (
    Seed(HATTORI, 72, ("赤松", "アカマツ"), (("貞夫", "サダオ", "m", 74),), CLUTTER, worried, "庭の物が道にはみ出していると、通りがかりの人から。"),
    Seed(HATTORI, 88, ("石黒", "イシグロ"), (("敏子", "トシコ", "f", 81), ("学", "マナブ", "m", 52)), EIGHTY_FIFTY, worried, "母の通院先から。同居の子が部屋から出ない。", relations=("child",)),
    Seed(AOKI, 110, ("板倉", "イタクラ"), (("宏", "ヒロシ", "m", 47),), HEALTH_ALONE, worried, "離れて暮らす妹から。電話に出なくなった。"),
    Seed(GOTO, 64, ("市原", "イチハラ"), (("正樹", "マサキ", "m", 39),), MONEY, refused_help, "電気が止まったと大家から連絡があった。本人は会いたがらない。", overdue=2),
    Seed(KAWAGUCHI, 57, ("稲葉", "イナバ"), (("由香", "ユカ", "f", 35), ("蒼太", "ソウタ", "m", 8)), CHILD, worried, "学校から。連絡がつかない日が続いている。", relations=("child",)),
    Seed(IIDA, 92, ("今泉", "イマイズミ"), (("フジ", "フジ", "f", 84),), HEALTH_ALONE, refused_help, "配食の人から。食べ残しが増えている。"),
    Seed(HATTORI, 45, ("岩田", "イワタ"), (("光一", "コウイチ", "m", 29),), AFTER_RELEASE, worried, "支援者から。泊まる所が決まらないまま出所した。"),
    Seed(HATTORI, 215, ("植木", "ウエキ"), (("静子", "シズコ", "f", 69),), CLUTTER, won_over, "隣の家から。においがする。本人は話したがらない。", "猫と暮らしたい"),
    Seed(IIDA, 230, ("内海", "ウツミ"), (("源太", "ゲンタ", "m", 77), ("克也", "カツヤ", "m", 49)), EIGHTY_FIFTY, won_over, "新聞がたまっていると配達の人から。", "息子と釣りに行きたい", relations=("child",)),
    Seed(AOKI, 190, ("榊", "サカキ"), (("百合", "ユリ", "f", 43),), HEALTH_ALONE, won_over, "前の職場から。急に来なくなった。", "朝起きられるようになりたい"),
    Seed(GOTO, 175, ("大槻", "オオツキ"), (("武", "タケシ", "m", 58),), MONEY, won_over, "水道が止まった家があると水道の担当から。", "車を手放さずに暮らしたい"),
    Seed(GOTO, 33, ("岡部", "オカベ"), (("隼人", "ハヤト", "m", 24),), WORK, assessed, "アルバイトをやめてから家にいる。", "服の仕事がしたい"),
    Seed(KAWAGUCHI, 38, ("尾形", "オガタ"), (("智子", "トモコ", "f", 41), ("凛", "リン", "f", 12)), CHILD, assessed, "朝になるとおなかが痛くなる。", "友だちと話したい", relations=("child",)),
    Seed(IIDA, 29, ("片桐", "カタギリ"), (("リサ", "リサ", "f", 31),), ABROAD, assessed, "手紙が読めず、更新の期限が近い。", "日本語を覚えたい"),
    Seed(AOKI, 44, ("金子", "カネコ"), (("洋子", "ヨウコ", "f", 66),), HEALTH_ALONE, assessed, "退院してから外に出ていない。", "買い物に行きたい", overdue=1),
    Seed(GOTO, 85, ("神谷", "カミヤ"), (("大輝", "ダイキ", "m", 36),), MONEY, put_forward, "家賃が三か月遅れている。", "今の部屋にいたい"),
    Seed(KAWAGUCHI, 77, ("菊池", "キクチ"), (("恵", "メグミ", "f", 38), ("翔", "ショウ", "m", 14)), CHILD, put_forward, "中学に行けない日が増えた。", "高校に行きたい", relations=("child",)),
    Seed(IIDA, 95, ("北川", "キタガワ"), (("栄一", "エイイチ", "m", 72), ("宏美", "ヒロミ", "f", 45)), EIGHTY_FIFTY, shared_out, "妻を亡くし、家のことが回らない。", "娘に迷惑をかけたくない", relations=("child",)),
    Seed(GOTO, 101, ("桑原", "クワバラ"), (("司", "ツカサ", "m", 28),), WORK, shared_out, "働きたいが、面接で言葉が出ない。", "ものを作る仕事がしたい"),
    Seed(AOKI, 142, ("小池", "コイケ"), (("典子", "ノリコ", "f", 55),), HEALTH_ALONE, supported, "薬が飲めず、眠れない。", "ぐっすり眠りたい"),
    Seed(GOTO, 205, ("近藤", "コンドウ"), (("裕二", "ユウジ", "m", 50),), MONEY, supported, "税の滞納の通知が届いた。", "年金まで働きたい"),
    Seed(KAWAGUCHI, 160, ("塩谷", "シオヤ"), (("真由", "マユ", "f", 30), ("空", "ソラ", "m", 5)), CHILD, begun_ahead, "夜に子が一人になる日がある。", "子と夕飯を食べたい", relations=("child",)),
    Seed(IIDA, 148, ("篠原", "シノハラ"), (("カルロス", "カルロス", "m", 37),), ABROAD, begun_ahead, "会社の寮を出ることになった。", "家族を呼びたい", overdue=3),
    Seed(AOKI, 260, ("島崎", "シマザキ"), (("忠夫", "タダオ", "m", 65),), AFTER_RELEASE, supported, "住む所を一緒に探してほしい。", "静かに暮らしたい"),
    Seed(GOTO, 84, ("菅野", "スガノ"), (("由紀夫", "ユキオ", "m", 53),), WORK, paused, "仕事が決まらず、連絡がとれなくなった。", "もう一度働きたい"),
    Seed(IIDA, 97, ("瀬戸", "セト"), (("芳江", "ヨシエ", "f", 79),), HEALTH_ALONE, paused, "一人暮らしの不安。娘の家に行くことが増えた。", "庭の手入れがしたい"),
    Seed(KAWAGUCHI, 275, ("高梨", "タカナシ"), (("かおり", "カオリ", "f", 40), ("光", "ヒカル", "m", 11)), CHILD, finished, "学校に行けず、母も疲れている。", "友だちと遊びたい", relations=("child",)),
    Seed(GOTO, 290, ("滝沢", "タキザワ"), (("健二", "ケンジ", "m", 44),), WORK, finished, "仕事が続かない。", "手に職をつけたい"),
    Seed(IIDA, 310, ("谷口", "タニグチ"), (("アンナ", "アンナ", "f", 33),), ABROAD, finished, "子の学校の手紙が読めない。", "学校の人と話したい"),
    Seed(AOKI, 340, ("塚本", "ツカモト"), (("礼二", "レイジ", "m", 60),), AFTER_RELEASE, over, "出所して三日。泊まる所がない。", "自分の部屋がほしい"),
    Seed(GOTO, 330, ("手塚", "テヅカ"), (("弘子", "ヒロコ", "f", 63),), MONEY, over, "夫の借入が分かり、返せない。", "借金のない暮らしがしたい"),
)  # fmt: skip


def _plot(seed: Seed) -> CasePlot:
    household: list[Step] = []
    for who, relation in enumerate(seed.relations, start=1):
        household += [joins(who), kin(who, relation)]
    agreed = seed.arc not in (worried, refused_help, won_over)
    script = seed.arc(seed.topic)
    return CasePlot(
        seed.lead,
        seed.days,
        seed.family,
        seed.people,
        seed.topic.issues,
        seed.said,
        seed.topic.why,
        (*script[:2], *household, *script[2:]),
        seed.wish,
        consent=agreed,
        overdue=seed.overdue,
        action="contact" if agreed else "visit",
    )


FURTHER = tuple(_plot(one) for one in SEEDS)
