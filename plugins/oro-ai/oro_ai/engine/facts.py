"""Facts about a loaded model."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ("Facts", "Words")


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about a vocabulary, without its tokens."""

    size: int
    begin: int
    """The token that sequences begin with; below 0 for none, as in the fields that follow."""
    end: int
    separator: int
    adds_begin: bool
    adds_end: bool
    begin_text: str
    end_text: str
    infill: tuple[int, ...] = ()
    """The tokens before what is before, after and between, by models that fill in; empty for others."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about a model, without its weights."""

    description: str
    """The kind of the model, such as `llama 135M Q4_1`."""
    trained_context: int
    width: int
    parameters: int
    bytes: int
    cache_numbers: int
    """Numbers that the cache has of one token, as transformers have them."""
    generates: bool
    """Whether it generates; False for a model that only embeds."""
    templates: Mapping[str, str]
    """Its Jinja templates by name, such as `tool_use`, the default one under the empty name; only those it has."""
    words: Words
    vision: bool = False
    """True if the model reads images."""
    audio: bool = False
    """True if the model reads audio."""
    at_once: bool = False
    """True if attention among the tokens of an image is not causal: all of them are computed in one step."""
    blind: str = ""
    """The reason why a projector that there is reads neither; empty for none."""
