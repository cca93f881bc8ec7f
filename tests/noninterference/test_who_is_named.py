"""An agency of justice is named beside a person to who reads about justice there, and at no place to anybody else."""

from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases.models import Case, JournalEntry
from enishi.cases.tests import factories as cases
from enishi.cases.tests.factories import BASIC, DESK, asked_to_lead, consented, led_by, on_the_team
from enishi.conferences import actions as conferences
from enishi.conferences.models import SharedItem
from enishi.conferences.tests import factories as meetings
from enishi.intake.tests import factories as intake
from enishi.sharing.actions import block_staff
from enishi.sharing.terms import ConsentStage
from enishi.website.tests.visitors import visitor
from tests.noninterference.http_mutants import Code
from tests.noninterference.justice_town import JUSTICE, NAMES, VEILED, JusticeTown, address, read

pytestmark = pytest.mark.django_db

STORED = {"the minutes"}
"""What is written down is written for everybody who may read it."""
EVERYBODY = "EVERYTHING if True else"
OF_A_CASE = "as_seen(names(agencies, hats), found.classes, found.hat.agency_id)"
OF_A_PERSON = "as_seen(names(holders=wanted), classes, hat.agency_id)"
# A seeded bug (function, text, what stands in its place) → the places that must notice it.
BUGS = {
    ("enishi.cases.queries.history:history", "as_seen(_names(told_rows), seen, own)", "_names(told_rows)"): (
        *("the case", "the drawings", "the consents", "a consent"),
    ),
    ("enishi.cases.queries.journal:journal", "as_seen(_names(rows), seen, hat.agency_id)", "_names(rows)"): ("the case",),
    ("enishi.cases.queries.names:names_for", OF_A_CASE, "names(agencies, hats)"): (
        *("the drawings", "reaching the person", "before a withdrawal", "a plan", "a plan on paper", "the case on paper"),
        *("the assessments", "an assessment", "an assessment side by side", "the answers to one item", "a consent on paper"),
    ),
    ("enishi.cases.queries.finding:_hit", "as_seen(known, classes, hat.agency_id)", "known"): ("the journal by words",),
    ("enishi.conferences.queries.names:told_at", "EVERYTHING if found.convenes else", EVERYBODY): (
        *("a meeting", "the room", "a decision", "a request", "the minutes on paper"),
    ),
    ("enishi.conferences.queries.conference_page:_open_of_every", "reduce(and_", "255 or reduce(and_"): ("a meeting",),
    ("enishi.conferences.queries.names:told_in_all", "EVERYTHING if by == hat.membership_id else", EVERYBODY): (
        *("the requests that were sent",),
    ),
    ("enishi.conferences.queries.kit:_read", "as_seen(known, seen[one.pk], found.hat.agency_id)", "known"): (
        *("a copy of the kit",),
    ),
    ("enishi.residents.queries.holders:holder_names", OF_A_PERSON, "names(holders=wanted)"): ("the person",),
}

@pytest.fixture
def town(aoki: Hat, chiba: Hat) -> JusticeTown:
    reader = cast.hat("partner", cast.agency("地域定着支援センター", "9002", kind="contractor"), "定着 花")
    return JusticeTown(aoki, reader, chiba)


def names_in(text: str) -> list[str]:
    return [one for one in NAMES if one in text]


def said(town: JusticeTown, place: str, hat: Hat) -> str:
    answer = town.places()[place](visitor(hat))
    assert answer.status_code == 200, (place, answer.status_code)
    return read(answer)


def test_it_is_named_to_who_reads_about_justice_alone(town: JusticeTown) -> None:
    town.held()
    for place in town.places():
        host = said(town, place, town.seen.host)
        assert names_in(host) == [], place
        assert VEILED in host, place
        for one in (town.seen.lead, town.seen.reader):
            told = said(town, place, one)
            assert (NAMES[0] in told) == (place not in STORED), (place, one.agency_name)


def test_a_bug_at_any_of_the_places_is_noticed(town: JusticeTown) -> None:
    town.held()
    for bug, places in BUGS.items():
        with Code(*bug).at_work():
            told = {place: names_in(said(town, place, town.seen.host)) for place in places}
        assert all(told.values()), (bug[0], told)
    noticed = {place for places in BUGS.values() for place in places}
    assert noticed | STORED == set(town.places())


