"""Where the rooms above tell this room what it may not know by itself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from enishi.office.hooks import Hook

not_asked_for: Hook[[Sequence[UUID]], Collection[UUID]] = Hook(
    "sharing.not_asked_for",
    "When the paper for a person is prepared: binders that the hat has looked at. Answers those that did not come from the"
    " person (somebody else called, nobody has agreed yet); their lines are put before somebody first.",
)
agreed_rooms: Hook[[Sequence[UUID]], Collection[UUID]] = Hook(
    "sharing.agreed_rooms",
    "When the paper for a person is prepared: rooms of meetings about them. Answers those of meetings that are held with the"
    " person's consent: of these the person knows, and their lines are not held back for being of a meeting.",
)
disclosure_asked: Hook[[UUID, str, datetime], None] = Hook(
    "sharing.disclosure_asked",
    "When a request for disclosure is received, in its transaction (its id, its number, the moment): what else is to be searched,"
    " and by whom, is told by the room that knows.",
)
