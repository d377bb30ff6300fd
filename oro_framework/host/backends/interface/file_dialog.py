"""The options of a file dialog."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

__all__ = ("FileDialog",)


class FileDialog(Struct, frozen=True, kw_only=True):
    """The options of a file dialog."""

    kind: str = "open"
    """`open`, `save` or `folder`."""
    multiple: bool = False
    title: str = ""
    directory: str = ""
    name: str = ""
    filters: Sequence[str] = field(default_factory=tuple)
    types: Sequence[str] = ()
    """MIME types such as `image/*`, and endings such as `.txt`, that a page's input accepts; all when empty."""
