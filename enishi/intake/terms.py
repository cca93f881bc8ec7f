"""The words of the room: consultations (相談), who holds them, and referrals (つなぎ)."""

from datetime import datetime, timedelta, timezone

from django.db.models import TextChoices

from enishi.sharing.terms import InformationClass

EARLIEST = datetime(1990, 1, 1, tzinfo=timezone(timedelta(hours=9)))
"""What happened earlier is not written down here, so that a mistyped year is noticed. No consultation that is still followed is
older (the laws of this work are of 2000, 2005, 2015), and every year of 令和, 平成 and 昭和 typed as it is lies before."""
FIRST_CONTACT = "first_contact"
"""Of 次にすること (NEXT_ACTION): what stands until the first contact is reported."""
NUDGED = "need.nudged"
"""The task of who holds a need that a coordinator asked them to look after."""


class Channel(TextChoices):
    """How the consultation reached us."""

    PHONE = "phone", "電話"
    VISIT = "visit", "来所"
    LETTER = "letter", "手紙"
    EMAIL = "email", "メール"
    OUTREACH = "outreach", "訪問(アウトリーチ)"
    MEETING = "meeting", "会議"
    OTHER = "other", "その他"


class About(TextChoices):
    """Whom the consultation is about."""

    KNOWN = "known", "本人が分かる"
    ANONYMOUS = "anonymous", "匿名"
    PLACE = "place", "気になる家"


class Urgency(TextChoices):
    NORMAL = "normal", "通常"
    SOON = "soon", "早めに"
    URGENT = "urgent", "緊急"


class ConsultationState(TextChoices):
    RECEIVED = "received", "受付"
    ACTIVE = "active", "対応中"
    CLOSED = "closed", "終了"


class StatementKind(TextChoices):
    COMPLAINT = "complaint", "主訴"
    WISH = "wish", "希望"
    SITUATION = "situation", "状況"
    PROGRESS = "progress", "経過"


class SourceKind(TextChoices):
    """How we know it: seen, heard from somebody else, or our own opinion. The three are never mixed."""

    FACT = "fact", "事実"
    HEARD = "heard", "第三者から聴取"
    OPINION = "opinion", "所見"


class ReferralKind(TextChoices):
    HANDOVER = "handover", "引き継ぎ"
    JOIN = "join", "併行支援"
    INQUIRY = "inquiry", "照会"


class ReferralState(TextChoices):
    """Ten states after the FHIR SDOH referral task; see README for the two that differ and why."""

    REQUESTED = "requested", "届いた"
    RECEIVED = "received", "開いた"
    ACCEPTED = "accepted", "受けた"
    IN_PROGRESS = "in_progress", "初回接触"
    ON_HOLD = "on_hold", "保留"
    COMPLETED = "completed", "支援につながった"
    REJECTED = "rejected", "辞退"
    CANCELLED = "cancelled", "取り消し"
    FAILED = "failed", "不調"
    ENTERED_IN_ERROR = "entered_in_error", "誤送付"


class Side(TextChoices):
    """Who may set a state of a referral."""

    SENDER = "sender", "送った機関"
    RECEIVER = "receiver", "受けた機関"
    COORDINATOR = "coordinator", "多機関調整管理者"
    CLERK = "clerk", "自動処理"


class Priority(TextChoices):
    NORMAL = "normal", "通常"
    URGENT = "urgent", "急ぎ"


class StatementClass(TextChoices):
    """The classes a writer may choose for a statement, as text so that a form can post them."""

    BASIC = str(InformationClass.BASIC.value), "基本"
    LIVING = str(InformationClass.LIVING.value), "生活・経済"
    HEALTH = str(InformationClass.HEALTH.value), "健康・障害"
    FAMILY = str(InformationClass.FAMILY.value), "家族・子ども"
    RIGHTS = str(InformationClass.RIGHTS.value), "権利擁護"
    LOCATION = str(InformationClass.LOCATION.value), "居所"
    JUSTICE = str(InformationClass.JUSTICE.value), "司法"


class Vocabulary(TextChoices):
    """The code lists of this room (``vocabularies/*.toml``)."""

    ISSUE = "issue", "課題"
    ISSUE_GROUP = "issue_group", "課題の分野"
    ROUTE = "route", "相談経路"
    SCREENING = "screening", "スクリーニング結果"
    RELATION = "caller_relation", "来談者との関係"
    DECLINE = "decline_reason", "辞退の理由"
    CLOSING = "closing_reason", "終了の理由"
    FAILURE = "failure_reason", "不調の理由"
    HOLD = "hold_reason", "保留の理由"
    RECALL = "recall_reason", "取り消しの理由"
    NEXT_ACTION = "next_action", "次にすること"
    CONTACT = "contact_means", "対応方法"
    COUNTERPART = "contact_partner", "相手"

# Steps of a referral whose words are kept as a draft → what the list of drafts calls it.
DRAFTED_MOVES = {
    "accept": "つなぎを受けるときのひとこと",
    "decline": "つなぎを辞退するときのひとこと",
    "contact": "初回接触の報告",
    "helped": "支援につながったことの報告",
    "hold": "つなぎを保留にするときのひとこと",
    "resume": "つなぎを再開するときのひとこと",
    "fail": "つなぎの不調の報告",
    "recall": "つなぎを取り消すときのひとこと",
}
