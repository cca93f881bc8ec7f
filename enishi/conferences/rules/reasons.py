"""Why not: which meeting the law allows, each refusal one Japanese sentence that names what is missing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from enishi.cases.terms import CaseState
from enishi.conferences.terms import About, ConferenceState
from enishi.sharing.terms import InformationClass

LONGEST_TEXT = 20_000
LONGEST_MEETING_HOURS = 12
ONLY_CONVENER = "会議を招集した人（事務局）だけができます。"
ONLY_ITS_OFFICE = "会議を招集した機関だけができます。"
NOT_PLANNED = "この会議は、もう開催または中止されています。画面を開き直してください。"
CALLED_OFF = "この会議は中止されたか、この議題が取り下げられています。別の会議に書いてください。"
NOT_OPEN = "この会議の会議録は確定しています。訂正を書き加えてください。"


@dataclass(frozen=True)
class Requirements:
    """What a meeting must have; of a joint meeting, what any of its kinds must have (厳しいほうに合わせる)."""

    label: str
    about: str
    needs_consent: bool
    needs_decision: bool
    needs_pledge: bool
    may_decide: frozenset[str]
    excluded_agencies: frozenset[str]


@dataclass(frozen=True)
class KindFacts:
    """One kind of meeting, as the rules see it."""

    code: str
    label: str
    about: str
    permission: str
    needs_consent: bool
    needs_decision: bool
    needs_pledge: bool
    may_decide: Collection[str]
    joint_with: Collection[str]
    excluded_agencies: Collection[str]


def together(kinds: Iterable[KindFacts]) -> Requirements:
    """The strictest of all kinds: what one asks for, all ask for; what one may not decide, none may."""
    listed = list(kinds)
    first = listed[0]
    return Requirements(
        label="・".join(one.label for one in listed),
        about=first.about,
        needs_consent=any(one.needs_consent for one in listed),
        needs_decision=any(one.needs_decision for one in listed),
        needs_pledge=any(one.needs_pledge for one in listed),
        may_decide=frozenset.intersection(*(frozenset(one.may_decide) for one in listed)),
        excluded_agencies=frozenset().union(*(frozenset(one.excluded_agencies) for one in listed)),
    )


def reasons_not_to_convene(
    first: KindFacts,
    joint: Iterable[KindFacts],
    *,
    may: Collection[str],
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> list[str]:
    """What forbids to call a meeting."""
    reasons = []
    if first.permission not in may:
        reasons.append(f"「{first.label}」を招集できる役割ではありません。招集できる人に依頼してください。")
    reasons += [
        f"「{first.label}」と「{one.label}」は合同では開けません。根拠の異なる会議に分けてください。"
        for one in joint
        if one.code not in first.joint_with or one.about != first.about
    ]
    if ends_at <= starts_at:
        reasons.append("会議の終わりは始まりより後にしてください。")
    elif (ends_at - starts_at).total_seconds() > LONGEST_MEETING_HOURS * 3600:
        reasons.append(f"一回の会議は{LONGEST_MEETING_HOURS}時間までです。日を分けてください。")
    if starts_at <= now:
        reasons.append("会議の始まりは、今より後にしてください。")
    return reasons


def reasons_not_to_put(
    needs: Requirements,
    *,
    state: str,
    has_case: bool,
    case_state: str,
    leads: bool,
    support_stands: bool,
    decided: bool,
    who: str,
) -> list[str]:
    """What forbids an item on the agenda (議題にできない理由), law first."""
    if state != ConferenceState.PLANNED:
        return [NOT_PLANNED]
    if needs.about == About.THEME:
        said = {
            f"「{needs.label}」では個人を議題にできません。地域の課題として、個人が分からないように書いてください。": has_case
        }
        said["議題を書いてください。"] = not who.strip()
    else:
        said = {
            "どのケースについての議題かを選んでください。": not has_case,
            f"「{needs.label}」に諮るには、本人の支援の申込み（同意）が必要です。同意がまだのときは「支援会議」で検討できます。": (
                has_case and needs.needs_consent and not support_stands
            ),
            f"「{needs.label}」に諮るには、市の「支援対象の決定」の記録が必要です。先に記録してください。": (
                has_case and needs.needs_decision and not decided
            ),
            "議題にできるのは、ケースの主担当の機関と多機関調整管理者だけです。": has_case and not leads,
            "見守りを終えたケースです。先に再開してください。": has_case and case_state == CaseState.ENDED,
            "参加する人に分かるように、だれについての議題かを書いてください。": has_case and not who.strip(),
        }
    return [sentence for sentence, stands in said.items() if stands]


def reasons_not_to_seat(
    needs: Requirements,
    *,
    state: str,
    agency_kind: str,
    volunteer: bool,
    own: bool,
    support_stands: bool,
    consent_covers: bool,
    classes: int,
    held: int,
    seated: bool,
) -> list[str]:
    """What forbids somebody a seat at one item (議題に参加できない理由).

    :param own: a colleague of the convening agency, which works with the person already
    :param consent_covers: a consent to share names this agency and these classes
    :param held: the classes of the item that the convener may show
    """
    said = {
        NOT_OPEN: state not in (ConferenceState.PLANNED, ConferenceState.HELD),
        f"受入先の企業は「{needs.label}」の構成員になれません。必要なことだけを、本人の同意を得て伝えてください。": (
            agency_kind in needs.excluded_agencies
        ),
        f"ボランティア・協力者は「{needs.label}」の構成員になれません。必要なことだけを、本人の同意を得て伝えてください。": (
            bool(needs.excluded_agencies) and volunteer
        ),
        "本人の支援の申込み（同意）が、今は続いていません。「支援会議」で検討してください。": (
            needs.needs_consent and not support_stands
        ),
        "この機関は、本人の「情報共有の同意」の相手と区分に入っていません。同意を得てから参加してもらってください。": (
            needs.needs_consent and not own and not consent_covers
        ),
        "見せる情報の区分を選び直してください。「基本」は必ず見せ、情報源と見えない区分は見せられません。": (
            not classes & InformationClass.BASIC
            or bool(classes & InformationClass.INFORMANT or classes & ~held)
        ),
        "この人は、この議題にすでに参加しています。": seated,
    }
    return [sentence for sentence, stands in said.items() if stands]


def reasons_not_to_hand_over(
    *, convenes: bool, own_office: bool, for_oneself: bool, may_convene: bool, reason: str
) -> list[str]:
    """What forbids that a meeting goes to somebody else (事務局を引き継げない理由).

    :param may_convene: who is to keep it works where it was convened, and could have convened it
    """
    said = {
        ONLY_ITS_OFFICE: not own_office,
        "招集した人のほかの人は、自分が引き継ぐことだけができます。": own_office and not convenes and not for_oneself,
        "引き継げるのは、招集した機関の、この会議を招集できる役割の人だけです。": own_office and not may_convene,
        "招集した人に代わって引き継ぐ理由を書いてください。": own_office and not convenes and not reason.strip(),
    }
    return [sentence for sentence, stands in said.items() if stands]


def reasons_not_to_hold(
    *, state: str, starts_at: datetime, now: datetime, items: int, attended: int, without_pledge: int
) -> list[str]:
    """What forbids to record that a meeting was held."""
    if state != ConferenceState.PLANNED:
        return [NOT_PLANNED]
    said = {
        "会議は、まだ始まっていません。": starts_at > now,
        "議題がありません。議題を入れるか、会議を中止してください。": not items,
        "出席した人を記録してください。": not attended,
        f"出席した人のうち{without_pledge}人の守秘の確認がありません。確認してもらってから開催してください。": bool(
            without_pledge
        ),
    }
    return [sentence for sentence, stands in said.items() if stands]


def reasons_not_to_share(*, state: str, text: str, information_class: int, confirmed: bool) -> list[str]:
    """What forbids to bring something into the room."""
    said = {
        CALLED_OFF: state == ConferenceState.CANCELLED,
        NOT_OPEN: confirmed,
        "内容を書いてください。": not text.strip(),
        f"内容は{LONGEST_TEXT:,}文字までです。": len(text) > LONGEST_TEXT,
        "情報源（だれから聞いたか）は、会議の資料に入れられません。": information_class
        == InformationClass.INFORMANT,
    }
    return [sentence for sentence, stands in said.items() if stands]


def reasons_not_to_decide(
    needs: Requirements,
    *,
    state: str,
    kind: str,
    kind_label: str,
    what: str,
    has_agency: bool,
    has_date: bool,
    seated: bool,
) -> list[str]:
    """What forbids one line of decision (決定できない理由): agency × what × due."""
    said = {
        CALLED_OFF: state == ConferenceState.CANCELLED,
        NOT_OPEN: state not in (ConferenceState.PLANNED, ConferenceState.HELD, ConferenceState.CANCELLED),
        f"「{needs.label}」では「{kind_label}」を決められません。": kind not in needs.may_decide,
        "だれが何をするかを書いてください。": not what.strip(),
        "どの機関が行うかを選んでください。": not has_agency,
        "いつまでに行うかを入れてください。": not has_date,
        "この議題に参加していない機関には、役割を決められません。参加してもらうか、別に依頼してください。": (
            has_agency and not seated
        ),
    }
    return [sentence for sentence, stands in said.items() if stands]


def reasons_not_to_rebase(
    *, support_stands: bool, convenes: bool, leads: bool, sealed_room: bool, items: int
) -> list[str]:
    """What forbids to move what was shared without consent into the case (同意後の引き継ぎ)."""
    said = {
        "本人の支援の申込み（同意）を先に記録してください。同意がなければ、会議の情報は動かせません。": not support_stands,
        ONLY_CONVENER: not convenes,
        "引き継げるのは、ケースの主担当の機関と多機関調整管理者だけです。": not leads,
        "本人の同意なしに開いた会議の情報だけが、引き継ぎの対象です。": not sealed_room,
        "この議題で共有された情報がありません。": not items,
    }
    return [sentence for sentence, stands in said.items() if stands]
