"""`DrivenApp`: the process of an app that a session drives."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

from oro_framework.host.backends.driving import Driving, free_port
from oro_framework.webdriver.control import Control
from oro_framework.webdriver.engine_drivers import end
from oro_framework.webdriver.errors import WebDriverError
from oro_framework.webdriver.wanted import Options

__all__ = ("DrivenApp", "command_of")

START = 60.0
"""Seconds an app has to open its window."""
_SOURCES = frozenset({".toml", ".ini", ".html", ".htm", ".py"})


def command_of(options: Options, driving: Driving) -> Sequence[str]:
    """Return the command that starts an app, from its sources or as the program that was built of them.

    Raises:
        WebDriverError: there is no such app.
    """
    path = Path(options.app)
    if not path.exists():
        raise WebDriverError("session not created", f'Cannot start "{options.app}": there is no such file or folder')
    built = path.is_file() and path.suffix.lower() not in _SOURCES
    if built and not os.access(path, os.X_OK):
        raise WebDriverError("session not created", f'Cannot start "{options.app}": it is no app, and no program')
    before = "--oro-" if built else "--"
    choices = [f"{before}automation={driving.write()}"]
    choices += [f"{before}backend={options.backend}"] if options.backend else []
    choices += [f"{before}headless"] if options.headless else []
    if built:
        return [str(path.resolve()), *choices, "--", *options.args]
    return [sys.executable, "-m", "oro_framework.cli", "run", *choices, "--", str(path), *options.args]


class DrivenApp:
    """See the module. Its pages store nothing beyond the session.

    Args:
        options: the app, as a client asked for it.

    Raises:
        WebDriverError: it did not start.
    """

    def __init__(self, options: Options) -> None:
        with ExitStack() as ending:
            self._folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="oro-webdriver-")))
            self.driving = Driving(port=free_port(), control=self._folder / "control")
            command = command_of(options, self.driving)
            self.control = Control(self._folder)
            ending.callback(self.control.close)
            self._process = _started(command, options)
            ending.callback(end, self._process)
            ending.callback(self.control.close)  # first, since an app whose dialog is open does not end
            self._wait(options)
            self._ending = ending.pop_all()

    def end(self) -> None:
        """End it, in order if it can."""
        self._ending.close()

    def keep(self, archive: Any) -> str:
        """Unpack a file that a client sent, in Base64, as the one entry of a zip archive; return its path.

        Raises:
            WebDriverError: it is none.
        """
        folder = tempfile.mkdtemp(dir=self._folder)
        try:
            with zipfile.ZipFile(BytesIO(base64.b64decode(archive))) as sent:
                (entry,) = sent.infolist()
                return sent.extract(entry, folder)
        except (TypeError, ValueError, zipfile.BadZipFile) as error:
            why = f"expected a zip archive of one file, in Base64: {error}"
            raise WebDriverError("invalid argument", f"Cannot take the file: {why}") from None

    def _wait(self, options: Options) -> None:
        deadline = time.monotonic() + START
        while not self.control.started.wait(0.1):
            if self._process.poll() is not None:
                why = f"it ended with {self._process.returncode} before it opened a window; its own words say why"
            elif time.monotonic() > deadline:
                why = f"it opened no window in {START:.0f} s"
            else:
                continue
            raise WebDriverError("session not created", f'Cannot drive "{options.app}": {why}')


def _started(command: Sequence[str], options: Options) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env={**os.environ, **options.env})
    except OSError as error:
        raise WebDriverError("session not created", f'Cannot start "{options.app}": {error.strerror}') from None
