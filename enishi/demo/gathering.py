"""What only the largest case needs: ten agencies joining on one consent, and a journal of a thousand entries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases import actions as cases
from enishi.cases.terms import EntryKind
from enishi.demo import monster
from enishi.demo.casework import MEANS, Casework
from enishi.demo.steps import DESK
from enishi.demo.told import Told
from enishi.intake.terms import SourceKind
from enishi.sharing.terms import ConsentStage

KINDS = (EntryKind.CONTACT, EntryKind.CONTACT, EntryKind.VISIT, EntryKind.TALK, EntryKind.NOTE)
SINCE_ALL_JOINED = 220
"""Days for which everybody of the household has been in the case."""
BY_THE_LEAD = 10
"""Every so manieth entry is the lead's; the others are told by the team in turn."""


class Gathering(Casework):
    """Casework that also tells of the monster."""

    def _gather(self, told: Told, at: datetime, agencies: Sequence[str]) -> datetime:
        """One consent that names them all; each is asked, and each takes its role."""
        with self.acting(told.lead, at), transaction.atomic():
            offices = [self.city.offices[code] for code in agencies]
            evidence = "支援関係機関の一覧を一緒に読み、一つずつ印を付けて署名を受けた。"
            consent = self.agreed(told, 0, ConsentStage.SHARING, offices, DESK, evidence, at)
            for code, office in zip(agencies, offices, strict=True):
                text = "それぞれの持ち場での支援と、月に一度の様子の共有をお願いします。"
                new = cases.NewRole(office, "support", text, DESK, consent=consent)
                told.roles[code] = cases.ask_to_join(told.case, new, by=told.lead, at=at)
                told.agreed_to[code] = DESK
        for place, code in enumerate(agencies, start=1):
            self._take(told, at + timedelta(minutes=place), code)
            told.joined[code] = at + timedelta(minutes=place)
        return at + timedelta(minutes=len(agencies))

    def _journal(self, told: Told, at: datetime, entries: int) -> None:
        """Everybody writes in turn from the day of joining until ``at``, each desk's entries in one sitting of telling."""
        own = entries // BY_THE_LEAD
        whole, more = divmod(entries - own, len(told.joined))
        self._desk(told, told.lead, at - timedelta(days=SINCE_ALL_JOINED), at, own, list(told.files.values()))
        for place, (code, since) in enumerate(told.joined.items()):
            self._desk(told, self.city.hats[code][0], since, at, whole + (place < more), [])

    def _desk(
        self, told: Told, hat: Hat, since: datetime, until: datetime, count: int, files: Sequence[UUID]
    ) -> None:
        """:param files: of members of the household in which this desk may write, beside the person's own"""
        with self.acting(hat, since), transaction.atomic():
            for place in range(count):
                moment = self.working(since + (until - since) * (place + 1) / (count + 1))
                moment = max(moment, since + timedelta(minutes=place + 1))
                self.show(moment)
                file = files[place % len(files)] if files and place % 3 else told.case
                cases.write_entry(told.case, self._noted(moment, file), by=hat, at=moment)

    def _noted(self, at: datetime, file: UUID) -> cases.NewEntry:
        pick, kind = self.chance.choice, self.chance.choice(KINDS)
        note = kind == EntryKind.NOTE
        text = f"{pick(monster.WHERE)}で、{pick(monster.WHO)}と{pick(monster.DEED)}。{pick(monster.OUTCOME)}"
        return cases.NewEntry(
            text=text,
            kind=kind,
            source=SourceKind.OPINION if note else SourceKind.FACT,
            information_class=pick(monster.CLASSES),
            happened_at=at - timedelta(minutes=10),
            file=file,
            counterpart="agency" if kind == EntryKind.TALK else "" if note else "person",
            means=MEANS[kind],
            minutes=pick((10, 15, 20, 30, 45, 60)),
        )
