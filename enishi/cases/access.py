"""The door of a case: a look, recorded, and only then the row."""

from dataclasses import dataclass, field
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.models import Advice, Case, CaseMember, Lead
from enishi.cases.terms import AdviceSide
from enishi.office.errors import NotFound
from enishi.sharing.access import Opened, open_binders, record_look
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class OpenedCase:
    """A case as the hat may see it: its row, who leads it, the files of other members, and what is open of each."""

    row: Case
    lead: Lead | None
    opened: Opened
    hat: Hat
    members: list[CaseMember] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.row.pk

    @property
    def classes(self) -> int:
        return self.opened.classes.get(self.row.pk, 0)

    @property
    def is_lead(self) -> bool:
        return self.lead is not None and self.lead.agency_id == self.hat.agency_id and "lead" in self.hat.may

    @property
    def files(self) -> list[UUID]:
        """The binders of the case that are open: its own, and those of members."""
        return [self.id, *(one.pk for one in self.members if one.pk in self.opened)]


def open_case(
    hat: Hat, case: UUID, *, to: Purpose, word: str, lock: bool = False, with_lead: bool = True
) -> OpenedCase:
    """Look at a case, the registers of its persons, and the files of its members, in one look.

    :param lock: hold the row for the rest of the transaction, before a verb changes it
    :param with_lead: else who leads is not asked for
    :raises NotFound: hidden and absent alike
    """
    rows = Case.objects.select_for_update() if lock else Case.objects.all()
    row = rows.filter(pk=case).first()
    if row is None:
        raise NotFound(word, case)
    members = list(CaseMember.objects.filter(case=case, left_at__isnull=True))
    persons = [row.resident_id, *(one.resident_id for one in members)]
    opened = open_binders(hat, [case, *(one.pk for one in members), *persons], to=to, word=word)
    if case not in opened:
        raise NotFound(word, case)
    lead = Lead.objects.filter(case=case, ended_at__isnull=True).first() if with_lead else None
    return OpenedCase(row, lead, opened, hat, [one for one in members if one.pk in opened])


@dataclass(frozen=True)
class OpenedAdvice:
    """A question to the coordinator as one side of it may see it. ``case``: for the side that asked; the other sees none of it."""

    row: Advice
    side: AdviceSide
    case: OpenedCase | None

    @property
    def may_ask_on(self) -> bool:
        return self.case is not None and self.case.is_lead


def open_advice(hat: Hat, advice: UUID, *, word: str, lock: bool = False) -> OpenedAdvice:
    """Look at a question (管理者への相談). Who was asked looks at no case, and yet the look is recorded on it.

    :raises NotFound: hidden and absent alike
    """
    rows = Advice.objects.select_related("agency", "coordinator")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=advice).first()
    if row is None:
        raise NotFound(word, advice)
    if row.agency_id == hat.agency_id:
        return OpenedAdvice(row, AdviceSide.ASKING, open_case(hat, row.case_id, to=Purpose.SUPPORT, word=word))
    record_look(hat, [row.case_id], to=Purpose.OVERVIEW, word=word, classes=InformationClass.BASIC.value)
    return OpenedAdvice(row, AdviceSide.ADVISING, None)
