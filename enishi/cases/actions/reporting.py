"""実施報告: written by an agency, sent with its figures as they stand then, read and answered by who coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.roles import roles_with
from enishi.cases.models import ActivityReport
from enishi.cases.queries.figures import counted, numbers
from enishi.cases.rules import reports as rules
from enishi.cases.terms import ReportState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Overtaken, Refused

COORDINATING = roles_with("coordinate")
REPORTS = "/cases/reports/"


@dataclass(frozen=True)
class ReportText:
    """What the agency says beside the figures."""

    remarks: str = ""
    worries: str = ""


@transaction.atomic
def write_report(month: date, text: ReportText, *, version: int, by: Hat, at: datetime) -> UUID:
    """Keep the draft of a month (下書きを保存). The first time, and after a version was sent, a new version begins.

    :param version: of the draft that the form showed; 0 when there was none
    :returns: the version's id
    :raises Overtaken: when a colleague has written meanwhile
    """
    _refuse_for(month, text, at)
    agency, membership = desk(by)
    row = _latest(agency, month)
    if row is None or row.state != ReportState.DRAFT:
        if version:
            raise Overtaken({"状態": ReportState(row.state).label if row else "なし"})
        return _begin(agency, membership, month, row.number + 1 if row else 1, text, at=at)
    if row.version != version:
        raise Overtaken({"この月の様子": row.remarks or "空欄", "困っていること": row.worries or "空欄"})
    _keep(row, remarks=text.remarks.strip(), worries=text.worries.strip(), written_by=membership)
    return row.pk


def _begin(
    agency: UUID, membership: UUID, month: date, number: int, text: ReportText, *, at: datetime
) -> UUID:
    row = ActivityReport(
        id=rules.report_key(agency, month, number),
        agency_id=agency,
        month=month,
        number=number,
        state=ReportState.DRAFT,
        remarks=text.remarks.strip(),
        worries=text.worries.strip(),
        written_by=membership,
        made_at=at,
    )
    row.save(force_insert=True)
    trail.record("case.report_begun", detail={"month": f"{month:%Y-%m}", "number": number})
    return row.pk


@transaction.atomic
def send_report(month: date, text: ReportText, *, version: int, by: Hat, at: datetime) -> UUID:
    """Send what was written, with the figures as they are at this moment (送る). From now on this version stays as it is."""
    report = write_report(month, text, version=version, by=by, at=at)
    row = ActivityReport.objects.select_for_update().get(pk=report)
    _, membership = desk(by)
    figures = rules.frozen(numbers(counted(by, month, at=at)))
    _keep(row, state=ReportState.SENT, figures=figures, sent_at=at, sent_by=membership, written_by=membership)
    trail.record("case.report_sent", detail={"month": f"{month:%Y-%m}", "number": row.number})
    key = rules.report_key(row.agency_id, month)
    for word in ("case.report_due", "case.report_returned"):
        inbox.finish_tasks(key, word, by=membership, at=at)
    for agency in coordinating(at):
        if agency != row.agency_id:
            inbox.tell(agency, "case.report_sent", "実施報告が届きました", url=f"{REPORTS}{row.pk}/", at=at)
    return row.pk


@transaction.atomic
def acknowledge_report(report: UUID, *, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """Say that it was read, with an answer where there is one (確認した)."""
    row = _answer(report, ReportState.READ, text, version, by=by, at=at)
    inbox.tell(
        row.agency_id, "case.report_read", "実施報告が確認されました", url=f"{REPORTS}{row.pk}/", at=at
    )


@transaction.atomic
def return_report(report: UUID, *, text: str, version: int, by: Hat, at: datetime) -> None:
    """Send it back, saying why (差し戻し). The agency writes a new version; this one is kept."""
    if not text.strip():
        raise Refused("差し戻す理由を書いてください。")
    row = _answer(report, ReportState.RETURNED, text, version, by=by, at=at)
    inbox.assign(
        row.agency_id,
        "case.report_returned",
        "差し戻された実施報告を直して送ってください",
        day(at),
        binder_id=rules.report_key(row.agency_id, row.month),
        url=f"{REPORTS}{row.month:%Y-%m}/",
        at=at,
    )


def _answer(
    report: UUID, state: ReportState, text: str, version: int, *, by: Hat, at: datetime
) -> ActivityReport:
    row = ActivityReport.objects.select_for_update().filter(pk=report).first()
    if row is None or "coordinate" not in by.may or row.agency_id == by.agency_id:
        raise NotFound("case.report", report)
    if row.version != version or row.state != ReportState.SENT:
        raise Overtaken({"状態": ReportState(row.state).label})
    if len(text) > rules.LONGEST_TEXT:
        raise Refused(f"ことばは{rules.LONGEST_TEXT:,}文字までです。")
    _keep(row, state=state, answer=text.strip(), answered_by=desk(by)[1], answered_at=at)
    trail.record(f"case.report_{state}", detail={"month": f"{row.month:%Y-%m}", "number": row.number})
    return row


def coordinating(at: datetime) -> Sequence[UUID]:
    """Agencies where somebody coordinates now."""
    found = Membership.objects.at_work(day(at)).filter(role__in=COORDINATING)
    return list(found.order_by("agency").values_list("agency", flat=True).distinct())


def _latest(agency: UUID, month: date) -> ActivityReport | None:
    rows = ActivityReport.objects.select_for_update().filter(agency=agency, month=month)
    return rows.order_by("-number").first()


def _keep(row: ActivityReport, **changed: object) -> None:
    kept = ActivityReport.objects.filter(pk=row.pk).update(version=row.version + 1, **changed)
    if not kept:
        raise NotFound("case.report", row.pk)


def _refuse_for(month: date, text: ReportText, at: datetime) -> None:
    reasons = rules.reasons_not_to_report(month=month, today=day(at), text=(text.remarks, text.worries))
    if reasons:
        raise Refused(reasons)
