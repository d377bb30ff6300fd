"""Makes reports of what goes wrong in a running app, prints them, and has pages show them."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from oro_framework.dev import page_reports, python_reports
from oro_framework.dev.page_reports import PageError
from oro_framework.dev.report import Report
from oro_framework.dev.report_text import print_report
from oro_framework.dev.sources import Sources
from oro_framework.errors import OroError
from oro_framework.literals import literal

if TYPE_CHECKING:
    from oro_framework.host.inner import RunningHost
    from oro_framework.host.windows.window import ManagedWindow

__all__ = ("EVENT", "Reporter")

_SHOW = "dispatchEvent(new CustomEvent(%s, { detail: %s })), 0"
EVENT = "orodeverror"
"""The event by which pages receive a report."""


class Reporter:
    """Reports to the terminal and to every page of one app.

    Args:
        host: the app; the exceptions in its log are reported from now on.
    """

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._sources = Sources(host.folder, host.root, host.origin)
        _Exceptions(self).attach(host.log)

    def take(self, window: ManagedWindow, text: str) -> None:
        """Report an error that a page tells of; anything else that it writes is ignored."""
        with suppress(msgspec.MsgspecError):
            error = msgspec.json.decode(text, type=PageError)
            self.show(page_reports.report_of(error, self._sources, window.index), window)

    def show(self, report: Report, window: ManagedWindow | None = None) -> None:
        """Print a report and show it in a window, or in every one. Loop thread."""
        print_report(report)
        if window is None:
            self._host.emit(EVENT, msgspec.to_builtins(report))
        else:  # its policy may keep the page from reading events
            window.act("evaluate", _SHOW % (json.dumps(EVENT), literal(msgspec.to_builtins(report))))

    def raised(self, title: str, error: BaseException) -> Report:
        """Return the report of an exception. Any thread."""
        return python_reports.report_of(title, error, self._sources)

    def show_later(self, report: Report) -> None:
        """Show a report in every page soon. Any thread."""
        self._host.threads.on_loop(self._host.emit, EVENT, msgspec.to_builtins(report))

    def place(self, url: str, line: int, column: int) -> tuple[str, int]:
        """Return the place in the sources for a place in a script."""
        found, line, _ = self._sources.mapped(url, line, column)
        return found, line


class _Exceptions(logging.Handler):
    """Reports the exceptions that are logged, in place of their tracebacks."""

    def __init__(self, reporter: Reporter) -> None:
        super().__init__(logging.ERROR)
        self._reporter = reporter

    def attach(self, log: logging.Logger) -> None:
        """Print exceptions in place of the log's own handlers."""
        for handler in log.handlers:
            handler.addFilter(lambda record: not _is_exception(record))
        log.addHandler(self)
        self.addFilter(_is_exception)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            error = record.exc_info[1] if record.exc_info else None
            if error is not None:
                report = self._reporter.raised(record.getMessage(), error)
                print_report(report)
                self._reporter.show_later(report)
        except Exception:
            self.handleError(record)


def _is_exception(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return record.levelno >= logging.ERROR and error is not None and not isinstance(error, OroError)
