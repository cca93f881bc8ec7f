"""What ``./run`` does first: read the options, install, and hand over to the installed Python.

Runs on any Python 3.11 before anything is installed, so it uses the standard library only.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from enishi.machine import installation

FIRST_PORT = 8000


def options() -> argparse.ArgumentParser:
    """The options of ``./run``."""
    parser = argparse.ArgumentParser(
        prog="./run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Enishi を起動します。止めるには Ctrl-C。\n"
        "Start Enishi: database, web server and worker. Stop with Ctrl-C.",
        epilog="environment: DATABASE_URL (an existing PostgreSQL 15 or newer instead of the embedded one, with\n"
        "ENISHI_APP_PASSWORD, ENISHI_GATE_PASSWORD, ENISHI_CLERK_PASSWORD, ENISHI_EDGE_PASSWORD or …_FILE),\n"
        "ENISHI_EDGE_DATABASE_URL (a database of their own for the cards of people without an account),\n"
        "ENISHI_TRUSTED_PROXIES (whose word is taken for where a form came from), ENISHI_DATA,\n"
        "PG_BINDIR (PostgreSQL's programs), ENISHI_PYTHON (the Python to install with).",
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help=f"port (default: {FIRST_PORT}, or the next free)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument(
        "--edge-port",
        type=int,
        metavar="N",
        help="port of the pages for people without an account (default: the next free one; 0: none)",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the data (default: var)")
    parser.add_argument("--empty", action="store_true", help="no fictional city (架空の市を入れない)")
    parser.add_argument("--install-only", action="store_true", help="install and do not start")
    return parser


def main() -> None:
    """Entry of ``./run``."""
    chosen = options().parse_args()
    os.environ.pop("PYTHONPATH", None)
    if chosen.data:
        os.environ["ENISHI_DATA"] = str(chosen.data.absolute())
    try:
        installation.ensure()
    except installation.InstallationFailed as failed:
        sys.exit(f"./run: {failed}")
    if chosen.install_only:
        print(f"インストールしました / installed: {installation.python().with_name('enishi')}")
        return
    arguments = ["--host", chosen.host]
    arguments += ["--port", str(chosen.port)] if chosen.port else []
    arguments += ["--edge-port", str(chosen.edge_port)] if chosen.edge_port is not None else []
    arguments += ["--empty"] if chosen.empty else []
    installed = str(installation.python())
    os.chdir(installation.PROJECT)
    os.execv(installed, [installed, "-m", "enishi.machine.start", *arguments])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
