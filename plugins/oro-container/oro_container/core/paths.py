"""Paths in a container: joined to its working folder, normal, and below one another. They are text, not looked up."""

from __future__ import annotations

from .file_error import FileError

__all__ = ("below", "is_below", "join", "normal", "relative")


def normal(path: str) -> str:
    """Return an absolute path without `.`, `..` and doubled slashes; one that is not absolute counts from the top.

    `..` at the top stays at the top, as in POSIX. Symbolic links are not looked at, so `a/../b` is `b`.

    Raises:
        FileError: EINVAL for a path with NUL.
    """
    if "\0" in path:
        raise FileError("EINVAL", "resolve", path, why="a path holds no NUL")
    names: list[str] = []
    for name in path.split("/"):
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    return "/" + "/".join(names)


def join(workdir: str, path: str) -> str:
    """Return a path as a program in the working folder means it: `/x` is `/x`, `x` is below the folder."""
    return normal(path if path.startswith("/") else f"{workdir}/{path}")


def below(workdir: str, path: str) -> str:
    """Return a path as the files of the API mean it: `x` and `/x` are both below the working folder.

    A path that begins with the working folder is kept. `..` in that folder stays there, as `/..` is `/`.

    Raises:
        FileError: EINVAL for a path with NUL.
    """
    top = normal(workdir)
    inner = normal(path[len(top) :] if is_below(path, top) else path)
    return normal(f"{top}{inner}")


def is_below(path: str, folder: str) -> bool:
    """Return whether a normal path is a folder or below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def relative(path: str, folder: str) -> str | None:
    """Return a normal path as seen from a folder, `""` for the folder itself; None if it is not below."""
    if not is_below(path, folder):
        return None
    return path[len(folder.rstrip("/")) + 1 :]
