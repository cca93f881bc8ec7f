import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import Resident


class SearchKey(models.Model):
    """By what a register is found: keys of names, birth, phones, and the blocking keys of matching.

    Nobody reads this table: only the functions ``residents_find…``, which answer with ids that the hat may see, and
    the job that proposes matches.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+", db_index=False)
    information_class = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200, db_collation="C")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "key": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "検索の鍵"
        indexes = [
            models.Index(
                fields=["kind", "key", "resident"], include=["information_class"], name="search_key_prefix"
            ),
            models.Index(
                fields=["resident", "kind", "key"],
                include=["information_class"],
                name="search_key_of_resident",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
