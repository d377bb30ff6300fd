"""The context menu of a page: what a person does with texts, links and pictures, and nothing of a browser. GUI thread.

A page that has menus of its own calls `preventDefault` of `contextmenu`, and none of this opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gi.repository import Gio, WebKit2

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oro_framework.host.backends.own_items import OwnItems

__all__ = ("edit",)

_Action = WebKit2.ContextMenuAction
TEXT = (
    _Action.SPELLING_GUESS, _Action.NO_GUESSES_FOUND, _Action.IGNORE_SPELLING, _Action.LEARN_SPELLING,
    _Action.CUT, _Action.COPY, _Action.PASTE, _Action.PASTE_AS_PLAIN_TEXT, _Action.DELETE, _Action.SELECT_ALL,
    _Action.INPUT_METHODS, _Action.INSERT_EMOJI,
)  # fmt: skip
CONTENT = (
    _Action.COPY_LINK_TO_CLIPBOARD, _Action.COPY_IMAGE_TO_CLIPBOARD, _Action.COPY_IMAGE_URL_TO_CLIPBOARD,
    _Action.COPY_VIDEO_LINK_TO_CLIPBOARD, _Action.COPY_AUDIO_LINK_TO_CLIPBOARD, _Action.TOGGLE_MEDIA_CONTROLS,
    _Action.TOGGLE_MEDIA_LOOP, _Action.ENTER_VIDEO_FULLSCREEN, _Action.MEDIA_PLAY, _Action.MEDIA_PAUSE,
    _Action.MEDIA_MUTE,
)  # fmt: skip
DEVELOPER = (_Action.RELOAD, _Action.INSPECT_ELEMENT)


def edit(
    menu: WebKit2.ContextMenu,
    hit: WebKit2.HitTestResult,
    run: Callable[[str], None],
    own: OwnItems | None,
    *,
    developer: bool,
) -> bool:
    """Leave out of WebKit's menu what is for browsers; return whether nothing is left to show.

    Args:
        menu: WebKit's own for what is at the pointer.
        hit: says what that is.
        run: runs an editing command of the page.
        own: what the element at the pointer adds.
        developer: whether the page can be loaded again and inspected.
    """
    kept = (*TEXT, *CONTENT, *(DEVELOPER if developer else ()))
    items = [each for each in menu.get_items() if each.is_separator() or each.get_stock_action() in kept]
    menu.remove_all()
    if hit.context_is_editable():
        items = [_command("Undo", run), _command("Redo", run), WebKit2.ContextMenuItem.new_separator(), *items]
    if own is not None and own.items:
        items = [*_own(own), WebKit2.ContextMenuItem.new_separator(), *items]
    for item in _tidied(items):
        menu.append(item)
    return not menu.get_items()


def _own(own: OwnItems) -> list[WebKit2.ContextMenuItem]:
    """Return the items of an element, which are chosen from once."""
    found = []
    for number, item in enumerate(own.take()):
        if item.separates:
            found.append(WebKit2.ContextMenuItem.new_separator())
            continue
        action = Gio.SimpleAction.new(f"oro-own-{number}", None)
        action.connect("activate", lambda *_, item=item: own.chosen(item))
        found.append(WebKit2.ContextMenuItem.new_from_gaction(action, item.label, None))
    return found


def _command(name: str, run: Callable[[str], None]) -> WebKit2.ContextMenuItem:
    action = Gio.SimpleAction.new(f"oro-{name.lower()}", None)
    action.connect("activate", lambda *_: run(name))
    return WebKit2.ContextMenuItem.new_from_gaction(action, name, None)


def _tidied(items: Sequence[WebKit2.ContextMenuItem]) -> list[WebKit2.ContextMenuItem]:
    """Return the items without separators that separate nothing."""
    found: list[WebKit2.ContextMenuItem] = []
    for item in items:
        if not item.is_separator() or (found and not found[-1].is_separator()):
            found.append(item)
    return found[:-1] if found and found[-1].is_separator() else found
