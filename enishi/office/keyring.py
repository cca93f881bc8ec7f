"""Private keys in a folder: the newest is given out, the older ones still open what was sealed to them.

A key is a file of its own, ``0002-<id>.pem``, readable by its owner alone, and whole before it has its name: two processes
that make the first one at the same moment leave two good keys.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class NoKey(LookupError):
    """A file of the folder is no key; the message names it."""


@dataclass(frozen=True)
class Key:
    """A pair of keys. ``id`` is made of the public half, ``point`` is that half as others are given it."""

    id: str
    point: bytes
    private: EllipticCurvePrivateKey


_read: dict[Path, Key] = {}


@dataclass(frozen=True)
class Keyring:
    folder: Path

    def current(self) -> Key:
        """The newest key; the first is made when it is asked for."""
        files = self._files()
        return _key(files[-1]) if files else self.renew()

    def find(self, key_id: str) -> Key | None:
        """The key with this id, however old."""
        found = [one for one in self._files() if one.stem.partition("-")[2] == key_id]
        return _key(found[-1]) if found else None

    def renew(self) -> Key:
        """Make a key, from now on the newest. It is on the disk before anything can be sealed to it."""
        made = _of(generate_private_key(SECP256R1()))
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        last = max((int(one.stem.partition("-")[0]) for one in self._files()), default=0)
        name = f"{last + 1:04}-{made.id}"
        aside = self.folder / f"{name}.new"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
        aside.rename(self.folder / f"{name}.pem")
        _sync(self.folder)
        return made

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*-*.pem"))


def _key(file: Path) -> Key:
    if file not in _read:
        try:
            private = load_pem_private_key(file.read_bytes(), None)
        except ValueError as wrong:
            raise NoKey(f"{file} is no private key") from wrong
        if not isinstance(private, EllipticCurvePrivateKey):
            raise NoKey(f"{file} is a key of another kind")
        _read[file] = _of(private)
    return _read[file]


def _of(private: EllipticCurvePrivateKey) -> Key:
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Key(hashlib.sha256(point).hexdigest()[:16], point, private)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
