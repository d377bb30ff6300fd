"""Stands in for a person who clicks, copies, has a camera, and says no when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from oro_framework import hookimpl, route
from oro_framework.consent import Answer
from oro_framework.types import Call, Host

Done = Callable[..., None]


async def _in_gui(call: Call, work: Callable[[Any], None]) -> None:
    def run(done: Done) -> None:
        work(cast(Any, call.window).view)
        done()

    await cast(Any, call.host).windows_manager.ask_gui(run)


@route("probe.pretend")
async def pretend(call: Call) -> None:
    """Have WebKitGTK make up a camera and a microphone; QtWebEngine is told by a flag."""

    def mock(view: Any) -> None:
        if hasattr(view.webview, "get_settings"):
            view.webview.get_settings().set_enable_mock_capture_devices(True)

    await _in_gui(call, mock)


@route("probe.copy")
async def copy(call: Call) -> None:
    """Copy a text, as another program would."""
    backend = cast(Any, call.host).backend
    await _in_gui(call, lambda _view: backend.clipboard().write({"text/plain": b"of another program"}))


@route("probe.click")
async def click(call: Call) -> None:
    """Click on the page."""
    await _in_gui(call, lambda view: _evaluated(view) if hasattr(view.webview, "get_settings") else _clicked(view))


def _evaluated(view: Any) -> None:
    """Run the page's function; WebKitGTK takes what the host evaluates for the work of a person."""
    view.evaluate("void probe()")


def _clicked(view: Any) -> None:
    from qtpy.QtCore import QEvent, QPointF, Qt
    from qtpy.QtGui import QMouseEvent
    from qtpy.QtWidgets import QApplication

    target, place, none = view.webview.focusProxy() or view.webview, QPointF(40, 40), Qt.KeyboardModifier.NoModifier
    left, up = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, buttons in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, up)):
        where = QPointF(target.mapToGlobal(place.toPoint()))
        QApplication.sendEvent(target, QMouseEvent(kind, place, where, left, buttons, none))


@hookimpl
def oro_prompt(host: Host) -> Any:
    """Say no to everything."""

    async def ask(question: Any) -> Answer:
        print(f"ASKED {question.permission}", flush=True)
        return Answer.DENY

    return ask


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes above."""
    return [pretend, copy, click]
