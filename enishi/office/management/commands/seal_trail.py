from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enishi.office import anchor, sealing, trail


class Command(BaseCommand):
    """Chain what is decided of the trail now; the worker does the same every minute."""

    help = "記録を封じて錨に書く / seal the trail and write the anchor"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-anchor", action="store_true", help="錨のファイルがないとき、新しく作る / begin a missing anchor anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with sealing.connect() as opened:
                if options["new_anchor"]:
                    opened.execute(trail.BY_THE_OPERATOR, ["anchor.begun"])
                done = sealing.seal(opened, anchor.paths(), new_anchor=options["new_anchor"])
        except anchor.AnchorBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"封じた記録 {done.entries}件・合計 {done.last_position}件 / sealed {done.entries}")
