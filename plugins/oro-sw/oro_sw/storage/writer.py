"""Writes registrations and the values workers keep to the database, in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable

import anyio

from oro_sw.registrations.areas import Changes
from oro_sw.registrations.states import Registration
from oro_sw.storage.cache_store import Caches

__all__ = ("StateWriter",)


class StateWriter:
    """Collects changes and writes them in a task of its own. Loop thread.

    Args:
        origin: registrations of it are saved; those of schemes are made again from the configuration.
        caches: has the database.
        log: logs failures to write.
    """

    def __init__(self, origin: str, caches: Caches, log: logging.Logger) -> None:
        self._origin = origin
        self._caches = caches
        self._log = log
        self._unsaved: dict[str, Registration | None] = {}
        self._environments: dict[str, dict[str, str | None]] = {}
        self._changed = anyio.Event()

    def save(self, registration: Registration, there: bool) -> None:
        """Save a registration that changed, or forget one that is not there any more."""
        if not registration.scope.startswith(self._origin):
            return
        self._unsaved[registration.scope] = registration if there else None
        self._changed.set()

    def save_environment(self, scope: str, changes: Changes) -> None:
        """Save changes of the environment of a scope."""
        self._environments.setdefault(scope, {}).update(changes)
        self._changed.set()

    async def run(self) -> None:
        """Write changes until cancelled; of several changes of one thing meanwhile, the last."""
        while True:
            await self._changed.wait()
            self._changed = anyio.Event()
            await self.write()

    async def write(self) -> None:
        """Write the changes so far; those the database refuses are logged."""
        (unsaved, self._unsaved), (changed, self._environments) = (self._unsaved, {}), (self._environments, {})
        for scope, registration in unsaved.items():
            database, what = await self._caches.database(), f'the service worker of "{scope}"'
            if registration is None:
                await self._try(what, database.remove, scope)
            else:
                await self._try(what, database.save, registration)
        for scope, changes in changed.items():
            database = await self._caches.database()
            await self._try(f'the environment of "{scope}"', database.set_environment, scope, changes)

    async def _try(self, what: str, change: Callable[..., None], *args: object) -> None:
        # Imported at first use, as in Caches.
        import sqlite3

        try:
            await self._caches.run(change, *args)
        except sqlite3.Error as error:
            self._log.warning("Cannot keep %s: %s", what, error)
