"""Hosts of みのり市 answer the cards they were given: through the outer edge, as the link does it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

from enishi.agencies.actions import cards
from enishi.demo import city
from enishi.demo.placement_plots import ANSWERS
from enishi.demo.staying import Placed
from enishi.machine import database


def hosts_answer(placed: Iterable[Placed], now: datetime) -> int:
    """The clerk carries the cards to the edge, hosts answer there, and the answers come home. Returns how many answered."""
    answered = [one for one in placed if one.token and one.stay.card in ANSWERS]
    with city.as_role("clerk"):
        cards.carry(at=now)
        with psycopg.connect(**database.edge_parameters("edge"), autocommit=True) as edge:
            for one in answered:
                given = {"word": one.stay.card, "text": ANSWERS[one.stay.card]}
                edge.execute("SELECT edge.answer_card(%s, %s, %s)", [one.token, uuid4(), Jsonb(given)])
        cards.carry(at=now)
    return len(answered)
