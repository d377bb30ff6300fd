"""Positions of GeoClue, the Linux desktop's own service, over the system's D-Bus. Loop thread."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anyio
import trio
from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    MessageType,
    Properties,
    message_bus,
    new_method_call,
)
from jeepney.io.trio import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from oro_framework.positions import Position, PositionUnavailable

__all__ = ("GeoClue", "position_of")

_NAME = "org.freedesktop.GeoClue2"
_MANAGER = DBusAddress("/org/freedesktop/GeoClue2/Manager", bus_name=_NAME, interface=f"{_NAME}.Manager")
_CITY, _EXACT = 4, 8
"""Levels of accuracy: GClueAccuracyLevel."""
PATIENCE = 5
"""Seconds the bus has to greet."""
_ABSENT = ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner")


class GeoClue:
    """See the module.

    Args:
        desktop_id: the name of the app's desktop file without its ending, by which GeoClue knows whom a person allowed.
    """

    def __init__(self, desktop_id: str) -> None:
        self._desktop_id = desktop_id

    async def positions(self, *, precise: bool) -> AsyncGenerator[Position, None]:
        """Yield positions; see `PositionProvider`."""
        with _refusals():
            async with await _connected() as connection:
                bus = _Bus(connection)
                (path,) = await bus.call(new_method_call(_MANAGER, "GetClient"))
                client = DBusAddress(path, bus_name=_NAME, interface=f"{_NAME}.Client")
                properties = Properties(client)
                await bus.call(properties.set("DesktopId", "s", self._desktop_id))
                await bus.call(properties.set("RequestedAccuracyLevel", "u", _EXACT if precise else _CITY))
                rule = MatchRule(type="signal", interface=client.interface, member="LocationUpdated", path=path)
                await bus.call(message_bus.AddMatch(rule))
                await bus.call(new_method_call(client, "Start"))
                while True:
                    signal = await bus.signal(rule)
                    location = DBusAddress(signal.body[1], bus_name=_NAME, interface=f"{_NAME}.Location")
                    (found,) = await bus.call(Properties(location).get_all())
                    yield position_of({name: value for name, (_, value) in found.items()})


async def _connected() -> DBusConnection:
    """Connect; not given up half-way, for jeepney would leave its socket open."""
    with anyio.fail_after(PATIENCE, shield=True):
        return await open_dbus_connection("SYSTEM")


class _Bus:
    """One connection, used by one task: calls and their answers in turn, signals kept meanwhile."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._signals: deque[Any] = deque(maxlen=64)

    async def call(self, message: Any) -> tuple[Any, ...]:
        serial = next(self._connection.outgoing_serial)
        await self._connection.send(message, serial=serial)
        while True:
            found = await self._connection.receive()
            if found.header.fields.get(HeaderFields.reply_serial) == serial:
                answer: tuple[Any, ...] = unwrap_msg(found)
                return answer
            self._keep(found)

    async def signal(self, rule: MatchRule) -> Any:
        while True:
            while self._signals:
                if rule.matches(found := self._signals.popleft()):
                    return found
            self._keep(await self._connection.receive())

    def _keep(self, message: Any) -> None:
        if message.header.message_type is MessageType.signal:
            self._signals.append(message)


def position_of(found: Mapping[str, Any]) -> Position:
    """Return a position of the properties GeoClue gives one; numbers it uses for none become None."""
    altitude, speed, heading = found.get("Altitude", -1e308), found.get("Speed", -1.0), found.get("Heading", -1.0)
    seconds, microseconds = found.get("Timestamp", (0, 0))
    return Position(
        latitude=found["Latitude"],
        longitude=found["Longitude"],
        accuracy=found["Accuracy"],
        timestamp=seconds + microseconds / 1e6,
        altitude=altitude if altitude > -1e300 else None,
        speed=speed if speed >= 0 else None,
        heading=heading if heading >= 0 else None,
    )


@contextmanager
def _refusals() -> Iterator[None]:
    """Raise what D-Bus refuses as a position that is unavailable."""
    try:
        yield
    except DBusErrorResponse as error:
        why = "GeoClue is not installed" if error.name in _ABSENT else f"GeoClue says: {error}"
        raise PositionUnavailable(f"Cannot tell where this machine is: {why}") from error
    except (OSError, trio.BrokenResourceError, trio.ClosedResourceError, trio.EndOfChannel, KeyError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise PositionUnavailable(f"Cannot tell where this machine is: no system bus: {why}") from error
