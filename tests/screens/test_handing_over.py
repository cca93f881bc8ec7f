"""A colleague of who convened finds nothing of an item, and takes the meeting over on one screen."""

import csv
import io
import re
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import opened
from enishi.conferences import actions as conferences
from enishi.conferences.models import Handover
from enishi.conferences.terms import MinutesKind
from enishi.conferences.tests.factories import (
    BASIC,
    briefed,
    colleague,
    decided,
    invited,
    kit_of,
    pledged,
    put,
    sealed_room,
    seated,
    table_copy,
    told,
)
from enishi.intake.tests.factories import in_days
from enishi.residents.rules.reference import reference
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, key, line, same_as_nothing

pytestmark = pytest.mark.django_db
NEW_IN_EVERY_ANSWER = re.compile(rb'(?:csrfmiddlewaretoken|submission)" value="[^"]*"|"X-CSRFToken":\s*"[^"]*"')


def a_full_room(by: Hat, member: Hat) -> tuple[UUID, UUID, dict[str, UUID]]:
    """Everything that can lie in a room, and what has a page of its own."""
    conference, item = sealed_room(by, member)
    told(member, item, "居場所に来ている。")
    briefed(by, item, "だれが訪ねるか。")
    one = decided(by, item, member)
    kit_of(by, conference)
    copy = table_copy(by, conference, member)
    assert member.agency_id
    new = conferences.NewRequest(member.agency_id, ((BASIC, "来た回数"),), "要る", "会えない", in_days(7), in_days(99))
    with wearing(by):
        asked = conferences.request_information(item, new, by=by, at=timezone.now())
        conferences.write_minutes(item, "案。", kind=MinutesKind.DRAFT, by=by, at=timezone.now())
    return conference, item, {"line": one, "request": asked, "copy": copy}


@pytest.mark.parametrize("role", ["promoter", "coordinator", "counter"])
def test_every_page_of_a_room_is_to_a_colleague_what_never_was(aoki: Hat, chiba: Hat, role: str) -> None:
    conference, item, made = a_full_room(aoki, chiba)
    client = visitor(colleague(aoki, role))
    pages = ["item", "sheet", "entries", "screen", "decide", "bring", "brief", "minutes", "request-new"]
    leads = ["seats", "withdraw", "rebase"] if role != "counter" else []
    for name in (*pages, *leads):
        assert same_as_nothing(client, at(name, item), item), name
        sent = client.post(at(name, item), key())
        assert sent.status_code in (404, 405), name
    for name, one in (("line", made["line"]), ("request", made["request"]), ("request-letter", made["request"])):
        assert same_as_nothing(client, at(name, item, one), item), name
        assert same_as_nothing(client, at(name, item, one), one), name
    for address in (reverse("reporting:minutes-paper", args=[item]), reverse("reporting:minutes-file", args=[item, "pdf"])):
        assert same_as_nothing(client, address, item), address
    if role != "counter":
        assert same_as_nothing(client, at("kit-table", conference, made["copy"]), made["copy"])


def told_to(hat: Hat, conference: UUID) -> list[bytes]:
    """Every list and page on which a room could leave a trace, as bytes."""
    client = visitor(hat)
    addresses = ["/", "/inbox/", *(at(one) for one in ("conferences", "lines", "requests"))]
    addresses += [at("lines") + "?whose=convened", at("requests") + "?side=sent&state=all", at("conferences") + "?whose=convened"]
    addresses += [at(one, "csv") for one in ("lines-export", "requests-export")]
    addresses += [at(one, conference) for one in ("conference", "kit")]
    answers = [client.get(one) for one in addresses]
    assert [one.status_code for one in answers] == [200] * len(addresses)
    whole = [b"".join(one.streaming_content) if one.streaming else one.content for one in answers]  # type: ignore[arg-type]
    return [NEW_IN_EVERY_ANSWER.sub(b"", one) for one in whole]


def test_a_second_room_changes_no_byte_of_what_a_colleague_is_told(aoki: Hat, chiba: Hat) -> None:
    conference, *_ = a_full_room(aoki, chiba)
    other, case = colleague(aoki, "coordinator"), opened(aoki)
    with cast.in_a_request():
        told_to(other, conference)
        before = told_to(other, conference)
        item = put(aoki, conference, case)
        told(aoki, item, "家賃を滞納している。")
        decided(aoki, item, aoki)
        assert told_to(other, conference) == before
        mine = visitor(aoki).get(at("conference", conference))
    assert "山田 花子さん" in text(mine)
    assert "山田" not in b"".join(before).decode(errors="ignore")


