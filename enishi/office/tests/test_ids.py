"""Ids of rows rise with time, and are of no use for guessing another."""

from uuid import UUID

from enishi.office.ids import in_order


def test_an_id_is_a_uuid_of_version_7_and_rises_with_time(monkeypatch) -> None:
    made = []
    for moment in (1_764_000_000_000, 1_764_000_000_001, 1_764_000_060_000):
        monkeypatch.setattr("enishi.office.ids.time_ns", lambda moment=moment: moment * 1_000_000)
        made.append(in_order())
        assert made[-1].int >> 80 == moment
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert all(UUID(str(one)) == one for one in made)


def test_two_of_the_same_moment_differ(monkeypatch) -> None:
    monkeypatch.setattr("enishi.office.ids.time_ns", lambda: 1_764_000_000_000_000_000)
    assert len({in_order() for _ in range(1000)}) == 1000
