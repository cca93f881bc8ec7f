"""A search is kept, a place is proposed, and a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.stamping import stamp
from enishi.cases.rules.reasons import ENDED
from enishi.cases.terms import CaseState
from enishi.community.actions.seats import hold_queue, tell_queue
from enishi.community.models import Menu, Resource
from enishi.community.queries.offers import free_places
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.office import inbox, trail
from enishi.office.errors import Overtaken, Refused
from enishi.office.rows import put
from enishi.office.versions import step
from enishi.participation.access import OpenedProposal, open_proposal
from enishi.participation.models import Proposal, Search
from enishi.participation.models.proposal import STANDING
from enishi.participation.queries.queueing import ahead_of, in_queue
from enishi.participation.terms import NoReason, ProposalRoad, ProposalState
from enishi.sharing.terms import InformationClass, Purpose

BASIC = InformationClass.BASIC.value
NOT_LEAD = "受入先を進めるのは、主担当の機関だけです。"
PLACE_FREE = "participation.place_free"
GONE = "この案は、もう決まっています。画面を開き直してください。"


@dataclass(frozen=True)
class NewProposal:
    """A place for one person; ``reasons`` without those that speak of needs."""

    resource: UUID
    menu: UUID | None
    name: str
    reasons: Sequence[str] = ()
    score: int = 0
    road: ProposalRoad = ProposalRoad.ONE
    ask: str = ""


@dataclass(frozen=True)
class Counts:
    """What a search found."""

    offers: int
    fits_public: int
    fits_local: int
    near: int
    against: Mapping[str, int]


def leads(found: OpenedCase, file: UUID) -> None:
    """Only who leads goes further, and not in an ended case.

    :raises Refused: otherwise
    """
    reasons = [] if found.is_lead else [NOT_LEAD]
    if found.row.state == CaseState.ENDED:
        reasons.append(ENDED)
    if file not in found.files:
        reasons.append("だれについてかを選んでください。")
    if reasons:
        raise Refused(reasons)


def keep_search(
    case: UUID,
    counts: Counts,
    note: str,
    *,
    file: UUID,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Keep what a search found, and in words what is missing. A request for a new menu stands on one that found nothing."""

    def keep() -> UUID:
        found = open_case(by, case, to=Purpose.SUPPORT, word="participation.search")
        leads(found, file)
        row = Search(**stamp(case, file, BASIC, by=by, at=at), note=note.strip(), **vars(counts))
        put([row])
        detail = {"failed": str(row.failed), "offers": str(row.offers)}
        trail.record("participation.searched", binders=list(dict.fromkeys([case, file])), detail=detail)
        return row.pk

    return once(submission, "participation.search", keep, by=by, at=at)


def propose(
    case: UUID, new: NewProposal, *, file: UUID, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Take a place into consideration. The same place twice stays one open proposal."""

    def write() -> UUID:
        found = open_case(by, case, to=Purpose.SUPPORT, word="participation.propose", lock=True)
        leads(found, file)
        if not Resource.objects.filter(pk=new.resource).exists() or (
            new.menu and not Menu.objects.filter(pk=new.menu, resource=new.resource).exists()
        ):
            raise Refused("この資源は、もうありません。画面を開き直してください。")
        same = Proposal.objects.filter(
            binder_id=file, resource=new.resource, menu=new.menu, state__in=STANDING
        ).first()
        if same is not None:
            return same.pk
        row = Proposal(
            **stamp(case, file, BASIC, by=by, at=at),
            resource_id=new.resource,
            menu_id=new.menu,
            name=new.name[:330],
            reasons=list(new.reasons),
            score=new.score,
            road=new.road,
            ask=new.ask.strip(),
        )
        put([row])
        trail.record("participation.proposed", binders=list(dict.fromkeys([case, file])))
        return row.pk

    return once(submission, "participation.propose", write, by=by, at=at)


@transaction.atomic
def choose_proposal(case: UUID, proposal: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Say that this place is gone on with."""
    opened = _open(case, proposal, version, by=by)
    row = opened.row
    free, ahead = free_places(row.resource_id, row.menu_id), ahead_of(row)
    if free and ahead >= free:
        raise Refused(f"先に順番を待っている人が{ahead}人います。「空きを待つ」を選んでください。")
    _decide(opened, ProposalState.CHOSEN, by=by, at=at)


@transaction.atomic
def drop_proposal(
    case: UUID, proposal: UUID, reason: str, remark: str = "", *, version: int, by: Hat, at: datetime
) -> None:
    """Say that this place is not gone on with, and by whose side."""
    opened = _open(case, proposal, version, by=by)
    if reason not in NoReason.values or reason == NoReason.ACHIEVED:
        raise Refused("見送りの理由を選んでください。")
    _decide(opened, ProposalState.DROPPED, by=by, at=at, reason=reason, remark=remark.strip())


@transaction.atomic
def wait_for_place(case: UUID, proposal: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Stand in the queue for a place that is full: at its end, over all cases.

    :raises Refused: it is not full, or waits already
    """
    opened = _open(case, proposal, version, by=by)
    row = opened.row
    if row.state == ProposalState.WAITING:
        raise Refused("もう順番を待っています。")
    free = free_places(row.resource_id, row.menu_id)
    if free is None or free > ahead_of(row):
        raise Refused("空きがあるか、空きの数が分かりません。「進める」を選んで、受入先に確かめてください。")
    _decide(opened, ProposalState.WAITING, by=by, at=at)


def _open(case: UUID, proposal: UUID, version: int, *, by: Hat) -> OpenedProposal:
    opened = open_proposal(by, case, proposal, word="participation.decide", lock=True)
    leads(opened.case, opened.row.binder_id)
    if opened.row.state not in STANDING:
        raise Overtaken({"案": str(opened.row.get_state_display())})
    if opened.row.version != version:
        raise Overtaken({"案": opened.row.name})
    return opened


def _decide(opened: OpenedProposal, state: ProposalState, *, by: Hat, at: datetime, **more: str) -> None:
    row = opened.row
    waits = ProposalState.WAITING in (row.state, state)
    if waits:
        hold_queue(row.resource_id, row.menu_id, by=by)
    step(row, state=state, decided_at=at, decided_by=desk(by)[1], **more)
    if waits:
        tell_queue(row.resource_id, row.menu_id, in_queue(row.resource_id, row.menu_id), by=by)
        inbox.withdraw_tasks(row.binder_id, PLACE_FREE, at=at)
    binders = list(dict.fromkeys([row.case_id, row.binder_id]))
    trail.record("participation.decided_on", binders=binders, detail={"state": str(state)})
