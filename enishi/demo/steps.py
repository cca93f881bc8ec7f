"""The words in which a case of みのり市 is told (``caseload.py``): one step after another, each a verb of the room ``cases``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

BASIC, LIVING, HEALTH, FAMILY, RIGHTS, JUSTICE = 1, 2, 4, 8, 16, 64
DESK = BASIC | LIVING | HEALTH | FAMILY


@dataclass(frozen=True)
class Step:
    """One thing that happened: the method of ``casework.Casework`` that tells it, and what it is given."""

    word: str
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line that a meeting decides: which agency does what. ``answer``: why it refuses, or ``later`` while it has not said."""

    agency: str
    what: str
    kind: str = "role"
    duty: str = ""
    contribution: str = ""
    days: int = 14
    answer: str = ""


@dataclass(frozen=True)
class Asking:
    """What one agency is asked for before a 支援会議: class, what, answer (``given``, ``refused``, ``not_held``), its words."""

    agency: str
    parts: tuple[tuple[int, str, str, str], ...]


@dataclass(frozen=True)
class Meeting:
    kind: str
    purpose: str
    agencies: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    asking: tuple[Asking, ...] = ()
    said: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What an agency writes on its sheet, by agency and question; else it says little."""
    heard: tuple[tuple[str, str], ...] = ()
    """What an agency says in the meeting, of hearsay."""
    years: tuple[tuple[int, str], ...] = ()
    """Of the family: how many years ago, what."""
    still_to_come: int = 0
    """In how many days it is, where it has not been held."""
    until: date | None = None
    """The day after which it comes too late."""


@dataclass(frozen=True)
class CasePlot:
    lead: tuple[str, int]
    """Office code, and which of its staff (the cast stands first)."""
    days: int
    """How many days ago it began."""
    family: tuple[str, str]
    people: tuple[tuple[str, str, str, int], ...]
    """Given name, kana, sex, age. The first is whom the case is about."""
    issues: tuple[str, ...]
    said: str
    why: str
    """Why several agencies are needed."""
    script: tuple[Step, ...]
    wish: str = ""
    consent: bool = False
    """Whether the person asked for support from the start."""
    overdue: int = 0
    """Days since the next date has passed, or 0."""
    action: str = "contact"


def say(text: str, kind: str = "contact", source: str = "fact", cls: int = BASIC, **more: Any) -> Step:
    """A journal entry. ``by``: agency that writes (else the lead); ``who``: member of the household; ``seen``: who marked it;
    ``informant``: from whom it was heard, confidentially; ``next_step``."""
    return Step("write", {"text": text, "kind": kind, "source": source, "cls": cls} | more)


def heard(text: str, informant: str = "", cls: int = BASIC, **more: Any) -> Step:
    return say(text, "contact", "heard", cls, informant=informant, **more)


def thought(text: str, cls: int = BASIC, **more: Any) -> Step:
    return say(text, "note", "opinion", cls, **more)


def visit(text: str, cls: int = BASIC, **more: Any) -> Step:
    return say(text, "visit", "fact", cls, **more)


def missed(text: str, **more: Any) -> Step:
    return tries(text, "unmet", **more)


def tries(text: str, result: str, **more: Any) -> Step:
    """A try to reach somebody. ``reaction``, ``worked``, ``caution``, ``place``; ``who``: member of the household; ``next_step``."""
    return Step("try", {"text": text, "result": result} | more)


def approach(aim: str, *, days: int = 30, **words: str) -> Step:
    """How the person is approached, looked at again in so many days."""
    return Step("approach", {"aim": aim, "days": days} | words)


def readies(what: str, agency: str = "", first_step: str = "", state: str = "ready") -> Step:
    """What is kept ready for the day of consent."""
    return Step("ready", {"what": what, "agency": agency, "first_step": first_step, "state": state})


def talk(text: str, cls: int = BASIC, **more: Any) -> Step:
    return say(text, "talk", "fact", cls, **more)


def asked(agency: str, duty: str, text: str, *, cls: int = DESK, article: str = "") -> Step:
    return Step("ask", {"agency": agency, "duty": duty, "text": text, "cls": cls, "article": article})


def took(agency: str) -> Step:
    return Step("take", {"agency": agency})


def declined(agency: str, reason: str, text: str) -> Step:
    return Step("decline", {"agency": agency, "reason": reason, "text": text})


def consents(evidence: str) -> Step:
    return Step("consent", {"evidence": evidence})


def moved(state: str) -> Step:
    return Step("move", {"state": state})


def withdraws(note: str) -> Step:
    return Step("withdraw", {"note": note})


def joins(who: int) -> Step:
    return Step("join", {"who": who})


def shares(who: int, agency: str) -> Step:
    return Step("share", {"who": who, "agency": agency})


def lead_asked(agency: str, text: str) -> Step:
    return Step("ask_lead", {"agency": agency, "text": text})


def lead_taken(agency: str) -> Step:
    return Step("take_lead", {"agency": agency})


def sheet(summary: str, **answers: str) -> Step:
    return Step("assess", {"answers": answers, "summary": summary})


def plan(issue: str, hope: str, *goals: tuple[str, str, int]) -> Step:
    """A plan in writing. Each goal: what, what is done for it, of which class."""
    return Step("plan", {"issue": issue, "hope": hope, "goals": goals})


def proposed() -> Step:
    return Step("propose")


def decided(*, participation: bool = False) -> Step:
    """A 重層的支援会議 of the team decides the plan, and where said that 参加支援 is used."""
    return Step("adopt", {"participation": True} if participation else {})


def approved() -> Step:
    """A 重層的支援会議 approves afterwards what was begun ahead."""
    return Step("adopt", {"purpose": "afterwards"})


def met(meeting: Meeting) -> Step:
    return Step("meet", {"meeting": meeting})


def rebased() -> Step:
    """After the person's request: what was shared in the last 支援会議 moves into the case, item by item."""
    return Step("rebase")


def tells_of(agency: str, *, cls: int = DESK) -> Step:
    """The person consents that an agency is told, before it has a role."""
    return Step("agree", {"agency": agency, "cls": cls})


def kin(who: int, relation: str, *, of: int = 0) -> Step:
    """``who`` of the household is the ``relation`` of another of it (家族図)."""
    return Step("kin", {"who": who, "relation": relation, "of": of})


def tie(label: str, relation: str = "", **more: Any) -> Step:
    """A line of the drawings to somebody outside the register, or with ``agency`` to an agency of the city."""
    return Step("tie", {"label": label, "relation": relation} | more)


def ahead(text: str) -> Step:
    return Step("go_ahead", {"text": text})


def looked(text: str, *, met: int = 0, again: int = 45) -> Step:
    """Monitoring: so many goals are met, the others go on; somebody looks again in so many days."""
    return Step("monitor", {"text": text, "met": met, "again": again})


def evaluated(result: str, text: str, *changes: str) -> Step:
    return Step("evaluate", {"result": result, "text": text, "changes": changes})


def suspended(reason: str, text: str) -> Step:
    return Step("suspend", {"reason": reason, "text": text})


def closed(reason: str, text: str, follow_up: int) -> Step:
    return Step("close", {"reason": reason, "text": text, "follow_up": follow_up})


def ended(reason: str, text: str) -> Step:
    return Step("end", {"reason": reason, "text": text})
