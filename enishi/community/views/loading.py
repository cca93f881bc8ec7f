"""資源の取り込み: choose a file → see what it would change, row by row → confirm → result."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import page_of
from enishi.community.actions import loading as verbs
from enishi.community.forms.resources import FileForm
from enishi.community.queries.loading import EventChange, load_batch, loads, preview_resources
from enishi.community.rules.resource_changes import Change, Fate
from enishi.community.rules.resource_layouts import OWN_HEADS
from enishi.community.terms import LoadKind
from enishi.community.views.frame import tabs, trail
from enishi.office.asked import ticked_rows, ways_out
from enishi.office.doors import door
from enishi.office.errors import Refused
from enishi.office.memory import given_back
from enishi.office.sheets.faults import SheetRefused

TONES = {
    Fate.NEW: "good",
    Fate.CHANGED: "key",
    Fate.UNCHANGED: "neutral",
    Fate.THERE: "warn",
    Fate.DOUBLE: "plain",
    Fate.WRONG: "bad",
}
ORDER = [Fate.WRONG, Fate.THERE, Fate.CHANGED, Fate.NEW, Fate.DOUBLE, Fate.UNCHANGED]
SHOWN = 500
STATES = [("applied", "取り込み済み"), ("read", "取り込んでいない")]


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HatRequest) -> HttpResponse:
    """Files that were read, and the form for the next."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with given_back():
                batch = verbs.read_load(file.read(), file.name or "", by=request.hat, at=timezone.now())
            return redirect("community:load", batch.pk)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
    kind, state = request.GET.get("of", ""), request.GET.get("state", "")
    context = {
        "tabs": tabs("community:loads", tends=True),
        "form": form,
        "page": page_of(request, loads(kind, state)),
        "wanted": {"of": kind, "state": state},
        "filtered": bool(kind or state),
        "kinds": LoadKind.choices,
        "states": STATES,
        "exports": ways_out(request, "community:loads-export"),
    }
    return render(request, "community/loads.html", context, status=422 if form.errors else 200)


@door("tend")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The files of the screen, all of them."""
    rows = [
        [
            f"{timezone.localtime(one.read_at):%Y-%m-%d %H:%M}",
            one.file_name,
            one.get_kind_display(),
            f"{timezone.localtime(one.applied_at):%Y-%m-%d %H:%M}" if one.applied_at else "",
            "、".join(f"{label} {count}" for label, count in one.counts.items() if count),
        ]
        for one in loads(request.GET.get("of", ""), request.GET.get("state", ""))
    ]
    heads = ["読んだ日時", "ファイル", "種類", "取り込んだ日時", "結果"]
    return hand_out(
        request.hat,
        word="resource.load_list",
        title="資源の取り込み",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def one_load(request: HatRequest, batch_id: UUID) -> HttpResponse:
    """What the file would change. POST takes it in, whole or not at all."""
    batch = load_batch(batch_id)
    if batch.content is None:
        # A second click on 取り込む: what it asked for is done.
        return redirect(request.path) if request.method == "POST" else _decided(request, batch)
    if request.method == "POST":
        as_new = ticked_rows(request, "as_new")
        try:
            with given_back():
                done = verbs.take_load_in(
                    batch_id,
                    as_new=as_new,
                    shown=request.POST.get("shown", ""),
                    by=request.hat,
                    at=timezone.now(),
                )
        except Refused as refusal:
            for reason in refusal.reasons[:20]:
                messages.error(request, reason)
            return redirect("community:load", batch_id)
        told = "、".join(f"{label}{count:,}" for label, count in done.counts.items() if count)
        messages.success(request, f"取り込みました（{told or '変更はありません'}）。")
        return redirect("community:load", batch_id)
    with given_back():
        return _preview(request, batch)


@door("tend")
@require_POST
def discard(request: HatRequest, batch_id: UUID) -> HttpResponse:
    """Throw the file away."""
    verbs.discard_load(batch_id, by=request.hat, at=timezone.now())
    messages.success(request, "取り込みをやめました。ファイルの中身は消しました。")
    return redirect("community:loads")


def _preview(request: HatRequest, batch: Any) -> HttpResponse:
    preview = preview_resources(bytes(batch.content or b""), batch.file_name, today=timezone.localdate())
    found: list[Change | EventChange] = [*preview.changes, *preview.events]
    changes = sorted(found, key=lambda change: (ORDER.index(change.fate), change.row.number))
    wanted = request.GET.get("fate", "")
    shown = [change for change in changes if not wanted or change.fate.value == wanted]
    context = {
        "trail": trail(("取り込み", reverse("community:loads"))),
        "batch": batch,
        "preview": preview,
        "layout": preview.layout,
        "counts": _counts(preview.counts, wanted),
        "rows": [(change, TONES[change.fate]) for change in shown[:SHOWN]],
        "left_out": max(0, len(shown) - SHOWN),
        "there": [change for change in preview.changes if change.fate is Fate.THERE][:SHOWN],
        "errors": preview.errors[:SHOWN],
        "errors_left_out": max(0, len(preview.errors) - SHOWN),
        "warnings": preview.warnings[:SHOWN],
        "warnings_left_out": max(0, len(preview.warnings) - SHOWN),
        "may_take_in": preview.rows and not preview.errors,
    }
    return render(request, "community/load.html", context)


def _decided(request: HatRequest, batch: Any) -> HttpResponse:
    context = {
        "trail": trail(("取り込み", reverse("community:loads"))),
        "batch": batch,
        "counts": _counts(batch.counts, ""),
    }
    return render(request, "community/load_done.html", context)


def _counts(counts: dict[str, int], wanted: str) -> list[tuple[str, int, bool]]:
    return [(label, count, label == wanted) for label, count in counts.items()]


@door("tend")
@require_safe
def sample(request: HatRequest) -> HttpResponse:
    """An empty sheet with the heads of our own list, to be filled in."""
    return hand_out(
        request.hat,
        word="resource.load_sample",
        title="資源取り込み様式",
        heads=OWN_HEADS,
        rows=[],
        form="xlsx",
        at=timezone.now(),
    )
