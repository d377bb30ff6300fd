"""`[mcp.servers.NAME]`, a server of tools. Sans-IO."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from oro_framework.errors import ConfigError
from oro_framework.types import Settings
from oro_mcp import settings
from oro_mcp.tables import tables_of

__all__ = ("APP", "Entry", "entries_of")

APP = "app"
"""The name of the app's own tools, which no server may have."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See the module."""

    name: str
    command: str = ""
    """A program: `python` is the one that runs the app, and a path with a slash may be of the app's folder."""
    args: tuple[str, ...] = ()
    env: dict[str, str] = {}
    """Further variables of its environment; they stand in the configuration, so none is secret."""
    secrets: dict[str, str] = {}
    """Variables of its environment, and the secrets of oro-secrets that they have."""
    cwd: str = ""
    """Its folder; the app's own unless given."""
    url: str = ""
    """In place of a command, the endpoint of a server that runs already."""
    token: str = ""
    """The name of a secret of oro-secrets, which is sent as the token."""
    token_env: str = ""
    """In place of it, an environment variable that has the token."""
    timeout: Annotated[float, Meta(gt=0, le=86400)] = 60
    """Seconds that the server may take to start, and to answer anything but a call of a tool."""
    call_timeout: Annotated[float, Meta(gt=0, le=86400)] = 600
    """Seconds that a tool may take."""

    @property
    def transport(self) -> str:
        return "http" if self.url else "stdio"


def entries_of(chosen: Settings) -> dict[str, Entry]:
    """Return the servers of the configuration by name.

    Raises:
        ConfigError: a table of it is wrong.
    """
    found = tables_of(chosen.family(settings.SERVERS.key), Entry, "mcp.servers", ("env", "secrets"))
    for name, entry in found.items():
        if why := _wrong(entry):
            raise ConfigError(f"Cannot use [mcp.servers.{name}]: {why}")
    return found


def _wrong(entry: Entry) -> str:
    if entry.name == APP:
        return f'the name "{APP}" means the app\'s own tools'
    if bool(entry.command) == bool(entry.url):
        return "give command, a program, or url, an endpoint, and not both"
    if entry.token and entry.token_env:
        return "give token, the name of a secret, or token_env, and not both"
    if entry.command:
        return "a program has no token; use secrets" if entry.token or entry.token_env else ""
    if entry.args or entry.env or entry.secrets or entry.cwd:
        return "args, env, secrets and cwd are for a command"
    parts = urlsplit(entry.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return 'url must be an address such as "http://127.0.0.1:8000/mcp"'
    return "url must have no user name: a secret belongs into token" if parts.username is not None else ""
