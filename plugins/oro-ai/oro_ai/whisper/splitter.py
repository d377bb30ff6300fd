"""Cut audio into pieces that models read whole, where it is quietest. Sans-IO.

Rules
1. No piece is longer than `LONGEST`, and only the last one is shorter than `SHORTEST`.
2. A cut is in the middle of the quietest fifth of a second between the two.
3. The pieces together are the audio, sample for sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ("LONGEST", "SHORTEST", "Splitter", "quietest")

Samples = np.ndarray[Any, np.dtype[np.float32]]

LONGEST, SHORTEST = 28.0, 15.0
"""Seconds of a piece; Whisper reads 30."""
FRAME = 0.02
"""Seconds whose loudness is one number."""
WINDOW = 10
"""Frames that are quiet together."""


class Splitter:
    """Take audio as it is read, and give it in pieces.

    Args:
        rate: samples per second.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._longest, self._shortest = int(LONGEST * rate), int(SHORTEST * rate)
        self._held: Samples = np.empty(0, np.float32)

    def feed(self, samples: Samples) -> Iterator[Samples]:
        """Take samples, and yield the pieces that are complete."""
        self._held = np.concatenate((self._held, samples))
        while len(self._held) > self._longest:
            cut = self._shortest + quietest(self._held[self._shortest : self._longest], self._rate)
            yield self._held[:cut]
            self._held = self._held[cut:]

    def finish(self) -> Iterator[Samples]:
        """Yield what is left."""
        if len(self._held):
            yield self._held
        self._held = np.empty(0, np.float32)


def quietest(samples: Samples, rate: int) -> int:
    """Return the place in the middle of the quietest fifth of a second."""
    size = max(int(FRAME * rate), 1)
    count = len(samples) // size
    if count < WINDOW:
        return len(samples) // 2
    frames = samples[: count * size].astype(np.float64).reshape(count, size)
    power = np.concatenate(([0.0], np.cumsum(np.square(frames).mean(axis=1))))
    windows = power[WINDOW:] - power[:-WINDOW]
    return (int(windows.argmin()) + WINDOW // 2) * size
