"""The service that answers `store.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from oro_framework.errors import InvalidArgument
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host
from oro_store.changes import Changes, changes_of, checked_name, value_of
from oro_store.database import Database

__all__ = ("EVENT", "Store", "database_path")

T = TypeVar("T")

EVENT = "storechange"
DEFAULT = "default"


class Value(TypedDict):
    """The value of a key; `value` is null when there is none."""

    found: bool
    value: Any


class Keys(TypedDict):
    """Keys, sorted."""

    keys: Sequence[str]


class Entries(TypedDict):
    """Every value by its key."""

    entries: dict[str, Any]


class Stores(TypedDict):
    """Names of stores, sorted."""

    stores: list[str]


class Changed(TypedDict):
    """The changes of a call: keys that were set, whatever their value before, and keys that were deleted."""

    store: str
    set: Sequence[str]
    deleted: Sequence[str]


class Store(Service):
    """Values of the app in named stores, in one file of the user's folder for data."""

    name = "store"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._database: Database | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Close the file at the end."""
        import anyio

        self._turn = anyio.CapacityLimiter(1)
        try:
            yield
        finally:
            if self._database is not None:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(self._database.close, limiter=self._turn)

    @route("store.get", permission="store")
    async def get(self, call: Call, *, key: str, store: str = DEFAULT) -> Value:
        """Return what a key holds."""
        import msgspec

        found = await self._use(lambda database: database.get(store, key))
        return {"found": found is not None, "value": None if found is None else msgspec.Raw(found.encode())}

    @route("store.keys", permission="store")
    async def keys(self, call: Call, *, store: str = DEFAULT) -> Keys:
        """Return the keys of a store."""
        return {"keys": await self._use(lambda database: database.keys(store))}

    @route("store.entries", permission="store")
    async def entries(self, call: Call, *, store: str = DEFAULT) -> Entries:
        """Return everything in a store."""
        import msgspec

        found = await self._use(lambda database: database.entries(store))
        return {"entries": {key: msgspec.Raw(value.encode()) for key, value in found.items()}}

    @route("store.stores", permission="store")
    async def stores(self, call: Call) -> Stores:
        """Return the names of the stores that hold anything."""
        return {"stores": await self._use(lambda database: database.stores())}

    @route("store.set", permission="store")
    async def set(self, call: Call, *, key: str, store: str = DEFAULT) -> Changed:
        """Have a key hold a value; it is on the disk before the answer. Every window gets event `storechange`.

        Args:
            call: its body is the value, as JSON.
            key: any text of up to 1,000 characters.
            store: likewise.

        Raises:
            InvalidArgument: the body is no JSON, or a name is too long.
        If cancelled, the value may be stored.
        """
        return await self._change(store, Changes({checked_name(key): value_of(call.body)}))

    @route("store.delete", permission="store")
    async def delete(self, call: Call, *, key: str, store: str = DEFAULT) -> Changed:
        """Have a key hold nothing."""
        return await self._change(store, Changes({}, [key]))

    @route("store.update", permission="store")
    async def update(self, call: Call, *, store: str = DEFAULT) -> Changed:
        """Set and delete several keys, all of them or none.

        Args:
            call: its body is `{"set": {key: value, …}, "delete": [key, …]}`.
            store: any text of up to 1,000 characters.

        Raises:
            InvalidArgument: the body is no such object, or a key is in both.
        If cancelled, all of it may be done.
        """
        return await self._change(store, changes_of(call.body))

    @route("store.clear", permission="store")
    async def clear(self, call: Call, *, store: str = DEFAULT) -> Changed:
        """Delete everything in a store."""
        return self._tell(store, (), await self._use(lambda database: database.clear(store)))

    async def _change(self, store: str, changes: Changes) -> Changed:
        checked_name(store, "store")
        deleted = await self._use(lambda database: database.change(store, changes))
        return self._tell(store, list(changes.set), deleted)

    def _tell(self, store: str, set: Sequence[str], deleted: Sequence[str]) -> Changed:
        changed: Changed = {"store": store, "set": set, "deleted": deleted}
        if set or deleted:
            self.host.emit(EVENT, changed)
        return changed

    async def _use(self, work: Callable[[Database], T]) -> T:
        import anyio

        if self._database is None:
            await load("sqlite3")
            self._database = self._database or Database(await anyio.to_thread.run_sync(database_path, self.host.bundle))
        database = self._database
        try:
            return await anyio.to_thread.run_sync(lambda: work(database), limiter=self._turn)
        except UnicodeEncodeError as error:
            raise InvalidArgument("Cannot use the store: a name is no Unicode text") from error


def database_path(bundle: str) -> Path:
    """Return where the values of an app are kept."""
    import platformdirs

    return platformdirs.user_data_path(bundle, appauthor=False) / "store.sqlite3"
