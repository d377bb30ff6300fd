"""Make menus by Qt: at the pointer and above a page. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qtpy.QtGui import QCursor, QKeySequence
from qtpy.QtWebEngineCore import QWebEnginePage
from qtpy.QtWidgets import QMenu

from oro_framework.host.configuration.keys import Chord
from oro_framework.host.configuration.menu import MenuItem, MenuSection

if TYPE_CHECKING:
    from qtpy.QtWidgets import QMenuBar, QWidget
    from webview.platforms.qt import BrowserView

__all__ = ("MenuBar", "fill_menu", "key_sequence", "popup_menu")

_ACTIONS = QWebEnginePage.WebAction
EDITING = {
    "undo": _ACTIONS.Undo, "redo": _ACTIONS.Redo, "cut": _ACTIONS.Cut, "copy": _ACTIONS.Copy,
    "paste": _ACTIONS.Paste, "select all": _ACTIONS.SelectAll,
}  # fmt: skip
"""The editing command of a menu item, by its label: the menu bar takes its keys, so the page gets the command."""
_NAMES = {
    "control": "Ctrl", "alt": "Alt", "shift": "Shift", "meta": "Meta", "enter": "Return", "escape": "Esc",
    "delete": "Del", "insert": "Ins", "pageup": "PgUp", "pagedown": "PgDown",
}  # fmt: skip
"""Qt's names of keys, where they differ from ours."""


def key_sequence(chord: Chord) -> QKeySequence:
    """Return a chord as a key sequence of Qt."""
    return QKeySequence("+".join(_NAMES.get(each, each.capitalize()) for each in chord.sequence))


def fill_menu(menu: QMenu, items: Sequence[MenuItem], chosen: Callable[[int], None], *, keys: bool = False) -> None:
    """Add items to a QMenu; `chosen` gets the number of the one a person chose."""
    for number, item in enumerate(items):
        if item.separates:
            menu.addSeparator()
            continue
        action = menu.addAction(item.label.replace("&", "&&"))
        action.setEnabled(item.enabled)
        action.triggered.connect(lambda _checked=False, number=number: chosen(number))
        if keys and item.chord is not None:
            action.setShortcut(key_sequence(item.chord))


class MenuBar:
    """The bar of menus of one window, in place of the one it has.

    Args:
        browser: a QMainWindow, whose keys choose items too.
        page: the page that editing items act on.
    """

    def __init__(
        self,
        browser: BrowserView,
        page: QWebEnginePage,
        sections: Sequence[MenuSection],
        chosen: Callable[[int, int], None],
    ) -> None:
        self._menus = []
        self.widget: QMenuBar = browser.menuBar()
        self.widget.clear()
        for number, section in enumerate(sections):
            menu = self.widget.addMenu(section.title.replace("&", "&&"))
            fill_menu(menu, section.items, _choice(page, section, number, chosen), keys=True)
            self._menus.append(menu)
        self.widget.show()

    def enable(self, section: int, item: int, enabled: bool) -> None:
        """Enable or disable an item."""
        self._menus[section].actions()[item].setEnabled(enabled)


def _choice(
    page: QWebEnginePage, section: MenuSection, number: int, chosen: Callable[[int, int], None]
) -> Callable[[int], None]:
    def choose(item: int) -> None:
        label = section.items[item].label.lower()
        if label in EDITING:
            page.triggerAction(EDITING[label])
        elif label == "delete":
            page.runJavaScript("document.execCommand('delete')")
        chosen(number, item)

    return choose


def popup_menu(window: QWidget, items: Sequence[MenuItem], chosen: Callable[[int], None]) -> QMenu:
    """Open a menu over a window and return it; the window owns it."""
    menu = QMenu(window)
    fill_menu(menu, items, chosen)
    menu.popup(QCursor.pos())
    return menu
