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
    rows = Attachment.objects.filter(pk=one, binder_id=binder).values_list("file_id", "name", "file__media_type")
    if (row := rows.first()) is None:
        raise NotFound("attachment", one)
    return File(*row)
