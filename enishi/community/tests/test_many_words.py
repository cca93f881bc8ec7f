"""A search of thousands of words asks for the first ones only: four thousand kept a worker for more than a minute."""

from datetime import date

import pytest

from enishi.agencies.queries.people import staff_list
from enishi.agencies.rules.searching import MOST_WORDS
from enishi.community.queries import activities, directory

DAY = date(2026, 4, 1)
ASKED = {"q": "".join(f"{number}さん " for number in range(1000, 1100))}


@pytest.mark.parametrize(
    "found",
    [
        lambda: activities.activities(ASKED, on=DAY),
        lambda: activities.happenings(ASKED),
        lambda: activities.capabilities(ASKED, on=DAY),
        lambda: directory.resources(ASKED, on=DAY),
        lambda: staff_list(search=ASKED["q"], on=DAY),
    ],
)
def test_the_first_words_of_a_search_are_sought(found) -> None:
    asked = str(found().query)
    assert f"{1000 + MOST_WORDS - 1}サン" in asked or f"{1000 + MOST_WORDS - 1}さん" in asked
    assert str(1000 + MOST_WORDS) not in asked
