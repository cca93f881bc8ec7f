"""Nothing typed is lost: late saves, two browsers, an error page, a killed server, somebody else's draft."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.machine.postgres import Cluster
from enishi.office import draft_lists, drafts
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Draft
from enishi.office.rules.individual_number import NOT_KEPT

NOW = datetime.fromisoformat("2025-04-01T09:30:00+09:00")


@pytest.fixture(autouse=True)
def form() -> Iterator[None]:
    drafts.declare("test.form", "試しの様式", lambda subject: "/test/new/")
    yield
    drafts._forms.pop("test.form")


def sent(page: drafts.Page, serial: int, **fields: str) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update({**dict(page.hidden_fields()), "draft_sequence": str(serial), **fields})
    return found


def save(page: drafts.Page, hat: Hat, serial: int, *, later: int = 0, **fields: str) -> drafts.Saved:
    return drafts.save(
        page.draft_id,
        sent(page, serial, **fields),
        membership_id=hat.membership_id,
        at=NOW + timedelta(seconds=later),
    )


def stored(draft_id: UUID) -> dict[str, Any]:
    return Draft.objects.get(pk=draft_id).fields


@pytest.mark.django_db
def test_an_older_save_never_overwrites_a_newer_one(aoki: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 1, memo="は")
        save(page, aoki, 3, memo="はじめまして")
        save(page, aoki, 2, memo="はじ")
        save(page, aoki, 3, memo="はじめま")
        assert stored(page.draft_id) == {"memo": ["はじめまして"]}


@pytest.mark.django_db
def test_a_draft_is_gone_on_with_in_another_browser(aoki: Hat) -> None:
    with wearing(aoki):
        office = drafts.page_for("test.form", given={})
        save(office, aoki, 7, memo="電話", tick="a")
        home = drafts.page_for("test.form", given={"draft": str(office.draft_id)})
        assert home.serial == 7
        restored = home.query_dict()
        assert restored is not None
        assert restored.getlist("tick") == ["a"]
        save(home, aoki, 8, memo="電話と訪問")
        assert stored(office.draft_id) == {"memo": ["電話と訪問"]}


@pytest.mark.django_db
def test_two_browsers_at_once_keep_both_texts(aoki: Hat) -> None:
    with wearing(aoki):
        first = drafts.page_for("test.form", given={})
        save(first, aoki, 1, memo="一")
        second = drafts.page_for("test.form", given={"draft": str(first.draft_id)})
        save(first, aoki, 2, memo="一のつづき")
        forked = save(second, aoki, 2, memo="二")
        assert forked.forked
        again = save(second, aoki, 3, memo="二のつづき")
        assert again.draft_id == forked.draft_id
        assert stored(first.draft_id) == {"memo": ["一のつづき"]}
        assert stored(forked.draft_id) == {"memo": ["二のつづき"]}
        drafts.discard_sent(dict(second.hidden_fields()) | {"draft": str(forked.draft_id)})
        assert stored(first.draft_id) == {"memo": ["一のつづき"]}


@pytest.mark.django_db
def test_after_an_error_page_typing_goes_on_although_a_save_was_still_on_its_way(aoki: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 4, memo="送った")
        again = drafts.page_for("test.form", given=dict(page.hidden_fields()))
        save(page, aoki, 5, memo="送った")
        save(again, aoki, again.serial + 1, memo="送って直した")
        assert again.draft_id == page.draft_id
        assert stored(page.draft_id) == {"memo": ["送って直した"]}


@pytest.mark.django_db
def test_a_sent_form_takes_its_draft_away(aoki: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 1, memo="x")
        drafts.discard_sent(dict(page.hidden_fields()))
        assert not draft_lists.kept(aoki.membership_id).exists()


@pytest.mark.django_db
def test_nobody_else_sees_or_writes_a_draft(aoki: Hat, baba: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 1, memo="本人の話")
    with wearing(baba):
        assert list(Draft.objects.all()) == []
        with pytest.raises(NotFound):
            drafts.page_for("test.form", given={"draft": str(page.draft_id)})
        with pytest.raises(NotFound):
            save(page, baba, 9, memo="上書き")
        assert not drafts.discard(page.draft_id)
    with wearing(aoki):
        assert stored(page.draft_id) == {"memo": ["本人の話"]}


@pytest.mark.django_db
def test_too_much_is_refused_and_what_was_kept_stays(aoki: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 1, memo="短い")
        with pytest.raises(Refused):
            save(page, aoki, 2, memo="長" * 100_000)
        assert stored(page.draft_id) == {"memo": ["短い"]}


@pytest.mark.django_db
def test_an_individual_number_is_on_the_screen_alone(aoki: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 1, memo="番号は　1234 5678 9018　だそう。㈱縁", tick="123456789018")
        assert stored(page.draft_id) == {"memo": [f"番号は　{NOT_KEPT}　だそう。㈱縁"], "tick": [NOT_KEPT]}


@pytest.mark.django_db
def test_old_drafts_are_proposed_and_not_thrown_away(aoki: Hat) -> None:
    with wearing(aoki):
        page = drafts.page_for("test.form", given={})
        save(page, aoki, 1, memo="x")
        assert not draft_lists.old(aoki.membership_id, at=NOW + timedelta(days=29)).exists()
        assert draft_lists.old(aoki.membership_id, at=NOW + timedelta(days=31)).exists()
        assert draft_lists.kept(aoki.membership_id).exists()


@pytest.mark.django_db
def test_the_script_saves_and_the_list_goes_on(aoki: Hat, browse: Callable[[Hat], Client]) -> None:
    client, page = browse(aoki), drafts.Page(uuid4(), uuid4(), "test.form")
    fields = dict(page.hidden_fields()) | {"draft_sequence": "1", "memo": "窓口の話"}
    answer = client.post(page.url, fields)
    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at", "url"}
    listed = client.get("/drafts/").content.decode()
    assert "試しの様式" in listed
    assert "窓口の話" not in listed
    assert client.get(page.url)["Location"] == f"/test/new/?draft={page.draft_id}"
    too_long = client.post(page.url, fields | {"draft_sequence": "2", "memo": "長" * 100_000})
    assert too_long.status_code == 422
    assert client.post("/drafts/discard/", {})["Location"] == "/drafts/", "nothing was ticked"
    asked = client.post("/drafts/discard/", {"draft": [str(page.draft_id), str(uuid4())]}).content.decode()
    assert "1件の下書きを消しますか" in asked
    assert "試しの様式（" in asked
    assert client.get(page.url).status_code == 302, "not before the answer"
    client.post("/drafts/discard/", {"draft": [str(page.draft_id)], "sure": "1"})
    assert client.get(page.url).status_code == 404


WRITER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "enishi.settings"
import django; django.setup()
from uuid import UUID
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from enishi.office import draft_lists, drafts
secret, membership = sys.argv[1:]
drafts.declare("test.form", "試しの様式", lambda subject: "/")
with connection.cursor() as cursor:
    cursor.execute("SELECT set_config('enishi.session', %s, false)", [secret])
page = drafts.page_for("test.form", given={})
for serial in range(1, 100000):
    sent = QueryDict(mutable=True)
    sent.update({**dict(page.hidden_fields()), "draft_sequence": str(serial), "memo": str(serial)})
    drafts.save(page.draft_id, sent, membership_id=UUID(membership), at=timezone.now())
    print(page.draft_id, serial, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(
    django_db_setup: None, django_db_blocker: Any, cluster: Cluster, database_name: str
) -> None:
    """The process that saves is killed in mid-flight; the last acknowledged text is there, whole."""
    with django_db_blocker.unblock():
        hat = cast.hat("counter", cast.agency("下書きの課", uuid4().hex[:8]))
        connection.close()
    url = psycopg.conninfo.make_conninfo(**cluster.parameters("enishi_app", database_name))
    environment = os.environ | {"DATABASE_URL": url, "ENISHI_ROLE": "app"}
    environment |= {f"ENISHI_{role}_PASSWORD": "unused" for role in ("APP", "GATE", "CLERK")}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, hat.secret, str(hat.membership_id)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline() for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged += writer.stdout.readlines()
    writer.wait(10)
    writer.stdout.close()
    whole = [line for line in acknowledged if line.endswith("\n")]
    draft_id, serial = whole[-1].split()
    with psycopg.connect(**cluster.parameters(dbname=database_name)) as owner:
        kept = owner.execute("SELECT serial, fields FROM office_draft WHERE id = %s", [draft_id]).fetchone()
        owner.execute("DELETE FROM office_draft WHERE id = %s", [draft_id])
        owner.execute("DELETE FROM agencies_membership WHERE id = %s", [hat.membership_id])
        owner.execute("DELETE FROM agencies_staff WHERE id = %s", [hat.staff_id])
        owner.execute("DELETE FROM agencies_agency WHERE id = %s", [hat.agency_id])
    assert kept is not None
    assert kept[0] in {int(serial), int(serial) + 1}
    assert kept[1] == {"memo": [str(kept[0])]}
