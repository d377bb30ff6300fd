"""`Host.clipboard`: the desktop's clipboard, through the toolkit of the windows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.system_clipboard import SystemClipboard

__all__ = ("HostClipboard",)

Ask = Callable[[Callable[[Callable[..., None]], None]], Awaitable[tuple[Any, ...]]]
Done = Callable[[Any], None]


class HostClipboard:
    """See `oro_framework.types.Clipboard`. Loop thread.

    Args:
        backend: the engine of the app, None for an app without one.
        ask: runs a function on the GUI thread and waits for its result (`Windows.ask_gui`).
    """

    def __init__(self, backend: Backend | None, ask: Ask) -> None:
        self._backend = backend
        self._ask = ask

    async def formats(self) -> Sequence[str]:
        """Return the formats that can be read now."""
        found: list[str] = await self._use(lambda clipboard, done: clipboard.formats(done))
        return found

    async def read(self, format: str) -> bytes | None:
        """Return the contents in a format, or None."""
        found: bytes | None = await self._use(lambda clipboard, done: clipboard.read(format, done))
        return found

    async def write(self, items: Mapping[str, bytes]) -> None:
        """Replace the contents by one item in several formats."""

        def write(clipboard: SystemClipboard, done: Done) -> None:
            clipboard.write(items)
            done(None)

        await self._use(write)

    async def _use(self, use: Callable[[SystemClipboard, Done], None]) -> Any:
        if self._backend is None:
            raise Unsupported("Cannot use the clipboard: this app has no window")
        (value,) = await self._ask(partial(_on_gui, self._backend, use))
        return value


def _on_gui(backend: Backend, use: Callable[[SystemClipboard, Done], None], done: Callable[..., None]) -> None:
    use(backend.clipboard(), done)
