"""What somebody without a sign-in may send to the city's own web server: enough to sign in, and to open an answer link."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.doors import ROWS

SENT_WITHOUT_A_SIGN_IN = {
    "intake:answer-door": "the link and the code of a partner without an account (ADR 38 says why it is not at the edge)",
    "website:sign-in": "who it is",
    "website:sign-in-code": "the second factor of who has begun to sign in",
    "website:enrol": "the same, for the first time",
    "website:recovery-codes": "the same",
    "website:sign-in-hat": "the same, with several hats",
    "website:sign-out": "leaving",
    "website:lock": "leaving the desk",
    "website:passkey-challenge": "a question for a passkey",
}
NOTHING = "00000000-0000-0000-0000-000000000000"
ADDRESSES = {"community:public-resource": [NOTHING], "intake:answer-door": ["x"], "website:help-page": ["x"]}


@pytest.mark.django_db
def test_nobody_without_a_sign_in_sends_anything_else() -> None:
    """Forms for everybody stand at the outer edge."""
    taking = set()
    for row in ROWS:
        if row.who == "open":
            client = Client(raise_request_exception=False)
            answer = client.post(reverse(row.name, args=ADDRESSES.get(row.name, [])))
            if answer.status_code not in (404, 405):
                taking.add(row.name)
    assert taking == set(SENT_WITHOUT_A_SIGN_IN)
