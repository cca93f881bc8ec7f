from typing import Any

from django.core.management.base import BaseCommand

from enishi.office import anchor, sealing
from enishi.office.verifying import Verdict, verify

MOST_SHOWN = 20


class Command(BaseCommand):
    """Verify the hash chain of the trail; exit 1 and name the first bad entry when it does not hold."""

    help = "監査記録の連鎖と錨を検証する / verify the hash chain of the audit trail and its anchor"

    def handle(self, *args: Any, **options: Any) -> None:
        with sealing.connect() as opened:
            verdict = verify(opened, anchor.paths())
        for line in lines(verdict):
            self.stdout.write(line)
        if verdict.faults:
            raise SystemExit(1)


def lines(verdict: Verdict) -> list[str]:
    """What the operator reads."""
    said = [
        f"封じた記録 {verdict.sealed}件・封じた回 {verdict.runs}回・錨 {verdict.anchored}件目まで・"
        f"まだ封じていない {verdict.waiting}件"
        f" / sealed {verdict.sealed}, runs {verdict.runs}, anchored to {verdict.anchored}, waiting {verdict.waiting}"
    ]
    if verdict.waiting_since:
        said.append(f"いちばん古い未封の記録 / oldest waiting: {verdict.waiting_since:%Y-%m-%d %H:%M:%S%z}")
    if verdict.moved:
        said.append(f"別のサーバーに移された回数 / moved to another server: {verdict.moved}")
    if verdict.anchored < verdict.sealed:
        said.append(f"錨に書かれていない {verdict.sealed - verdict.anchored}件 / not yet anchored")
    first = verdict.first
    if first is None:
        return [*said, "異常はありません / the chain holds"]
    said.append(f"異常 {len(verdict.faults)}件。最初の異常 / first bad entry:")
    others = sorted((one for one in verdict.faults if one != first), key=lambda fault: fault.position)
    for fault in [first, *others][:MOST_SHOWN]:
        place = f"{fault.position}番目" + (f"〜{fault.last_position}番目" if fault.last_position > fault.position else "")
        entry = f"（記録番号 {fault.entry_id}）" if fault.entry_id is not None else ""
        said.append(f"  {place}{entry}: {fault.what}")
    return said
