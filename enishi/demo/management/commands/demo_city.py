"""Load the fictional city みのり市 into a fresh database and write the sign-ins to ``<data>/sign-ins.txt``."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enishi.agencies.models import Agency
from enishi.agencies.roles import ROLES
from enishi.demo import city
from enishi.demo.answering import hosts_answer
from enishi.demo.asking import Asking
from enishi.demo.casework import house_numbers
from enishi.demo.gathering import Gathering
from enishi.demo.monster import EVERYBODY
from enishi.demo.neighbourhood import Neighbourhood
from enishi.demo.offices import CAST, OFFICES
from enishi.demo.outings import Outings
from enishi.demo.placing import Placing
from enishi.demo.project import Project
from enishi.demo.regulars import Regulars
from enishi.demo.story import Teller
from enishi.office import gate

YEAR = timedelta(days=370)


class Command(BaseCommand):
    help = "架空のみのり市を読み込む"

    def handle(self, *args: Any, **options: Any) -> None:
        if Agency.objects.exists():
            raise CommandError(
                "データベースはすでに使われています。架空の市は、新しいデータベースにだけ入れられます。"
            )
        now = timezone.now()
        with city.as_owner():
            city.found(now - YEAR)
        with city.story_clock():
            minori = city.sign_everybody_in(YEAR, now)
            teller = Teller(minori, now)
            consultations = teller.tell(progress=self._progress, others=house_numbers(EVERYBODY))
            self.stdout.write("  多機関協働のケースと会議を語っています…")
            told = Gathering(minori, now).tell(EVERYBODY)
            regular = Regulars(minori, now, told=told).tell()
            Outings(minori, now).tell()
            Asking(minori, now, told=told).tell()
            places = Neighbourhood(minori, now).tell()
            placed = Placing(minori, now, told=told).tell()
            Project(minori, now).tell()
            teller.read_notices()
        hosts_answer(placed, now)
        gate.append("UPDATE agencies_signin SET ended_at = %s WHERE ended_at IS NULL", [now])
        (settings.DATA / "sign-ins.txt").write_text(sign_ins(), encoding="utf-8")
        self.stdout.write(
            f"みのり市（架空）ができました。相談 {consultations + len(told)} 件、ケース {len(told)} 件、定例会 {regular} 回、"
            f"地域の資源 {places} 件、受入れ {len(placed)} 件。"
        )

    def _progress(self, done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            self.stdout.write(f"  みのり市の一年を語っています… {done}/{of}")


def sign_ins() -> str:
    """The table that ``./run`` prints: number, name, office, role of the cast, and the one password."""
    names = {one.code: one.name for one in OFFICES}
    lines = [f"サインイン（みのり市は架空です。パスワードはどの職員も {city.PASSWORD} ）"]
    for person in CAST:
        hats = "、".join(f"{names[code]} {ROLES[role].label}" for code, role in person.hats)
        lines.append(f"  {person.number}  {person.name}  {hats}")
    return "\n".join(lines) + "\n"
