"""Lists of what somebody has begun and not sent (書きかけ): the latest first, what is old, thrown away together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from enishi.office import prepared
from enishi.office.city import setting
from enishi.office.drafts import ABOUT, MOST_PER_MEMBERSHIP, address_of, declared, label_of
from enishi.office.ids import identity
from enishi.office.models import Draft

BEGINS = 24
"""how many letters of a draft a list shows"""
LATEST = f"""
SELECT d.id, d.form, d.subject_id, d.fields -> '{ABOUT}' ->> 0, d.begun_at, d.saved_at,
       CASE WHEN d.subject_id IS NULL THEN (
            SELECT regexp_replace(left(said, 200), '[[:space:]]+', ' ', 'g')
              FROM (SELECT one.value ->> 0 AS said FROM jsonb_each(d.fields) one) AS typed
             WHERE octet_length(said) > length(said) ORDER BY length(said) DESC, said LIMIT 1) END
  FROM office_draft d WHERE d.membership_id = %s ORDER BY d.saved_at DESC, d.id LIMIT %s
"""  # noqa: S608 - a word of ours
"""Of the fields, the longest that holds more than ASCII: what was written, rather than a code, a day or an id."""


@dataclass(frozen=True)
class Line:
    """A draft in a list: enough to tell it from the others."""

    id: UUID
    label: str
    address: str
    number: str
    begins: str
    begun_at: datetime
    saved_at: datetime


def kept(membership_id: UUID) -> QuerySet[Draft]:
    """The drafts of a membership, the latest first (今日)."""
    return Draft.objects.filter(membership_id=membership_id).order_by("-saved_at", "id")


def latest(membership_id: UUID, how_many: int = MOST_PER_MEMBERSHIP) -> list[Line]:
    """The first of :func:`kept` as lines. One statement."""
    return [_line(*row) for row in prepared.rows(LATEST, [membership_id, how_many])]


def _line(
    pk: UUID, form: str, subject: UUID | None, about: str | None, begun_at: datetime, saved_at: datetime, said: str | None
) -> Line:
    draft, known = Draft(pk=pk, form=form, subject_id=subject), declared(form)
    text = (said or "").strip() if known and known.begins else ""
    of = identity(about or "") if known and known.by_about else subject
    number = known.number(of) if known and known.number and of else ""
    begins = text if len(text) <= BEGINS else f"{text[:BEGINS]}…"
    return Line(pk, label_of(draft), address_of(draft), number, begins, begun_at, saved_at)


def old(membership_id: UUID, *, at: datetime) -> QuerySet[Draft]:
    """Drafts that nobody touched for the days that the city sets: proposed for throwing away, never thrown away unasked."""
    days = int(setting("office.draft_old_days", on=at.date()))
    return kept(membership_id).filter(saved_at__lt=at - timedelta(days=days))


def discard_all(drafts: Iterable[UUID], *, membership_id: UUID) -> int:
    return Draft.objects.filter(pk__in=list(drafts), membership_id=membership_id).delete()[0]
