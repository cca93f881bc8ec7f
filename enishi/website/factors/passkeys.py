"""Passkeys and security keys (WebAuthn) as second factor. Only for an address with a name: browsers refuse a bare number."""

import ipaddress
import json
from base64 import b64decode, b64encode
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from enishi.agencies.models import Staff
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.office.terms import TrailKind

STATE = "passkey_state"
PASSKEY = Authenticator.Type.WEBAUTHN
MOST = 10
Session = MutableMapping[str, Any]


def are_possible(request: HttpRequest) -> bool:
    """Whether a browser would make a passkey for this address at all."""
    host = _host(request)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def _host(request: HttpRequest) -> str:
    return request.get_host().rpartition(":")[0] or request.get_host()


def _server(request: HttpRequest) -> Any:
    from fido2.server import Fido2Server  # lazily: it reads a list of all domain suffixes
    from fido2.webauthn import PublicKeyCredentialRpEntity

    own = f"{request.scheme}://{request.get_host()}"
    relying = PublicKeyCredentialRpEntity(name="Enishi", id=_host(request))
    return Fido2Server(relying, verify_origin=lambda origin: origin == own)


def _kept(staff_id: UUID | str) -> list[Any]:
    from fido2.webauthn import AttestedCredentialData

    rows = Authenticator.objects.filter(user_id=staff_id, type=PASSKEY).order_by("pk")
    return [AttestedCredentialData(b64decode(one.data["credential"])) for one in rows]


def names(staff_id: UUID | str) -> list[tuple[int, str]]:
    """(number, name) of somebody's passkeys."""
    rows = Authenticator.objects.filter(user_id=staff_id, type=PASSKEY).order_by("pk")
    return [(one.pk, one.data["name"]) for one in rows]


def begin_adding(request: HttpRequest, person: Staff) -> dict[str, Any]:
    """What the browser needs to make a passkey; the challenge waits in the session."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, UserVerificationRequirement

    somebody = PublicKeyCredentialUserEntity(
        id=person.pk.bytes, name=person.staff_number, display_name=person.name
    )
    options, state = _server(request).register_begin(
        somebody, _kept(person.pk), user_verification=UserVerificationRequirement.PREFERRED
    )
    request.session[STATE] = state
    return dict(options)


def add(request: HttpRequest, person: Staff, *, name: str, answer: str) -> None:
    """Keep a passkey that the browser made; under the person's own hat (the database insists).

    :raises Refused: the answer fits no challenge of this session, or there are too many
    """
    state = request.session.pop(STATE, None)
    try:
        made = _server(request).register_complete(state, json.loads(answer))
    except (
        Exception
    ):  # the library raises by what is wrong with the bytes: KeyError, TypeError, ValueError, crypto
        raise Refused("パスキーを登録できませんでした。もう一度お試しください。") from None
    if len(names(person.pk)) >= MOST:
        raise Refused(f"パスキーは{MOST}個まで登録できます。")
    with transaction.atomic():
        kept = {"name": name, "credential": b64encode(bytes(made.credential_data)).decode("ascii")}
        Authenticator.objects.create(user_id=person.pk, type=PASSKEY, data=kept)
        trail.record("passkey.added", kind=TrailKind.SIGN_IN)


def remove(staff_id: UUID, number: int) -> None:
    """Forget a passkey of one's own; the app stays, so two factors remain."""
    with transaction.atomic():
        gone, _ = Authenticator.objects.filter(pk=number, user_id=staff_id, type=PASSKEY).delete()
        if gone:
            trail.record("passkey.removed", kind=TrailKind.SIGN_IN)


def begin_proving(request: HttpRequest, staff_id: UUID | str) -> dict[str, Any]:
    from fido2.webauthn import UserVerificationRequirement

    options, state = _server(request).authenticate_begin(
        _kept(staff_id), user_verification=UserVerificationRequirement.PREFERRED
    )
    request.session[STATE] = state
    return dict(options)


def proves(request: HttpRequest, staff_id: UUID | str, answer: str) -> bool:
    """Whether the answer was made by one of the person's passkeys for the challenge of this session, once."""
    state = request.session.pop(STATE, None)
    if state is None:
        return False
    try:
        _server(request).authenticate_complete(state, _kept(staff_id), json.loads(answer))
    except Exception:  # anything wrong with these bytes is a no
        return False
    return True
