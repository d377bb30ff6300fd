"""Items that a page writes to the clipboard, checked before anything is written. Sans-IO."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json

__all__ = ("FORMATS", "HTML", "PNG", "TEXT", "checked_format", "items_of")

TEXT, HTML, PNG = "text/plain", "text/html", "image/png"
FORMATS = (TEXT, HTML, PNG)
"""The formats that every toolkit exchanges with every program."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def checked_format(format: str) -> str:
    """Return a format that can be exchanged.

    Raises:
        InvalidArgument: it is another.
    """
    if format not in FORMATS:
        raise InvalidArgument(f'Cannot use format "{format[:80]}": the clipboard takes {", ".join(FORMATS)}')
    return format


def items_of(body: bytes) -> Mapping[str, bytes]:
    """Return the bytes of each format of a body: a JSON object of texts, that of `image/png` in base64.

    Raises:
        InvalidArgument: it is no such object, a format is another, or the image is no PNG.
    """
    try:
        texts = from_json(body, dict[str, str])
    except ValueError as error:
        raise InvalidArgument(f"Cannot write to the clipboard: the body must be an object of texts, {error}") from error
    return {checked_format(format): _bytes(format, text) for format, text in texts.items()}


def _bytes(format: str, text: str) -> bytes:
    if format != PNG:
        return text.encode("utf-8", "replace")
    try:
        image = b64decode(text, validate=True)
    except (Error, ValueError) as error:
        raise InvalidArgument(f"Cannot write an image: it is no base64, {error}") from error
    if not image.startswith(_SIGNATURE):
        raise InvalidArgument("Cannot write an image: its bytes are no PNG")
    return image
