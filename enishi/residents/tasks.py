"""Jobs of the register. They run as ``enishi_clerk``; what they do stands in ``actions``."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.residents.actions import asking_about_households, proposing


@app.task(name=proposing.TASK, queue="default", lock=proposing.LOCK)
def propose_matches(resident_id: str) -> None:
    proposing.propose_matches(UUID(resident_id), at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="residents.renew_open_candidates", queue="default", lock=proposing.LOCK)
def renew_open_candidates(timestamp: int) -> None:
    proposing.renew_open_candidates(at=timezone.now())


@app.periodic(cron="45 * * * *")
@app.task(name="residents.ask_about_households", queue="default", lock="residents.ask_about_households")
def ask_about_households(timestamp: int) -> None:
    asking_about_households.ask_about_households(at=timezone.now())
