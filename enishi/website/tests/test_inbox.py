"""受信箱: what is shown to whom, finishing, reading, the choice of mail."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Staff
from enishi.agencies.tests import cast
from enishi.office import digest, inbox

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
ASK = "つなぎに回答してください（番号 K3M7-Q2XD）"


def test_a_task_is_done_by_who_holds_it(aoki: Hat, baba: Hat, browse: Browse) -> None:
    with wearing(baba):
        task = inbox.assign(aoki.agency_id, "referral.answer", ASK, date(2025, 4, 10), at=timezone.now())
    assert ASK not in browse(baba).get("/inbox/").content.decode()
    client = browse(aoki)
    page = client.get("/inbox/").content.decode()
    assert ASK in page
    assert "期限切れ" in page
    assert browse(baba).post(f"/inbox/{task}/finish/").status_code == 404
    assert client.post(f"/inbox/{task}/finish/").status_code == 302
    assert ASK not in client.get("/inbox/").content.decode()
    assert ASK in client.get("/inbox/?show=ended").content.decode()
    assert client.post(f"/inbox/{task}/finish/").status_code == 409


def test_what_came_after_the_page_was_drawn_stays_unread(aoki: Hat, browse: Browse) -> None:
    text, drawn_at = "名寄せの判断を待つ候補があります。", timezone.now()
    with wearing(aoki):
        inbox.tell(aoki.agency_id, "match.proposed", text, at=drawn_at - timedelta(minutes=5))
        inbox.tell(aoki.agency_id, "match.proposed", text, at=drawn_at + timedelta(seconds=1))
    client = browse(aoki)
    client.post("/inbox/read/", {"until": drawn_at.isoformat()})
    with wearing(aoki):
        assert inbox.counts(aoki.holders, on=date(2025, 4, 1)).unread == 1
    assert client.get("/inbox/?show=notices").content.decode().count('data-tone="key">未読') == 1


def test_the_number_at_the_door_leads_to_what_it_counts(aoki: Hat, browse: Browse) -> None:
    client, notices = browse(aoki), "/inbox/?show=notices"
    assert client.get("/inbox/").status_code == 200
    with wearing(aoki):
        inbox.tell(aoki.agency_id, "match.proposed", "名寄せの判断を待つ候補があります。", at=timezone.now())
    assert client.get("/inbox/").url == notices
    assert client.get("/inbox/?show=tasks").status_code == 200
    with wearing(aoki):
        inbox.assign(aoki.agency_id, "referral.answer", ASK, date(2025, 4, 10), at=timezone.now())
    assert client.get("/inbox/").status_code == 200


def test_one_notice_is_read_and_the_others_wait(aoki: Hat, baba: Hat, browse: Browse) -> None:
    text, at = "名寄せの判断を待つ候補があります。", timezone.now() - timedelta(minutes=1)
    with wearing(aoki):
        first, _ = (inbox.tell(aoki.agency_id, "match.proposed", text, at=at) for _ in range(2))

    def unread() -> int:
        with wearing(aoki):
            return inbox.counts(aoki.holders, on=date(2025, 4, 1)).unread

    browse(baba).post("/inbox/read/", {"notice": str(first)})
    assert unread() == 2
    assert browse(aoki).get("/inbox/?show=notices").content.decode().count(">読んだ</button>") == 2
    browse(aoki).post("/inbox/read/", {"notice": str(first)})
    browse(aoki).post("/inbox/read/", {"notice": "x"})
    assert unread() == 1


def test_a_hat_chooses_its_mail(aoki: Hat, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example")
    with cast.outside_the_walls():
        Staff.objects.filter(pk=aoki.staff_id).update(email="aoki@city.example")
    client = browse(aoki)
    assert "受け取っています" in client.get("/inbox/").content.decode()
    client.post("/inbox/mail/", {"wanted": "no"})
    assert "止めています" in client.get("/inbox/").content.decode()
    with wearing(aoki):
        assert not digest.wants(aoki.membership_id)


def test_who_gets_no_mail_is_told_why(aoki: Hat, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENISHI_SMTP_HOST", raising=False)
    client = browse(aoki)
    said = client.get("/inbox/").content.decode()
    assert "メールサーバが設定されていません" in said
    assert "受け取っています" not in said
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example")
    said = client.get("/inbox/").content.decode()
    assert "あなたのメールアドレスが登録されていない" in said
    assert "受け取っています" not in said


def test_the_page_asks_as_many_questions_for_many_as_for_one(
    aoki: Hat, browse: Browse, django_assert_max_num_queries: Callable
) -> None:
    with wearing(aoki):
        for _ in range(60):
            inbox.assign(aoki.agency_id, "referral.answer", ASK, date(2025, 4, 10), at=timezone.now())
    client = browse(aoki)
    client.get("/inbox/")
    with django_assert_max_num_queries(9):
        client.get("/inbox/")
