"""WebKitGTK several times in one process, and what must not end it. Prints a line per thing that went well.

python -m engine.gtk_again
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from oro_framework.host.backends.gtk.backend import GtkBackend
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.requests.protocol import Caller, Request
from oro_framework.host.requests.reply import Head
from oro_framework.types import Scheme

HTML = Head(200, (("content-type", "text/html"),))
WINDOWS = 6


async def _no_app(*_: object) -> None: ...


def _nothing(*_: object) -> None: ...


class Door:
    """Answers every request with one document."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def open(self, request: Request, reply: Any) -> Door:
        reply.respond(HTML, self.body)
        return self

    def abort(self) -> None: ...

    def run(self, *_: object) -> None: ...

    def when_begun(self, *_: object) -> bool:
        return False


def backend(body: bytes = b"") -> GtkBackend:
    return GtkBackend([Scheme(name=name, app=_no_app) for name in ("oro", "ipc")], Door(body), "app")


def open_view(made: GtkBackend, titled: Callable[[str], None]) -> Any:
    events = ViewEvents(
        caller=lambda origin, top: Caller(origin=origin, top_level=top),
        document_replaced=_nothing,
        title_changed=titled,
        shown=_nothing,
        hidden=_nothing,
        closed=_nothing,
        crashed=_nothing,
        console=_nothing,
        navigate=lambda url, top: "allow",
    )
    return made.create_view(ViewSpec(url="oro://app/"), events)


def show(made: GtkBackend, then: Callable[[], None] = _nothing) -> list[str]:
    """Run a backend with one view until its page has said its title."""
    said: list[str] = []

    def titled(title: str) -> None:
        if title:
            said.append(title)
            made.quit()

    def ready() -> None:
        open_view(made, titled)
        then()

    made.run(ready)
    return said


def churn(made: GtkBackend) -> int:
    """Open and close windows while another thread makes garbage as fast as it can; count the windows."""
    from gi.repository import WebKit2

    stopped = threading.Event()
    closed: list[str] = []

    def litter() -> None:
        while not stopped.is_set():
            for _ in range(2000):
                cycle: list[Any] = []
                cycle.append(cycle)

    thread = threading.Thread(target=litter)

    def next_window() -> None:
        def titled(title: str) -> None:
            if title:
                closed.append(title)
                stray: list[Any] = [WebKit2.WebView()]  # aborts the process if it is freed off this thread
                stray.append(stray)
                made.post(view.close)
                made.post(next_window if len(closed) < WINDOWS else made.quit)

        view = open_view(made, titled)

    def ready() -> None:
        thread.start()
        next_window()

    made.run(ready)
    stopped.set()
    thread.join()
    return len(closed)


def main() -> None:
    for n in range(3):
        if show(backend(f"<title>{n}</title>".encode())) == [str(n)]:
            print("ran", n)
    try:
        backend().run(lambda: sys.exit(7))
    except SystemExit as error:
        print("ready ended it with", error.code)
    try:
        backend().run(lambda: os.kill(os.getpid(), signal.SIGINT))
    except KeyboardInterrupt:
        print("interrupted")
    if show(backend(b"<title>alive</title>")) == ["alive"]:
        print("ran after the interrupt")
    if churn(backend(b"<title>window</title>")) == WINDOWS and gc.isenabled():
        print("outlived garbage of another thread")
    early = backend()
    early.post(print, "posted before it ran")
    early.quit()
    early.run(lambda: print("ready"))
    early.post(print, "posted after it ran")
    print("quit before it ran")
    import webview.http

    print("server", webview.http.global_server, [thread.name for thread in threading.enumerate()])


if __name__ == "__main__":
    main()
