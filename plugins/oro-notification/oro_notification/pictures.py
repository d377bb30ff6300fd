"""Pictures of notifications, from the address a page gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from oro_framework.errors import InvalidArgument

__all__ = ("icon_of", "picture_of")

Hides = Callable[[str], str | None]


def picture_of(text: str, origin: str, root: Path, hides: Hides) -> str:
    """Return the path of a picture among the app's resources, empty when none is meant.

    Args:
        text: an address of the app's origin, absolute or not.
        origin: the app's.
        root: folder of the app's resources.
        hides: says why a file is never served, or None.

    Raises:
        InvalidArgument: it is elsewhere, or not there.
    """
    if not text:
        return ""
    url = urlsplit(text)
    own = not url.scheme and not url.netloc
    if not own and f"{url.scheme}://{url.netloc}" != origin:
        raise InvalidArgument(f'Cannot show picture "{text[:200]}": it is none of the app\'s own resources')
    path = _file(root, unquote(url.path).lstrip("/"))
    if path is None or hides(str(path)) is not None:
        raise InvalidArgument(f'Cannot show picture "{text[:200]}": the app has no such resource')
    return str(path)


def _file(root: Path, name: str) -> Path | None:
    """Return a file below a folder; None where there is none, or a name no file can have."""
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


def icon_of(text: str, origin: str, root: Path, hides: Hides) -> str:
    """Return the path of an icon, or the name of one of the desktop's own, such as `mail-unread`.

    Raises:
        InvalidArgument: it is elsewhere, or not there.
    """
    named = text.replace("-", "").replace("_", "").isalnum()
    return text if named else picture_of(text, origin, root, hides)
