"""本人に渡す記録: each line is weighed, decided by a person, printed in plain words, and its handing over is recorded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.office import city_settings, egress
from enishi.office.asked import page_number, version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.office.papers.blocks import Paper, on_screen
from enishi.office.submissions import Attempt
from enishi.residents.access import OpenedResident
from enishi.residents.forms.accounting import HandOverForm, SheetForm
from enishi.residents.queries import own_sheet as words
from enishi.residents.rules import papers
from enishi.residents.rules.reference import reference
from enishi.residents.views.accounting import BOTH, done, face_of, look_around, look_at
from enishi.sharing import actions as sharing
from enishi.sharing.queries import releases
from enishi.sharing.queries.ledger import binders_about
from enishi.sharing.queries.releases import Weighed
from enishi.sharing.terms import ConsentGiver, InformationClass, Purpose, Verdict

SHOW = {"open": "確認が要る", "undecided": "まだ決めていない", "release": "出す", "withhold": "伏せる"}
CHOICES = [(Verdict.RELEASE.value, "出す"), (Verdict.WITHHOLD.value, "伏せる")]
SAVED = "判断を保存しました。"
GROUPS, MOST_ALIKE = 30, 12
"""Together they stay below how many fields a form may have."""
WEIGHED = InformationClass.BASIC | InformationClass.INFORMANT


def _wanted(request: HatRequest) -> tuple[SheetForm, dict[str, Any]]:
    """Recipient, period and names: typed, or as usual."""
    given = request.POST if request.method == "POST" else request.GET
    days = city_settings.values_on(timezone.localdate())["sharing.sheet_looks_days"]
    usual = {
        "recipient": ConsentGiver.SELF.value,
        "since": timezone.localdate() - timedelta(days=days),
        "named": False,
    }
    if "recipient" not in given:
        return SheetForm(initial=usual), usual
    form = SheetForm(given)
    return form, form.cleaned_data if form.is_valid() else usual


def _shown(weighed: list[Weighed], show: str) -> list[Weighed]:
    if show == "open":
        return [one for one in weighed if one.open]
    if show == "undecided":
        return [one for one in weighed if one.decision is None]
    return [one for one in weighed if not show or one.verdict == show]


@door("receive")
@require_http_methods(BOTH)
def own_sheet(request: HatRequest, resident: UUID) -> HttpResponse:
    """Weigh every line for the paper; save what was decided; make the paper."""
    person = look_at(request, resident, word="sheet.decide" if request.method == "POST" else "sheet.page")
    if not sharing.works_with(person.id, timezone.now()):
        raise NotFound("sheet.page", resident)
    about = [one.id for one in binders_about(person.registers)]
    look_around(request, about, word="sheet.weigh", classes=WEIGHED)
    form, wanted = _wanted(request)
    weighed = releases.weighed(person.registers, **wanted)
    typed: dict[str, tuple[str, str]] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        chosen, typed = _chosen(request, weighed)
        made = _carry_out(request, person, wanted, chosen)
        if made is not None:
            return (
                redirect("residents:own-paper", resident, made)
                if made
                else redirect(_here(request, resident, wanted, person.registers))
            )
        status = 422
        weighed = releases.weighed(person.registers, **wanted)
    elif form.is_bound and form.errors:
        status = 422
    show = request.GET.get("show", "") if request.GET.get("show") in SHOW else ""
    found = _shown(weighed, show)
    page = Paginator(releases.alike(found, most=MOST_ALIKE), GROUPS).get_page(page_number(request))
    context = {
        "resident": person.id,
        "face": face_of(request, person),
        "form": form,
        "wanted": wanted,
        "page": page,
        "rows": _rows(page, typed),
        "lines": len(found),
        "show": show,
        "shows": list(SHOW.items()),
        "choices": CHOICES,
        "undecided": sum(one.decision is None for one in weighed),
        "asked": sum(one.open for one in weighed),
        "sheets": releases.sheets(person.registers),
    }
    return render(request, "residents/own_sheet.html", context, status=status)


def _here(request: HatRequest, resident: UUID, wanted: dict[str, Any], registers: Sequence[UUID]) -> str:
    """The same lines; once something was saved those of them that wait, as long as there are any."""
    named = "&named=on" if wanted["named"] else ""
    asked = f"?recipient={wanted['recipient']}&since={wanted['since']:%Y-%m-%d}{named}"
    show = request.GET.get("show", "")
    kept = f"&show={show}" if show in SHOW else "&show=undecided" if _waits(wanted, registers) else ""
    return reverse("residents:own-sheet", args=[resident]) + asked + kept


def _waits(wanted: dict[str, Any], registers: Sequence[UUID]) -> bool:
    return any(one.decision is None for one in releases.weighed(registers, **wanted))


def _chosen(
    request: HatRequest, weighed: list[Weighed]
) -> tuple[list[sharing.NewDecision], dict[str, tuple[str, str]]]:
    """What was chosen for the lines of the page that was sent: of each, or of the first of those that are alike. What was taken out
    there waits, and a line that is not there any more is passed over.
    """
    given, known = request.POST, {one.line.key: one for one in weighed}
    chosen, typed = list[sharing.NewDecision](), dict[str, tuple[str, str]]()
    for name, key in given.items():
        number = name.removeprefix("line-")
        if number == name or str(key) not in known or given.get(f"out-{number}"):
            continue
        one, first = known[str(key)], given.get(f"as-{number}", number)
        verdict, reason = given.get(f"verdict-{first}", ""), given.get(f"reason-{first}", "")[:500]
        typed[one.line.key] = (verdict, reason)
        if verdict:
            seen = given.get(f"seen-{number}", "")
            chosen.append(sharing.NewDecision(one.line.key, verdict, str(one.proposal.verdict), reason, seen))
    return chosen, typed


def _rows(page: Page, typed: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """What the page shows of lines that are alike: what was typed comes before what stands, what stands before the proposal."""
    rows, number = [], 0
    for group in page:
        one = group[0]
        verdict = one.verdict if one.verdict != Verdict.ASK else ""
        reason = one.decision.reason if one.decision else ""
        verdict, reason = typed.get(one.line.key, (verdict, reason))
        tone = {Verdict.RELEASE: "good", Verdict.WITHHOLD: "bad", Verdict.ASK: "warn"}[one.proposal.verdict]
        lines = [(number + place, each, reference(each.line.binder)) for place, each in enumerate(group)]
        rows.append({"number": number, "one": one, "verdict": verdict, "reason": reason, "tone": tone, "lines": lines})
        number += len(group)
    return rows


def _carry_out(
    request: HatRequest, person: OpenedResident, wanted: dict[str, Any], chosen: list[sharing.NewDecision]
) -> str | None:
    """Save the decisions, and make the paper when that was asked: its id, '' without one, None when something was refused.

    Decisions stay saved when only the paper is refused.
    """
    answer, refused, now = [""], list[str](), timezone.now()

    def decide(first: Attempt) -> None:
        sharing.decide_releases(person.id, chosen, by=request.hat, at=now)
        if "make" in request.POST:
            try:
                first.answer = str(_make(request, person, wanted, now))
            except Refused as problem:
                refused.extend(problem.reasons)

    saved = done(
        request, None, "sheet.decide", decide, "" if "make" in request.POST else SAVED, answer=answer
    )
    for reason in refused:
        messages.error(request, reason)
    return answer[0] if saved and not refused else None


def _make(request: HatRequest, person: OpenedResident, wanted: dict[str, Any], now: datetime) -> UUID:
    weighed = releases.weighed(person.registers, **wanted)
    lines = words.printed(weighed, at=now)
    return sharing.make_sheet(person.id, weighed, lines, **wanted, by=request.hat, at=now)


def _paper_of(
    request: HatRequest, resident: UUID, sheet: UUID, word: str
) -> tuple[OpenedResident, Any, Paper]:
    """:raises NotFound: hidden and absent alike"""
    person = look_at(request, resident, word=word)
    row = releases.sheet(person.registers, sheet)
    if row is None:
        raise NotFound("sheet.paper", sheet)
    face = face_of(request, person)
    paper = papers.own_paper(
        face.name if face else "",
        made=timezone.localdate(row.made_at),
        since=row.since,
        given_to="" if row.recipient == ConsentGiver.SELF else row.get_recipient_display(),
        parts=words.parts(row.lines),
    )
    return person, row, paper


@door("receive")
@require_http_methods(BOTH)
def own_paper(request: HatRequest, resident: UUID, sheet: UUID) -> HttpResponse:
    """One paper as it was made, on the screen; handing it over is written down."""
    person, row, paper = _paper_of(
        request, resident, sheet, "sheet.hand_over" if request.method == "POST" else "sheet.paper"
    )
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def hand_over(_: Attempt) -> None:
            sharing.hand_over_sheet(
                person.id,
                sheet,
                means=form.cleaned_data["means"],
                note=form.cleaned_data["note"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "sheet.hand_over", hand_over, "渡したことを記録しました。"):
            return redirect("residents:own-paper", resident, sheet)
    context = {"resident": person.id, "sheet": row, "form": form, **on_screen(paper)}
    return render(request, "residents/own_paper.html", context, status=422 if form.errors else 200)


@door("receive")
@require_safe
def own_paper_file(request: HatRequest, resident: UUID, sheet: UUID) -> HttpResponse:
    """The paper for the person's hands: numbered, and recorded before it leaves."""
    person, row, paper = _paper_of(request, resident, sheet, "sheet.paper")
    return egress.paper(
        request.hat,
        "sheet.printed",
        paper,
        person.registers,
        name=f"{papers.OWN}_{reference(row.pk)}",
        purpose=Purpose.ACCOUNTING,
        original=True,
        at=timezone.now(),
    )
