"""ASGI and WSGI apps mounted under paths of the app's origin, and their lifespans.

Rules
1. A request goes to the app with the longest path that begins the request's path, whole segments only.
2. A mounted app sees the full `path` and its own place in `root_path`, as ASGI says.
3. Every app gets one lifespan, however often it is mounted. One that does not know lifespans is served
   without; one that says it failed, or takes too long, answers 503 and the others go on.
4. The `state` that a lifespan fills is in the scope of each of the app's requests.
5. An `Origin: null`, which engines send with forms of our scheme, is replaced by the origin that the host knows.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trio
from msgspec import Struct, field

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.requests.answer import Answer
from oro_framework.host.requests.asgi import answer_of, scope_of
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.sending import StartTask
from oro_framework.types import ASGIApp, Message, Mount, Scope

if TYPE_CHECKING:
    from oro_framework.host.asyncio_loop.loop import AsyncioLoop
    from oro_framework.host.resources.mount_cookies import MountCookies
    from oro_framework.host.resources.mounted_apps import MountedApps

__all__ = ("MountTable", "MountedApp", "mounted_lifespans")


class MountedApp(Struct, eq=False):
    """A mounted app and its state."""

    path: str
    """Without a last slash; empty for the whole origin."""
    app: ASGIApp
    owner: str
    start: StartTask
    """Runs the app, as `Door.run` does."""
    permission: str | None = None
    """The permission that callers must hold."""
    failure: str | None = None
    """The reason why its start-up failed, empty unless it did."""
    state: dict[str, Any] = field(default_factory=dict)
    cookies: MountCookies | None = None
    """The cookies of all mounts."""

    def scope(self, request: Request) -> Scope:
        """Return the scope that the app receives (rules 2 and 4)."""
        scope = {**scope_of(request), "root_path": self.path, "state": dict(self.state)}
        if request.caller.origin and request.header("origin") == "null":
            known = request.caller.origin.encode("latin-1", "replace")
            scope["headers"] = [(k, known if k == b"origin" else v) for k, v in scope["headers"]]
        if self.cookies is not None and (cookie := self.cookies.sent(request)):
            scope["headers"] = [*scope["headers"], (b"cookie", cookie.encode("latin-1", "replace"))]
        return scope

    def socket_scope(self, request: Request, subprotocols: Sequence[str]) -> Scope:
        """Return the scope that the app receives of a WebSocket."""
        scope = {**self.scope(request), "type": "websocket", "scheme": "ws", "subprotocols": list(subprotocols)}
        del scope["method"]
        return scope

    def answer(self, request: Request) -> Answer | Awaitable[Answer]:
        """Have the app answer a request."""
        answer = answer_of(self.app, self.scope(request), request, self.start)
        return answer if self.cookies is None else self.cookies.keeping(answer, request)


class MountTable:
    """Mounted apps by path; a request outside of all mounts costs one lookup.

    Args:
        start: runs mounted apps, as `Door.run` does.
        loop: returns the loop of asyncio, for apps that need it.
        folder_of: returns the folder of a profile by its name, for cookies that last; None where it keeps nothing.
    """

    def __init__(
        self, start: StartTask, loop: Callable[[], AsyncioLoop], folder_of: Callable[[str], Path | None] | None = None
    ) -> None:
        self._start = start
        self._loop = loop
        self._folder_of = folder_of or (lambda profile: None)
        self._apps: MountedApps | None = None
        self.cookies: MountCookies | None = None
        """The cookies of all mounts, where there are any."""
        self._by_path: dict[str, MountedApp] = {}
        self._by_first: dict[str, list[MountedApp]] = {}
        self._everything: MountedApp | None = None

    def add(self, owner: str, mount: Mount) -> None:
        """Add a declared mount; mounts of directories are left to the navigator.

        Raises:
            Conflict: the path is taken; names both plugins.
            DeclarationError: the path does not begin with `/`, not exactly one of app and directory is given, or a
                directory is given a permission, which the navigator does not check.
        """
        if not mount.path.startswith("/") or "//" in mount.path or (mount.app is None) == (mount.directory is None):
            raise DeclarationError(
                f'Cannot mount "{mount.path}" of plugin "{owner}": expected a path that begins with "/", '
                f"and either an app or a directory"
            )
        if mount.app is None:
            if mount.permission is not None:
                raise DeclarationError(
                    f'Cannot mount "{mount.path}" of plugin "{owner}": only an app can have a permission'
                )
            return
        path = mount.path.rstrip("/")
        if (other := self._by_path.get(path)) is not None:
            raise Conflict(f'Cannot mount "{path or "/"}" of plugin "{owner}": plugin "{other.owner}" is mounted there')
        app = self._mounted_apps().of(mount)
        mounted = MountedApp(path, app, owner, self._start, mount.permission, cookies=self.cookies)
        self._by_path[path] = mounted
        if not path:
            self._everything = mounted
            return
        below = self._by_first.setdefault(path.split("/", 2)[1], [])
        below.append(mounted)
        below.sort(key=lambda one: len(one.path), reverse=True)

    def _mounted_apps(self) -> MountedApps:
        """Return what calls apps on the loops that they need, and those of WSGI in threads."""
        if self._apps is None:
            # Few apps mount any.
            from oro_framework.host.resources.mount_cookies import MountCookies
            from oro_framework.host.resources.mounted_apps import MountedApps

            self._apps = MountedApps(self._loop)
            self.cookies = MountCookies(self._start, self._folder_of)
        return self._apps

    def find(self, path: str) -> MountedApp | None:
        """Return the app that answers a decoded path, or None (rule 1)."""
        if self._by_first:
            first = path[1:].partition("/")[0]
            for mounted in self._by_first.get(first, ()):
                if path.startswith(mounted.path) and path[len(mounted.path) :][:1] in ("", "/"):
                    return mounted
        return self._everything

    def __bool__(self) -> bool:
        return bool(self._by_path)

    def __iter__(self) -> Iterator[MountedApp]:
        return iter(self._by_path.values())


@asynccontextmanager
async def mounted_lifespans(
    mounts: Iterable[MountedApp], log: logging.Logger, *, start: float = 30.0, stop: float = 5.0
) -> AsyncIterator[None]:
    """Run the lifespans of mounted apps during the block.

    On entry every app is started and waited for; on exit every app is told to shut down.

    Args:
        mounts: the apps; those that fail get their `failure` set.
        log: the log for failures and late exceptions.
        start: seconds that an app may take to start before it counts as failed.
        stop: seconds that all apps together may take to shut down before they are cancelled.

    If cancelled, apps are cancelled without a shutdown message.
    """
    spans: dict[int, _Lifespan] = {}
    failure: Exception | None = None
    for mounted in mounts:
        spans.setdefault(id(mounted.app), _Lifespan(mounted.app, log)).mounts.append(mounted)
    async with trio.open_nursery() as tasks:
        for span in spans.values():
            tasks.start_soon(span.run)
        with trio.move_on_after(start):
            for span in spans.values():
                await span.settled.wait()
        for span in spans.values():
            span.check_started(start)
        try:
            yield
        except Exception as error:
            # Raised again outside the task group, which would wrap it.
            failure = error
        with trio.move_on_after(stop):
            for span in spans.values():
                await span.stop()
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure


class _Lifespan:
    """One app's lifespan, run in a task of its own that never raises."""

    def __init__(self, app: ASGIApp, log: logging.Logger) -> None:
        self._app = app
        self._log = log
        self._state: dict[str, Any] = {}
        self._cancel = trio.CancelScope()
        self._stopping = trio.Event()
        self._stopped = trio.Event()
        self._received = 0
        self.mounts: list[MountedApp] = []
        self.settled = trio.Event()
        """Set once the app has started, failed, or shown that it knows no lifespans."""

    async def run(self) -> None:
        """Call the app until its lifespan is over."""
        scope: Scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._state,
        }
        try:
            with self._cancel:
                await self._app(scope, self._receive, self._send)
        except BaseException as raised:
            error = fault_of(raised)
            # By the ASGI spec, an exception before any answer means that the app has no lifespan.
            if self.settled.is_set():
                self._log.error('Cannot end the lifespan of "%s" cleanly: it raised', self._where, exc_info=error)
            else:
                self._log.debug('App mounted at "%s" has no lifespan: %r', self._where, error)
        finally:
            self.settled.set()
            self._stopped.set()

    def check_started(self, seconds: float) -> None:
        """Fail an app that has not started by now."""
        if not self.settled.is_set():
            self._fail(f"it did not start within {seconds:g} seconds")
            self._cancel.cancel()

    async def stop(self) -> None:
        """Tell the app to shut down and wait until it has."""
        self._stopping.set()
        await self._stopped.wait()

    @property
    def _where(self) -> str:
        return ", ".join(mounted.path or "/" for mounted in self.mounts)

    def _fail(self, reason: str) -> None:
        for mounted in self.mounts:
            mounted.failure = reason
        self._log.error('Cannot start the app mounted at "%s": %s', self._where, reason)

    async def _receive(self) -> Message:
        self._received += 1
        if self._received == 1:
            return {"type": "lifespan.startup"}
        await self._stopping.wait()
        if self._received > 2:
            await trio.sleep_forever()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "lifespan.startup.complete":
            for mounted in self.mounts:
                mounted.state = self._state
            self.settled.set()
        elif kind == "lifespan.startup.failed":
            self._fail(str(message.get("message", "")).strip() or "it said so")
            self.settled.set()
        elif kind == "lifespan.shutdown.failed":
            self._log.error('Cannot shut down "%s" cleanly: %s', self._where, str(message.get("message", "")).strip())
            self._stopped.set()
        elif kind == "lifespan.shutdown.complete":
            self._stopped.set()
        else:
            raise RuntimeError(f'Cannot send "{kind}" in a lifespan: no such ASGI message')
