"""Read files of audio as blocks of one channel. In the process of a model."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile

from oro_framework.errors import InvalidArgument, TooLarge

if TYPE_CHECKING:
    from oro_ai.whisper.splitter import Samples

__all__ = ("Audio",)

BLOCK = 1 << 20
"""Samples read at once, of all channels together."""
SLOWEST, FASTEST = 4000, 384_000


class Audio:
    """A file of audio: WAV, FLAC, Ogg, MP3 and what else libsndfile reads.

    Args:
        data: its contents.
        most: the most seconds.

    Raises:
        InvalidArgument: it is no such file.
        TooLarge: it is longer than `most`.
    """

    def __init__(self, data: bytes, most: int) -> None:
        try:
            self._file: Any = soundfile.SoundFile(io.BytesIO(data))
        except soundfile.LibsndfileError as error:
            raise InvalidArgument(
                f"Cannot read the audio, which begins with {data[:4]!r}: expected WAV, FLAC, Ogg or MP3 "
                f"({str(error.error_string).rstrip('.')})",
                param="file",
            ) from error
        self.rate = int(self._file.samplerate)
        if not SLOWEST <= self.rate <= FASTEST:
            raise InvalidArgument(
                f"Cannot transcribe audio of {self.rate} samples per second: expected {SLOWEST} to {FASTEST}",
                param="file",
            )
        self.duration = self._file.frames / self.rate
        if self.duration > most:
            raise TooLarge(
                f"Cannot transcribe {self.duration:.1f} s of audio: ai_whisper_max_seconds allows {most} s",
                param="file",
            )

    def blocks(self) -> Iterator[Samples]:
        """Yield all samples, the channels mixed into one.

        Raises:
            InvalidArgument: the file is damaged.
        """
        try:
            while len(block := self._file.read(BLOCK // self._file.channels, dtype="float32", always_2d=True)):
                yield np.clip(np.nan_to_num(block.mean(axis=1)), -1, 1)
        except soundfile.LibsndfileError as error:
            raise InvalidArgument(
                f"Cannot read the audio: it is damaged ({error.error_string})", param="file"
            ) from error
