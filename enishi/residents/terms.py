from django.db.models import IntegerChoices, TextChoices

from enishi.sharing.terms import InformationClass


class ResidentState(TextChoices):
    """Whether it is known who this is. 「近所の気になる家の人」 is registered before anybody knows the name."""

    IDENTIFIED = "identified", "特定"
    UNIDENTIFIED = "unidentified", "未特定"


class NameKind(TextChoices):
    LEGAL = "legal", "氏名"
    KNOWN_AS = "known_as", "通称"
    FORMER = "former", "旧姓・旧氏名"


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他"
    UNKNOWN = "unknown", "不明・回答しない"


class AddressKind(TextChoices):
    REGISTERED = "registered", "住民票"
    LIVING = "living", "居所"
    FACILITY = "facility", "施設・病院"
    LODGING = "lodging", "一時的な宿泊先"
    LETTERS = "letters", "書類の送付先"
    OTHER = "other", "その他"


class Protection(TextChoices):
    """Whether an address falls under a support measure (DV等支援措置). Everything but NONE protects."""

    NONE = "none", "該当なし（確認済み）"
    UNKNOWN = "unknown", "不明（未確認）"
    APPLIED = "applied", "申出中"
    IN_FORCE = "in_force", "支援措置あり"
    EXPIRED = "expired", "期限切れ（未解除）"


class ContactKind(TextChoices):
    MOBILE = "mobile", "携帯電話"
    LANDLINE = "landline", "固定電話"
    EMAIL = "email", "メール"
    OTHER = "other", "その他"


class ConsiderationKind(TextChoices):
    LANGUAGE = "language", "ことば・通訳"
    COMMUNICATION = "communication", "伝え方"
    VISIT = "visit", "会うときの配慮"
    HEALTH = "health", "からだ・こころの配慮"
    OTHER = "other", "その他の配慮"


class ConsiderationClass(IntegerChoices):
    """The classes that a consideration may have: what everybody must know, or what is a matter of health."""

    BASIC = InformationClass.BASIC.value, "基本（かかわる人みなが知ってよい）"
    HEALTH = InformationClass.HEALTH.value, "健康・障害（見てよい人だけ）"


class Relation(TextChoices):
    """Kinship or tie of the other person as seen from the subject (続柄)."""

    SPOUSE = "spouse", "配偶者"
    PARTNER = "partner", "内縁・パートナー"
    FORMER_SPOUSE = "former_spouse", "元配偶者"
    FATHER = "father", "父"
    MOTHER = "mother", "母"
    PARENT = "parent", "親"
    ADOPTER = "adopter", "養親"
    STEP_PARENT = "step_parent", "継父・継母"
    FOSTER_PARENT = "foster_parent", "里親"
    CHILD = "child", "子"
    ADOPTEE = "adoptee", "養子"
    STEP_CHILD = "step_child", "配偶者の子"
    FOSTER_CHILD = "foster_child", "里子"
    SIBLING = "sibling", "きょうだい"
    TWIN = "twin", "ふたご"
    GRANDPARENT = "grandparent", "祖父母"
    GRANDCHILD = "grandchild", "孫"
    CHILD_IN_LAW = "child_in_law", "子の配偶者"
    PARENT_IN_LAW = "parent_in_law", "配偶者の親"
    RELATIVE = "relative", "その他の親族"
    HOUSEMATE = "housemate", "同居人"
    SUPPORTER = "supporter", "支えている人"
    OTHER = "other", "その他"


class HouseholdRole(TextChoices):
    HEAD = "head", "世帯主"
    MEMBER = "member", "世帯員"
    UNKNOWN = "unknown", "不明"


class MeasureAct(TextChoices):
    """The acts for which a support measure is sought (住民基本台帳事務処理要領)."""

    VIOLENCE = "violence", "配偶者等からの暴力"
    STALKING = "stalking", "ストーカー行為等"
    CHILD_ABUSE = "child_abuse", "児童虐待"
    SIMILAR = "similar", "これらに準ずる行為"


class OpenReason(TextChoices):
    """Why the whereabouts of somebody who lives with a protected person stay open (いっしょに保護しない理由)."""

    OFFENDER = "offender", "加害者である"
    APART = "apart", "別に暮らしている"
    OTHER = "other", "その他"


class Decision(TextChoices):
    """What the coordinator decided about two registers (名寄せの判断)."""

    OPEN = "open", "未判断"
    SAME = "same", "同じ人"
    DIFFERENT = "different", "別の人"
