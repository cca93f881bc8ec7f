"""Every column of every table has exactly one privacy class, also of tables that libraries bring; the inventory is fresh."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from enishi.agencies.tests import cast
from enishi.office import personal_data
from enishi.office.privacy import PrivacyClass, declared
from enishi.office.privacy_of_libraries import TABLES

OWN = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("enishi.")]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_every_column_of_the_house_has_a_class(model: type) -> None:
    assert all(isinstance(kind, PrivacyClass) for kind in declared(model).values())


@pytest.mark.django_db
def test_no_table_and_no_column_of_the_database_is_without_a_class() -> None:
    known = {model._meta.db_table: {field.column for field in model._meta.local_fields if field.column} for model in OWN}
    known |= {table: set(columns) for table, columns in TABLES.items()}
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = 'public' GROUP BY 1"
        )
        there = {table: set(columns) for table, columns in cursor.fetchall()}
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
        views = {view for (view,) in cursor.fetchall()}
    # A view keeps nothing of its own. Those there are show grants to whom they were given (sharing.walls.MINE and OPENED).
    assert views == {"sharing_mine", "sharing_opened"}
    there = {name: columns for name, columns in there.items() if name not in views}
    assert len(there) > 40
    assert there == known, "declare `privacy` on the model, or the library's table in enishi/office/privacy_of_libraries.py"


def test_every_room_with_tables_says_what_it_may_hold_them_for() -> None:
    assert {model._meta.app_label for model in OWN} == set(personal_data.PURPOSES)


def test_the_inventory_is_fresh() -> None:
    call_command("personal_data", check=True)


def test_free_text_about_people_is_never_called_public() -> None:
    """A column named like what people say or are may be no 業務管理情報."""
    telling = {"name", "kana", "text", "remark", "reason", "birth", "phone", "town", "street", "note"}
    wrong = [
        f"{model.__name__}.{column}: {kind}"
        for model in OWN
        if model._meta.app_label in {"residents", "intake"}
        for column, kind in declared(model).items()
        if column in telling and kind in personal_data.NOT_PERSONAL
    ]
    assert wrong == []
