"""Who keeps a meeting (事務局): the colleagues who could, and how it went from one to the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from enishi.agencies.models import Membership
from enishi.agencies.queries.names import names
from enishi.agencies.roles import ROLES
from enishi.conferences.access import OpenedConference
from enishi.conferences.models import Handover
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import Listing, listing, long_time, slice_of
from enishi.residents.rules.reference import reference

HEADS = "日時 会議番号 機関 引き継ぐ前の人 引き継いだ人 引き継ぎ方 理由"


@dataclass(frozen=True)
class HandoverLine:
    """One hand-over. It tells of no item and of nobody of whom the meeting speaks."""

    when: str
    reference: str
    agency: str
    before: str
    after: str
    how: str
    reason: str


def colleagues(found: OpenedConference, on: date) -> list[tuple[str, str]]:
    """Who else of the convening office could have convened this meeting, as choices. One query."""
    roles = [code for code, role in ROLES.items() if role.sees_persons and found.kinds[0].permission in role.may]
    rows = Membership.objects.at_work(on).filter(agency=found.row.agency_id, role__in=roles).exclude(pk=found.row.convened_by_id)
    return [
        (str(one.pk), f"{one.staff.name}（{ROLES[one.role].label}）")
        for one in rows.select_related("staff").order_by("staff__kana", "pk")
    ]


def has_left(membership: UUID, on: date) -> bool:
    """Whether who convened works there no more. One query."""
    return not Membership.objects.at_work(on).filter(pk=membership).exists()


def handovers_of(conference: UUID) -> list[HandoverLine]:
    """How a meeting was handed over, for who works where it was convened. One query."""
    return _lines(Handover.objects.filter(conference=conference))


def handover_list(page: int) -> Listing:
    """A page of all, the latest first, for who reviews. Two queries."""
    found, count, more = slice_of(Handover.objects.all(), page)
    return listing(_lines(found), count, page, more=more)


def handover_sheet() -> Sheet:
    """All of them as they leave the house: no person served is named in it."""
    rows = [
        [one.when, one.reference, one.agency, one.before, one.after, one.how, one.reason]
        for one in _lines(Handover.objects.all())
    ]
    return Sheet("会議の事務局の引き継ぎ", HEADS.split(), rows, [])


def _lines(rows: Iterable[Any]) -> list[HandoverLine]:
    listed = list(rows)
    known = names([one.agency_id for one in listed], [hat for one in listed for hat in (one.before_id, one.after_id)])
    return [
        HandoverLine(
            long_time(one.at),
            reference(one.conference_id),
            known.agency(one.agency_id),
            known.person(one.before_id),
            known.person(one.after_id),
            "前の人が引き継いだ" if one.by == one.before_id else "代わって引き継いだ",
            one.reason,
        )
        for one in listed
    ]
