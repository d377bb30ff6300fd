"""The configuration key oro-extension reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oro_framework.types import Setting

__all__ = ("ALL", "ROOTS", "named_roots", "roots_of")

_NONE: tuple[str, ...] = ()


def folders(value: Any) -> tuple[str, ...]:
    """Read an array of folders, or text with spaces between them.

    Raises:
        ValueError: it is neither; the message completes "expected …".
    """
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) and word for word in words):
        raise ValueError('an array of folders such as ["extensions"]')
    return tuple(words)


ROOTS = Setting(
    "extensions_allowed_roots",
    folders,
    _NONE,
    'folders extensions are loaded from, from the app\'s own folder on; its folder "extensions" when unset',
)

ALL: tuple[Setting[Any], ...] = (ROOTS,)


def named_roots(value: tuple[str, ...], root: Path) -> list[Path]:
    """Return the folders, whether they are there or not.

    Args:
        value: of the setting; `~` is the user's home.
        root: the app's own folder.
    """
    return [root / Path(text).expanduser() for text in value or ("extensions",)]


def roots_of(value: tuple[str, ...], root: Path) -> list[Path]:
    """Return the folders as `named_roots` does, links resolved; those that are not there are left out."""
    return [folder.resolve() for folder in named_roots(value, root) if folder.is_dir()]
