"""The wishes of starts of an app: files to open and actions, as every host heard of them. Loop thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from oro_desktop import events
from oro_desktop.arguments import actions_among, paths_among
from oro_framework.types import Event, Host

__all__ = ("opened", "take")

KEPT = 100
"""Files that are remembered."""
_OPENED: WeakKeyDictionary[Host, deque[str]] = WeakKeyDictionary()


def opened(host: Host) -> list[str]:
    """Return the latest files that the app was opened with since it started."""
    return list(_OPENED.get(host, ()))


def take(host: Host, arguments: Sequence[str], folder: str) -> None:
    """Tell pages and plugins what a start asks for.

    Args:
        host: the host.
        arguments: of that start.
        folder: the one it was made in.
    """
    if paths := paths_among(arguments, folder):
        _OPENED.setdefault(host, deque(maxlen=KEPT)).extend(paths)
        _tell(host, events.OPEN, {"paths": paths})
    for id in actions_among(arguments):
        _tell(host, events.ACTION, {"id": id})


def _tell(host: Host, name: str, detail: object) -> None:
    host.announce(name, detail)
    host.event(Event(name=name, detail=detail))
