"""撤回は次の要求から: one walk through every door of the house before and after a withdrawal.

A partner sees a person, a case and its consultation by the person's consent. The consent is withdrawn. From the next request on
nothing of the person is in any answer, and every address with an id of theirs answers as if it had never been.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import CLOCK_IS, outside_the_walls
from enishi.cases import actions
from enishi.cases.models import JournalEntry, TeamRole
from enishi.cases.tests.factories import DESK, act, consented, opened, row
from enishi.residents.models import Address, Consideration, Contact, PersonName
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans, ConsentStage
from enishi.website.door_checks import addresses
from enishi.website.tests.visitors import visitor
from tests.architecture.doors import ROWS

pytestmark = pytest.mark.django_db
PARAMETERS = re.compile(r"<(?:(\w+):)?(\w+)>")
NOT_WALKED = {"website:sign-out", "website:lock", "website:hats"}
SPECIMENS = {"website:gallery"}  # a fictional person of the same name
# No resident enters there: the imports say so (no-person-in-public-rooms).
WITHOUT_PERSONS = {"community", "network"}
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|name="submission" value="[^"]*"')
INK = "隠し墨の支援経過"


class World:
    """A case led by ``lead``, on whose team ``partner`` is by the person's consent; every id that could stand in an address."""

    def __init__(self, lead: Hat, partner: Hat) -> None:
        self.case = opened(lead)
        with outside_the_walls():
            case = row(self.case)
            self.person, self.consultation = case.resident_id, case.consultation_id
        self.consent = consented(lead, self.person, partner, stage=ConsentStage.SHARING)
        new = actions.NewRole(
            agency=partner.agency_id,
            duty="support",
            text="お願いします。",
            classes=DESK,
            consent=self.consent,
        )
        self.role = act(lead, actions.ask_to_join, self.case, new)
        with outside_the_walls():
            version = TeamRole.objects.get(pk=self.role).version
        act(partner, actions.accept_role, self.role, version=version)
        act(lead, actions.write_entry, self.case, actions.NewEntry(INK))
        act(
            lead,
            sharing.give_by_consent,
            self.consent,
            binder=self.consultation,
            to=[partner.agency_id],
            classes=DESK,
        )
        with outside_the_walls():
            self.entry = JournalEntry.objects.get(case=self.case).pk
            self.rows = {
                name: model.objects.filter(resident=self.person).values_list("pk", flat=True).first()
                for name, model in (
                    ("name", PersonName),
                    ("address", Address),
                    ("contact", Contact),
                    ("consideration", Consideration),
                )
            }

    def arguments(self, name: str, pattern: str) -> dict[str, Any] | None:
        """An address filled with ids of this world; a made-up id where the world has no such thing."""
        wanted = {parameter: form for form, parameter in PARAMETERS.findall(pattern)}
        if not wanted:
            return {}
        known: dict[str, Any] = {
            "resident": self.person,
            "case_id": self.case,
            "consultation_id": self.consultation,
            "role_id": self.role,
            "consent_id": self.consent,
            "entry_id": self.entry,
            "entry": next((self.rows[one] for one in self.rows if one in name), None),
            "form": "csv",
        }
        made = {"uuid": uuid4(), "int": 1, "slug": "csv", "str": "csv"}
        return {one: known.get(one) or made[form or "str"] for one, form in wanted.items()}

    @property
    def ink(self) -> list[str]:
        """What must not be read any more: name, reading, telephone, address, what was written, and the numbers of the records."""
        told = ["山田 花子", "ヤマダ ハナコ", "山田", "090-0000-1234", "見本町1丁目2番地3", INK]
        return told + [reference(one) for one in (self.person, self.case, self.consultation)]

    @property
    def farewell(self) -> str:
        """The one sentence that the agency is told, by the number and without a name, so that visits stop."""
        return f"同意が撤回され、ケースでの役割が終わりました（ケース {reference(self.case)}）"

    @property
    def ids(self) -> list[str]:
        return [str(one) for one in (self.person, self.case, self.consultation)]


