"""``enishi normalise addresses FILE --out OUT``: addresses in their parts beside the list, with the place of the town."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import Error

from enishi.community.management.normalise_command import NormaliseCommand
from enishi.community.management.paths import town_files
from enishi.community.queries.towns import town_register
from enishi.community.rules.cleaning import ADDRESS_COLUMNS, Cleaned, Listing, clean_addresses
from enishi.community.rules.town_files import read_towns
from enishi.community.rules.towns import Towns
from enishi.office.errors import why_not


class Command(NormaliseCommand):
    what, columns = "住所", ADDRESS_COLUMNS
    help = (
        "一覧の住所を都道府県・市区町村・町字・番地・建物に分け、町字の位置とともに右の列に加えたCSVを書き出します。"
        "元の列には触れません。町字の台帳は --towns で渡すか、enishi import towns で取り込んだものを使い、"
        "どちらもなければ書き方だけから分けます。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--towns", type=Path, nargs="+", action="extend", default=[], metavar="FILE",
            help="町字の台帳（Geolonia JSON、アドレス・ベース・レジストリ CSV、郵便番号 CSV）。いくつでも",
        )  # fmt: skip
        parser.add_argument("--prefecture", default="", help="書かれていないときの都道府県")
        parser.add_argument("--city", default="", help="書かれていないときの市区町村")

    def clean(self, listing: Listing, options: dict[str, Any]) -> Cleaned:
        towns = self._towns(options["towns"])
        return clean_addresses(
            listing,
            columns=options["column"],
            towns=towns,
            prefecture=options["prefecture"],
            city=options["city"],
            encoding=options["out_encoding"],
        )

    def _towns(self, paths: list[Path]) -> Towns | None:
        if paths:
            try:
                files = [(str(path.absolute()), path.read_bytes()) for path in town_files(paths)]
            except OSError as error:
                raise CommandError(f"{error.filename} を開けません: {why_not(error)}") from error
            towns = Towns(read_towns(files))
            self.stderr.write(
                f"町字の台帳: {len(towns):,}件（{'、'.join(towns.cities[:5])}{' ほか' if len(towns.cities) > 5 else ''}）"
            )
            return towns
        try:
            loaded = town_register()
        except Error:
            loaded = None
        if loaded is None:
            self.stderr.write("町字の台帳がありません。位置（緯度・経度）なしで、書き方だけから分けます。")
        return loaded
