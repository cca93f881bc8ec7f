"""家族図とエコマップ: looking, drawing a line, taking one away."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, queries
from enishi.cases.forms.drawing import TieForm
from enishi.cases.queries.choosing import every_agency
from enishi.cases.terms import CaseState, TieQuality
from enishi.cases.views.frame import BOTH, done, form_page, opened, shown
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity


def _page(case_id: UUID) -> str:
    return reverse("cases:drawing", args=[case_id])


@door("lead", "answer")
@require_safe
def drawing(request: HatRequest, case_id: UUID) -> HttpResponse:
    """Both drawings, and the same in words."""
    brief = opened(request, case_id, "drawing")
    file = identity(request.GET.get("file", ""))
    drawn = queries.drawing(
        request.hat, brief, file if file in brief.files else case_id, at=timezone.now()
    )
    context = {
        "drawn": drawn,
        "files": [(str(one), name or "本人") for one, name in brief.files.items()],
        "chosen": str(drawn.file),
        "qualities": TieQuality.labels,
        "may_draw": brief.row.state != CaseState.ENDED,
        "case_id": case_id,
        **shown(brief),
    }
    return render(request, "cases/drawing.html", context)


@door("lead", "answer")
@require_http_methods(BOTH)
def draw(request: HatRequest, case_id: UUID) -> HttpResponse:
    """線を引く: a line of the ecomap, or somebody of the family who has no register."""
    brief = opened(request, case_id, "draw")
    people = queries.people_to_draw(request.hat, brief, at=timezone.now())
    form = TieForm(
        request.POST or None,
        files=brief.files,
        seen=brief.seen,
        people=people,
        agencies=every_agency(on=timezone.localdate()),
    )
    if request.method == "POST" and form.is_valid():
        key = submissions.key_of(request.POST)

        def save() -> None:
            actions.draw_tie(case_id, form.tie(), by=request.hat, at=timezone.now(), submission=key)

        if carried_out(request, form, save, "図に入れました。"):
            return redirect(_page(case_id))
    return form_page(request, form, heading="図に入れる", label="入れる", **(shown(brief) | {"back": _page(case_id)}))


@door("lead", "answer")
@require_http_methods(BOTH)
def undraw(request: HatRequest, case_id: UUID, tie_id: UUID) -> HttpResponse:
    """線を消す."""
    brief = opened(request, case_id, "draw")
    label = queries.tie_label(request.hat, brief, tie_id)
    if label is None:
        raise NotFound("case.tie", tie_id)
    consequences = [f"{label}への線を消します。", "登録とチームから出ている人と機関は、図に残ります。"]
    if request.method == "POST":

        def remove() -> None:
            actions.remove_tie(case_id, tie_id, by=request.hat, at=timezone.now())

        if done(request, None, "case.undraw", remove, "線を消しました。"):
            return redirect(_page(case_id))
    return form_page(
        request, None, heading="線を消す", label="消す", consequences=consequences,
        **(shown(brief) | {"back": _page(case_id)}),
    )  # fmt: skip
