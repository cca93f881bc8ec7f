"""Browsers of tests: a Django client whose session wears a hat of the cast."""

import time

from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import Client
from django.utils.crypto import get_random_string

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


def known_browser(hat: Hat) -> Client:
    """One that has drawn a form before, as from the second page on: for walks in which each page is taken back, and which would
    else begin with a new session at every page.
    """
    return visitor(hat, **{CSRF_SESSION_KEY: get_random_string(32)})
