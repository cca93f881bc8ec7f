"""Browsers of tests: a Django client whose session wears a hat of the cast."""

import time

from django.test import Client

from enishi.agencies import browser
from enishi.agencies.hats import Hat


def visitor(hat: Hat, **session: object) -> Client:
    """A client signed in under ``hat`` (really: its session holds the secret that the database knows)."""
    client = Client()
    store = client.session
    browser.remember(
        store,
        sign_in_id=hat.sign_in_id,
        secret=hat.secret,
        staff_id=hat.staff_id,
        link_id=hat.link_id,
        seen_at=time.time(),
        factors=["password", "totp"],
    )
    for key, value in session.items():
        store[key] = value
    store.save()
    client.cookies["enishi"] = store.session_key
    return client
