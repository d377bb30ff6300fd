"""Images and audio in prompts. Sans-IO.

Rules
1. A projector turns a file into one or more chunks, each of which takes the place of consecutive tokens of a prompt.
2. In a list of tokens, each token of a chunk is the chunk's key: a negative number made from the file's contents, so
   that caches know a file by comparing tokens.
3. A chunk is computed, kept and forgotten as a whole.
4. A chunk may advance the positions of later tokens by less than it has tokens (M-RoPE).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

__all__ = ("Attached", "Media", "MediaPrompt", "key_of", "position", "whole_chunks")


class Attached(Struct, frozen=True):
    """A file in a prompt."""

    name: str
    """Its name in messages of errors, such as `messages[0].content[1]`."""
    data: bytes


class Media(Struct, frozen=True, kw_only=True):
    """A chunk of a prompt that is no text."""

    start: int
    """The place of its first token in the prompt."""
    count: int
    """The number of its tokens."""
    positions: int
    """By how much it advances the positions of later tokens."""
    key: int
    data: bytes
    """The file it is made from."""
    part: int = 0
    """Its number among the chunks of the file."""
    at_once: bool = False
    """True if attention among its tokens is not causal: all of them are computed in one step."""

    @property
    def end(self) -> int:
        """The place after its last token."""
        return self.start + self.count


class MediaPrompt(Struct, frozen=True):
    """The tokens of a prompt, and the chunks among them."""

    tokens: list[int]
    media: tuple[Media, ...] = ()


def key_of(data: bytes, part: int) -> int:
    """Return the key of a chunk of a file: a negative number of 62 bits."""
    digest = hashlib.blake2b(part.to_bytes(4, "big") + data, digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 2)


def position(media: Sequence[Media], place: int) -> int:
    """Return the position of a token in its sequence.

    Args:
        media: the chunks of the sequence.
        place: the place of the token, not within a chunk.
    """
    return place - sum(one.count - one.positions for one in media if one.end <= place)


def whole_chunks(media: Sequence[Media], length: int) -> int:
    """Return the length of the longest prefix that is no longer than `length` and ends within no chunk."""
    return next((one.start for one in media if one.start < length < one.end), length)
