"""Taking files in: first a preview that writes nothing, then everything or nothing."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from enishi.agencies.actions.agencies import (
    close_agency,
    may_administer,
    opening_times,
    set_catchments,
    write_schedule,
)
from enishi.agencies.actions.staff import end_memberships, new_staff
from enishi.agencies.hats import Hat
from enishi.agencies.models import (
    Agency,
    Catchment,
    ImportBatch,
    Membership,
    OpeningHours,
    OpeningTime,
    Staff,
)
from enishi.agencies.queries.imports import (
    VALUES,
    AgencyPreview,
    StaffPreview,
    preview_agencies,
    preview_staff,
)
from enishi.agencies.rules.agency_changes import Change, Fate
from enishi.agencies.rules.staff_changes import StaffChange
from enishi.agencies.terms import Answering, ImportKind
from enishi.office import trail
from enishi.office.errors import Refused

ONE_AT_A_TIME = 0x656E696D
BATCH = 500


@transaction.atomic
def import_agencies(
    content: bytes,
    file_name: str,
    *,
    by: Hat | None,
    at: datetime,
    kind: str = "",
    sheet: str | None = None,
    encoding: str | None = None,
    renamed: Collection[int] = (),
) -> AgencyPreview:
    """Take a file of agencies in, whole or not at all; returns what was done.

    :param kind: kind of new agencies where the file does not say
    :raises Refused: with every row's errors; then nothing was written
    :raises SheetRefused: the file cannot be read
    """
    may_administer(by)
    one_at_a_time()
    preview = preview_agencies(
        content, file_name, today=localdate(at), sheet=sheet, encoding=encoding, renamed=renamed
    )
    apply_agencies(preview, kind, by, at)
    record(batch_of(ImportKind.AGENCIES, preview, by, at), preview, by, at)
    return preview


def apply_agencies(preview: AgencyPreview, kind: str, by: Hat | None, at: datetime) -> None:
    """Do what a preview says.

    :raises Refused: with every row's errors; then nothing was written
    """
    today = localdate(at)
    _refuse_errors(preview)
    for change in preview.changes:
        if change.fate is Fate.REPLACED and change.known:
            close_agency(change.known.id, on=today, by=by, at=at)
    _found([one for one in preview.changes if one.fate in (Fate.NEW, Fate.REPLACED)], preview, kind, today)
    for change in preview.changes:
        if change.fate is Fate.CHANGED:
            _change(change, preview, by, at)
    _set_parents(preview.changes)


@transaction.atomic
def import_staff(
    content: bytes,
    file_name: str,
    *,
    by: Hat | None,
    at: datetime,
    sheet: str | None = None,
    encoding: str | None = None,
    renamed: Collection[int] = (),
) -> StaffPreview:
    """Take a staff file in (採用, 人事異動, 退職), whole or not at all; returns what was done.

    Whoever is named holds from then on exactly the hats of their rows; the next request under another dies.

    :raises Refused: with every row's errors; then nothing was written
    :raises SheetRefused: the file cannot be read
    """
    may_administer(by)
    one_at_a_time()
    preview = preview_staff(
        content,
        file_name,
        today=localdate(at),
        sheet=sheet,
        encoding=encoding,
        renamed=renamed,
        by_staff=by.staff_id if by else None,
    )
    apply_staff(preview, by, at)
    record(batch_of(ImportKind.STAFF, preview, by, at), preview, by, at)
    end_own_hat(preview, by, at)
    return preview


def apply_staff(preview: StaffPreview, by: Hat | None, at: datetime) -> None:
    """Do what a preview says, all but the end of the very hat that does it (``end_own_hat``).

    :raises Refused: with every row's errors; then nothing was written
    """
    _refuse_errors(preview)
    own = by.membership_id if by else None
    ending = {key: on for key, on in preview.ends.items() if key != own}
    for membership in Membership.objects.filter(pk__in=ending).select_for_update():
        _end_on(membership, ending[membership.pk], by, at)
    Membership.objects.filter(pk__in=preview.lifted).update(ends_on=None)
    people = _people(preview.changes)
    Membership.objects.bulk_create(
        [
            _membership(change, people[change.row.staff_number], localdate(at))
            for change in preview.changes
            if change.begins
        ],
        batch_size=BATCH,
    )


def end_own_hat(preview: StaffPreview, by: Hat | None, at: datetime) -> None:
    """The very last of a staff import: the administrator's own hat, if the file ends it."""
    if by and by.membership_id in preview.ends:
        _end_on(Membership.objects.get(pk=by.membership_id), preview.ends[by.membership_id], by, at)


