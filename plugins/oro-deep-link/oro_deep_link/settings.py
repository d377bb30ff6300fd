"""The configuration keys oro-deep-link reads."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Setting

__all__ = ("ALL", "LINKS", "PROTOCOL", "REGISTER")


def hosts(value: Any) -> tuple[str, ...]:
    """Read names of hosts: a text with spaces or a list."""
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ValueError("expected names of hosts")


_NONE: tuple[str, ...] = ()

PROTOCOL = Setting("meta_application_protocol", str, "", "scheme of the app's own addresses, such as notes")
LINKS = Setting("meta_application_links", hosts, _NONE, "hosts of the web whose addresses are the app's own as well")
REGISTER = Setting("deep_link_register", bool, False, "Tell the desktop at every start that the scheme is the app's")

ALL: tuple[Setting[Any], ...] = (PROTOCOL, LINKS, REGISTER)
"""Every key."""
