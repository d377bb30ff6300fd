"""Write recordings as WebM with Opus, as the `MediaRecorder` of pages does."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import soundfile

__all__ = ("webm",)

CLUSTER = 50
"""Packets in a cluster."""
PACKET = 20
"""Milliseconds of a packet, as libsndfile makes them."""


def webm(samples: Any) -> bytes:
    """Return samples of one channel, 48000 a second, as a file."""
    file = io.BytesIO()
    soundfile.write(file, samples, 48000, format="OGG", subtype="OPUS")
    head, _, *packets = _packets(file.getvalue())
    audio = _element(0xE1, _element(0xB5, struct.pack(">d", 48000.0)), _number(0x9F, 1))
    track = _element(
        0xAE,
        *(_number(id, 1) for id in (0xD7, 0x73C5)),
        _number(0x83, 2),
        _element(0x86, b"A_OPUS"),
        _element(0x63A2, head),
        audio,
    )
    info = _element(
        0x1549A966,
        _number(0x2AD7B1, 1_000_000),
        _element(0x4D80, b"oro"),
        _element(0x5741, b"oro"),
        _element(0x4489, struct.pack(">d", float(len(packets) * PACKET))),
    )
    kind = [_number(id, value) for id, value in ((0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8))]
    header = _element(0x1A45DFA3, *kind, _element(0x4282, b"webm"), _number(0x4287, 4), _number(0x4285, 2))
    return header + _element(0x18538067, info, _element(0x1654AE6B, track), *_clusters(packets))


def _clusters(packets: list[bytes]) -> Iterator[bytes]:
    for first in range(0, len(packets), CLUSTER):
        blocks = [
            _element(0xA3, b"\x81", struct.pack(">hB", place * PACKET, 0x80), packet)
            for place, packet in enumerate(packets[first : first + CLUSTER])
        ]
        yield _element(0x1F43B675, _number(0xE7, first * PACKET), *blocks)


def _packets(data: bytes) -> Iterator[bytes]:
    """Yield the packets of an Ogg file of one stream."""
    place, packet = 0, b""
    while place < len(data):
        count = data[place + 26]
        lengths = data[place + 27 : place + 27 + count]
        place += 27 + count
        for length in lengths:
            packet += data[place : place + length]
            place += length
            if length < 255:
                yield packet
                packet = b""


def _element(id: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return id.to_bytes((id.bit_length() + 7) // 8, "big") + (len(data) | 1 << 56).to_bytes(8, "big") + data


def _number(id: int, value: int) -> bytes:
    return _element(id, value.to_bytes(max((value.bit_length() + 7) // 8, 1), "big"))
