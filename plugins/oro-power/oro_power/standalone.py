"""Keep the machine awake for a command that runs no app. On a loop of trio or of anyio."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from oro_framework.errors import OroError
from oro_power.keepers import DISPLAY, SLEEP

__all__ = ("awake",)

SHORT = 1.0
"""Seconds of work for which the desktop is not asked: no machine falls asleep in these."""
_log = logging.getLogger("oro.power")


@asynccontextmanager
async def awake(reason: str, *, app: str, display: bool = False) -> AsyncIterator[None]:
    """Keep the machine awake during the block, as far as the desktop lets programs.

    It waits for no desktop and fails for none: the work goes on in any case.

    Args:
        reason: one line that the desktop shows to the person.
        app: the program that the desktop names.
        display: whether the display must stay on.
    """
    if sys.platform != "linux":
        yield
        return
    failed: BaseException | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_hold, reason, app, frozenset({SLEEP, *([DISPLAY] if display else [])}))
        try:
            yield
        except BaseException as error:  # raised again below, in no group
            failed = error
        tasks.cancel_scope.cancel()
    if failed is not None:
        raise failed


async def _hold(reason: str, app: str, wants: frozenset[str]) -> None:
    await anyio.sleep(SHORT)
    from oro_framework.desktop_buses import Buses
    from oro_power.machine import Machine

    async with anyio.create_task_group() as connections:
        try:
            machine = Machine(connections, Buses(connections, lambda which: None), app, _tell, _ready)
            hold = await machine.hold(wants, reason)
        except OroError as error:
            _log.info("The machine may go to sleep meanwhile (%s): %s", reason, error)
        else:
            try:
                await anyio.sleep_forever()
            finally:
                await hold.release()
        connections.cancel_scope.cancel()


def _tell(event: str) -> None:
    """Ignore an event: no page is there."""


async def _ready(event: str, seconds: float) -> None:
    """Return at once: no page has to be asked."""
