from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from enishi.office import vocabularies


class Command(BaseCommand):
    """Bring the code lists of all rooms to what their files say; runs after every migration, as the owner."""

    help = "コード表を配布ファイルの内容に合わせる（市が変えたコードには触れない） / load the code lists of the rooms"

    def handle(self, *args: Any, **options: Any) -> None:
        done = vocabularies.load(vocabularies.files(), on=timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(f"加えた {len(done.added)}・終わらせた {len(done.ended)}・市のまま {len(done.left)}")
            for name in done.left:
                self.stdout.write(f"  市のコードのまま / left as the city has it: {name}")
