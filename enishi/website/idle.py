"""When somebody has been away from the desk for too long."""

from enishi.agencies.browser import Kept

BLANK_AFTER_MINUTES = 10
ENTER_AGAIN_AFTER = 15 * 60
NOTED_EVERY = 60


def must_enter_again(kept: Kept, now: float) -> bool:
    """Whether the screen is locked, by hand or because nothing was asked of the server for 15 minutes."""
    return kept.locked or now - kept.seen_at >= ENTER_AGAIN_AFTER


def is_worth_noting(kept: Kept, now: float) -> bool:
    """Whether to write down that somebody was here; not at every request, so that reading stays cheap."""
    return now - kept.seen_at >= NOTED_EVERY
