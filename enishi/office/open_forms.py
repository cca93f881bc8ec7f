"""What a form without a sign-in takes: no puzzle, no script, no service outside. Who is a person notices nothing.

The form itself is a card (`office.cards`) that stands open under a name. It is drawn at the outer edge, counted there, and what
was sent is brought inside by the job (`agencies.actions.open_forms`).
"""

import re
from collections.abc import Iterable, Mapping

SOONEST_SECONDS = 3
LATEST_SECONDS = 24 * 3600
MOST_LINKS = 2
MOST_BYTES = 20_000
TRAP = "website"
"""A field that nobody sees: who fills it in is no person."""
TOO_SOON = "送信が早すぎました。内容を確かめて、もう一度「送る」を押してください。"
TOO_LATE = "ページを開いてから長い時間がたちました。内容はそのままです。もう一度「送る」を押してください。"
TOO_MANY_LINKS = "リンク（http で始まるもの）は2つまでにしてください。"
TOO_LARGE = "内容が長すぎます。短くして、もう一度送ってください。"
BUSY = "いま、申込みが多く届いています。1時間ほどあとに、もう一度送ってください。お急ぎのときは、電話してください。"
CLOSED = "いまは、申込みを受け付けていません。"
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def reasons_to_wait(age_seconds: float | None) -> list[str]:
    """``age_seconds``: since the form was opened, by its signed stamp; None: no stamp, a false or an old one."""
    if age_seconds is None or age_seconds > LATEST_SECONDS:
        return [TOO_LATE]
    return [TOO_SOON] if age_seconds < SOONEST_SECONDS else []


def reasons_against(fields: Mapping[str, str]) -> list[str]:
    """What is in the texts that no honest sender writes."""
    whole = "\n".join(fields.values())
    found = []
    if len(whole.encode()) > MOST_BYTES:
        found.append(TOO_LARGE)
    if len(LINK.findall(whole)) > MOST_LINKS:
        found.append(TOO_MANY_LINKS)
    return found


def too_many(by_sender: int, in_all: int, *, most_by_sender: int, most_in_all: int) -> bool:
    """Whether no more is taken within the hour, from one address or in all."""
    return by_sender >= most_by_sender or in_all >= most_in_all


def control_free(texts: Iterable[str]) -> bool:
    """No control characters but line breaks and tabs: a mail's heading cannot be broken into two."""
    return all(one in "\n\r\t" or ord(one) >= 32 for text in texts for one in text)
