"""Addresses that the app opens itself. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from oro_framework.errors import ConfigError

__all__ = ("Addresses", "protocol_of")

LENGTH = 1 << 16
"""Characters an address may have."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_WEB = frozenset({"about", "blob", "data", "file", "ftp", "http", "https", "javascript", "mailto", "tel", "ws", "wss"})
_OURS = frozenset({"ipc", "node", "npm", "oro"})
_ENGINES = frozenset({"chrome", "qrc", "view-source"})


def protocol_of(value: str) -> str:
    """Return a scheme as `meta_application_protocol` names it: `notes`, `notes:` or `notes://`; empty for none.

    Raises:
        ConfigError: it can be no scheme of an app.
    """
    scheme = value.strip().lower().removesuffix("//").removesuffix(":")
    if scheme and (not _SCHEME.fullmatch(scheme) or scheme in _WEB | _OURS | _ENGINES):
        raise ConfigError(f'Cannot use "{value}" as meta_application_protocol: expected a scheme of the app\'s own')
    return scheme


class Addresses:
    """The addresses of one app.

    Args:
        protocol: its scheme, or empty.
        hosts: of the web, whose addresses are the app's as well.
    """

    def __init__(self, protocol: str, hosts: Iterable[str] = ()) -> None:
        self.protocol = protocol
        self._hosts = frozenset(host.lower() for host in hosts)

    def takes(self, url: str) -> bool:
        """Return whether an address is for the app."""
        if not 0 < len(url) <= LENGTH or any(ord(letter) < 33 or letter == "\x7f" for letter in url):
            return False
        scheme = url.partition(":")[0].lower() if ":" in url else ""
        if scheme in ("http", "https"):
            return _host(url) in self._hosts
        return bool(scheme) and scheme == self.protocol

    def among(self, arguments: Sequence[str]) -> list[str]:
        """Return those of a command line's arguments that are addresses for the app."""
        return [argument for argument in arguments if self.takes(argument)]


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
