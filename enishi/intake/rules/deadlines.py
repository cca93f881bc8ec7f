"""When what is due. Every interval is a setting of the city; the defaults are proposals (要確認), no law names them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from enishi.office.calendar import add_working_days, working_days_between


@dataclass(frozen=True)
class Interval:
    """A number of days that a city sets."""

    name: str
    default: int
    label: str
    unit: str = "開庁日"
    unverified: bool = True


INTERVALS: dict[str, Interval] = {
    one.name: one
    for one in (
        Interval("intake.reply_due_days", 3, "つなぎの回答期限"),
        Interval("intake.urgent_reply_due_days", 1, "急ぎのつなぎの回答期限"),
        Interval("intake.reply_reminder_days", 2, "回答をうながすまで"),
        Interval("intake.reply_escalation_days", 5, "多機関調整管理者に知らせるまで"),
        Interval("intake.first_contact_days", 5, "受けてから初回接触まで"),
        Interval("intake.next_date_days", 7, "次の期日の初期値", "日"),
        Interval("intake.need_escalation_days", 3, "期日を過ぎた相談を多機関調整管理者に知らせるまで"),
        Interval("intake.link_days", 14, "期限つきリンクの有効期間", "日"),
        Interval("intake.referral_view_days", 365, "つなぎで見られる期間の上限", "日"),
        Interval("intake.recall_minutes", 10, "送ってすぐの取り消し", "分"),
        Interval("intake.longest_next_date_days", 92, "次の期日に入れられる最も先の日", "日"),
    )
}


def due_on(start: date, working_days: int, closed: Collection[date]) -> date:
    """The day by which something is due, ``working_days`` after ``start``."""
    return add_working_days(start, working_days, closed)


def is_silent_for(start: date, today: date, working_days: int, closed: Collection[date]) -> bool:
    """Whether ``working_days`` have passed since ``start`` without a word."""
    return today > start and working_days_between(start, today, closed) >= working_days
