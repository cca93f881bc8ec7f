"""Names of agencies and of their people as the hat that looked at a case is told them."""

from collections.abc import Iterable
from uuid import UUID

from enishi.agencies.queries.names import Names, names
from enishi.cases.access import OpenedCase
from enishi.sharing.queries.names import as_seen


def names_for(found: OpenedCase, agencies: Iterable[UUID | None] = (), hats: Iterable[UUID | None] = ()) -> Names:
    """:param agencies: ids that will be asked for, and ``hats``, as of :func:`~enishi.agencies.queries.names.names`"""
    return as_seen(names(agencies, hats), found.classes, found.hat.agency_id)
