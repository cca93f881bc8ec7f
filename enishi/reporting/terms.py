"""The words of the room: official forms, sheets for the person in many languages, and the city's approval of their words."""

from django.db.models import TextChoices


class FormOf(TextChoices):
    """What a form is about (様式の対象)."""

    CONSULTATION = "consultation", "相談"
    REFERRAL = "referral", "つなぎ"
    CASE = "case", "ケース"
    ASSESSMENT = "assessment", "アセスメント"
    PLAN = "plan", "支援プラン"
    EVALUATION = "evaluation", "評価"
    CONFERENCE = "conference", "会議"


class SheetKind(TextChoices):
    """A sheet that is handed to the person (本人に渡す紙)."""

    CONSENT = "consent", "同意書"
    WITHDRAWAL = "withdrawal", "同意の撤回書"
    NOTICE = "notice", "お知らせ"


class SheetLanguage(TextChoices):
    """The languages of those sheets; Japanese stands beside each of them."""

    PLAIN = "ja-plain", "やさしい日本語"
    ENGLISH = "en", "英語"
    PORTUGUESE = "pt", "ポルトガル語"
    CHINESE = "zh", "中国語（簡体字）"
    VIETNAMESE = "vi", "ベトナム語"
    SPANISH = "es", "スペイン語"


class ApprovalState(TextChoices):
    """Whether the city stands by the words of a sheet (文面の承認)."""

    UNVERIFIED = "unverified", "要確認"
    APPROVED = "approved", "承認済み"
    WITHDRAWN = "withdrawn", "承認の取り消し"
