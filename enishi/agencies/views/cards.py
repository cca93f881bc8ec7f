"""The page that shows the link of a released card, this once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enishi.agencies.actions.cards import Released, address_of

NO_EDGE = "外の人が開くページが動いていません。システム管理者に知らせてください。リンクは作れますが、開けません。"


@dataclass(frozen=True)
class Shown:
    """``whom``: to whom the link is sent (受入先); ``label`` and ``name``: what it is about; ``back``: where to go on."""

    whom: str
    label: str
    name: str
    back: str
    back_label: str
    crumbs: Sequence[dict[str, Any]]


def link_page(request: HttpRequest, released: Released, shown: Shown) -> HttpResponse:
    """The link stands here and nowhere else; nobody keeps the page."""
    context = vars(shown) | {"heading": f"{shown.whom}へのリンク", "address": address_of(released.token)}
    return render(request, "agencies/card_link.html", context)
