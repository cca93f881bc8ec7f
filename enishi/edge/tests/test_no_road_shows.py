"""Two people with the same abilities and needs came by two roads: whoever stands outside cannot tell the one from the other."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import ReleasedCard
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions as cases
from enishi.cases.models import Case
from enishi.cases.tests.factories import consented, in_days, on_the_team, opened
from enishi.edge.tests.conftest import Edge, carried
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.tests.factories import accepted, received, sent
from enishi.machine.postgres import Cluster
from enishi.participation.tests.factories import host, placed, profiled
from enishi.sharing.terms import ConsentStage

BASIC, LIVING, HEALTH, FAMILY, JUSTICE = 1, 2, 4, 8, 64
SECRET = re.compile(r"(?<=/c/)[A-Za-z0-9_-]{43}")
MADE = (
    (re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"), "an id"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+\d\d"), "a time"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d"), "a time"),
    (re.compile(r"\\\\x[0-9a-f]{64}"), "a digest"),
)


def from_the_probation_office(lead: Hat) -> UUID:
    """再犯防止: a consultation of the probation office, handed over with what is known of it; the office is on the team."""
    office = cast.hat("partner", cast.agency("名古屋保護観察所", "R-1", kind="justice"), "保坂 護")
    said = NewStatement("先月、刑務所を出たところ。", information_class=JUSTICE)
    consultation = received(
        office, channel="meeting", issues=("apart.after_release", "money.income"), worst="apart.after_release", statements=(said,)
    )
    referral = sent(office, lead, consultation, classes=BASIC | LIVING | FAMILY | HEALTH | JUSTICE)
    accepted(lead, referral)
    with wearing(lead):
        new = cases.NewCase(
            consultation=consultation, state="outreach", next_on=in_days(7), next_action="contact", text="出所後の暮らし。"
        )
        case = cases.open_new_case(new, by=lead, at=timezone.now())
    on_the_team(lead, case, office)
    return case


def from_the_counter(lead: Hat) -> UUID:
    """An ordinary call; a clinic is on the team."""
    case = opened(lead)
    on_the_team(lead, case, cast.hat("partner", cast.agency("みなみ医院", "R-2", kind="medical"), "南 亮"))
    return case


def field(page: str, name: str) -> str:
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.S)
    assert found
    return unescape(found[1])


def shown_outside(
    road: Callable[[Hat], UUID], browse: Any, edge: Edge, tables: psycopg.Connection
) -> list[str]:
    """The card, the rows at the edge, every page that the host sees, and the mails, when a host is asked for somebody."""
    lead = cast.hat("coordinator", cast.agency("地域福祉課", "R-0"), "相原 みどり")
    case = road(lead)
    profiled(lead, case)
    with outside_the_walls():
        person = Case.objects.values_list("resident_id", flat=True).get(pk=case)
    consented(lead, person, lead, stage=ConsentStage.HOST, classes=BASIC | LIVING | HEALTH)
    placement = placed(lead, case, host())
    client, address = browse(lead), reverse("participation:ask", args=[case, placement])
    page = client.get(address).content.decode()
    form = {"kind": "invite", "lead": "見学からお願いできますか。", "days": "7", "when": "木曜の午前"}
    form |= {name: field(page, name) for name in ("able", "needs")}
    assert "畑" in form["able"]
    assert "人が多いと" in form["needs"]
    mail.outbox = []
    link = SECRET.search(client.post(address, form).content.decode())
    assert link
    with outside_the_walls():
        card = ReleasedCard.objects.get()
    path, told = f"/c/{link[0]}/", [repr(sorted(card.shown.items()))]
    carried()
    told += rows(tables)
    one = str(card.pk)  # an id of the same length as every other
    told += [str(edge.get(path)), str(edge.post(path, word="?", answer=one)), str(edge.post(path, word="yes", answer=one))]
    told += [*rows(tables), str(edge.get(path))]
    carried()
    told += rows(tables)
    with wearing(lead):
        client.post(reverse("participation:ask-close", args=[case, placement]))
    carried()
    return [*told, str(edge.get(path)), *(str(one.message()) for one in mail.outbox)]


def rows(tables: psycopg.Connection) -> list[str]:
    return [str(tables.execute(f"SELECT t::text FROM edge.{name} t ORDER BY 1").fetchall()) for name in ("card", "answer")]


def run(road: Callable[[Hat], UUID], *given: Any) -> list[tuple[int, str]]:
    """One road in a world of its own: (length, text), what is made by chance or by the clock taken out of the text."""
    with transaction.atomic():
        told = shown_outside(road, *given)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE enishi_app")
        transaction.set_rollback(True)
    plain = []
    for one in told:
        text = SECRET.sub("a secret", one)
        for pattern, instead in MADE:
            text = pattern.sub(instead, text)
        plain.append((len(MADE[1][0].sub("a time", one)), text))
    return plain


@pytest.mark.django_db
def test_no_road_shows(
    browse: Any, edge: Edge, own_city: str, cluster: Cluster, settings: Any
) -> None:
    settings.EDGE = cluster.parameters("enishi_clerk", own_city)
    settings.EDGE_ADDRESS = edge.address + "/"
    with psycopg.connect(**cluster.parameters(dbname=own_city), autocommit=True) as tables:
        tables.execute("DELETE FROM edge.card")  # of other tests; what lies there is told in the order of ids
        given = (browse, edge, tables)
        one, two = run(from_the_probation_office, *given), run(from_the_counter, *given)
        assert one == two
        assert len(one) > 8
        for _, text in (one[0], one[1], one[3], one[4]):  # the card, its row, its page, the page after a wrong answer
            assert "見学からお願いできますか。" in text, "there was something to compare"
            assert "木曜の午前" in text
