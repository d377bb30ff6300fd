"""Bytes in parameters and answers, as base64."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from oro_framework.errors import InvalidArgument

__all__ = ("decoded", "encoded")


def decoded(name: str, text: str) -> bytes:
    """Return the bytes of a parameter.

    Raises:
        InvalidArgument: it is no base64.
    """
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidArgument(f'Cannot use "{name}": it is no base64') from error


def encoded(data: bytes | None) -> str | None:
    """Return bytes as base64; None for none."""
    return None if data is None else b64encode(data).decode()
