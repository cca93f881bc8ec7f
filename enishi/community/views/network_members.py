"""会員: list, one member with its ledger, keeping them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import asked, page_of
from enishi.community.actions import members as verbs
from enishi.community.city_settings import IDLE
from enishi.community.forms.network import ContributionForm, LeaveForm, MemberForm
from enishi.community.queries import members as lists
from enishi.community.terms import MemberKind, Purpose, Target
from enishi.community.views.network_frame import done, drafted, form_page, shell, trail
from enishi.office.asked import ways_out
from enishi.office.city import setting
from enishi.office.doors import door
from enishi.office.submissions import key_of

WAYS = ["GET", "HEAD", "POST"]


@door("tend")
@require_safe
def listed(request: HatRequest) -> HttpResponse:
    """Members with what they offer, when they last did something, who is forgotten."""
    today = timezone.localdate()
    months, wanted = setting(IDLE.name, on=today), asked(request, *lists.FILTERS)
    page = page_of(request, lists.members(wanted, on=today, idle_months=months))
    context = shell("network:members") | {
        "page": page,
        "rows": lists.member_lines(page.object_list, on=today, idle_months=months),
        "wanted": wanted,
        "filtered": any(value for name, value in wanted.items() if name != "sort"),
        "months": months,
        "kinds": MemberKind.choices,
        "fields": Target.choices,
        "purposes": Purpose.choices,
        "areas": [(one, one) for one in lists.areas_of_members()],
        "states": lists.STATES[1:],
        "exports": ways_out(request, "network:members-export"),
    }
    return render(request, "community/network/members.html", context)


@door("tend")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The filtered list to take along."""
    today = timezone.localdate()
    wanted = asked(request, *lists.FILTERS)
    found = lists.members(wanted, on=today, idle_months=setting(IDLE.name, on=today))
    return hand_out(
        request.hat,
        word="member.list",
        title="会員",
        heads=lists.MEMBER_HEADS,
        rows=lists.member_rows(found),
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_safe
def one_member(request: HatRequest, member_id: UUID) -> HttpResponse:
    """One member: what it offers, whom to call, what it was asked and did."""
    today = timezone.localdate()
    found = lists.member_page(member_id)
    context = {
        "one": found,
        "trail": trail("network:members"),
        "fields": lists.labels(Target, found.fields),
        "purposes": lists.labels(Purpose, found.purposes),
        "tallies": lists.tallies(member_id),
        "page": page_of(request, lists.ledger(member_id)),
        "hands": lists.hands_of(member_id),
        "has_left": found.left_on is not None and found.left_on <= today,
    }
    return render(request, "community/network/member.html", context)


@door("tend")
@require_http_methods(WAYS)
def new(request: HatRequest) -> HttpResponse:
    """Take a member in at the counter."""
    draft, sent = drafted(request, "network.member")
    form = MemberForm(
        sent or None,
        initial={"joined_on": timezone.localdate(), "kind": MemberKind.FACILITY},
        resources=lists.resource_choices(),
    )

    def verb() -> None:
        verbs.add_member(
            form.particulars(),
            joined_on=form.cleaned_data["joined_on"],
            **form.kept(),
            by=request.hat,
            at=timezone.now(),
            key=key_of(request.POST),
        )

    return form_page(
        request,
        form,
        verb,
        heading="会員を登録する",
        label="登録する",
        told="会員を登録しました。",
        back=reverse("network:members"),
        above=trail("network:members"),
        template="community/network/member_form.html",
        draft=draft,
    )


@door("tend")
@require_http_methods(WAYS)
def edit(request: HatRequest, member_id: UUID) -> HttpResponse:
    """Change what is told of a member."""
    found = lists.member_page(member_id)
    draft, sent = drafted(request, "network.member_change", member_id)
    form = MemberForm(sent or None, initial=_initial(found), resources=lists.resource_choices())

    def verb() -> None:
        verbs.change_member(
            member_id,
            form.particulars(),
            **form.kept(),
            version=form.cleaned_data["version"] or 0,
            by=request.hat,
            at=timezone.now(),
        )

    back = reverse("network:member", args=[member_id])
    return form_page(
        request,
        form,
        verb,
        heading=f"{found.name} を変更する",
        label="保存する",
        told="変更を保存しました。",
        back=back,
        above=trail("network:members", (found.name, back)),
        template="community/network/member_form.html",
        draft=draft,
    )


def _initial(one: Any) -> dict[str, Any]:
    names = ("kind", "name", "kana", "person", "phone", "email", "address", "areas", "purposes", "offers")
    kept = ("joined_on", "asks_per_month", "note", "version")
    values = {name: getattr(one, name) for name in (*names, *kept)}
    return values | {"fields_of_work": one.fields, "resource": str(one.resource_id or "")}


@door("tend")
@require_http_methods(WAYS)
def leave(request: HatRequest, member_id: UUID) -> HttpResponse:
    """The member leaves; what it did stays."""
    found = lists.member_page(member_id)
    form = LeaveForm(request.POST or None, initial={"on": timezone.localdate(), "version": found.version})

    def verb() -> None:
        verbs.let_member_leave(member_id, **form.cleaned_data, by=request.hat, at=timezone.now())

    back = reverse("network:member", args=[member_id])
    return form_page(
        request,
        form,
        verb,
        heading=f"{found.name} の退会を記録する",
        label="退会を記録する",
        told="退会を記録しました。",
        back=back,
        above=trail("network:members", (found.name, back)),
        danger=True,
        consequences=(
            "声をかける候補と会員の数から外れます。",
            "貢献の記録と、登録した参加メニューは残ります。",
        ),
    )


@door("tend")
@require_POST
def take_back(request: HatRequest, member_id: UUID) -> HttpResponse:
    """It comes back, or leaving was a mistake."""
    found = lists.member_page(member_id)

    def verb() -> None:
        verbs.take_member_back(member_id, version=found.version, by=request.hat, at=timezone.now())

    done(request, None, verb, "入会に戻しました。")
    return redirect("network:member", member_id)


@door("tend")
@require_http_methods(WAYS)
def contribute(request: HatRequest, member_id: UUID) -> HttpResponse:
    """A line of the ledger."""
    found = lists.member_page(member_id)
    form = ContributionForm(request.POST or None, initial={"on": timezone.localdate()})

    def verb() -> None:
        said = form.cleaned_data
        verbs.record_contribution(
            member_id,
            said["kind"],
            on=said["on"],
            amount=said["amount"],
            note=said["note"],
            by=request.hat,
            at=timezone.now(),
            key=key_of(request.POST),
        )

    back = reverse("network:member", args=[member_id])
    return form_page(
        request,
        form,
        verb,
        heading=f"{found.name} の貢献を記録する",
        label="記録する",
        told="貢献を記録しました。",
        back=back,
        above=trail("network:members", (found.name, back)),
    )
