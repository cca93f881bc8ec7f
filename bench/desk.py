"""Who works in the benchmark and on what: found by looking into the seeded city as its superuser."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import psycopg

from bench.client import Answer, Client
from bench.installation import PASSWORD, TOTP
from bench.servers import Server

COUNTER = """
WITH held AS (SELECT grantee_id, count(*) AS many FROM sharing_grant GROUP BY grantee_id)
SELECT s.staff_number, m.id, m.agency_id, a.name
  FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id JOIN agencies_agency a ON a.id = m.agency_id
  JOIN intake_holding h ON h.membership_id = m.id AND h.ended_at IS NULL AND h.agency_id = m.agency_id
  JOIN held ON held.grantee_id = m.agency_id
 WHERE m.role = 'counter' AND a.code <> '1000' AND EXISTS (  -- the desk that has a long case, also in a city kept from earlier
       SELECT 1 FROM cases_lead l WHERE l.agency_id = m.agency_id AND l.ended_at IS NULL
          AND (SELECT count(*) FROM cases_teamrole r WHERE r.case_id = l.case_id) >= 30)
 GROUP BY s.staff_number, m.id, m.agency_id, a.name, held.many HAVING count(*) >= 50
 ORDER BY held.many, s.staff_number LIMIT 1
"""
BY_STATEMENTS = """
SELECT c.id FROM intake_consultation c JOIN intake_holding h ON h.consultation_id = c.id AND h.ended_at IS NULL
 WHERE c.agency_id = %(agency)s AND h.agency_id = %(agency)s AND c.about = 'known' AND NOT EXISTS (
       SELECT 1 FROM sharing_block b WHERE b.binder_id IN (c.id, c.resident_id) AND b.lifted_at IS NULL)
 ORDER BY abs((SELECT count(*) FROM intake_statement s WHERE s.consultation_id = c.id) - %(wanted)s), c.id LIMIT 40
"""
PERSON = """
SELECT n.text, n.kana, p.birth_year, p.birth_month, p.birth_day FROM residents_resident r
  JOIN residents_personname n ON n.resident_id = r.id JOIN residents_particulars p ON p.resident_id = r.id
 WHERE r.origin_id = %s AND n.text <> '' ORDER BY r.id LIMIT 1
"""

TO_REFER = """
SELECT c.id FROM intake_consultation c JOIN intake_holding h ON h.consultation_id = c.id AND h.ended_at IS NULL
 WHERE c.agency_id = %(agency)s AND h.agency_id = %(agency)s AND c.about = 'known' AND NOT EXISTS (
       SELECT 1 FROM intake_referral r WHERE r.consultation_id = c.id AND r.ended_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM sharing_seal s WHERE s.binder_id IN (c.id, c.resident_id))
   AND NOT EXISTS (SELECT 1 FROM sharing_block b WHERE b.binder_id IN (c.id, c.resident_id) AND b.lifted_at IS NULL)
 ORDER BY c.id
"""
RECEIVER = """
SELECT a.id, s.staff_number FROM agencies_agency a JOIN agencies_membership m ON m.agency_id = a.id
  JOIN agencies_staff s ON s.id = m.staff_id WHERE a.id <> %s AND m.role = 'partner' ORDER BY a.code, s.staff_number LIMIT 1
"""
WRITER = """
SELECT s.staff_number FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id
 WHERE m.agency_id = %s AND m.id <> %s AND m.role = 'counter' ORDER BY 1 LIMIT 1
"""
RESIDENTS = """
SELECT c.resident_id FROM intake_consultation c WHERE c.agency_id = %s AND c.resident_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM sharing_seal s WHERE s.binder_id = c.resident_id) AND NOT EXISTS (
       SELECT 1 FROM sharing_block b WHERE b.binder_id = c.resident_id AND b.lifted_at IS NULL) GROUP BY 1 ORDER BY 1 LIMIT 100
"""
PARTNERS = """
SELECT s.staff_number, m.id FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id
 WHERE m.role = 'partner' AND NOT EXISTS (SELECT 1 FROM agencies_membership one WHERE one.agency_id = m.agency_id AND one.id < m.id)
 ORDER BY 1 LIMIT 3
"""
CASES = """
SELECT c.id FROM cases_case c JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
  CROSS JOIN LATERAL (SELECT count(*) AS written FROM cases_journalentry e WHERE e.case_id = c.id) entries
 WHERE entries.written BETWEEN %(wanted)s * 0.9 AND %(wanted)s * 2
   AND l.agency_id = %(agency)s AND c.state <> 'ended' AND NOT EXISTS (
       SELECT 1 FROM sharing_block b WHERE b.binder_id IN (c.id, c.resident_id) AND b.lifted_at IS NULL)
 ORDER BY abs(entries.written - %(wanted)s), c.id LIMIT 40
