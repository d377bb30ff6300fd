"""The configuration key oro-extension reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oro_framework.types import Setting

__all__ = ("ALL", "ROOTS", "roots_of")

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


def roots_of(value: tuple[str, ...], root: Path) -> list[Path]:
    """Return the folders; those that are not there are left out.

    Args:
        value: of the setting; `~` is the user's home.
        root: the app's own folder.
    """
    asked = [root / Path(text).expanduser() for text in value or ("extensions",)]
    return [folder.resolve() for folder in asked if folder.is_dir()]
