"""Correcting an entry of the journal: who comes second sees both versions, and goes on from the one that stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, queries
from enishi.cases.actions import NewEntry
from enishi.cases.forms import shown as drawn
from enishi.cases.forms.journal import EntryForm
from enishi.cases.queries import Brief
from enishi.cases.queries.journal import EntryLine
from enishi.cases.rules.merging import Merged, merged
from enishi.cases.views.cases import entry_choices
from enishi.cases.views.frame import BOTH, back, form_page, opened, shown
from enishi.cases.views.sending import DONE, OVERTAKEN, attempt
from enishi.office.doors import door
from enishi.office.errors import NotFound, Overtaken

STANDS = "entry_shown"
AGAIN = (
    "開いている間に、ほかの人がこの記録を直しました。あなたの入力は、まだ保存していません。"
    "確かめて、もう一度「直す」を押してください。"
)


@door("lead", "answer")
@require_http_methods(BOTH)
def correct(request: HatRequest, case_id: UUID, entry_id: UUID) -> HttpResponse:
    """Correct an entry of one's own agency; the old one stays readable."""
    brief = opened(request, case_id, "write")
    choices = entry_choices(brief) | {"files": {}}  # a correction stays in its file
    old = _standing(request, brief, entry_id)
    form = EntryForm(request.POST or None, initial=_written(old), **choices)
    stands, seen = drawn.texts_of(EntryForm(initial=_written(old), **choices)), str(old.id)
    base, together = drawn.written(stands), Merged({})
    if request.method == "POST":
        seen, base = request.POST.get(STANDS, str(entry_id)), request.POST.get(drawn.FIELD, "")
    if request.method == "POST" and form.is_valid():

        def write() -> None:
            if seen != str(old.id):
                raise Overtaken({})
            entry = _same_moment(form.entry(), old)
            actions.correct_and_count(case_id, old.id, entry, by=request.hat, at=timezone.now())

        told = "支援経過を直しました。前の記録も残っています。"
        outcome = attempt(request, form, "form case.correct", write, told)
        if outcome == DONE:
            return redirect(back(case_id, "journal"))
        if outcome == OVERTAKEN:
            now = _standing(request, brief, entry_id)
            stands = drawn.texts_of(EntryForm(initial=_written(now), **choices))
            seen, base = str(now.id), drawn.written(stands)
            together = merged(drawn.read(request.POST), drawn.typed(request.POST, form.fields), stands)
            form = _again(request.POST, together, choices)
    return form_page(
        request,
        form,
        heading="支援経過を直す",
        label="直す",
        both=drawn.both(form, together.clashes),
        followed=[drawn.name_of(form, one) for one in together.followed],
        hidden=[(STANDS, seen), (drawn.FIELD, base)],
        **shown(brief),
    )


def _standing(request: HatRequest, brief: Brief, entry: UUID) -> EntryLine:
    found = queries.standing_entry(request.hat, brief.row.pk, entry, files=brief.files)
    if found is None:
        raise NotFound("case.entry", entry)
    return found


def _again(sent: QueryDict, together: Merged, choices: Mapping[str, Any]) -> EntryForm:
    """The form with what was typed, and with what the other wrote where nothing was typed."""
    form = EntryForm(drawn.as_sent(together.values, sent), **choices)
    form.full_clean()
    form.add_error(None, AGAIN)
    return form


def _same_moment(entry: NewEntry, old: EntryLine) -> NewEntry:
    """The form shows minutes: sent as it was shown, a correction moves nothing."""
    if old.happened_at and entry.happened_at == old.happened_at.replace(second=0, microsecond=0):
        return replace(entry, happened_at=old.happened_at)
    return entry


def _written(old: EntryLine) -> dict[str, Any]:
    return {
        "text": old.text,
        "kind": old.kind_code,
        "source": old.source_code,
        "information_class": str(old.class_number),
        "informant": old.informant,
        "happened_at": old.happened_at,
        "means": old.means_code,
        "counterpart": old.counterpart_code,
        "minutes": old.minutes,
        "next_step": old.next_step,
    }
