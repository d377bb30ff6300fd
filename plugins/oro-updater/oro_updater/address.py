"""Addresses that updates may come from. Sans-IO.

What is signed cannot be forged on the way, but anyone there could see who updates what, and hold updates back: so
addresses are `https:`, and `http:` is for this machine itself, or where the app's settings say so.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from oro_framework.errors import ConfigError

__all__ = ("check_address",)


def check_address(url: str, *, plain: bool) -> None:
    """Raise `ConfigError` unless updates may come from an address, as the module says."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f'Cannot update from "{url}": [updater] url must be as https://example.com/updates')
    if parts.scheme == "http" and not plain and not _is_loopback(parts.hostname):
        raise ConfigError(
            f'Cannot update from "{url}": it is not encrypted, so others on the way see who updates what; use https, '
            "or say [updater] http = true"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
