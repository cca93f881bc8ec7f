"""入会の申込み: the inbox of what came by the open form, and its review. 会議・設定 of the project stand beside."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.queries.directory import agency_choices
from enishi.agencies.views.frame import asked, page_of
from enishi.community.actions import applying, members
from enishi.community.forms.network import AcceptForm, MeetingForm, NetworkForm, ReasonForm
from enishi.community.queries import joining as lists
from enishi.community.queries.members import labels, member_choices, network
from enishi.community.terms import ApplicationState, MemberKind, ProjectMeetingKind, Purpose, Target
from enishi.community.views import network_joining
from enishi.community.views.network_frame import done, drafted, form_page, shell, trail
from enishi.office.asked import ways_out
from enishi.office.doors import door
from enishi.office.submissions import key_of

WAYS = ["GET", "HEAD", "POST"]
WAITS = ("network:applications", "network:application")


@door("tend")
@require_safe
def listed(request: HatRequest) -> HttpResponse:
    """What came, by state."""
    wanted = asked(request, "state", "kind")
    page = page_of(request, lists.applications(wanted))
    counts = lists.application_counts()
    context = shell("network:applications") | {
        "page": page,
        "rows": [(one, labels(Target, one.fields), labels(Purpose, one.purposes)) for one in page],
        "counts": [(one.value, one.label, counts.get(one.value, 0)) for one in ApplicationState],
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "states": ApplicationState.choices,
        "kinds": MemberKind.choices,
        "exports": ways_out(request, "network:applications-export"),
        "address": network_joining.address(),
    }
    return render(request, "community/network/applications.html", context)


@door("tend")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list to take along, without how to reach anybody."""
    found = lists.applications(asked(request, "state", "kind"))
    return hand_out(
        request.hat,
        word="application.list",
        title="入会の申込み",
        heads=lists.APPLICATION_HEADS,
        rows=lists.application_rows(found),
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_safe
def one_application(request: HatRequest, application_id: UUID) -> HttpResponse:
    """What the applicant said, whether it is confirmed, who is like it already."""
    found = lists.application_page(application_id)
    context = {
        "one": found,
        "trail": trail("network:applications"),
        "fields": labels(Target, found.fields),
        "purposes": labels(Purpose, found.purposes),
        "look_alikes": lists.look_alikes(found),
        "waits": found.state in (ApplicationState.SENT, ApplicationState.LAPSED),
        "decides": found.state == ApplicationState.CONFIRMED,
    }
    return render(request, "community/network/application.html", context)


@door("tend")
@require_POST
def by_phone(request: HatRequest, application_id: UUID) -> HttpResponse:
    """The office called: it is theirs."""
    found = lists.application_page(application_id)

    def verb() -> None:
        applying.confirm_by_phone(
            application_id, version=found.version, by=request.hat, at=timezone.now(), key=key_of(request.POST)
        )

    done(request, None, verb, "電話で確認したことを記録しました。")
    return redirect("network:application", application_id)


@door("tend")
@require_http_methods(WAYS)
def accept(request: HatRequest, application_id: UUID) -> HttpResponse:
    """The applicant becomes a member."""
    found = lists.application_page(application_id)
    form = AcceptForm(
        request.POST or None, initial={"joined_on": timezone.localdate(), "version": found.version}
    )

    def verb() -> None:
        applying.accept_application(
            application_id, **form.cleaned_data, by=request.hat, at=timezone.now(), key=key_of(request.POST)
        )

    back = reverse("network:application", args=[application_id])
    return form_page(
        request,
        form,
        verb,
        heading=f"{found.name} を会員にする",
        label="会員にする",
        told="会員にしました。",
        back=back,
        above=trail("network:applications", (found.name, back)),
    )


@door("tend")
@require_http_methods(WAYS)
def decline(request: HatRequest, application_id: UUID) -> HttpResponse:
    """Not taken, with the reason."""
    found = lists.application_page(application_id)
    form = ReasonForm(request.POST or None, initial={"version": found.version})

    def verb() -> None:
        applying.decline_application(
            application_id, **form.cleaned_data, by=request.hat, at=timezone.now(), key=key_of(request.POST)
        )

    back = reverse("network:application", args=[application_id])
    return form_page(
        request,
        form,
        verb,
        heading=f"{found.name} の申込みを見送る",
        label="見送る",
        told="見送ったことを記録しました。",
        back=back,
        above=trail("network:applications", (found.name, back)),
        danger=True,
        consequences=("申し込んだ方には自動では知らせません。電話かメールで伝えてください。",),
    )


# 会議


@door("tend")
@require_safe
def meetings(request: HatRequest) -> HttpResponse:
    """Meetings with how many members came."""
    wanted = asked(request, "kind")
    context = shell("network:meetings") | {
        "page": page_of(request, lists.meetings(wanted)),
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "kinds": ProjectMeetingKind.choices,
        "exports": ways_out(request, "network:meetings-export"),
    }
    return render(request, "community/network/meetings.html", context)


@door("tend")
@require_safe
def meetings_export(request: HatRequest, form: str) -> HttpResponse:
    """The meetings to take along."""
    found = lists.meetings(asked(request, "kind"))
    return hand_out(
        request.hat,
        word="project_meeting.list",
        title="プロジェクトの会議",
        heads=lists.MEETING_HEADS,
        rows=lists.meeting_rows(found),
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_safe
def meeting(request: HatRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: who came, what was decided."""
    found, came = lists.meeting_page(meeting_id)
    context = {"one": found, "came": came, "trail": trail("network:meetings")}
    return render(request, "community/network/meeting.html", context)


@door("tend")
@require_http_methods(WAYS)
def meeting_new(request: HatRequest) -> HttpResponse:
    """Record a meeting."""
    today = timezone.localdate()
    draft, sent = drafted(request, "network.meeting")
    form = MeetingForm(
        sent or None,
        initial={"held_on": today, "kind": "steering"},
        members=member_choices(on=today),
    )

    def verb() -> None:
        members.record_meeting(
            form.values(), form.came(), by=request.hat, at=timezone.now(), key=key_of(request.POST)
        )

    return form_page(
        request,
        form,
        verb,
        heading="会議を記録する",
        label="記録する",
        told="会議を記録しました。",
        back=reverse("network:meetings"),
        above=trail("network:meetings"),
        template="community/network/meeting_form.html",
        draft=draft,
    )


@door("tend")
@require_http_methods(WAYS)
def meeting_edit(request: HatRequest, meeting_id: UUID) -> HttpResponse:
    """Correct the record of a meeting."""
    found, came = lists.meeting_page(meeting_id)
    names = ("kind", "name", "held_on", "place", "others", "topics", "decided", "next_on", "version")
    initial = {name: getattr(found, name) for name in names} | {"members": [str(key) for key, _ in came]}
    choices = member_choices(on=timezone.localdate(), also=[key for key, _ in came])
    draft, sent = drafted(request, "network.meeting_change", meeting_id)
    form = MeetingForm(sent or None, initial=initial, members=choices)

    def verb() -> None:
        version = form.cleaned_data["version"] or 0
        members.change_meeting(
            meeting_id, form.values(), form.came(), version=version, by=request.hat, at=timezone.now()
        )

    back = reverse("network:meeting", args=[meeting_id])
    return form_page(
        request,
        form,
        verb,
        heading=f"{found.name} を直す",
        label="保存する",
        told="会議の記録を直しました。",
        back=back,
        above=trail("network:meetings", (found.name, back)),
        template="community/network/meeting_form.html",
        draft=draft,
    )


@door("tend")
@require_http_methods(WAYS)
def settings(request: HatRequest) -> HttpResponse:
    """What the project is called, what its open page says, who is its office."""
    found = network()
    names = ("name", "about", "contact", "privacy_notice", "founded_on", "open_to_applications", "version")
    initial = {name: getattr(found, name) for name in names} | {"keeper": str(found.keeper_id or "")}
    form = NetworkForm(
        request.POST or None, initial=initial, agencies=agency_choices(on=timezone.localdate())
    )

    def verb() -> None:
        members.change_network(
            form.values(), version=form.cleaned_data["version"], by=request.hat, at=timezone.now()
        )

    return form_page(
        request,
        form,
        verb,
        heading="プロジェクトの設定",
        label="保存する",
        told="設定を保存しました。",
        back=reverse("network:settings"),
        above=[],
        template="community/network/settings.html",
        **shell("network:settings", address=network_joining.address()),
    )
