"""Set up the frame of one window with QtWebEngine, and tell where it is. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QEvent, QObject, Qt

from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.interface.view_state import ViewState
from oro_framework.host.backends.qt.displays import screen_named
from oro_framework.host.backends.qt.taskbar import skip_taskbar

if TYPE_CHECKING:
    from qtpy.QtGui import QScreen
    from webview.platforms.qt import BrowserView

__all__ = ("Frame", "keep_above")

_UNLIMITED = 16777215
"""Qt's own QWIDGETSIZE_MAX."""


class Frame(QObject):  # type: ignore[misc]
    """Sets the frame up before the window is first shown, and tells where it is and whether it has the keyboard.

    Args:
        browser: pywebview's browser, a top-level widget; the frame lives as long.
        events: the callbacks for changes of the window.
        cut: round corners are cut out of the window, not out of its page.
    """

    def __init__(self, browser: BrowserView, spec: ViewSpec, events: ViewEvents, *, cut: bool) -> None:
        super().__init__(browser)
        self._browser = browser
        self._events = events
        self._spec = spec
        self._cut = spec.radius if cut else 0
        self.kiosk = spec.kiosk
        self._state = ViewState()
        self._watched = False
        self._start = None if spec.x is None or spec.y is None else (spec.x, spec.y)
        self._limit(browser, spec)
        self._decorate(browser, spec)
        self._join(browser, spec)
        self._begin(browser, spec)
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
        if spec.above:
            flags |= Qt.WindowType.WindowStaysOnTopHint
        if flags != browser.windowFlags():
            browser.setWindowFlags(flags)

    @staticmethod
    def _join(browser: BrowserView, spec: ViewSpec) -> None:
        """Keep a window in front of its parent; a modal one takes the input of that alone."""
        parent = getattr(spec.parent, "_browser", None)
        if parent is None:
            return
        if spec.modal:
            browser.setWindowModality(Qt.WindowModality.WindowModal)
        parent.winId(), browser.winId()  # they have windows of Qt's from then on
        browser.windowHandle().setTransientParent(parent.windowHandle())

    def _begin(self, browser: BrowserView, spec: ViewSpec) -> None:
        """Ask for what the window is from the start, before it is shown."""
        state = browser.windowState()
        if spec.maximized:
            state |= Qt.WindowState.WindowMaximized
        if spec.minimized:
            state |= Qt.WindowState.WindowMinimized
        if spec.fullscreen or spec.kiosk:
            state |= Qt.WindowState.WindowFullScreen
        if (screen := screen_named(spec.display)) is not None:
            browser.setScreen(screen)
            if spec.fullscreen or spec.kiosk:
                browser.move(screen.geometry().topLeft())
        if state != browser.windowState():
            browser.setWindowState(state)
        if spec.opacity < 1:
            browser.setWindowOpacity(spec.opacity)
        if spec.skip_taskbar:
            self.set_skip_taskbar(True)

    def set_fullscreen(self, fullscreen: bool) -> None:
        """Give the window a whole display, or take it away; a kiosk keeps it."""
        whole = Qt.WindowState.WindowFullScreen
        if fullscreen:
            self._browser.setWindowState(self._browser.windowState() | whole)
        elif not self.kiosk:
            self._browser.setWindowState(self._browser.windowState() & ~whole)

    def toggle_fullscreen(self) -> None:
        """Give the window a whole display, or take it away."""
        self.set_fullscreen(not self._state.fullscreen)

    def set_kiosk(self, kiosk: bool) -> None:
        """Keep the person in the window, or no longer."""
        self.kiosk = kiosk
        self.set_fullscreen(kiosk)

    def set_skip_taskbar(self, skip: bool) -> None:
        """Leave the window out of the desktop's lists of windows, or no longer."""
        skip_taskbar(int(self._browser.winId()), skip, mapped=self._browser.isVisible())

    def _state_changed(self) -> None:
        browser = self._browser
        state = ViewState(
            fullscreen=browser.isFullScreen(), maximized=browser.isMaximized(), minimized=browser.isMinimized()
        )
        self._events.minimized(state.minimized)
        if state != self._state:
            self._state = state
            self._events.state_changed(state)
            if self.kiosk and not state.fullscreen and not state.minimized:
                self.set_fullscreen(True)

    def _shown(self) -> None:
        """Follow the window from display to display, once it has one."""
        if self._start is not None and not self._browser.isFullScreen():
            start, self._start = self._start, None
            self._browser.move(*start)
        if not self._watched and (window := self._browser.windowHandle()) is not None:
            self._watched = True
            window.screenChanged.connect(self._on_display)
            self._on_display(window.screen())
        if self._browser.windowState() != Qt.WindowState.WindowNoState:
            self._state_changed()

    def _on_display(self, screen: QScreen | None) -> None:
        if screen is not None:  # none is left once the last display has gone
            self._events.display_changed(screen.name())

    def _cut_corners(self) -> None:
        from oro_framework.host.backends.qt.grips import cut_corners  # few windows have them

        cut_corners(self._browser, self._cut)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell where the window is, and whether it has the keyboard; only a kiosk's closing by its person is filtered.

        Moved before it is shown, a window is off by its border, which Qt does not know yet.
        """
        if event.type() == QEvent.Type.Close and self.kiosk and event.spontaneous():
            event.ignore()
            return True
        if event.type() == QEvent.Type.Show:
            self._shown()
        if self._cut and event.type() in (QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self._cut_corners()
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._events.placed(watched.x(), watched.y(), watched.width(), watched.height())
        elif event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._events.focused(event.type() == QEvent.Type.WindowActivate)
        elif event.type() == QEvent.Type.WindowStateChange:
            self._state_changed()
        return False


def keep_above(browser: BrowserView, above: bool) -> None:
    """Keep a window in front; changing a widget's flags would hide it, changing those of its native window does not."""
    hint = Qt.WindowType.WindowStaysOnTopHint
    flags = browser.windowFlags()
    browser.overrideWindowFlags(flags | hint if above else flags & ~hint)
    if (window := browser.windowHandle()) is not None:
        window.setFlag(hint, above)
