"""Half-filled forms on the server (下書き): nothing typed is lost, and an older save never overwrites a newer one.

Every drawing of a form is a *page* with an id of its own. Saves of one page carry a rising serial number; what comes late is
dropped. A save of another page replaces the draft only if that page was drawn from what is stored now; otherwise its text
is kept as a draft of its own, so that neither is lost.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.http import QueryDict

from enishi.office import prepared, rows
from enishi.office.addresses import address
from enishi.office.errors import NotFound, Refused
from enishi.office.ids import identity
from enishi.office.models import Draft
from enishi.office.rules.individual_number import without_individual_number
from enishi.office.rules.numbers import whole_number

LARGEST = 256 * 1024
MOST_PER_MEMBERSHIP = 200
ROOM_FOR_LATE_SAVES = 1000
SERIAL = ("draft_sequence", "_serial")
OWN_FIELDS = frozenset(
    {*SERIAL, "csrfmiddlewaretoken", "submission", "draft", "draft_page", "draft_form"}
) | {
    "draft_subject",
    "draft_base",
}
ABOUT = "draft_about"
"""kept beside what was typed: of what a draft is, where its subject has no number that people know"""


@dataclass(frozen=True)
class Form:
    """A form that keeps drafts. ``address(subject)`` is the page where it is gone on with, ``number(subject)`` what it is about;
    ``by_about``: ``number`` is of what the page said that its subject is about.
    """

    name: str
    label: str
    address: Callable[[UUID | None], str]
    number: Callable[[UUID], str] | None = None
    begins: bool = False
    by_about: bool = False


_forms: dict[str, Form] = {}


def declare(
    name: str,
    label: str,
    address: Callable[[UUID | None], str],
    number: Callable[[UUID], str] | None = None,
    *,
    begins: bool = False,
    by_about: bool = False,
) -> Form:
    """Make a form known, in its room's ``AppConfig.ready``: name, Japanese label, and where it is gone on with.

    :param number: says of what a draft is by a number that can be worked out of the id alone; nothing is looked up
    :param by_about: that id is the one which the page gives as ``about``, not the subject's own: a plan has no number, its case has
    :param begins: lists show how a draft without a subject begins: nobody's door stands before what was typed there
    """
    _forms[name] = Form(name, label, address, number, begins, by_about)
    return _forms[name]


@dataclass(frozen=True)
class Page:
    """One drawing of a form: what its template needs, and what was written before (``fields``)."""

    draft_id: UUID
    page_id: UUID
    form: str
    subject_id: UUID | None = None
    serial: int = 0
    saved_at: datetime | None = None
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    unsaved: bool = False
    """shown again with what was sent, which no draft is known to hold"""
    others: "Sequence[Saved] | None" = None
    """the last draft of the same form about the same thing, where the page asked for it with the rest; else it is asked for"""
    about_id: UUID | None = None

    @property
    def url(self) -> str:
        return address_to_save(self.draft_id)

    def hidden_fields(self) -> list[tuple[str, str]]:
        subject = str(self.subject_id) if self.subject_id else ""
        own = {
            "draft": self.draft_id,
            "draft_page": self.page_id,
            "draft_form": self.form,
            "draft_base": self.serial,
        }
        about = [(ABOUT, str(self.about_id))] if self.about_id else []
        return [*((name, str(value)) for name, value in own.items()), ("draft_subject", subject), *about]

    def query_dict(self) -> QueryDict | None:
        """The fields as a Django form takes them; None when nothing was kept."""
        if not self.fields:
            return None
        found = QueryDict(mutable=True)
        for name, values in self.fields.items():
            found.setlist(name, list(values))
        return found


@dataclass(frozen=True)
class Saved:
    """What became of a save: where further saves go, and when the stored text was written."""

    draft_id: UUID
    saved_at: datetime
    forked: bool = False


def page_for(
    form: str,
    *,
    given: Mapping[str, str],
    subject_id: UUID | None = None,
    others: "Sequence[Saved] | None" = None,
    about_id: UUID | None = None,
) -> Page:
    """The page of a form that is being drawn.

    :param given: ``request.GET`` (``?draft=<id>`` goes on with a draft) or ``request.POST`` (shown again after an error)
    :param others: of the same form about the same thing, where somebody asked already (:data:`WAITING`)
    :param about_id: of what its subject is, for a form whose drafts are told apart by that
    :raises NotFound: a draft that is not there or not the hat's own
    """
    if "draft_page" in given:
        return replace(_page_again(form, given, subject_id), about_id=about_id)
    wanted = given.get("draft", "")
    if not wanted:
        return Page(uuid4(), uuid4(), form, subject_id, others=others, about_id=about_id)
    draft_id = identity(wanted)
    kept = Draft.objects.filter(pk=draft_id, form=form).first() if draft_id else None
    if kept is None:
        raise NotFound("draft", wanted)
    typed = {name: values for name, values in kept.fields.items() if name != ABOUT}
    return Page(kept.pk, uuid4(), form, kept.subject_id, kept.serial, kept.saved_at, typed, about_id=about_id)


def _page_again(form: str, given: Mapping[str, str], subject_id: UUID | None) -> Page:
    """The page goes on with its draft, above every save of its first drawing that may still be on the way."""
    draft_id, page_id = (
        identity(given.get("draft", "")) or uuid4(),
        identity(given.get("draft_page", "")) or uuid4(),
    )
    stored = _stored(draft_id, page_id)
    serial = max(stored.serial if stored else 0, _serial(given.get("draft_base", ""))) + ROOM_FOR_LATE_SAVES
    return Page(stored.pk if stored else draft_id, page_id, form, subject_id, serial, unsaved=True)


def _stored(draft_id: UUID, page_id: UUID) -> Draft | None:
    """The draft that a page goes on with: the page's own (which may have been kept apart), else the one it was drawn from."""
    found = {one.pk: one for one in Draft.objects.filter(Q(pk=draft_id) | Q(page_id=page_id))}
    own = sorted((one for one in found.values() if one.page_id == page_id), key=lambda one: one.pk.int)
    return own[0] if own else found.get(draft_id)


