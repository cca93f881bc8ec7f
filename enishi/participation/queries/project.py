"""Asking the project for somebody: what it stands on (a search, a decision, a consent), and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localdate

from enishi.agencies.queries.directory import districts
from enishi.cases.access import OpenedCase
from enishi.cases.models import Plan
from enishi.cases.terms import PlanState
from enishi.community.city_settings import SEARCHED
from enishi.community.models import Commission
from enishi.community.rules.briefs import age_band
from enishi.community.rules.commissions import OPEN, FailedSearch, MeetingDecision
from enishi.community.terms import AgeBand, CommissionState
from enishi.office.addresses import address
from enishi.office.city import setting
from enishi.office.text.characters import plain
from enishi.participation.models import Profile, Search
from enishi.participation.queries.asking import host_consent
from enishi.participation.queries.profile import person_of, places_of
from enishi.residents.queries import faces
from enishi.sharing.models import Consent

NO_SEARCH = "合うものがなかった検索を、先に保存してください。古い検索と、もう依頼した検索は使えません。"
TONES = {
    CommissionState.REGISTERED: "good",
    CommissionState.TAKEN_BACK: "done",
    CommissionState.GIVEN_UP: "done",
}


@dataclass(frozen=True)
class Basis:
    """What a commission for one file stands on; what is missing is None."""

    search: FailedSearch | None
    decision: MeetingDecision | None
    consent: Consent | None
    plan: UUID | None
    open_ones: Sequence[str]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """(what it is about, what to do), in the order in which things are done."""
        found = []
        if self.search is None:
            found.append(("search", NO_SEARCH))
        if self.decision is None:
            found.append(("decision", "会議で「参加支援の利用」が決まっていません。重層的支援会議で決めてください。"))
        if self.consent is None:
            found.append(("consent", "受入先への提供に、本人の同意がありません。同意の記録で「受入先」の同意を書いてください。"))
        if self.open_ones:
            found.append(("open", f"プロジェクトへの依頼（{'、'.join(self.open_ones)}）が続いています。"))
        return found


def basis(found: OpenedCase, file: UUID, *, at: datetime) -> Basis:
    """After a look at the case. Five queries, however often was searched and asked."""
    today = localdate(at)
    fresh = today - timedelta(days=setting(SEARCHED.name, on=today))
    kept = Search.objects.filter(case=found.id, binder_id=file)
    latest = kept.order_by("-at", "pk").first()
    rows = Commission.objects.filter(search_id__in=kept.values("pk")).order_by("opened_at", "pk")
    asked = {search: (state, number) for search, state, number in rows.values_list("search_id", "state", "reference")}
    usable = latest if latest and latest.failed and latest.pk not in asked and localdate(latest.at) >= fresh else None
    plans = Plan.objects.filter(case=found.id, state=PlanState.DECIDED).order_by("-number")
    return Basis(
        FailedSearch(usable.pk, localdate(usable.at)) if usable else None,
        _decision(found.id),
        host_consent(person_of(found, file), at=at),
        plans.values_list("pk", flat=True).first(),
        [number for state, number in asked.values() if state in OPEN],
    )


def _decision(case: UUID) -> MeetingDecision | None:
    """The latest decision of a meeting that 参加支援 is used; it is about the case, and so about everybody of its household."""
    decided = Profile.objects.filter(case=case, decision_id__isnull=False).order_by("-at", "pk")
    latest = decided.values_list("decision_id", flat=True).first()
    if latest is None:
        return None
    first = decided.filter(decision_id=latest).order_by("at", "pk").values_list("at", flat=True)[0]
    return MeetingDecision(latest, localdate(first))


def band_of(found: OpenedCase, file: UUID, *, on: date) -> AgeBand:
    """The band of somebody's age, as far as it is certain."""
    resident = person_of(found, file)
    known = faces(found.hat, [resident], on=on)
    ages = known[resident].birth.ages_on(on) if resident in known else None
    bands = {age_band(one) for one in ages} if ages else set()
    return bands.pop() if len(bands) == 1 else AgeBand.UNKNOWN


def lives_protected(found: OpenedCase, file: UUID, *, on: date) -> bool:
    """Whether nothing of where somebody lives may go out: protected, not confirmed free, unknown, sealed or not seen."""
    resident = person_of(found, file)
    place = places_of(found.opened.classes, [resident], on=on)[resident]
    return place.protected or not place.town


def districts_named(found: OpenedCase, file: UUID, texts: Iterable[str], *, on: date) -> list[str]:
    """Districts of the city that stand in words about somebody whose place is protected: there may be no hint of it at all."""
    if not lives_protected(found, file, on=on):
        return []
    words = " ".join(plain(one) for one in texts)
    return [one for one in districts(on=on) if len(one) > 1 and plain(one) in words]


class CommissionLine(NamedTuple):
    """A commission as the page of 参加支援 shows it."""

    search: UUID | None
    reference: str
    state: str
    tone: str
    opened: date
    hands: int
    menu: str
    resource: str
    menu_name: str
    reason: str
    url: str


def commission_lines(searches: Iterable[UUID]) -> list[CommissionLine]:
    """What became of searches that found nothing, the latest first. Two queries; of the project's own room nothing is hidden."""
    wanted = list(searches)
    if not wanted:
        return []
    rows = (
        Commission.objects.filter(search_id__in=wanted)
        .select_related("menu")
        .prefetch_related("hands")
        .order_by("-opened_at", "pk")
    )
    return [_line(one) for one in rows]


def asked_of_the_project(case: UUID) -> list[str]:
    """The numbers of a case's commissions that go on."""
    kept = Search.objects.filter(case=case).values("pk")
    found = Commission.objects.filter(search_id__in=kept, state__in=sorted(OPEN)).order_by("opened_at", "pk")
    return list(found.values_list("reference", flat=True))


def _line(one: Commission) -> CommissionLine:
    state = CommissionState(one.state)
    return CommissionLine(
        one.search_id,
        one.reference,
        str(state.label),
        TONES.get(state, "key"),
        localdate(one.opened_at),
        len(one.hands.all()),
        str(one.menu_id or ""),
        str(one.menu.resource_id) if one.menu else "",
        one.menu.name if one.menu else "",
        one.ended_reason,
        address("network:commission", one.pk),
    )
