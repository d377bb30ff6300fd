"""What a host can tell of itself: what is open, what its loop does, how long calls take. Loop thread."""

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
"""Services that contract b.7 knows by another name."""


class RouteTimes(Summary):
    """One route; times are milliseconds until there was something to answer."""

    plugin: str


class PluginTimes(TypedDict):
    """One plugin; times are milliseconds."""

    state: str
    version: str
    builtin: bool
    routes: int
    start: float
    calls: int
    errors: int
    total: float
    """Time of all calls together; what waits counts like what works."""


class LoopTimes(Summary):
    """LoopTiming of the loop; while one lasts, everything else waits."""

    spread: list[Spread]
    idle: float
    """Share of the time since the start that the loop waited, 0 to 1."""


class Timings(TypedDict):
    """How long things take."""

    routes: dict[str, RouteTimes]
    """Those that were called."""
    plugins: dict[str, PluginTimes]
    loop: LoopTimes


def handles_of(host: Host) -> dict[str, Any]:
    """Return live handles of the host and of every service: each branch has those of its leaves too."""
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
    """Return how long calls took by route, what that makes by plugin, and how long the loop's turns are."""
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
    """Return what Node and Socket Runtime tell of libuv, of the loop there is."""
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
    """Return what a service told, with `handles` wherever there are ids below, or would be."""
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
