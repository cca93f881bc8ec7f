from enishi.office.models.calendar import ClosingDay
from enishi.office.models.draft import Draft
from enishi.office.models.idempotency import Submission
from enishi.office.models.inbox import Notice, Task
from enishi.office.models.setting import CitySetting
from enishi.office.models.stored_file import StoredFile
from enishi.office.models.trail import TrailEntry, TrailSeal
from enishi.office.models.vocabulary import Term, Vocabulary

__all__ = [
    "CitySetting",
    "ClosingDay",
    "Draft",
    "Notice",
    "StoredFile",
    "Submission",
    "Task",
    "Term",
    "TrailEntry",
    "TrailSeal",
    "Vocabulary",
]
