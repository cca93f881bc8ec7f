from django.db.models import IntegerChoices, TextChoices


class InformationClass(IntegerChoices):
    """The classes of information (情報の区分), one bit each, so that a set of them is one number."""

    BASIC = 1, "基本"
    LIVING = 2, "生活・経済"
    HEALTH = 4, "健康・障害"
    FAMILY = 8, "家族・子ども"
    RIGHTS = 16, "権利擁護"
    LOCATION = 32, "居所"
    JUSTICE = 64, "司法"
    INFORMANT = 128, "情報源"


ALL_CLASSES = sum(InformationClass.values)
SPECIAL_CLASSES = InformationClass.JUSTICE | InformationClass.INFORMANT


class BinderKind(TextChoices):
    RESIDENT = "resident", "住民"
    CONSULTATION = "consultation", "相談"
    REFERRAL = "referral", "つなぎ"
    CASE = "case", "多機関協働のケース"
    CASE_MEMBER = "case_member", "ケースの世帯員"
    AGENDA = "agenda", "会議の議題"
    CONFERENCE = "conference", "会議"


class GroundKind(TextChoices):
    """Why somebody may see (根拠). 社会福祉法106条の6, 個人情報保護法69条2項 and the sources in docs/glossary.toml."""

    OWN_WORK = "own_work", "所管"
    CONSENT = "consent", "本人の同意"
    REFERRAL = "referral", "つなぎ"
    CONFERENCE = "conference", "会議"
    OTHER_LAW = "other_law", "その他の法令"
    EMERGENCY = "emergency", "緊急"
    IDENTITY = "identity", "名寄せの確認"


class ConsentStage(TextChoices):
    """The consents are plural (同意の段階): each one is asked, given and withdrawn on its own."""

    SUPPORT = "support", "支援の申込み"
    SHARING = "sharing", "支援関係機関での情報共有"
    PLAN = "plan", "支援プラン"
    HOST = "host", "受入先への情報提供"


class ConsentGiver(TextChoices):
    """Who agreed. A guardian or representative is named in the evidence, with the authority that was shown."""

    SELF = "self", "本人"
    PARENT = "parent", "親権者"
    GUARDIAN = "guardian", "成年後見人・保佐人・補助人"


class ConsentMeans(TextChoices):
    """How agreement or withdrawal reached us (同意・撤回の方法)."""

    WRITTEN = "written", "書面"
    SPOKEN = "spoken", "対面で口頭"
    PHONE = "phone", "電話"
    MAIL = "mail", "メール"


class EvidenceKind(TextChoices):
    """What shows that a person agreed or withdrew (同意の証拠)."""

    FORM = "form", "署名した同意書"
    WITHDRAWAL = "withdrawal", "署名した撤回書"
    OTHER = "other", "そのほかの証拠"


class SealKind(TextChoices):
    SUPPORT_MEASURE = "support_measure", "支援措置"
    EXIT_SUPPORT = "exit_support", "出口支援"
    OTHER = "other", "その他の封印"


class BlockKind(TextChoices):
    """Why a member of staff may never see a binder, whatever grants say (利益相反)."""

    SELF = "self", "本人"
    FAMILY = "family", "親族"
    NAMED_PARTY = "named_party", "相手方"
    DECLARED = "declared", "自己申告"


class Purpose(TextChoices):
    """What a look is for (閲覧の目的); every look names one."""

    RECEIVING = "receiving", "相談の受付"
    SUPPORT = "support", "相談への対応"
    REFERRING = "referring", "つなぎ"
    OVERVIEW = "overview", "担当の確認"
    IDENTITY = "identity", "名寄せ"
    EXPORT = "export", "一覧の出力"
    EMERGENCY = "emergency", "緊急"
    ANSWERING = "answering", "つなぎへの回答"
    CONFERRING = "conferring", "会議"
    ACCOUNTING = "accounting", "提供記録・開示"


class EmergencyReason(TextChoices):
    LIFE = "life", "生命・身体の危険"
    ABUSE = "abuse", "虐待・暴力の切迫"
    SUICIDE = "suicide", "自死のおそれ"
    MISSING = "missing", "行方不明"
    DISASTER = "disaster", "災害"


class Verdict(TextChoices):
    """Whether a line goes onto the paper that the person takes home (本人に渡す記録)."""

    RELEASE = "release", "出す"
    WITHHOLD = "withhold", "伏せる"
    ASK = "ask", "確認が要る"


class LineKind(TextChoices):
    """What a line of the ledger tells (提供記録の行)."""

    GIVING = "giving", "見せている"
    ANSWER = "answer", "情報提供依頼への回答"
    TAKEN = "taken", "一覧・書類の持ち出し"
    LOOK = "look", "見た記録"


class RequesterKind(TextChoices):
    """Who asks to be shown what is held about a person (開示請求者; 個人情報保護法76条)."""

    SELF = "self", "本人"
    PARENT = "parent", "法定代理人（親権者・未成年後見人）"
    GUARDIAN = "guardian", "法定代理人（成年後見人）"
    PROXY = "proxy", "任意代理人"


class RequestOutcome(TextChoices):
    """What was decided on a request (開示決定等; 個人情報保護法82条)."""

    FULL = "full", "全部開示"
    PART = "part", "部分開示"
    NONE = "none", "全部不開示"
    REFUSED = "refused", "存否応答拒否"
    ABSENT = "absent", "記録がない"


class LineDecision(TextChoices):
    """What was decided on one line of the record (行ごとの判断)."""

    FULL = "full", "開示する"
    PART = "part", "一部を開示しない"
    NONE = "none", "開示しない"


class Nature(TextChoices):
    """What a line of the record is (情報の性質)."""

    FACT = "fact", "事実"
    HEARD = "heard", "第三者から聴取"
    VIEW = "view", "所見・評価"
    UNKNOWN = "unknown", "区別なし"
