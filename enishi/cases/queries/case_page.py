"""The page of one case, as one hat may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.models import Case
from enishi.cases.queries import given, parts
from enishi.cases.queries.given import ConsentLine
from enishi.cases.queries.history import EVERYTHING, History, history
from enishi.cases.queries.journal import Journal, Shown, journal
from enishi.cases.queries.parts import LeadLine, MemberLine, RequestLine, StepLine, TeamLine
from enishi.cases.queries.plan_panel import Panels, events, panels
from enishi.cases.rules.planning import reasons_about_case
from enishi.cases.rules.steps import MAY_END, RESTING, may_move
from enishi.cases.terms import CaseState, CaseVocabulary
from enishi.intake.queries.grounds import Why, why
from enishi.intake.queries.listing import long_time
from enishi.intake.queries.vocabulary import labels
from enishi.office.drafts import Saved
from enishi.residents.queries import Face, faces
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass, Purpose

LISTS = (
    CaseVocabulary.DUTY,
    CaseVocabulary.MEANS,
    CaseVocabulary.NEXT_ACTION,
    CaseVocabulary.DECLINE,
    CaseVocabulary.CLOSING,
    CaseVocabulary.SUSPENSION,
    CaseVocabulary.ENDING,
)


@dataclass(frozen=True)
class Brief:
    """A case after a look, and what its forms say of it: whose it is, and the other members whose file is open."""

    found: OpenedCase
    face: Face | None
    title: str
    members: Sequence[MemberLine]

    @property
    def row(self) -> Case:
        return self.found.row

    @property
    def reference(self) -> str:
        return reference(self.row.pk)

    @property
    def files(self) -> dict[UUID, str]:
        """The files that are open → whose they are; the case's own has no name beside its entries."""
        return {self.row.pk: ""} | {one.id: one.name for one in self.members}

    @property
    def persons(self) -> dict[UUID, str]:
        """The registers that are open → how the person is called."""
        known = {one.resident: one.name for one in self.members if one.resident in self.found.opened}
        mine = self.row.resident_id
        return ({mine: self.face.name if self.face else "本人"} if mine in self.found.opened else {}) | known

    @property
    def is_lead(self) -> bool:
        return self.found.is_lead

    @property
    def seen(self) -> int:
        return self.found.classes


@dataclass(frozen=True)
class Many:
    """How many there are of what a page draws the first of."""

    team: int
    former: int
    consents: int
    steps: int


@dataclass(frozen=True)
class CasePage:
    """Everything the page shows to one hat; nothing that is not visible is in it.

    Where only the first were asked for, ``many`` tells of how many.
    """

    brief: Brief
    state: str
    since: str
    reason: str
    opened: str
    lead: LeadLine | None
    leads: Sequence[LeadLine]
    team: Sequence[TeamLine]
    former: Sequence[TeamLine]
    request: RequestLine | None
    requests: Sequence[RequestLine]
    consents: Sequence[ConsentLine]
    steps: Sequence[StepLine]
    many: Many
    agencies: Mapping[UUID, str]
    """who may have written: every agency that led or was asked"""
    support_stands: bool
    is_guarded: bool
    """the whereabouts of the person are protected, and the hat holds the key: nobody else may be told"""
    unconsented: Sequence[str]
    """for who leads, once the person agreed: others of the household who have not, and whom nobody may be told of"""
    journal: Journal
    panels: Panels
    consultation: tuple[UUID, str] | None
    drafts: Sequence[Saved]
    """the hat's own, of an entry half written"""
    why: Why
    offers: Mapping[str, bool]

    @property
    def row(self) -> Case:
        return self.brief.row

    @property
    def face(self) -> Face | None:
        return self.brief.face

    @property
    def more(self) -> Many:
        """How many there are beside those that the page draws."""
        return Many(
            self.many.team - len(self.team),
            self.many.former - len(self.former),
            self.many.consents - len(self.consents),
            self.many.steps - len(self.steps),
        )

    @property
    def awaited(self) -> list[TeamLine]:
        """The roles of which an answer of ours is awaited."""
        return [one for one in self.team if one.ours and one.due]

    @property
    def is_over(self) -> bool:
        return self.row.state == CaseState.ENDED

    def was_asked(self, request: UUID) -> bool:
        return any(one.id == request for one in self.requests)


def case_brief(hat: Hat, case: UUID, *, at: datetime, word: str, to: Purpose = Purpose.SUPPORT) -> Brief:
    """Look at a case, its person and the members whose file is open. Five queries.

    :raises NotFound: hidden and absent alike
    """
    found = open_case(hat, case, to=to, word=word)
    return _brief(found, faces(hat, _persons(found), on=timezone.localdate(at), considerations=True))


def _persons(found: OpenedCase) -> list[UUID]:
    return [found.row.resident_id, *(one.resident_id for one in found.members)]


