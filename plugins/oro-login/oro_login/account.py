"""The accounts of an app, as `[login.NAME]` declares them. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from oro_framework.errors import ConfigError
from oro_login.reach import Reach

__all__ = ("Account", "accounts_of")

Redirect = Literal["loopback", "deep-link", "device"]
Seconds = Annotated[float, Meta(gt=0)]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OWN = frozenset(
    [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_mode",
        "response_type",
        "scope",
        "state",
    ]
)
"""Parameters that are no choice of an app's."""
_PATH = re.compile(r"/[A-Za-z0-9._~/-]*")


class Account(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[login.NAME]`."""

    name: str
    client_id: Annotated[str, Meta(min_length=1)]
    """By which the provider knows the app."""
    issuer: str = ""
    """The provider's address, from which its endpoints are discovered."""
    provider: str = ""
    """In place of an issuer, a provider that a plugin declares by `oro_login_providers`."""
    client_secret: str = ""
    """Only where a provider wants one of desktop apps, too; it is no secret, for it can be read in the app."""
    scopes: tuple[str, ...] = ("openid",)
    redirect: Redirect = "loopback"
    """How the answer comes back: to a port of this machine, to the app's own scheme, or by a code that is typed in."""
    path: str = "/callback"
    """The path of the redirect address, as it is registered with the provider."""
    audience: str = ""
    """The API that the token is for, where the provider wants it named."""
    fetch: tuple[str, ...] = ()
    """Addresses that get the token, such as `https://api.example.com/*`."""
    parameters: dict[str, str] = {}
    """Further parameters of the request to the provider, such as `prompt` or `resource`."""
    timeout: Seconds = 300
    """Seconds the person has in the browser."""
    clock_skew: Annotated[float, Meta(ge=0)] = 60
    """Seconds that the clocks of this machine and the provider may differ by."""

    @property
    def reach(self) -> Reach:
        """The addresses that get the token."""
        return Reach.parse(self.fetch)

    @property
    def table(self) -> str:
        """How `oro.toml` names it."""
        return f"[login.{self.name}]"


def accounts_of(given: Mapping[str, Any]) -> dict[str, Account]:
    """Return the accounts of the configuration by name.

    Args:
        given: values by flat key, `NAME_issuer`, `NAME_parameters_prompt` and so on.

    Raises:
        ConfigError: a name cannot be one, a key is unknown or missing, or a value is of another type.
    """
    tables: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        name, _, member = key.partition("_")
        table = tables.setdefault(name, {"name": name})
        family, _, parameter = member.partition("_")
        if family == "parameters" and parameter:
            table.setdefault(family, {})[parameter] = value
        else:
            table[member] = value
    return {name: _account(name, table) for name, table in tables.items()}


def _account(name: str, table: Mapping[str, Any]) -> Account:
    if not _NAME.fullmatch(name):
        raise ConfigError(f'Cannot use [login.{name}]: a name has small letters, digits and hyphens, such as "work"')
    try:
        account = msgspec.convert(_with_lists(table), Account)
        account.reach  # noqa: B018
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigError(f"Cannot use [login.{name}]: {error}") from error
    if bool(account.issuer) == bool(account.provider):
        raise ConfigError(f"Cannot use [login.{name}]: give its issuer, or the provider of a plugin, and not both")
    if not _PATH.fullmatch(account.path):
        raise ConfigError(f'Cannot use [login.{name}]: path "{account.path}" must begin with / and have no query')
    if own := sorted(_OWN & account.parameters.keys()):
        raise ConfigError(f"Cannot use [login.{name}]: parameters may not set {', '.join(own)}")
    return account


def _with_lists(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table whose texts of several words are lists, as those of environment variables are."""
    listed = {key: table[key].split() for key in ("scopes", "fetch") if isinstance(table.get(key), str)}
    return {**table, **listed}
