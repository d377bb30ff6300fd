"""The callbacks by which a view tells the host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.backends.interface.view_state import ViewState
from oro_framework.host.configuration.menu import MenuItem

__all__ = ("ViewEvents", "unheard")


def unheard(*_: object) -> None:
    """Ignore an event."""


def _not_asked(dialog: FileDialog, done: Callable[[list[str] | None], None]) -> bool:
    """Leave a page's input to the view."""
    return False


def _no_download(_offer: Offer, _cancel: object) -> None:
    """Take no download."""


def _refused(_permissions: Sequence[str], _origin: str | None, done: Callable[[bool], None]) -> None:
    """Deny permissions."""
    done(False)


def _denied(_permission: str, _origin: str | None) -> str:
    """Return that a permission is denied."""
    return "denied"


class ViewEvents(Struct, frozen=True, kw_only=True):
    """The callbacks by which a view tells the host. Called on the GUI thread; none of them may raise or block."""

    caller: Callable[[str | None, bool], Any]
    """(origin, top_level) → `Caller` for a request of this view."""
    document_replaced: Callable[[str], None]
    """A new document was committed in the top frame, with its URL."""
    title_changed: Callable[[str], None]
    shown: Callable[[], None]
    hidden: Callable[[], None]
    closed: Callable[[], None]
    crashed: Callable[[str], None]
    """The renderer died, with the engine's reason."""
    console: Callable[[ConsoleMessage], None]
    navigate: Callable[[str, bool], str]
    """(url, top_level) → `allow`, `deny` or `external`."""
    placed: Callable[[int, int, int, int], None] = unheard
    """(x, y, width, height) after the window was moved or resized."""
    download: Callable[[Offer, Callable[[], None] | None], Transfer | None] = _no_download
    """(offer, cancel) → where the engine saves it, or None: the engine drops it, and the host may fetch it itself.

    `cancel` stops the engine, on the GUI thread. None of it says that the engine cannot save what the offer names.
    """
    permission: Callable[[Sequence[str], str | None, Callable[[bool], None]], None] = _refused
    """(permissions, origin, done) of a permission request; `done` gets the answer, on the GUI thread."""
    permission_state: Callable[[str, str | None], str] = _denied
    """(permission, origin) → `granted`, `denied` or `prompt`."""
    focused: Callable[[bool], None] = unheard
    """Called with True when the window gets the keyboard, and with False when it loses it."""
    minimized: Callable[[bool], None] = unheard
    """Called with True when the window is minimized, and with False when it is restored."""
    zoomed: Callable[[float], None] = unheard
    """The zoom factor after it has changed."""
    menu_chosen: Callable[[MenuItem], None] = unheard
    """An item that an element adds to the context menu was chosen."""
    state_changed: Callable[[ViewState], None] = unheard
    """The desktop made it full screen, maximized, minimized, or none of these any more."""
    display_changed: Callable[[str], None] = unheard
    """The name of the display that the window is on now."""
    dragged: Callable[[str, int, int, Sequence[str]], None] = unheard
    """(what, x, y, files) of something dragged over the page: `enter`, `move`, `leave`, or `drop` with paths."""
    choose_files: Callable[[FileDialog, Callable[[list[str] | None], None]], bool] = _not_asked
    """(dialog, done) of an input of the page → whether the host asks the person; if not, the view does.

    `done` gets the paths on the GUI thread, none when the person chose none, None when the view has to ask after all.
    """
