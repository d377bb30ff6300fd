"""Convert errors to messages between processes, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from oro_ai import errors as ours
from oro_framework import errors as theirs
from oro_framework.errors import Broken, OroError

__all__ = ("Refusal", "raised", "refusal")


class Refusal(Struct, frozen=True, tag=True):
    """An error as a message."""

    kind: str
    """The name of the error's class."""
    message: str
    details: Mapping[str, Any]


def _kinds() -> Iterator[type[OroError]]:
    for module in (theirs, ours):
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, OroError):
                yield found


_KINDS = {kind.__name__: kind for kind in _kinds()}


def refusal(error: Exception) -> Refusal:
    """Return the message for an error; an error of another library becomes `Broken`."""
    if isinstance(error, OroError):
        return Refusal(type(error).__name__, error.message, error.details)
    return Refusal(Broken.__name__, f"Cannot compute: the engine failed ({type(error).__name__}: {error})", {})


def raised(told: Refusal) -> OroError:
    """Return the error of a message, made without calling its class, which may take other arguments."""
    kind = _KINDS.get(told.kind, Broken)
    error = kind.__new__(kind, told.message)
    OroError.__init__(error, told.message, **told.details)
    return error
