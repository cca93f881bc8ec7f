"""Jobs of the office. They run as ``enishi_clerk`` in ``enishi worker``; hours are UTC (Japan is nine ahead)."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.office import anchor, files, hooks, sealing, submissions

SILENT_FOR = 30
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="office.seal_trail", queue="default", lock="office.seal_trail", queueing_lock="office.seal_trail")
def seal_trail(timestamp: int) -> None:
    """Chain what is decided of the trail."""
    with sealing.connect() as opened:
        sealing.seal(opened, anchor.paths())


@app.periodic(cron="20 18 * * *")
@app.task(name="office.clear_up", queue="default", lock="office.clear_up")
def clear_up(timestamp: int) -> None:
    """Files without a row, keys of forms long sent, and what other rooms clear at night."""
    at = timezone.now()
    gone = [files.clear_orphans(at=at), submissions.forget_old(at=at), *hooks.every_day.ask(at)]
    log.info("cleared %s", gone)


@app.periodic(cron="* * * * *")
@app.task(name="office.take_up_stalled", queue="default", queueing_lock="office.take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Jobs of a worker that was killed wait again; otherwise their locks would stop every later one of their kind."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR):
        await app.job_manager.retry_job(job)
