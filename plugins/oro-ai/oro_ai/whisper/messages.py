"""Messages between the app and the process of a model of speech, as MessagePack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from oro_ai.out_of_process.refusals import Refusal
from oro_ai.transcript import Segment

__all__ = ("Done", "Hear", "Heard", "Open", "Opened", "Order", "Refused", "Report", "Stop")


class Open(Struct, frozen=True, tag=True):
    """Load the model, and answer with `Opened`."""

    kind: str
    files: Mapping[str, str]
    """By part, the path."""
    threads: int


class Hear(Struct, frozen=True, tag=True):
    """Transcribe audio; answered with `Heard` for each piece, at last `Done` or `Refused`."""

    number: int
    audio: bytes
    """The contents of a file of audio."""
    language: str
    """The code of the language; empty for the model to find out."""
    most: int
    """The most seconds."""


class Stop(Struct, frozen=True, tag=True):
    """End a transcription with the piece that is being computed."""

    number: int


Order = Open | Hear | Stop


class Opened(Struct, frozen=True, tag=True):
    """The model is loaded."""


class Heard(Struct, frozen=True, tag=True):
    """The text of one piece."""

    number: int
    end: float
    """Seconds of the audio that are transcribed."""
    duration: float
    """Seconds of all of it."""
    text: str
    segments: Sequence[Segment]
    language: str


class Done(Struct, frozen=True, tag=True):
    """All is transcribed, or what was stopped has ended."""

    number: int
    duration: float


class Refused(Struct, frozen=True, tag=True):
    """Something failed: a transcription, or with number 0 the loading."""

    number: int
    why: Refusal


Report = Opened | Heard | Done | Refused
