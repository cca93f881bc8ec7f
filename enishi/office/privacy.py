"""The class of personal data that a column holds (個人情報ファイル簿 の下書きになる).

Every column of every table has exactly one; ``tests/architecture/test_privacy.py`` fails otherwise.
"""

from enum import StrEnum

from django.db import models


class PrivacyClass(StrEnum):
    PUBLIC = "公開情報"
    WORK = "業務管理情報"
    STAFF = "職員情報"
    IDENTITY = "本人識別情報"
    WELFARE = "生活・支援の内容"
    SENSITIVE = "要配慮個人情報"
    JUSTICE = "犯罪の経歴等"
    CHILD = "要保護児童等"
    LOCATION = "居所が分かる情報"
    INFORMANT = "情報提供者"
    CONFIDENTIAL = "支援会議の情報"
    AUDIT = "記録・監査"
    CREDENTIAL = "認証情報"


def declared(model: type[models.Model]) -> dict[str, PrivacyClass]:
    """Column name → class, from the model's ``privacy`` table; ``"*"`` stands for the columns not named.

    :raises LookupError: when a column has no class
    """
    table: dict[str, PrivacyClass] = getattr(model, "privacy", {})
    columns = [field.name for field in model._meta.local_fields if field.column]  # a key of several columns has none
    unknown = set(table) - set(columns) - {"*"}
    if unknown:
        raise LookupError(f"{model.__name__}: no such column {sorted(unknown)}")
    try:
        return {name: table[name] if name in table else table["*"] for name in columns}
    except KeyError:
        missing = [name for name in columns if name not in table]
        raise LookupError(f"{model.__name__}: no privacy class for {missing}") from None
