"""From a hand to a menu: designs, trials, the evaluation, the registration, and how often the menu is used again."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies.hats import Hat
from enishi.community.actions.closing_asks import close_asks
from enishi.community.actions.commissioning import keep, locked, move, tell_opener
from enishi.community.actions.members import write_line
from enishi.community.actions.resources import put_times
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import VERIFY
from enishi.community.models import Commission, Hand, Member, Menu, MenuDraft, MenuUse, Resource, Trial
from enishi.community.rules.commissions import reasons_not_to_register
from enishi.community.terms import (
    CommissionState,
    ContributionKind,
    HandState,
    MemberKind,
    Purpose,
    ResourceKind,
    TrialOutcome,
)
from enishi.office import trail
from enishi.office.city import setting
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.submissions import once

DESIGNED_IN = (CommissionState.DESIGN, CommissionState.TRIAL, CommissionState.EVALUATION)
KINDS = {MemberKind.COMPANY: ResourceKind.BUSINESS, MemberKind.UNION: ResourceKind.GROUP}


@dataclass(frozen=True)
class Design:
    """One version of what a menu could be."""

    host: UUID
    name: str
    purpose: str
    description: str
    designers: tuple[UUID, ...] = ()
    pace: str = ""
    hours: str = ""
    reward: str = ""
    transport: str = ""
    insurance: str = ""
    capacity: int | None = None
    changed: str = ""


def draft_menu(
    commission_id: UUID, design: Design, *, by: Hat, at: datetime, key: UUID | None = None
) -> UUID:
    """Add a version of the design; earlier ones stay as they were.

    :raises Refused: nobody's hand is taken yet, the host is not among them, or words are missing
    """
    may_tend(by)
    made = uuid4()
    with once(key, "menu_draft.made", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        one = locked(commission_id)
        taken = set(
            Hand.objects.filter(commission=one, state=HandState.TAKEN)
            .order_by("pk")
            .values_list("member_id", flat=True)
        )
        if reasons := _reasons_against(one, design, taken):
            raise Refused(reasons)
        number = MenuDraft.objects.filter(commission=one).count() + 1
        values = asdict(design) | {"designers": [str(each) for each in design.designers]}
        host = values.pop("host")
        MenuDraft(
            id=made,
            commission=one,
            number=number,
            host_id=host,
            made_at=at,
            made_by=by.membership_id,
            **values,
        ).save(force_insert=True)
        if one.state == CommissionState.EVALUATION:
            one.outcome, one.evaluation, one.evaluated_at = "", "", None
            move(one, CommissionState.DESIGN, at)
        trail.record("menu_draft.made", detail={"commission": str(commission_id), "number": number})
    return made


def _reasons_against(one: Commission, design: Design, taken: set[UUID]) -> list[str]:
    if one.state not in DESIGNED_IN:
        return ["いっしょに進める会員を決めてから、メニューを設計してください。"]
    found = []
    if design.host not in taken:
        found.append("受け入れる会員は、いっしょに進める会員から選んでください。")
    if set(design.designers) - taken:
        found.append("いっしょに考える会員は、いっしょに進める会員から選んでください。")
    if not design.name.strip() or not design.description.strip():
        found.append("メニュー案の名称と内容を書いてください。")
    if design.purpose not in Purpose.values:
        found.append("目的を一つ選んでください。")
    return found


def start_trial(
    commission_id: UUID,
    *,
    draft_id: UUID,
    starts_on: date,
    ends_on: date | None,
    planned: int,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> UUID:
    """Try a version of the design.

    :raises Refused: no such version, or a trial is going on
    """
    may_tend(by)
    made = uuid4()
    with once(key, "trial.begun", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        one = locked(commission_id)
        draft = MenuDraft.objects.filter(pk=draft_id, commission=one).first()
        reasons = [] if draft else ["試すメニュー案を選んでください。"]
        if ends_on and ends_on < starts_on:
            reasons.append("終わりの日は、始まりの日以後にしてください。")
        if one.state != CommissionState.DESIGN:
            reasons.append(f"いまは「{one.get_state_display()}」です。設計の段階で、試行を始めてください。")
        if reasons or draft is None:
            raise Refused(reasons)
        days = {"starts_on": starts_on, "ends_on": ends_on, "planned": planned}
        Trial(id=made, commission=one, draft=draft, **days).save(force_insert=True)
        move(one, CommissionState.TRIAL, at)
        trail.record("trial.begun", detail={"commission": str(commission_id), "trial": str(made)})
    return made


def end_trial(
    trial_id: UUID,
    *,
    ended_on: date,
    held: int,
    outcome: str,
    helpers: int | None = None,
    words: str = "",
    changes: str = "",
    version: int,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """How it went for the host, in counts and its own words. Nothing of the person is written here.

    :raises Refused: it is over already, or what is missing
    """
    may_tend(by)
    with once(key, "trial.ended", by.membership_id, at=at) as first:
        if not first:
            return
        trial, one = _trial(trial_id, version)
        reasons = [] if outcome in TrialOutcome.values else ["受入れ先にとってどうだったかを選んでください。"]
        if ended_on < trial.starts_on:
            reasons.append("終わった日は、始まりの日以後にしてください。")
        if ended_on > localdate(at):
            reasons.append("終わった日は、今日までにしてください。")
        if reasons:
            raise Refused(reasons)
        trial.ended_on, trial.held, trial.helpers, trial.outcome = ended_on, held, helpers, outcome
        trial.words, trial.changes = words, changes
        trial.version += 1
        trial.save()
        move(one, CommissionState.EVALUATION, at)
        write_line(
            trial.draft.host_id, ContributionKind.TRIAL, on=ended_on, by=by, at=at, commission_id=one.pk
        )
        trail.record("trial.ended", detail={"trial": str(trial_id), "held": held, "outcome": outcome})


def _trial(trial_id: UUID, version: int) -> tuple[Trial, Commission]:
    found = Trial.objects.filter(pk=trial_id).values_list("commission_id", flat=True).first()
    if found is None:
        raise NotFound("trial", trial_id)
    one = locked(found)
    trial = Trial.objects.select_for_update(of=("self",)).select_related("draft").get(pk=trial_id)
    if trial.version != version:
        raise Overtaken({"終わった日": str(trial.ended_on or "")})
    if trial.ended_on is not None or one.state != CommissionState.TRIAL:
        raise Refused("この試行は、もう終わっています。")
    return trial, one


@transaction.atomic
def evaluate_commission(
    commission_id: UUID, *, outcome: str, text: str, version: int, by: Hat, at: datetime
) -> None:
    """Judge the trials: worth registering, to be changed, or hard to go on with.

    :raises Refused: not in its time, or what is missing
    """
    may_tend(by)
    one = locked(commission_id)
    if one.state == CommissionState.EVALUATION and (one.outcome, one.evaluation) == (outcome, text.strip()):
        return
    if one.version != version:
        raise Overtaken({"評価": one.evaluation})
    reasons = [] if outcome in TrialOutcome.values else ["評価の結果を選んでください。"]
    if not text.strip():
        reasons.append("評価を書いてください。")
    if one.state != CommissionState.EVALUATION:
        reasons.append("試行を終えてから、評価してください。")
    if reasons:
        raise Refused(reasons)
    one.outcome, one.evaluation, one.evaluated_at = outcome, text.strip(), at
    keep(one)
    trail.record("commission.evaluated", detail={"commission": str(commission_id), "outcome": outcome})


def register_menu(
    commission_id: UUID,
    *,
    draft_id: UUID,
    considerations: dict[str, str] | None = None,
    version: int,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> UUID:
    """The design that was tried becomes a menu of its host, and points back to this commission.

    A member that is no resource yet becomes one, so that everybody finds the menu in the directory.

    :returns: the menu's id
    :raises Refused: untried, unjudged, or another step
    """
    may_tend(by)
    made = uuid4()
    with once(key, "commission.registered", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        one = locked(commission_id, version)
        draft = _tried_and_judged(one, draft_id)
        menu = _menu(made, draft, _resource_of(draft.host, by, at), considerations or {}, at)
        menu.save(force_insert=True)
        one.menu, one.ended_at = menu, at
        move(one, CommissionState.REGISTERED, at)
        close_asks(commission_id=one.pk, at=at)
        detail = {"commission": str(commission_id), "menu": str(made)}
        trail.record("commission.registered", detail=detail)
        tell_opener(one, "commission.registered", by, at)
    return made


def _tried_and_judged(one: Commission, draft_id: UUID) -> MenuDraft:
    """The design that becomes a menu.

    :raises Refused: untried, unjudged, or another step
    """
    draft = MenuDraft.objects.select_related("host").filter(pk=draft_id, commission=one).first()
    tried = Trial.objects.filter(commission=one, draft_id=draft_id, ended_on__isnull=False).count()
    evaluated, name = one.evaluated_at is not None, draft.name if draft else ""
    reasons = reasons_not_to_register(one.state, trials=tried, evaluated=evaluated, name=name)
    if reasons or draft is None:
        raise Refused(reasons)
    return draft


def _menu(made: UUID, draft: MenuDraft, host: Resource, considerations: dict[str, str], at: datetime) -> Menu:
    menu = Menu(
        id=made,
        resource=host,
        name=draft.name,
        purpose=draft.purpose,
        description=draft.description,
        pace=draft.pace,
        reward=draft.reward,
        transport=draft.transport,
        insurance=draft.insurance,
        capacity=draft.capacity,
        available=draft.capacity,
        considerations=considerations,
        starts_on=localdate(at),
        origin_id=draft.commission_id,
    )
    put_times(menu, draft.hours)
    return menu


def _resource_of(member: Member, by: Hat, at: datetime) -> Resource:
    """The member as a host in the directory; made once, not public until somebody says so."""
    if member.resource is not None:
        return member.resource
    today = localdate(at)
    made = Resource(
        id=uuid4(),
        name=member.name,
        kana=member.kana,
        kind=KINDS.get(MemberKind(member.kind), ResourceKind.OTHER),
        purposes=list(member.purposes),
        targets=[],
        areas=list(member.areas),
        asks_per_month=member.asks_per_month,
        starts_on=today,
        verify_by=today + timedelta(days=setting(VERIFY.name, on=today)),
        confirmed_on=today,
        confirmed_by=by.membership_id,
    )
    made.save(force_insert=True)
    member.resource = made
    member.version += 1
    member.save()
    trail.record("resource.made", detail={"resource": str(made.pk), "kind": made.kind})
    return made


@transaction.atomic
def count_use(menu_id: UUID, *, source: UUID, on: date, by: Hat, at: datetime) -> int:
    """A placement upstairs has begun with this menu; counted once for each. Returns how often it was used so far.

    :param source: the placement's id, of which nothing is known here
    """
    may_tend(by)
    if not Menu.objects.filter(pk=menu_id).exists():
        raise NotFound("menu", menu_id)
    _row, new = MenuUse.objects.get_or_create(menu_id=menu_id, source_id=source, defaults={"on": on})
    if new:
        trail.record("menu.used", detail={"menu": str(menu_id)})
    return MenuUse.objects.filter(menu_id=menu_id).count()
