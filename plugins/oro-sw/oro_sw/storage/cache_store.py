"""The caches of the app (CacheStorage): heads in memory and in the database, bodies in files. Loop thread.

Rules
1. A body is on disk before its entry is known, and an entry is gone before its body: an interruption leaves a
   file without an entry, and those are removed when the caches are opened.
2. What a lease says stays true until it is recalled: every lease is, before anything changes, and none is given while
   something changes.
"""

from __future__ import annotations

import os
import secrets
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from oro_framework.errors import NotFound, OroError
from oro_framework.requests import FileSlice
from oro_sw.storage.cache_match import Entries, Entry, Query

if TYPE_CHECKING:
    from oro_sw.storage.database import Database

__all__ = ("Caches", "Lease", "QuotaExceeded")

T = TypeVar("T")
Lease = list[tuple[str, dict[str, Any] | None]]
"""Every cache in order, by its name, with what a request finds in it."""
SMALL = 64 << 10
"""Bytes up to which a body is kept in memory once it was read."""
REMEMBERED = 16 << 20
"""Bytes of bodies that are kept in memory."""
MOST_LINGERING = 256
"""Dropped bodies that stay readable for callers that found their entry before."""
LINGERING = 16 << 20
"""Bytes these may have together."""
MOST_LEASED = 16
"""Caches an app may have for leases to be worth their bytes."""


class QuotaExceeded(OroError):
    """The caches would hold more than `service_worker_cache_max_bytes`."""

    type = "QuotaExceededError"
    code = "ERR_QUOTA_EXCEEDED"
    status = 507


