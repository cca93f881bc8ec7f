from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enishi.office import personal_data

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "personal-data.md"


class Command(BaseCommand):
    """Write docs/reference/personal-data.md from the models; ``--check`` only compares."""

    help = "個人情報ファイル簿の下書きを作る / write the inventory of personal data"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="古くなっていないか確かめるだけ / only compare")

    def handle(self, *args: Any, **options: Any) -> None:
        text = personal_data.page()
        if not options["check"]:
            PAGE.write_text(text, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            raise CommandError(f"{PAGE.name} is not fresh: enishi manage personal_data")
