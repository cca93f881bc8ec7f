"""What this room keeps of a person's record (記録の行), for requests for disclosure and the paper for the person."""

from collections.abc import Collection, Sequence
from uuid import UUID

from enishi.intake.models import (
    Attachment,
    Caller,
    Concern,
    Informant,
    PlaceOfConcern,
    ReferralLetter,
    ReferralRemark,
    Statement,
)
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import Vocabulary
from enishi.sharing.record import Source

OF_CALLERS = ("name", "relation", "phone", "note")


def _concern(row: Concern) -> str:
    name = labels(Vocabulary.ISSUE)[Vocabulary.ISSUE].get(row.code, row.code)
    return f"{name}（いちばん困っていること）" if row.worst else name


def _who(row: Caller | Informant) -> str:
    relation = labels(Vocabulary.RELATION)[Vocabulary.RELATION].get(row.relation, row.relation)
    return "、".join(one for one in (row.name, relation, row.phone, row.note) if one)


SOURCES = [
    Source(Statement, "相談の記載", "consultation_id", ("text",), "at", nature="source"),
    Source(Caller, "来談者", "consultation_id", OF_CALLERS, "at", tells=_who),
    Source(Informant, "情報源", "consultation_id", OF_CALLERS, "at", tells=_who),
    Source(PlaceOfConcern, "気になる家", "consultation_id", ("place", "landmark"), "at"),
    Source(Concern, "課題", "consultation_id", ("code",), "at", tells=_concern),
    Source(Attachment, "添付ファイル（名前だけ。中身は別に確かめる）", "binder_id", ("name",), "at"),
    Source(
        ReferralLetter,
        "つなぐシート",
        "referral_id",
        ("reason", "request", "care"),
        "referral__sent_at",
        information_class="",
    ),
    Source(ReferralRemark, "つなぎのことば", "referral_id", ("text",), "at", origin="", information_class=""),
]


def not_asked_for(binders: Sequence[UUID]) -> Collection[UUID]:
    """Consultations that somebody else than the person began."""
    wanted = list(binders)
    return {
        one
        for model in (Caller, Informant)
        for one in model._default_manager.filter(consultation__in=wanted)
        .order_by("pk")
        .values_list("consultation_id", flat=True)
    }
