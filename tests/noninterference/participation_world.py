"""One case in which somebody takes part, for the bugs of 参加支援: made once, asked again for each bug inside a savepoint."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.models import CardAnswer, ReleasedCard
from enishi.agencies.tests import cast
from enishi.cases.access import open_case
from enishi.cases.tests.factories import consented, on_the_team, opened
from enishi.community.models import Menu
from enishi.community.tests import network_factories as network
from enishi.office.cards import Card
from enishi.office.errors import NotFound
from enishi.participation import actions
from enishi.participation.models import Profile
from enishi.participation.terms import AskKind, RecordKind, Side
from enishi.participation.tests import factories
from enishi.sharing.terms import ConsentStage, Purpose
from tests.noninterference.case_making import leader, person

TABLES = ("profile", "profileline", "search", "proposal", "placement", "placementrecord", "hostask")
"""Every table of the room with content; a test compares them with the models."""


@dataclass(frozen=True)
class Taking:
    """``a`` leads, ``b`` is on the team with a part of the classes, ``c`` leads other cases and knows nothing of this one."""

    a: Hat
    b: Hat
    c: Hat
    clerk: Hat
    """Works at the agency of ``a``, and sees no persons."""
    case: UUID
    other: UUID
    """Another case of ``a``, about somebody else."""
    place: UUID
    ended_place: UUID
    open_one: UUID
    """A proposal that waits for a decision."""
    placement: UUID
    ended: UUID
    trouble: UUID
    consent: UUID
    support: UUID
    """A consent of the same person that is no consent to be presented to hosts."""
    card: UUID
    cards_of_b: UUID
    full: UUID
    full_menu: UUID
    first_in_queue: UUID
    last_in_queue: UUID
    commission: UUID
    """Of the project from before: it stands on nothing that is kept here."""
    token: str
    search: UUID
    decision: UUID
    """What a request to the project would stand on, with the consent."""


def make() -> Taking:
    a, b, c = leader("甲"), leader("乙"), leader("丙")
    clerk = cast.hat("planner", cast.agency("企画課", "K-1"), "企画の人")
    case, other, third = opened(a), opened(a), opened(c)
    lines = {side: actions.NewLine(f"{side}のことば") for side in Side}
    before = factories.profiled(a, case, lines=lines)
    factories.profiled(a, case, lines=lines, instead_of=before)
    search = factories.searched(a, case)
    factories.decided(a, case)
    with cast.outside_the_walls():
        decision = Profile.objects.values_list("decision_id", flat=True).get(case=case, decision_id__isnull=False)
    host = factories.host()
    placement = factories.placed(a, case, host)
    over = factories.host("終わった所")
    ended = factories.placed(a, case, over)
    dropped = factories.proposed(a, case, host)
    with wearing(a):
        now = timezone.now()
        new = actions.NewEnd("agrees", "agrees", "achieved")
        actions.end_placement(case, ended, new, version=1, by=a, at=now)
        actions.drop_proposal(case, dropped, "full", version=1, by=a, at=now)
        new_one = actions.NewRecord(RecordKind.INCIDENT, timezone.localdate(now), "けがをした。")
        trouble = actions.record_day(case, placement, new_one, by=a, at=now)
        heard = actions.NewRecord(RecordKind.PERSON, timezone.localdate(now), "元気とのこと。")
        actions.record_day(case, placement, heard, by=a, at=now)
    open_one = factories.proposed(a, case, factories.host("検討中の所"))
    consent = consented(a, person(case), c, stage=ConsentStage.HOST, classes=3)
    with wearing(a):
        asked = actions.NewAsk(AskKind.INVITE, "見学からお願いできますか。", "土いじり")
        card = actions.ask_host(case, placement, asked, by=a, at=timezone.now())
    with cast.outside_the_walls():
        row = ReleasedCard.objects.get(pk=card.id)
        given = {"word": "yes"}
        CardAnswer.objects.create(pk=row.pk, card=row, agency_id=row.agency_id, about=row.about, given=given, at=timezone.now())
    full, first, last = _queue(a, c, case, other, third)
    support = consented(a, person(case), b)
    on_the_team(a, case, b)
    on_the_team(a, other, b)
    with wearing(b):
        shown = Card("お願い", "乙", "見学からお願いできますか。")
        ends = timezone.now() + timedelta(days=3)
        theirs = cards.release("test.host", shown, about=case, rests_on=consent, expires_at=ends, by=b, at=timezone.now())
    return Taking(
        a, b, c, clerk, case, other, host.resource_id, over.resource_id, open_one, placement, ended, trouble, consent, support,
        card.id, theirs.id, full.resource_id, full.pk, first, last, network.commission(a), card.token,
        search, decision,
    )  # fmt: skip


def _queue(a: Hat, c: Hat, case: UUID, other: UUID, third: UUID) -> tuple[Menu, UUID, UUID]:
    """A place without a free seat: one of each office waits for it, somebody else did not want it."""
    full = factories.host("満員の所", capacity=1, available=0)
    first, last, dropped = (factories.proposed(by, of, full) for by, of in ((a, other), (c, third), (a, case)))
    for by, of, one in ((a, other, first), (c, third, last)):
        with wearing(by):
            actions.wait_for_place(of, one, version=1, by=by, at=timezone.now())
    with wearing(a):
        actions.drop_proposal(case, dropped, "person", version=1, by=a, at=timezone.now())
    return full, first, last


def does(hat: Hat, sql: str, *values: Any, looking_at: UUID | None = None) -> bool:
    """Whether the database lets a hat run one statement that changes a row; nothing of it stays."""
    with wearing(hat):
        if looking_at:
            open_case(hat, looking_at, to=Purpose.SUPPORT, word="case.open")
        return runs(sql, *values)


def changed_by(hat: Hat, sql: str, *values: Any) -> int:
    """How many rows a hat changes with a statement that names none, -1 when it is refused; nothing of it stays."""
    with wearing(hat):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                changed = cursor.rowcount
                transaction.set_rollback(True)
        except DatabaseError:
            return -1
    return changed


def runs(sql: str, *values: Any) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            changed = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return changed > 0


def value(hat: Hat, sql: str, *values: Any, looking_at: UUID | None = None) -> Any:
    """What a hat is answered: the rows of one statement."""
    with wearing(hat):
        if looking_at:
            with suppress(NotFound):
                open_case(hat, looking_at, to=Purpose.SUPPORT, word="case.open")
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@contextmanager
def role(name: str) -> Iterator[None]:
    """The connection as another role of the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_app")


def counts(hat: Hat, case: UUID, *, looking: bool = True) -> dict[str, int]:
    """How many rows of each table a hat is shown, after a look at the case or without one."""
    sql = " UNION ALL ".join(f"SELECT '{one}', count(*) FROM participation_{one}" for one in TABLES)
    return dict(value(hat, sql, looking_at=case if looking else None))

