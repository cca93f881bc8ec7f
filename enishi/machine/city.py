"""Whether the fictional city is in the database: one word in one file of the data directory."""

from __future__ import annotations

from pathlib import Path

from enishi.machine import database

LOADING, FICTIONAL, EMPTY, FAILED = "loading", "fictional", "empty", "failed"


class City:
    """The state of the fictional city.

    ``loading`` stays in the file only when a start was killed before the web server ran, so that nobody can have
    worked in the half-loaded database.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.state = file.read_text().strip() if file.exists() else ""

    @property
    def was_interrupted(self) -> bool:
        """Whether the embedded database holds half a city and has to begin again."""
        return self.state == LOADING and database.is_embedded()

    @property
    def is_to_be_loaded(self) -> bool:
        """Whether the city has to be loaded now."""
        return self.state == LOADING

    @property
    def is_fictional(self) -> bool:
        """Whether everything in the database is invented, so that demo mode may be on."""
        return self.state == FICTIONAL

    def decide(self, *, wanted: bool, fresh: bool) -> None:
        """At the first start: load the city only when it is wanted and the database was never used.

        A database that already holds something, perhaps a live city, never receives invented people.
        """
        if self.state == LOADING and not fresh:
            self._remember(FAILED)
        elif self.state in ("", LOADING):
            self._remember(LOADING if wanted and fresh else EMPTY)

    def loaded(self) -> None:
        """The city is complete."""
        self._remember(FICTIONAL)

    def failed(self) -> None:
        """The city could not be made; the next start neither tries again nor clears the database."""
        self._remember(FAILED)

    def _remember(self, state: str) -> None:
        aside = self.file.with_suffix(".new")
        aside.write_text(state + "\n")
        aside.replace(self.file)
        self.state = state
