"""Check images and audio of requests before anything decodes them. Sans-IO.

Rules
1. A file comes with the request, in base64: nothing is read from disk or fetched from an address.
2. Its kind is told by its first bytes, whatever the request says.
3. Its size in pixels is read from its header, so that a small file which unfolds to a huge image is refused.
"""

from __future__ import annotations

import binascii
import struct
from base64 import b64decode
from collections.abc import Iterator

from oro_framework.errors import InvalidArgument, TooLarge

__all__ = ("audio_bytes", "image_bytes", "image_size", "is_webp")

MOST_PIXELS = 50_000_000
MOST_AUDIO = 8 << 20
"""The most bytes of audio."""
IMAGES = "JPEG, PNG, GIF, BMP or WebP"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that tell its size."""
_ALONE = frozenset(range(0xD0, 0xD9)) | {0x01}
"""The segments of a JPEG that have no length."""


def image_bytes(address: str, name: str) -> bytes:
    """Return the file of an image that a request has.

    Args:
        address: a `data:` URL, or base64 alone.
        name: what to call it in messages.

    Raises:
        InvalidArgument: it is another address, no base64, or no image that can be read.
        TooLarge: it has too many pixels.
    """
    data = _decoded(_content(address, name), name)
    size = image_size(data)
    if size is None:
        raise InvalidArgument(f"Cannot use {name}: it is no image of type {IMAGES}, or damaged", param="messages")
    width, height = size
    if not width or not height:
        raise InvalidArgument(f"Cannot use {name}: it is {width} by {height} pixels", param="messages")
    if width * height > MOST_PIXELS:
        raise TooLarge(
            f"Cannot use {name}: it is {width} by {height} pixels, and {MOST_PIXELS} are allowed", param="messages"
        )
    return data


def audio_bytes(text: str, name: str) -> bytes:
    """Return the audio that a request has in base64.

    Args:
        text: base64, or a `data:` URL.
        name: what to call it in messages.

    Raises:
        InvalidArgument: it is no base64, or no audio that can be read.
        TooLarge: it has too many bytes.
    """
    data = _decoded(_content(text, name), name)
    if len(data) > MOST_AUDIO:
        raise TooLarge(f"Cannot use {name}: it has {len(data)} bytes, and {MOST_AUDIO} are allowed", param="messages")
    wav = data[:4] == b"RIFF" and data[8:12] == b"WAVE"
    mp3 = data[:3] == b"ID3" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0 and data[1] != 0xFF)
    if not wav and not mp3:
        raise InvalidArgument(f"Cannot use {name}: it is no WAV or MP3", param="messages")
    return data


def is_webp(data: bytes) -> bool:
    """Return whether a file is a WebP image."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return the width and height that the header of an image tells; None for any other file."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            width, height = struct.unpack_from(">II", data, 16)
        elif data[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack_from("<HH", data, 6)
        elif data[:2] == b"BM":
            width, height = _bmp(data)
        elif data[:2] == b"\xff\xd8":
            width, height = next(_jpeg(data), (0, 0))
        elif is_webp(data):
            width, height = _webp(data)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return width, height


def _content(text: str, name: str) -> str:
    """Return the base64 of a `data:` URL, or of a text that has no scheme.

    Raises:
        InvalidArgument: it is an address of another kind.
    """
    if text.startswith("data:"):
        head, comma, content = text.partition(",")
        if not comma or not head.endswith(";base64"):
            raise InvalidArgument(f"Cannot use {name}: its data: URL is not in base64", param="messages")
        return content
    scheme, colon, _ = text[:64].partition(":")
    if colon or (text.startswith((".", "/")) and len(text) < 256):
        raise InvalidArgument(
            f'Cannot use {name}: models in this app fetch nothing, and it is an address ("{scheme[:20]}…"); '
            "read it in the page and send it as a data: URL in base64",
            param="messages",
        )
    return text


def _decoded(text: str, name: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidArgument(f"Cannot use {name}: it is no base64 ({error})", param="messages") from error


def _bmp(data: bytes) -> tuple[int, int]:
    if struct.unpack_from("<I", data, 14)[0] == 12:
        width, height = struct.unpack_from("<HH", data, 18)
        return width, height
    width, height = struct.unpack_from("<ii", data, 18)
    return max(width, 0), abs(height)


def _jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return
        kind = data[place + 1]
        if kind == 0xFF:
            place += 1
        elif kind in _ALONE:
            place += 2
        elif kind in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            yield width, height
            return
        else:
            place += 2 + struct.unpack_from(">H", data, place + 2)[0]


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF
