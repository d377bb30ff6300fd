"""Registering, updating and dropping workers, one after another for each scope (Service Workers 1, "Jobs")."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import anyio

from oro_framework.errors import NotFound, OroError
from oro_framework.types import Host
from oro_sw.errors import EvaluationFailed, ScriptRefused
from oro_sw.registrations.areas import Areas
from oro_sw.registrations.control import Documents
from oro_sw.registrations.network import fetch_script
from oro_sw.registrations.scripts import kind_of
from oro_sw.registrations.states import Registration, Registry, Script, Source, Version
from oro_sw.urls import joined, without_fragment
from oro_sw.workers.lifecycle import Lifecycle

__all__ = ("Jobs",)

WEB = ("http", "https")
LISTENING = 1.0
"""Seconds a page has after a navigation to listen for an update before one is looked for, as in browsers."""


class Jobs:
    """Registers, updates and drops workers. Loop thread.

    Args:
        host: the running app.
        registry: the registrations.
        documents: what they control.
        lifecycle: of their versions.
        areas: what their workers keep.
        save: saves that registrations are dropped.
    """

    def __init__(
        self,
        host: Host,
        registry: Registry,
        documents: Documents,
        lifecycle: Lifecycle,
        areas: Areas,
        save: Callable[[Registration, bool], None],
    ) -> None:
        self._host = host
        self._registry = registry
        self._documents = documents
        self._lifecycle = lifecycle
        self._areas = areas
        self._save = save
        self._locks: dict[str, anyio.Lock] = {}
        self._looking: set[Registration] = set()
        self._due: dict[Registration, anyio.CancelScope] = {}

    async def register(
        self, source: Source, scope: str, cache: str = "imports", *, priority: str = "default", arguments: str = ""
    ) -> Registration:
        """Register a worker, or find it registered; its install event goes on after this returns.

        Args:
            source: its script, of the app's origin.
            scope: a URL of the app's origin, empty for the script's folder.
            cache: `updateViaCache`.
            priority: `high`, `default` or `low`.
            arguments: handed to the worker.

        Raises:
            ScriptRefused: another origin, a scope the script does not reach, or no JavaScript.
            EvaluationFailed: the script is not there, or threw; what was registered before stays.
        """
        source = Source(without_fragment(source.url), source.kind)
        scope = without_fragment(scope or joined(source.url, "./"))
        for what, url in (("script", source.url), ("scope", scope)):
            if url.partition(":")[0] not in (*WEB, self._host.origin.partition(":")[0]):
                raise EvaluationFailed(
                    f'Cannot register a service worker: the {what} "{url[:80]}" is nothing of the web'
                )
            if not url.startswith(self._host.origin + "/"):
                raise ScriptRefused(
                    f'Cannot register a service worker: the {what} "{url}" is not of {self._host.origin}'
                )
            path = urlsplit(url).path.lower()
            if "%2f" in path or "%5c" in path:
                raise EvaluationFailed(f'Cannot register a service worker: the {what} "{url}" hides a slash')
        async with self._locks.setdefault(scope, anyio.Lock()):
            found = self._registry.get(scope) or self._taken_up(scope)
            newest = found.newest if found is not None else None
            if newest is not None and not source.kind and newest.source.url == source.url:
                source = newest.source
            if found is not None and newest is not None and newest.source == source and found.cache == cache:
                return found
            registration = found or Registration(_new_id(), scope, source)
            before, registration.cache = registration.cache, cache
            try:
                script = await self._script(registration, source.url)
            except BaseException:
                registration.cache = before
                raise
            source = Source(source.url, source.kind or kind_of(script))
            registration.priority, registration.arguments = priority, arguments
            same = newest is not None and newest.source == source
            imports = await self._changed(newest, script) if newest is not None and same else {}
            if imports is not None:
                await self._lifecycle.begin(Version(_new_id(), registration, source, script, at_hand=imports))
            return registration

    async def register_scheme(self, source: Source, scope: str, seconds: float) -> Registration:
        """Return the registration of a scheme of the app's, made if there is none, once its worker is active.

        Args:
            source: its script, of the app's origin.
            scope: the scheme with its colon.
            seconds: how long to wait for the worker.

        Raises:
            EvaluationFailed: the script is not there, or threw.
            ScriptRefused: it is no JavaScript.
        """
        async with self._locks.setdefault(scope, anyio.Lock()):
            found = self._registry.get(scope)
            newest = found.newest if found is not None else None
            if found is None or newest is None:
                script, _ = await fetch_script(self._host, source.url)
                found = Registration(_new_id(), scope, Source(source.url, kind_of(script)))
                newest = Version(_new_id(), found, found.source, script)
                await self._lifecycle.begin(newest)
        if found.active is None:
            await self._lifecycle.activated(newest, seconds)
        return found

    async def update(self, registration: Registration) -> bool:
        """Fetch the script again and install it if it, or something it imports, is another one now.

        Returns:
            Whether a new version installs.

        Raises:
            EvaluationFailed: the script is not there any more, or threw.
            ScriptRefused: it is no JavaScript any more.
            NotFound: it was unregistered.
        """
        async with self._locks.setdefault(registration.scope, anyio.Lock()):
            if self._registry.get(registration.scope) is not registration:
                raise NotFound(f'Cannot update "{registration.scope}": it is not registered')
            newest = registration.newest
            source = registration.source if newest is None else newest.source
            script = await self._script(registration, source.url)
            imports = {} if newest is None else await self._changed(newest, script)
            if imports is None:
                return False
            await self._lifecycle.begin(Version(_new_id(), registration, source, script, at_hand=imports))
            return True

    def unregister(self, registration: Registration) -> bool:
        """Drop a registration; what it controls it goes on to answer for. False when it was dropped before."""
        if self._registry.get(registration.scope) is not registration:
            return False
        self._registry.remove(registration)
        self._save(registration, False)
        self._areas.sessions.pop(registration.id, None)
        if self._documents.clients(registration):
            self._registry.leaving.add(registration)
        else:
            self._lifecycle.clear(registration)
        return True

    def reset(self) -> None:
        """Drop every registration at once, also from the documents they control."""
        for registration in self._registry:
            self.unregister(registration)
        for registration in tuple(self._registry.leaving):
            self._lifecycle.clear(registration)

    def restore(self, registration: Registration) -> None:
        """Take up a registration of an earlier run; its worker starts when it is asked."""
        self._registry.add(registration)
        self._lifecycle.try_activate(registration)

    async def update_after_navigation(self, registration: Registration) -> None:
        """Look for an update once the page of the last navigation had time to listen for one."""
        if (due := self._due.get(registration)) is not None:
            due.deadline = anyio.current_time() + LISTENING
            return
        try:
            with anyio.move_on_after(LISTENING) as self._due[registration]:
                await anyio.sleep_forever()
        finally:
            del self._due[registration]
        await self.update_softly(registration)

    async def update_softly(self, registration: Registration) -> None:
        """Look for an update; failures do not matter."""
        try:
            await self.update(registration)
        except OroError as error:
            self._host.log.debug('Cannot update the service worker "%s": %s', registration.scope, error.message)

    async def update_stale(self, registration: Registration) -> None:
        """Look for an update that is due, unless that is being done."""
        if registration in self._looking:
            return
        self._looking.add(registration)
        try:
            await self.update_softly(registration)
        finally:
            self._looking.discard(registration)

    # -- inside ----------------------------------------------------------------------------------

    def _taken_up(self, scope: str) -> Registration | None:
        """Return what was dropped and still controls documents, registered once more; None when there is none."""
        found = next((each for each in self._registry.leaving if each.scope == scope), None)
        if found is not None:
            self._registry.leaving.discard(found)
            self._registry.add(found)
            self._save(found, True)
        return found

    async def _script(self, registration: Registration, url: str) -> Script:
        scope, now = registration.scope, time.time()
        script, allowed = await fetch_script(self._host, url, fresh=registration.fresh(now, imported=False))
        registration.checked = now
        widest = joined(url, allowed) if allowed else joined(url, "./")
        ours = widest.startswith(self._host.origin + "/")
        if not ours or not urlsplit(scope).path.startswith(urlsplit(widest).path):
            raise ScriptRefused(
                f'Cannot register a service worker for "{scope}": its script reaches "{widest}" at most, '
                "unless it is served with Service-Worker-Allowed"
            )
        return script

    async def _changed(self, version: Version, script: Script) -> dict[str, Script] | None:
        """Return what was fetched of a version's imports where these or its script are others now, else None."""
        fetched: dict[str, Script] = {}
        if script.body != version.script.body:
            return fetched
        anew = version.registration.fresh(time.time(), imported=True)
        for url, imported in version.imported.items():
            try:
                fetched[url], _ = await fetch_script(self._host, url, imported=True, fresh=anew)
            except OroError:
                continue
            if fetched[url].body != imported.body:
                return fetched
        return None


def _new_id() -> str:
    return str(secrets.randbits(63))
