from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.intake.access import open_consultation
from enishi.intake.actions.desk import desk
from enishi.intake.actions.noting import CLOSED
from enishi.intake.actions.once import once
from enishi.intake.models import Attachment
from enishi.intake.rules.file_names import named_by_content
from enishi.intake.terms import ConsultationState
from enishi.office import files, trail
from enishi.office.errors import Refused
from enishi.sharing.terms import InformationClass, Purpose


def attach_file(
    consultation: UUID,
    uploaded: files.Chunks,
    *,
    name: str,
    information_class: int,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Attach a file to a consultation (添付). Its type is what the content is; pictures are drawn anew without EXIF.

    :param name: as the sender's computer called it; only the last part is kept, and it ends as the content is
    :param submission: the form's key; the same key again attaches nothing more
    :raises Refused: a type that is not taken, too large, a class that the hat does not see, a closed consultation
    """
    return once(
        submission,
        "attachment.added",
        lambda: _attach(consultation, uploaded, name, information_class, by=by, at=at),
        by=by,
        at=at,
    )


@transaction.atomic
def _attach(
    consultation: UUID, uploaded: files.Chunks, name: str, information_class: int, *, by: Hat, at: datetime
) -> UUID:
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.state")
    agency, membership = desk(by)
    reasons = []
    if found.row.state == ConsultationState.CLOSED:
        reasons.append(CLOSED)
    if not information_class & found.classes or information_class == InformationClass.INFORMANT:
        reasons.append("この区分の情報は見られないため、添付できません。別の区分を選んでください。")
    if reasons:
        raise Refused(reasons)
    stored = files.store(uploaded, at=at)
    attachment = Attachment(
        id=uuid4(),
        binder_id=consultation,
        information_class=information_class,
        file_id=stored.pk,
        name=named_by_content(name, stored.media_type),
        origin_id=agency,
        author_id=membership,
        at=at,
    )
    attachment.save(force_insert=True)
    trail.record(
        "attachment.added", binders=[consultation], detail={"type": stored.media_type, "size": stored.size}
    )
    return attachment.pk
