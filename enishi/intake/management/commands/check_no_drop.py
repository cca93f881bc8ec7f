"""``enishi check no-drop``: nobody is held by no one."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from enishi.intake.queries.no_drop import counters


class Command(BaseCommand):
    help = "担当と次の期日のない相談・ケースがないか数える。あれば0以外で終わる。"

    def handle(self, *args: Any, **options: Any) -> None:
        breaches = 0
        for counter in counters:
            found = counter(on=timezone.localdate())
            breaches += found.breaches
            for label, count in found.lines():
                self.stdout.write(f"{count:>8,}  {label}")
        if breaches:
            self.stderr.write(f"迷子があります: {breaches}件")
            sys.exit(1)
        self.stdout.write("迷子ゼロ: すべての相談とケースに、担当と次の期日があります。")
