"""Layouts of menus, as routes take them. Sans-IO.

Rules
1. A line of a context menu is `Label: key`, `Label` alone, or `---`, which is a separator.
2. Empty lines are ignored, and so are separators at either end or after another.
3. A menu bar has sections: a line `Title:`, then the lines of its items; `;` ends the last item.
4. In a bar what follows the colon is an accelerator (`keys.Chord.of_menu`), and `!` before a label greys it out.
5. The menu of a tray icon is a bar, or the lines of one section without its title.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.host.configuration.keys import Chord

__all__ = ("MenuItem", "MenuSection", "context_menu", "menu_bar", "tray_menu")

MAX_ITEMS = 256
MAX_LABEL = 256
"""Characters."""


class MenuItem(Struct, frozen=True):
    """One line of a menu; a separator has no label."""

    label: str = ""
    key: str = ""
    chord: Chord | None = None
    """The accelerator, in a menu bar."""
    enabled: bool = True

    @property
    def separates(self) -> bool:
        """Whether it is a separator."""
        return not self.label


class MenuSection(Struct, frozen=True):
    """A menu of a menu bar; the menu of a tray icon may have no title."""

    title: str
    items: tuple[MenuItem, ...]

    def enabling(self, number: int, enabled: bool) -> MenuSection:
        """Return the section with an item enabled or disabled.

        Raises:
            IndexError: there is no such item.
        """
        items = list(self.items)
        items[number] = replace(items[number], enabled=enabled)
        return replace(self, items=tuple(items))


def context_menu(text: str) -> tuple[MenuItem, ...]:
    """Read the lines of a context menu.

    Raises:
        ValueError: it has no item, too many, or one without a label; the message completes "must be …".
    """
    items: list[MenuItem] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        label, _, key = (part.strip() for part in line.partition(":"))
        if line.strip("-") == "" and len(line) >= 3:
            if items and not items[-1].separates:
                items.append(MenuItem())
        elif label and len(label) <= MAX_LABEL:
            items.append(MenuItem(label, key))
        else:
            raise ValueError(f'lines such as "Copy: c" with labels of 1 to {MAX_LABEL} characters')
    if items and items[-1].separates:
        items.pop()
    if not 1 <= len(items) <= MAX_ITEMS:
        raise ValueError(f'1 to {MAX_ITEMS} lines such as "Copy: c"')
    return tuple(items)


def menu_bar(text: str) -> tuple[MenuSection, ...]:
    """Read the sections of a menu bar.

    Raises:
        ValueError: a section has no title or no item, or an item cannot be read; completes "must be …".
    """
    sections = tuple(map(_section, _blocks(text)))
    if not 1 <= len(sections) <= MAX_ITEMS:
        raise ValueError('menus such as "Edit:\\n  Copy: c;"')
    return sections


def tray_menu(text: str) -> tuple[MenuSection, ...]:
    """Read the menu of a tray icon: sections, or items alone in a section without a title.

    Raises:
        ValueError: it is neither; the message completes "must be …".
    """
    blocks = _blocks(text)
    if blocks and not _is_title(blocks[0][0]):
        if len(blocks) > 1:
            raise ValueError('items such as "Quit: q", or menus such as "App:\\n  Quit: q;"')
        return (MenuSection("", _items(blocks[0])),)
    return menu_bar(text)


def _blocks(text: str) -> list[list[str]]:
    """Return the lines of each section; a section ends with a line that ends in `;`."""
    blocks: list[list[str]] = [[]]
    for line in filter(None, (line.strip() for line in text.splitlines())):
        ends = line.endswith(";")
        if line := line.removesuffix(";").strip():
            blocks[-1].append(line)
        if ends:
            blocks.append([])
    return [block for block in blocks if block]


def _is_title(line: str) -> bool:
    return line.endswith(":") and len(line) > 1


def _section(lines: list[str]) -> MenuSection:
    title = lines[0].removesuffix(":").strip()
    if not _is_title(lines[0]) or not title or len(title) > MAX_LABEL:
        raise ValueError(f'menus that begin with a title such as "Edit:", got "{lines[0][:40]}"')
    return MenuSection(title, _items(lines[1:]))


def _items(lines: list[str]) -> tuple[MenuItem, ...]:
    for line in lines:
        if _is_title(line):
            raise ValueError(f'items such as "Copy: c", got "{line[:40]}"; a menu before it ends with ";"')
    return tuple(_item(item) for item in context_menu("\n".join(lines)))


def _item(item: MenuItem) -> MenuItem:
    if item.separates:
        return item
    label = item.label.removeprefix("!").strip()
    if not label:
        raise ValueError(f'items such as "!Copy: c" with labels of 1 to {MAX_LABEL} characters')
    try:
        chord = Chord.of_menu(item.key)
    except ValueError:
        raise ValueError(f'items such as "Save: s + Control, Alt", got "{item.label}: {item.key[:40]}"') from None
    return MenuItem(label, item.key, chord, enabled=not item.label.startswith("!"))
