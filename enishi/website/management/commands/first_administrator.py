"""Give an empty city its first administrator, who appoints everybody else on the screens or by file.

Runs as the database's owner at the machine itself; nobody can do it from a browser. Prints a one-time code with
which the person signs in, sets a password and enrols a second factor.
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
from enishi.website.passwords import INITIAL_CODE_LASTS, new_initial_code

DAYS = INITIAL_CODE_LASTS // 86400


class Command(BaseCommand):
    help = "最初のシステム管理者を任命し、はじめの合言葉を表示する"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", required=True, help="職員番号")
        parser.add_argument("--name", required=True, help="氏名")
        parser.add_argument("--office", required=True, help="所属する課の名称")

    def handle(self, *_: Any, **options: Any) -> None:
        if Membership.objects.filter(role="administrator", ends_on__isnull=True).exists():
            raise CommandError("システム管理者はすでにいます。ほかの人の任命は、その人が画面で行います。")
        try:
            code = appoint(options["number"], options["name"], options["office"])
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        self.stdout.write(f"職員番号 {options['number']} {options['name']} をシステム管理者にしました。")
        self.stdout.write(f"はじめの合言葉（{DAYS}日以内に一度だけ使えます）: {code}")


@transaction.atomic
def appoint(number: str, name: str, office: str) -> str:
    """Found the office where needed, appoint the person, and return the one-time code.

    :raises Refused: as the verbs of ``agencies`` do
    """
    now, today = timezone.now(), timezone.localdate()
    agency = Agency.objects.active_on(today).filter(name=office).first() or actions.found_agency(
        name=office, kind=AgencyKind.OFFICE, starts_on=today, by=None, at=now, receives=False
    )
    one = actions.appoint_staff(
        staff_number=number,
        name=name,
        agency_id=agency.pk,
        role="administrator",
        starts_on=today,
        by=None,
        at=now,
    )
    code, kept = new_initial_code()
    Staff.objects.filter(pk=one.staff_id).update(password=kept)
    return code
