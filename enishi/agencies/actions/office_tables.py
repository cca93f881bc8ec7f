"""Keeping the office's tables: 休庁日, intervals, code lists. They lie downstairs; the hat that may keep them lies here."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies.actions.staff import may_administer
from enishi.agencies.hats import Hat
from enishi.office import city_settings, stamp, trail
from enishi.office.calendar import why_closed
from enishi.office.errors import NotFound, Refused
from enishi.office.models import CitySetting, ClosingDay, Term, Vocabulary

LONGEST_CLOSING = 31
LARGEST_SETTING = 100_000


@transaction.atomic
def add_closing_days(*, first_day: date, last_day: date, reason: str, by: Hat, at: datetime) -> list[date]:
    """Close the city hall on working days of a span (both inclusive); returns the days that were added.

    :raises Refused: days in the past, more than 31, none of them a working day, no reason
    """
    may_administer(by)
    reasons = [] if reason.strip() else ["理由を入れてください。"]
    if last_day < first_day:
        reasons.append("最後の日が最初の日より前です。")
    if first_day < localdate(at):
        reasons.append("過ぎた日は休庁日にできません。期限の計算が後から変わってしまうためです。")
    if (last_day - first_day).days >= LONGEST_CLOSING:
        reasons.append(f"一度に加えられるのは{LONGEST_CLOSING}日までです。")
    if reasons:
        raise Refused(reasons)
    known = set(
        ClosingDay.objects.filter(day__gte=first_day, day__lte=last_day).values_list("day", flat=True)
    )
    span = [first_day + timedelta(days=ahead) for ahead in range((last_day - first_day).days + 1)]
    added = [day for day in span if day not in known and not why_closed(day)]
    if not added:
        raise Refused("その期間は、もともと休みの日か、すでに休庁日です。")
    ClosingDay.objects.bulk_create(ClosingDay(day=day, reason=reason.strip()) for day in added)
    stamp.LISTS.changed()
    trail.record("closing_days.added", detail={"days": [day.isoformat() for day in added]})
    return added


@transaction.atomic
def remove_closing_day(day: date, *, by: Hat, at: datetime) -> None:
    """Open the city hall again on a day to come.

    :raises Refused: the day has passed
    """
    may_administer(by)
    if day < localdate(at):
        raise Refused("過ぎた休庁日は消せません。期限の計算が後から変わってしまうためです。")
    gone, _ = ClosingDay.objects.filter(day=day).delete()
    if not gone:
        raise NotFound("closing_day", str(day))
    stamp.LISTS.changed()
    trail.record("closing_day.removed", detail={"day": day.isoformat()})


@transaction.atomic
def set_city_setting(name: str, *, value: int, starts_on: date, by: Hat, at: datetime) -> CitySetting:
    """Set an interval from a day on. Rows are added, never changed.

    :raises Refused: no number above zero, a day before today, or already set for that day
    """
    may_administer(by)
    declared = city_settings.declared_setting(name)
    if declared is None:
        raise NotFound("city_setting", name)
    reasons = []
    if not 0 < value <= LARGEST_SETTING:
        reasons.append("1以上の数を入れてください。")
    if starts_on < localdate(at):
        reasons.append("適用開始日は今日か、これからの日にしてください。")
    if CitySetting.objects.filter(name=name, starts_on=starts_on).exists():
        reasons.append("その日からの値はもう決まっています。別の適用開始日にしてください。")
    if reasons:
        raise Refused(reasons)
    setting = CitySetting(name=name, value=value, starts_on=starts_on, set_by=by.membership_id, set_at=at)
    setting.save(force_insert=True)
    stamp.LISTS.changed()
    trail.record(
        "city_setting.set", detail={"name": name, "value": value, "starts_on": starts_on.isoformat()}
    )
    return setting


@transaction.atomic
def add_term(
    vocabulary: str,
    *,
    code: str,
    label: str,
    starts_on: date,
    order: int = 0,
    source: str = "",
    reported: bool = False,
    unverified: bool = False,
    information_class: int = 1,
    by: Hat,
    at: datetime,
) -> Term:
    """Add an entry to a code list from a day on. A code that runs is ended first, never overwritten.

    :raises Refused: code or label empty, or the code runs on that day
    """
    may_administer(by)
    if not Vocabulary.objects.filter(code=vocabulary).exists():
        raise NotFound("vocabulary", vocabulary)
    reasons = [] if code.strip() and label.strip() else ["コードと表示を入れてください。"]
    same = Term.objects.filter(vocabulary_id=vocabulary, code=code)
    if any(term.ends_on is None or term.ends_on > starts_on for term in same):
        reasons.append(f"コード「{code}」はその日に有効です。先にそのコードを終わらせてください。")
    if reasons:
        raise Refused(reasons)
    term = Term(
        vocabulary_id=vocabulary,
        code=code.strip(),
        label=label.strip(),
        order=order,
        source=source,
        starts_on=starts_on,
        reported=reported,
        unverified=unverified,
        information_class=information_class,
    )
    term.save(force_insert=True)
    stamp.LISTS.changed()
    trail.record("term.added", detail={"vocabulary": vocabulary, "code": code})
    return term


@transaction.atomic
def end_term(term_id: UUID, *, on: date, by: Hat, at: datetime) -> None:
    """End an entry from a day on; what was written with it keeps its label.

    :raises Refused: it has ended, or the day lies before its beginning
    """
    may_administer(by)
    term = _term(term_id)
    if term.ends_on is not None:
        raise Refused("このコードはもう終わっています。")
    if on <= term.starts_on:
        raise Refused("終わる日は有効開始日より後にしてください。")
    term.ends_on = on
    term.save(update_fields=["ends_on"])
    stamp.LISTS.changed()
    trail.record(
        "term.ended", detail={"vocabulary": term.vocabulary_id, "code": term.code, "on": on.isoformat()}
    )


@transaction.atomic
def verify_term(term_id: UUID, *, source: str, by: Hat, at: datetime) -> None:
    """Take the 要確認 mark away: somebody has read the source and says which.

    :raises Refused: no source named
    """
    may_administer(by)
    if not source.strip():
        raise Refused("確かめた出典を入れてください。")
    term = _term(term_id)
    term.unverified, term.source = False, source.strip()
    term.save(update_fields=["unverified", "source"])
    stamp.LISTS.changed()
    trail.record("term.verified", detail={"vocabulary": term.vocabulary_id, "code": term.code})


@transaction.atomic
def verify_vocabulary(code: str, *, source: str, by: Hat, at: datetime) -> int:
    """The same for every entry of a list that still bears the mark; returns how many did.

    :raises Refused: no source named
    """
    doubtful = Term.objects.filter(vocabulary_id=code, unverified=True).order_by("pk")
    for term_id in (found := list(doubtful.values_list("pk", flat=True))):
        verify_term(term_id, source=source, by=by, at=at)
    return len(found)


def _term(term_id: UUID) -> Term:
    term = Term.objects.select_for_update().filter(pk=term_id).first()
    if term is None:
        raise NotFound("term", term_id)
    return term