def _brief(found: OpenedCase, known: Mapping[UUID, Face], guarded: Collection[UUID] = ()) -> Brief:
    face = known.get(found.row.resident_id)
    return Brief(
        found,
        face,
        f"{face.name}様のケース" if face else "ケース",
        [
            parts.member(one, known.get(one.resident_id), follows=place > 0, guarded=one.resident_id in guarded)
            for place, one in enumerate(found.members)
        ],
    )


def case_page(
    hat: Hat, case: UUID, shown: Shown, *, at: datetime, word: str = "case.page", most: int = EVERYTHING, draft: str = ""
) -> CasePage:
    """Look at one case and read its page. Four queries, however much was written.

    :param most: so many of the team, of those who left it, of consents and of steps: what is ours, waits, stands or is new first
    :param draft: the form on the page
    :raises NotFound: hidden and absent alike
    """
    today, words = timezone.localdate(at), labels(*LISTS)
    found = open_case(hat, case, to=Purpose.SUPPORT, word=word)
    row = found.row
    told = history(
        row.pk,
        consultation=row.consultation_id,
        persons=[one for one in _persons(found) if one in found.opened],
        own=hat.agency_id,
        seen=found.classes,
        most=most,
        faces_on=today,
        minded=[row.resident_id],
        draft=draft,
    )
    guarded = {one["resident_id"] for one in told.of("guarded")}
    brief = _brief(found, told.faces, guarded)
    leads = [parts.lead(one, today, words) for one in told.of("lead")]
    roles = [parts.role(one, today, words, told, hat) for one in told.of("role")]
    requests = [parts.request(one, today, words, told, hat) for one in told.of("request")]
    consents = given.consent_rows(told, row.resident_id, at)
    support_stands = given.support_stands(consents, row.resident_id, at)
    steps = parts.steps(told, words, events(told, brief.files))
    origin = next(iter(told.of("consultation")), None)
    [team] = told.of("team")
    return CasePage(
        brief=brief,
        state=str(CaseState(row.state).label),
        since=long_time(row.moved_at),
        reason=parts.reason(row.reason_code, words),
        opened=long_time(row.opened_at),
        lead=next((one for one in leads if one.is_open), None),
        leads=leads,
        team=sorted((one for one in roles if one.stands), key=lambda one: (not one.ours, not one.due)),
        former=[one for one in roles if not one.stands],
        request=next((one for one in requests if one.stands), None),
        requests=requests,
        consents=[given.consent(one, brief.persons, told, at, most=most) for one in consents[:most]],
        steps=steps[:most],
        many=Many(team["standing"], team["former"], len(consents), len(steps)),
        agencies={one.agency_id: one.agency for one in leads} | team["agencies"],
        support_stands=support_stands,
        is_guarded=row.resident_id in guarded,
        unconsented=given.unconsented(consents, brief.persons, at) if support_stands and brief.is_lead else (),
        journal=journal(hat, case, _only_open(shown, brief), files=brief.files, seen=found.classes),
        panels=panels(told, brief.files, today, leads=brief.is_lead, rests=row.state in RESTING),
        consultation=(origin["id"], reference(origin["id"])) if origin else None,
        drafts=[Saved(one["id"], one["saved_at"]) for one in told.of("draft")],
        why=_why(brief),
        offers=_offers(brief, hat, roles),
    )


def _why(brief: Brief) -> Why:
    """On which ground, and until when, with the year: a consent may hold for one."""
    opened, case = brief.found.opened, brief.row.pk
    standing = opened.standings.get(case)
    until = given.date_text(standing.until - given.LAST_MOMENT) if standing and standing.until else ""
    return replace(why(opened, case), until=until)


def history_of(brief: Brief) -> History:
    row = brief.row
    own = brief.found.hat.agency_id
    return history(row.pk, consultation=row.consultation_id, persons=brief.persons, own=own, seen=brief.seen)


def _only_open(shown: Shown, brief: Brief) -> Shown:
    """A file that is not open is no filter."""
    if shown.file and shown.file not in brief.files:
        return replace(shown, file=None)
    return shown


def _offers(brief: Brief, hat: Hat, roles: Sequence[TeamLine]) -> dict[str, bool]:
    """Which buttons the page draws. The verbs and the database decide again."""
    state, lead = brief.row.state, brief.is_lead
    stopped = state in (CaseState.SUSPENDED, CaseState.WATCHING)
    return {
        "write": state != CaseState.ENDED,
        "lead": lead,
        "plan": lead and not reasons_about_case(state),
        "move": lead
        and state in (CaseState.OUTREACH, CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING),
        "suspend": lead and may_move(state, CaseState.SUSPENDED),
        "resume": "lead" in hat.may and ((lead and stopped) or state == CaseState.ENDED),
        "close": lead and may_move(state, CaseState.WATCHING),
        "end": lead and state in MAY_END,
        "informant": bool(brief.seen & InformationClass.INFORMANT),
        "ours": any(one.ours and one.stands for one in roles),
    }
