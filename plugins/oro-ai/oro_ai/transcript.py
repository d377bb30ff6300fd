"""Transcripts: the text of recordings, and when each part of it was spoken."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from msgspec import Struct

__all__ = ("Segment", "Transcript", "joined")

_WIDE = ("W", "F")


class Segment(Struct, frozen=True):
    """A sentence, or part of one."""

    start: float
    """In seconds from the beginning of the audio."""
    end: float
    text: str


class Transcript(Struct, frozen=True):
    """The text of a recording."""

    text: str
    duration: float
    """The seconds of the recording."""
    segments: Sequence[Segment] = ()
    """When each part was said; none of a model that does not know."""
    language: str = ""
    """The code of the language, where the model was told or found it out."""
    model: str = ""


def joined(texts: Sequence[str]) -> str:
    """Join the texts of pieces, with spaces except where a script does without, as Chinese and Japanese do."""
    whole = ""
    for text in filter(None, (one.strip() for one in texts)):
        narrow = whole and not (_is_wide(whole[-1]) or _is_wide(text[0]))
        whole += f" {text}" if narrow else text
    return whole


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in _WIDE
