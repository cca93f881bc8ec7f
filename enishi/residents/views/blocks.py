"""閲覧の禁止: who is shut out because of a tie to the person. It is itself sealed from the one shut out and their agency."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.office.submissions import Attempt
from enishi.residents import actions
from enishi.residents.forms.accounting import BlockForm
from enishi.residents.views.accounting import BOTH, done, face_of, look_at
from enishi.sharing.access import ONLY_TO_LOOK
from enishi.sharing.queries.blocks import blocked, staff_by_number
from enishi.sharing.terms import BlockKind

UNKNOWN = "その職員番号の、利用中の職員はいません。番号を確かめてください。"
OWN = "自分のことは、下の「自分の閲覧を止める」から申し出てください。"


@door("receive")
@require_http_methods(BOTH)
def blocks(request: HatRequest, resident: UUID) -> HttpResponse:
    """Whom this hat may know to be shut out, and shutting somebody out."""
    word = "block.set" if request.method == "POST" else "block.page"
    person = look_at(request, resident, word=word)
    if request.method == "POST" and person.only_to_look:
        raise Refused(ONLY_TO_LOOK)
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = staff_by_number(form.cleaned_data["staff_number"])
        if found is None:
            form.add_error("staff_number", UNKNOWN)
        elif found[0] == request.hat.staff_id:
            form.add_error("staff_number", OWN)
        else:
            staff, name = found

            def shut(_: Attempt) -> None:
                actions.shut_out(
                    person.registers,
                    staff=staff,
                    kind=BlockKind(form.cleaned_data["kind"]),
                    by=request.hat,
                    at=timezone.now(),
                )

            if done(
                request,
                form,
                "block.set",
                shut,
                f"{name}さんの閲覧を止めました。本人と所属の機関には知らされません。",
            ):
                return redirect("residents:blocks", resident)
    context = {
        "resident": person.id,
        "face": face_of(request, person),
        "form": None if person.only_to_look else form,
        "blocked": blocked(request.hat, person.registers, classes=person.classes),
    }
    return render(request, "residents/blocks.html", context, status=422 if form.errors else 200)


@door("receive")
@require_http_methods(BOTH)
def block_myself(request: HatRequest, resident: UUID) -> HttpResponse:
    """自己申告: from the next request on, the person is not there for this member of staff."""
    person = look_at(request, resident, word="block.declare")
    if request.method == "POST" and request.hat.staff_id:
        actions.shut_out(
            person.registers,
            staff=request.hat.staff_id,
            kind=BlockKind.DECLARED,
            by=request.hat,
            at=timezone.now(),
        )
        messages.success(request, "自分の閲覧を止めました。解除は、別の職員だけができます。")
        return redirect("residents:search")
    return render(
        request,
        "residents/confirm.html",
        {
            "question": "この人についての、自分の閲覧を止めますか。",
            "sentences": [
                "親族・知人など、利害関係があるときに申し出てください。",
                "この人の登録・相談・ケースは、次の画面から一切見えなくなります。自分では解除できません。",
                "担当している相談やケースがあるときは、先に別の職員へ担当を替えてください。",
            ],
            "label": "自分の閲覧を止める",
            "resident": resident,
        },
    )


@door("receive")
@require_http_methods(BOTH)
def unblock(request: HatRequest, resident: UUID, staff: UUID) -> HttpResponse:
    """Lift a block that this hat may know of; one that it may not know of is not there."""
    person = look_at(request, resident, word="block.lift")
    known = next((one for one in blocked(request.hat, person.registers, classes=person.classes) if one.staff == staff), None)
    if known is None:
        raise NotFound("block.lift", staff)
    if request.method == "POST":
        actions.let_in(person.registers, staff=staff, by=request.hat, at=timezone.now())
        messages.success(request, f"{known.name}さんの閲覧の禁止を解きました。")
        return redirect("residents:blocks", resident)
    return render(
        request,
        "residents/confirm.html",
        {
            "question": f"{known.name}さんの閲覧の禁止を解きますか。",
            "sentences": [
                "閲覧権があれば、この人の登録・相談・ケースがまた見えるようになります。",
                "支援措置の相手方のときは、解く前に、措置が終わったことを必ず確かめてください。",
            ],
            "label": "禁止を解く",
            "resident": resident,
        },
    )
