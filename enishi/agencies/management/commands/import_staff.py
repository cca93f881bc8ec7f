"""``enishi import staff FILE``: staff, transfers (人事異動) and retirements from CSV or XLSX."""

from typing import Any

from django.utils import timezone

from enishi.agencies.actions import import_staff
from enishi.agencies.management.import_command import ImportCommand
from enishi.agencies.queries.imports import StaffPreview, preview_staff


class Command(ImportCommand):
    help = (
        "職員を取り込みます（採用・人事異動・退職）。ファイルに載っている職員の所属は、ファイルのとおりになります。"
        " Preview by default; --apply takes the file in, whole or not at all."
    )

    def preview(self, content: bytes, name: str, options: dict[str, Any]) -> StaffPreview:
        return preview_staff(
            content,
            name,
            today=timezone.localdate(),
            sheet=options["sheet"],
            encoding=options["encoding"],
            renamed=options["renamed"],
        )

    def take_in(self, content: bytes, name: str, options: dict[str, Any]) -> StaffPreview:
        return import_staff(
            content,
            name,
            by=None,
            at=timezone.now(),
            sheet=options["sheet"],
            encoding=options["encoding"],
            renamed=options["renamed"],
        )
