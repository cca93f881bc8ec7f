"""Lines of the drawings (家族図・エコマップ): drawn and removed, never changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import Tie
from enishi.cases.rules.reasons import reasons_not_to_write
from enishi.cases.terms import TieFlow, TieQuality
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.terms import Sex
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class NewTie:
    """A line from whose file it is (``file``: the case's binder or a member's) to one of: a resident, an agency, a name."""

    file: UUID
    resident: UUID | None = None
    agency: UUID | None = None
    label: str = ""
    relation: str = ""
    sex: Sex = Sex.UNKNOWN
    died: bool = False
    quality: TieQuality = TieQuality.ORDINARY
    flow: TieFlow = TieFlow.NONE
    remark: str = ""
    information_class: int = InformationClass.FAMILY.value


def draw_tie(case: UUID, new: NewTie, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Draw a line. One to the same resident or agency in the same file takes the place of the one before.

    :returns: the line's id
    :raises Refused: in a class or to a person not seen, to nobody, or in an ended case
    """
    return once(submission, "case.tie_drawn", lambda: _draw(case, new, by=by, at=at), by=by, at=at)


def _draw(case: UUID, new: NewTie, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.draw")
    if new.file not in found.files:
        raise Refused("だれの図かを選び直してください。")
    classes = found.opened.classes.get(new.file, 0)
    label = new.label.strip()
    reasons = reasons_not_to_write(
        state=found.row.state, text="-", information_class=new.information_class, seen=classes, minutes=None
    )
    if sum((new.resident is not None, new.agency is not None, bool(label))) != 1:
        reasons.append("相手をひとつ選ぶか、名前を書いてください。")
    if new.resident and new.resident not in open_binders(
        by, [new.resident], to=Purpose.SUPPORT, word="case.draw"
    ):
        reasons.append("選んだ人が見つかりません。")
    if reasons:
        raise Refused(reasons)
    if not label:
        _live(case).filter(binder_id=new.file, resident_id=new.resident, agency_id=new.agency).update(
            removed_at=at, removed_by=desk(by)[1]
        )
    tie = Tie(
        **stamp(case, new.file, new.information_class, by=by, at=at),
        resident_id=new.resident,
        agency_id=new.agency,
        label=label,
        relation=new.relation if not new.agency else "",
        sex=new.sex,
        died=new.died,
        quality=new.quality,
        flow=new.flow,
        remark=new.remark.strip(),
    )
    tie.save(force_insert=True)
    trail.record("case.tie_drawn", binders=list(dict.fromkeys([case, new.file])))
    return tie.pk


@transaction.atomic
def remove_tie(case: UUID, tie: UUID, *, by: Hat, at: datetime) -> None:
    """Take a line away. What the register and the team say stays in the drawing.

    :raises Overtaken: when somebody took it away meanwhile
    """
    open_case(by, case, to=Purpose.SUPPORT, word="case.draw")
    row = Tie.objects.filter(pk=tie, case=case).first()
    if row is None:
        raise NotFound("case.tie", tie)
    if not _live(case).filter(pk=tie).update(removed_at=at, removed_by=desk(by)[1]):
        raise Overtaken({"線": "もう消されています。"})
    trail.record("case.tie_removed", binders=list(dict.fromkeys([case, row.binder_id])))


def _live(case: UUID) -> "QuerySet[Tie]":
    return Tie.objects.filter(case=case, removed_at__isnull=True)
