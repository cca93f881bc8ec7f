"""The manual is whole: every chapter is written, linked, and readable before signing in."""

import pytest
from django.test import Client

from enishi.website.views.help import MANUALS


@pytest.mark.parametrize("manual", MANUALS, ids=lambda one: one.slug)
def test_every_chapter_is_written_and_linked(db: None, manual) -> None:
    assert f'href="/help/{manual.slug}/"' in Client().get("/help/").content.decode()
    page = Client().get(f"/help/{manual.slug}/").content.decode()
    assert manual.title in page
    assert len(page.partition("<main")[2]) > 600


def test_a_chapter_that_never_was(db: None) -> None:
    assert Client().get("/help/nothing/").status_code == 404
