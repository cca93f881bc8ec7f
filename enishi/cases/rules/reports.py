"""実施報告: what is counted and how it is said, when a report is due, which steps it takes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from enishi.cases.terms import CaseState
from enishi.cases.terms import ReportState as S
from enishi.intake.rules.small_numbers import Shown, shown_alone, shown_row
from enishi.office.calendar import add_working_days

LONGEST_TEXT = 5000
MONTHS_SHOWN = 12
STATE = "state_"
NOT_THE_LATEST = "もう新しい版があります。いちばん新しい版を開いてください。"


@dataclass(frozen=True)
class Figure:
    """One number of the report, with its definition, which goes along wherever the number goes."""

    code: str
    label: str
    definition: str


FIGURES: tuple[Figure, ...] = (
    Figure("led", "主担当のケース", "月の終わりに、この機関が主担当だったケース。見守り中も数える。"),
    *(
        Figure(
            f"{STATE}{one.value}",
            f"うち {one.label}",
            f"上のうち、月の終わりの状態が「{one.label}」だったケース。",
        )
        for one in CaseState
        if one != CaseState.ENDED
    ),
    Figure(
        "overdue",
        "期日を過ぎたケース",
        "月の終わりに主担当だったケースのうち、次の期日がその日より前だったもの。",
    ),
    Figure(
        "alone",
        "一機関だけで持つケース",
        "月の終わりに主担当で、見守り中でなく、役割を引き受けた機関が一つもなかったもの。",
    ),
    Figure("opened", "始めたケース", "この月に、この機関が始めたケース。"),
    Figure("taken", "引き受けたケース", "この月に、ほかの機関から主担当を引き受けたケース。"),
    Figure("closed", "終結したケース", "この月に、この機関が終結を記録したケース。"),
    Figure("ended", "見守りを終えたケース", "この月に「見守り終了」になり、そのとき主担当だったケース。"),
    Figure(
        "visits", "訪問", "この月の支援経過のうち、この機関が書いた「訪問」の回数。直す前の記録は数えない。"
    ),
    Figure("attempts", "会えなかった訪問", "同じく「会えなかった訪問」の回数。"),
    Figure("advice", "管理者への相談", "この月に、この機関がケースについて管理者に相談した回数。"),
    Figure("sent", "つないだ件数", "この月に、この機関が送ったつなぎ。誤送付と取り消しは除く。"),
    Figure("declined", "辞退されたつなぎ", "この機関が送ったつなぎのうち、この月に辞退されたもの。"),
    Figure("meetings", "開いた会議", "この月に、この機関が招集して開いた会議。中止したものは除く。"),
    Figure("person_followups", "定着支援（本人）", "この月に、参加している本人に様子を聞いて、この機関が記録した回数。"),
    Figure("host_followups", "フォローアップ（受入先）", "この月に、受入先に様子を聞いて、この機関が記録した回数。"),
)
KNOWN: Mapping[str, Figure] = {one.code: one for one in FIGURES}
STATES = tuple(one.code for one in FIGURES if one.code.startswith(STATE))

REPORT_STEPS = {
    (S.DRAFT, S.SENT),
    (S.SENT, S.READ),
    (S.SENT, S.RETURNED),
}
REPORTING = frozenset({(S.DRAFT, S.SENT)})


def frozen(numbers: Mapping[str, int]) -> list[dict[str, object]]:
    """The figures as a report keeps them: number, name and definition, as they were said when it was sent."""
    return [
        {
            "code": one.code,
            "label": one.label,
            "definition": one.definition,
            "number": numbers.get(one.code, 0),
        }
        for one in FIGURES
    ]


def report_key(agency: UUID, month: date, number: int = 0) -> UUID:
    """The id of one version of one report; number 0 stands for the month as a whole, for its reminders."""
    return uuid5(agency, f"activity report {month:%Y-%m} {number}")


def month_of(day: date) -> date:
    return day.replace(day=1)


def later(month: date, months: int) -> date:
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def last_over(today: date) -> date:
    """The latest month that is over."""
    return later(month_of(today), -1)


def read_month(typed: str) -> date | None:
    """「2026-10」 → the first of October; None for anything else."""
    try:
        return datetime.strptime(typed, "%Y-%m").date() if len(typed) == 7 else None  # noqa: DTZ007
    except ValueError:
        return None


def report_due_on(month: date, working_days: int, closed: Collection[date]) -> date:
    """The working day of the next month by which the report is sent."""
    return add_working_days(later(month, 1) - timedelta(days=1), working_days, closed)


def reasons_not_to_report(*, month: date, today: date, text: Sequence[str]) -> list[str]:
    """What forbids writing a report of a month."""
    reasons = []
    if month > last_over(today):
        reasons.append("終わっていない月の報告は送れません。月が替わってから送ってください。")
    if any(len(one) > LONGEST_TEXT for one in text):
        reasons.append(f"ことばは{LONGEST_TEXT:,}文字までです。")
    return reasons


def shown_totals(numbers: Mapping[str, int]) -> dict[str, Shown]:
    """The figures of the whole city as they may leave the house.

    The states add up to the cases that are led, so they are judged as one row with its total; the others stand alone.
    """
    states = shown_row([numbers.get(code, 0) for code in STATES])
    shown = dict(zip(STATES, states.cells, strict=True)) | {"led": states.total}
    rest = [one.code for one in FIGURES if one.code not in shown]
    return shown | dict(zip(rest, shown_alone([numbers.get(code, 0) for code in rest]).cells, strict=True))
