from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import Overtaken, Refused
from enishi.reporting.models import WordingApproval
from enishi.reporting.rules.wordings import wordings
from enishi.reporting.terms import SheetKind, SheetLanguage

WHO = {"administer", "coordinate"}
NOT_YOURS = "文面を承認できるのは、システム管理者と多機関調整管理者です。"
CHANGED = "確かめている間に文面が変わりました。画面を開き直して、もう一度お読みください。"
ALREADY = "この文面は、すでに承認されています。"


@transaction.atomic
def approve_wording(
    sheet: SheetKind, language: SheetLanguage, *, digest: str, remark: str, by: Hat, at: datetime
) -> None:
    """The city stands by what was read: 要確認 no longer stands on the sheet in this language.

    :param digest: of the text that was on the screen
    :raises Refused: another text stands now, approved already, or not a role that may
    """
    wording, approver = wordings()[sheet], by.membership_id
    reasons = [] if by.may & WHO else [NOT_YOURS]
    if digest != wording.digest(language):
        reasons.append(CHANGED)
    if not remark.strip():
        reasons.append("どのように確かめたか（だれが訳を読んだか、決裁など）を書いてください。")
    if reasons or approver is None:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            WordingApproval.objects.create(
                id=uuid4(),
                sheet=sheet,
                language=language,
                version=wording.version,
                digest=digest,
                remark=remark.strip(),
                approved_by=approver,
                approved_at=at,
            )
    except IntegrityError:
        raise Refused(ALREADY) from None
    trail.record(
        "wording.approved", detail={"sheet": str(sheet), "language": str(language), "digest": digest}
    )


@transaction.atomic
def withdraw_approval(
    sheet: SheetKind, language: SheetLanguage, *, digest: str, by: Hat, at: datetime
) -> None:
    """要確認 stands on the sheet again.

    :raises Refused: not a role that may
    :raises Overtaken: nothing is approved any more
    """
    if not by.may & WHO:
        raise Refused(NOT_YOURS)
    one = WordingApproval.objects.select_for_update().filter(
        sheet=sheet, language=language, digest=digest, withdrawn_at__isnull=True
    )
    row = one.first()
    if row is None:
        raise Overtaken({"文面の承認": "取り消されています"})
    row.withdrawn_at, row.withdrawn_by = at, by.membership_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    trail.record(
        "wording.withdrawn", detail={"sheet": str(sheet), "language": str(language), "digest": digest}
    )