def save(draft_id: UUID, sent: QueryDict, *, membership_id: UUID, at: datetime) -> Saved:
    """Keep what a page sent, but for a 個人番号, which stands on the screen alone until the form refuses it.

    :raises Refused: too much text, too many drafts
    :raises NotFound: the id is somebody else's, or a form that keeps no drafts
    """
    form, page_id = sent.get("draft_form", ""), identity(sent.get("draft_page", ""))
    fields = {
        name: [without_individual_number(one) for one in sent.getlist(name)]
        for name in sent
        if name not in OWN_FIELDS
    }
    if form not in _forms or page_id is None:
        raise NotFound("draft", draft_id)
    if len(json.dumps(fields, ensure_ascii=False).encode()) > LARGEST:
        raise Refused(f"下書きに保存できる大きさ（{LARGEST // 1024}KB）を超えています。")
    serial, base = max(_serial(sent.get(name, "")) for name in SERIAL), _serial(sent.get("draft_base", ""))
    new = Draft(
        id=draft_id,
        membership_id=membership_id,
        form=form,
        subject_id=identity(sent.get("draft_subject", "")),
        page_id=page_id,
        fields=fields,
        serial=serial,
        begun_at=at,
        saved_at=at,
    )
    with transaction.atomic():
        return _keep(new, base)


def _keep(new: Draft, base: int) -> Saved:
    with connection.cursor() as cursor:  # one draft at a time, also before its first row
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"draft {new.pk}"])
    stored = _stored_for(new)
    if stored is None:
        return _insert(new)
    if stored.page_id == new.page_id:
        if new.serial > stored.serial:
            _replace(stored, new)
        return Saved(
            stored.pk, max(stored.saved_at, new.saved_at) if new.serial > stored.serial else stored.saved_at
        )
    if base >= stored.serial and new.serial > stored.serial:
        _replace(stored, new)
        return Saved(stored.pk, new.saved_at)
    new.pk = uuid4()
    return Saved(_insert(new).draft_id, new.saved_at, forked=True)


