"""Make menus by GTK: at the pointer, above a page, and of the tray icon. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gi.repository import Gdk, Gtk

from oro_framework.host.configuration.keys import Chord
from oro_framework.host.configuration.menu import MenuItem, MenuSection

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("MenuBar", "modifiers_of", "popup_menu", "section_menu", "tray_menu")

EDITING = {
    "undo": "Undo", "redo": "Redo", "cut": "Cut", "copy": "Copy", "paste": "Paste", "delete": "Delete",
    "select all": "SelectAll",
}  # fmt: skip
"""The editing command of a menu item, by its label: the menu bar takes its keys, so the page gets the command."""
_HELD = {
    "control": Gdk.ModifierType.CONTROL_MASK,
    "alt": Gdk.ModifierType.MOD1_MASK,
    "shift": Gdk.ModifierType.SHIFT_MASK,
    "meta": Gdk.ModifierType.SUPER_MASK,
}


def modifiers_of(chord: Chord) -> Gtk.Menu:
    """Return the modifiers of a chord as GTK has them."""
    held = Gdk.ModifierType(0)
    for each in chord.modifiers:
        held |= _HELD[each]
    return held


def section_menu(
    items: Sequence[MenuItem], chosen: Callable[[int], None], accelerators: Gtk.AccelGroup | None = None
) -> Gtk.Menu:
    """Return a menu of items; `chosen` gets the number of the one a person chose."""
    menu = Gtk.Menu()
    for number, item in enumerate(items):
        entry = Gtk.SeparatorMenuItem() if item.separates else Gtk.MenuItem(label=item.label)
        if not item.separates:
            entry.set_sensitive(item.enabled)
            entry.connect("activate", lambda _entry, number: chosen(number), number)
            if accelerators is not None and item.chord is not None:
                held = modifiers_of(item.chord)
                entry.add_accelerator("activate", accelerators, item.chord.code, held, Gtk.AccelFlags.VISIBLE)
        menu.append(entry)
    menu.show_all()
    return menu


def tray_menu(sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> Gtk.Menu:
    """Return the menu of a tray icon: the items of one section, or a menu of menus."""

    def choice(number: int) -> Callable[[int], None]:
        return lambda item: chosen(number, item)

    if len(sections) == 1:
        return section_menu(sections[0].items, choice(0))
    menu = Gtk.Menu()
    for number, section in enumerate(sections):
        title = Gtk.MenuItem(label=section.title)
        title.set_submenu(section_menu(section.items, choice(number)))
        menu.append(title)
    menu.show_all()
    return menu


class MenuBar:
    """The bar of menus of one window.

    Args:
        window: a GtkWindow, whose keys choose items too.
        box: where the bar is put, above the page.
        webview: the page that editing items act on.
    """

    def __init__(
        self,
        window: Gtk.Window,
        box: Gtk.Box,
        webview: WebKit2.WebView,
        sections: Sequence[MenuSection],
        chosen: Callable[[int, int], None],
    ) -> None:
        self._window = window
        self._box = box
        self._accelerators = Gtk.AccelGroup()
        self.widget = Gtk.MenuBar()
        self._menus = []
        for number, section in enumerate(sections):
            menu = section_menu(section.items, _choice(webview, section, number, chosen), self._accelerators)
            title = Gtk.MenuItem(label=section.title)
            title.set_submenu(menu)
            self.widget.append(title)
            self._menus.append(menu)
        window.add_accel_group(self._accelerators)
        box.pack_start(self.widget, False, False, 0)
        self.widget.show_all()

    def enable(self, section: int, item: int, enabled: bool) -> None:
        """Enable or disable an item."""
        self._menus[section].get_children()[item].set_sensitive(enabled)

    def remove(self) -> None:
        """Remove the bar and its keys."""
        self._window.remove_accel_group(self._accelerators)
        self.widget.destroy()


def _choice(
    webview: WebKit2.WebView, section: MenuSection, number: int, chosen: Callable[[int, int], None]
) -> Callable[[int], None]:
    def choose(item: int) -> None:
        command = EDITING.get(section.items[item].label.lower())
        if command is not None:
            webview.execute_editing_command(command)
        chosen(number, item)

    return choose


def popup_menu(window: Gtk.Window, items: Sequence[MenuItem], chosen: Callable[[int], None]) -> Gtk.Menu:
    """Open a menu over a GtkWindow and return it; the caller keeps it while it is open."""
    menu = section_menu(items, chosen)
    menu.attach_to_widget(window, None)
    pointer = window.get_display().get_default_seat().get_pointer()
    surface = window.get_window()
    _, x, y, _ = surface.get_device_position(pointer)
    place = Gdk.Rectangle()
    place.x, place.y, place.width, place.height = x, y, 1, 1
    trigger = Gdk.Event.new(Gdk.EventType.BUTTON_PRESS)
    trigger.set_device(pointer)
    menu.popup_at_rect(surface, place, Gdk.Gravity.SOUTH_EAST, Gdk.Gravity.NORTH_WEST, trigger)
    return menu
