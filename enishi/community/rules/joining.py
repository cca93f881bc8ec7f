"""What a member, or an application to become one, says of itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from enishi.community.terms import MemberKind, Purpose, Target

MOST_TEXT = 1_000


@dataclass(frozen=True)
class Particulars:
    """The same for both, so that an accepted application becomes a member without typing again."""

    name: str
    kind: str
    kana: str = ""
    fields: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    offers: str = ""
    areas: tuple[str, ...] = ()
    person: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    def columns(self) -> dict[str, Any]:
        """Column → value."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


def reasons_not_to_take(said: Particulars) -> list[str]:
    """What is missing or unknown in the particulars, each with what to do."""
    found = []
    if not said.name.strip():
        found.append("名称を書いてください。個人の方は、お名前を書いてください。")
    if said.kind not in MemberKind.values:
        found.append("種類を選んでください。")
    if set(said.fields) - set(Target.values) or set(said.purposes) - set(Purpose.values):
        found.append("分野と提供できる形は、一覧から選んでください。")
    if not said.phone.strip() and not said.email.strip():
        found.append("電話かメールのどちらかを書いてください。")
    if len(said.offers) > MOST_TEXT:
        found.append(f"できることは{MOST_TEXT:,}字までにしてください。")
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the columns that really change."""
    return [name for name, value in after.items() if before.get(name) != value]
