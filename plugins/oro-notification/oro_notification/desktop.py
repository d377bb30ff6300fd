"""The desktop's notifications over D-Bus, org.freedesktop.Notifications. Loop thread."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import anyio
import trio
from jeepney import DBusAddress, DBusErrorResponse, MatchRule, message_bus, new_method_call
from jeepney.io.common import RouterClosed
from jeepney.io.trio import DBusRouter, Proxy, open_dbus_router
from jeepney.wrappers import unwrap_msg

from oro_framework.errors import Broken, Unsupported
from oro_notification.notice import Notice, as_dbus

if TYPE_CHECKING:
    from anyio.abc import TaskStatus

__all__ = ("Desktop",)

_NAME = "org.freedesktop.Notifications"
_ADDRESS = DBusAddress("/org/freedesktop/Notifications", bus_name=_NAME, interface=_NAME)
_RULE = MatchRule(type="signal", interface=_NAME, path=_ADDRESS.object_path)
_WAITING = 1024
_UNKNOWN = ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner")


class Desktop:
    """One connection to the session's bus.

    Args:
        app: what the app is called.
        entry: name of its desktop file, without the ending.
        told: called with a signal's name, the number of a notification, and the action or the reason.
        log: where the end of the bus is told.
    """

    def __init__(self, app: str, entry: str, told: Callable[[str, int, Any], None], log: logging.Logger) -> None:
        self._log = log
        self._app = app
        self._entry = entry
        self._told = told
        self._router: DBusRouter | None = None
        self._able: frozenset[str] | None = None
        self._turn = anyio.Lock()

    @property
    def connected(self) -> bool:
        return self._router is not None

    async def run(self, *, task_status: TaskStatus[None]) -> None:
        """Connect, and pass signals on until the bus goes or this is cancelled.

        Raises:
            Unsupported: there is no session bus.
        """
        began = False
        try:
            async with open_dbus_router() as router, router.filter(_RULE, bufsize=_WAITING) as signals:
                await Proxy(message_bus, router).AddMatch(_RULE)
                self._router = router
                began = True
                task_status.started()
                await self._pass_on(signals)
        except Exception as error:
            if not began:
                raise Unsupported(f"Cannot show notifications: there is no session bus: {_reason(error)}") from error
            self._log.warning("The session bus is gone, and with it what was shown: %s", _reason(error))
        finally:
            self._router = None

    async def _pass_on(self, signals: AsyncIterable[Any]) -> None:
        async for message in signals:
            async with self._turn:
                self._signalled(message)

    def _signalled(self, message: Any) -> None:
        name = message.header.fields[3]
        if name in ("ActionInvoked", "NotificationClosed"):
            self._told(name, *message.body)

    @asynccontextmanager
    async def shown(self, notice: Notice, replaces: int = 0) -> AsyncIterator[int]:
        """Show a notification; its signals are told after the block, which gets its number.

        Raises:
            Unsupported: the desktop shows no notifications.
            Broken: the desktop refused, or is gone.
        If cancelled, it may be shown.
        """
        async with self._turn:
            if self._able is None:
                (able,) = await self._call("GetCapabilities")
                self._able = frozenset(able)
            wanted = as_dbus(notice, self._app, self._entry, self._able, replaces)
            (number,) = await self._call("Notify", "susssasa{sv}i", wanted)
            yield number

    async def close(self, number: int) -> None:
        """Take a notification away; one that is gone is not missed."""
        try:
            await self._call("CloseNotification", "u", (number,))
        except Broken:
            if not self.connected:
                raise

    async def _call(self, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        if self._router is None:
            raise Broken("Cannot speak to the desktop: its bus is gone")
        with _refusals():
            message = new_method_call(_ADDRESS, method, signature, body)
            answer: tuple[Any, ...] = unwrap_msg(await self._router.send_and_get_reply(message))
            return answer


def _reason(error: Exception) -> str:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return f"{error} is not set" if isinstance(error, KeyError) else str(error) or type(error).__name__


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except DBusErrorResponse as error:
        if error.name in _UNKNOWN:
            raise Unsupported("Cannot show notifications: no program of this desktop shows them") from error
        raise Broken(f"Cannot speak to the desktop: {error}") from error
    except (RouterClosed, OSError, trio.BrokenResourceError, trio.ClosedResourceError) as error:
        raise Broken("Cannot speak to the desktop: its bus is gone") from error
