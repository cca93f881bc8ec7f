"""開示請求: received, worked through line by line, read by a second person, and decided."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.asked import page_number, version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.submissions import Attempt
from enishi.residents.access import OpenedResident
from enishi.residents.forms.accounting import ExtendForm, LineForm, OutcomeForm, RequestForm
from enishi.residents.views.accounting import BOTH, PAGE_SIZE, READ, done, face_of, look_at
from enishi.sharing import actions as sharing
from enishi.sharing.access import open_binders
from enishi.sharing.queries import disclosures
from enishi.sharing.queries.ledger import binders_about, rooms_kept
from enishi.sharing.rules import law
from enishi.sharing.terms import LineDecision, Purpose, RequestOutcome

SHOW = {"undecided": "判断していない", "proposed": "不開示の案がある", **dict(LineDecision.choices)}


def _opened(request: HatRequest, resident: UUID | None, word: str) -> tuple[OpenedResident | None, list[Any]]:
    """Look at the person, and at every binder about them that is one's own work."""
    if resident is None:
        return None, []
    person = look_at(request, resident, word=word)
    if not sharing.works_with(resident, timezone.now()):
        raise NotFound(word, resident)
    binders = [one for one in binders_about(person.registers) if one.own]
    open_binders(request.hat, [one.id for one in binders], to=Purpose.ACCOUNTING, word=word)
    return person, binders


def found(request: HatRequest, resident: UUID | None, request_id: UUID, word: str) -> dict[str, Any]:
    person, binders = _opened(request, resident, word)
    row = disclosures.request(resident, request_id)
    if row is None:
        raise NotFound(word, request_id)
    rooms, mine = rooms_kept(binders), request.hat.membership_id
    return {
        "resident": resident,
        "binders": binders,
        "rooms": rooms,
        "keeps": bool(row.room_id and mine and disclosures.keeps(row.room_id, mine)),
        "face": face_of(request, person) if person else None,
        "row": row,
        "until": row.extended_to or row.due_on,
        "today": timezone.localdate(),
        "readers": disclosures.readers([row]),
        "urls": _urls(resident, request_id),
    }


def _urls(resident: UUID | None, request_id: UUID) -> dict[str, str]:
    """Addresses of one request, with a person or without."""
    names = {
        "page": "",
        "read": "-read",
        "extend": "-extend",
        "decide": "-decide",
        "paper": "-paper",
        "file": "-paper-file",
    }
    if resident is None:
        return {
            key: reverse(f"residents:unknown{end or '-request'}", args=[request_id])
            for key, end in names.items()
        }
    return {
        key: reverse(f"residents:request{end}", args=[resident, request_id]) for key, end in names.items()
    }


def _received(
    request: HatRequest, resident: UUID | None, binders: list[Any], form: RequestForm
) -> UUID | None:
    answer = [""]

    def receive(first: Attempt) -> None:
        made = sharing.receive_request(
            resident, form.new_request(), binders, by=request.hat, at=timezone.now()
        )
        first.answer = str(made)

    told = (
        "開示請求を受け付けました。行ごとに判断してください。" if resident else "開示請求を受け付けました。"
    )
    return (
        UUID(answer[0]) if done(request, form, "disclosure.receive", receive, told, answer=answer) else None
    )


@door("receive")
@require_http_methods(BOTH)
def person_requests(request: HatRequest, resident: UUID) -> HttpResponse:
    """The requests about one person, and receiving one."""
    word = "disclosure.receive" if request.method == "POST" else "disclosure.person"
    person, binders = _opened(request, resident, word)
    assert person is not None  # noqa: S101  (an address with a person)
    form = RequestForm(request.POST or None, initial={"received_on": timezone.localdate()})
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := _received(request, person.id, binders, form))
    ):
        return redirect("residents:request", person.id, made)
    context = {
        "resident": person.id,
        "face": face_of(request, person),
        "form": form,
        "rows": [one for one in disclosures.own_requests() if one.resident in person.registers],
        "period": law.of_requests("period"),
    }
    return render(request, "residents/person_requests.html", context, status=422 if form.errors else 200)


