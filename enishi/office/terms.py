from django.db.models import TextChoices


class TrailKind(TextChoices):
    LOOK = "look", "閲覧"
    SEARCH = "search", "検索"
    CHANGE = "change", "変更"
    REFUSAL = "refusal", "拒否"
    SIGN_IN = "sign_in", "サインイン"
    EGRESS = "egress", "持ち出し"
    EMERGENCY = "emergency", "緊急閲覧"


class TaskState(TextChoices):
    OPEN = "open", "未対応"
    DONE = "done", "対応済み"
    WITHDRAWN = "withdrawn", "取り下げ"
