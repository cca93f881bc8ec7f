"""``enishi import towns FILE...``: the register by which addresses find their town and its place."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enishi.community.actions.places import load_towns
from enishi.community.management.paths import town_files
from enishi.office.errors import why_not
from enishi.office.sheets.faults import SheetRefused


class Command(BaseCommand):
    help = (
        "町字の台帳を取り込みます（Geolonia 住所データのJSON・CSV、アドレス・ベース・レジストリの町字マスターと位置参照CSV、"
        "郵便番号データ KEN_ALL CSV）。何度取り込んでも同じです。消しません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--prefecture", default="", help="ファイルに都道府県名がないとき")
        parser.add_argument("--city", default="", help="ファイルに市区町村名がないとき")
        parser.add_argument("--source", default="", help="出典（画面に出ます）")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            files = [(str(path.absolute()), path.read_bytes()) for path in town_files(options["files"])]
        except OSError as error:
            raise CommandError(f"{error.filename} を開けません: {why_not(error)}") from error
        try:
            done = load_towns(
                files,
                by=None,
                at=timezone.now(),
                prefecture=options["prefecture"],
                city=options["city"],
                source=options["source"],
            )
        except SheetRefused as refusal:
            raise CommandError(f"{refusal}\n何も取り込んでいません。") from refusal
        named = "、".join(done.cities[:5]) + (f" ほか{len(done.cities) - 5}" if len(done.cities) > 5 else "")
        counts = f"新規 {done.new:,} / 変更 {done.changed:,} / 変更なし {done.unchanged:,}"
        self.stdout.write(f"取り込みました（{named}）: {counts}")
        if done.placed:
            self.stdout.write(f"住所だけだった資源 {done.placed:,}件に、地図の位置が入りました。")
