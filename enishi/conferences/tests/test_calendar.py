"""The calendar entry of a meeting, read back by a reader of our own (RFC 5545)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from enishi.conferences.rules.calendar import Event, calendar, escaped, folded

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
EVENT = Event(
    uid="conference-1@enishi",
    summary="支援会議",
    location="市役所 第2会議室; 3階, 東側\\奥",
    description="会議 8E9X-P71T\nhttps://enishi.example/conferences/1/",
    starts_at=AT,
    ends_at=AT + timedelta(hours=1),
    written_at=AT - timedelta(days=3),
    sequence=2,
)


def unfolded(text: str) -> dict[str, str]:
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    assert lines[-1] == "", "every line ends with CRLF"
    return dict(line.split(":", 1) for line in lines if line)


def plain(value: str) -> str:
    meant = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda found: meant.get(found[1], found[1]), value)


def test_what_is_written_is_read_back() -> None:
    read = unfolded(calendar(EVENT))
    assert plain(read["SUMMARY"]) == EVENT.summary
    assert plain(read["LOCATION"]) == EVENT.location
    assert plain(read["DESCRIPTION"]) == EVENT.description
    assert read["DTSTART;TZID=Asia/Tokyo"] == "20261126T100000", "the wall clock in Japan"
    assert read["DTEND;TZID=Asia/Tokyo"] == "20261126T110000"
    assert read["DTSTAMP"] == "20261123T010000Z"
    assert (read["SEQUENCE"], read["STATUS"], read["CLASS"]) == ("2", "CONFIRMED", "PRIVATE")
    assert read["TZOFFSETTO"] == "+0900"


@pytest.mark.parametrize("length", [1, 24, 25, 26, 74, 75, 76, 149, 400])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(length: int) -> None:
    line = "SUMMARY:" + "議aé"[:3] * length
    parts = list(folded(line))
    assert all(len(one.encode()) <= 75 for one in parts)
    assert parts[0] + "".join(one[1:] for one in parts[1:]) == line
    assert all(one.startswith(" ") for one in parts[1:])


@pytest.mark.parametrize(
    ("text", "written"),
    [("a;b", "a\\;b"), ("a,b", "a\\,b"), ("a\\b", "a\\\\b"), ("a\r\nb", "a\\nb"), ("a\rb", "a\\nb")],
)
def test_what_has_a_meaning_in_the_format_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_nobody_slips_a_line_into_the_file() -> None:
    read = calendar(Event(**(vars(EVENT) | {"location": "別館\r\nATTENDEE:mailto:x@example.jp"})))
    assert "\r\nATTENDEE" not in read
