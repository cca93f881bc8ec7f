"""A case is begun and written into, through the real addresses and without script: once, and kept when refused."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import JournalEntry, JournalMark
from enishi.cases.tests.factories import lead, on_the_team, opened
from enishi.intake.tests.factories import in_days, received
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, entry, text

pytestmark = pytest.mark.django_db


# Beginning


def test_a_case_is_begun_from_the_page_of_a_consultation(aoki: Hat) -> None:
    client, consultation = visitor(aoki), received(aoki)
    page = client.get(reverse("intake:consultation", args=[consultation]))
    assert at("open", consultation) in page.content.decode()
    assert "多機関協働のケース" in text(page)
    given = {
        "state": "outreach",
        "text": "家計と通院と子の就学が重なる。",
        "next_on": in_days(7).isoformat(),
        "next_action": "visit",
        "submission": str(uuid.uuid4()),
    }
    first, again = (client.post(at("open", consultation), given) for _ in range(2))
    assert (first.status_code, again.status_code, first.url) == (302, 302, again.url)
    shown = text(client.get(first.url))
    for words in (
        "山田 花子",
        "同意前のかかわり",
        "家計と通院と子の就学が重なる。",
        "訪問する",
        "所管",
        "もとの相談",
    ):
        assert words in shown, words
    assert "ケースがあります" in text(client.get(at("open", consultation)))


def test_without_the_persons_request_assessing_is_refused_and_nothing_typed_is_lost(aoki: Hat) -> None:
    consultation = received(aoki)
    given = {
        "state": "assessing",
        "text": "経緯はここに。",
        "next_on": in_days(7).isoformat(),
        "next_action": "assess",
    }
    answer = visitor(aoki).post(at("open", consultation), given)
    assert answer.status_code == 422
    assert "支援の申込み（同意）を先に記録してください" in text(answer)
    assert "経緯はここに。" in answer.content.decode()


def test_the_counter_is_not_offered_to_begin(baba: Hat) -> None:
    consultation = received(baba)
    assert (
        at("open", consultation)
        not in visitor(baba).get(reverse("intake:consultation", args=[consultation])).content.decode()
    )


def test_an_anonymous_consultation_says_what_to_do_first(aoki: Hat) -> None:
    consultation = received(aoki, about="anonymous", registration=None)
    answer = visitor(aoki).get(at("open", consultation))
    assert "本人がまだ分かっていません" in text(answer)
    assert reverse("intake:identify", args=[consultation]) in answer.content.decode()


# The journal


def test_an_entry_is_written_once_on_the_page_itself(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    sent = entry("家計簿を一緒に見た。", next_step="来週また訪ねる。")
    assert [client.post(at("case", case), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert JournalEntry.objects.count() == 1
    page = text(client.get(at("case", case)))
    for words in ("家計簿を一緒に見た。", "次の予定： 来週また訪ねる。", "事実", "対応"):
        assert words in page, words


def test_a_note_and_the_next_date_go_in_one(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    more = {"next_on": in_days(20).isoformat(), "next_action": "monitor"}
    assert client.post(at("case", case), entry(**more)).status_code == 302
    with outside_the_walls():
        assert lead(case).next_on == in_days(20)
    late = client.post(at("case", case), entry("二つ目の話。", **more | {"next_on": in_days(21).isoformat()}))
    assert late.status_code == 422
    assert "今の次の期日は" in text(late)
    assert "二つ目の話。" in late.content.decode()
    with outside_the_walls():
        assert JournalEntry.objects.count() == 1, "both or neither"


def test_what_was_not_offered_is_refused_and_kept(aoki: Hat, chiba: Hat) -> None:
    """Sending puts no page together; what the form of the page would not have offered, the verb refuses."""
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    for more, said in (
        ({"next_on": in_days(7).isoformat(), "next_action": "visit"}, "主担当の機関だけ"),
        ({"file": str(uuid.uuid4())}, "だれの記録か"),
        ({"informant": "隣の人", "source": "heard"}, "情報源は見られない"),
        ({"information_class": "64"}, ""),
        ({"next_on": "いつか", "next_action": "visit"}, "日付"),
    ):
        answer = visitor(chiba).post(at("case", case), entry("窓口で話した。", **more))
        assert answer.status_code == 422, more
        assert said in text(answer), more
        assert "窓口で話した。" in answer.content.decode()
    with outside_the_walls():
        assert not JournalEntry.objects.exists(), "both or neither"


def test_what_is_refused_is_told_and_kept(aoki: Hat) -> None:
    case = opened(aoki)
    answer = visitor(aoki).post(at("case", case), entry("聞いた話。", informant="隣の人"))
    assert answer.status_code == 422
    assert "「第三者から聴取」のときだけ" in text(answer)
    assert "隣の人" in answer.content.decode()


def test_a_draft_of_an_entry_comes_back(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    drawn = client.get(at("case", case)).content.decode()
    address = re.search(r'data-draft-url="([^"]+)"', drawn)[1]  # type: ignore[index]
    hidden = dict(re.findall(r'<input type="hidden" name="(draft[^"]*)" value="([^"]*)">', drawn))
    saved = client.post(
        address, entry("途中まで", draft_sequence="1", **hidden), headers={"X-Requested-With": "fetch"}
    )
    assert saved.status_code == 200
    with outside_the_walls():
        draft = Draft.objects.get()
    assert "支援経過" in text(client.get("/"))
    again = client.get(f"{at('case', case)}?draft={draft.pk}").content.decode()
    assert "途中まで" in again
    hidden = dict(re.findall(r'<input type="hidden" name="(draft[^"]*)" value="([^"]*)">', again))
    assert client.post(at("case", case), entry("書き終えた", **hidden)).status_code == 302
    with outside_the_walls():
        assert not Draft.objects.exists()


def test_a_correction_is_shown_as_such(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    client.post(at("case", case), entry("月3万円の返済。"))
    with outside_the_walls():
        one = JournalEntry.objects.get().pk
    assert "月3万円の返済。" in client.get(at("correct", case, one)).content.decode()
    sent = entry("月5万円の返済。")
    assert [client.post(at("correct", case, one), sent).status_code for _ in range(2)] == [302, 302]
    page = text(client.get(at("case", case)))
    assert page.index("月5万円の返済。") < page.index("直す前の記録") < page.index("月3万円の返済。")
    with outside_the_walls():
        assert JournalEntry.objects.count() == 2


def test_marks_are_buttons_that_can_be_taken_back(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    with wearing(aoki):
        one = actions.write_entry(case, actions.NewEntry("訪問した。"), by=aoki, at=timezone.now())
    client = visitor(chiba)
    for _ in range(2):
        assert client.post(at("mark", case), {"mark": f"thanks {one}"}).status_code == 302
    with outside_the_walls():
        assert JournalMark.objects.filter(withdrawn_at__isnull=True).count() == 1
    assert f"ありがとう：{chiba.staff_name}" in text(visitor(aoki).get(at("case", case)))
    assert f'value="unthanks {one}" aria-pressed="true"' in client.get(at("case", case)).content.decode()
    client.post(at("mark", case), {"mark": f"unthanks {one}"})
    assert "ありがとう：" not in text(client.get(at("case", case)))
    assert client.post(at("mark", case), {"mark": f"kiss {one}"}).status_code == 404


def test_an_informant_is_read_by_who_may_alone(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    sent = entry("夜中に怒鳴り声がするという。", source="heard", informant="民生委員の見本さん")
    assert visitor(aoki).post(at("case", case), sent).status_code == 302
    assert "民生委員の見本さん" in text(visitor(aoki).get(at("case", case)))
    theirs = visitor(chiba).get(at("case", case))
    assert "夜中に怒鳴り声がするという。" in text(theirs)
    assert "民生委員の見本さん" not in text(theirs)
    assert "だれから聞いたか" not in text(theirs)


def test_the_journal_is_filtered_by_class_kind_and_agency(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba, classes=1)
    with wearing(aoki):
        for words, kind, cls in (("家を訪ねた。", "visit", 1), ("糖尿病で通院。", "contact", 4)):
            new = actions.NewEntry(words, kind=kind, information_class=cls)  # type: ignore[arg-type]
            actions.write_entry(case, new, by=aoki, at=timezone.now())
    with wearing(chiba):
        actions.write_entry(case, actions.NewEntry("電話で話した。"), by=chiba, at=timezone.now())
    page = text(visitor(chiba).get(at("case", case)))
    assert "家を訪ねた。" in page
    assert "糖尿病" not in page
    assert "2件" in page, "what is hidden is not counted"
    mine = visitor(aoki)
    only = text(mine.get(f"{at('case', case)}?kind=visit"))
    assert "家を訪ねた。" in only
    assert "糖尿病" not in only
    theirs = text(mine.get(f"{at('case', case)}?agency={chiba.agency_id}"))
    assert "電話で話した。" in theirs
    assert "家を訪ねた。" not in theirs


def test_two_people_correct_the_same_entry_and_both_texts_are_shown(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    client.post(at("case", case), entry("月3万円の返済。"))
    with outside_the_walls():
        one = JournalEntry.objects.get().pk
    assert client.post(at("correct", case, one), entry("月5万円の返済。")).status_code == 302
    late = client.post(at("correct", case, one), entry("月4万円の返済。"))
    assert late.status_code == 422
    assert "月5万円の返済。" in text(late)
    assert "月4万円の返済。" in late.content.decode()


# What nobody has written into is drawn once for all who see the same classes


def test_the_form_that_is_kept_offers_each_their_own(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba, classes=1 | 2)

    def offered(hat: Hat) -> tuple[str, list[str], list[str]]:
        page = visitor(hat).get(at("case", case)).content.decode()
        form = page[page.index('id="write"') : page.index("</form>", page.index('id="write"'))]
        hidden = re.findall(
            r'type="hidden" name="(?:csrfmiddlewaretoken|submission|draft)" value="([^"]+)"', form
        )
        select = form[
            form.index('name="information_class"') : form.index(
                "</select>", form.index('name="information_class"')
            )
        ]
        return form, re.findall('value="([0-9]+)"', select), hidden

    first, classes, hidden = offered(aoki)
    partner, fewer, others = offered(chiba)
    _, same, fresh = offered(aoki)
    assert (fewer, classes) == (["1", "2"], same)
    assert len(classes) > 2
    assert "次の期日も変える" in first
    assert "次の期日も変える" not in partner
    assert len(hidden) == 3
    assert not set(hidden) & set(fresh), "keys of a form are never shown twice"
    assert not set(hidden) & set(others)
