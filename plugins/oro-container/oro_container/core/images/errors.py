"""`BadManifest` and `BadArchive`, which say what is wrong with an image."""

from __future__ import annotations

__all__ = ("BadArchive", "BadManifest")


class BadManifest(ValueError):
    """A `container.toml` does not say what it has to; the message names the key."""


class BadArchive(ValueError):
    """An archive has entries that no image has; the message names the entry."""
