from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import Overtaken, Refused
from enishi.office.text import katakana
from enishi.office.wareki import BirthDate
from enishi.residents.actions.entries import correct, current_row, end, open_to_write, stamp
from enishi.residents.actions.keys import renew_basic_keys
from enishi.residents.actions.proposing import propose_later
from enishi.residents.models import Particulars, PersonName, Resident
from enishi.residents.models.particulars import birth_columns
from enishi.residents.rules.registration import NewName
from enishi.residents.terms import NameKind, ResidentState
from enishi.sharing.terms import InformationClass

LABELS = {"text": "氏名", "kana": "カナ", "birth_text": "生年月日", "sex": "性別"}
BASIC = InformationClass.BASIC


@dataclass(frozen=True)
class Correction:
    """What the form of 氏名・生年月日・性別 says, and the versions that it showed."""

    name: str
    kana: str
    birth: BirthDate
    sex: str
    name_version: int
    particulars_version: int
    identified: bool = True


@transaction.atomic
def correct_identity(resident: UUID, correction: Correction, *, by: Hat, at: datetime) -> None:
    """Correct name, kana, birth and sex (訂正); what stood there stays in the history.

    :raises Overtaken: when somebody else changed one of them since the form was opened; ``theirs`` by the
        form's fields
    """
    open_to_write(by, resident, BASIC, word="resident.correct")
    if correction.identified and not (correction.name.strip() or correction.kana.strip()):
        raise Refused("氏名かカナを入れてください。だれか分からないときは「未特定」を選んでください。")
    name = current_legal_name(resident)
    particulars = Particulars.objects.get(resident_id=resident)
    _refuse_overtaken(name, particulars, correction)
    changed = _correct_name(resident, name, correction, by=by, at=at)
    new = {"sex": correction.sex}
    if correction.birth.text != particulars.birth_text:
        new |= birth_columns(correction.birth)
    changed += correct(particulars, correction.particulars_version, new, LABELS, by=by, at=at)
    state = ResidentState.IDENTIFIED if correction.identified else ResidentState.UNIDENTIFIED
    if Resident.objects.filter(pk=resident).exclude(state=state).update(state=state):
        changed.append("状態")
    if changed:
        renew_basic_keys(resident)
        trail.record("resident.corrected", binders=[resident], detail={"what": changed})
        propose_later(resident)


def current_legal_name(resident: UUID) -> PersonName | None:
    """The name that stands for a register. Needs a look."""
    names = PersonName.objects.filter(resident_id=resident, kind=NameKind.LEGAL, ended_at__isnull=True)
    return names.order_by("-recorded_at", "-id").first()


def _refuse_overtaken(name: PersonName | None, particulars: Particulars, correction: Correction) -> None:
    name_version = name.version if name else 0
    if (name_version, particulars.version) != (correction.name_version, correction.particulars_version):
        raise Overtaken(
            {
                "name": name.text if name else "",
                "kana": name.kana if name else "",
                "birth": particulars.birth_text,
                "sex": particulars.get_sex_display(),
            }
        )


def _correct_name(
    resident: UUID, name: PersonName | None, correction: Correction, *, by: Hat, at: datetime
) -> list[str]:
    text, kana = correction.name.strip(), katakana(correction.kana)
    if name is not None:
        if not (text or kana):
            end(name, ends_on=None, by=by, at=at)
            return ["氏名"]
        return correct(name, correction.name_version, {"text": text, "kana": kana}, LABELS, by=by, at=at)
    if not (text or kana):
        return []
    PersonName.objects.create(**stamp(resident, by=by, at=at), text=text, kana=kana)
    return ["氏名"]


@transaction.atomic
def add_name(resident: UUID, name: NewName, *, by: Hat, at: datetime) -> UUID:
    """Add a name (通称・旧姓), or a new legal one (改姓・改名), which ends the present one."""
    open_to_write(by, resident, BASIC, word="name.add")
    if not (name.text.strip() or name.kana.strip()):
        raise Refused("氏名かカナを入れてください。")
    if name.kind == NameKind.LEGAL and (present := current_legal_name(resident)):
        end(present, ends_on=name.starts_on, by=by, at=at)
    added = PersonName.objects.create(
        **stamp(resident, by=by, at=at),
        kind=name.kind,
        text=name.text.strip(),
        kana=katakana(name.kana),
        starts_on=name.starts_on,
    )
    renew_basic_keys(resident)
    trail.record("name.added", binders=[resident], detail={"kind": str(name.kind)})
    propose_later(resident)
    return added.pk


@transaction.atomic
def end_name(resident: UUID, entry: UUID, *, ends_on: date | None = None, by: Hat, at: datetime) -> None:
    """A name is no longer used; it stays findable."""
    open_to_write(by, resident, BASIC, word="name.end")
    end(current_row(PersonName, resident, entry), ends_on=ends_on, by=by, at=at)
    trail.record("name.ended", binders=[resident])