@door("receive")
@require_http_methods(BOTH)
def unknown_person(request: HatRequest) -> HttpResponse:
    """A request about somebody of whom no record was found: it gets a number, a deadline and an answer all the same."""
    form = RequestForm(request.POST or None, initial={"received_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and (made := _received(request, None, [], form)):
        return redirect("residents:unknown-request", made)
    context = {"form": form, "period": law.of_requests("period")}
    return render(request, "residents/request_unknown.html", context, status=422 if form.errors else 200)


@door("receive")
@require_http_methods(READ)
def request_page(request: HatRequest, resident: UUID | None, request_id: UUID) -> HttpResponse:
    """The worksheet: every line with what is proposed and what was decided."""
    context = found(request, resident, request_id, "disclosure.page")
    show = request.GET.get("show", "") if request.GET.get("show") in SHOW else ""
    page = Paginator(disclosures.lines(request_id, show), PAGE_SIZE).get_page(page_number(request))
    articles = law.withholding()
    parts = disclosures.parts(request_id) if context["rooms"] and not context["row"].room_id else []
    context |= {
        "page": page,
        "parts": parts,
        "may_add": len(parts) < len(context["rooms"]) and not context["row"].room_id and "lead" in request.hat.may,
        "lines": [
            {
                "one": one,
                "pieces": disclosures.pieces(one),
                "nature": disclosures.nature(one),
                "proposed": articles.get(one.proposed),
                "article": articles.get(one.article),
            }
            for one in page
        ],
        "progress": disclosures.progress(request_id),
        "outcomes": dict(RequestOutcome.choices),
        "show": show,
        "shows": list(SHOW.items()),
        "law_version": law.version(),
    }
    return render(request, "residents/request.html", context)


@door("receive")
@require_http_methods(BOTH)
def line(request: HatRequest, resident: UUID, request_id: UUID, line: UUID) -> HttpResponse:
    """Decide one line."""
    word = "disclosure.decide_line" if request.method == "POST" else "disclosure.line"
    context = found(request, resident, request_id, word)
    one = disclosures.line(request_id, line)
    if one is None:
        raise NotFound(word, line)
    initial = {
        "decision": one.decision,
        "withheld": one.withheld,
        "article": one.article or one.proposed,
        "reason": one.reason or one.proposed_reason,
    }
    form = LineForm(request.POST or None, text=one.text, initial=initial)
    if request.method == "POST" and form.is_valid():

        def decide(_: Attempt) -> None:
            sharing.decide_line(
                resident,
                request_id,
                line,
                form.new_decision(),
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "disclosure.decide_line", decide, "判断を保存しました。"):
            return redirect(f"{context['urls']['page']}?show=undecided")
    fresh = disclosures.line(request_id, line) if form.errors else one
    context |= {
        "one": one,
        "form": form,
        "version": fresh.version if fresh else one.version,
        "proposed": law.withholding().get(one.proposed),
        "nature": disclosures.nature(one),
    }
    return render(request, "residents/request_line.html", context, status=422 if form.errors else 200)


@door("receive")
@require_http_methods(BOTH)
def rest(request: HatRequest, resident: UUID, request_id: UUID) -> HttpResponse:
    """Disclose every line against which nothing was proposed."""
    context = found(request, resident, request_id, "disclosure.rest")
    if request.method == "POST":

        def disclose(_: Attempt) -> None:
            sharing.disclose_the_rest(resident, request_id, by=request.hat, at=timezone.now())

        done(request, None, "disclosure.rest", disclose, "不開示の案がない行を「開示する」にしました。")
        return redirect(f"{context['urls']['page']}?show=undecided")
    context |= {
        "question": "不開示の案がない行を、まとめて「開示する」にしますか。",
        "sentences": [
            "一行ずつ読んでから押してください。あとから一行ずつ変えられます。",
            "別の職員の読み合わせが、もう一度必要になります。",
        ],
        "label": "開示する",
    }
    return render(request, "residents/request_confirm.html", context)


@door("receive")
@require_http_methods(BOTH)
def read(request: HatRequest, resident: UUID | None, request_id: UUID) -> HttpResponse:
    """読み合わせ by somebody who decided none of the lines."""
    context = found(request, resident, request_id, "disclosure.read")
    if request.method == "POST":

        def confirm(_: Attempt) -> None:
            sharing.read_request(
                resident, request_id, version=version_of(request), by=request.hat, at=timezone.now()
            )

        done(request, None, "disclosure.read", confirm, "読み合わせを記録しました。")
        return redirect(context["urls"]["page"])
    context |= {
        "question": "すべての行の判断を読み合わせましたか。",
        "sentences": [
            "自分が判断した行があるときは、読み合わせできません。",
            "あとで一行でも判断が変わると、読み合わせはやり直しになります。",
        ],
        "label": "読み合わせた",
    }
    return render(request, "residents/request_confirm.html", context)


@door("receive")
@require_http_methods(BOTH)
def extend(request: HatRequest, resident: UUID | None, request_id: UUID) -> HttpResponse:
    context = found(request, resident, request_id, "disclosure.extend")
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def change(_: Attempt) -> None:
            sharing.extend_request(
                resident,
                request_id,
                **form.cleaned_data,
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "disclosure.extend", change, "期限を延ばしました。請求者に通知してください。"):
            return redirect(context["urls"]["page"])
    return _one_form(
        request, form, context, "決定の期限を延ばす", "期限を延ばす", str(law.of_requests("extension"))
    )


@door("receive")
@require_http_methods(BOTH)
def decide(request: HatRequest, resident: UUID | None, request_id: UUID) -> HttpResponse:
    """Record the decision on the whole request."""
    context = found(request, resident, request_id, "disclosure.decide")
    form = OutcomeForm(
        request.POST or None,
        initial={"outcome": disclosures.progress(request_id).outcome if resident else "absent"},
    )
    if request.method == "POST" and form.is_valid():

        def settle(_: Attempt) -> None:
            sharing.decide_request(
                resident,
                request_id,
                **form.cleaned_data,
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "disclosure.decide", settle, "決定を記録しました。通知を印刷できます。"):
            return redirect(context["urls"]["page"])
    hint = f"「存否応答拒否」と「記録がない」は、同じ文面の通知になります。{law.of_requests('existence')}"
    return _one_form(request, form, context, "決定を記録する", "決定を記録する", hint)


def _one_form(
    request: HatRequest, form: Any, context: dict[str, Any], title: str, label: str, hint: str
) -> HttpResponse:
    context |= {"form": form, "title": title, "label": label, "hint": hint}
    return render(request, "residents/request_form.html", context, status=422 if form.errors else 200)
