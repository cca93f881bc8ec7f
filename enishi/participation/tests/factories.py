"""Wishes and places of fictional people, made through the same verbs that staff use."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Case
from enishi.community.models import Menu
from enishi.community.tests.factories import menu, resource
from enishi.participation import actions
from enishi.participation.actions.proposing import Counts
from enishi.participation.terms import PlacementState, Side


def host(name: str = "みどり農園", what: str = "畑の手伝い", **more: Any) -> Menu:
    """A menu of a host that anybody may come to."""
    return menu(resource(name, kind="business", organisation="（架空）"), what, **more)


def profiled(
    by: Hat, case: UUID, *, instead_of: UUID | None = None, file: UUID | None = None, **more: Any
) -> UUID:
    """A profile of somebody who likes the field, can carry, needs a quiet place, and waits."""
    lines = {
        Side.LIKES: actions.NewLine("畑、猫"),
        Side.CAN: actions.NewLine("力仕事"),
        Side.NEEDS: actions.NewLine("人が多いとつらい", needed=["quiet"], cared_for=["small"]),
    }
    new = actions.NewProfile(
        **({"purposes": ["experience"], "days": [1, 3], "waits": True, "lines": lines} | more)
    )
    with wearing(by):
        return actions.write_profile(
            case, new, file=file or case, instead_of=instead_of, by=by, at=timezone.now()
        )


def searched(by: Hat, case: UUID, *, found: int = 0, note: str = "夕方に一人でできる場がない。") -> UUID:
    with wearing(by):
        counts = Counts(3, 0, found, 0, {"day": 3})
        return actions.keep_search(case, counts, note, file=case, by=by, at=timezone.now())


def person_of(case: UUID) -> UUID:
    with outside_the_walls():
        return Case.objects.values_list("resident_id", flat=True).get(pk=case)


def decided(by: Hat, case: UUID) -> UUID:
    """A meeting has decided that 参加支援 is used (the seam of the meetings)."""
    decision = meeting_decided(by, case)
    with wearing(by), transaction.atomic():
        return actions.use_participation(case, decision, by, timezone.now())


MEETING = """
INSERT INTO conferences_conference (id, kind_id, joint, agency_id, convened_by_id, place, starts_at, ends_at, days_before,
    days_after, state, moved_at, version)
SELECT %(id)s, (SELECT id FROM conferences_conferencekind WHERE code = 'coordination' LIMIT 1), '{}', %(agency)s, %(by)s, 'x',
    now() - interval '2 hours', now() - interval '1 hour', 7, 14, 'held', now(), 1;
INSERT INTO conferences_agendaitem (id, conference_id, case_id, "order", purpose, put_by, put_at)
VALUES (%(id)s, %(id)s, %(case)s, 1, 'support', %(by)s, now());
INSERT INTO conferences_decision (id, item_id, kind, agency_id, due_on, duty, case_state, reason_code, state, decided_at,
    decided_by, version)
VALUES (%(id)s, %(id)s, %(kind)s, %(agency)s, enishi_today(), '', '', '', 'done', now(), %(by)s, 1)"""


def meeting_decided(by: Hat, case: UUID, kind: str = "participation") -> UUID:
    """The rows that a meeting about a case leaves. Its room lies beside this one, so none of its verbs is called here."""
    made = uuid4()
    values = {"id": made, "agency": by.agency_id, "by": by.membership_id, "case": case, "kind": kind}
    with outside_the_walls(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in MEETING.split(";\n"):
            cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return made


def proposed(by: Hat, case: UUID, at_menu: Menu | None = None, *, ask: str = "") -> UUID:
    chosen = at_menu or host()
    new = actions.NewProposal(
        chosen.resource_id,
        chosen.pk,
        f"{chosen.name}（{chosen.resource.name}）",
        ["好きなこと「畑」があります。"],
        ask=ask,
    )
    with wearing(by):
        return actions.propose(case, new, file=case, by=by, at=timezone.now())


def placed(by: Hat, case: UUID, at_menu: Menu | None = None, *, ask: str = "") -> UUID:
    """A placement that is being arranged."""
    proposal = proposed(by, case, at_menu, ask=ask)
    with wearing(by):
        actions.choose_proposal(case, proposal, version=1, by=by, at=timezone.now())
        return actions.arrange_placement(case, proposal, by=by, at=timezone.now())


def moved(by: Hat, case: UUID, placement: UUID, to: PlacementState, version: int) -> None:
    with wearing(by):
        actions.move_placement(case, placement, to, version=version, by=by, at=timezone.now())


def refused(change: Callable[[], int]) -> bool:
    """Whether the database itself says no to what a hat tries past every verb."""
    try:
        with transaction.atomic():
            change()
    except (IntegrityError, ProgrammingError):
        return True
    return False
