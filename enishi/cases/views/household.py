"""Members of the household: into a case, found or registered on the way, and out of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import actions
from enishi.cases.forms.moving import MemberForm
from enishi.cases.queries import Brief
from enishi.cases.queries.choosing import household
from enishi.cases.views.frame import BOTH, back, done, form_page, opened, shown, was_done
from enishi.intake.queries.people import People, people, same_people
from enishi.office.asked import version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity


@door("lead")
@require_http_methods(BOTH)
def add_member(request: HatRequest, case_id: UUID) -> HttpResponse:
    """世帯員を加える: from the household, found by a search, or registered here."""
    brief, now = opened(request, case_id, "member_add"), timezone.now()
    form = MemberForm(request.POST or None)
    found: People | None = None
    if request.method == "POST" and request.POST.get("step") != "search" and form.is_valid():
        registration, token = form.registration, form.cleaned_data["search_token"]
        if registration is not None and not was_done(request, "case.member"):
            found = same_people(request.hat, registration, at=now)
            token = found.token
        if found is None or not found.possible or form.cleaned_data["different"]:

            def add() -> None:
                actions.bring_in(
                    case_id,
                    form.cleaned_data["resident"],
                    registration=registration,
                    search_token=token,
                    relation=form.cleaned_data["relation"],
                    together=form.cleaned_data["together"],
                    by=request.hat,
                    at=timezone.now(),
                )

            if done(request, form, "case.member", add, "世帯員を加えました。"):
                return redirect(back(case_id))
    context = {
        "form": form,
        "person": form.person,
        "open_new": form.new_person,
        "heading": "世帯員を加える",
        **_to_choose_from(request, brief, found, now),
        **shown(brief),
    }
    return render(request, "cases/member.html", context, status=422 if form.errors else 200)


def _to_choose_from(request: HatRequest, brief: Brief, found: People | None, at: datetime) -> dict[str, Any]:
    """The household, and who was found: with somebody new in the form those who may be the same, else by what was typed."""
    given: Any = request.POST or QueryDict()
    chosen, home = identity(given.get("resident", "")), household(request.hat, brief, at=at)
    at_home = chosen if chosen in {one.id for one in home} else None
    if found is None:
        elsewhere, token = None if at_home else chosen, given.get("search_token", "")
        found = people(request.hat, given.get("find", ""), chosen=elsewhere, token=token, at=at)
    return {"people": found, "household": home, "at_home": at_home}


@door("lead")
@require_http_methods(BOTH)
def remove_member(request: HatRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """世帯員を外す. The file stays as it is, closed to the team."""
    brief = opened(request, case_id, "member_remove")
    line = next((one for one in brief.members if one.id == member_id), None)
    if line is None:
        raise NotFound("case.member", member_id)
    if request.method == "POST" and done(
        request,
        None,
        "case.member_out",
        lambda: actions.remove_member(
            case_id, member_id, version=version_of(request), by=request.hat, at=timezone.now()
        ),
        "世帯員を外しました。",
    ):
        return redirect(back(case_id))
    said = [
        f"{line.name}さんの記録は、チームのほかの機関からすぐに見えなくなります。",
        "書いた記録は消えません。",
    ]
    return form_page(
        request, None, heading="世帯員を外す", label="外す", kind="danger", consequences=said, **shown(brief)
    )
