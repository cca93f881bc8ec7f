from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass

LOOKED_UP = ["block", "kana_exact", "phone", "reference"]
"""The kinds that are looked up in all the city; the others are found where they are held, or by whose they are."""


class SearchKey(models.Model):
    """By what a register is found: keys of names, birth, phones, and the blocking keys of matching.

    Nobody reads this table: only the functions ``residents_find…``, which answer with ids that the hat may see, and
    the job that proposes matches. Only the kernel writes it (``residents_write_keys``), for a register that the hat sees.
    """

    pk = models.CompositePrimaryKey("resident_id", "kind", "key", "information_class")
    resident_id = models.UUIDField("だれの鍵か")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200, db_collation="C")
    information_class = models.SmallIntegerField()

    privacy: ClassVar = {"*": PrivacyClass.WORK, "key": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "検索の鍵"
        indexes = [
            models.Index(
                fields=["kind", "key", "resident_id"],
                include=["information_class"],
                condition=Q(kind__in=LOOKED_UP),
                name="search_key_looked_up",
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
