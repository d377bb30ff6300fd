"""Tables of the configuration by name, `[mcp.clients.NAME]` and `[mcp.servers.NAME]`. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from oro_framework.errors import ConfigError

__all__ = ("NAME", "tables_of")

T = TypeVar("T", bound=Struct)
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def tables_of(given: Mapping[str, Any], kind: type[T], where: str, maps: tuple[str, ...] = ()) -> dict[str, T]:
    """Return the tables of a family of keys by name.

    Args:
        given: values by flat key, `NAME_url`, `NAME_env_HOME` and so on.
        kind: the class of a table, with a field `name`.
        where: how the family is written, such as `mcp.servers`, for errors.
        maps: the fields that are tables themselves.

    Raises:
        ConfigError: a name cannot be one, a key is unknown or missing, or a value cannot be used.
    """
    tables: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        name, _, member = key.partition("_")
        family, _, inner = member.partition("_")
        table = tables.setdefault(name, {})
        if family in maps and inner:
            table.setdefault(family, {})[inner] = value
        else:
            table[member] = value
    return {name: _table(name, table, kind, where) for name, table in sorted(tables.items())}


def _table(name: str, table: Mapping[str, Any], kind: type[T], where: str) -> T:
    if not NAME.fullmatch(name):
        raise ConfigError(f'Cannot use [{where}.{name}]: a name has small letters, digits and hyphens, such as "notes"')
    try:
        return msgspec.convert({**table, "name": name}, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"Cannot use [{where}.{name}]: {error}") from error
