"""Two people correct one entry of the journal: the second sees both versions field by field, and can send."""

import uuid

import pytest

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import JournalEntry
from enishi.cases.tests.factories import BASIC, HEALTH, act, on_the_team, opened
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, text

pytestmark = pytest.mark.django_db


def sent_back(answer: object) -> dict[str, str]:
    """What the browser would send of the form as it is drawn."""
    form, hidden = answer.context["form"], dict(answer.context["hidden"])  # type: ignore[attr-defined]
    fields = {one.name: one.field.widget.format_value(one.value()) for one in form}
    plain = {
        name: (value[0] if isinstance(value, list) and value else value) or ""
        for name, value in fields.items()
    }
    return plain | hidden | {"submission": str(uuid.uuid4())}


def standing() -> JournalEntry:
    with outside_the_walls():
        return JournalEntry.objects.order_by("-at").first()  # type: ignore[return-value]


def test_who_comes_second_sees_every_field_and_goes_on_from_what_stands(aoki: Hat) -> None:
    case = opened(aoki)
    first = act(aoki, actions.write_entry, case, actions.NewEntry("月3万円の返済。", information_class=BASIC))
    address, one, two = at("correct", case, first), visitor(aoki), visitor(aoki)
    mine, theirs = sent_back(one.get(address)), sent_back(two.get(address))
    changed = {"text": "月5万円の返済。", "information_class": str(HEALTH)}
    assert two.post(address, theirs | changed).status_code == 302
    late = one.post(address, mine | {"text": "月4万円の返済。"})
    assert late.status_code == 422
    assert [(field.label, field.theirs, field.mine) for field in late.context["both"]] == [
        ("内容", "月5万円の返済。", "月4万円の返済。")
    ]
    assert late.context["followed"] == ["情報の区分"], "what the other changed and I did not touch is said"
    assert "まだ保存していません" in text(late)
    again = sent_back(late)
    assert (again["text"], again["information_class"]) == ("月4万円の返済。", str(HEALTH))
    assert one.post(address, again).status_code == 302
    with outside_the_walls():
        assert list(JournalEntry.objects.order_by("at").values_list("text", "information_class")) == [
            ("月3万円の返済。", BASIC),
            ("月5万円の返済。", HEALTH),
            ("月4万円の返済。", HEALTH),
        ]


def test_the_same_class_changed_otherwise_by_both_stands_in_the_table(aoki: Hat) -> None:
    case = opened(aoki)
    first = act(aoki, actions.write_entry, case, actions.NewEntry("面談。"))
    address, one, two = at("correct", case, first), visitor(aoki), visitor(aoki)
    mine, theirs = sent_back(one.get(address)), sent_back(two.get(address))
    assert two.post(address, theirs | {"information_class": "2"}).status_code == 302
    late = one.post(address, mine | {"information_class": "4"})
    assert [field.label for field in late.context["both"]] == ["情報の区分"]
    assert one.post(address, sent_back(late)).status_code == 302
    assert standing().information_class == HEALTH


def test_the_address_of_a_corrected_entry_opens_what_stands_now(aoki: Hat) -> None:
    case = opened(aoki)
    first = act(aoki, actions.write_entry, case, actions.NewEntry("月3万円。"))
    act(aoki, actions.correct_entry, case, first, actions.NewEntry("月5万円。"))
    client = visitor(aoki)
    page = client.get(at("correct", case, first))
    assert page.context["form"]["text"].value() == "月5万円。"
    assert client.post(at("correct", case, first), sent_back(page) | {"text": "月6万円。"}).status_code == 302
    assert standing().text == "月6万円。"


def test_a_correction_that_moves_nothing_keeps_the_moment(aoki: Hat) -> None:
    case = opened(aoki)
    first = act(aoki, actions.write_entry, case, actions.NewEntry("面談。"))
    client, before = visitor(aoki), standing().happened_at
    given = sent_back(client.get(at("correct", case, first)))
    assert client.post(at("correct", case, first), given | {"text": "面談した。"}).status_code == 302
    assert standing().happened_at == before


def test_a_correction_out_of_sight_is_not_told(aoki: Hat, chiba: Hat) -> None:
    """The entry of another case, or one that is not seen, is absent."""
    case, other = opened(aoki), opened(aoki)
    on_the_team(aoki, case, chiba)
    elsewhere = act(aoki, actions.write_entry, other, actions.NewEntry("ほかのケース。"))
    assert visitor(aoki).get(at("correct", case, elsewhere)).status_code == 404
    assert visitor(chiba).get(at("correct", case, elsewhere)).status_code == 404
