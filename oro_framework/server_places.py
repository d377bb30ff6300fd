"""Readers of the places where a server of the app is found; each can be the type of a `Setting`. Sans-IO."""

from __future__ import annotations

import re
from typing import Any

__all__ = ("host_name", "url_path")

_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def host_name(value: Any) -> str:
    """Read an address or name to listen on.

    Raises:
        ValueError: it is no text, or empty; the message completes "expected …".
    """
    if isinstance(value, str) and value.strip():
        return value.strip().removeprefix("[").removesuffix("]")
    raise ValueError('an address or name such as "127.0.0.1"')


def url_path(value: Any) -> str:
    """Read the path of a URL below the root, without a last slash.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    if isinstance(value, str) and _PATH.fullmatch(value.rstrip("/")):
        return value.rstrip("/")
    raise ValueError('a path such as "/api"')
