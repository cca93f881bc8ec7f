"""What a room holds, in a 開示請求 on the screen: apart from the rest, unknown to colleagues, read over by the one who is asked."""

import re
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import in_a_request, outside_the_walls
from enishi.cases.tests.factories import opened, row
from enishi.conferences.tests.factories import colleague, sealed_room, told
from enishi.sharing.models import DisclosureLine, DisclosureRequest
from enishi.website.tests.visitors import visitor
from tests.screens.test_accounting import page, text
from tests.screens.test_disclosure_requests import asked_for, decided, read_and_decided

pytestmark = pytest.mark.django_db
SAID = "夜、家に帰れないことがある。"
NEW_IN_EVERY_ANSWER = re.compile(rb'(?:csrfmiddlewaretoken|submission)" value="[^"]*"|"X-CSRFToken":\s*"[^"]*"')


def a_room(by: Hat, member: Hat) -> UUID:
    """The person of whom it speaks."""
    case = opened(by)
    _, item = sealed_room(by, member, case=case)
    told(member, item, SAID)
    with wearing(by):
        resident: UUID = row(case).resident_id
    return resident


def part_of(sheet: str) -> str:
    with outside_the_walls():
        part = DisclosureRequest.objects.get(of=sheet.rstrip("/").rsplit("/", 1)[1])
    return sheet.replace(str(part.of_id), str(part.pk))


def lines_of(sheet: str) -> list[DisclosureLine]:
    with outside_the_walls():
        return list(DisclosureLine.objects.filter(request=sheet.rstrip("/").rsplit("/", 1)[1]))


def test_what_a_room_holds_is_worked_through_apart_and_read_over_by_who_is_asked(aoki: Hat, chiba: Hat) -> None:
    resident, near, other = a_room(aoki, chiba), colleague(aoki, "promoter"), colleague(aoki, "promoter")
    client, reader, third = visitor(aoki), visitor(near), visitor(other)
    sheet = asked_for(client, resident)
    part = part_of(sheet)
    assert SAID not in text(client, sheet)
    assert part in client.get(sheet).content.decode()
    assert SAID in text(client, part)
    assert f'href="{sheet}"' in client.get(part).content.decode()
    assert "開-12（会議の記録）" in text(client, page("requests"))
    for hidden in (part, f"{part}read/", f"{part}decide/", f"{part}lend/"):
        assert reader.get(hidden).status_code == 404, hidden
    assert f"{part}lend/" in client.get(part).content.decode()
    assert client.get(f"{sheet}lend/").status_code == 404, "the rest everybody reads over"
    sent = {"member": str(near.membership_id), "submission": str(uuid4())}
    assert [client.post(f"{part}lend/", sent).status_code for _ in range(2)] == [302, 302]
    assert "読み合わせをお願いします" in text(reader, "/inbox/")
    assert SAID in text(reader, part)
    assert f"{part}lend/" not in reader.get(part).content.decode()
    assert third.get(part).status_code == 404
    for line in lines_of(part):
        given = {"decision": "none", "article": "78-1-7", "reason": "会議での率直な意見"}
        assert decided(client, part, line, **given).status_code == 302
    assert read_and_decided(client, reader, part, "none").status_code == 302
    assert reader.get(part).status_code == 404, "the room is closed again"
    assert "決定済み" in text(client, page("requests") + "?show=decided")


def test_what_stood_among_the_others_is_moved_apart(aoki: Hat, chiba: Hat) -> None:
    """The statement of the migration, on a request as it was before it."""
    sheet = asked_for(visitor(aoki), a_room(aoki, chiba))
    part = part_of(sheet)
    before = len(lines_of(sheet)), len(lines_of(part))
    main, apart = (one.rstrip("/").rsplit("/", 1)[1] for one in (sheet, part))
    tables = ("sharing_disclosureline", "sharing_disclosurerequest")
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for one in tables:
            cursor.execute(f"ALTER TABLE {one} DISABLE TRIGGER USER")
        cursor.execute("UPDATE sharing_disclosureline SET request_id = %s WHERE request_id = %s", [main, apart])
        cursor.execute("DELETE FROM sharing_disclosurerequest WHERE id = %s", [apart])
        cursor.execute(import_module("enishi.sharing.migrations.0030_requests_of_rooms").MOVED)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for one in tables:
            cursor.execute(f"ALTER TABLE {one} ENABLE TRIGGER USER")
    assert (len(lines_of(sheet)), len(lines_of(part_of(sheet)))) == before
    assert SAID in text(visitor(aoki), part_of(sheet))


def test_a_colleague_is_told_the_same_with_and_without_a_room(aoki: Hat, chiba: Hat) -> None:
    resident, near = a_room(aoki, chiba), colleague(aoki, "promoter")
    client, other = visitor(aoki), visitor(near)
    sheet = asked_for(other, resident)
    addresses = [sheet, page("requests"), page("person-requests", resident), "/inbox/", f"{sheet}rooms/"]

    def seen() -> list[bytes]:
        return [NEW_IN_EVERY_ANSWER.sub(b"", other.get(one).content) for one in addresses]

    with in_a_request():
        seen()
        before = seen()
        assert "自分が事務局の会議の記録を加える" in text(client, sheet)
        assert [client.post(f"{sheet}rooms/", {"submission": str(uuid4())}).status_code for _ in range(2)] == [302, 302]
        assert SAID in text(client, part_of(sheet))
        assert "自分が事務局の会議の記録を加える" not in text(client, sheet)
        assert seen() == before
