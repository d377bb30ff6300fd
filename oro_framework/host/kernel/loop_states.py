"""The state machine of an app's loop. Sans-IO.

    none → init → idle ⇄ polling → paused → init …
                  init, idle, polling, paused → stopped → shutdown

Rules
1. A loop begins once and ends once: nothing follows shutdown, and only shutdown follows stopped.
2. Polling is idle while something is being answered; what may follow the one may follow the other.
3. A paused loop resumes through init, as it began.
4. An app can be stopped in any state, also before it has started.
"""

from __future__ import annotations

import enum

__all__ = ("LoopState", "may_follow")


class LoopState(enum.Enum):
    """The state of the loop."""

    NONE = "none"
    INIT = "init"
    IDLE = "idle"
    POLLING = "polling"
    PAUSED = "paused"
    STOPPED = "stopped"
    SHUTDOWN = "shutdown"


_NEXT = {
    LoopState.NONE: {LoopState.INIT},
    LoopState.INIT: {LoopState.IDLE, LoopState.STOPPED},
    LoopState.IDLE: {LoopState.POLLING, LoopState.PAUSED, LoopState.STOPPED},
    LoopState.POLLING: {LoopState.IDLE, LoopState.PAUSED, LoopState.STOPPED},
    LoopState.PAUSED: {LoopState.INIT, LoopState.STOPPED},
    LoopState.STOPPED: {LoopState.SHUTDOWN},
    LoopState.SHUTDOWN: set[LoopState](),
}


def may_follow(old: LoopState, new: LoopState) -> bool:
    """Return whether a loop may go from one state to another."""
    return new in _NEXT[old]
