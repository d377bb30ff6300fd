"""Listen to the hotkeys of one GTK window. GUI thread.

The window hears keys before the page in it, wherever in the page the focus is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gi.repository import Gdk

from oro_framework.host.backends.gtk.menu import modifiers_of
from oro_framework.host.backends.interface.hotkey import Hotkey

if TYPE_CHECKING:
    from gi.repository import Gtk

__all__ = ("Hotkeys",)

_HELD = (
    Gdk.ModifierType.CONTROL_MASK
    | Gdk.ModifierType.MOD1_MASK
    | Gdk.ModifierType.SHIFT_MASK
    | Gdk.ModifierType.SUPER_MASK
)
_ON_KEYPAD = {Gdk.KEY_KP_Add: ord("+"), Gdk.KEY_KP_Subtract: ord("-"), Gdk.KEY_KP_0: ord("0")}
"""Keys that write the same as one of the others."""


class Hotkeys:
    """Listens while there are keys to listen to.

    Args:
        after: hear only what the page, or what else has the keyboard, made nothing of.
    """

    def __init__(self, window: Gtk.Window, *, after: bool = False) -> None:
        self._listen = window.connect_after if after else window.connect
        self._window = window
        self._handler = 0
        self._table: dict[tuple[int, int], Hotkey] = {}
        self._pressed: Callable[[int], None] = _unbound
        self._passed: deque[tuple[int, int]] = deque(maxlen=16)
        """Strokes that were left to the page: those it makes nothing of come a second time."""

    def set(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        """Listen to these keys and no others."""
        self._pressed = pressed
        self._table = {(each.chord.code, int(modifiers_of(each.chord))): each for each in hotkeys}
        if self._table and not self._handler:
            self._handler = self._listen("key-press-event", self._key)
        elif not self._table and self._handler:
            self._window.disconnect(self._handler)
            self._handler = 0

    def _key(self, window: Gtk.Window, event: Gdk.EventKey) -> bool:
        stroke = (event.time, event.hardware_keycode)
        if stroke in self._passed:
            return False
        keymap = Gdk.Keymap.get_for_display(window.get_display())
        held = int(keymap.add_virtual_modifiers(event.state) & _HELD)
        _, plain, *_ = keymap.translate_keyboard_state(event.hardware_keycode, Gdk.ModifierType(0), event.group)
        for code in (_ON_KEYPAD.get(event.keyval, Gdk.keyval_to_lower(event.keyval)), plain):
            if (found := self._table.get((code, held))) is not None:
                self._pressed(found.id)
                if found.passive:
                    self._passed.append(stroke)
                return not found.passive
        return False


def _unbound(_id: int) -> None:
    """Do nothing: no key is bound."""
