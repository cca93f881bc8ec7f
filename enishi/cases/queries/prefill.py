"""What a form asks and somebody has told already: read from the register and the consultation, never copied (一度の聞き取り)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase
from enishi.cases.sheets import Item, ItemKind
from enishi.intake.models import Consultation
from enishi.intake.queries.content import Content, content
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import StatementKind, Vocabulary
from enishi.residents.queries.addresses import present_addresses
from enishi.residents.queries.faces import faces
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose

REGISTER = frozenset(f"resident.{one}" for one in ("name", "kana", "sex", "birth", "address", "phone"))
CONSULTATION = frozenset(f"consultation.{one}" for one in ("route", "complaint", "wish", "issues"))
"""Where a form may read (``reads`` of its items)."""


def told(found: OpenedCase, file: UUID, items: Iterable[Item], *, on: date) -> dict[str, str]:
    """Item → what is known, for those items of a sheet that the hat may read where they are told.

    The number of statements is constant. The consultation is of the person only: a member's file reads the register alone.
    """
    member = next((one for one in found.members if one.pk == file), None)
    known = register(found.hat, member.resident_id if member else found.row.resident_id, on=on)
    if file == found.id and found.row.consultation_id:
        known |= consultation(found.hat, found.row.consultation_id)
    return {one.code: known[one.reads] for one in items if one.kind == ItemKind.READ and one.reads in known}


def register(hat: Hat, resident: UUID, *, on: date) -> dict[str, str]:
    """What the register says of a person; a look at it must stand."""
    face = faces(hat, [resident], on=on, considerations=True).get(resident)
    if face is None:
        return {}
    return {
        "resident.name": face.name,
        "resident.kana": face.kana,
        "resident.sex": face.sex,
        "resident.birth": face.birth.display(on) if not face.birth.is_unknown else "",
        "resident.address": "\n".join(one.text for one in present_addresses(resident, on=on)),
        "resident.phone": "、".join(face.contacts),
    }


def consultation(hat: Hat, one: UUID) -> dict[str, str]:
    """What was told when the person was received, as far as the hat may see the consultation."""
    opened = open_binders(hat, [one], to=Purpose.SUPPORT, word="assessment.consultation", deliberate=False)
    row = Consultation.objects.filter(pk=one).first()
    if one not in opened or row is None:
        return {}
    said = content(one, own_agency=hat.own_agency_id, seen=opened.classes[one])
    return {
        "consultation.route": labels(Vocabulary.ROUTE)[Vocabulary.ROUTE].get(row.route, ""),
        "consultation.complaint": _said(said, StatementKind.COMPLAINT),
        "consultation.wish": _said(said, StatementKind.WISH),
        "consultation.issues": "、".join(
            f"◎{one.label}" if one.worst else one.label for one in said.concerns
        ),
    }


def _said(said: Content, kind: StatementKind) -> str:
    """In the order of telling."""
    return "\n".join(one.text for one in reversed(said.statements) if one.kind == kind.label)
