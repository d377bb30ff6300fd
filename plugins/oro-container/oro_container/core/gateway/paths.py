"""Paths of requests as names below a folder."""

from __future__ import annotations

from oro_container.core.gateway.errors import RefusedRequest

__all__ = ("is_hidden", "names_of")


def names_of(path: str) -> tuple[str, ...]:
    """Return the names that a decoded path leads through, without `.` and empty ones.

    Raises:
        RefusedRequest: a name leads up, or is none that a file can have everywhere.
    """
    names = tuple(name for name in path.split("/") if name not in ("", "."))
    if any(name == ".." or "\\" in name or "\0" in name for name in names):
        raise RefusedRequest(400, "Cannot answer: the path leads out of the site")
    return names


def is_hidden(names: tuple[str, ...]) -> bool:
    """Return whether a path leads through a hidden file or folder, other than `.well-known` at the top."""
    return any(name.startswith(".") for name in names[1 if names[:1] == (".well-known",) else 0 :])
