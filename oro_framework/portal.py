"""The desktop portal (`org.freedesktop.portal`), as plugins ask it: requests with an answer, and sessions. Loop thread.

It needs jeepney, as `oro_framework.desktop_bus` does.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio

from oro_framework.desktop_bus import BusService, DesktopBus, NotOnBus, Signal
from oro_framework.errors import Broken, Denied, OroError

__all__ = ("Portal", "Request", "RequestEnded", "is_sandboxed")

_NAME = "org.freedesktop.portal.Desktop"
_ROOT = "/org/freedesktop/portal/desktop"
_REGISTRY = BusService(_NAME, _ROOT, "org.freedesktop.host.portal.Registry")
Variant = tuple[str, Any]


def is_sandboxed() -> bool:
    """Return whether a portal knows this program by its sandbox, so that it needs no registration."""
    return Path("/.flatpak-info").exists()


class RequestEnded(Broken):
    """A request ended without an answer: its dialog was closed otherwise than by its buttons, or the portal failed.

    The portal says the same of both.
    """


class Request:
    """A request that was answered; what it holds is held until `close`.

    Args:
        bus: the session's bus.
        path: the object of the request.
        results: its answer.
    """

    def __init__(self, bus: DesktopBus, path: str, results: Mapping[str, Any]) -> None:
        self._bus = bus
        self._service = BusService(_NAME, path, "org.freedesktop.portal.Request")
        self.results = results

    async def close(self) -> None:
        """End what the request holds; one that is gone is not missed."""
        with contextlib.suppress(NotOnBus):
            await self._bus.call(self._service, "Close")


class Portal:
    """The portals of the session.

    Args:
        bus: the session's bus, connected.
        app: the name of the app's desktop file without its ending.
    """

    def __init__(self, bus: DesktopBus, app: str) -> None:
        self._bus = bus
        self._app = app
        self._registered = ""
        self._asked = False

    @property
    def unregistered(self) -> str:
        """The reason why the portal does not know the app by its name, or an empty text."""
        return self._registered

    def service(self, interface: str) -> BusService:
        """Return an interface of the portals, such as `Inhibit`."""
        return BusService(_NAME, _ROOT, f"org.freedesktop.portal.{interface}")

    async def version(self, interface: str) -> int:
        """Return the version of an interface, after the app has told its name, which must come first.

        Raises:
            NotOnBus: the desktop has no such portal.
        """
        await self._register()
        properties = await self._bus.properties(self.service(interface))
        if "version" not in properties:
            raise NotOnBus(f"this desktop has no portal {interface}")
        return int(properties["version"])

    async def _register(self) -> None:
        if self._asked or is_sandboxed():
            return
        self._asked = True
        try:
            await self._bus.call(_REGISTRY, "Register", "sa{sv}", self._app, {})
        except NotOnBus:
            self._registered = "this portal takes no names of apps outside a sandbox"
        except OroError as error:
            self._registered = error.message

    async def request(
        self, interface: str, method: str, signature: str, *arguments: Any, options: Mapping[str, Variant] | None = None
    ) -> Request:
        """Make a request and wait for its answer, for as long as a person takes.

        Args:
            interface: of the portals, such as `Inhibit`.
            method: its name.
            signature: of the arguments before the options.
            arguments: those before the options.
            options: those of the method.

        Raises:
            Denied: the person declined.
            NotOnBus: the desktop has no such portal.
            BusRefused: the portal refused.
            RequestEnded: it ended without an answer.
            Broken: the portal is gone.
        If cancelled, the request is closed.
        """
        token = f"oro{secrets.token_hex(8)}"
        sender = self._bus.unique_name.removeprefix(":").replace(".", "_")
        path = f"{_ROOT}/request/{sender}/{token}"
        answered = anyio.Event()
        answers: list[tuple[int, dict[str, Any]]] = []

        def told(signal: Signal) -> None:
            code, results = signal.body
            answers.append((code, {name: value for name, (_, value) in results.items()}))
            answered.set()

        service = BusService(_NAME, path, "org.freedesktop.portal.Request")
        await self._bus.listen(service, "Response", told)
        try:
            given = {"handle_token": ("s", token), **(options or {})}
            await self._bus.call(self.service(interface), method, f"{signature}a{{sv}}", *arguments, given)
            await self._answer(answered)
        except anyio.get_cancelled_exc_class():
            with anyio.move_on_after(1, shield=True):
                await Request(self._bus, path, {}).close()
            raise
        finally:
            with anyio.move_on_after(1, shield=True):
                await self._bus.forget(service, "Response")
        code, results = answers[0]
        if code == 1:
            raise Denied(f"the person declined ({interface}.{method})")
        if code:
            raise RequestEnded(f"the desktop's portal gave no answer ({interface}.{method})")
        return Request(self._bus, path, results)

    async def _answer(self, answered: anyio.Event) -> None:
        """Wait for an answer; a bus that goes meanwhile brings none."""
        while not answered.is_set():
            with anyio.move_on_after(5):
                await answered.wait()
            if not self._bus.connected:
                raise Broken("the session bus is gone")

    async def session(self, interface: str, method: str, signature: str = "", *arguments: Any) -> BusService:
        """Make a session and return its object; raises as `request` does."""
        options = {"session_handle_token": ("s", f"oro{secrets.token_hex(8)}")}
        request = await self.request(interface, method, signature, *arguments, options=options)
        return BusService(_NAME, str(request.results["session_handle"]), "org.freedesktop.portal.Session")
