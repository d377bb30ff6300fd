"""Signals by name and number, and what each does to a process that does not handle it."""

from __future__ import annotations

from typing import Literal

__all__ = ("ACTIONS", "NAMES", "NUMBERS", "Action", "named")

Action = Literal["end", "stop", "continue", "ignore"]

NUMBERS: dict[str, int] = {
    "SIGHUP": 1,
    "SIGINT": 2,
    "SIGQUIT": 3,
    "SIGABRT": 6,
    "SIGKILL": 9,
    "SIGUSR1": 10,
    "SIGUSR2": 12,
    "SIGPIPE": 13,
    "SIGALRM": 14,
    "SIGTERM": 15,
    "SIGCHLD": 17,
    "SIGCONT": 18,
    "SIGSTOP": 19,
    "SIGTSTP": 20,
    "SIGTTIN": 21,
    "SIGTTOU": 22,
    "SIGWINCH": 28,
}
"""As Linux numbers them."""

NAMES: dict[int, str] = {number: name for name, number in NUMBERS.items()}

_OTHERS: dict[str, Action] = {
    "SIGCHLD": "ignore",
    "SIGWINCH": "ignore",
    "SIGCONT": "continue",
    "SIGSTOP": "stop",
    "SIGTSTP": "stop",
    "SIGTTIN": "stop",
    "SIGTTOU": "stop",
}
ACTIONS: dict[str, Action] = {name: _OTHERS.get(name, "end") for name in NUMBERS}


def named(signal: str | int) -> str:
    """Return a signal's name.

    Args:
        signal: its name with or without `SIG`, or its number.

    Raises:
        ValueError: there is no such signal.
    """
    text = str(signal).upper()
    name = NAMES.get(int(text), "") if text.isdigit() else text if text.startswith("SIG") else f"SIG{text}"
    if name not in NUMBERS:
        raise ValueError(f'Cannot send signal "{str(signal)[:40]}": there is none of that name or number')
    return name
