"""Writes records to the log's file: one line each, secrets taken out, what repeats held back."""

from __future__ import annotations

import datetime
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.config import Config
from oro_framework.host.configuration.values import is_secret
from oro_framework.host.logs.log_file import LogFile
from oro_framework.host.logs.redaction import redacted
from oro_framework.host.logs.repeats import Repeats

if TYPE_CHECKING:
    from oro_framework.host.inner import RunningHost

__all__ = ("LOG_NAME", "LogRecords", "secrets_of")

LOG_NAME = "app.log"


def secrets_of(values: Any) -> list[str]:
    """Return the values of settings whose keys say that they are secret."""
    return [str(value) for key, value in values.items() if value and is_secret(key) and isinstance(value, str)]


class LogRecords:
    """See the module. The caller holds the handler's lock.

    Args:
        folder: the folder of the log.
        config: the app's, of which `[log]` counts.
        about: what runs, for those who read of its end.
        host: gives the app once it is loaded, whose plugins hear of errors.
        failed: called with the reason when nothing can be written.
    """

    def __init__(
        self,
        folder: Path,
        config: Config,
        about: Mapping[str, Any],
        host: Callable[[], RunningHost | None],
        failed: Callable[[str], object],
    ) -> None:
        settings = config.settings
        self._about = about
        self._host = host
        self._file = LogFile(
            folder / LOG_NAME,
            size=settings[names.LOG_SIZE],
            keep=max(0, settings[names.LOG_KEEP]),
            failed=failed,
        )
        self._secrets = secrets_of({key: settings[key] for key in settings})
        self._repeats = Repeats()
        self._begun = False

    def write(self, record: logging.LogRecord) -> None:
        """Append a record, after a line that says what runs before the first; tell plugins of errors."""
        text = redacted(_text(record), self._secrets)
        if record.levelno >= logging.ERROR:
            held = self._repeats.admit(_key(record, text), time.monotonic())
            if held is None:
                return
            text += f"\n(the same came {held} times more since)" if held else ""
        if not self._begun:
            self._begun = True
            self._file.write(_line(record.created, "info", "", self._beginning()))
        self._file.write(_line(record.created, record.levelname.lower(), record.name.partition(".")[2], text))
        if record.levelno >= logging.ERROR:
            self._tell(record, text)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _beginning(self) -> str:
        about = self._about
        app = f"{about['app']} {about['version']}".rstrip()
        return f"{app}, oro-framework {about['oro']}, Python {about['python']}, {sys.platform}"

    def _tell(self, record: logging.LogRecord, text: str) -> None:
        host = self._host()
        if host is None or not host.plugins.implements("oro_crash"):
            return
        from oro_framework.host.logs.reports import report_of  # most apps send none

        report = report_of(record, text, self._about)
        host.threads.gui_to_loop(lambda: host.plugins.notify("oro_crash", report=report, host=host))


def _line(created: float, level: str, part: str, text: str) -> str:
    at = datetime.datetime.fromtimestamp(created, datetime.UTC).isoformat(timespec="milliseconds")
    named = f"{part}: " if part else ""
    first, *others = "".join(
        each if each in "\n\t" or each.isprintable() else f"\\x{ord(each):02x}" for each in text
    ).split("\n")
    return (
        "\n".join(
            [f"{at.replace('+00:00', 'Z')} {os.getpid()} {level:8} {named}{first}", *(f"    {each}" for each in others)]
        )
        + "\n"
    )


def _text(record: logging.LogRecord) -> str:
    text = record.getMessage()
    if record.exc_info and record.exc_info[1] is not None:
        text += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
    return text


def _key(record: logging.LogRecord, text: str) -> str:
    """Return what errors of the same cause have in common."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return text
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{record.msg}\n{type(error).__qualname__}\n{last}"
