"""``enishi normalise phones FILE --out OUT``: telephone numbers in one shape beside the list."""

from typing import Any

from enishi.community.management.normalise_command import NormaliseCommand
from enishi.community.rules.cleaning import PHONE_COLUMNS, Cleaned, Listing, clean_phones


class Command(NormaliseCommand):
    what, columns = "電話", PHONE_COLUMNS
    help = (
        "一覧の電話番号を読み、区切りをそろえた番号の列を右に加えたCSVを書き出します。元の列には触れません。"
        "市外局番の長さは、同じ一覧の区切りのある番号から学びます。"
    )

    def clean(self, listing: Listing, options: dict[str, Any]) -> Cleaned:
        return clean_phones(listing, columns=options["column"], encoding=options["out_encoding"])
