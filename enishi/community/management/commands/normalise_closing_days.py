"""``enishi normalise closing-days FILE --out OUT``: closing days as columns beside the list."""

from typing import Any

from enishi.community.management.normalise_command import NormaliseCommand
from enishi.community.rules.cleaning import CLOSING_COLUMNS, Cleaned, Listing, clean_closing_days


class Command(NormaliseCommand):
    what, columns = "定休日", CLOSING_COLUMNS
    help = (
        "一覧の定休日を読み、曜日・祝日・年末年始・期間の列を右に加えたCSVを書き出します。元の列には触れません。"
        "読み取れなかった部分は、その列に一字ずつそのまま残します。"
    )

    def clean(self, listing: Listing, options: dict[str, Any]) -> Cleaned:
        return clean_closing_days(listing, columns=options["column"], encoding=options["out_encoding"])
