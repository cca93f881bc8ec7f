"""取り込み: choose a file → see what it would change, row by row → confirm → result."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies import actions
from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.forms import UploadForm
from enishi.agencies.queries.imports import (
    StaffPreview,
    import_batch,
    import_batches,
    preview_of,
)
from enishi.agencies.rules.agency_changes import Change, Fate
from enishi.agencies.rules.layouts import OWN_HEADS
from enishi.agencies.rules.staff_changes import StaffChange
from enishi.agencies.rules.staff_rows import OWN_STAFF_HEADS
from enishi.agencies.terms import AgencyKind, ImportKind
from enishi.agencies.views.frame import asked, page_of, tabs, trail
from enishi.office.asked import ticked_rows, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.office.memory import given_back
from enishi.office.sheets.faults import SheetRefused

TONES = {
    Fate.NEW: "good",
    Fate.CHANGED: "key",
    Fate.UNCHANGED: "neutral",
    Fate.REPLACED: "warn",
    Fate.DOUBLE: "plain",
    Fate.WRONG: "bad",
}
SHOWN = 500
STATES = [("applied", "取り込み済み"), ("read", "取り込んでいない")]


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HatRequest) -> HttpResponse:
    """Files that were read, and the form for the next."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": "agencies"})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with given_back():
                batch = actions.read_import(
                    form.cleaned_data["kind"], file.read(), file.name or "", by=request.hat, at=timezone.now()
                )
            return redirect("agencies:import", batch.pk)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
    filters, found = _batches(request)
    context = {
        "tabs": tabs("agencies:imports"),
        "form": form,
        "page": page_of(request, found),
        "filters": filters,
        "filtered": any(filters.values()),
        "kinds": ImportKind.choices,
        "states": STATES,
        "exports": ways_out(request, "agencies:imports-export"),
    }
    return render(request, "agencies/imports.html", context, status=422 if form.errors else 200)


def _batches(request: HatRequest) -> tuple[dict[str, str], QuerySet[Any]]:
    filters = asked(request, "of", "state")
    return filters, import_batches(filters["of"], filters["state"])


@door("administer")
@require_safe
def imports_export(request: HatRequest, form: str) -> HttpResponse:
    """The files of the screen, all of them: what was read, when, and what came of it."""
    rows = [
        [
            f"{timezone.localtime(one.read_at):%Y-%m-%d %H:%M}",
            one.file_name,
            one.get_kind_display(),
            f"{timezone.localtime(one.applied_at):%Y-%m-%d %H:%M}" if one.applied_at else "",
            "、".join(f"{label} {count}" for label, count in one.counts.items() if count),
        ]
        for one in _batches(request)[1]
    ]
    return hand_out(
        request.hat,
        word="import.list",
        title="取り込み",
        heads=["読んだ日時", "ファイル", "種類", "取り込んだ日時", "結果"],
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HatRequest, batch_id: UUID) -> HttpResponse:
    """What the file would change. POST takes it in, whole or not at all."""
    batch = import_batch(batch_id)
    if batch.content is None:
        # A second click on 取り込む: what it asked for is done.
        return redirect(request.path) if request.method == "POST" else _decided(request, batch_id)
    if request.method == "POST":
        renamed = ticked_rows(request, "renamed")
        kind = request.POST.get("kind", "")
        try:
            with given_back():
                done = actions.take_in(
                    batch_id,
                    renamed=renamed,
                    kind=kind if kind in AgencyKind.values else "",
                    shown=request.POST.get("shown", ""),
                    by=request.hat,
                    at=timezone.now(),
                )
        except Refused as refusal:
            if import_batch(batch_id).applied_at is None:
                for reason in refusal.reasons[:20]:
                    messages.error(request, reason)
            return redirect("agencies:import", batch_id)
        told = "、".join(f"{label}{count:,}" for label, count in done.counts.items() if count)
        messages.success(request, f"取り込みました（{told or '変更はありません'}）。")
        return redirect("agencies:import", batch_id)
    with given_back():
        return _preview(request, batch_id)


@door("administer")
@require_POST
def discard(request: HatRequest, batch_id: UUID) -> HttpResponse:
    """Throw the file away."""
    actions.discard_import(batch_id, by=request.hat, at=timezone.now())
    messages.success(request, "取り込みをやめました。ファイルの中身は消しました。")
    return redirect("agencies:imports")


def _preview(request: HatRequest, batch_id: UUID) -> HttpResponse:
    batch = import_batch(batch_id)
    content, today = bytes(batch.content or b""), timezone.localdate()
    agencies = batch.kind == ImportKind.AGENCIES
    preview = preview_of(
        batch.kind, content, batch.file_name, today=today, by_staff=request.hat.staff_id
    )
    found: list[Change | StaffChange] = [*preview.changes]
    order = [Fate.WRONG, Fate.REPLACED, Fate.CHANGED, Fate.NEW, Fate.DOUBLE, Fate.UNCHANGED]
    changes = sorted(found, key=lambda change: (order.index(change.fate), change.row.number))
    wanted = request.GET.get("fate", "")
    shown = [change for change in changes if not wanted or change.fate.value == wanted]
    return render(
        request,
        "agencies/import.html",
        {
            "trail": trail(("取り込み", reverse("agencies:imports"))),
            "batch": batch,
            "preview": preview,
            "layout": getattr(preview, "layout", None),
            "counts": _counts(preview.counts, wanted),
            "rows": [(change, TONES[change.fate]) for change in shown[:SHOWN]],
            "left_out": max(0, len(shown) - SHOWN),
            "endings": preview.endings if isinstance(preview, StaffPreview) else [],
            "renames": [one for one in changes if agencies and one.fate is Fate.REPLACED],
            "errors": preview.errors[:SHOWN],
            "errors_left_out": max(0, len(preview.errors) - SHOWN),
            "warnings": preview.warnings[:SHOWN],
            "warnings_left_out": max(0, len(preview.warnings) - SHOWN),
            "kinds": AgencyKind.choices if agencies else [],
            "may_take_in": preview.rows and not preview.errors,
        },
    )


def _decided(request: HatRequest, batch_id: UUID) -> HttpResponse:
    batch = import_batch(batch_id)
    context = {
        "trail": trail(("取り込み", reverse("agencies:imports"))),
        "batch": batch,
        "counts": _counts(batch.counts, ""),
    }
    return render(request, "agencies/import_done.html", context)


def _counts(counts: dict[str, int], wanted: str) -> list[tuple[str, int, bool]]:
    return [(label, count, label == wanted) for label, count in counts.items()]


@door("administer")
@require_safe
def sample(request: HatRequest, kind: str) -> HttpResponse:
    """An empty sheet with the heads that Enishi knows, to be filled in."""
    if kind not in ImportKind.values:
        raise NotFound("import.sample", kind)
    heads = (
        (*OWN_HEADS, "廃止日", "旧名称")
        if kind == ImportKind.AGENCIES
        else (*OWN_STAFF_HEADS, "終了日", "旧氏名")
    )
    title = "機関取り込み様式" if kind == ImportKind.AGENCIES else "職員取り込み様式"
    return hand_out(
        request.hat,
        word="import.sample",
        title=title,
        heads=heads,
        rows=[],
        form="xlsx",
        at=timezone.now(),
    )
