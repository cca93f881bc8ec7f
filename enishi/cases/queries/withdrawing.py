"""What the page before a withdrawal tells: which agencies lose sight of what, which go on seeing and by what, which roles end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.cases.models import TeamRole
from enishi.cases.queries.case_page import CasePage
from enishi.cases.queries.given import ConsentLine
from enishi.cases.queries.names import names_for
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.terms import GroundKind

GRANTS = """
SELECT a.id, b.id = ANY (%(files)s::uuid[]), s.ground, s.kind, s.classes, s.ends_at
  FROM unnest(%(binders)s::uuid[]) AS b(id), LATERAL sharing_shared_with(b.id) s JOIN agencies_agency a ON a.id = s.grantee
 WHERE s.starts_at <= enishi_now() ORDER BY s.starts_at
"""


@dataclass
class Sight:
    """One agency that sees by the consent: what of the record it sees by it, and what by other grounds."""

    agency: str
    ending: int = 0
    others: int = 0
    by: list[str] = field(default_factory=list)

    @property
    def lost(self) -> str:
        """The classes that it sees by nothing else."""
        return class_labels(self.ending & ~self.others)

    @property
    def why(self) -> str:
        return "、".join(dict.fromkeys(self.by))


@dataclass(frozen=True)
class Withdrawing:
    losing: Sequence[Sight]
    staying: Sequence[Sight]
    roles: Sequence[str]


def sights(page: CasePage, consent: ConsentLine) -> Withdrawing:
    """Of a consent that the hat is told of. Two queries.

    The kernel tells who sees a binder, on what kind of ground and until when. Which consent a ground rests on, the roles of
    the team know; of the others it is the one that ends with the ground.
    """
    own = consent.resident == page.row.resident_id
    files = [page.row.pk] if own else [one.id for one in page.brief.members if one.resident == consent.resident]
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, {"files": files, "binders": [*files, consent.resident]})
        rows = cursor.fetchall()
    roles = list(TeamRole.objects.filter(case=page.row.pk, ended_at__isnull=True).values("consent_id", "grounds"))
    rests_on = {ground: one["consent_id"] for one in roles for ground in one["grounds"]} if own else {}
    names = names_for(page.brief.found, [agency for agency, *_ in rows])
    found: dict[UUID, Sight] = {}
    for agency, in_file, ground, kind, classes, ends_at in rows:
        sight = found.setdefault(agency, Sight(names.agency(agency)))
        known = rests_on.get(ground)
        ends = known == consent.id if known else ends_at == consent.ends_at
        if kind == GroundKind.CONSENT and ends and agency in consent.recipient_ids:
            sight.ending |= classes
        elif in_file:
            sight.others |= classes
            sight.by.append(_by(kind, known, ends_at, page.consents))
    ending = [sight for one in names.by_kana(found) if (sight := found[one]).ending]
    return Withdrawing(
        [one for one in ending if not one.others],
        [one for one in ending if one.others],
        [f"{one.agency}「{one.duty}」" for one in page.team if one.stands and one.consent_id == consent.id],
    )


def _by(kind: str, consent: UUID | None, ends_at: Any, consents: Sequence[ConsentLine]) -> str:
    """「支援プラン」の同意, or the kind of ground."""
    if kind != GroundKind.CONSENT:
        return str(GroundKind(kind).label)
    told: Mapping[bool, list[ConsentLine]] = {
        True: [one for one in consents if one.is_told and one.id == consent],
        False: [one for one in consents if one.is_told and one.ends_at == ends_at],
    }
    match = told[bool(consent)]
    return f"「{match[0].stage}」の同意" if match else "別の同意"
