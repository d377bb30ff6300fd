"""One download and its states. Loop thread, except for `offer`.

    asked ─→ running ─→ done
      │         ├─────→ failed
      └─────────┴─────→ cancelled

A download that is asked about is already being received, into a hidden file beside the finished ones.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import trio
from msgspec import Struct, field

from oro_framework.host.windows.window import ManagedWindow

if TYPE_CHECKING:
    from oro_framework.host.downloads.files import Incoming

__all__ = ("Download", "State")

State = Literal["asked", "running", "done", "failed", "cancelled"]
FINAL = frozenset({"done", "failed", "cancelled"})


class Download(Struct, kw_only=True, eq=False):
    """See the module."""

    id: str
    window: ManagedWindow
    url: str
    name: str
    """A safe file name; a number is added when the folder has a file of that name."""
    type: str
    total: int | None
    folder: Path
    incoming: Incoming
    """The hidden file that receives the bytes."""
    state: State = "running"
    received: int = 0
    whole: bool = False
    """Whether all bytes have arrived."""
    path: Path | None = None
    """The path of the finished file."""
    chosen: Path | None = None
    """The path that the person chose."""
    error: str = ""
    stop: list[Callable[[], None]] = field(default_factory=list)
    """The function that cancels the transfer."""
    told: float = 0.0
    ended: trio.Event = field(default_factory=trio.Event)
    """Set when the download is over."""

    @property
    def over(self) -> bool:
        """Whether the download has ended."""
        return self.state in FINAL

    def describe(self) -> dict[str, Any]:
        """Return the detail of the event `download`."""
        return {
            "id": self.id, "url": self.url, "name": self.name, "type": self.type, "state": self.state,
            "received": self.received, "total": self.total, "error": self.error or None,
            "path": None if self.path is None else str(self.path),
        }  # fmt: skip
