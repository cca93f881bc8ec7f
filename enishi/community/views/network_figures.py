"""数の推移: members by field over time, used ÷ registered, the road of commissions, how evenly members are asked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.community.city_settings import IDLE
from enishi.community.queries import project_figures as lists
from enishi.community.rules import member_counts
from enishi.community.views.network_frame import shell
from enishi.office.asked import ways_out
from enishi.office.city import setting
from enishi.office.doors import door


def _figures() -> tuple[lists.Figures, int]:
    today = timezone.localdate()
    months = setting(IDLE.name, on=today)
    return lists.figures(on=today, idle_months=months), months


@door("tend")
@require_safe
def figures(request: HatRequest) -> HttpResponse:
    """Members by field over time, used ÷ registered, the road of commissions, how evenly members are asked."""
    found, months = _figures()
    context = shell("network:figures") | {
        "figures": found,
        "months": months,
        "how_many": len(found.counted),
        "heads": list(lists.FIELDS.values()),
        "rows": [(row, [row.by_field[code] for code in lists.FIELDS]) for row in reversed(found.counted)],
        "quarters": list(reversed(found.quarters)),
        "chart": member_counts.chart(found.counted, lists.FIELDS),
        "gini": f"{found.gini:.2f}",
        "exports": ways_out(request, "network:figures-export"),
    }
    return render(request, "community/network/figures.html", context)


@door("tend")
@require_safe
def figures_export(request: HatRequest, form: str) -> HttpResponse:
    """Members by field, quarter by quarter, to take along."""
    found, _months = _figures()
    heads = ["四半期の末", "会員", *lists.FIELDS.values(), "活動した会員"]
    rows = [
        [row.on, row.members, *(row.by_field[code] for code in lists.FIELDS), quarter.used]
        for row, quarter in zip(found.counted, found.quarters, strict=True)
    ]
    return hand_out(
        request.hat,
        word="network.counts",
        title="会員の数の推移",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )
