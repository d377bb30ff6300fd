"""Write images and audio as requests have them. Sans-IO."""

from __future__ import annotations

from base64 import b64encode

__all__ = ("audio_input", "image_url")


def image_url(data: bytes) -> str:
    """Return an image as the address that requests have of it; its type is that of its first bytes."""
    begins = {b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp"}
    kind = "bmp" if data[:2] == b"BM" else begins.get(data[:4], "jpeg")
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


def audio_input(data: bytes) -> dict[str, str]:
    """Return audio as requests have it."""
    return {"data": b64encode(data).decode(), "format": "wav" if data[:4] == b"RIFF" else "mp3"}
