"""``enishi import resources FILE...``: resources and events from CSV or XLSX, several files as one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from enishi.agencies.management.import_command import NOTHING_YET, SheetCommand
from enishi.community.actions.loading import apply_resources, batch_of, one_at_a_time, record
from enishi.community.queries.loading import ResourcePreview, preview_resources
from enishi.community.rules.resource_changes import Fate
from enishi.community.terms import LoadKind
from enishi.office.errors import Refused
from enishi.office.sheets.faults import SheetRefused

SHOWN_FATES = (Fate.THERE, Fate.CHANGED, Fate.DOUBLE)
NO_TOWNS = "町字の台帳がないため、緯度・経度のない行は地図に出ません（enishi import towns）。"


class _OnlyShown(Exception):
    """Ends a transaction in which everything was tried and nothing is to be kept."""


class Command(SheetCommand):
    """A preview is the whole import, undone: so the second file is compared with what the first would have made."""

    help = (
        "地域の資源と催しを取り込みます（推奨データセット・自治体標準オープンデータセットの公共施設・介護・子育て・イベント、"
        "WAM NET、介護サービス情報公表、施設一覧、縁の資源一覧）。Preview by default; --apply takes all files in, or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            type=Path,
            nargs="+",
            metavar="FILE",
            help="CSV（UTF-8・Shift_JIS・UTF-16）かExcel（.xlsx）",
        )
        super().add_arguments(parser)
        parser.add_argument(
            "--as-new",
            type=int,
            nargs="+",
            default=[],
            metavar="ROW",
            help="登録済みの資源とは別の資源である行",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        files = [(path, self.content(path)) for path in options["files"]]
        errors = 0
        try:
            with transaction.atomic():
                one_at_a_time()
                for path, content in files:
                    errors += self._one(path, content, options)
                if errors:
                    raise CommandError(f"エラーが{errors}か所あります。何も取り込んでいません。")
                if not options["apply"]:
                    raise _OnlyShown
        except _OnlyShown:
            self.stdout.write(NOTHING_YET)
            return
        self.stdout.write("取り込みました。")

    def _one(self, path: Path, content: bytes, options: dict[str, Any]) -> int:
        """Show a file and do what it says; returns the number of errors, with which nothing was done."""
        at = timezone.now()
        try:
            preview = preview_resources(
                content,
                path.name,
                today=timezone.localdate(),
                sheet=options["sheet"],
                encoding=options["encoding"],
                as_new=options["as_new"] if len(options["files"]) == 1 else (),
            )
            self._say(preview, everything=options["all"])
            if preview.errors:
                return len(preview.errors)
            apply_resources(preview, None, at)
            record(batch_of(LoadKind.RESOURCES, preview, None, at), preview, None, at)
        except SheetRefused as refusal:
            raise CommandError(f"{path.name}: {refusal}") from refusal
        except Refused as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal
        return 0

    def _say(self, preview: ResourcePreview, *, everything: bool) -> None:
        towns = [NO_TOWNS] if preview.without_register else []
        changes = [*preview.changes, *preview.events]
        self.say_what_was_read(preview, changes, *towns, fates=SHOWN_FATES, everything=everything)
