"""By what an entry of the journal is found (検索のことば). Nobody reads these tables: only ``cases_find_entries``."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from enishi.office.privacy import PrivacyClass


class JournalWords(models.Model):
    """An entry in the form in which it is searched, and every pair of letters in it. Written by a trigger.

    Stored, not computed by the index: PostgreSQL would compute them anew for each candidate it checks.
    """

    entry_id = models.UUIDField("記録", primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField("ケース")
    binder_id = models.UUIDField("だれの記録か")
    information_class = models.SmallIntegerField("情報の区分")
    origin_id = models.UUIDField("書いた機関")
    happened_at = models.DateTimeField("いつ")
    form = models.TextField("検索の形")
    letters = SearchVectorField("二文字の組")
    # 256 bits, of which each letter and each pair of letters sets one (``cases_sketch``).
    sketch_a = models.BigIntegerField("文字の印a", default=0)
    sketch_b = models.BigIntegerField("文字の印b", default=0)
    sketch_c = models.BigIntegerField("文字の印c", default=0)
    sketch_d = models.BigIntegerField("文字の印d", default=0)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "form": PrivacyClass.SENSITIVE,
        "letters": PrivacyClass.SENSITIVE,
        **dict.fromkeys(("sketch_a", "sketch_b", "sketch_c", "sketch_d"), PrivacyClass.SENSITIVE),
    }

    class Meta:
        verbose_name = "支援経過の検索のことば"
        indexes = [
            models.Index(fields=["-happened_at", "-entry_id"], name="journal_words_newest"),
            models.Index(
                fields=["binder_id", "-happened_at", "entry_id"],
                include=["sketch_a", "sketch_b", "sketch_c", "sketch_d"],
                name="journal_words_by_binder",
            ),
            GinIndex(fields=["letters"], name="journal_words_by_letters"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LetterCount(models.Model):
    """In how many entries a pair of letters stands, about (counted at night); '' is the most of any other pair."""

    letters = models.CharField("二文字の組", max_length=8, primary_key=True)
    entries = models.PositiveIntegerField("記録の数")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "二文字の組の数"

    def __str__(self) -> str:
        return self.letters
