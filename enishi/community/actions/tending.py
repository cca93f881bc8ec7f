"""Who may keep the community's resources."""

from enishi.agencies.hats import Hat
from enishi.office.errors import NotFound


def may_tend(by: Hat | None) -> None:
    """:raises NotFound: for a hat that does not tend; ``None`` is the operator at the server's terminal"""
    if by is not None and "tend" not in by.may:
        raise NotFound("tend")
