"""Asking the project for somebody whom nothing fits: a pseudonymous brief, after a search and a meeting's decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.community.actions.commissioning import open_commission
from enishi.community.rules.briefs import Brief
from enishi.intake.actions.once import once
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.office.reference import reference
from enishi.participation.actions.asking import DISTRICT_NAMED
from enishi.participation.actions.proposing import leads
from enishi.participation.models.profile import CLASS_OF
from enishi.participation.queries.asking import names_of
from enishi.participation.queries.project import Basis, band_of, basis, districts_named, lives_protected
from enishi.participation.rules.asking import reasons_about_names
from enishi.participation.terms import Side
from enishi.sharing.terms import Purpose

NEEDS_HEALTH = "受入先への同意の範囲に「健康」がありません。配慮の欄を空にするか、本人に範囲を確かめてください。"

PROTECTED = "居所が守られている人と、確かめていない人では、中学校区を伝えません。"


@dataclass(frozen=True)
class NewCommission:
    """What the project reads of somebody. The band of its age is taken from the register."""

    forms: tuple[str, ...]
    wishes: str
    disclosure: str
    strengths: str = ""
    considerations: tuple[str, ...] = ()
    care: str = ""
    frequency: str = ""
    district: str = ""
    deadline: date | None = None


def ask_project(
    case: UUID, new: NewCommission, *, file: UUID, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Send the project a commission (支援依頼) that rests on the latest search, the meeting's decision and the consent.

    :returns: the commission's id
    :raises Refused: with everything that is missing, and every word that would tell who it is
    """

    def ask() -> UUID:
        return _ask(case, new, file, by=by, at=at)

    return once(submission, "participation.ask_project", ask, by=by, at=at)


def _ask(case: UUID, new: NewCommission, file: UUID, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="participation.ask_project", lock=True)
    leads(found, file)
    stands_on = basis(found, file, at=at)
    today = timezone.localdate(at)
    brief = _brief(new, stands_on, band_of(found, file, on=today))
    reasons = [what for _, what in stands_on.missing]
    if stands_on.consent and (new.care.strip() or new.considerations):
        health = stands_on.consent.classes & CLASS_OF[Side.NEEDS]
        reasons += [] if health else [NEEDS_HEALTH]
    reasons += reasons_about_names(brief.texts(), names_of(found))
    if brief.district and lives_protected(found, file, on=today):
        reasons.append(PROTECTED)
    written = [text for label, text in brief.texts().items() if label != "中学校区"]
    if named := districts_named(found, file, written, on=today):
        reasons.append(DISTRICT_NAMED.format("、".join(named)))
    if reasons:
        raise Refused(reasons)
    made = open_commission(brief, search=stands_on.search, decision=stands_on.decision, by=by, at=at)
    trail.record("participation.project_asked", binders=_binders(found, file), detail={"commission": str(made)})
    return made


def _binders(found: OpenedCase, file: UUID) -> list[UUID]:
    return list(dict.fromkeys([found.id, file]))


def _brief(new: NewCommission, stands_on: Basis, band: str) -> Brief:
    given: Mapping[str, object] = {name: _bare(value) for name, value in vars(new).items()}
    brief = Brief(**given, age_band=band, consented_on=None)  # type: ignore[arg-type]
    consent = stands_on.consent
    if consent is None:
        return brief
    return replace(
        brief,
        consented_on=timezone.localdate(consent.starts_at),
        consented_until=timezone.localdate(consent.ends_at - timedelta(microseconds=1)),
        rests_on=consent.pk,
        plan_id=stands_on.plan,
    )


def _bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


@transaction.atomic
def lapse_commissions(at: datetime) -> int:
    """At night, as the clerk: what no consent carries any more is taken back, and who asked is told. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM participation_lapse_commissions(%s, %s)", [at, timezone.localdate(at)])
        ended = cursor.fetchall()
    for one, asker in ended:
        trail.record("commission.ended", detail={"commission": str(one), "state": "taken_back"})
        text = f"本人の同意の期限が過ぎたため、支援依頼を終えました（依頼 {reference(one)}）"
        inbox.tell(asker, "commission.ended", text, url=f"/network/commissions/{one}/", at=at)
    return len(ended)
