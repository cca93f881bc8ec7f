"""What is written down when somebody is registered, and what forbids it. Plain values."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from enishi.office.text import phone_key
from enishi.office.wareki import BirthDate
from enishi.residents.terms import (
    AddressKind,
    ConsiderationClass,
    ContactKind,
    NameKind,
    Protection,
    Sex,
)
from enishi.sharing.terms import InformationClass

MOBILE_BEGINNINGS = ("070", "080", "090", "060")


@dataclass(frozen=True)
class NewName:
    text: str = ""
    kana: str = ""
    kind: str = NameKind.LEGAL
    starts_on: date | None = None


@dataclass(frozen=True)
class NewAddress:
    """``protection``: everything but 該当なし（確認済み） seals the whereabouts."""

    text: str
    kind: str = AddressKind.LIVING
    postcode: str = ""
    protection: str = Protection.UNKNOWN
    note: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class NewContact:
    text: str
    kind: str = ContactKind.MOBILE
    whose: str = ""
    no_voicemail: bool = False
    no_name: bool = False
    note: str = ""


@dataclass(frozen=True)
class NewConsideration:
    text: str
    kind: str
    information_class: int = ConsiderationClass.BASIC


@dataclass(frozen=True)
class Registration:
    """A person as met for the first time. Everything may be missing when ``identified`` is false."""

    name: str = ""
    kana: str = ""
    birth: BirthDate = field(default_factory=lambda: BirthDate(text=""))
    sex: str = Sex.UNKNOWN
    known_as: str = ""
    known_as_kana: str = ""
    former_name: str = ""
    former_kana: str = ""
    contacts: tuple[NewContact, ...] = ()
    addresses: tuple[NewAddress, ...] = ()
    considerations: tuple[NewConsideration, ...] = ()
    identified: bool = True

    @cached_property
    def names(self) -> tuple[NewName, ...]:
        every = (
            NewName(self.name, self.kana, NameKind.LEGAL),
            NewName(self.known_as, self.known_as_kana, NameKind.KNOWN_AS),
            NewName(self.former_name, self.former_kana, NameKind.FORMER),
        )
        return tuple(one for one in every if one.text.strip() or one.kana.strip())

    @property
    def is_protected(self) -> bool:
        return any(protects(one.protection) for one in self.addresses)


def protects(protection: str) -> bool:
    """Unknown, applied for, in force and expired without being lifted: all protect (security.md T22)."""
    return protection != Protection.NONE


def reasons_not_to_register(registration: Registration) -> list[str]:
    """What forbids this registration, each a Japanese sentence."""
    reasons = []
    if registration.identified and not registration.names:
        reasons.append("氏名かカナを入れてください。だれか分からないときは「未特定」を選んでください。")
    for contact in registration.contacts:
        reasons += reasons_not_to_add_contact(contact)
    for address in registration.addresses:
        reasons += reasons_not_to_add_address(address)
    return reasons


def reasons_not_to_add_address(address: NewAddress) -> list[str]:
    reasons = [] if address.text.strip() else ["住所を入れてください。"]
    return reasons + reasons_about_period(address.starts_on, address.ends_on)


def reasons_not_to_add_contact(contact: NewContact) -> list[str]:
    if not contact.text.strip():
        return ["番号かアドレスを入れてください。"]
    if contact.kind in (ContactKind.MOBILE, ContactKind.LANDLINE) and not phone_key(contact.text):
        return ["電話番号として読めません。市外局番から書いてください。"]
    if contact.kind == ContactKind.EMAIL and "@" not in contact.text:
        return ["メールアドレスとして読めません。"]
    return []


def reasons_about_period(starts_on: date | None, ends_on: date | None) -> list[str]:
    if starts_on and ends_on and ends_on < starts_on:
        return ["終わりの日は始まりの日以後にしてください。"]
    return []


def contact_kind_of(number: str) -> ContactKind:
    """Mobile or landline, by the number."""
    return ContactKind.MOBILE if phone_key(number).startswith(MOBILE_BEGINNINGS) else ContactKind.LANDLINE


def contact_class(kind: str) -> InformationClass:
    """A landline tells where somebody lives."""
    return InformationClass.LOCATION if kind == ContactKind.LANDLINE else InformationClass.BASIC
