"""What a device seals: opened by its key alone, as it was, or not at all."""

from dataclasses import replace
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from enishi.cases.rules.visits import (
    PADDED_TO,
    Sealed,
    Told,
    Unreadable,
    later,
    minutes_of,
    moment_of,
    reasons_not_to_file,
    seal,
    unseal,
)

CITY = generate_private_key(SECP256R1())
POINT = CITY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
TOLD = Told(text="玄関先で話した。", whom="山田さん宅", number=2, finished=True)


def sealed(told: Told = TOLD) -> Sealed:
    return seal(told, POINT, key="k", note=uuid4(), sequence=4, desk=uuid4())


@given(st.builds(Told, text=st.text(max_size=300), whom=st.text(max_size=50), number=st.integers(0, 999)))
def test_what_was_typed_comes_out_as_it_was(told: Told) -> None:
    opened = unseal(sealed(told), CITY)
    assert opened == replace(told, text=told.text.replace("\0", ""), whom=told.whom.replace("\0", ""))


def test_no_word_and_no_length_stands_in_what_is_sealed() -> None:
    short, long = sealed(replace(TOLD, text="あ")), sealed(replace(TOLD, text="あ" * 100))
    assert "玄関".encode() not in sealed().content
    assert len(short.content) == len(long.content) == 65 + 12 + PADDED_TO + 16
    assert sealed().content != sealed().content


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unreadable):
        unseal(sealed(), generate_private_key(SECP256R1()))


@pytest.mark.parametrize("change", ["note", "sequence", "key", "desk"])
def test_what_is_bound_to_a_note_cannot_be_changed(change: str) -> None:
    other = {"note": uuid4(), "sequence": 5, "key": "l", "desk": uuid4()}[change]
    with pytest.raises(Unreadable):
        unseal(replace(sealed(), **{change: other}), CITY)  # type: ignore[arg-type]


def test_no_byte_can_be_changed_left_out_or_added() -> None:
    one = sealed()
    for place in [*range(90), *range(90, len(one.content), 97)]:
        broken = bytearray(one.content)
        broken[place] ^= 1
        with pytest.raises(Unreadable):
            unseal(replace(one, content=bytes(broken)), CITY)
    for content in (one.content[:-1], one.content + b"\0", one.content[:65], b"", b"\x04" * 200):
        with pytest.raises(Unreadable):
            unseal(replace(one, content=content), CITY)


def test_what_is_no_time_or_no_number_is_left_to_the_desk() -> None:
    assert moment_of("2026-01-05T14:30") is not None
    assert [moment_of(one) for one in ("", "昨日", "2026-13-01T00:00")] == [None] * 3
    assert [minutes_of(one) for one in ("25", " 1440 ", "0", "1441", "２５", "-3", "", "9" * 400)] == [
        *(25, 1440),
        *[None] * 6,
    ]


def test_what_came_after_a_note_was_filed_has_always_the_same_id() -> None:
    note = uuid4()
    assert later(note) == later(note) != note
    assert later(note) != later(uuid4())


def test_why_a_note_cannot_be_filed() -> None:
    assert reasons_not_to_file("received") == []
    assert "もうケースに記録" in reasons_not_to_file("filed")[0]
    assert "先に戻して" in reasons_not_to_file("dropped")[0]
