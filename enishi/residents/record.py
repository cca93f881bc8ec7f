"""What this room keeps of a person's record (記録の行), for requests for disclosure."""

from enishi.residents.models import (
    Address,
    Change,
    Consideration,
    Contact,
    HouseholdMember,
    Kinship,
    LeftOpen,
    Particulars,
    PersonName,
    SupportMeasure,
)
from enishi.sharing.record import Source
from enishi.sharing.terms import Nature

SOURCES = [
    Source(PersonName, "名前", "resident_id", ("kind", "text", "kana"), "recorded_at", always=Nature.FACT),
    Source(
        Particulars, "生年月日・性別", "resident_id", ("birth_text", "sex"), "recorded_at", always=Nature.FACT
    ),
    Source(
        Address,
        "住所",
        "resident_id",
        ("kind", "postcode", "text", "note"),
        "recorded_at",
        always=Nature.FACT,
    ),
    Source(
        Contact, "連絡先", "resident_id", ("kind", "text", "whose", "note"), "recorded_at", always=Nature.FACT
    ),
    Source(Consideration, "配慮事項", "resident_id", ("kind", "text"), "recorded_at"),
    Source(HouseholdMember, "世帯", "resident_id", ("role", "starts_on"), "recorded_at"),
    Source(Kinship, "続柄", "resident_id", ("relation", "note"), "recorded_at"),
    Source(
        SupportMeasure,
        "支援措置",
        "resident_id",
        ("state", "applicant", "other_party", "acts", "note"),
        "recorded_at",
    ),
    Source(LeftOpen, "いっしょに保護しない人", "resident_id", ("reason", "note"), "recorded_at"),
    Source(Change, "訂正の履歴", "resident_id", ("what", "before", "after"), "recorded_at"),
]
