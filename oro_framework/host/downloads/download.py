"""One download: what it is and the states it goes through. Loop thread, but for `offer`.

    asked ─→ running ─→ done
      │         ├─────→ failed
      └─────────┴─────→ cancelled

What is asked for is on its way already, into a hidden file beside the ones that are done.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from oro_framework.host.downloads.files import Incoming
from oro_framework.host.windows.window import ManagedWindow

__all__ = ("Download", "State")

State = Literal["asked", "running", "done", "failed", "cancelled"]
FINAL = frozenset({"done", "failed", "cancelled"})


class Download(Struct, kw_only=True, eq=False):
    """See the module."""

    id: str
    window: ManagedWindow
    url: str
    name: str
    """Safe as the name of a file; another may be taken if there is one of that name."""
    type: str
    total: int | None
    folder: Path
    incoming: Incoming
    """Where its bytes are until it is done."""
    state: State = "running"
    received: int = 0
    whole: bool = False
    """Every byte is there."""
    path: Path | None = None
    """Where it is, once it is done."""
    chosen: Path | None = None
    """Where a person said it should be."""
    error: str = ""
    stop: list[Callable[[], None]] = field(default_factory=list)
    """What ends whoever brings the bytes."""
    told: float = 0.0

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL

    def describe(self) -> dict[str, Any]:
        """Return what pages are told: the detail of the event `download`."""
        return {
            "id": self.id, "url": self.url, "name": self.name, "type": self.type, "state": self.state,
            "received": self.received, "total": self.total, "error": self.error or None,
            "path": None if self.path is None else str(self.path),
        }  # fmt: skip