def _stored_for(new: Draft) -> Draft | None:
    """The draft that this page's saves were kept apart in, else the one of this id."""
    page = Q(page_id=new.page_id, membership_id=new.membership_id)
    found = sorted(Draft.objects.filter(Q(pk=new.pk) | page), key=lambda one: (one.pk == new.pk, one.pk.int))
    return found[0] if found else None


def _insert(new: Draft) -> Saved:
    if Draft.objects.filter(membership_id=new.membership_id).count() >= MOST_PER_MEMBERSHIP:
        raise Refused(f"下書きが{MOST_PER_MEMBERSHIP}件あります。要らないものを消してください。")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_draft (id, membership_id, form, subject_id, page_id, fields, serial, begun_at, saved_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
            [
                *(new.pk, new.membership_id, new.form, new.subject_id, new.page_id, json.dumps(new.fields)),
                *(new.serial, new.begun_at, new.saved_at),
            ],
        )
        if not cursor.rowcount:  # an id that row-level security hides: somebody else's draft
            raise NotFound("draft", new.pk)
    return Saved(new.pk, new.saved_at)


def _replace(stored: Draft, new: Draft) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE office_draft SET fields = %s, serial = %s, page_id = %s, saved_at = %s WHERE id = %s",
            [json.dumps(new.fields), new.serial, new.page_id, new.saved_at, stored.pk],
        )


def discard(draft_id: UUID) -> bool:
    """Throw a draft away; whether there was one."""
    return bool(Draft.objects.filter(pk=draft_id).delete()[0])


SENT = "DELETE FROM office_draft WHERE id = %(draft)s OR page_id = %(page)s"


def discard_sent(sent: Mapping[str, str]) -> None:
    """Call in the verb's transaction when its form was sent: the drafts of that page are no longer needed.

    Called before the verb it goes with what the verb writes (:func:`submissions.sending`).
    """
    draft_id, page_id = identity(sent.get("draft", "")), identity(sent.get("draft_page", ""))
    if draft_id and page_id:
        rows.beside(SENT, {"draft": draft_id, "page": page_id})


WAITING = (
    "SELECT id, saved_at FROM office_draft WHERE form = {form} AND subject_id IS NOT DISTINCT FROM {subject}"
    " ORDER BY saved_at DESC, id LIMIT 1"
)
"""Row-level security leaves one's own. ``form`` and ``subject`` are places of values."""
ASKED = WAITING.format(form="%s", subject="%s")


def waiting(page: Page) -> Saved | None:
    """The last draft of the same form about the same thing, for a page that was opened anew."""
    if page.saved_at or page.serial or page.unsaved:
        return None
    if page.others is None:
        return next((Saved(*one) for one in prepared.rows(ASKED, [page.form, page.subject_id])), None)
    return next(iter(page.others), None)


def declared(name: str) -> Form | None:
    return _forms.get(name)


def label_of(draft: Draft) -> str:
    return _forms[draft.form].label if draft.form in _forms else draft.form


def address_to_save(draft_id: UUID) -> str:
    return address("office:draft", draft_id)


BACK = "back"
"""in an address: somebody comes back to a draft that may never have been saved"""


def own(draft_id: UUID) -> Draft:
    """:raises NotFound: absent, or somebody else's"""
    found = Draft.objects.filter(pk=draft_id).first()
    if found is None:
        raise NotFound("draft", draft_id)
    return found


def address_of(draft: Draft) -> str:
    """Where a draft is gone on with; empty for a form that no longer exists."""
    if draft.form not in _forms:
        return ""
    return f"{_forms[draft.form].address(draft.subject_id)}?draft={draft.pk}"


def _serial(text: str) -> int:
    return whole_number(text) or 0
