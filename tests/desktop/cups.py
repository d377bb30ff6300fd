"""CUPS for tests: a scheduler of the test's own, with one printer that keeps what it is sent."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oro_framework.testing.waiting import PATIENCE, until_in_thread

__all__ = ("PRINTER", "lacking_cups", "printer")

PRINTER = "Paper"
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
_SCHEDULER = """\
Listen {folder}/socket
Browsing Off
DirtyCleanInterval 0
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """\
FileDevice Yes
ServerRoot {folder}/root
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""


def lacking_cups() -> list[str]:
    """Return the programs of CUPS that are not installed."""
    return [name for name in ("cupsd", "lpadmin", "lpstat", "lp") if shutil.which(name, path=_PATH) is None]


@contextmanager
def printer(folder: Path) -> Iterator[tuple[dict[str, str], Path]]:
    """Run a scheduler whose default printer holds its jobs; give the variables of its clients and its spool.

    Args:
        folder: an empty one with a short name: that of a socket has at most 108 bytes.
    """
    for name in ("root", "spool", "cache", "state", "log"):
        (folder / name).mkdir()
    (folder / "cupsd.conf").write_text(_SCHEDULER.format(folder=folder))
    (folder / "cups-files.conf").write_text(_FILES.format(folder=folder))
    variables = {"CUPS_SERVER": str(folder / "socket"), "PATH": _PATH}
    environment = {**os.environ, **variables}
    command = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
    process = subprocess.Popen(command, env=environment)
    try:
        until_in_thread(lambda: (folder / "socket").exists(), PATIENCE)
        for arguments in (("lpadmin", "-p", PRINTER, "-v", "file:/dev/null", "-E"), ("lpadmin", "-d", PRINTER)):
            subprocess.run(arguments, env=environment, check=True, timeout=PATIENCE)
        subprocess.run(("cupsdisable", PRINTER), env=environment, check=True, timeout=PATIENCE)
        yield variables, folder / "spool"
    finally:
        process.terminate()
        process.wait(PATIENCE)
