"""One connection to a D-Bus of the desktop, for plugins that speak to its services. Loop thread.

It needs jeepney, which a plugin that uses this module depends on. Import it where it is first needed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import anyio
import trio
from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Properties,
    message_bus,
    new_method_call,
    new_signal,
)
from jeepney.io.common import RouterClosed
from jeepney.io.trio import DBusConnection, DBusRouter, open_dbus_connection
from jeepney.wrappers import unwrap_msg
from msgspec import Struct

from oro_framework.errors import Broken, Unsupported

if TYPE_CHECKING:
    from anyio.abc import TaskStatus

__all__ = ("BusRefused", "BusService", "DesktopBus", "NotOnBus", "Signal")

_log = logging.getLogger("oro.bus")

GREETING = 5.0
"""Seconds a bus has to greet."""
PATIENCE = 25.0
"""Seconds a service has to answer, the time it takes to start included."""
_WAITING = 1024
"""Signals that wait to be told; those beyond are lost."""
_ABSENT = frozenset(
    f"org.freedesktop.DBus.Error.{name}"
    for name in ("ServiceUnknown", "NameHasNoOwner", "UnknownObject", "UnknownInterface", "UnknownMethod")
)
_PROPERTIES = "org.freedesktop.DBus.Properties"


class NotOnBus(Unsupported):
    """There is no such bus, or no program on it that does what was asked."""


class BusRefused(Broken):
    """A program on the bus refused a call.

    Args:
        name: the name of its error.
        said: the text of its error.
    """

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{said or 'no reason was given'} ({name})")
        self.name = name


class BusService(Struct, frozen=True):
    """An object of a program on the bus, and one of its interfaces."""

    name: str
    path: str
    interface: str

    def at(self, path: str, interface: str = "") -> BusService:
        """Return another object of the same program."""
        return BusService(self.name, path, interface or self.interface)


class Signal(Struct, frozen=True):
    """A signal that arrived."""

    path: str
    interface: str
    member: str
    body: tuple[Any, ...]


class DesktopBus:
    """One connection; see the module.

    Args:
        which: the bus of the session, or that of the system.
    """

    def __init__(self, which: Literal["SESSION", "SYSTEM"]) -> None:
        self._which = which
        self._router: DBusRouter | None = None
        self._listeners: dict[tuple[str, str, str], Callable[[Signal], object]] = {}
        self._scope = anyio.CancelScope()

    @property
    def connected(self) -> bool:
        """Whether calls can be made."""
        return self._router is not None

    @property
    def unique_name(self) -> str:
        """The name the bus gave this connection."""
        return "" if self._router is None else str(self._router.unique_name)

    async def run(self, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
        """Connect, and tell signals until the bus goes or this is cancelled.

        Raises:
            NotOnBus: there is no such bus.
        """
        connection = await self._connect()
        try:
            with self._scope:
                await self._serve(connection, task_status)
        except* Exception as error:  # callers find out by their calls, and by `connected`
            _log.warning("The %s bus is gone: %s", self._which.lower(), _reason(error))
        finally:
            self._router = None

    async def _serve(self, connection: DBusConnection, task_status: TaskStatus[None]) -> None:
        async with connection, connection.router() as router:
            # Not closed here: the router closes it at its end, and fails there if another task does so meanwhile.
            signals = router.filter(MatchRule(type="signal"), bufsize=_WAITING).receive_channel
            self._router = router
            task_status.started()
            await self._tell(signals)

    def close(self) -> None:
        """End the connection, and `run` with it."""
        self._scope.cancel()

    async def _connect(self) -> DBusConnection:
        try:
            with anyio.fail_after(GREETING, shield=True):  # given up half-way, jeepney would leave its socket open
                return await open_dbus_connection(self._which, enable_fds=True)
        except Exception as error:
            raise NotOnBus(f"there is no {self._which.lower()} bus: {_reason(error)}") from error

    async def _tell(self, signals: AsyncIterator[Any]) -> None:
        async for message in signals:
            fields = message.header.fields
            signal = Signal(
                fields.get(HeaderFields.path, ""),
                fields.get(HeaderFields.interface, ""),
                fields.get(HeaderFields.member, ""),
                tuple(message.body),
            )
            listener = self._listeners.get((signal.path, signal.interface, signal.member))
            if listener is not None:
                listener(signal)

    async def call(self, service: BusService, method: str, signature: str = "", *body: Any) -> tuple[Any, ...]:
        """Call a method and return its results.

        Raises:
            NotOnBus: there is no such program, object or method.
            BusRefused: it refused.
            Broken: the bus went, or nothing was answered in time.
        If cancelled, it may have been done.
        """
        address = DBusAddress(service.path, bus_name=service.name, interface=service.interface)
        return await self._answer(new_method_call(address, method, signature or None, body), service.name)

    async def _answer(self, message: Any, name: str) -> tuple[Any, ...]:
        if self._router is None:
            raise Broken(f"the {self._which.lower()} bus is gone")
        with _refusals(name):
            with anyio.fail_after(PATIENCE):
                answer: tuple[Any, ...] = unwrap_msg(await self._router.send_and_get_reply(message))
            return answer

    async def properties(self, service: BusService) -> dict[str, Any]:
        """Return the properties of an interface; raises as `call` does."""
        address = DBusAddress(service.path, bus_name=service.name, interface=service.interface)
        (found,) = await self._answer(Properties(address).get_all(), service.name)
        return {name: value for name, (_, value) in found.items()}

    async def emit(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        """Send a signal to whatever listens; raises as `call` does."""
        if self._router is None:
            raise Broken(f"the {self._which.lower()} bus is gone")
        with _refusals(interface):
            await self._router.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))

    async def is_owned(self, name: str) -> bool:
        """Return whether a program has a name now; raises as `call` does."""
        (owned,) = await self._answer(message_bus.NameHasOwner(name), "org.freedesktop.DBus")
        return bool(owned)

    async def listen(self, service: BusService, member: str, listener: Callable[[Signal], object]) -> None:
        """Have a signal of an object told, in place of who was told before; `listener` neither blocks nor raises."""
        key = (service.path, service.interface, member)
        known, self._listeners[key] = key in self._listeners, listener
        if not known:
            rule = MatchRule(
                type="signal", sender=service.name, path=service.path, interface=service.interface, member=member
            )
            await self._answer(message_bus.AddMatch(rule), "org.freedesktop.DBus")

    async def forget(self, service: BusService, member: str) -> None:
        """Have a signal no longer told."""
        if self._listeners.pop((service.path, service.interface, member), None) is not None and self.connected:
            rule = MatchRule(
                type="signal", sender=service.name, path=service.path, interface=service.interface, member=member
            )
            await self._answer(message_bus.RemoveMatch(rule), "org.freedesktop.DBus")

    async def follow(self, service: BusService, changed: Callable[[Mapping[str, Any]], object]) -> dict[str, Any]:
        """Return the properties of an interface, and have their changes told; raises as `call` does.

        One listener can follow an object: that of the last interface that was followed.
        """

        def told(signal: Signal) -> None:
            interface, values, _ = signal.body
            if interface == service.interface:
                changed({name: value for name, (_, value) in values.items()})

        await self.listen(service.at(service.path, _PROPERTIES), "PropertiesChanged", told)
        return await self.properties(service)


def _reason(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, KeyError):
        return f"{error} is not set"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return str(error) or type(error).__name__


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    try:
        yield
    except DBusErrorResponse as error:
        if error.name in _ABSENT:
            raise NotOnBus(f"{name} is not there, or does not offer this") from error
        raise BusRefused(error.name, str(error.data[0]) if error.data else "") from error
    except TimeoutError as error:
        raise Broken(f"{name} did not answer within {PATIENCE:g} s") from error
    except (RouterClosed, OSError, trio.BrokenResourceError, trio.ClosedResourceError) as error:
        raise Broken(f"{name} cannot be asked: its bus is gone") from error
