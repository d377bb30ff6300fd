"""The greeting of an agent that joins: one line of JSON each way, before the protocol begins. Sans-IO."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

from oro_framework.errors import UsageError

__all__ = ("LIMIT", "Hello", "Welcome", "line_of", "read")

T = TypeVar("T", bound=Struct)
LIMIT = 4096
"""Bytes of a greeting."""


class Hello(Struct, frozen=True, kw_only=True):
    """The first line, of the agent's side."""

    client: str = ""
    """The agent's name; as it says itself where empty."""


class Welcome(Struct, frozen=True, kw_only=True):
    """The answer of the app."""

    pid: int = 0
    refused: str = ""
    """Why the agent is not let in; empty where it is."""


def line_of(greeting: Hello | Welcome) -> bytes:
    """Return a greeting as it is sent."""
    return msgspec.json.encode(greeting) + b"\n"


def read(line: bytes, kind: type[T]) -> T:
    """Return the greeting in a line.

    Raises:
        UsageError: it is none.
    """
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UsageError(f"Cannot read a greeting: {error}") from error
