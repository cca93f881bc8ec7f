"""Files that nobody decided about are not kept for ever."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from enishi.community.city_settings import UNDECIDED
from enishi.community.models import ResourceLoad
from enishi.office import trail
from enishi.office.city import setting


def clear_undecided_loads(at: datetime) -> int:
    """Empty the files that were looked at and neither taken in nor thrown away; the line stays. Runs as the clerk."""
    before = at - timedelta(days=setting(UNDECIDED.name, on=localdate(at)))
    waiting = ResourceLoad.objects.filter(content__isnull=False, read_at__lt=before)
    cleared = 0
    for batch in waiting.order_by("read_at", "pk").values_list("pk", flat=True):
        if ResourceLoad.objects.filter(pk=batch, content__isnull=False).update(content=None):
            trail.record("resource.load_cleared", detail={"batch": str(batch)})
            cleared += 1
    return cleared
