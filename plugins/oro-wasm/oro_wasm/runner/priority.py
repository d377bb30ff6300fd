"""The priority of a process that is to work when no other has work."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ("lower_priority",)

STEP = 10
"""A tenth of the share of an ordinary process where the two compete; a call may wait for the work."""
_SESSION = Path("/proc/self/autogroup")
"""Linux may weigh sessions against each other, and processes only within theirs; a runner has one of its own."""


def lower_priority() -> None:
    """Lower the priority of this process, and of the threads it starts from now on, where the system can."""
    if hasattr(os, "nice"):
        os.nice(STEP)
    with suppress(OSError):
        _SESSION.write_text(str(STEP))
