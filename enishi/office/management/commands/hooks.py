from typing import Any

from django.core.management.base import BaseCommand

from enishi.office.hooks import all_hooks


class Command(BaseCommand):
    help = "部屋どうしのつなぎ目と、答える関数の一覧 / every hook and who answers it"

    def handle(self, *args: Any, **options: Any) -> None:
        for hook in all_hooks():
            self.stdout.write(f"{hook.name}: {hook.when}")
            for answer in hook.answers:
                self.stdout.write(f"  {answer.__module__}.{answer.__qualname__}")
