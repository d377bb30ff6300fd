"""Signals by name and number, as this system has them."""

from __future__ import annotations

import errno
import os
import signal

__all__ = ("signal_name", "signal_number")


def signal_number(asked: int | str) -> int:
    """Return the number of a signal, given by number or name; 0 is none.

    Raises:
        OSError: EINVAL, there is no such signal.
    """
    try:
        number = int(asked)
    except ValueError:
        number = int(getattr(signal.Signals, str(asked), -1))
    if number and number not in signal.valid_signals():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return number


def signal_name(number: int | None) -> str | None:
    """Return the name of a signal; None for None and for what has no name."""
    try:
        return None if number is None else signal.Signals(number).name
    except ValueError:
        return None
