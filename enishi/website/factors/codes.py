"""One-time codes of an authenticator app (TOTP, RFC 6238) and recovery codes on paper."""

import hmac
import unicodedata
from datetime import datetime
from uuid import UUID

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

PERIOD = 30
DRIFT = (-1, 0, 1)
TOTP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def new_secret() -> str:
    return str(generate_totp_secret())


def app_address(person: AbstractBaseUser, secret: str) -> str:
    """A secret as the address that an authenticator app on the same device opens."""
    return str(get_adapter().build_totp_url(person, secret))


def picture(address: str) -> str:
    """The QR code of such an address for ``<img>``; drawn here, sent nowhere."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, omitsize=False))


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The 30-second step whose code this is, allowing for clocks half a minute apart; ``None`` if it is none."""
    now = int(at.timestamp()) // PERIOD
    found = None
    for drift in DRIFT:
        expected = format_hotp_value(hotp_value(secret, now + drift))
        if hmac.compare_digest(expected.encode(), digits(code).encode()):
            found = now + drift
    return found


def accepts(staff_id: UUID, code: str, at: datetime) -> str:
    """Spend a code: ``totp``, ``recovery`` or nothing. A code works once, also for whoever looked over the shoulder."""
    with transaction.atomic():
        kept = {
            one.type: one
            for one in Authenticator.objects.select_for_update().filter(
                user_id=staff_id, type__in=[TOTP, RECOVERY]
            )
        }
        if TOTP in kept and _spend(kept[TOTP], code, at):
            return "totp"
        if RECOVERY in kept and RecoveryCodes(kept[RECOVERY]).validate_code(digits(code)):
            return "recovery"
    return ""


def _spend(kept: Authenticator, code: str, at: datetime) -> bool:
    step = matching_step(get_adapter().decrypt(kept.data["secret"]), code, at)
    if step is None or step <= kept.data.get("last_step", 0):
        return False
    kept.data["last_step"] = step
    kept.last_used_at = at
    kept.save(update_fields=["data", "last_used_at"])
    return True


def enrol(staff_id: UUID, secret: str, code: str, at: datetime) -> bool:
    """Keep an authenticator app whose first code is right, and make recovery codes; once only per person."""
    step = matching_step(secret, code, at)
    if step is None:
        return False
    with transaction.atomic():
        if has_second_factor(staff_id):
            return False
        kept = {"secret": get_adapter().encrypt(secret), "last_step": step}
        Authenticator.objects.create(user_id=staff_id, type=TOTP, data=kept, last_used_at=at)
        seed = {"seed": get_adapter().encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}
        Authenticator.objects.create(user_id=staff_id, type=RECOVERY, data=seed)
    return True


def has_second_factor(staff_id: UUID) -> bool:
    return bool(Authenticator.objects.filter(user_id=staff_id).exclude(type=RECOVERY).exists())


def recovery_codes(staff_id: UUID | str) -> list[str]:
    """The recovery codes not yet used, for the one page that shows them."""
    kept = Authenticator.objects.filter(user_id=staff_id, type=RECOVERY).first()
    return RecoveryCodes(kept).get_unused_codes() if kept else []


def digits(code: str) -> str:
    """A code as typed, full-width digits and blanks included."""
    return "".join(one for one in unicodedata.normalize("NFKC", code) if one.isdigit())[:16]
