import asyncio
import logging
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandParser
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

GRACE = 15


class Command(BaseCommand):
    """Run jobs until SIGTERM or SIGINT: the running one may end, the others wait for the next start."""

    help = "待ち仕事（封印・督促・お知らせメール・片付け）を動かす / run the jobs"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="待っている仕事だけして終わる / stop when nothing waits")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        # The worker's own connector is asynchronous and signs in as the process does: ENISHI_ROLE=clerk.
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector) as running:
            asyncio.run(work(running, forever=not options["once"]))


async def work(running: App, *, forever: bool) -> None:
    """Run jobs one after another; ends on a signal, or when nothing waits and not ``forever``."""
    async with running.open_async():
        await running.run_worker_async(
            wait=forever,
            concurrency=1,
            shutdown_graceful_timeout=GRACE,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            install_signal_handlers=True,
        )
