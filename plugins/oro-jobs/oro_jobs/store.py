"""Durable jobs in a file of SQLite, which one run of the app holds. Blocking; one thread at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

__all__ = ("Row", "Store", "folder_of")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  module TEXT NOT NULL,
  function TEXT NOT NULL,
  file TEXT NOT NULL,
  arguments BLOB NOT NULL,
  options TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL,
  outcome BLOB
)
"""
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A job as it is kept."""

    id: str
    name: str
    module: str
    function: str
    file: str
    arguments: bytes
    options: str
    """JSON."""
    attempt: int
    state: str
    outcome: bytes | None = None
    """Pickled; None while it has not ended."""


class Store:
    """The file.

    Args:
        path: of the file; its folder is made.

    Raises:
        sqlite3.Error: it cannot be opened, or was made by a later version.
        BlockingIOError: another run of the app holds it.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ExitStack() as undo:
            self._lock = undo.enter_context(_locked(path.with_suffix(".lock")))
            self._database = undo.enter_context(
                closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False))
            )
            path.chmod(0o600)
            self._prepare()
            undo.pop_all()

    def _prepare(self) -> None:
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise sqlite3.DatabaseError(f"it was made by a later version of oro-jobs: {version}")
        with self._transaction():
            self._database.execute(_SCHEMA)
            self._database.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def rows(self) -> list[Row]:
        """Return every job, in the order in which they came."""
        columns = "id, name, module, function, file, arguments, options, attempt, state, outcome"
        found = self._database.execute(f"SELECT {columns} FROM jobs ORDER BY place").fetchall()
        return [Row(**dict(zip(columns.split(", "), row, strict=True))) for row in found]

    def add(self, row: Row) -> None:
        """Keep a job; once this returns, it outlives the app."""
        self._database.execute(
            "INSERT INTO jobs (id, name, module, function, file, arguments, options, attempt, state, outcome)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.id, row.name, row.module, row.function, row.file, row.arguments, row.options, row.attempt,
                row.state, row.outcome,
            ),
        )  # fmt: skip

    def change(self, id: str, state: str, attempt: int, outcome: bytes | None = None) -> None:
        """Note a job's state, the number of its attempt, and how it ended."""
        self._database.execute(
            "UPDATE jobs SET state = ?, attempt = ?, outcome = ? WHERE id = ?", (state, attempt, outcome, id)
        )

    def forget(self, id: str) -> None:
        """Remove a job."""
        self._database.execute("DELETE FROM jobs WHERE id = ?", (id,))

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        self._lock.close()


def _locked(path: Path) -> BinaryIO:
    file = path.open("ab")
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # not on Windows, where apps are kept to one run by oro-single-instance
        pass
    except OSError:
        file.close()
        raise
    return file


def folder_of(bundle: str) -> Path:
    """Return the folder of an app's durable jobs: within that of its state, which the host keeps from pages."""
    import platformdirs

    return platformdirs.user_state_path(bundle, appauthor=False) / "jobs"
