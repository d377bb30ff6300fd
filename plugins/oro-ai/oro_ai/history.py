"""The messages of a conversation, as they are read by a model. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ("history_of",)


def history_of(system: str, messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the system prompt, if there is one, and copies of the messages after it."""
    told: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    return [*told, *map(dict, messages)]