def test_a_colleague_of_who_convened_is_told_it_as_anybody_who_sits_there(town: JusticeTown) -> None:
    """Who convened invited it by name; who works beside them did not."""
    lead = town.seen.lead
    near = meetings.colleague(lead, "coordinator")
    before = said(town, "a meeting", near)
    assert (names_in(before), VEILED in before) == ([], True)
    meetings.seated(lead, town.item, meetings.invited(lead, town.meeting, near), classes=DESK)
    meetings.pledged(near, town.meeting)
    places = ("a meeting", "the room", "a decision", "a request", "the requests that were sent", "the minutes")
    for place in places:
        told = said(town, place, near)
        assert (names_in(told), VEILED in told) == ([], True), place
    asked = address("conferences:requests") + "?side=sent&state=all&agency=保護観察"
    assert str(town.request) not in read(visitor(near).get(asked))
    with Code("enishi.conferences.queries.names:told_at", "if found.convenes", "if found.is_of_its_office").at_work():
        assert all(names_in(said(town, place, near)) for place in places[:4]), "the bug is stale"


def test_what_everybody_reads_is_written_without_the_name(town: JusticeTown) -> None:
    everybody = "open_to_all([item]).get(item, 0)"
    with Code("enishi.conferences.queries.minutes:drafted", everybody, "255").at_work():
        town.held()
    assert NAMES[0] in said(town, "the minutes", town.seen.host), "the bug is stale"


def test_a_list_is_not_searched_by_a_name_that_is_not_told(town: JusticeTown) -> None:
    def found(hat: Hat, agency: str) -> bool:
        asked = address("conferences:requests") + f"?side=sent&state=all&agency={agency}"
        return str(town.request) in read(visitor(hat).get(asked))

    for one in vars(town.seen).values():
        assert found(one, ""), one.agency_name
    host, reader = town.seen.host, town.seen.reader
    assert [found(one, "保護観察") for one in (host, reader)] == [False, True]
    assert [found(one, VEILED) for one in (host, reader)] == [True, False]


def test_who_leads_is_not_named_either(town: JusticeTown) -> None:
    lead = cast.sign_in(cast.membership(cast.staff("観察 花子"), Agency.objects.get(pk=town.office.agency_id), "promoter"))
    led_by(lead, asked_to_lead(town.seen.lead, town.case, lead))

    def listed(hat: Hat) -> str:
        return read(visitor(hat).get(address("cases:cases") + "?whose=team"))

    assert NAMES[0] in listed(town.seen.reader)
    assert NAMES[0] not in listed(town.seen.host)
    assert VEILED in listed(town.seen.host)
    assert NAMES[0] not in said(town, "the case", town.seen.host)


def test_a_list_is_not_in_the_order_of_a_name_that_is_not_told(town: JusticeTown) -> None:
    office = Agency.objects.get(pk=town.office.agency_id)
    lead = cast.sign_in(cast.membership(cast.staff("観察 花子"), office, "promoter"))
    led_by(lead, asked_to_lead(town.seen.lead, town.case, lead))
    other = meetings.agreed_case(town.seen.lead, town.seen.reader, town.seen.host, classes=DESK | JUSTICE)
    with wearing(town.seen.lead):
        person = Case.objects.values_list("resident_id", flat=True).get(pk=other)
    asked, classes = (town.seen.reader, town.seen.host), (DESK | JUSTICE, DESK)
    consent = consented(town.seen.lead, person, *asked, stage=ConsentStage.SHARING, classes=DESK | JUSTICE)
    for one, open_to in zip(asked, classes, strict=True):
        on_the_team(town.seen.lead, other, one, classes=open_to, consent=consent)
    with cast.outside_the_walls():
        Agency.objects.filter(pk=town.seen.lead.agency_id).update(kana="ナカ")

    def first(hat: Hat, kana: str) -> bool:
        with cast.outside_the_walls():
            Agency.objects.filter(pk=office.pk).update(kana=kana)
        listed = visitor(hat).get(address("cases:cases") + "?whose=team&sort=lead").content.decode()
        places = [listed.find(f"/cases/{one}/") for one in (town.case, other)]
        assert min(places) > 0, "both are on the list"
        return places[0] < places[1]

    assert [first(town.seen.reader, kana) for kana in ("ア", "ン")] == [True, False]
    assert [first(town.seen.host, kana) for kana in ("ア", "ン")] == [True, True]


