"""The project's screens: lists, one member, the inbox, the board and one commission; how many statements they take."""

import csv
import io
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions import members as verbs
from enishi.community.models import Commission, Contribution, Hand, Member, MenuDraft, Network
from enishi.community.tests import network_factories as make
from enishi.office.models import Draft

pytestmark = pytest.mark.django_db
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def at(name: str, *arguments: Any) -> str:
    return reverse(f"network:{name}", args=arguments)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def key() -> dict[str, str]:
    return {"submission": str(uuid.uuid4())}


def statements(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len([one for one in caught if not one["sql"].startswith(TRANSACTION)])


def told(**more: Any) -> dict[str, Any]:
    values = {"kind": "company", "name": "ほしパン", "phone": "0565-00-1111", "joined_on": "2026-04-01"}
    return values | {"purposes": ["work"], "areas": "みのり中、若葉中"} | more


def test_the_pages_carry_the_name_that_the_city_gave(aoki: Hat, browse: Any) -> None:
    with wearing(aoki):
        verbs.change_network({"name": "みのり参加ネット"}, version=1, by=aoki, at=timezone.now())
    client = browse(aoki)
    for name in ("members", "commissions", "applications", "figures", "meetings"):
        page = text(client.get(at(name)))
        assert "みのり参加ネット" in page
        assert "とよた" not in page


def test_a_member_is_registered_changed_and_kept_from_being_written_over(aoki: Hat, browse: Any) -> None:
    client, sent = browse(aoki), told() | key()
    wrong = client.post(at("member-new"), told(phone="", name="きれい堂"))
    assert wrong.status_code == 422
    assert "電話かメールのどちらか" in text(wrong)
    assert "きれい堂" in text(wrong), "what was typed stays"
    assert [client.post(at("member-new"), sent).status_code for _ in range(2)] == [302, 302]
    with cast.outside_the_walls():
        (one,) = Member.objects.all()
    assert (one.areas, one.purposes) == (["みのり中", "若葉中"], ["work"])
    changed = told(offers="パンを袋に入れる", version="1")
    assert client.post(at("member-edit", one.pk), changed).status_code == 302
    stale = client.post(at("member-edit", one.pk), told(offers="別のこと", version="1"))
    assert stale.status_code == 422
    assert "ほかの人が変更しました" in text(stale)
    assert "別のこと" in text(stale)
    assert "パンを袋に入れる" in text(client.get(at("member", one.pk)))


def test_the_list_filters_sorts_and_goes_out_through_the_gate(aoki: Hat, browse: Any) -> None:
    make.member(aoki, "あおば農園", fields=("elderly",), areas=("みのり中",), purposes=("experience",))
    idle = make.member(
        aoki, "わすれ工房", fields=("child",), joined_on=make.today().replace(year=make.today().year - 1)
    )
    client = browse(aoki)

    def names(query: str) -> set[str]:
        page = text(client.get(f"{at('members')}?{query}"))
        return {name for name in ("あおば農園", "わすれ工房") if name in page}

    assert names("") == {"あおば農園", "わすれ工房"}
    assert names("field=child") == {"わすれ工房"}
    assert names("state=idle") == {"わすれ工房"}
    assert names("area=みのり中&purpose=experience&field=elderly") == {"あおば農園"}
    assert names("q=ワスレ") == {"わすれ工房"}
    assert names("field=poverty") == set()
    assert "あてはまる会員はいません" in text(client.get(f"{at('members')}?field=poverty"))
    assert client.get(f"{at('members')}?sort=-asked&page=99").status_code == 200
    out = b"".join(client.get(f"{at('members-export', 'csv')}?field=child").streaming_content)
    rows = list(csv.reader(io.StringIO(out.decode("utf-8-sig"))))
    assert [len(rows), rows[1][0], "出力: " in rows[1][-1]] == [2, "わすれ工房", True]
    assert client.post(
        at("member-contribute", idle), {"kind": "visit", "on": make.today().isoformat()} | key()
    )
    assert names("state=idle") == set(), "who did something is not idle"


def test_the_ledger_of_a_member(aoki: Hat, browse: Any) -> None:
    who, client = make.member(aoki), browse(aoki)
    wrong = client.post(at("member-contribute", who), {"kind": "cost", "on": make.today().isoformat()})
    assert "負担した金額" in text(wrong)
    sent = {"kind": "cost", "on": make.today().isoformat(), "amount": "5000", "note": "苗の代金"} | key()
    assert [client.post(at("member-contribute", who), sent).status_code for _ in range(2)] == [302, 302]
    page = text(client.get(at("member", who)))
    assert "苗の代金" in page
    assert "（計5000円）" in page
    assert (
        client.post(at("member-leave", who), {"on": make.today().isoformat(), "version": "1"}).status_code
        == 302
    )
    assert "退会" in text(client.get(at("member", who)))
    assert client.post(at("member-return", who)).status_code == 302


def test_a_commission_walks_to_a_menu_on_the_screen(aoki: Hat, browse: Any) -> None:
    who, of, client = make.member(aoki), make.commission(aoki), browse(aoki)
    page = text(client.get(at("commission", of)))
    assert "まだ一度も声をかけていません" in page
    asked = {"member": str(who)} | key()
    assert [client.post(at("commission-ask", of), asked).status_code for _ in range(2)] == [302, 302]
    assert "もう声をかけました" in text(client.get(at("commission", of)))
    raised = {"member": str(who), "idea": "畑の草取り", "insurance": "ボランティア保険"} | key()
    assert client.post(at("hand-new", of), raised).status_code == 302
    with cast.outside_the_walls():
        hand = Hand.objects.get()
    assert client.post(at("hand-take", hand.pk), {"version": "1"} | key()).status_code == 302
    drafted = {"host": str(who), "name": "畑の朝しごと", "purpose": "experience", "description": "草取り"}
    assert client.post(at("draft-new", of), drafted | {"designers": [str(who)]} | key()).status_code == 302
    with cast.outside_the_walls():
        draft = MenuDraft.objects.get()
    begun = {"draft": str(draft.pk), "starts_on": make.today().isoformat(), "planned": "3"} | key()
    assert client.post(at("trial-new", of), begun).status_code == 302
    told = {
        "ended_on": make.today().isoformat(),
        "held": "3",
        "outcome": "well",
        "words": "また来て",
        "version": "1",
    }
    assert client.post(at("trial-end", make.trial_of(of).pk), told | key()).status_code == 302
    judged = {"outcome": "well", "text": "続けられる", "version": str(make.version_of(of))}
    assert client.post(at("commission-evaluate", of), judged).status_code == 302
    done = {"draft": str(draft.pk), "considerations": ["quiet"], "version": str(make.version_of(of))} | key()
    assert [client.post(at("commission-register", of), done).status_code for _ in range(2)] == [302, 302]
    page = text(client.get(at("commission", of)))
    assert "参加メニューになりました" in page
    assert "「また来て」" in page
    assert "声をかける順番" not in page
    assert make.row(of).menu is not None
    figures = text(client.get(at("figures")))
    assert "2回以上使われた" in figures


def test_a_stale_page_moves_nothing_and_a_refusal_keeps_what_was_typed(aoki: Hat, browse: Any) -> None:
    who, of, client = make.member(aoki), make.commission(aoki), browse(aoki)
    hand = make.hand(aoki, of, who, taken=True)
    assert client.post(at("hand-take", hand), {"version": "1"} | key()).status_code == 302
    assert "ほかの人が変更しました" in text(client.get(at("commission", of)))
    wrong = client.post(
        at("commission-end", of), {"taken_back": "1", "reason": "就職した", "version": "1"} | key()
    )
    assert wrong.status_code == 422
    assert "就職した" in text(wrong)
    good = {"taken_back": "1", "reason": "就職した", "version": str(make.version_of(of))} | key()
    assert client.post(at("commission-end", of), good).status_code == 302
    assert (make.row(of).state, "就職した" in text(client.get(at("commission", of)))) == ("taken_back", True)


def test_the_board_counts_by_state_and_goes_out_without_the_brief(aoki: Hat, browse: Any) -> None:
    make.commission(aoki, wishes="鳥の声を聞きながら働きたい")
    client = browse(aoki)
    page = text(client.get(at("commissions")))
    assert "続いているもの 1" in page
    assert "鳥の声" in page
    assert "鳥の声" not in text(client.get(f"{at('commissions')}?state=registered"))
    out = b"".join(client.get(at("commissions-export", "csv")).streaming_content).decode()
    assert make.row(_only()).reference in out
    assert "鳥の声" not in out


def _only() -> uuid.UUID:
    with cast.outside_the_walls():
        return Commission.objects.get().pk


def test_meetings_and_settings(aoki: Hat, browse: Any) -> None:
    who, client = make.member(aoki), browse(aoki)
    sent = {"kind": "general", "name": "総会", "held_on": "2026-05-20", "members": [str(who)], "others": "2"}
    assert client.post(at("meeting-new"), sent | {"decided": "部会をつくる"} | key()).status_code == 302
    page = text(client.get(at("meetings")))
    assert "部会をつくる" in page
    wrong = client.post(at("settings"), {"name": "", "version": "1"})
    assert wrong.status_code == 422
    keeper = {
        "name": "みのりネット",
        "keeper": str(aoki.agency_id),
        "open_to_applications": "on",
        "version": "1",
    }
    assert client.post(at("settings"), keeper).status_code == 302
    with cast.outside_the_walls():
        assert Network.objects.get().keeper_id == aoki.agency_id


def test_no_page_takes_more_statements_for_more_rows(aoki: Hat, browse: Any) -> None:
    first = make.member(aoki)
    of = make.commission(aoki)
    make.hand(aoki, of, first, taken=True)
    client = browse(aoki)
    names = ["members", "commissions", "applications", "meetings", "figures"]
    pages = [at(name) for name in names] + [at("member", first), at("commission", of)]
    for page in pages:
        client.get(page)
    before = {page: statements(client, page) for page in pages}
    for number in range(12):
        other = make.member(aoki, f"会員{number}")
        make.hand(aoki, of, other)
        make.commission(aoki)
    with cast.outside_the_walls():
        Contribution.objects.bulk_create(
            Contribution(
                id=uuid.uuid4(), member_id=first, kind="visit", on=make.today(), recorded_at=timezone.now()
            )
            for _ in range(30)
        )
    after = {page: statements(client, page) for page in pages}
    assert after == before
    assert max(after.values()) <= 14, after


def test_what_is_typed_about_a_design_is_kept_and_gone_on_with(aoki: Hat, browse: Any) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    make.hand(aoki, of, who, taken=True)
    client = browse(aoki)
    page = text(client.get(at("draft-new", of)))
    saves = re.search(r'data-draft-url="([^"]+)"', page)
    assert saves
    own = dict(re.findall(r'name="(draft\w*)" value="([^"]*)"', page))
    typed = {
        "name": "畑の朝しごと",
        "description": "途中まで書いた",
        "host": str(who),
        "purpose": "experience",
    }
    assert client.post(saves[1], own | typed | {"draft_sequence": "1"}).status_code == 200
    again = text(client.get(f"{at('draft-new', of)}?draft={own['draft']}"))
    assert "途中まで書いた" in again
    with cast.outside_the_walls():
        assert Draft.objects.count() == 1
    assert client.post(at("draft-new", of), own | typed | key()).status_code == 302
    with cast.outside_the_walls():
        assert not Draft.objects.exists(), "what was sent is no draft any more"
