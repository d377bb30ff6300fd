"""Runs a host: services start, exchanges are answered, and everything stops in reverse. Loop thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext

import trio

from oro_framework.atomic import sweep
from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import RunningHost
from oro_framework.host.kernel.faults import plain_faults
from oro_framework.host.kernel.loop_states import LoopState
from oro_framework.host.kernel.state_folder import state_folder
from oro_framework.host.requests.exchange import SchemeTable
from oro_framework.host.resources.mounts import mounted_lifespans
from oro_framework.host.scheme_table import scheme_table
from oro_framework.host.trouble.leaks import Leaks

__all__ = ("STOP_DEADLINE", "run")

STOP_DEADLINE = 5.0
"""Seconds that services have to stop."""


@asynccontextmanager
async def run(host: RunningHost) -> AsyncIterator[None]:
    """Start the services, answer exchanges during the block, then stop the services in reverse.

    Raises:
        PluginUnavailable: a required plugin's service or mount cannot start.
    """
    host.move(LoopState.INIT)
    sweep(host.answers.path.parent)
    with plain_faults(), host.watchdog.watching(), _audited(host):
        async with trio.open_nursery() as nursery:
            host.nursery = nursery
            host.consent.begin(nursery)
            leaks = Leaks(host.log)
            start = host.settings[names.HOST_START_DEADLINE]
            # After the mounted apps have ended, too, which run in tasks of their own.
            async with AsyncExitStack() as after:
                after.push_async_callback(host.end_asyncio)
                await host.lifetimes.start(nursery, list(host.tables.services.values()), start)
                async with mounted_lifespans(host.assets.mounted, host.log):
                    stopped, ended = trio.Event(), trio.Event()
                    nursery.start_soon(_serve, host, scheme_table(host), stopped, ended)
                    host.move(LoopState.IDLE)
                    host.plugins.notify("oro_started", host=host)
                    host.tell_started()
                    try:
                        yield
                    finally:
                        with trio.CancelScope(shield=True):
                            await _stop(host, stopped, ended)
                        after.callback(leaks.report, host.code_owners())
            host.consent.end()
            nursery.cancel_scope.cancel()
    host.nursery = None
    host.move(LoopState.SHUTDOWN)


def _audited(host: RunningHost) -> AbstractContextManager[None]:
    """Write decisions about permissions to the audit log, where the configuration names one."""
    name = host.settings[names.PERMISSIONS_AUDIT]
    if not name:
        return nullcontext()
    from oro_framework.host.permissions.audit import audited  # few apps have one

    return audited(host.permissions, state_folder() / host.bundle / name, host.log)


async def _serve(host: RunningHost, schemes: SchemeTable, stopped: trio.Event, ended: trio.Event) -> None:
    try:
        await host.exchanges.serve(schemes, stopped)
    finally:
        ended.set()


async def _stop(host: RunningHost, stopped: trio.Event, ended: trio.Event) -> None:
    """End exchanges, then services, within one deadline; cancel those that are late, and name them in the log."""
    host.move(LoopState.STOPPED)
    host.plugins.notify("oro_stopping", host=host)
    until = trio.current_time() + STOP_DEADLINE
    stopped.set()
    with trio.move_on_at(until):
        await ended.wait()
    await host.lifetimes.stop(until)
