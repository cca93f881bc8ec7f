"""Asking a member by a link: the card is written, released, and its link shown this once."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.actions.cards import Released
from enishi.agencies.browser import HatRequest
from enishi.agencies.views.cards import NO_EDGE, Shown, link_page
from enishi.community.actions import asking
from enishi.community.forms.network import MemberAskForm
from enishi.community.queries.asking import hand_from_answer, parts_of
from enishi.community.queries.commissions import commission_page
from enishi.community.queries.members import member_page
from enishi.community.rules.asking import PARTS
from enishi.community.views.network_frame import form_page, trail
from enishi.office.doors import door
from enishi.office.ids import identity
from enishi.office.submissions import key_of

WAYS = ["GET", "HEAD", "POST"]


def _page(
    request: HatRequest, row: Any, form: Any, verb: Any, *words: str, consequences: list[str], **more: Any
) -> HttpResponse:
    """``words``: heading, label, what is told."""
    heading, label, told = words
    more |= {"consequences": tuple(consequences), "back": _back(row), "above": _above(row)}
    return form_page(request, form, verb, heading=heading, label=label, told=told, **more)


def _back(row: Any) -> str:
    return reverse("network:commission", args=[row.pk]) + "#asked"


def _above(row: Any) -> list[dict[str, str]]:
    return trail("network:commissions", (f"依頼 {row.reference}", _back(row)))


@door("tend")
@require_http_methods(WAYS)
def ask(request: HatRequest, commission_id: UUID, member_id: UUID) -> HttpResponse:
    """会員に紙面を渡す."""
    row, member = commission_page(commission_id).row, member_page(member_id)
    choices = [(name, f"{PARTS[name]}：{words}") for name, words in parts_of(row).items()]
    sent = request.POST if request.method == "POST" else None
    form = MemberAskForm(sent, parts=choices)
    made: list[Released] = []

    def verb() -> None:
        new = asking.NewMemberAsk(**form.cleaned_data | {"parts": tuple(form.cleaned_data["parts"])})
        made.append(
            asking.ask_by_card(
                commission_id,
                member_id,
                new,
                by=request.hat,
                at=timezone.now(),
                key=key_of(request.POST),
            )
        )

    def then() -> HttpResponse:
        to = Shown("会員", "会員", member.name, _back(row), "依頼のページへ", _above(row))
        return link_page(request, made[0], to)

    told = [f"開示してよい範囲：{row.disclosure}（同意 {row.consented_on}）"]
    told += [] if settings.EDGE_ADDRESS else [NO_EDGE]
    words = (f"{member.name} に紙面を渡す", "リンクをつくる", "紙面をつくりました。")
    return _page(request, row, form, verb, *words, consequences=told, then=then)


@door("tend")
@require_http_methods(WAYS)
def close(request: HatRequest, commission_id: UUID, member_id: UUID) -> HttpResponse:
    """渡した紙面を閉じる."""
    row, member = commission_page(commission_id).row, member_page(member_id)

    def verb() -> None:
        asking.close_member_ask(commission_id, member_id, by=request.hat, at=timezone.now())

    told = [
        "会員がリンクを開いても、もう何も見えません。回答もできません。",
        "あらためて渡すには、新しい紙面をつくります。",
    ]
    form = Form(request.POST if request.method == "POST" else None)
    words = (f"{member.name} に渡した紙面を閉じる", "閉じる", "紙面を閉じました。")
    return _page(request, row, form, verb, *words, consequences=told, danger=True)


def answered_already(request: HatRequest, commission_id: UUID) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a member answered by its card is in the form already; somebody reads it and decides."""
    member = identity(request.GET.get("member", ""))
    if member is None:
        return {}, ()
    fields, question = hand_from_answer(commission_id, member, at=timezone.now())
    told = ["会員の回答を入れてあります。確かめてから記録します。"] if fields else []
    told += [f"聞いておきたいこと：{question}"] if fields and question else []
    return fields | {"member": str(member)}, tuple(told)