def one_at_a_time() -> None:
    """The second of two imports waits until the first is committed, and then sees what it did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _found(changes: list[Change], preview: AgencyPreview, kind: str, today: date) -> None:
    made: list[Agency] = []
    hours: list[OpeningHours] = []
    times: list[OpeningTime] = []
    served: list[Catchment] = []
    fallback = kind or (preview.layout.kind if preview.layout else "other")
    # Nobody of a published list has an account: a letter handed to them would lie where nobody can open it.
    strict = preview.layout is not None and preview.layout.strict
    answering = Answering.ACCOUNT if strict else Answering.LINK
    for change in changes:
        row = change.row
        values = {"kind": fallback, "starts_on": today, "answering": answering} | row.values
        agency = Agency(id=uuid4(), original=_original(change, preview), **values)
        made.append(agency)
        if row.schedule is not None:
            own = OpeningHours(
                agency=agency, on_holidays=row.schedule.on_holidays.value, left_over=row.schedule.left_over
            )
            hours.append(own)
            times += opening_times(own, row.schedule)
        served += [Catchment(agency=agency, district=one, starts_on=today) for one in row.catchments or ()]
    Agency.objects.bulk_create(made, batch_size=BATCH)
    OpeningHours.objects.bulk_create(hours, batch_size=BATCH)
    OpeningTime.objects.bulk_create(times, batch_size=BATCH)
    Catchment.objects.bulk_create(served, batch_size=BATCH)


def _change(change: Change, preview: AgencyPreview, by: Hat | None, at: datetime) -> None:
    assert change.known is not None  # noqa: S101
    agency = Agency.objects.select_for_update().get(pk=change.known.id)
    ends_on = change.row.values.get("ends_on")
    values = {key: value for key, value in change.row.values.items() if key in VALUES and key != "ends_on"}
    other_times = "hours" in values and values["hours"] != agency.hours
    for key, value in values.items():
        setattr(agency, key, value)
    original = _original(change, preview)
    # What a publisher wrote stays; a list of our own, exported and taken in again, does not replace it.
    if agency.original.get("layout", "") in ("", original["layout"]):
        agency.original = original
    agency.version += 1
    agency.save(update_fields=[*values, "original", "version"])
    if change.row.schedule is not None and other_times:
        write_schedule(agency.pk, change.row.schedule)
    if change.row.catchments is not None:
        set_catchments(agency.pk, districts=change.row.catchments, on=localdate(at), by=by, at=at)
    if isinstance(ends_on, date):
        close_agency(agency.pk, on=ends_on, by=by, at=at)


def _original(change: Change, preview: AgencyPreview) -> dict[str, object]:
    """The row as it stood in the file, letter by letter and in its order (jsonb would sort an object)."""
    return {
        "layout": preview.layout.key if preview.layout else "",
        "credit": preview.layout.credit if preview.layout else "",
        "source_number": change.row.source_number,
        "file": preview.file_name,
        "row": [list(cell) for cell in change.row.cells.items()],
    }


def _set_parents(changes: list[Change]) -> None:
    wanted = {
        change.row.code: change.row.parent_code for change in changes if change.row.parent_code is not None
    }
    if not wanted:
        return
    codes = {*wanted, *wanted.values()}
    by_code = {
        one.code: one for one in Agency.objects.filter(code__in=codes, ends_on__isnull=True).exclude(code="")
    }
    unknown = sorted({parent for parent in wanted.values() if parent and parent not in by_code})
    if unknown:
        raise Refused(f"上位機関コード「{'」「'.join(unknown)}」の機関がありません。")
    for code, parent in wanted.items():
        agency = by_code.get(code)
        above = by_code.get(parent) if parent else None
        if agency and agency.parent_id != (above.pk if above else None):
            agency.parent = above
            agency.save(update_fields=["parent"])


def _people(changes: list[StaffChange]) -> dict[str, UUID]:
    """Staff number → id; new people are founded, changed ones changed."""
    people = {change.known.staff_number: change.known.id for change in changes if change.known}
    new: dict[str, Staff] = {}
    for change in changes:
        row = change.row
        if change.known is None and change.fate is Fate.NEW and row.staff_number not in new:
            new[row.staff_number] = new_staff(
                row.staff_number, row.name, row.details.get("kana", ""), row.details.get("email", "")
            )
        elif change.known and change.fate is Fate.CHANGED:
            staff = Staff.objects.select_for_update().get(pk=change.known.id)
            wanted = {"name": row.name} | row.details
            if any(getattr(staff, key) != value for key, value in wanted.items()):
                for key, value in wanted.items():
                    setattr(staff, key, value)
                staff.version += 1
                staff.save(update_fields=[*wanted, "version"])
    Staff.objects.bulk_create(new.values(), batch_size=BATCH)
    return people | {number: staff.pk for number, staff in new.items()}


def _membership(change: StaffChange, staff_id: UUID, today: date) -> Membership:
    assert change.row.agency is not None  # noqa: S101
    return Membership(
        staff_id=staff_id,
        agency_id=change.row.agency.id,
        role=change.row.role,
        contract=change.row.contract,
        starts_on=change.row.starts_on or today,
        ends_on=change.row.ends_on,
    )


def _end_on(membership: Membership, on: date, by: Hat | None, at: datetime) -> None:
    if membership.ends_on is not None and membership.ends_on < on:
        membership.ends_on = on
        membership.save(update_fields=["ends_on"])
        return
    end_memberships([membership], on=on, by=by, at=at)


def _refuse_errors(preview: AgencyPreview | StaffPreview) -> None:
    if preview.errors:
        raise Refused([str(problem) for problem in preview.errors])


def record(batch: ImportBatch, preview: AgencyPreview | StaffPreview, by: Hat | None, at: datetime) -> None:
    """Mark a batch as taken in and write the trail."""
    batch.content, batch.counts = None, preview.counts
    batch.applied_at, batch.applied_by = at, by.membership_id if by else None
    batch.save()
    word = "agencies.imported" if batch.kind == ImportKind.AGENCIES else "staff.imported"
    trail.record(word, detail={"batch": str(batch.pk), "sha256": preview.digest, "counts": preview.counts})


def batch_of(
    kind: ImportKind,
    preview: AgencyPreview | StaffPreview,
    by: Hat | None,
    at: datetime,
    *,
    content: bytes | None = None,
) -> ImportBatch:
    """An unsaved batch."""
    layout = preview.layout if isinstance(preview, AgencyPreview) else None
    return ImportBatch(
        kind=kind,
        file_name=preview.file_name[:200],
        digest=preview.digest,
        form=preview.form[:200],
        layout=layout.key if layout else "",
        content=content,
        counts=preview.counts,
        read_at=at,
        read_by=by.membership_id if by else None,
    )
