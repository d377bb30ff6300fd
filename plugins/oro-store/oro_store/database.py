"""The file the values are in. Every method blocks; calls must not overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from oro_framework.errors import Broken, Busy
from oro_store.changes import Changes

if TYPE_CHECKING:
    from sqlite3 import Connection

__all__ = ("Database",)

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for another process of the app."""
_TABLE = """CREATE TABLE IF NOT EXISTS entries (
    store TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (store, key)
) WITHOUT ROWID"""


class Database:
    """One file of SQLite, opened when it is first used; a change is on the disk before its method returns.

    Args:
        path: of the file; its folder is made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: Connection | None = None

    def get(self, store: str, key: str) -> str | None:
        """Return a value as JSON text, None when there is none."""
        row = self._run(lambda sql: _row(sql, "SELECT value FROM entries WHERE store = ? AND key = ?", store, key))
        return None if row is None else row[0]

    def keys(self, store: str) -> list[str]:
        """Return the keys of a store, sorted."""
        rows = self._run(
            lambda sql: sql.execute("SELECT key FROM entries WHERE store = ? ORDER BY key", [store]).fetchall()
        )
        return [key for (key,) in rows]

    def entries(self, store: str) -> Mapping[str, str]:
        """Return every value of a store by its key, sorted."""
        query = "SELECT key, value FROM entries WHERE store = ? ORDER BY key"
        return dict(self._run(lambda sql: sql.execute(query, [store]).fetchall()))

    def stores(self) -> list[str]:
        """Return the names of stores with anything in them, sorted."""
        rows = self._run(lambda sql: sql.execute("SELECT DISTINCT store FROM entries ORDER BY store").fetchall())
        return [store for (store,) in rows]

    def change(self, store: str, changes: Changes) -> Sequence[str]:
        """Do all of it or nothing; return the keys that were there and are deleted."""

        def change(sql: Connection) -> list[str]:
            sql.executemany(
                "INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                [(store, key, value) for key, value in changes.set.items()],
            )
            delete = "DELETE FROM entries WHERE store = ? AND key = ?"
            return [key for key in dict.fromkeys(changes.delete) if sql.execute(delete, [store, key]).rowcount]

        return self._run(change)

    def clear(self, store: str) -> Sequence[str]:
        """Delete every value of a store; return the keys."""
        query = "DELETE FROM entries WHERE store = ? RETURNING key"
        return [key for (key,) in self._run(lambda sql: sql.execute(query, [store]).fetchall())]

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self, work: Callable[[Connection], T]) -> T:
        with self._told():
            if self._connection is None:
                self._connection = self._opened()
            with self._connection:
                return work(self._connection)

    def _opened(self) -> Connection:
        import sqlite3

        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(self._path, timeout=PATIENCE, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(_TABLE)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite and the system raise into errors a page understands.

        Raises:
            Busy: another process writes for longer than `PATIENCE`.
            Broken: the file cannot be made, read or written, or is no database; it is left as it was.
        """
        import sqlite3

        try:
            yield
        except sqlite3.OperationalError as error:
            kind = Busy if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY else Broken
            raise kind(f'Cannot use the store "{self._path.name}": {error}') from error
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise Broken(f'Cannot use the store "{self._path.name}": {reason}') from error


def _row(sql: Connection, query: str, *values: str) -> tuple[str, ...] | None:
    found: tuple[str, ...] | None = sql.execute(query, values).fetchone()
    return found
