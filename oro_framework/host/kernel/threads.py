"""The GUI thread, the loop thread, and the two functions that cross between them.

The GUI toolkit owns the main thread; the host's own code runs on the loop thread, on trio.
`gui_to_loop` and `loop_to_gui` are the only crossings. Neither can raise: an exception inside a
callback that trio runs between tasks would end the loop, one inside a toolkit callback the process.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import trio

from oro_framework.host.kernel.exception_groups import leaf
from oro_framework.host.kernel.parallel_imports import SWITCH_INTERVAL

__all__ = ("Threads",)


class Threads:
    """The two threads of one host.

    Args:
        log: the log for exceptions of callbacks.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._token: trio.lowlevel.TrioToken | None = None
        self._loop = 0
        self._early: deque[tuple[Callable[..., object], tuple[Any, ...]]] = deque()
        self._lock = threading.Lock()
        self._closed = False
        self._post: Callable[..., None] | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    # -- crossing -----------------------------------------------------------------------------

    def gui_to_loop(self, function: Callable[..., object], *args: object) -> None:
        """Run `function` on the loop thread soon, in order; dropped once the loop has ended. Any thread."""
        token = self._token
        if token is None:
            with self._lock:
                if self._token is None:
                    if not self._closed:
                        self._early.append((function, args))
                    return
                token = self._token
        with suppress(trio.RunFinishedError):
            token.run_sync_soon(self._guarded, function, args)

    def on_loop(self, function: Callable[..., object], *args: object) -> None:
        """Run `function` at once when this is the loop thread, else as `gui_to_loop` does. Any thread."""
        if threading.get_ident() == self._loop:
            self._guarded(function, args)
        else:
            self.gui_to_loop(function, *args)

    def loop_to_gui(self, function: Callable[..., object], *args: object) -> None:
        """Run `function` on the GUI thread soon, in order. Without a GUI it runs at once. Any thread."""
        if self._post is None:
            self._guarded(function, args)
        else:
            self._post(self._guarded, function, args)

    def _guarded(self, function: Callable[..., object], args: tuple[Any, ...]) -> None:
        try:
            function(*args)
        except BaseException:
            self._log.exception("Cannot finish %r: it raised while crossing threads", function)

    # -- the two ends --------------------------------------------------------------------------

    def attach_gui(self, post: Callable[..., None]) -> None:
        """Set the function that runs a callback on the GUI thread (`Backend.post`)."""
        self._post = post

    def attach_loop(self) -> None:
        """Make the present thread, which runs trio, the loop thread; run the callbacks that waited, in order."""
        token = trio.lowlevel.current_trio_token()
        with self._lock:
            self._token = token
            self._loop = threading.get_ident()
            while self._early:
                function, args = self._early.popleft()
                token.run_sync_soon(self._guarded, function, args)

    def detach_loop(self) -> None:
        """Forget the loop; later callbacks for it are dropped."""
        with self._lock:
            self._closed = True
            self._loop = 0
            self._early.clear()

    # -- a loop thread of our own ---------------------------------------------------------------

    def start(self, main: Callable[[], Awaitable[None]], ended: Callable[[], None]) -> None:
        """Run `main` on a new loop thread; `ended` is called there when it has ended, failed or not."""
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_INTERVAL))

        async def attached() -> None:
            self.attach_loop()
            try:
                await main()
            finally:
                self.detach_loop()

        def run() -> None:
            try:
                trio.run(attached)
            except BaseException as error:
                self._failure = error
            finally:
                ended()

        self._thread = threading.Thread(target=run, name="oro-loop")
        self._thread.start()

    def join(self) -> None:
        """Wait for the loop thread to end, and raise its exception if it failed. GUI thread."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise leaf(failure)
