from django.db.models import TextChoices


class AgencyKind(TextChoices):
    OFFICE = "office", "市の課"
    COUNCIL = "council", "社会福祉協議会"
    CONTRACTOR = "contractor", "委託機関"
    FACILITY = "facility", "福祉サービス事業所"
    SCHOOL = "school", "学校・教育機関"
    MEDICAL = "medical", "医療機関"
    JUSTICE = "justice", "矯正・更生保護"
    NONPROFIT = "nonprofit", "NPO・任意団体"
    BUSINESS = "business", "企業・事業者"
    OTHER = "other", "その他"


class Answering(TextChoices):
    ACCOUNT = "account", "サインインして回答"
    LINK = "link", "期限つきリンクで回答"


class PledgeKind(TextChoices):
    EMPLOYMENT = "employment", "在職中の守秘（地方公務員法34条など）"
    CONTRACT = "contract", "委託契約にもとづく守秘"
    CONFERENCE = "conference", "支援会議の守秘（社会福祉法106条の6第5項）"
    VOLUNTEER = "volunteer", "ボランティア・協力者の守秘"


class ImportKind(TextChoices):
    AGENCIES = "agencies", "機関"
    STAFF = "staff", "職員"
