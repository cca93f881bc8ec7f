from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.sharing import rules
from enishi.sharing.actions.kernel import call
from enishi.sharing.terms import ConsentMeans


@transaction.atomic
def record_consent(resident: UUID, new: rules.NewConsent, *, by: Hat, at: datetime) -> UUID:
    """Record what a person agreed to (同意). It opens nothing by itself: :func:`give_by_consent` rests on it.

    :returns: the consent's id
    :raises Refused: with every reason; only who works with the person records a consent
    """
    reasons = rules.reasons_not_to_record_consent(new, at)
    if reasons:
        raise Refused(reasons)
    consent = uuid4()
    call(
        "sharing_record_consent",
        consent,
        resident,
        new.stage,
        new.classes,
        list(new.recipients),
        new.purpose.strip(),
        new.starts_at,
        new.ends_at,
        new.given_by,
        new.means,
        new.language,
        new.evidence.strip(),
        new.file,
        at,
    )
    trail.record(
        "consent.recorded",
        binders=[resident],
        detail={"consent": str(consent), "stage": str(new.stage), "classes": new.classes},
    )
    return consent


@transaction.atomic
def give_by_consent(
    consent: UUID, *, binder: UUID, to: Iterable[UUID], classes: int, by: Hat, at: datetime
) -> UUID:
    """Open a binder of the person to recipients named in a consent, as long as the consent holds.

    :returns: the ground's id
    :raises Refused: outside the consent's person, recipients, classes or time; nobody gives on more than own work
    """
    ground, grantees = uuid4(), list(to)
    call("sharing_give_by_consent", ground, consent, binder, grantees, classes, at)
    trail.record(
        "ground.given",
        binders=[binder],
        detail={
            "ground": str(ground),
            "kind": "consent",
            "consent": str(consent),
            "classes": classes,
            "to": [str(one) for one in grantees],
        },
    )
    return ground


@transaction.atomic
def withdraw_consent(
    consent: UUID, *, resident: UUID, means: ConsentMeans, note: str, by: Hat, at: datetime
) -> None:
    """Record that a person withdrew a consent (撤回). Every grant that rests on it is gone for the very next request.

    Whoever sees the person may record it: a person need not find the right desk to say no. Who saw by it is told that
    a consent ended, without a name.
    """
    if not means:
        raise Refused("どのように撤回の申し出があったかを選んでください。")
    person = call("sharing_withdrawable", consent)
    if person not in (None, resident):
        raise Refused("選んだ同意が見つかりません。画面を開き直してください。")
    told = call("sharing_withdraw_consent", consent, means, note.strip(), at)
    if person is None:
        return  # withdrawn before: nothing new to record or to tell
    trail.record("consent.withdrawn", binders=[resident], detail={"consent": str(consent)})
    for holder in told:
        inbox.tell(holder, "consent.withdrawn", "同意が撤回され、見られなくなった記録があります", at=at)


@transaction.atomic
def convene(
    binder: UUID,
    *,
    members: Iterable[UUID],
    classes: int,
    starts_at: datetime,
    ends_at: datetime,
    article: str,
    purpose: str,
    by: Hat,
    at: datetime,
) -> UUID:
    """Open the room of one item on one meeting's agenda to the persons convened to it, for its window (106条の6).

    :param members: memberships; never an agency, so that a colleague of an attendee sees nothing
    :returns: the ground's id
    """
    ground, persons = uuid4(), list(members)
    call("sharing_convene", ground, binder, persons, classes, starts_at, ends_at, article, purpose, at)
    trail.record(
        "ground.given",
        binders=[binder],
        detail={
            "ground": str(ground),
            "kind": "conference",
            "classes": classes,
            "to": [str(one) for one in persons],
        },
    )
    return ground
