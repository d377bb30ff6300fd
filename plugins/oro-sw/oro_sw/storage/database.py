"""The database: registrations with their scripts, and caches with their entries.

Every method blocks; call them in a worker thread, one at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from oro_sw.registrations.states import Preload, Registration, Script, Source, State, Version
from oro_sw.storage.cache_match import Entry

__all__ = ("Database",)

FORMAT = 1
_FORGET = "drop table if exists registrations; drop table if exists scripts;"
"""Registrations of another format: pages make them again. Caches are of one format."""
_SCHEMA = """
create table if not exists registrations (scope text primary key, head text not null) without rowid;
create table if not exists scripts (
  version text not null, scope text not null, url text not null, kind text not null, body blob not null,
  primary key (version, url)
) without rowid;
create index if not exists scripts_of_scopes on scripts (scope);
create table if not exists environments (
  scope text not null, key text not null, value text not null, primary key (scope, key)
) without rowid;
create table if not exists caches (name text primary key, number integer not null);
create table if not exists entries (
  id text primary key, cache text not null, number integer not null, head text not null
) without rowid;
"""


class Database:
    """The file of registrations and caches.

    Args:
        path: of the file; its folder is made.

    Raises:
        sqlite3.Error: by every method, when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except sqlite3.Error:
            self._db.close()
            raise

    def _prepare(self) -> None:
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        (format_,) = self._db.execute("pragma user_version").fetchone()
        if format_ != FORMAT:
            self._db.executescript(_FORGET)
        self._db.executescript(_SCHEMA)
        self._db.execute(f"pragma user_version = {FORMAT}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- registrations ---------------------------------------------------------------------------

    def registrations(self) -> Iterator[Registration]:
        """Yield what was saved; a version that was activating is to be activated again."""
        for (text,) in self._db.execute("select head from registrations").fetchall():
            try:
                head = msgspec.json.decode(text, type=_Head)
            except msgspec.DecodeError:
                continue
            source = Source(head.url, head.kind)
            registration = Registration(head.id, head.scope, source, head.cache, head.priority, head.arguments)
            registration.checked = head.checked
            registration.preload = head.preload
            registration.waiting = self._version(registration, head.waiting, State.INSTALLED)
            registration.active = self._version(registration, head.active, State.ACTIVATED)
            if registration.versions():
                yield registration

    def save(self, registration: Registration) -> None:
        """Keep a registration and the scripts of its installed versions."""
        head = _Head(
            id=registration.id,
            scope=registration.scope,
            url=registration.source.url,
            kind=registration.source.kind,
            cache=registration.cache,
            priority=registration.priority,
            arguments=registration.arguments,
            waiting=_saved(registration.waiting),
            active=_saved(registration.active),
            checked=registration.checked,
            preload=registration.preload,
        )
        with self._transaction():
            self._forget(registration.scope)
            row = (registration.scope, msgspec.json.encode(head).decode())
            self._db.execute("insert into registrations values (?, ?)", row)
            for version in (registration.waiting, registration.active):
                if version is None:
                    continue
                scripts = {"": version.script, **version.imported}
                rows = [(version.id, registration.scope, url, each.kind, each.body) for url, each in scripts.items()]
                self._db.executemany("insert or replace into scripts values (?, ?, ?, ?, ?)", rows)

    def remove(self, scope: str) -> None:
        """Forget a registration."""
        with self._transaction():
            self._forget(scope)

    # -- environments ----------------------------------------------------------------------------

    def environments(self) -> dict[str, dict[str, str]]:
        """Return what workers keep, by scope; values are JSON."""
        found: dict[str, dict[str, str]] = {}
        for scope, key, value in self._db.execute("select scope, key, value from environments").fetchall():
            found.setdefault(scope, {})[key] = value
        return found

    def set_environment(self, scope: str, changes: dict[str, str | None]) -> None:
        """Keep values of a scope; None forgets one."""
        with self._transaction():
            gone = [(scope, key) for key, value in changes.items() if value is None]
            self._db.executemany("delete from environments where scope = ? and key = ?", gone)
            kept = [(scope, key, value) for key, value in changes.items() if value is not None]
            self._db.executemany("insert or replace into environments values (?, ?, ?)", kept)

    # -- caches ----------------------------------------------------------------------------------

    def caches(self) -> dict[str, list[Entry]]:
        """Return every cache with what is in it, in order."""
        found: dict[str, list[Entry]] = {
            name: [] for (name,) in self._db.execute("select name from caches order by number").fetchall()
        }
        for cache, head in self._db.execute("select cache, head from entries order by number").fetchall():
            found[cache].append(msgspec.json.decode(head, type=Entry))
        return found

    def add_cache(self, name: str) -> None:
        """Make a cache, if there is none of that name."""
        number = "(select coalesce(max(number), 0) + 1 from caches)"
        self._db.execute(f"insert or ignore into caches values (?, {number})", (name,))

    def remove_cache(self, name: str) -> None:
        """Forget a cache and what is in it."""
        with self._transaction():
            self._db.execute("delete from entries where cache = ?", (name,))
            self._db.execute("delete from caches where name = ?", (name,))

    def put(self, cache: str, entry: Entry, replaced: list[str]) -> None:
        """Keep an entry in place of others."""
        with self._transaction():
            self._db.executemany("delete from entries where id = ?", [(id,) for id in replaced])
            number = "(select coalesce(max(number), 0) + 1 from entries)"
            row = (entry.id, cache, msgspec.json.encode(entry).decode())
            self._db.execute(f"insert into entries values (?, ?, {number}, ?)", row)

    def delete(self, ids: list[str]) -> None:
        """Forget entries."""
        with self._transaction():
            self._db.executemany("delete from entries where id = ?", [(id,) for id in ids])

    # -- inside ----------------------------------------------------------------------------------

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)

    def _forget(self, scope: str) -> None:
        self._db.execute("delete from scripts where scope = ?", (scope,))
        self._db.execute("delete from registrations where scope = ?", (scope,))

    def _version(self, registration: Registration, saved: _Saved | None, state: State) -> Version | None:
        if saved is None:
            return None
        rows = self._db.execute("select url, kind, body from scripts where version = ?", (saved.id,)).fetchall()
        scripts = {url: Script(body, kind) for url, kind, body in rows}
        if "" not in scripts:
            return None
        own = scripts.pop("")
        return Version(saved.id, registration, Source(saved.url, saved.kind), own, scripts, state)


class _Saved(msgspec.Struct, kw_only=True):
    """A version, beside its scripts."""

    id: str
    url: str
    kind: str


class _Head(_Saved, kw_only=True):
    """A registration."""

    scope: str
    cache: str
    priority: str
    arguments: str
    waiting: _Saved | None
    active: _Saved | None
    checked: float | None = None
    preload: Preload = Preload()


def _saved(version: Version | None) -> _Saved | None:
    if version is None:
        return None
    return _Saved(id=version.id, url=version.source.url, kind=version.source.kind)


class _Transaction:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("begin immediate")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("commit" if kind is None else "rollback")
