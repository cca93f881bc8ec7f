"""What the commands that clean a city's own list share: a list in, the same list with new columns out."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enishi.community.rules.cleaning import Cleaned, Listing, read_listing
from enishi.office.errors import why_not
from enishi.office.sheets.encodings import LABELS
from enishi.office.sheets.faults import SheetRefused


class NormaliseCommand(BaseCommand):
    """Needs no database. What it did is said on stderr; the list goes to ``--out`` or to stdout."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    what = ""
    columns: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        named = "、".join(f"{self.what}_{name}" for name in self.columns)
        parser.epilog = f"加わる列: {named}。くわしくは docs/howto/clean-lists.md。"
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="CSV（UTF-8・Shift_JIS・UTF-16）かExcel（.xlsx）"
        )
        parser.add_argument("--out", type=Path, metavar="OUT", help="書き出し先のCSV（省くと標準出力）")
        parser.add_argument(
            "--column", nargs="+", action="extend", default=[], metavar="見出し",
            help="読む列の見出しか、左からの番号。いくつか並べると、つないで読みます",
        )  # fmt: skip
        parser.add_argument("--sheet", help="ブックのシート名")
        parser.add_argument(
            "--encoding", choices=sorted(LABELS), help="読むときの文字コード（自動判定しない）"
        )
        parser.add_argument(
            "--out-encoding", choices=sorted(LABELS), default="", help="書き出す文字コード（省くと元と同じ）"
        )

    def clean(self, listing: Listing, options: dict[str, Any]) -> Cleaned:
        raise NotImplementedError

    def handle(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} を開けません: {why_not(error)}") from error
        out: Path | None = options["out"]
        if out and out.exists() and out.samefile(path):
            raise CommandError(
                "書き出し先が元のファイルと同じです。元の一覧を残すため、別の名前にしてください。"
            )
        try:
            listing = read_listing(content, encoding=options["encoding"], sheet=options["sheet"])
            cleaned = self.clean(listing, options)
        except SheetRefused as refusal:
            raise CommandError(f"{path.name}: {refusal}") from refusal
        self._write(cleaned, out)
        self._say(path, listing, cleaned)

    def _write(self, cleaned: Cleaned, out: Path | None) -> None:
        if out is None:
            sys.stdout.buffer.write(cleaned.content)
            sys.stdout.flush()
            return
        try:
            out.write_bytes(cleaned.content)
        except OSError as error:
            raise CommandError(f"{out} に書き出せません: {why_not(error)}") from error

    def _say(self, path: Path, listing: Listing, cleaned: Cleaned) -> None:
        say = self.stderr.write
        counts = "、".join(f"{label} {count:,}" for label, count in cleaned.counts.items() if count)
        say(f"{path.name}: {listing.label}、{cleaned.rows:,}行、読んだ列「{'」「'.join(cleaned.columns)}」")
        say(f"{counts or '行はありません'}。書き出し: {LABELS.get(cleaned.encoding, cleaned.encoding)}")
        for note in cleaned.notes:
            say(f"お知らせ: {note}")
