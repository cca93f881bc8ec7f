"""Addresses of the house's own pages."""

from django.urls import path

from enishi.website.gallery import gallery, question
from enishi.website.views import credentials, help, pages, passkeys, signing_in, staying

app_name = "website"
urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/code/", signing_in.second_factor, name="sign-in-code"),
    path("sign-in/passkey/", passkeys.begin_proving, name="passkey-challenge"),
    path("sign-in/enrol/", signing_in.enrol, name="enrol"),
    path("sign-in/recovery-codes/", signing_in.recovery_codes, name="recovery-codes"),
    path("sign-in/hat/", signing_in.first_hat, name="sign-in-hat"),
    path("sign-in/as/", signing_in.as_somebody, name="sign-in-as"),
    path("sign-out/", staying.sign_out, name="sign-out"),
    path("lock/", staying.lock, name="lock"),
    path("hats/", staying.hats, name="hats"),
    path("passkeys/", passkeys.own, name="passkeys"),
    path("passkeys/begin/", passkeys.begin_adding, name="passkey-begin"),
    path("passkeys/remove/", passkeys.remove, name="passkey-remove"),
    path("password/", staying.password, name="password"),
    path("administration/sign-in/resets/", credentials.resets, name="resets"),
    path("administration/sign-in/resets/<uuid:reset_id>/agree/", credentials.agree, name="reset-agree"),
    path(
        "administration/sign-in/resets/<uuid:reset_id>/withdraw/", credentials.withdraw, name="reset-withdraw"
    ),
    path("administration/sign-in/codes/", credentials.initial_codes, name="initial-codes"),
    path("administration/staff/<uuid:staff_id>/sign-in/", credentials.credentials, name="credentials"),
    path("administration/staff/<uuid:staff_id>/sign-in/code/", credentials.issue, name="initial-code"),
    path("administration/staff/<uuid:staff_id>/sign-in/reset/", credentials.ask, name="reset-ask"),
    path("help/", help.contents, name="help"),
    path("help/<slug:reader>/", help.manual, name="help-page"),
    path("healthz", pages.healthz, name="healthz"),
    path("gallery/", gallery, name="gallery"),
    path("gallery/question/", question, name="gallery-question"),
]
