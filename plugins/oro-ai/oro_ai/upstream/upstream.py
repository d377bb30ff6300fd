"""`Upstream`, a server as `[ai.upstreams.NAME]` declares it. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from oro_framework.errors import ConfigError

__all__ = ("Upstream", "upstreams_of")

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CREDENTIALS = frozenset(["api-key", "authorization", "cookie", "proxy-authorization", "x-api-key"])
"""Headers that hold a secret, whose place is `key`."""
_OURS = frozenset(
    ["accept", "accept-encoding", "connection", "content-length", "content-type", "host", "transfer-encoding"]
)
_MAPS = ("headers", "models")


class Upstream(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[ai.upstreams.NAME]`."""

    name: str
    url: str
    """The address before `/chat/completions`, such as `http://127.0.0.1:8080/v1`."""
    key: str = ""
    """The name of a secret of oro-secrets, which is sent as the key."""
    key_env: str = ""
    """In place of it, an environment variable that has the key."""
    key_header: str = "authorization"
    """The header of the key; another one than `authorization` has it without `Bearer`."""
    models: dict[str, str] = {}
    """The server's models by the names they have in the app; empty for all of them, by the server's names."""
    headers: dict[str, str] = {}
    """Further headers of each request; none of them is secret."""
    timeout: Annotated[float, Meta(gt=0, le=86400)] = 120
    """Seconds without a byte after which a request fails."""
    retries: Annotated[int, Meta(ge=0, le=10)] = 2
    """How often a request is repeated before its answer has begun."""
    order: int = 0
    """Of several upstreams that have a model, the one of the lowest number is asked first; then by name."""

    def card(self, model: str) -> dict[str, Any]:
        """Return the description of a model of this server, in OpenAI's shape."""
        return {"id": model, "object": "model", "created": 0, "owned_by": self.name}

    def theirs(self, model: str) -> str:
        """Return the server's name of a model, by the app's or the server's own; empty if it may not be asked for."""
        if not self.models:
            return model
        return self.models.get(model) or (model if model in self.models.values() else "")


def upstreams_of(given: Mapping[str, Any]) -> list[Upstream]:
    """Return the upstreams of the configuration, in the order they are asked.

    Args:
        given: values by flat key, `NAME_url`, `NAME_models_small` and so on.

    Raises:
        ConfigError: a name cannot be one, a key is unknown or missing, or a value cannot be used.
    """
    tables: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        name, _, member = key.partition("_")
        table = tables.setdefault(name, {})
        family, _, inner = member.partition("_")
        if family in _MAPS and inner:
            _merged(name, table, family)[inner] = value
        elif member == "models":
            _merged(name, table, member).update((each, each) for each in _names(name, value))
        else:
            table[member] = value
    found = [_upstream(name, table) for name, table in tables.items()]
    return sorted(found, key=lambda one: (one.order, one.name))


def _merged(name: str, table: dict[str, Any], family: str) -> dict[str, Any]:
    inner = table.setdefault(family, {})
    if not isinstance(inner, dict):
        raise _wrong(name, f"{family} is no table")
    return inner


def _names(name: str, value: Any) -> list[str]:
    """Return names of models: an array, or a text with spaces, as an environment variable has them."""
    listed = value.split() if isinstance(value, str) else value
    if not isinstance(listed, (list, tuple)) or not all(isinstance(one, str) and one for one in listed):
        raise _wrong(name, 'models must be an array of names, or a table such as { small = "their-model" }')
    return list(listed)


def _upstream(name: str, table: Mapping[str, Any]) -> Upstream:
    if not _NAME.fullmatch(name):
        raise _wrong(name, 'a name has small letters, digits and hyphens, such as "work"')
    try:
        made = msgspec.convert({**table, "name": name}, Upstream)
    except msgspec.ValidationError as error:
        raise _wrong(name, str(error)) from error
    if why := _address(made.url) or _headers(made):
        raise _wrong(name, why)
    if made.key and made.key_env:
        raise _wrong(name, "give key, the name of a secret, or key_env, and not both")
    if not all(made.models.values()):
        raise _wrong(name, "a model has an empty name")
    return msgspec.structs.replace(made, url=made.url.rstrip("/"))


def _address(url: str) -> str:
    """Return why a URL cannot be that of an upstream, or an empty text."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or _CONTROL.search(url):
        return 'url must be an address such as "http://127.0.0.1:8080/v1"'
    if parts.username is not None or parts.query or parts.fragment:
        return "url must have no user name, query or fragment: a secret belongs into key or key_env"
    return ""


def _headers(made: Upstream) -> str:
    """Return why headers cannot be sent, or an empty text."""
    for name, value in made.headers.items():
        if name.lower() in _CREDENTIALS:
            return f'header "{name}" would stand in the configuration, which pages read: use key or key_env'
        if name.lower() in _OURS or not _HEADER.fullmatch(name) or _CONTROL.search(value) or not value.isascii():
            return f'header "{name}" cannot be set'
    if not _HEADER.fullmatch(made.key_header) or made.key_header.lower() in _OURS:
        return f'key_header "{made.key_header}" is no name of a header'
    return ""


def _wrong(name: str, why: str) -> ConfigError:
    return ConfigError(f"Cannot use [ai.upstreams.{name}]: {why}")
