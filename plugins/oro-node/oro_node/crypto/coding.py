"""Convert bytes to base64 for JSON, and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from oro_framework.errors import InvalidArgument

__all__ = ("decoded", "encoded")


def encoded(data: bytes) -> str:
    """Return bytes as base64."""
    return b64encode(data).decode()


def decoded(name: str, text: str) -> bytes:
    """Return the bytes of a base64 parameter.

    Raises:
        InvalidArgument: the text is not base64.
    """
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        raise InvalidArgument(f'Cannot read "{name}": it is no base64') from error
