"""Lines for the machine's log: where something failed, and never of whom.

An address may hold the secret of a link or a name, the message of an error what was typed or a whole row: the one is told by its
pattern, the other by its kind. Who administers the machine reads the log, and may know neither.
"""

import logging
import traceback
from types import TracebackType

Found = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutPersons(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if (request := getattr(record, "request", None)) is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            pattern = match.route if match else "no such address"
            record.args = tuple(pattern if one == request.path else one for one in record.args)
        return super().format(record)

    def formatException(self, ei: Found) -> str:
        """Where, and of which kind, from the first cause on; of an error of the database which constraint."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            constraint = getattr(getattr(error, "diag", None), "constraint_name", None) or ""
            lines = [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__} {constraint}".rstrip() + "\n", *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()