def body(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    try:
        with ZipFile(BytesIO(raw)) as packed:
            raw = b"\n".join(packed.read(one) for one in packed.namelist())
    except BadZipFile:
        pass
    return raw.decode("utf-8", "replace") + "\n".join(
        f"{name}: {value}" for name, value in answer.headers.items()
    )


def doors(world: World) -> Iterator[tuple[str, str, bool]]:
    """(name, path, whether an id of the world stands in it) for every address of the house."""
    rows = {one.name: one for one in ROWS}
    for name, pattern, _ in addresses():
        if name in NOT_WALKED | SPECIMENS or name.split(":")[0] in WITHOUT_PERSONS or name not in rows:
            continue
        arguments = world.arguments(name, pattern)
        path = reverse(name, kwargs=arguments)
        yield name, path, any(one in path for one in world.ids)
        if "form" in (arguments or {}):
            yield (
                name,
                reverse(name, kwargs={**(arguments or {}), "form": "xlsx"}),
                any(one in path for one in world.ids),
            )


def found(client: Client, world: World, path: str, method: str) -> tuple[int, list[str], str]:
    """Status, what of the person stood in the answer, and the answer without the form's token."""
    answer = getattr(client, method)(path)
    told = body(answer).replace(world.farewell, "")
    for one in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", path):
        told = told.replace(one, "…")
    return answer.status_code, [ink for ink in world.ink if ink in told], FORM_TOKEN.sub("", told)


def searched(client: Client, world: World) -> list[str]:
    """What the search for the person tells."""
    told = body(client.post(reverse("residents:search"), {"text": "ハナコ"}))
    return [ink for ink in (*world.ink, *world.ids) if ink in told]


def withdrawn(world: World, by: Hat) -> None:
    act(
        by,
        sharing.withdraw_consent,
        world.consent,
        resident=world.person,
        means=ConsentMeans.PHONE,
        note="電話で。",
    )


def test_nothing_is_behind_any_door_after_a_withdrawal(aoki: Hat, chiba: Hat) -> None:
    world = World(aoki, chiba)
    client = visitor(chiba)
    before = {path: found(client, world, path, "get") for _, path, _ in doors(world)}
    seen = [path for path, (status, ink, _) in before.items() if ink]
    assert len(seen) > 30, "the walk must see the person behind many doors first"
    assert {"ledger", "csv", "cases", "consultations"} <= set(re.findall(r"[a-z]+", " ".join(seen)))
    assert "山田 花子" in searched(client, world)
    withdrawn(world, aoki)
    assert searched(client, world) == []
    assert world.farewell in body(client.get("/"))
    left, there = {}, {}
    for _name, path, its_own in doors(world):
        for method in ("get", "post"):
            status, ink, _ = found(client, world, path, method)
            if ink:
                left[f"{method} {path}"] = ink
            if its_own and status not in (404, 403, 405):
                there[f"{method} {path}"] = status
    assert left == {}
    assert there == {}


def test_after_a_withdrawal_an_address_answers_as_if_it_had_never_been(aoki: Hat, chiba: Hat) -> None:
    world = World(aoki, chiba)
    client = visitor(chiba)
    withdrawn(world, aoki)
    told_apart = []
    for name, path, its_own in doors(world):
        if not its_own:
            continue
        never = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda _: str(uuid4()), path)
        answers = [
            re.sub(r"[0-9a-f]{8}-?[0-9a-f-]{3,27}", "…", found(client, world, one, "get")[2])
            for one in (path, never)
        ]
        if answers[0] != answers[1]:
            told_apart.append(name)
    assert told_apart == []


def test_a_consent_that_ends_by_itself_ends_the_same(aoki: Hat, chiba: Hat) -> None:
    """No job has to run: the predicate looks at the clock."""
    world = World(aoki, chiba)
    client = visitor(chiba)
    path = reverse("residents:resident", args=[world.person])
    assert client.get(path).status_code == 200

    later = timezone.now() + timedelta(days=201)
    with connection.cursor() as cursor:
        cursor.execute(CLOCK_IS, [later.isoformat(), False])
    try:
        status = client.get(path).status_code
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enishi.test_clock', '', false)")
    assert status in (404, 302), "not there, or the sign-in has ended with it"
    assert client.get(path).status_code == 200
