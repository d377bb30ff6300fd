"""Reports of a host about itself: live objects, the state of its loop, and times of calls. Loop thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

import trio

from oro_framework.host.inner import RunningHost, inner
from oro_framework.host.kernel.timing import MILLISECOND, Spread, Summary
from oro_framework.types import Host

__all__ = ("LoopTimes", "PluginTimes", "RouteTimes", "Timings", "handles_of", "timings_of")

SHOWN_AS = {"process": "childProcess"}
"""Names under which pages find services, where they differ."""


class RouteTimes(Summary):
    """Times of one route, in milliseconds until there was an answer."""

    plugin: str


class PluginTimes(TypedDict):
    """Times of one plugin, in milliseconds."""

    state: str
    version: str
    builtin: bool
    routes: int
    start: float
    calls: int
    errors: int
    total: float
    """The time of all calls together; waiting counts like working."""


class LoopTimes(Summary):
    """Times of the turns of the loop; everything else waits while a turn lasts."""

    spread: list[Spread]
    idle: float
    """The share of the time since the start in which the loop waited, 0 to 1."""


class Timings(TypedDict):
    """Times of routes, of plugins and of the loop."""

    routes: dict[str, RouteTimes]
    """Routes that were called."""
    plugins: dict[str, PluginTimes]
    loop: LoopTimes


def handles_of(host: Host) -> dict[str, Any]:
    """Return the ids of live objects of the host and of every service; each branch includes those of its leaves."""
    running = inner(host)
    told = {name: service.diagnostics() for name, service in running.services().items()}
    services = {name: _branch(each) if each else {} for name, each in told.items()}
    answer: dict[str, Any] = {
        "queuedResponses": {"handles": _handles(running.queued.ids())},
        "exchanges": {"handles": {"count": running.exchanges.live()}},
        "loop": {"state": running.state.value, "uptime": running.uptime, "threads": threading.active_count()},
        "windows": {"handles": _handles([window.index for window in running.windows])},
        "uv": _loop(running, list(_ids(told))),
    }
    for name, branch in services.items():
        answer[name] = branch
        if name in SHOWN_AS and "handles" in branch:
            answer[SHOWN_AS[name]] = {"handles": branch["handles"]}
    return answer


def timings_of(host: Host) -> Timings:
    """Return the times of calls by route and by plugin, and of the turns of the loop."""
    running = inner(host)
    called = [bound for bound in running.routes.values() if bound.timing.count]
    plugins: dict[str, PluginTimes] = {
        info.name: {
            "state": info.state, "version": info.version, "builtin": info.builtin, "routes": 0,
            "start": info.milliseconds, "calls": 0, "errors": 0, "total": 0.0,
        }
        for info in running.plugins.infos.values()
    }  # fmt: skip
    for bound in running.routes.values():
        if (plugin := plugins.get(bound.plugin)) is not None:
            plugin["routes"] += 1
            plugin["calls"] += bound.timing.count
            plugin["errors"] += bound.timing.errors
            plugin["total"] += bound.timing.total / MILLISECOND
    timing = running.loop_timing
    whole = timing.idle + timing.timing.total
    return {
        "routes": {bound.name: {**bound.timing.summary(), "plugin": bound.plugin} for bound in called},
        "plugins": plugins,
        "loop": {
            **timing.timing.summary(),
            "spread": timing.timing.spread(),
            "idle": timing.idle / whole if whole else 1.0,
        },
    }


def _loop(host: RunningHost, ids: Sequence[Any]) -> dict[str, Any]:
    """Return the numbers that Node and Socket Runtime give for libuv, for this loop."""
    statistics = trio.lowlevel.current_statistics()
    return {
        "metrics": {
            "loopCount": host.loop_timing.count,
            "events": sum(bound.timing.count for bound in host.routes.values()),
            "eventsWaiting": statistics.run_sync_soon_queue_size + statistics.tasks_runnable,
        },
        "idleTime": host.loop_timing.idle / MILLISECOND,
        "activeRequests": host.exchanges.live(),
        "handles": {"count": len(ids)},
    }


def _handles(ids: Sequence[Any]) -> dict[str, Any]:
    return {"count": len(ids), "ids": list(ids)}


def _branch(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the diagnostics of a service, with `handles` in every branch that can hold ids."""
    told = {key: _told(item) for key, item in value.items()}
    return {"handles": _handles(list(_ids(value))), **told} if _holds(value) else told


def _told(item: Any) -> Any:
    if isinstance(item, Mapping):
        return _branch(item)
    return {"handles": _handles(item)} if isinstance(item, (list, tuple)) else item


def _holds(item: Any) -> bool:
    if isinstance(item, Mapping):
        return not item or any(map(_holds, item.values()))
    return isinstance(item, (list, tuple))


def _ids(item: Any) -> Iterator[Any]:
    if isinstance(item, Mapping):
        for each in item.values():
            yield from _ids(each)
    elif isinstance(item, (list, tuple)):
        yield from item
