"""One attachment, for the download."""

from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.intake.models import Attachment
from enishi.office.errors import NotFound
from enishi.sharing.access import open_binder
from enishi.sharing.terms import Purpose


@dataclass(frozen=True)
class File:
    id: UUID
    name: str
    media_type: str


def attachment(hat: Hat, binder: UUID, one: UUID) -> File:
    """Look at the binder, and say which file it is. Two queries and the look.

    :raises NotFound: hidden and absent alike
    """
    open_binder(hat, binder, to=Purpose.SUPPORT, word="attachment.taken")
    row = Attachment.objects.select_related("file").filter(pk=one, binder_id=binder).first()
    if row is None:
        raise NotFound("attachment", one)
    return File(row.file_id, row.name, row.file.media_type)
