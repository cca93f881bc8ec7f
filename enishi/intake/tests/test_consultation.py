"""相談受付: one screen, one transaction; and what happens to a consultation until it is closed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake import actions
from enishi.intake.access import open_consultation
from enishi.intake.models import Caller, Concern, Consultation, Holding, Informant, PlaceOfConcern, Statement
from enishi.intake.rules.receiving import NewCaller, NewStatement
from enishi.intake.tests.factories import (
    HEALTH,
    JUSTICE,
    accepted,
    holder,
    in_days,
    new,
    now,
    received,
    sent,
    version,
)
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Notice, TrailEntry
from enishi.residents.access import search_token
from enishi.residents.tests.factories import registered, yamada
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db


def test_one_call_is_received_in_one_transaction(baba: Hat) -> None:
    consultation = received(baba, screening="continue")
    with wearing(baba):
        found = open_consultation(baba, consultation, to=Purpose.SUPPORT, word="test", with_resident=True)
        assert (found.row.state, found.row.screening) == ("active", "continue")
        assert found.row.resident_id
        assert len(found.row.reference) == 8
        concerns = Concern.objects.filter(consultation=consultation)
        assert [(one.code, one.worst, one.information_class) for one in concerns] == [
            ("money.income", True, 2),
            ("body.illness", False, 4),
        ]
        assert Statement.objects.filter(consultation=consultation).count() == 3
        assert found.is_holder
    with outside_the_walls():
        one = holder(consultation)
        assert (one.membership_id, one.next_on) == (baba.membership_id, in_days(3))
        entry = TrailEntry.objects.get(word="consultation.received", binders__contains=[consultation])
        assert entry.staff_id == baba.staff_id
        assert "家賃" not in str(entry.detail)


def test_nothing_of_it_stays_when_one_part_is_refused(baba: Hat) -> None:
    with wearing(baba), pytest.raises(Refused, match="検索"):
        actions.receive_consultation(new(baba, search_token=""), by=baba, at=now())
    with outside_the_walls():
        assert not Consultation.objects.exists()
        assert not Holding.objects.exists()


def test_a_person_known_already_is_not_registered_again(baba: Hat) -> None:
    resident = registered(baba)
    consultation = received(baba, resident=resident, registration=None)
    with outside_the_walls():
        assert Consultation.objects.get(pk=consultation).resident_id == resident


def test_what_is_only_written_is_no_look_and_leaves_its_line(baba: Hat) -> None:
    resident = registered(baba)

    def lines(*binders: UUID) -> list[tuple[str, str]]:
        with outside_the_walls():
            found = TrailEntry.objects.filter(binders__overlap=list(binders), pk__gt=before)
            return list(found.order_by("pk").values_list("kind", "word"))

    with outside_the_walls():
        before = TrailEntry.objects.latest("pk").pk
    consultation = received(baba, resident=resident, registration=None)
    assert lines(resident) == [("change", "consultation.received")]
    with wearing(baba):
        actions.add_statement(consultation, NewStatement("電話があった。"), by=baba, at=now())
    assert lines(consultation) == [
        ("change", "binder.opened"),
        ("change", "consultation.received"),
        ("change", "consultation.stated"),
    ]


def test_nothing_is_written_into_what_is_not_seen(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    for hidden in (consultation, uuid4()):
        with wearing(chiba), pytest.raises(NotFound):
            actions.add_statement(hidden, NewStatement("よその相談に書く。"), by=chiba, at=now())
    with outside_the_walls():
        assert Statement.objects.filter(consultation=consultation).count() == 3


def test_a_person_of_another_agency_cannot_be_chosen(baba: Hat, chiba: Hat) -> None:
    resident = registered(chiba)
    for chosen in (resident, uuid4()):
        with wearing(baba), pytest.raises(Refused, match="もう一度検索"):
            actions.receive_consultation(new(baba, resident=chosen, registration=None), by=baba, at=now())
    with outside_the_walls():
        assert not Consultation.objects.exists()


def test_anonymous_and_a_house_that_worries_me(baba: Hat, chiba: Hat) -> None:
    anonymous = received(baba, about="anonymous", registration=None)
    house = received(
        baba,
        about="place",
        registration=None,
        place="見本町2丁目の角の家",
        landmark="青い屋根",
        issues=("home.clutter",),
        worst="",
    )
    with wearing(baba):
        open_consultation(baba, house, to=Purpose.SUPPORT, word="test")
        assert PlaceOfConcern.objects.get(consultation=house).landmark == "青い屋根"
    with outside_the_walls():
        assert Consultation.objects.get(pk=anonymous).resident_id is None
    accepted(chiba, sent(baba, chiba, house))
    with wearing(chiba):
        open_consultation(chiba, house, to=Purpose.SUPPORT, word="test")
        assert not PlaceOfConcern.objects.filter(consultation=house).exists(), "location was not ticked"


def test_who_asked_not_to_be_named_is_kept_apart(baba: Hat, chiba: Hat) -> None:
    open_caller = received(baba, caller=NewCaller("山田 一郎", "child", "090-0000-0001"))
    hidden = received(baba, caller=NewCaller("近所の人", "neighbour", confidential=True))
    accepted(chiba, sent(baba, chiba, hidden, classes=1 | 2 | 4 | 8 | 16 | 32 | 64))
    accepted(chiba, sent(baba, chiba, open_caller))
    with wearing(chiba):
        for one in (open_caller, hidden):
            open_consultation(chiba, one, to=Purpose.SUPPORT, word="test")
        assert Caller.objects.filter(consultation=open_caller).count() == 1
        assert not Caller.objects.filter(consultation=hidden).exists()
        assert not Informant.objects.exists()
    with wearing(baba):
        open_consultation(baba, hidden, to=Purpose.SUPPORT, word="test")
        assert Informant.objects.get(consultation=hidden).name == "近所の人"


def test_every_missing_thing_is_told_at_once(baba: Hat) -> None:
    with wearing(baba), pytest.raises(Refused) as met:
        actions.receive_consultation(
            new(baba, registration=None, issues=(), worst="money.debt", statements=(), next_on=in_days(-1)),
            by=baba,
            at=now(),
        )
    assert len(met.value.reasons) == 4


def test_the_same_form_twice_is_one_consultation(baba: Hat) -> None:
    key = uuid4()
    with wearing(baba):
        first = actions.receive_consultation(new(baba), submission=key, by=baba, at=now())
        again = actions.receive_consultation(new(baba), submission=key, by=baba, at=now())
    assert first == again
    with outside_the_walls():
        assert Consultation.objects.count() == 1


def test_a_form_that_acted_is_answered_although_it_would_be_refused_now(baba: Hat, chiba: Hat) -> None:
    key, later = uuid4(), now() + timedelta(days=40)
    with wearing(baba):
        first = actions.receive_consultation(new(baba), submission=key, by=baba, at=now())
        stale = new(baba, search_token="")
        assert actions.receive_consultation(stale, submission=key, by=baba, at=now()) == first
        assert actions.receive_consultation(new(baba, next_on=in_days(-1)), submission=key, by=baba, at=later) == first
        with pytest.raises(Refused, match="検索"):
            actions.receive_consultation(stale, submission=uuid4(), by=baba, at=now())
    with wearing(chiba), pytest.raises(Refused, match="もう送られています"):
        actions.receive_consultation(new(chiba), submission=key, by=chiba, at=now())
    with outside_the_walls():
        assert Consultation.objects.count() == 1


def test_what_was_refused_by_the_kernel_leaves_the_key_free(baba: Hat) -> None:
    key, unseen = uuid4(), new(baba, registration=None, resident=uuid4())
    with wearing(baba):
        with pytest.raises(Refused, match="選んだ人が見つかりません"), transaction.atomic():
            actions.receive_consultation(unseen, submission=key, by=baba, at=now())
        actions.receive_consultation(new(baba), submission=key, by=baba, at=now())
    with outside_the_walls():
        assert Consultation.objects.count() == 1


def test_roles_without_the_desk_receive_nothing(doi: Hat) -> None:
    with wearing(doi), pytest.raises(Refused, match="受け付けられません"):
        actions.receive_consultation(new(doi, about="anonymous", registration=None), by=doi, at=now())


def test_a_colleague_who_becomes_the_holder_is_told_by_reference(baba: Hat) -> None:
    colleague = cast.hat("counter", cast.agency("高齢福祉課", "1020"), "広田 進")
    consultation = received(baba)
    with wearing(baba):
        actions.change_holder(
            consultation,
            holder=colleague.membership_id,
            next_on=in_days(2),
            next_action="phone",
            version=1,
            by=baba,
            at=now(),
        )
    with outside_the_walls():
        assert holder(consultation).membership_id == colleague.membership_id
        assert Holding.objects.filter(consultation=consultation).count() == 2
        notice = Notice.objects.get(holder_id=colleague.membership_id)
        assert "山田" not in notice.text


def test_another_agency_is_not_made_holder_by_hand(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    with wearing(baba), pytest.raises(Refused, match="つなぐ"):
        actions.change_holder(
            consultation,
            holder=chiba.membership_id,
            next_on=in_days(2),
            next_action="phone",
            version=1,
            by=baba,
            at=now(),
        )


def test_a_correction_keeps_what_stood_there(baba: Hat) -> None:
    consultation = received(baba, statements=(NewStatement("電話は月曜"),))
    with wearing(baba):
        open_consultation(baba, consultation, to=Purpose.SUPPORT, word="test")
        first = Statement.objects.get(consultation=consultation)
        actions.correct_statement(consultation, first.pk, NewStatement("電話は火曜"), by=baba, at=now())
        texts = {one.text: one.replaces_id for one in Statement.objects.filter(consultation=consultation)}
        assert texts == {"電話は月曜": None, "電話は火曜": first.pk}
        with pytest.raises(Refused, match="すでに直されています"):
            actions.correct_statement(consultation, first.pk, NewStatement("電話は水曜"), by=baba, at=now())
        with pytest.raises(ProgrammingError), transaction.atomic():
            Statement.objects.filter(pk=first.pk).update(text="書き換え")


def test_what_another_agency_wrote_is_not_corrected(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    accepted(chiba, sent(baba, chiba, consultation))
    with wearing(chiba):
        open_consultation(chiba, consultation, to=Purpose.SUPPORT, word="test")
        theirs = Statement.objects.filter(consultation=consultation, origin_id=baba.agency_id).first()
        with pytest.raises(Refused, match="ほかの機関の記載"):
            actions.correct_statement(consultation, theirs.pk, NewStatement("直す"), by=chiba, at=now())
        moment = now()
        mine = Statement(
            consultation_id=consultation, information_class=theirs.information_class, origin_id=chiba.agency_id,
            author_id=chiba.membership_id, at=moment, happened_at=moment, kind=theirs.kind, source=theirs.source, text="直す",
        )  # fmt: skip
        with pytest.raises(ProgrammingError, match="its own agency"), transaction.atomic():
            Statement.objects.bulk_create([copied(mine, replaces_id=theirs.pk)])
        Statement.objects.bulk_create([mine])
        Statement.objects.bulk_create([copied(mine, replaces_id=mine.pk)])


def copied(statement: Statement, **more: object) -> Statement:
    values = {one.attname: getattr(statement, one.attname) for one in Statement._meta.concrete_fields}
    return Statement(**values | {"id": uuid4()} | more)


def test_two_people_at_the_same_issues_see_both(baba: Hat) -> None:
    consultation = received(baba)
    with wearing(baba):
        actions.set_concerns(consultation, ["money.debt"], "money.debt", version=1, by=baba, at=now())
        with pytest.raises(Overtaken) as met:
            actions.set_concerns(consultation, ["work.seeking"], "", version=1, by=baba, at=now())
    assert met.value.theirs == {"課題": "◎債務・借金"}


def test_issues_of_a_class_that_one_does_not_see_stay_as_they_are(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba, issues=("money.income", "apart.after_release"), worst="")
    accepted(chiba, sent(baba, chiba, consultation, classes=1 | 2))
    with wearing(chiba):
        open_consultation(chiba, consultation, to=Purpose.SUPPORT, word="test")
        assert [one.code for one in Concern.objects.filter(consultation=consultation)] == ["money.income"]
        actions.set_concerns(
            consultation, ["money.debt"], "", version=version(consultation), by=chiba, at=now()
        )
        with pytest.raises(Refused, match="見られない区分"):
            actions.set_concerns(
                consultation, ["body.illness"], "", version=version(consultation), by=chiba, at=now()
            )
    with outside_the_walls():
        open_ones = Concern.objects.filter(consultation=consultation, ended_at__isnull=True)
        assert {(one.code, one.information_class) for one in open_ones} == {
            ("money.debt", 2),
            ("apart.after_release", JUSTICE),
        }


def test_an_anonymous_person_gets_a_name(baba: Hat) -> None:
    consultation = received(baba, about="anonymous", registration=None)
    with wearing(baba):
        resident = actions.identify_person(
            consultation, version=1, registration=yamada(), search_token=search_token(baba), by=baba, at=now()
        )
        with pytest.raises(Refused, match="すでに分かっています"):
            actions.identify_person(consultation, version=2, resident=resident, by=baba, at=now())
    with outside_the_walls():
        row = Consultation.objects.get(pk=consultation)
        assert (row.about, row.resident_id) == ("known", resident)


def test_closing_tells_every_reason_at_once(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    sent(baba, chiba, consultation)
    with wearing(baba), pytest.raises(Refused) as met:
        actions.close_consultation(consultation, reason="", version=1, by=baba, at=now())
    assert [reason[:6] for reason in met.value.reasons] == ["終了の理由を", "回答を待って"]


def test_closed_it_has_no_holder_and_reopened_it_has_one(baba: Hat) -> None:
    consultation = received(baba)
    with wearing(baba):
        actions.close_consultation(
            consultation, reason="connected", text="つながった。", version=1, by=baba, at=now()
        )
        assert not Holding.objects.filter(consultation=consultation, ended_at__isnull=True).exists()
        with pytest.raises(Refused, match="終了した相談"):
            actions.add_statement(consultation, NewStatement("追記"), by=baba, at=now())
        with pytest.raises(Refused, match="次の期日"):
            actions.reopen(consultation, next_on=None, next_action="phone", version=2, by=baba, at=now())
        actions.reopen(consultation, next_on=in_days(1), next_action="phone", version=2, by=baba, at=now())
    with outside_the_walls():
        assert holder(consultation).agency_id == baba.agency_id


def test_outsiders_cannot_tell_a_hidden_one_from_none(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    said = NewStatement("見えるか", information_class=HEALTH)
    verbs = [
        lambda one: actions.add_statement(one, said, by=chiba, at=now()),
        lambda one: actions.set_concerns(one, ["money.debt"], "", version=1, by=chiba, at=now()),
        lambda one: actions.screen_consultation(one, "continue", version=1, by=chiba, at=now()),
        lambda one: actions.close_consultation(one, reason="moved", version=1, by=chiba, at=now()),
        lambda one: actions.reopen(
            one, next_on=in_days(1), next_action="phone", version=1, by=chiba, at=now()
        ),
    ]
    with wearing(chiba):
        for verb in verbs:
            answers = []
            for one in (consultation, uuid4()):
                with pytest.raises(NotFound) as met:
                    verb(one)
                answers.append(met.value.what)
            assert answers[0] == answers[1]
