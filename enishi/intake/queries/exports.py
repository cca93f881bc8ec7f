"""Lists as they leave the house: the same rows, filters and order as on the screen, every one of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.queries import consultations, held, referrals
from enishi.intake.queries.listing import long_time
from enishi.intake.queries.stagnation import Wanted as WantedNeeds
from enishi.intake.queries.stagnation import stagnation
from enishi.intake.terms import ReferralState
from enishi.residents.queries import faces
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose

CHUNK = 500


@dataclass(frozen=True)
class Sheet:
    """What goes to ``office.egress``: heads, rows, and of whom."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    binders: Sequence[UUID]


def consultation_sheet(hat: Hat, wanted: held.Wanted, *, at: datetime) -> Sheet:
    """Every consultation of a list, with names. Reads in parts; each part is looked at before it is read."""
    today = timezone.localdate(at)
    rows: list[Sequence[object]] = []
    binders: list[UUID] = []
    for part in _parts(held.every_held(hat, wanted, at=at)):
        residents = {one.consultation: one.resident for one in part}
        came = {one.consultation: [long_time(at) for at in (one.received_at, one.recorded_at)] for one in part}
        for shown in consultations.drawn(hat, part, today, to=Purpose.EXPORT, deliberate=True):
            binders += [one for one in (shown.id, residents[shown.id]) if one]
            rows.append(
                [
                    shown.reference,
                    shown.name,
                    shown.kana,
                    shown.worst,
                    shown.state,
                    shown.urgent,
                    shown.next_on,
                    shown.late,
                    shown.next_action,
                    shown.holder,
                    *came[shown.id],
                    shown.channel,
                ]
            )
    heads = "受付番号 氏名 カナ いちばんの困りごと 状態 急ぎ 次の期日 期日まで 次にすること 担当者 受付日時 入力日時 受けた方法"
    return Sheet("相談の一覧", heads.split(), rows, list(dict.fromkeys(binders)))


def referral_sheet(hat: Hat, wanted: referrals.Wanted, *, at: datetime) -> Sheet:
    """Every referral of a list; unopened ones without a name, as on the screen."""
    today = timezone.localdate(at)
    rows: list[Sequence[object]] = []
    binders: list[UUID] = []
    for part in _parts(referrals.boxed(hat, wanted, at=at).iterator(CHUNK)):
        readable = [
            one for one in part if wanted.box == referrals.SENT or one.state != ReferralState.REQUESTED
        ]
        residents = [one.consultation.resident_id for one in readable if one.consultation.resident_id]
        opened = open_binders(
            hat,
            [*(one.pk for one in part), *residents],
            to=Purpose.EXPORT,
            word="referral.list",
            classes=InformationClass.BASIC,
        )
        people = faces(hat, residents, on=today)
        binders += [*(one.pk for one in part if one.pk in opened), *residents]
        for one in part:
            if one.pk in opened:
                face = people.get(one.consultation.resident_id) if one in readable else None  # type: ignore[arg-type]
                line = referrals.line(
                    one, today, name=face.name if face else "", kana=face.kana if face else ""
                )
                rows.append(
                    [
                        line.reference,
                        line.name,
                        line.kana,
                        line.sender,
                        line.receiver,
                        line.kind,
                        line.state,
                        line.due,
                        line.urgent,
                        line.sent,
                    ]
                )
    heads = "つなぎ番号 氏名 カナ 送り元 送り先 つなぎ方 状態 期限 急ぎ 送付"
    return Sheet("つなぎの一覧", heads.split(), rows, list(dict.fromkeys(binders)))


def stagnation_sheet(hat: Hat, wanted: WantedNeeds, *, at: datetime) -> Sheet:
    """The coordinator's list: references, never a name."""
    found, _ = stagnation(hat, wanted, at=at, whole=True)
    rows = [
        [
            one.reference,
            one.holder,
            one.person,
            one.next_on,
            one.late,
            one.next_action,
            one.waiting,
            one.received,
            one.state,
            one.urgent,
        ]
        for one in found.rows
    ]
    heads = "受付番号 担当機関 担当者 次の期日 期日まで 次にすること つなぎ 受付 状態 急ぎ"
    return Sheet("滞り", heads.split(), rows, [])


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while part := list(islice(waiting, CHUNK)):
        yield part
