"""支援依頼: the board, one commission, asking in turn, hands, designs, trials, evaluation, registration. And the figures."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import asked, page_of
from enishi.community.actions import commissioning, designing
from enishi.community.forms import network as forms
from enishi.community.queries import commissions as lists
from enishi.community.queries.asking import asked_lines
from enishi.community.queries.members import labels, member_choices
from enishi.community.rules.commissions import OPEN
from enishi.community.terms import CommissionState, Consideration, Purpose
from enishi.community.views.network_asking import answered_already
from enishi.community.views.network_frame import done, drafted, form_page, shell, trail
from enishi.office.asked import version_of, ways_out
from enishi.office.doors import door
from enishi.office.ids import identity
from enishi.office.submissions import key_of

WAYS = ["GET", "HEAD", "POST"]
SUGGESTED = 10


@door("tend")
@require_safe
def board(request: HatRequest) -> HttpResponse:
    """Commissions by state."""
    wanted = asked(request, *lists.FILTERS)
    counts = lists.state_counts()
    page = page_of(request, lists.commissions(wanted))
    states = [("", "続いているもの", sum(counts.get(one, 0) for one in OPEN))]
    states += [(one.value, str(one.label), counts.get(one.value, 0)) for one in CommissionState]
    states.append(("all", "すべて", sum(counts.values())))
    context = shell("network:commissions") | {
        "page": page,
        "rows": [(one, labels(Purpose, one.forms)) for one in page],
        "states": [(code, label, count, wanted["state"] == code) for code, label, count in states],
        "wanted": wanted,
        "filtered": any(value for name, value in wanted.items() if name != "sort"),
        "forms": Purpose.choices,
        "districts": [(one, one) for one in lists.districts_asked()],
        "exports": ways_out(request, "network:commissions-export"),
        "today": timezone.localdate(),
    }
    return render(request, "community/network/commissions.html", context)


@door("tend")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The board to take along; the briefs stay."""
    found = lists.commissions(asked(request, *lists.FILTERS))
    return hand_out(
        request.hat,
        word="commission.list",
        title="支援依頼",
        heads=lists.COMMISSION_HEADS,
        rows=lists.commission_rows(found),
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_safe
def one_commission(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """One commission: the brief, whom to ask, hands, designs, trials, what became of it."""
    page, today = lists.commission_page(commission_id), timezone.localdate()
    row = page.row
    goes_on = row.state in OPEN
    suggested = lists.suggestions(row, on=today) if goes_on else []
    shown = suggested if request.GET.get("all") else suggested[:SUGGESTED]
    context = {
        "page": page,
        "one": row,
        "trail": trail("network:commissions"),
        "steps": lists.steps_of(row),
        "forms": labels(Purpose, row.forms),
        "considerations": labels(Consideration, row.considerations),
        "goes_on": goes_on,
        "suggested": shown,
        "left_out": len(suggested) - len(shown),
        "asked": asked_lines(page, goes_on=goes_on, at=timezone.now()),
        "drafts": [(draft, page.designers(draft)) for draft in page.drafts],
        "may": _moves(row.state),
        "today": today,
    }
    return render(request, "community/network/commission.html", context)


def _moves(state: str) -> dict[str, bool]:
    """What can be done now, for the buttons; the verbs decide."""
    return {
        "draft": state in designing.DESIGNED_IN,
        "try": state == CommissionState.DESIGN,
        "evaluate": state == CommissionState.EVALUATION,
    }


@door("tend")
@require_POST
def ask(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """Ask one member; it goes into its ledger."""
    lists.commission_page(commission_id)
    member = identity(request.POST.get("member", ""))
    if member is None:
        return redirect("network:commission", commission_id)

    def verb() -> None:
        commissioning.ask_member(
            commission_id, member, by=request.hat, at=timezone.now(), key=key_of(request.POST)
        )

    done(request, None, verb, "声をかけたことを記録しました。")
    return redirect("network:commission", commission_id)


def _form(
    request: HatRequest, row: Any, form: Any, verb: Callable[[], Any], *words: str, **more: Any
) -> HttpResponse:
    """A form about a commission; back to its page. ``words``: heading, label, what is told."""
    back = reverse("network:commission", args=[row.pk])
    heading, label, told = words
    above = trail("network:commissions", (f"依頼 {row.reference}", back))
    return form_page(
        request, form, verb, heading=heading, label=label, told=told, back=back, above=above, **more
    )


def _act(request: HatRequest) -> dict[str, Any]:
    return {"by": request.hat, "at": timezone.now(), "key": key_of(request.POST)}


@door("tend")
@require_http_methods(WAYS)
def hand_new(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """A member raises its hand."""
    page = lists.commission_page(commission_id)
    choices = member_choices(on=timezone.localdate())
    draft, sent = drafted(request, "network.hand", commission_id)
    initial, told = answered_already(request, commission_id)
    form = forms.HandForm(sent or None, initial=initial, members=choices)

    def verb() -> None:
        said = dict(form.cleaned_data)
        commissioning.raise_hand(commission_id, UUID(said.pop("member")), **said, **_act(request))

    words = ("手挙げを記録する", "記録する", "手挙げを記録しました。")
    return _form(request, page.row, form, verb, *words, draft=draft, consequences=told)


@door("tend")
@require_POST
def hand_take(request: HatRequest, hand_id: UUID) -> HttpResponse:
    """Go on with this member."""
    hand = lists.hand_page(hand_id)

    def verb() -> None:
        commissioning.take_hand(hand_id, version=version_of(request), **_act(request))

    done(request, None, verb, f"{hand.member.name}といっしょに進めることにしました。")
    return redirect("network:commission", hand.commission_id)


@door("tend")
@require_http_methods(WAYS)
def hand_pass(request: HatRequest, hand_id: UUID) -> HttpResponse:
    """Not this time."""
    hand = lists.hand_page(hand_id)
    form = forms.PassForm(request.POST or None, initial={"version": hand.version, "lowered": "0"})

    def verb() -> None:
        commissioning.pass_hand(hand_id, **form.cleaned_data, **_act(request))

    heading = f"{hand.member.name} の手挙げを見送る"
    return _form(
        request, hand.commission, form, verb, heading, "見送る", "見送ったことを記録しました。", danger=True
    )


@door("tend")
@require_http_methods(WAYS)
def draft_new(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """The next version of the design; begins with what the last one said."""
    page = lists.commission_page(commission_id)
    choices = [(str(one.member_id), one.member.name) for one in page.taken]
    draft, sent = drafted(request, "network.design", commission_id)
    form = forms.DesignForm(sent or None, initial=_last_draft(page), members=choices)

    def verb() -> None:
        said = dict(form.cleaned_data)
        host, designers = UUID(said.pop("host")), forms.ids_of(said.pop("designers"))
        design = designing.Design(host=host, designers=designers, **said)
        designing.draft_menu(commission_id, design, **_act(request))

    heading = f"メニュー案 第{len(page.drafts) + 1}版"
    template = "community/network/draft_form.html"
    return _form(
        request,
        page.row,
        form,
        verb,
        heading,
        "この版を加える",
        "メニュー案を加えました。",
        template=template,
        draft=draft,
    )


def _last_draft(page: lists.CommissionPage) -> dict[str, Any]:
    if not page.drafts:
        return {"purpose": page.row.forms[0] if page.row.forms else "", "pace": page.row.frequency}
    last = page.drafts[0]
    names = (
        "name",
        "purpose",
        "description",
        "pace",
        "hours",
        "capacity",
        "reward",
        "transport",
        "insurance",
    )
    values = {name: getattr(last, name) for name in names}
    return values | {"host": str(last.host_id), "designers": [str(one) for one in last.designers]}


def _draft_choices(page: lists.CommissionPage) -> list[tuple[str, str]]:
    return [(str(one.pk), f"第{one.number}版 {one.name}（{one.host.name}）") for one in page.drafts]


@door("tend")
@require_http_methods(WAYS)
def trial_new(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """Try a version."""
    page = lists.commission_page(commission_id)
    initial = {"starts_on": timezone.localdate(), "planned": 3}
    form = forms.TrialForm(request.POST or None, initial=initial, drafts=_draft_choices(page))

    def verb() -> None:
        said = dict(form.cleaned_data)
        designing.start_trial(commission_id, draft_id=UUID(said.pop("draft")), **said, **_act(request))

    return _form(request, page.row, form, verb, "試行を始める", "始める", "試行を始めました。")


@door("tend")
@require_http_methods(WAYS)
def trial_end(request: HatRequest, trial_id: UUID) -> HttpResponse:
    """How it went for the host."""
    trial = lists.trial_page(trial_id)
    initial = {"ended_on": timezone.localdate(), "version": trial.version}
    draft, sent = drafted(request, "network.trial", trial_id)
    form = forms.TrialEndForm(sent or None, initial=initial)

    def verb() -> None:
        designing.end_trial(trial_id, **form.cleaned_data, **_act(request))

    heading = f"{trial.draft.name} の試行を終える"
    return _form(
        request,
        trial.commission,
        form,
        verb,
        heading,
        "終わりを記録する",
        "試行の結果を記録しました。",
        draft=draft,
    )


@door("tend")
@require_http_methods(WAYS)
def evaluate(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """Judge the trials."""
    page = lists.commission_page(commission_id)
    initial = {"outcome": page.row.outcome, "text": page.row.evaluation, "version": page.row.version}
    draft, sent = drafted(request, "network.evaluation", commission_id)
    form = forms.EvaluationForm(sent or None, initial=initial)

    def verb() -> None:
        designing.evaluate_commission(commission_id, **form.cleaned_data, by=request.hat, at=timezone.now())

    return _form(
        request, page.row, form, verb, "試行を評価する", "評価を保存する", "評価を保存しました。", draft=draft
    )


@door("tend")
@require_http_methods(WAYS)
def register(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """The design becomes a menu that others can use too."""
    page = lists.commission_page(commission_id)
    tried = {one.draft_id for one in page.trials if one.ended_on}
    drafts = [one for one in _draft_choices(page) if UUID(one[0]) in tried]
    form = forms.RegisterForm(request.POST or None, initial={"version": page.row.version}, drafts=drafts)

    def verb() -> None:
        said = form.cleaned_data
        designing.register_menu(
            commission_id,
            draft_id=UUID(said["draft"]),
            considerations=dict.fromkeys(said["considerations"], "yes"),
            version=said["version"],
            **_act(request),
        )

    told = (
        "参加メニューの一覧に入り、ほかの人の提案にも出ます。",
        "もとの依頼と結びつき、使われた回数を数えます。",
    )
    words = ("参加メニューとして登録する", "登録する", "参加メニューとして登録しました。")
    return _form(request, page.row, form, verb, *words, consequences=told)


@door("tend")
@require_http_methods(WAYS)
def end(request: HatRequest, commission_id: UUID) -> HttpResponse:
    """It ends without a menu."""
    page = lists.commission_page(commission_id)
    form = forms.EndCommissionForm(request.POST or None, initial={"version": page.row.version})

    def verb() -> None:
        commissioning.end_commission(commission_id, **form.cleaned_data, **_act(request))

    words = ("依頼を終える", "終える", "依頼を終えました。")
    return _form(
        request, page.row, form, verb, *words, danger=True, consequences=("終えた依頼は、もう動かせません。",)
    )
