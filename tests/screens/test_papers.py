"""Official forms through the real addresses: filled from the record, marked, recorded, and nothing beyond the reader's ground."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import Case, Plan, PlanGoal, TeamRole
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import EvaluationResult, GoalState
from enishi.cases.tests.factories import consented, on_the_team, opened, resident_of
from enishi.cases.tests.planning import (
    adopted,
    agreed,
    answered,
    begun,
    confirmed,
    decided,
    looked,
    proposed,
    version,
)
from enishi.intake.rules.receiving import NewCaller, NewStatement
from enishi.intake.terms import SourceKind
from enishi.intake.tests import factories as intake
from enishi.intake.tests.factories import in_days
from enishi.office.models import TrailEntry
from enishi.participation.actions import NewLine
from enishi.participation.terms import Side
from enishi.participation.tests import factories as participating
from enishi.reporting.queries.cases import case_told
from enishi.reporting.queries.filling import paper as filled
from enishi.reporting.rules.layouts import layouts
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans, InformationClass, Purpose
from enishi.website.tests.visitors import visitor
from tests.screens.paper_reading import at, body, drawn, pages, pdf, queries, squeezed, text

pytestmark = pytest.mark.django_db


def trail(word: str, kind: str, binder: UUID) -> list[TrailEntry]:
    """What the gate committed about a binder; it stays from test to test."""
    with outside_the_walls():
        found = TrailEntry.objects.filter(word=word, kind=kind, binders__contains=[binder])
        return list(found.order_by("at", "id"))


# Consultations and referrals


def test_the_reception_form_is_filled_from_what_was_said(aoki: Hat) -> None:
    consultation = intake.received(aoki)
    answer = visitor(aoki).get(at("consultation-paper-file", consultation, "reception_agreed", "pdf"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    said = text(answer)
    for words in ("相談受付・申込票", "山田花子", "やまだはなこ", "昭和50年4月1日", "090-0000-1234", "見本町1丁目",
                  "◎", "本人署名", "要確認", "福祉総合相談課"):  # fmt: skip
        assert words in said, words


def test_a_look_is_recorded_before_and_the_copy_after_with_its_number_on_every_page(aoki: Hat) -> None:
    consultation = intake.received(aoki)
    answer = visitor(aoki).get(at("consultation-paper-file", consultation, "reception_agreed", "pdf"))
    (look,), (copy,) = (trail("paper.consultation", kind, consultation) for kind in ("look", "egress"))
    assert look.request_id == copy.request_id
    assert consultation in look.binders
    assert consultation in copy.binders
    assert (look.purpose, copy.purpose) == ("export", "export")
    assert (copy.detail["form"], copy.detail["paper"]) == ("pdf", "相談受付・申込票（本人の同意あり） 第1版")
    number = f"写し{copy.request_id.hex[:8].upper()}"
    assert all(number in squeezed(one) for one in pages(body(answer)))
    assert "見本" not in answer["Content-Disposition"]


def test_the_file_is_not_named_after_the_person(aoki: Hat) -> None:
    consultation = intake.received(aoki)
    answer = visitor(aoki).get(at("consultation-paper-file", consultation, "reception_agreed", "xlsx"))
    named = unquote(answer["Content-Disposition"])
    assert "attachment" in named
    assert "山田" not in named
    assert "山田花子" in text(answer)


def test_without_consent_there_is_a_form_without_request_and_signature(aoki: Hat) -> None:
    consultation = intake.received(aoki)
    said = text(visitor(aoki).get(at("consultation-paper-file", consultation, "reception_not_agreed", "pdf")))
    assert "本人署名" not in said
    assert "申し込みます" not in said
    assert "106条の6" in said


def test_who_asked_not_to_be_named_stands_on_no_paper(aoki: Hat) -> None:
    caller = NewCaller("密告 子", "neighbour", "090-6666-0009", "名は出さない", confidential=True)
    consultation = intake.received(aoki, caller=caller)
    client = visitor(aoki)
    assert "密告 子" in client.get(reverse("intake:consultation", args=[consultation])).content.decode()
    for form in ("reception_agreed", "reception_not_agreed"):
        for kind in ("pdf", "xlsx"):
            said = text(client.get(at("consultation-paper-file", consultation, form, kind)))
            assert "密告子" not in said
            assert "090-6666-0009" not in said
        assert "密告" not in client.get(at("consultation-paper", consultation, form)).content.decode()


def test_the_day_of_the_request_comes_from_the_consent(aoki: Hat) -> None:
    consultation = intake.received(aoki)
    with wearing(aoki):
        person = resident_of(consultation)
    address = at("consultation-paper", consultation, "reception_agreed")
    before = text(visitor(aoki).get(address))
    consented(aoki, person)
    day = timezone.localdate()
    assert f"{day.month}月{day.day}日" in text(visitor(aoki).get(address)).split("本人署名")[1]
    assert f"{day.month}月{day.day}日" not in before.split("本人署名")[1]


def test_the_sheet_of_a_referral_is_printed_by_both_sides_and_by_the_receiver_only_after_opening(
    aoki: Hat, baba: Hat, chiba: Hat
) -> None:
    referral = intake.sent(aoki, baba)
    sender, receiver = visitor(aoki), visitor(baba)
    assert "家計の相談をお願いします。" in text(sender.get(at("referral-paper-file", referral, "pdf")))
    assert (
        at("referral-paper", referral)
        in sender.get(reverse("intake:referral", args=[referral])).content.decode()
    )
    assert (
        at("referral-paper", referral)
        not in receiver.get(reverse("intake:referral", args=[referral])).content.decode()
    )
    assert receiver.get(at("referral-paper", referral)).status_code == 404
    assert receiver.get(at("referral-paper-file", referral, "pdf")).status_code == 404
    intake.opened(baba, referral)
    said = text(receiver.get(at("referral-paper-file", referral, "pdf")))
    for words in ("つなぐシート", "山田花子", "家計の相談をお願いします。", "基本、生活・経済"):
        assert words in said, words
    assert "見本町" not in said, "the address was not ticked"
    assert "◎" in said
    assert visitor(chiba).get(at("referral-paper-file", referral, "pdf")).status_code == 404


def test_the_senders_copy_of_the_sheet_holds_what_was_given_and_nothing_else_that_the_sender_reads(aoki: Hat, baba: Hat) -> None:
    """It is the paper that goes to the receiver."""
    consultation = intake.received(
        aoki, statements=(NewStatement("夫から暴力がある", information_class=int(InformationClass.RIGHTS)),)
    )
    referral = intake.sent(aoki, baba, consultation=consultation, classes=int(InformationClass.BASIC))
    sender = visitor(aoki)
    page = sender.get(reverse("intake:consultation", args=[consultation])).content.decode()
    assert "夫から暴力がある" in page
    for one in (at("referral-paper", referral), *(at("referral-paper-file", referral, kind) for kind in ("pdf", "xlsx"))):
        said = text(sender.get(one))
        assert "山田花子" in said
        assert "家計の相談をお願いします。" in said
        for withheld in ("夫から暴力がある", "見本町"):
            assert withheld not in said, (one, withheld)
        assert all("いちば" in one for one in re.findall("◎.{4}", said)), "words that explain the marks, and no mark"


def test_before_the_letter_was_opened_the_papers_of_its_consultation_wait_with_it(
    aoki: Hat, baba: Hat
) -> None:
    consultation = intake.received(aoki)
    referral = intake.sent(aoki, baba, consultation)
    for name, *more in (("consultation-papers",), ("consultation-paper", "reception_agreed"),
                        ("consultation-paper-file", "reception_agreed", "pdf")):  # fmt: skip
        answer = visitor(baba).get(at(name, consultation, *more))
        assert (answer.status_code, answer["Location"]) == (302, reverse("intake:referral", args=[referral]))


def test_the_list_leads_to_preview_and_both_files(aoki: Hat, baba: Hat) -> None:
    consultation = intake.received(aoki)
    intake.sent(aoki, baba, consultation)
    client = visitor(aoki)
    assert (
        at("consultation-papers", consultation)
        in client.get(reverse("intake:consultation", args=[consultation])).content.decode()
    )
    page = client.get(at("consultation-papers", consultation)).content.decode()
    for form in ("reception_agreed", "reception_not_agreed"):
        assert at("consultation-paper", consultation, form) in page
        assert at("consultation-paper-file", consultation, form, "pdf") in page
        assert at("consultation-paper-file", consultation, form, "xlsx") in page
    assert "つなぐシート" in page
    assert trail("paper.consultation", "egress", consultation) == []


def test_a_form_that_is_none_and_a_file_of_another_kind_are_not_found(aoki: Hat) -> None:
    consultation, client = intake.received(aoki), visitor(aoki)
    for name, *more in (("consultation-paper", "nothing"), ("consultation-paper", "journal"), ("consultation-paper", "minutes"),
                        ("consultation-paper-file", "reception_agreed", "docx"),
                        ("consultation-paper-file", "nothing", "pdf")):  # fmt: skip
        assert client.get(at(name, consultation, *more)).status_code == 404
    assert trail("paper.consultation", "look", consultation) == []


# Cases


def test_an_assessment_is_printed_with_its_ticks_and_with_what_the_register_knows(aoki: Hat) -> None:
    case = opened(aoki, state="assessing")
    sheet = begun(aoki, case)
    answered(aoki, sheet, dwelling=Value(codes=("rented",)), summary=Value(text="家計から始める。"))
    answer = pdf(visitor(aoki), "case-paper-file", case, "intake_assessment", "pdf", of=sheet)
    said = text(answer)
    for words in (
        "インテーク・アセスメントシート",
        "山田花子",
        "家計から始める。",
        "家賃が2か月払えていない。",
    ):
        assert words in said, words
    marked = [one for one in pages(body(answer)) if "✓" in one]
    assert marked, "the dwelling is ticked"


def test_the_three_plan_forms_are_filled_from_one_plan(aoki: Hat) -> None:
    case, plan = decided(aoki)
    client = visitor(aoki)
    said = text(pdf(client, "case-paper-file", case, "plan_coordination", "pdf", of=plan))
    for words in ("家賃を払い続けられるようにする。", "この家で暮らしつづける。", "家計表をつける。", "通院を再開する。",
                  "受診に付き添う。", "月1回", "福祉総合相談課", "重層的支援会議", "第1回", "✓要"):  # fmt: skip
        assert words in said, words
    assert "週に一度の居場所" in text(
        pdf(client, "case-paper-file", case, "plan_participation", "pdf", of=plan)
    )
    assert "同意の見込み" in text(pdf(client, "case-paper-file", case, "plan_outreach", "xlsx", of=plan))


def test_a_form_without_a_plan_carries_the_person_alone(aoki: Hat) -> None:
    case = opened(aoki)
    said = text(pdf(visitor(aoki), "case-paper-file", case, "plan_coordination", "pdf"))
    assert "山田花子" in said
    assert "実施すること" in said


def test_before_consent_the_outreach_form_says_how_somebody_is_approached(aoki: Hat) -> None:
    """Until there is a plan: what the person is to read and sign tells nothing of what was guessed about them."""
    case, client = opened(aoki), visitor(aoki)
    more = {"outlook": "春には話せそう。", "emergency": "110番。", "avoid": "息子の話。"}
    new = actions.NewApproach(case, "まず手紙から。", in_days(20), **more)
    with wearing(aoki):
        actions.plan_approach(case, new, instead_of=None, by=aoki, at=timezone.now())
    said = text(pdf(client, "case-paper-file", case, "plan_outreach", "pdf"))
    for words in ("まず手紙から。", "春には話せそう。", "110番。"):
        assert words in said, words
    assert "息子の話。" not in said
    agreed, plan = decided(aoki)
    with wearing(aoki):
        actions.plan_approach(agreed, replace(new, file=agreed), instead_of=None, by=aoki, at=timezone.now())
    assert "春には" not in text(pdf(client, "case-paper-file", agreed, "plan_outreach", "pdf", of=plan))


def test_wishes_and_places_of_taking_part_are_not_typed_again(aoki: Hat) -> None:
    """The plan's own words come first; where somebody may not go is on no paper."""
    case, plan = decided(aoki)
    words = {Side.LIKES: "畑と猫", Side.AVOIDS: "駅前"}
    participating.profiled(aoki, case, lines={side: NewLine(one) for side, one in words.items()})
    participating.placed(aoki, case, participating.host("みどり農園", "収穫"))
    client = visitor(aoki)
    by_hand = text(pdf(client, "case-paper-file", case, "plan_participation", "pdf"))
    assert "畑と猫" in by_hand
    assert "みどり農園" in by_hand
    of_plan = text(pdf(client, "case-paper-file", case, "plan_participation", "pdf", of=plan))
    assert "週に一度の居場所" in of_plan
    assert "畑と猫" not in of_plan
    assert "みどり農園" in of_plan
    assert "駅前" not in by_hand + of_plan


