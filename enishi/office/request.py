"""Which request runs now; the database is told the same number (``website.access``), and the trail keeps it."""

from contextvars import ContextVar
from uuid import UUID

current_request: ContextVar[UUID | None] = ContextVar("current_request", default=None)
