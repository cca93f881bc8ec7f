"""招集する: the kind that the law allows, day and place, the meeting's page, its calendar entry, moving and cancelling it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.conferences import actions
from enishi.conferences.access import OpenedConference, open_conference
from enishi.conferences.forms.calling import AnswersForm, AttendanceForm, CallForm, RescheduleForm, TimesForm
from enishi.conferences.queries.conference_page import (
    ConferencePage,
    MemberLine,
    conference_page,
    members_of,
    options_of,
)
from enishi.conferences.queries.kinds import kinds_on
from enishi.conferences.queries.lists import moment
from enishi.conferences.queries.people import own_people
from enishi.conferences.rules.calendar import Event, calendar
from enishi.conferences.terms import ConferenceState
from enishi.conferences.views.frame import BOTH, LIST, around, at_conference, done, form_page, only_convener
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.asked import version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity
from enishi.residents.rules.reference import reference

STATUS = {ConferenceState.CANCELLED: "CANCELLED", ConferenceState.PLANNED: "TENTATIVE"}


@door("lead")
@require_http_methods(BOTH)
def call(request: HatRequest) -> HttpResponse:
    """会議を招集する. What the law asks of each kind stands beside it."""
    kinds = [one for one in kinds_on(timezone.localdate()).values() if one.permission in request.hat.may]
    form = CallForm(request.POST or None, kinds=[(one.code, _kind(one)) for one in kinds])
    if request.method == "POST" and form.is_valid():
        key, made = submissions.key_of(request.POST), []

        def keep() -> None:
            made.append(
                actions.call_conference(form.conference(), by=request.hat, at=timezone.now(), submission=key)
            )

        if carried_out(request, form, keep, "会議を招集しました。議題を入れて、人を招いてください。"):
            case = identity(request.GET.get("case", ""))
            if case:
                return redirect(f"/conferences/for/{case}/?conference={made[0]}")
            return redirect(at_conference(made[0]))
    context = {"form": form, "heading": "会議を招集する", "crumbs": [LIST], "back": LIST["url"]}
    return render(request, "conferences/call.html", context, status=422 if form.errors else 200)


def _kind(one: Any) -> str:
    asks = [
        text
        for text, stands in {
            "本人の支援の申込み（同意）が必要": one.needs_consent,
            "市の支援対象の決定が必要": one.needs_decision,
            "守秘の確認が必要": one.needs_pledge,
            "個人を扱わない": one.about == "theme",
        }.items()
        if stands
    ]
    return f"{one.label}：{one.law or '市の運営'}。{'、'.join(asks) or '要件なし'}"


@door("answer")
@require_http_methods(BOTH)
def conference(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """The page of one meeting. Sending is answering the proposed times."""
    page = conference_page(request.hat, conference_id, at=timezone.now())
    open_options = [one for one in page.options if not one.past]
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        options=[(one.id, one.when, one.mine) for one in open_options],
    )
    if request.method == "POST" and form.is_valid():

        def answer() -> None:
            for option, said in form.answers().items():
                actions.answer_time(option, said, by=request.hat, at=timezone.now())

        if done(request, form, "conference.answer", answer, "日程に回答しました。"):
            return redirect(at_conference(conference_id, "times"))
    context = {
        "page": page,
        "form": form,
        "crumbs": [LIST],
        "heads": [(one.agency, one.name) for one in page.members],
        "waiting": _waiting(page),
        "secrecy": [one for one in page.found.kinds if one.secrecy],
    }
    return render(request, "conferences/conference.html", context, status=422 if form.errors else 200)


def _waiting(page: ConferencePage) -> int:
    """How many members have not pledged, where the law asks for it."""
    return sum(not one.pledged for one in page.members) if page.found.needs.needs_pledge else 0


@door("answer")
@require_safe
def calendar_entry(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """The meeting for one's own calendar (.ics): kind, time, place and number; nobody of whom it speaks."""
    found = open_conference(request.hat, conference_id, word="conference.calendar")
    row = found.row
    event = Event(
        uid=f"conference-{found.id}@enishi",
        summary=found.needs.label,
        location=row.place,
        description=f"会議 {reference(found.id)}\n{request.build_absolute_uri(at_conference(found.id))}",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        written_at=timezone.now(),
        sequence=row.version - 1,
        status=STATUS.get(ConferenceState(row.state), "CONFIRMED"),
    )
    return HttpResponse(calendar(event), content_type="text/calendar; charset=utf-8")


