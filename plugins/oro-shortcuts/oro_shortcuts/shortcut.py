"""Shortcuts, and the programs of a desktop that know of their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from oro_shortcuts.trigger import Trigger

__all__ = ("Keys", "Listener", "Shortcut")


class Shortcut(Struct, frozen=True, kw_only=True):
    """A shortcut as the app wants it."""

    id: str
    description: str
    """The words in which the desktop shows it."""
    trigger: Trigger | None
    """The keys the app would like; None leaves them to the person."""


class Listener(Protocol):
    """Hears of the keys."""

    def used(self, id: str, pressed: bool, time: int, token: str) -> None:
        """Note that the keys of a shortcut were pressed, or released."""
        ...

    def changed(self, triggers: Mapping[str, str]) -> None:
        """Note the keys that shortcuts have now."""
        ...


class Keys(Protocol):
    """One way to hear keys while another program has the keyboard."""

    name: str

    async def put(self, shortcuts: Sequence[Shortcut]) -> Mapping[str, str]:
        """Have exactly these shortcuts, and return the keys of each in the words of the desktop.

        Raises:
            OroError: the desktop or the person refused; the shortcuts are as they were.
        """
        ...

    async def configure(self) -> None:
        """Show the person where the keys are chosen.

        Raises:
            Unsupported: there is no such place.
        """
        ...