class Caches:
    """The caches of an app, by the rules of the module.

    Args:
        folder: of the app's service workers.
        limit: bytes all bodies may have together.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._bodies = folder / "bodies"
        self._path = folder / "workers.sqlite3"
        self._limit = limit
        self._lock = anyio.Lock()
        self._database: Database | None = None
        self._kept = self._path.exists()
        self._caches: dict[str, Entries] = {}
        self._used = 0
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._lingering: deque[Entry] = deque()
        self._remembered = 0
        self._changing = 0
        self.recall: Callable[[], Awaitable[None]] = anyio.lowlevel.checkpoint
        """Takes every lease back."""

    # -- caches ----------------------------------------------------------------------------------

    async def open(self, name: str) -> None:
        """Make a cache, if there is none of that name."""
        database = await self.database()
        if name in self._caches:
            return
        async with self._unleased():
            new = name not in self._caches
            self._caches.setdefault(name, Entries())
        if new:
            await self.run(database.add_cache, name)

    async def names(self) -> list[str]:
        """Return the names of the caches in the order they were made."""
        await self.database()
        return list(self._caches)

    async def remove(self, name: str) -> bool:
        """Forget a cache; False when there is none."""
        database = await self.database()
        async with self._unleased():
            entries = self._caches.pop(name, None)
            self._linger(list(entries or ()))
        if entries is None:
            return False
        await self.run(database.remove_cache, name)
        await self._drop_bodies()
        return True

    # -- leases ----------------------------------------------------------------------------------

    def lease(self, url: str) -> Lease | None:
        """Return what a GET of a URL finds, to be relied on until `recall`; None where that is to be asked for."""
        if self._database is None or self._changing or not 0 < len(self._caches) <= MOST_LEASED:
            return None
        lease: Lease = []
        for name, entries in self._caches.items():
            if (found := entries.certain(url)) is None:
                return None
            lease.append((name, None if found[0] is None else found[0].describe()))
        return lease

    @asynccontextmanager
    async def _unleased(self) -> AsyncIterator[None]:
        """Change something in the block; no worker relies on a lease meanwhile."""
        self._changing += 1
        try:
            await self.recall()
            yield
        finally:
            self._changing -= 1

    # -- entries ---------------------------------------------------------------------------------

    async def find(self, name: str | None, query: Query | None) -> list[Entry]:
        """Return what a query finds in one cache, or in all of them in order; without a query everything."""
        await self.database()
        wanted = list(self._caches.values()) if name is None else [self._caches.get(name, Entries())]
        found: list[Entry] = []
        for entries in wanted:
            found += entries if query is None else entries.find(query)
        return found

    async def put(self, name: str, entry: Entry, body: AsyncIterable[bytes]) -> None:
        """Keep an answer in place of those its request finds. If cancelled, what was there stays.

        Raises:
            QuotaExceeded: there is no room; what was there stays.
        """
        database = await self.database()
        await self.open(name)
        entry.size = await self._write(entry.id, body)
        with anyio.CancelScope(shield=True):
            async with self._unleased():
                entries = self._caches.setdefault(name, Entries())
                replaced = entries.find(Query(entry.url, "GET", entry.request_headers))
                for old in replaced:
                    entries.remove(old)
                entries.add(entry)
                self._linger(replaced)
            await self.run(database.put, name, entry, [old.id for old in replaced])
            await self._drop_bodies()

    async def delete(self, name: str, query: Query) -> bool:
        """Forget what a query finds; False when it finds nothing."""
        database = await self.database()
        async with self._unleased():
            entries = self._caches.get(name, Entries())
            found = entries.find(query)
            for entry in found:
                entries.remove(entry)
            self._linger(found)
        if found:
            await self.run(database.delete, [entry.id for entry in found])
            await self._drop_bodies()
        return bool(found)

    def entry(self, id: str) -> Entry:
        """Return an entry by its id.

        Raises:
            NotFound: it is not there any more.
        """
        kept = (entries.of_id(id) for entries in self._caches.values())
        found = next(filter(None, (*kept, *(entry for entry in self._lingering if entry.id == id))), None)
        if found is None:
            raise NotFound(f'There is no cached answer "{id[:40]}"')
        return found

    # -- bodies ----------------------------------------------------------------------------------

    def body(self, id: str) -> bytes | FileSlice:
        """Return a body, or its file open for reading when it is large.

        Raises:
            NotFound: it is not there any more.
        """
        if (known := self._memory.get(id)) is not None:
            self._memory.move_to_end(id)
            return known
        try:
            fd = os.open(self._file(id), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            raise NotFound(f'There is no cached body "{id[:40]}"') from None
        length = os.fstat(fd).st_size
        if length > SMALL:
            return FileSlice(fd, 0, length)
        with os.fdopen(fd, "rb") as file:
            whole = file.read()
        self._remember(id, whole)
        return whole

    def _remember(self, id: str, body: bytes) -> None:
        self._memory[id] = body
        self._remembered += len(body)
        while self._remembered > REMEMBERED:
            _, dropped = self._memory.popitem(last=False)
            self._remembered -= len(dropped)

    async def _write(self, id: str, body: AsyncIterable[bytes]) -> int:
        path, size = self._file(id), 0
        try:
            async with await anyio.open_file(path, "xb") as file:
                async for chunk in body:
                    size += len(chunk)
                    if self._used + size > self._limit:
                        raise QuotaExceeded(
                            f"Cannot put into a cache: service_worker_cache_max_bytes of {self._limit} allows no more"
                        )
                    await file.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            if isinstance(body, AsyncGenerator):
                await body.aclose()
            raise
        self._used += size
        return size

    def _linger(self, entries: list[Entry]) -> None:
        """Keep entries that no cache has any more, for a caller that found one may be about to read it."""
        self._used -= sum(entry.size for entry in entries)
        self._lingering.extend(entries)

    async def _drop_bodies(self) -> None:
        """Remove the bodies of the oldest entries that linger."""
        ended = []
        while len(self._lingering) > MOST_LINGERING or sum(entry.size for entry in self._lingering) > LINGERING:
            ended.append(self._lingering.popleft())
        for entry in ended:
            if (known := self._memory.pop(entry.id, None)) is not None:
                self._remembered -= len(known)
        if ended:
            await anyio.to_thread.run_sync(_unlink, [self._file(entry.id) for entry in ended])

    def _file(self, id: str) -> Path:
        if not id.isalnum():
            raise NotFound(f'There is no cached body "{id[:40]}"')
        return self._bodies / id

    # -- the database ----------------------------------------------------------------------------

    async def database(self) -> Database:
        """Return the database, opened when it is first needed, with everything in memory that is asked for often."""
        if self._database is None:
            async with self._lock:
                if self._database is None:
                    database, caches = await anyio.to_thread.run_sync(self._opened)
                    self._caches = {name: Entries(entries) for name, entries in caches.items()}
                    self._used = sum(entry.size for entries in caches.values() for entry in entries)
                    self._database, self._kept = database, True
        return self._database

    def _opened(self) -> tuple[Database, dict[str, list[Entry]]]:
        self._bodies.mkdir(parents=True, exist_ok=True)
        database = self._whole()
        caches = database.caches()
        known = {entry.id for entries in caches.values() for entry in entries}
        for path in self._bodies.iterdir():
            if path.name not in known:
                path.unlink(missing_ok=True)
        return database, caches

    def _whole(self) -> Database:
        """Open the database; one that is broken is put aside, for pages make all that is in it again."""
        # Imported at first use: a start imports no library that only some calls need, and this one is SQLite.
        import sqlite3

        from oro_sw.storage.database import Database

        try:
            return Database(self._path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            self._path.replace(self._path.with_suffix(".broken"))
            return Database(self._path)

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Run one method of the database after those before it, in a worker thread."""
        async with self._lock:
            return await anyio.to_thread.run_sync(partial(function, *args))

    def exists(self) -> bool:
        """Tell whether anything was ever kept."""
        return self._kept

    def close(self) -> None:
        """Close the database, and remove what lingers."""
        _unlink([self._file(entry.id) for entry in self._lingering])
        self._lingering.clear()
        if self._database is not None:
            self._database.close()
            self._database = None


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def new_entry_id() -> str:
    """Return an id that cannot be guessed, fit for a file's name."""
    return secrets.token_hex(16)
