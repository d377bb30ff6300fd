"""Set up the frame of one window with QtWebEngine, and tell where it is. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QEvent, QObject, Qt

from oro_framework.host.backends.base import ViewEvents, ViewSpec

if TYPE_CHECKING:
    from webview.platforms.qt import BrowserView

__all__ = ("Frame", "keep_above")

_UNLIMITED = 16777215
"""Qt's own QWIDGETSIZE_MAX."""


class Frame(QObject):  # type: ignore[misc]
    """Sets the frame up before the window is first shown, and tells where it is and whether it has the keyboard.

    Args:
        browser: pywebview's browser, a top-level widget; the frame lives as long.
        events: the callbacks for changes of the window.
    """

    def __init__(self, browser: BrowserView, spec: ViewSpec, events: ViewEvents) -> None:
        super().__init__(browser)
        self._events = events
        self._start = None if spec.x is None or spec.y is None else (spec.x, spec.y)
        self._limit(browser, spec)
        self._decorate(browser, spec)
        browser.installEventFilter(self)

    @staticmethod
    def _limit(browser: BrowserView, spec: ViewSpec) -> None:
        if spec.resizable and (spec.max_width or spec.max_height):
            browser.setMaximumSize(spec.max_width or _UNLIMITED, spec.max_height or _UNLIMITED)

    @staticmethod
    def _decorate(browser: BrowserView, spec: ViewSpec) -> None:
        """Leave buttons out; Qt takes flags only from a window that is not shown yet."""
        hints = (
            (spec.maximizable, Qt.WindowType.WindowMaximizeButtonHint),
            (spec.minimizable, Qt.WindowType.WindowMinimizeButtonHint),
            (spec.closable, Qt.WindowType.WindowCloseButtonHint),
        )
        flags = browser.windowFlags()
        if not all(wanted for wanted, _ in hints):
            flags |= Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
            flags |= Qt.WindowType.WindowSystemMenuHint
            for wanted, hint in hints:
                flags = flags | hint if wanted else flags & ~hint
        if spec.utility:
            flags |= Qt.WindowType.Tool
        if flags != browser.windowFlags():
            browser.setWindowFlags(flags)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell where the window is, and whether it has the keyboard; nothing is filtered.

        Moved before it is shown, a window is off by its border, which Qt does not know yet.
        """
        if event.type() == QEvent.Type.Show and self._start is not None:
            start, self._start = self._start, None
            watched.move(*start)
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._events.placed(watched.x(), watched.y(), watched.width(), watched.height())
        elif event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._events.focused(event.type() == QEvent.Type.WindowActivate)
        elif event.type() == QEvent.Type.WindowStateChange:
            self._events.minimized(watched.isMinimized())
        return False


def keep_above(browser: BrowserView, above: bool) -> None:
    """Keep a window in front; changing a widget's flags would hide it, changing those of its native window does not."""
    hint = Qt.WindowType.WindowStaysOnTopHint
    flags = browser.windowFlags()
    browser.overrideWindowFlags(flags | hint if above else flags & ~hint)
    if (window := browser.windowHandle()) is not None:
        window.setFlag(hint, above)
