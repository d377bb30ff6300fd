"""A service of an app under test: evaluates each line of the standard input in the page, and prints what comes of it.

A line is an expression of JavaScript, which is evaluated whenever the document changes until it gives something.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from oro_framework import Call, Service, route

WATCH = """
(() => {
  const tell = async (told) => (await import('oro:ipc')).request('driver.told', { told: JSON.stringify(told) })
  let done = false
  const look = () => {
    if (done) return
    let told
    try { told = (EXPRESSION) } catch (error) { return }
    if (!told) return
    done = true
    clearInterval(again)
    tell(told)
  }
  const again = setInterval(look, 50)
  look()
})()
"""


class Driver(Service):
    """Asks the page what the test asks."""

    name = "driver"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen while the app runs."""
        async with trio.open_nursery() as tasks:
            tasks.start_soon(self._listen)
            yield
            tasks.cancel_scope.cancel()

    @route("driver.told")
    async def told(self, call: Call, *, told: str) -> None:
        """Print what an expression gave."""
        print("TOLD", told, file=sys.stderr, flush=True)

    @route("driver.ready")
    async def ready(self, call: Call) -> None:
        """Print that a page has begun."""
        print("READY", file=sys.stderr, flush=True)

    async def _listen(self) -> None:
        waiting = b""
        while True:
            await trio.lowlevel.wait_readable(0)
            piece = os.read(0, 65536)
            if not piece:
                return
            *lines, waiting = (waiting + piece).split(b"\n")
            for line in lines:
                window = self.host.windows[0]
                await window.evaluate(WATCH.replace("EXPRESSION", json.loads(line)))  # type: ignore[attr-defined]
