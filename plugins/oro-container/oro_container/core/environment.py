"""`variables`, the environment that every program of a container has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ("variables",)

_COMMON: Mapping[str, str] = MappingProxyType(
    {
        "USER": "user",
        "LANG": "C.UTF-8",
        "SHELL": "/bin/sh",
        "TMPDIR": "/tmp",
        "COLORTERM": "truecolor",
        # A newer npm would be one of the machine, which no program here can install.
        "npm_config_update_notifier": "false",
    }
)


def variables(*, home: str, path: str, clear: bool = False) -> dict[str, str]:
    """Return the variables of every program, or with `clear` only those that none can do without."""
    return {"HOME": home, "PATH": path, "TERM": "xterm-256color", **({} if clear else _COMMON)}
