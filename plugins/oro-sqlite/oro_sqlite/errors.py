"""Errors of SQLite routes beyond the framework's own."""

from __future__ import annotations

from typing import Any

from oro_framework.errors import Broken, Denied, InvalidArgument, NotFound

__all__ = (
    "AlreadyOpen",
    "NoDatabase",
    "NoSession",
    "NoStatement",
    "PathMissing",
    "SQLiteError",
    "SecurityError",
)

_TEXTS = {
    1: "SQL logic error",
    2: "unknown error",
    3: "access permission denied",
    4: "query aborted",
    5: "database is locked",
    6: "database table is locked",
    7: "out of memory",
    8: "attempt to write a readonly database",
    9: "interrupted",
    10: "disk I/O error",
    11: "database disk image is malformed",
    12: "unknown operation",
    13: "database or disk is full",
    14: "unable to open database file",
    15: "locking protocol",
    17: "database schema has changed",
    18: "string or blob too big",
    19: "constraint failed",
    20: "datatype mismatch",
    21: "bad parameter or other API misuse",
    22: "large file support is disabled",
    23: "authorization denied",
    25: "column index out of range",
    26: "file is not a database",
}
"""SQLite's own texts for its primary result codes (sqlite.org/rescode.html)."""
CANTOPEN = 14
RANGE = 25


class SQLiteError(Broken):
    """SQLite refused; `errcode` is its extended result code and `errstr` its own text for it.

    Args:
        number: an extended result code.
        message: what SQLite says of this failure; its text for the number unless given.
    """

    type = "Error"
    code = "ERR_SQLITE_ERROR"

    def __init__(self, number: int, message: str | None = None, **details: Any) -> None:
        text = _TEXTS.get(number & 0xFF, "unknown error")
        super().__init__(text if message is None else message, errcode=number, errstr=text, **details)


class AlreadyOpen(InvalidArgument):
    """The window has a database of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot open a database as "{id}": one of that id is open', id=id)


class NoDatabase(NotFound):
    """The calling window has no database of that id."""

    def __init__(self, id: str) -> None:
        super().__init__("Database is not open", id=id)


class NoStatement(NotFound):
    """The calling window has no prepared statement of that id."""

    def __init__(self, id: str) -> None:
        super().__init__("Statement does not exist", id=id)


class NoSession(NotFound):
    """The database has no session of that id."""

    def __init__(self, id: str) -> None:
        super().__init__("Session is not open", id=id)


class PathMissing(NotFound):
    """A database was to be opened, not made, and is not there."""

    def __init__(self, path: str) -> None:
        super().__init__("Database path does not exist", path=path, errcode=CANTOPEN, errstr=_TEXTS[CANTOPEN])


class SecurityError(Denied):
    """Pages may not open that path."""

    code = "SECURITY_ERR"
    type = "SecurityError"
