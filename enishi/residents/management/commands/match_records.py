"""Command `enishi match-records`: likely same persons or organisations in one or two ledgers. Needs no database."""

import csv
import re
from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enishi.office.errors import why_not
from enishi.office.sheets.faults import SheetRefused
from enishi.residents.matching import ORGANISATIONS, PERSONS, PROPOSE_FROM, Matcher, Pair, propose
from enishi.residents.matching.columns import ORGANISATION, PERSON
from enishi.residents.matching.ledgers import Ledger, read_ledger

HEAD = ("left_id", "right_id", "score", "reasons")


def _column(text: str) -> tuple[str, str]:
    name, equals, head = text.partition("=")
    if not (name and equals and head):
        raise ArgumentTypeError(f"「{text}」は 項目=見出し の形で書いてください（例: name=漢字氏名）。")
    return name.strip(), head.strip()


def _score(text: str) -> int:
    """0.6 and 60 are the same: points of a hundred, as on the screens."""
    if re.fullmatch(r"[01]?\.\d+|[01]", text) and float(text) <= 1:
        return round(float(text) * 100)
    if text.isdigit() and int(text) <= 100:
        return int(text)
    raise ArgumentTypeError("しきい値は0から1の小数（例: 0.6）か、0から100の点で書いてください。")


def _written(pair: Pair) -> str:
    """The score as 0.00 to 1.00."""
    return f"{pair.likeness.score / 100:.2f}"


class Command(BaseCommand):
    """Reads ledgers, writes pairs; says on stderr which columns it took."""

    help = (
        "名簿を突き合わせ、同じ人・同じ組織とみられる組を書き出します（統合はしません）。"
        "1つの名簿なら中の重複を、2つなら間の一致を探します。"
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("left", type=Path, metavar="A.csv", help="名簿（CSVまたはXLSX）")
        parser.add_argument(
            "right", type=Path, nargs="?", metavar="B.csv", help="もう1つの名簿（省くとAの中の重複）"
        )
        parser.add_argument("--out", type=Path, metavar="pairs.csv", help="書き出し先（省くと標準出力）")
        parser.add_argument(
            "--kind", choices=[PERSON, ORGANISATION], default="", help="人か組織か（見出しから決めない）"
        )
        parser.add_argument(
            "--threshold",
            type=_score,
            default=PROPOSE_FROM,
            metavar="値",
            help=f"書き出す最低のscore（既定{PROPOSE_FROM / 100}。0から1）",
        )
        parser.add_argument(
            "--columns", type=_column, nargs="+", action="extend", default=[], metavar="項目=見出し",
            help="列の指定。項目: id name surname given kana birth age sex phone address former alias corporation など。"
            "見出しを + でつなぐと続けて読みます",
        )  # fmt: skip
        parser.add_argument("--bom", action="store_true", help="Excelで開くためにBOMを付ける")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = dict(options["columns"])
        left = self._read(options["left"], options["kind"], chosen)
        right = self._read(options["right"], options["kind"], chosen) if options["right"] else None
        if lost := set(left.missing) & set(right.missing if right else left.missing):
            raise CommandError(f"--columns の見出し「{'」「'.join(sorted(lost))}」が名簿にありません。")
        if right and left.kind != right.kind:
            raise CommandError(
                "片方は人、片方は組織の名簿とみられます。--kind person または --kind organisation を付けてください。"
            )
        matcher: Matcher[Any] = PERSONS if left.kind == PERSON else ORGANISATIONS
        pairs = propose(
            matcher, left.records, right.records if right else None, threshold=options["threshold"]
        )
        self._write(pairs, left, right or left, options["out"], bom=options["bom"])
        self.stderr.write(
            f"{len(pairs):,}組を書き出しました（scoreが{options['threshold'] / 100}以上）。統合はしていません。"
        )

    def _read(self, path: Path, kind: str, chosen: dict[str, str]) -> Ledger:
        today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
        try:
            ledger = read_ledger(path.read_bytes(), kind=kind, chosen=chosen, today=today)
        except FileNotFoundError:
            raise CommandError(f"{path}: ファイルがありません。") from None
        except OSError as failed:
            raise CommandError(f"{path}: ファイルを読めません（{why_not(failed)}）。") from None
        except SheetRefused as refused:
            raise CommandError(f"{path}: {refused}") from None
        for note in ledger.notes:
            self.stderr.write(f"{path.name}: {note}")
        return ledger

    def _write(self, pairs: list[Pair], left: Ledger, right: Ledger, out: Path | None, *, bom: bool) -> None:
        rows = (
            (left.ids[pair.left], right.ids[pair.right], _written(pair), pair.likeness.summary)
            for pair in pairs
        )
        if out is None:
            csv.writer(self.stdout, lineterminator="\n").writerows([HEAD, *rows])
            return
        try:
            with out.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([HEAD, *rows])
        except OSError as failed:
            raise CommandError(f"{out}: 書き出せません（{why_not(failed)}）。") from None
