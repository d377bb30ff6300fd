"""Facts about a loaded model."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ("Facts", "Words")


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A vocabulary, without its tokens."""

    size: int
    begin: int
    """The token sequences begin with; below 0 for none, as with those that follow."""
    end: int
    separator: int
    adds_begin: bool
    adds_end: bool
    begin_text: str
    end_text: str


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A model, without its weights."""

    description: str
    """What kind of model it is, such as `llama 135M Q4_1`."""
    trained_context: int
    width: int
    parameters: int
    bytes: int
    generates: bool
    """False for one that only embeds."""
    templates: Mapping[str, str]
    """Its Jinja templates: its own under the empty name, and those of a name such as `tool_use`; none is left out."""
    words: Words
