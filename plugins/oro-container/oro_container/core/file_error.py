"""`FileError`, an operation on files that failed, with the name POSIX has for the reason."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ("MEANINGS", "FileError")

MEANINGS = MappingProxyType(
    {
        "EBUSY": "it is in use by the container itself",
        "EDQUOT": "the quota is used up",
        "EEXIST": "it exists",
        "EFBIG": "the file would be too large",
        "EINVAL": "that is not possible with it",
        "EISDIR": "it is a folder",
        "ELOOP": "it leads through too many symbolic links",
        "ENAMETOOLONG": "a name may have 255 bytes, a path 4095, and 200 folders within one another",
        "ENOENT": "there is no such file or folder",
        "ENOSPC": "no space is left",
        "ENOTDIR": "a part of it is not a folder",
        "ENOTEMPTY": "the folder is not empty",
    }
)
"""Reasons by their names. Numbers are no help: they differ from system to system, and in WebAssembly."""


class FileError(Exception):
    """An operation on files failed, and changed nothing."""

    def __init__(self, code: str, operation: str, path: str, *, to: str | None = None, why: str = "") -> None:
        self.code = code
        """The POSIX name of the reason, such as `ENOENT`."""
        self.operation = operation
        """The call that failed, by the name Node has for it, such as `mkdir`."""
        self.path = path
        self.to = to
        """The second path of `rename`, `cp` and `symlink`."""
        paths = _quoted(path) if to is None else f"{_quoted(path)} to {_quoted(to)}"
        super().__init__(f"Cannot {operation} {paths}: {why or MEANINGS[code]} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (self.code, self.operation, self.path, self.to, self.args[0]))


def _quoted(path: str) -> str:
    return f'"{path[:300]}"'


def _again(code: str, operation: str, path: str, to: str | None, message: str) -> FileError:
    made = FileError(code, operation, path, to=to)
    made.args = (message,)
    return made
