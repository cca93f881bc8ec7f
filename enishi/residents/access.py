"""The door of a register, and the proof that somebody searched before creating one."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, reduce
from operator import or_
from uuid import UUID

from django.core import signing
from django.utils.encoding import force_bytes

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.office.errors import NotFound
from enishi.residents.models import Resident
from enishi.sharing.access import Opened, open_binders
from enishi.sharing.terms import InformationClass, Purpose

SEARCH_LASTS = timedelta(minutes=30)
SALT = "residents.searched"


@dataclass(frozen=True)
class OpenedResident:
    """One person as the hat may see them: the register that stands for all, and every register joined to it."""

    id: UUID
    registers: tuple[UUID, ...]
    opened: Opened

    def shows(self, information_class: int) -> bool:
        return any(self.opened.shows(one, information_class) for one in self.registers)

    @property
    def classes(self) -> int:
        """What is open of any of the registers."""
        return reduce(or_, (self.opened.classes.get(one, 0) for one in self.registers), 0)

    @property
    def only_to_look(self) -> bool:
        """Whether an emergency look is all there is: it shows, and changes nothing."""
        return not any(self.opened.takes(one) for one in self.registers)

    def register_for(self, information_class: int) -> UUID | None:
        """The register into which an entry of this class can be written: the first that shows the class."""
        return next((one for one in self.registers if self.opened.shows(one, information_class)), None)


def open_resident(hat: Hat, resident: UUID, *, to: Purpose, word: str) -> OpenedResident:
    """Look at a person through any of their registers; what is joined and visible comes along.

    :raises NotFound: hidden and absent alike
    """
    registers = registers_of(resident)
    opened = open_binders(hat, registers, to=to, word=word)
    if resident not in opened:
        raise NotFound(word, resident)
    return OpenedResident(registers[0], tuple(one for one in registers if one in opened), opened)


def open_register(hat: Hat, resident: UUID, *, word: str, to: Purpose = Purpose.SUPPORT) -> Opened:
    """Look at one register alone, before a verb changes it.

    :raises NotFound: hidden and absent alike
    """
    opened = open_binders(hat, [resident], to=to, word=word)
    if resident not in opened or not Resident.objects.filter(pk=resident).exists():
        raise NotFound(word, resident)
    return opened


def registers_of(resident: UUID) -> list[UUID]:
    """The visible registers of one person, the one that stands for all first."""
    links = joined_to([resident])
    if not links:
        return [resident]
    root = links.get(resident, resident)
    return [root, *sorted((loser for loser, winner in links.items() if winner == root), key=str)]


JOINED = """
SELECT j.loser_id, j.winner_id FROM residents_joining j
 WHERE j.undone_at IS NULL
   AND (j.loser_id = ANY (%(asked)s::uuid[]) OR j.winner_id = ANY (%(asked)s::uuid[])
        OR j.winner_id IN (SELECT k.winner_id FROM residents_joining k
                            WHERE k.undone_at IS NULL AND k.loser_id = ANY (%(asked)s::uuid[])))
 ORDER BY j.joined_at, j.id
"""


def joined_to(residents: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Register → the one that stands for it, for all whom a visible link touches. One query."""
    return dict(prepared.rows(JOINED, {"asked": prepared.array(residents)}))


class _Signer(signing.TimestampSigner):
    """Signs as Django's does; what it signs with is worked out once, not for each token."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        with_what = _with_what(self.salt, key or self.key)
        return signing.b64_encode(hmac.digest(with_what, force_bytes(value), "sha256")).decode()


@cache
def _with_what(salt: str, key: str | bytes) -> bytes:
    return hashlib.sha256(f"{salt}signer".encode() + force_bytes(key)).digest()


@cache
def _signer() -> signing.TimestampSigner:
    return _Signer(salt=SALT)


def search_token(hat: Hat) -> str:
    """Proof that this sign-in searched just now; goes with the form that registers somebody."""
    return _signer().sign(hat.sign_in_id.hex)


def searched_before(hat: Hat, token: str) -> bool:
    """Whether the token is of this sign-in and not older than half an hour."""
    try:
        return _signer().unsign(token, max_age=SEARCH_LASTS) == hat.sign_in_id.hex
    except signing.BadSignature:
        return False


def may_see_whereabouts(opened: Opened, resident: UUID) -> bool:
    return opened.shows(resident, InformationClass.LOCATION)
