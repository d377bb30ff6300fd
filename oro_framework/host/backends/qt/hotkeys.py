"""Listen to the hotkeys of one Qt window. GUI thread.

Keys come to the native window before the widget that has the focus, which with QtWebEngine is one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qtpy.QtCore import QEvent, QObject, Qt
from qtpy.QtGui import QKeySequence

from oro_framework.host.backends.interface.hotkey import Hotkey
from oro_framework.host.backends.qt.menu import key_sequence

if TYPE_CHECKING:
    from qtpy.QtGui import QWindow
    from qtpy.QtWidgets import QWidget

__all__ = ("Hotkeys",)

_KEYPAD = Qt.KeyboardModifier.KeypadModifier.value
_SYNONYMS = {Qt.Key.Key_Backtab.value: Qt.Key.Key_Tab.value, Qt.Key.Key_Enter.value: Qt.Key.Key_Return.value}


class Hotkeys(QObject):  # type: ignore[misc]
    """Listens while there are keys to listen to.

    Args:
        browser: a top-level widget; the native window it has is another after its flags changed.
        after: hear only what the page, or what else has the keyboard, made nothing of.
    """

    def __init__(self, browser: QWidget, *, after: bool = False) -> None:
        super().__init__(browser)
        self._after = after
        self._browser = browser
        self._window: QWindow | None = None
        self._table: dict[str, Hotkey] = {}
        self._pressed: Callable[[int], None] = _unbound
        browser.installEventFilter(self)

    def set(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        """Listen to these keys and no others."""
        self._pressed = pressed
        self._table = {key_sequence(each.chord).toString(): each for each in hotkeys}
        self._attach()

    def _attach(self) -> None:
        window = self._browser.windowHandle() if self._table and not self._after else None
        if window is not self._window:
            if self._window is not None:
                self._window.removeEventFilter(self)
            if window is not None:
                window.installEventFilter(self)
            self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys that are bound, unless they are left to the page too."""
        if event.type() == QEvent.Type.KeyPress and watched is (self._browser if self._after else self._window):
            found = self._table.get(_text(event))
            if found is not None:
                self._pressed(found.id)
                return not found.passive
        elif event.type() == QEvent.Type.Show and watched is self._browser:
            self._attach()
        return False


def _text(event: QEvent) -> str:
    """Name the keys of an event as `key_sequence` does; a key may be one that Qt has no name for."""
    held = event.modifiers().value & ~_KEYPAD
    return str(QKeySequence(held | _SYNONYMS.get(event.key(), event.key())).toString())


def _unbound(_id: int) -> None:
    """Do nothing: no key is bound."""