def test_what_the_thick_frame_means_stands_where_the_form_begins(aoki: Hat) -> None:
    """It had stood alone on a last page."""
    said = text(pdf(visitor(aoki), "case-paper-file", opened(aoki), "plan_coordination", "pdf"))
    assert said.index("国への報告事項") < said.index("ケース番号")


def test_the_journal_is_printed_in_the_order_of_happening_for_a_period(aoki: Hat) -> None:
    case = opened(aoki)
    now = timezone.now()
    for days, words in ((30, "ひと月前に訪ねた。"), (1, "きのう電話した。")):
        with wearing(aoki):
            source = SourceKind.HEARD if days == 30 else SourceKind.FACT
            entry = actions.NewEntry(words, source=source, happened_at=now - timedelta(days=days), minutes=25)
            actions.write_entry(case, entry, by=aoki, at=now)
    client = visitor(aoki)
    said = text(pdf(client, "case-paper-file", case, "journal", "pdf"))
    assert said.index("ひと月前に訪ねた。") < said.index("きのう電話した。")
    assert "25分" in said
    assert said.count("【第三者から聴取】") == said.count("【事実】") == 1, "hearsay is told from fact"
    week = (timezone.localdate() - timedelta(days=7)).isoformat()
    lately = client.get(at("case-paper-file", case, "journal", "xlsx") + f"?since={week}")
    assert "きのう電話した。" in text(lately)
    assert "【事実】" in text(lately)
    assert "ひと月前" not in text(lately)
    wrong = client.get(at("case-paper", case, "journal") + "?since=2026-05-02&until=2026-05-01")
    assert "終わりの日は始まりの日以後にしてください。" in text(wrong)


