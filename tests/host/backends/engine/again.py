"""QtWebEngine several times in one process, and what must not end it. Prints a line per thing that went well.

python -m engine.again
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.qt.backend import QtBackend
from oro_framework.host.requests.protocol import Caller, Request
from oro_framework.host.requests.reply import Head
from oro_framework.types import Scheme

HTML = Head(200, (("content-type", "text/html"),))
SCRIPT = "addEventListener('load', () => setTimeout(() => console.log('title ' + document.title), 50))"


async def _no_app(*_: object) -> None: ...


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


def backend(body: bytes = b"", names: tuple[str, ...] = ("oro", "ipc")) -> QtBackend:
    return QtBackend([Scheme(name=name, app=_no_app) for name in names], Door(body), "app")


def show(made: QtBackend, then: Callable[[], None] = lambda: None) -> list[str]:
    """Run a backend with one view until its page has said its title."""
    said: list[str] = []

    def nothing(*_: object) -> None: ...

    def console(message: ConsoleMessage) -> None:
        said.append(message.text)
        made.quit()

    def ready() -> None:
        events = ViewEvents(
            caller=lambda origin, top: Caller(origin=origin, top_level=top),
            document_replaced=nothing,
            title_changed=nothing,
            shown=nothing,
            hidden=nothing,
            closed=nothing,
            crashed=nothing,
            console=console,
            navigate=lambda url, top: "allow",
        )
        made.create_view(ViewSpec(url="oro://app/", preload=SCRIPT), events)
        then()

    made.run(ready)
    return said


def main() -> None:
    for n in range(3):
        if show(backend(f"<title>{n}</title>".encode())) == [f"title {n}"]:
            print("ran", n)
    try:
        backend().run(lambda: sys.exit(7))
    except SystemExit as error:
        print("ready ended it with", error.code)
    try:
        show(backend(names=("late",)))
    except Unsupported as error:
        print(error.message)

    def raise_in_a_slot() -> None:
        from qtpy.QtCore import QTimer

        QTimer.singleShot(0, lambda: 1 / 0)

    if show(backend(b"<title>alive</title>"), raise_in_a_slot) == ["title alive"]:
        print("outlived an exception in a slot")
    early = backend()
    early.post(print, "posted before it ran")
    early.quit()
    early.run(lambda: print("ready"))
    early.post(print, "posted after it ran")
    print("quit before it ran")


if __name__ == "__main__":
    main()
