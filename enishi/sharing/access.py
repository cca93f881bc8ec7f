"""The door: looking. A look is decided by the one predicate, recorded, and only then can content be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import prepared, trail
from enishi.office.errors import NotFound
from enishi.office.prepared import kept_id
from enishi.office.request import current_request
from enishi.office.terms import TrailKind
from enishi.sharing.terms import ALL_CLASSES, Purpose

OPEN = """
SELECT g.binder_id AS binder, bit_or(g.classes & ~g.sealed_classes) AS classes,
       array_agg(g.kind ORDER BY g.starts_at, g.id) AS kinds,
       CASE WHEN bool_and(g.ends_at IS NOT NULL) THEN max(g.ends_at) END AS until,
       coalesce(bit_or(g.classes & ~g.sealed_classes) FILTER (WHERE g.kind <> 'emergency'), 0) AS lasting
  FROM sharing_grant g
 WHERE g.binder_id = ANY ({binders}) AND g.grantee_id = ANY (%(grantees)s::uuid[])
   AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL
   AND NOT (g.binder_id = ANY ((SELECT enishi_blocks())::uuid[]))
 GROUP BY g.binder_id HAVING bit_or(g.classes & ~g.sealed_classes) <> 0
"""


OPEN_CLASSES = OPEN.format(binders="(SELECT %(binders)s::uuid[])::uuid[]")


def open_beside(binders: str) -> str:
    """What is open of some binders, as one more value of a statement that finds a row by its number: for :func:`open_found`.

    :param binders: an array of their ids, as SQL in the words of that statement; its ``%(grantees)s`` are :func:`grantees`
    """
    found = OPEN.format(binders=binders)
    return f"(SELECT jsonb_agg(jsonb_build_array(o.binder, o.classes, o.kinds, o.until, o.lasting)) FROM ({found}) o)"  # noqa: S608


ONLY_TO_LOOK = "緊急閲覧で開いた登録は、見ることだけができます。直すことは、所管の機関に伝えてください。"


class Standing(NamedTuple):
    """On which kinds of ground a binder is seen, the oldest first, and until when (None: no end).

    ``lasting``: the classes that are open without an emergency look, which shows and changes nothing.
    """

    kinds: tuple[str, ...]
    until: datetime | None
    lasting: int


@dataclass(frozen=True)
class Opened:
    """What a look opened: binder → the classes that grants cover (own entries come on top), and why."""

    classes: Mapping[UUID, int] = field(default_factory=dict)
    standings: Mapping[UUID, Standing] = field(default_factory=dict)

    def __contains__(self, binder: object) -> bool:
        return binder in self.classes

    def shows(self, binder: UUID, information_class: int) -> bool:
        return bool(self.classes.get(binder, 0) & information_class)

    def takes(self, binder: UUID, information_class: int = ALL_CLASSES) -> bool:
        """Whether something of a class may be written there, or changed."""
        return binder in self and bool(self.standings[binder].lasting & information_class)


def open_binders(
    hat: Hat,
    binders: Iterable[UUID],
    *,
    to: Purpose,
    word: str,
    classes: int = ALL_CLASSES,
    deliberate: bool = True,
) -> Opened:
    """Record a look at those of ``binders`` that ``hat`` has a ground to see, and say which those are.

    :param to: the purpose; goes into the trail
    :param word: what page or verb looks, e.g. ``consultation.page``
    :param deliberate: opened on purpose, as against seen in a list
    """
    wanted = list(dict.fromkeys(binders))
    if not wanted or not hat.grantees:
        return Opened()
    found = prepared.rows(OPEN_CLASSES, {"binders": prepared.array(wanted), "grantees": grantees(hat)})
    return _opened(hat, found, to=to, word=word, classes=classes, deliberate=deliberate)


def open_found(hat: Hat, found: Any, *, to: Purpose, word: str) -> Opened:
    """The same for what a statement found by :func:`open_beside`. Not open, not in the answer."""
    told = [
        (kept_id(binder), open_classes, kinds, datetime.fromisoformat(until) if until else None, lasting)
        for binder, open_classes, kinds, until, lasting in prepared.read_json(found) or ()
    ]
    return _opened(hat, told, to=to, word=word, classes=ALL_CLASSES, deliberate=True)


def grantees(hat: Hat) -> str:
    """To whom a grant reaches the hat, as one value of a statement."""
    return prepared.array(hat.grantees)


def _opened(
    hat: Hat,
    found: Sequence[tuple[UUID, int, Iterable[str], datetime | None, int]],
    *,
    to: Purpose,
    word: str,
    classes: int,
    deliberate: bool,
) -> Opened:
    if not found:
        return Opened()
    opened = Opened(
        {binder: open_classes for binder, open_classes, *_ in found},
        {binder: Standing(tuple(dict.fromkeys(kinds)), until, lasting) for binder, _, kinds, until, lasting in found},
    )
    record_look(hat, opened.classes, to=to, word=word, classes=classes, deliberate=deliberate)
    return opened


def open_binder(hat: Hat, binder: UUID, *, to: Purpose, word: str, classes: int = ALL_CLASSES) -> Opened:
    """Like :func:`open_binders` for one.

    :raises NotFound: hidden and absent alike
    """
    opened = open_binders(hat, [binder], to=to, word=word, classes=classes)
    if binder not in opened:
        raise NotFound(word, binder)
    return opened


def record_look(
    hat: Hat, binders: Iterable[UUID], *, to: Purpose, word: str, classes: int = ALL_CLASSES, deliberate: bool = True
) -> None:
    """Commit the look through the gate. Row-level security gives content only to a request that did."""
    trail.record_at_once(
        word, kind=TrailKind.LOOK, purpose=to, deliberate=deliberate, binders=binders, classes=classes, **_who(hat)
    )


def record_search(hat: Hat, *, to: Purpose, word: str) -> None:
    """Commit that a search was made; the search functions answer only to a request that did."""
    trail.record_at_once(word, kind=TrailKind.SEARCH, purpose=to, **_who(hat))


def record_refusal(hat: Hat | None, *, word: str, subject: UUID | None) -> None:
    """Commit that something was refused (after the rollback of the request)."""
    trail.record_at_once(
        word, kind=TrailKind.REFUSAL, binders=[subject] if subject else [], **(_who(hat) if hat else {})
    )


def _who(hat: Hat) -> dict[str, Any]:
    return {
        "staff_id": hat.staff_id,
        "membership_id": hat.membership_id,
        "agency_id": hat.agency_id,
        "sign_in_id": hat.sign_in_id,
        "request_id": current_request.get(),
    }
