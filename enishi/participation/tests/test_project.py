"""Asking the project: on a search, a decision and a consent; in words that tell nobody; and it ends with the consent."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Catchment, ReleasedCard
from enishi.agencies.roles import ROLES
from enishi.agencies.tests.cast import outside_the_walls
from enishi.agencies.tests.test_clearing import as_clerk
from enishi.cases.access import open_case
from enishi.cases.tests.factories import DESK, consented, opened
from enishi.community.actions.asking import NewMemberAsk, ask_by_card
from enishi.community.actions.commissioning import end_commission
from enishi.community.models import Commission, MenuUse
from enishi.community.tests import network_factories as make
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Notice, TrailEntry
from enishi.office.reference import reference
from enishi.participation import actions
from enishi.participation.actions.project import lapse_commissions
from enishi.participation.models import Profile, Search
from enishi.participation.queries.page import reasons_not_to_end
from enishi.participation.terms import PlacementState
from enishi.participation.tests.factories import (
    decided,
    host,
    moved,
    person_of,
    placed,
    profiled,
    refused,
    searched,
)
from enishi.residents import actions as residents
from enishi.residents.models import Address, PersonName
from enishi.residents.rules.registration import NewAddress
from enishi.residents.terms import NameKind, Protection
from enishi.sharing.actions import seal, withdraw_consent
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentMeans, ConsentStage, InformationClass, Purpose, SealKind

pytestmark = pytest.mark.django_db
WISH = "土にさわって、静かに体を動かしたい。"


def asked(by: Hat, case: uuid.UUID, **more: Any) -> uuid.UUID:
    given: dict[str, Any] = {"forms": ("experience",), "wishes": WISH, "disclosure": "希望と配慮まで。"}
    new = actions.NewCommission(**(given | more))
    with wearing(by):
        return actions.ask_project(case, new, file=case, by=by, at=timezone.now())


def ready(by: Hat, other: Hat, *, classes: int = DESK) -> tuple[uuid.UUID, uuid.UUID]:
    """A case with everything that a commission stands on; and the consent."""
    case = opened(by)
    decided(by, case)
    searched(by, case)
    return case, consented(by, person_of(case), other, stage=ConsentStage.HOST, classes=classes)


def test_a_commission_stands_on_a_search_a_decision_and_a_consent(aoki: Hat, chiba: Hat) -> None:
    case, consent = ready(aoki, chiba)
    made = asked(aoki, case, care="人の少ない時間に。", considerations=("quiet",))
    with outside_the_walls():
        one = Commission.objects.get(pk=made)
        search, profile = Search.objects.get(case=case), Profile.objects.get(case=case)
    assert (one.search_id, one.decision_id) == (search.pk, profile.decision_id)
    assert (one.rests_on, one.wishes, one.care) == (consent, WISH, "人の少ない時間に。")
    assert one.age_band != "?", "of the register, in a band"
    with pytest.raises(Refused, match="続いています"):
        asked(aoki, case)
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.page")
        assert reasons_not_to_end(case) == [f"プロジェクトへの依頼 {one.reference} が続いています。先に終えてください。"]


def test_everything_that_is_missing_is_told_at_once(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    with pytest.raises(Refused) as told:
        asked(aoki, case)
    reasons = " ".join(told.value.reasons)
    for word in ("先に保存して", "重層的支援会議で決めて", "本人の同意がありません"):
        assert word in reasons, word
    searched(aoki, case, found=0)
    searched(aoki, case, found=1)
    with pytest.raises(Refused, match="先に保存して"):
        asked(aoki, case)
    new = actions.NewCommission(("work",), WISH, "希望まで。")
    with wearing(chiba), pytest.raises(NotFound):
        actions.ask_project(case, new, file=case, by=chiba, at=timezone.now())


def test_nothing_that_tells_who_it_is_goes_out(aoki: Hat, chiba: Hat) -> None:
    case, _ = ready(aoki, chiba, classes=3)
    for more, word in (
        ({"wishes": "山田は畑が好き。"}, "氏名"),
        ({"wishes": "やまだは畑が好き。"}, "ヤマダ"),
        ({"strengths": "ﾊﾅｺと呼ぶと笑う。"}, "ハナコ"),
        ({"strengths": "電話は0565-12-3456"}, "電話番号"),
        ({"care": "人の少ない時間に。"}, "健康"),
        ({"considerations": ("quiet",)}, "健康"),
        ({"wishes": "四十五歳です。"}, "年齢"),
    ):
        with pytest.raises(Refused, match=word):
            asked(aoki, case, **more)
    with outside_the_walls():
        assert not Commission.objects.exists()
    asked(aoki, case)


def test_a_name_by_which_somebody_is_called_is_a_name(aoki: Hat, chiba: Hat) -> None:
    """通称 and 旧姓 too, and of everybody in the case."""
    case, _ = ready(aoki, chiba)
    person = person_of(case)
    with outside_the_walls():
        one = PersonName.objects.filter(resident=person).first()
        assert one is not None
        one.pk, one.kind, one.text, one.kana = uuid.uuid4(), NameKind.KNOWN_AS, "星野 マリア", "ホシノ マリア"
        one.save(force_insert=True)
    for words in ("星野は畑が好き。", "ほしのは畑が好き。", "まりあと呼ばれている。"):
        with pytest.raises(Refused, match="氏名が入っています"):
            asked(aoki, case, wishes=words)
    asked(aoki, case)


def test_of_a_protected_place_not_even_the_district_goes_out(aoki: Hat, chiba: Hat, browse: Any) -> None:
    case, _ = ready(aoki, chiba)
    person = person_of(case)
    with outside_the_walls():
        assert Address.objects.filter(resident=person).update(protection=Protection.UNKNOWN)
        Catchment.objects.create(agency_id=aoki.agency_id, district="豊南中", starts_on=timezone.localdate())
    with pytest.raises(Refused, match="中学校区を伝えません"):
        asked(aoki, case, district="豊南")
    for more in ({"wishes": "豊南中のあたりで働きたい。"}, {"disclosure": "地区は、ﾄﾖﾅﾐと豊南中学校区まで。"}):
        with pytest.raises(Refused, match="地区の名前（豊南中）を書きません"):
            asked(aoki, case, **more)
    page = browse(aoki).get(f"/cases/{case}/participation/project/").content.decode()
    assert "地区は伝えません。" in page
    asked(aoki, case)


def test_who_is_confirmed_free_may_name_a_district(aoki: Hat, chiba: Hat) -> None:
    case, _ = ready(aoki, chiba)
    with outside_the_walls():
        Catchment.objects.create(agency_id=aoki.agency_id, district="豊南中", starts_on=timezone.localdate())
    asked(aoki, case, wishes="豊南中のあたりで働きたい。", district="豊南中")


@pytest.mark.parametrize("how", ["address", "marked", "sealed"])
def test_a_place_that_is_protected_later_takes_the_district_back(
    aoki: Hat, chiba: Hat, how: str, browse: Any
) -> None:
    """From the request, its page, its list, whom to ask, and from the cards that show it; whoever writes it down."""
    case, _ = ready(aoki, chiba)
    person = person_of(case)
    made, members = asked(aoki, case, district="豊南"), [make.member(aoki, f"会員{one}", areas=("豊南",)) for one in "ab"]
    with wearing(aoki):
        with_it, without = (
            ask_by_card(made, member, NewMemberAsk("できることがあれば。", parts), by=aoki, at=timezone.now()).id
            for member, parts in zip(members, (("wishes", "district"), ("wishes",)), strict=True)
        )
    client = browse(aoki)
    assert "豊南" in client.get(f"/network/commissions/{made}/").content.decode()
    with wearing(aoki):
        if how == "sealed":
            seal(person, kind=SealKind.SUPPORT_MEASURE, classes=InformationClass.LOCATION, by=aoki, at=timezone.now())
        elif how == "address":
            new = NewAddress("みのり市若葉町1-2", protection=Protection.APPLIED)
            residents.add_address(person, new, by=aoki, at=timezone.now())
        else:
            residents.protect_whereabouts(person, protection=Protection.EXPIRED, by=aoki, at=timezone.now())
    with outside_the_walls():
        assert Commission.objects.get(pk=made).district == ""
        closed = {one.pk: one.closed_at is not None for one in ReleasedCard.objects.filter(pk__in=[with_it, without])}
    assert closed == {with_it: True, without: False}, "the card that does not show it goes on"
    for page in (f"/network/commissions/{made}/", "/network/commissions/", "/network/commissions/export/csv/"):
        answer = client.get(page)
        told = b"".join(answer) if answer.streaming else answer.content
        assert "豊南" not in told.decode("utf-8", "ignore"), page


def test_the_commission_ends_with_the_consent(aoki: Hat, chiba: Hat) -> None:
    """And so do the cards that members were given of it."""
    case, consent = ready(aoki, chiba)
    made, person = asked(aoki, case), person_of(case)
    member = make.member(aoki)
    with wearing(aoki):
        now, means = timezone.now(), ConsentMeans.SPOKEN
        card = ask_by_card(made, member, NewMemberAsk("できることがあれば。", ("wishes",)), by=aoki, at=now)
        assert not ReleasedCard.objects.get(pk=card.id).closed_at
        withdraw_consent(consent, resident=person, means=means, note="", by=aoki, at=now)
    with outside_the_walls():
        one = Commission.objects.get(pk=made)
        assert ReleasedCard.objects.get(pk=card.id).closed_at == now
        told = Notice.objects.get(word="commission.ended", holder_id=aoki.agency_id)
    assert (one.state, one.version) == ("taken_back", 2)
    assert one.reference in told.text
    assert "同意" in one.ended_reason
    searched(aoki, case)
    with pytest.raises(Refused, match="同意"):
        asked(aoki, case)


def test_a_commission_ends_when_the_consent_runs_out(aoki: Hat, chiba: Hat) -> None:
    case, consent = ready(aoki, chiba)
    made = asked(aoki, case)
    with outside_the_walls():
        ends = Consent.objects.get(pk=consent).ends_at
    with as_clerk():
        assert lapse_commissions(ends - timedelta(days=1)) == 0
        assert lapse_commissions(ends + timedelta(days=2)) == 1
        assert lapse_commissions(ends + timedelta(days=3)) == 0
    with outside_the_walls():
        assert Commission.objects.get(pk=made).state == "taken_back"
        assert reference(made) in Notice.objects.get(word="commission.ended", holder_id=aoki.agency_id).text
        assert TrailEntry.objects.get(word="commission.ended").detail["commission"] == str(made)


def test_its_last_day_is_the_last_day_of_the_consent(aoki: Hat, chiba: Hat) -> None:
    """Until a day: to the midnight after it, as the form of the consent says it. Then it is over, and so are its cards."""
    case, consent = ready(aoki, chiba)
    last = timezone.localdate() + timedelta(days=5)
    midnight = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    with outside_the_walls():
        Consent.objects.filter(pk=consent).update(ends_at=midnight)
    made, member = asked(aoki, case), make.member(aoki)
    with wearing(aoki):
        new = NewMemberAsk("できることがあれば。", ("wishes",))
        card = ask_by_card(made, member, new, by=aoki, at=timezone.now())
        assert ReleasedCard.objects.get(pk=card.id).expires_at == midnight
    with outside_the_walls():
        assert Commission.objects.get().consented_until == last
    with as_clerk():
        assert lapse_commissions(midnight - timedelta(minutes=1)) == 0
        assert lapse_commissions(midnight) == 1


def test_the_database_keeps_the_consent_of_a_commission(aoki: Hat, chiba: Hat) -> None:
    case, _ = ready(aoki, chiba)
    made = asked(aoki, case)
    with wearing(aoki):
        mine = Commission.objects.filter(pk=made)
        assert refused(lambda: mine.update(rests_on=None))
        assert refused(lambda: mine.update(consented_until=None))


def test_by_no_sql_of_a_hat_is_the_project_asked_without_the_three_legs(aoki: Hat, chiba: Hat) -> None:
    """The same row that the verb writes, past every verb (each leg by itself: `tests/noninterference/commission_mutants`)."""
    case, _ = ready(aoki, chiba)
    made = asked(aoki, case)
    support = consented(aoki, person_of(case), chiba)
    with wearing(aoki):
        one = Commission.objects.get(pk=made)
        end_commission(made, taken_back=True, reason="別の場が決まった。", version=1, by=aoki, at=timezone.now())
    for more in (
        {"rests_on": None, "search_id": None, "decision_id": None},
        {"rests_on": None},
        {"rests_on": support},
        {"search_id": None},
        {"search_id": uuid.uuid4()},
        {"decision_id": uuid.uuid4()},
        {"agency_id": chiba.agency_id},
        {"opened_by": chiba.membership_id},
    ):
        assert not _written(aoki, one, more), more
    assert not _written(chiba, one, {"agency_id": chiba.agency_id, "opened_by": chiba.membership_id}), "who does not lead"
    assert _written(aoki, one, {}), "all three are there again"


def _written(by: Hat, one: Commission, more: dict[str, Any]) -> bool:
    copy = Commission(**{field.attname: getattr(one, field.attname) for field in Commission._meta.concrete_fields} | more)
    copy.pk = uuid.uuid4()
    with wearing(by):
        return not refused(lambda: copy.save(force_insert=True) or 1)  # type: ignore[func-returns-value]


def test_sent_twice_it_is_asked_once(aoki: Hat, chiba: Hat) -> None:
    case, _ = ready(aoki, chiba)
    key, new = uuid.uuid4(), actions.NewCommission(("experience",), WISH, "希望まで。")
    with wearing(aoki):
        given = {"file": case, "by": aoki, "at": timezone.now(), "submission": key}
        first = actions.ask_project(case, new, **given)
        assert actions.ask_project(case, new, **given) == first
    with outside_the_walls():
        assert Commission.objects.count() == 1
        assert TrailEntry.objects.filter(word="commission.opened").count() == 1


def test_a_menu_is_counted_once_for_a_placement_that_begins(aoki: Hat) -> None:
    case, menu = opened(aoki), host()
    placement = placed(aoki, case, menu)
    with wearing(aoki):
        new = actions.NewAgreement("木曜の午前に。", *[""] * 3, *[timezone.localdate()] * 3)
        actions.agree_placement(case, placement, new, version=1, by=aoki, at=timezone.now())
    for number, to in enumerate((PlacementState.VISITING, PlacementState.TRIAL, PlacementState.REGULAR)):
        with outside_the_walls():
            assert MenuUse.objects.filter(menu=menu).count() == (1 if number > 1 else 0)
        moved(aoki, case, placement, to, number + 2)
    with outside_the_walls():
        assert MenuUse.objects.get(menu=menu).source_id == placement


def test_who_may_lead_may_tend() -> None:
    """A commission is opened, and a use counted, by who leads the case; both are of the room that is tended."""
    leading = [role for role in ROLES.values() if "lead" in role.may]
    assert leading
    assert [role.code for role in leading if "tend" not in role.may] == []


def test_a_profile_is_no_decision(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case)
    searched(aoki, case)
    consented(aoki, person_of(case), chiba, stage=ConsentStage.HOST)
    with pytest.raises(Refused, match="重層的支援会議で決めて"):
        asked(aoki, case)
