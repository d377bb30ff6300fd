"""Changes of a store, checked before any of them is made. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json

__all__ = ("Changes", "changes_of", "checked_name", "value_of")

NAME_LENGTH = 1000
"""Characters the name of a store, or a key, may have."""


class Changes(Struct, frozen=True):
    """Keys with their new values, as JSON text, and keys to delete."""

    set: Mapping[str, str]
    delete: Sequence[str] = ()


class _Body(Struct, forbid_unknown_fields=True):
    set: dict[str, msgspec.Raw] = {}
    delete: list[str] = []


def checked_name(name: str, what: str = "key") -> str:
    """Return a name of a store, or a key.

    Raises:
        InvalidArgument: it is longer than 1,000 characters.
    """
    if len(name) > NAME_LENGTH:
        raise InvalidArgument(f'Cannot use {what} "{name[:40]}…": it has {len(name)} characters, {NAME_LENGTH} may be')
    return name


def value_of(body: bytes) -> str:
    """Return a value as JSON text.

    Raises:
        InvalidArgument: the bytes are no JSON.
    """
    try:
        from_json(body)
        return body.decode("utf-8")
    except ValueError as error:
        raise InvalidArgument(f"Cannot store a value: the body is no JSON, {error}") from error


def changes_of(body: bytes) -> Changes:
    """Return what a body `{"set": {key: value}, "delete": [key]}` asks for.

    Raises:
        InvalidArgument: it is no such object, a key is in both, or too long.
    """
    try:
        found = from_json(body, _Body)
    except ValueError as error:
        raise InvalidArgument(f"Cannot change a store: the body must be {{set, delete}}, {error}") from error
    if both := found.set.keys() & set(found.delete):
        raise InvalidArgument(f'Cannot change a store: key "{min(both)}" is to be set and to be deleted')
    values = {checked_name(key): value_of(bytes(raw)) for key, raw in found.set.items()}
    return Changes(values, [checked_name(key) for key in found.delete])
