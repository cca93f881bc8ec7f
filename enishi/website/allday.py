"""What is asked all day: addresses whose statements the database plans once for a connection, and not for each one's values.

PostgreSQL plans a prepared statement anew for its values the first five times, and with the walls that takes three times as long
as the answer. A connection of a worker meets most pages a few dozen times in its life, so of the pages that are most used a third
were planned rather than read (bench). What stands here is written so that no values would plan it better (``office.prepared``).
"""

import re
from functools import cache
from uuid import UUID

from django.urls import reverse

NAMES = (
    ("website:home", 0),
    ("intake:consultations", 0),
    ("intake:consultation", 1),
    ("intake:receive", 0),
    ("intake:statement", 1),
    ("cases:case", 1),
    ("cases:find", 0),
    ("residents:search", 0),
)
"""An address, and how many ids stand in it."""
ANY = UUID(int=0)
ID = "[0-9a-f-]{36}"


def is_asked_all_day(path: str) -> bool:
    return bool(_addresses().fullmatch(path))


@cache
def _addresses() -> re.Pattern[str]:
    return re.compile("|".join(_written(name, ids) for name, ids in NAMES))


def _written(name: str, ids: int) -> str:
    written = reverse(name, urlconf="enishi.urls", args=[ANY] * ids)
    return re.escape(written).replace(re.escape(str(ANY)), ID)
