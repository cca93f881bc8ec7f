"""Give an empty city its first administrators, who appoint everybody else on the screens or by file.

Runs as the database's owner at the machine itself; nobody can do it from a browser. Prints a one-time code with
which the person signs in, sets a password and enrols a second factor. Works until there are two: on the screens one alone
cannot give another a new phone, so whoever is the only one would be shut out by losing theirs. Whoever has never signed
in gets a new code.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from enishi.agencies import actions
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.terms import AgencyKind
from enishi.office.errors import Refused
from enishi.office.text import plain
from enishi.website.passwords import INITIAL_CODE_LASTS, is_initial, new_initial_code

DAYS = INITIAL_CODE_LASTS // 86400
ENOUGH = 2


class Command(BaseCommand):
    help = "最初のシステム管理者を任命し、はじめの合言葉を表示する"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", required=True, help="職員番号")
        parser.add_argument("--name", required=True, help="氏名")
        parser.add_argument("--office", required=True, help="所属する課の名称")

    def handle(self, *_: Any, **options: Any) -> None:
        number, name = plain(options["number"]), options["name"].strip()
        serving = Membership.objects.filter(role="administrator", ends_on__isnull=True, staff__is_active=True)
        if serving.exclude(staff__staff_number=number).values("staff").distinct().count() >= ENOUGH:
            raise CommandError("システム管理者はすでに二人います。ほかの人の任命は、その人たちが画面で行います。")
        try:
            code = appoint(number, name, options["office"].strip())
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        self.stdout.write(f"職員番号 {number} {name} をシステム管理者にしました。")
        self.stdout.write(
            f"はじめの合言葉（{DAYS}日以内に一度だけ使えます）: {code}" if code else "パスワードは、いままでのものを使います。"
        )


@transaction.atomic
def appoint(number: str, name: str, office: str) -> str:
    """Found the office where needed, appoint the person, and return the one-time code; none for who set a password already.

    :raises Refused: as the verbs of ``agencies`` do
    """
    now, today = timezone.now(), timezone.localdate()
    person = Staff.objects.filter(staff_number=number).first()
    unused = person is None or is_initial(person) or not person.has_usable_password()
    serves = Membership.objects.filter(staff=person, role="administrator", ends_on__isnull=True).exists()
    if not (person and unused and serves):
        agency = Agency.objects.active_on(today).filter(name=office).first() or actions.found_agency(
            name=office, kind=AgencyKind.OFFICE, starts_on=today, by=None, at=now, receives=False
        )
        actions.appoint_staff(
            staff_number=number, name=name, agency_id=agency.pk, role="administrator", starts_on=today, by=None, at=now
        )
    if not unused:
        return ""
    code, kept = new_initial_code()
    Staff.objects.filter(staff_number=number).update(password=kept)
    return code
