"""Make a new key for notes of visits. Older keys stay in the folder and open what was sealed to them."""

from typing import Any

from django.core.management.base import BaseCommand

from enishi.cases.actions.visits import keyring


class Command(BaseCommand):
    help = "外出先の記録を封じる鍵を新しくする（前の鍵も、届いていない記録を開くために残る）"
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        made = keyring().renew()
        self.stdout.write(f"新しい鍵 {made.id} を {keyring().folder} に作りました。")
        self.stdout.write(
            "準備ずみの端末は、次につながって送るときに新しい鍵に替わります。前の鍵のファイルは消さないでください。"
        )
