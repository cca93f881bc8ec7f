"""The door of a case: a look, recorded, and only then the row."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.models import Advice, Case, CaseMember, Lead
from enishi.cases.terms import AdviceSide
from enishi.office import prepared
from enishi.office.errors import NotFound
from enishi.sharing.access import Opened, grantees, open_beside, open_binders, open_found, record_look
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


@dataclass(frozen=True)
class ReachedFile:
    """A file of a case (its own, or a member's) as something is written into it by whoever reads nothing of it."""

    state: str
    classes: int


# Which classes are open the kernel says itself, as it does to the walls.
TO_WRITE = """
SELECT c.state, sharing_classes(c.id), f.id = c.id OR m.id IS NOT NULL, sharing_classes(f.id)
  FROM cases_case c CROSS JOIN (VALUES (%(file)s::uuid)) f(id)
  LEFT JOIN cases_casemember m ON m.id = f.id AND m.case_id = c.id AND m.left_at IS NULL
 WHERE c.id = %(case)s
"""


def reach_file(hat: Hat, case: UUID, file: UUID, *, word: str) -> ReachedFile | None:
    """Before something is written into a case of which nothing is read: what is written tells of itself in the trail.

    :returns: None for what is no file of the case, or of a member who is not seen
    :raises NotFound: hidden and absent alike
    """
    found = prepared.rows(TO_WRITE, {"case": case, "file": file})
    if not found or not found[0][1]:
        raise NotFound(word, case)
    [(state, _, is_file, classes)] = found
    return ReachedFile(state, classes) if is_file and classes else None


def open_case(hat: Hat, case: UUID, *, to: Purpose, word: str, lock: bool = False) -> OpenedCase:
    """Look at a case, the registers of its persons, and the files of its members, in one look.

    :param lock: hold the row for the rest of the transaction, before a verb changes it
    :raises NotFound: hidden and absent alike
    """
    return _locked(hat, case, to, word) if lock else _found(hat, case, to, word)


def _locked(hat: Hat, case: UUID, to: Purpose, word: str) -> OpenedCase:
    """For a verb: who leads is asked for after the lock, since what held it may have moved the lead."""
    row = next(iter(prepared.models(Case, "one.id = %s FOR UPDATE", [case])), None)
    if row is None:
        raise NotFound(word, case)
    members = prepared.models(CaseMember, "one.case_id = %s AND one.left_at IS NULL ORDER BY one.joined_at, one.id", [case])
    persons = [row.resident_id, *(one.resident_id for one in members)]
    opened = open_binders(hat, [case, *(one.pk for one in members), *persons], to=to, word=word)
    if case not in opened:
        raise NotFound(word, case)
    lead = next(iter(prepared.models(Lead, "one.case_id = %s AND one.ended_at IS NULL", [case])), None)
    return OpenedCase(row, lead, opened, hat, [one for one in members if one.pk in opened])


# Written out: the ORM asks four times, and takes longer to put that together than PostgreSQL to answer.
TOGETHER = """
WITH household AS MATERIALIZED (
    SELECT m.id, m.resident_id, m.joined_at FROM cases_casemember m WHERE m.case_id = %(case)s AND m.left_at IS NULL)
SELECT {columns},
       (SELECT json_agg(json_build_array(m.id, m.resident_id, m.joined_at) ORDER BY m.joined_at, m.id) FROM household m),
       {opened}
  FROM cases_case c LEFT JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
 WHERE c.id = %(case)s
"""


def _found(hat: Hat, case: UUID, to: Purpose, word: str) -> OpenedCase:
    """For a page: the case, who leads it, its household and what is open of all of them, in one statement."""
    rows = prepared.rows(TOGETHER, {"case": case, "grantees": grantees(hat)})
    if not rows:
        raise NotFound(word, case)
    [(*values, household, told)] = rows
    opened = open_found(hat, told, to=to, word=word)
    if case not in opened:
        raise NotFound(word, case)
    members = [
        prepared.as_model(CaseMember, [member, case, prepared.kept_id(person), datetime.fromisoformat(at), None])
        for one, person, at in prepared.read_json(household) or ()
        if (member := prepared.kept_id(one)) in opened
    ]
    lead = prepared.as_model(Lead, values[CASE:]) if values[CASE] is not None else None
    return OpenedCase(prepared.as_model(Case, values[:CASE]), lead, opened, hat, members)


OF_CASE, OF_LEAD = prepared.columns(Case, "c"), prepared.columns(Lead, "l")
CASE = len(OF_CASE)
TOGETHER = TOGETHER.format(
    columns=", ".join(OF_CASE + OF_LEAD),
    opened=open_beside(
        "ARRAY[c.id, c.resident_id] || (SELECT array_agg(m.id) || array_agg(m.resident_id) FROM household m)"
    ),
)


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
