"""The tables of an index."""

from __future__ import annotations

__all__ = ("SCHEMA", "VERSION", "vectors_table")

VERSION = 1
"""Raised when the tables are others than before; indexes are then made anew."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  modified INTEGER NOT NULL,
  size INTEGER NOT NULL,
  looked INTEGER NOT NULL,
  digest BLOB,
  unit TEXT NOT NULL DEFAULT 'line',
  problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS files_of_digest ON files (digest);
CREATE INDEX IF NOT EXISTS files_left_out ON files (path) WHERE problem <> '';
CREATE TABLE IF NOT EXISTS passages (
  id INTEGER PRIMARY KEY,
  file INTEGER NOT NULL REFERENCES files (id),
  name TEXT NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  line INTEGER NOT NULL,
  last INTEGER NOT NULL,
  page INTEGER NOT NULL,
  numbers TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_of_file ON passages (file);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
  name, heading, text, content = 'passages', content_rowid = 'id',
  tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER IF NOT EXISTS passage_added AFTER INSERT ON passages BEGIN
  INSERT INTO words (rowid, name, heading, text) VALUES (new.id, new.name, new.heading, new.text);
END;
CREATE TRIGGER IF NOT EXISTS passage_removed AFTER DELETE ON passages BEGIN
  INSERT INTO words (words, rowid, name, heading, text) VALUES ('delete', old.id, old.name, old.heading, old.text);
END;
CREATE TRIGGER IF NOT EXISTS passage_renamed AFTER UPDATE OF name ON passages BEGIN
  INSERT INTO words (words, rowid, name, heading, text) VALUES ('delete', old.id, old.name, old.heading, old.text);
  INSERT INTO words (rowid, name, heading, text) VALUES (new.id, new.name, new.heading, new.text);
END;
"""


def vectors_table(dimensions: int) -> str:
    """Return the statement that makes the table of vectors of a model."""
    return f"CREATE VIRTUAL TABLE IF NOT EXISTS vectors USING vec0 (vector FLOAT[{dimensions}] distance_metric=cosine)"
