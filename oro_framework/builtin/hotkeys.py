"""`window.hotkey.*`: hotkeys that a page binds.

They work while a window of the app has the keyboard focus, and not while another program has it. A page's bindings end
with its document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from oro_framework.builtin.window import target_of
from oro_framework.errors import Denied, InvalidArgument, NotFound
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.hotkey import Hotkey
from oro_framework.host.configuration.keys import KEYS, MODIFIERS, Chord
from oro_framework.host.configuration.settings import PERMISSIONS_ALLOW
from oro_framework.host.inner import inner, window_of
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.parameters import Word
from oro_framework.service import route, routes_of
from oro_framework.types import Call, Host, Permission

__all__ = ("oro_permissions", "oro_routes")

PERMISSION = "hotkeys"


class HotkeysDenied(Denied):
    """The app's configuration does not let pages bind keys."""

    type = "SecurityError"


@route("window.hotkey.bind", permission=PERMISSION)
async def bind(call: Call, expression: Word = "", id: int = 0, passive: bool = True) -> dict[str, Any]:
    """Bind keys such as `Control + k`; pressing them dispatches the event `hotkey`.

    A passive binding lets the page receive the keys too.
    """
    window = _window_of(call)
    chord = _bound(window, id).chord if id and not expression else _chord(expression)
    try:
        hotkey = window.hotkeys.bind(chord, passive)
    except ValueError as error:
        raise InvalidArgument(f'Cannot bind "{chord.expression}": {error}') from None
    await _listen(call, window)
    return _described(hotkey)


@route("window.hotkey.unbind", permission=PERMISSION)
async def unbind(call: Call, id: int = 0, expression: Word = "") -> dict[str, Any]:
    """Remove a binding, by its id or by its keys."""
    window = _window_of(call)
    hotkey = window.hotkeys.of_chord(_chord(expression)) if expression else _bound(window, id)
    if hotkey is None:
        raise NotFound(f'Binding not found: "{expression[:80]}" is not bound')
    window.hotkeys.unbind(hotkey)
    await _listen(call, window)
    return {"id": hotkey.id}


@route("window.hotkey.reset", permission=PERMISSION)
async def reset(call: Call) -> dict[str, Any]:
    """Remove every binding of the page."""
    window = _window_of(call)
    window.hotkeys.clear()
    await _listen(call, window)
    return {}


@route("window.hotkey.bindings", permission=PERMISSION)
def bindings(call: Call) -> list[dict[str, Any]]:
    """Return the bindings of the page."""
    return [_described(hotkey) for hotkey in _window_of(call).hotkeys]


@route("window.hotkey.mappings", permission=PERMISSION)
def mappings(call: Call) -> dict[str, dict[str, int]]:
    """Return the names of modifiers and keys, with their numbers."""
    return {"modifiers": dict(MODIFIERS), "keys": dict(KEYS)}


_ROUTES = (bind, unbind, reset, bindings, mappings)


def _refusal(name: str) -> Callable[..., Any]:
    @route(name)
    def refuse(call: Call) -> None:
        """Raise `HotkeysDenied`."""
        raise HotkeysDenied("The HotKey API is not allowed.")

    return refuse


def _window_of(call: Call) -> ManagedWindow:
    return window_of(call) or target_of(call, 0)


def _chord(expression: str) -> Chord:
    try:
        return Chord.parse(expression)
    except ValueError as error:
        raise InvalidArgument(
            f"Invalid 'expression' in parameters: expected {error}, got \"{expression[:80]}\""
        ) from None


def _bound(window: ManagedWindow, id: int) -> Hotkey:
    hotkey = window.hotkeys.get(id)
    if hotkey is None:
        raise NotFound(f"Binding not found: there is none with id {id}")
    return hotkey


async def _listen(call: Call, window: ManagedWindow) -> None:
    pressed = partial(inner(call.host).threads.gui_to_loop, partial(_pressed, window))
    await window.perform("set_hotkeys", tuple(window.hotkeys), pressed)


def _pressed(window: ManagedWindow, id: int) -> None:
    """Dispatch the event, unless the page has removed the binding meanwhile."""
    if (hotkey := window.hotkeys.get(id)) is not None:
        window.emit("hotkey", _described(hotkey))


def _described(hotkey: Hotkey) -> dict[str, Any]:
    chord = hotkey.chord
    return {"expression": chord.expression, "sequence": list(chord.sequence), "hash": chord.hash, "id": hotkey.id}


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [Permission(name=PERMISSION, description="Hear keys wherever in a window of this app the focus is.")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module; each refuses where the configuration allows no hotkeys."""
    if host.settings.family(PERMISSIONS_ALLOW.key).get(PERMISSION) is False:
        return [_refusal(declared.name) for each in _ROUTES for declared in routes_of(each)]
    return _ROUTES
