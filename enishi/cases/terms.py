"""The words of the room: cases of 多機関協働 and アウトリーチ等, who leads them, who is on the team, what was done."""

from django.db.models import TextChoices


class CaseState(TextChoices):
    """Where a case stands (社会福祉法106条の4第2項4号・5号; multilayer-support.md §1.2)."""

    OUTREACH = "outreach", "同意前のかかわり"
    ASSESSING = "assessing", "アセスメント"
    PLANNING = "planning", "プラン調整"
    SUPPORTING = "supporting", "支援中"
    SUSPENDED = "suspended", "中断"
    WATCHING = "watching", "終結（見守り中）"
    ENDED = "ended", "見守り終了"


class TeamState(TextChoices):
    """How an agency stands to the role that it was asked to take (役割の依頼)."""

    ASKED = "asked", "依頼中"
    ACCEPTED = "accepted", "引き受けた"
    DECLINED = "declined", "辞退"
    CANCELLED = "cancelled", "依頼の取り消し"
    LEFT = "left", "終えた"


class LeadRequestKind(TextChoices):
    """Why another agency is asked to lead (主担当の依頼)."""

    TRANSFER = "transfer", "主担当の引き継ぎ"
    AFTER_CLOSING = "after_closing", "終結後の主担当"


class LeadRequestState(TextChoices):
    ASKED = "asked", "依頼中"
    ACCEPTED = "accepted", "引き受けた"
    DECLINED = "declined", "辞退"
    CANCELLED = "cancelled", "取り消し"


class EntryKind(TextChoices):
    """What a journal entry tells of (支援経過)."""

    CONTACT = "contact", "対応"
    VISIT = "visit", "訪問"
    ATTEMPT = "attempt", "会えなかった訪問"
    TALK = "talk", "関係機関との協議"
    NOTE = "note", "気づき・方針"


class MarkKind(TextChoices):
    """What a colleague says to an entry without words (確認・反応)."""

    SEEN = "seen", "確認"
    THANKS = "thanks", "ありがとう"
    TALK = "talk", "相談したい"


class ConsentLanguage(TextChoices):
    """In which language a consent was explained (説明した言語)."""

    JAPANESE = "ja", "日本語"
    PLAIN = "ja-plain", "やさしい日本語"
    ENGLISH = "en", "英語"
    PORTUGUESE = "pt", "ポルトガル語"
    CHINESE = "zh", "中国語"
    VIETNAMESE = "vi", "ベトナム語"
    SPANISH = "es", "スペイン語"
    SIGNED = "sign", "手話"
    OTHER = "other", "その他の言語"


class CaseVocabulary(TextChoices):
    """The code lists of this room (``vocabularies/*.toml``), and those of ``intake`` that a case reads, too."""

    DUTY = "team_duty", "チームでの役割"
    COUNTERPART = "contact_partner", "相手"
    MEANS = "contact_means", "対応方法"
    NEXT_ACTION = "case_next_action", "ケースで次にすること"
    DECLINE = "team_decline_reason", "役割を辞退する理由"
    CLOSING = "case_closing_reason", "終結の理由"
    SUSPENSION = "case_suspension_reason", "中断の理由"
    ENDING = "case_ending_reason", "見守りを終える理由"
    CHANGE = "change_seen", "見られた変化"
    PARTICIPATION = "participation_support", "参加支援事業の利用"
    OUTREACH = "outreach_support", "アウトリーチ等事業の利用"
    PLACE = "reach_place", "働きかけの場所"


class AssessmentState(TextChoices):
    """Whether a sheet is still being filled in, or stands as it was on its day (アセスメント)."""

    DRAFT = "draft", "記入中"
    CONFIRMED = "confirmed", "確定"


class PlanKind(TextChoices):
    FIRST = "first", "初回"
    RENEWED = "renewed", "再プラン"


class PlanState(TextChoices):
    """Where a plan stands (支援プラン). ``AHEAD``: support has begun, and the meeting approves it afterwards."""

    DRAFT = "draft", "作成中"
    PROPOSED = "proposed", "会議に諮る案"
    AHEAD = "ahead", "先行実施（事後了承待ち）"
    DECIDED = "decided", "支援決定"
    SUPERSEDED = "superseded", "次のプランに替わった"
    ENDED = "ended", "プランの終了"


class PartKind(TextChoices):
    """What a part of the plan says, beside its goals and steps (プラン兼利用申込書)."""

    ISSUE = "issue", "解決したい課題"
    LONG_GOAL = "long_goal", "長期目標（目指す姿）"
    PARTICIPATION = "participation", "参加支援事業の利用"
    OUTREACH = "outreach", "アウトリーチ等事業の利用"
    REMARK = "remark", "備考"


class GoalState(TextChoices):
    OPEN = "open", "取り組み中"
    MET = "met", "達成"
    PARTLY = "partly", "一部達成"
    UNMET = "unmet", "未達成"


class StepBy(TextChoices):
    """Who takes a step of the plan (実施すること)."""

    PERSON = "person", "本人・家族等"
    AGENCY = "agency", "機関"


class StepState(TextChoices):
    OPEN = "open", "これから・実施中"
    DONE = "done", "実施した"
    DROPPED = "dropped", "とりやめた"


class MeetingKind(TextChoices):
    """The meeting that decided a plan; the room ``conferences`` knows more about it."""

    MULTI_AGENCY = "multi_agency", "重層的支援会議"
    JOINT = "joint", "ほかの会議と合同"


class EvaluationResult(TextChoices):
    """What an evaluation came to (評価の結果); the codes are those of the vocabulary ``evaluation_result``."""

    ENDED = "ended", "終結"
    RENEWED = "renewed", "再プランして継続"
    INTERRUPTED = "interrupted", "中断"


class TieQuality(TextChoices):
    """How the tie of the person to somebody or something is, as a line of an ecomap (エコマップの線)."""

    STRONG = "strong", "強いつながり"
    ORDINARY = "ordinary", "つながり"
    WEAK = "weak", "弱いつながり"
    STRAINED = "strained", "緊張・対立"
    BROKEN = "broken", "途切れている"


class TieFlow(TextChoices):
    """Where help goes (支えの向き), seen from the person."""

    NONE = "none", "向きなし"
    IN = "in", "本人へ"
    OUT = "out", "本人から"
    BOTH = "both", "たがいに"


class AttemptResult(TextChoices):
    """What came of trying to reach the person (働きかけの結果)."""

    MET = "met", "会えた・話せた"
    FAMILY = "family", "家族などと話せた"
    SIGN = "sign", "姿・声・物のやりとりだけ"
    UNMET = "unmet", "会えなかった"
    REFUSED = "refused", "断られた"


class SupportState(TextChoices):
    """How far a support is that is made ready for the day of consent (準備した支援)."""

    PREPARING = "preparing", "準備中"
    READY = "ready", "用意できた"
    USED = "used", "使った"
    DROPPED = "dropped", "やめた"
