"""The log of a run in a file, and the file for its crash; opened with the first record, and at the start.

What the terminal shows does not change: the file may get more than it. Records with `extra={"unshown": True}` are for
the file alone, as the terminal has their text already.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from oro_framework import __version__
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.config import Config
from oro_framework.host.kernel.state_folder import log_folder
from oro_framework.host.logs.crash_file import CrashFile, others

if TYPE_CHECKING:  # needed once something is logged
    from oro_framework.host.inner import RunningHost
    from oro_framework.host.logs.crashes import Ended
    from oro_framework.host.logs.log_records import LogRecords

__all__ = ("Logbook",)


class Logbook(logging.Handler):
    """Keeps the log of one run while it is entered. Any thread.

    Args:
        config: the app's, of which `[log]` counts.
        log: the host's logger.
    """

    def __init__(self, config: Config, log: logging.Logger) -> None:
        super().__init__(config.settings[names.LOG_LEVEL].upper())
        self.config = config
        self.folder = log_folder(config.settings[names.META_BUNDLE_IDENTIFIER])
        self.host: RunningHost | None = None
        """The app, once it is loaded: its plugins hear of what goes wrong."""
        self.crashes: list[Ended] = []
        """Earlier runs that died, of which plugins are told when the app has started."""
        self._log = log
        self._records: LogRecords | None = None
        self._crash_file: CrashFile | None = None
        self._failed = False
        self._restore: list[Callable[[], object]] = []

    def __enter__(self) -> Logbook:
        if self.config.settings[names.LOG_FILE]:
            self._listen()
            self._hear_interpreter()
            self._expect_crash()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None and not isinstance(error, (KeyboardInterrupt, SystemExit)) and self._restore:
            self.note("The app ended with an error", error)
        while self._restore:
            self._restore.pop()()
        if self._crash_file is not None:
            self._crash_file.close()
        if self._records is not None:
            self._records.close()

    def attach(self, host: RunningHost) -> None:
        """Have plugins of a host told of errors, and of crashes of earlier runs once it has started."""
        self.host = host
        if self.crashes:
            from oro_framework.host.logs.earlier_runs import tell_plugins  # few runs end so

            host.threads.gui_to_loop(host.when_started, lambda: tell_plugins(host, self.crashes))

    def note(self, text: str, error: BaseException) -> None:
        """Write an error that the terminal shows in a way of its own."""
        where = error.__traceback__
        self.handle(self._log.makeRecord(self._log.name, logging.ERROR, "", 0, text, (), (type(error), error, where)))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; the first one opens the file."""
        try:
            if self._records is None:
                from oro_framework.host.logs.log_records import LogRecords  # most starts log nothing

                self._records = LogRecords(self.folder, self.config, self.details(), lambda: self.host, self.failed)
            self._records.write(record)
        except Exception:
            self.handleError(record)

    def failed(self, why: str) -> None:
        """Tell once that nothing can be written."""
        if self._failed:
            return
        self._failed = True
        self._log.warning('Cannot keep a log in "%s": %s; the app goes on without', self.folder, why)

    # -- what is heard ---------------------------------------------------------------------------------

    def _listen(self) -> None:
        level = self._log.level
        for handler in self._log.handlers:
            shown = _shown(level)
            handler.addFilter(shown)
            self._restore.append(lambda handler=handler, shown=shown: handler.removeFilter(shown))  # type: ignore[misc]
        self._log.setLevel(min(level, self.level))
        self._log.addHandler(self)
        self._restore += [lambda: self._log.removeHandler(self), lambda: self._log.setLevel(level)]

    def _hear_interpreter(self) -> None:
        """Note errors of threads, and of finalizers; Python goes on to print them."""
        thread_hook, ignored_hook = threading.excepthook, sys.unraisablehook

        def thread_ended(args: Any) -> None:
            if args.exc_value is not None and args.exc_type is not SystemExit:
                name = args.thread.name if args.thread else "?"
                self.note(f'Thread "{name}" ended with an error', args.exc_value)
            thread_hook(args)

        def ignored(args: Any) -> None:
            if isinstance(args.exc_value, BaseException):
                self.note(f"{args.err_msg or 'Exception ignored'} in {args.object!r}", args.exc_value)
            ignored_hook(args)

        threading.excepthook, sys.unraisablehook = thread_ended, ignored
        self._restore.append(lambda: setattr(threading, "excepthook", thread_hook))
        self._restore.append(lambda: setattr(sys, "unraisablehook", ignored_hook))

    # -- crashes ---------------------------------------------------------------------------------------

    def _expect_crash(self) -> None:
        """Have a crash of this process written down, and look for that of an earlier run."""
        try:
            self._crash_file = CrashFile(self.folder, self.details())
        except OSError as error:
            self.failed(error.strerror or str(error))
            return
        if others(self.folder, self._crash_file.path):
            from oro_framework.host.logs.earlier_runs import note_earlier_runs  # few runs end so

            self.crashes = note_earlier_runs(self.folder, self._log)

    def details(self) -> dict[str, Any]:
        """Return what runs, for those who read of its end."""
        settings = self.config.settings
        return {
            "app": settings[names.META_BUNDLE_IDENTIFIER],
            "version": str(settings[names.META_VERSION]),
            "oro": __version__,
            "python": sys.version.partition(" ")[0],
        }


def _shown(level: int) -> Callable[[logging.LogRecord], bool]:
    """Return a filter that lets through what a logger of this level would; loggers below it may have their own."""

    def shows(record: logging.LogRecord) -> bool:
        if getattr(record, "unshown", False):
            return False
        logger: logging.Logger | None = logging.getLogger(record.name)
        while logger is not None and logger.name != "oro":
            if logger.level:
                return record.levelno >= logger.level
            logger = logger.parent
        return record.levelno >= level

    return shows
