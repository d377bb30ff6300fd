"""Events of shortcuts for pages."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CHANGE", "PRESS", "RELEASE", "Changed", "Used")

PRESS, RELEASE, CHANGE = "shortcutpress", "shortcutrelease", "shortcutchange"


class Used(TypedDict):
    """A shortcut, the time of the desktop in milliseconds, and a token that lets a window come to the front."""

    id: str
    time: int
    token: str


class Changed(TypedDict):
    """A shortcut, and its keys now in the words of the desktop; empty where it has none."""

    id: str
    trigger: str


ALL = (
    PageEvent(name=PRESS, detail=Used, summary="The keys of a shortcut were pressed."),
    PageEvent(name=RELEASE, detail=Used, summary="The keys of a shortcut were released."),
    PageEvent(name=CHANGE, detail=Changed, summary="The person gave a shortcut other keys."),
)
