"""Notes that two workers wrote outside and have not yet put into a case: sealed and sent as their devices would."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from enishi.cases import actions as cases
from enishi.cases.actions.visits import current_key
from enishi.cases.rules.visits import Told, seal
from enishi.demo.clock import TOKYO, Clock

NOTES = (
    (
        ("1010", "outreach"),
        2,
        Told(
            text="玄関先で15分ほど話せた。眠れない日が続いていると言う。郵便受けに督促のはがきが三通。"
            "「また来てもいい」と言われた。",
            whom="坂の上の青い屋根の家（先週も訪ねた）",
            kind="visit",
            source="fact",
            minutes="25",
            next_step="来週の同じ曜日に、もう一度訪ねる。",
            number=1,
            finished=True,
        ),
    ),
    (
        ("1010", "outreach"),
        0,
        Told(
            text="呼び鈴に返事なし。カーテンは開いていた。連絡票を入れた。隣の人が、朝はごみを",
            whom="第二団地3棟",
            kind="attempt",
            source="fact",
            number=2,
        ),
    ),
    (
        ("2001", "promoter"),
        0,
        Told(
            text="通院に付き添った帰りに、息子さんのことを初めて話された。本人の前では話したくないとのこと。",
            whom="通院の付き添いの方",
            kind="visit",
            source="heard",
            minutes="90",
            number=1,
            finished=True,
        ),
    ),
)


class Outings(Clock):
    """Tells what waits at the desk of who was outside."""

    def tell(self) -> int:
        for place, ((office, role), days, told) in enumerate(NOTES, start=1):
            hat = next(one for one in self.city.hats[office] if one.role == role)
            at = self.morning(days)
            typed = (at - timedelta(minutes=20)).astimezone(TOKYO)
            key, desk = current_key(), hat.membership_id or UUID(int=0)
            note_told = replace(told, happened=f"{typed:%Y-%m-%dT%H:%M}", written=typed.isoformat())
            note = UUID(int=(0xE115 << 96) + place, version=4)
            sealed = seal(note_told, key.point, key=key.id, note=note, sequence=4, desk=desk)
            with self.acting(hat, at):
                cases.receive_note(sealed, by=hat, at=at)
        return len(NOTES)
