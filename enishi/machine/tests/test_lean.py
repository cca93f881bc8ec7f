"""The web server does not carry what only the solver needs."""

import os
import subprocess
import sys

from enishi.machine.database import PROJECT


def test_the_web_server_starts_without_numpy() -> None:
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "ENISHI_SECRET_KEY": "x"}
    heavy = "import enishi.wsgi, sys; print(sorted({'numpy', 'ortools', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", heavy],
        env=told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['openpyxl']"
