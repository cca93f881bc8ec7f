from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from enishi.agencies.hats import Hat
from enishi.intake.actions.desk import desk


def stamp(case: UUID, file: UUID, information_class: int, *, by: Hat, at: datetime) -> dict[str, Any]:
    """The columns that every row with content has: whose file, of which class, written by whom and when."""
    agency, membership = desk(by)
    return {
        "id": uuid4(),
        "case_id": case,
        "binder_id": file,
        "information_class": information_class,
        "origin_id": agency,
        "author_id": membership,
        "at": at,
    }
