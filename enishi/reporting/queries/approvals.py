"""Which wordings the city stands by. What counts is the fingerprint: a changed text is not approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from enishi.agencies.models import Membership
from enishi.intake.queries.listing import long_time
from enishi.reporting.models import WordingApproval
from enishi.reporting.rules.wordings import Wording, wordings
from enishi.reporting.terms import ApprovalState, SheetKind, SheetLanguage


@dataclass(frozen=True)
class ApprovalLine:
    id: UUID
    when: str
    who: str
    remark: str
    version: int
    over: str
    stands: bool


@dataclass(frozen=True)
class WordingLine:
    """One sheet in one language, as the list shows it."""

    sheet: SheetKind
    language: SheetLanguage
    label: str
    language_label: str
    version: int
    source: str
    starts_on: date
    state: str
    tone: str
    when: str


@dataclass(frozen=True)
class WordingPage:
    wording: Wording
    language: SheetLanguage
    lines: Sequence[tuple[str, str]]
    standing: ApprovalLine | None
    history: Sequence[ApprovalLine]

    @property
    def digest(self) -> str:
        return self.wording.digest(self.language)


def approved(sheet: SheetKind, language: SheetLanguage) -> bool:
    """Whether what would be printed now is what the city approved. One query."""
    digest = wordings()[sheet].digest(language)
    return WordingApproval.objects.filter(digest=digest, withdrawn_at__isnull=True).exists()


def wording_list() -> list[WordingLine]:
    """Every sheet in every language. One query."""
    stands = dict(
        WordingApproval.objects.filter(withdrawn_at__isnull=True)
        .order_by("approved_at")
        .values_list("digest", "approved_at")
    )
    return [
        _line(one, language, stands.get(one.digest(language)))
        for one in wordings().values()
        for language in SheetLanguage
    ]


def _line(one: Wording, language: SheetLanguage, since: datetime | None) -> WordingLine:
    state = ApprovalState.APPROVED if since else ApprovalState.UNVERIFIED
    return WordingLine(
        one.sheet,
        language,
        str(SheetKind(one.sheet).label),
        str(language.label),
        one.version,
        one.source,
        one.starts_on,
        str(state.label),
        "good" if since else "warn",
        long_time(since) if since else "",
    )


def wording_page(sheet: SheetKind, language: SheetLanguage) -> WordingPage:
    """One sheet in one language beside the Japanese, and who approved it when. One query."""
    wording = wordings()[sheet]
    digest = wording.digest(language)
    author = Membership.objects.filter(pk=OuterRef("approved_by"))
    rows = WordingApproval.objects.filter(sheet=sheet, language=language).annotate(
        agency=Subquery(author.values("agency__name")[:1]), staff=Subquery(author.values("staff__name")[:1])
    )
    history = [
        ApprovalLine(
            one.pk,
            long_time(one.approved_at),
            f"{one.agency or ''} {one.staff or ''}".strip(),
            one.remark,
            one.version,
            long_time(one.withdrawn_at) if one.withdrawn_at else "",
            one.digest == digest and one.withdrawn_at is None,
        )
        for one in rows.order_by("-approved_at", "id")
    ]
    standing = next((one for one in history if one.stands), None)
    return WordingPage(wording, language, wording.lines(language), standing, history)
