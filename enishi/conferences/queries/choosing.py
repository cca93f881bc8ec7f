"""What the forms of the room offer: cases to put on the agenda, meetings to put them to, plans to decide, entries to share."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase
from enishi.cases.models import JournalEntry, Plan
from enishi.cases.queries.cases import AGENCY, Wanted, case_list
from enishi.cases.terms import CaseVocabulary, EntryKind, PlanState
from enishi.conferences.models import AgendaItem, Conference, SupportDecision
from enishi.conferences.queries.lists import moment
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.listing import long_time
from enishi.intake.queries.vocabulary import labels
from enishi.office.days import long_day
from enishi.residents.queries import faces
from enishi.sharing.models import visible

MOST = 20
Choices = list[tuple[str, str]]


def cases_to_put(hat: Hat, *, at: datetime) -> Choices:
    """Cases that my agency leads, those that are due first. Records the look, as the list of cases does."""
    found = case_list(hat, Wanted(whose=AGENCY), at=at)
    return [(str(one.id), f"{one.name}　{one.reference}　{one.state}") for one in found.rows[:MOST]]


def meetings_to_put_to(hat: Hat, *, at: datetime) -> Choices:
    """Meetings about cases that I have convened and that have not been held. One query."""
    rows = (
        Conference.objects.filter(visible(hat, at), convened_by=hat.membership_id, state=ConferenceState.PLANNED)
        .filter(kind__about="case")
        .select_related("kind")
        .order_by("starts_at", "pk")[: MOST * 2]
    )
    return [(str(one.pk), f"{moment(one.starts_at)}　{one.kind.label}　{one.place}") for one in rows]


def meetings_of(case: UUID) -> list[tuple[str, str, str, str]]:
    """Meetings at which a case was or will be an item, as far as the hat may see them: address, when, kind, state. One query."""
    rows = (
        AgendaItem.objects.filter(case=case, withdrawn_at__isnull=True)
        .select_related("conference__kind")
        .order_by("-conference__starts_at", "pk")[:MOST]
    )
    return [
        (
            f"/conferences/items/{one.pk}/",
            moment(one.conference.starts_at),
            one.conference.kind.label,
            one.conference.get_state_display(),
        )
        for one in rows
    ]


def who_it_is_about(hat: Hat, case: OpenedCase, *, at: datetime) -> str:
    """「山田 花子さん（78歳）の世帯」: what is proposed; who is seated reads what was written."""
    face = faces(hat, [case.row.resident_id], on=timezone.localdate(at)).get(case.row.resident_id)
    if face is None:
        return ""
    age = f"（{face.age_text}）" if face.age_text else ""
    return f"{face.name}さん{age}"


def decided_on(case: UUID) -> list[tuple[str, str]]:
    """The city's decisions to support a case: day and number. One query."""
    rows = SupportDecision.objects.filter(case=case)
    return [(long_day(one.decided_on), one.document_number) for one in rows]


def plans_to_decide(case: UUID | None) -> Choices:
    """Plans that were put to a meeting, or begun ahead of one. One query."""
    if case is None:
        return []
    rows = Plan.objects.filter(case=case, state__in=[PlanState.PROPOSED, PlanState.AHEAD])
    return [
        (str(one.pk), f"第{one.number}回 {one.get_kind_display()}（{one.get_state_display()}）")
        for one in rows
    ]


def own_entries(hat: Hat, case: OpenedCase) -> Sequence[tuple[UUID, str, str, str, str]]:
    """Entries that one's own agency wrote in the journal about the person, the latest first: id, when, kind, class, text."""
    if hat.agency_id is None:
        return []
    rows = JournalEntry.objects.filter(case=case.id, binder_id=case.id, origin_id=hat.agency_id)
    replaced = JournalEntry.objects.filter(replaces__isnull=False, case=case.id).values("replaces")
    return [
        (
            one.pk,
            long_time(one.happened_at or one.at),
            str(EntryKind(one.kind).label),
            one.get_information_class_display(),
            one.text,
        )
        for one in rows.exclude(pk__in=replaced).order_by("-happened_at", "-pk")[:30]
    ]


def duties() -> Choices:
    return list(labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY].items())
