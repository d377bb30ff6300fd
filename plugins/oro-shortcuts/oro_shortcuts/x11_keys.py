"""Shortcuts by grabbing keys of an X11 display. Loop thread.

The display is asked on the loop: it is on the same machine and answers at once, or no program of it goes on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import anyio
from msgspec import Struct
from Xlib import X
from Xlib.display import Display
from Xlib.error import BadAccess, CatchError, ConnectionClosedError, DisplayError

from oro_framework.errors import InvalidArgument, Unsupported
from oro_shortcuts.errors import KeysTaken
from oro_shortcuts.repeats import hear_no_repeats
from oro_shortcuts.shortcut import Listener, Shortcut
from oro_shortcuts.trigger import Trigger

if TYPE_CHECKING:
    from anyio.abc import TaskStatus
    from Xlib.protocol.rq import Event

__all__ = ("X11Keys",)

_ALT, _SUPER, _NUM_LOCK, _SCROLL_LOCK = 0xFFE9, 0xFFEB, 0xFF7F, 0xFF14
"""Keysyms by which the display says which bit a modifier has."""


class Grab(Struct, frozen=True):
    """A key as the display knows it: its code, and the modifiers without locks."""

    code: int
    modifiers: int


class X11Keys:
    """Keys that are grabbed on the root window.

    Args:
        listener: hears of the keys.
    """

    name = "x11"

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._grabs: dict[Grab, Shortcut] = {}
        self._down: dict[int, Shortcut] = {}

    async def run(self, *, task_status: TaskStatus[None]) -> None:
        """Listen to the keys until the display goes or this is cancelled.

        Raises:
            Unsupported: there is no display.
        """
        try:
            self._display = await anyio.to_thread.run_sync(Display)
        except (DisplayError, OSError) as error:
            raise Unsupported(f"there is no X11 display: {error}") from error
        try:
            self._root = self._display.screen().root
            self._bits = self._modifier_bits()
            hear_no_repeats(self._display)
            task_status.started()
            while True:
                self._drain()
                await anyio.wait_readable(self._display.fileno())
        except ConnectionClosedError:
            self._listener.changed({each.id: "" for each in self._grabs.values()})
        finally:
            self._display.close()

    async def put(self, shortcuts: Sequence[Shortcut]) -> Mapping[str, str]:
        wanted = {self._grab_of(each): each for each in shortcuts}
        if len(wanted) < len(shortcuts):
            raise InvalidArgument("Cannot bind shortcuts: two of them have the same keys")
        taken: list[Grab] = []
        for grab, shortcut in wanted.items():
            if grab not in self._grabs:
                if not self._take(grab):
                    self._give_back(taken)
                    raise KeysTaken(_text(shortcut), shortcut.id)
                taken.append(grab)
        self._give_back([grab for grab in self._grabs if grab not in wanted])
        self._grabs = wanted
        self._drain()
        return {each.id: _text(each) for each in shortcuts}

    async def configure(self) -> None:
        raise Unsupported(
            "Cannot show the shortcuts of the app: X11 has no settings for them, the app chooses the keys"
        )

    def _grab_of(self, shortcut: Shortcut) -> Grab:
        trigger = shortcut.trigger
        if trigger is None:
            raise InvalidArgument(f'Cannot bind "{shortcut.id}": it has no trigger, and in X11 the app names the keys')
        for code, level in self._display.keysym_to_keycodes(trigger.keysym):
            if level < 2:  # further ones are of other layouts, or want AltGr
                return Grab(code, self._mask(trigger) | (X.ShiftMask if level else 0))
        raise InvalidArgument(f'Cannot bind "{trigger.text}": this keyboard has no key "{trigger.key}"')

    def _mask(self, trigger: Trigger) -> int:
        mask = 0
        for name in trigger.modifiers:
            mask |= self._bits[name]
        return mask

    def _modifier_bits(self) -> dict[str, int]:
        """Return the bit of each modifier, and of each lock."""
        mapping = self._display.get_modifier_mapping()

        def bit(keysym: int, usual: int) -> int:
            code = self._display.keysym_to_keycode(keysym)
            return next((1 << index for index, codes in enumerate(mapping) if code and code in codes), usual)

        return {
            "shift": X.ShiftMask,
            "control": X.ControlMask,
            "alt": bit(_ALT, X.Mod1Mask),
            "meta": bit(_SUPER, X.Mod4Mask),
            "num lock": bit(_NUM_LOCK, 0),
            "scroll lock": bit(_SCROLL_LOCK, 0),
        }

    def _with_locks(self, grab: Grab) -> Iterator[int]:
        """Yield the modifiers of a grab with each set of locks that may be on: they must not matter."""
        locks = {X.LockMask, self._bits["num lock"], self._bits["scroll lock"]} - {0}
        for count in range(len(locks) + 1):
            for some in itertools.combinations(sorted(locks), count):
                yield grab.modifiers | sum(some)

    def _take(self, grab: Grab) -> bool:
        """Grab a key with every set of locks; return whether none of them is another program's."""
        refused = CatchError(BadAccess)
        for mask in self._with_locks(grab):
            self._root.grab_key(grab.code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()
        if refused.get_error() is None:
            return True
        self._give_back([grab])
        return False

    def _give_back(self, grabs: Sequence[Grab]) -> None:
        for grab in grabs:
            for mask in self._with_locks(grab):
                self._root.ungrab_key(grab.code, mask)
        self._display.sync()

    def _drain(self) -> None:
        """Tell the events that have arrived."""
        while self._display.pending_events():
            self._tell(self._display.next_event())

    def _tell(self, event: Event) -> None:
        if event.type == X.KeyPress and event.detail not in self._down:
            mask = event.state & (X.ShiftMask | X.ControlMask | self._bits["alt"] | self._bits["meta"])
            shortcut = self._grabs.get(Grab(event.detail, mask))
            if shortcut is not None:
                self._down[event.detail] = shortcut
                self._listener.used(shortcut.id, True, event.time, "")
        elif event.type == X.KeyRelease and event.detail in self._down:
            self._listener.used(self._down.pop(event.detail).id, False, event.time, "")


def _text(shortcut: Shortcut) -> str:
    return "" if shortcut.trigger is None else shortcut.trigger.text
