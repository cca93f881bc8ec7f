"""アウトリーチ through the real addresses: a try, the approach with its draft and its conflict, support, the list."""

import csv
import io
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions import NewApproach, NewEntry, NewSupport, Outcome
from enishi.cases.models import ApproachPlan, ContactAttempt, JournalEntry, PreparedSupport
from enishi.cases.terms import AttemptResult, CaseState
from enishi.cases.tests.factories import act, on_the_team, opened
from enishi.intake.tests.factories import in_days
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, text
from tests.screens.test_case_lists import measured

pytestmark = pytest.mark.django_db


def a_try(**more: Any) -> dict[str, Any]:
    given = {"result": "unmet", "text": "呼び鈴を押した。", "place": "home", "information_class": "1"}
    return given | {"submission": str(uuid.uuid4())} | more


def an_approach(client: Client, case: uuid.UUID, **more: Any) -> dict[str, Any]:
    """What the form sends as it was drawn, with something typed."""
    drawn = client.get(at("approach", case)).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', drawn))
    hidden.pop("csrfmiddlewaretoken", None)
    return hidden | {"aim": "手紙から。", "review_on": in_days(20).isoformat()} | more


def test_a_try_is_recorded_once_and_stands_in_the_journal_too(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    assert "働きかけはまだありません" in text(client.get(at("outreach", case)))
    sent = a_try(caution="犬がいる。")
    assert [client.post(at("attempt", case), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert (ContactAttempt.objects.count(), JournalEntry.objects.count()) == (1, 1)
    page = text(client.get(at("outreach", case)))
    for words in ("会えなかった", "呼び鈴を押した。", "犬がいる。", "続けて1回会えていません"):
        assert words in page, words
    assert "呼び鈴を押した。" in text(client.get(at("case", case)))


def test_what_is_missing_is_told_and_nothing_typed_is_lost(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    answer = client.post(at("attempt", case), a_try(result="", reaction="戸が少し開いた。"))
    assert answer.status_code == 422
    assert "会えたかどうかを選んでください。" in text(answer)
    assert "戸が少し開いた。" in answer.content.decode()
    answer = client.post(at("approach", case), an_approach(client, case, review_on="", avoid="仕事の話。"))
    assert answer.status_code == 422
    assert "見直す日を入れてください。" in text(answer)
    assert "仕事の話。" in answer.content.decode()


def test_three_in_vain_are_told_with_the_ways_on(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    on_the_team(aoki, case, chiba)
    for _ in range(3):
        client.post(at("attempt", case), a_try())
    drawn = client.get(at("outreach", case)).content.decode()
    assert "続けて3回。" in drawn
    put = reverse("conferences:for-case", args=[case])
    assert f'href="{put}"' in drawn
    assert "続けて3回会えていません。" in text(client.get(put))
    assert "会議にかける" not in visitor(chiba).get(at("outreach", case)).content.decode(), "for who leads"
    assert "続けて会えていません" in text(client.get("/"))


def test_of_two_who_plan_at_once_both_texts_are_shown(aoki: Hat, chiba: Hat) -> None:
    case, mine, theirs = opened(aoki), visitor(aoki), visitor(chiba)
    on_the_team(aoki, case, chiba)
    early = an_approach(mine, case, aim="はがきから。")
    assert theirs.post(at("approach", case), an_approach(theirs, case, aim="電話から。")).status_code == 302
    answer = mine.post(at("approach", case), early)
    assert answer.status_code == 422
    for words in ("電話から。", "はがきから。"):
        assert words in answer.content.decode()
    again = early | {"version": re.search(r'name="version" value="([^"]+)"', answer.content.decode())[1]}  # type: ignore[index]
    assert mine.post(at("approach", case), again).status_code == 302
    with outside_the_walls():
        assert list(ApproachPlan.objects.filter(ended_at=None).values_list("aim", flat=True)) == [
            "はがきから。"
        ]


def test_a_draft_of_an_approach_does_not_replace_what_was_written_meanwhile(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    form = client.get(at("approach", case)).content.decode()
    address = re.search(r'data-draft-url="([^"]+)"', form)[1]  # type: ignore[index]
    given = an_approach(client, case, aim="書きかけ。", draft_sequence="1")
    assert client.post(address, given, headers={"X-Requested-With": "fetch"}).status_code == 200
    with outside_the_walls():
        draft = Draft.objects.get()
    assert "働きかけの方針" in text(client.get("/"))
    act(aoki, actions.plan_approach, case, NewApproach(case, "ほかの人の方針。", in_days(9)), instead_of=None)
    again = client.get(f"{at('approach', case)}?draft={draft.pk}").content.decode()
    assert "書きかけ。" in again
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', again))
    answer = client.post(
        at("approach", case), hidden | {"aim": "書きかけ。", "review_on": in_days(9).isoformat()}
    )
    assert answer.status_code == 422
    assert "ほかの人の方針。" in text(answer)


def test_support_is_prepared_put_off_and_used(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    sent = {"what": "食料の配達", "ready_until": in_days(9).isoformat(), "state": "preparing"}
    sent |= {"submission": str(uuid.uuid4())}
    assert [client.post(at("prepare", case), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        one = PreparedSupport.objects.get()
    address = at("support", case, one.pk)
    assert "食料の配達" in text(client.get(address))
    moved = {"state": "ready", "ready_until": in_days(30).isoformat(), "version": "1"}
    assert client.post(address, moved | {"submission": str(uuid.uuid4())}).status_code == 302
    stale = client.post(
        address, {"state": "dropped", "remark": "やめた", "version": "1", "submission": str(uuid.uuid4())}
    )
    assert stale.status_code == 422
    assert "開いている間に、ほかの人が変えました" in text(stale)
    used = {"state": "used", "version": "2", "submission": str(uuid.uuid4())}
    assert client.post(address, used).status_code == 302
    assert "使った" in text(client.get(at("outreach", case)))


def test_the_list_and_its_sheet(aoki: Hat) -> None:
    client = visitor(aoki)
    assert "同意前のかかわりはありません" in text(client.get(at("before-consent")))
    case = opened(aoki)
    opened(aoki, state=CaseState.ASSESSING)
    for _ in range(3):
        client.post(at("attempt", case), a_try())
    page = text(client.get(at("before-consent")))
    assert "続けて3回会えず" in page
    assert page.count("方針はまだ") == 1
    answer = client.get(at("before-consent-export", "csv"))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row for row in rows if "続けて会えない回数" in row]
    assert any("3" in row for row in rows)


def full(aoki: Hat, case: uuid.UUID, number: int) -> None:
    now, before = timezone.now(), None
    for place in range(number):
        outcome = Outcome(AttemptResult.UNMET, caution="犬がいる。")
        act(aoki, actions.record_attempt, case, NewEntry(f"{place}回目。"), outcome, at=now)
    for place in range(min(number, 6)):
        new = NewApproach(case, f"{place}番目の方針。", in_days(9))
        before = act(aoki, actions.plan_approach, case, new, instead_of=before)
        act(aoki, actions.prepare_support, case, NewSupport(case, f"支援{place}", in_days(9)))


def test_pages_take_as_many_statements_for_much_as_for_little(aoki: Hat) -> None:
    small, large = opened(aoki), opened(aoki)
    full(aoki, small, 1)
    full(aoki, large, 25)
    few, _ = measured(visitor(aoki), at("outreach", small))
    lots, body = measured(visitor(aoki), at("outreach", large))
    assert few == lots <= 16
    assert body.decode().count("回目。") == 20
    few, _ = measured(visitor(aoki), at("before-consent"))
    for _ in range(4):
        full(aoki, opened(aoki), 2)
    lots, body = measured(visitor(aoki), at("before-consent"))
    assert few == lots <= 14
    assert body.decode().count("row-link") == 6
