"""Events about the machine for pages that watch it."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent
from oro_power.battery import Battery

__all__ = (
    "ACTIVE",
    "ALL",
    "BATTERY",
    "IDLE",
    "LOCK",
    "RELEASED",
    "SHUTDOWN",
    "SLEEP",
    "UNLOCK",
    "WAKE",
    "Ending",
    "Nothing",
    "Released",
    "Supply",
)

SLEEP, WAKE, LOCK, UNLOCK = "powersleep", "powerwake", "powerlock", "powerunlock"
IDLE, ACTIVE, BATTERY, SHUTDOWN, RELEASED = (
    "poweridle",
    "poweractive",
    "powerbattery",
    "powershutdown",
    "powerreleased",
)


class Nothing(TypedDict):
    """No details."""


class Ending(TypedDict):
    """The machine waits for `power.ready` with this turn, at most so many milliseconds."""

    turn: int
    milliseconds: int


class Supply(TypedDict):
    """The battery, the mains and the lid. `onBattery` and `lidClosed` are null where the desktop does not say."""

    battery: Battery | None
    onBattery: bool | None
    lidClosed: bool | None


class Released(TypedDict):
    """A hold that ended although the page did not end it, and the reason."""

    id: str
    reason: str


ALL = (
    PageEvent(name=SLEEP, detail=Ending, summary="The machine is about to sleep."),
    PageEvent(name=WAKE, detail=Nothing, summary="The machine woke up."),
    PageEvent(name=SHUTDOWN, detail=Ending, summary="The machine is about to shut down, or the person to log out."),
    PageEvent(name=LOCK, detail=Nothing, summary="The screen was locked."),
    PageEvent(name=UNLOCK, detail=Nothing, summary="The screen was unlocked."),
    PageEvent(name=IDLE, detail=Nothing, summary="The desktop finds that the person does nothing."),
    PageEvent(name=ACTIVE, detail=Nothing, summary="The person does something again."),
    PageEvent(name=BATTERY, detail=Supply, summary="The battery, the mains or the lid changed."),
    PageEvent(name=RELEASED, detail=Released, summary="What kept the machine awake for the page is gone."),
)
