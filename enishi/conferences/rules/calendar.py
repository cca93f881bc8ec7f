"""A meeting as an entry of somebody's calendar (iCalendar, RFC 5545). It names nobody of whom the meeting speaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

LONGEST_LINE = 75
JAPAN = timezone(timedelta(hours=9))
ZONE = """BEGIN:VTIMEZONE
TZID:Asia/Tokyo
BEGIN:STANDARD
DTSTART:19510909T010000
TZOFFSETFROM:+1000
TZOFFSETTO:+0900
TZNAME:JST
END:STANDARD
END:VTIMEZONE""".splitlines()


@dataclass(frozen=True)
class Event:
    """``sequence`` rises with every change, so that a calendar replaces the entry that it has."""

    uid: str
    summary: str
    location: str
    description: str
    starts_at: datetime
    ends_at: datetime
    written_at: datetime
    sequence: int
    status: str = "CONFIRMED"


def calendar(event: Event) -> str:
    """The whole file, lines folded and ended as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Enishi//Conferences//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *ZONE,
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{event.written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Asia/Tokyo:{_local(event.starts_at)}",
        f"DTEND;TZID=Asia/Tokyo:{_local(event.ends_at)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{event.status}",
        "CLASS:PRIVATE",
        f"SUMMARY:{escaped(event.summary)}",
        f"LOCATION:{escaped(event.location)}",
        f"DESCRIPTION:{escaped(event.description)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line break are written with a backslash (3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for one in "\\;,":
        plain = plain.replace(one, f"\\{one}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Parts of at most 75 octets, never cutting a character; those after the first begin with a blank (3.1)."""
    part, room = "", LONGEST_LINE
    for one in line:
        size = len(one.encode())
        if size > room:
            yield part
            part, room = " ", LONGEST_LINE - 1
        part += one
        room -= size
    yield part


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(JAPAN):%Y%m%dT%H%M%S}"
