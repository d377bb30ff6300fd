"""A connection in a thread of its own, so that Ctrl+C in the main thread ends a call and not the connection."""

from __future__ import annotations

from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Any

import trio

from oro_conduit.client.app import App, connect_again
from oro_conduit.programs.entries import Entry
from oro_framework.errors import Broken

__all__ = ("Session",)


class Session:
    """See the module. Used by one thread, as a context manager.

    Args:
        entry: the app.
    """

    app: App

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._began: Future[App] = Future()
        self._thread = Thread(target=self._run, name="oro-attach", daemon=True)
        self._token: trio.lowlevel.TrioToken | None = None
        self._tasks: trio.Nursery | None = None

    def __enter__(self) -> Session:
        """Connect.

        Raises:
            ConnectionFailed: the app is not there.
        """
        self._thread.start()
        self.app = self._began.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None and self._tasks is not None:
            with suppress(trio.RunFinishedError):
                self._token.run_sync_soon(self._tasks.cancel_scope.cancel)
        self._thread.join()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine to its end; return what it returns.

        Raises:
            KeyboardInterrupt: the person interrupted it; it was cancelled and has ended.
            Broken: the connection is over.
        """
        done: Future[Any] = Future()
        scope = trio.CancelScope()
        try:
            assert self._token is not None
            self._token.run_sync_soon(self._start, work, scope, done)
            try:
                return done.result()
            except KeyboardInterrupt:
                self._token.run_sync_soon(scope.cancel)
                with suppress(BaseException):
                    done.result()
                raise
        except trio.RunFinishedError:
            work.close()
            raise Broken("Cannot go on: the connection to the app is over") from None

    def _start(self, work: Coroutine[Any, Any, Any], scope: trio.CancelScope, done: Future[Any]) -> None:
        assert self._tasks is not None
        self._tasks.start_soon(self._work, work, scope, done)

    async def _work(self, work: Coroutine[Any, Any, Any], scope: trio.CancelScope, done: Future[Any]) -> None:
        try:
            with scope:
                done.set_result(await work)
        except trio.Cancelled:
            done.set_exception(KeyboardInterrupt())
            raise
        except BaseException as error:  # it is the person's own, and is shown
            done.set_exception(error)
        if not done.done():
            done.set_exception(KeyboardInterrupt())

    def _run(self) -> None:
        try:
            trio.run(self._connect)
        except BaseException as error:
            if not self._began.done():
                self._began.set_exception(error)

    async def _connect(self) -> None:
        async with connect_again(self._entry) as app, trio.open_nursery() as self._tasks:
            self._token = trio.lowlevel.current_trio_token()
            self._began.set_result(app)
            await trio.sleep_forever()
