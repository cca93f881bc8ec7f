from django.db.models import TextChoices


class Condition(TextChoices):
    """What must hold before somebody can go somewhere. One that fails is told, and often negotiated."""

    SAFETY = "safety", "本人の安全"
    LAW = "law", "法令"
    ENDED = "ended", "提供の期間"
    PAUSED = "paused", "休止"
    STALE = "stale", "情報の確認"
    FULL = "full", "定員"
    LIMIT = "limit", "依頼の上限"
    PURPOSE = "purpose", "希望する形"
    DAY = "day", "曜日・時間帯"
    DISTANCE = "distance", "距離"
    AREA = "area", "対象の地区"
    AGE = "age", "年齢"
    TARGET = "target", "対象の分野"
    NEED = "need", "必要な配慮"
    ACCESS = "access", "バリアフリー"


class Wish(TextChoices):
    """What makes a place better for somebody, without deciding it."""

    INTEREST = "interest", "好きなこと"
    STRENGTH = "strength", "得意なこと"
    PACE = "pace", "ペース"
    CONTINUITY = "continuity", "続けやすさ"
    CARE = "care", "あるとよい配慮"
    NEARNESS = "nearness", "近さ"
    ROTATION = "rotation", "依頼の順番"


class Verdict(TextChoices):
    FITS = "fits", "合う"
    NEAR = "near", "あと一つ（相談できる）"
    NO = "no", "合わない"


class Tier(TextChoices):
    """In which order support is looked for: what there is comes first."""

    PUBLIC = "public", "公的サービス"
    LOCAL = "local", "地域の資源"
    PROJECT = "project", "プロジェクトに依頼"


class PartOfDay(TextChoices):
    MORNING = "morning", "午前"
    AFTERNOON = "afternoon", "午後"
    EVENING = "evening", "夕方・夜"


class Side(TextChoices):
    """In whose words a line of the profile is."""

    LIKES = "likes", "好きなこと・してみたいこと"
    CAN = "can", "できること・得意なこと"
    NEEDS = "needs", "配慮してほしいこと"
    AVOIDS = "avoids", "行ってはいけない場所・避けること"


class ProposalState(TextChoices):
    OPEN = "open", "検討中"
    WAITING = "waiting", "空きを待つ"
    CHOSEN = "chosen", "進める"
    DROPPED = "dropped", "見送り"


class ProposalRoad(TextChoices):
    ONE = "one", "一人の候補から"
    BATCH = "batch", "全員の案から"


class NoReason(TextChoices):
    """Why somebody does not go somewhere, or no longer does, by whose side it is (理由)."""

    PERSON = "person", "本人辞退"
    HOST = "host", "受入側不可"
    NOT_FOR = "not_for", "対象外"
    FULL = "full", "定員"
    NO_CONTACT = "no_contact", "連絡不能"
    ACHIEVED = "achieved", "目標を果たした"
    OTHER = "other", "その他"


class PlacementState(TextChoices):
    ARRANGING = "arranging", "受入れ調整"
    VISITING = "visiting", "見学"
    TRIAL = "trial", "試行"
    REGULAR = "regular", "本格"
    ENDED = "ended", "終了"


class RecordKind(TextChoices):
    ATTENDED = "attended", "出席"
    ABSENT = "absent", "欠席"
    PERSON = "person", "定着支援（本人）"
    HOST = "host", "フォローアップ（受入先）"
    INCIDENT = "incident", "困りごと・事故"
    STEP = "step", "段階"


class AskKind(TextChoices):
    """What a host is asked by a link."""

    INVITE = "invite", "受入れのお願い"
    FOLLOW = "follow", "その後の様子"


class HostWord(TextChoices):
    """What a host answers to a request."""

    YES = "yes", "受け入れられる"
    VISIT = "visit", "まず見学に来てほしい"
    NO = "no", "今回は難しい"


class HostState(TextChoices):
    """How it goes, as the host sees it."""

    WELL = "well", "順調"
    TALK = "talk", "相談したいことがある"
    HARD = "hard", "続けるのが難しい"


class EndWord(TextChoices):
    """What one side says of the end."""

    NONE = "", "まだ聞いていない"
    AGREES = "agrees", "同意する"
    DISAGREES = "disagrees", "同意しない"
