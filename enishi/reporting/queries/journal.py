"""The journal of a case for its forms: each entry by its own class, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from enishi.agencies.queries.names import Names
from enishi.cases.queries import Brief
from enishi.cases.queries.names import names_for
from enishi.cases.terms import CaseVocabulary, EntryKind
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import SourceKind
from enishi.office.errors import Refused
from enishi.reporting.queries.persons import day_text, short_day_text
from enishi.reporting.rules.fields import Told

MOST_ENTRIES = 2000
TOO_MANY = f"支援経過が{MOST_ENTRIES:,}件を超えます。期間を短くして印刷してください。"


@dataclass(frozen=True)
class Period:
    """Days of the journal; both ends may be open."""

    since: date | None = None
    until: date | None = None

    @property
    def text(self) -> str:
        return f"{day_text(self.since)}〜{day_text(self.until)}" if self.since or self.until else "すべて"


ENTRIES = """
SELECT e.happened_at, e.origin_id, e.author_id, e.kind, e.counterpart, e.means, e.minutes,
       e.text, e.next_step, e.binder_id, e.source, e.said_by_id
  FROM cases_journalentry e
 WHERE e.case_id = %(case)s AND e.binder_id = ANY (%(files)s::uuid[])
   AND NOT EXISTS (SELECT 1 FROM cases_journalentry n WHERE n.replaces_id = e.id)
   AND (%(since)s::timestamptz IS NULL OR e.happened_at >= %(since)s)
   AND (%(until)s::timestamptz IS NULL OR e.happened_at < %(until)s)
   AND (%(kinds)s::text[] IS NULL OR e.kind = ANY (%(kinds)s::text[]))
 ORDER BY e.happened_at, e.id LIMIT %(most)s
"""
NEWEST = ENTRIES.replace("ORDER BY e.happened_at, e.id", "ORDER BY e.happened_at DESC, e.id DESC")


def _entries(brief: Brief, period: Period, kinds: Sequence[str] | None = None, newest: int = 0) -> list[Any]:
    """Entries as far as their own class is seen, the oldest first. Never from whom something was heard. One query.

    :param newest: only so many, the last ones
    """
    values: dict[str, Any] = {
        "case": brief.row.pk,
        "files": list(brief.files),
        "since": _midnight(period.since),
        "until": _midnight(period.until, 1),
        "kinds": list(kinds) if kinds else None,
        "most": newest or MOST_ENTRIES + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEWEST if newest else ENTRIES, values)
        rows = cursor.fetchall()
    if newest:
        return rows[::-1]
    if len(rows) > MOST_ENTRIES:
        raise Refused(TOO_MANY)
    return rows


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(date.fromordinal(day.toordinal() + later), time.min))


def journal(brief: Brief, period: Period) -> Told:
    words = labels(CaseVocabulary.MEANS, CaseVocabulary.COUNTERPART)
    files, entries = brief.files, _entries(brief, period)
    names = _names(brief, entries)
    rows = []
    for when, origin, author, kind, counterpart, means, minutes, text, step, file, source, said_by in entries:
        agency = f"{names.agency(said_by)}（会議で）" if said_by else names.agency(origin)
        with_whom = [words[CaseVocabulary.COUNTERPART].get(counterpart, ""), f"{minutes}分" if minutes else ""]
        how = [
            f"【{SourceKind(source).label}】",
            words[CaseVocabulary.MEANS].get(means, "") or str(EntryKind(kind).label),
            "　".join(one for one in with_whom if one),
        ]
        of = f"【{files[file]}】" if files.get(file) else ""
        rows.append(
            {
                "when": _moment(when),
                "who": f"{'' if said_by else names.person(author)}\n（{agency}）".strip(),
                "how": "\n".join(one for one in how if one),
                "text": f"{of}{text}",
                "next": step,
            }
        )
    return Told({"case.period": period.text}, rows={"case.journal": rows})


def _names(brief: Brief, entries: Sequence[Any]) -> Names:
    return names_for(brief.found, [one for row in entries for one in (row[1], row[11])], [row[2] for row in entries])


def visits(brief: Brief) -> Told:
    """The last visits and attempts, the oldest first."""
    found = _entries(brief, Period(), [EntryKind.VISIT.value, EntryKind.ATTEMPT.value], newest=8)
    names = _names(brief, found)
    return Told(
        rows={
            "case.visits": [
                {
                    "when": _moment(row[0]),
                    "who": "" if row[11] else names.person(row[2]),
                    "kind": f"{EntryKind(row[3]).label}\n【{SourceKind(row[10]).label}】",
                    "text": row[7],
                }
                for row in found
            ]
        }
    )


def _moment(when: datetime) -> str:
    local = timezone.localtime(when)
    return f"{short_day_text(when)}\n{local:%H:%M}"
