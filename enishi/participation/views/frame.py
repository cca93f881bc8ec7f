"""What the pages of the room share: the person of the case they are about, the path above them, forms that act once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.cases.queries import Brief, case_brief
from enishi.cases.views import frame as cases
from enishi.cases.views.frame import BOTH, done
from enishi.intake.views.frame import carried_out
from enishi.office import drafts, submissions
from enishi.office.ids import identity
from enishi.sharing.terms import Purpose

__all__ = ["BOTH", "done", "drafted_page", "form_page"]
NAME = "参加支援"


def opened(request: HatRequest, case_id: UUID, word: str) -> Brief:
    """Look at the case; ``word`` says in the trail for which page."""
    return case_brief(
        request.hat, case_id, at=timezone.now(), word=f"participation.{word}", to=Purpose.SUPPORT
    )


def file_of(request: HatRequest, brief: Brief) -> UUID:
    """About whom of the case: the person, or a member whose file is open."""
    return file_named(brief, request.POST.get("file", "") or request.GET.get("file", ""))


def file_named(brief: Brief, typed: str) -> UUID:
    """The file that a form or an address names, where it is one of the case; else the case's own."""
    named = identity(typed)
    return named if named is not None and named in brief.files else brief.row.pk


def at_page(case: UUID, file: UUID | None = None, part: str = "") -> str:
    return _with_file(reverse("participation:page", args=[case]), case, file) + (f"#{part}" if part else "")


def at_suggestions(case: UUID, file: UUID) -> str:
    return _with_file(reverse("participation:suggestions", args=[case]), case, file)


def _with_file(address: str, case: UUID, file: UUID | None) -> str:
    return address if file in (None, case) else f"{address}?file={file}"


def around(brief: Brief, file: UUID) -> dict[str, Any]:
    """What every page and form draws around itself."""
    case = brief.row.pk
    given = cases.shown(brief)
    back = at_page(case, file)
    return {
        **given,
        "crumbs": [*given["crumbs"], {"label": NAME, "url": back}],
        "back": back,
        "version": None,
        "kept": {"file": file},
        "file": file,
        "of": brief.files[file],
        "brief": brief,
    }


@dataclass(frozen=True)
class DraftedPage:
    """A form about one person of a case that is kept while it is typed. ``sent``: what was posted, or the draft."""

    request: HatRequest
    brief: Brief
    draft: drafts.Page
    sent: QueryDict | None
    file: UUID

    @property
    def posted(self) -> bool:
        return self.request.method == "POST"

    def sends(self, form: Form, verb: Callable[[UUID | None], object], told: str) -> bool:
        """Whether the verb was carried out, once for the form; the draft goes with it."""

        def once() -> None:
            with submissions.sending():
                verb(submissions.key_of(self.request.POST))
                drafts.discard_sent(self.request.POST)

        return carried_out(self.request, form, once, told)

    def shown(self, form: Form, heading: str, template: str, *, label: str, **more: Any) -> HttpResponse:
        of = self.brief.files[self.file]
        around_it = around(self.brief, self.file) | {
            "draft": self.draft,
            "restored": not self.posted and bool(self.draft.fields),
        }
        heading += f"（{of}）" if of else ""
        return form_page(self.request, form, heading=heading, label=label, template=template, **(around_it | more))


def drafted_page(request: HatRequest, brief: Brief, name: str) -> DraftedPage:
    """``name``: of the draft, which is about the case."""
    posted = request.method == "POST"
    draft = drafts.page_for(name, given=request.POST if posted else request.GET, subject_id=brief.row.pk)
    sent = request.POST if posted else draft.query_dict()
    return DraftedPage(request, brief, draft, sent, file_named(brief, (sent or request.GET).get("file", "")))


def form_page(
    request: HatRequest, form: Form | None, *, heading: str, label: str, **more: Any
) -> HttpResponse:
    given: dict[str, Any] = {"template": "participation/form.html"}
    return cases.form_page(request, form, heading=heading, label=label, **(given | more))