def test_the_evaluation_is_printed_with_goals_and_changes(aoki: Hat) -> None:
    case, plan = decided(aoki)
    evaluation = evaluated(aoki, plan)
    said = text(pdf(visitor(aoki), "case-paper-file", case, "evaluation", "pdf", of=evaluation))
    for words in ("評価シート", "家計表をつける。", "達成", "家計簿が続いている。", "✓再プランして継続"):
        assert words in said, words


def evaluated(by: Hat, plan: UUID) -> UUID:
    with wearing(by):
        case = Plan.objects.get(pk=plan).case_id
        looked(by, case)
        goals = [
            actions.Finding(goal=one, state=GoalState.MET, text="家計簿が続いている。")
            for one in PlanGoal.objects.filter(plan=plan).values_list("pk", flat=True)
        ]
        new = actions.NewEvaluation(result=EvaluationResult.RENEWED, goals=goals, changes=["housing"])
        return actions.evaluate_plan(plan, new, version=version(plan), by=by, at=timezone.now())


def test_another_cases_plan_and_somebody_elses_case_are_not_found(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    other = opened(aoki)
    client = visitor(aoki)
    for form, kind in (("plan_coordination", "pdf"), ("evaluation", "pdf"), ("intake_assessment", "xlsx")):
        assert pdf(client, "case-paper-file", other, form, kind, of=plan).status_code == 404
    assert client.get(at("case-paper", case, "plan_coordination") + "?of=nothing").status_code == 404
    theirs = visitor(chiba)
    for name, *more in (
        ("case-papers",),
        ("case-paper", "journal"),
        ("case-paper-file", "journal", "pdf"),
        ("consents",),
    ):
        assert theirs.get(at(name, case, *more)).status_code == 404


# What the reader may not see


def test_a_hidden_class_is_printed_like_one_that_nobody_filled_in(aoki: Hat, chiba: Hat) -> None:
    """Two cases alike but for what is written in classes that the team does not see.

    The same paper, which with the same mark is the same file byte for byte; and, through the address, the same pages.
    """
    told: list[dict[str, list[str]]] = []
    papers: list[list[dict[str, object]]] = []
    for hidden in (True, False):
        consultation = _received(aoki, hidden)
        with wearing(aoki):
            person = resident_of(consultation)
        consented(aoki, person)
        case = opened(aoki, state="assessing", consultation=consultation)
        sheet = begun(aoki, case)
        more = (
            {"health_text": Value(text="ひみつの病気。"), "marriage": Value(codes=("divorced",))}
            if hidden
            else {}
        )
        answered(aoki, sheet, summary=Value(text="家計から始める。"), **more)
        on_the_team(aoki, case, chiba, classes=1 | 2)
        client = visitor(chiba)
        told.append(
            {
                form: _drawn(client, case, form, one)
                for form, one in (
                    ("intake_assessment", sheet),
                    ("journal", None),
                    ("plan_coordination", None),
                )
            }
        )
        papers.append([_paper(chiba, case, form, one) for form, one in
                       (("intake_assessment", sheet), ("journal", None), ("plan_coordination", None))])  # fmt: skip
        if hidden:
            lead = _drawn(visitor(aoki), case, "intake_assessment", sheet)
            assert any("ひみつの病気。" in squeezed(page) for page in lead), "who works with it prints it"
    assert papers[0] == papers[1]
    assert told[0] == told[1]
    assert any("家計から始める。" in squeezed(page) for page in told[0]["intake_assessment"])
    assert not any("ひみつ" in page for pages in told[0].values() for page in pages)


def _paper(hat: Hat, case: UUID, form: str, one: UUID | None) -> dict[str, object]:
    """What is given to the press, without the number of the case."""
    today = timezone.localdate()
    (chosen,) = [found for found in layouts(today) if found.code == form]
    with wearing(hat):
        source = case_told(hat, case, chosen.of, one, to=Purpose.EXPORT, at=timezone.now())
        told = filled(chosen, source, on=today).told()
    plain = re.sub(r"\d\d:\d\d", "", repr(told).replace(reference(case), ""))
    return {"told": plain}


def _received(by: Hat, hidden: bool) -> UUID:
    said = [NewStatement("家賃が払えない。", information_class=2)]
    said += [NewStatement("ひみつの病気。", information_class=4)] if hidden else []
    return intake.received(by, statements=tuple(said), issues=("money.income",), worst="money.income")


def _drawn(client: Client, case: UUID, form: str, one: UUID | None) -> list[str]:
    answer = pdf(client, "case-paper-file", case, form, "pdf", of=one)
    assert answer.status_code == 200
    number = trail("paper.case", "egress", case)[-1].request_id.hex[:8]
    return [
        re.sub(
            r"\d\d:\d\d",
            "",
            page.replace(number.upper(), "").replace(number, "").replace(reference(case), ""),
        )
        for page in drawn(body(answer), number)
    ]


def test_a_member_of_the_team_prints_what_consent_opened_and_nothing_else(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba, classes=1 | 2)
    said = text(pdf(visitor(chiba), "case-paper-file", case, "plan_coordination", "pdf", of=plan))
    assert "家計表をつける。" in said
    assert "通院を再開する。" not in said
    assert "受診に付き添う。" not in said


def test_a_withdrawal_ends_the_printing_at_once(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    role = on_the_team(aoki, case, chiba)
    assert pdf(visitor(chiba), "case-paper-file", case, "journal", "pdf").status_code == 200
    with outside_the_walls():
        consent = TeamRole.objects.get(pk=role).consent_id
        person = Case.objects.get(pk=case).resident_id
    with wearing(aoki):
        sharing.withdraw_consent(
            consent, resident=person, means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now()
        )
    assert pdf(visitor(chiba), "case-paper-file", case, "journal", "pdf").status_code == 404


# What it costs


def test_the_number_of_statements_does_not_grow_with_the_record(aoki: Hat) -> None:
    case = opened(aoki, state="assessing")
    client = visitor(aoki)
    begun(aoki, case)
    plan = proposed(aoki, case)
    addresses = [at("case-papers", case), at("case-paper-file", case, "journal", "pdf"),
                 at("case-paper-file", case, "plan_coordination", "pdf") + f"?of={plan}"]  # fmt: skip
    [client.get(one) for one in addresses]
    few = [queries(lambda one=one: client.get(one)) for one in addresses]
    agreed(aoki, case)
    adopted(aoki, plan)
    with wearing(aoki):
        for number in range(40):
            actions.write_entry(case, actions.NewEntry(f"{number}回目。"), by=aoki, at=timezone.now())
    [client.get(one) for one in addresses]  # labels are remembered for a minute
    many = [queries(lambda one=one: client.get(one)) for one in addresses]
    assert many[1:] == few[1:]
    assert many[0] <= few[0] + 1
    assert max(many) <= 30


def test_confirming_keeps_the_printed_sheet_as_it_was(aoki: Hat) -> None:
    case = opened(aoki, state="assessing")
    first = begun(aoki, case)
    answered(aoki, first, summary=Value(text="はじめの見立て。"))
    confirmed(aoki, first)
    second = begun(aoki, case)
    answered(aoki, second, summary=Value(text="あとの見立て。"))
    client = visitor(aoki)
    assert "はじめの見立て。" in text(
        pdf(client, "case-paper-file", case, "intake_assessment", "pdf", of=first)
    )
    assert "あとの見立て。" in text(
        pdf(client, "case-paper-file", case, "intake_assessment", "pdf", of=second)
    )
    page = client.get(at("case-papers", case)).content.decode()
    assert f"?of={first}" in page
    assert f"?of={second}" in page
