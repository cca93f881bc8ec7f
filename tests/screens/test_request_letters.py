"""情報提供依頼 to an agency that is not at the table: nothing reaches it on the screen, so a letter is printed."""

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences.models import AgendaItem
from enishi.conferences.tests.factories import sealed_room
from enishi.intake.tests.factories import in_days
from enishi.residents import actions as residents
from enishi.residents.models import PersonName
from enishi.residents.rules.registration import NewAddress
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at, key

pytestmark = pytest.mark.django_db
HOME = "見本町1丁目2番地3"


def test_an_agency_that_is_not_at_the_table_gets_a_letter(aoki: Hat, chiba: Hat) -> None:
    """Nothing reaches it on the screen: the letter says of whom, in the order typed, and where the answer goes."""
    _, item = sealed_room(aoki)
    ours = visitor(aoki)
    asked = ["一つ目の項目", "二つ目の項目", "三つ目の項目", "四つ目の項目", "五つ目の項目"]
    given = {f"part{place}": words for place, words in enumerate(asked, 1)}
    given |= {f"class{place}": "1" for place in range(1, 6)}
    given |= {
        "agency": str(chiba.agency_id),
        "find": chiba.agency_name,
        "necessity": "退去が迫っているかを知るため。",
        "not_from_person": "連絡がとれない。",
        "due_on": in_days(7).isoformat(),
    }
    slip = ours.post(at("request-new", item), given | {"destroy_by": "2999-01-01"} | key())
    assert slip.status_code == 422
    assert "廃棄期限は10年以内" in text(slip)
    assert "退去が迫っているかを知るため。" in slip.content.decode()
    sent = given | {"destroy_by": in_days(300).isoformat()} | key()
    went = [ours.post(at("request-new", item), sent) for _ in range(2)]
    assert [one.status_code for one in went] == [302, 302]
    assert went[0]["Location"] == went[1]["Location"], "sent again, it leads to the same letter"
    letter = text(ours.get(went[0]["Location"]))
    assert "まだ届いていません。印刷して送ってください。" in letter
    assert [letter.index(words) for words in asked] == sorted(letter.index(words) for words in asked)
    with outside_the_walls():
        person = AgendaItem.objects.get(pk=item).case.resident_id
        name = PersonName.objects.get(resident=person, ended_at__isnull=True)
    assert name.text in letter
    for words in (
        f"{chiba.agency_name} 御中",
        "生年月日",
        "回答期限",
        "送り先",
        "□ 提供しない",
        "106条の6第3項",
    ):
        assert words in letter
    request = went[0]["Location"].removesuffix("letter/")
    assert "依頼書を印刷する" in text(ours.get(request))
    pledge = visitor(chiba)
    assert pledge.get(went[0]["Location"]).status_code == 404
    assert HOME in letter, "the address of the register is confirmed free"
    with wearing(aoki):
        hidden = NewAddress("豊田市保護町9番地", protection="unknown")
        residents.add_address(person, hidden, by=aoki, at=timezone.now())
    after = text(ours.get(went[0]["Location"]))
    assert name.text in after
    assert "町9番地" not in after
    assert HOME not in after, "with one that is not confirmed free, none is told"
