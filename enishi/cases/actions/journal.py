from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case, reach_file
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import JournalEntry, JournalInformant, JournalMark
from enishi.cases.rules.reasons import reasons_not_to_write
from enishi.cases.terms import EntryKind, MarkKind
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.intake.rules.reasons import reasons_about_year
from enishi.intake.terms import SourceKind
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.rows import put, together
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class NewEntry:
    """What was done, heard or thought, of whom (``file``: the case's binder or a member's), and when."""

    text: str
    kind: EntryKind = EntryKind.CONTACT
    source: SourceKind = SourceKind.FACT
    information_class: int = InformationClass.BASIC.value
    happened_at: datetime | None = None
    file: UUID | None = None
    counterpart: str = ""
    means: str = ""
    minutes: int | None = None
    next_step: str = ""
    informant: str = ""
    """from whom it was heard, where that person must not be named to others"""
    said_by: UUID | None = None
    """another agency that said it in a meeting, where it is taken over from there"""


def write_entry(case: UUID, new: NewEntry, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Write into the journal (支援経過). Every agency of the team writes its own entries.

    :returns: the entry's id
    :raises Refused: without text, in a class not seen, or in an ended case
    """
    return once(submission, "case.written", lambda: _write(case, new, None, by=by, at=at), by=by, at=at)


@transaction.atomic
def correct_entry(case: UUID, replaced: UUID, new: NewEntry, *, by: Hat, at: datetime) -> UUID:
    """Correct an entry: a new row in the same file that names the one it replaces, which stays readable.

    :raises Refused: unless one's own agency wrote it
    :raises Overtaken: when it was corrected meanwhile, with the newer text
    """
    return _write(case, new, replaced, by=by, at=at)


def _write(case: UUID, new: NewEntry, replaced: UUID | None, *, by: Hat, at: datetime) -> UUID:
    file = _to_correct(case, replaced, by) if replaced else new.file or case
    found = reach_file(by, case, file, word="case.write")
    if found is None:
        raise Refused("だれの記録かを選び直してください。")
    happened_at = new.happened_at or at
    reasons = reasons_not_to_write(
        state=found.state,
        text=new.text,
        information_class=new.information_class,
        seen=found.classes,
        minutes=new.minutes,
    )
    if happened_at > at:
        reasons.append(
            "いつのことかは、今より前にしてください。これからの予定は「次の予定」に書いてください。"
        )
    reasons += reasons_about_year("いつのこと", happened_at)
    if new.informant.strip() and new.source != SourceKind.HEARD:
        reasons.append("情報源は、「第三者から聴取」のときだけ書けます。")
    if new.informant.strip() and not found.classes & InformationClass.INFORMANT:
        reasons.append("この記録の情報源は見られないため、書けません。")
    if reasons:
        raise Refused(reasons)
    entry = JournalEntry(
        **stamp(case, file, new.information_class, by=by, at=at),
        kind=new.kind,
        source=new.source,
        happened_at=happened_at,
        counterpart=new.counterpart,
        means=new.means,
        minutes=new.minutes,
        text=new.text.strip(),
        next_step=new.next_step.strip(),
        replaces_id=replaced,
        said_by_id=None if new.said_by == by.agency_id else new.said_by,
    )
    _put(entry, new.informant.strip(), by=by, at=at, word="case.corrected" if replaced else "case.written")
    return entry.pk


def _put(entry: JournalEntry, informant: str, *, by: Hat, at: datetime, word: str) -> None:
    """The entry, from whom it was heard, and the line of the trail."""
    case, file = entry.case_id, entry.binder_id
    last: JournalEntry | JournalInformant = entry
    if informant:
        put([entry])  # the guard of the informant looks for it
        stamped = stamp(case, file, InformationClass.INFORMANT.value, by=by, at=at)
        last = JournalInformant(**stamped, entry_id=entry.pk, who=informant)
    with together():
        put([last])
        trail.record(word, binders=list(dict.fromkeys([case, file])))


def _to_correct(case: UUID, replaced: UUID, by: Hat) -> UUID:
    """The file of the entry that is corrected. It is read, so that is a look, at a case that is held."""
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.write", lock=True)
    row = JournalEntry.objects.filter(pk=replaced, case=found.id).first()
    if row is None:
        raise NotFound("case.entry", replaced)
    if row.origin_id != found.hat.agency_id:
        raise Refused("ほかの機関の記録は直せません。気づいたことは新しい記録として書いてください。")
    if row.said_by_id:
        raise Refused("ほかの機関が会議で話したことは直せません。気づいたことは新しい記録として書いてください。")
    newer = JournalEntry.objects.filter(replaces=replaced).first()
    if newer is not None:
        raise Overtaken({"内容": newer.text})
    return row.binder_id


@transaction.atomic
def mark_entry(case: UUID, entry: UUID, kind: MarkKind, *, by: Hat, at: datetime) -> None:
    """Say without words that one has read it, thanks, or wants to talk (確認・反応). Once per person and kind."""
    open_case(by, case, to=Purpose.SUPPORT, word="case.mark")
    row = JournalEntry.objects.filter(pk=entry, case=case).first()
    if row is None:
        raise NotFound("case.entry", entry)
    marks = JournalMark.objects.filter(
        entry=entry, kind=kind, author_id=desk(by)[1], withdrawn_at__isnull=True
    )
    if marks.exists():
        return
    JournalMark(
        **stamp(case, row.binder_id, row.information_class, by=by, at=at), entry_id=entry, kind=kind
    ).save(force_insert=True)
    trail.record("case.marked", binders=[case], detail={"kind": str(kind)})


@transaction.atomic
def unmark_entry(case: UUID, entry: UUID, kind: MarkKind, *, by: Hat, at: datetime) -> None:
    """Take one's own mark back."""
    open_case(by, case, to=Purpose.SUPPORT, word="case.mark")
    taken_back = JournalMark.objects.filter(
        entry=entry, case=case, kind=kind, author_id=desk(by)[1], withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    if taken_back:
        trail.record("case.unmarked", binders=[case], detail={"kind": str(kind)})