def test_what_is_taken_from_a_room_names_it_in_words_of_its_class_alone(town: JusticeTown) -> None:
    lead, office = town.seen.lead, town.office
    _, later = meetings.sealed_room(lead, town.seen.host, case=town.case)
    rows = [meetings.told(office, town.item, f"区分{cls}のこと。", information_class=cls) for cls in (1, JUSTICE)]
    with wearing(lead):
        conferences.bring_along(later, town.item, rows, by=lead, at=timezone.now())
        conferences.rebase(town.item, rows, by=lead, at=timezone.now())
    with cast.outside_the_walls():
        brought = [one.text.splitlines()[0] for one in SharedItem.objects.filter(item=later, text__contains="前回").order_by("at")]
        moved = JournalEntry.objects.filter(case=town.case, text__contains="から】").order_by("information_class")
        taken = [one.text.splitlines()[0] for one in moved]
    for told in (brought, taken):
        assert [[name in one for name in (VEILED, NAMES[0])] for one in told] == [[True, False], [False, True]]


def test_who_sends_a_consultation_is_known_to_who_gets_it_and_to_nobody_after(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    office = cast.hat("counter", cast.agency(NAMES[0], "J-1", kind="justice"), "観察 太郎")
    consultation = intake.received(office)
    first = intake.sent(office, aoki, consultation)
    intake.accepted(aoki, first)
    assert NAMES[0] in read(visitor(aoki).get(address("intake:referral", first)))
    second = intake.sent(aoki, chiba, consultation)
    intake.accepted(chiba, second)
    for page in (address("intake:consultation", consultation), address("intake:referral", second)):
        told = read(visitor(chiba).get(page))
        assert names_in(told) == [], page
        assert VEILED in told, page
    assert NAMES[0] in read(visitor(office).get(address("intake:consultation", consultation)))


def test_the_ledger_names_it_to_who_gave_it_something_and_to_who_reads_about_justice(aoki: Hat, baba: Hat) -> None:
    """Who works with the basics of a person knows of every giving of the basics, also to an agency of justice."""
    office = cast.hat("counter", cast.agency(NAMES[0], "J-1", kind="justice"), "観察 太郎")
    consultation = intake.received(baba)
    person = resident_of(consultation, baba)
    intake.sent(baba, office, consultation, kind="join", classes=BASIC)
    intake.accepted(aoki, intake.sent(baba, aoki, consultation, kind="handover", classes=BASIC))
    where = address("residents:ledger", person)
    told = {hat.agency_name: read(visitor(hat).get(where)) for hat in (aoki, baba, office)}
    assert names_in(told[aoki.agency_name]) == []
    assert VEILED in told[aoki.agency_name]
    for one in (baba, office):
        assert NAMES[0] in told[one.agency_name], one.agency_name
        assert VEILED not in told[one.agency_name], one.agency_name
    whole = "whole if own and own in (known.agency_id(giver), known.agency_id(receiver)) else seen"
    with Code("enishi.sharing.queries.ledger:_told", whole, "whole").at_work():
        assert NAMES[0] in read(visitor(aoki).get(where)), "the bug is stale"


def test_who_is_shut_out_and_by_whom_names_it_no_more(aoki: Hat, baba: Hat) -> None:
    office = cast.hat("counter", cast.agency(NAMES[0], "J-1", kind="justice"), "観察 太郎")
    consultation = intake.received(baba)
    person = resident_of(consultation, baba)
    intake.accepted(aoki, intake.sent(baba, aoki, consultation, kind="handover", classes=BASIC))
    with wearing(baba):
        block_staff(person, staff=office.staff_id, kind="declared", by=baba, at=timezone.now())
    told = {hat: read(visitor(hat).get(address("residents:blocks", person))) for hat in (aoki, baba)}
    assert [NAMES[0] in told[one] for one in (aoki, baba)] == [False, True]


def resident_of(consultation: UUID, by: Hat) -> UUID:
    with wearing(by):
        return cases.resident_of(consultation)
