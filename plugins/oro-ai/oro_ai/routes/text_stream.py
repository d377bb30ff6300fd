"""The way of generated text to the page that asked for it (contract b.15).

With a Conduit client of the context's id it goes there as payload, else as pushes with a body. What comes while the
page takes its time goes together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, cast

from oro_framework.types import Host, Push, Window

__all__ = ("Ending", "Outlet")

Ending = Literal["eog", "complete"]
"""What the last message says is true: of an answer, and of a text that was continued."""


class Conduit(Protocol):
    """What is asked of the service `conduit`, when there is one."""

    def connected(self, client_id: str) -> bool:
        """Return whether a client of that id is connected."""
        ...

    def send(self, client_id: str, options: Mapping[str, str | int | float | bool | None], payload: bytes) -> bool:
        """Send a message; False when the client is unusable or its queue is full."""
        ...


class Outlet:
    """Tells one page the text of one context.

    Args:
        host: whose service `conduit` may carry it.
        window: the page's.
        id: the context's.
        source: the route that was called.
        ending: the name of what says whether there is more.
    """

    def __init__(self, host: Host, window: Window, id: str, source: str, ending: Ending) -> None:
        self._conduit = cast("Conduit | None", host.service("conduit"))
        self._window = window
        self._id = id
        self._source = source
        self._ending = ending

    def tell(self, text: str, *, ended: bool = False) -> None:
        """Send text, or that there is no more."""
        data = text.encode()
        conduit = self._conduit
        options: dict[str, str | int | float | bool | None] = {"source": self._source, self._ending: ended}
        if conduit is not None and conduit.connected(self._id) and conduit.send(self._id, options, data):
            return
        told = {self._ending: ended, "id": self._id}
        self._window.push(Push(source=self._source, data=told, body=data))
