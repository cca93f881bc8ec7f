"""Cases of fictional people, made through the same verbs that staff use."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import Case, Lead, TeamRole
from enishi.cases.terms import CaseState, LeadRequestKind
from enishi.intake.models import Consultation
from enishi.intake.tests.factories import in_days, received
from enishi.office.errors import NotFound
from enishi.office.models import Notice, Task, TrailEntry
from enishi.office.wareki import BirthDate
from enishi.residents.tests.factories import registered
from enishi.sharing import actions as sharing
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage, Purpose

BASIC, LIVING, HEALTH, FAMILY, RIGHTS, LOCATION, JUSTICE = 1, 2, 4, 8, 16, 32, 64
DESK = BASIC | LIVING | HEALTH | FAMILY


def consented(
    by: Hat, resident: UUID, *to: Hat, stage: ConsentStage = ConsentStage.SUPPORT, classes: int = DESK
) -> UUID:
    """A consent of the person, written down by ``by``."""
    now = timezone.now()
    new = NewConsent(
        stage=stage,
        classes=classes,
        recipients=tuple(one.agency_id for one in to if one.agency_id),
        purpose="多機関協働による支援",
        starts_at=now,
        ends_at=now + timedelta(days=200),
        given_by=ConsentGiver.SELF,
        means=ConsentMeans.WRITTEN,
        evidence="窓口で署名を受けた。",
    )
    with wearing(by):
        return sharing.record_consent(resident, new, by=by, at=now)


def resident_of(consultation: UUID) -> UUID:
    found = Consultation.objects.values_list("resident_id", flat=True).get(pk=consultation)
    assert found is not None
    return found


def opened(by: Hat, *, state: CaseState = CaseState.OUTREACH, **more: Any) -> UUID:
    """A case about 山田 花子, who has just been received by the same desk."""
    consultation = received(by)
    if state == CaseState.ASSESSING:
        with wearing(by):
            person = resident_of(consultation)
        consented(by, person)
    given: dict[str, Any] = {
        "consultation": consultation,
        "state": state,
        "next_on": in_days(7),
        "next_action": "contact",
        "text": "世帯全体への支援が必要。",
    }
    with wearing(by):
        return actions.open_new_case(actions.NewCase(**(given | more)), by=by, at=timezone.now())


def row(case: UUID) -> Case:
    return Case.objects.get(pk=case)


def lead(case: UUID) -> Lead:
    return Lead.objects.get(case=case, ended_at__isnull=True)


def on_the_team(by: Hat, case: UUID, member: Hat, *, accept: bool = True, **more: Any) -> UUID:
    """``member``'s agency is asked by consent to take a role, and takes it."""
    with wearing(by):
        person = row(case).resident_id
    consent = consented(by, person, member, stage=ConsentStage.SHARING)
    given: dict[str, Any] = {
        "agency": member.agency_id,
        "duty": "support",
        "text": "家計の相談をお願いします。",
        "classes": DESK,
        "consent": consent,
    }
    with wearing(by):
        role = actions.ask_to_join(case, actions.NewRole(**(given | more)), by=by, at=timezone.now())
    if accept:
        with wearing(member):
            actions.accept_role(
                role, version=TeamRole.objects.get(pk=role).version, by=member, at=timezone.now()
            )
    return role


def act(by: Hat, verb: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """One verb in a request of its own."""
    with wearing(by):
        return verb(*given, by=by, at=more.pop("at", None) or timezone.now(), **more)


def version(case: UUID) -> int:
    """Seen from outside the walls."""
    with outside_the_walls():
        return row(case).version


def role(one: UUID) -> TeamRole:
    """Seen from outside the walls."""
    with outside_the_walls():
        return TeamRole.objects.get(pk=one)


def asked_to_lead(by: Hat, case: UUID, to: Hat, **more: Any) -> UUID:
    """``to``'s agency is asked to lead."""
    given: dict[str, Any] = {"kind": LeadRequestKind.TRANSFER, "text": "支援の中心がそちらに移ったため。"}
    found: UUID = act(by, actions.ask_to_lead, case, to.agency_id, **(given | more))
    return found


def led_by(to: Hat, request: UUID) -> None:
    """``to`` accepts to lead."""
    act(to, actions.accept_lead, request, next_on=in_days(10), next_action="contact")


def closing(**more: Any) -> actions.NewClosing:
    given: dict[str, Any] = {
        "sorted_out": True,
        "outlook": True,
        "roles_agreed": True,
        "reason": "agreed",
        "follow_up_on": in_days(30),
    }
    return actions.NewClosing(**(given | more))


def member_of(by: Hat, case: UUID, **more: Any) -> UUID:
    """山田 一郎, another member of the household, whom the same desk has registered, with a file of his own."""
    given: dict[str, Any] = {"name": "山田 一郎", "kana": "ヤマダ イチロウ", "birth": BirthDate.read("昭和20年5月5日")}
    person = registered(by, **(given | more))
    found: UUID = act(by, actions.add_member, case, person)
    return found


def sees(hat: Hat, case: UUID) -> bool:
    """Whether the door opens and a row comes, in a request of its own."""
    with wearing(hat):
        try:
            open_case(hat, case, to=Purpose.SUPPORT, word="case.open")
        except NotFound:
            return Case.objects.filter(pk=case).exists()
        return True


def told(holder: UUID | None, word: str) -> int:
    """How many notices and tasks of a word somebody was given."""
    with outside_the_walls():
        return (
            Notice.objects.filter(holder_id=holder, word=word).count()
            + Task.objects.filter(holder_id=holder, word=word).count()
        )


def recorded(word: str, binder: UUID) -> int:
    """How often the trail holds a word about a binder."""
    with outside_the_walls():
        return TrailEntry.objects.filter(word=word, binders__contains=[binder]).exclude(kind="look").count()


def database_refuses(by: Hat, sql: str, *values: Any, match: str = "") -> None:
    """Raw SQL as a hat, past every verb: the database itself says no, or there is no row to change."""
    with wearing(by), pytest.raises((ProgrammingError, IntegrityError), match=match):
        _run_and_check(sql, values)


def _run_and_check(sql: str, values: tuple[Any, ...]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def without_row(by: Hat, sql: str, *values: Any) -> None:
    """Raw SQL as a hat that changes nothing, because for that hat there is nothing."""
    with wearing(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 0
