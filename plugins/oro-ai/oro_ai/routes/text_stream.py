"""The way of generated text to the page that asked for it.

With a Conduit client of the context's id it goes there as payload, else as pushes with a body. What comes while the
page takes its time goes together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

from oro_framework.types import Host, Push, Window

__all__ = ("Ending", "TextStream")

Ending = Literal["eog", "complete"]
"""The member that is true in the last message: of an answer, and of a text that was continued."""


@runtime_checkable
class Conduit(Protocol):
    """The service `conduit`, as far as it is asked."""

    def connected(self, client_id: str) -> bool:
        """Return whether a client of that id is connected."""
        ...

    def send(self, client_id: str, options: Mapping[str, str | int | float | bool | None], payload: bytes) -> bool:
        """Send a message; False when the client is unusable or its queue is full."""
        ...


class TextStream:
    """Sends the text of one context to its page.

    Args:
        host: whose service `conduit` may carry it.
        window: the page's.
        id: the context's.
        source: the route that was called.
        ending: the member that says whether there is more.
    """

    def __init__(self, host: Host, window: Window, id: str, source: str, ending: Ending) -> None:
        conduit = host.service("conduit")
        self._conduit: Conduit | None = conduit if isinstance(conduit, Conduit) else None
        self._window = window
        self._id = id
        self._source = source
        self._ending = ending

    def send(self, text: str, *, ended: bool = False) -> None:
        """Send text, or that there is no more."""
        data = text.encode()
        conduit = self._conduit
        options: dict[str, str | int | float | bool | None] = {"source": self._source, self._ending: ended}
        if conduit is not None and conduit.connected(self._id) and conduit.send(self._id, options, data):
            return
        told = {self._ending: ended, "id": self._id}
        self._window.push(Push(source=self._source, data=told, body=data))
