"""Routes about menus: context menus, menu bars, and the menu of the tray icon.

A chosen item dispatches `menuItemSelected` with `title`, `parent`, `type` and `state`, a click on the icon `tray`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypedDict, TypeVar

from oro_framework.builtin.window import target_of
from oro_framework.errors import InvalidArgument, NotFound, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.tray_icon import TrayIcon
from oro_framework.host.configuration.menu import MenuItem, MenuSection, context_menu, menu_bar, tray_menu
from oro_framework.host.inner import inner
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call, Host, PageEvent, Setting

__all__ = ("oro_page_events", "oro_routes", "oro_settings")

T = TypeVar("T")


class MenuItemDetail(TypedDict):
    """The chosen item of a menu, by its label; `parent` is the title of the menu."""

    title: str
    key: str
    parent: str
    type: Literal["system", "tray", "context"]
    state: str


class ContextItemDetail(TypedDict):
    """The chosen item that an element adds to the context menu, by its label and its key."""

    title: str
    key: str


TRAY_ICON = Setting("tray_icon", str, "", "image of the icon beside the clock, a file of the app's resources")
APPLICATION_TRAY_ICON = Setting("application_tray_icon", str, "", "another name of tray_icon")
TRAY_TOOLTIP = Setting("tray_tooltip", str, "", "what the icon beside the clock says; the app's title when unset")


@route("window.setContextMenu", permission="window")
async def set_context_menu(
    call: Call, value: Word, targetWindowIndex: int | None = None, index: int = 0
) -> dict[str, Any]:
    """Open a context menu of lines `Label: key` and `---`; a chosen item dispatches `menuItemSelected`."""
    target = target_of(call, index if targetWindowIndex is None else targetWindowIndex)
    items = _read(call, context_menu, value)
    await target.perform("popup", items, _crossing(call, partial(_item_chosen, target, items)))
    return {}


@route("application.setSystemMenu", permission="window")
async def set_system_menu(
    call: Call, value: Word, targetWindowIndex: int | None = None, index: int = 0
) -> dict[str, Any]:
    """Give a window a menu bar: `Title:`, lines `Label: accelerator`, the last one with `;`, and so on.

    Items named Undo, Redo, Cut, Copy, Paste, Delete and Select All do that to the page, too.
    """
    target = target_of(call, index if targetWindowIndex is None else targetWindowIndex)
    sections = _read(call, menu_bar, value)
    await target.perform(
        "set_menu_bar", sections, _crossing(call, partial(_chosen, call.host, target, "system", sections))
    )
    target.bar = sections
    return {}


@route("application.setSystemMenuItemEnabled", permission="window")
async def set_system_menu_item_enabled(
    call: Call, enabled: bool, indexMain: int, indexSub: int, value: int = 0
) -> dict[str, Any]:
    """Enable or disable an item of the menu bar of window `value`."""
    target = target_of(call, value)
    try:
        if min(indexMain, indexSub) < 0:
            raise IndexError
        section = target.bar[indexMain].enabling(indexSub, enabled)
    except IndexError:
        raise NotFound(f"Menu item not found: window {value} has no item {indexSub} in menu {indexMain}") from None
    await target.perform("enable_menu_item", indexMain, indexSub, enabled)
    target.bar = (*target.bar[:indexMain], section, *target.bar[indexMain + 1 :])
    return {}


@route("application.setTrayMenu", permission="window")
async def set_tray_menu(
    call: Call, value: Word, targetWindowIndex: int | None = None, index: int = 0
) -> dict[str, Any]:
    """Show a tray icon with a menu of lines `Label: _`, or with menus as in a menu bar.

    The calling window receives its events; once that is closed, every window does.
    """
    host = inner(call.host)
    target = target_of(call, index if targetWindowIndex is None else targetWindowIndex)
    tray = TrayIcon(sections=_read(call, tray_menu, value), icon=_icon(host), tooltip=_tooltip(host))
    if host.backend is None or not host.backend.capabilities.tray:
        raise Unsupported("Cannot show a tray icon: this backend has none")
    chosen = _crossing(call, partial(_chosen, host, target, "tray", tray.sections))
    clicked = _crossing(call, partial(_tell, host, target, "tray", True))
    (failure,) = await host.windows_manager.ask_gui(partial(_show, host.backend, tray, chosen, clicked))
    if failure is not None:
        raise Unsupported(f"Cannot show a tray icon: {failure}")
    return {}


def _show(
    backend: Backend,
    tray: TrayIcon,
    chosen: Callable[..., None],
    clicked: Callable[..., None],
    done: Callable[..., None],
) -> None:
    backend.show_tray(tray, chosen, clicked, done)


def _icon(host: Host) -> str:
    name = host.settings[TRAY_ICON] or host.settings[APPLICATION_TRAY_ICON]
    if not name:
        return ""
    path = host.root / Path(name)
    if not path.is_file():
        raise NotFound(f'Cannot show a tray icon: setting tray_icon names "{name}", and there is no such file')
    return str(path)


def _tooltip(host: Host) -> str:
    return host.settings[TRAY_TOOLTIP] or str(host.settings["meta_title"]) or host.bundle


def _read(call: Call, parse: Callable[[str], T], value: str) -> T:
    try:
        return parse(value)
    except ValueError as error:
        raise InvalidArgument(f'Cannot call "{call.route}": parameter "value" must be {error}') from None


def _crossing(call: Call, function: Callable[..., object]) -> Callable[..., None]:
    """Return a callback for the GUI thread that calls a function on the loop thread."""
    return partial(inner(call.host).threads.gui_to_loop, function)


def _item_chosen(window: ManagedWindow, items: Sequence[MenuItem], number: int) -> None:
    item = items[number]
    detail = {"title": item.label, "key": item.key, "parent": "", "type": "context", "state": "0"}
    window.emit("menuItemSelected", detail)


def _chosen(
    host: Host, window: ManagedWindow, kind: str, sections: Sequence[MenuSection], section: int, number: int
) -> None:
    parent, item = sections[section], sections[section].items[number]
    detail = {"title": item.label, "key": item.key, "parent": parent.title, "type": kind, "state": "0"}
    _tell(host, window, "menuItemSelected", detail)


def _tell(host: Host, window: ManagedWindow, event: str, detail: Any) -> None:
    for each in (window,) if not window.closed.is_set() else host.windows:
        each.emit(event, detail)


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the settings of the tray icon."""
    return [TRAY_ICON, APPLICATION_TRAY_ICON, TRAY_TOOLTIP]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [set_context_menu, set_system_menu, set_system_menu_item_enabled, set_tray_menu]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the events of menus."""
    return [
        PageEvent(name="menuItemSelected", detail=MenuItemDetail, summary="The person chose an item of a menu."),
        PageEvent(
            name="contextmenuitem",
            detail=ContextItemDetail,
            summary="The person chose an item of `data-oro-menu`; the element gets it as `menuitem`.",
        ),
        PageEvent(name="tray", detail=bool, summary="The person clicked the tray icon."),
    ]
