"""提供記録, 本人に渡す記録, 閲覧の禁止 and 開示請求, as a worker's browser meets them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Staff
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import act, consented, on_the_team, opened, row
from enishi.intake.tests.factories import received
from enishi.office.models import TrailEntry
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.models import DisclosureLine, DisclosureRequest, PersonSheet, Release
from enishi.sharing.terms import ALL_CLASSES, GroundKind
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="line-(\d+)" value="([^"]+)"')


def page(name: str, *args: Any) -> str:
    return reverse(f"residents:{name}", args=args)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def table(html: str) -> str:
    """The rows of the page, without what stands around them."""
    return html[html.find("<tbody>") : html.rfind("</tbody>")]


def test_the_ledger_tells_who_was_given_what_on_which_ground(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=3)
    shown = text(visitor(baba), page("ledger", resident))
    for words in ("ひだまり", "つなぎ", "基本、生活・経済", "69条2項2号・3号", "要確認", "有効"):
        assert words in shown, words


def test_all_screens_open(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=3)
    client = visitor(baba)
    for name in ("ledger", "own-sheet", "blocks", "block-myself", "person-requests"):
        text(client, page(name, resident))
    text(client, page("requests"))
    text(client, page("request-unknown"))
