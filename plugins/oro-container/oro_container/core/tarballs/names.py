"""Turn names of members into paths below the package's folder."""

from __future__ import annotations

from oro_container.core.tarballs.limits import Limits

__all__ = ("BadName", "package_path")


class BadName(ValueError):
    """A package must not hold a member of that name; the text says why."""


def package_path(name: bytes, limits: Limits) -> str | None:
    """Return the path without the first folder, whatever that is called; None if nothing is left.

    Raises:
        BadName: it is absolute, leaves its folder or cannot be a path.
    """
    if len(name) > limits.name:
        raise BadName(f"its path has more than the {limits.name:,} bytes that are allowed")
    if b"\0" in name:
        raise BadName("its path has a zero byte")
    try:
        text = name.decode()
    except UnicodeDecodeError:
        raise BadName("its path is not UTF-8") from None
    if text.startswith(("/", "\\")) or (text[1:2] == ":" and text[:1].isalpha()):
        raise BadName("its path is absolute")
    if ".." in text and ".." in text.replace("\\", "/").split("/"):
        raise BadName('its path has ".."')
    parts = [part for part in text.partition("/")[2].split("/") if part not in ("", ".")]
    if len(parts) > limits.depth:
        raise BadName(f"it lies in more than the {limits.depth} folders that are allowed")
    return "/".join(parts) or None
