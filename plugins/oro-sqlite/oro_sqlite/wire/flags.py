"""How a database is opened: SQLite's own numbers Sans-IO."""

from __future__ import annotations

from oro_framework.errors import InvalidArgument

__all__ = ("CREATE", "DEFAULT", "MEMORY", "READONLY", "READWRITE", "URI", "checked_flags")

READONLY = 0x1
READWRITE = 0x2
CREATE = 0x4
URI = 0x40
MEMORY = 0x80
NOMUTEX = 0x8000
FULLMUTEX = 0x10000
SHAREDCACHE = 0x20000
PRIVATECACHE = 0x40000
DEFAULT = READWRITE | CREATE | FULLMUTEX

_KNOWN = READONLY | READWRITE | CREATE | URI | MEMORY | NOMUTEX | FULLMUTEX | SHAREDCACHE | PRIVATECACHE


def checked_flags(flags: int) -> int:
    """Return flags SQLite can open with; 0 is the default.

    Raises:
        InvalidArgument: they are none of SQLite's, or contradict each other.
    """
    flags = flags or DEFAULT
    if flags & ~_KNOWN or flags < 0:
        raise InvalidArgument(f"Cannot open a database with flags {flags}: some of them are none")
    if bool(flags & READONLY) == bool(flags & READWRITE):
        raise InvalidArgument(f"Cannot open a database with flags {flags}: they must say READONLY or READWRITE")
    if flags & READONLY and flags & CREATE:
        raise InvalidArgument(f"Cannot open a database with flags {flags}: what is read only cannot be made")
    return flags
