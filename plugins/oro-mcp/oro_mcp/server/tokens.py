"""The tokens by which agents connect over HTTP: those of `[mcp.clients.NAME]`, and those that the app gives out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from msgspec import Struct

from oro_framework.errors import ConfigError, InvalidArgument
from oro_framework.types import Host
from oro_mcp import settings
from oro_mcp.secret_texts import secret_text
from oro_mcp.server.principals import Principal, Principals, of_token
from oro_mcp.tables import NAME, tables_of

__all__ = ("Client", "Tokens", "clients_of")

_ALL: tuple[str, ...] = ("*",)
MIN_TOKEN = 16


class Client(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[mcp.clients.NAME]`."""

    name: str
    token: str = ""
    """The name of a secret of oro-secrets, which is its token."""
    token_env: str = ""
    """In place of it, an environment variable that has the token."""
    expose: tuple[str, ...] = _ALL
    """Patterns of the exposed routes that it may call."""
    permissions: tuple[str, ...] = _ALL
    """Permissions that it has, of those that the app has itself."""


def clients_of(host: Host) -> dict[str, Client]:
    """Return the agents of the configuration by name.

    Raises:
        ConfigError: a table of it is wrong.
    """
    return tables_of(host.settings.family(settings.CLIENTS.key), Client, "mcp.clients")


class Tokens:
    """See the module. Loop thread.

    Args:
        principals: told of agents that may call no more.
    """

    def __init__(self, principals: Principals) -> None:
        self._principals = principals
        self._agents: dict[str, Principal] = {}

    @property
    def agents(self) -> Mapping[str, Principal]:
        """The agents by their tokens."""
        return self._agents

    async def read(self, host: Host) -> None:
        """Read the tokens of the configuration.

        Raises:
            ConfigError: one of them is not there, or too short.
        """
        for name, client in clients_of(host).items():
            where = f"mcp.clients.{name}"
            token = await secret_text(host, where, key=client.token, variable=client.token_env)
            if not token:
                raise ConfigError(f"Cannot use [{where}]: give token, the name of a secret, or token_env")
            if len(token) < MIN_TOKEN:
                raise ConfigError(f"Cannot use [{where}]: its token has {len(token)} characters, {MIN_TOKEN} at least")
            self._agents[token] = of_token(name, client.expose, client.permissions)

    def issue(self, name: str, routes: Sequence[str] = _ALL, permissions: Sequence[str] = _ALL) -> str:
        """Return a new token for an agent, in place of the one it had.

        Raises:
            InvalidArgument: the name is none.
        """
        if not NAME.fullmatch(name):
            raise InvalidArgument(f'Cannot give a token to "{name[:64]}": a name has small letters, digits and hyphens')
        self.revoke(name)
        token = secrets.token_urlsafe(32)
        self._agents[token] = of_token(name, routes, permissions)
        return token

    def revoke(self, name: str) -> bool:
        """Take the token of an agent back; return whether it had one."""
        origin = of_token(name).origin
        gone = [token for token, agent in self._agents.items() if agent.origin == origin]
        for token in gone:
            self._principals.dismiss(self._agents.pop(token))
        return bool(gone)
