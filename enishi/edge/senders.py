"""From where a form was sent: counted, so that one sender cannot fill the hour of all. Only a digest leaves this process."""

import hmac
from collections.abc import Sequence
from datetime import date
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
HOUSEHOLD = 64
"""Bits of an IPv6 address that one household shares."""


def sender_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address that counts: the peer's, or behind proxies that are trusted the last one that they did not write.

    :param forwarded: ``X-Forwarded-For``; anybody can send one, so it is read only when the peer is a trusted proxy
    """
    found = _read(peer)
    hops = [one.strip() for one in forwarded.split(",") if one.strip()]
    while found is not None and any(found in network for network in trusted) and hops:
        found = _read(hops.pop())
    if isinstance(found, IPv6Address):
        return str(ip_network((found, HOUSEHOLD), strict=False))
    return str(found or "")


def is_trusted(peer: str, trusted: Sequence[Network]) -> bool:
    found = _read(peer)
    return found is not None and any(found in network for network in trusted)


def digest_of(sender: str, day: date, key: str) -> bytes:
    """A digest that cannot be tried out without the key of this process, and is another one every day."""
    return hmac.digest(key.encode(), f"{day} {sender}".encode(), "sha256")


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """On a socket of both kinds an IPv4 address comes as ``::ffff:10.0.0.1``; it is the same."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
