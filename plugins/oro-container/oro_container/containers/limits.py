"""Limits of a whole container: its time, and its files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import trio

from oro_container.containers.container import Container
from oro_container.containers.usage import usage

__all__ = ("hold_limits",)

_PAUSE = 1.0
"""Seconds between two looks at the files."""


async def hold_limits(container: Container, folders: Iterable[Path], given: tuple[int, int] = (0, 0)) -> None:
    """End a container whose time is over, or whose files are more than its policy allows; until it has ended.

    It is told why by the event `error`.

    Args:
        container: the container.
        folders: those of its files; none where the file system they are on holds the limits itself.
        given: the bytes and the count of files there that do not count.
    """
    policy, watched = container.policy, tuple(folders)
    async with trio.open_nursery() as tasks:
        if policy.seconds is not None:
            tasks.start_soon(_hold_time, container, policy.seconds)
        if watched and (policy.disk is not None or policy.files is not None):
            tasks.start_soon(_hold_files, container, watched, given)
        await container.ended.wait()
        tasks.cancel_scope.cancel()


async def _hold_time(container: Container, seconds: float) -> None:
    await trio.sleep(seconds)
    _end(container, f"its {seconds:g} s are over")


async def _hold_files(container: Container, folders: tuple[Path, ...], given: tuple[int, int]) -> None:
    policy = container.policy
    while True:
        try:
            size, count = await trio.to_thread.run_sync(usage, folders)
        except OSError as error:
            _end(container, f"its files cannot be counted ({error.strerror})")
            return
        size, count = size - given[0], count - given[1]
        if policy.disk is not None and size > policy.disk:
            _end(container, f"its files have {size} bytes, and the policy allows {policy.disk}")
        if policy.files is not None and count > policy.files:
            _end(container, f"it has {count} files, and the policy allows {policy.files}")
        await trio.sleep(_PAUSE)


def _end(container: Container, why: str) -> None:
    container.fail(f"The container has ended: {why}")
    container.close()
