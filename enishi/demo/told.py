"""A case while it is told: who leads it, who is on the team, and the consents that people give."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.models import Case, Plan, TeamRole
from enishi.demo.clock import TOKYO, Clock
from enishi.demo.steps import CasePlot
from enishi.sharing import actions as sharing
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage


def day_of(at: datetime) -> date:
    return at.astimezone(TOKYO).date()


@dataclass
class Told:
    """One case while it is told."""

    plot: CasePlot
    lead: Hat
    people: list[UUID]
    case: UUID
    ids: dict[str, UUID] = field(default_factory=dict)
    """What later steps act on: ``consultation``, ``request`` (to lead), ``plan``."""
    consents: list[UUID] = field(default_factory=list)
    """Of the person, as they were given."""
    files: dict[int, UUID] = field(default_factory=dict)
    roles: dict[str, UUID] = field(default_factory=dict)
    agreed_to: dict[str, int] = field(default_factory=dict)
    """Classes by agency of which the person has consented that it is told."""
    joined: dict[str, datetime] = field(default_factory=dict)
    """When an agency took its role, where many write the journal."""
    support_decided: bool = False
    ended: bool = False

    @property
    def version(self) -> int:
        return Case.objects.values_list("version", flat=True).get(pk=self.case)

    def role_version(self, agency: str) -> int:
        return TeamRole.objects.values_list("version", flat=True).get(pk=self.roles[agency])

    @property
    def plan_version(self) -> int:
        return Plan.objects.values_list("version", flat=True).get(pk=self.ids["plan"])


class Consenting(Clock):
    """Whoever tells of cases writes down consents."""

    def agreed(
        self,
        told: Told,
        who: int,
        stage: ConsentStage,
        to: Sequence[UUID],
        cls: int,
        evidence: str,
        at: datetime,
    ) -> UUID:
        """Inside ``acting``: the consent of one person of the household, written down by who leads."""
        child = told.plot.people[who][3] < 18
        new = NewConsent(
            stage=stage,
            classes=cls,
            recipients=tuple(to),
            purpose="多機関協働による支援のため",
            starts_at=at,
            ends_at=at + timedelta(days=365),
            given_by=ConsentGiver.PARENT if child else ConsentGiver.SELF,
            means=ConsentMeans.WRITTEN,
            evidence=evidence,
        )
        consent = sharing.record_consent(told.people[who], new, by=told.lead, at=at)
        if who == 0:
            told.consents.append(consent)
        return consent
