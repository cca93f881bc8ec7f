from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases import actions as cases
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.terms import EntryKind
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.models import AgendaItem, RebasedItem, Rebasing, SharedItem
from enishi.conferences.queries.room import who_said
from enishi.conferences.rules.reasons import reasons_not_to_rebase
from enishi.intake.actions.desk import desk
from enishi.intake.terms import SourceKind
from enishi.office import trail
from enishi.office.errors import NotFound, Refused
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage, Purpose


@transaction.atomic
def rebase(item: UUID, moved: Iterable[UUID], *, by: Hat, at: datetime) -> UUID:
    """When consent has come: ticked items of the room go into the case, the others stay sealed in it (同意後の引き継ぎ).

    Every item is in one of both lists; the trail keeps both in one line. The receipt for the person lists what moved.

    :param moved: the items that were ticked
    :returns: the rebasing's id, whose receipt is printed
    """
    known = AgendaItem.objects.filter(pk=item).first()
    if known is None or known.case_id is None:
        raise NotFound("conference.rebase", item)
    case = open_case(by, known.case_id, to=Purpose.CONFERRING, word="conference.rebase")
    found = open_item(by, item, word="conference.rebase", also=[case.id, case.row.resident_id])
    already = set(
        RebasedItem.objects.filter(item=item, entry_id__isnull=False).values_list("shared", flat=True)
    )
    rows = [one for one in SharedItem.objects.filter(item=item) if one.pk not in already]
    consent = _consent(case, at)
    reasons = reasons_not_to_rebase(
        support_stands=consent is not None,
        convenes=found.conference.convenes,
        leads=case.is_lead or "coordinate" in by.may,
        sealed_room=not found.conference.needs.needs_consent,
        items=len(rows),
    )
    ticked = set(moved)
    if ticked - {one.pk for one in rows}:
        reasons.append("選んだ情報のうち、この議題にないものか、もう引き継いだものがあります。")
    if not reasons and not ticked:
        reasons.append("引き継ぐものを一つ以上選んでください。何も選ばなければ、すべて部屋に残ったままです。")
    if reasons or consent is None:
        raise Refused(reasons)
    rebasing = Rebasing(id=uuid4(), item_id=item, consent_id=consent.pk, done_by=desk(by)[1], done_at=at)
    rebasing.save(force_insert=True)
    for one in rows:
        entry = _copy(case.id, found, one, by=by, at=at) if one.pk in ticked else None
        RebasedItem(id=uuid4(), item_id=item, rebasing=rebasing, shared=one, entry_id=entry).save(
            force_insert=True
        )
    trail.record(
        "conference.rebased",
        binders=[item, case.id],
        detail={
            "consent": str(consent.pk),
            "moved": sorted(str(one.pk) for one in rows if one.pk in ticked),
            "sealed": sorted(str(one.pk) for one in rows if one.pk not in ticked),
        },
    )
    return rebasing.pk


def _consent(case: OpenedCase, at: datetime) -> Consent | None:
    return Consent.objects.filter(
        resident=case.row.resident_id,
        stage=ConsentStage.SUPPORT,
        withdrawn_at__isnull=True,
        starts_at__lte=at,
        ends_at__gt=at,
    ).first()


def _copy(case: UUID, found: OpenedItem, row: SharedItem, *, by: Hat, at: datetime) -> UUID:
    """The entry says from which meeting and which agency it comes."""
    meeting = found.conference.row
    head = f"【{found.conference.needs.label} {meeting.starts_at:%Y/%m/%d} {who_said(row)}から】"
    new = cases.NewEntry(
        text=f"{head}\n{row.text}",
        kind=EntryKind.TALK,
        source=SourceKind(row.source),
        information_class=row.information_class,
        happened_at=min(at, row.at),
        said_by=row.whose,
    )
    return cases.write_entry(case, new, by=by, at=at)
