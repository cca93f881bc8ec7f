"""Fill django-helpdesk: N tickets with 10 follow-ups each, N/100 caseworkers, 10 queues. Run in its own venv."""

import sys
from datetime import timedelta

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sites.models import Site  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket, UserSettings  # noqa: E402


def seed(tickets: int) -> None:
    now, password = timezone.now(), make_password("bench only")
    Site.objects.update_or_create(pk=1, defaults={"domain": "127.0.0.1", "name": "bench"})
    queues = [Queue.objects.create(title=f"窓口{n}", slug=f"q{n}") for n in range(10)]
    names = [f"worker{n}" for n in range(max(10, tickets // 100))]
    users = User.objects.bulk_create(
        User(username=name, is_staff=True, is_superuser=True, password=password, email=f"{name}@example.test")
        for name in names
    )
    UserSettings.objects.bulk_create(UserSettings(user=user) for user in users)
    made = Ticket.objects.bulk_create(
        (
            Ticket(
                title=f"相談 {n} 家賃の支払いについて",
                queue=queues[n % 10],
                assigned_to=users[n % len(users)],
                status=1 if n % 4 else 4,
                priority=1 + n % 5,
                description="収入が減り、家賃の支払いが遅れている。" * 3,
                submitter_email=f"person{n}@example.test",
                created=now - timedelta(hours=n),
            )
            for n in range(tickets)
        ),
        batch_size=5000,
    )
    FollowUp.objects.bulk_create(
        (
            FollowUp(
                ticket=ticket,
                title="経過",
                comment="電話で状況を確認した。" * 4,
                public=False,
                user=ticket.assigned_to,
            )
            for ticket in made
            for _ in range(10)
        ),
        batch_size=5000,
    )


seed(int(sys.argv[1]))
