"""One engine view in its window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.hotkey import Hotkey
from oro_framework.host.backends.interface.view_events import unheard
from oro_framework.host.backends.page import Page
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.menu import MenuItem, MenuSection

__all__ = ("View",)


class View(ABC):
    """One engine view in its window. GUI thread."""

    page: Page = Page(unheard, unheard)
    """The page it shows; this one can do nothing."""

    @abstractmethod
    def show(self) -> None: ...
    @abstractmethod
    def hide(self) -> None: ...
    @abstractmethod
    def close(self) -> None: ...
    @abstractmethod
    def maximize(self) -> None: ...
    @abstractmethod
    def minimize(self) -> None: ...
    @abstractmethod
    def restore(self) -> None: ...
    @abstractmethod
    def load(self, url: str) -> None: ...
    @abstractmethod
    def set_title(self, title: str) -> None: ...
    @abstractmethod
    def resize(self, width: int, height: int) -> None: ...
    @abstractmethod
    def move(self, x: int, y: int) -> None: ...
    @abstractmethod
    def geometry(self) -> tuple[int, int, int, int]:
        """Return x, y, width, height in logical px."""

    def forget_grants(self, permission: str) -> None:
        """Make the engine forget a granted permission and ask again, where it can."""
        return

    @abstractmethod
    def set_background(self, colour: Colour) -> None:
        """Set the background behind the page.

        Raises:
            Unsupported: the engine cannot.
        """

    def popup(self, items: Sequence[MenuItem], chosen: Callable[[int], None]) -> None:
        """Open a menu at the pointer; `chosen` gets the number of the chosen item, if any.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot open a menu: this backend has none")

    def set_menu_bar(self, sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> None:
        """Replace the menu bar; `chosen` gets the numbers of a section and of its item.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot set a menu bar: this backend has none")

    def enable_menu_item(self, section: int, item: int, enabled: bool) -> None:
        """Enable or disable an item of the menu bar.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot enable an item of a menu: this backend has no menu bars")

    def set_hotkeys(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        """Listen to these keys and no others; `pressed` gets the id of one.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot listen to hotkeys: this backend has no keyboard")

    def focus(self) -> None:
        """Bring the window to the front and give its page the keyboard.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot focus a window: this backend has no keyboard")

    def blur(self) -> None:
        """Take the keyboard from the page and put its window behind others.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot blur a window: this backend has no keyboard")

    def set_above(self, above: bool) -> None:
        """Keep the window in front of those of other programs, or no longer.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot keep a window on top: this backend has no desktop")

    def set_fullscreen(self, fullscreen: bool) -> None:
        """Give the window a whole display, or take it away; a kiosk keeps it.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot make a window full screen: this backend has no desktop")

    def set_kiosk(self, kiosk: bool) -> None:
        """Keep the person in the window, which then has a whole display, or no longer.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot make a window a kiosk: this backend has no desktop")

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity of the whole window, from 0 to 1.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot set the opacity of a window: this backend has no desktop")

    def set_skip_taskbar(self, skip: bool) -> None:
        """Leave the window out of the desktop's list of windows, or no longer.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot leave a window out of a list: this backend has no desktop")

    @abstractmethod
    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        """Run a script in the top frame; `done(value, error)` gets its JSON value."""

    @abstractmethod
    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        """Save the painted page as a PNG; calls `done(error)`."""

    @abstractmethod
    def show_inspector(self) -> None: ...

    def look(self, done: Callable[[bool | None], None]) -> None:
        """Tell whether the engine's last frame has several colours; `done` gets None where that cannot be told."""
        done(None)

    def handle(self) -> str:
        """Return the window as portals name it, such as `x11:2a00007`; empty where it has no such name."""
        return ""

    def target(self) -> str:
        """Return the name by which debuggers of the engine know the page; empty where they know none."""
        return ""
