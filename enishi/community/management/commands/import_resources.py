"""``enishi import resources FILE...``: resources and events from CSV or XLSX, several files as one."""

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from enishi.community.actions.loading import apply_resources, batch_of, one_at_a_time, record
from enishi.community.queries.loading import EventChange, ResourcePreview, preview_resources
from enishi.community.rules.resource_changes import Change, Fate
from enishi.community.terms import LoadKind
from enishi.office.errors import Refused, why_not
from enishi.office.sheets.encodings import LABELS
from enishi.office.sheets.faults import SheetRefused

SHOWN = 20
SHOWN_FATES = (Fate.THERE, Fate.CHANGED, Fate.DOUBLE)


class _OnlyShown(Exception):
    """Ends a transaction in which everything was tried and nothing is to be kept."""


class Command(BaseCommand):
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
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--preview", action="store_true", help="確認だけ（既定） / show only, the default"
        )
        either.add_argument("--apply", action="store_true", help="取り込む / take it in")
        parser.add_argument("--sheet", help="ブックのシート名 / sheet of a workbook")
        parser.add_argument(
            "--encoding", choices=sorted(LABELS), help="文字コードを指定 / overrule the guess"
        )
        parser.add_argument(
            "--as-new",
            type=int,
            nargs="+",
            default=[],
            metavar="ROW",
            help="登録済みの資源とは別の資源である行",
        )
        parser.add_argument(
            "--all", action="store_true", help="すべての行の変更を表示する / show every change"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        files = [(path, self._content(path)) for path in options["files"]]
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
            self.stdout.write("まだ何も取り込んでいません。取り込むには --apply を付けて実行してください。")
            return
        self.stdout.write("取り込みました。")

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} を開けません: {why_not(error)}") from error

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
        say = self.stdout.write
        layout = preview.layout.label if preview.layout else ""
        say(f"{preview.file_name}: {preview.form}、{layout}、{preview.rows:,}行")
        for note in preview.notes:
            say(f"  お知らせ: {note}")
        if preview.without_register:
            say(
                "  お知らせ: 町字の台帳がないため、緯度・経度のない行は地図に出ません（enishi import towns）。"
            )
        if preview.other_sheets:
            say(f"  ほかのシート（--sheet で選べます）: {'、'.join(preview.other_sheets)}")
        say("  " + " / ".join(f"{label} {count:,}" for label, count in preview.counts.items()))
        limit = None if everything else SHOWN
        self._list("エラー", [str(problem) for problem in preview.errors], None)
        self._list("注意", [str(problem) for problem in preview.warnings], limit)
        for fate in SHOWN_FATES:
            found: list[Change | EventChange] = [*preview.changes, *preview.events]
            self._list(fate.value, [_sentence(one) for one in found if one.fate is fate], limit)

    def _list(self, title: str, sentences: Collection[str], limit: int | None) -> None:
        if not sentences:
            return
        self.stdout.write(f"  {title}（{len(sentences)}）")
        for sentence in list(sentences)[:limit]:
            self.stdout.write(f"    {sentence}")
        if limit is not None and len(sentences) > limit:
            self.stdout.write(f"    ほか{len(sentences) - limit}件（--all ですべて表示）")


def _sentence(change: Change | EventChange) -> str:
    name = f"{change.row.number}行目 {change.row.name}"
    if change.sentence or isinstance(change, EventChange):
        return f"{name}: {change.sentence}"
    return f"{name}: " + "、".join(
        f"{one.label}「{one.before}」→「{one.after}」".replace("\n", " ") for one in change.differences
    )
