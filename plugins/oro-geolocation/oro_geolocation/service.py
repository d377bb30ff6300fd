"""The service that answers `geolocation.*`."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

import anyio
from anyio.abc import TaskGroup

from oro_framework.errors import OroError, UsageError
from oro_framework.held import Held
from oro_framework.positions import Position, PositionProvider, PositionUnavailable
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host, Push, Window
from oro_geolocation.errors import PositionTimedOut
from oro_geolocation.events import SOURCE, PositionTold

__all__ = ("Geolocation",)

MAX_WATCHES = 32


class Geolocation(Service):
    """Where the machine is."""

    name = "geolocation"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._provider: PositionProvider | None = None
        self._last: dict[bool, Position] = {}
        """The last position, of those that are precise and of all."""
        self._watches: Held[anyio.CancelScope] = Held(MAX_WATCHES, missing=_missing, taken=_taken, full=_too_many)
        self._tasks: TaskGroup | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Watch for pages until the host stops."""
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            yield
            tasks.cancel_scope.cancel()

    async def release(self, window: Window) -> None:
        """End what a page watched."""
        for id in self._watches.ids().get(window.id, ()):
            self._watches.remove(window, id).cancel()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of watches."""
        return {"watches": [id for ids in self._watches.ids().values() for id in ids]}

    @route("geolocation.getCurrentPosition", permission="geolocation", deadline=0)
    async def get_current_position(
        self, call: Call, enableHighAccuracy: bool = False, timeout: float | None = None, maximumAge: float = 0
    ) -> PositionTold:
        """Return where the machine is; within `timeout` ms, or as it was at most `maximumAge` ms ago."""
        last = self._last.get(enableHighAccuracy)
        if last is not None and (time.time() - last.timestamp) * 1000 <= maximumAge:
            return as_mapping(last)
        with anyio.move_on_after(None if timeout is None else max(timeout, 0) / 1000):
            async with aclosing(await self._positions(enableHighAccuracy)) as positions:
                async for position in positions:
                    return as_mapping(position)
            raise PositionUnavailable("Cannot tell where this machine is: its provider says nothing")
        raise PositionTimedOut(timeout or 0)

    @route("geolocation.watchPosition", permission="geolocation")
    async def watch_position(self, call: Call, id: str, enableHighAccuracy: bool = False) -> dict[str, Any]:
        """Push where the machine is whenever that changes, with `watch.identifier`, until `geolocation.clearWatch`."""
        if call.window is None:
            raise UsageError(f'Cannot call "{call.route}": it needs a window')
        assert self._tasks is not None
        scope = self._watches.add(call.window, id, anyio.CancelScope())
        self._tasks.start_soon(self._watch, scope, call.window, id, enableHighAccuracy)
        return {"watch": {"identifier": id}}

    @route("geolocation.clearWatch", permission="geolocation")
    def clear_watch(self, call: Call, id: str) -> dict[str, Any]:
        """Push no more; a watch that is not there is not missed."""
        scope = self._watches.find(call.window, id)
        if scope is not None:
            self._watches.discard(call.window, id, scope)
            scope.cancel()
        return {}

    async def _watch(self, scope: anyio.CancelScope, window: Window, id: str, precise: bool) -> None:
        watch = {"watch": {"identifier": id}}
        with scope:
            try:
                async with aclosing(await self._positions(precise)) as positions:
                    async for position in positions:
                        window.push(Push(source=SOURCE, data={**watch, **as_mapping(position)}, lossy=True))
            except OroError as error:
                window.push(Push(source=SOURCE, err={**error.as_err(), **watch}))
            except Exception:
                self.host.log.exception("Cannot tell where this machine is: its provider raised")
                broken = PositionUnavailable("Cannot tell where this machine is: its provider failed")
                window.push(Push(source=SOURCE, err={**broken.as_err(), **watch}))
        self._watches.discard(window, id, scope)

    async def _positions(self, precise: bool) -> Any:
        provider = self._provider = self._provider or await self._find()

        async def remembered() -> AsyncIterator[Position]:
            async with aclosing(provider.positions(precise=precise)) as positions:  # type: ignore[type-var]
                async for position in positions:
                    self._last[precise] = self._last[False] = position
                    yield position

        return remembered()

    async def _find(self) -> PositionProvider:
        for provider in self.host.ask_plugins("oro_positions"):
            return provider  # type: ignore[no-any-return]
        if sys.platform != "linux":
            raise PositionUnavailable("Cannot tell where this machine is: no plugin provides it on this platform")
        await load("oro_geolocation.geoclue")
        from oro_geolocation.geoclue import GeoClue

        return GeoClue(self.host.bundle)


def _missing(id: str) -> UsageError:
    return UsageError(f'Cannot end the watch "{id[:40]}": there is none')


def _taken(id: str) -> UsageError:
    return UsageError(f'Cannot watch the position: "{id[:40]}" is watched already')


def _too_many(id: str) -> UsageError:
    return UsageError(f"Cannot watch the position: {MAX_WATCHES} watches are the limit")


def as_mapping(position: Position) -> PositionTold:
    """Return a position as pages receive it, with the timestamp in ms since 1970."""
    return {
        "coords": {
            "latitude": position.latitude,
            "longitude": position.longitude,
            "altitude": position.altitude,
            "accuracy": position.accuracy,
            "altitudeAccuracy": position.altitude_accuracy,
            "floorLevel": position.floor_level,
            "heading": position.heading,
            "speed": position.speed,
        },
        "timestamp": round(position.timestamp * 1000),
    }
