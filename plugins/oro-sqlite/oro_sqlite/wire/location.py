"""The database a page means. Sans-IO.

Rules
1. `:memory:`, and any name with flag MEMORY, is a database in memory; an empty name is a temporary one.
2. With flag URI a name that begins with `file:` is SQLite's own URI. `mode`, `cache`, `immutable` and `nolock`
   may be in its query; a `vfs` may not, and `mode` may not allow more than the flags do.
3. Anything else, `oro://` and plain `file:` URLs included, is for the plugin `fs`, which knows the app's folders.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.errors import InvalidArgument
from oro_sqlite.wire.flags import CREATE, MEMORY, READONLY, READWRITE, URI

__all__ = ("Location",)

_MODES = {"ro": READONLY, "rw": READWRITE, "rwc": READWRITE | CREATE, "memory": MEMORY | READWRITE | CREATE}
_HOW = READONLY | READWRITE | CREATE
_KEPT = ("immutable", "nolock")


class Location(Struct, frozen=True):
    """A database: its path, or that it is in memory, and how it is opened."""

    path: str | None
    """None is in memory, empty a temporary file."""
    flags: int
    options: tuple[tuple[str, str], ...] = ()
    """Parameters of a URI that are passed on to SQLite."""

    @classmethod
    def parse(cls, path: str, flags: int) -> Location:
        """Read what a page wrote.

        Raises:
            InvalidArgument: it is a URI that asks for what it may not, or holds a NUL.
        """
        if "\0" in path:
            raise InvalidArgument("Cannot open a database: its path holds a NUL")
        if flags & URI and path[:5].lower() == "file:":
            return _of_uri(path, flags & ~URI)
        in_memory = path == ":memory:" or bool(flags & MEMORY)
        return cls(None if in_memory else path, flags & ~(MEMORY | URI))

    @property
    def creates(self) -> bool:
        """Whether it is made when it is missing."""
        return bool(self.flags & CREATE)

    @property
    def writes(self) -> bool:
        """Whether it may be changed."""
        return not self.flags & READONLY

    def at(self, path: str) -> Location:
        """Return the same at an absolute path."""
        return replace(self, path=path)

    def for_sqlite(self) -> tuple[str, int]:
        """Return the name and the flags to open it with."""
        if self.path is None:
            return ":memory:", self.flags
        if not self.options:
            return self.path, self.flags
        query = "&".join(f"{key}={quote(value)}" for key, value in self.options)
        return f"file:{quote(self.path)}?{query}", self.flags | URI


def _of_uri(text: str, flags: int) -> Location:
    parts = urlsplit(text)
    if parts.netloc not in ("", "localhost"):
        raise InvalidArgument(f'Cannot open "{text[:200]}": its host is not this machine')
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    mode, cache = options.pop("mode", None), options.pop("cache", None)
    if cache not in (None, "shared", "private"):
        raise InvalidArgument(f'Cannot open "{text[:200]}": no such cache mode: {cache}')
    if unknown := [key for key in options if key not in _KEPT]:
        raise InvalidArgument(f'Cannot open "{text[:200]}": "{unknown[0]}" may not be in it')
    flags = _with_mode(text, flags, mode)
    path = unquote(parts.path)
    in_memory = bool(flags & MEMORY) or path == ":memory:"
    return Location(None if in_memory else path, flags & ~MEMORY, tuple(options.items()))


def _with_mode(text: str, flags: int, mode: str | None) -> int:
    if mode is None:
        return flags
    wanted = _MODES.get(mode)
    if wanted is None:
        raise InvalidArgument(f'Cannot open "{text[:200]}": no such access mode: {mode}')
    if wanted & MEMORY:
        return flags | MEMORY
    allowed = flags & _HOW
    more = wanted & ~allowed & ~READONLY
    if more:
        raise InvalidArgument(f'Cannot open "{text[:200]}": access mode not allowed: {mode}')
    return (flags & ~_HOW) | wanted
