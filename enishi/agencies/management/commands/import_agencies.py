"""``enishi import agencies FILE``: agencies from CSV or XLSX."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from enishi.agencies.actions import import_agencies
from enishi.agencies.management.import_command import ImportCommand
from enishi.agencies.queries.imports import AgencyPreview, preview_agencies
from enishi.agencies.terms import AgencyKind


class Command(ImportCommand):
    help = (
        "支援関係機関を取り込みます（縁の機関一覧、WAM NET、介護サービス情報公表、自治体標準・推奨データセット、施設一覧）。"
        " Preview by default; --apply takes the file in, whole or not at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--kind",
            choices=AgencyKind.values,
            default="",
            help="ファイルに機関種別がないときの種別 / kind where none is given",
        )

    def preview(self, content: bytes, name: str, options: dict[str, Any]) -> AgencyPreview:
        return preview_agencies(
            content,
            name,
            today=timezone.localdate(),
            sheet=options["sheet"],
            encoding=options["encoding"],
            renamed=options["renamed"],
        )

    def take_in(self, content: bytes, name: str, options: dict[str, Any]) -> AgencyPreview:
        return import_agencies(
            content,
            name,
            by=None,
            at=timezone.now(),
            kind=options["kind"],
            sheet=options["sheet"],
            encoding=options["encoding"],
            renamed=options["renamed"],
        )
