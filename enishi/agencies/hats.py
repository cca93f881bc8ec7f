"""Who is asking: one member of staff under one hat (所属), or a partner through an answer link."""

from dataclasses import dataclass, field
from uuid import UUID

from enishi.agencies import roles


@dataclass(frozen=True)
class Hat:
    """The one active hat of a request. ``secret`` is what the database recognises; it is never shown or logged."""

    sign_in_id: UUID
    secret: str = field(repr=False)
    staff_id: UUID | None = None
    staff_name: str = ""
    membership_id: UUID | None = None
    agency_id: UUID | None = None
    agency_name: str = ""
    role: str = ""
    link_id: UUID | None = None
    other_hats: int = 0
    unread: int | None = None
    """What waited in the inbox when a page was asked for; None where nobody counted."""

    @property
    def sees_persons(self) -> bool:
        return bool(self.role) and roles.ROLES[self.role].sees_persons

    @property
    def own_agency_id(self) -> UUID | None:
        """The agency whose own entries the hat may see: none for a role that sees no person."""
        return self.agency_id if self.sees_persons else None

    @property
    def grantees(self) -> list[UUID]:
        """The ids to which a grant can be given so that it reaches this hat."""
        if self.link_id:
            return [self.link_id]
        if not self.sees_persons or not self.membership_id or not self.agency_id:
            return []
        return [self.membership_id, self.agency_id]

    @property
    def holders(self) -> list[UUID]:
        """The ids whose tasks and notices this hat answers for, persons or not."""
        return [one for one in (self.membership_id, self.agency_id) if one]

    @property
    def role_label(self) -> str:
        return roles.ROLES[self.role].label if self.role else ""

    @property
    def may(self) -> frozenset[str]:
        return roles.ROLES[self.role].may if self.role else frozenset()
