from enishi.office.models.calendar import ClosingDay
from enishi.office.models.digest import DigestChoice, DigestSent
from enishi.office.models.draft import Draft
from enishi.office.models.idempotency import Submission
from enishi.office.models.inbox import Notice, Task
from enishi.office.models.setting import CitySetting
from enishi.office.models.stored_file import StoredFile
from enishi.office.models.trail import Sealing, TrailEntry, TrailSeal
from enishi.office.models.vocabulary import Term, Vocabulary, VocabularyStamp

__all__ = [
    "CitySetting",
    "ClosingDay",
    "DigestChoice",
    "DigestSent",
    "Draft",
    "Notice",
    "Sealing",
    "StoredFile",
    "Submission",
    "Task",
    "Term",
    "TrailEntry",
    "TrailSeal",
    "Vocabulary",
    "VocabularyStamp",
]
