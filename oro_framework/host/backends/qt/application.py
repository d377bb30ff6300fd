"""Set up what Qt has once per process: its application, the schemes it was told of, its exceptions."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from qtpy.QtCore import QCoreApplication, QEventLoop, QTimer
from qtpy.QtWebEngineCore import QWebEngineUrlScheme

from oro_framework.errors import Unsupported
from oro_framework.types import Scheme

__all__ = ("Application", "allow_root", "check_bounds", "excepthook", "register")

_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_DISABLE = "--disable-features="
_TRAP_HANDLER = "WebAssemblyTrapHandler"

_registered: set[str] = set()
"""Schemes this process has registered; Qt takes them only before its application exists."""

_qt_application: Any = None
"""Qt's application once made; the process keeps it, and it ends with it."""

_log = logging.getLogger("oro.backend")


def allow_root() -> None:
    """Let Chromium start for root, where it refuses to with its sandbox."""
    flags = os.environ.get(_FLAGS, "")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--no-sandbox" not in flags.split():
        _log.warning("QtWebEngine runs without its sandbox: this process is root")
        os.environ[_FLAGS] = f"{flags} --no-sandbox".strip()


def check_bounds() -> None:
    """Have Chromium check accesses to WebAssembly memory by instructions.

    Its handler of signals, which it checks them by otherwise, does not work here: an access out of bounds ended the
    process of the page in place of being a trap.
    """
    flags = os.environ.get(_FLAGS, "").split()
    features = [name for flag in flags if flag.startswith(_DISABLE) for name in flag.removeprefix(_DISABLE).split(",")]
    if _TRAP_HANDLER not in features:
        others = [flag for flag in flags if not flag.startswith(_DISABLE)]
        os.environ[_FLAGS] = " ".join([*others, _DISABLE + ",".join([*features, _TRAP_HANDLER])])


def register(schemes: Sequence[Scheme]) -> None:
    """Register what this process has not registered yet.

    Raises:
        Unsupported: Qt's application exists already, and takes no more.
    """
    fresh = [scheme for scheme in schemes if scheme.name not in _registered]
    if fresh and QCoreApplication.instance() is not None:
        raise Unsupported(f'Cannot register scheme "{fresh[0].name}": Qt takes schemes only before its application')
    flag = QWebEngineUrlScheme.Flag
    none = flag(0)
    for scheme in fresh:
        made = QWebEngineUrlScheme(scheme.name.encode())
        made.setSyntax(QWebEngineUrlScheme.Syntax.Host)
        made.setFlags(
            (flag.SecureScheme if scheme.secure else none)
            | (flag.CorsEnabled if scheme.cors else none)
            | (flag.FetchApiAllowed if scheme.fetch else none)
        )
        QWebEngineUrlScheme.registerScheme(made)
        _registered.add(scheme.name)


class Application:
    """Stands in for `QApplication` inside pywebview, class and instance: runs a loop of its own.

    Desktops know its windows by its name. When the application itself quits, QtWebEngine ends for good, and a second
    run in this process would crash.
    """

    def __init__(self, application: Any, name: str) -> None:
        self._application = application
        self._name = name
        self._loop: Any = None

    def instance(self) -> Application:
        """Return this, once there is an application."""
        if self._application.instance() is None:
            global _qt_application
            _qt_application = self._application([self._name, *sys.argv[1:]])
        return self

    def exec_(self) -> None:
        """Run the loop until `exit`."""
        self._loop = QEventLoop()
        self._loop.exec_()
        self._loop = None

    def wait(self, seconds: float) -> None:
        """Run the loop until `exit`, at most that long."""
        self._loop = QEventLoop()
        timer = QTimer(self._loop)
        timer.setSingleShot(True)
        timer.timeout.connect(self._loop.quit)
        timer.start(int(seconds * 1000))
        self._loop.exec_()
        self._loop = None

    def exit(self) -> None:
        """End the loop."""
        if self._loop is not None:
            self._loop.exit()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._application, name)


@contextmanager
def excepthook() -> Iterator[None]:
    """Log what escapes from a slot or virtual; PyQt6 ends the process while the hook is Python's own."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
        else:
            _log.error("Cannot go on in a callback of Qt: it raised", exc_info=(kind, error, trace))

    sys.excepthook = hook
    try:
        yield
    finally:
        sys.excepthook = before
