"""Small media files made on the spot: a tone, and a film of one repeated frame."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave

SECONDS = 12
_WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
SIDE = 16
_VP8_FRAME = _WEBP[20:26] + struct.pack("<HH", SIDE, SIDE) + _WEBP[30:42]
"""One key frame, a lossy WebP picture without its envelope; its one macroblock fills `SIDE` pixels."""


def tone(rate: int = 8000) -> bytes:
    """Return a WAV file of `SECONDS` seconds."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", int(2000 * math.sin(i / 6))) for i in range(rate * SECONDS)))
    return out.getvalue()


def film(fps: int = 5, size: int = 0) -> bytes:
    """Return a WebM file of `SECONDS` seconds and at least `size` bytes; every frame is a key frame."""
    frame = _VP8_FRAME + bytes(size // (fps * SECONDS))
    track = _element(
        0xAE,
        _number(0xD7, 1) + _number(0x73C5, 1) + _number(0x83, 1) + _element(0x86, b"V_VP8"),
        _element(0xE0, _number(0xB0, SIDE) + _number(0xBA, SIDE)),
    )
    info = _element(
        0x1549A966,
        _number(0x2AD7B1, 1_000_000),
        _element(0x4489, struct.pack(">d", SECONDS * 1000.0)),
        _element(0x4D80, b"test") + _element(0x5741, b"test"),
    )
    clusters = [
        _element(
            0x1F43B675,
            _number(0xE7, second * 1000),
            *(_element(0xA3, struct.pack(">BhB", 0x81, i * 1000 // fps, 0x80) + frame) for i in range(fps)),
        )
        for second in range(SECONDS)
    ]
    head = info + _element(0x1654AE6B, track)
    cues = b""
    for _ in range(2):  # positions depend on the length of the cues, which the first round gives
        position = len(head) + len(cues)
        points: list[bytes] = []
        for second, cluster in enumerate(clusters):
            where = _element(0xB7, _number(0xF7, 1) + _element(0xF1, position.to_bytes(8, "big")))
            points.append(_element(0xBB, _element(0xB3, (second * 1000).to_bytes(8, "big")) + where))
            position += len(cluster)
        cues = _element(0x1C53BB6B, *points)
    kind = _element(0x4282, b"webm") + _number(0x4287, 2) + _number(0x4285, 2)
    ebml = _element(
        0x1A45DFA3, _number(0x4286, 1) + _number(0x42F7, 1) + _number(0x42F2, 4) + _number(0x42F3, 8) + kind
    )
    return ebml + _element(0x18538067, head, cues, *clusters)


def _element(identifier: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    name = identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")
    return name + (len(body) | 1 << 56).to_bytes(8, "big") + body


def _number(identifier: int, value: int) -> bytes:
    return _element(identifier, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
