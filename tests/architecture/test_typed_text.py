"""What is typed comes in through the form of the house, which takes no 個人番号."""

from collections.abc import Iterator

from django import forms

from enishi.office.forms import Form
from enishi.website.door_checks import addresses

NOTHING_TYPED_IS_KEPT = {
    "SealedForm": "sealed on a device; what is in it passes a form when somebody files it",
    "SignInForm": "who signs in",
    "PasswordOnlyForm": "the same",
    "CodeForm": "a code of six digits",
    "EnrolForm": "the same",
    "NewPasswordForm": "a password",
    "ResetForm": "which member of staff",
    "NewcomersForm": "which agency",
    "PasskeyForm": "what a passkey says",
}


def _every_form(kind: type[forms.Form] = forms.Form) -> Iterator[type[forms.Form]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("enishi.") and ".tests." not in one.__module__:
            yield one
        yield from _every_form(one)


def test_every_form_is_a_form_of_the_house() -> None:
    assert list(addresses()), "every view is loaded, and with it its forms"
    found = set(_every_form())
    others = {one.__name__ for one in found if not issubclass(one, Form)}
    assert len(found) > 120
    assert others == set(NOTHING_TYPED_IS_KEPT)
