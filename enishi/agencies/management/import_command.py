"""What commands share that take in a table: options, reading the file, saying what it would change, refusing."""

from argparse import ArgumentParser
from collections.abc import Collection, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enishi.agencies.queries.imports import AgencyPreview, Preview, StaffPreview
from enishi.agencies.rules.agency_changes import Fate
from enishi.office.errors import Refused, why_not
from enishi.office.sheets.encodings import LABELS
from enishi.office.sheets.faults import SheetRefused

SHOWN = 20
SHOWN_FATES = (Fate.REPLACED, Fate.CHANGED, Fate.DOUBLE)
NOTHING_YET = "まだ何も取り込んでいません。取り込むには --apply を付けて実行してください。"


class SheetCommand(BaseCommand):
    """Asks how to read a table, and says what was read."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--preview", action="store_true", help="確認だけ（既定） / show only, the default"
        )
        either.add_argument("--apply", action="store_true", help="取り込む / take it in")
        parser.add_argument("--sheet", help="ブックのシート名 / sheet of a workbook")
        parser.add_argument(
            "--encoding", choices=sorted(LABELS), help="文字コードを指定 / overrule the guess"
        )
        parser.add_argument("--all", action="store_true", help="変更をすべて表示する / show every change")

    def content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} を開けません: {why_not(error)}") from error

    def say_what_was_read(self, preview: Any, changes: Sequence[Any], *notes: str, fates: Sequence[Enum], everything: bool) -> None:
        """The file, what is to be known of it, how many rows are what, what is wrong with it, and which rows meet a fate.

        :param preview: of agencies, of staff or of resources; ``changes``: its rows
        """
        layout = preview.layout.label if getattr(preview, "layout", None) else ""
        say = self.stdout.write
        say(f"{preview.file_name}: {preview.form}{f'、{layout}' if layout else ''}、{preview.rows:,}行")
        for note in (*preview.notes, *notes):
            say(f"  お知らせ: {note}")
        if preview.other_sheets:
            say(f"  ほかのシート（--sheet で選べます）: {'、'.join(preview.other_sheets)}")
        say(counted(preview))
        self.say_all("エラー", [str(problem) for problem in preview.errors], everything=True)
        self.say_all("注意", [str(problem) for problem in preview.warnings], everything=everything)
        for fate in fates:
            told = [sentence_of(change) for change in changes if change.fate is fate]
            self.say_all(fate.value, told, everything=everything or fate is Fate.REPLACED)

    def say_all(self, title: str, sentences: Collection[str], *, everything: bool) -> None:
        if not sentences:
            return
        self.stdout.write(f"{title}（{len(sentences)}）")
        for sentence in list(sentences)[: None if everything else SHOWN]:
            self.stdout.write(f"  {sentence}")
        if not everything and len(sentences) > SHOWN:
            self.stdout.write(f"  ほか{len(sentences) - SHOWN}件（--all ですべて表示）")


class ImportCommand(SheetCommand):
    """Preview a file; with ``--apply`` take it in, whole or not at all. Errors: exit status 1, nothing written."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8, Shift_JIS, UTF-16) or XLSX")
        super().add_arguments(parser)
        parser.add_argument(
            "--renamed",
            type=int,
            nargs="+",
            default=[],
            metavar="ROW",
            help="名称変更（改姓）と認める行 / rows confirmed",
        )

    def preview(self, content: bytes, name: str, options: dict[str, Any]) -> Preview:
        raise NotImplementedError

    def take_in(self, content: bytes, name: str, options: dict[str, Any]) -> Preview:
        raise NotImplementedError

    def handle(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        content = self.content(path)
        try:
            preview = self.preview(content, path.name, options)
            self._say(preview, everything=options["all"])
            if preview.errors:
                raise CommandError(f"エラーが{len(preview.errors)}か所あります。何も取り込んでいません。")
            if not options["apply"]:
                self.stdout.write(NOTHING_YET)
                return
            done = self.take_in(content, path.name, options)
        except SheetRefused as refusal:
            raise CommandError(f"{path.name}: {refusal}") from refusal
        except Refused as refusal:
            reasons = "\n".join(refusal.reasons)
            raise CommandError(f"{reasons}\n何も取り込んでいません。") from refusal
        self.stdout.write(f"取り込みました: {counted(done)}")

    def _say(self, preview: Preview, *, everything: bool) -> None:
        changes = preview.changes if isinstance(preview, AgencyPreview | StaffPreview) else ()
        self.say_what_was_read(preview, changes, fates=SHOWN_FATES, everything=everything)
        if isinstance(preview, StaffPreview):
            self.say_all("所属の終了", [ending.sentence for ending in preview.endings], everything=True)


def counted(preview: Any) -> str:
    return " / ".join(f"{label} {count:,}" for label, count in preview.counts.items())


def sentence_of(change: Any) -> str:
    """What a row does, in one line. ``change``: of agencies, of staff or of resources."""
    told = change.sentence or "、".join(map(str, change.differences))
    return f"{change.row.number}行目 {change.row.name}: {told}"
