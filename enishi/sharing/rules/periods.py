"""Days that a city sets for its papers about the person (市が決める日数)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    """A number that a city sets. ``unverified``: no text of law was read for it (要確認)."""

    name: str
    default: int
    label: str
    unit: str = "日"
    unverified: bool = True


PERIODS: dict[str, Period] = {
    one.name: one
    for one in (
        Period("sharing.disclosure_days", 30, "開示請求の決定の期限（条例で短くできます）"),
        Period("sharing.disclosure_extension_days", 30, "開示請求の期限の延長の上限"),
        Period("sharing.sheet_looks_days", 365, "本人に渡す記録に載せる閲覧の期間"),
    )
}
