"""The keys of pages that every app has, and what they do.

They are heard after the page, so that a page that calls `preventDefault` keeps them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from oro_framework.host.backends.interface.hotkey import Hotkey
from oro_framework.host.backends.page import Page
from oro_framework.host.configuration.keys import Chord
from oro_framework.host.configuration.menu import MenuSection

__all__ = ("PAGE_KEYS", "keys_beside", "press")

Action = Callable[[Page], object]
_EVERYWHERE: Mapping[str, Action] = {
    "CommandOrControl + plus": lambda page: page.step_zoom(1),
    "CommandOrControl + Shift + plus": lambda page: page.step_zoom(1),
    "CommandOrControl + =": lambda page: page.step_zoom(1),
    "CommandOrControl + -": lambda page: page.step_zoom(-1),
    "CommandOrControl + 0": lambda page: page.step_zoom(0),
    "CommandOrControl + f": lambda page: page.open_find_bar(),
    "CommandOrControl + g": lambda page: page.find_again(backwards=False),
    "CommandOrControl + Shift + g": lambda page: page.find_again(backwards=True),
    "CommandOrControl + p": lambda page: page.print(lambda _error: None),
    "Escape": lambda page: page.escape(),
}
_ELSEWHERE: Mapping[str, Action] = {
    "F3": lambda page: page.find_again(backwards=False),
    "Shift + F3": lambda page: page.find_again(backwards=True),
    "F11": lambda page: page.toggle_fullscreen(),
}
_MACOS: Mapping[str, Action] = {"Control + Command + f": lambda page: page.toggle_fullscreen()}
_ACTIONS = {**_EVERYWHERE, **(_MACOS if sys.platform == "darwin" else _ELSEWHERE)}

PAGE_KEYS = tuple(Hotkey(number, Chord.parse(keys), passive=False) for number, keys in enumerate(_ACTIONS))
"""Each key by its number."""


def keys_beside(sections: Sequence[MenuSection]) -> Sequence[Hotkey]:
    """Return the keys that a menu bar leaves: those of its items are the app's, also while an item is disabled."""
    taken = {item.chord for section in sections for item in section.items}
    return [each for each in PAGE_KEYS if each.chord not in taken]


def press(page: Page, number: int) -> None:
    """Do what the key of a number does."""
    tuple(_ACTIONS.values())[number](page)
