"""Tell of other processes of this machine."""

from __future__ import annotations

import os

__all__ = ("is_alive",)


def is_alive(pid: int) -> bool:
    """Return whether there is a process of a number; True where that cannot be told, as on Windows."""
    if os.name == "nt":  # a signal 0 would end the process there
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
