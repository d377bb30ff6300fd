"""The bar that searches a page, above it in its window. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qtpy.QtCore import Qt
from qtpy.QtGui import QGuiApplication, QPalette
from qtpy.QtWidgets import QLabel, QLineEdit, QSizePolicy, QToolBar, QToolButton, QWidget

from oro_framework.host.backends.page import Found

if TYPE_CHECKING:
    from webview.platforms.qt import BrowserView

__all__ = ("FindBar",)

_FIELD = 260
"""The width of the field in px."""


class FindBar:
    """A field, the number of matches, and three buttons.

    Args:
        browser: the window, a QMainWindow.
        guard: wraps a slot.
        seek: finds a text, forwards or backwards; an empty one ends the search.
        close: ends the search and hides the bar.
    """

    def __init__(
        self,
        browser: BrowserView,
        guard: Callable[[Callable[..., object]], Callable[..., None]],
        seek: Callable[[str, bool], None],
        close: Callable[[], None],
    ) -> None:
        self._seek = seek
        self.widget = QToolBar(browser)
        self.widget.setMovable(False)
        self.widget.setAutoFillBackground(True)
        palette, behind = self.widget.palette(), QPalette.ColorRole.Window
        palette.setColor(behind, QGuiApplication.palette().color(behind))  # the window's is that of the page
        self.widget.setPalette(palette)
        self.widget.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._entry = QLineEdit()
        self._entry.setFixedWidth(_FIELD)
        self._count = QLabel()
        self._count.setMargin(6)
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for each in (self._entry, self._count):
            self.widget.addWidget(each)
        self._button("Previous", guard(lambda *_: self._again(backwards=True))).setArrowType(Qt.ArrowType.UpArrow)
        self._button("Next", guard(lambda *_: self._again(backwards=False))).setArrowType(Qt.ArrowType.DownArrow)
        self.widget.addWidget(room)
        self._button("Close", guard(lambda *_: close())).setText("✕")
        self._entry.textChanged.connect(guard(self._changed))
        self._entry.returnPressed.connect(guard(self._returned))
        browser.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.widget)

    def _button(self, name: str, press: Callable[..., None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(press)
        self.widget.addWidget(button)
        return button

    @property
    def shown(self) -> bool:
        """Whether the bar is visible."""
        return bool(self.widget.isVisible())

    def show(self) -> None:
        """Show the bar, with the keyboard in its field and what stood there selected."""
        self.widget.show()
        self._entry.setFocus()
        self._entry.selectAll()
        self._changed(self._entry.text())

    def hide(self) -> None:
        """Hide the bar; what was searched for stays in it."""
        self.widget.hide()

    def tell(self, found: Found) -> None:
        """Show which match is the one that is seen."""
        self._count.setText(f"{found.active} / {found.matches}" if self._entry.text() else "")

    def _changed(self, text: str) -> None:
        if not text:
            self.tell(Found())
        self._seek(text, False)

    def _again(self, *, backwards: bool) -> None:
        self._seek(self._entry.text(), backwards)

    def _returned(self) -> None:
        self._again(backwards=bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier))
