"""An app without an engine that does what its standard input says, and says how its service ends.

listen SIGCHLD,SIGUSR1   the page listens to these
reload                   the page is replaced by another
close                    a second window, which listens too, is closed
ping                     is answered
"""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import trio

from oro_framework.builtin.signals import signals as hear
from oro_framework.hookspecs import hookimpl
from oro_framework.host.app import Host
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.launch import Launch
from oro_framework.service import Service
from oro_framework.testing import until
from oro_framework.types import Call


def say(*words: object) -> None:
    print(*words, flush=True)


def _emitted(name: str, detail: Any = None) -> None:
    if name == "signal":
        say("page heard", detail["signal"])


class Told(Service):
    """Follows the standard input."""

    name = "told"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._follow)
            try:
                yield
            finally:
                nursery.cancel_scope.cancel()
                say("service left")

    async def _follow(self) -> None:
        host: Any = self.host
        while line := await trio.to_thread.run_sync(sys.stdin.readline, abandon_on_cancel=True):
            await until(lambda: bool(host.windows))  # services run, and `started` is said, before there is one
            word, _, rest = line.strip().partition(" ")
            if word == "listen":
                await self._listen(host.windows[0], rest)
            elif word == "reload":
                host.windows[0].load(host.origin + "/other.html")
                await until(lambda: not host.windows[0].signals)
            elif word == "close":
                other = host.windows_manager.create(ViewSpec(url=host.origin))
                await self._listen(other, rest)
                host.windows_manager.close(other)
                await other.closed.wait()
            # Whatever was posted to the GUI thread before is done before this is said.
            host.threads.loop_to_gui(say, "did", word)

    async def _listen(self, window: Any, signals: str) -> None:
        call = Call(
            host=self.host, route="application.signals", window=window, origin=self.host.origin, client="",
            params={}, headers=(), body=b"", seq="",
        )  # fmt: skip
        hear(call, signals=signals)
        window.emit = _emitted


def main() -> int:
    """Run until a signal ends it."""
    log = logging.getLogger("oro.signalled")
    plugin = SimpleNamespace(oro_services=hookimpl(lambda: [Told]), oro_started=hookimpl(lambda host: say("started")))
    config = load(Sources(derived={"meta_bundle_identifier": "org.example.signalled"}))
    host = Host.load(config, root=Path.cwd(), plugins=[("told", plugin)], found=[], log=log)
    return Launch(host, headless=True).run()


if __name__ == "__main__":
    sys.exit(main())
