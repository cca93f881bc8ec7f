"""What the register and the household say of a person, for a form. A look at the register must stand."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import jaconv
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.queries.prefill import register
from enishi.office.wareki.eras import wareki, wareki_short
from enishi.reporting.rules.fields import Told
from enishi.residents.queries import Face, Kin, faces, household_of, kin_of
from enishi.sharing.access import open_binders
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage, InformationClass, Purpose


def person(hat: Hat, resident: UUID | None, *, on: date) -> Told:
    """Name, birth, address and the like, as far as the look goes. Three queries."""
    if resident is None:
        return Told()
    known = register(hat, resident, on=on)
    known |= {"resident.kana": hiragana(known.get("resident.kana", ""))}
    face = faces(hat, [resident], on=on, considerations=True).get(resident)
    more = {"resident.age": face.age_text, "resident.care": "、".join(face.considerations)} if face else {}
    return Told(known | more)


def household(hat: Hat, resident: UUID | None, *, to: Purpose, on: date) -> Told:
    """The household as far as the hat may see each member, each looked at. Four queries.

    The number of the household is that of the members who are shown: another would tell of somebody hidden.
    """
    if resident is None:
        return Told()
    known = [one.resident for one in household_of(hat, [resident])]
    opened = open_binders(
        hat, known, to=to, word="paper.household", classes=InformationClass.BASIC, deliberate=False
    )
    shown = faces(hat, [one for one in known if one in opened], on=on)
    members = [shown[one] for one in known if one in shown]
    relations = {one.other: one for one in kin_of(hat, [resident])} if members else {}
    return Told(
        {"household.count": f"{len(members) + 1}人" if members else ""},
        rows={"household.members": [_member(one, relations) for one in members]},
    )


def _member(one: Face, relations: dict[UUID, Kin]) -> dict[str, str]:
    kin = relations.get(one.id)
    return {
        "name": one.name,
        "age": one.age_text,
        "relation": kin.relation_label if kin else "",
        "note": kin.note if kin else "",
    }


def consents(resident: UUID | None, written: Sequence[tuple[ConsentStage, str]]) -> dict[str, str]:
    """Field → the day from which the person agrees to a step, for consents that hold and that the hat may read. One query."""
    if resident is None:
        return {}
    found: dict[str, str] = {}
    fields = dict(written)
    rows = Consent.objects.filter(resident=resident, withdrawn_at__isnull=True, stage__in=list(fields))
    for one in rows.order_by("starts_at", "id"):
        found[fields[ConsentStage(one.stage)]] = day_text(one.starts_at)
    return found


def hiragana(kana: str) -> str:
    """The form asks for ふりがな; the register keeps カタカナ."""
    return str(jaconv.kata2hira(kana))


def short_day_text(moment: datetime | date | None) -> str:
    """「R8.4.1」, in the narrow columns of a table."""
    if moment is None:
        return ""
    return wareki_short(timezone.localdate(moment) if isinstance(moment, datetime) else moment)


def day_text(moment: datetime | date | None) -> str:
    """「令和8年4月1日」 of a day or of the local day of a moment."""
    if moment is None:
        return ""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return wareki(day)
