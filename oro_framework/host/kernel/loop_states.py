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
from collections.abc import Mapping

__all__ = ("TRANSITIONS", "LoopState", "may_follow")


class LoopState(enum.Enum):
    """The state of the loop."""

    NONE = "none"
    INIT = "init"
    IDLE = "idle"
    POLLING = "polling"
    PAUSED = "paused"
    STOPPED = "stopped"
    SHUTDOWN = "shutdown"


_STOPPED = {LoopState.STOPPED: "quit"}
TRANSITIONS: Mapping[LoopState, Mapping[LoopState, str]] = {
    LoopState.NONE: {LoopState.INIT: "the host runs"},
    LoopState.INIT: {LoopState.IDLE: "services have started", **_STOPPED},
    LoopState.IDLE: {LoopState.POLLING: "an exchange has a task", LoopState.PAUSED: "pause", **_STOPPED},
    LoopState.POLLING: {LoopState.IDLE: "none has", LoopState.PAUSED: "pause", **_STOPPED},
    LoopState.PAUSED: {LoopState.INIT: "resume", **_STOPPED},
    LoopState.STOPPED: {LoopState.SHUTDOWN: "services have stopped"},
    LoopState.SHUTDOWN: {},
}
"""The states that may follow each, and what leads to them."""


def may_follow(old: LoopState, new: LoopState) -> bool:
    """Return whether a loop may go from one state to another."""
    return new in TRANSITIONS[old]
