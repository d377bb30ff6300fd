"""One index: a SQLite file with the passages of a folder, their words (FTS5) and their vectors (sqlite-vec).

Rules
1. Every method blocks, and is called by one thread at a time.
2. A file is added, replaced or removed with all of its passages, or not at all.
3. The dimensions of the vectors are those of the first ones; others are refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import sqlite_vec

from oro_framework.errors import Broken
from oro_search.chunks import Passage
from oro_search.index import schema
from oro_search.index.records import Found, Indexed, Kept, LeftOut, Made, Numbers
from oro_search.index.words import query_of

__all__ = ("Store",)

_BUSY_MS = 10_000
_FACTS = ("schema", "readers", "model")
_FOUND = (
    "SELECT p.id, f.path, f.unit, p.text, p.heading, p.line, p.last, p.page, p.numbers "
    "FROM passages p JOIN files f ON f.id = p.file WHERE p.id = ?"
)
_PUT = "INSERT INTO passages (file, name, heading, text, line, last, page, numbers) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class Store:
    """See the module.

    Args:
        path: the file, which is made where there is none.

    Raises:
        Broken: it is no index, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._dimensions = 0
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with self._errors():
            self._connection = apsw.Connection(str(path))
            try:
                self._open()
            except BaseException:
                self._connection.close(True)
                raise

    def _open(self) -> None:
        connection = self._connection
        connection.set_busy_timeout(_BUSY_MS)
        connection.enable_load_extension(True)
        connection.load_extension(sqlite_vec.loadable_path())
        connection.enable_load_extension(False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if self._fact("schema") not in ("", str(schema.VERSION)):
            return  # `made` says that it is none of today's
        connection.execute(schema.SCHEMA)
        self._dimensions = int(self._fact("dimensions") or 0)

    # -- facts -------------------------------------------------------------------------------------

    @property
    def dimensions(self) -> int:
        """The dimensions of its vectors; 0 where it has none yet."""
        return self._dimensions

    def made(self) -> Made | None:
        """Return what it was made with; None where it was not begun, or by another version of this plugin."""
        version, readers, model = (self._fact(name) for name in _FACTS)
        return Made(readers, model) if version == str(schema.VERSION) else None

    def begin(self, made: Made) -> None:
        """Note what it is made with."""
        with self._errors(), self._connection:
            for name, value in zip(_FACTS, (str(schema.VERSION), made.readers, made.model), strict=True):
                self._note(name, value)

    @property
    def complete(self) -> bool:
        """Whether every file of the folder has been looked at since it was begun."""
        return bool(self._fact("complete"))

    def finish(self, when: float) -> None:
        """Note that every file has been looked at, and when."""
        with self._errors(), self._connection:
            self._note("complete", str(when))

    @property
    def looked(self) -> float:
        """When every file was last looked at, in seconds since 1970; 0 for never."""
        return float(self._fact("complete") or 0)

    def _fact(self, name: str) -> str:
        tables = self._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'facts'").get
        return (self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).get or "") if tables else ""

    def _note(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # -- files -------------------------------------------------------------------------------------

    def files(self, below: str = "") -> Iterator[Kept]:
        """Yield the files of the index: all, or one path and what is below it."""
        query = "SELECT id, path, modified, size, looked, digest, problem FROM files"
        rows: Iterable[Any] = (
            self._rows(f"{query} WHERE path = ?1 OR (path >= ?1 || '/' AND path < ?1 || '0')", (below,))
            if below
            else self._rows(query)
        )
        return (Kept(*row) for row in rows)

    def same(self, digest: bytes) -> list[Kept]:
        """Return the files of that content that have text in the index."""
        query = "SELECT id, path, modified, size, looked, digest, problem FROM files WHERE digest = ? AND problem = ''"
        return [Kept(*row) for row in self._rows(query, (digest,))]

    def put(self, files: Iterable[Indexed]) -> None:
        """Add files, each in place of what was known of its path."""
        with self._errors(), self._connection:
            for file in files:
                self._remove(id for (id,) in self._rows("SELECT id FROM files WHERE path = ?", (file.path,)))
                self._put(file)

    def _put(self, file: Indexed) -> None:
        execute = self._connection.execute
        execute(
            "INSERT INTO files (path, modified, size, looked, digest, unit, problem) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file.path, file.modified, file.size, file.looked, file.digest, file.unit, file.problem),
        )
        id, name = self._connection.last_insert_rowid(), _name(file.path)
        for place, one in enumerate(file.passages):
            execute(
                _PUT,
                (id, name, one.heading, one.text, one.line, one.end, one.page, " ".join(map(str, one.numbers))),
            )
            if file.vectors:
                passage = self._connection.last_insert_rowid()
                execute("INSERT INTO vectors (rowid, vector) VALUES (?, ?)", (passage, self._vector(file, place)))

    def _vector(self, file: Indexed, place: int) -> bytes:
        vector = file.vectors[place]
        dimensions = len(vector) // 4
        if not self._dimensions:
            self._connection.execute(schema.vectors_table(dimensions))
            self._note("dimensions", str(dimensions))
            self._dimensions = dimensions
        if dimensions != self._dimensions:
            raise Broken(
                f'Cannot index "{file.path}": the model gives vectors of {dimensions} dimensions, the index has '
                f"{self._dimensions}; give the model another name, so that the index is made anew"
            )
        return vector

    def touch(self, kept: Kept, modified: int, size: int, looked: int, path: str = "") -> None:
        """Note that a file has the content it had, at another time or by another name."""
        with self._errors(), self._connection:
            if path:
                self._remove(id for (id,) in self._rows("SELECT id FROM files WHERE path = ?", (path,)))
            query = "UPDATE files SET path = ?, modified = ?, size = ?, looked = ? WHERE id = ?"
            self._connection.execute(query, (path or kept.path, modified, size, looked, kept.id))
            if path:
                self._connection.execute("UPDATE passages SET name = ? WHERE file = ?", (_name(path), kept.id))

    def remove(self, ids: Iterable[int]) -> None:
        """Remove files with their passages."""
        with self._errors(), self._connection:
            self._remove(ids)

    def _remove(self, ids: Iterable[int]) -> None:
        execute = self._connection.execute
        for id in list(ids):
            if self._dimensions:
                execute("DELETE FROM vectors WHERE rowid IN (SELECT id FROM passages WHERE file = ?)", (id,))
            execute("DELETE FROM passages WHERE file = ?", (id,))
            execute("DELETE FROM files WHERE id = ?", (id,))

    # -- asking ------------------------------------------------------------------------------------

    def numbers(self) -> Numbers:
        """Return how much it holds."""
        ((files, left_out),) = self._rows("SELECT count(*) FILTER (WHERE problem = ''), "
                                          "count(*) FILTER (WHERE problem <> '') FROM files")  # fmt: skip
        ((passages,),) = self._rows("SELECT count(*) FROM passages")
        return Numbers(files, passages, left_out)

    def left_out(self, limit: int) -> list[LeftOut]:
        """Return files without text in the index, by path."""
        query = "SELECT path, problem FROM files WHERE problem <> '' ORDER BY path LIMIT ?"
        return [LeftOut(*row) for row in self._rows(query, (limit,))]

    def by_words(self, question: str, limit: int) -> list[int]:
        """Return the passages that have words of a question, best first (bm25; names and headings count more)."""
        if not (query := query_of(question)):
            return []
        found = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 2.0, 2.0, 1.0) LIMIT ?"
        return [id for (id,) in self._rows(found, (query, limit))]

    def by_meaning(self, vector: bytes, limit: int) -> list[int]:
        """Return the passages whose vectors are nearest to one, nearest first."""
        if len(vector) // 4 != self._dimensions:
            return []
        found = "SELECT rowid FROM vectors WHERE vector MATCH ? AND k = ? ORDER BY distance"
        return [id for (id,) in self._rows(found, (vector, limit))]

    def found(self, ids: Sequence[int]) -> list[Found]:
        """Return passages, in that order; those that are gone are left out."""
        return [
            Found(id, path, unit, Passage(text, heading, line, last, page, tuple(map(int, numbers.split()))))
            for each in ids
            for id, path, unit, text, heading, line, last, page, numbers in self._rows(_FOUND, (each,))
        ]

    def marked(self, question: str, id: int) -> str | None:
        """Return the text of a passage with U+0002 and U+0003 around the words of a question; None without any."""
        if not (query := query_of(question)):
            return None
        text = "SELECT highlight(words, 2, char(2), char(3)) FROM words WHERE words MATCH ? AND rowid = ?"
        rows = list(self._rows(text, (query, id)))
        return rows[0][0] if rows else None

    # -- the file ----------------------------------------------------------------------------------

    def close(self) -> None:
        """Close it, with all in its one file; idempotent."""
        self._connection.close(True)

    def interrupt(self) -> None:
        """Have what runs end soon. Any thread."""
        self._connection.interrupt()

    def _rows(self, query: str, bindings: Sequence[Any] = ()) -> Iterator[Any]:
        with self._errors():
            yield from self._connection.execute(query, bindings)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except apsw.Error as error:
            raise Broken(f'Cannot use the index "{self.path}": {error}') from error


def _name(path: str) -> str:
    """Return the words of a path: a passage is found by the name of its file, too."""
    return os.path.splitext(path)[0].replace("/", " ").replace("_", " ")
