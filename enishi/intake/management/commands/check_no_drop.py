"""``enishi check no-drop``: nobody is held by no one."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from enishi.intake.queries.no_drop import no_drop


class Command(BaseCommand):
    help = "担当者と次の期日のない相談がないか数える。あれば0以外で終わる。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = no_drop(on=timezone.localdate())
        for label, count in found.lines():
            self.stdout.write(f"{count:>8,}  {label}")
        if found.breaches:
            self.stderr.write(f"迷子があります: {found.breaches}件")
            sys.exit(1)
        self.stdout.write("迷子ゼロ: すべての相談に、担当と次の期日があります。")
