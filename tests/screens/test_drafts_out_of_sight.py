"""Sight is lost while a form is open: what was typed is kept, may be read and copied, and tells nothing of the record."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import JournalEntry, TeamRole
from enishi.cases.tests.factories import act, on_the_team, opened
from enishi.office.models import Draft, TrailEntry
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, entry, person_of, text

pytestmark = pytest.mark.django_db
TYPED = "訪問の約束を水曜に変えた。"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def opened_and_lost(aoki: Hat, chiba: Hat) -> tuple[uuid.UUID, Client, dict[str, str]]:
    """千葉 has the page of a case open, and the person withdraws the consent."""
    case = opened(aoki)
    role = on_the_team(aoki, case, chiba)
    client = visitor(chiba)
    fields = {name: value for name, value in hidden(client.get(at("case", case)).content.decode()).items() if "draft" in name}
    with outside_the_walls():
        consent = TeamRole.objects.get(pk=role).consent_id
    given = {"resident": person_of(case), "means": ConsentMeans.PHONE, "note": ""}
    act(aoki, sharing.withdraw_consent, consent, **given)
    return case, client, fields


def test_what_was_sent_out_of_sight_is_kept_and_read(aoki: Hat, chiba: Hat) -> None:
    case, client, fields = opened_and_lost(aoki, chiba)
    answer = client.post(at("case", case), entry(TYPED, next_step="水曜10時", **fields))
    place = reverse("office:draft-text", args=[fields["draft"]])
    assert (answer.status_code, answer.url) == (302, place)
    page = text(client.get(place))
    assert TYPED in page
    assert "水曜10時" in page
    assert "山田" not in page
    with outside_the_walls():
        assert not JournalEntry.objects.exists()
        assert TrailEntry.objects.filter(kind="refusal").exists() or TrailEntry.objects.filter(word="case.write").exists()
    assert client.post(reverse("office:discard-drafts"), {"draft": fields["draft"], "sure": "1"}).status_code == 302
    assert client.get(place).status_code == 404


def test_the_way_to_a_draft_leads_to_its_text_whether_hidden_or_never_there(aoki: Hat, chiba: Hat) -> None:
    case, client, fields = opened_and_lost(aoki, chiba)
    saved = client.post(reverse("office:draft", args=[fields["draft"]]), entry(TYPED, draft_sequence="1", **fields))
    assert saved.status_code == 200
    on = client.get(reverse("office:draft", args=[fields["draft"]]))
    answers = [client.get(one) for one in (on.url, on.url.replace(str(case), str(uuid.uuid4())))]
    assert {(one.status_code, one.url) for one in answers} == {(302, reverse("office:draft-text", args=[fields["draft"]]))}
    assert client.get(at("case", case)).status_code == 404
    assert client.get(f"{at('case', case)}?draft={uuid.uuid4()}").status_code == 404


def test_nobody_else_reads_it_and_what_was_never_saved_leads_home(aoki: Hat, chiba: Hat) -> None:
    case, client, fields = opened_and_lost(aoki, chiba)
    client.post(at("case", case), entry(TYPED, **fields))
    other = visitor(aoki)
    assert other.get(reverse("office:draft-text", args=[fields["draft"]])).status_code == 404
    for one in (fields["draft"], str(uuid.uuid4())):
        assert other.get(reverse("office:draft", args=[one])).status_code == 404
        answer = other.get(reverse("office:draft", args=[one]) + "?back=1", follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "その下書きはありません" in text(answer)
    with outside_the_walls():
        assert Draft.objects.count() == 1


def test_words_that_stood_in_the_form_are_not_told(aoki: Hat, chiba: Hat) -> None:
    """Of a form that keeps what it showed, only what was changed is one's own."""
    from enishi.office.draft_words import own_words

    fields = {"shown": ['{"a-1": ["前の記入"], "a-2": ["もとの文"]}'], "a-1": ["前の記入"], "a-2": ["直した文"], "a-3": ["code"]}
    assert [one.text for one in own_words(Draft(form="cases.assessment", fields=fields))] == ["直した文"]
    assert own_words(Draft(form="cases.approach", fields={"aim": ["前の方針"]})) == []