def test_a_colleague_who_is_seated_finds_the_room_and_no_button_of_the_meeting(aoki: Hat, chiba: Hat) -> None:
    conference, item, _ = a_full_room(aoki, chiba)
    other = colleague(aoki, "promoter")
    seated(aoki, item, invited(aoki, conference, other))
    pledged(other, conference)
    client = visitor(other)
    page = client.get(at("item", item)).content.decode()
    for name in ("decide", "screen", "brief", "request-new"):
        assert at(name, item) in page, name
    for name in ("seats", "withdraw", "rebase"):
        assert at(name, item) not in page, name
        assert "招集した人" in text(client.get(at(name, item))), name
    assert client.post(at("decide", item), line(chiba.agency_id)).status_code == 302
    meeting = client.get(at("conference", conference)).content.decode()
    for name in ("invite", "put", "reschedule", "cancel", "propose"):
        assert at(name, conference) not in meeting, name
        assert "招集した人" in text(client.get(at(name, conference))), name


def test_it_is_taken_over_on_one_screen_with_a_reason(aoki: Hat, chiba: Hat) -> None:
    conference, item, _ = a_full_room(aoki, chiba)
    other, officer = colleague(aoki, "promoter"), cast.hat("privacy_officer", cast.agency("総務課", "1001"), "佐伯 康夫")
    client = visitor(other)
    page = client.get(at("conference", conference))
    assert at("hand-over", conference) in page.content.decode()
    form = text(client.get(at("hand-over", conference)))
    assert "招集した人が不在のときに使います" in form
    assert "引き継ぐ人" not in form, "for oneself"
    empty = client.post(at("hand-over", conference), {"reason": " ", "version": "1"} | key())
    assert empty.status_code == 422
    stale = client.post(at("hand-over", conference), {"reason": "休んでいるため。", "version": "9"} | key())
    assert stale.status_code == 422
    assert client.get(at("item", item)).status_code == 404
    sent = {"reason": "休んでいるため。", "version": "1"} | key()
    assert [client.post(at("hand-over", conference), sent).status_code for _ in range(2)] == [302, 302]
    assert "山田 花子さん" in text(client.get(at("conference", conference)))
    assert client.get(at("item", item)).status_code == 200
    former = visitor(aoki)
    assert former.get(at("item", item)).status_code == 404
    assert "会議の事務局が、ほかの人に引き継がれました" in text(former.get("/inbox/?show=notices"))
    assert "休んでいるため。" in text(former.get(at("conference", conference)))
    assert "休んでいるため。" not in text(visitor(chiba).get(at("conference", conference))), "a member of another office"
    reviews = visitor(officer)
    assert at("handovers") in reviews.get("/inbox/?show=notices").content.decode()
    listed = text(reviews.get(at("handovers")))
    assert "休んでいるため。" in listed
    assert "山田" not in listed
    taken = csv.reader(io.StringIO(reviews.get(at("handovers-export", "csv")).getvalue().decode("utf-8-sig")))
    [row] = [one for one in taken if reference(conference) in one]
    assert row[5:7] == ["代わって引き継いだ", "休んでいるため。"]


def test_who_convened_hands_it_to_somebody_who_could_have(aoki: Hat, chiba: Hat) -> None:
    conference, _, _ = a_full_room(aoki, chiba)
    client = visitor(aoki)
    assert "引き継げる人が、この機関にほかにいません" in text(client.get(at("hand-over", conference)))
    other = colleague(aoki, "outreach")
    colleague(aoki, "counter")
    form = client.get(at("hand-over", conference)).content.decode()
    assert "（アウトリーチ支援員）" in form
    assert "（窓口職員）" not in form
    assert client.post(at("hand-over", conference), {"version": "1"} | key()).status_code == 422
    sent = {"member": str(other.membership_id), "reason": "", "version": "1"} | key()
    assert [client.post(at("hand-over", conference), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert Handover.objects.filter(conference=conference).count() == 1
    assert at("invite", conference) in visitor(other).get(at("conference", conference)).content.decode()
    assert "事務局を引き継ぐ" in text(client.get(at("conference", conference))), "it can come back"
