"""Statements that are asked all day: the same rows by the short way as by the long one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.office import prepared
from enishi.office.models import Draft, Term, Vocabulary

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.parametrize(
    ("sql", "values", "found"),
    [
        ("SELECT %s::int, %s::text, 7 %% 4", [1, "a%s"], [(1, "a%s", 3)]),
        ("SELECT %(b)s::int + %(a)s::int, %(a)s::int", {"a": 1, "b": 2, "unused": 9}, [(3, 1)]),
        ("SELECT 'ルート'", (), [("ルート",)]),
        (f"SELECT %(a)s::int {'/* long */ ' * 500}", {"a": 5}, [(5,)]),
    ],
)
def test_values_stand_where_they_are_named(watched: bool, sql: str, values: object, found: object) -> None:
    if watched:
        with CaptureQueriesContext(connection) as ran:
            assert prepared.rows(sql, values) == found  # type: ignore[arg-type]
        assert len(ran) == 1
    else:
        assert prepared.rows(sql, values) == found  # type: ignore[arg-type]


def test_rows_as_models_are_those_of_the_orm() -> None:
    where = "vocabulary_id = %s ORDER BY code DESC, starts_on"
    one = Vocabulary.objects.filter(terms__isnull=False).order_by("pk").first()
    assert one is not None
    found = prepared.models(Term, where, [one.pk])
    orm = list(Term.objects.filter(vocabulary=one).order_by("-code", "starts_on"))
    assert found
    assert [vars(each) | {"_state": None} for each in found] == [vars(each) | {"_state": None} for each in orm]


def test_a_column_that_the_orm_must_read_is_refused() -> None:
    with pytest.raises(TypeError, match="Draft"):
        prepared.models(Draft, "true", ())
