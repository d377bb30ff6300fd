"""The event that tells pages of updates."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CHANGED", "Available", "Status")

CHANGED = "updaterchange"


class Available(TypedDict):
    """A version that is offered."""

    version: str
    notes: str
    released: str
    size: int
    """Bytes to download."""


class Status(TypedDict):
    """The app's versions, as far as they are known."""

    version: str
    """The one that runs."""
    channel: str
    updatable: bool
    why: str
    """The reason, where it is not updatable."""
    activity: Literal["idle", "checking", "downloading"]
    received: int
    total: int
    available: Available | None
    ready: str
    """The version that is downloaded and verified, and can be applied."""
    next: str
    """The version that starts next."""
    previous: str
    """The version to go back to."""
    failed: list[str]
    """Versions that did not work here."""
    error: str
    """The message of the last check or download, where it failed."""


ALL = (PageEvent(name=CHANGED, detail=Status, summary="Something changed of what `updater.status` answers."),)
