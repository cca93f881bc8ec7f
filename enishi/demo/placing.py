"""参加支援 of みのり市, told through the verbs of ``participation``: wishes, searches, proposals, placements and how they go."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from enishi.cases.queries import case_brief
from enishi.community.rules.offers import Offer
from enishi.demo.placement_plots import ENDED_WELL, STAYS, WAITS, WISHES, Stay, Wait, Wish
from enishi.demo.staying import Placed, Staying
from enishi.demo.told import Told, day_of
from enishi.participation import actions
from enishi.participation.actions.proposing import Counts
from enishi.participation.queries.matching import Matched, matched, told_against, told_reasons
from enishi.participation.rules.wishes import Judgement
from enishi.participation.terms import Condition, Side, Tier, Verdict
from enishi.sharing.terms import Purpose

DROPPED = {
    "person": "見学の日に、本人が「ここは遠い」と話した。",
    "full": "春まで空きがないとのこと。",
    "not_for": "対象の年齢に入らなかった。",
    "host": "担当の人が替わり、今は受けられないとのこと。",
}


@dataclass
class Placing(Staying):
    """Tells of the cases of the year: about forty placements, some who wait, and what was looked for in vain."""

    told: Sequence[Told] = ()
    failed: list[UUID] = field(default_factory=list)
    """Kept searches that found nothing: what a request to the project stands on."""

    def tell(self) -> list[Placed]:
        self._of = {one.plot.family[0]: one for one in self.told}
        self._wishes = {(one.family, one.who): one for one in WISHES}
        self._profiles: dict[tuple[str, int], UUID] = {}
        self._taken: Counter[UUID] = Counter()
        looked = [self._look(one) for one in sorted(STAYS, key=lambda one: -one.days)]
        for wait in WAITS:
            self._wait(wait)
        return [self._arrange(*one) for one in looked]

    def _look(self, stay: Stay) -> tuple[Stay, UUID, list[UUID], datetime]:
        """All searches come before the first place is taken: what changes a place has all of them put together anew."""
        told = self._of[stay.family]
        file, at = self._file(told, stay.who), self.morning(stay.days)
        with self.acting(told.lead, at), transaction.atomic():
            self._profile(told, stay.family, stay.who, at)
            match = self._matched(told, file, at)
            self._keep(told, file, match, "", at)
            one = self._found(match, stay.at)
            proposal = self._propose(told, file, one, at)
            others = self._others(match, one) if stay.instead else []
            dropped = [self._propose(told, file, other, at) for other in others]
        return stay, proposal, dropped, at

    def _arrange(self, stay: Stay, proposal: UUID, dropped: list[UUID], at: datetime) -> Placed:
        told = self._of[stay.family]
        at = self.later(at, 1 if stay.days < 15 else 3) or at + timedelta(minutes=40)
        with self.acting(told.lead, at), transaction.atomic():
            for other in dropped:
                self._drop(told, other, stay.instead, at)
            actions.choose_proposal(told.case, proposal, version=1, by=told.lead, at=at)
            made = actions.arrange_placement(told.case, proposal, by=told.lead, at=at)
        placed = Placed(stay, told, self._file(told, stay.who), made, at)
        self._goes_on(placed)
        if stay.family in ENDED_WELL:
            with self.acting(told.lead, placed.at):
                self._profile(told, stay.family, stay.who, placed.at, waits=False)
        return placed

    def _wait(self, wait: Wait) -> None:
        told = self._of[wait.family]
        file, at = self._file(told, wait.who), self.morning(wait.days)
        with self.acting(told.lead, at), transaction.atomic():
            self._profile(told, wait.family, wait.who, at)
            match = self._matched(told, file, at)
            if wait.note and not wait.searched:
                self._keep(told, file, match, wait.note, at)
            asked = self._to_talk_about(match, wait)
            made = [self._propose(told, file, one, at, ask) for one, ask in asked]
            if wait.queues:
                full = self._propose(told, file, self._full(match), at)
                actions.wait_for_place(told.case, full, version=1, by=told.lead, at=at)
        if wait.dropped and made:
            at = self.later(at, 4) or at + timedelta(minutes=30)
            with self.acting(told.lead, at):
                self._drop(told, made[0], wait.dropped, at)
        if wait.searched:
            at = self.morning(wait.searched)
            with self.acting(told.lead, at), transaction.atomic():
                self._keep(told, file, self._matched(told, file, at), wait.note, at)

    def _to_talk_about(self, match: Matched, wait: Wait) -> Iterator[tuple[Judgement, str]]:
        """Hosts that are one condition away: the first is asked for what the plot says, after one that was dropped."""
        near = [one for one in match.found.near if one.misses[0].condition not in (Condition.FULL, Condition.PAUSED)]
        asks = [*(["曜日を変えられるか。"] if wait.dropped else []), *([wait.ask] if wait.ask else [])]
        return zip(near, asks, strict=False)

    # -- one verb each, inside ``acting``

    def _file(self, told: Told, who: int) -> UUID:
        return told.files[who] if who else told.case

    def _profile(self, told: Told, family: str, who: int, at: datetime, *, waits: bool = True) -> None:
        """Once for each person, and again when it changes."""
        before = self._profiles.get((family, who))
        if before is not None and waits:
            return
        new = _profile(self._wishes[family, who], waits=waits)
        self._profiles[family, who] = actions.write_profile(
            told.case, new, file=self._file(told, who), instead_of=before, by=told.lead, at=at
        )

    def _matched(self, told: Told, file: UUID, at: datetime) -> Matched:
        """As the places stood at the beginning of that week: they are put together once for all searches of a week."""
        brief = case_brief(told.lead, told.case, at=at, word="participation.search", to=Purpose.SUPPORT)
        day = day_of(at)
        return matched(brief, file, on=day - timedelta(days=day.weekday()))

    def _keep(self, told: Told, file: UUID, match: Matched, note: str, at: datetime) -> None:
        found = match.found
        public, local = (len(found.fitting[tier]) for tier in (Tier.PUBLIC, Tier.LOCAL))
        counts = Counts(found.count, public, local, len(found.near), told_against(found))
        made = actions.keep_search(told.case, counts, note, file=file, by=told.lead, at=at)
        if not found.found:
            self.failed.append(made)

    def _found(self, match: Matched, words: str) -> Judgement:
        """The best place with these words in its name; else one that is a condition away; else the best of all."""
        fitting = [one for tier in (Tier.LOCAL, Tier.PUBLIC) for one in match.found.fitting[tier]]
        near = [one for one in match.found.near if one.verdict == Verdict.NEAR]
        free = [one for one in (*fitting, *near) if self._has_room(one.offer)]
        named = [one for one in free if words in f"{one.offer.name}{one.offer.host}"]
        found = (named or free)[0]
        self._taken[found.offer.menu_id or found.offer.resource_id] += 1
        return found

    def _has_room(self, offer: Offer) -> bool:
        return offer.available is None or offer.available > self._taken[offer.menu_id or offer.resource_id]

    def _full(self, match: Matched) -> Judgement:
        """The best place that only wants a free seat."""
        return next(one for one in match.found.near if one.misses[0].condition == Condition.FULL)

    def _others(self, match: Matched, chosen: Judgement) -> list[Judgement]:
        all_of_them = [one for tier in (Tier.LOCAL, Tier.PUBLIC) for one in match.found.fitting[tier]]
        return [one for one in all_of_them if one.offer.resource_id != chosen.offer.resource_id][:1]

    def _propose(self, told: Told, file: UUID, one: Judgement, at: datetime, ask: str = "") -> UUID:
        offer = one.offer
        name = f"{offer.name}（{offer.host}）" if offer.menu_id else offer.host
        talk = ask or ("合わないところを、見学の日に相談する。" if one.misses else "")
        new = actions.NewProposal(
            offer.resource_id, offer.menu_id, name, told_reasons(one), one.score, ask=talk
        )
        return actions.propose(told.case, new, file=file, by=told.lead, at=at)

    def _drop(self, told: Told, proposal: UUID, reason: str, at: datetime) -> None:
        actions.drop_proposal(told.case, proposal, reason, DROPPED[reason], version=1, by=told.lead, at=at)


def _profile(wish: Wish, *, waits: bool) -> actions.NewProfile:
    needs = actions.NewLine(wish.needs, wish.needed.split(), wish.cared.split(), wish.accesses.split())
    lines = {
        Side.LIKES: actions.NewLine(wish.likes),
        Side.CAN: actions.NewLine(wish.can),
        Side.NEEDS: needs,
        Side.AVOIDS: actions.NewLine(wish.avoids, shunned_towns=wish.towns),
    }
    return actions.NewProfile(
        purposes=wish.purposes.split(),
        days=list(wish.days),
        parts=wish.parts.split(),
        times_a_week=wish.times,
        max_km=None if wish.km is None else Decimal(wish.km),
        fields=wish.fields.split(),
        waits=waits,
        lines=lines,
    )
