"""What keeps the web server and the worker small."""

import sys


def leave_numpy_out() -> None:
    """Load openpyxl as where there is no numpy: it takes it in, and 20 MiB of every process with it.

    Only the solver's own process needs numpy (ADR 36). Called by the settings, before anything else loads openpyxl.
    """
    if "numpy" in sys.modules or "openpyxl" in sys.modules:
        return
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import openpyxl  # noqa: F401
    finally:
        del sys.modules["numpy"]
