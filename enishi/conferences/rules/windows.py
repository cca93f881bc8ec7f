"""When the room of a meeting is open. Every interval is a setting of the city; the defaults are proposals (要確認)."""

from datetime import datetime, timedelta

from enishi.intake.rules.deadlines import Interval

INTERVALS: dict[str, Interval] = {
    one.name: one
    for one in (
        Interval("conferences.days_before", 7, "会議の資料を見られるようになる日（会議の何日前か）", "日"),
        Interval("conferences.days_after", 14, "会議の資料を見られなくなる日（会議の何日後か）", "日"),
        Interval("conferences.kit_days_after", 3, "会議キットを取り出せる日（会議の何日後まで）", "日"),
        Interval("conferences.line_due_days", 5, "決まった役割への回答期限"),
        Interval("conferences.destroy_days", 365, "提供を受けた情報の廃棄期限の初期値", "日"),
    )
}
LONGEST_BEFORE, LONGEST_AFTER = 30, 60
LONGEST_ANSWER, LONGEST_KEPT = timedelta(days=366), timedelta(days=3653)
"""How far ahead 情報提供依頼 may ask for an answer, and for what was given to be destroyed: a slip of the year is refused."""


def window(
    starts_at: datetime,
    ends_at: datetime,
    *,
    before: int,
    after: int,
    now: datetime,
    until: datetime | None = None,
) -> tuple[datetime, datetime]:
    """From when until when convened persons see: days before and after, not earlier than now, not past ``until``."""
    opens = max(now, starts_at - timedelta(days=min(before, LONGEST_BEFORE)))
    closes = ends_at + timedelta(days=min(after, LONGEST_AFTER))
    return opens, min(closes, until) if until else closes