"""
PROMOTER = """
SELECT s.staff_number FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id
 WHERE m.agency_id = %s AND m.role = 'promoter' ORDER BY 1 LIMIT 1
"""
WAITING = """
SELECT p.case_id FROM participation_profile p JOIN cases_lead l ON l.case_id = p.case_id AND l.ended_at IS NULL
 WHERE l.agency_id = %s AND p.ended_at IS NULL AND p.waits_since IS NOT NULL ORDER BY 1 LIMIT 40
"""
PLACEMENTS = """
SELECT p.id, p.case_id FROM participation_placement p JOIN cases_lead l ON l.case_id = p.case_id AND l.ended_at IS NULL
 WHERE l.agency_id = %s AND p.state <> 'ended' ORDER BY 1 LIMIT 40
"""


@dataclass(frozen=True)
class Worker:
    number: str
    membership: UUID
    agency: UUID
    agency_name: str


@dataclass
class Desk:
    """One server with a seeded city, its workers signed in, and the things that they work on."""

    server: Server
    connection: psycopg.Connection[Any]
    environment: dict[str, str] = field(default_factory=dict)
    """What an installation on the seeded city has in its environment."""
    clients: dict[str, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        number, membership, agency, name = self._row(COUNTER)
        self.worker = Worker(number, membership, agency, name)
        self.ordinary = self._consultations(wanted=4)
        self.long = self._consultations(wanted=200)[0]
        name, self.kana, *birth = self._row(PERSON, agency)
        self.family, self.family_kana = name.split()[0], self.kana.split()[0]
        self.birth = "/".join(str(part) for part in birth)
        rows = self.connection.execute(
            "SELECT staff_number FROM agencies_staff WHERE staff_number < '5' ORDER BY staff_number"
        ).fetchall()
        self.everybody = [number for (number,) in rows]
        self.turns = count()
        self.to_refer = self._ids(TO_REFER, {"agency": agency})
        self.receiver, self.receiving_staff = self._row(RECEIVER, agency)
        (self.writer,) = self._row(
            WRITER, agency, membership
        )  # whose list may grow; the counter's stays as it was
        self.residents = self._ids(RESIDENTS, [agency])
        self.cases = self._ids(CASES, {"agency": agency, "wanted": 20})
        (coordinates,) = self._row("SELECT agency_id FROM agencies_membership WHERE role = 'coordinator' LIMIT 1")
        self.coordinated = self._ids(CASES, {"agency": coordinates, "wanted": 20})
        self.partners = self.connection.execute(PARTNERS.encode()).fetchall()
        (self.promoter,) = self._row(PROMOTER, agency)
        self.waiting = self._ids(WAITING, [agency])
        self.placements = self.connection.execute(PLACEMENTS.encode(), [agency]).fetchall()
        self.commissions = self._ids("SELECT id FROM community_commission WHERE state = 'hands' ORDER BY 1 LIMIT 40", [])
        self.monster = self._ids(CASES, {"agency": agency, "wanted": 1000})[0]

    def _row(self, statement: str, *values: Any) -> Any:
        row = self.connection.execute(statement.encode(), values or None).fetchone()
        if row is None:
            raise RuntimeError("the seeded city has no desk that is full enough")
        return row

    def _consultations(self, *, wanted: int) -> list[UUID]:
        values = {"agency": self.worker.agency, "wanted": wanted}
        return [one for (one,) in self.connection.execute(BY_STATEMENTS, values).fetchall()]

    def _ids(self, statement: str, values: Any) -> list[UUID]:
        return [one for (one, *_) in self.connection.execute(statement.encode(), values or None).fetchall()]

    def client(self, who: str) -> Client:
        """The browser of the counter, the coordinator, the auditor, or whoever has this staff number."""
        if who not in self.clients:
            numbers = {
                "counter": self.worker.number,
                "coordinator": self.everybody[0],
                "auditor": self.everybody[-1],
                "writer": self.writer,
                "promoter": self.promoter,
            }
            self.clients[who] = Client(self.server.port)
            answer = self.sign_in(self.clients[who], numbers.get(who, who))
            if answer.location != "/":
                raise RuntimeError(f"{who} was not let in: {answer.status} {answer.location}")
        return self.clients[who]

    def sign_in(self, client: Client, number: str) -> Answer:
        """Password and one-time code, as a person does; a code works once, so its step is forgotten before."""
        self.connection.execute(
            "UPDATE mfa_authenticator SET data = data || '{\"last_step\": 0}' WHERE user_id ="
            " (SELECT id FROM agencies_staff WHERE staff_number = %s)",
            [number],
        )
        first = client.submit("/sign-in/", {"staff_number": number, "password": PASSWORD})
        if first.location != "/sign-in/code/":
            raise RuntimeError(f"the password of {number} was not taken: {first.status} {first.location}")
        return first + client.submit("/sign-in/code/", {"code": one_time_code()})


def one_time_code() -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(TOTP, int(time.time()) // 30)))
