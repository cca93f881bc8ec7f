"""Notes of visits as a device seals them (外出先の記録), and what may become of a note at the desk.

Sealed to the city's public key: ECDH on P-256 with a key that the device throws away, HKDF-SHA256, AES-256-GCM. Bound to it
are the city's key, the note, the count of its snapshots and the desk (membership) for which the device was prepared.
``static/cases/visits.js`` says the same in the browser; ``docs/adr/0033`` says why.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from enishi.cases.terms import VisitState
from enishi.office.rules.numbers import whole_number

FORMAT = "enishi visit 1"
POINT, NONCE, LARGEST = 65, 12, 256 * 1024
PADDED_TO = 1024
"""A sealed note tells of its length no more than this."""
LATER = UUID("5f0c1f55-6d53-4a4f-9c65-0f0d2f3f5f3b")


class Unreadable(ValueError):
    """It was not sealed to this key, or something of it was changed."""


@dataclass(frozen=True)
class Sealed:
    """What a device sends. Nothing in it is a word of the note."""

    note: UUID
    sequence: int
    key: str
    desk: UUID
    content: bytes


@dataclass(frozen=True)
class Told:
    """What was typed at the door. ``finished``: by 「封をする」, else a snapshot of what was being written."""

    text: str = ""
    whom: str = ""
    happened: str = ""
    """as the field of the browser writes it, in the time of the city"""
    kind: str = ""
    source: str = ""
    minutes: str = ""
    next_step: str = ""
    number: int = 0
    written: str = ""
    """by the clock of the device"""
    finished: bool = False


def bound_to(key: str, note: UUID, sequence: int, desk: UUID) -> bytes:
    """What is not secret, and cannot be changed either."""
    return "\n".join([FORMAT, key, str(note), str(sequence), str(desk)]).encode()


def unseal(sealed: Sealed, private: EllipticCurvePrivateKey) -> Told:
    """Open what a device sealed.

    :raises Unreadable: another key, another note, another desk, a changed byte
    """
    point, nonce = sealed.content[:POINT], sealed.content[POINT : POINT + NONCE]
    try:
        theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        secret = private.exchange(ECDH(), theirs)
        cipher = _cipher(secret, point, _point(private.public_key()))
        about = bound_to(sealed.key, sealed.note, sealed.sequence, sealed.desk)
        return _told(json.loads(cipher.decrypt(nonce, sealed.content[POINT + NONCE :], about)))
    except (InvalidTag, ValueError, RecursionError) as wrong:
        raise Unreadable from wrong


def seal(told: Told, point: bytes, *, key: str, note: UUID, sequence: int, desk: UUID) -> Sealed:
    """Seal as a device does (the fictional city, and tests)."""
    own = generate_private_key(SECP256R1())
    secret = own.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point))
    plain = json.dumps(asdict(told), ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % PADDED_TO)
    mine, nonce = _point(own.public_key()), os.urandom(NONCE)
    closed = _cipher(secret, mine, point).encrypt(nonce, plain, bound_to(key, note, sequence, desk))
    return Sealed(note, sequence, key, desk, mine + nonce + closed)


def _cipher(secret: bytes, device: bytes, city: bytes) -> AESGCM:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=FORMAT.encode() + device + city)
    return AESGCM(made.derive(secret))


def _point(public: EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _told(read: object) -> Told:
    """Whatever a version of the page wrote: what is missing is empty, so that nothing that was typed is thrown away."""
    given = read if isinstance(read, dict) else {"text": str(read)}
    words = {name: str(given.get(name) or "").replace("\0", "") for name in Told.__annotations__}
    sheet = words.pop("number")
    words.pop("finished")
    return Told(
        **words,
        number=whole_number(sheet, most=999_999) or 0,
        finished=given.get("finished") is True,
    )


def moment_of(written: str) -> datetime | None:
    """A moment as a browser writes it; without a zone where the field has none."""
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        return None


def minutes_of(written: str) -> int | None:
    """Minutes of a day, or nothing where that is not what was typed."""
    return whole_number(written.strip(), least=1, most=1440)


def later(note: UUID) -> UUID:
    """The id of what came for a note after it had been filed: always the same, so that it comes once too."""
    return uuid5(LATER, note.hex)


def reasons_not_to_file(state: str) -> list[str]:
    """What forbids to put a note into a journal (記録する) or to set it aside (使わない)."""
    said = {
        VisitState.FILED: "この記録は、もうケースに記録しました。",
        VisitState.DROPPED: "この記録は「使わない」にしてあります。使うときは、先に戻してください。",
    }
    return [said[VisitState(state)]] if state != VisitState.RECEIVED else []
