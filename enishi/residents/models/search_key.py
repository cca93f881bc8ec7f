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


class HeldName(models.Model):
    """A key of a name or a day of birth once more, under who has a grant on the register: where a search by them looks
    (``residents_find``).

    Written with keys and grants, by the database. It says only where to look: whether somebody is seen is asked of the grants each
    time, so a row that outlives its grant finds nothing.
    """

    pk = models.CompositePrimaryKey("grantee_id", "kind", "key", "resident_id")
    grantee_id = models.UUIDField("見る人(機関・所属・リンク)")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200, db_collation="C")
    resident_id = models.UUIDField("だれの名前か")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "key": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "手元の名前の鍵"

    def __str__(self) -> str:
        return self.kind
