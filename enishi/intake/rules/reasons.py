"""Why not: every refusal as a Japanese sentence that says what to do. Plain values in, sentences out."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from enishi.intake.rules.steps import UNANSWERED, may_close_from, who_may
from enishi.intake.terms import EARLIEST, About, ReferralKind, ReferralState, Side
from enishi.office.calendar import next_working_day
from enishi.office.errors import On
from enishi.sharing.terms import ALL_CLASSES, SPECIAL_CLASSES, InformationClass

LONGEST_TEXT = 20_000
LONGEST_MINUTES = 24 * 60


def reasons_about_next_date(next_on: date | None, today: date, *, longest: int) -> list[str]:
    """An open need always has a next date, not in the past and not too far away."""
    if next_on is None:
        return [On("next_on", "次の期日を入れてください。期日のない相談は作れません。")]
    if next_on < today:
        return [On("next_on", "次の期日は今日以後にしてください。")]
    if next_on > today + timedelta(days=longest):
        far = f"次の期日は{longest}日以内にしてください。先の予定は、いったん確認の日を入れてください。"
        return [On("next_on", far)]
    return []


def next_date_from(received: date, today: date, days: int, closed: Collection[date]) -> date:
    """The proposal for the next date: counted from when it was received, never past, and on a day when offices are open.

    :param closed: the city's own closing days
    """
    return next_working_day(max(today, received + timedelta(days=days)), closed)


def reasons_about_when(label: str, happened: datetime | None, now: datetime, *, field: str = "happened_at") -> list[str]:
    """What happened lies behind us; what is to come is a next date."""
    if happened is None:
        return []
    if happened > now:
        return [On(field, f"{label}は、今より前にしてください。これからの予定は「次の期日」に入れます。")]
    return reasons_about_year(label, happened, field=field)


def reasons_about_year(label: str, happened: datetime, *, field: str = "happened_at") -> list[str]:
    """A year that was mistyped: of an era (「8」 for 令和8年), a digit too few, another century."""
    if happened >= EARLIEST:
        return []
    words = f"{label}の年を確かめてください。西暦4けたで入れます（令和8年は2026年）。{EARLIEST:%Y}年より前は記録できません。"
    return [On(field, words)]


def reasons_about_minutes(minutes: int | None) -> list[str]:
    if minutes is None or 0 < minutes <= LONGEST_MINUTES:
        return []
    return [On("minutes", f"所要時間は1分から{LONGEST_MINUTES:,}分までで入れてください。")]


def reasons_not_to_receive(
    *, about: str, has_person: bool, has_place: bool, issues: Sequence[str], worst: str, said: Iterable[str]
) -> list[str]:
    """What is missing before a consultation can be received (相談受付)."""
    reasons: list[str] = []
    if about == About.KNOWN and not has_person:
        who = "どなたの相談かを選ぶか、新しく登録してください。分からないときは「匿名」を選べます。"
        reasons.append(On("find", who))
    if about == About.PLACE and not has_place:
        reasons.append(On("place", "気になる家の場所や目印を書いてください。"))
    if worst and worst not in issues:
        worst_of = "いちばん困っていること(◎)は、選んだ課題の中から一つにしてください。"
        reasons.append(On("issues", worst_of))
    if not issues and not any(text.strip() for text in said):
        reasons.append(On("issues", "課題を一つ以上選ぶか、聞いたことを書いてください。"))
    return reasons


def reasons_about_left_out(*, about: str, by_person: bool, caller: bool, person: bool, place: bool) -> list[str]:
    """What was typed and would be left behind by what is chosen above it: nothing typed is lost without a word.

    :param by_person: 「本人」 is chosen as who calls
    """
    said = (
        (caller and by_person, "caller_is", "相談した人の名前や電話", "本人以外"),
        (person and about != About.KNOWN, "about", "本人の名前や電話", "本人が分かる"),
        (place and about != About.PLACE, "about", "気になる家の場所", "気になる家"),
    )
    words = "{}が書かれています。「{}」を選ぶか、書いたものを消してください。"
    return [On(field, words.format(typed, choice)) for left, field, typed, choice in said if left]


def reasons_not_to_refer(
    *,
    closed: bool,
    is_holder: bool,
    kind: str,
    same_agency: bool,
    receiver_open: bool,
    receiver_receives: bool,
    receiver_signs_in: bool,
    receiver_has_staff: bool,
    open_handover: bool,
    open_with_receiver: bool,
    classes: int,
    held: int,
    whereabouts_closed: bool,
    reason: str,
) -> list[str]:
    """What forbids sending a referral (つなぐ). To others than the holder only that: the rest tells of other referrals.

    :param held: the classes that the sender itself may see
    :param whereabouts_closed: the person's whereabouts are sealed, and the receiver holds no key
    """
    if not is_holder and not closed:
        return ["この相談を担当している機関だけがつなげます。"]
    reasons = []
    if closed:
        reasons.append("終了した相談はつなげません。先に再開してください。")
    if same_agency:
        reasons.append("自分の機関にはつなげません。担当者の変更を使ってください。")
    reasons += _reasons_about_receiver(
        kind,
        takes=receiver_open and receiver_receives,
        signs_in=receiver_signs_in,
        has_staff=receiver_has_staff,
    )
    if kind == ReferralKind.HANDOVER and open_handover:
        reasons.append("回答を待っている引き継ぎがあります。取り消すか、回答を待ってから送ってください。")
    if open_with_receiver:
        reasons.append("この機関へのつなぎがまだ終わっていません。その続きとして進めてください。")
    reasons += reasons_about_classes(classes, held)
    if classes & InformationClass.LOCATION and whereabouts_closed:
        reasons.append(
            "この人の居所は保護されています。居所は渡さないでください(相談に書いた居所も渡りません)。"
        )
    if not reason.strip():
        reasons.append(On("reason", "つなぐ理由を書いてください。"))
    return reasons


def _reasons_about_receiver(kind: str, *, takes: bool, signs_in: bool, has_staff: bool) -> list[str]:
    reasons = []
    if not takes:
        reasons.append("この機関は今、つなぎを受けていません。別の機関を選んでください。")
    if kind == ReferralKind.HANDOVER and not signs_in:
        reasons.append(
            "サインインのない機関には引き継げません。「併行支援」でつなぎ、支援につながったことを確かめてから終了してください。"
        )
    if signs_in and not has_staff:
        reasons.append("この機関には受け取る職員がいません。別の機関を選んでください。")
    return reasons


def reasons_about_classes(classes: int, held: int) -> list[str]:
    """Nobody gives on more than they have; who told us is never given on."""
    reasons = []
    if classes & ~ALL_CLASSES or not classes & InformationClass.BASIC:
        reasons.append("渡す情報の区分を選び直してください。「基本」は必ず渡します。")
    if classes & InformationClass.INFORMANT:
        reasons.append("情報源(だれから聞いたか)はつなぎでは渡せません。")
    if classes & ~held & ALL_CLASSES:
        reasons.append("自分に見えていない区分は渡せません。渡す情報を選び直してください。")
    return reasons


def classes_offered(held: int, written: int, *, about_place: bool = False) -> int:
    """What is ticked when the referral form opens: where something stands, without justice, informant and location.

    :param about_place: it is about a house that worries somebody: without the place there is nothing to hand on
    """
    offered = (held & written & ~SPECIAL_CLASSES & ~InformationClass.LOCATION) | InformationClass.BASIC
    return offered | (held & InformationClass.LOCATION) if about_place else offered


def reasons_not_to_move(before: str, after: str, kind: str, side: str | None) -> list[str]:
    """What forbids this side to move a referral on."""
    sides = who_may(before, after, kind)
    now = ReferralState(before).label
    if not sides:
        return [f"このつなぎは「{now}」です。この操作はできません。画面を開き直してください。"]
    if side is None or Side(side) not in sides:
        return [
            f"「{ReferralState(after).label}」にできるのは、{'・'.join(sorted(one.label for one in sides))}です。"
        ]
    return []


def reasons_not_to_begin(what: str, *, closed: bool, is_holder: bool, holder: str) -> list[str]:
    """Why a form is not worth filling in: said when it is opened, before anything is typed.

    :param what: what the form does, as an end of the sentence: 「終了できる」
    """
    if closed:
        return ["終了した相談です。先に再開してください。"]
    if not is_holder:
        return [f"この相談の担当は{holder}です。{what}のは、担当の機関だけです。知らせたいことは「経過を書く」に書いてください。"]
    return []


def reasons_not_to_close(
    *, state: str, is_holder: bool, reason: str, text: str, unanswered: int, running: int, issues: int
) -> list[str]:
    """Everything that stands in the way of closing, at once (終了できない理由). To others than the holder only that."""
    if not is_holder and may_close_from(state):
        return ["この相談を担当している機関だけが終了できます。"]
    reasons = []
    if not may_close_from(state):
        reasons.append("すでに終了しています。")
    if not reason:
        reasons.append(On("reason", "終了の理由を選んでください。"))
    if reason == "other" and not text.strip():
        reasons.append(On("text", "「その他」のときは、理由を書いてください。"))
    if unanswered:
        reasons.append(f"回答を待っているつなぎが{unanswered}件あります。取り消すか、回答を待ってください。")
    if running:
        reasons.append(f"続いているつなぎが{running}件あります。結果の報告を受けてから終了してください。")
    if not issues and reason != "duplicate":
        reasons.append("課題が一つも記録されていません。課題を選んでから終了してください。")
    return reasons


def may_recall_quietly(state: str, minutes_since: float, *, within: int) -> bool:
    """Just sent and not opened: taken back without troubling the receiver."""
    return state == ReferralState.REQUESTED and minutes_since <= within


def is_unanswered(state: str) -> bool:
    return ReferralState(state) in UNANSWERED
