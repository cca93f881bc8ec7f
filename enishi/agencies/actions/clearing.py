"""Files that nobody decided about are not kept for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from enishi.agencies.models import ImportBatch
from enishi.office import trail
from enishi.office.city import setting


@dataclass(frozen=True)
class Days:
    name: str
    default: int
    label: str
    unit: str = "日"
    unverified: bool = True


UNDECIDED = Days("agencies.import_days", 30, "取り込まなかったファイルの中身を消すまで")


def clear_undecided(at: datetime) -> int:
    """Empty the files that were looked at and neither taken in nor thrown away for the days that the city sets; the line stays.

    Runs at night as the clerk, in one statement a file: what an administrator decides at the same moment is not undone.
    """
    before = at - timedelta(days=setting(UNDECIDED.name, on=localdate(at)))
    waiting = ImportBatch.objects.filter(content__isnull=False, read_at__lt=before)
    cleared = 0
    for batch in waiting.order_by("read_at", "pk").values_list("pk", flat=True):
        if ImportBatch.objects.filter(pk=batch, content__isnull=False).update(content=None):
            trail.record("import.cleared", detail={"batch": str(batch)})
            cleared += 1
    return cleared
