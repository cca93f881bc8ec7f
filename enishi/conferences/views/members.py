"""構成員: inviting persons, substitutes, taking somebody off, and the pledge of secrecy."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases.forms.fields import ids_in
from enishi.conferences import actions
from enishi.conferences.access import open_conference
from enishi.conferences.forms.calling import InviteForm, SubstituteForm
from enishi.conferences.queries.conference_page import members_of
from enishi.conferences.queries.people import persons
from enishi.conferences.terms import About
from enishi.conferences.views.calling import known
from enishi.conferences.views.frame import (
    BOTH,
    around,
    at_conference,
    done,
    form_page,
    only_convener,
    sent_before,
)
from enishi.office.doors import door
from enishi.office.errors import Refused

PERSONS = "招くのは機関ではなく人です。同じ機関のほかの職員には、会議も資料も見えません（招集した機関でも、議題は見えません）。"
CASES = "招いた人は、日時・場所・だれが来るかをすぐに見られます。議題は、参加してもらう人を決めるまで見えません。"
THEMES = "招いた人は、日時・場所・だれが来るかをすぐに見られます。地域の課題には全員が参加し、会議の前後の期間に見られます。"


@door("lead")
@require_http_methods(BOTH)
def invite(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """人を招く: persons, never agencies. The search keeps what was ticked."""
    found = open_conference(request.hat, conference_id, word="conference.invite")
    only_convener(found)
    if sent_before(request, "conference.invite"):
        return redirect(at_conference(conference_id, "members"))
    searching = request.method != "POST" or request.POST.get("step") == "search"
    offered, more = persons(
        request.POST.get("find", ""),
        chosen=ids_in(request.POST.getlist("persons")),
        conference=conference_id,
        on=timezone.localdate(),
    )
    ticked = {"persons": request.POST.getlist("persons"), "find": request.POST.get("find", "")}
    form = InviteForm(None if searching else request.POST, persons=offered, initial=ticked)
    if request.method == "POST" and not searching and form.is_valid():

        def ask() -> None:
            for one in form.cleaned_data["persons"]:
                actions.invite(conference_id, one, by=request.hat, at=timezone.now())

        if done(request, form, "conference.invite", ask, "会議に招きました。受信箱に届いています。"):
            return redirect(at_conference(conference_id, "members"))
    context = {
        "form": form,
        "heading": "人を招く",
        "label": "招く",
        "offered": offered,
        "more": more,
        "searched": bool(request.POST.get("find", "").strip()),
        "says": [PERSONS, THEMES if found.needs.about == About.THEME else CASES],
        "members": members_of(found)[0],
        **around(found),
    }
    return render(request, "conferences/invite.html", context, status=422 if form.errors else 200)


@door("lead")
@require_http_methods(BOTH)
def substitute(request: HatRequest, conference_id: UUID, member_id: UUID) -> HttpResponse:
    """代理: somebody else comes, and is seated where the member was."""
    found = open_conference(request.hat, conference_id, word="conference.invite")
    only_convener(found)
    if sent_before(request, "conference.substitute"):
        return redirect(at_conference(conference_id, "members"))
    line = known(found, member_id, former=request.method == "POST")
    searching = request.method != "POST" or request.POST.get("step") == "search"
    offered, more = persons(
        request.POST.get("find", "") or (line.agency if request.method != "POST" else ""),
        chosen=ids_in(request.POST.getlist("persons")),
        conference=conference_id,
        on=timezone.localdate(),
    )
    ticked = {"persons": request.POST.get("persons", ""), "find": request.POST.get("find", "")}
    form = SubstituteForm(None if searching else request.POST, persons=offered, initial=ticked)
    if request.method == "POST" and not searching and form.is_valid():
        (chosen,) = form.cleaned_data["persons"]

        def swap() -> None:
            actions.substitute(member_id, chosen, by=request.hat, at=timezone.now())

        if done(request, form, "conference.substitute", swap, "代理の人を招きました。"):
            return redirect(at_conference(conference_id, "members"))
    context = {
        "form": form,
        "heading": f"{line.name}さんの代理を決める",
        "label": "代理にする",
        "offered": offered,
        "more": more,
        "searched": bool(request.POST.get("find", "").strip()) or request.method != "POST",
        "says": [
            f"{line.label}さんには、会議も資料もすぐに見えなくなります。守秘の確認の記録は残ります。",
            "代理の人は、同じ議題に同じ区分で参加します。守秘の確認は、代理の人があらためて行います。",
        ],
        "members": [],
        **around(found),
    }
    return render(request, "conferences/invite.html", context, status=422 if form.errors else 200)


@door("lead")
@require_http_methods(BOTH)
def remove(request: HatRequest, conference_id: UUID, member_id: UUID) -> HttpResponse:
    """構成員から外す."""
    found = open_conference(request.hat, conference_id, word="conference.remove")
    only_convener(found)
    if request.method == "POST":

        def end() -> None:
            actions.remove_member(member_id, by=request.hat, at=timezone.now())

        if done(request, None, "conference.remove", end, "構成員から外しました。"):
            return redirect(at_conference(conference_id, "members"))
    line = known(found, member_id, former=request.method == "POST")
    return form_page(
        request,
        None,
        heading=f"{line.name}さんを構成員から外す",
        label="外す",
        kind="danger",
        consequences=[
            f"{line.label}さんには、会議も資料もすぐに見えなくなります。",
            "守秘の確認の記録と、共有した情報は残ります。",
        ],
        **around(found),
    )


@door("answer")
@require_http_methods(BOTH)
def pledge(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """守秘の確認: the text of the law and of the penalty, before any room opens."""
    found = open_conference(request.hat, conference_id, word="conference.pledge")
    me = next((one for one in members_of(found)[0] if one.mine), None)
    if me is None:
        raise Refused(
            "守秘の確認は、招かれた人だけが行います。招集した機関の人は、会議のページへ戻ってください。"
        )
    if request.method == "POST":
        version = request.POST.get("text", "")

        def say() -> None:
            if request.POST.get("read") != "yes":
                raise Refused("守秘の文を読み、「読みました」に印を付けてください。")
            actions.acknowledge(conference_id, version=version, by=request.hat, at=timezone.now())

        if done(
            request, None, "conference.pledge", say, "守秘の確認を記録しました。参加する議題が開きます。"
        ):
            return redirect(at_conference(conference_id, "items"))
    context = {
        "found": found,
        "me": me,
        "kinds": [one for one in found.kinds if one.secrecy],
        "text": found.pledge_version,
        "heading": "守秘の確認",
        **around(found),
    }
    return render(request, "conferences/pledge.html", context)
