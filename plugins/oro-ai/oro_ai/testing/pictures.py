"""Small images and sounds, written here."""

from __future__ import annotations

import math
import struct
import wave
import zlib
from base64 import b64encode
from io import BytesIO

__all__ = ("data_url", "png", "wav")


def png(red: int, green: int, blue: int, side: int = 32) -> bytes:
    """Return a square image with a gradient of a colour."""
    rows = b"".join(
        b"\0" + b"".join(bytes((red * x // side, green * y // side, blue)) for x in range(side)) for y in range(side)
    )
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def data_url(data: bytes, kind: str = "image/png") -> str:
    """Return a file as a `data:` URL."""
    return f"data:{kind};base64,{b64encode(data).decode()}"


def wav(hertz: float, seconds: float = 1.0, rate: int = 16000) -> bytes:
    """Return a tone."""
    tone = (int(20000 * math.sin(math.tau * hertz * place / rate)) for place in range(int(seconds * rate)))
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{int(seconds * rate)}h", *tone))
    return written.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
