"""Emergency look (緊急閲覧): one person, sixty minutes, a reason that somebody reviews."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import Refused
from enishi.residents import actions
from enishi.residents.forms import EmergencyForm
from enishi.residents.views.person import BOTH


@door("emergency")
@require_http_methods(BOTH)
def emergency(request: HatRequest) -> HttpResponse:
    form = EmergencyForm(request.POST or None)
    nothing = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            resident = actions.look_in_emergency(
                kana=given["kana"],
                birth=given["birth"],
                phone=given["phone"],
                category=given["category"],
                reason=given["reason"],
                by=request.hat,
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            if resident:
                messages.warning(request, "60分だけ開きました。理由と閲覧は記録され、点検を受けます。")
                return redirect("residents:resident", resident)
            nothing = True
    return render(
        request,
        "residents/emergency.html",
        {"form": form, "nothing": nothing},
        status=422 if form.errors else 200,
    )
