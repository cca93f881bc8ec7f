"""Lists of cases as they leave the house: the same rows, filters and order as on the screen, every one of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.queries import cases
from enishi.cases.queries.overview import Wanted as WantedOverview
from enishi.cases.queries.overview import overview
from enishi.intake.queries.exports import CHUNK, Sheet
from enishi.sharing.terms import Purpose


def case_sheet(hat: Hat, wanted: cases.Wanted, *, at: datetime) -> Sheet:
    """Every case of a list, with names. Reads in parts; each part is looked at before it is read."""
    today, rows, binders = timezone.localdate(at), list[Sequence[object]](), list[UUID]()
    waiting = (
        cases.Listed(*one)
        for one in cases.listed(hat, wanted, at=at).values_list(*cases.COLUMNS).iterator(CHUNK)
    )
    while part := list(islice(waiting, CHUNK)):
        residents = {one.case: one.resident for one in part}
        for shown in cases.drawn(hat, part, today, to=Purpose.EXPORT, deliberate=True):
            binders += [shown.id, residents[shown.id]]
            rows.append(
                [
                    *(
                        shown.reference,
                        shown.name,
                        shown.kana,
                        shown.state,
                        shown.lead,
                        shown.person,
                        shown.next_on,
                    ),
                    *(shown.late, shown.next_action, shown.team, shown.waiting, shown.opened),
                ]
            )
    heads = "ケース番号 氏名 カナ 状態 主担当機関 主担当者 次の期日 期日まで 次にすること チームの機関数 回答待ち 開始"
    return Sheet("ケースの一覧", heads.split(), rows, list(dict.fromkeys(binders)))


def overview_sheet(hat: Hat, wanted: WantedOverview, *, at: datetime) -> Sheet:
    """The coordinator's list: numbers, never a name of a person served."""
    rows = [
        [
            *(one.reference, one.state, one.lead, one.person, one.next_on, one.late, one.next_action),
            *(one.team, one.waiting, one.opened),
        ]
        for one in overview(hat, wanted, at=at, whole=True).rows
    ]
    heads = "ケース番号 状態 主担当機関 主担当者 次の期日 期日まで 次にすること チームの機関数 回答待ち 開始"
    return Sheet("全体のケース", heads.split(), rows, [])
