"""What the two import commands share: options, reading the file, printing a preview, refusing."""

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enishi.agencies.queries.imports import AgencyPreview, Preview, StaffPreview
from enishi.agencies.rules.agency_changes import Change, Fate
from enishi.agencies.rules.staff_changes import StaffChange
from enishi.office.errors import Refused, why_not
from enishi.office.sheets.encodings import LABELS
from enishi.office.sheets.faults import SheetRefused

SHOWN = 20
SHOWN_FATES = (Fate.REPLACED, Fate.CHANGED, Fate.DOUBLE)


class ImportCommand(BaseCommand):
    """Preview a file; with ``--apply`` take it in, whole or not at all. Errors: exit status 1, nothing written."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8, Shift_JIS, UTF-16) or XLSX")
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
            "--renamed",
            type=int,
            nargs="+",
            default=[],
            metavar="ROW",
            help="名称変更（改姓）と認める行 / rows confirmed",
        )
        parser.add_argument("--all", action="store_true", help="変更をすべて表示する / show every change")

    def preview(self, content: bytes, name: str, options: dict[str, Any]) -> Preview:
        raise NotImplementedError

    def take_in(self, content: bytes, name: str, options: dict[str, Any]) -> Preview:
        raise NotImplementedError

    def handle(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} を開けません: {why_not(error)}") from error
        try:
            preview = self.preview(content, path.name, options)
            self._say(preview, everything=options["all"])
            if preview.errors:
                raise CommandError(f"エラーが{len(preview.errors)}か所あります。何も取り込んでいません。")
            if not options["apply"]:
                self.stdout.write(
                    "まだ何も取り込んでいません。取り込むには --apply を付けて実行してください。"
                )
                return
            done = self.take_in(content, path.name, options)
        except SheetRefused as refusal:
            raise CommandError(f"{path.name}: {refusal}") from refusal
        except Refused as refusal:
            reasons = "\n".join(refusal.reasons)
            raise CommandError(f"{reasons}\n何も取り込んでいません。") from refusal
        self.stdout.write(f"取り込みました: {self._counts(done)}")

    def _say(self, preview: Preview, *, everything: bool) -> None:
        say = self.stdout.write
        layout = preview.layout.label if isinstance(preview, AgencyPreview) and preview.layout else ""
        say(f"{preview.file_name}: {preview.form}{f'、{layout}' if layout else ''}、{preview.rows:,}行")
        for note in preview.notes:
            say(f"  お知らせ: {note}")
        if preview.other_sheets:
            say(f"  ほかのシート（--sheet で選べます）: {'、'.join(preview.other_sheets)}")
        say(self._counts(preview))
        limit = None if everything else SHOWN
        self._list("エラー", [str(problem) for problem in preview.errors], None)
        self._list("注意", [str(problem) for problem in preview.warnings], limit)
        if isinstance(preview, AgencyPreview | StaffPreview):
            for fate in SHOWN_FATES:
                shown = [_sentence(change) for change in preview.changes if change.fate is fate]
                self._list(fate.value, shown, None if fate is Fate.REPLACED else limit)
        if isinstance(preview, StaffPreview):
            self._list("所属の終了", [ending.sentence for ending in preview.endings], None)

    def _counts(self, preview: Preview) -> str:
        return " / ".join(f"{label} {count:,}" for label, count in preview.counts.items())

    def _list(self, title: str, sentences: Collection[str], limit: int | None) -> None:
        if not sentences:
            return
        self.stdout.write(f"{title}（{len(sentences)}）")
        for sentence in list(sentences)[:limit]:
            self.stdout.write(f"  {sentence}")
        if limit is not None and len(sentences) > limit:
            self.stdout.write(f"  ほか{len(sentences) - limit}件（--all ですべて表示）")


def _sentence(change: Change | StaffChange) -> str:
    name = f"{change.row.number}行目 {change.row.name}"
    if change.sentence:
        return f"{name}: {change.sentence}"
    return f"{name}: " + "、".join(
        f"{one.label}「{one.before}」→「{one.after}」".replace("\n", " ") for one in change.differences
    )
