"""What is written down on the phone, as plain values (相談受付の一画面)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from enishi.intake.terms import FIRST_CONTACT, About, Channel, SourceKind, StatementKind, Urgency
from enishi.residents.rules.registration import Registration
from enishi.sharing.terms import InformationClass


@dataclass(frozen=True)
class NewCaller:
    """Who calls, when it is not the person. ``confidential``: asked not to be named; kept apart as INFORMANT."""

    name: str = ""
    relation: str = ""
    phone: str = ""
    note: str = ""
    confidential: bool = False

    @property
    def is_given(self) -> bool:
        return bool((self.name + self.relation + self.phone + self.note).strip())


@dataclass(frozen=True)
class NewStatement:
    text: str
    kind: str = StatementKind.COMPLAINT
    source: str = SourceKind.FACT
    information_class: int = InformationClass.BASIC.value
    means: str = ""
    happened_at: datetime | None = None
    counterpart: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class NewConsultation:
    """Everything of the one screen. ``resident`` is a register already open to the hat, or ``registration`` a new one."""

    channel: str = Channel.PHONE
    about: str = About.KNOWN
    received_at: datetime | None = None
    route: str = ""
    urgency: str = Urgency.NORMAL
    resident: UUID | None = None
    registration: Registration | None = None
    search_token: str = ""
    place: str = ""
    landmark: str = ""
    caller: NewCaller = field(default_factory=NewCaller)
    issues: tuple[str, ...] = ()
    worst: str = ""
    statements: tuple[NewStatement, ...] = ()
    screening: str = ""
    next_on: date | None = None
    next_action: str = FIRST_CONTACT
    holder: UUID | None = None
    for_agency: bool = False


@dataclass(frozen=True)
class NextStep:
    """What happens next, and by when."""

    on: date | None
    action: str = "phone"


@dataclass(frozen=True)
class NewReferral:
    """What the sender writes (つなぐシート)."""

    receiver: UUID
    kind: str
    classes: int
    reason: str
    request: str = ""
    care: str = ""
    person_agrees: str = "unknown"
    priority: str = "normal"


CAREFUL_CLASSES = (InformationClass.JUSTICE.value, InformationClass.RIGHTS.value)


def class_from_issues(classes: Mapping[str, int], issues: Sequence[str], worst: str) -> int:
    """The class of what was told, when nobody chose one: the careful classes first, then that of the worst issue."""
    ticked = [classes[code] for code in issues if code in classes]
    for careful in CAREFUL_CLASSES:
        if careful in ticked:
            return careful
    if worst in classes:
        return classes[worst]
    return ticked[0] if ticked else InformationClass.BASIC.value
