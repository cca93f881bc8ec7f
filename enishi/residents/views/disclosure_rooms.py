"""What rooms of meetings hold, in a 開示請求: taken in by who keeps them, read over by a colleague to whom they open the room."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.office.submissions import Attempt
from enishi.residents.forms.accounting import LendForm
from enishi.residents.views.accounting import BOTH, done
from enishi.residents.views.disclosure import found
from enishi.sharing import actions as sharing
from enishi.sharing.queries.disclosures import could_read_over

NOBODY = (
    "読み合わせを頼める職員が、この機関にほかにいません。"
    "相談を受け付けられる役割の職員を、システム管理者に登録してもらってください。"
)


@door("lead")
@require_http_methods(BOTH)
def add_rooms(request: HatRequest, resident: UUID, request_id: UUID) -> HttpResponse:
    """会議の記録を加える: what the hat keeps about this person and is not in the request yet."""
    context = found(request, resident, request_id, "disclosure.add_rooms")
    if context["row"].room_id:
        raise NotFound("disclosure.add_rooms", request_id)
    if request.method == "POST":

        def take_in(_: Attempt) -> None:
            sharing.take_rooms_in(resident, request_id, context["binders"], by=request.hat, at=timezone.now())

        done(request, None, "disclosure.add_rooms", take_in, "会議の記録を、別の作業票に加えました。")
        return redirect(context["urls"]["page"])
    context |= {
        "question": "自分が事務局の会議の記録を、この請求に加えますか。",
        "sentences": [
            "会議ごとに別の作業票になります。読み合わせ・決定・通知も別です。",
            "会議の部屋が開いている人のほかには、あることも分かりません。",
        ],
        "label": "加える",
    }
    return render(request, "residents/request_confirm.html", context)


@door("lead")
@require_http_methods(BOTH)
def lend(request: HatRequest, resident: UUID, request_id: UUID) -> HttpResponse:
    """読み合わせを頼む: the room opens to one colleague until the decision."""
    context = found(request, resident, request_id, "disclosure.lend")
    if not context["keeps"]:
        raise NotFound("disclosure.lend", request_id)
    colleagues = could_read_over(request.hat, on=timezone.localdate())
    if not colleagues:
        raise Refused(NOBODY)
    form = LendForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():

        def ask(_: Attempt) -> None:
            sharing.lend_room(request_id, UUID(form.cleaned_data["member"]), at=timezone.now())

        if done(request, form, "disclosure.lend", ask, "読み合わせを頼みました。"):
            return redirect(context["urls"]["page"])
    context |= {
        "form": form,
        "title": "会議の記録の読み合わせを頼む",
        "label": "頼む",
        "hint": "選んだ人に、この議題の部屋が、決定まで（長くても期限の2週間後まで）開きます。個人情報保護の責任者に知らせます。",
    }
    return render(request, "residents/request_form.html", context, status=422 if form.errors else 200)
