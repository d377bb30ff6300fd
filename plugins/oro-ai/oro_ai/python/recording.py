"""The recordings that the Python API takes, as contents of files."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from anyio import Path

from oro_framework.errors import InvalidArgument

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ("Recording", "contents", "wav")

Recording: TypeAlias = "bytes | os.PathLike[str] | npt.ArrayLike"
"""A file, its contents, or samples."""


async def contents(audio: Recording, rate: int, check: Callable[[int], None]) -> bytes:
    """Return the contents of a file of a recording.

    Args:
        audio: a file, its contents, or samples of one channel.
        rate: samples per second, where `audio` is samples.
        check: raises for a number of bytes that is too high.

    Raises:
        OSError: the file cannot be read.
        InvalidArgument: there are samples and no rate, or a rate and no samples.
        OroError: of `check`.
    """
    if isinstance(audio, bytes | bytearray | memoryview | os.PathLike):
        if rate:
            raise InvalidArgument("Cannot transcribe: a rate is for samples, and a file has its own")
        if not isinstance(audio, os.PathLike):
            return bytes(audio)
        check((await Path(audio).stat()).st_size)
        return await Path(audio).read_bytes()
    if rate <= 0:
        raise InvalidArgument("Cannot transcribe samples: expected rate, the samples per second")
    return wav(audio, rate)


def wav(samples: Any, rate: int) -> bytes:
    """Return samples of one channel, from -1 to 1, as a WAV file of 16 bits.

    Raises:
        InvalidArgument: they are of several channels.
    """
    values = np.asarray(samples, np.float32)
    if values.ndim != 1:
        raise InvalidArgument(f"Cannot transcribe samples of {values.ndim} dimensions: expected those of one channel")
    data = (np.clip(np.nan_to_num(values), -1, 1) * 32767).astype("<i2").tobytes()
    kind = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", len(data) + 36, b"WAVE") + kind + struct.pack("<4sI", b"data", len(data)) + data
    )
