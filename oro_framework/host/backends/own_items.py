"""The items an element of a page adds to the context menu, from when the page tells of them until it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oro_framework.host.configuration.menu import MenuItem, context_menu

__all__ = ("OwnItems",)


class OwnItems:
    """The items of the menu that opens next. GUI thread.

    Args:
        chosen: gets the item that a person chose.
    """

    def __init__(self, chosen: Callable[[MenuItem], None]) -> None:
        self.chosen = chosen
        self.items: Sequence[MenuItem] = ()

    def told(self, lines: str) -> None:
        """Take the lines of an element, which any script of the page may write; those that are no menu are none."""
        try:
            self.items = context_menu(lines) if lines else ()
        except ValueError:
            self.items = ()

    def take(self) -> Sequence[MenuItem]:
        """Return the items, which are then gone."""
        items, self.items = self.items, ()
        return items
