"""Addresses that are looked for once are those that Django finds."""

from uuid import UUID, uuid4

import pytest
from django.template import Context, engines
from django.urls import NoReverseMatch, reverse

from enishi.office.addresses import address


@pytest.mark.parametrize(
    ("name", "ids"), [("website:home", 0), ("cases:case", 1), ("cases:correct", 2), ("cases:plan-differences", 2)]
)
def test_an_address_is_what_django_finds(name: str, ids: int) -> None:
    for _ in range(2):
        given = [uuid4() for _ in range(ids)]
        assert address(name, *given) == reverse(name, args=given)
        written = "{% url name " + " ".join(f"ids.{place}" for place in range(ids)) + " %}"
        drawn = engines["django"].from_string(written).template.render(Context({"name": name, "ids": given}))
        assert drawn == reverse(name, args=given)


def test_an_address_takes_ids_and_nothing_else() -> None:
    with pytest.raises(TypeError):
        address("cases:case", "../sign-out")  # type: ignore[arg-type]
    with pytest.raises(NoReverseMatch):
        address("cases:case")
    with pytest.raises(NoReverseMatch):
        address("cases:no-such-page", UUID(int=0))


def test_the_tag_takes_what_djangos_takes() -> None:
    draw = engines["django"].from_string(
        "{% url 'cases:cases-export' form='csv' %} {% url 'cases:cases-export' 'xlsx' %}{% url 'website:home' as home %}|{{ home }}"
    )
    assert draw.render() == "/cases/export.csv /cases/export.xlsx|/"
