"""``enishi import boundary FILE.geojson``: the outline that the map of the resources draws."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enishi.community.actions.places import load_boundary
from enishi.office.errors import why_not
from enishi.office.sheets.faults import SheetRefused


class Command(BaseCommand):
    help = "市の境界（GeoJSON、緯度・経度）を取り込みます。地図は、外のサーバーを使わずにこれを描きます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.geojson")
        parser.add_argument("--credit", default="", help="出典（地図の下に出ます）")

    def handle(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} を開けません: {why_not(error)}") from error
        try:
            made = load_boundary(path.name, content, credit=options["credit"], by=None, at=timezone.now())
        except SheetRefused as refusal:
            raise CommandError(f"{path.name}: {refusal}\n何も取り込んでいません。") from refusal
        self.stdout.write(f"取り込みました: {'、'.join(one.name for one in made)}")