@door("lead")
@require_http_methods(BOTH)
def propose(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """日程の候補を出す."""
    found = open_conference(request.hat, conference_id, word="conference.propose")
    only_convener(found)
    form = TimesForm(request.POST or None, lasts=found.row.ends_at - found.row.starts_at)
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            actions.propose_times(conference_id, form.times(), by=request.hat, at=timezone.now())

        if done(
            request, form, "conference.propose", keep, "日程の候補を出しました。招いた人が回答できます。"
        ):
            return redirect(at_conference(conference_id, "times"))
    return form_page(
        request,
        form,
        heading="日程の候補を出す",
        label="候補を出す",
        consequences=["招いた人の画面に出て、○△×で回答できます。どの候補も、今の会議と同じ長さです。"],
        **around(found),
    )


@door("lead")
@require_http_methods(BOTH)
def reschedule(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """日時と場所を変える; with a proposed time, that one."""
    found = open_conference(request.hat, conference_id, word="conference.reschedule")
    only_convener(found)
    row = found.row
    begins, ends = _proposed(request, found) or (row.starts_at, row.ends_at)
    initial = {"starts_at": begins, "ends_at": ends, "place": row.place}
    form = RescheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version, given = version_of(request), form.cleaned_data

        def move() -> None:
            actions.reschedule(conference_id, **given, version=version, by=request.hat, at=timezone.now())

        if done(
            request, form, "conference.reschedule", move, "会議の日時を変えました。招いた人に知らせました。"
        ):
            return redirect(at_conference(conference_id))
    return form_page(
        request,
        form,
        heading="日時と場所を変える",
        label="変える",
        consequences=["招いた人に知らせます。資料を見られる期間も、新しい日に合わせて動きます。"],
        **around(found),
    )


def _proposed(request: HatRequest, found: OpenedConference) -> tuple[datetime, datetime] | None:
    wanted = request.GET.get("option", "")
    return next(((begins, ends) for one, begins, ends in options_of(found) if one == wanted), None)


@door("lead")
@require_http_methods(BOTH)
def cancel(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """会議を中止する."""
    found = open_conference(request.hat, conference_id, word="conference.cancel")
    only_convener(found)
    if request.method == "POST":
        version = version_of(request)

        def end() -> None:
            actions.cancel_conference(conference_id, version=version, by=request.hat, at=timezone.now())

        if done(request, None, "conference.cancel", end, "会議を中止しました。招いた人に知らせました。"):
            return redirect(at_conference(conference_id))
    return form_page(
        request,
        None,
        heading="会議を中止する",
        label="中止する",
        kind="danger",
        consequences=[
            f"{moment(found.row.starts_at)}の「{found.needs.label}」を中止します。元には戻せません。",
            "招いた人には、会議も資料もすぐに見えなくなります。共有された情報の記録は、招集した人に残ります。",
        ],
        **around(found),
    )


@door("lead")
@require_http_methods(BOTH)
def hold(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """開催を記録する: who came, with the pledge beside each."""
    found = open_conference(request.hat, conference_id, word="conference.hold")
    only_convener(found)
    members, _ = members_of(found)
    choices = [
        (str(one.id), f"{one.label}（守秘の確認：{one.pledge}）" if found.needs.needs_pledge else one.label)
        for one in members
    ]
    came = [str(one.id) for one in members if one.pledged or not found.needs.needs_pledge]
    own = own_people(found, timezone.localdate())
    form = AttendanceForm(request.POST or None, members=choices, own=own, initial={"attended": came})
    if request.method == "POST" and form.is_valid():
        version, given = version_of(request), form.cleaned_data

        def keep() -> None:
            actions.hold_conference(
                conference_id,
                attended=given["attended"],
                own=given.get("own", []),
                version=version,
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "conference.hold", keep, "開催を記録しました。決定を実行できます。"):
            return redirect("conferences:enact", conference_id)
    office = "招集した機関から出る人も、守秘の誓約が登録されていなければ、先に招き、本人が画面で確認します。"
    missing = [one.label for one in members if found.needs.needs_pledge and not one.pledged]
    return form_page(
        request,
        form,
        heading="開催を記録する",
        label="開催を記録する",
        consequences=[
            "出席した人を記録すると、決定を実行できるようになります。日時と場所は変えられなくなります。",
            *([office] if found.needs.needs_pledge else []),
        ],
        notices=[f"守秘の確認がまだの人：{'、'.join(missing)}。出席にするには、本人が画面で確認します。"]
        if missing
        else [],
        joined=["attended", "own"],
        need="none",
        **around(found),
    )


def known(found: OpenedConference, member_id: UUID, *, former: bool = False) -> MemberLine:
    """A member who is invited now; with ``former``, also one who was: a form sent twice finds them gone.

    :raises NotFound: hidden and absent alike
    """
    now, before = members_of(found)
    line = next((one for one in [*now, *(before if former else [])] if one.id == member_id), None)
    if line is None:
        raise NotFound("conference.member", member_id)
    return line
